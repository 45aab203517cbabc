//! A certification authority of our own, made by openssl: root, issuing CA,
//! and leaves with every fault that a server's certificate can have.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

use super::process::output_of;

/// The hosts that a good certificate is for.
const ENDPOINTS: &str = "DNS:*.sls.microsoft.com,DNS:go.microsoft.com,DNS:*.mp.microsoft.com,\
     DNS:*.md.mp.microsoft.com,DNS:login.live.com";

/// faketime rounds: what is signed "now" may begin a second ahead, and is not yet valid then.
const JUST_NOW: &str = "1 minute ago";

pub struct Authority {
    folder: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaf {
    Good,
    Expired,
    NotYetValid,
    WrongName,
}

/// A certificate with its issuing CA, and its key.
pub struct Identity {
    pub chain: PathBuf,
    pub key: PathBuf,
}

impl Authority {
    pub fn establish(folder: &Path) -> Self {
        Self::establish_as("Corp Test", folder)
    }

    /// One whose names begin with `company`.
    pub fn establish_as(company: &str, folder: &Path) -> Self {
        fs::create_dir(folder).expect("a folder");
        let authority = Self { folder: folder.to_owned() };
        authority.signing_key("root");
        authority.signing_key("issuing");
        authority.issue_root(company);
        authority.issue(
            "issuing",
            &format!("/CN={company} Issuing CA"),
            "root",
            CA_EXTENSIONS,
            JUST_NOW,
            "1000",
        );
        authority
    }

    /// The root certificate, in PEM.
    pub fn root(&self) -> PathBuf {
        self.path("root.crt")
    }

    /// Adds the root to those that this namespace's system trusts.
    pub fn trust(&self) {
        let mut trusted = fs::OpenOptions::new()
            .append(true)
            .open("/etc/ssl/certs/ca-certificates.crt")
            .expect("the namespace has its own list");
        trusted
            .write_all(&fs::read(self.root()).expect("it was made"))
            .expect("it is a file of ours");
    }

    pub fn identity(&self, leaf: Leaf) -> Identity {
        let (signed, days) = match leaf {
            Leaf::Good | Leaf::WrongName => (JUST_NOW, "365"),
            Leaf::Expired => ("60 days ago", "30"),
            Leaf::NotYetValid => ("30 days", "30"),
        };
        let hosts = if leaf == Leaf::WrongName { "DNS:www.corp.test" } else { ENDPOINTS };
        self.identity_for(&format!("{leaf:?}").to_lowercase(), hosts, signed, days)
    }

    /// One for `hosts`, kept under `name`, signed at that time for so many days.
    pub fn identity_for(&self, name: &str, hosts: &str, signed: &str, days: &str) -> Identity {
        let chain = self.path(&format!("{name}.chain"));
        if !chain.exists() {
            let extensions = format!(
                "basicConstraints=CA:false\nextendedKeyUsage=serverAuth\nsubjectAltName={hosts}\n"
            );
            self.key(name);
            self.issue(name, "/CN=endpoint", "issuing", &extensions, signed, days);
            let bundle = [format!("{name}.crt"), "issuing.crt".to_owned()]
                .map(|part| fs::read_to_string(self.path(&part)).expect("it was made"))
                .concat();
            fs::write(&chain, bundle).expect("a file of ours");
        }
        Identity { chain, key: self.path(&format!("{name}.key")) }
    }

    /// RSA: Wine 8 takes an ECDSA signature for a false one where a number of it begins with a zero
    /// byte, which is one signature in 128.
    fn signing_key(&self, name: &str) {
        let mut command = Command::new("openssl");
        command.args(["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out"]);
        output_of(command.arg(self.path(&format!("{name}.key"))));
    }

    fn key(&self, name: &str) {
        let mut command = Command::new("openssl");
        command.args(["ecparam", "-genkey", "-noout", "-name", "prime256v1", "-out"]);
        output_of(command.arg(self.path(&format!("{name}.key"))));
    }

    fn issue_root(&self, company: &str) {
        let mut command = Command::new("openssl");
        command.args([
            "req",
            "-x509",
            "-new",
            "-days",
            "1000",
            "-subj",
            &format!("/CN={company} Root CA"),
        ]);
        command.arg("-key").arg(self.path("root.key")).arg("-out").arg(self.root());
        output_of(&mut command);
    }

    /// `signed` is when the issuer's clock says that it signs, for faketime.
    fn issue(
        &self,
        name: &str,
        subject: &str,
        issuer: &str,
        extensions: &str,
        signed: &str,
        days: &str,
    ) {
        let (request, config) =
            (self.path(&format!("{name}.csr")), self.path(&format!("{name}.ext")));
        fs::write(&config, extensions).expect("a file of ours");
        let mut ask = Command::new("openssl");
        ask.args(["req", "-new", "-subj", subject, "-key"]).arg(self.path(&format!("{name}.key")));
        output_of(ask.arg("-out").arg(&request));
        let mut sign = Command::new("faketime");
        sign.args([signed, "openssl", "x509", "-req", "-days", days, "-in"]).arg(&request);
        sign.arg("-CA").arg(self.path(&format!("{issuer}.crt")));
        sign.arg("-CAkey").arg(self.path(&format!("{issuer}.key")));
        sign.arg("-extfile").arg(&config).arg("-out").arg(self.path(&format!("{name}.crt")));
        output_of(&mut sign);
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

const CA_EXTENSIONS: &str =
    "basicConstraints=critical,CA:true,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n";
