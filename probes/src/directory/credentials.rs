//! Who asks, and the password, which no output ever shows.

use std::fmt;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use zeroize::Zeroizing;

use crate::net::trust::{RootsError, TrustStores};

/// Who asks for the activation objects.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// Whoever runs actprobe on Windows: the user, or the machine where it runs as a service.
    Own,
    /// A user with a password, which is sent inside TLS alone.
    Password(Box<PasswordLogin>),
}

/// A user, a password, and who vouches for the servers that may see it.
#[derive(Clone, Debug)]
pub struct PasswordLogin {
    /// As Active Directory takes it: `user@corp.example`, `CORP\user` or a distinguished name.
    pub(super) user: String,
    pub(super) password: Password,
    pub(super) trust: TrustStores,
    /// Certificates that are trusted as they are, whatever their names.
    pub(super) pinned: Vec<CertificateDer<'static>>,
}

/// A password. It is not shown, not even to a debugger, and overwritten when it is dropped.
#[derive(Clone)]
pub struct Password(Zeroizing<Vec<u8>>);

impl PasswordLogin {
    /// A log-on. `certificates` is PEM: authorities, or the servers' own certificates, that are trusted beside those
    /// that this system trusts; empty: none.
    ///
    /// # Errors
    ///
    /// There is something in `certificates` that is none.
    pub fn new(user: String, password: Password, certificates: &[u8]) -> Result<Self, RootsError> {
        let trust = TrustStores::with_site_roots(certificates)?;
        let pinned = CertificateDer::pem_slice_iter(certificates).filter_map(Result::ok).collect();
        Ok(Self { user, password, trust, pinned })
    }

    /// The name by which the server of `domain` knows the user: a bare one is taken to be of that domain.
    pub(super) fn name_in(&self, domain: &str) -> String {
        match self.user.contains(['@', '\\', '=']) {
            true => self.user.clone(),
            false => format!("{}@{domain}", self.user),
        }
    }
}

impl Password {
    /// The password in a file: its first line.
    pub fn of_file(content: &str) -> Self {
        Self(Zeroizing::new(content.lines().next().unwrap_or_default().as_bytes().to_vec()))
    }

    /// Whether there is none. A simple bind without password succeeds as anonymous, and proves nothing (RFC 4513
    /// §5.1.2).
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(user: &str) -> PasswordLogin {
        PasswordLogin::new(user.to_owned(), Password::of_file("sesame\r\nmore"), b"").unwrap()
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
    fn the_password_is_the_first_line_and_is_not_shown() {
        let login = login("alice");
        assert_eq!(login.password.as_bytes(), b"sesame");
        assert!(!format!("{:?}", Credentials::Password(Box::new(login))).contains("sesame"));
        assert!(Password::of_file("").is_empty() && Password::of_file("\n").is_empty());
    }
}
