//! Codes of the licensing service and of what it calls, as far as a verdict reads them.
//!
//! Symbols: Windows SDK, `slerror.h` and `winerror.h`. Meanings: Microsoft Learn, "Troubleshoot
//! Windows activation error codes", and the page of each code there.

/// What a code means for a channel.
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
}

/// A code.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The `HRESULT`.
    pub value: u32,
    /// Its name; empty where Microsoft documents none.
    pub symbol: &'static str,
    /// What it means.
    pub meaning: Meaning,
}

const fn code(value: u32, symbol: &'static str, meaning: Meaning) -> Code {
    Code { value, symbol, meaning }
}

/// What is known of a code; the newer licensing stack's twin of a server code is that code
/// (`slerror.h`, `SL_REMAPPING_MDOLLAR_…`).
pub fn find(value: u32) -> Option<&'static Code> {
    let value = TWINS.iter().find(|(twin, _)| *twin == value).map_or(value, |(_, code)| *code);
    CODES.iter().find(|code| code.value == value)
}

const TWINS: &[(u32, u32)] = &[
    (0x803F_A065, 0xC004_C001),
    (0x803F_A066, 0xC004_C002),
    (0x803F_A067, 0xC004_C003),
    (0x803F_A068, 0xC004_C004),
    (0x803F_A06C, 0xC004_C007),
    (0x803F_A071, 0xC004_C008),
    (0x803F_A076, 0xC004_C00D),
    (0x803F_A07F, 0xC004_C020),
    (0x803F_A080, 0xC004_C021),
    (0x803F_A0CB, 0xC004_C017),
];

const CODES: &[Code] = &[
    code(0xC004_F038, "SL_E_VL_NOT_ENOUGH_COUNT", Meaning::CountTooLow),
    code(0xC004_F042, "SL_E_VL_KEY_MANAGEMENT_SERVICE_ID_MISMATCH", Meaning::HostTooOld),
    code(0xC004_F015, "SL_E_PRODUCT_SKU_NOT_INSTALLED", Meaning::HostTooOld),
    code(0xC004_F041, "SL_E_VL_KEY_MANAGEMENT_SERVICE_NOT_ACTIVATED", Meaning::HostNotActivated),
    code(0xC004_F039, "SL_E_VL_BINDING_SERVICE_NOT_ENABLED", Meaning::NoKmsHost),
    code(0xC004_F06C, "SL_E_VL_INVALID_TIMESTAMP", Meaning::ClockTooFar),
    code(0xC004_F074, "SL_E_VL_BINDING_SERVICE_UNAVAILABLE", Meaning::Umbrella),
    code(0x8007_06BA, "RPC_S_SERVER_UNAVAILABLE", Meaning::Unreachable),
    code(0xC002_0017, "RPC_NT_SERVER_UNAVAILABLE", Meaning::Unreachable),
    code(0x8007_139F, "ERROR_INVALID_STATE", Meaning::Unreachable),
    code(0x8007_05B4, "ERROR_TIMEOUT", Meaning::Unreachable),
    code(0x8007_232A, "DNS_ERROR_RCODE_SERVER_FAILURE", Meaning::NotFound),
    code(0x8007_232B, "DNS_ERROR_RCODE_NAME_ERROR", Meaning::NotFound),
    code(0x8007_251D, "DNS_INFO_NO_RECORDS", Meaning::NotFound),
    code(0x8007_267C, "DNS_ERROR_NO_DNS_SERVERS", Meaning::NotFound),
    code(0x8007_007B, "ERROR_INVALID_NAME", Meaning::NotFound),
    code(0x8009_2328, "", Meaning::NotFound),
    // Documented for KMS host keys; the field sees it with multiple activation and retail keys too.
    code(0xC004_C008, "SL_E_CHPA_MAXIMUM_UNLOCK_EXCEEDED", Meaning::KeyUsedUp),
    code(0xC004_C020, "SL_E_CHPA_DMAK_LIMIT_EXCEEDED", Meaning::KeyUsedUp),
    code(0xC004_C021, "SL_E_CHPA_DMAK_EXTENSION_LIMIT_EXCEEDED", Meaning::KeyUsedUp),
    code(0x803F_A0D6, "SL_REMAPPING_MDOLLAR_DMAK_OVERRIDE_LIMIT_REACHED", Meaning::KeyUsedUp),
    code(0xC004_C001, "SL_E_CHPA_PRODUCT_KEY_OUT_OF_RANGE", Meaning::KeyRefused),
    code(0xC004_C002, "SL_E_CHPA_INVALID_BINDING", Meaning::KeyRefused),
    code(0xC004_C003, "SL_E_CHPA_PRODUCT_KEY_BLOCKED", Meaning::KeyRefused),
    code(0xC004_C004, "SL_E_CHPA_INVALID_PRODUCT_KEY", Meaning::KeyRefused),
    code(0xC004_C007, "SL_E_CHPA_UNSUPPORTED_PRODUCT_KEY", Meaning::KeyRefused),
    code(0xC004_C00D, "SL_E_CHPA_INVALID_ACTCONFIG_ID", Meaning::KeyRefused),
    code(0xC004_C017, "SL_E_CHPA_PRODUCT_KEY_BLOCKED_IPLOCATION", Meaning::KeyRefused),
    code(0xC004_C060, "SL_E_CHPA_DYNAMICALLY_BLOCKED_PRODUCT_KEY", Meaning::KeyRefused),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_twin_is_its_code_and_no_code_stands_there_twice() {
        assert_eq!(find(0x803F_A07F), find(0xC004_C020));
        assert_eq!(find(0x803F_A068), find(0xC004_C004));
        assert_eq!(find(0x803F_A0D6).map(|code| code.meaning), Some(Meaning::KeyUsedUp));
        assert!(TWINS.iter().all(|(_, code)| find(*code).is_some()));
        for (at, code) in CODES.iter().enumerate() {
            assert!(
                CODES.iter().skip(at + 1).all(|other| other.value != code.value),
                "{:08X}",
                code.value
            );
        }
    }
}
