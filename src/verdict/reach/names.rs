//! Names: what their addresses amount to, and who says which they are.

use std::net::{IpAddr, SocketAddr};

use actprobe_probes::evidence::{Addresses, Failure, FailureKind, ResolvedBy};

use super::unfinished::{unfinished, why_not_asked, why_unfinished};
use crate::catalogue::public_resolvers;
use crate::verdict::finding::{Family, Finding, Maybe, NamedBy, Role, YesNo};
use crate::verdict::requirement::Owner;
use crate::verdict::seen::Seen;

/// What a name's addresses amount to, and who could change it. `is_reached` is whether anything
/// answered at any of them.
pub fn name(role: Role, addresses: &Addresses, is_reached: bool) -> Seen {
    let found = found_addresses(addresses);
    if leads_nowhere(role, addresses, is_reached) {
        return Seen::unmet(nowhere(role, addresses, found), namer(addresses));
    }
    if !found.is_empty() {
        return Seen::met(Finding::NameResolves { role, addresses: found });
    }
    unresolved(role, addresses)
}

fn unresolved(role: Role, addresses: &Addresses) -> Seen {
    let failures: Vec<&Failure> =
        [addresses.ipv4.failure(), addresses.ipv6.failure()].into_iter().flatten().collect();
    let server = server_of(addresses, &failures);
    let has = |kind| failures.iter().any(|failure| failure.kind == kind);
    if failures.is_empty() {
        return unfinished(role, why_not_asked(&addresses.ipv4));
    }
    if let Some(cut) = failures.iter().find(|failure| failure.is_unfinished()) {
        unfinished(role, why_unfinished(cut.kind))
    } else if is_known_to_others(role, addresses) {
        known_to_others(role, server, addresses.known_to.clone(), None)
    } else if let Some(end) = missing_end(addresses, &failures) {
        Seen::unmet(Finding::NameAliasBroken { role, end, server }, alias_owner(role))
    } else if has(FailureKind::Untold) {
        // Whoever sits there has to look: the name may be wrong, and so may be who was asked.
        Seen::unknown(Finding::NameUntold { role }, Owner::HostAdmin)
    } else if has(FailureKind::NameNotFound) {
        Seen::unmet(Finding::NameNotFound { role, server }, name_owner(role))
    } else if let Some(failure) = failures.iter().find(|failure| is_of_server(failure)) {
        // The one that failed need not be the last that was asked.
        let (server, how) = (failure.reporter.clone().or(server.0), failure.kind);
        let others = failing_beside(addresses, server.as_deref());
        let (server, inside) = (server.into(), YesNo(false));
        let finding = Finding::NameServerFails { role, server, how, others, inside };
        Seen::unmet(finding, Owner::DnsAdmin)
    } else if addresses.kept_back && is_nowhere(&failures) {
        kept_back(role, server, None)
    } else if is_nowhere(&failures) {
        Seen::unmet(Finding::NameHasNoAddress { role, server }, name_owner(role))
    } else {
        let others = YesNo(false);
        Seen::unknown(Finding::NameUnanswered { role, others, server }, Owner::DnsAdmin)
    }
}

/// The server that is asked first gives addresses of the other family alone: where it does not say
/// that this one has none, or where another server has one, that is what is wrong.
pub(super) fn family_missing(role: Role, addresses: &Addresses, family: Family) -> Option<Seen> {
    let server = server_of(addresses, &[]);
    if addresses.kept_back {
        Some(kept_back(role, server, Some(family)))
    } else if !addresses.known_to.is_empty() {
        Some(known_to_others(role, server, addresses.known_to.clone(), Some(family)))
    } else {
        None
    }
}

/// A server that gives no address, or none of `family`, and does not say that there is none.
fn kept_back(role: Role, server: Maybe<String>, family: Option<Family>) -> Seen {
    let finding = Finding::NameAddressesKeptBack { role, server, family: family.into() };
    Seen::unmet(finding, Owner::DnsAdmin)
}

/// The other servers that fail on the name in the same way.
fn failing_beside(addresses: &Addresses, server: Option<&str>) -> Vec<String> {
    let failing = addresses.failing_too.iter();
    failing.filter(|other| server != Some(other.as_str())).cloned().collect()
}

pub fn is_of_server(failure: &Failure) -> bool {
    matches!(failure.kind, FailureKind::ServerFailure | FailureKind::QueryRefused)
}

