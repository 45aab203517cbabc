//! Data with its sources: builds, codes, setup keys, editions, endpoints, clouds, time servers,
//! public resolvers and KMS hosts, activation objects, automatic activation of virtual machines.

pub mod activation_objects;
pub(crate) mod answerers;
pub mod avma;
pub mod builds;
pub(crate) mod client_ids;
pub(crate) mod clouds;
pub mod codes;
pub(crate) mod default_keys;
pub mod editions;
pub mod endpoints;
pub mod host_keys;
pub mod office_products;
pub(crate) mod public_kms;
pub(crate) mod public_resolvers;
pub(crate) mod published_keys;
pub mod setup_keys;

/// The time server that Windows asks when nothing else is set (Microsoft Learn, "How the Windows
/// Time Service Works").
pub(crate) const TIME_SERVER: &str = "time.windows.com";
