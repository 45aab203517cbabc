//! The netlogon ping (MS-ADTS §6.3.3): an LDAP search, over UDP or TCP (§3.1.1.3.2.14), whose one
//! attribute holds a structure of its own.

use super::ldap::{self, Answer, Broken, Entry, Filter, LdapResult, Message, Scope, Search, code};
use crate::evidence::{NetlogonReply, scrub};

/// What is an answer to a ping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PingAnswer {
    /// The domain controller's answer.
    Reply(NetlogonReply),
    /// The answer of a domain controller whose Netlogon service is paused, with the names in it
    /// where there are any.
    Paused(Option<NetlogonReply>),
    /// An LDAP server answers, and is no domain controller of that domain (MS-ADTS §6.3.3.3: an
    /// empty result).
    NotForThisDomain,
    /// The answer to something else.
    NotOurs,
}

/// The question: `(&(DnsDomain=…)(NtVer=…))`, attribute `Netlogon` of the rootDSE.
pub struct Ping<'a>([Filter<'a>; 2]);

impl<'a> Ping<'a> {
    /// Whether a server is a domain controller of this domain.
    pub fn of(domain: &'a str) -> Self {
        Self([Filter::Equal("DnsDomain", domain.as_bytes()), Filter::Equal("NtVer", &NT_VERSION)])
    }

    /// As a search that wants so many entries at most; 0: as many as the server likes.
    pub fn search(&self, size_limit: u32) -> Search<'_> {
        Search {
            base: "",
            scope: Scope::Base,
            filter: Filter::All(&self.0),
            attributes: &[ATTRIBUTE],
            size_limit,
        }
    }
}

/// The ping in a datagram.
pub fn ping(id: u32, domain: &str) -> Vec<u8> {
    ldap::search(id, &Ping::of(domain).search(0))
}

/// Reads a datagram as the answer to ping number `id`: the entry and the end of the search stand in
/// one datagram.
pub fn read(id: u32, datagram: &[u8]) -> Result<PingAnswer, NetlogonError> {
    let mut rest = datagram;
    while !rest.is_empty() {
        let length = ldap::message_len(rest)?
            .filter(|length| *length <= rest.len())
            .ok_or(Broken::CutShort)?;
        let (message, behind) = rest.split_at_checked(length).ok_or(Broken::CutShort)?;
        rest = behind;
        match ldap::read_message(message)? {
            Message { id: other, .. } if other != id => return Ok(PingAnswer::NotOurs),
            Message { answer: Answer::Entry(entry), .. } => return of_entry(&entry),
            Message { answer: Answer::Done(result), .. } => return of_nothing(&result),
            Message { .. } => {}
        }
    }
    Ok(PingAnswer::NotOurs)
}

/// The same from a search over TCP: its entries, and how it ended.
pub fn of_search(entries: &[Entry], result: &LdapResult) -> Result<PingAnswer, NetlogonError> {
    entries.first().map_or_else(|| of_nothing(result), of_entry)
}

fn of_entry(entry: &Entry) -> Result<PingAnswer, NetlogonError> {
    let value = entry.values(ATTRIBUTE).first().ok_or(NetlogonError::CutShort)?;
    match opcode(value)? {
        PAUSED => Ok(PingAnswer::Paused(names(value).ok())),
        _ => reply(value).map(PingAnswer::Reply),
    }
}

/// The end of a search that found no entry.
fn of_nothing(result: &LdapResult) -> Result<PingAnswer, NetlogonError> {
    match result.code {
        code::SUCCESS => Ok(PingAnswer::NotForThisDomain),
        code => Err(NetlogonError::Refused(code)),
    }
}

/// Reads `NETLOGON_SAM_LOGON_RESPONSE_EX` (MS-ADTS §6.3.1.9).
pub fn reply(value: &[u8]) -> Result<NetlogonReply, NetlogonError> {
    let opcode = opcode(value)?;
    if !OPCODES.contains(&opcode) {
        return Err(NetlogonError::Opcode(opcode));
    }
    names(value)
}

/// What stands behind the opcode.
fn names(value: &[u8]) -> Result<NetlogonReply, NetlogonError> {
    let flags =
        value.get(4..).and_then(<[u8]>::first_chunk).copied().ok_or(NetlogonError::CutShort)?;
    let mut names = Names { value, at: NAMES_AT };
    let forest = names.next()?;
    let domain = names.next()?;
    let host = names.next()?;
    let [_netbios_domain, _netbios_host, _user] = [names.next()?, names.next()?, names.next()?];
    let (dc_site, client_site) = (names.next()?, names.next()?);
    Ok(NetlogonReply {
        flags: u32::from_le_bytes(flags),
        forest,
        domain,
        host,
        dc_site,
        client_site,
        from: None,
    })
}

