//! What every probe stands on: limits and the stop signal, TCP with the teller of bad news, names
//! to addresses.

pub(crate) mod again;
pub mod blocking;
mod cause;
pub(crate) mod descriptors;
pub mod dns;
mod guard;
pub mod hosts;
pub(crate) mod icmp_errors;
pub(crate) mod local_end;
pub(crate) mod metered;
mod next_hop;
pub mod resolve;
pub mod srv;
mod syn_retransmissions;
pub mod system_resolver;
pub mod tcp;
pub(crate) mod tls;
pub mod trust;
pub(crate) mod udp;
pub(crate) mod watch;

pub use cause::Cause;
pub use descriptors::Descriptors;
pub use guard::or_internal_failure;
pub use hosts::Hosts;
pub use resolve::Resolver;
pub use udp::unguessable;
pub use watch::{Limits, StopReason, Stopper, Watch};
