//! Breaks the site, and puts it right again.

use std::{
    net::IpAddr,
    sync::{Mutex, MutexGuard},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::{
    filter::{self, Hook, InForce},
    ground::{self, NAMESPACES, in_namespace, inside, ip, nft},
    haproxy,
    harness::process::{Server, run},
    hosts::{both, v4},
    impostor::{self, Impostor},
    line,
    scenario::{Fault, ZoneChange},
    servers::Servers,
};

/// What is broken; [`Broken::undo`] ends it.
#[derive(Default)]
pub struct Broken {
    impostors: Vec<Impostor>,
    balancers: Vec<Server>,
    line: Option<Server>,
    filters: Vec<InForce>,
    narrow: Option<Narrow>,
    /// Addresses that the firewall sends back to the router.
    circles: Vec<IpAddr>,
    is_router_without_route: bool,
}

/// How long a router that has no route needs until it tells a sender of each packet again: Linux'
/// `ip_error` tells of five, and then of one a second, whatever a namespace's settings say.
const ROUTER_FORGETS_AFTER: Duration = Duration::from_secs(5);
/// When it was last without a route.
static ROUTER_TOLD: Mutex<Option<Instant>> = Mutex::new(None);

/// A narrow way, of that many bytes a packet.
enum Narrow {
    Announced(String),
    Silent,
}

impl Broken {
    pub fn apply(&mut self, servers: &mut Servers, fault: &Fault) {
        match fault {
            Fault::Firewall(sentence) => {
                self.filters.push(filter::apply("firewall", Hook::Forward, sentence));
            }
            Fault::Router(sentence) => {
                self.filters.push(filter::apply("router", Hook::Forward, sentence));
            }
            Fault::ServerFilter(sentence) => {
                self.filters.push(filter::apply("servers", Hook::Input, sentence));
            }
            Fault::ClientFilter(sentence) => {
                self.filters.push(filter::apply("client", Hook::Output, sentence));
            }
            Fault::Zone(change) => change_zone(servers, change),
            Fault::NameServer(words) => change_name_server(servers, words),
            Fault::Stop(host) => servers.stop(host),
            Fault::Listener(words) => self.impostors.push(Impostor::start(words)),
            Fault::Balancer(words) => impostor::balance(words),
            Fault::Haproxy(words) => self.balancers.push(haproxy::start(&servers.site, words)),
            Fault::Unbound(words) => servers.replace_by_unbound(words),
            Fault::OtherRpc(host) => servers.replace_by_other_rpc(host),
            Fault::KmsPort(words) => move_kms(servers, words),
            Fault::Time(words) => servers.change_time(words),
            Fault::Web(kind) => servers.change_web(kind),
            Fault::Proxy(kind) => servers.start_proxy(kind),
            Fault::Directory(word) => servers.change_directory(word),
            Fault::Delay(milliseconds) => {
                self.line = Some(line::lengthen(&servers.site, milliseconds));
            }
            Fault::NoRoute(words) => {
                self.is_router_without_route |= words.starts_with("router ");
                lose_route(words);
            }
            Fault::Gateway(address) => ground::lead_client_by(&gateways(address)),
            Fault::RoutingLoop(host) => self.circles.extend(circles(host)),
            Fault::Mtu(words) => self.narrow = Some(narrow(words)),
        }
    }

    /// The filters that no packet met: what was to be broken was not, or nobody went that way.
    /// Where they are to be idle, those that one met.
    pub fn not_in_force(&self, are_idle: bool) -> Vec<String> {
        let met = filter::met(&self.filters).into_iter();
        let mut wrong: Vec<String> = match are_idle {
            true => met
                .filter(|(_, count)| *count > 0)
                .map(|(of, _)| format!("a packet met: {of}"))
                .collect(),
            false => met
                .filter(|(_, count)| *count == 0)
                .map(|(of, _)| format!("no packet met: {of}"))
                .collect(),
        };
        let is_met = self.narrow.as_ref().is_none_or(Narrow::is_met);
        wrong.extend((!is_met).then(|| "no packet was too large for the narrow way".to_owned()));
        wrong
    }

    /// Puts everything right, whether it was broken or not.
    pub fn undo(self, servers: &mut Servers) {
        for address in &self.circles {
            ip(&["-n", "firewall", "route", "delete", &address.to_string()]);
        }
        if self.is_router_without_route {
            *told() = Some(Instant::now());
        }
        drop((self.impostors, self.balancers, self.line));
        line::shorten();
        // Before the filter that hides it: what is still sent again would tell the servers of it.
        resize("router", "r1", "1500");
        resize("firewall", "f0", "1500");
        for namespace in NAMESPACES {
            filter::clear(namespace);
        }
        ground::restore_client();
        ground::restore_router();
        // That nobody answered there is remembered for a while.
        run(in_namespace("firewall").args([
            "ip",
            "neighbour",
            "delete",
            &v4("absent").to_string(),
            "dev",
            "f1",
        ]));
        for namespace in ["client", "servers"] {
            // What was learnt about the path's MTU, and about losses.
            inside(namespace, &["ip", "route", "flush", "cache"]);
            inside(namespace, &["ip", "-6", "route", "flush", "cache"]);
            inside(namespace, &["ip", "tcp_metrics", "flush"]);
        }
        servers.restore();
    }
}

fn change_zone(servers: &mut Servers, change: &ZoneChange) {
    let targets = match &change.on {
        Some(server) => vec![server.as_str()],
        None => vec!["dns1", "dns2"],
    };
    for server in targets {
        servers.change_zones(server, |zones| {
            change.remove.iter().for_each(|words| zones.remove(&change.of, words));
            change.add.iter().for_each(|record| zones.add(&change.of, record));
        });
    }
}

fn change_name_server(servers: &mut Servers, words: &str) {
    match words.split_whitespace().collect::<Vec<_>>()[..] {
        [server, "refuses"] => servers.change_zones(server, crate::names::Zones::refuse),
        [server, "forgets", zone] => servers.change_zones(server, |zones| zones.forget(zone)),
        [server, "forwards", zone, "to", other] => {
            servers.change_zones(server, |zones| zones.forward(zone, v4(other).into()));
        }
        [server, "fails", zone] => servers.change_zones(server, |zones| zones.fail(zone)),
        _ => panic!("no name server does {words:?}"),
    }
}

fn move_kms(servers: &mut Servers, words: &str) {
    let Some((host, port)) = words.split_once(' ') else {
        panic!("HOST PORT are needed: {words:?}")
    };
    servers.replace_kms(host, &both(host), port.parse().expect("a port"));
}

fn lose_route(words: &str) {
    let Some((who, families)) = words.split_once(' ') else {
        panic!("HOST FAMILY are needed: {words:?}")
    };
    if who == "router" {
        wait_for_the_routers_word();
    }
    for (family, option) in [("v4", "-4"), ("v6", "-6")] {
        if families == family || families == "both" {
            ip(&["-n", who, option, "route", "delete", "default"]);
        }
    }
}

fn wait_for_the_routers_word() {
    let since = told().map(|told| told.elapsed());
    sleep(since.map_or(Duration::ZERO, |since| ROUTER_FORGETS_AFTER.saturating_sub(since)));
}

fn told() -> MutexGuard<'static, Option<Instant>> {
    ROUTER_TOLD.lock().expect("nobody panics with it")
}

