//! Security descriptors as Windows hands them out (MS-DTYP 2.4.6, self-relative): whose a thing is, and whether every
//! user may write to a folder. Bytes in, facts out.

/// A security identifier, as bytes (MS-DTYP 2.4.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sid<'a>(&'a [u8]);

/// Groups that every user, or every guest, is a member of.
const OF_ALL: [&str; 6] = [
    "S-1-1-0",      // Everyone
    "S-1-5-4",      // Interactive
    "S-1-5-7",      // Anonymous
    "S-1-5-11",     // Authenticated Users
    "S-1-5-32-545", // Users
    "S-1-5-32-546", // Guests
];

/// Whoever can already do anything on the host.
const OF_THE_SYSTEM: [&str; 3] = [
    "S-1-5-18",     // Local System
    "S-1-5-32-544", // Administrators
    // TrustedInstaller, to whom Windows' own files belong.
    "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
];

/// What lets somebody put a file into a folder, or take one out of it: `FILE_ADD_FILE`, `FILE_DELETE_CHILD`, `WRITE_DAC`,
/// `WRITE_OWNER`, `GENERIC_ALL` and `GENERIC_WRITE` (MS-DTYP 2.4.3).
const WRITES: u32 = 0x2 | 0x40 | 0x4_0000 | 0x8_0000 | 0x1000_0000 | 0x4000_0000;

const DACL_PRESENT: u16 = 0x4;
const ACCESS_ALLOWED: u8 = 0;
/// The entry is for what is made in the folder, not for the folder.
const INHERIT_ONLY: u8 = 0x8;

impl<'a> Sid<'a> {
    /// The identifier that these bytes begin with.
    pub fn of(bytes: &'a [u8]) -> Option<Self> {
        const HEAD: usize = 8;
        let count = usize::from(*bytes.get(1)?);
        bytes.get(..HEAD + 4 * count).map(Self)
    }

    /// Whether it is one of those that may do anything.
    pub fn is_of_the_system(self) -> bool {
        OF_THE_SYSTEM.contains(&self.to_string().as_str())
    }
}

/// As people write it (MS-DTYP 2.4.2.1).
impl std::fmt::Display for Sid<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (head, parts) = self.0.split_at_checked(8).unwrap_or_default();
        let authority = head.iter().skip(2).fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
        write!(f, "S-{}-{authority}", head.first().copied().unwrap_or_default())?;
        parts.as_chunks().0.iter().try_for_each(|part| write!(f, "-{}", u32::from_le_bytes(*part)))
    }
}

/// Whose the thing is.
pub fn owner(descriptor: &[u8]) -> Option<Sid<'_>> {
    let at = number(descriptor, 4)?;
    Sid::of(descriptor.get(at..).filter(|_| at > 0)?)
}

/// Whether a group that every user belongs to may write. What a list forbids is not weighed against what it allows. Where
/// there is no list, everybody may do everything; what cannot be read says nothing.
pub fn is_open_to_all(descriptor: &[u8]) -> bool {
    let Some(control) = descriptor.get(2..4).map(|bytes| u16::from(bytes[0]) | u16::from(bytes[1]) << 8) else {
        return false;
    };
    match number(descriptor, 16) {
        None => false,
        Some(0) => true,
        Some(_) if control & DACL_PRESENT == 0 => true,
        Some(at) => entries(descriptor.get(at..).unwrap_or_default()).any(lets_all_write),
    }
}

/// The entries of a list (MS-DTYP 2.4.5), each with its head.
fn entries(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    let count = list.get(4..6).map_or(0, |bytes| usize::from(bytes[0]) | usize::from(bytes[1]) << 8);
    let mut rest = list.get(8..).unwrap_or_default();
    (0..count).map_while(move |_| {
        let len = rest.get(2..4).map(|bytes| usize::from(bytes[0]) | usize::from(bytes[1]) << 8)?;
        let (entry, others) = rest.split_at_checked(len.max(4))?;
        rest = others;
        Some(entry)
    })
}

