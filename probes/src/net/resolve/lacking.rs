//! What a name lacks by the word of the DNS server that a client believes: what the others are
//! asked for as well.

use std::net::{IpAddr, SocketAddr};

use crate::evidence::{Addresses, Failure, FailureKind, ResolvedBy};

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lacking {
    /// Any address.
    Any,
    /// An IPv4 address, and there is no route to the others.
    Ipv4,
    /// An IPv6 address, and there is no route to the others.
    Ipv6,
}

/// The server by whose word something is missing, and what.
pub(super) fn lacking(
    addresses: &Addresses,
    has_route: impl Fn(IpAddr) -> bool,
) -> Option<(SocketAddr, Lacking)> {
    let ResolvedBy::Dns { server } = &addresses.by else { return None };
    let server = server.parse().ok()?;
    let is_absent = |failure: Option<&Failure>| {
        failure.is_some_and(|failure| {
            matches!(failure.kind, FailureKind::NameNotFound | FailureKind::NoData)
        })
    };
    if is_absent(addresses.ipv4.failure()) && is_absent(addresses.ipv6.failure()) {
        return Some((server, Lacking::Any));
    }
    let missing = match (addresses.ipv4.value()?.as_slice(), addresses.ipv6.value()?.as_slice()) {
        ([], [_, ..]) => Lacking::Ipv4,
        ([_, ..], []) => Lacking::Ipv6,
        ([], []) | ([_, ..], [_, ..]) => return None,
    };
    (!addresses.all().any(has_route)).then_some((server, missing))
}

impl Lacking {
    /// Whether `addresses` have it.
    pub(super) fn is_in(self, addresses: &Addresses) -> bool {
        match self {
            Self::Any => addresses.all().next().is_some(),
            Self::Ipv4 => addresses.all().any(|address| address.is_ipv4()),
            Self::Ipv6 => addresses.all().any(|address| address.is_ipv6()),
        }
    }

    /// What was heard, with what was missing from `other`.
    pub(super) fn taken_from(self, other: Addresses, heard: Addresses) -> Addresses {
        match self {
            Self::Any => other,
            Self::Ipv4 => Addresses { ipv4: other.ipv4, ..heard },
            Self::Ipv6 => Addresses { ipv6: other.ipv6, ..heard },
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::evidence::{Observed, Step};

    use super::*;

    const SERVER: &str = "192.0.2.53:53";

    fn of(ipv4: &[&str], ipv6: &[&str]) -> Addresses {
        let ipv4 = ipv4.iter().map(|address| address.parse().unwrap()).collect();
        let ipv6 = ipv6.iter().map(|address| address.parse().unwrap()).collect();
        Addresses {
            by: ResolvedBy::Dns { server: SERVER.to_owned() },
            ipv4: Observed::Answered { value: ipv4, elapsed_us: 1 },
            ipv6: Observed::Answered { value: ipv6, elapsed_us: 1 },
            ..Addresses::default()
        }
    }

    fn absent<T>(kind: FailureKind) -> Observed<T> {
        let (step, reporter) = (Step::Resolve, Some(SERVER.to_owned()));
        Observed::Failed(Failure { step, kind, elapsed_us: 1, reporter, detail: None, flow: None })
    }

    #[test]
    fn the_other_family_is_missed_where_no_route_leads_to_the_one_that_is_there() {
        let server = SERVER.parse().unwrap();
        let without_v4 = |address: IpAddr| address.is_ipv6();
        let v4_alone = of(&["192.0.2.11", "192.0.2.12"], &[]);
        let v6_alone = of(&[], &["2001:db8::11"]);
        assert_eq!(lacking(&v4_alone, without_v4), Some((server, Lacking::Ipv6)));
        assert_eq!(lacking(&v4_alone, |_| true), None);
        assert_eq!(lacking(&v6_alone, without_v4), None);
        assert_eq!(lacking(&v6_alone, |address| address.is_ipv4()), Some((server, Lacking::Ipv4)));
        assert_eq!(lacking(&of(&["192.0.2.11"], &["2001:db8::11"]), |_| false), None);
        // A literal and a line of the hosts file are no server's word.
        assert_eq!(lacking(&Addresses { by: ResolvedBy::Literal, ..v4_alone }, |_| false), None);
    }

    #[test]
    fn nothing_is_missed_of_a_family_for_which_the_server_failed() {
        let ipv6 = absent(FailureKind::ServerFailure);
        assert_eq!(lacking(&Addresses { ipv6, ..of(&["192.0.2.11"], &[]) }, |_| false), None);
        let (ipv4, ipv6) = (absent(FailureKind::NoData), absent(FailureKind::NameNotFound));
        let nothing = Addresses { ipv4, ipv6, ..of(&[], &[]) };
        assert_eq!(lacking(&nothing, |_| true), Some((SERVER.parse().unwrap(), Lacking::Any)));
    }

    #[test]
    fn what_another_connection_has_stands_beside_what_was_heard() {
        let both = Lacking::Ipv6
            .taken_from(of(&["198.51.100.1"], &["2001:db8::11"]), of(&["192.0.2.11"], &[]));
        assert_eq!(both, of(&["192.0.2.11"], &["2001:db8::11"]));
        assert!(Lacking::Ipv6.is_in(&both) && !Lacking::Ipv6.is_in(&of(&["192.0.2.11"], &[])));
    }
}
