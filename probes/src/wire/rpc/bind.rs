//! The three binds (C706 §12.6.4.3).

use super::{CALL_ID, HEADER_LEN, MAX_FRAGMENT, PTYPE_BIND, VERSION, WHOLE};

/// Which transfer syntaxes a bind offers. Some inspecting firewalls pass the first and drop the
/// second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// NDR32 alone.
    Ndr32,
    /// NDR32, NDR64 and bind-time feature negotiation, in a context each, as Windows does (MS-RPCE
    /// §3.3.1.5.3).
    Multi,
    /// NDR32 over and over, so that the bind is as long as one may be: [`LARGEST_BIND`] bytes.
    Padded,
}

/// The longest PDU that every server takes (`MustRecvFragSize`, C706 appendix K, table K-2), in
/// bytes: no bind may be longer. With the headers of TCP and IP it fills a packet of 1472 bytes or
/// more.
pub const LARGEST_BIND: u16 = 1432;

impl Offer {
    /// The transfer syntaxes of each presentation context.
    fn contexts(self) -> &'static [&'static [Syntax]] {
        match self {
            Self::Ndr32 => &[&[NDR32]],
            Self::Multi => &[&[NDR32], &[NDR64], &[FEATURE_NEGOTIATION]],
            Self::Padded => &PADDED,
        }
    }

    /// How many presentation contexts the bind has; its answer has no more results.
    pub fn context_count(self) -> usize {
        self.contexts().len()
    }
}

/// A bind to the KMS interface.
pub fn bind(offer: Offer) -> Vec<u8> {
    let body = body(offer.contexts());
    let mut pdu = header(HEADER_LEN + body.len());
    pdu.extend(body);
    pdu
}

/// An interface or a transfer syntax (`p_syntax_id_t`, C706 §12.6.3.1).
#[derive(Clone, Copy)]
struct Syntax {
    /// The first three fields of a UUID are integers and follow the byte order of the PDU, the rest
    /// are bytes.
    uuid: (u32, u16, u16, [u8; 8]),
    /// Major version below, minor version above.
    version: u32,
}

/// The KMS interface, 1.0.
const KMS: Syntax = Syntax {
    uuid: (0x51c8_2175, 0x844e, 0x4750, [0xb0, 0xd8, 0xec, 0x25, 0x55, 0x55, 0xbc, 0x06]),
    version: 1,
};

/// NDR, 32 bits, 2.0 (C706 appendix I).
const NDR32: Syntax = Syntax {
    uuid: (0x8a88_5d04, 0x1ceb, 0x11c9, [0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60]),
    version: 2,
};

/// NDR, 64 bits, 1.0 (MS-RPCE §2.2.5).
const NDR64: Syntax = Syntax {
    uuid: (0x7171_0533, 0xbeba, 0x4937, [0x83, 0x19, 0xb5, 0xdb, 0xef, 0x9c, 0xcc, 0x36]),
    version: 1,
};

/// Bind-time feature negotiation, 1.0. The first of the bytes carries the features: security
/// context multiplexing (1) and keeping the connection on orphan (2) (MS-RPCE §2.2.2.14).
const FEATURE_NEGOTIATION: Syntax =
    Syntax { uuid: (0x6cb7_1c2c, 0x9812, 0x4540, [0x03, 0, 0, 0, 0, 0, 0, 0]), version: 1 };

/// 31 contexts of 44 bytes after 28 bytes of header; two syntaxes of 20 bytes more in the last make
/// it 1432.
const PADDED: [&[Syntax]; 31] = {
    let mut contexts: [&[Syntax]; 31] = [&[NDR32]; 31];
    contexts[30] = &[NDR32, NDR32, NDR32];
    contexts
};

fn header(pdu_len: usize) -> Vec<u8> {
    // `LARGEST_BIND` at most: the length always fits.
    let frag_len = u16::try_from(pdu_len).unwrap_or(u16::MAX);
    // Minor version 0; little-endian, ASCII, IEEE 754 (C706 §14.1).
    let mut pdu = vec![VERSION, 0, PTYPE_BIND, WHOLE, 0x10, 0, 0, 0];
    pdu.extend(frag_len.to_le_bytes());
    // No authentication: KMS is anonymous.
    pdu.extend(0_u16.to_le_bytes());
    pdu.extend(CALL_ID.to_le_bytes());
    pdu
}

fn body(contexts: &[&[Syntax]]) -> Vec<u8> {
    let mut body = Vec::new();
    // What we send at most, what we take at most, and a new association.
    body.extend(MAX_FRAGMENT.to_le_bytes());
    body.extend(MAX_FRAGMENT.to_le_bytes());
    body.extend(0_u32.to_le_bytes());
    body.extend([count(contexts), 0, 0, 0]);
    (0_u8..).zip(contexts).for_each(|(id, transfers)| body.extend(context(id, transfers)));
    body
}

fn count<T>(list: &[T]) -> u8 {
    u8::try_from(list.len()).unwrap_or(u8::MAX)
}

/// One presentation context with its transfer syntaxes (`p_cont_elem_t`).
fn context(id: u8, transfers: &[Syntax]) -> Vec<u8> {
    let mut context = vec![id, 0, count(transfers), 0];
    for Syntax { uuid: (low, mid, high, bytes), version } in std::iter::once(&KMS).chain(transfers)
    {
        context.extend(low.to_le_bytes());
        context.extend(mid.to_le_bytes());
        context.extend(high.to_le_bytes());
        context.extend(bytes);
        context.extend(version.to_le_bytes());
    }
    context
}