/// The router of that number on the client's network, in both families.
fn gateways(last: &str) -> [String; 2] {
    [format!("10.77.1.{last}"), format!("fd77:1::{last}")]
}

/// The router sends what is for `host` to the firewall, and that sends it back.
fn circles(host: &str) -> [IpAddr; 2] {
    let addresses = both(host);
    for (address, router) in addresses.iter().zip(["10.77.2.1", "fd77:2::1"]) {
        ip(&["-n", "firewall", "route", "add", &address.to_string(), "via", router]);
    }
    addresses
}

impl Narrow {
    /// The servers have learnt of it, or the word about it was dropped.
    fn is_met(&self) -> bool {
        match self {
            Self::Silent => filter::counted("firewall", "silence").iter().any(|count| *count > 0),
            Self::Announced(size) => ["10.77.1.2", "fd77:1::2"].iter().any(|client| {
                inside("servers", &["ip", "route", "get", client]).contains(&format!("mtu {size}"))
            }),
        }
    }
}

fn narrow(words: &str) -> Narrow {
    let (size, silently) = words.split_once(' ').unwrap_or((words, ""));
    if silently != "blackhole" {
        // Both ends know it, as those of a tunnel do.
        resize("router", "r1", size);
        resize("firewall", "f0", size);
        return Narrow::Announced(size.to_owned());
    }
    // First of all: what servers of the scenario before still send again would tell them.
    nft(
        "firewall",
        "table inet silence { chain output { type filter hook output priority 0;\n\
             icmp type destination-unreachable icmp code frag-needed counter drop\n\
             icmpv6 type packet-too-big counter drop\n}\n}",
    );
    resize("firewall", "f0", size);
    Narrow::Silent
}

fn resize(namespace: &str, link: &str, size: &str) {
    ip(&["-n", namespace, "link", "set", link, "mtu", size]);
}
