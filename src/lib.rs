//! actprobe as a library: so that tests can judge and render what they like. The command line is
//! its only promised face.

pub mod advice;
pub mod ask;
pub mod catalogue;
pub mod diff;
pub mod say;
pub mod verdict;
