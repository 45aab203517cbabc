//! What a device on the way does with packets: a sentence of a scenario file becomes rules of
//! nftables.
//!
//! `drop tcp to kms1 port 1688` · `reject with admin-prohibited tcp to kms1 port 1688 v4` · `drop
//! replies tcp from kms1 port 1688` · `lose 1 of 3 to kms1` · `lose 20 percent of replies`, which
//! are drawn by lot · `reject with no-route seldom to kms1`: most are dropped without a word ·
//! `drop edns udp to dns1 port 53` (queries with EDNS alone). The order of the words does not
//! matter.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::{
    ground::{inside, nft},
    hosts,
};

/// Where in a namespace packets are looked at.
#[derive(Clone, Copy, Debug)]
pub enum Hook {
    /// On the way through.
    Forward,
    /// On the way to this machine itself.
    Input,
    /// On the way out of this machine itself.
    Output,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Sentence {
    verdict: String,
    hosts: Vec<String>,
    protocol: Option<String>,
    port: Option<u16>,
    only: Option<Family>,
    replies: bool,
    edns: bool,
    seldom: bool,
    lost: Option<Lost>,
}

/// Which packets are lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lost {
    /// The first of each so many.
    OneOf(u16),
    /// Each may be, whatever became of the one before.
    Percent(u16),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    V4,
    V6,
}

/// A sentence in force, and the rules that it became: for each, the host whose packets it counts.
pub struct InForce {
    namespace: String,
    sentence: String,
    hosts: Vec<String>,
}

/// Routers say something of so few of the packets that they do not pass on (RFC 1812 §4.3.2.8).
const SELDOM: &str = "limit rate 30/minute burst 1 packets";

/// The client's word to a server that still answers a connection of the scenario before: it would
/// take the turn of a packet of this one.
const ENDED: &str = "tcp flags & rst == rst";

/// Makes the device in `namespace` do what `sentence` says.
///
/// # Panics
/// When the sentence is not understood.
pub fn apply(namespace: &str, hook: Hook, sentence: &str) -> InForce {
    let read = read(sentence);
    nft(namespace, &table(hook, &read));
    let hosts = addresses(&read).into_iter().map(|(_, host, _)| host).collect();
    InForce { namespace: namespace.to_owned(), sentence: sentence.to_owned(), hosts }
}

/// How many packets met each sentence, for each host that it names: `drop tcp to kms1: kms1`.
pub fn met(all: &[InForce]) -> Vec<(String, u64)> {
    let mut counters: BTreeMap<&str, std::vec::IntoIter<u64>> = BTreeMap::new();
    let mut met = Vec::new();
    for InForce { namespace, sentence, hosts } in all {
        // Rules stand in the order in which they were made.
        let counters =
            counters.entry(namespace).or_insert_with(|| counted(namespace, "fault").into_iter());
        let mut by_host: BTreeMap<&String, u64> = BTreeMap::new();
        for host in hosts {
            *by_host.entry(host).or_default() += counters.next().expect("a counter for each rule");
        }
        met.extend(by_host.into_iter().map(|(host, count)| (format!("{sentence}: {host}"), count)));
    }
    met
}

/// The packet counters of a table's rules in `namespace`, in their order.
pub fn counted(namespace: &str, table: &str) -> Vec<u64> {
    let text = inside(namespace, &["nft", &format!("list table inet {table}")]);
    let after = text.split("counter packets ").skip(1);
    after
        .map(|rest| rest.split(' ').next().and_then(|count| count.parse().ok()).expect("a number"))
        .collect()
}

/// Takes all rules away.
pub fn clear(namespace: &str) {
    inside(namespace, &["nft", "flush ruleset"]);
}

fn read(text: &str) -> Sentence {
    let mut sentence = Sentence::default();
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut rest = words.as_slice();
    while let [word, tail @ ..] = rest {
        rest = read_word(&mut sentence, word, tail);
    }
    assert!(!sentence.verdict.is_empty(), "what happens to the packets? {text}");
    assert!(
        sentence.port.is_none() || sentence.protocol.is_some(),
        "a port of what protocol? {text}"
    );
    sentence
}

