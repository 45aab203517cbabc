//! Codecs: bytes in, facts out. No socket, no clock, no runtime.

pub mod dns;
pub mod proxy_settings;
pub mod rpc;
pub mod smbios;
pub mod sntp;
