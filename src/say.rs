//! How to say it: sentences, formats, and where they go.

pub mod complaint;
pub mod flow;
pub mod lang;
pub mod output;
pub mod report;
pub mod shell_word;
pub mod srv_shares;
