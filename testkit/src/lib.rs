//! What the tests, the lab and the benches share. It knows the program from outside: its reports
//! are JSON here, and nothing of what it is made of is used.

#![expect(
    clippy::disallowed_methods,
    clippy::missing_panics_doc,
    clippy::return_self_not_must_use,
    clippy::unwrap_used,
    missing_docs,
    reason = "helpers of tests: what fails fails the test, time and environment are real"
)]

mod cause;
pub mod expectation;
#[cfg(target_os = "linux")]
#[expect(
    clippy::expect_used,
    clippy::print_stderr,
    reason = "servers that do not start, or say why they ended"
)]
pub mod harness;
pub mod network;
pub mod own_time;
pub mod program;
pub mod said;
pub mod servers;
pub mod unfit;
