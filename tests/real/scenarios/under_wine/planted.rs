//! Libraries that somebody left beside the program.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{good_dns, good_endpoints};
use crate::harness::{
    actprobe::{executable, wine},
    process::{output_of, run},
    report::Report,
    rpc::{windows_library, windows_peer},
    site::Site,
};

/// Those that the program calls and that are no `KnownDLLs`, and others that Windows loads by name
/// for their sake.
const PLANTED: &[&str] = &[
    "bcrypt",
    "crypt32",
    "cryptbase",
    "cryptnet",
    "cryptsp",
    "dnsapi",
    "iphlpapi",
    "kerberos",
    "mswsock",
    "netapi32",
    "propsys",
    "rasadhlp",
    "secur32",
    "sspicli",
    "userenv",
    "winhttp",
];

#[test]
fn a_library_beside_the_program_is_not_taken() {
    let site = Site::open();
    let (_dns, _endpoints) = (good_dns(&site), good_endpoints(&site));
    let folder = planted_folder(&site);
    let program = folder.join("actprobe.exe");
    fs::copy(executable(), &program).expect("a copy of the program");
    let site_file = site.file();
    let mut command = wine(&program);
    command.args(["check", "--format", "json", "--only", "online", "--site", &site_file]);
    let ended = run(prefer_the_planted(&mut command));
    assert_eq!(loaded(&folder), [""; 0], "{ended:?}");
    assert_eq!(Report::parse(&ended.stdout).standing("online"), "works", "{ended:?}");
}

#[test]
fn a_program_that_takes_no_care_is_caught_by_the_same_libraries() {
    let site = Site::open();
    let folder = planted_folder(&site);
    let careless = windows_peer(&folder, "takes_what_lies_beside");
    let names = PLANTED.iter().map(|name| format!("{name}.dll"));
    output_of(prefer_the_planted(wine(&careless).args(names)));
    assert_eq!(loaded(&folder), PLANTED);
}

/// A folder where such libraries lie.
fn planted_folder(site: &Site) -> PathBuf {
    let folder = site.folder("planted");
    let library = windows_library(&folder, "planted");
    for name in PLANTED {
        fs::copy(&library, folder.join(name).with_extension("dll")).expect("a copy");
    }
    folder
}

/// Wine prefers the libraries that it brings itself; Windows prefers those beside the program.
fn prefer_the_planted(command: &mut Command) -> &mut Command {
    command.env("WINEDLLOVERRIDES", format!("{}=n,b", PLANTED.join(",")))
}

/// The libraries that were loaded, in the order of their names.
fn loaded(folder: &Path) -> Vec<String> {
    let names =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").file_name());
    let mut names: Vec<String> = names
        .filter_map(|name| Some(name.to_str()?.strip_suffix(".dll.loaded")?.to_owned()))
        .collect();
    names.sort();
    names
}
