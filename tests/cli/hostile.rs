//! Peers that mean harm: each costs its step's limit and bounded memory, and the rest of the report
//! is as without them.

use std::net::Ipv4Addr;
use std::time::Duration;

use actprobe::say::report::Report;
use actprobe_probes::evidence::{
    BindReply, DnsReply, DnsTransport, FailureKind, KmsEndpoint, Observed, OtherProtocol, SrvRecord,
};
use tokio::time::Instant;

use crate::Reported;
use crate::network::{ACTIVATION, Network, publishing, zone};
use crate::program::{Run, command, ended};
use crate::servers::dns::{Habit, name, name_of_bytes};
use crate::servers::tcp::{Does, Received, peer};
use crate::servers::web::Authority;
use crate::servers::{Server, ntp, rpc};
use crate::terminal::{formats, shows_as_it_is};

const LIMIT: Duration = Duration::from_secs(1);
/// What a busy machine takes to start a program and to print.
const SLACK: Duration = Duration::from_secs(if cfg!(windows) { 10 } else { 5 });
/// Of a debug build, in KiB: what it holds, without its own code, of which some 30 MiB are
/// resident.
#[cfg(target_os = "linux")]
const MOST_MEMORY: u64 = 20 * 1024;

#[tokio::test]
async fn an_endless_banner_on_the_kms_port_is_a_stranger() {
    let banner = b"220 mail.corp.test ESMTP ready\r\n".repeat(1000);
    let network = with_kms(Does::SayForEver(banner, Duration::ZERO)).await;
    let run = attacked(&network, 1).await;
    let BindReply::Other { speaks, excerpt } =
        kms(&run.report()).bind_ndr32.value().unwrap().clone()
    else {
        panic!("{}", run.text())
    };
    assert_eq!(speaks, OtherProtocol::Banner);
    assert!(excerpt.len() <= 200, "{excerpt}");
    is_fine_online(&run);
}

#[tokio::test]
async fn an_answer_that_claims_64_kib_is_too_large_at_once() {
    let mut claim = rpc::bind_ack(&[(0, 0)]);
    claim[8..10].copy_from_slice(&[0xff, 0xff]);
    let network = with_kms(Does::SayForEver(claim, Duration::ZERO)).await;
    let run = attacked(&network, 0).await;
    assert_eq!(kms(&run.report()).bind_ndr32.failure().unwrap().kind, FailureKind::TooLarge);
    is_fine_online(&run);
}

#[tokio::test]
async fn a_header_of_10_mb_is_too_large() {
    let header =
        [&b"HTTP/1.1 200 OK\r\nX-Long: "[..], &vec![b'x'; 10_000_000], b"\r\n\r\n"].concat();
    let mut network = Network::healthy().await;
    network.http = peer(Does::Say(header)).await.unheard();
    let run = attacked(&network, 1).await;
    assert_eq!(
        run.report().evidence.online.endpoints[1].http.failure().unwrap().kind,
        FailureKind::TooLarge
    );
    assert!(kms(&run.report()).bind_ndr32.value().is_some());
}

#[tokio::test]
async fn a_proxy_that_never_ends_its_answer_is_too_large_or_too_late() {
    let proxy = peer(Does::SayForEver(
        b"HTTP/1.1 200 OK\r\nVia: \x1b]0;owned\x07\r\n".repeat(500),
        Duration::ZERO,
    ))
    .await;
    let network = Network::healthy().await;
    let proxy = format!("http://{}", proxy.at);
    let run = measured(&network, &["--format", "json", "--proxy", &proxy], 1).await;
    let tunnel = run.report().evidence.online.endpoints[0].tunnel.clone();
    assert!(
        matches!(tunnel.failure().unwrap().kind, FailureKind::TooLarge | FailureKind::TimedOut),
        "{tunnel:?}"
    );
}

