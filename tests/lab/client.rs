//! The program under test, run by an ordinary user on the client's machine.

use std::{
    ffi::OsString,
    fmt::Write as _,
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use crate::{
    ground::in_namespace,
    harness::{
        actprobe::{WINE, WINESERVER, executable, in_wine, required},
        process::{Ended, run},
        site::Site,
    },
    hosts,
    scenario::{Client, Run},
};

const FAKETIME: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

/// One run of the program.
pub struct Ran {
    pub ended: Ended,
    pub took: Duration,
}

/// The client's settings, the site file of the run, and how it is run.
pub fn ask(site: &Site, client: &Client, run: &Run, site_keys: &toml::Table) -> Ran {
    set_resolver(client);
    let site_file = site_file(site, site_keys);
    let mut words: Vec<String> = vec!["check".into(), "--format".into(), "json".into()];
    words.extend(["--site".into(), site_file.display().to_string(), "--timeout".into(), run.timeout.clone()]);
    words.extend(run.args.iter().cloned());
    start(client, &words)
}

/// Words that run the program, or another, as a user without any right.
pub fn unprivileged() -> [&'static str; 6] {
    ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"]
}

fn start(client: &Client, words: &[String]) -> Ran {
    let mut command = in_namespace("client");
    if in_wine() {
        command.args(["timeout", "--kill-after=2", "60"]).args(wine_environment()).arg(WINE);
    } else {
        command.args(unprivileged()).args(["timeout", "--kill-after=2", "60", "env", "-i", "PATH=/usr/bin:/bin"]);
    }
    if let Some(clock) = &client.clock {
        // Only the calendar is wrong; limits are counted by the other clock.
        command.args([format!("LD_PRELOAD={FAKETIME}"), format!("FAKETIME={clock}"), "DONT_FAKE_MONOTONIC=1".into()]);
    }
    command.args(client.environment.iter().map(|(name, value)| format!("{name}={value}")));
    let started = Instant::now();
    let ended = run(command.arg(executable()).args(words));
    Ran { ended, took: started.elapsed() }
}

/// All sockets of Windows programs are wineserver's, so it has to start on the client.
pub fn start_wine() {
    let words = [vec![WINESERVER, "--kill", "--wait"], vec![WINESERVER, "--persistent"], vec![WINE, "wineboot"]];
    for words in words {
        // There may be none to end.
        run(in_namespace("client").args(wine_environment()).args(words));
    }
}

fn wine_environment() -> Vec<OsString> {
    let mut words: Vec<OsString> = ["env", "-i", "PATH=/usr/bin:/bin", "WINEDEBUG=-all"].map(OsString::from).into();
    for (name, variable) in [("WINEPREFIX", "ACTPROBE_WINEPREFIX"), ("HOME", "HOME")] {
        let mut word = OsString::from(format!("{name}="));
        word.push(required(variable));
        words.push(word);
    }
    words
}

/// All namespaces share the file; only the client reads it.
pub fn set_resolver(client: &Client) {
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
    let root = site.authority().root().display().to_string();
    let mut whole = toml::toml! {
        [ntp]
        servers = ["ntp1.corp.test", "ntp2.corp.test", "time.windows.com"]
        [online]
        accepted_roots = ["root"]
    };
    whole["online"]["accepted_roots"] = toml::Value::Array(vec![root.into()]);
    for (key, value) in keys {
        match (whole.get_mut(key).and_then(toml::Value::as_table_mut), value) {
            (Some(own), toml::Value::Table(table)) => own.extend(table.clone()),
            _ => _ = whole.insert(key.clone(), value.clone()),
        }
    }
    let path = site.folder("client").join("site.toml");
    fs::write(&path, toml::to_string(&whole).expect("a table")).expect("a file of ours");
    path
}
