//! What only Windows has: proxy settings of services in the registry.

use std::{fmt::Write, path::Path, process::Command};

use super::{check, good_dns, good_endpoints};
use crate::harness::{
    actprobe::wine,
    addresses::PROXY,
    process::output_of,
    report::{Report, list, text},
    site::Site,
    squid::{self, Policy},
};

#[test]
fn a_proxy_in_the_live_registry_is_used_and_its_bypass_list_kept() {
    let report = ask_with("proxy.corp.test:3128", "*.live.com;<local>", Policy::Open);
    assert_eq!((report.standing("online"), report.causes("online")), ("works", vec![]));
    let endpoints = list(report.evidence("/online/endpoints"));
    let of = |url| endpoints.iter().find(|endpoint| endpoint["url"] == url).expect("it is asked");
    assert_eq!(of("https://activation.sls.microsoft.com/")["tunnel"]["value"]["status"], 200);
    let bypassed = &of("https://login.live.com/")["route"];
    assert_eq!(text(&bypassed["reason"]["bypass"]["entry"]), "*.live.com");
}

#[test]
fn a_password_that_the_registry_s_proxy_wants_blocks() {
    let report = ask_with("proxy.corp.test:3128", "", Policy::BasicAuthentication);
    assert_eq!(report.standing("online"), "blocked");
    assert_eq!(report.causes("online")[0], ("online.proxy-admits-host", "proxy-asks-password"));
}

#[test]
fn no_settings_in_the_registry_mean_a_direct_way() {
    let site = Site::open();
    let (_dns, _endpoints) = (good_dns(&site), good_endpoints(&site));
    let (_, report) = check(&site, &["--only", "online"]);
    assert_eq!(report.standing("online"), "works");
    assert_eq!(report.evidence("/online/endpoints/0/route/reason"), "no-proxy");
}

fn ask_with(proxy: &str, bypass: &str, policy: Policy) -> Report {
    let site = Site::open();
    let _settings = WinHttpSettings::write(&site, proxy, bypass);
    let (_dns, _endpoints) = (good_dns(&site), good_endpoints(&site));
    let _proxy = squid::start(&site, PROXY, policy);
    check(&site, &["--only", "online"]).1
}

/// The machine-wide settings that `netsh winhttp set proxy` writes.
struct WinHttpSettings;

const KEY: &str = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections";

impl WinHttpSettings {
    fn write(_in: &Site, proxy: &str, bypass: &str) -> Self {
        let mut data = String::new();
        for byte in blob(proxy, bypass) {
            let _ = write!(data, "{byte:02X}");
        }
        output_of(registry().args(["add", KEY, "/v", "WinHttpSettings", "/t", "REG_BINARY", "/d", &data, "/f"]));
        Self
    }
}

impl Drop for WinHttpSettings {
    fn drop(&mut self) {
        output_of(registry().args(["delete", KEY, "/v", "WinHttpSettings", "/f"]));
    }
}

fn registry() -> Command {
    wine(Path::new(r"C:\windows\system32\reg.exe"))
}

/// The short form: size, change counter, flags (1 direct, 2 proxy), then each
/// text behind its length.
fn blob(proxy: &str, bypass: &str) -> Vec<u8> {
    let mut blob = Vec::new();
    for number in [0x18, 0, 3] {
        blob.extend(u32::to_le_bytes(number));
    }
    for text in [proxy, bypass] {
        blob.extend(u32::try_from(text.len()).expect("a short text").to_le_bytes());
        blob.extend(text.as_bytes());
    }
    blob
}