#[tokio::test]
async fn one_byte_a_second_everywhere_costs_the_limits() {
    let drip = |byte| Does::SayForEver(vec![byte], Duration::from_secs(1));
    let mut network = with_kms(drip(5)).await;
    network.https = peer(drip(0x16)).await.unheard();
    network.http = peer(drip(b'H')).await.unheard();
    network.ntp = ntp::silent().await;
    let run = attacked(&network, 1).await;
    let report = run.report();
    assert_eq!(kms(&report).bind_ndr32.failure().unwrap().kind, FailureKind::TimedOut);
    assert_eq!(
        report.evidence.online.endpoints[0].tls.failure().unwrap().kind,
        FailureKind::TimedOut
    );
    assert_eq!(
        report.evidence.online.endpoints[1].http.failure().unwrap().kind,
        FailureKind::TimedOut
    );
}

#[tokio::test]
async fn dns_answers_a_byte_a_second_cost_the_limit() {
    let mut network = Network::healthy().await;
    network.dns = publishing(&network.kms).answering(Habit::Drip).serve().await;
    let report = attacked(&network, 1).await.report();
    assert_eq!(srv(&report).failure().unwrap().kind, FailureKind::TimedOut);
    let name = &report.evidence.online.endpoints[0].hops[0].addresses.ipv4;
    assert_eq!(name.failure().unwrap().kind, FailureKind::TimedOut);
    assert!(report.evidence.clock.sources[0].sample.value().is_some());
}

#[tokio::test]
async fn somebody_who_guesses_the_ids_of_dns_questions_names_no_address() {
    // Nothing is there: whoever believed a guess would find nobody.
    let nowhere = Ipv4Addr::new(127, 9, 9, 9);
    let mut network = Network::healthy().await;
    network.dns = publishing(&network.kms).answering(Habit::Guessed(64, nowhere)).serve().await;
    let run = attacked(&network, 0).await;
    let report = run.report();
    assert_eq!(srv(&report).value().unwrap().transport, DnsTransport::TcpAfterWrongAnswers);
    let addresses = &report
        .evidence
        .kms
        .targets
        .iter()
        .find(|kms| kms.host == "kms1.corp.test")
        .unwrap()
        .addresses;
    assert_eq!(addresses.ipv4.value(), Some(&vec![Ipv4Addr::LOCALHOST]));
    is_fine_online(&run);
}

#[tokio::test]
async fn a_server_that_spells_names_in_capitals_answers() {
    let mut network = Network::healthy().await;
    network.dns = publishing(&network.kms).answering(Habit::Capitals).serve().await;
    let run = attacked(&network, 0).await;
    assert_eq!(srv(&run.report()).value().unwrap().transport, DnsTransport::TcpAfterOtherCase);
    is_fine_online(&run);
}

#[tokio::test]
async fn a_proxy_a_byte_a_second_costs_the_limit() {
    let proxy = peer(Does::SayForEver(vec![b'H'], Duration::from_secs(1))).await;
    let network = Network::healthy().await;
    let proxy = format!("http://{}", proxy.at);
    let run = measured(&network, &["--format", "json", "--proxy", &proxy], 1).await;
    let report = run.report();
    assert_eq!(
        report.evidence.online.endpoints[0].tunnel.failure().unwrap().kind,
        FailureKind::TimedOut
    );
    assert!(kms(&report).bind_ndr32.value().is_some());
}

#[tokio::test]
async fn a_name_that_points_at_itself_is_malformed() {
    let mut network = Network::healthy().await;
    network.dns = publishing(&network.kms).answering(Habit::PointerLoop).serve().await;
    let report = attacked(&network, 1).await.report();
    assert_eq!(srv(&report).failure().unwrap().kind, FailureKind::Malformed);
    assert!(report.evidence.clock.sources[0].sample.value().is_some());
}

#[tokio::test]
async fn a_chain_of_a_mebibyte_is_too_large() {
    let mut network = Network::healthy().await;
    network.https = Authority::new().https_with_endless_chain(ACTIVATION).await;
    let report = attacked(&network, 0).await.report();
    assert_eq!(
        report.evidence.online.endpoints[0].tls.failure().unwrap().kind,
        FailureKind::TooLarge
    );
    assert_eq!(report.evidence.online.endpoints[1].http.value().unwrap().status, 200);
    assert!(kms(&report).bind_ndr32.value().is_some());
}

