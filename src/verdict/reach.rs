//! Names and ports: the same facts mean the same for a KMS host, a proxy and an endpoint; only the
//! owner differs.

mod families;
mod heard_on_ways;
mod hosts_file;
mod names;
pub mod seldom_told;
mod unfinished;
pub mod up;

pub use self::families::{Families, family, is_of_one_link};
pub use self::heard_on_ways::Ways;
pub use self::hosts_file::{differs_from_dns, written_by_hand};
pub use self::names::{is_of_server, name};
pub use self::unfinished::{unfinished, why_cut};

use std::net::{IpAddr, SocketAddr};

use actprobe_probes::evidence::{
    Addresses, Connected, Failure, FailureKind, Id, Observed, ResolvedBy,
};

use super::finding::{CutOff, Finding, Maybe, Millis, Role, ToolDistrust, YesNo};
use super::requirement::Owner;
use super::seen::Seen;

/// Who runs the machine behind the name.
fn machine_owner(role: Role) -> Owner {
    match role {
        Role::Kms | Role::NamedKms => Owner::KmsAdmin,
        Role::Proxy => Owner::ProxyTeam,
        Role::CloudKms | Role::Endpoint => Owner::NetworkTeam,
        Role::Controller => Owner::DirectoryTeam,
    }
}

/// Who runs it on this host itself: what leads to this host, its own settings do.
fn own_owner(role: Role) -> Owner {
    match role {
        Role::Kms | Role::NamedKms => Owner::KmsAdmin,
        Role::Controller => Owner::DirectoryTeam,
        Role::CloudKms | Role::Endpoint | Role::Proxy => Owner::HostAdmin,
    }
}

/// Silence, a reset and what is said in the machine's name look the same, whether the machine or
/// something on the way is the reason. Of what is far away, the way is the site's own part.
pub fn machine_or_way(role: Role) -> Owner {
    match role {
        Role::Kms | Role::NamedKms => Owner::KmsAdminOrNetworkTeam,
        Role::Proxy => Owner::ProxyTeamOrNetworkTeam,
        Role::CloudKms | Role::Endpoint => Owner::NetworkTeam,
        Role::Controller => Owner::DirectoryTeamOrNetworkTeam,
    }
}

/// The same behind an open port, of a conversation that broke off: the service that took the
/// connection hangs or is overloaded, a balancer has nobody behind it, or a device on the way took
/// the connection in its name.
pub fn service_or_way(role: Role, connected: &Observed<Connected>, to: IpAddr) -> Owner {
    let is_of_this_host = connected.value().is_some_and(|own| own.local.ip() == to);
    if is_of_this_host { machine_owner(role) } else { machine_or_way(role) }
}

/// What a connection attempt to `address` amounts to, and who could change it.
pub fn port(role: Role, address: SocketAddr, outcome: &Observed<Connected>) -> Seen {
    match outcome {
        Observed::Answered { elapsed_us, .. } => {
            Seen::met(Finding::PortOpen { role, took: Millis::from_us(*elapsed_us) })
        }
        Observed::Failed(failure) if !failure.is_unfinished() => {
            failed_port(role, address, failure)
        }
        cut => unfinished(role, why_cut(cut)),
    }
}

/// An address, and what a connection attempt to it brought.
type Attempt<'a> = (SocketAddr, &'a Observed<Connected>);

/// Whose port is looked at, what its name led to, and the families that this host uses.
#[derive(Clone, Copy)]
pub struct Peer<'a> {
    /// Whose.
    pub role: Role,
    /// The addresses of its name.
    pub addresses: &'a Addresses,
    /// Which this host uses.
    pub families: Families,
}

/// Who could change it that packets to `address` were lost.
pub fn loser(role: Role, address: SocketAddr, failure: &Failure) -> Owner {
    failed_port(role, address, failure).owner
}

