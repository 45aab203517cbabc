//! The servers that administrators run, each started with its faults and its
//! real ports, in the network namespace of `tests/real/namespace.sh`.
//!
//! One at a time has the site (see [`site::Site::open`]).

pub mod actprobe;
pub mod addresses;
pub mod authority;
pub mod bind;
pub mod chrony;
pub mod firewall;
pub mod nginx;
pub mod process;
pub mod report;
pub mod rpc;
pub mod site;
pub mod squid;
pub mod wine_registry;
