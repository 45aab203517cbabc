//! `nltest /dsgetdc:DOMAIN`, in any language: the order of its lines and the shapes of their values
//! are the same, and so is how it tells of an error. And what became of a member's secure channel
//! (`/sc_query`, `/sc_verify`, `/sc_reset`), which it tells in English.

use std::net::{IpAddr, SocketAddr};

use super::lines::{guid, host};
use super::{Capture, Facts, Text, keep};
use crate::evidence::{
    Addresses, CaptureKind, DomainController, LocatorError, NetlogonReply, Observed, PingReply,
    SecureChannel,
};

/// The LDAP port, on which a domain controller also answers the netlogon ping.
const LDAP: u16 = 389;

/// The words of `Flags:` and the bits that they stand for (`DS_FLAG`, MS-ADTS §6.3.1.2).
const FLAGS: [(&str, u32); 19] = [
    ("PDC", 0x1),
    ("GC", 0x4),
    ("LDAP", 0x8),
    ("DS", 0x10),
    ("KDC", 0x20),
    ("TIMESERV", 0x40),
    ("CLOSE_SITE", 0x80),
    ("WRITABLE", 0x100),
    ("GTIMESERV", 0x200),
    ("NDNC", 0x400),
    ("PARTIAL_SECRET", 0x800),
    ("FULL_SECRET", 0x1000),
    ("WS", 0x2000),
    ("DS_8", 0x4000),
    ("DS_9", 0x8000),
    ("DS_10", 0x1_0000),
    ("DNS_DC", 0x2000_0000),
    ("DNS_DOMAIN", 0x4000_0000),
    ("DNS_FOREST", 0x8000_0000),
];

/// Reads the domain controller, or why there is none, and the secure channel.
pub fn parse(text: &Text) -> Vec<Capture> {
    let searched = found(text).or_else(|| listed(text)).or_else(|| failure(text));
    searched.into_iter().chain(secure_channel(text)).collect()
}

/// `/dclist:DOMAIN` says whom it asked, in English: `Get list of DCs in domain 'corp.example' from
/// '\\\\DC01.corp.example'.`
fn listed(text: &Text) -> Option<Capture> {
    let line = text.lines().iter().find(|line| line.contains(LIST))?;
    let (_, rest) = line.split_once(LIST)?;
    let (domain, rest) = rest.split_once("' from '")?;
    let name = unc(rest.split('\'').next()?).map(host)?;
    let facts = Facts { controller: spoken_to(&host(domain), &name), ..Facts::default() };
    facts.controller.is_some().then(|| Capture::whole(CaptureKind::Nltest, facts))
}

/// A controller of which nothing but its name is told, with its domain.
fn spoken_to(domain: &str, name: &str) -> Option<(String, DomainController)> {
    let reply = NetlogonReply {
        flags: 0,
        forest: String::new(),
        domain: domain.to_owned(),
        host: name.to_owned(),
        dc_site: String::new(),
        client_site: String::new(),
        from: None,
    };
    let is_named = !domain.is_empty() && !name.is_empty();
    is_named.then(|| (domain.to_owned(), controller(name.to_owned(), None, reply)))
}

const LIST: &str = "Get list of DCs in domain '";

/// `Trusted DC Name \\\\dc01.corp.example`, `Trusted DC Connection Status Status = 0 0x0
/// NERR_Success`, and of `/sc_verify` a second status.
fn secure_channel(text: &Text) -> Option<Capture> {
    let lines = text.lines();
    let domain = asked(text, &OF_CHANNEL);
    let is_asked = domain.is_some();
    let mut statuses = lines.iter().filter(|line| is_of_channel(line, is_asked)).filter_map(status);
    let first = statuses.next()?;
    // The second one verifies what the first one only remembers.
    let error = std::iter::once(first).chain(statuses.next()).find(|error| error.code != 0);
    let named = lines.iter().find_map(|line| line.trim().strip_prefix(CONTROLLER));
    let controller = named.and_then(|name| unc(name.trim())).map(host);
    // With `/server`, it is another machine's.
    let of = asked(text, &["/server:"]);
    let stands = domain.as_ref().zip(controller.as_ref()).filter(|_| error.is_none());
    let found = stands.and_then(|(domain, name)| spoken_to(domain, name));
    let channel = SecureChannel { controller, error };
    let is_own = of.is_none();
    let facts = Facts {
        computer: of.unwrap_or_default(),
        secure_channel: is_own.then_some((domain, channel)),
        controller: found.filter(|_| is_own),
        ..Facts::default()
    };
    Some(Capture::whole(CaptureKind::Nltest, facts))
}

const CONTROLLER: &str = "Trusted DC Name";

const OF_CHANNEL: [&str; 3] = ["/sc_query:", "/sc_verify:", "/sc_reset:"];