#[tokio::test]
async fn fragments_without_end_are_no_answer_to_a_bind() {
    let first = [&[5, 0, 12, 1][..], &rpc::bind_ack(&[(0, 0)])[4..]].concat();
    let middle = [&[5, 0, 12, 0][..], &first[4..]].concat();
    for fragments in [first, middle.repeat(100)] {
        let network = with_kms(Does::SayForEver(fragments, Duration::ZERO)).await;
        let run = attacked(&network, 0).await;
        assert_eq!(kms(&run.report()).bind_ndr32.failure().unwrap().kind, FailureKind::Malformed);
        is_fine_online(&run);
    }
}

#[tokio::test]
async fn the_time_from_a_port_that_was_not_asked_is_not_heard() {
    let mut network = Network::healthy().await;
    network.ntp = ntp::from_another_port().await;
    let run = attacked(&network, 1).await;
    assert_eq!(network.ntp.heard().len(), 2, "a request and its repetition");
    assert_eq!(
        run.report().evidence.clock.sources[0].sample.failure().unwrap().kind,
        FailureKind::TimedOut
    );
    is_fine_online(&run);
}

#[tokio::test]
async fn of_a_thousand_published_hosts_a_few_are_asked_and_the_rest_counted() {
    let mut network = Network::healthy().await;
    let port = network.kms.at.port();
    let names = (0..1000).map(|number| name(&format!("kms{number:04}.corp.test")));
    let zone = names.fold(zone(), |zone, target| zone.address_of(&target).kms(target, port));
    network.dns = zone.serve().await;
    let run = attacked(&network, 0).await;
    let report = run.report();
    let published =
        report.evidence.kms.targets.iter().filter(|kms| kms.host.starts_with("kms")).count();
    let published = u32::try_from(published).unwrap();
    // An answer keeps its first records and counts the rest; of those kept, not all become targets.
    let beyond = report
        .evidence
        .kms
        .questions
        .iter()
        .find(|question| question.name == "_vlmcs._tcp.corp.test")
        .unwrap()
        .answers[0]
        .srv
        .value()
        .unwrap()
        .records_dropped;
    assert_eq!(published + report.evidence.kms.targets_dropped + beyond, 1000);
    assert!((1..=32).contains(&published), "{published}");
    assert!(network.kms.heard().len() <= 96, "three binds for each host that is asked");
    is_fine_online(&run);
}

#[tokio::test]
async fn a_time_server_that_babbles_is_not_believed() {
    let mut network = Network::healthy().await;
    network.ntp = ntp::babbling().await;
    let run = attacked(&network, 1).await;
    assert!(run.report().evidence.clock.sources[0].sample.failure().is_some(), "{}", run.text());
    is_fine_online(&run);
}

#[tokio::test]
async fn garbage_in_the_place_of_tls_is_no_tls() {
    let garbage = [&[0x16, 3, 3, 0xff, 0xff][..], &vec![0xa5; 100_000]].concat();
    for garbage in [garbage, vec![0; 100_000], b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()] {
        let mut network = Network::healthy().await;
        network.https = peer(Does::SayForEver(garbage, Duration::ZERO)).await.unheard();
        let run = attacked(&network, 1).await;
        let failure = run.report().evidence.online.endpoints[0].tls.failure().unwrap().clone();
        assert!(
            matches!(
                failure.kind,
                FailureKind::NotThisProtocol | FailureKind::Malformed | FailureKind::TooLarge
            ),
            "{failure:?}"
        );
        assert!(kms(&run.report()).bind_ndr32.value().is_some());
    }
}

