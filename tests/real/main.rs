//! actprobe against the servers that administrators run: BIND, chrony, nginx,
//! squid, two RPC servers. All of it happens inside a network namespace that
//! `tests/real/namespace.sh` makes, with the servers' real ports; outside one
//! every test fails.
//!
//! One test at a time has the site (see [`site::Site::open`]).
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    unreachable_pub,
    reason = "a harness: what fails fails the test, time and environment are real, and nothing is a library"
)]

mod actprobe;
mod addresses;
mod authority;
mod bind;
mod chrony;
mod firewall;
mod nginx;
mod process;
mod report;
mod rpc;
mod scenarios;
mod servers;
mod site;
mod squid;