/// Type, flags, length, rights, and whom it is for (MS-DTYP 2.4.4.2).
fn lets_all_write(entry: &[u8]) -> bool {
    let [ACCESS_ALLOWED, flags, ..] = entry else { return false };
    let rights = entry.get(4..8).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes);
    let sid = entry.get(8..).and_then(Sid::of).map(|sid| sid.to_string()).unwrap_or_default();
    flags & INHERIT_ONLY == 0 && rights & WRITES != 0 && OF_ALL.contains(&sid.as_str())
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..at + 4)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(bytes)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const USERS: &[u32] = &[32, 545];
    const AUTHENTICATED: &[u32] = &[11];
    const ADMINISTRATORS: &[u32] = &[32, 544];
    const MODIFY: u32 = 0x0013_01bf;
    const READ: u32 = 0x0012_00a9;

    /// Of the NT authority.
    fn sid(parts: &[u32]) -> Vec<u8> {
        let head = [1, u8::try_from(parts.len()).unwrap(), 0, 0, 0, 0, 0, 5];
        head.into_iter().chain(parts.iter().flat_map(|part| part.to_le_bytes())).collect()
    }

    fn entry(kind: u8, flags: u8, rights: u32, whom: &[u32]) -> Vec<u8> {
        let whom = sid(whom);
        let len = u16::try_from(8 + whom.len()).unwrap().to_le_bytes();
        [vec![kind, flags], len.to_vec(), rights.to_le_bytes().to_vec(), whom].concat()
    }

    fn descriptor(entries: &[Vec<u8>]) -> Vec<u8> {
        let owner = sid(ADMINISTRATORS);
        let dacl = 20 + u32::try_from(owner.len()).unwrap();
        let count = u16::try_from(entries.len()).unwrap().to_le_bytes();
        let offsets = [20, 0, 0, dacl].map(u32::to_le_bytes).concat();
        let list = [vec![2, 0, 0, 0], count.to_vec(), vec![0, 0], entries.concat()].concat();
        [vec![1, 0, 4, 0x80], offsets, owner, list].concat()
    }

    #[test]
    fn a_folder_below_the_root_of_a_disk_is_open_to_all() {
        let inherited = entry(0, 0x1b, MODIFY, AUTHENTICATED);
        let own = entry(0, 0x10, MODIFY, AUTHENTICATED);
        assert!(is_open_to_all(&descriptor(&[entry(0, 0x13, READ, USERS), inherited.clone(), own])));
        assert!(!is_open_to_all(&descriptor(&[entry(0, 0x13, READ, USERS), inherited])));
    }

    #[test]
    fn what_few_may_write_to_is_not_open() {
        assert!(!is_open_to_all(&descriptor(&[entry(0, 0, MODIFY, ADMINISTRATORS), entry(0, 0, READ, USERS)])));
        assert!(!is_open_to_all(&descriptor(&[entry(1, 0, MODIFY, USERS)])), "this one forbids");
        assert!(!is_open_to_all(&descriptor(&[])), "an empty list lets nobody do anything");
    }

    #[test]
    fn without_a_list_everybody_may_do_everything() {
        let mut without = descriptor(&[]);
        without[16..20].fill(0);
        assert!(is_open_to_all(&without));
    }

    #[test]
    fn owners_are_read_and_those_of_the_system_known() {
        let administrators = descriptor(&[]);
        let owner = owner(&administrators).unwrap();
        assert_eq!(owner.to_string(), "S-1-5-32-544");
        assert!(owner.is_of_the_system());
        let somebody = sid(&[21, 1, 2, 3, 1001]);
        assert_eq!(Sid::of(&somebody).unwrap().to_string(), "S-1-5-21-1-2-3-1001");
        assert!(!Sid::of(&somebody).unwrap().is_of_the_system());
    }

    #[test]
    fn damaged_descriptors_break_nothing() {
        let whole = descriptor(&[entry(0, 0, MODIFY, USERS), entry(0, 0, READ, AUTHENTICATED)]);
        for len in 0..whole.len() {
            let _ = (owner(&whole[..len]), is_open_to_all(&whole[..len]));
        }
        for at in 0..whole.len() {
            for value in [0, 1, 0x7f, 0xff] {
                let mut damaged = whole.clone();
                damaged[at] = value;
                let _ = (owner(&damaged), is_open_to_all(&damaged));
            }
        }
    }
}
