//! A host that has little to give: descriptors and threads. What is wanting there says nothing
//! about the network.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::time::Duration;

use actprobe::say::report::Report;
use actprobe::verdict::Standing;
use actprobe::verdict::logic::Status;
use actprobe_probes::evidence::{Channel, FailureKind};
use tokio::net::TcpListener;
use tokio::time::sleep;

use crate::Reported;
use crate::network::{Network, publishing, text, zone};
use crate::program::{actprobe, command, command_of, ended, finished};
use crate::servers::dns::{Habit, name};
use crate::servers::tcp::Received;
use crate::servers::{Server, rpc};

const HOSTS: u8 = 32;
const ADDRESSES: u8 = 4;
/// Fewer than what so many hosts would take by far: three connections an address.
const FEW: u32 = 64;

#[tokio::test]
async fn many_kms_hosts_and_few_descriptors_make_the_verdict_of_many_descriptors() {
    let (network, _kms) = with_many_hosts().await;
    let arguments = network.arguments(&["--format", "json"]);
    let free = finished(command(arguments.clone())).await;
    let limited = finished(limited(&format!("ulimit -n {FEW}"), &arguments)).await;
    let [free, limited] = [free, limited].map(|run| run.ended_quietly_with(0).report());
    assert_eq!(reached(&limited), usize::from(HOSTS) * usize::from(ADDRESSES));
    assert_eq!(judged(&limited), judged(&free));
}

#[tokio::test]
async fn the_soft_limit_is_raised_to_the_hard_one() {
    let mut network = Network::healthy().await;
    network.dns =
        publishing(&network.kms).answering(Habit::Slow(Duration::from_secs(2))).serve().await;
    let child =
        limited("ulimit -S -n 32", &network.arguments(&["--format", "json"])).spawn().unwrap();
    until_asked(&network).await;
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    let [soft, hard] = [3, 4].map(|at| line.split_whitespace().nth(at).unwrap());
    let status = ended(child).await.status;
    assert!(soft == hard && hard != "32", "{line}");
    assert_eq!(status.code(), Some(0));
}

#[tokio::test]
async fn a_host_that_runs_out_of_descriptors_all_the_same_knows_nothing_of_the_network() {
    let mut network = Network::healthy().await;
    let well = judged(&network.check(&["--format", "json"]).await.report());
    network.dns =
        publishing(&network.kms).answering(Habit::Slow(Duration::from_secs(2))).serve().await;
    let arguments = network.arguments(&["--format", "json"]);
    let child = command(&arguments).spawn().unwrap();
    until_asked(&network).await;
    // Nothing more can be opened; what is open stays.
    let taken = Command::new("prlimit")
        .args([format!("--pid={}", child.id()), "--nofile=3:3".to_owned()])
        .status();
    assert!(taken.unwrap().success());
    let output = ended(child).await;
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Report = serde_json::from_slice(&output.stdout).unwrap();
    let online = report.evidence.online.endpoints[0].hops[0].attempts[0].connect.failure().unwrap();
    assert_eq!(online.kind, FailureKind::Internal);
    assert!(online.detail.as_deref().unwrap().contains("open files"), "{online:?}");
    knows_nothing_worse(&report, &well);
}

#[tokio::test]
async fn a_host_without_a_thread_to_give_prints_a_report_that_says_so() {
    let network = Network::healthy().await;
    let well = judged(&network.check(&["--format", "json"]).await.report());
    let run = finished(without_threads(&network)).await;
    let report = run.ended_quietly_with(3).report();
    // Nobody could look into the hosts file: what any name means to this host is unknown.
    let kms = report.evidence.kms.targets.iter().find(|kms| kms.host == "kms1.corp.test").unwrap();
    let name = kms.addresses.ipv4.failure().unwrap();
    assert_eq!(name.kind, FailureKind::Internal);
    assert!(name.detail.as_deref().unwrap().starts_with("no thread"), "{name:?}");
    knows_nothing_worse(&report, &well);
}

/// Many KMS hosts, each at the same addresses of this machine.
async fn with_many_hosts() -> (Network, Vec<Server<Received>>) {
    let addresses =
        (1..=ADDRESSES).map(|number| Ipv4Addr::new(127, 0, 0, number)).collect::<Vec<_>>();
    let kms: Vec<_> = listeners(&addresses).await.into_iter().map(rpc::accepting_at).collect();
    let port = kms[0].at.port();
    let zone = (0..HOSTS).fold(zone(), |zone, number| {
        let host = format!("kms{number:02}.corp.test");
        let zone = zone.kms(name(&host), port);
        addresses.iter().fold(zone, |zone, address| zone.address(&host, *address))
    });
    let mut network = Network::healthy().await;
    network.dns = zone.serve().await;
    (network, kms)
}

