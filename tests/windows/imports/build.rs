//! Tells the program where the Win32 metadata lies: Microsoft ships it inside
//! the package of `windows-bindgen`, whose folder only cargo knows.

use std::{env, path::Path, process::Command};

use serde_json::Value;

fn main() {
    let winmd = package_folder("windows-bindgen") + "/default/Windows.Win32.winmd";
    assert!(Path::new(&winmd).is_file(), "{winmd} is not in the package");
    println!("cargo::rustc-env=WIN32_METADATA={winmd}");
    println!("cargo::rerun-if-changed=Cargo.lock");
}

fn package_folder(name: &str) -> String {
    let metadata = cargo_metadata();
    let packages = metadata["packages"].as_array().expect("a list of packages");
    let package = packages
        .iter()
        .find(|package| package["name"] == name)
        .unwrap_or_else(|| panic!("{name} is not a dependency"));
    let manifest = package["manifest_path"].as_str().expect("a path");
    manifest.trim_end_matches("/Cargo.toml").to_owned()
}

fn cargo_metadata() -> Value {
    let asked = Command::new(env::var("CARGO").expect("cargo runs this"))
        .args(["metadata", "--format-version=1", "--offline", "--locked"])
        // Packages for other platforms need not have been downloaded.
        .args(["--filter-platform", &env::var("HOST").expect("cargo sets it")])
        .output()
        .expect("cargo starts");
    assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
    serde_json::from_slice(&asked.stdout).expect("cargo answers in JSON")
}
