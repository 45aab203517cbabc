//! LDAP (RFC 4511), as far as reading a few entries goes: what to send, how long an answer is, what
//! it says.
//!
//! There is no request here that changes anything: search, `StartTLS` and a simple bind, which
//! belongs inside TLS.

mod activation;
mod answer;
mod rejection;
mod request;
mod root_dse;

#[cfg(test)]
mod tests;

pub use activation::{
    ACTIVATION_OBJECT_ATTRIBUTES, activation_object, container_name, object_version, services_name,
};
pub use answer::{Answer, Attribute, Entry, LdapResult, Message, code, message_len, read_message};
pub use rejection::rejection;
pub use request::{Filter, Scope, Search, bind, search, start_tls, unbind};
pub use root_dse::{ROOT_DSE_ATTRIBUTES, root_dse};

/// The port of LDAP, over TCP and UDP.
pub const PORT: u16 = 389;
/// The port of LDAP over TLS from the first byte on.
pub const TLS_PORT: u16 = 636;

/// No message that is asked for here comes near this, in bytes: large attributes are not asked for.
pub const MAX_MESSAGE: usize = 128 * 1024;

/// What breaks a message.
pub use super::ber::Broken;
