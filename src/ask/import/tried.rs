//! What became of a connection that a tool tried, in the terms of the evidence.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use actprobe_probes::capture::Connection;
use actprobe_probes::evidence::{
    Addresses, Connected, Failure, FailureKind, Flow, LocalEnd, Observed, Step, Transport,
};

/// That the name led to no address.
pub fn unresolved(connection: &Connection) -> Option<Failure> {
    let (step, kind) = connection.failure.filter(|(step, _)| *step == Step::Resolve)?;
    Some(failed(step, kind))
}

/// What became of it, as the run itself would have seen it.
pub fn connect(connection: &Connection, address: SocketAddr) -> Observed<Connected> {
    if let Some((_, kind)) = connection.failure {
        let failure = failed(Step::Connect, kind);
        let flow = Some(Box::new(flow(connection, address)));
        return Observed::Failed(Failure { flow, ..failure });
    }
    let any: IpAddr =
        if address.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    opened(connection, any)
}

/// The same of a tool that tells no address.
pub fn connect_by_name(connection: &Connection) -> Observed<Connected> {
    match connection.failure {
        Some((_, kind)) => Observed::Failed(failed(Step::Connect, kind)),
        None => opened(connection, Ipv4Addr::UNSPECIFIED.into()),
    }
}

fn opened(connection: &Connection, any: IpAddr) -> Observed<Connected> {
    let local = SocketAddr::new(connection.source.unwrap_or(any), 0);
    let interface = connection.interface.clone();
    let value = Connected { local, interface, syn_retransmissions: None };
    Observed::Answered { value, elapsed_us: 0 }
}

/// The one address of a host.
pub fn literal(address: IpAddr) -> Addresses {
    let mut addresses = Addresses::default();
    add_address(&mut addresses, address);
    addresses
}

/// Adds one that is not there yet.
pub fn add_address(addresses: &mut Addresses, address: IpAddr) {
    match address {
        IpAddr::V4(v4) => add_to(&mut addresses.ipv4, v4),
        IpAddr::V6(v6) => add_to(&mut addresses.ipv6, v6),
    }
}

fn add_to<T: PartialEq>(family: &mut Observed<Vec<T>>, address: T) {
    match family {
        Observed::Answered { value, .. } if value.contains(&address) => {}
        Observed::Answered { value, .. } => value.push(address),
        Observed::Failed(_) | Observed::NotAsked { .. } => {
            *family = Observed::Answered { value: vec![address], elapsed_us: 0 };
        }
    }
}

fn flow(connection: &Connection, to: SocketAddr) -> Flow {
    let end = |address| LocalEnd { address, interface: connection.interface.clone() };
    Flow { transport: Transport::Tcp, from: connection.source.map(end), to }
}

fn failed(step: Step, kind: FailureKind) -> Failure {
    Failure { step, kind, elapsed_us: 0, reporter: None, detail: None, flow: None }
}
