//! BIND with the site's zones, as they are in `zones/` or as a scenario changes them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    net::IpAddr,
    path::Path,
    process::Command,
};

use crate::harness::{
    process::{Server, run},
    site::Site,
};

/// What a name server serves.
#[derive(Clone, Debug)]
pub struct Zones {
    /// Zone files by zone; `.` is the root.
    texts: BTreeMap<String, String>,
    broken: BTreeSet<String>,
    /// Zones that another server is asked for.
    forwarded: BTreeMap<String, IpAddr>,
    refuses: bool,
}

impl Zones {
    /// The files in `zones/`. Each is named for its zone; the root's is `root`.
    pub fn standard() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab/zones");
        let mut texts = BTreeMap::new();
        for entry in fs::read_dir(folder).expect("the zones") {
            let path = entry.expect("a zone").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("an ASCII name");
            let zone = if name == "root" { "." } else { name };
            texts.insert(zone.to_owned(), fs::read_to_string(&path).expect("a zone file"));
        }
        Self { texts, broken: BTreeSet::new(), forwarded: BTreeMap::new(), refuses: false }
    }

    pub fn put(&mut self, zone: &str, text: String) {
        self.texts.insert(zone.to_owned(), text);
    }

    /// Takes away the records that begin with these words: a name, or a name and a type.
    ///
    /// # Panics
    /// When there is none.
    pub fn remove(&mut self, zone: &str, words: &str) {
        let begins = format!("{words} ");
        let text = self.text(zone);
        let kept: String =
            text.split_inclusive('\n').filter(|line| !line.starts_with(&begins)).collect();
        assert_ne!(*text, kept, "{zone} has no {words}");
        *text = kept;
    }

    pub fn add(&mut self, zone: &str, record: &str) {
        let text = self.text(zone);
        text.push_str(record);
        text.push('\n');
    }

    /// The server cannot load this zone: SERVFAIL.
    pub fn fail(&mut self, zone: &str) {
        self.text(zone);
        self.broken.insert(zone.to_owned());
    }

    /// The server does not know of this zone.
    pub fn forget(&mut self, zone: &str) {
        self.texts.remove(zone).unwrap_or_else(|| panic!("no zone {zone}"));
    }

    /// The server asks another one for this zone. A server that has the root asks nobody, so it
    /// loses that.
    pub fn forward(&mut self, zone: &str, to: IpAddr) {
        self.forget(zone);
        self.texts.remove(".");
        self.forwarded.insert(zone.to_owned(), to);
    }

    /// Every query is REFUSED.
    pub fn refuse(&mut self) {
        self.refuses = true;
    }

    fn text(&mut self, zone: &str) -> &mut String {
        self.texts.get_mut(zone).unwrap_or_else(|| panic!("no zone {zone}"))
    }
}

/// Starts a name server on port 53 of `addresses`.
pub fn start(site: &Site, addresses: &[IpAddr], zones: &Zones) -> Server {
    let folder = site.folder("named");
    let configuration = folder.join("named.conf");
    fs::write(&configuration, configure(&folder, addresses, zones)).expect("a file of ours");
    let address = addresses[0];
    let mut command = Command::new("/usr/sbin/named");
    Server::start("named", &folder, command.args(["-g", "-c"]).arg(&configuration), move || {
        answers(address)
    })
}

fn configure(folder: &Path, addresses: &[IpAddr], zones: &Zones) -> String {
    let who = if zones.refuses { "none" } else { "any" };
    let of = |is_v4: bool| {
        addresses
            .iter()
            .filter(|address| address.is_ipv4() == is_v4)
            .fold(String::new(), |list, address| list + &format!("{address}; "))
    };
    let (v4, v6, path) = (of(true), of(false), folder.display());
    let mut text = format!(
        "options {{
            directory \"{path}\";
            pid-file none; session-keyfile none; lock-file none;
            listen-on {{ {v4} }}; listen-on-v6 {{ {v6} }};
            recursion yes; dnssec-validation no; notify no; empty-zones-enable no; check-names \
         primary ignore;
            allow-query {{ {who}; }}; allow-query-cache {{ {who}; }}; allow-recursion {{ {who}; }};
        }};
        controls {{ }};\n"
    );
    for (number, (zone, content)) in zones.texts.iter().enumerate() {
        let file = folder.join(format!("zone-{number}"));
        if !zones.broken.contains(zone) {
            fs::write(&file, content).expect("a file of ours");
        }
        let _ = writeln!(text, "zone \"{zone}\" {{ type primary; file \"{}\"; }};", file.display());
    }
    for (zone, to) in &zones.forwarded {
        let _ = writeln!(
            text,
            "zone \"{zone}\" {{ type forward; forward only; forwarders {{ {to}; }}; }};"
        );
    }
    text
}

fn answers(address: IpAddr) -> bool {
    run(Command::new("dig").args([
        &format!("@{address}"),
        "+tries=1",
        "+time=1",
        "microsoft.com",
        "SOA",
    ]))
    .code
        == 0
}
