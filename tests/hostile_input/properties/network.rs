//! What peers send.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use actprobe_probes::clock::WallClock;
use actprobe_probes::evidence::{BindReply, DnsTransport, SoaRecord, SrvRecord};
use actprobe_probes::online;
use actprobe_probes::wire::dns::{DnsRecord, Edns, Question, ReceivedMessage, read_reply};
use actprobe_probes::wire::icmp::{WINDOWS_INFO_LEN, from_windows};
use actprobe_probes::wire::rpc::{self, Offer};
use actprobe_probes::wire::sntp::{self, HEADER_LEN, Timestamp};
use actprobe_probes::wire::{http_auth, x509};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::fit;

/// What was understood of the beginning of an answer is what is understood of the whole of it.
pub fn rpc(received: &[u8]) {
    for offer in [Offer::Ndr32, Offer::Multi, Offer::Padded] {
        let whole = rpc::read(received, offer);
        if let Ok(rpc::BindProgress::Whole(reply) | rpc::BindProgress::Stranger(reply)) = &whole {
            fit::to_keep(reply);
        }
        for cut in 0..received.len().min(300) {
            match rpc::read(&received[..cut], offer) {
                Ok(rpc::BindProgress::More) => {}
                Ok(
                    rpc::BindProgress::Stranger(_)
                    | rpc::BindProgress::Whole(BindReply::Other { .. }),
                ) => {
                    assert!(
                        matches!(
                            &whole,
                            Ok(rpc::BindProgress::Stranger(BindReply::Other { .. })
                                | rpc::BindProgress::Whole(BindReply::Other { .. }))
                        ),
                        "a stranger after {cut} bytes, {whole:?} after all"
                    );
                }
                decided => assert_eq!(decided, whole, "after {cut} bytes"),
            }
        }
    }
}

const ID: u16 = 0x2a17;

/// The first byte says what was asked and over what; the rest is the answer, with the right id in
/// it.
pub fn dns(bytes: &[u8]) {
    let Some((choice, message)) = bytes.split_first() else { return };
    let mut message = message.to_vec();
    if let Some(id) = message.first_chunk_mut() {
        *id = ID.to_be_bytes();
    }
    let transport =
        if choice & 4 == 0 { DnsTransport::Udp } else { DnsTransport::TcpAfterTruncation };
    match choice & 3 {
        0 => dns_about::<SrvRecord>("_vlmcs._tcp.corp.example", transport, &message),
        1 => dns_about::<SoaRecord>("corp.example", transport, &message),
        2 => dns_about::<Ipv4Addr>("kms1.corp.example", transport, &message),
        _ => dns_about::<Ipv6Addr>("kms1.corp.example", transport, &message),
    }
}

fn dns_about<R>(name: &str, transport: DnsTransport, message: &[u8])
where
    R: DnsRecord + serde::Serialize + std::fmt::Debug + PartialEq + HasTarget,
{
    let reading = read_reply(&Question::<R>::about(name).unwrap(), ID, transport, message);
    let ReceivedMessage::Answer { reply, .. } = reading else { return };
    // Names are longer than other texts: 255 bytes, each of which may be written with four
    // characters.
    fit::to_show_all(&reply);
    assert!(
        reply.records.len() <= 256 && reply.aliases.len() <= 16 && reply.extended_errors.len() <= 8
    );
    let names = reply.aliases.iter().chain(reply.records.iter().filter_map(HasTarget::target));
    for name in names {
        assert!(name.len() <= 4 * 255, "{} bytes", name.len());
        // What was read can be asked for.
        let query = Question::<Ipv4Addr>::about(name).unwrap().encode(ID, Edns::Offered);
        assert!(query.len() <= 12 + 255 + 4 + 11, "{} bytes", query.len());
    }
}

/// Of the record types, those that name somebody.
trait HasTarget {
    fn target(&self) -> Option<&String> {
        None
    }
}

