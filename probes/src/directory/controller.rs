//! One domain controller: its addresses, the ping, its ports, its rootDSE, its activation objects.

use std::net::SocketAddr;

use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::credentials::Credentials;
use super::session::Session;
use super::{Inquiry, PORTS, login, negotiate, objects, ping, proof};
use crate::evidence::{
    Addresses, DirectoryPort, DomainController, Login, NotAsked, NotSent, ObjectSearch, Observed,
    PingReply, RootDse, Step,
};
use crate::net::local_end;
use crate::net::metered::Metered;
use crate::net::tcp::{self, TcpStream};
use crate::wire::ldap::{MAX_MESSAGE, PORT, TLS_PORT};

/// How many bytes may come without credentials: one message, and the end of the search.
const MOST_BYTES: usize = 2 * MAX_MESSAGE;
/// How many addresses of one controller are pinged.
const MOST_ADDRESSES: usize = 4;

impl Inquiry<'_> {
    /// Resolves the controller's name and pings it, at all its addresses: it is spoken to where it
    /// answers.
    pub(super) async fn greet(&self, host: &str) -> DomainController {
        let addresses = self.resolver.addresses(self.watch, host).await;
        let places = places(&addresses);
        let pings = places.iter().map(|place| ping::ping(self.watch, *place, &self.plan.domain));
        let pings = join_all(pings).await;
        let (address, ping) = match best(&pings) {
            Some(at) => (places.get(at).copied(), pings.into_iter().nth(at).unwrap_or_default()),
            None => (None, Observed::skipped(NotAsked::EarlierStepFailed)),
        };
        DomainController { addresses, address, ping, ..unasked(host, self.is_named(host)) }
    }

    /// Asks all the rest; `met`: it was greeted before.
    pub(super) async fn examine(
        &self,
        host: &str,
        met: Option<DomainController>,
    ) -> DomainController {
        let mut controller = match met {
            Some(controller) => controller,
            None => self.greet(host).await,
        };
        let Some(address) = controller.address else { return controller };
        let ((ldap, root_dse), others) =
            tokio::join!(self.ldap(address), self.other_ports(address));
        controller.ports = std::iter::once(ldap).chain(others).collect();
        let known = root_dse.value().cloned();
        controller.root_dse = root_dse;
        (controller.login, controller.activation_objects) =
            self.objects(&controller, address, known).await;
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
        let mut session = Session::over(Metered::new(stream, MOST_BYTES));
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
            let (connect, _stream) =
                tcp::dial(self.watch, SocketAddr::new(address.ip(), port)).await;
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
        let not_read = |login| (login, Observed::skipped(NotAsked::EarlierStepFailed));
        match &self.plan.credentials {
            None => Default::default(),
            Some(Credentials::Withheld) => not_read(login::not_sent(NotSent::DomainFromFile)),
            Some(Credentials::Password(credentials)) => {
                let bind = login::PasswordBind {
                    watch: self.watch,
                    credentials,
                    domain: &self.plan.domain,
                    host: &controller.host,
                    address,
                    secure_address: SocketAddr::new(address.ip(), TLS_PORT),
                    gate: &self.gate,
                    named: controller.named,
                    is_open: controller
                        .ports
                        .iter()
                        .any(|port| port.port == PORT && port.connect.value().is_some()),
                    now: self.clock.now(),
                };
                bind.read(root).await
            }
            Some(Credentials::Own) if root.is_none() => {
                not_read(Observed::skipped(NotAsked::EarlierStepFailed))
            }
            Some(Credentials::Own) => match self.refusal_reason(controller) {
                Some(why) => not_read(login::not_sent(why)),
                None => {
                    negotiate::read(self.watch, &self.gate, &controller.host, address, root).await
                }
            },
        }
    }

    /// What speaks against a log-on of the system's own, to a server that nothing else ties to the
    /// domain.
    fn refusal_reason(&self, controller: &DomainController) -> Option<NotSent> {
        let domain = &self.plan.domain;
        let by_name = proof::by_name(&controller.host, domain, controller.named);
        by_name.or_else(|| proof::by_ping(controller.ping.value(), domain))
    }
}

fn unasked(host: &str, named: bool) -> DomainController {
    DomainController {
        host: host.to_owned(),
        named,
        addresses: Addresses::default(),
        address: None,
        ping: Observed::default(),
        ports: Vec::new(),
        root_dse: Observed::skipped(NotAsked::EarlierStepFailed),
        login: Observed::default(),
        activation_objects: Observed::default(),
    }
}

/// Where to ping: the addresses that this host has a way to, IPv4 before IPv6; without any, the
/// first.
fn places(addresses: &Addresses) -> Vec<SocketAddr> {
    let all: Vec<SocketAddr> =
        addresses.of_machines(usize::MAX).map(|ip| SocketAddr::new(ip, PORT)).collect();
    let routed: Vec<SocketAddr> =
        all.iter().copied().filter(|place| has_route(*place)).take(MOST_ADDRESSES).collect();
    if routed.is_empty() { all.into_iter().take(1).collect() } else { routed }
}

/// The first address that answers as a controller of the domain, else the first that answers, else
/// the first.
fn best(pings: &[Observed<PingReply>]) -> Option<usize> {
    let is_controller =
        |ping: &Observed<PingReply>| matches!(ping.value(), Some(PingReply::Controller(_)));
    let answering = pings
        .iter()
        .position(is_controller)
        .or_else(|| pings.iter().position(|ping| ping.value().is_some()));
    answering.or((!pings.is_empty()).then_some(0))
}

fn has_route(address: SocketAddr) -> bool {
    local_end::on_the_way_to(address).is_some()
}

/// The rootDSE with how far the server's clock is ahead. `currentTime` counts whole seconds: half
/// of one is added.
fn timed(mut root: RootDse, asked_at: Timestamp, round_trip: std::time::Duration) -> RootDse {
    let round_trip_ms = u64::try_from(round_trip.as_millis()).unwrap_or(u64::MAX);
    let offset = |theirs: Timestamp| {
        let ours = asked_at.duration_until(theirs) + SignedDuration::from_millis(500);
        i64::try_from(ours.as_millis())
            .unwrap_or(i64::MAX)
            .saturating_sub_unsigned(round_trip_ms / 2)
    };
    root.offset_ms = root.current_time.map(offset);
    root.round_trip_ms = Some(round_trip_ms);
    root
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::evidence::NetlogonReply;

    #[test]
    fn a_controller_is_spoken_to_where_it_answers() {
        let silent = || Observed::<PingReply>::default();
        let says = |value| Observed::Answered { value, elapsed_us: 1 };
        let pong = || says(PingReply::Controller(NetlogonReply::default()));
        assert_eq!(best(&[silent(), pong()]), Some(1));
        assert_eq!(best(&[says(PingReply::NotForThisDomain), pong()]), Some(1));
        assert_eq!(best(&[silent(), says(PingReply::Paused), silent()]), Some(1));
        assert_eq!((best(&[silent(), silent()]), best(&[])), (Some(0), None));
    }

    #[test]
    fn the_offset_is_that_of_the_middle_of_the_second_and_of_the_round_trip() {
        let root = RootDse {
            current_time: Some("2026-11-03T09:18:00Z".parse().unwrap()),
            ..RootDse::default()
        };
        let told = timed(root, "2026-11-03T09:12:00Z".parse().unwrap(), Duration::from_millis(200));
        assert_eq!((told.offset_ms, told.round_trip_ms), (Some(360_400), Some(200)));
        assert_eq!(
            timed(RootDse::default(), Timestamp::UNIX_EPOCH, Duration::ZERO).offset_ms,
            None
        );
    }
}
