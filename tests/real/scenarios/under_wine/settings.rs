//! Settings in the live registry: each one that the tables know of is read there as from a file.

use serde_json::json;

use crate::{
    harness::{
        report::Report,
        site::Site,
        wine_registry::{Setting, Settings},
    },
    scenarios::{check, good_dns},
};

const SERVICE: &str =
    r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SoftwareProtectionPlatform";
const POLICY: &str =
    r"HKLM\SOFTWARE\Policies\Microsoft\Windows NT\CurrentVersion\Software Protection Platform";
/// The application id of Windows, and one product's id.
const WINDOWS: &str = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\\
     SoftwareProtectionPlatform\\55c92734-d682-4d71-983e-d6ec3f16059f";
const SKU: &str = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\\
     SoftwareProtectionPlatform\\55c92734-d682-4d71-983e-d6ec3f16059f\\\
     b92e9980-b9d5-4821-9c94-140f632f6312";
const SERVICE_HIVE: &str =
    r"HKU\S-1-5-20\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SoftwareProtectionPlatform";
const TIME_SERVICE: &str = r"HKLM\SYSTEM\CurrentControlSet\Services\W32Time\Parameters";
const INTERNET_SETTINGS: &str = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings";
const NRPT_POLICY: &str =
    r"HKLM\SOFTWARE\Policies\Microsoft\Windows NT\DNSClient\DnsPolicyConfig\{1}";
const NRPT_LOCAL: &str =
    r"HKLM\SYSTEM\CurrentControlSet\Services\Dnscache\Parameters\DnsPolicyConfig\{2}";
const DOMAIN_PROFILE: &str =
    r"HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\DomainProfile";
const FIREWALL_RULES: &str =
    r"HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\FirewallRules";
const POLICY_HISTORY: &str = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Group Policy\History";
const NETLOGON_PARAMETERS: &str = r"HKLM\SYSTEM\CurrentControlSet\Services\Netlogon\Parameters";

const TEXT: &str = "REG_SZ";
const NUMBER: &str = "REG_DWORD";
const LIST: &str = "REG_MULTI_SZ";

