//! Names and ports: the same facts mean the same for a KMS host, a proxy and an endpoint; only the
//! owner differs.

use std::net::{IpAddr, SocketAddr};

use actprobe_probes::evidence::{
    Addresses, Connected, Failure, FailureKind, NotAsked, Observed, ResolvedBy,
};

use super::finding::{Finding, Millis};
use super::id::id_of;
use super::requirement::Owner;
use super::seen::Seen;

/// Whose name or port is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A KMS host.
    Kms,
    /// A KMS host that a setting names, not DNS: of the name alone; its port is that of any KMS
    /// host.
    NamedKms,
    /// The KMS host of a cloud, by its public name.
    CloudKms,
    /// A proxy.
    Proxy,
    /// An activation endpoint.
    Endpoint,
    /// A domain controller.
    Controller,
}

impl Role {
    /// The role's id, for the language files to choose by.
    pub fn text(self) -> String {
        match self {
            Self::Kms => "kms",
            Self::NamedKms => "named-kms",
            Self::CloudKms => "cloud",
            Self::Proxy => "proxy",
            Self::Endpoint => "endpoint",
            Self::Controller => "controller",
        }
        .to_owned()
    }

    /// Who runs the machine behind the name.
    fn machine_owner(self) -> Owner {
        match self {
            Self::Kms | Self::NamedKms => Owner::KmsAdmin,
            Self::Proxy => Owner::ProxyTeam,
            Self::CloudKms | Self::Endpoint => Owner::NetworkTeam,
            Self::Controller => Owner::DirectoryTeam,
        }
    }
}

/// What a name's addresses amount to, and who could change it. `is_reached` is whether anything
/// answered at any of them.
pub fn name(role: Role, addresses: &Addresses, is_reached: bool) -> Seen {
    let role_text = role.text();
    let found = found_addresses(addresses);
    if leads_nowhere(role, addresses, is_reached) {
        return Seen::unmet(nowhere(role_text, addresses, found), namer(addresses));
    }
    if !found.is_empty() {
        return Seen::met(Finding::NameResolves { role: role_text, addresses: found });
    }
    unresolved(role, addresses)
}

fn unresolved(role: Role, addresses: &Addresses) -> Seen {
    let failures: Vec<&Failure> =
        [addresses.ipv4.failure(), addresses.ipv6.failure()].into_iter().flatten().collect();
    let server = server_of(addresses, &failures);
    let has = |kind| failures.iter().any(|failure| failure.kind == kind);
    let Some(first) = failures.first() else {
        return unfinished(role, why_not_asked(&addresses.ipv4));
    };
    if let Some(cut) = failures.iter().find(|failure| failure.is_unfinished()) {
        unfinished(role, why_unfinished(cut.kind))
    } else if has(FailureKind::NameNotFound) {
        Seen::unmet(Finding::NameNotFound { role: role.text(), server }, name_owner(role))
    } else if has(FailureKind::ServerFailure) || has(FailureKind::QueryRefused) {
        let how = id_of(&first.kind);
        Seen::unmet(Finding::NameServerFails { role: role.text(), server, how }, Owner::DnsAdmin)
    } else if failures.iter().all(|failure| failure.kind == FailureKind::NoData) {
        Seen::unmet(Finding::NameHasNoAddress { role: role.text(), server }, name_owner(role))
    } else {
        Seen::unknown(Finding::NameUnanswered { role: role.text() }, Owner::DnsAdmin)
    }
}

/// Whether no address is any machine's, or the hosts file bars a public name by leading it to this
/// host itself.
fn leads_nowhere(role: Role, addresses: &Addresses, is_reached: bool) -> bool {
    let is_public = matches!(role, Role::Endpoint | Role::CloudKms);
    let may_be_barred = is_public && addresses.by == ResolvedBy::HostsFile && !is_reached;
    let nobodys = |ip: IpAddr| ip.is_unspecified() || may_be_barred && ip.is_loopback();
    addresses.all().next().is_some() && addresses.all().all(nobodys)
}

fn nowhere(role: String, addresses: &Addresses, found: Vec<String>) -> Finding {
    let (by, server) = match &addresses.by {
        ResolvedBy::HostsFile => ("hosts-file", String::new()),
        ResolvedBy::Dns { server } => ("dns", server.clone()),
        ResolvedBy::Literal | ResolvedBy::Nothing => ("setting", String::new()),
    };
    Finding::NameLeadsNowhere { role, addresses: found, by: by.to_owned(), server }
}

/// Who says which addresses a name has.
fn namer(addresses: &Addresses) -> Owner {
    if matches!(addresses.by, ResolvedBy::Dns { .. }) { Owner::DnsAdmin } else { Owner::HostAdmin }
}

