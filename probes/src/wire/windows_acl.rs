//! A security descriptor of Windows, as far as it tells which large groups may read a file (MS-DTYP 2.4.2 to 2.4.6).

use std::fmt;

/// A group that holds more or less everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// S-1-1-0, or no list at all.
    Everyone,
    /// S-1-5-11.
    AuthenticatedUsers,
    /// S-1-5-4: whoever logs on at the machine.
    Interactive,
    /// S-1-5-32-545.
    Users,
    /// S-1-5-32-546.
    Guests,
    /// S-1-5-21-…-513.
    DomainUsers,
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Everyone => "Everyone",
            Self::AuthenticatedUsers => "Authenticated Users",
            Self::Interactive => "Interactive",
            Self::Users => "Users",
            Self::Guests => "Guests",
            Self::DomainUsers => "Domain Users",
        })
    }
}

/// The large groups that may read what a self-relative descriptor protects, each once; nothing where it is broken.
pub fn readers(descriptor: &[u8]) -> Option<Vec<Group>> {
    let header = descriptor.first_chunk::<20>()?;
    let control = u16::from_le_bytes([header[2], header[3]]);
    let start = u32::from_le_bytes([header[16], header[17], header[18], header[19]]);
    if header[0] != REVISION {
        return None;
    }
    // Without a list, everybody may do everything (2.4.6, "DP").
    if control & DACL_PRESENT == 0 || start == 0 {
        return Some(vec![Group::Everyone]);
    }
    let entries = entries(descriptor.get(usize::try_from(start).ok()?..)?)?;
    let mut groups: Vec<Group> = entries.iter().filter_map(|entry| entry.group).collect();
    groups.sort_unstable();
    groups.dedup();
    groups.retain(|group| may_read(&entries, *group));
    Some(groups)
}

struct Entry {
    allows: bool,
    mask: u32,
    group: Option<Group>,
}

/// The first entry that decides on reading counts (MS-DTYP 2.5.3.2).
fn may_read(entries: &[Entry], group: Group) -> bool {
    let decides = |entry: &&Entry| entry.group == Some(group) && entry.mask & READ != 0;
    entries.iter().find(decides).is_some_and(|entry| entry.allows)
}

/// The entries that count for the object itself.
fn entries(list: &[u8]) -> Option<Vec<Entry>> {
    let header = list.first_chunk::<8>()?;
    let size = usize::from(u16::from_le_bytes([header[2], header[3]]));
    let count = u16::from_le_bytes([header[4], header[5]]);
    let mut rest = list.get(8..size)?;
    let mut entries = Vec::new();
    for _ in 0..count {
        let [kind, flags, low, high] = *rest.first_chunk::<4>()?;
        let size = usize::from(u16::from_le_bytes([low, high]));
        let body = rest.get(4..size)?;
        if flags & INHERIT_ONLY == 0
            && let Some(allows) = allows(kind)
        {
            let (mask, sid) = body.split_first_chunk::<4>()?;
            entries.push(Entry { allows, mask: u32::from_le_bytes(*mask), group: group(sid) });
        }
        rest = rest.get(size..)?;
    }
    Some(entries)
}

/// Whether a kind of entry allows or denies; the others audit, or are not of files. What follows the identifier in one
/// with a condition is not looked at: the group may read in some case.
fn allows(kind: u8) -> Option<bool> {
    match kind {
        0 | 9 => Some(true),
        1 => Some(false),
        _ => None,
    }
}

fn group(sid: &[u8]) -> Option<Group> {
    let (head, rest) = sid.split_first_chunk::<8>()?;
    let [1, count, 0, 0, 0, 0, 0, authority] = *head else { return None };
    let parts: Vec<u32> =
        rest.as_chunks::<4>().0.iter().take(usize::from(count)).map(|part| u32::from_le_bytes(*part)).collect();
    match (authority, parts.as_slice()) {
        (1, [0]) => Some(Group::Everyone),
        (5, [4]) => Some(Group::Interactive),
        (5, [11]) => Some(Group::AuthenticatedUsers),
        (5, [32, 545]) => Some(Group::Users),
        (5, [32, 546]) => Some(Group::Guests),
        (5, [21, .., 513]) => Some(Group::DomainUsers),
        _ => None,
    }
}

