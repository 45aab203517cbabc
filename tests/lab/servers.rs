//! The site's servers: up once, replaced by broken ones for a scenario, and put right after it.

use std::{
    any::Any,
    collections::{BTreeMap, BTreeSet},
    net::{IpAddr, Ipv4Addr},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    thread,
};

use crate::{
    directory::{self, Content, Controller},
    harness::{
        authority::{Authority, Leaf},
        chrony::{self, Time},
        nginx::{self, Tls},
        rpc::{start_kms_host, start_rpc_host},
        site::Site,
        squid::{self, Policy},
    },
    hosts::{both, v4},
    kiss, machine_proxy,
    names::{self, Zones},
    unbound,
};

/// A server, which ends with this value.
type Running = Box<dyn Any + Send>;

/// Those that run while nothing is broken.
const ROSTER: [&str; 10] =
    ["dns1", "dns2", directory::NAME, "kms1", "kms2", "kms3", "time", "ntp1", "ntp2", "web"];
/// Where squid looks for its name server.
const LOCAL_DNS: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 53);
/// MS-DRSR's directory replication: a domain controller's interface, and not KMS.
const OTHER_INTERFACE: &str = "e3514235-4b06-11d1-ab04-00c04fc2dcd2";

pub struct Servers {
    pub site: Site,
    running: BTreeMap<String, Running>,
    zones: BTreeMap<String, Zones>,
    changed: BTreeSet<String>,
    foreign: Authority,
}

impl Servers {
    pub fn start() -> Self {
        let site = Site::open();
        let foreign = Authority::establish_as("Gateway", &site.folder("foreign").join("authority"));
        let running = start_all(&site);
        Self { site, foreign, running, zones: BTreeMap::new(), changed: BTreeSet::new() }
    }

    /// Puts everything right again.
    pub fn restore(&mut self) {
        self.zones.clear();
        let mut complaint = None;
        for name in std::mem::take(&mut self.changed) {
            let ended = catch_unwind(AssertUnwindSafe(|| drop(self.running.remove(&name))));
            complaint = complaint.or(ended.err());
            if ROSTER.contains(&name.as_str()) {
                self.running.insert(name.clone(), healthy(&self.site, &name));
            }
        }
        // What a server has to say at its end must not keep the others down.
        if let Some(complaint) = complaint {
            resume_unwind(complaint);
        }
    }

    pub fn stop(&mut self, name: &str) {
        self.running.remove(name).unwrap_or_else(|| panic!("{name} does not run"));
        self.changed.insert(name.to_owned());
    }

    /// Changes what a name server serves; it is restarted with all changes so far.
    pub fn change_zones(&mut self, server: &str, change: impl FnOnce(&mut Zones)) {
        let zones = self.zones.entry(server.to_owned()).or_insert_with(Zones::standard);
        change(zones);
        let zones = zones.clone();
        self.running.remove(server);
        let started = names::start(&self.site, &dns_addresses(server), &zones);
        self.replace(server, started);
    }

    /// `good`, `expired`, `inspected` and so on: see the README.
    pub fn change_web(&mut self, kind: &str) {
        self.running.remove("web");
        let (leaf, tls) = match kind {
            "good" | "inspected" => (Leaf::Good, Tls::Current),
            "expired" => (Leaf::Expired, Tls::Current),
            "not-yet-valid" => (Leaf::NotYetValid, Tls::Current),
            "wrong-name" => (Leaf::WrongName, Tls::Current),
            "old-tls" => (Leaf::Good, Tls::Old),
            "newest-tls" => (Leaf::Good, Tls::Newest),
            _ => panic!("no web server is {kind:?}"),
        };
        let authority = if kind == "inspected" { &self.foreign } else { self.site.authority() };
        let started = nginx::start_with(&self.site, &both("web"), &authority.identity(leaf), tls);
        self.replace("web", started);
    }

    /// `ntp1 +5h`, `all +5h`, `time unsynchronised`, `ntp1 rate`.
    pub fn change_time(&mut self, words: &str) {
        let Some((who, what)) = words.split_once(' ') else {
            panic!("SERVER TIME are needed: {words:?}")
        };
        if let "rate" | "deny" = what {
            self.running.remove(who);
            let started = kiss::start(&self.site, who, what);
            return self.replace(who, started);
        }
        let time = match what {
            "unsynchronised" => Time::Unsynchronised,
            _ => Time::HoursAhead(hours(what)),
        };
        for name in if who == "all" { vec!["time", "ntp1", "ntp2"] } else { vec![who] } {
            self.running.remove(name);
            let started = chrony::start(&self.site, v4(name), time);
            self.replace(name, started);
        }
    }