#[tokio::test]
async fn hostile_names_do_not_reach_the_terminal() {
    let mut network = Network::healthy().await;
    let port = network.kms.at.port();
    let labels = [
        &b"\x1b[2J\x1b]0;owned\x07"[..],
        "\u{202e}gpj.exe\u{2066}".as_bytes(),
        &[b'x'; 60],
        b"a\nb",
        b"\x9b1m",
    ];
    let zone = labels
        .iter()
        .fold(publishing(&network.kms), |zone, label| zone.kms(name_of_bytes(label), port));
    network.dns = zone.serve().await;
    network.http = peer(Does::Say(
        b"HTTP/1.1 302 Found\r\nServer: \x1b[31mx\r\nLocation: http://\x9b2J/\xe2\x80\xae\r\n\r\n"
            .to_vec(),
    ))
    .await
    .unheard();
    for format in formats() {
        let run = measured(&network, &["--format", &format], 0).await;
        shows_as_it_is(run.text());
        assert!(run.text().contains(&"x".repeat(60)) || run.text().contains("kms1.corp.test"));
    }
}

async fn with_kms(does: Does) -> Network {
    let kms: Server<Received> = peer(does).await;
    Network::healthy().await.with_kms(kms).await
}

/// What the server said of the KMS records.
fn srv(report: &Report) -> &Observed<DnsReply<SrvRecord>> {
    let questions = &report.evidence.kms.questions;
    &questions.iter().find(|question| question.name == "_vlmcs._tcp.corp.test").unwrap().answers[0]
        .srv
}

fn kms(report: &Report) -> &KmsEndpoint {
    let target =
        report.evidence.kms.targets.iter().find(|kms| kms.host.starts_with("kms")).unwrap();
    &target.endpoints[0]
}

/// The way to the endpoints was well all the time, and so it is reported.
#[track_caller]
pub fn is_fine_online(run: &Run) {
    let online = run.report().evidence.online;
    let endpoint =
        online.endpoints.iter().find(|endpoint| endpoint.url.contains(ACTIVATION)).unwrap();
    assert_eq!(endpoint.http.value().unwrap().status, 200);
}

async fn attacked(network: &Network, limits: u32) -> Run {
    measured(network, &["--format", "json"], limits).await
}

/// Runs within so many limits one after the other, and within bounded memory; says nothing on
/// standard error.
pub async fn measured(network: &Network, more: &[&str], limits: u32) -> Run {
    // Where nobody is to be waited for, a server of the test that gets no processor for a second is
    // waited for as a user would.
    let limit: &[&str] = if limits == 0 { &[] } else { &["--timeout", "1s"] };
    let mut command = command(network.arguments(&[limit, more].concat()));
    let began = Instant::now();
    let child = command.spawn().unwrap();
    #[cfg(target_os = "linux")]
    let watching = watch_memory(child.id());
    let output = ended(child).await;
    let elapsed = began.elapsed();
    println!("{elapsed:?}");
    assert!(elapsed < LIMIT * limits + SLACK, "{elapsed:?}");
    #[cfg(target_os = "linux")]
    {
        let peak = watching.await.unwrap();
        println!("{peak} KiB");
        assert!((1..MOST_MEMORY).contains(&peak), "{peak} KiB");
    }
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(stderr, "");
    Run { status: output.status, stdout: output.stdout, stderr, elapsed }
}

/// The most memory that the process ever held beside its own code, in KiB. Ends with the process.
///
/// Of Linux alone: Wine shows `/proc` as well, where the number of a Windows process is that of
/// something else, which may never end.
#[cfg(target_os = "linux")]
fn watch_memory(pid: u32) -> tokio::task::JoinHandle<u64> {
    tokio::task::spawn_blocking(move || {
        let mut peak = 0;
        while let Some(now) = most_held(pid) {
            peak = peak.max(now);
            std::thread::sleep(Duration::from_millis(2));
        }
        peak
    })
}

/// `VmHWM` without `RssFile` of proc(5). A process that has ended and is not yet waited for has
/// none.
#[cfg(target_os = "linux")]
fn most_held(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let kib = |name| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().strip_suffix(" kB")?.parse::<u64>().ok()
    };
    Some(kib("VmHWM:")?.saturating_sub(kib("RssFile:")?))
}
