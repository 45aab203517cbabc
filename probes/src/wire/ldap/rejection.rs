//! Why Active Directory did not accept credentials: it says so in the diagnostic message of
//! `invalidCredentials` alone.

use crate::evidence::Rejection;

/// The reason in a message such as `80090308: LdapErr: DSID-0C0903A9, comment:
/// AcceptSecurityContext error, data 52e, v1db1`. The sub-code counts; where it is none that is
/// known, the status at the front.
pub fn rejection(message: &str) -> Rejection {
    let message = message.to_ascii_lowercase();
    let by_status = || {
        if message.starts_with(NO_AUTHORITY) { Rejection::NoAuthority } else { Rejection::Unstated }
    };
    sub_code(&message).map_or_else(by_status, of_code)
}

fn sub_code(message: &str) -> Option<&str> {
    let (_, behind) = message.split_once(BEFORE_THE_SUB_CODE)?;
    let code = behind.split(|c: char| !c.is_ascii_hexdigit()).next()?;
    Some(code.trim_start_matches('0'))
        .filter(|code| SUB_CODES.iter().any(|(known, _)| known == code))
}

fn of_code(code: &str) -> Rejection {
    SUB_CODES
        .iter()
        .find(|(known, _)| *known == code)
        .map_or(Rejection::Unstated, |(_, reason)| *reason)
}

const BEFORE_THE_SUB_CODE: &str = "acceptsecuritycontext error, data ";

/// `SEC_E_NO_AUTHENTICATING_AUTHORITY` (MS-ERREF §2.1.1).
const NO_AUTHORITY: &str = "80090311";

/// Hexadecimal codes of Windows (MS-ERREF §2.2).
const SUB_CODES: [(&str, Rejection); 11] = [
    ("51f", Rejection::NoAuthority),
    ("525", Rejection::UnknownUser),
    ("52e", Rejection::WrongPassword),
    ("52f", Rejection::AccountRestricted),
    ("530", Rejection::OutsideHours),
    ("531", Rejection::OtherWorkstation),
    ("532", Rejection::PasswordExpired),
    ("533", Rejection::AccountDisabled),
    ("701", Rejection::AccountExpired),
    ("773", Rejection::PasswordMustChange),
    ("775", Rejection::AccountLocked),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn of_data(data: &str) -> Rejection {
        rejection(&format!(
            "80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data {data}, \
             v1db1"
        ))
    }

    #[test]
    fn each_sub_code_is_told_apart() {
        for (code, reason) in SUB_CODES {
            assert_eq!((of_data(code), of_data(&code.to_uppercase())), (reason, reason), "{code}");
        }
        // Samba writes eight digits.
        assert_eq!(of_data("0000052e"), Rejection::WrongPassword);
    }

    #[test]
    fn what_is_no_known_sub_code_is_unstated_unless_the_status_tells() {
        for data in ["0", "52", "52e1", "57", "", "x52e"] {
            assert_eq!(of_data(data), Rejection::Unstated, "{data:?}");
        }
        assert_eq!(rejection(""), Rejection::Unstated);
        assert_eq!(rejection("Invalid credentials, data 52e"), Rejection::Unstated);
        assert_eq!(
            rejection("80090311: LdapErr: DSID-0C09056B, comment: error, data 0"),
            Rejection::NoAuthority
        );
        // A sub-code that says that the password was looked at counts for more than any status.
        let both = "80090311: LdapErr: DSID-0C09056B, comment: AcceptSecurityContext error, data \
             52e, v23f0";
        assert_eq!(rejection(both), Rejection::WrongPassword);
    }
}
