//! What only Windows has: proxy settings of services, and what a Hyper-V host tells, in the registry.

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

#[test]
fn settings_of_the_live_registry_are_read_and_followed() {
    let _settings = Values::write(&[
        (SERVICE, "KeyManagementServiceName", "oldkms.corp.test"),
        (SERVICE, "KeyManagementServicePort", "1689"),
        (SERVICE_HIVE, "DiscoveredKeyManagementServiceName", "kms1.corp.test"),
        (TIME_SERVICE, "Type", "NTP"),
        (TIME_SERVICE, "NtpServer", "ntp9.corp.test,0x9"),
        (INTERNET_SETTINGS, "ProxyServer", "proxy.corp.test:3128"),
        (INTERNET_SETTINGS, "AutoConfigURL", "http://wpad.corp.test/wpad.dat"),
    ]);
    let site = Site::open();
    let _dns = good_dns(&site);
    let (_, report) = check(&site, &["--only", "kms"]);
    let client = report.evidence("/host/windows/value/kms_client");
    assert_eq!(client["forced"][0]["at"], serde_json::json!({ "host": "oldkms.corp.test", "port": 1689 }));
    assert_eq!(client["cached"]["at"]["host"], "kms1.corp.test");
    assert_eq!(report.evidence("/host/windows/value/time_service/servers/0"), "ntp9.corp.test");
    assert_eq!(report.evidence("/proxy/user/value/auto_config_url"), "http://wpad.corp.test/wpad.dat");
    assert_eq!(report.evidence("/host/windows/value/source/kind"), "live");
    assert!(report.evidence("/host/windows/value/product/build").is_number());
    assert_eq!(
        report.evidence("/kms/targets/0/origins/0"),
        &serde_json::json!({ "kind": "registry", "level": "global" })
    );
    assert_eq!(report.standing("kms"), "blocked");
}

#[test]
fn the_systems_own_resolver_is_asked_beside_the_servers() {
    let site = Site::open();
    let _dns = good_dns(&site);
    let (_, report) = check(&site, &["--only", "kms"]);
    let system = report.evidence("/kms/questions/0/system");
    match text(&system["outcome"]) {
        "answered" => assert_eq!(system["value"]["status"], 0),
        outcome => assert_eq!(outcome, "failed", "{system}"),
    }
}

/// Values of the live registry, as texts; gone again when the test ends.
struct Values(Vec<(&'static str, &'static str)>);

const SERVICE: &str = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SoftwareProtectionPlatform";
const SERVICE_HIVE: &str = r"HKU\S-1-5-20\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SoftwareProtectionPlatform";
const TIME_SERVICE: &str = r"HKLM\SYSTEM\CurrentControlSet\Services\W32Time\Parameters";
const INTERNET_SETTINGS: &str = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings";

impl Values {
    fn write(values: &[(&'static str, &'static str, &str)]) -> Self {
        for (key, name, data) in values {
            output_of(registry().args(["add", key, "/v", name, "/t", "REG_SZ", "/d", data, "/f"]));
        }
        Self(values.iter().map(|(key, name, _)| (*key, *name)).collect())
    }
}

impl Drop for Values {
    fn drop(&mut self) {
        for (key, name) in &self.0 {
            output_of(registry().args(["delete", key, "/v", name, "/f"]));
        }
    }
}

#[test]
fn what_a_hyper_v_host_tells_is_read_from_the_registry() {
    let site = Site::open();
    let told = [("PhysicalHostName", "REG_SZ", "HV01"), ("HostingSystemEditionId", "REG_DWORD", "8")];
    let _told = DataExchange::write(&site, &told);
    let (_dns, _endpoints) = (good_dns(&site), good_endpoints(&site));
    let (_, report) = check(&site, &["--only", "online"]);
    assert_eq!(report.evidence("/host/kvp/value/physical_host"), "HV01");
    assert_eq!(report.evidence("/host/kvp/value/edition"), 8);
    assert_eq!(report.evidence("/host/hypervisor/outcome"), "answered");
}

#[test]
fn a_host_that_tells_nothing_is_no_failure() {
    let site = Site::open();
    let (_dns, _endpoints) = (good_dns(&site), good_endpoints(&site));
    let (_, report) = check(&site, &["--only", "online"]);
    assert_eq!(report.evidence("/host/kvp/outcome"), "answered");
    assert_eq!(report.evidence("/host/kvp/value/physical_host"), "");
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

/// What the Data Exchange service writes into the registry of a guest.
struct DataExchange;

const PARAMETERS: &str = r"HKLM\SOFTWARE\Microsoft\Virtual Machine\Guest\Parameters";

impl DataExchange {
    fn write(_in: &Site, values: &[(&str, &str, &str)]) -> Self {
        for (name, kind, data) in values {
            output_of(registry().args(["add", PARAMETERS, "/v", name, "/t", kind, "/d", data, "/f"]));
        }
        Self
    }
}

impl Drop for DataExchange {
    fn drop(&mut self) {
        output_of(registry().args(["delete", PARAMETERS, "/f"]));
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
