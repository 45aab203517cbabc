//! Whole hosts, as `regedit` exports them: see `fixtures/registry`.

use super::*;
use crate::evidence::ServiceStart::{Automatic, Delayed, Disabled, Manual};
use crate::evidence::{
    ActivationType, ForcedLevel, HostPort, Membership, SchannelProtocol, TlsSettings,
    WinhttpProtocols,
};
use crate::wire::registry::export;

fn of(body: &str) -> WindowsFacts {
    let text = format!("Windows Registry Editor Version 5.00\n\n{body}");
    read(&export::parse(text.as_bytes()).unwrap(), RegistrySource::Live)
}

fn at(host: &str, port: u16) -> HostPort {
    HostPort { host: host.to_owned(), port }
}

const SPP: &str =
    r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SoftwareProtectionPlatform";
const SERVICE_SPP: &str =
    r"HKEY_USERS\S-1-5-20\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SoftwareProtectionPlatform";
const WINDOWS: &str = "55c92734-d682-4d71-983e-d6ec3f16059f";
const OFFICE: &str = "0ff1ce15-a989-479d-af46-f275c6370663";
const SKU: &str = "ef6cfc9f-8c5d-44ac-9aad-de6a2ea0ae03";

#[test]
fn an_empty_export_says_nothing() {
    assert_eq!(of(""), WindowsFacts::default());
}

#[test]
fn forced_hosts_stand_in_the_order_in_which_a_client_looks() {
    let client = of(&format!(
        "[{SPP}]\n\"KeyManagementServiceName\"=\"global.corp.example\"\n\
         \"KeyManagementServicePort\"=\"1689\"\n\
         [{SPP}\\{WINDOWS}]\n\"KeyManagementServiceName\"=\"windows.corp.example\"\n\
         [{SPP}\\{WINDOWS}\\{SKU}]\n\"KeyManagementServiceName\"=\"sku.corp.example\"\n\
         [{SPP}\\{OFFICE}]\n\"KeyManagementServiceName\"=\"office.corp.example\"\n\
         [HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\CurrentVersion\\Software \
         Protection Platform]\n\
         \"KeyManagementServiceName\"=\"policy.corp.example\"\n"
    ))
    .kms_client
    .unwrap();
    let forced: Vec<_> =
        client.forced.iter().map(|forced| (forced.level, forced.at.to_string())).collect();
    assert_eq!(
        forced,
        [
            (ForcedLevel::Sku, "sku.corp.example:1688".to_owned()),
            (ForcedLevel::Application, "windows.corp.example:1688".to_owned()),
            (ForcedLevel::Global, "global.corp.example:1689".to_owned()),
            (ForcedLevel::Policy, "policy.corp.example:1688".to_owned()),
        ]
    );
    assert_eq!(client.forced[0].sku.as_deref(), Some(SKU));
}

#[test]
fn the_remembered_host_is_read_from_the_services_own_hive() {
    let own = format!(
        "[{SERVICE_SPP}]\n\"DiscoveredKeyManagementServiceName\"=\"kms1.corp.example\"\n\
         \"DiscoveredKeyManagementServicePort\"=\"1688\"\n\
         \"DiscoveredKeyManagementServiceIpAddress\"=\"10.0.0.7\"\n"
    );
    let below = own.replace(
        "SoftwareProtectionPlatform]",
        &format!("SoftwareProtectionPlatform\\{WINDOWS}\\{SKU}]"),
    );
    for body in [own, below] {
        let client = of(&body).kms_client.unwrap();
        let cached = client.cached.unwrap();
        assert_eq!(
            (cached.at, cached.address),
            (at("kms1.corp.example", 1688), "10.0.0.7".parse().ok())
        );
        assert_eq!(client.caching, None, "the machine's key is not in this export");
    }
    let by_address =
        of(&format!("[{SERVICE_SPP}]\n\"DiscoveredKeyManagementServiceIpAddress\"=\"10.0.0.7\"\n"));
    assert_eq!(by_address.kms_client.unwrap().cached.unwrap().at, at("10.0.0.7", 1688));
    let elsewhere =
        of("[HKEY_USERS\\S-1-5-19\\SOFTWARE]\n\"DiscoveredKeyManagementServiceName\"=\"x\"\n");
    assert_eq!(elsewhere.kms_client, None);
}

