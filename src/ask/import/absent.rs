//! Addresses of KMS hosts at which nobody is, by the word of a router that was to hand a ping on.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use actprobe_probes::evidence::{
    Connected, Failure, FailureKind, KmsEndpoint, KmsTarget, Observed, Step,
};

/// How many of one host are told of.
const MOST_ADDRESSES: usize = 64;

/// One that was tried, and asked nothing.
pub fn endpoint(address: SocketAddr, connect: Observed<Connected>) -> KmsEndpoint {
    KmsEndpoint {
        address,
        connect,
        bind_ndr32: Observed::default(),
        bind_multi: Observed::default(),
        bind_padded: Observed::default(),
        reverse: Observed::default(),
        again: Vec::new(),
        silent_tries: None,
        answers_ping: false,
        other_ports: Vec::new(),
    }
}

/// An address that nobody tried to connect to, and of which a router says that nobody is there.
pub fn add_absent(target: &mut KmsTarget, absent: &BTreeMap<IpAddr, IpAddr>) {
    let is_tried = |address: &IpAddr| target.endpoints.iter().any(|e| e.address.ip() == *address);
    let of_target: Vec<IpAddr> = target.addresses.all().collect();
    let new = of_target.into_iter().filter(|ip| absent.contains_key(ip) && !is_tried(ip));
    let new: Vec<SocketAddr> =
        new.take(MOST_ADDRESSES).map(|ip| SocketAddr::new(ip, target.port)).collect();
    let silent = Failure {
        step: Step::Connect,
        kind: FailureKind::TimedOut,
        elapsed_us: 0,
        reporter: None,
        detail: None,
        flow: None,
    };
    let untried = |address| endpoint(address, Observed::Failed(silent.clone()));
    target.endpoints.extend(new.into_iter().map(untried));
}

/// What a router says of an address counts more than that nobody answered there.
pub fn tell_absent(endpoint: &mut KmsEndpoint, absent: &BTreeMap<IpAddr, IpAddr>) {
    let Some(router) = absent.get(&endpoint.address.ip()) else { return };
    if let Observed::Failed(failure) = &mut endpoint.connect
        && matches!(
            failure.kind,
            FailureKind::TimedOut | FailureKind::Untold | FailureKind::Unreachable
        )
    {
        failure.kind = FailureKind::HostUnreachable;
        failure.reporter = Some(router.to_string());
    }
}