/// The call by which the channel is asked for may fail itself.
fn is_of_channel(line: &str, is_asked: bool) -> bool {
    line.contains("Trusted DC Connection Status")
        || line.contains("Trust Verification Status")
        || is_asked && line.contains("I_NetLogonControl")
}

/// What stands behind the first of these options.
fn asked(text: &Text, options: &[&str]) -> Option<String> {
    let of_line = |line: &str| {
        let small = line.to_ascii_lowercase();
        let (at, option) = options.iter().find_map(|option| Some((small.find(option)?, option)))?;
        line.get(at + option.len()..)?.split_whitespace().next().map(host)
    };
    text.lines().iter().find_map(of_line).filter(|name| !name.is_empty())
}

/// The controller, its address, the domain's GUID, the domain, the forest, the controller's site,
/// the host's own where it has one, flags.
fn found(text: &Text) -> Option<Capture> {
    let values = text.lines().values();
    let mut pairs = values.clone().zip(values.clone().skip(1));
    let start = pairs.position(|(name, at)| unc(name).is_some() && address_of(at).is_some())?;
    let mut list = values.skip(start);
    let name = list.next().and_then(unc).map(host)?;
    let address = list.next().and_then(address_of);
    let rest: Vec<&str> = list.take(MOST_VALUES).collect();
    let end = rest.iter().position(|value| is_flags(value));
    let has_guid = rest.first().is_some_and(|value| guid(value).is_some());
    // Without flags it is cut off, and what follows may be another tool's.
    let names = rest.get(usize::from(has_guid)..end.unwrap_or(rest.len())).unwrap_or_default();
    let told = |index: usize| names.get(index).copied().unwrap_or_default();
    let domain = host(told(0));
    let reply = NetlogonReply {
        flags: end.and_then(|end| rest.get(end)).map_or(0, |words| flags(words)),
        forest: host(told(1)),
        domain: domain.clone(),
        host: name.clone(),
        dc_site: keep(told(2)),
        client_site: keep(told(3)),
        from: None,
    };
    let controller = controller(name, address, reply);
    let facts = Facts { controller: Some((domain, controller)), ..Facts::default() };
    Some(Capture { kind: CaptureKind::Nltest, truncated: end.is_none(), facts })
}

/// One that Windows found, and spoke to.
fn controller(name: String, address: Option<IpAddr>, reply: NetlogonReply) -> DomainController {
    DomainController {
        named: false,
        host: name,
        addresses: addresses(address),
        in_dns: None,
        address: address.map(|address| SocketAddr::new(address, LDAP)),
        ping: Observed::Answered { value: PingReply::Controller(reply), elapsed_us: 0 },
        ports: Vec::new(),
        login: Observed::default(),
        root_dse: Observed::default(),
        tries: Vec::new(),
        other_addresses: Vec::new(),
        activation_objects: Observed::default(),
    }
}

/// GUID, domain, forest, two sites, flags.
const MOST_VALUES: usize = 6;

fn unc(value: &str) -> Option<&str> {
    value.strip_prefix(r"\\")
}

fn address_of(value: &str) -> Option<IpAddr> {
    unc(value)?.trim().parse().ok()
}

/// Words of which most are known.
fn is_flags(value: &str) -> bool {
    let words: Vec<&str> = value.split_whitespace().collect();
    let known = words.iter().filter(|word| FLAGS.iter().any(|(name, _)| name == *word)).count();
    known > 0 && 2 * known >= words.len()
}

/// `… = 1355 0x54b ERROR_NO_SUCH_DOMAIN`, whatever stands before it.
fn failure(text: &Text) -> Option<Capture> {
    let is_asked = asked(text, &OF_CHANNEL).is_some();
    let mut lines = text.lines().iter().filter(|line| !is_of_channel(line, is_asked));
    let error = lines.find_map(error)?;
    let locator_error = Some((asked(text, &["/dsgetdc:"]), error));
    let facts = Facts { locator_error, ..Facts::default() };
    Some(Capture::whole(CaptureKind::Nltest, facts))
}

fn error(line: &str) -> Option<LocatorError> {
    status(line).filter(|error| error.code > 0)
}

/// `0 0x0 NERR_Success`, `1355 0x54b ERROR_NO_SUCH_DOMAIN`.
fn status(line: &str) -> Option<LocatorError> {
    let mut words = line.split_whitespace().skip_while(|word| word.parse::<u32>().is_err());
    let code = words.next()?.parse().ok()?;
    let hexadecimal = words.next()?.to_ascii_lowercase();
    let same = u32::from_str_radix(hexadecimal.strip_prefix("0x")?, 16).ok()?;
    let is_of_symbol = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_symbol = |word: &&str| word.contains('_') && word.chars().all(is_of_symbol);
    let symbol = words.next().filter(is_symbol).map(keep)?;
    (code == same).then_some(LocatorError { code, symbol })
}

