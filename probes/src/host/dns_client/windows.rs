//! The adapters (iphlpapi) and the registry of a Windows host. Only facts are gathered here: what
//! the DNS client makes of them is `windows_order`'s.

mod adapters;

use std::io;

use super::windows_order::{Facts, dns_client};
use super::windows_registry::settings;
use crate::evidence::DnsClient;
use crate::host::registry::LiveRegistry;

pub(super) fn read() -> io::Result<DnsClient> {
    Ok(dns_client(Facts { adapters: adapters::read()?, ..settings(&LiveRegistry) }))
}
