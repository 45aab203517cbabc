//! What the log-on of Windows itself has to be before it is made: Kerberos alone, with mutual
//! authentication, signed and sealed, over the connection to the server that answered the ping.
//! NTLM would let whoever is at the other end pass the log-on on to others, and guess at the
//! password.

use std::net::SocketAddr;

use crate::evidence::NotSent;

/// The mechanism that is Kerberos and nothing else (RFC 4752); `GSS-SPNEGO` would allow NTLM.
pub(super) const METHOD: &str = "GSSAPI";

/// `ISC_REQ_MUTUAL_AUTH | ISC_REQ_REPLAY_DETECT | ISC_REQ_SEQUENCE_DETECT | ISC_REQ_CONFIDENTIALITY
/// | ISC_REQ_INTEGRITY` of sspi.h.
pub(super) const SSPI_FLAGS: u32 = 0x0001_001e;

/// `ISC_REQ_DELEGATE` of sspi.h: the server would get a ticket to go on with in the user's name.
const DELEGATE: u32 = 0x0000_0001;

/// A session's settings as the library reads them back, and where its socket leads; `None`: it does
/// not tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ReadBack {
    /// `LDAP_OPT_SIGN`.
    pub(super) sign: Option<u32>,
    /// `LDAP_OPT_ENCRYPT`.
    pub(super) encrypt: Option<u32>,
    /// `LDAP_OPT_AUTO_RECONNECT`: another connection would be to anybody.
    pub(super) reconnect: Option<u32>,
    /// `LDAP_OPT_REFERRALS`: servers that other servers name would be logged on to.
    pub(super) referrals: Option<u32>,
    /// `LDAP_OPT_SSPI_FLAGS`.
    pub(super) sspi_flags: Option<u32>,
    /// `LDAP_OPT_SASL_METHOD`.
    pub(super) method: Option<String>,
    /// The other end of `LDAP_OPT_DESC`.
    pub(super) peer: Option<SocketAddr>,
}

/// What speaks against the log-on; `pinged` is the address that answered the ping.
pub(super) fn objection(session: &ReadBack, pinged: SocketAddr) -> Option<NotSent> {
    match () {
        () if !is_kerberos_alone(session) || !is_sealed(session) || !stays(session) => {
            Some(NotSent::Unprotected)
        }
        () if !leads_to(session, pinged) => Some(NotSent::OtherAddress),
        () => None,
    }
}

fn is_kerberos_alone(session: &ReadBack) -> bool {
    let flags = session.sspi_flags.unwrap_or(0);
    let is_mutual = flags & SSPI_FLAGS == SSPI_FLAGS && flags & DELEGATE == 0;
    is_mutual && session.method.as_deref().is_some_and(|method| method.eq_ignore_ascii_case(METHOD))
}

fn is_sealed(session: &ReadBack) -> bool {
    let is_on = |option: Option<u32>| option.is_some_and(|value| value != 0);
    is_on(session.sign) && is_on(session.encrypt)
}

fn stays(session: &ReadBack) -> bool {
    session.reconnect == Some(0) && session.referrals == Some(0)
}

fn leads_to(session: &ReadBack, pinged: SocketAddr) -> bool {
    let same = |peer: SocketAddr| {
        peer.ip().to_canonical() == pinged.ip().to_canonical() && peer.port() == pinged.port()
    };
    session.peer.is_some_and(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PINGED: &str = "192.0.2.10:389";

    fn right() -> ReadBack {
        ReadBack {
            sign: Some(1),
            encrypt: Some(1),
            reconnect: Some(0),
            referrals: Some(0),
            sspi_flags: Some(SSPI_FLAGS),
            method: Some(METHOD.to_owned()),
            peer: Some(PINGED.parse().unwrap()),
        }
    }

    fn judged(change: impl FnOnce(&mut ReadBack)) -> Option<NotSent> {
        let mut session = right();
        change(&mut session);
        objection(&session, PINGED.parse().unwrap())
    }

    #[test]
    fn what_was_set_and_is_read_back_is_enough() {
        assert_eq!(judged(|_| ()), None);
        // What the library adds of its own: ISC_REQ_ALLOCATE_MEMORY; and "on" as all bits.
        assert_eq!(judged(|session| session.sspi_flags = Some(SSPI_FLAGS | 0x100)), None);
        assert_eq!(judged(|session| session.sign = Some(u32::MAX)), None);
        assert_eq!(
            judged(|session| session.peer = Some("[::ffff:192.0.2.10]:389".parse().unwrap())),
            None
        );
    }

    #[test]
    fn whatever_is_not_read_back_as_it_was_set_ends_the_log_on() {
        let changes: [fn(&mut ReadBack); 14] = [
            |session| session.sign = Some(0),
            |session| session.sign = None,
            |session| session.encrypt = Some(0),
            |session| session.encrypt = None,
            |session| session.reconnect = Some(1),
            |session| session.reconnect = None,
            |session| session.referrals = Some(1),
            |session| session.referrals = None,
            |session| session.method = Some("GSS-SPNEGO".to_owned()),
            |session| session.method = None,
            |session| session.sspi_flags = None,
            |session| session.sspi_flags = Some(SSPI_FLAGS & !2),
            |session| session.sspi_flags = Some(SSPI_FLAGS | DELEGATE),
            |session| session.sspi_flags = Some(SSPI_FLAGS & !0x10),
        ];
        for (number, change) in changes.into_iter().enumerate() {
            assert_eq!(judged(change), Some(NotSent::Unprotected), "change {number}");
        }
    }

    #[test]
    fn another_address_than_the_one_that_answered_ends_the_log_on() {
        for peer in ["192.0.2.11:389", "192.0.2.10:636", "[2001:db8::10]:389"] {
            assert_eq!(
                judged(|session| session.peer = Some(peer.parse().unwrap())),
                Some(NotSent::OtherAddress)
            );
        }
        assert_eq!(judged(|session| session.peer = None), Some(NotSent::OtherAddress));
    }
}