fn flags(words: &str) -> u32 {
    let known =
        |word: &str| FLAGS.iter().find(|(name, _)| *name == word).map_or(0, |(_, bit)| *bit);
    words.split_whitespace().map(known).fold(0, |all, bit| all | bit)
}

fn addresses(address: Option<IpAddr>) -> Addresses {
    let mut addresses = Addresses::default();
    match address {
        Some(IpAddr::V4(v4)) => {
            addresses.ipv4 = Observed::Answered { value: vec![v4], elapsed_us: 0 }
        }
        Some(IpAddr::V6(v6)) => {
            addresses.ipv6 = Observed::Answered { value: vec![v6], elapsed_us: 0 }
        }
        None => {}
    }
    addresses
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Facts {
        parse(&Text::of(text)).into_iter().next().map(|capture| capture.facts).unwrap_or_default()
    }

    #[test]
    fn a_controller_is_read_in_any_language() {
        for text in [
            "           DC: \\\\DC01.corp.example\n      Address: \\\\192.0.2.53\n     Dom Guid: \
             0b5c2a5a-0000-4000-8000-000000000008\n     Dom Name: corp.example\n  Forest Name: \
             example\n Dc Site Name: Siege\nOur Site Name: Paris\n        Flags: PDC GC DS LDAP\n",
            "Contrôleur de domaine : \\\\DC01.corp.example\nAdresse : \\\\192.0.2.53\n\
             GUID dom : 0b5c2a5a-0000-4000-8000-000000000008\nNom dom : corp.example\n\
             Nom de la forêt : example\nSite du contrôleur : Siege\nNotre site : Paris\n\
             Indicateurs : GC DS LDAP NEW\nLa commande a été correctement exécutée\n",
        ] {
            let (domain, controller) = parsed(text).controller.unwrap();
            let Some(PingReply::Controller(reply)) = controller.ping.value() else { panic!() };
            let told = (domain.as_str(), controller.host.as_str(), reply.client_site.as_str());
            assert_eq!(told, ("corp.example", "DC01.corp.example", "Paris"), "{text}");
            assert_eq!((reply.forest.as_str(), reply.flags & 0x18), ("example", 0x18));
        }
    }

    #[test]
    fn a_secure_channel_is_read_with_what_stands_in_its_way() {
        let told = |connected: &str, verified: &str| {
            let verified = match verified {
                "" => String::new(),
                status => format!("Trust Verification Status = {status}\n"),
            };
            let facts = parsed(&format!(
                "C:\\>nltest /sc_verify:corp.example\nFlags: b0 HAS_IP  HAS_TIMESERV\nTrusted DC \
                 Name \\\\dc01.corp.example\nTrusted DC Connection Status Status = {connected}\n\
                 {verified}The command completed successfully\n"
            ));
            let (domain, channel) = facts.secure_channel.unwrap();
            assert_eq!(facts.locator_error, None);
            let controller = channel.controller.unwrap();
            (domain.unwrap(), controller, channel.error.map_or(0, |error| error.code))
        };
        let of = |code| ("corp.example".to_owned(), "dc01.corp.example".to_owned(), code);
        let good = "0 0x0 NERR_Success";
        assert_eq!(told(good, good), of(0));
        assert_eq!(told(good, ""), of(0));
        assert_eq!(told(good, "1789 0x6fd ERROR_TRUSTED_RELATIONSHIP_FAILURE"), of(1789));
        assert_eq!(told("5 0x5 ERROR_ACCESS_DENIED", ""), of(5));
        let of_another = parsed(
            "nltest /server:srv02 /sc_query:corp\nTrusted DC Connection Status Status = 0 0x0 \
             NERR_Success",
        );
        assert_eq!((of_another.computer.as_str(), of_another.secure_channel), ("srv02", None));
    }

    #[test]
    fn a_search_that_failed_is_told_with_its_error() {
        for (line, code) in [
            ("Getting DC name failed: Status = 1355 0x54b ERROR_NO_SUCH_DOMAIN", Some(1355)),
            ("Fehler: Status = 1311 0x51f ERROR_NO_LOGON_SERVERS", Some(1311)),
            ("I_NetLogonControl failed: Status = 1722 0x6ba RPC_S_SERVER_UNAVAILABLE", Some(1722)),
            ("Échec : Status = 5 0x5 ERROR_ACCESS_DENIED", Some(5)),
            ("Status = 0 0x0 NERR_Success", None),
            ("5 0x5", None),
            ("1355 0x54c", None),
            ("30 minutes", None),
        ] {
            let error = parsed(&format!("nltest /dsgetdc:corp.example\n{line}\n")).locator_error;
            let told = error.map(|(domain, error)| (domain.unwrap(), error.code));
            assert_eq!(told, code.map(|code| ("corp.example".to_owned(), code)), "{line}");
        }
    }
}
