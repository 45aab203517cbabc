//! The namespace the tests run in, and who has it just now.

use std::{
    env, fs,
    net::Ipv4Addr,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use super::{addresses, authority::Authority, process::output_of};

/// The right to start servers: there is one of each address.
pub struct Site {
    _alone: MutexGuard<'static, ()>,
    workspace: &'static Workspace,
}

/// What all tests of a run share.
struct Workspace {
    folder: PathBuf,
    authority: Authority,
}

static SITE: Mutex<()> = Mutex::new(());
static WORKSPACE: OnceLock<Workspace> = OnceLock::new();
static NEXT_FOLDER: AtomicU32 = AtomicU32::new(0);

impl Site {
    /// Waits until no other test has it.
    ///
    /// # Panics
    /// Outside a namespace of `tests/real/namespace.sh`.
    pub fn open() -> Self {
        // A failed test has dropped its servers all the same.
        let alone = SITE.lock().unwrap_or_else(PoisonError::into_inner);
        let workspace = WORKSPACE.get_or_init(Workspace::prepare);
        resolve_with(&[addresses::DNS], &["corp.test"]);
        Self { _alone: alone, workspace }
    }

    pub fn authority(&self) -> &Authority {
        &self.workspace.authority
    }

    /// A new folder for one server, which its own user may write to as well.
    pub fn folder(&self, server: &str) -> PathBuf {
        let number = NEXT_FOLDER.fetch_add(1, Ordering::Relaxed);
        let folder = self.workspace.folder.join(format!("{server}-{number}"));
        fs::create_dir(&folder).expect("a folder");
        open_to_all(&folder);
        folder
    }
}

impl Site {
    /// The site file of the program under test: our authority is the site's own.
    pub fn file(&self) -> String {
        let file = self.write("site.toml", "[online]\naccepted_roots = [\"root.pem\"]\n");
        self.put_root_beside(Path::new(&file));
        file
    }

    /// A site file names files of its own folder alone.
    pub fn put_root_beside(&self, site_file: &Path) {
        fs::copy(self.authority().root(), site_file.with_file_name("root.pem"))
            .expect("a folder of ours");
    }

    /// Writes a file that the program under test can read, and returns its path.
    pub fn write(&self, name: &str, content: &str) -> String {
        let path = self.folder("files").join(name);
        fs::write(&path, content).expect("a folder of ours");
        path.display().to_string()
    }
}

impl Workspace {
    fn prepare() -> Self {
        let folder = namespace_folder();
        for address in addresses::ON_THE_INTERFACE {
            output_of(Command::new("ip").args(["address", "add", address, "dev", "lo"]));
        }
        let authority = Authority::establish(&folder.join("authority"));
        authority.trust();
        Self { folder, authority }
    }
}

/// Writes the namespace's `/etc/resolv.conf`.
pub fn resolve_with(servers: &[Ipv4Addr], search: &[&str]) {
    namespace_folder();
    let mut lines: Vec<String> =
        servers.iter().map(|server| format!("nameserver {server}")).collect();
    if !search.is_empty() {
        lines.push(format!("search {}", search.join(" ")));
    }
    lines.push(String::new());
    fs::write("/etc/resolv.conf", lines.join("\n")).expect("the namespace has its own resolv.conf");
}

/// The folder that `namespace.sh` made for this run.
fn namespace_folder() -> PathBuf {
    let host = env::var("ACTPROBE_HOST_NETWORK").unwrap_or_default();
    let own = fs::read_link("/proc/self/ns/net").unwrap_or_default();
    assert!(
        !host.is_empty() && Path::new(&host) != own,
        "these tests start servers on ports 53, 123 and 443 and rewrite /etc/resolv.conf: \
         run them with tests/run.sh, which makes a network namespace for them"
    );
    env::var_os("ACTPROBE_SITE").expect("namespace.sh names a folder").into()
}

fn open_to_all(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o777)).expect("a folder of ours");
}
