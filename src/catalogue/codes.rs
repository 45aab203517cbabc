//! Codes of the licensing service and of what it calls.

mod family;
mod symbols;
mod table;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};
use symbols::SYMBOLS;
use table::{CODES, TWINS};

pub use family::{Family, windows_error};

/// What a code decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The KMS host has not counted enough clients.
    CountTooLow,
    /// The KMS host's key, or the host, is too old for the client's product.
    HostTooOld,
    /// The KMS host is not activated itself.
    HostNotActivated,
    /// The machine is no KMS host.
    NoKmsHost,
    /// The clocks of client and KMS host are too far apart.
    ClockTooFar,
    /// No KMS host could be reached.
    Unreachable,
    /// No KMS host could be found by name.
    NotFound,
    /// No KMS host served: the reason stands in another event.
    Umbrella,
    /// The key has no activations left.
    KeyUsedUp,
    /// The key is not accepted.
    KeyRefused,
    /// The directory has no activation object for this Windows.
    ObjectMissing,
    /// The name of the activation object is too long.
    ObjectNameTooLong,
    /// The directory's schema has no activation objects yet.
    SchemaTooOld,
}

/// A kind of key, or a way of activation.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    JsonSchema,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Way {
    /// KMS, asked as a client.
    KmsClient,
    /// The key of a KMS host (CSVLK).
    KmsHost,
    /// A multiple activation key.
    Mak,
    /// A retail key.
    Retail,
    /// A key bound to the maker's firmware.
    Oem,
    /// A digital licence of the hardware.
    Digital,
    /// An activation object of the directory.
    Adba,
    /// The Hyper-V host.
    Avma,
    /// A confirmation ID.
    Offline,
    /// A token.
    Token,
    /// An evaluation, or another licence for a time.
    Evaluation,
}

/// Where a code is documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Windows SDK, `slerror.h` and `winerror.h`.
    Header,
    /// Windows SDK, `winhttp.h`, as `HRESULT_FROM_WIN32`.
    WinHttp,
    /// Microsoft Learn, "Troubleshoot Windows activation error codes", and the page of each code
    /// there.
    Learn,
    /// `slmgr.vbs`.
    Slmgr,
    /// Microsoft Support, KB 921471.
    Support,
    /// What people saw and wrote of.
    Reports,
}

/// A code.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The `HRESULT`.
    pub value: u32,
    /// Its name; empty where Microsoft documents none.
    pub symbol: &'static str,
    /// What it decides, if it decides anything by itself.
    pub meaning: Option<Meaning>,
    /// What it is seen with.
    pub ways: &'static [Way],
    /// Where it is documented.
    pub source: Source,
}

/// What is known of a code; the newer licensing stack's twin of a server code is that code.
pub fn find(value: u32) -> Option<&'static Code> {
    let value = TWINS.iter().find(|(twin, _)| *twin == value).map_or(value, |(_, code)| *code);
    let at = CODES.binary_search_by_key(&value, |code| code.value).ok()?;
    CODES.get(at)
}

/// Every code of the table.
pub fn all() -> &'static [Code] {
    CODES
}

/// The name of a code: its own, not that of the code whose twin it is; empty where Microsoft
/// documents none.
pub fn symbol(value: u32) -> &'static str {
    let of_licensing = || {
        let at = SYMBOLS.binary_search_by_key(&value, |(code, _)| *code).ok()?;
        SYMBOLS.get(at).map(|(_, symbol)| *symbol)
    };
    of_licensing().or_else(|| find(value).map(|code| code.symbol)).unwrap_or_default()
}

/// What a code decides.
pub fn meaning(value: u32) -> Option<Meaning> {
    find(value)?.meaning
}

/// Whether a code speaks of what the directory holds.
pub(crate) fn is_of_the_directory(value: u32) -> bool {
    use Meaning::{ObjectMissing, ObjectNameTooLong, SchemaTooOld};
    matches!(meaning(value), Some(ObjectMissing | ObjectNameTooLong | SchemaTooOld))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_in_order_so_that_none_stands_there_twice() {
        assert!(CODES.windows(2).all(|two| two[0].value < two[1].value));
        assert!(CODES.iter().all(|code| find(code.value) == Some(code)));
    }

    #[test]
    fn a_twin_is_its_code() {
        assert_eq!(find(0x803F_A07F), find(0xC004_C020));
        assert_eq!(find(0x803F_A068), find(0xC004_C004));
        assert_eq!(meaning(0x803F_A0D6), Some(Meaning::KeyUsedUp));
        assert!(TWINS.iter().all(|(_, code)| find(*code).is_some()));
    }

    #[test]
    fn names_stand_in_order_and_each_once() {
        assert!(SYMBOLS.windows(2).all(|two| two[0].0 < two[1].0));
        let is_known = |code: &u32| CODES.iter().any(|row| row.value == *code);
        let twice: Vec<_> = SYMBOLS.iter().filter(|(code, _)| is_known(code)).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn a_name_is_known_of_codes_that_stand_in_no_table_and_of_twins_their_own() {
        assert_eq!(find(0xC004_F022), None);
        assert_eq!(symbol(0xC004_F022), "SL_E_LICENSE_AUTHORIZATION_FAILED");
        assert_eq!(symbol(0x803F_A07F), "SL_REMAPPING_MDOLLAR_DMAK_LIMIT_EXCEEDED");
        assert_eq!((symbol(0x8007_2EE7), symbol(1)), ("ERROR_WINHTTP_NAME_NOT_RESOLVED", ""));
    }

    #[test]
    fn a_code_that_decides_nothing_by_itself_still_has_its_name() {
        let known = find(0xC004_F069).unwrap();
        assert_eq!((known.symbol, known.meaning), ("SL_E_MISMATCHED_PRODUCT_SKU", None));
        assert_eq!(find(0xC004_0000), None);
    }

    #[test]
    fn what_the_directory_lacks_is_told_from_what_the_host_lacks() {
        assert!(is_of_the_directory(0xC004_F083) && is_of_the_directory(0x8007_2030));
        assert!(!is_of_the_directory(0xC004_F074) && !is_of_the_directory(0));
    }
}