/// The same beside the attempts to all addresses of the name. Where this one has no route and one
/// of the other family has, the host does not use this family, and the address is none of its
/// business (RFC 6724 §6 rule 1).
pub fn port_beside<'a>(
    peer: Peer<'_>,
    (address, outcome): Attempt<'a>,
    all: impl Iterator<Item = Attempt<'a>> + Clone,
) -> Seen {
    let role = peer.role;
    if let Some(beside) = beside_reached(role, (address, outcome), all.clone()) {
        return beside;
    }
    let mut others = all.filter(|(other, _)| other.is_ipv4() != address.is_ipv4());
    let is_of_one_family = others.clone().next().is_none();
    let is_idle = has_no_route(outcome) && others.any(|(_, outcome)| !has_no_route(outcome));
    if is_idle {
        let family = families::family(address.ip());
        return Seen::not_applicable(Finding::FamilyUnused { role, family });
    }
    one_link(peer, address, outcome)
        .or_else(|| {
            let is_meant = is_of_one_family && has_no_route(outcome);
            is_meant.then(|| other_family(peer, address)).flatten()
        })
        .unwrap_or_else(|| port(role, address, outcome))
}

/// A machine registers the address of a backup network beside that of clients: the route to it may
/// be missing, and so may the address have no business in DNS.
pub fn beside_reached<'a>(
    role: Role,
    (address, outcome): Attempt<'a>,
    mut all: impl Iterator<Item = Attempt<'a>>,
) -> Option<Seen> {
    let owner = machine_or_way(role);
    // What belongs into no DNS at all is told as that.
    let is_told = |failure: &&Failure| {
        failure.kind == FailureKind::NetUnreachable && !is_of_one_link(address.ip())
    };
    let router = outcome.failure().filter(is_told)?.reporter.clone()?;
    let is_reached = |(other, outcome): Attempt<'_>| {
        other.is_ipv4() == address.is_ipv4() && outcome.value().is_some()
    };
    let is_open = owner != Owner::NetworkTeam && all.any(is_reached);
    is_open.then(|| Seen::unmet(Finding::UnreachableBesideReached { role, router }, owner))
}

/// The name has one family alone, and this host the other.
fn other_family(peer: Peer<'_>, address: SocketAddr) -> Option<Seen> {
    let Peer { role, families, .. } = peer;
    let host = families.other_alone(address.ip())?;
    // The family that is meant may be what the resolver takes out, or what it alone lacks.
    if let Some(missing) = names::family_missing(role, peer.addresses, host) {
        return Some(missing);
    }
    let target = families::family(address.ip());
    let nat64 = YesNo(families.translates);
    let finding = Finding::FamilyMismatch { role, target, host, nat64 };
    Some(Seen::unmet(finding, Owner::NetworkTeam))
}

/// An address that is good on one link alone, and at which nobody was reached. In DNS it belongs to
/// nobody; where a setting has it, the provider of the machine answers there, and the host's own
/// routes lead to it.
pub fn one_link(
    peer: Peer<'_>,
    address: SocketAddr,
    outcome: &Observed<Connected>,
) -> Option<Seen> {
    let failure = outcome.failure().filter(|failure| !failure.is_unfinished())?;
    if !is_of_one_link(address.ip()) || failure.kind == FailureKind::BlockedLocally {
        return None;
    }
    let is_v4 = address.is_ipv4();
    let (role, address) = (peer.role, address.ip().to_string());
    match (&peer.addresses.by, role) {
        (ResolvedBy::Dns { .. }, _) => {
            let finding = Finding::AddressOfOneLink { role, address };
            Some(Seen::unmet(finding, Owner::DnsAdmin))
        }
        // Whom providers answer at is known of IPv4 alone.
        (ResolvedBy::Literal, Role::Kms) if is_v4 => {
            Some(Seen::unmet(Finding::LinkLocalUnreached { address }, Owner::HostAdmin))
        }
        (ResolvedBy::Nothing | ResolvedBy::Literal | ResolvedBy::HostsFile, _) => None,
    }
}

fn has_no_route(outcome: &Observed<Connected>) -> bool {
    outcome.failure().is_some_and(|failure| failure.kind == FailureKind::NoRoute)
}

/// How a conversation that had begun broke off.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// Nothing more came.
    Silent,
    /// The peer closed the connection.
    Closed,
    /// The connection was reset.
    Reset,
    /// What came is of another protocol.
    NotSpoken,
    /// What came breaks the rules of the protocol.
    Garbled,
    /// The peer ended the TLS handshake with an alert.
    Alert,
    /// No TLS version or cipher in common.
    Incompatible,
    /// A tool did not trust the certificate, by roots of its own.
    Distrusted(ToolDistrust),
    /// In another way.
    Otherwise,
}

