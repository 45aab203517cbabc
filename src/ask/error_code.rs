//! Error codes that Windows printed, as people hand them in (`--code`).

/// How many one run takes: each is one that somebody typed.
const MOST_CODES: usize = 64;

/// The `HRESULT` behind what was typed: `0xC004F074` as `slmgr` prints it, the same eight digits
/// bare, or the number that PowerShell makes of it, with or without its sign.
pub fn error_code(text: &str) -> Result<u32, ErrorCodeError> {
    let text = text.trim();
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    match digits {
        Some(digits) => hexadecimal(digits),
        // Of a code that tells of an error, the decimal number has more digits.
        None => hexadecimal(text).or_else(|_| decimal(text)),
    }
}

/// Fewer digits than eight are a code that lost one on the way.
fn hexadecimal(digits: &str) -> Result<u32, ErrorCodeError> {
    let is_whole = digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let code = if is_whole { u32::from_str_radix(digits, 16).ok() } else { None };
    code.filter(|code| *code != 0).ok_or(ErrorCodeError)
}

/// What tells of no error is another number of Windows: an event id, a Win32 code.
fn decimal(digits: &str) -> Result<u32, ErrorCodeError> {
    let number: i64 = digits.parse().map_err(|_| ErrorCodeError)?;
    let code = match i32::try_from(number) {
        Ok(signed) => signed.cast_unsigned(),
        Err(_) => u32::try_from(number).map_err(|_| ErrorCodeError)?,
    };
    if code.cast_signed() < 0 { Ok(code) } else { Err(ErrorCodeError) }
}

/// Each code once, in the order in which they were given.
pub fn distinct(codes: &[u32]) -> Result<Vec<u32>, TooManyCodes> {
    let mut kept = Vec::new();
    for code in codes {
        if kept.contains(code) {
            continue;
        }
        if kept.len() == MOST_CODES {
            return Err(TooManyCodes);
        }
        kept.push(*code);
    }
    Ok(kept)
}

/// A text that is no error code of Windows. It is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected an error code of Windows with its eight hexadecimal digits, such as 0xC004F074, or \
     as PowerShell prints it, such as -1073418124; found another text"
)]
pub struct ErrorCodeError;

/// More codes than anybody types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected at most {MOST_CODES} different codes for --code, found more")]
pub struct TooManyCodes;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_slmgr_wmi_and_powershell_print_it() {
        for text in ["0xC004F074", "0XC004f074", " c004f074 ", "-1073418124", "3221549172"] {
            assert_eq!(error_code(text), Ok(0xC004_F074), "{text}");
        }
        assert_eq!(error_code("80070005"), Ok(0x8007_0005));
        assert_eq!(error_code("0x4004F00C"), Ok(0x4004_F00C), "a code that tells of no error");
        assert_eq!(error_code("-2147483648"), Ok(0x8000_0000));
    }

    #[test]
    fn what_is_no_whole_code_is_refused() {
        for text in [
            "",
            "0x",
            "0xC004F07",
            "0xC004F0740",
            "C004F07",
            "0x00000000",
            "00000000",
            "12288",
            "4294967296",
            "-2147483649",
            "0x-004F074",
            "+C004F07",
            "0xC004F07G",
            "slmgr",
            "1722",
            "99999999999999999999",
            "2147483647",
        ] {
            assert_eq!(error_code(text), Err(ErrorCodeError), "{text}");
        }
    }

    #[test]
    fn each_code_is_kept_once_and_no_more_than_anybody_types() {
        assert_eq!(distinct(&[2, 1, 2]), Ok(vec![2, 1]));
        let many: Vec<u32> = (0..=64).collect();
        assert_eq!(distinct(&many[..64]), Ok(many[..64].to_vec()));
        assert_eq!(distinct(&many), Err(TooManyCodes));
        assert!(distinct(&[7; 1000]).is_ok());
    }
}