/// Of addresses at which nobody was reached: whether somebody wrote them into this host's hosts
/// file, where they may have grown old. Those of the host itself do not.
pub fn written_by_hand(role: Role, addresses: &Addresses) -> Option<Finding> {
    let is_written =
        addresses.by == ResolvedBy::HostsFile && !addresses.all().all(|ip| ip.is_loopback());
    is_written.then(|| Finding::NameFromHostsFile {
        role: role.text(),
        addresses: found_addresses(addresses),
    })
}

fn found_addresses(addresses: &Addresses) -> Vec<String> {
    addresses.all().map(|address| address.to_string()).collect()
}

fn server_of(addresses: &Addresses, failures: &[&Failure]) -> String {
    match &addresses.by {
        ResolvedBy::Dns { server } => server.clone(),
        _ => failures.iter().find_map(|failure| failure.reporter.clone()).unwrap_or_default(),
    }
}

/// A published name is mended by whoever publishes it, a configured one by whoever configures the
/// host, and a public one by whoever resolves for the site.
fn name_owner(role: Role) -> Owner {
    match role {
        Role::Kms => Owner::KmsAdmin,
        Role::NamedKms | Role::Proxy => Owner::HostAdmin,
        Role::CloudKms | Role::Endpoint => Owner::DnsAdmin,
        Role::Controller => Owner::DirectoryTeam,
    }
}

/// What a connection attempt to `address` amounts to, and who could change it.
pub fn port(role: Role, address: SocketAddr, outcome: &Observed<Connected>) -> Seen {
    match outcome {
        Observed::Answered { elapsed_us, .. } => {
            Seen::met(Finding::PortOpen { role: role.text(), took: Millis::from_us(*elapsed_us) })
        }
        Observed::Failed(failure) if !failure.is_unfinished() => {
            let (finding, owner) = failed_port(role, address, failure);
            Seen::unmet(finding, owner)
        }
        cut => unfinished(role, why_cut(cut)),
    }
}

/// An address, and what a connection attempt to it brought.
type Attempt<'a> = (SocketAddr, &'a Observed<Connected>);

/// The same beside the attempts to all addresses of the name. Where this one has no route and one
/// of the other family has, the host does not use this family, and the address is none of its
/// business (RFC 6724 §6 rule 1).
pub fn port_beside<'a>(
    role: Role,
    (address, outcome): Attempt<'a>,
    mut all: impl Iterator<Item = Attempt<'a>>,
) -> Seen {
    let is_of_other_family = |other: SocketAddr| other.is_ipv4() != address.is_ipv4();
    let is_idle = has_no_route(outcome)
        && all.any(|(other, outcome)| is_of_other_family(other) && !has_no_route(outcome));
    if !is_idle {
        return port(role, address, outcome);
    }
    let family = if address.is_ipv6() { "IPv6" } else { "IPv4" };
    Seen::not_applicable(Finding::FamilyUnused { role: role.text(), family: family.to_owned() })
}

fn has_no_route(outcome: &Observed<Connected>) -> bool {
    outcome.failure().is_some_and(|failure| failure.kind == FailureKind::NoRoute)
}

/// A step that was not taken to its end: nothing is known, and nobody has anything to do but run
/// again.
pub fn unfinished(role: Role, why: &str) -> Seen {
    let finding = Finding::StepUnfinished { role: role.text(), why: why.to_owned() };
    Seen::unknown(finding, Owner::Nobody)
}

/// Why an outcome that is neither an answer nor the peer's failure is missing.
pub fn why_cut<T>(outcome: &Observed<T>) -> &'static str {
    outcome.failure().map_or_else(|| why_not_asked(outcome), |failure| why_unfinished(failure.kind))
}

fn why_unfinished(kind: FailureKind) -> &'static str {
    if kind == FailureKind::Internal { "internal" } else { "cut-short" }
}

fn why_not_asked<T>(outcome: &Observed<T>) -> &'static str {
    match outcome.not_asked() {
        Some(
            NotAsked::NotPlanned | NotAsked::Skipped | NotAsked::Unsupported | NotAsked::ProductKey,
        ) => "left-out",
        _ => "cut-short",
    }
}

