//! What one line of a look-up says.

use std::net::IpAddr;

use crate::capture::dns_words;
use crate::evidence::{FailureKind, Rcode};

/// The name of a host that stands there alone: no address, and no service's name.
pub fn host_in(word: &str) -> Option<&str> {
    const AROUND: [char; 12] =
        ['"', '\'', ':', ',', ';', '\u{ab}', '\u{bb}', '\u{201c}', '\u{201d}', '(', ')', '*'];
    let name = word.trim().trim_matches(AROUND).trim_end_matches('.');
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let is_name = name.len() <= LONGEST_HOST
        && name.chars().all(fits)
        && name.contains(|c: char| c.is_ascii_alphabetic())
        && !name.starts_with(['_', '-', '.']);
    is_name.then_some(name)
}

/// Of a DNS name, in letters.
const LONGEST_HOST: usize = 253;

/// Whether the two are the same name.
pub fn is(name: &str, other: &str) -> bool {
    let plain = |name: &str| name.trim().trim_end_matches('.').to_ascii_lowercase();
    plain(name) == plain(other)
}

/// The name under which a domain has its controllers: whether it is there tells of the domain.
pub fn controllers_in(line: &str) -> Option<&str> {
    let words = line.split_whitespace().map(|word| word.trim_matches(['"', '\'', ':', ',', '.']));
    words.into_iter().find(|word| word.starts_with("_ldap._tcp.dc._msdcs."))
}

/// The full names in a line.
pub fn hosts(line: &str) -> impl Iterator<Item = &str> {
    line.split_whitespace().filter_map(host_in).filter(|name| name.contains('.'))
}

/// Why nslookup found nothing, by the words that it does not translate.
pub fn complaint(line: &str) -> Option<FailureKind> {
    match dns_words::of_nslookup(line) {
        Some(rcode) => why(rcode),
        None if line.contains("A+AAAA") => Some(FailureKind::NoData),
        None => line.contains("No response from server").then_some(FailureKind::TimedOut),
    }
}

/// Why an answer without an address has none.
pub fn why(rcode: Rcode) -> Option<FailureKind> {
    match rcode {
        Rcode::NoError => Some(FailureKind::NoData),
        Rcode::NxDomain => Some(FailureKind::NameNotFound),
        Rcode::ServFail => Some(FailureKind::ServerFailure),
        Rcode::Refused => Some(FailureKind::QueryRefused),
        Rcode::FormErr | Rcode::NotImp | Rcode::Other(_) => None,
    }
}

/// `NAME TTL IN A ADDRESS` of dig, `NAME has address ADDRESS` of host, and the row of
/// `Resolve-DnsName`.
pub fn record<'a>(words: &[&'a str]) -> Option<(&'a str, IpAddr)> {
    let ([name, _, "IN", "A" | "AAAA", address]
    | [name, "has", "address", address]
    | [name, "has", "IPv6", "address", address]
    | [name, "A" | "AAAA", _, "Answer", address]) = *words
    else {
        return None;
    };
    Some((host_in(name)?, address.parse().ok()?))
}

/// `Resolve-DnsName : NAME : MESSAGE`, and without the first blank in PowerShell 7.
pub fn resolve_error(line: &str) -> Option<(&str, &str)> {
    let (_, rest) = line.split_once("Resolve-DnsName")?;
    let (name, message) = rest.trim_start().strip_prefix(':')?.trim_start().split_once(':')?;
    Some((host_in(name)?, message))
}

/// `Pinging NAME [ADDRESS] with 32 bytes of data:` in any language, by its shape; on Linux
/// `PING NAME (ADDRESS) 56(84) bytes of data.`
pub fn pinged(line: &str, is_asked: bool) -> Option<(&str, IpAddr)> {
    let open = if line.starts_with("PING ") { "(" } else { "[" };
    let (before, rest) = line.split_once(open)?;
    let (address, behind) = rest.split_once([']', ')'])?;
    let is_head = open == "(" || line.ends_with([':', '\u{ff1a}']) && behind.contains("32");
    let name = before.split_whitespace().next_back().and_then(host_in)?;
    Some((name, address.parse().ok()?)).filter(|_| is_asked || is_head)
}

/// `Reply from ADDRESS: bytes=32 time<1ms TTL=128` in any language, of IPv6 without the last, and
/// `64 bytes from HOST (ADDRESS): icmp_seq=1 ttl=64 time=0.4 ms` of Linux. Where a router says that
/// nobody is there, no time stands.
pub fn replied(line: &str) -> Option<IpAddr> {
    let small = line.to_ascii_lowercase();
    let is_timed = small.trim_end().ends_with("ms") && small.contains(['<', '=']);
    if !is_timed && !small.contains("ttl=") {
        return None;
    }
    let address = |word: &str| {
        let own = word.trim_start_matches('(').trim_end_matches([':', ')', ',', '\u{ff1a}']);
        own.split('%').next()?.parse().ok()
    };
    line.split_whitespace().take(MOST_WORDS).find_map(address)
}

/// `Reply from ROUTER: Destination host unreachable.`, in the languages that are known here, and
/// `From ROUTER (ADDRESS) icmp_seq=1 Destination Host Unreachable` of Linux: the router.
pub fn says_absent(line: &str) -> Option<IpAddr> {
    const WORDS: [&str; 9] = [
        "host unreachable",
        "h\u{f4}te de destination",
        "zielhost nicht erreichbar",
        "host de destino",
        "host di destinazione",
        "doelhost",
        "\u{76ee}\u{6807}\u{4e3b}\u{673a}",
        "\u{5b9b}\u{5148}\u{30db}\u{30b9}\u{30c8}",
        "\u{437}\u{430}\u{434}\u{430}\u{43d}\u{43d}\u{44b}\u{439} \u{443}\u{437}\u{435}\u{43b}",
    ];
    let small = line.to_lowercase();
    let words = small.split_whitespace().take(MOST_WORDS);
    let mut addresses = words.filter_map(|word| {
        let own = word.trim_matches(['(', ')', ':', ',', '.', '\u{ff1a}']);
        own.parse().ok()
    });
    WORDS.iter().any(|said| small.contains(said)).then(|| addresses.next()).flatten()
}

/// As many words of a reply are looked at.
const MOST_WORDS: usize = 16;

/// `Ping request could not find host NAME.`: behind the command any sentence that names it and no
/// address, elsewhere in a few languages.
pub fn not_pinged<'a>(line: &'a str, asked: Option<&'a str>) -> Option<&'a str> {
    const WORDS: [&str; 8] = [
        "could not find host ",
        "konnte Host ",
        "pu trouver l\u{2019}h\u{f4}te ",
        "pu trouver l'h\u{f4}te ",
        "encontrar el host ",
        "encontrar o host ",
        "trovare l'host ",
        "trovare l\u{2019}host ",
    ];
    let told = WORDS.iter().find_map(|words| line.split_once(words));
    if let Some((_, rest)) = told {
        return rest.split_whitespace().next().and_then(host_in);
    }
    let is_sentence = line.ends_with(['.', '\u{3002}']) || line.starts_with("ping: ");
    let small = line.to_ascii_lowercase();
    asked.filter(|name| is_sentence && small.contains(&name.to_ascii_lowercase()))
}

/// `WARNING: Name resolution of NAME failed`, of `Test-NetConnection`.
pub fn unresolved_by_connection(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("Name resolution of ")?;
    host_in(rest.split_once(" failed")?.0)
}
