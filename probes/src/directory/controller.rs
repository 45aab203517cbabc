//! One domain controller: its addresses, the ping, its ports, its rootDSE, its activation objects.
//! Where one address is silent, the others are spoken to meanwhile, as a client goes on to them.

use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::future::join_all;
use futures_util::stream::{FuturesOrdered, StreamExt};

use super::credentials::{Credentials, PasswordLogin};
use super::kdc::{self, PORT as KERBEROS};
use super::ldap::Ldap;
use super::login::{Door, PasswordBind, Read};
use super::{Inquiry, login, negotiate, ping, proof};
use crate::evidence::{
    Addresses, ControllerAddress, DirectoryPort, DomainController, NotAsked, NotSent, Observed,
    PingReply, RootDse, Try,
};
use crate::net::again::{beside_silence, would_accuse};
use crate::net::tcp;
use crate::net::{Watch, local_end};
use crate::wire::ldap::{PORT, TLS_PORT};

/// The global catalogue, SMB and RPC, which tell more of what is in the way.
const PORTS_THAT_TELL: [u16; 3] = [3268, 445, 135];

/// How many addresses of one controller are pinged, and spoken to.
const MOST_ADDRESSES: usize = 4;

/// A controller that was met, and the door that was opened while LDAP did not answer.
pub(super) struct Met {
    pub(super) controller: DomainController,
    door: Option<Door>,
}

/// What came of speaking to a controller.
struct Spoken {
    /// At the address that was meant.
    at: Place,
    /// At the other ones that were spoken to meanwhile.
    others: Vec<Place>,
    door: Option<Door>,
}