    pub fn start_proxy(&mut self, kind: &str) {
        if kind == "machine-account" {
            return self.start_machine_proxy();
        }
        let policy = match kind {
            "open" => Policy::Open,
            "basic" => Policy::BasicAuthentication,
            "no-tunnels" => Policy::NoTunnels,
            "inspecting" => Policy::Inspecting,
            _ => panic!("no proxy is {kind:?}"),
        };
        self.running.remove("proxy");
        let started = squid::start(&self.site, v4("proxy"), policy);
        self.replace("proxy", started);
    }

    /// `without-object`, `unreadable` and so on: see the README.
    pub fn change_directory(&mut self, word: &str) {
        self.running.remove(directory::NAME);
        let started = directory::start(&self.site, Content::read(word));
        self.replace(directory::NAME, started);
    }

    fn start_machine_proxy(&mut self) {
        self.running.remove("proxy");
        let controller =
            self.running[directory::NAME].downcast_ref::<Controller>().expect("it is one");
        let started = machine_proxy::start(&self.site, controller);
        self.replace("proxy", started);
    }

    /// An RPC server that has another interface than that of KMS.
    pub fn replace_by_other_rpc(&mut self, host: &str) {
        self.running.remove(host);
        let started = start_rpc_host(&self.site, &both(host), 1688, Some(OTHER_INTERFACE));
        self.replace(host, started);
    }

    /// `dns1 forwards`, `dns2 refuses corp.test`: a resolver that asks the other name server.
    pub fn replace_by_unbound(&mut self, words: &str) {
        let (name, manner) = words.split_once(' ').expect("SERVER MANNER");
        let above = v4(if name == "dns1" { "dns2" } else { "dns1" });
        self.running.remove(name);
        let started = unbound::start(&self.site, &dns_addresses(name), above, manner);
        self.replace(name, started);
    }

    /// A KMS host on another port, or of one family.
    pub fn replace_kms(&mut self, host: &str, addresses: &[IpAddr], port: u16) {
        self.running.remove(host);
        let started = start_kms_host(&self.site, addresses, port);
        self.replace(host, started);
    }

    /// A KMS host on this port, kept for the next site that needs it.
    pub fn ensure_kms(&mut self, host: &str, port: u16) {
        let extra = format!("{host} {port}");
        if !(self.running.contains_key(&extra) || port == 1688 && self.running.contains_key(host)) {
            let started = start_kms_host(&self.site, &both(host), port);
            self.running.insert(extra, Box::new(started));
        }
    }

    fn replace(&mut self, name: &str, server: impl Any + Send) {
        self.running.insert(name.to_owned(), Box::new(server));
        self.changed.insert(name.to_owned());
    }
}

/// None of them needs another, and the domain controller takes as long as all others together.
fn start_all(site: &Site) -> BTreeMap<String, Running> {
    thread::scope(|scope| {
        let starting =
            ROSTER.map(|name| (name.to_owned(), scope.spawn(move || healthy(site, name))));
        starting.map(|(name, server)| (name, server.join().expect("every server starts"))).into()
    })
}

fn healthy(site: &Site, name: &str) -> Running {
    match name {
        "dns1" | "dns2" => Box::new(names::start(site, &dns_addresses(name), &Zones::standard())),
        "web" => {
            let identity = site.authority().identity(Leaf::Good);
            Box::new(nginx::start_with(site, &both("web"), &identity, Tls::Current))
        }
        directory::NAME => Box::new(directory::start(site, Content::WithObject)),
        "time" | "ntp1" | "ntp2" => Box::new(chrony::start(site, v4(name), Time::Right)),
        _ => Box::new(start_kms_host(site, &both(name), 1688)),
    }
}

fn dns_addresses(name: &str) -> Vec<IpAddr> {
    let mut addresses: Vec<IpAddr> = both(name).into();
    if name == "dns1" {
        addresses.push(LOCAL_DNS.into());
    }
    addresses
}

/// `+5h`
fn hours(words: &str) -> u32 {
    let number = words
        .strip_prefix('+')
        .and_then(|rest| rest.strip_suffix('h'))
        .and_then(|number| number.parse().ok());
    number.unwrap_or_else(|| panic!("no time is {words:?}"))
}
