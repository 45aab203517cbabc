//! The program under test, run by an ordinary user on the client's machine.

use std::{
    ffi::OsString,
    fmt::Write as _,
    fs::{self, Permissions},
    os::unix::fs::{PermissionsExt, chown},
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

use crate::{
    ground::in_namespace,
    harness::{
        actprobe::{WINE, WINESERVER, executable, in_wine, required},
        process::{self, Ended},
        site::Site,
        wine_registry::Settings,
    },
    hosts,
    scenario::{Client, Run},
};

/// Of one run, in seconds.
const LIMIT: &str = "60";
/// Of many runs.
const LIMIT_OF_MANY: &str = "600";

/// One run of the program.
pub struct Ran {
    pub ended: Ended,
    pub took: Duration,
}

/// The client's settings, the site file of the run, and how it is run.
pub fn ask(site: &Site, client: &Client, run: &Run, site_keys: &toml::Table) -> Ran {
    set_names(client);
    let _membership = membership(site, run);
    let mut command = surroundings(client, LIMIT);
    command.args(program(site, client)).args(words(site, client, run, site_keys));
    let started = Instant::now();
    let ended = process::run(&mut command);
    Ran { ended, took: started.elapsed() }
}

/// Where a scenario names a domain, the Windows host is its member; in a workgroup it would have no
/// use for one.
fn membership<'a>(site: &'a Site, run: &Run) -> Option<Settings<'a>> {
    let named = run.args.iter().skip_while(|word| *word != "--ad-domain").nth(1)?;
    let joined =
        [(TCPIP, "Domain", "REG_SZ", named.as_str()), (NETLOGON, "Start", "REG_DWORD", "2")];
    in_wine().then(|| Settings::write(site, &joined))
}

const TCPIP: &str = r"HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters";
const NETLOGON: &str = r"HKLM\SYSTEM\CurrentControlSet\Services\Netlogon";

/// A command that runs the program so many times, so many of them at once: see `peers/again.py`.
pub fn many(
    site: &Site,
    client: &Client,
    run: &Run,
    site_keys: &toml::Table,
    numbers: [usize; 2],
) -> Command {
    set_names(client);
    let script = site.write("again.py", include_str!("peers/again.py"));
    let mut command = surroundings(client, LIMIT_OF_MANY);
    command.args(["/usr/bin/python3", &script]).args(numbers.map(|number| number.to_string()));
    command.args(program(site, client)).args(words(site, client, run, site_keys));
    command
}

/// The user without any right.
const NOBODY: u32 = 65534;

/// Words that run the program, or another, as that user.
pub fn unprivileged() -> [&'static str; 6] {
    [
        "setpriv",
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
        "--inh-caps=-all",
        "--bounding-set=-all",
    ]
}

/// `{name}` becomes the path of the file of that name.
fn placed(site: &Site, client: &Client, word: &str) -> String {
    match word.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => for_the_client_alone(site.write(name, &client.files[name])),
        None => word.to_owned(),
    }
}

/// Nobody else may read a file with a password.
fn for_the_client_alone(file: String) -> String {
    fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("a file of ours");
    if !in_wine() {
        chown(&file, Some(NOBODY), None).expect("we are root");
    }
    file
}

/// The program's arguments.
fn words(site: &Site, client: &Client, run: &Run, site_keys: &toml::Table) -> Vec<String> {
    let site_file = site_file(site, site_keys);
    let mut words: Vec<String> = vec!["check".into(), "--format".into(), "json".into()];
    words.extend([
        "--site".into(),
        site_file.display().to_string(),
        "--timeout".into(),
        run.timeout.clone(),
    ]);
    words.extend(run.args.iter().map(|word| placed(site, client, word)));
    words
}

fn program(site: &Site, client: &Client) -> Vec<OsString> {
    let mut words = client.clock.as_ref().map_or_else(Vec::new, |clock| wrong_clock(site, clock));
    if in_wine() {
        words.push(WINE.into());
    }
    words.push(executable().into());
    words
}

/// Words that run a program by a wrong clock: see `peers/other_clock.py`.
fn wrong_clock(site: &Site, offset: &str) -> Vec<OsString> {
    let script = site.write("other_clock.py", include_str!("peers/other_clock.py"));
    ["/usr/bin/python3", &script, offset].map(OsString::from).into()
}

/// Whatever comes next is run on the client, by an ordinary user, with this environment, for so
/// many seconds at most.
fn surroundings(client: &Client, limit: &str) -> Command {
    let mut command = in_namespace("client");
    if !in_wine() {
        command.args(unprivileged());
    }
    command.args(["timeout", "--kill-after=2", limit, "env", "-i", "PATH=/usr/bin:/bin"]);
    command.args(client.environment.iter().map(|(name, value)| format!("{name}={value}")));
    if in_wine() {
        command.args(wine_environment());
    }
    command
}

/// All sockets of Windows programs are wineserver's, so it has to start on the client.
pub fn start_wine() {
    let words = [
        vec![WINESERVER, "--kill", "--wait"],
        vec![WINESERVER, "--persistent"],
        vec![WINE, "wineboot"],
    ];
    for words in words {
        // There may be none to end.
        process::run(
            in_namespace("client")
                .args(["env", "-i", "PATH=/usr/bin:/bin"])
                .args(wine_environment())
                .args(words),
        );
    }
}

fn wine_environment() -> Vec<OsString> {
    let mut words = vec![OsString::from("WINEDEBUG=-all")];
    for (name, variable) in [("WINEPREFIX", "ACTPROBE_WINEPREFIX"), ("HOME", "HOME")] {
        let mut word = OsString::from(format!("{name}="));
        word.push(required(variable));
        words.push(word);
    }
    words
}

/// All namespaces share the files; only the client reads them.
pub fn set_names(client: &Client) {
    let table = client
        .hosts
        .iter()
        .fold("127.0.0.1 localhost\n".to_owned(), |table, line| table + line + "\n");
    fs::write("/etc/hosts", table).expect("the namespace has its own hosts file");
    let mut text = String::new();
    for server in &client.dns {
        let address = match server.parse::<std::net::IpAddr>() {
            Ok(address) => address.to_string(),
            Err(_) => hosts::v4(server).to_string(),
        };
        let _ = writeln!(text, "nameserver {address}");
    }
    if !client.search.is_empty() {
        let _ = writeln!(text, "search {}", client.search.join(" "));
    }
    fs::write("/etc/resolv.conf", text).expect("the namespace has its own resolv.conf");
}

/// The lab's own keys, and what a scenario puts beside or instead of them.
pub fn site_file(site: &Site, keys: &toml::Table) -> PathBuf {
    let mut whole = toml::toml! {
        [ntp]
        servers = ["ntp1.corp.test", "ntp2.corp.test", "time.windows.com"]
        [online]
        accepted_roots = ["root.pem"]
    };
    for (key, value) in keys {
        match (whole.get_mut(key).and_then(toml::Value::as_table_mut), value) {
            (Some(own), toml::Value::Table(table)) => own.extend(table.clone()),
            _ => _ = whole.insert(key.clone(), value.clone()),
        }
    }
    let path = site.folder("client").join("site.toml");
    fs::write(&path, toml::to_string(&whole).expect("a table")).expect("a file of ours");
    site.put_root_beside(&path);
    path
}
