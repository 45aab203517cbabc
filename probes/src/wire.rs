//! Codecs: bytes in, facts out. No socket, no clock, no runtime.

mod ber;
pub mod bounded_json;
pub mod cpuid;
pub mod dns;
pub mod host_port;
pub mod http_auth;
pub mod http_location;
pub mod icmp;
pub mod installation_id;
pub mod kvp;
pub mod ldap;
pub mod linux_network;
pub mod netlogon;
pub mod proxy_route;
pub mod proxy_settings;
pub mod registry;
pub mod rpc;
pub mod smbios;
pub mod sntp;
pub mod srv_order;
pub mod text;
pub mod windows_acl;
pub mod windows_facts;
pub mod work;
pub mod x509;
