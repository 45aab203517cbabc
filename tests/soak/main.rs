//! The same questions a thousand times within one process, ten at a time: no socket, task or thread
//! stays behind, and memory does not grow.

// What a process holds is read from /proc.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]
#![expect(clippy::print_stdout, reason = "shown where the test fails")]

mod allocator;

use std::fs;
use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use actprobe::ask::host_export::HostExport;
use actprobe::ask::progress::Progress;
use actprobe::ask::request::Request;
use actprobe::ask::run::{Means, carry_out, prepare};
use actprobe::say::lang::{Language, Speech};
use actprobe::say::report::Report;
use actprobe::verdict::Standing;
use actprobe_probes::clock::SystemClock;
use actprobe_probes::evidence::{ClockSourceOrigin, DnsServer, EndpointNeed, HostPort, Origin};
use actprobe_probes::net::{Limits, Watch};
use actprobe_probes::online::TrustStores;
use actprobe_probes::winhttp_proxy::ProxyChoice;
use actprobe_probes::wire::registry::export;
use futures_util::future::join_all;
use tokio::runtime::{Builder, Handle};

use testkit::network::{ACTIVATION, HOST, Network};
use testkit::servers::rpc;
use testkit::servers::tcp::{Does, peer};

const RUNS: usize = 1000;
/// Side by side, because most of their time is waiting until something is asked again.
const AT_ONCE: usize = 10;
/// By then everything is loaded that is loaded once.
const WARM: usize = 200;
/// What connections and servers hold differs from time to time. A report that was kept each time
/// would be ten times as much and more.
const MOST_GROWTH: usize = 1 << 20;
/// A thread for blocking calls stays for the next one: there may be as many as runs at once.
const IDLE_THREADS: usize = AT_ONCE;

#[test]
fn a_thousand_runs_leave_nothing_behind() {
    let healthy = with_servers(Network::healthy);
    let broken =
        with_servers(|| async { Network::healthy().await.with_kms(rpc::rejecting().await).await });
    let cut_short = with_servers(|| async {
        Network::healthy().await.with_kms(peer(Does::Nothing).await).await
    });
    let healthy = (healthy, Standing::Works, None);
    let broken = (broken, Standing::Blocked, None);
    // It ends by the clock, with connections open.
    let cut_short = (cut_short, Standing::Unknown, Some(Duration::from_millis(20)));
    let (trust, progress) =
        (TrustStores::of_this_host(), Progress::new(false, &Speech::new(Language::English)));
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut before = None;
        for number in (0..RUNS).step_by(AT_ONCE) {
            if number == WARM {
                before = Some(settled().await);
            }
            let runs = (number..number + AT_ONCE).map(async |number| {
                let is_last = number % AT_ONCE == AT_ONCE - 1;
                let others = if (number / AT_ONCE).is_multiple_of(2) { healthy } else { broken };
                let (site, standing, deadline) = if is_last { cut_short } else { others };
                assert_eq!(run(site, deadline, &trust, &progress).await, standing, "run {number}");
            });
            join_all(runs).await;
        }
        let (before, after) = (before.unwrap(), settled().await);
        println!("{before:?}, {after:?}");
        assert_eq!(after.tasks, before.tasks);
        assert!(after.files <= before.files, "{before:?}, {after:?}");
        assert!(after.threads <= before.threads + IDLE_THREADS, "{before:?}, {after:?}");
        assert!(after.bytes < before.bytes + MOST_GROWTH, "{before:?}, {after:?}");
    });
}

/// How KMS stands.
async fn run(
    site: Site,
    deadline: Option<Duration>,
    trust: &TrustStores,
    progress: &Progress,
) -> Standing {
    let deadline = deadline.map(|deadline| tokio::time::Instant::now() + deadline);
    let (watch, _stopper) = Watch::new(Limits::default(), deadline);
    let means = Means { watch: &watch, clock: &SystemClock, trust, progress };
    let evidence = carry_out(prepare(site.request(), &watch).await, &means).await;
    Report::of(evidence).verdict.channels[0].standing
}

/// Starts servers on a thread of their own, which go on to the end of the process, and says where
/// they are.
fn with_servers<T: Future<Output = Network>>(start: impl FnOnce() -> T + Send + 'static) -> Site {
    let (sender, receiver) = std::sync::mpsc::channel();
    thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let network = start().await;
            sender.send(Site::of(&network)).unwrap();
            loop {
                // What they remember would look like a leak.
                network.dns.heard.lock().unwrap().clear();
                network.kms.heard.lock().unwrap().clear();
                network.ntp.heard.lock().unwrap().clear();
                network.https.heard.lock().unwrap().clear();
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
    });
    receiver.recv().unwrap()
}

/// Where the servers of a network are.
#[derive(Clone, Copy)]
struct Site {
    dns: SocketAddr,
    ntp: SocketAddr,
    https: SocketAddr,
}

impl Site {
    fn of(network: &Network) -> Self {
        Self { dns: network.dns.at, ntp: network.ntp.at, https: network.https.at }
    }

    fn request(self) -> Request {
        let time_server = HostPort { host: self.ntp.ip().to_string(), port: self.ntp.port() };
        Request {
            host_facts: Some(HostExport {
                name: "host-of-the-site.reg".to_owned(),
                export: export::parse(HOST.as_bytes()).unwrap(),
            }),
            dns_servers: vec![DnsServer {
                address: self.dns,
                origin: Origin::Argument,
                interface: None,
                is_gateway: false,
            }],
            time_servers: vec![(time_server, ClockSourceOrigin::Argument)],
            proxy: ProxyChoice::Environment(Vec::new()),
            endpoints: vec![(
                format!("https://{ACTIVATION}:{}/", self.https.port()),
                EndpointNeed::Required,
            )],
            ..Request::default()
        }
    }
}

/// What this process holds.
#[derive(Debug)]
struct Held {
    tasks: usize,
    files: usize,
    threads: usize,
    bytes: usize,
}

/// What is held once all conversations have ended, on the servers' side too.
async fn settled() -> Held {
    let mut now = held();
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let later = held();
        if (later.files, later.tasks, later.threads) == (now.files, now.tasks, now.threads) {
            break;
        }
        now = later;
    }
    held()
}

fn held() -> Held {
    let entries = |folder| fs::read_dir(folder).unwrap().count();
    Held {
        tasks: Handle::current().metrics().num_alive_tasks(),
        files: entries("/proc/self/fd"),
        threads: entries("/proc/self/task"),
        bytes: allocator::held(),
    }
}
