//! DNS messages (RFC 1035, RFC 6891): a question to bytes, bytes to what a server said.

mod message;
mod name;
mod record;

pub use message::{ReceivedMessage, read_reply};
pub use name::{NotADomainName, same_name, spellings};
pub use record::{DnsRecord, PointerRecord};

use std::marker::PhantomData;

use hickory_proto::op::DEFAULT_MAX_PAYLOAD_LEN;
use hickory_proto::rr::{Name, RecordType};

use crate::product_key::holds_key;

/// A question of class IN for the records of type `R`.
#[derive(Clone, Debug)]
pub struct Question<R> {
    name: Name,
    wanted: PhantomData<fn() -> R>,
}

impl<R: DnsRecord> Question<R> {
    /// A question about `name`, which is absolute with or without its trailing dot; `.` is the
    /// root.
    ///
    /// # Errors
    ///
    /// A label is empty or longer than 63 bytes, or the name is longer than 255 bytes. Or it holds
    /// a product key: every query begins here, and no key is sent.
    pub fn about(name: &str) -> Result<Self, NotAQuestion> {
        if holds_key(name) {
            return Err(NotAQuestion::ProductKey);
        }
        let name = name::parse(name).map_err(NotAQuestion::NotADomainName)?;
        Ok(Self { name, wanted: PhantomData })
    }

    /// The query as sent: recursion desired, and with EDNS if asked for.
    pub fn encode(&self, id: u16, edns: Edns) -> Vec<u8> {
        let opt_records = u8::from(edns == Edns::Offered);
        let mut query = id.to_be_bytes().to_vec();
        query.extend([RECURSION_DESIRED, 0, 0, 1, 0, 0, 0, 0, 0, opt_records]);
        name::append(&mut query, &self.name);
        query.extend(u16::from(R::TYPE).to_be_bytes());
        query.extend(CLASS_IN.to_be_bytes());
        if edns == Edns::Offered {
            query.extend(opt_record());
        }
        query
    }
}

/// Why nothing is asked about a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAQuestion {
    /// It is none.
    #[error("not a domain name: {0}")]
    NotADomainName(NotADomainName),
    /// It holds a product key.
    #[error("a product key, which is sent to nobody")]
    ProductKey,
}

/// Whether a query carries an OPT record (RFC 6891).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edns {
    /// It does, so that most answers fit one datagram and errors come with their reason (RFC 8914).
    Offered,
    /// It does not, for the sake of servers that reject or drop what they do not know.
    Plain,
}

/// The OPT pseudo-record (RFC 6891 §6.1.2): root name, type, payload size in place of the class, no
/// flags, no options.
fn opt_record() -> [u8; 11] {
    let [type_high, type_low] = u16::from(RecordType::OPT).to_be_bytes();
    let [size_high, size_low] = DEFAULT_MAX_PAYLOAD_LEN.to_be_bytes();
    [0, type_high, type_low, size_high, size_low, 0, 0, 0, 0, 0, 0]
}

/// The RD bit in the third byte of the header (RFC 1035 §4.1.1).
const RECURSION_DESIRED: u8 = 1;
const CLASS_IN: u16 = 1;

#[cfg(test)]
mod tests;
