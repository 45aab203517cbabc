//! The site's domain controller: Samba with Active Directory's `corp.test`, its DNS, Kerberos and
//! signed time.

use std::{
    collections::hash_map::DefaultHasher,
    fmt::Write as _,
    fs,
    hash::{Hash, Hasher},
    io,
    net::UdpSocket,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use crate::{
    harness::{
        chrony::{self, Time},
        process::{Server, listens, output_of, run},
        site::Site,
    },
    hosts::{v4, v6},
};

/// Its name among the hosts.
pub const NAME: &str = "dc1";
/// Everybody's password, the administrator's too.
pub const PASSWORD: &str = "Open-Sesame1";
/// A user without any right that others do not have.
pub const USER: &str = "reader";
/// RFC 4511 section 4.1.9.
const NO_SUCH_OBJECT: i32 = 32;
/// An SNTP message with the number of a key and a signature.
const SIGNED: usize = 68;
/// The domain controller's own, the first that a domain gives away.
const OWN_ACCOUNT: u32 = 1000;
/// What a member of the domain finds on it: files, RPC, LDAP, CLDAP, Kerberos, DNS.
const SERVICES: &str = "s3fs, rpc, ldap, cldap, kdc, ntp_signd, winbindd, dns";

/// The running domain controller.
pub struct Controller {
    /// Where its files are.
    pub domain: PathBuf,
    _time: Server,
    _samba: Server,
}

/// What the directory knows of activation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// An activation object that every user may read.
    WithObject,
    WithoutObject,
    WithoutContainer,
    /// Container and object, which only administrators may read.
    Unreadable,
    /// A domain whose own DNS has no record of KMS.
    WithoutKmsRecord,
    /// A schema from before there was activation by Active Directory.
    WithoutClasses,
}

impl Content {
    /// # Panics
    /// When no directory is called so.
    pub fn read(word: &str) -> Self {
        match word {
            "with-object" => Self::WithObject,
            "without-object" => Self::WithoutObject,
            "without-container" => Self::WithoutContainer,
            "unreadable" => Self::Unreadable,
            "without-kms-record" => Self::WithoutKmsRecord,
            "without-classes" => Self::WithoutClasses,
            _ => panic!("no directory is {word:?}"),
        }
    }

    /// Windows Server 2012 brought the classes; Samba has them with the schema of 2012 R2.
    fn schema(self) -> &'static str {
        if self == Self::WithoutClasses { "2008_R2" } else { "2012_R2" }
    }

    /// What has to be changed in a new domain of that schema.
    fn change(self) -> Option<&'static str> {
        match self {
            Self::WithObject | Self::WithoutClasses => None,
            Self::WithoutObject => Some("without-object"),
            Self::WithoutContainer => Some("without-container"),
            Self::Unreadable => Some("unreadable"),
            Self::WithoutKmsRecord => Some("without-kms-record"),
        }
    }
}

/// What [`USER`] finds out, asking with another program: a directory that is not broken as it
/// should be shows nothing.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    /// The container with what is in it, or that there is none.
    entries: usize,
    readable: bool,
    /// Whether the schema knows activation objects.
    class: bool,
}

impl Content {
    fn seen(self) -> Seen {
        let (entries, readable, class) = match self {
            Self::WithObject | Self::WithoutKmsRecord => (2, true, true),
            Self::WithoutObject => (1, true, true),
            Self::WithoutContainer => (0, false, true),
            Self::Unreadable => (1, false, true),
            Self::WithoutClasses => (0, false, false),
        };
        Seen { entries, readable, class }
    }
}

impl Seen {
    fn by_user() -> Self {
        let found = search("CN=Activation Objects,CN=Microsoft SPP,CN=Services", "(objectClass=*)");
        let class = search("CN=Schema", "(lDAPDisplayName=msSPP-ActivationObject)");
        Self {
            entries: found.matches("dn: ").count(),
            readable: found.contains("objectClass: "),
            class: class.contains("dn: "),
        }
    }
}

