//! Names to addresses, as the host would: literals, the hosts file, then its DNS servers in order.

use std::net::{IpAddr, SocketAddr};

use super::Watch;
use crate::evidence::{Addresses, Failure, FailureKind, NotAsked, Observed, ResolvedBy, Step};

/// Resolves names for the probes.
#[derive(Clone, Debug)]
pub struct Resolver {
    /// The DNS servers, in the order in which they are asked.
    pub servers: Vec<SocketAddr>,
    /// The suffixes that a name without a dot is tried with.
    pub suffixes: Vec<String>,
}

impl Resolver {
    /// The addresses of `host`, both families at once. An address literal is its own answer.
    pub async fn addresses(&self, _watch: &Watch, host: &str) -> Addresses {
        match host.parse() {
            Ok(address) => literal(address),
            Err(_) => nobody_to_ask(),
        }
    }
}

fn literal(address: IpAddr) -> Addresses {
    let mut addresses = Addresses { by: ResolvedBy::Literal, ..Addresses::default() };
    match address {
        IpAddr::V4(v4) => addresses.ipv4 = Observed::Answered { value: vec![v4], elapsed_us: 0 },
        IpAddr::V6(v6) => addresses.ipv6 = Observed::Answered { value: vec![v6], elapsed_us: 0 },
    }
    addresses
}

fn nobody_to_ask() -> Addresses {
    let kind = FailureKind::NoServer;
    let failure = Failure { step: Step::Resolve, kind, elapsed_us: 0, reporter: None, detail: None };
    Addresses {
        ipv4: Observed::Failed(failure),
        ipv6: Observed::skipped(NotAsked::EarlierStepFailed),
        ..Addresses::default()
    }
}
