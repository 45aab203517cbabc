//! A security descriptor of Windows, as the system hands it out (MS-DTYP 2.4.2 to 2.4.6,
//! self-relative): whose a thing is, and what large groups may do with it.

mod sid;

use std::fmt;

pub use self::sid::Sid;

/// A group that holds more or less everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// S-1-1-0, or no list at all.
    Everyone,
    /// S-1-5-7: whoever gave no name.
    Anonymous,
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
            Self::Anonymous => "Anonymous",
            Self::AuthenticatedUsers => "Authenticated Users",
            Self::Interactive => "Interactive",
            Self::Users => "Users",
            Self::Guests => "Guests",
            Self::DomainUsers => "Domain Users",
        })
    }
}

/// Whose the thing is.
pub fn owner(descriptor: &[u8]) -> Option<Sid> {
    match offset(descriptor, OWNER)? {
        0 => None,
        at => Sid::of(descriptor.get(at..)?),
    }
}

/// The large groups that may read the file, each once; nothing where the descriptor is broken.
pub fn readers(descriptor: &[u8]) -> Option<Vec<Group>> {
    allowed(descriptor, READ)
}

/// The large groups that may put a file into the folder, or take one out of it; nothing where the
/// descriptor is broken.
pub fn writers(descriptor: &[u8]) -> Option<Vec<Group>> {
    allowed(descriptor, WRITE)
}

/// The groups that one of these rights is given to.
fn allowed(descriptor: &[u8], rights: u32) -> Option<Vec<Group>> {
    let header = descriptor.first_chunk::<20>()?;
    let control = u16::from_le_bytes([header[2], header[3]]);
    let start = offset(descriptor, DACL)?;
    if header[0] != REVISION {
        return None;
    }
    // Without a list, everybody may do everything (2.4.6, "DP").
    if control & DACL_PRESENT == 0 || start == 0 {
        return Some(vec![Group::Everyone]);
    }
    let entries = entries(descriptor.get(start..)?)?;
    let mut groups: Vec<Group> = entries.iter().filter_map(|entry| entry.group).collect();
    groups.sort_unstable();
    groups.dedup();
    groups.retain(|group| has_any(&entries, *group, rights));
    Some(groups)
}

fn offset(descriptor: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(*descriptor.get(at..)?.first_chunk::<4>()?)).ok()
}

struct Entry {
    allows: bool,
    mask: u32,
    group: Option<Group>,
}

/// Of each right, the first entry that decides on it counts (MS-DTYP 2.5.3.2).
fn has_any(entries: &[Entry], group: Group, rights: u32) -> bool {
    let mut open = rights;
    for entry in entries.iter().filter(|entry| entry.group == Some(group)) {
        if entry.allows && entry.mask & open != 0 {
            return true;
        }
        open &= !entry.mask;
    }
    false
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
            entries.push(Entry {
                allows,
                mask: u32::from_le_bytes(*mask),
                group: Sid::of(sid).and_then(|sid| group(&sid)),
            });
        }
        rest = rest.get(size..)?;
    }
    Some(entries)
}

/// Whether a kind of entry allows or denies; the others audit, or are not of files. What follows
/// the identifier in one with a condition is not looked at: the group may read in some case.
fn allows(kind: u8) -> Option<bool> {
    match kind {
        0 | 9 => Some(true),
        1 => Some(false),
        _ => None,
    }
}

fn group(sid: &Sid) -> Option<Group> {
    match (sid.authority, sid.parts.as_slice()) {
        (1, [0]) => Some(Group::Everyone),
        (5, [4]) => Some(Group::Interactive),
        (5, [7]) => Some(Group::Anonymous),
        (5, [11]) => Some(Group::AuthenticatedUsers),
        (5, [32, 545]) => Some(Group::Users),
        (5, [32, 546]) => Some(Group::Guests),
        (5, [21, .., 513]) => Some(Group::DomainUsers),
        _ => None,
    }
}

const REVISION: u8 = 1;
/// Where the offsets of the owner and of the list stand, in bytes.
const OWNER: usize = 4;
const DACL: usize = 16;
/// "DP" of the control flags.
const DACL_PRESENT: u16 = 0x0004;
const INHERIT_ONLY: u8 = 0x08;
/// `FILE_READ_DATA`, `GENERIC_READ`, `GENERIC_ALL` (2.4.3).
const READ: u32 = 0x1 | 0x8000_0000 | 0x1000_0000;
/// `FILE_ADD_FILE`, `FILE_DELETE_CHILD`, `WRITE_DAC`, `WRITE_OWNER`, `GENERIC_ALL` and
/// `GENERIC_WRITE` (2.4.3).
const WRITE: u32 = 0x2 | 0x40 | 0x4_0000 | 0x8_0000 | 0x1000_0000 | 0x4000_0000;

