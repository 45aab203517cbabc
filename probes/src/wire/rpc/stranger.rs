//! Who speaks here, if it is not MS-RPC?

use super::BindProgress;
use crate::evidence::{BindReply, OtherProtocol, scrub};

/// How much of a text is looked at, in bytes: the excerpt keeps no more.
const LOOKED_AT: usize = 200;

/// What `received`, which does not begin as an MS-RPC PDU, looks like.
pub(super) fn guess(received: &[u8]) -> BindProgress {
    let beginning = received.get(..LOOKED_AT).unwrap_or(received);
    let speaks = protocol(beginning);
    let excerpt = match speaks {
        OtherProtocol::Http | OtherProtocol::Banner => first_line(beginning),
        OtherProtocol::Tls | OtherProtocol::Unknown => String::new(),
    };
    let reply = BindReply::Other { speaks, excerpt };
    if is_clear(beginning, speaks) {
        BindProgress::Whole(reply)
    } else {
        BindProgress::Stranger(reply)
    }
}

/// What `received` looks like, in words; nothing where that is not clear.
#[cfg(feature = "io")]
pub(crate) fn in_words(received: &[u8]) -> Option<String> {
    let beginning = received.get(..LOOKED_AT).unwrap_or(received);
    match protocol(beginning) {
        OtherProtocol::Tls => Some("TLS".to_owned()),
        OtherProtocol::Http | OtherProtocol::Banner => Some(first_line(beginning)),
        OtherProtocol::Unknown => None,
    }
}

fn protocol(beginning: &[u8]) -> OtherProtocol {
    match beginning {
        // A record: change cipher spec, alert, handshake or data, of SSL 3.0 to TLS 1.3 (RFC 8446
        // §5.1).
        [0x14..=0x17, 3, 0..=4, ..] => OtherProtocol::Tls,
        text if is_http(text) => OtherProtocol::Http,
        text if is_text(text) => OtherProtocol::Banner,
        _ => OtherProtocol::Unknown,
    }
}

/// A status line, or the bare page that some servers send to whom they take for an HTTP/0.9 client.
fn is_http(text: &[u8]) -> bool {
    let begins =
        |with: &[u8]| text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    [b"HTTP/".as_slice(), b"<html", b"<!doctype html"].into_iter().any(begins)
}

fn is_text(bytes: &[u8]) -> bool {
    // A multi-byte character may be cut at the end.
    let valid = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => &String::from_utf8_lossy(bytes),
        Err(_) => return false,
    };
    valid.chars().all(|c| !c.is_control() || matches!(c, '\r' | '\n' | '\t'))
}

fn first_line(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    scrub(text.trim_start().lines().next().unwrap_or_default())
}

/// Whether more bytes could not tell more.
fn is_clear(beginning: &[u8], speaks: OtherProtocol) -> bool {
    let has_line = beginning.trim_ascii_start().contains(&b'\n');
    match speaks {
        OtherProtocol::Tls => true,
        OtherProtocol::Http | OtherProtocol::Banner => has_line || beginning.len() == LOOKED_AT,
        // `14`..`17` alone may yet become TLS.
        OtherProtocol::Unknown => beginning.len() > 2,
    }
}
