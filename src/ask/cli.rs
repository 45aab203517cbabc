//! The command line, and how it becomes a [`Request`](crate::ask::request::Request).

mod arguments;
mod examples;
mod into_request;
mod selected;
mod trusted;
mod usage_error;
mod without_values;

pub use arguments::{
    CheckArgs, Cli, Command, DiffArgs, Document, FailOnArg, ManualOf, OutputArgs, ReplayArgs,
};
pub use into_request::{Surroundings, request_of};
pub use usage_error::{SecretError, UsageError};
pub use without_values::without_values;
