//! The program as its users start it, against servers on loopback that live in the test.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]
#![cfg_attr(
    target_os = "linux",
    expect(clippy::expect_used, reason = "a helper of a test fails the test")
)]
#![expect(clippy::print_stdout, reason = "shown where a test fails")]

mod network;
mod program;
mod servers;

mod compared;
mod documents;
mod dry_run;
mod healthy;
mod host_facts;
mod hostile;
#[cfg(feature = "real-servers")]
mod hostile_directory;
#[cfg(target_os = "linux")]
mod means;
mod output;
mod product_keys;
mod proxies;
mod reading;
mod replay;
mod stopped;
mod terminal;
mod together;
mod usage;
mod verdicts;
