//! Data with its sources: endpoints, clouds, time servers.

pub mod clouds;
pub mod endpoints;

/// The time server that Windows asks when nothing else is set (Microsoft Learn, "How the Windows Time Service Works").
pub const TIME_SERVER: &str = "time.windows.com";
