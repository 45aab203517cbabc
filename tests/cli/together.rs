//! Independent questions are asked together: a run takes as long as its longest chain of limits,
//! not their sum. And a fault in one probe is one failed probe.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actprobe::ask::host_export::HostExport;
use actprobe::ask::progress::Progress;
use actprobe::ask::request::Request;
use actprobe::ask::run::{Means, carry_out, prepare};
use actprobe::say::lang::{Language, Speech};
use actprobe::say::report::Report;
use actprobe::say::report::text::{Style, render};
use actprobe::verdict::Standing;
use actprobe_probes::clock::{SystemClock, WallClock};
use actprobe_probes::evidence::{
    Channel, ClockSourceOrigin, DnsServer, EndpointNeed, FailureKind, HostPort, Origin,
};
use actprobe_probes::net::{Limits, Watch};
use actprobe_probes::online::TrustStores;
use actprobe_probes::winhttp_proxy::ProxyChoice;
use actprobe_probes::wire::registry::export;
use jiff::Timestamp;

use crate::Reported;
use crate::network::{ACTIVATION, HOST, Network, publishing};
use crate::program::Run;
use crate::servers::dns::Habit;
use crate::servers::ntp;
use crate::servers::tcp::{Does, peer};

const LIMIT: Duration = Duration::from_secs(1);

/// Everybody takes the connection, or the datagram, and says nothing more.
async fn silent_but_for_dns() -> Network {
    let mut network = Network::healthy().await.with_kms(peer(Does::Nothing).await).await;
    network.https = peer(Does::Nothing).await.unheard();
    network.http = peer(Does::Nothing).await.unheard();
    network.ntp = ntp::silent().await;
    network
}

#[tokio::test]
async fn silent_peers_cost_one_limit_together() {
    let network = silent_but_for_dns().await;
    // Two binds, a time server, a handshake and a request: one after the other they would take five
    // limits.
    let run = takes(LIMIT, &network).await;
    let evidence = run.report().evidence;
    let kms = evidence.kms.targets.iter().find(|kms| kms.host == "kms1.corp.test").unwrap();
    assert_eq!(kms.endpoints[0].bind_ndr32.failure().unwrap().kind, FailureKind::TimedOut);
    assert_eq!(kms.endpoints[0].bind_multi.failure().unwrap().kind, FailureKind::TimedOut);
    assert_eq!(evidence.clock.sources[0].sample.failure().unwrap().kind, FailureKind::TimedOut);
    assert_eq!(evidence.online.endpoints[0].tls.failure().unwrap().kind, FailureKind::TimedOut);
    assert_eq!(evidence.online.endpoints[1].http.failure().unwrap().kind, FailureKind::TimedOut);
}

#[tokio::test]
async fn a_run_is_as_long_as_its_longest_chain() {
    let pause = Duration::from_millis(600);
    let mut network = silent_but_for_dns().await;
    network.dns = publishing(&network.kms).answering(Habit::Slow(pause)).serve().await;
    // SRV, address, bind; beside it address and handshake, address and request, and the time: 6.4 s
    // in a row.
    takes(2 * pause + LIMIT, &network).await;
}

#[tokio::test]
async fn a_silent_dns_server_costs_one_limit() {
    let mut network = silent_but_for_dns().await;
    network.dns = publishing(&network.kms).answering(Habit::Silent).serve().await;
    takes(LIMIT, &network).await;
}

/// A run that takes as long as its longest chain, and beside it what any run takes on this machine;
/// another limit would show. The machine may have something else to do just then, but not each
/// time.
async fn takes(chain: Duration, network: &Network) -> Run {
    let mut taken = Vec::new();
    for _ in 0..3 {
        let any_run = Network::healthy().await.check(&[]).await.elapsed;
        let run = network.check(&["--timeout", "1s", "--format", "json"]).await;
        assert!(run.elapsed >= chain, "{:?} is less than {chain:?}", run.elapsed);
        if run.elapsed < chain + any_run + LIMIT * 9 / 10 {
            return run;
        }
        taken.push(run.elapsed);
    }
    panic!("{taken:?} are more than {chain:?}");
}

/// A clock that works once, for the beginning of the run, and is a fault from then on.
#[derive(Default)]
struct Faulty(AtomicUsize);

impl WallClock for Faulty {
    fn now(&self) -> Timestamp {
        assert_eq!(self.0.fetch_add(1, Ordering::Relaxed), 0, "a fault that this test wants");
        SystemClock.now()
    }
}

#[tokio::test]
async fn probes_that_panic_are_failed_probes_and_the_rest_is_reported() {
    let network = Network::healthy().await;
    let (watch, _stopper) = Watch::new(Limits::default(), None);
    let speech = Speech::new(Language::English);
    let progress = Progress::new(false, &speech);
    let trust = TrustStores::of_this_host();
    let means =
        Means { watch: &watch, clock: &Faulty::default(), trust: &trust, progress: &progress };
    let evidence = carry_out(prepare(request(&network), &watch).await, &means).await;

    assert_eq!(evidence.clock.sources[0].sample.failure().unwrap().kind, FailureKind::Internal);
    assert_eq!(evidence.online.endpoints[0].http.failure().unwrap().kind, FailureKind::Internal);
    let report = Report::of(evidence);
    let kms =
        report.verdict.channels.iter().find(|verdict| verdict.channel == Channel::Kms).unwrap();
    assert!(kms.standing.is_usable() && kms.standing != Standing::Unknown, "{:?}", kms.standing);
    let text = render(&report, &speech, Style { ascii: true, color: false, ..Style::default() });
    assert!(text.contains("accepted the RPC") && text.contains("Online"), "{text}");
}

fn request(network: &Network) -> Request {
    let at = |port| HostPort { host: "127.0.0.1".to_owned(), port };
    Request {
        host_facts: Some(HostExport {
            name: "host-of-the-site.reg".to_owned(),
            export: export::parse(HOST.as_bytes()).unwrap(),
        }),
        dns_servers: vec![DnsServer {
            address: network.dns.at,
            origin: Origin::Argument,
            interface: None,
            is_gateway: false,
        }],
        time_servers: vec![(at(network.ntp.at.port()), ClockSourceOrigin::Argument)],
        proxy: ProxyChoice::Environment(Vec::new()),
        endpoints: vec![(
            format!("https://{ACTIVATION}:{}/", network.https.at.port()),
            EndpointNeed::Required,
        )],
        ..Request::default()
    }
}
