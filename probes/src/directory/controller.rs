//! One domain controller: its addresses, the ping, its ports, its rootDSE, its activation objects.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::future::join_all;
use futures_util::stream::{FuturesOrdered, StreamExt};

use super::credentials::{Credentials, PasswordLogin};
use super::ldap::Ldap;
use super::login::{Door, PasswordBind, Read};
use super::{Inquiry, PORTS, login, negotiate, ping, proof};
use crate::evidence::{
    Addresses, DirectoryPort, DomainController, NotAsked, NotSent, Observed, PingReply, RootDse,
    Try,
};
use crate::net::tcp;
use crate::net::watch::within;
use crate::net::{Watch, local_end};
use crate::wire::ldap::{PORT, TLS_PORT};

/// How many addresses of one controller are pinged.
const MOST_ADDRESSES: usize = 4;

/// A controller that was met, and the door that was opened while LDAP did not answer.
pub(super) struct Met {
    pub(super) controller: DomainController,
    door: Option<Door>,
}

/// What came of speaking to a controller at one address.
struct Spoken {
    ports: Vec<DirectoryPort>,
    root_dse: Observed<RootDse>,
    tries: Vec<Try>,
    door: Option<Door>,
}

impl Inquiry<'_> {
    /// Resolves the controller's name, and pings it at all its addresses: it is spoken to where it
    /// answers. Nobody knows yet whether it does, so the first one is spoken to meanwhile: a
    /// controller that is not there is waited for once.
    pub(super) async fn greet(&self, host: &str) -> Met {
        let addresses = self.resolver.addresses(self.watch, host).await;
        let places = places(&addresses);
        let unasked = DomainController { addresses, ..unasked(host, self.is_named(host)) };
        let Some(first) = places.first().copied() else {
            return Met { controller: unasked, door: None };
        };
        let ((address, ping), spoken) =
            tokio::join!(self.ping(&places, first), self.speak(host, first));
        let Spoken { ports, root_dse, tries, door } =
            if address == first { spoken } else { self.speak(host, address).await };
        let address = Some(address);
        let controller = DomainController { address, ping, ports, root_dse, tries, ..unasked };
        Met { controller, door }
    }

    /// Where it answers the ping, and how; `first` where it does nowhere.
    async fn ping(
        &self,
        places: &[SocketAddr],
        first: SocketAddr,
    ) -> (SocketAddr, Observed<PingReply>) {
        let domain = &self.plan.domain;
        let mut pings: FuturesOrdered<_> =
            places.iter().map(|place| ping::ping(self.watch, *place, domain)).collect();
        let mut heard = Vec::new();
        while let Some(ping) = pings.next().await {
            let is_controller = is_controller(&ping);
            heard.push(ping);
            if is_controller {
                self.is_answered.store(true, Ordering::Relaxed);
                break;
            }
        }
        let at = best(&heard).unwrap_or_default();
        let address = places.get(at).copied().unwrap_or(first);
        (address, heard.into_iter().nth(at).unwrap_or_default())
    }

    /// Asks all the rest; `met`: it was greeted before.
    pub(super) async fn examine(&self, host: &str, met: Option<Met>) -> DomainController {
        let Met { mut controller, door } = match met {
            Some(met) => met,
            None => self.greet(host).await,
        };
        let Some(address) = controller.address else { return controller };
        let read = Box::pin(self.objects(&controller, address, door)).await;
        if Try::go_by_turns(&read.tries) && !Try::go_by_turns(&controller.tries) {
            controller.tries = read.tries;
        }
        DomainController { login: read.login, activation_objects: read.objects, ..controller }
    }

    async fn speak(&self, host: &str, address: SocketAddr) -> Spoken {
        let ((ldap, door), others) =
            tokio::join!(self.ldap_or_door(host, address), self.other_ports(address));
        let Ldap { port, root_dse, tries } = ldap;
        let ports = std::iter::once(port).chain(others).collect();
        Spoken { ports, root_dse, tries, door }
    }

    /// LDAP; where half the time brings no answer, the door for a password in the other half.
    async fn ldap_or_door(&self, host: &str, address: SocketAddr) -> (Ldap, Option<Door>) {
        let half = self.watch.limits.ldap / 2;
        let mut ldap = pin!(self.ldap(address));
        if let Some(ldap) = within(half, &mut ldap).await {
            return (ldap, None);
        }
        tokio::join!(ldap, self.door(host, address, half))
    }

    async fn door(&self, host: &str, address: SocketAddr, limit: Duration) -> Option<Door> {
        let Some(Credentials::Password(credentials)) = &self.plan.credentials else { return None };
        let watch = self.watch.hurried(limit);
        let bind = self.password_bind(&watch, credentials, (host, address));
        bind.may_be_opened().then_some(())?;
        Some(bind.by_ldaps().await)
    }

    fn password_bind<'a>(
        &'a self,
        watch: &'a Watch,
        credentials: &'a PasswordLogin,
        (host, address): (&'a str, SocketAddr),
    ) -> PasswordBind<'a> {
        PasswordBind {
            watch,
            credentials,
            domain: &self.plan.domain,
            host,
            address,
            secure_address: SocketAddr::new(address.ip(), TLS_PORT),
            gate: &self.gate,
            named: self.is_named(host),
            is_open: false,
            now: self.clock.now(),
        }
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
        door: Option<Door>,
    ) -> Read {
        let root = controller.root_dse.value().cloned();
        let read = |(login, objects)| Read { login, objects, tries: Vec::new() };
        let not_read = |login| read((login, Observed::skipped(NotAsked::EarlierStepFailed)));
        match &self.plan.credentials {
            None => read(Default::default()),
            Some(Credentials::Withheld) => not_read(login::not_sent(NotSent::DomainFromFile)),
            Some(Credentials::Password(credentials)) => {
                let bind = self.password_bind(self.watch, credentials, (&controller.host, address));
                PasswordBind { is_open: is_open(controller), ..bind }.read(root, door).await
            }
            Some(Credentials::Own) if root.is_none() => {
                not_read(Observed::skipped(NotAsked::EarlierStepFailed))
            }
            Some(Credentials::Own) => {
                if let Some(why) = self.refusal_reason(controller) {
                    return not_read(login::not_sent(why));
                }
                let host = &controller.host;
                read(negotiate::read(self.watch, &self.gate, host, address, root).await)
            }
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

/// Whether LDAP took a connection.
fn is_open(controller: &DomainController) -> bool {
    controller.ports.iter().any(|port| port.port == PORT && port.connect.value().is_some())
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
        tries: Vec::new(),
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
    let answering = pings
        .iter()
        .position(is_controller)
        .or_else(|| pings.iter().position(|ping| ping.value().is_some()));
    answering.or((!pings.is_empty()).then_some(0))
}

fn is_controller(ping: &Observed<PingReply>) -> bool {
    matches!(ping.value(), Some(PingReply::Controller(_)))
}

fn has_route(address: SocketAddr) -> bool {
    local_end::on_the_way_to(address).is_some()
}

#[cfg(test)]
mod tests {
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
}
