//! What only Windows has: proxy settings of services, and what a Hyper-V host tells, in the
//! registry.

mod planted;
mod settings;

use std::{
    net::{Ipv4Addr, TcpListener},
    time::{Duration, Instant},
};

use super::{check, good_dns, good_endpoints};
use crate::harness::{
    actprobe::{executable, wine},
    addresses::PROXY,
    process::run,
    report::{Report, list, text},
    rpc::windows_peer,
    site::Site,
    squid::{self, Policy},
    wine_registry::Settings,
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
fn the_systems_own_resolver_is_asked_beside_the_servers() {
    let site = Site::open();
    let _dns = good_dns(&site);
    let (_, report) = check(&site, &["--only", "kms"]);
    let system = report.evidence("/kms/questions/0/system");
    assert_eq!(
        (text(&system["outcome"]), &system["value"]["status"]),
        ("answered", &serde_json::json!(0)),
        "{system}"
    );
}

#[test]
fn ctrl_c_ends_a_run_and_what_was_known_is_printed() {
    let site = Site::open();
    let exe = windows_peer(&site.folder("ctrl-c"), "press_ctrl_c");
    // It takes connections, and nobody ever reads from them.
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let kms = format!("--kms={}", silent.local_addr().expect("an address"));
    let mut command = wine(&exe);
    command.arg("3000").arg(executable()).args([
        "--only",
        "kms",
        "--timeout",
        "60s",
        "--format",
        "json",
        &kms,
    ]);
    let started = Instant::now();
    let ended = run(&mut command);
    assert!(started.elapsed() < Duration::from_secs(30) && ended.stderr.is_empty(), "{ended:?}");
    let report: serde_json::Value = serde_json::from_str(&ended.stdout).expect("a report");
    assert_eq!((ended.code, &report["evidence"]["ended"]), (3, &serde_json::json!("interrupted")));
    let endpoint = &report["evidence"]["kms"]["targets"][0]["endpoints"][0];
    assert_eq!(
        (&endpoint["connect"]["outcome"], &endpoint["bind_ndr32"]["kind"]),
        (&"answered".into(), &"interrupted".into())
    );
}

#[test]
fn what_a_hyper_v_host_tells_is_read_from_the_registry() {
    let site = Site::open();
    let told = [
        (DATA_EXCHANGE, "PhysicalHostName", "REG_SZ", "HV01"),
        (DATA_EXCHANGE, "HostingSystemEditionId", "REG_DWORD", "8"),
    ];
    let _told = Settings::write(&site, &told);
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
    let data = hex::encode_upper(blob(proxy, bypass));
    let _settings =
        Settings::write(&site, &[(CONNECTIONS, "WinHttpSettings", "REG_BINARY", &data)]);
    let (_dns, _endpoints) = (good_dns(&site), good_endpoints(&site));
    let _proxy = squid::start(&site, PROXY, policy);
    check(&site, &["--only", "online"]).1
}

/// Where `netsh winhttp set proxy` writes the machine-wide settings.
const CONNECTIONS: &str =
    r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections";
/// What the Data Exchange service writes into the registry of a guest.
const DATA_EXCHANGE: &str = r"HKLM\SOFTWARE\Microsoft\Virtual Machine\Guest\Parameters";

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
