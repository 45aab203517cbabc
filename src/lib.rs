//! actprobe as a library: so that tests can judge and render what they like. The command line is its only promised face.

pub mod catalogue;
pub mod cli;
pub mod complaint;
pub mod diff;
pub mod document;
pub mod draw;
pub mod host_export;
pub mod id;
pub mod import;
pub mod lang;
pub mod plan;
pub mod probe_id;
pub mod progress;
pub mod replay;
pub mod report;
pub mod request;
pub mod run;
pub mod shell_word;
pub mod site;
pub mod verdict;
pub mod without_keys;
