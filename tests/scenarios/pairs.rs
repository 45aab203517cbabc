//! Situations that are easily taken for one another: each has its scenario, and what is expected
//! tells them apart.

use std::fmt::Write as _;

use super::page::{LIVE, Situation, situations};

/// What they have in common at first sight, and the files of the live network that tell them apart.
const LOOKALIKES: &[(&str, &[&str])] = &[
    (
        "DNS gives no KMS host: no such name, no such record, silence, a failing server, a refusal",
        &[
            "kms-record-missing",
            "kms-record-of-wrong-type",
            "dns-dropped",
            "dns-zone-fails",
            "dns-refuses",
        ],
    ),
    (
        "No connection to port 1688: dropped, rejected on the way, nobody listens, nobody there",
        &[
            "kms-port-dropped",
            "kms-rejected-by-router",
            "kms-rejected-by-firewall",
            "kms-nothing-listens",
            "kms-host-absent",
            "kms-forbidden-on-the-client",
        ],
    ),
    (
        "Port 1688 takes the connection, and there is no KMS behind it",
        &[
            "kms-behind-a-silent-gateway",
            "kms-behind-a-closing-gateway",
            "kms-behind-a-tls-gateway",
            "kms-multi-syntax-bind-reset",
            "kms-port-taken-by-mail",
            "kms-is-other-rpc",
        ],
    ),
    (
        "One KMS host of two: dead, or a stranger",
        &["kms-one-of-two-stopped", "kms-rogue-host", "kms-hosts-as-expected"],
    ),
    (
        "The KMS host is set by hand: it is gone, or DNS has no record",
        &["kms-named-by-hand-and-gone", "kms-named-by-hand"],
    ),
    (
        "The clock: another time zone, three hours, five hours, years",
        &[
            "time-zone-elsewhere",
            "clock-three-hours-ahead",
            "clock-five-hours-ahead",
            "clock-years-ahead",
        ],
    ),
    (
        "A certificate out of date: by its own fault, or by the clock's",
        &["online-certificate-expired", "clock-years-ahead"],
    ),
    (
        "Internet names do not resolve: without a proxy, and behind one",
        &["online-names-missing", "online-names-missing-and-proxy"],
    ),
    (
        "No way to the Internet: by design, or while it is required",
        &["online-all-dropped", "online-all-dropped-and-required"],
    ),
    ("One address family is dead, or both", &["kms-ipv6-dropped", "kms-port-dropped"]),
    (
        "A host without IPv6, and one whose IPv6 leads nowhere",
        &["client-without-ipv6", "kms-ipv6-dropped"],
    ),
    (
        "Odd records: mixed case and weights of zero are right; twice, port 0 and an alias are not",
        &[
            "kms-record-in-mixed-case",
            "kms-record-twice",
            "kms-record-with-port-zero",
            "kms-record-names-an-alias",
        ],
    ),
    (
        "Forty records: over TCP, or where TCP is dropped",
        &["kms-forty-hosts", "kms-forty-hosts-and-no-dns-over-tcp"],
    ),
    (
        "DNS over TCP is dropped: where it is needed, and where not",
        &["kms-forty-hosts-and-no-dns-over-tcp", "dns-over-tcp-dropped"],
    ),
    ("A narrow way: announced, or in silence", &["narrow-path", "narrow-path-without-a-word"]),
    (
        "A port that differs: published so, or not",
        &["kms-listens-elsewhere-and-says-so", "kms-listens-elsewhere"],
    ),
    (
        "Published in another zone: asked for there, or not",
        &["kms-in-another-zone", "kms-in-another-zone-unasked"],
    ),
    (
        "TLS of one version only: the newest, or an old one",
        &["online-newest-tls-only", "online-old-tls-only"],
    ),
    (
        "TLS inspection: trusted by this system, or not",
        &["online-inspected-and-trusted", "online-inspected"],
    ),
    (
        "A wrong time server: one of three, two of three, all",
        &["time-one-server-wrong", "time-two-of-three-wrong", "time-all-servers-wrong"],
    ),
    (
        "The proxy: not there, or there and unwilling",
        &["proxy-stopped", "proxy-asks-password", "proxy-cannot-reach"],
    ),
    ("The line: lossy or long, or dead", &["one-packet-of-three-is-lost", "kms-replies-dropped"]),
];

#[test]
fn what_is_easily_confused_is_told_apart() {
    let (situations, mut wrong) = (situations(), Vec::new());
    for (what, files) in LOOKALIKES {
        let expected: Vec<_> = files.iter().map(|name| told(&situations, name).told()).collect();
        for (index, one) in expected.iter().enumerate() {
            let same = expected[..index].iter().position(|other| other == one);
            wrong.extend(same.map(|same| {
                format!("{what}: {} expects the same as {}", files[index], files[same])
            }));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The section of the page.
pub fn section(situations: &[Situation]) -> String {
    let mut text =
        "\n## Easily confused\n\nWhat looks alike, and what tells it apart: each of these expects \
         another answer.\n\n\
         | At first sight | Situations |\n|---|---|\n"
            .to_owned();
    for (what, files) in LOOKALIKES {
        let links: Vec<String> = files.iter().map(|name| told(situations, name).link()).collect();
        let _ = writeln!(text, "| {what} | {} |", links.join(", "));
    }
    text
}

/// Some names stand in both folders: here, those of the live network are meant.
fn told<'a>(situations: &'a [Situation], name: &str) -> &'a Situation {
    let file = format!("{LIVE}/{name}.toml");
    situations
        .iter()
        .find(|situation| situation.file == file)
        .unwrap_or_else(|| panic!("there is no {file}"))
}