/// What a failure is to a conversation that had begun.
pub fn broken(kind: FailureKind) -> Broken {
    match kind {
        FailureKind::TimedOut => Broken::Silent,
        FailureKind::Closed => Broken::Closed,
        FailureKind::Reset => Broken::Reset,
        FailureKind::NotThisProtocol => Broken::NotSpoken,
        FailureKind::Malformed | FailureKind::TooLarge => Broken::Garbled,
        FailureKind::TlsAlert => Broken::Alert,
        FailureKind::TlsIncompatible => Broken::Incompatible,
        FailureKind::Untrusted => Broken::Distrusted(ToolDistrust::Roots),
        FailureKind::RevocationUnknown => Broken::Distrusted(ToolDistrust::Revocation),
        FailureKind::OutOfDate => Broken::Distrusted(ToolDistrust::OutOfDate),
        FailureKind::WrongName => Broken::Distrusted(ToolDistrust::WrongName),
        FailureKind::Lost
        | FailureKind::Untold
        | FailureKind::Refused
        | FailureKind::HostUnreachable
        | FailureKind::Unreachable
        | FailureKind::GatewayUnreachable
        | FailureKind::TimeExceeded
        | FailureKind::NetUnreachable
        | FailureKind::NoRoute
        | FailureKind::AdminProhibited
        | FailureKind::BlockedLocally
        | FailureKind::NameNotFound
        | FailureKind::NoData
        | FailureKind::ServerFailure
        | FailureKind::QueryRefused
        | FailureKind::NoServer
        | FailureKind::KissOfDeath
        | FailureKind::Unreadable
        | FailureKind::Interrupted
        | FailureKind::Deadline
        | FailureKind::Internal
        | FailureKind::Other => Broken::Otherwise,
    }
}

/// How it was cut off, where it was.
pub fn cut_off(broken: Broken) -> CutOff {
    match broken {
        Broken::Closed => CutOff::Closed,
        Broken::Reset => CutOff::Reset,
        Broken::Silent
        | Broken::NotSpoken
        | Broken::Garbled
        | Broken::Alert
        | Broken::Incompatible
        | Broken::Distrusted(_)
        | Broken::Otherwise => CutOff::Other,
    }
}

/// What a connection to a name amounts to, where the tool that tried it told no address.
pub fn port_by_name(role: Role, outcome: &Observed<Connected>) -> Seen {
    match outcome {
        Observed::Answered { elapsed_us, .. } => {
            Seen::met(Finding::PortOpen { role, took: Millis::from_us(*elapsed_us) })
        }
        // The name may lead nowhere as well: whoever sits there has to look.
        Observed::Failed(failure) if failure.kind == FailureKind::Untold => {
            Seen::unmet(Finding::NameOrPortUntold { role }, Owner::HostAdmin)
        }
        Observed::Failed(failure) if !failure.is_unfinished() => said_of_the_way(role, failure),
        cut => unfinished(role, why_cut(cut)),
    }
}

fn failed_port(role: Role, address: SocketAddr, failure: &Failure) -> Seen {
    // RFC 792, RFC 4443 §3.1: what the machine itself sends is its own word, what another sends is
    // said in its name.
    let by_itself =
        failure.reporter.as_deref().is_some_and(|reporter| reporter.parse() == Ok(address.ip()));
    let refuses = matches!(failure.kind, FailureKind::Refused | FailureKind::AdminProhibited);
    if by_itself && refuses {
        let detail = failure.detail.clone().into();
        return Seen::unmet(Finding::PortRejectedByHost { role, detail }, machine_owner(role));
    }
    said_of_the_way(role, failure)
}

/// The machine is this host: nothing is on the way.
pub fn is_of_this_host(failure: &Failure) -> bool {
    let Some(flow) = &failure.flow else { return false };
    let is_own = flow.from.as_ref().is_some_and(|from| from.address == flow.to.ip());
    is_own || flow.to.ip().is_loopback()
}

/// The last router asks for a machine for some seconds before it says that nobody is there
/// (RFC 4861 §7.3.3, and ARP as systems do it); a rule of a firewall says so at once.
pub fn is_looked_for(failure: &Failure) -> bool {
    const LONGER_THAN_A_RULE_US: u64 = 2_000_000;
    failure.elapsed_us >= LONGER_THAN_A_RULE_US
}