/// Entries under `base` in the configuration, in LDIF.
fn search(base: &str, filter: &str) -> String {
    let server = format!("ldap://{}", v4(NAME));
    let mut command = Command::new("ldapsearch");
    command.env("LDAPTLS_REQCERT", "never").args(["-x", "-ZZ", "-LLL", "-H", &server]);
    command.args(["-D", &format!("{USER}@corp.test"), "-w", PASSWORD]);
    let ended = run(command.args([
        "-b",
        &format!("{base},CN=Configuration,DC=corp,DC=test"),
        filter,
        "objectClass",
    ]));
    assert!(ended.code == 0 || ended.code == NO_SUCH_OBJECT, "{}", ended.all_output());
    ended.stdout
}

/// Starts the domain controller on a copy of a domain that is made once.
pub fn start(site: &Site, content: Content) -> Controller {
    let folder = site.folder("samba");
    let domain = folder.join("domain");
    output_of(Command::new("cp").arg("-a").arg(made_once(content.schema())).arg(&domain));
    // Others have to reach what is theirs in it: the proxy its key.
    fs::set_permissions(&domain, fs::Permissions::from_mode(0o755)).expect("a folder of ours");
    let settings = domain.join("etc/smb.conf");
    fs::write(&settings, configure(site, &domain)).expect("a file of ours");
    if let Some(change) = content.change() {
        output_of(tool().arg("change").arg(&domain).arg(change));
    }
    prepare_pipes();
    // Its processes are many, and end with their first one only in a namespace of their own.
    let mut command = Command::new("unshare");
    command.args([
        "--pid",
        "--fork",
        "--kill-child",
        "/usr/sbin/samba",
        "--foreground",
        "--no-process-group",
    ]);
    command.args(["--debug-stdout", "--configfile"]).arg(&settings);
    let samba = Server::start("samba", &folder, &mut command, answers());
    assert_eq!(Seen::by_user(), content.seen(), "{content:?}");
    let time = start_time(site, &domain.join("ntp_signd"));
    Controller { domain, _time: time, _samba: samba }
}

/// A domain controller's time server has its answers signed by the directory service (MS-SNTP
/// section 3.2.5).
fn start_time(site: &Site, signer: &Path) -> Server {
    let settings = format!("ntpsigndsocket {}\n", signer.display());
    let server = chrony::start_with(site, v4(NAME), Time::Right, &settings);
    assert!((0..20).any(|_| answers_signed().is_ok()), "no answer is signed");
    server
}

/// Asks as a member does (MS-SNTP section 2.2.1): version 3, its account's number, an empty
/// signature.
fn answers_signed() -> io::Result<()> {
    let socket = UdpSocket::bind((v4(NAME), 0))?;
    socket.set_read_timeout(Some(Duration::from_millis(200)))?;
    socket.connect((v4(NAME), 123))?;
    let mut packet = [0; SIGNED];
    packet[0] = 0x1b; // version 3, client
    packet[48..52].copy_from_slice(&OWN_ACCOUNT.to_le_bytes());
    socket.send(&packet)?;
    if socket.recv(&mut packet)? == SIGNED {
        Ok(())
    } else {
        Err(io::ErrorKind::InvalidData.into())
    }
}

/// LDAP comes after most, DNS needs LDAP's data, Kerberos has a port of its own, and SMB is another
/// program's.
fn answers() -> impl FnMut() -> bool {
    let mut ports = [389, 636, 88, 135, 445, 3268].map(|port| listens((v6(NAME), port)));
    move || ports.iter_mut().all(|listens| listens()) && knows_itself()
}

fn knows_itself() -> bool {
    let server = format!("@{}", v4(NAME));
    let record = "_ldap._tcp.dc._msdcs.corp.test";
    run(Command::new("dig").args([&server, "+tries=1", "+time=1", "+short", record, "SRV"]))
        .stdout
        .contains(NAME)
}