/// Another server of the same connection has addresses, and the first keeps none back. Of public
/// names, that one of them does not resolve what is on the Internet is told as that.
fn is_known_to_others(role: Role, addresses: &Addresses) -> bool {
    !addresses.known_to.is_empty()
        && !addresses.kept_back
        && !matches!(role, Role::Endpoint | Role::CloudKms)
}

/// A resolver of everybody's, before the site's own, is given no zone: it is taken out.
fn known_to_others(
    role: Role,
    server: Maybe<String>,
    others: Vec<String>,
    family: Option<Family>,
) -> Seen {
    let address = server.0.as_deref().and_then(|server| server.parse::<SocketAddr>().ok());
    let is_stranger = address.is_some_and(|first| public_resolvers::has(first.ip()));
    let owner = if is_stranger { Owner::HostAdmin } else { Owner::DnsAdmin };
    let (stranger, family) = (YesNo(is_stranger), family.into());
    Seen::unmet(Finding::NameKnownToOthers { role, stranger, server, others, family }, owner)
}

fn is_nowhere(failures: &[&Failure]) -> bool {
    failures.iter().all(|failure| failure.kind == FailureKind::NoData)
}

/// What the name's alias leads to, where that is what does not exist.
fn missing_end(addresses: &Addresses, failures: &[&Failure]) -> Option<String> {
    let is_told = |failure: &&Failure| {
        matches!(failure.kind, FailureKind::NameNotFound | FailureKind::NoData)
    };
    addresses.aliases.last().filter(|_| failures.iter().all(is_told)).cloned()
}

/// A published name is its publisher's, wherever it leads; any other is there, and whoever keeps
/// the zone mends where it leads.
fn alias_owner(role: Role) -> Owner {
    match role {
        Role::Kms => Owner::KmsAdmin,
        Role::NamedKms | Role::CloudKms | Role::Proxy | Role::Endpoint => Owner::DnsAdmin,
        Role::Controller => Owner::DirectoryTeam,
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

fn nowhere(role: Role, addresses: &Addresses, found: Vec<String>) -> Finding {
    let (by, server) = match &addresses.by {
        ResolvedBy::HostsFile => (NamedBy::HostsFile, None),
        ResolvedBy::Dns { server } => (NamedBy::Dns, Some(server.clone())),
        ResolvedBy::Literal | ResolvedBy::Nothing => (NamedBy::Setting, None),
    };
    Finding::NameLeadsNowhere { role, addresses: found, by, server: server.into() }
}

/// Who says which addresses a name has.
fn namer(addresses: &Addresses) -> Owner {
    if matches!(addresses.by, ResolvedBy::Dns { .. }) { Owner::DnsAdmin } else { Owner::HostAdmin }
}

fn found_addresses(addresses: &Addresses) -> Vec<String> {
    addresses.all().map(|address| address.to_string()).collect()
}

fn server_of(addresses: &Addresses, failures: &[&Failure]) -> Maybe<String> {
    let server = match &addresses.by {
        ResolvedBy::Dns { server } => Some(server.clone()),
        ResolvedBy::HostsFile | ResolvedBy::Literal | ResolvedBy::Nothing => {
            failures.iter().find_map(|failure| failure.reporter.clone())
        }
    };
    server.into()
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

#[cfg(test)]
mod tests {
    use actprobe_probes::evidence::{Observed, Step};

    use super::*;

    #[test]
    fn the_server_that_failed_is_named_and_not_the_last_that_was_asked() {
        let failed = |kind, by: &str| Failure {
            step: Step::Resolve,
            kind,
            elapsed_us: 0,
            reporter: Some(by.to_owned()),
            detail: None,
            flow: None,
        };
        let addresses = Addresses {
            by: ResolvedBy::Dns { server: "192.0.2.54:53".to_owned() },
            ipv4: Observed::Failed(failed(FailureKind::ServerFailure, "192.0.2.53:53")),
            ipv6: Observed::Failed(failed(FailureKind::TimedOut, "192.0.2.54:53")),
            failing_too: vec!["192.0.2.53:53".to_owned(), "192.0.2.55:53".to_owned()],
            ..Addresses::default()
        };
        let Finding::NameServerFails { server, how, others, .. } =
            name(Role::Endpoint, &addresses, false).finding
        else {
            panic!("another finding");
        };
        assert_eq!(server.0.as_deref(), Some("192.0.2.53:53"));
        assert_eq!(how, FailureKind::ServerFailure);
        assert_eq!(others, ["192.0.2.55:53"]);
    }
}
