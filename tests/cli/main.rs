//! The program as its users start it, against servers on loopback that live in the test.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]
#![cfg_attr(
    target_os = "linux",
    expect(clippy::expect_used, reason = "a helper of a test fails the test")
)]
#![expect(clippy::print_stdout, reason = "shown where a test fails")]

use actprobe::say::report::Report;
use testkit::{network, program, servers};

mod compared;
mod documents;
mod dry_run;
mod healthy;
mod host_facts;
mod hostile;
#[cfg(target_os = "linux")]
mod hostile_directory;
#[cfg(target_os = "linux")]
mod means;
mod offline_id;
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

/// The report of a run that printed it as JSON.
trait Reported {
    fn report(&self) -> Report;
}

impl Reported for program::Run {
    fn report(&self) -> Report {
        serde_json::from_value(self.json()).unwrap()
    }
}