fn failed_port(role: Role, address: SocketAddr, failure: &Failure) -> (Finding, Owner) {
    let text = role.text();
    let detail = failure.detail.clone().unwrap_or_default();
    let network = Owner::NetworkTeam;
    // RFC 792, RFC 4443 §3.1: what the machine itself sends is its own word, what another sends is
    // said in its name.
    let by_itself =
        failure.reporter.as_deref().is_some_and(|reporter| reporter.parse() == Ok(address.ip()));
    match (failure.kind, failure.reporter.clone()) {
        (FailureKind::Refused | FailureKind::AdminProhibited, Some(_)) if by_itself => {
            (Finding::PortRejectedByHost { role: text, detail }, role.machine_owner())
        }
        // Of a machine that is down, the last router speaks; firewalls are what says nothing.
        (FailureKind::TimedOut, _) => (
            Finding::PortSilent { role: text, waited: Millis::waited_us(failure.elapsed_us) },
            network,
        ),
        (FailureKind::Refused, Some(router)) => {
            (Finding::PortRefusedByRouter { role: text, router, detail }, network)
        }
        (FailureKind::Refused, None) => (Finding::PortRefused { role: text }, role.machine_owner()),
        (FailureKind::AdminProhibited, router) => (
            Finding::PortProhibited { role: text, router: router.unwrap_or_default(), detail },
            network,
        ),
        (kind @ (FailureKind::HostUnreachable | FailureKind::NetUnreachable), Some(router)) => {
            // The last router looked for the machine in vain, or there is no way to its network.
            let owner =
                if kind == FailureKind::HostUnreachable { role.machine_owner() } else { network };
            (Finding::PortUnreachable { role: text, router, what: id_of(&kind) }, owner)
        }
        (FailureKind::TimeExceeded, router) => {
            (Finding::RoutingLoop { role: text, router: router.unwrap_or_default() }, network)
        }
        (FailureKind::GatewayUnreachable, _) => {
            (Finding::GatewayAbsent { role: text, gateway: detail }, Owner::HostAdmin)
        }
        (FailureKind::HostUnreachable, None) => {
            (Finding::HostAbsent { role: text }, role.machine_owner())
        }
        (FailureKind::NoRoute, _) => (Finding::NoRoute { role: text }, Owner::HostAdmin),
        (FailureKind::NetUnreachable, _) => (Finding::NoRoute { role: text }, network),
        (FailureKind::BlockedLocally, _) => {
            (Finding::BlockedLocally { role: text }, Owner::HostAdmin)
        }
        (FailureKind::Reset | FailureKind::Closed, _) => {
            (Finding::PortReset { role: text }, network)
        }
        (kind, _) => {
            let detail = if detail.is_empty() { id_of(&kind) } else { detail };
            (Finding::PortOtherFailure { role: text, detail }, network)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(by: ResolvedBy, ipv4: &[&str]) -> Addresses {
        let value = ipv4.iter().map(|address| address.parse().unwrap()).collect();
        Addresses { by, ipv4: Observed::Answered { value, elapsed_us: 0 }, ..Addresses::default() }
    }

    fn by_dns(ipv4: &[&str]) -> Addresses {
        addresses(ResolvedBy::Dns { server: "192.0.2.53:53".to_owned() }, ipv4)
    }

    fn judged(role: Role, addresses: &Addresses, is_reached: bool) -> (&'static str, Owner) {
        let seen = name(role, addresses, is_reached);
        (seen.finding.id(), seen.owner)
    }

    #[test]
    fn an_address_of_no_machine_leads_nowhere_whoever_is_meant() {
        for role in [Role::Kms, Role::Proxy, Role::Endpoint, Role::Controller] {
            assert_eq!(
                judged(role, &by_dns(&["0.0.0.0"]), false),
                ("name-leads-nowhere", Owner::DnsAdmin)
            );
            assert_eq!(judged(role, &by_dns(&["0.0.0.0", "192.0.2.1"]), false).0, "name-resolves");
        }
        let barred = addresses(ResolvedBy::HostsFile, &["0.0.0.0"]);
        assert_eq!(
            judged(Role::Endpoint, &barred, false),
            ("name-leads-nowhere", Owner::HostAdmin)
        );
    }

    #[test]
    fn the_hosts_file_bars_a_server_of_microsoft_by_this_host_itself_unless_something_answers_there()
     {
        let loopback = addresses(ResolvedBy::HostsFile, &["127.0.0.1"]);
        assert_eq!(
            judged(Role::Endpoint, &loopback, false),
            ("name-leads-nowhere", Owner::HostAdmin)
        );
        assert_eq!(judged(Role::Endpoint, &loopback, true).0, "name-resolves");
        // A proxy of one's own on this host is nothing unusual.
        assert_eq!(judged(Role::Proxy, &loopback, false).0, "name-resolves");
    }

    #[test]
    fn what_was_written_by_hand_may_have_grown_old_but_for_this_host_itself() {
        let written =
            |ipv4| written_by_hand(Role::Proxy, &addresses(ResolvedBy::HostsFile, ipv4)).is_some();
        assert!(written(&["192.0.2.1"]));
        assert!(!written(&["127.0.0.1"]));
        assert!(written_by_hand(Role::Proxy, &by_dns(&["192.0.2.1"])).is_none());
    }
}