/// What the failure says: of the machine's name too where a router on the way reported it.
fn said_of_the_way(role: Role, failure: &Failure) -> Seen {
    let detail: Maybe<String> = failure.detail.clone().into();
    let router: Maybe<String> = failure.reporter.clone().into();
    let (what, network) = (failure.kind, Owner::NetworkTeam);
    let open = if is_of_this_host(failure) { machine_owner(role) } else { machine_or_way(role) };
    let (finding, owner) = match failure.kind {
        FailureKind::TimedOut => {
            let waited = Millis::waited_us(failure.elapsed_us);
            (Finding::PortSilent { role, waited, up: Maybe(None), beside: YesNo(false) }, open)
        }
        FailureKind::Refused => match router.0 {
            Some(router) => (Finding::PortRefusedByRouter { role, router, detail }, network),
            None if is_of_this_host(failure) => {
                (Finding::PortRefusedHere { role }, own_owner(role))
            }
            None => (Finding::PortRefused { role }, open),
        },
        FailureKind::AdminProhibited => (Finding::PortProhibited { role, router, detail }, network),
        FailureKind::TimeExceeded => (Finding::RoutingLoop { role, router }, network),
        FailureKind::GatewayUnreachable => {
            (Finding::GatewayAbsent { role, gateway: detail }, Owner::HostAdmin)
        }
        FailureKind::HostUnreachable => match router.0 {
            Some(router) => {
                let is_asked_for = is_looked_for(failure);
                let owner = if is_asked_for { machine_owner(role) } else { machine_or_way(role) };
                (Finding::PortUnreachable { role, router, what, up: Maybe(None) }, owner)
            }
            None => (Finding::HostAbsent { role }, machine_owner(role)),
        },
        FailureKind::Unreachable => (Finding::PortUnreachableUntold { role }, open),
        FailureKind::NoRoute => (Finding::NoRoute { role }, Owner::HostAdmin),
        FailureKind::NetUnreachable => match router.0 {
            Some(router) => {
                (Finding::PortUnreachable { role, router, what, up: Maybe(None) }, network)
            }
            None => (Finding::NoRoute { role }, network),
        },
        FailureKind::BlockedLocally => (Finding::BlockedLocally { role }, Owner::HostAdmin),
        // The system accepts for a service, and resets where that has gone.
        FailureKind::Reset | FailureKind::Closed => (Finding::PortReset { role }, open),
        FailureKind::Untold => (Finding::PortUntold { role }, open),
        kind @ (FailureKind::Lost
        | FailureKind::NameNotFound
        | FailureKind::NoData
        | FailureKind::ServerFailure
        | FailureKind::QueryRefused
        | FailureKind::NoServer
        | FailureKind::NotThisProtocol
        | FailureKind::Malformed
        | FailureKind::TooLarge
        | FailureKind::TlsAlert
        | FailureKind::TlsIncompatible
        | FailureKind::Untrusted
        | FailureKind::RevocationUnknown
        | FailureKind::OutOfDate
        | FailureKind::WrongName
        | FailureKind::KissOfDeath
        | FailureKind::Unreadable
        | FailureKind::Interrupted
        | FailureKind::Deadline
        | FailureKind::Internal
        | FailureKind::Other) => {
            let detail = Maybe(detail.0.or_else(|| Some(kind.id().to_owned())));
            // The system's own word, of which nothing says that it has to do with the way.
            (Finding::PortOtherFailure { role, detail }, Owner::HostAdmin)
        }
    };
    Seen::unmet(finding, owner)
}

/// Who answers a ping is up, and so is the way there: what is left is the service, or what stops
/// this port alone.
pub fn up_by_ping(role: Role, answers_ping: bool, tried: Seen) -> Seen {
    let silent = match tried.finding {
        _ if !answers_ping => return tried,
        Finding::PortSilent { .. } => YesNo(true),
        Finding::PortUntold { .. } => YesNo(false),
        _ => return tried,
    };
    Seen::unmet(Finding::PortClosedHostUp { role, silent }, tried.owner)
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
    fn the_hosts_file_bars_a_server_of_microsoft_unless_something_answers_there() {
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
