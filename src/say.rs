//! How to say it: sentences, formats, and where they go.

pub mod complaint;
pub mod flow;
pub mod installation_id;
pub mod lang;
pub mod output;
mod packed;
pub mod phrase;
pub mod report;
pub mod schema;
pub(crate) mod srv_shares;