#[cfg(test)]
mod tests {
    use super::*;

    const EVERYONE: (u8, &[u32]) = (1, &[0]);
    const USERS: (u8, &[u32]) = (5, &[32, 545]);
    const ADMINISTRATORS: (u8, &[u32]) = (5, &[32, 544]);
    const DOMAIN_USERS: (u8, &[u32]) = (5, &[21, 1, 2, 3, 513]);
    const FULL: u32 = 0x001f_01ff;
    const READ_EXECUTE: u32 = 0x0012_00a9;
    const MODIFY: u32 = 0x0013_01bf;

    fn entry(kind: u8, flags: u8, mask: u32, (authority, parts): (u8, &[u32])) -> Vec<u8> {
        let count = u8::try_from(parts.len()).unwrap();
        let sid = [
            vec![1, count, 0, 0, 0, 0, 0, authority],
            parts.iter().flat_map(|part| part.to_le_bytes()).collect(),
        ];
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
        assert_eq!(
            of(&[administrators.clone(), entry(0, 0x10, READ_EXECUTE, USERS)]),
            [Group::Users]
        );
        let all =
            [entry(0, 0, 0x8000_0000, DOMAIN_USERS), entry(0, 0, FULL, EVERYONE), administrators];
        assert_eq!(of(&all), [Group::Everyone, Group::DomainUsers]);
    }

    #[test]
    fn what_does_not_let_read_does_not_count() {
        assert_eq!(of(&[entry(0, 0, 0x2, EVERYONE)]), [], "write alone");
        assert_eq!(of(&[entry(0, 0x0b, FULL, EVERYONE)]), [], "for files below alone");
        assert_eq!(of(&[entry(1, 0, FULL, USERS), entry(0, 0, FULL, USERS)]), [], "denied first");
        assert_eq!(
            of(&[entry(1, 0, 0x2, USERS), entry(0, 0, FULL, USERS)]),
            [Group::Users],
            "denied to write"
        );
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
        let whole =
            descriptor(&[entry(0, 0, FULL, EVERYONE), entry(0, 0, READ_EXECUTE, DOMAIN_USERS)]);
        for len in 0..whole.len() {
            assert_eq!(readers(&whole[..len]), None, "{len} bytes");
            for byte in [0, 0xff, whole[len].wrapping_add(1), whole[len].wrapping_sub(1)] {
                let mut flipped = whole.clone();
                flipped[len] = byte;
                let _ = readers(&flipped);
            }
        }
    }

    #[test]
    fn groups_that_may_write_into_a_folder_are_told() {
        let writing = |entries: &[Vec<u8>]| writers(&descriptor(entries)).unwrap();
        let inherited = entry(0, 0x1b, MODIFY, USERS);
        assert_eq!(
            writing(&[entry(0, 0, FULL, ADMINISTRATORS), entry(0, 0, READ_EXECUTE, USERS)]),
            []
        );
        assert_eq!(writing(std::slice::from_ref(&inherited)), [], "for folders below alone");
        assert_eq!(writing(&[inherited, entry(0, 0x10, MODIFY, USERS)]), [Group::Users]);
        assert_eq!(
            writing(&[entry(1, 0, 0x2, USERS), entry(0, 0, 0x2, USERS)]),
            [],
            "denied first"
        );
        assert_eq!(
            writing(&[entry(1, 0, 0x2, USERS), entry(0, 0, MODIFY, USERS)]),
            [],
            "no other right of these"
        );
        assert_eq!(
            writing(&[entry(1, 0, 0x2, USERS), entry(0, 0, FULL, USERS)]),
            [Group::Users],
            "may delete"
        );
    }

    #[test]
    fn the_owner_is_read_and_the_systems_own_are_known() {
        let mut owned = descriptor(&[]);
        assert_eq!(owner(&owned), None);
        let at = u32::try_from(owned.len()).unwrap();
        owned[OWNER..OWNER + 4].copy_from_slice(&at.to_le_bytes());
        owned.extend([1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0]);
        assert!(owner(&owned).unwrap().is_of_the_system());
        for len in 0..owned.len() {
            assert_eq!(owner(&owned[..len]), None, "{len} bytes");
        }
    }
}