const REVISION: u8 = 1;
/// "DP" of the control flags.
const DACL_PRESENT: u16 = 0x0004;
const INHERIT_ONLY: u8 = 0x08;
/// `FILE_READ_DATA`, `GENERIC_READ`, `GENERIC_ALL` (2.4.3).
const READ: u32 = 0x1 | 0x8000_0000 | 0x1000_0000;

#[cfg(test)]
mod tests {
    use super::*;

    const EVERYONE: (u8, &[u32]) = (1, &[0]);
    const USERS: (u8, &[u32]) = (5, &[32, 545]);
    const ADMINISTRATORS: (u8, &[u32]) = (5, &[32, 544]);
    const DOMAIN_USERS: (u8, &[u32]) = (5, &[21, 1, 2, 3, 513]);
    const FULL: u32 = 0x001f_01ff;
    const READ_EXECUTE: u32 = 0x0012_00a9;

    fn entry(kind: u8, flags: u8, mask: u32, (authority, parts): (u8, &[u32])) -> Vec<u8> {
        let count = u8::try_from(parts.len()).unwrap();
        let sid =
            [vec![1, count, 0, 0, 0, 0, 0, authority], parts.iter().flat_map(|part| part.to_le_bytes()).collect()];
        let body = [mask.to_le_bytes().to_vec(), sid.concat()].concat();
        let size = u16::try_from(body.len() + 4).unwrap().to_le_bytes();
        [vec![kind, flags, size[0], size[1]], body].concat()
    }

    fn descriptor(entries: &[Vec<u8>]) -> Vec<u8> {
        let body = entries.concat();
        let size = u16::try_from(body.len() + 8).unwrap().to_le_bytes();
        let count = u16::try_from(entries.len()).unwrap().to_le_bytes();
        let mut header = vec![1, 0, 0x04, 0x80];
        header.extend([[0; 4], [0; 4], [0; 4], 20_u32.to_le_bytes()].concat());
        [header, vec![2, 0, size[0], size[1], count[0], count[1], 0, 0], body].concat()
    }

    fn of(entries: &[Vec<u8>]) -> Vec<Group> {
        readers(&descriptor(entries)).unwrap()
    }

    #[test]
    fn groups_that_may_read_are_told() {
        let administrators = entry(0, 0, FULL, ADMINISTRATORS);
        assert_eq!(of(std::slice::from_ref(&administrators)), []);
        assert_eq!(of(&[administrators.clone(), entry(0, 0x10, READ_EXECUTE, USERS)]), [Group::Users]);
        let all = [entry(0, 0, 0x8000_0000, DOMAIN_USERS), entry(0, 0, FULL, EVERYONE), administrators];
        assert_eq!(of(&all), [Group::Everyone, Group::DomainUsers]);
    }

    #[test]
    fn what_does_not_let_read_does_not_count() {
        assert_eq!(of(&[entry(0, 0, 0x2, EVERYONE)]), [], "write alone");
        assert_eq!(of(&[entry(0, 0x0b, FULL, EVERYONE)]), [], "for files below alone");
        assert_eq!(of(&[entry(1, 0, FULL, USERS), entry(0, 0, FULL, USERS)]), [], "denied first");
        assert_eq!(of(&[entry(1, 0, 0x2, USERS), entry(0, 0, FULL, USERS)]), [Group::Users], "denied to write");
        assert_eq!(of(&[entry(2, 0, FULL, EVERYONE)]), [], "an audit");
    }

    #[test]
    fn no_list_is_everybody_and_an_empty_one_nobody() {
        let mut none = descriptor(&[]);
        assert_eq!(readers(&none), Some(vec![]));
        none[16] = 0;
        assert_eq!(readers(&none), Some(vec![Group::Everyone]));
        let mut absent = descriptor(&[]);
        absent[2] = 0;
        assert_eq!(readers(&absent), Some(vec![Group::Everyone]));
    }

    #[test]
    fn every_truncation_and_flipped_byte_has_an_answer() {
        let whole = descriptor(&[entry(0, 0, FULL, EVERYONE), entry(0, 0, READ_EXECUTE, DOMAIN_USERS)]);
        for len in 0..whole.len() {
            assert_eq!(readers(&whole[..len]), None, "{len} bytes");
            for byte in [0, 0xff, whole[len].wrapping_add(1), whole[len].wrapping_sub(1)] {
                let mut flipped = whole.clone();
                flipped[len] = byte;
                let _ = readers(&flipped);
            }
        }
    }
}
