//! Security identifiers (MS-DTYP 2.4.2.2).

use std::fmt;

/// Who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sid {
    pub(super) authority: u64,
    pub(super) parts: Vec<u32>,
}

/// `TrustedInstaller`, to whom Windows' own files belong.
const TRUSTED_INSTALLER: [u32; 6] =
    [80, 956_008_885, 3_418_522_649, 1_831_038_044, 1_853_292_631, 2_271_478_464];

impl Sid {
    /// The identifier that these bytes begin with.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<8>()?;
        let [1, count, authority @ ..] = head else { return None };
        let parts = rest
            .get(..4 * usize::from(*count))?
            .as_chunks()
            .0
            .iter()
            .map(|part| u32::from_le_bytes(*part));
        let authority = authority.iter().fold(0, |value, byte| value << 8 | u64::from(*byte));
        Some(Self { authority, parts: parts.collect() })
    }

    /// Whether it is one of those that may do anything: Local System, Administrators,
    /// `TrustedInstaller`.
    pub fn is_of_the_system(&self) -> bool {
        self.authority == 5
            && (matches!(self.parts.as_slice(), [18] | [32, 544])
                || self.parts == TRUSTED_INSTALLER)
    }
}

/// As people write it (MS-DTYP 2.4.2.1).
impl fmt::Display for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "S-1-{}", self.authority)?;
        self.parts.iter().try_for_each(|part| write!(f, "-{part}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_not_of_the_system_and_trusted_installer_is() {
        let of = |parts: &[u32]| {
            let head = [1, u8::try_from(parts.len()).unwrap(), 0, 0, 0, 0, 0, 5];
            Sid::of(
                &[&head[..], &parts.iter().flat_map(|part| part.to_le_bytes()).collect::<Vec<_>>()]
                    .concat(),
            )
            .unwrap()
        };
        assert_eq!(of(&[21, 1, 2, 3, 1001]).to_string(), "S-1-5-21-1-2-3-1001");
        assert!(of(&TRUSTED_INSTALLER).is_of_the_system() && of(&[18]).is_of_the_system());
        assert!(!of(&[21, 1, 2, 3, 1001]).is_of_the_system() && !of(&[32, 545]).is_of_the_system());
    }
}