impl HasTarget for SrvRecord {
    fn target(&self) -> Option<&String> {
        Some(&self.target)
    }
}

impl HasTarget for SoaRecord {
    fn target(&self) -> Option<&String> {
        Some(&self.primary)
    }
}

impl HasTarget for Ipv4Addr {}

impl HasTarget for Ipv6Addr {}

/// A datagram, once as it is and once as the answer to our request; what stands behind the header
/// are our clock's times.
pub fn sntp(datagram: &[u8]) {
    const MARK: Timestamp = Timestamp(0x0123_4567_89ab_cdef);
    let _ = sntp::decode(datagram, MARK);
    let mut answer = datagram.to_vec();
    if let Some(originate) = answer.get_mut(24..32) {
        originate.copy_from_slice(&MARK.0.to_be_bytes());
    }
    match sntp::decode(&answer, MARK) {
        Err(unusable) => fit::to_show(&unusable.to_string()),
        Ok(reply) => {
            let time = |at: usize| {
                answer.get(at..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default()
            };
            let [asked, answered] =
                [HEADER_LEN, HEADER_LEN + 8].map(|at| Timestamp(u64::from_be_bytes(time(at))));
            let sample = sntp::sample(reply, asked, answered);
            fit::to_keep(&sample);
            let most = 70 * 366 * 86_400 * 1_000_000_u64;
            assert!(
                sample.offset_us.unsigned_abs() <= most && sample.delay_us <= 2 * most,
                "{sample:?}"
            );
        }
    }
}

/// What comes over the stream in answer to HEAD, and in answer to CONNECT.
pub fn http(answer: &[u8]) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for question in [online::Question::Head, online::Question::Connect] {
        match runtime.block_on(online::read_answer(Peer::new(answer), question, &Noon)) {
            Ok(reply) => {
                fit::to_keep(&reply);
                assert!(
                    reply.auth_schemes.len() <= 16 && reply.intermediaries.len() <= 16,
                    "{reply:?}"
                );
            }
            Err(cause) => cause.detail.iter().for_each(|detail| fit::to_show(detail)),
        }
    }
}

struct Noon;

impl WallClock for Noon {
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::UNIX_EPOCH
    }
}

/// Says its answer when it has been asked, and hangs up.
struct Peer<'a> {
    answer: &'a [u8],
    was_asked: bool,
    reader: Option<Waker>,
}

impl<'a> Peer<'a> {
    fn new(answer: &'a [u8]) -> Self {
        Self { answer, was_asked: false, reader: None }
    }
}

impl AsyncRead for Peer<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        if !self.was_asked {
            self.reader = Some(cx.waker().clone());
            return Poll::Pending;
        }
        Pin::new(&mut self.answer).poll_read(cx, out)
    }
}

impl AsyncWrite for Peer<'_> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        asked: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        self.was_asked = true;
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
        Poll::Ready(Ok(asked.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// Each line is the value of one `Proxy-Authenticate`.
pub fn http_auth(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let schemes = http_auth::schemes(text.lines());
    fit::to_keep(&schemes);
    assert!(
        schemes.len() <= 16
            && schemes.iter().all(|scheme| !scheme.is_empty() && !scheme.contains([' ', ',']))
    );
}

/// A certificate in DER.
pub fn certificate(der: &[u8]) {
    if let Some(facts) = x509::facts(der, String::new()) {
        fit::to_keep(&facts);
        assert!(facts.dns_names.len() <= 40, "{} names", facts.dns_names.len());
    }
}

/// What Windows says of an ICMP error; behind it, this host's own address.
pub fn icmp(bytes: &[u8]) {
    let Some((info, rest)) = bytes.split_first_chunk::<WINDOWS_INFO_LEN>() else { return };
    let Some(error) = from_windows(info) else { return };
    let own = rest.first_chunk::<4>().map(|own| IpAddr::from(*own));
    let _ = (error.failure_kind(own), error.failure_kind(Some(error.sender)), error.is_soft());
    fit::to_show(&error.to_string());
}
