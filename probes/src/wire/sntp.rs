//! SNTP: one client request and its reply (RFC 5905 §7.3, §8, §14). A reply may be longer, with
//! extensions or a MAC.

use crate::evidence::{ClockSample, LeapIndicator, NtpFacts};

/// Length of the header, in bytes: all that a request has, and the least that a reply has.
pub const HEADER_LEN: usize = 48;

const CLIENT: u8 = 3;
const SERVER: u8 = 4;

/// A point in time in 1/2^32 s since 1900, modulo 2^64: the same again after 136 years (RFC 5905
/// §6). Only differences mean anything, and they are right while the two clocks are less than 68
/// years apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timestamp(pub u64);

impl Timestamp {
    /// From seconds and nanoseconds since 1970.
    pub fn from_unix(nanoseconds: i128) -> Self {
        const NANOSECONDS: i128 = 1_000_000_000;
        /// From 1900 to 1970.
        const TO_UNIX_S: i128 = 2_208_988_800;
        let since_1900 = nanoseconds + TO_UNIX_S * NANOSECONDS;
        let units = (since_1900 << 32).div_euclid(NANOSECONDS);
        // The era is what is cut off.
        Self(u64::try_from(units.rem_euclid(1 << 64)).unwrap_or_default())
    }

    /// How much later this is than `earlier`, in 1/2^32 s; negative when it is earlier.
    fn since(self, earlier: Self) -> i128 {
        i128::from(self.0.wrapping_sub(earlier.0).cast_signed())
    }
}

/// A client request. `mark` comes back as the originate timestamp; it need not be a time, and a
/// random one cannot be guessed by who does not see the request.
pub fn request(version: u8, mark: Timestamp) -> [u8; HEADER_LEN] {
    let mut packet = [0; HEADER_LEN];
    packet[0] = (version & 7) << 3 | CLIENT;
    if let Some(transmit) = packet.last_chunk_mut() {
        *transmit = mark.0.to_be_bytes();
    }
    packet
}

/// What a server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// What it says of itself.
    pub facts: NtpFacts,
    /// When the request reached it, by its clock.
    pub received: Timestamp,
    /// When the reply left it, by its clock.
    pub sent: Timestamp,
}

/// Why a datagram is not an answer with a time in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// It is shorter than the header.
    #[error("{len} bytes, at least {HEADER_LEN} expected")]
    Short {
        /// Its length, in bytes.
        len: usize,
    },
    /// It is not in server mode.
    #[error("mode {mode}, mode {SERVER} expected")]
    Mode {
        /// Its mode.
        mode: u8,
    },
    /// It answers another request, or none.
    #[error("originate timestamp of another request")]
    OtherRequest,
    /// The server does not want to be asked (RFC 5905 §7.4).
    #[error("{code}")]
    Kiss {
        /// The kiss code.
        code: String,
    },
    /// It says nothing of the time.
    #[error("transmit timestamp of zero")]
    NoTime,
}

/// Reads the answer to the request that carried `mark`.
pub fn decode(datagram: &[u8], mark: Timestamp) -> Result<Reply, Unusable> {
    let header = datagram.first_chunk().ok_or(Unusable::Short { len: datagram.len() })?;
    let Header { facts, mode, originate, received, sent, reference_id } = Header::of(header);
    if mode != SERVER {
        return Err(Unusable::Mode { mode });
    }
    if originate != mark {
        return Err(Unusable::OtherRequest);
    }
    if let Some(code) = kiss_code(facts.stratum, reference_id) {
        return Err(Unusable::Kiss { code });
    }
    if sent == Timestamp(0) {
        return Err(Unusable::NoTime);
    }
    Ok(Reply { facts, received, sent })
}

/// Offset and delay (RFC 5905 §8), where the request left at `asked` and the reply came at
/// `answered` by our clock.
pub fn sample(reply: Reply, asked: Timestamp, answered: Timestamp) -> ClockSample {
    let Reply { facts, received, sent } = reply;
    let offset = i128::midpoint(received.since(asked), sent.since(answered));
    let delay = answered.since(asked) - sent.since(received);
    ClockSample {
        offset_us: i64::try_from(microseconds(offset)).unwrap_or_default(),
        // Clock resolution may make a short way come out negative.
        delay_us: u64::try_from(microseconds(delay)).unwrap_or_default(),
        ntp: Some(facts),
        from: None,
    }
}

/// From 1/2^32 s; rounded to the nearest.
fn microseconds(units: i128) -> i128 {
    (units * 1_000_000 + (1 << 31)) >> 32
}

struct Header {
    facts: NtpFacts,
    mode: u8,
    reference_id: [u8; 4],
    originate: Timestamp,
    received: Timestamp,
    sent: Timestamp,
}

impl Header {
    fn of(packet: &[u8; HEADER_LEN]) -> Self {
        let [first, stratum, _poll, _precision, rest @ ..] = packet;
        let (words, _) = rest.as_chunks::<4>();
        let word = |at: usize| words.get(at).copied().unwrap_or_default();
        let timestamp = |at: usize| {
            Timestamp(
                u64::from(u32::from_be_bytes(word(at))) << 32
                    | u64::from(u32::from_be_bytes(word(at + 1))),
            )
        };
        let facts = NtpFacts {
            version: first >> 3 & 7,
            leap: leap(*first),
            stratum: *stratum,
            reference_id: reference_id(*stratum, word(2)),
            root_delay_us: short_us(word(0)),
            root_dispersion_us: short_us(word(1)),
        };
        // Words 3 and 4 are the reference timestamp: when the server's clock was last set.
        let (originate, received, sent) = (timestamp(5), timestamp(7), timestamp(9));
        Self { facts, mode: first & 7, reference_id: word(2), originate, received, sent }
    }
}

fn leap(first: u8) -> LeapIndicator {
    match first >> 6 {
        0 => LeapIndicator::None,
        1 => LeapIndicator::Insert,
        2 => LeapIndicator::Delete,
        _ => LeapIndicator::Unknown,
    }
}

/// NTP short format: 1/2^16 s (RFC 5905 §6).
fn short_us(word: [u8; 4]) -> u64 {
    (u64::from(u32::from_be_bytes(word)) * 1_000_000) >> 16
}

/// A name at stratum 0 and 1; above, an IPv4 address, which for an IPv6 source is a hash in the
/// same clothes.
fn reference_id(stratum: u8, id: [u8; 4]) -> String {
    let address = || std::net::Ipv4Addr::from(id).to_string();
    match (stratum, name(id)) {
        _ if id == [0; 4] => String::new(),
        (0 | 1, Some(name)) => name,
        _ => address(),
    }
}

/// Up to four printable characters, filled with zeros.
fn name(id: [u8; 4]) -> Option<String> {
    let text: Vec<u8> = id.iter().copied().take_while(|byte| *byte != 0).collect();
    let is_name =
        !text.is_empty() && text.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ');
    is_name.then(|| String::from_utf8_lossy(&text).trim_end().to_owned())
}

/// The kiss code of a packet, if it is one. `INIT` and `STEP` are the words of a server that is not
/// synchronised (yet) and says so in an otherwise ordinary answer; a zero id is what Windows and
/// chrony send in that state.
fn kiss_code(stratum: u8, id: [u8; 4]) -> Option<String> {
    let code = name(id).filter(|_| stratum == 0)?;
    (!matches!(code.as_str(), "INIT" | "STEP")).then_some(code)
}

#[cfg(test)]
mod tests;
