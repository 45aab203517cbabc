//! The answer to a bind: `bind_ack`, `bind_nak`, `fault`, or somebody else's words.

use super::fields::Fields;
use super::{
    BindProgress, CALL_ID, HEADER_LEN, MAX_FRAGMENT, Offer, PTYPE_BIND_ACK, PTYPE_BIND_NAK,
    PTYPE_FAULT, VERSION, WHOLE, stranger,
};
use crate::evidence::{BindReply, BindResult, ContextResult, scrub};

/// How an answer that claims to be MS-RPC breaks its rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// It claims more bytes than the bind said are taken.
    #[error("fragment of {frag_len} bytes, at most {MAX_FRAGMENT} expected")]
    TooLarge {
        /// The claim, in bytes.
        frag_len: u16,
    },
    /// It claims fewer bytes than its header has.
    #[error("fragment of {frag_len} bytes, at least {HEADER_LEN} expected")]
    ShorterThanItsHeader {
        /// The claim, in bytes.
        frag_len: u16,
    },
    /// Its integers are neither big- nor little-endian (C706 §14.1).
    #[error("data representation 0x{drep:02x}")]
    DataRepresentation {
        /// The first byte of the label.
        drep: u8,
    },
    /// It is one fragment of several; no answer to a bind is.
    #[error("flags 0x{flags:02x} of a fragment, a whole PDU expected")]
    Fragment {
        /// Its flags.
        flags: u8,
    },
    /// It is of a type that does not answer a bind.
    #[error("PDU type {ptype} does not answer a bind")]
    UnexpectedType {
        /// The type (C706 §12.6.3.1).
        ptype: u8,
    },
    /// It answers another call.
    #[error("answer to call {call_id}, call {CALL_ID} expected")]
    OtherCall {
        /// The call.
        call_id: u32,
    },
    /// It has no results, or more than the bind had contexts.
    #[error("{results} results")]
    ResultCount {
        /// How many.
        results: u8,
    },
    /// It ends within a field.
    #[error("ends within a field")]
    Truncated,
}

/// What the bytes `received` so far in answer to the bind of `offer` say.
pub fn read(received: &[u8], offer: Offer) -> Result<BindProgress, Broken> {
    if is_stranger(received) {
        return Ok(stranger::guess(received));
    }
    let whole = pdu_len(received)?.and_then(|len| received.get(..len));
    whole.map_or(Ok(BindProgress::More), |pdu| decode(pdu, offer).map(BindProgress::Whole))
}

/// How many bytes the PDU that starts with `prefix` has; `None` while too few are there to tell.
pub fn pdu_len(prefix: &[u8]) -> Result<Option<usize>, Broken> {
    let Some(header) = prefix.get(..HEADER_LEN) else { return Ok(None) };
    let frag_len = Header::of(header)?.frag_len;
    match usize::from(frag_len) {
        len if len < HEADER_LEN => Err(Broken::ShorterThanItsHeader { frag_len }),
        len if len > usize::from(MAX_FRAGMENT) => Err(Broken::TooLarge { frag_len }),
        len => Ok(Some(len)),
    }
}

/// Versions 5.0 and 5.1 exist; whatever begins otherwise is another protocol, such as SOCKS 5 with
/// its `05 ff`.
fn is_stranger(received: &[u8]) -> bool {
    match received {
        [] | [VERSION] => false,
        [version, minor, ..] => *version != VERSION || *minor > 1,
        [_] => true,
    }
}

struct Header {
    ptype: u8,
    flags: u8,
    drep: u8,
    frag_len: u16,
    call_id: u32,
}

impl Header {
    fn of(pdu: &[u8]) -> Result<Self, Broken> {
        let drep = *pdu.get(4).ok_or(Broken::Truncated)?;
        if drep >> 4 > 1 {
            return Err(Broken::DataRepresentation { drep });
        }
        Self::fields(pdu, drep).ok_or(Broken::Truncated)
    }

    fn fields(pdu: &[u8], drep: u8) -> Option<Self> {
        let mut fields = Fields::new(pdu, drep);
        let _version = fields.u16()?;
        let (ptype, flags) = (fields.u8()?, fields.u8()?);
        let _label = fields.bytes(4)?;
        let (frag_len, _auth_len, call_id) = (fields.u16()?, fields.u16()?, fields.u32()?);
        Some(Self { ptype, flags, drep, frag_len, call_id })
    }
}

fn decode(pdu: &[u8], offer: Offer) -> Result<BindReply, Broken> {
    let header = Header::of(pdu)?;
    let Header { ptype, flags, call_id, .. } = header;
    if flags & WHOLE != WHOLE {
        return Err(Broken::Fragment { flags });
    }
    if call_id != CALL_ID {
        return Err(Broken::OtherCall { call_id });
    }
    let mut fields = Fields::new(pdu, header.drep);
    fields.bytes(HEADER_LEN).ok_or(Broken::Truncated)?;
    match ptype {
        PTYPE_BIND_ACK => bind_ack(&mut fields, offer),
        PTYPE_BIND_NAK => {
            fields.u16().map(|reason| BindReply::BindNak { reason }).ok_or(Broken::Truncated)
        }
        PTYPE_FAULT => fault(&mut fields).ok_or(Broken::Truncated),
        _ => Err(Broken::UnexpectedType { ptype }),
    }
}

fn bind_ack(fields: &mut Fields<'_>, offer: Offer) -> Result<BindReply, Broken> {
    let (max_xmit_frag, max_recv_frag, secondary_address, count) =
        ack_head(fields).ok_or(Broken::Truncated)?;
    if count == 0 || usize::from(count) > offer.context_count() {
        return Err(Broken::ResultCount { results: count });
    }
    let results =
        (0..count).map(|_| result(fields)).collect::<Option<_>>().ok_or(Broken::Truncated)?;
    Ok(BindReply::BindAck { max_xmit_frag, max_recv_frag, secondary_address, results })
}

fn ack_head(fields: &mut Fields<'_>) -> Option<(u16, u16, String, u8)> {
    let (max_xmit_frag, max_recv_frag, _association) =
        (fields.u16()?, fields.u16()?, fields.u32()?);
    let address_len = fields.u16()?;
    let secondary_address = text(fields.bytes(address_len.into())?);
    // Nothing says that the padding is zero, and impacket's is not.
    fields.align4()?;
    let count = fields.u8()?;
    fields.bytes(3)?;
    Some((max_xmit_frag, max_recv_frag, secondary_address, count))
}

fn text(zero_terminated: &[u8]) -> String {
    let until_zero = zero_terminated.split(|byte| *byte == 0).next().unwrap_or_default();
    scrub(&String::from_utf8_lossy(until_zero))
}

fn result(fields: &mut Fields<'_>) -> Option<ContextResult> {
    let result = match fields.u16()? {
        0 => BindResult::Acceptance,
        1 => BindResult::UserRejection,
        2 => BindResult::ProviderRejection,
        3 => BindResult::NegotiateAck,
        other => BindResult::Other(other),
    };
    let reason = fields.u16()?;
    let _transfer_syntax = fields.bytes(20)?;
    Some(ContextResult { result, reason })
}

/// C706 §12.6.4.7: an allocation hint, the context, the cancel count, then the status.
fn fault(fields: &mut Fields<'_>) -> Option<BindReply> {
    fields.bytes(8)?;
    fields.u32().map(|status| BindReply::Fault { status })
}
