//! One domain controller: its addresses, the ping, its ports, its rootDSE, its activation objects.

use std::net::{IpAddr, SocketAddr, UdpSocket};

use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::credentials::Credentials;
use super::session::Session;
use super::{Inquiry, PORTS, login, negotiate, objects, ping};
use crate::evidence::{
    Addresses, DirectoryPort, DomainController, Login, NotAsked, ObjectSearch, Observed, RootDse, Step,
};
use crate::net::{bad_news, tcp};
use crate::wire::ldap::PORT;

impl Inquiry<'_> {
    /// Resolves the controller's name and pings it.
    pub(super) async fn greet(&self, host: &str) -> DomainController {
        let addresses = self.resolver.addresses(self.watch, host).await;
        let address = place(&addresses);
        let ping = match address {
            Some(address) => ping::ping(self.watch, address, &self.plan.domain).await,
            None => Observed::skipped(NotAsked::EarlierStepFailed),
        };
        DomainController {
            host: host.to_owned(),
            addresses,
            address,
            ping,
            ports: Vec::new(),
            root_dse: Observed::skipped(NotAsked::EarlierStepFailed),
            login: Observed::default(),
            activation_objects: Observed::default(),
        }
    }

    /// Asks all the rest; `met`: it was greeted before.
    pub(super) async fn examine(&self, host: &str, met: Option<DomainController>) -> DomainController {
        let mut controller = match met {
            Some(controller) => controller,
            None => self.greet(host).await,
        };
        let Some(address) = controller.address else { return controller };
        let ((ldap, root_dse), others) = tokio::join!(self.ldap(address), self.other_ports(address));
        controller.ports = std::iter::once(ldap).chain(others).collect();
        let known = root_dse.value().cloned();
        controller.root_dse = root_dse;
        (controller.login, controller.activation_objects) = self.objects(&controller, address, known).await;
        controller
    }

    async fn ldap(&self, address: SocketAddr) -> (DirectoryPort, Observed<RootDse>) {
        let (connect, stream) = tcp::dial(self.watch, address).await;
        let root_dse = match stream {
            Some(stream) => self.root_dse(stream).await,
            None => Observed::skipped(NotAsked::EarlierStepFailed),
        };
        (DirectoryPort { port: PORT, connect }, root_dse)
    }

    async fn root_dse(&self, stream: TcpStream) -> Observed<RootDse> {
        let mut session = Session::over(stream);
        let reading = async {
            let (asked_at, sent) = (self.clock.now(), Instant::now());
            let root = objects::root_dse(&mut session).await?;
            Ok(timed(root, asked_at, sent.elapsed()))
        };
        let read = self.watch.step(Step::LdapSearch, self.watch.limits.ldap, reading).await;
        session.end().await;
        read
    }

    async fn other_ports(&self, address: SocketAddr) -> Vec<DirectoryPort> {
        let others = PORTS.into_iter().filter(|port| *port != PORT);
        join_all(others.map(async |port| {
            let (connect, _stream) = tcp::dial(self.watch, SocketAddr::new(address.ip(), port)).await;
            DirectoryPort { port, connect }
        }))
        .await
    }

    async fn objects(
        &self,
        controller: &DomainController,
        address: SocketAddr,
        root: Option<RootDse>,
    ) -> (Observed<Login>, Observed<ObjectSearch>) {
        match &self.plan.credentials {
            None => Default::default(),
            Some(Credentials::Password(credentials)) => {
                let knock = login::Knock {
                    watch: self.watch,
                    credentials,
                    domain: &self.plan.domain,
                    host: &controller.host,
                    address,
                    is_open: controller.ports.iter().any(|port| port.port == PORT && port.connect.value().is_some()),
                    now: self.clock.now(),
                };
                knock.read(root).await
            }
            Some(Credentials::Own) if root.is_some() => negotiate::read(self.watch, &controller.host, root).await,
            Some(Credentials::Own) => {
                (Observed::skipped(NotAsked::EarlierStepFailed), Observed::skipped(NotAsked::EarlierStepFailed))
            }
        }
    }
}

/// The address to speak to: the first that this host has a way to, IPv4 before IPv6.
fn place(addresses: &Addresses) -> Option<SocketAddr> {
    let ipv4 = addresses.ipv4.value().into_iter().flatten().copied().map(IpAddr::from);
    let ipv6 = addresses.ipv6.value().into_iter().flatten().copied().map(IpAddr::from);
    let places: Vec<SocketAddr> = ipv4.chain(ipv6).map(|ip| SocketAddr::new(ip, PORT)).collect();
    places.iter().find(|place| has_route(**place)).or(places.first()).copied()
}

/// Connecting a UDP socket sends nothing.
fn has_route(address: SocketAddr) -> bool {
    UdpSocket::bind(bad_news::any_address(address)).is_ok_and(|socket| socket.connect(address).is_ok())
}

/// The rootDSE with how far the server's clock is ahead. `currentTime` counts whole seconds: half of one is added.
fn timed(mut root: RootDse, asked_at: Timestamp, round_trip: std::time::Duration) -> RootDse {
    let round_trip_ms = u64::try_from(round_trip.as_millis()).unwrap_or(u64::MAX);
    let offset = |theirs: Timestamp| {
        let ours = asked_at.duration_until(theirs) + SignedDuration::from_millis(500);
        i64::try_from(ours.as_millis()).unwrap_or(i64::MAX).saturating_sub_unsigned(round_trip_ms / 2)
    };
    root.offset_ms = root.current_time.map(offset);
    root.round_trip_ms = Some(round_trip_ms);
    root
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_offset_is_that_of_the_middle_of_the_second_and_of_the_round_trip() {
        let root = RootDse { current_time: Some("2026-11-03T09:18:00Z".parse().unwrap()), ..RootDse::default() };
        let told = timed(root, "2026-11-03T09:12:00Z".parse().unwrap(), Duration::from_millis(200));
        assert_eq!((told.offset_ms, told.round_trip_ms), (Some(360_400), Some(200)));
        assert_eq!(timed(RootDse::default(), Timestamp::UNIX_EPOCH, Duration::ZERO).offset_ms, None);
    }
}