#[test]
fn the_way_of_activation_and_caching_are_read() {
    let client = of(&format!(
        "[{SPP}]\n\"DisableKeyManagementServiceHostCaching\"=dword:00000001\n\
         \"KeyManagementServiceLookupDomain\"=\"kms.corp.example\"\n\
         [{SPP}\\{WINDOWS}\\{SKU}]\n\"VLActivationType\"=dword:00000001\n"
    ))
    .kms_client
    .unwrap();
    let of_product = client.product_activation_types.get(SKU);
    assert_eq!(
        (client.activation_type, of_product),
        (None, Some(&Some(ActivationType::ActiveDirectory)))
    );
    assert_eq!(
        (client.caching, client.lookup_domain.as_deref()),
        (Some(false), Some("kms.corp.example"))
    );
    let all = of(&format!("[{SPP}\\{WINDOWS}\\{SKU}]\n\"VLActivationType\"=dword:00000000\n"))
        .kms_client
        .unwrap();
    assert_eq!(all.product_activation_types.get(SKU), Some(&None));
}

#[test]
fn membership_is_told_from_a_mere_suffix() {
    let suffix = "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters]\n\
         \"Domain\"=\"Corp.Example\"\n";
    let logon = |start| {
        format!(
            "{suffix}[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Netlogon]\n\
             \"Start\"=dword:0000000{start}\n"
        )
    };
    let site = "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Netlogon\\Parameters]\n\
         \"DynamicSiteName\"=\"Paris\"\n";
    let member = |site: Option<&str>| {
        Some(Membership::Domain {
            domain: "corp.example".to_owned(),
            site: site.map(str::to_owned),
        })
    };
    assert_eq!(of(suffix).membership, None);
    assert_eq!(of(&logon(2)).membership, member(None));
    assert_eq!(of(&format!("{}{site}", logon(2))).membership, member(Some("Paris")));
    assert_eq!(of(&logon(3)).membership, Some(Membership::Workgroup));
    assert_eq!(of(&suffix.replace("Corp.Example", "")).membership, Some(Membership::Workgroup));
    let entra = "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\CloudDomainJoin\\\
         JoinInfo\\0A1B]\n\"TenantId\"=\"x\"\n";
    assert_eq!(of(&format!("{}{entra}", logon(3))).membership, Some(Membership::Entra));
    assert_eq!(of(&format!("{}{entra}", logon(2))).membership, member(None));
    let policy = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Group Policy\\\
         State\\Machine]\n\
         \"Distinguished-Name\"=\"CN=SRV1,OU=Servers,DC=corp,DC=example\"\n";
    assert_eq!(of(policy).membership, member(None));
    assert_eq!(of(&format!("{policy}{}", logon(3))).membership, Some(Membership::Workgroup));
}

#[test]
fn rules_of_name_resolution_are_read_from_policy_and_host() {
    let facts = of("[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\DNSClient\\\
         DnsPolicyConfig\\{A}]\n\
         \"Name\"=hex(7):2e,00,61,00,2e,00,62,00,00,00,00,00\n\
         \"GenericDNSServers\"=\"10.0.0.1; 2001:db8::1\"\n\
         [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Dnscache\\Parameters\\\
         DnsPolicyConfig\\{B}]\n\
         \"Name\"=\".c.example\"\n");
    let rules: Vec<_> =
        facts.nrpt.iter().map(|r| (r.namespaces.join(","), r.servers.len(), r.by_policy)).collect();
    assert_eq!(rules, [(".a.b".to_owned(), 2, true), (".c.example".to_owned(), 0, false)]);
}

#[test]
fn time_servers_lose_their_flags() {
    let key = r"[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\W32Time\Parameters]";
    let facts = of(&format!(
        "{key}\n\"Type\"=\"NTP\"\n\"NtpServer\"=\"time.windows.com,0x9 ntp.corp.example,0x1\"\n"
    ));
    let service = facts.time_service.unwrap();
    assert_eq!(
        (service.kind.as_str(), service.servers),
        ("NTP", vec!["time.windows.com".to_owned(), "ntp.corp.example".to_owned()])
    );
}