/// Reads one word, or one with its arguments, and returns what is left.
fn read_word<'a>(sentence: &mut Sentence, word: &str, tail: &'a [&'a str]) -> &'a [&'a str] {
    match (word, tail) {
        ("reject" | "with" | "to" | "from" | "and" | "of", _) => {}
        ("drop", _) => "drop".clone_into(&mut sentence.verdict),
        ("lose", ["1", "of", count, rest @ ..]) => {
            "drop".clone_into(&mut sentence.verdict);
            sentence.lost = Some(Lost::OneOf(number(count)));
            return rest;
        }
        ("lose", [share, "percent", rest @ ..]) => {
            "drop".clone_into(&mut sentence.verdict);
            sentence.lost = Some(Lost::Percent(number(share)));
            return rest;
        }
        ("tcp-reset", _) => "reject with tcp reset".clone_into(&mut sentence.verdict),
        ("admin-prohibited" | "host-unreachable" | "port-unreachable" | "no-route", _) => {
            sentence.verdict = format!("reject with icmpx type {word}");
        }
        ("tcp" | "udp", _) => sentence.protocol = Some(word.to_owned()),
        ("port", [port, rest @ ..]) => {
            sentence.port = Some(number(port));
            return rest;
        }
        ("v4", _) => sentence.only = Some(Family::V4),
        ("v6", _) => sentence.only = Some(Family::V6),
        ("replies", _) => sentence.replies = true,
        ("edns", _) => sentence.edns = true,
        ("seldom", _) => sentence.seldom = true,
        (name, _) => sentence.hosts.push(name.to_owned()),
    }
    tail
}

fn number(word: &str) -> u16 {
    word.parse().unwrap_or_else(|_| panic!("not a number: {word}"))
}

fn table(hook: Hook, sentence: &Sentence) -> String {
    let hook = match hook {
        Hook::Forward => "forward",
        Hook::Input => "input",
        Hook::Output => "output",
    };
    let mut text = "table inet fault {\n".to_owned();
    if sentence.seldom {
        let verdict = &sentence.verdict;
        let _ = writeln!(text, "chain seldom {{\n{ENDED} drop\n{SELDOM} {verdict}\ndrop\n}}");
    }
    let _ = writeln!(text, "chain {hook} {{ type filter hook {hook} priority 0;");
    for (family, _, address) in addresses(sentence) {
        let (address_is, port_is) =
            if sentence.replies { ("saddr", "sport") } else { ("daddr", "dport") };
        let _ = write!(text, "{family} {address_is} {address} ");
        match (&sentence.protocol, sentence.port) {
            (Some(protocol), Some(port)) => _ = write!(text, "{protocol} {port_is} {port} "),
            (Some(protocol), None) => _ = write!(text, "meta l4proto {protocol} "),
            (None, _) => {}
        }
        if sentence.edns {
            // The count of additional records, behind 8 bytes of UDP and 10 of DNS.
            text.push_str("@th,144,16 != 0 ");
        }
        let _ = match sentence.lost {
            Some(Lost::OneOf(count)) => write!(text, "numgen inc mod {count} 0 "),
            Some(Lost::Percent(share)) => write!(text, "numgen random mod 100 < {share} "),
            None => Ok(()),
        };
        let _ = match sentence.seldom {
            true => writeln!(text, "counter jump seldom"),
            false => writeln!(text, "counter {}", sentence.verdict),
        };
    }
    text + "}\n}"
}

/// Family, host, address of each rule.
fn addresses(sentence: &Sentence) -> Vec<(&'static str, String, String)> {
    let rule = |family, host: &str, address: String| (family, host.to_owned(), address);
    let whole = [
        rule("ip", "all", "10.77.3.0/24".to_owned()),
        rule("ip6", "all", "fd77:3::/64".to_owned()),
    ];
    let of = |host: &String| {
        [
            rule("ip", host, hosts::v4(host).to_string()),
            rule("ip6", host, hosts::v6(host).to_string()),
        ]
    };
    let all: Vec<_> = match sentence.hosts.as_slice() {
        [] => whole.into(),
        hosts => hosts.iter().flat_map(of).collect(),
    };
    let wanted = |family: &str| match sentence.only {
        None => true,
        Some(Family::V4) => family == "ip",
        Some(Family::V6) => family == "ip6",
    };
    all.into_iter().filter(|(family, ..)| wanted(family)).collect()
}
