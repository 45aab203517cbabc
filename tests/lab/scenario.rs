//! A scenario file: why it is there, what is broken, how the program is run, and what it has to
//! say.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use serde::Deserialize;
use testkit::expectation::{Expectation, Shown};

use crate::harness::actprobe::in_wine;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scenario {
    /// The file's name without its ending.
    #[serde(skip)]
    pub name: String,
    /// What is wrong in this world, in a sentence.
    #[expect(dead_code, reason = "for those who read the file")]
    pub why: String,
    /// Why Wine cannot show it, where it cannot.
    pub not_in_wine: Option<String>,
    #[serde(default)]
    pub fault: Vec<Fault>,
    #[serde(default)]
    pub client: Client,
    #[serde(default)]
    pub run: Run,
    /// Keys of the program's site file (docs/site.md), beside or instead of the lab's own.
    #[serde(default)]
    pub site: toml::Table,
    pub expect: Expectation,
    /// What is true of a Windows client there, where it is not the same.
    pub expect_in_wine: Option<Expectation>,
    /// Why no packet meets the filters of this file, where none should. Else each of them has to
    /// meet one, for each host that it names: a fault that is not in force proves nothing.
    pub nothing_filtered: Option<String>,
}

/// One broken thing.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// What the firewall does with packets on their way through.
    Firewall(String),
    /// What the router before it does.
    Router(String),
    /// What the packet filter of the servers does.
    ServerFilter(String),
    /// What the client's own packet filter does.
    ClientFilter(String),
    /// Records that are missing or too many.
    Zone(ZoneChange),
    /// `dns1 refuses`, `dns1 fails corp.test`.
    NameServer(String),
    /// A server that does not run.
    Stop(String),
    /// `kms1 1688 silent`: something else that listens there.
    Listener(String),
    /// `web 443`: every other connection, by lot, goes to a server behind it that is dead.
    Balancer(String),
    /// `kms1 1688 tcp to kms1 and empty`: a load balancer before servers.
    Haproxy(String),
    /// `dns1 forwards`, `dns1 strips 10.0.0.0/8`: unbound in the place of a name server; it asks
    /// the other one.
    Unbound(String),
    /// `kms1`: an RPC server without the KMS interface.
    OtherRpc(String),
    /// `kms1 1689`: a KMS host that listens elsewhere.
    KmsPort(String),
    /// `ntp1 +5h`, `all +5h`, `time unsynchronised`, `ntp1 rate`, `ntp1 deny`.
    Time(String),
    /// `expired`, `inspected`, `old-tls`: the endpoints.
    Web(String),
    /// `open`, `basic`, `machine-account`, `no-tunnels`, `inspecting`: the proxy that is started.
    Proxy(String),
    /// `without-object`, `unreadable`: what Active Directory knows of activation.
    Directory(String),
    /// `150`: milliseconds that a packet takes from the router to the firewall, and back.
    Delay(String),
    /// `client v6`, `router both`: who has lost its way out.
    NoRoute(String),
    /// `99`: the last number of the client's default gateway, where nobody may be.
    Gateway(String),
    /// `kms1`: the router and the firewall send each other what is for it.
    RoutingLoop(String),
    /// `1280`, `1280 blackhole`: a narrow way from the firewall to the client, with or without a
    /// word about it.
    Mtu(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoneChange {
    pub of: String,
    /// On this name server only.
    pub on: Option<String>,
    #[serde(default)]
    pub remove: Vec<String>,
    #[serde(default)]
    pub add: Vec<String>,
}

/// How the client is set up.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Client {
    pub dns: Vec<String>,
    pub search: Vec<String>,
    /// `+5h`: how wrong its clock is.
    pub clock: Option<String>,
    /// Environment variables.
    pub environment: BTreeMap<String, String>,
    /// Lines of its hosts file.
    pub hosts: Vec<String>,
    /// Files, by name. In the arguments, `{name}` stands for where the file is.
    pub files: BTreeMap<String, String>,
}

impl Default for Client {
    fn default() -> Self {
        Self {
            dns: vec!["dns1".into(), "dns2".into()],
            search: vec!["corp.test".into()],
            clock: None,
            environment: BTreeMap::new(),
            hosts: Vec::new(),
            files: BTreeMap::new(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Run {
    pub args: Vec<String>,
    /// The limit of each step.
    pub timeout: String,
    /// The whole run takes no longer, in seconds; where it is timed, than that and the same run on
    /// the unbroken site: how long a fault is waited for is no matter of the machine.
    pub at_most: f64,
}

/// What every run keeps to, however busy the machine is.
const LONGEST: f64 = 8.0;

impl Default for Run {
    fn default() -> Self {
        Self { args: Vec::new(), timeout: "1s".into(), at_most: LONGEST }
    }
}

impl Fault {
    /// How long a packet takes there and back at least, where that was made long.
    pub fn round_trip(&self) -> Option<Duration> {
        match self {
            Self::Delay(milliseconds) => {
                Some(Duration::from_millis(milliseconds.parse().ok()?) * 2)
            }
            _ => None,
        }
    }
}

impl Scenario {
    /// Is it about the time that the run takes?
    pub fn is_timed(&self) -> bool {
        self.run.at_most < LONGEST
    }

    /// What kind of evidence the program that is under test has.
    pub fn shown() -> Shown {
        if in_wine() { Shown::LiveInWindows } else { Shown::Live }
    }

    /// What the client that is under test has to say.
    pub fn expected(&self) -> &Expectation {
        self.expect_in_wine.as_ref().filter(|_| in_wine()).unwrap_or(&self.expect)
    }
}

/// All scenarios, by name.
///
/// # Panics
/// When one of them is not understood.
pub fn all() -> Vec<Scenario> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab/scenarios");
    let mut scenarios: Vec<Scenario> = fs::read_dir(&folder)
        .expect("the scenarios")
        .map(|entry| entry.expect("a scenario").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| read(&path))
        .collect();
    scenarios.sort_by(|one, other| one.name.cmp(&other.name));
    scenarios
}

fn read(path: &Path) -> Scenario {
    let text = fs::read_to_string(path).expect("a scenario");
    let mut scenario: Scenario =
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    scenario.name = path.file_stem().expect("a file").to_string_lossy().into_owned();
    scenario
}
