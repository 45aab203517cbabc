//! actprobe: which Windows activation channel can work from this host, and if one cannot, why.

fn main() {}