#[test]
fn a_firewall_that_blocks_is_told_from_one_that_lets_the_service_out() {
    let policy = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\\
         Parameters\\FirewallPolicy";
    let blocking = format!(
        "[{policy}]\n[{policy}\\DomainProfile]\n\"EnableFirewall\"=dword:00000001\n\
         \"DefaultOutboundAction\"=dword:00000001\n\
         [{policy}\\PublicProfile]\n\"EnableFirewall\"=dword:00000000\n\
         \"DefaultOutboundAction\"=dword:00000001\n\
         [{policy}\\FirewallRules]\n"
    );
    let allow = "\"A\"=\"v2.10|Action=Allow|Active=TRUE|Dir=Out|Protocol=6|RPort=1688|Profile=\
         Domain|Name=KMS out|\"\n";
    let forbid =
        "\"B\"=\"v2.10|Action=Block|Active=TRUE|Dir=Out|Protocol=6|RPort=1688|Name=No KMS|\"\n";
    let facts = of(&blocking).firewall.unwrap();
    assert_eq!(
        (facts.blocking_profiles, facts.allows_licensing_service),
        (vec!["domain".to_owned()], false)
    );
    assert!(of(&format!("{blocking}{allow}")).firewall.unwrap().allows_licensing_service);
    assert_eq!(
        of(&format!("{blocking}{allow}{forbid}")).firewall.unwrap().forbidding_rules,
        ["No KMS"]
    );
    assert!(of(&format!("[{policy}]\n")).firewall.unwrap().blocking_profiles.is_empty());
}

#[test]
fn a_kms_host_is_one_where_its_key_was_installed() {
    let host = of(&format!(
        "[{SPP}]\n\"KeyManagementServiceVersion\"=\"10.0.20348.1\"\n\
         \"KeyManagementServiceListeningPort\"=\"1690\"\n\
         \"DisableDnsPublishing\"=dword:00000001\n\
         \"DnsDomainPublishList\"=hex(7):61,00,2e,00,62,00,2c,00,31,00,2c,00,32,00,00,00,00,00\n"
    ));
    let host = host.kms_host.unwrap();
    assert_eq!(
        (host.listening_port, host.dns_publishing, host.low_priority),
        (Some(1690), false, false)
    );
    assert_eq!(host.publish_list, ["a.b,1,2"]);
    assert_eq!(of(&format!("[{SPP}]\n")).kms_host, None);
}

