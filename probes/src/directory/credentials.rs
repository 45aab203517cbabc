//! Who asks, and the password, which no output ever shows.

use rustls::pki_types::CertificateDer;

use super::password::Password;
use crate::net::trust::{self, RootsError, TrustStores};
use crate::wire::x509;

/// Who asks for the activation objects.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// Whoever runs actprobe on Windows: the user, or the machine where it runs as a service.
    Own,
    /// A user with a password, which is sent inside TLS alone.
    Password(Box<PasswordLogin>),
    /// Such a user, of whom nothing is sent: a file that may be anybody's names the domain, and the
    /// user did not.
    Withheld,
}

/// A user, a password, and who vouches for the servers that may see it.
#[derive(Clone, Debug)]
pub struct PasswordLogin {
    /// As Active Directory takes it: `user@corp.example`, `CORP\\user` or a distinguished name.
    pub(super) user: String,
    pub(super) password: Password,
    /// The system's roots, and the authorities that the user names.
    pub(super) trust: TrustStores,
    /// All certificates that the user names: servers' own ones may be among them.
    pub(super) given: Vec<CertificateDer<'static>>,
}

impl PasswordLogin {
    /// A log-on. `certificates` is PEM: authorities that are trusted beside those of this system,
    /// or the own certificates of controllers that the user names; empty: none.
    ///
    /// # Errors
    ///
    /// There is something in `certificates` that is none.
    pub fn new(user: String, password: Password, certificates: &[u8]) -> Result<Self, RootsError> {
        let given =
            if certificates.is_empty() { Vec::new() } else { trust::certificates(certificates)? };
        let mut authorities = Vec::new();
        for certificate in &given {
            // What may sign nothing vouches for nothing: whoever holds the key of one server is no
            // authority.
            if x509::may_be_authority(certificate).ok_or(RootsError::NotACertificate)? {
                authorities.push(certificate.clone());
            }
        }
        let trust = TrustStores::with_authorities(authorities)?;
        Ok(Self { user, password, trust, given })
    }

    /// The same, with what was read of this host's own stores from `trust`.
    #[must_use]
    pub fn sharing(self, trust: &TrustStores) -> Self {
        Self { trust: self.trust.sharing(trust), ..self }
    }

    /// The name by which the server of `domain` knows the user: a bare one is taken to be of that
    /// domain.
    pub(super) fn name_in(&self, domain: &str) -> String {
        match self.user.contains(['@', '\\', '=']) {
            true => self.user.clone(),
            false => format!("{}@{domain}", self.user),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(user: &str) -> PasswordLogin {
        PasswordLogin::new(user.to_owned(), Password::of_file(b"sesame".to_vec()).unwrap(), b"")
            .unwrap()
    }

    #[test]
    fn a_bare_name_is_of_the_domain_and_others_are_left_alone() {
        for (given, name) in [
            ("alice", "alice@corp.example"),
            ("alice@other.example", "alice@other.example"),
            (r"CORP\alice", r"CORP\alice"),
            ("CN=alice,DC=corp", "CN=alice,DC=corp"),
        ] {
            assert_eq!(login(given).name_in("corp.example"), name);
        }
    }

    #[test]
    fn the_password_is_not_shown() {
        assert!(
            !format!("{:?}", Credentials::Password(Box::new(login("alice")))).contains("sesame")
        );
    }

    #[test]
    fn what_is_no_certificate_is_refused() {
        let given = |pem: &[u8]| {
            PasswordLogin::new(
                "alice".to_owned(),
                Password::of_file(b"sesame".to_vec()).unwrap(),
                pem,
            )
            .map(|_| ())
            .err()
        };
        assert_eq!(given(b"no certificate here"), Some(RootsError::NoCertificate));
        let broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert_eq!(given(broken), Some(RootsError::NotACertificate));
    }
}
