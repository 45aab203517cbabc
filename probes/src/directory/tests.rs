//! A directory server on loopback that does as it is told.

mod log_on;

use std::net::SocketAddr;
use std::time::Duration;

use hickory_proto::rr::RecordType;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::net::UdpSocket;

use super::objects::{self, SearchResult, Source};
use super::ping::ping;
use super::session::Session;
use super::{DirectoryPlan, probe};
use crate::evidence::{DomainOrigin, FailureKind, ObjectSearch, PingReply, RootDse, Transport};
use crate::net::{Cause, Limits, Resolver, Watch};
use crate::wire::ldap::{Attribute, Entry, Filter, LdapResult, MAX_MESSAGE, Scope, Search};
use testkit::own_time::OwnTime;
use testkit::servers::dns::records::srv;
use testkit::servers::dns::{Act, ScriptedDns};

/// A ping is sent three times within it.
const LIMIT: Duration = Duration::from_millis(1500);

fn watch() -> Watch {
    Watch::new(Limits::all(LIMIT), None).0
}

/// What the other end says to whatever comes first, and then hangs up.
fn said(bytes: &'static [u8]) -> Session<DuplexStream> {
    let (ours, mut theirs) = duplex(1 << 20);
    tokio::spawn(async move {
        let _request = theirs.read(&mut [0; 4096]).await;
        let _sent = theirs.write_all(bytes).await;
    });
    Session::over(ours)
}

fn anything() -> Search<'static> {
    Search {
        base: "",
        scope: Scope::Base,
        filter: Filter::Present("a"),
        attributes: &[],
        size_limit: 1,
    }
}

async fn failure_after(bytes: &'static [u8]) -> Cause {
    said(bytes).search(&anything()).await.map(|_| ()).unwrap_err()
}