/// A whole host of `fixtures/registry`.
fn host(name: &str) -> WindowsFacts {
    let file =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/registry").join(name);
    let export = export::parse(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!((export.not_understood, export.is_cut_short()), (0, false), "{name}");
    read(&export, RegistrySource::Live)
}

#[test]
fn each_generation_of_windows_says_what_it_is() {
    for (file, name, edition, build, kind) in [
        ("server-2008-r2.reg", "OLDSRV", "ServerEnterprise", 7601, "Server"),
        ("server-2012-r2.reg", "SRV12", "ServerStandard", 9600, "Server Core"),
        ("server-2016.reg", "SRV16", "ServerDatacenter", 14393, "Server"),
        ("server-2019.reg", "SRV19", "ServerStandard", 17763, "Server"),
        ("server-2022.reg", "SRV22", "ServerDatacenter", 20348, "Server"),
        ("server-2025.reg", "SRV25", "ServerDatacenter", 26100, "Server"),
        ("azure-vm.reg", "azvm1", "ServerTurbine", 20348, "Server"),
        ("workstation.reg", "PC042", "Enterprise", 22631, "Client"),
        ("kms-host.reg", "KMS1", "ServerStandard", 17763, "Server"),
    ] {
        let facts = host(file);
        let product = facts.product.unwrap();
        assert_eq!(facts.name.as_deref(), Some(name), "{file}");
        assert_eq!((product.edition_id.as_str(), product.build), (edition, Some(build)), "{file}");
        assert_eq!(product.installation_type, kind, "{file}");
        assert!(
            facts.firewall.is_some() && facts.time_service.is_some() && facts.kms_client.is_some(),
            "{file}"
        );
    }
}

#[test]
fn whole_hosts_tell_what_is_special_about_them() {
    assert_eq!(
        host("server-2012-r2.reg").kms_client.unwrap().cached.unwrap().at,
        at("kms1.corp.example", 1688)
    );
    assert_eq!(host("server-2016.reg").kms_client.unwrap().forced[0].level, ForcedLevel::Global);
    let pinned = host("server-2019.reg").kms_client.unwrap();
    assert!(pinned.product_activation_types.values().eq([&Some(ActivationType::ActiveDirectory)]));
    let alone = host("server-2022.reg");
    assert_eq!(alone.membership, Some(Membership::Workgroup));
    let firewall = alone.firewall.unwrap();
    assert_eq!((firewall.blocking_profiles.len(), firewall.allows_licensing_service), (3, false));
    assert_eq!(alone.time_service.unwrap().servers, ["ntp1.site.example", "ntp2.site.example"]);
    let newest = host("server-2025.reg");
    assert_eq!(newest.kms_client.unwrap().forced[0].at, at("kms25.corp.example", 1689));
    assert_eq!(newest.nrpt[0].namespaces, [".corp.example"]);
    let kms = host("kms-host.reg").kms_host.unwrap();
    assert_eq!((kms.dns_publishing, kms.publish_list.len()), (false, 2));
    assert!(host("workstation.reg").kms_host.is_none());
}

#[test]
fn a_key_that_was_mistyped_for_a_host_is_cut() {
    let key = ["BCDFG", "HJKMP", "QRTVW", "XY234", "6789B"].join("-");
    for text in [key.clone(), format!("{key}:1688")] {
        let facts = of(&format!(
            "[{SPP}]\n\"KeyManagementServiceName\"=\"{text}\"\n\
             \"KeyManagementServiceLookupDomain\"=\"{key}\"\n"
        ));
        let told = format!("{facts:?}");
        assert!(told.contains("XXXXX-6789B") && !told.contains("QRTVW"), "{told}");
    }
}

#[test]
fn a_key_whose_groups_stand_in_a_part_of_a_list_each_is_cut() {
    let parts =
        ["corp.example", "BCDFG", "HJKMP", "QRTVW", "XY234", "6789B", "old.example"].join("\0");
    let bytes: Vec<_> = format!("{parts}\0\0").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let digits: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let facts = of(&format!(
        "[{SPP}]\n\"KeyManagementServiceVersion\"=\"6.3\"\n\"DnsDomainPublishList\"=hex(7):{}\n",
        digits.join(",")
    ));
    let cut = ["XXXXX", "XXXXX", "XXXXX", "XXXXX", "6789B"].join("-");
    assert_eq!(facts.kms_host.unwrap().publish_list, ["corp.example", &cut, "old.example"]);
}

#[test]
fn versions_of_tls_are_what_is_set_and_an_empty_key_sets_none() {
    const WINHTTP: &str = r"Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp";
    const TLS: &str = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\\
         SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client";
    let tls = of(&format!(
        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\{WINHTTP}]\n\"DefaultSecureProtocols\"=dword:00000a80\n\
         [HKEY_LOCAL_MACHINE\\SOFTWARE\\Wow6432Node\\{WINHTTP}]\n\
         \"DefaultSecureProtocols\"=dword:000000a0\n\
         [{TLS}]\n\"Enabled\"=dword:ffffffff\n\"DisabledByDefault\"=dword:00000001\n"
    ))
    .tls
    .unwrap();
    let winhttp = WinhttpProtocols { native: Some(0xa80), wow64: Some(0xa0) };
    let schannel = SchannelProtocol { enabled: Some(u32::MAX), disabled_by_default: Some(1) };
    assert_eq!(tls, TlsSettings { winhttp: Some(winhttp), schannel: Some(schannel) });

    let internet_settings =
        r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings";
    let tls =
        of(&format!("[{internet_settings}]\n\"WarnOnIntranet\"=dword:00000001\n")).tls.unwrap();
    assert_eq!((tls.winhttp, tls.schannel), (Some(WinhttpProtocols::default()), None));
}

#[test]
fn the_licensing_service_starts_as_its_two_numbers_say() {
    const KEY: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\sppsvc";
    let start = |values: &str| of(&format!("[{KEY}]\n{values}")).licensing_service;
    for (values, expected) in [
        ("\"Start\"=dword:00000002\n\"DelayedAutoStart\"=dword:00000001\n", Some(Delayed)),
        ("\"DelayedAutostart\"=dword:00000000\n\"Start\"=dword:00000002\n", Some(Automatic)),
        ("\"Start\"=dword:00000002\n", Some(Automatic)),
        ("\"Start\"=dword:00000003\n\"DelayedAutostart\"=dword:00000001\n", Some(Manual)),
        ("\"Start\"=dword:00000004\n\"DelayedAutostart\"=dword:00000001\n", Some(Disabled)),
        ("\"Start\"=dword:00000007\n", None),
        ("\"Type\"=dword:00000010\n", None),
    ] {
        assert_eq!(start(values), expected, "{values}");
    }
}
