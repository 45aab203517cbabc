//! Captures of the network, of clocks and of the system as people paste them, judged alone: what
//! the first line has to say, by hand. The files stand in `fixtures/captures/network`.

use super::field_events::{Row, captured, check};

#[rustfmt::skip]
const NETWORK: &[Row] = &[
    ("event-12290-copied.txt", "The KMS host KMS02.corp.example served SRV-APP-07.corp.example \
         on 2026-10-28", &["log of the KMS host"]),
    ("event-12293-copied.txt", "The KMS host KMS02.corp.example could not write its record in DNS \
         on 2026-11-02 (0x80072338)", &["Next: DNS administrator"]),
    ("nslookup-nxdomain.txt", "By what the captures tell, KMS is blocked: no KMS host is \
         published: _vlmcs._tcp.corp.example does not exist", &["Next: KMS administrator"]),
    ("nslookup-two-records.txt", "DNS names the KMS hosts kms-old.corp2.example:1688, \
         kms-new.corp2.example:1688 (_vlmcs._tcp.corp2.example)", &["is not in the captures"]),
    ("resolve-dns-name-table.txt", "DNS names the KMS host kms1.corp.example:1688", &[]),
    ("tnc-failed.txt", "kms1.corp.example (192.0.2.21:1688) did not let itself be connected to \
         from 192.0.2.44", &["refused or nobody answered", "Next: Network team"]),
    ("tnc-opened.txt", "kms1.corp.example (192.0.2.21:1688) opens for 192.0.2.44",
        &["whether KMS answers"]),
    ("w32tm-local-clock.txt", "The clock of this Windows follows no other clock", &["4 h"]),
    ("w32tm-hours-apart.txt",
        "By what the captures tell, KMS is blocked: this host's clock is 5 h 7 min behind", &[]),
    ("w32tm-seconds-apart.txt", "The clock of this Windows and that of dc02.corp.example are \
         3 seconds apart", &["4 h"]),
    ("nltest-found.txt", "Windows finds the domain controller DC01.corp.example of corp.example",
        &["activation object"]),
    ("systeminfo-fr-filtered.cp850.txt", "SRV-FIC01 is Windows Server 2019 Standard (build 17763) \
         in the domain siege.example", &["how it is licensed"]),
    ("dism-evaluation.txt",
        "By what the captures tell, KMS is blocked: ServerStandardEval is an evaluation",
        &["Next: Administrator of this host"]),
];

#[test]
fn the_first_line_says_what_a_capture_of_the_network_shows() {
    let read = |name: &'static str| (name, captured("network", name));
    check(NETWORK.iter().map(|(name, begin, words)| (read(name), *begin, *words)));
}
