//! actprobe against the servers that administrators run: BIND, chrony, nginx,
//! squid, two RPC servers. All of it happens inside a network namespace that
//! `tests/real/namespace.sh` makes; outside one every test fails.

#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    unreachable_pub,
    reason = "what fails fails the test, time and environment are real"
)]

mod scenarios;
mod servers;

use testkit::harness;
