//! The RPC side of a KMS host, as far as a bind goes.

use tokio::net::TcpListener;

use super::Server;
use super::tcp::{self, Does, Received};

/// A host that accepts the bind, as Windows answers it: one result a presentation context.
pub async fn accepting() -> Server<Received> {
    accepting_at(tcp::listener().await)
}

/// The same at a place that is given.
pub fn accepting_at(listener: TcpListener) -> Server<Received> {
    answering_at(listener, |contexts| {
        bind_ack(if contexts > 1 { &[(2, 2), (0, 0), (3, 3)] } else { &[(0, 0)] })
    })
}

/// An RPC server that has no such interface: provider rejection, reason 1 (C706 §12.6.3.1).
pub async fn rejecting() -> Server<Received> {
    answering(|contexts| bind_ack(if contexts > 1 { &[(2, 1), (2, 1), (3, 3)] } else { &[(2, 1)] }))
        .await
}

/// A firewall that lets through the bind it knows and resets nothing, but never answers the one
/// with features.
pub async fn silent_to_several_contexts() -> Server<Received> {
    let decide = |bind: &[u8]| {
        if contexts(bind) > 1 { Does::Nothing } else { Does::Say(bind_ack(&[(0, 0)])) }
    };
    tcp::serve(tcp::listener().await, decide)
}

async fn answering(answer: fn(u8) -> Vec<u8>) -> Server<Received> {
    answering_at(tcp::listener().await, answer)
}

fn answering_at(listener: TcpListener, answer: fn(u8) -> Vec<u8>) -> Server<Received> {
    tcp::serve(listener, move |bind| Does::Say(answer(contexts(bind))))
}

/// Of a bind (C706 §12.6.4.3).
fn contexts(bind: &[u8]) -> u8 {
    bind.get(24).copied().unwrap_or_default()
}

/// A `bind_ack` (C706 §12.6.4.4) with these results and reasons.
pub fn bind_ack(results: &[(u8, u8)]) -> Vec<u8> {
    let mut body =
        vec![0xd0, 0x16, 0xd0, 0x16, 0x34, 0x12, 0, 0, 5, 0, b'1', b'6', b'8', b'8', 0, b'A'];
    body.extend([u8::try_from(results.len()).unwrap(), 0, 0, 0]);
    for (result, reason) in results {
        body.extend([*result, 0, *reason, 0]);
        body.extend([0; 20]);
    }
    let length = u8::try_from(16 + body.len()).unwrap();
    [&[5, 0, 12, 3, 0x10, 0, 0, 0, length, 0, 0, 0, 1, 0, 0, 0], &body[..]].concat()
}

/// Whether each of these connections carried one bind and nothing after it: a request would count
/// the host as a client.
#[track_caller]
pub fn assert_only_binds(connections: &[Received]) {
    const BIND: u8 = 11;
    for received in connections.iter().filter(|received| !received.is_empty()) {
        let length = usize::from(u16::from_le_bytes([received[8], received[9]]));
        assert_eq!(
            (received[0], received[2], received.len()),
            (5, BIND, length),
            "{received:02x?}"
        );
    }
}