fn opcode(value: &[u8]) -> Result<u16, NetlogonError> {
    value.first_chunk().copied().map(u16::from_le_bytes).ok_or(NetlogonError::CutShort)
}

/// The names, one after the other, compressed as in DNS (RFC 1035 §4.1.4) within the structure.
struct Names<'a> {
    value: &'a [u8],
    at: usize,
}

impl Names<'_> {
    fn next(&mut self) -> Result<String, NetlogonError> {
        let (labels, end) = labels(self.value, self.at)?;
        self.at = end;
        Ok(scrub(&labels.join(".")))
    }
}

/// The labels of the name at `start`, and where the next one begins.
fn labels(value: &[u8], start: usize) -> Result<(Vec<String>, usize), NetlogonError> {
    let byte = |at: usize| value.get(at).copied().ok_or(NetlogonError::CutShort);
    let (mut labels, mut at, mut end, mut size) = (Vec::new(), start, None, 0);
    loop {
        let length = byte(at)?;
        match length {
            0 => return Ok((labels, end.unwrap_or(at + 1))),
            1..=63 => {
                let label = value
                    .get(at + 1..at + 1 + usize::from(length))
                    .ok_or(NetlogonError::CutShort)?;
                size += label.len() + 1;
                labels.push(String::from_utf8_lossy(label).into_owned());
                at += 1 + usize::from(length);
            }
            0xc0.. => {
                let target = usize::from(length & 0x3f) << 8 | usize::from(byte(at + 1)?);
                end.get_or_insert(at + 2);
                // Always backwards: a chain of pointers comes to its end.
                if target >= at {
                    return Err(NetlogonError::Pointer);
                }
                at = target;
            }
            64.. => return Err(NetlogonError::Pointer),
        }
        if size > LONGEST_NAME {
            return Err(NetlogonError::NameTooLong);
        }
    }
}

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetlogonError {
    /// It is no LDAP message in order.
    #[error(transparent)]
    Ldap(#[from] Broken),
    /// The server refuses, with this result code.
    #[error("LDAP result {0}")]
    Refused(u32),
    /// The structure ends before its fields do.
    #[error("the netlogon answer is cut short")]
    CutShort,
    /// It is another structure.
    #[error("expected the netlogon opcode 23, 24 or 25, found {0}")]
    Opcode(u16),
    /// A compressed name points forwards, or nowhere.
    #[error("a name in the netlogon answer points forwards or nowhere")]
    Pointer,
    /// A name is longer than any honest one.
    #[error("a name in the netlogon answer exceeds {LONGEST_NAME} bytes")]
    NameTooLong,
}

/// MS-ADTS §3.1.1.3.2.14.
const ATTRIBUTE: &str = "Netlogon";
/// `NETLOGON_NT_VERSION_5 | NETLOGON_NT_VERSION_5EX` (MS-ADTS §6.3.1.1): the extended answer,
/// without addresses.
const NT_VERSION: [u8; 4] = 6_u32.to_le_bytes();
/// `LOGON_SAM_LOGON_RESPONSE_EX`, and the same where the user is not known: a ping names none
/// (MS-ADTS §6.3.1.3).
const OPCODES: [u16; 2] = [23, 25];
/// `LOGON_SAM_PAUSE_RESPONSE_EX`.
const PAUSED: u16 = 24;
/// Behind the opcode, a reserved field, the flags and the domain's GUID.
const NAMES_AT: usize = 24;
/// RFC 1035 §2.3.4.
const LONGEST_NAME: usize = 255;

#[cfg(test)]
mod tests {
    use super::*;

    /// Samba 4.17's answer to the ping for `corp.test`.
    const RECORDED: &str = include_str!("../../fixtures/ldap/netlogon-reply.hex");
    const PING: &str = include_str!("../../fixtures/ldap/netlogon-ping.hex");

    fn bytes(dump: &str) -> Vec<u8> {
        let digits: String = dump.lines().filter(|line| !line.starts_with('#')).collect();
        hex::decode(digits).unwrap()
    }

    /// A structure with these bytes as its names.
    fn structure(names: &[u8]) -> Vec<u8> {
        let mut value = vec![0; NAMES_AT];
        value[0] = 23;
        value.extend_from_slice(names);
        value
    }

    #[test]
    fn the_ping_asks_for_what_the_recorded_one_asked() {
        let told: Vec<&[u8]> =
            vec![b"DnsDomain", b"corp.test", b"NtVer", &[6, 0, 0, 0], b"NetLogon"];
        let recorded = bytes(PING).to_ascii_lowercase();
        let ours = ping(1, "corp.test").to_ascii_lowercase();
        for word in told {
            let word = word.to_ascii_lowercase();
            assert!(
                ours.windows(word.len()).any(|w| w == word)
                    && recorded.windows(word.len()).any(|w| w == word)
            );
        }
    }

    #[test]
    fn the_recorded_answer_is_read() {
        let PingAnswer::Reply(reply) = read(1, &bytes(RECORDED)).unwrap() else {
            panic!("no reply")
        };
        assert_eq!(reply.flags, 0x13fd);
        assert_eq!((reply.forest.as_str(), reply.domain.as_str()), ("corp.test", "corp.test"));
        assert_eq!(reply.host, "dc1.corp.test");
        assert_eq!(reply.dc_site, "Default-First-Site-Name");
        assert_eq!(reply.client_site, reply.dc_site);
    }

    #[test]
    fn the_answer_to_another_ping_is_not_ours() {
        assert_eq!(read(2, &bytes(RECORDED)), Ok(PingAnswer::NotOurs));
        assert_eq!(read(2, &[]), Ok(PingAnswer::NotOurs));
    }

    #[test]
    fn an_empty_result_is_another_domains_server() {
        let done = [0x30, 0x0c, 2, 1, 1, 0x65, 7, 0x0a, 1, 0, 4, 0, 4, 0];
        assert_eq!(read(1, &done), Ok(PingAnswer::NotForThisDomain));
        let refused = [0x30, 0x0c, 2, 1, 1, 0x65, 7, 0x0a, 1, 1, 4, 0, 4, 0];
        assert_eq!(read(1, &refused), Err(NetlogonError::Refused(1)));
    }

    #[test]
    fn a_client_that_no_subnet_covers_has_no_site() {
        let names = b"\x01f\x00\x01d\x00\x01h\x00\x00\x00\x00\x04Site\x00\x00";
        let reply = reply(&structure(names)).unwrap();
        assert_eq!((reply.dc_site.as_str(), reply.client_site.as_str()), ("Site", ""));
    }

    #[test]
    fn names_that_point_at_themselves_forwards_or_out_are_refused() {
        for names in [&[0xc0, 24][..], &[0xc0, 26, 0], &[0xc0, 25], &[0xff, 0xff], &[64, 0]] {
            assert!(reply(&structure(names)).is_err(), "{names:?}");
        }
        // Two that point at each other: the second looks back, the first forward.
        assert_eq!(reply(&structure(&[1, b'a', 0xc0, 24])), Err(NetlogonError::NameTooLong));
    }

    #[test]
    fn another_structure_is_named_by_its_opcode() {
        assert_eq!(reply(&[19, 0, 0, 0, 0, 0, 0, 0]), Err(NetlogonError::Opcode(19)));
        assert_eq!(reply(&[23]), Err(NetlogonError::CutShort));
    }

    #[test]
    fn a_paused_controller_says_so() {
        let recorded = bytes(RECORDED);
        let at = recorded.windows(4).position(|four| four == [23, 0, 0, 0]).unwrap();
        let mut paused = recorded.clone();
        paused[at] = 24;
        let Ok(PingAnswer::Paused(Some(names))) = read(1, &paused) else { panic!("not paused") };
        assert_eq!(names.domain, "corp.test");
        paused[at] = 25;
        assert!(matches!(read(1, &paused), Ok(PingAnswer::Reply(_))));
    }

    #[test]
    fn no_truncation_and_no_changed_byte_brings_the_reader_down() {
        let recorded = bytes(RECORDED);
        for end in 0..recorded.len() {
            let _ = read(1, &recorded[..end]);
        }
        for at in 0..recorded.len() {
            for change in
                [0x00, 0xff, 0xc0, recorded[at].wrapping_add(1), recorded[at].wrapping_sub(1)]
            {
                let mut changed = recorded.clone();
                changed[at] = change;
                let _ = read(1, &changed);
            }
        }
    }
}
