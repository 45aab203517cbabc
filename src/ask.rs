//! What to ask, and asking it: from arguments and files to evidence.

pub mod channel_id;
pub mod cli;
pub mod document;
pub mod error_code;
pub mod host_export;
pub mod import;
pub mod offline_id;
mod placeholders;
pub mod plan;
pub mod probe_id;
pub mod progress;
pub mod replay;
pub mod request;
pub mod run;
pub mod selftest;
pub mod site;
pub mod without_keys;
