//! Independent probes are asked at once. By the real clock: the host is read on threads that a
//! paused one would not wait for.

use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

use actprobe::ask::progress::Progress;
use actprobe::ask::request::Request;
use actprobe::ask::run::{self, Means};
use actprobe::say::lang::{Language, Speech};
use actprobe_probes::clock::SystemClock;
use actprobe_probes::evidence::{
    ClockSourceOrigin, DnsServer, EndpointNeed, FailureKind, HostPort, Origin, Probe, Suffix,
};
use actprobe_probes::net::{Limits, Watch};
use actprobe_probes::online::TrustStores;
use actprobe_probes::winhttp_proxy::ProxyChoice;
use tokio::time::Instant;

const DNS_LIMIT: Duration = Duration::from_secs(4);
const NTP_LIMIT: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_run_among_the_silent_takes_its_longest_probe_and_not_the_sum() {
    let (dns, ntp) =
        (UdpSocket::bind("127.0.0.1:0").unwrap(), UdpSocket::bind("127.0.0.1:0").unwrap());
    let limits = Limits { dns: DNS_LIMIT, ntp: NTP_LIMIT, ..Limits::default() };
    let (watch, _stopper) = Watch::new(limits, None);
    let request = request(dns.local_addr().unwrap(), ntp.local_addr().unwrap());
    let prepared = run::prepare(request, &watch).await;
    let progress = Progress::new(false, &Speech::new(Language::English));
    let trust = TrustStores::of_this_host();
    let means = Means { watch: &watch, clock: &SystemClock, trust: &trust, progress: &progress };
    let began = Instant::now();
    let evidence = run::carry_out(prepared, &means).await;
    // Discovery and the endpoint's name wait for the name server, the clock for the time server;
    // any two of them one after the other take longer than this.
    let took = began.elapsed();
    assert!(NTP_LIMIT <= took && took < DNS_LIMIT * 2, "{took:?}");
    let silence = FailureKind::TimedOut;
    assert_eq!(evidence.kms.questions[0].answers[0].srv.failure().unwrap().kind, silence);
    assert_eq!(evidence.clock.sources[0].sample.failure().unwrap().kind, silence);
    assert_eq!(
        evidence.online.endpoints[0].hops[0].addresses.ipv4.failure().unwrap().kind,
        silence
    );
}

fn request(dns: SocketAddr, ntp: SocketAddr) -> Request {
    let time_server = HostPort { host: ntp.ip().to_string(), port: ntp.port() };
    Request {
        suffixes: vec![Suffix { name: "corp.test".to_owned(), origin: Origin::Argument }],
        dns_servers: vec![DnsServer {
            address: dns,
            origin: Origin::Argument,
            interface: None,
            is_gateway: false,
        }],
        time_servers: vec![(time_server, ClockSourceOrigin::Argument)],
        proxy: ProxyChoice::Environment(Vec::new()),
        endpoints: vec![("https://activation.test/".to_owned(), EndpointNeed::Required)],
        probes: [Probe::KmsDiscovery, Probe::ClockSkew, Probe::Online].into(),
        ..Request::default()
    }
}
