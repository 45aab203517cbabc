//! What every probe stands on: limits and the stop signal, TCP with the teller of bad news, names to addresses.

mod cause;
pub mod dns;
mod guard;
pub mod resolve;
pub mod tcp;
mod watch;

pub use cause::Cause;
pub use guard::or_internal_failure;
pub use resolve::Resolver;
pub use watch::{Limits, StopReason, Stopper, Watch};