#[tokio::test]
async fn what_is_no_ldap_is_another_protocol() {
    let other = async |bytes| {
        let cause = failure_after(bytes).await;
        assert_eq!(cause.kind, FailureKind::NotThisProtocol);
        cause.detail
    };
    let http = other(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    assert_eq!(http.as_deref(), Some("HTTP/1.1 400 Bad Request"));
    assert_eq!(other(&[0x15, 3, 1, 0, 2, 2, 40]).await.as_deref(), Some("TLS"));
    assert_eq!(failure_after(b"").await.kind, FailureKind::Closed);
}

#[tokio::test]
async fn a_message_beyond_all_measure_is_not_waited_for() {
    assert_eq!(
        failure_after(&[0x30, 0x84, 0x7f, 0xff, 0xff, 0xff]).await.kind,
        FailureKind::TooLarge
    );
    const { assert!(MAX_MESSAGE < 0x7fff_ffff) };
}

#[tokio::test]
async fn more_entries_than_were_asked_for_are_not_waited_for() {
    let entry = b"\x30\x09\x02\x01\x01\x64\x04\x04\x00\x30\x00";
    let two: &'static [u8] = Box::leak([&entry[..], entry].concat().into_boxed_slice());
    assert_eq!(failure_after(two).await.kind, FailureKind::TooLarge);
}

#[tokio::test]
async fn a_notice_of_disconnection_is_the_servers_own_goodbye() {
    let notice = b"\x30\x0f\x02\x01\x00\x78\x0a\x0a\x01\x34\x04\x00\x04\x03bye";
    let cause = failure_after(notice).await;
    assert_eq!((cause.kind, cause.detail.as_deref()), (FailureKind::Closed, Some("bye")));
}

#[tokio::test]
async fn answers_to_other_requests_are_passed_over() {
    let other_then_ours = b"\x30\x0c\x02\x01\x09\x65\x07\x0a\x01\x01\x04\x00\x04\x00\
                            \x30\x0c\x02\x01\x01\x65\x07\x0a\x01\x00\x04\x00\x04\x00";
    let found =
        said(other_then_ours).search(&anything()).await.unwrap_or_else(|_| panic!("an answer"));
    assert_eq!((found.result.code, found.entries.len()), (0, 0));
}

#[tokio::test]
async fn clear_text_behind_the_answer_to_start_tls_is_refused() {
    let injected = b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00\x30\x05";
    let cause = said(injected).start_tls().await.map(|_| ()).unwrap_err();
    assert_eq!(cause.kind, FailureKind::Malformed);
    let clean = b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00";
    assert!(matches!(said(clean).start_tls().await, Ok(Ok(_))));
    let declined = b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x34\x04\x00\x04\x00";
    assert!(matches!(said(declined).start_tls().await, Ok(Err(result)) if result.code == 52));
}

#[tokio::test]
async fn a_refusal_at_the_container_is_told_with_its_words() {
    // operationsError to the search of the container.
    let refused = b"\x30\x0f\x02\x01\x01\x65\x0a\x0a\x01\x01\x04\x00\x04\x03why";
    let read = objects::read(&mut said(refused), Some(RootDse::default())).await;
    assert_eq!(read, Ok(ObjectSearch::Refused { code: 1, message: "why".to_owned() }));
}

#[tokio::test]
async fn a_controller_that_is_busy_refuses_its_root_dse() {
    let busy = b"\x30\x0f\x02\x01\x01\x65\x0a\x0a\x01\x33\x04\x00\x04\x03why";
    let cause = objects::root_dse(&mut said(busy)).await.unwrap_err();
    assert_eq!(
        (cause.kind, cause.detail.as_deref()),
        (FailureKind::QueryRefused, Some("LDAP result 51 why"))
    );
}

/// A directory that answers each search with what comes next.
struct Script(std::vec::IntoIter<SearchResult>);

impl Source for Script {
    async fn search(&mut self, _search: &Search<'_>) -> Result<SearchResult, Cause> {
        Ok(self.0.next().unwrap())
    }
}

fn script(answers: Vec<(u32, Vec<Entry>)>) -> Script {
    let found = |(code, entries)| SearchResult {
        entries,
        result: LdapResult { code, message: String::new() },
    };
    Script(answers.into_iter().map(found).collect::<Vec<_>>().into_iter())
}

fn entry(attribute: &str, value: &str) -> Entry {
    let attribute = Attribute { name: attribute.to_owned(), values: vec![value.into()] };
    Entry { name: String::new(), attributes: vec![attribute] }
}

#[tokio::test]
async fn what_came_before_the_servers_own_limit_counts() {
    for code in [0, 3, 4, 11] {
        let answers = vec![
            (0, vec![entry("objectClass", "top")]),
            (code, vec![entry("cn", "Windows Server 2022")]),
        ];
        let read = objects::read(&mut script(answers), Some(RootDse::default())).await;
        assert!(
            matches!(read, Ok(ObjectSearch::Found { objects, .. }) if objects.len() == 1),
            "{code}"
        );
    }
    let nothing = vec![(0, vec![entry("objectClass", "top")]), (11, Vec::new())];
    let read = objects::read(&mut script(nothing), Some(RootDse::default())).await;
    assert!(matches!(read, Ok(ObjectSearch::Refused { code: 11, .. })));
}

#[tokio::test]
async fn a_container_that_is_absent_is_told_with_what_else_may_be_seen() {
    let seen = |services: (u32, Vec<Entry>)| {
        let (none, version) = ((0, Vec::new()), (0, vec![entry("objectVersion", "88")]));
        script(vec![(32, Vec::new()), none, version, services])
    };
    for (services, services_readable) in [
        ((0, vec![entry("objectClass", "top")]), Some(true)),
        ((0, vec![entry("cn", "Services")]), Some(false)),
        ((32, Vec::new()), Some(false)),
        ((51, Vec::new()), None),
    ] {
        let absent = ObjectSearch::NoContainer {
            class_in_schema: Some(false),
            schema_version: Some(88),
            services_readable,
        };
        assert_eq!(objects::read(&mut seen(services), Some(RootDse::default())).await, Ok(absent));
    }
}

/// A controller that answers every ping with these bytes, behind the ping's own id.
async fn pinged(answer: impl Fn(&[u8]) -> Vec<u8> + Send + 'static) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut ping = [0; 512];
        while let Ok((length, from)) = socket.recv_from(&mut ping).await {
            let reply = answer(&ping[..length]);
            if !reply.is_empty() {
                let _ = socket.send_to(&reply, from).await;
            }
        }
    });
    address
}

