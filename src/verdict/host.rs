//! What every channel stands on: clock, DNS servers, the machine, and what was handed in.

pub(super) mod clock;
pub(super) mod dns_servers;
pub(super) mod imports;
pub(super) mod licensing_service;
mod names;
pub(super) mod over_tcp;
pub(super) mod product;
pub(super) mod time_servers;
