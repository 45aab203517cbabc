//! MS-RPC over TCP, as far as a bind: what to send, how long the answer is, what it says.
//!
//! A probe that binds and leaves does not count as a KMS client, so no other PDU can be built here.
//! C706 chapter 12 describes the PDUs, MS-RPCE §2.2 and §3.3.1.5 what Windows adds.

mod bind;
mod fields;
mod reply;
pub(crate) mod stranger;

#[cfg(test)]
mod tests;

pub use bind::{LARGEST_BIND, Offer, bind};
pub use reply::{Broken, pdu_len, read};

use crate::evidence::BindReply;

/// The longest answer that this side says it takes, in bytes: what Windows itself says on Ethernet.
pub(crate) const MAX_FRAGMENT: u16 = 5840;

/// Length of the header that every PDU begins with, in bytes (C706 §12.6.3.1).
const HEADER_LEN: usize = 16;

/// The call that each bind begins; a connection of ours has no other.
const CALL_ID: u32 = 1;

const VERSION: u8 = 5;
const PTYPE_FAULT: u8 = 3;
const PTYPE_BIND: u8 = 11;
const PTYPE_BIND_ACK: u8 = 12;
const PTYPE_BIND_NAK: u8 = 13;

/// `PFC_FIRST_FRAG | PFC_LAST_FRAG` (C706 §12.6.3.1): the PDU is whole.
const WHOLE: u8 = 0x03;

/// What a bind is answered with so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BindProgress {
    /// Too little has come to tell.
    More,
    /// This is not MS-RPC. More bytes may make the excerpt longer and the guess better, but not
    /// change that.
    Stranger(BindReply),
    /// The whole answer.
    Whole(BindReply),
}