/// What came of speaking to it at one address, apart from the ping.
struct Place {
    address: SocketAddr,
    /// LDAP first.
    ports: Vec<DirectoryPort>,
    root_dse: Observed<RootDse>,
    tries: Vec<Try>,
    /// Asked of the others alone: the one that was meant has been pinged.
    ping: Observed<PingReply>,
    /// Whether it had but half the time.
    is_hurried: bool,
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
            tokio::join!(self.ping(&places, first), self.speak(host, first, &places));
        let spoken = match spoken.led_to(address) {
            Some(spoken) => spoken,
            None => self.speak(host, address, &places).await,
        };
        spoken.met(unasked, ping)
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
        let (in_dns, read, rest, kerberos) = tokio::join!(
            Box::pin(self.resolver.in_dns(self.watch, host, &controller.addresses)),
            Box::pin(self.objects(&controller, address, door)),
            // On the heap: some conversations, each with its repetitions.
            Box::pin(self.look_at_rest(&controller)),
            Box::pin(self.kerberos_again(&controller, address)),
        );
        if Try::go_by_turns(&read.tries) && !Try::go_by_turns(&controller.tries) {
            controller.tries = read.tries;
        }
        controller.other_addresses.extend(rest);
        let port = controller.ports.iter_mut().find(|tried| tried.port == KERBEROS);
        port.into_iter().zip(kerberos).for_each(|(port, again)| *port = again);
        let (login, activation_objects) = (read.login, read.objects);
        DomainController { in_dns, login, activation_objects, ..controller }
    }

    /// One connection; where it would accuse somebody, more of them.
    async fn kerberos_first(&self, place: SocketAddr) -> DirectoryPort {
        let first = self.port_of(self.watch, place).await;
        match would_accuse(&first.connect) {
            true => kdc::ask(self.watch, place, Some(first.connect)).await,
            false => first,
        }
    }

    /// Whether one connection that stood speaks for the others, unless that is known.
    async fn kerberos_again(
        &self,
        controller: &DomainController,
        address: SocketAddr,
    ) -> Option<DirectoryPort> {
        let tried = controller.ports.iter().find(|tried| tried.port == KERBEROS)?;
        if tried.connect.value().is_none() || !tried.tries.is_empty() {
            return None;
        }
        let place = SocketAddr::new(address.ip(), KERBEROS);
        Some(kdc::ask(self.watch, place, Some(tried.connect.clone())).await)
    }

    /// Its addresses that nobody had to speak to so far: DNS sends members to them as well, and in
    /// which order it names them is chance.
    async fn look_at_rest(&self, controller: &DomainController) -> Vec<ControllerAddress> {
        let others = controller.other_addresses.iter().map(|other| other.address);
        let known: Vec<SocketAddr> = controller.address.into_iter().chain(others).collect();
        let rest = places(&controller.addresses).into_iter().filter(|at| !known.contains(at));
        let looks = rest.map(|place| self.look(self.watch, place));
        join_all(looks).await.into_iter().map(Place::into_evidence).collect()
    }

    /// Where half the time brings no way in, its other addresses in the other half, as many as are
    /// pinged.
    async fn speak(&self, host: &str, address: SocketAddr, places: &[SocketAddr]) -> Spoken {
        let (needed, more) = tokio::join!(
            // On the heap: some conversations, each with its repetitions.
            Box::pin(self.needed_or_others(host, address, places)),
            self.ports_of(self.watch, address, &PORTS_THAT_TELL),
        );
        let (ldap, door, kerberos, others) = needed;
        let ports = [ldap.port, kerberos].into_iter().chain(more).collect();
        let Ldap { root_dse, tries, .. } = ldap;
        let ping = Observed::default();
        let at = Place { address, ports, root_dse, tries, ping, is_hurried: false };
        Spoken { at, others, door }
    }

    /// What activation needs of it; where that is silent or does not come about, what the other
    /// addresses bring.
    async fn needed_or_others(
        &self,
        host: &str,
        address: SocketAddr,
        places: &[SocketAddr],
    ) -> (Ldap, Option<Door>, DirectoryPort, Vec<Place>) {
        let limit = self.watch.limits.ldap;
        let kerberos = self.kerberos_first(SocketAddr::new(address.ip(), KERBEROS));
        let needed = async { tokio::join!(self.ldap_or_door(host, address), kerberos) };
        let meanwhile = async |time| self.look_at_others(address, places, time).await;
        let (needed, others) = Box::pin(beside_silence(limit, needed, meanwhile)).await;
        let ((ldap, door), kerberos) = needed;
        let others = match others {
            Some(others) => others,
            None if is_way_in(&ldap, &kerberos) => Vec::new(),
            None => self.look_at_others(address, places, limit / 2).await,
        };
        (ldap, door, kerberos, others)
    }

    async fn look_at_others(
        &self,
        address: SocketAddr,
        places: &[SocketAddr],
        time: Duration,
    ) -> Vec<Place> {
        let watch = self.watch.hurried(time);
        let others = places.iter().filter(|place| **place != address);
        let looked_at = join_all(others.map(|place| self.look(&watch, *place))).await;
        looked_at.into_iter().map(|place| Place { is_hurried: true, ..place }).collect()
    }

    /// The same at another address: what activation needs.
    async fn look(&self, watch: &Watch, address: SocketAddr) -> Place {
        let (ldap, kerberos, ping) = tokio::join!(
            self.ldap(watch, address),
            kdc::ask(watch, SocketAddr::new(address.ip(), KERBEROS), None),
            ping::ping(watch, address, &self.plan.domain),
        );
        let Ldap { port, root_dse, tries } = ldap;
        Place { address, ports: vec![port, kerberos], root_dse, tries, ping, is_hurried: false }
    }

    /// LDAP; where half the time brings no answer, the door for a password in the other half. That
    /// it did not open in a hurry is no news where LDAP answers after all.
    async fn ldap_or_door(&self, host: &str, address: SocketAddr) -> (Ldap, Option<Door>) {
        let ldap = self.ldap(self.watch, address);
        let door = async |time| self.door(host, address, time).await;
        let ldap_or_door = beside_silence(self.watch.limits.ldap, ldap, door);
        let (ldap, door) = Box::pin(ldap_or_door).await;
        let is_answered = ldap.root_dse.value().is_some();
        (ldap, door.flatten().filter(|door| door.is_ok() || !is_answered))
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

    async fn ports_of(
        &self,
        watch: &Watch,
        address: SocketAddr,
        ports: &[u16],
    ) -> Vec<DirectoryPort> {
        let places = ports.iter().map(|port| SocketAddr::new(address.ip(), *port));
        join_all(places.map(|place| self.port_of(watch, place))).await
    }

    async fn port_of(&self, watch: &Watch, place: SocketAddr) -> DirectoryPort {
        let (connect, _stream) = tcp::dial(watch, place).await;
        DirectoryPort { port: place.port(), connect, tries: Vec::new() }
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

impl Spoken {
    /// The same, if `address` was spoken to, with it in the first place.
    fn led_to(mut self, address: SocketAddr) -> Option<Self> {
        if self.at.address != address {
            let place = self.others.iter_mut().find(|place| place.address == address)?;
            std::mem::swap(&mut self.at, place);
            self.door = None;
        }
        Some(self)
    }

    /// The controller, at the address where it serves; it was pinged at the one that was meant.
    /// Where that one only took its time, what the others did in a hurry tells nothing.
    fn met(self, unasked: DomainController, ping: Observed<PingReply>) -> Met {
        let (at, mut others) = (Place { ping, ..self.at }, self.others);
        if at.is_way_in() {
            others.retain(|other| !other.is_hurried);
            return at.met(others, self.door, unasked);
        }
        match better(&at, &others) {
            None => at.met(others, self.door, unasked),
            Some(better) => {
                let best = std::mem::replace(&mut others[better], at);
                best.met(others, None, unasked)
            }
        }
    }
}

/// Where it serves, or at least is read, while `at` is no way in: rather where it answers the ping,
/// which may pass to the one address and LDAP to the other.
fn better(at: &Place, others: &[Place]) -> Option<usize> {
    let serves = |place: &Place| place.is_way_in() && is_controller(&place.ping);
    let is_read = |place: &Place| place.is_read() && is_controller(&place.ping);
    let find = |wanted: &dyn Fn(&Place) -> bool| others.iter().position(wanted);
    let is_unread = !at.is_read();
    find(&serves)
        .or_else(|| find(&is_read).filter(|_| is_unread))
        .or_else(|| find(&Place::is_way_in).filter(|_| is_unread))
        .or_else(|| find(&Place::is_read).filter(|_| is_unread))
}

impl Place {
    fn is_way_in(&self) -> bool {
        let is_open = |port: u16| {
            self.ports.iter().any(|tried| tried.port == port && tried.connect.value().is_some())
        };
        self.is_read() && is_open(KERBEROS)
    }

    fn is_read(&self) -> bool {
        self.root_dse.value().is_some()
    }

    fn met(self, others: Vec<Self>, door: Option<Door>, unasked: DomainController) -> Met {
        let Self { address, ports, root_dse, tries, ping, .. } = self;
        let other_addresses = others.into_iter().map(Self::into_evidence).collect();
        let address = Some(address);
        let controller =
            DomainController { address, ping, ports, root_dse, tries, other_addresses, ..unasked };
        Met { controller, door }
    }

    fn into_evidence(self) -> ControllerAddress {
        let Self { address, ports, root_dse, tries, ping, .. } = self;
        ControllerAddress { address, ping, ports, root_dse, tries }
    }
}

/// Whether both of what activation needs came about.
fn is_way_in(ldap: &Ldap, kerberos: &DirectoryPort) -> bool {
    ldap.root_dse.value().is_some() && kerberos.connect.value().is_some()
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
        in_dns: None,
        address: None,
        ping: Observed::default(),
        ports: Vec::new(),
        root_dse: Observed::skipped(NotAsked::EarlierStepFailed),
        tries: Vec::new(),
        other_addresses: Vec::new(),
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
