//! actprobe as a library: so that tests can judge and render what they like. The command line is its only promised face.

pub mod verdict;