fn told(settings: &[Setting<'_>]) -> Report {
    let site = Site::open();
    let _settings = Settings::write(&site, settings);
    let _dns = good_dns(&site);
    check(&site, &["--only", "kms"]).1
}

#[test]
fn a_forced_host_the_last_one_the_time_service_and_the_users_proxy_are_read() {
    let report = told(&[
        (SERVICE, "KeyManagementServiceName", TEXT, "oldkms.corp.test"),
        (SERVICE, "KeyManagementServicePort", TEXT, "1689"),
        (SERVICE_HIVE, "DiscoveredKeyManagementServiceName", TEXT, "kms1.corp.test"),
        (TIME_SERVICE, "Type", TEXT, "NTP"),
        (TIME_SERVICE, "NtpServer", TEXT, "ntp9.corp.test,0x9"),
        (INTERNET_SETTINGS, "ProxyServer", TEXT, "proxy.corp.test:3128"),
        (INTERNET_SETTINGS, "AutoConfigURL", TEXT, "http://wpad.corp.test/wpad.dat"),
    ]);
    let client = report.evidence("/host/windows/value/kms_client");
    assert_eq!(
        client["forced"][0]["at"],
        serde_json::json!({ "host": "oldkms.corp.test", "port": 1689 })
    );
    assert_eq!(client["cached"]["at"]["host"], "kms1.corp.test");
    assert_eq!(report.evidence("/host/windows/value/time_service/servers/0"), "ntp9.corp.test");
    assert_eq!(
        report.evidence("/proxy/user/value/auto_config_url"),
        "http://wpad.corp.test/wpad.dat"
    );
    assert_eq!(report.evidence("/host/windows/value/source/kind"), "live");
    assert!(report.evidence("/host/windows/value/product/build").is_number());
    assert_eq!(
        report.evidence("/kms/targets/0/origins/0"),
        &serde_json::json!({ "kind": "registry", "level": "global" })
    );
    assert_eq!(report.standing("kms"), "blocked");
}

#[test]
fn hosts_are_forced_in_four_places_and_the_most_specific_is_the_way() {
    let report = told(&[
        (POLICY, "KeyManagementServiceName", TEXT, "policy.corp.test"),
        (SKU, "KeyManagementServiceName", TEXT, "kms1.corp.test"),
        (SKU, "KeyManagementServicePort", TEXT, "1690"),
        (WINDOWS, "KeyManagementServiceName", TEXT, "kms2.corp.test"),
        (SERVICE, "KeyManagementServiceName", TEXT, "oldkms.corp.test"),
    ]);
    let at = |host, port| json!({ "host": host, "port": port });
    assert_eq!(
        report.evidence("/host/windows/value/kms_client/forced"),
        &json!([
            { "level": "sku", "at": at("kms1.corp.test", 1690),
                "sku": "b92e9980-b9d5-4821-9c94-140f632f6312" },
            { "level": "application", "at": at("kms2.corp.test", 1688) },
            { "level": "global", "at": at("oldkms.corp.test", 1688) },
            { "level": "policy", "at": at("policy.corp.test", 1688) },
        ])
    );
    // Which product is installed nobody tells here: its host may be the way, or that of all
    // products.
    assert_eq!(report.evidence("/kms/targets/0/host"), "kms1.corp.test");
    assert_eq!(report.evidence("/kms/targets/1/host"), "kms2.corp.test");
}

#[test]
fn the_way_of_activation_the_zone_and_the_memory_of_the_client_are_read() {
    let report = told(&[
        (SKU, "VLActivationType", NUMBER, "1"),
        (SERVICE, "VLActivationType", NUMBER, "2"),
        (SERVICE, "KeyManagementServiceLookupDomain", TEXT, "branch.test"),
        (SERVICE, "DisableKeyManagementServiceHostCaching", NUMBER, "1"),
    ]);
    let client = report.evidence("/host/windows/value/kms_client");
    assert_eq!(client["activation_type"], "kms");
    let of_products = &client["product_activation_types"];
    assert_eq!(of_products["b92e9980-b9d5-4821-9c94-140f632f6312"], "active-directory");
    assert_eq!(
        (&client["lookup_domain"], &client["caching"]),
        (&json!("branch.test"), &json!(false))
    );
    assert_eq!(report.evidence("/kms/questions/0/name"), "_vlmcs._tcp.branch.test");
}

#[test]
fn what_a_kms_host_was_told_is_read() {
    let report = told(&[
        (SERVICE, "KeyManagementServiceVersion", TEXT, "10.0.20348.1"),
        (SERVICE, "KeyManagementServiceListeningPort", NUMBER, "1700"),
        (SERVICE, "DisableDnsPublishing", NUMBER, "1"),
        (SERVICE, "DnsDomainPublishList", LIST, r"branch.test\0corp.test,10,20"),
        (SERVICE, "EnableKmsLowPriority", NUMBER, "1"),
    ]);
    let expected = json!({
        "version": "10.0.20348.1",
        "listening_port": 1700,
        "dns_publishing": false,
        "publish_list": ["branch.test", "corp.test,10,20"],
        "low_priority": true,
    });
    assert_eq!(report.evidence("/host/windows/value/kms_host"), &expected);
}

#[test]
fn rules_for_names_are_read_from_policy_and_from_the_host() {
    let report = told(&[
        (NRPT_POLICY, "Name", LIST, r".branch.test\0.corp.test"),
        (NRPT_POLICY, "GenericDNSServers", TEXT, "127.0.0.53;fd77::53"),
        (NRPT_LOCAL, "Name", LIST, ".elsewhere.test"),
    ]);
    let expected = json!([
        { "namespaces": [".branch.test", ".corp.test"], "servers": ["127.0.0.53", "fd77::53"],
            "by_policy": true },
        { "namespaces": [".elsewhere.test"], "servers": [], "by_policy": false },
    ]);
    assert_eq!(report.evidence("/host/windows/value/nrpt"), &expected);
}

#[test]
fn the_firewalls_profiles_and_rules_are_read() {
    let rule = |action, name| {
        format!("v2.10|Action={action}|Active=TRUE|Dir=Out|Protocol=6|RPort=1688|Name={name}|")
    };
    let (allowing, forbidding) = (rule("Allow", "Let KMS out"), rule("Block", "No licences"));
    let report = told(&[
        (DOMAIN_PROFILE, "EnableFirewall", NUMBER, "1"),
        (DOMAIN_PROFILE, "DefaultOutboundAction", NUMBER, "1"),
        (FIREWALL_RULES, "one", TEXT, &allowing),
        (FIREWALL_RULES, "two", TEXT, &forbidding),
    ]);
    let expected = json!({
        "blocking_profiles": ["domain"],
        "allows_licensing_service": true,
        "forbidding_rules": ["No licences"],
    });
    assert_eq!(report.evidence("/host/windows/value/firewall"), &expected);
}

#[test]
fn membership_and_site_are_read() {
    let report = told(&[
        (POLICY_HISTORY, "MachineDomain", TEXT, "Corp.Test"),
        (NETLOGON_PARAMETERS, "DynamicSiteName", TEXT, "Branch"),
    ]);
    let expected = json!({ "state": "domain", "domain": "corp.test", "site": "Branch" });
    assert_eq!(report.evidence("/host/windows/value/membership"), &expected);
}