/// The same port at each of these addresses.
async fn listeners(addresses: &[Ipv4Addr]) -> Vec<TcpListener> {
    for _ in 0..100 {
        let mut listeners: Vec<TcpListener> = Vec::new();
        for address in addresses {
            let port = listeners.first().map_or(0, |first| first.local_addr().unwrap().port());
            listeners.extend(TcpListener::bind((*address, port)).await);
        }
        if listeners.len() == addresses.len() {
            return listeners;
        }
    }
    panic!("no port is free at all of {addresses:?}");
}

/// The program, under a limit that a shell sets.
fn limited(limit: &str, arguments: &[String]) -> Command {
    let script = format!("{limit} && exec \"$0\" \"$@\"");
    let words = ["-c", &script, text(&actprobe())].map(str::to_owned);
    command_of("sh", words.iter().chain(arguments))
}

/// The program as a user of whom there is no other process, and who may have one thread. Root, whom
/// no such limit binds, becomes somebody else; the program and its files are put where that one can
/// read them.
fn without_threads(network: &Network) -> Command {
    let arguments = network.arguments(&["--format", "json"]);
    let copy = network.file("actprobe");
    std::fs::copy(actprobe(), &copy).unwrap();
    for readable in [network.folder.path(), &copy] {
        std::fs::set_permissions(readable, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let somebody_else = ["setpriv", "--reuid=54321", "--regid=54321", "--clear-groups"];
    let before = if nix::unistd::geteuid().is_root() { &somebody_else[..] } else { &[] };
    let words = [before, &["prlimit", "--nproc=1", text(&copy)]].concat();
    let arguments = words[1..].iter().copied().chain(arguments.iter().map(String::as_str));
    command_of(words[0], arguments)
}

async fn until_asked(network: &Network) {
    for _ in 0..2000 {
        if !network.dns.heard().is_empty() {
            return;
        }
        sleep(Duration::from_millis(5)).await;
    }
    panic!("nobody asks");
}

/// How many addresses of published hosts accepted the bind on each of their three connections.
fn reached(report: &Report) -> usize {
    let endpoints = report.evidence.kms.targets.iter().flat_map(|target| &target.endpoints);
    let is_whole = |binds: [bool; 3]| binds == [true; 3];
    let whole = endpoints.filter(|endpoint| {
        is_whole([
            endpoint.bind_ndr32.value().is_some(),
            endpoint.bind_multi.value().is_some(),
            endpoint.bind_padded.value().is_some(),
        ])
    });
    whole.count()
}

/// What a report comes to: the standing of each channel, and the status of each requirement.
#[derive(Debug, PartialEq)]
struct Judged {
    standings: Vec<(Channel, Standing)>,
    requirements: BTreeMap<(Channel, &'static str, String), Status>,
}

fn judged(report: &Report) -> Judged {
    let channels = &report.verdict.channels;
    let mut requirements = BTreeMap::new();
    for channel in channels {
        for one in &channel.requirements {
            // Of several subjects whose findings are alike, one line is made: how long each took
            // decides which.
            let subjects = one
                .subjects
                .iter()
                .map(ToString::to_string)
                .chain(one.subjects.is_empty().then(String::new));
            let named =
                subjects.map(|subject| ((channel.channel, one.id.as_str(), subject), one.status));
            requirements.extend(named);
        }
    }
    Judged {
        standings: channels.iter().map(|channel| (channel.channel, channel.standing)).collect(),
        requirements,
    }
}

/// No channel is blocked, and nothing is unmet that is met where the host has enough.
fn knows_nothing_worse(report: &Report, well: &Judged) {
    let poor = judged(report);
    assert!(
        poor.standings.iter().all(|(_, standing)| *standing != Standing::Blocked),
        "{:?}",
        poor.standings
    );
    let worse = poor.requirements.iter().filter(|(which, status)| {
        **status == Status::Unmet
            && well.requirements.get(which).is_none_or(|status| *status != Status::Unmet)
    });
    assert_eq!(worse.collect::<Vec<_>>(), []);
}
