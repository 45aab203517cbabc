//! Names and records, as tests write them.

use hickory_proto::rr::rdata::{A, AAAA, CNAME, SOA, SRV};
use hickory_proto::rr::{Name, RData, Record};

/// A name, with or without final dot.
pub fn name(text: &str) -> Name {
    Name::from_ascii(format!("{}.", text.trim_end_matches('.'))).unwrap()
}

/// A name whose first label is made of these bytes, and which ends in `corp.test`.
pub fn name_of_bytes(label: &[u8]) -> Name {
    Name::from_labels([label, b"corp", b"test"]).unwrap()
}

/// An SRV record of priority and weight zero on port 1688.
pub fn srv(owner: &str, target: &str) -> Record {
    Record::from_rdata(name(owner), 60, RData::SRV(SRV::new(0, 0, 1688, name(target))))
}

/// An A record.
pub fn a(owner: &str, address: &str) -> Record {
    Record::from_rdata(name(owner), 60, RData::A(A(address.parse().unwrap())))
}

/// An AAAA record.
pub fn aaaa(owner: &str, address: &str) -> Record {
    Record::from_rdata(name(owner), 60, RData::AAAA(AAAA(address.parse().unwrap())))
}

/// A CNAME record.
pub fn cname(owner: &str, alias: &str) -> Record {
    Record::from_rdata(name(owner), 60, RData::CNAME(CNAME(name(alias))))
}

/// The SOA record of a zone.
pub fn soa(zone: &str) -> Record {
    let soa = SOA::new(name("ns1.example"), name("root.example"), 7, 1, 1, 1, 900);
    Record::from_rdata(name(zone), 60, RData::SOA(soa))
}
