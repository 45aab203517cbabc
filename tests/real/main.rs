//! actprobe against the servers that administrators run: BIND, chrony, nginx,
//! squid, two RPC servers. All of it happens inside a network namespace that
//! `tests/real/namespace.sh` makes, with the servers' real ports; outside one
//! every test fails.
//!
//! One test at a time has the site (see [`site::Site::open`]).

mod actprobe;
mod addresses;
mod authority;
mod bind;
mod chrony;
mod firewall;
mod nginx;
mod process;
mod rpc;
mod servers;
mod site;
mod squid;