/// The place of winbind's pipe is compiled in; in this mount namespace it is ours alone.
fn prepare_pipes() {
    let pipes = Path::new("/run/samba/lab");
    if !pipes.exists() {
        fs::create_dir_all("/run/samba").expect("a place for pipes");
        output_of(Command::new("mount").args(["-t", "tmpfs", "tmpfs", "/run/samba"]));
        fs::create_dir(pipes).expect("a folder of ours");
    }
}

fn configure(site: &Site, domain: &Path) -> String {
    let identity = site.authority().identity_for(NAME, "DNS:dc1.corp.test", "now", "365");
    // Samba uses no key that others may read.
    let key = domain.join("key.pem");
    fs::copy(&identity.key, &key).expect("a file of ours");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).expect("a file of ours");
    let mut text = format!(
        "[global]
        netbios name = DC1
        workgroup = CORP
        realm = CORP.TEST
        server role = active directory domain controller
        server services = {SERVICES}
        prefork children = 1
        interfaces = {}/24 {}/64
        bind interfaces only = yes
        dns forwarder = {}
        tls keyfile = {}
        tls certfile = {}
        tls cafile = {}\n",
        v4(NAME),
        v6(NAME),
        v4("dns1"),
        key.display(),
        identity.chain.display(),
        site.authority().root().display(),
    );
    let path = domain.display();
    for (setting, folder) in [
        ("private dir", "private"),
        ("state directory", "state"),
        ("cache directory", "cache"),
        ("lock directory", "lock"),
        ("pid directory", "lock"),
        ("binddns dir", "bind-dns"),
        ("ncalrpc dir", "ncalrpc"),
        ("ntp signd socket directory", "ntp_signd"),
    ] {
        let _ = writeln!(text, "{setting} = {path}/{folder}");
    }
    text + &format!(
        "[sysvol]\npath = {path}/state/sysvol\n[netlogon]\n\
         path = {path}/state/sysvol/corp.test/scripts\n"
    )
}

/// A domain with this schema. Making one takes Samba many seconds, so it stays for later runs,
/// until Samba, the tool or the site's zone are others.
fn made_once(schema: &str) -> PathBuf {
    let cache = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/lab-cache");
    let (kind, version) = (format!("domain-{schema}-"), version());
    let domain = cache.join(format!("{kind}{version:016x}"));
    if !domain.exists() {
        fs::create_dir_all(&cache).expect("a place for what is kept");
        make(schema, &domain);
        forget(&kind, &domain);
    }
    domain
}

fn version() -> u64 {
    let mut hasher = DefaultHasher::new();
    output_of(Command::new("/usr/sbin/samba").arg("--version")).hash(&mut hasher);
    for source in ["peers/domain.py", "zones/corp.test"] {
        fs::read(lab(source)).expect("a file of the lab").hash(&mut hasher);
    }
    hasher.finish()
}

/// Complete, or not there: a run may be interrupted, and two may make it at the same time.
fn make(schema: &str, domain: &Path) {
    let new = tempfile::tempdir_in(domain.parent().expect("it is in the cache")).expect("a folder");
    output_of(tool().arg("make").arg(new.path()).arg(schema).arg(lab("zones/corp.test")));
    // The other one's is as good.
    let _ = fs::rename(new.path(), domain);
    assert!(domain.exists(), "the new domain cannot be put to {}", domain.display());
}

/// Removes those that were made before this one.
fn forget(kind: &str, kept: &Path) {
    let cache = kept.parent().expect("it is in the cache");
    for entry in fs::read_dir(cache).expect("a folder of ours").flatten() {
        if entry.path() != kept && entry.file_name().to_string_lossy().starts_with(kind) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Another python that comes first in PATH does not have Samba.
fn tool() -> Command {
    let mut command = Command::new("/usr/bin/python3");
    command.arg(lab("peers/domain.py"));
    command
}

fn lab(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab").join(file)
}
