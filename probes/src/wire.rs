//! Codecs: bytes in, facts out. No socket, no clock, no runtime.

pub mod dns;
pub mod host_port;
pub mod http_auth;
pub mod icmp;
pub mod proxy_route;
pub mod proxy_settings;
pub mod rpc;
pub mod smbios;
pub mod sntp;
pub mod srv_order;
pub mod text;
pub mod x509;