/// The end of a search, with the id of the ping (which stands behind the lengths of two elements).
fn done(ping: &[u8]) -> Vec<u8> {
    let id = &ping[2..ping.len()];
    let length = usize::from(id[1]) + 2;
    let id = &id[..length];
    let operation = b"\x65\x07\x0a\x01\x00\x04\x00\x04\x00";
    let whole = u8::try_from(id.len() + operation.len()).unwrap();
    [&[0x30, whole][..], id, operation].concat()
}

#[tokio::test]
async fn an_empty_answer_to_the_ping_is_an_answer() {
    let address = pinged(done).await;
    assert_eq!(
        ping(&watch(), address, "corp.example").await.value(),
        Some(&PingReply::NotForThisDomain)
    );
}

#[tokio::test]
async fn a_ping_that_gets_lost_is_sent_again() {
    let times = std::sync::atomic::AtomicU32::new(0);
    let second = move |ping: &[u8]| match times.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
        0 => Vec::new(),
        _ => done(ping),
    };
    let address = pinged(second).await;
    assert!(ping(&watch(), address, "corp.example").await.value().is_some());
}

#[tokio::test]
async fn silence_after_nonsense_is_told_as_nonsense_and_takes_no_longer() {
    let address = pinged(|_| b"\x30\x05\xff".to_vec()).await;
    let own_time = OwnTime::begin();
    let outcome = ping(&watch(), address, "corp.example").await;
    let failure = outcome.failure().unwrap();
    assert_eq!(failure.kind, FailureKind::Malformed);
    let flow = failure.flow.as_deref().unwrap();
    let from = flow.from.as_ref().unwrap().address;
    assert_eq!((flow.transport, from, flow.to), (Transport::Udp, address.ip(), address));
    assert!(own_time.elapsed() < LIMIT * 3, "{:?}", own_time.elapsed());
}

#[tokio::test]
async fn a_closed_port_refuses_the_ping() {
    let closed = UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let outcome = ping(&watch(), closed, "corp.example").await;
    assert_eq!(outcome.failure().unwrap().kind, FailureKind::Refused);
}

#[tokio::test]
async fn while_no_controller_answers_the_next_few_are_greeted_and_all_of_them_are_told() {
    let hosts: Vec<String> = (0..12).map(|number| format!("dc{number:02}.corp.example")).collect();
    let records = hosts.iter().map(|host| srv("_ldap._tcp.dc._msdcs.corp.example", host)).collect();
    let dns = ScriptedDns::start([(
        "_ldap._tcp.dc._msdcs.corp.example",
        RecordType::SRV,
        Act::Records(records),
    )])
    .await;
    let plan = DirectoryPlan {
        domain: "corp.example".to_owned(),
        domain_origin: DomainOrigin::Argument,
        site: None,
        servers: vec![dns.address],
        named: Vec::new(),
        credentials: None,
    };
    let resolver = Resolver { servers: vec![dns.address], ..Resolver::default() };
    let seen = probe(&watch(), &resolver, &crate::clock::SystemClock, &plan).await;
    let told: Vec<&str> =
        seen.controllers.iter().map(|controller| controller.host.as_str()).collect();
    assert_eq!(told, hosts.iter().take(9).map(String::as_str).collect::<Vec<_>>());
    assert_eq!(seen.controllers_dropped, 3);
}
