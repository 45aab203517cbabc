use actprobe_probes::directory::{Password, PasswordLogin};
use actprobe_probes::evidence::{
    CachedKms, ForcedKms, ForcedLevel, KmsClientFacts, LicenceFacts, WindowsFacts,
};
use actprobe_probes::wire::registry::export::{self, Export};
use serde_json::json;

use super::*;
use crate::ask::host_export::HostExport;

fn member() -> HostFacts {
    let membership = json!({ "state": "domain", "domain": "corp.example", "site": "Lyon" });
    let windows = json!({ "outcome": "answered", "value": { "membership": membership } });
    serde_json::from_value(json!({ "name": "srv1", "family": "windows", "windows": windows }))
        .unwrap()
}

fn asked(request: &Request) -> DirectoryPlan {
    let proxy = actprobe_probes::winhttp_proxy::probe(request.proxy.clone());
    plan(request, &member(), &proxy).directory.unwrap()
}

fn named(domain: &str) -> Request {
    Request { directory: Some((domain.to_owned(), DomainOrigin::Argument)), ..Request::default() }
}

fn exported() -> HostExport {
    HostExport { name: "srv9.reg".to_owned(), export: Export::default() }
}

#[test]
fn a_member_identifies_its_user_to_its_own_domain() {
    let asked = asked(&Request::default());
    assert_eq!(
        (asked.domain_origin, asked.domain.as_str()),
        (DomainOrigin::Member, "corp.example")
    );
    assert!(matches!(asked.credentials, Some(Credentials::Own)));
}

#[test]
fn nobody_is_identified_to_the_domain_of_an_exported_host() {
    let customer = Request { host_facts: Some(exported()), ..Request::default() };
    assert!(asked(&customer).credentials.is_none());
    let by_hand = Request { host_facts: Some(exported()), ..named("corp.example") };
    assert!(matches!(asked(&by_hand).credentials, Some(Credentials::Own)));
}

fn with_password(request: Request) -> Request {
    let password = Password::of_file(b"sesame".to_vec()).unwrap();
    Request {
        directory_login: PasswordLogin::new("alice".to_owned(), password, b"").ok(),
        ..request
    }
}

#[test]
fn a_password_goes_to_the_domain_of_this_host_or_of_the_user_and_to_none_that_a_file_names() {
    let credentials = |request: Request| asked(&with_password(request)).credentials.unwrap();
    assert!(matches!(credentials(Request::default()), Credentials::Password(_)));
    let exported = || Some(exported());
    assert!(matches!(
        credentials(Request { host_facts: exported(), ..Request::default() }),
        Credentials::Withheld
    ));
    let by_hand = Request { host_facts: exported(), ..named("corp.example") };
    assert!(matches!(credentials(by_hand), Credentials::Password(_)));
}

#[test]
fn a_member_whose_domain_is_named_keeps_its_site() {
    assert_eq!(asked(&named("Corp.Example")).site.as_deref(), Some("Lyon"));
    assert_eq!(asked(&named("other.example")).site, None);
}

const OLD: &str = "ef6cfc9f-8c5d-44ac-9aad-de6a2ea0ae03";

fn at(host: &str) -> HostPort {
    HostPort { host: host.to_owned(), port: 1688 }
}

fn told(forced: Vec<ForcedKms>) -> HostFacts {
    let cached = Some(CachedKms { at: at("last"), address: None });
    let told = KmsClientFacts { forced, cached, ..KmsClientFacts::default() };
    let windows = WindowsFacts { kms_client: Some(told), ..WindowsFacts::default() };
    HostFacts {
        name: String::new(),
        family: "windows".to_owned(),
        dns: Observed::default(),
        platform: Observed::default(),
        windows: Observed::Answered { value: windows, elapsed_us: 0 },
        hypervisor: Observed::default(),
        kvp: Observed::default(),
        silent_dns: Vec::new(),
        routes: Vec::new(),
        vpn_off: Vec::new(),
    }
}

fn tried(host: &HostFacts, licence: Option<&LicenceFacts>) -> Vec<String> {
    before_discovery(host, licence).into_iter().map(|target| target.host).collect()
}

fn installed(id: &str) -> LicenceFacts {
    LicenceFacts { activation_id: Some(id.to_owned()), ..LicenceFacts::default() }
}

#[test]
fn a_host_is_forced_for_the_installed_product_or_for_all() {
    let of_old = ForcedKms { level: ForcedLevel::Sku, at: at("oldkms"), sku: Some(OLD.to_owned()) };
    let of_all = ForcedKms { level: ForcedLevel::Global, at: at("kms1"), sku: None };
    let both = told(vec![of_old.clone(), of_all]);
    assert_eq!(tried(&both, Some(&installed(OLD))), ["oldkms"]);
    assert_eq!(tried(&both, Some(&installed("another"))), ["kms1"]);
    assert_eq!(tried(&both, None), ["oldkms", "kms1"]);
    let one = told(vec![of_old]);
    assert_eq!(tried(&one, Some(&installed("another"))), ["last"]);
    assert_eq!(tried(&one, None), ["oldkms", "last"]);
}

#[test]
fn the_host_of_the_last_success_is_tried_unless_remembering_is_switched_off() {
    let with_caching = |caching: Option<bool>| {
        let mut host = told(vec![]);
        if let Observed::Answered { value, .. } = &mut host.windows {
            value.kms_client.as_mut().unwrap().caching = caching;
        }
        tried(&host, None)
    };
    assert_eq!([with_caching(None), with_caching(Some(true))], [["last"], ["last"]]);
    assert!(with_caching(Some(false)).is_empty());
}

#[test]
fn what_the_service_says_goes_before_the_registry() {
    let of_all = ForcedKms { level: ForcedLevel::Application, at: at("kms1"), sku: None };
    let host = told(vec![of_all]);
    let service =
        |name: &str| LicenceFacts { forced_kms: Some(at(name)), ..LicenceFacts::default() };
    assert_eq!(tried(&host, Some(&service("kms2"))), ["kms2"]);
    let same = before_discovery(&host, Some(&service("kms1")));
    assert_eq!(
        same[0].origins,
        [TargetOrigin::Registry { level: ForcedLevel::Application, sku: None }]
    );
}

fn asked_in(
    suffixes: &[&str],
    lookup_domain: Option<&str>,
    member_of: Option<&str>,
) -> Vec<String> {
    let suffix = |name: &&str| Suffix { name: (*name).to_owned(), origin: Origin::Primary };
    let client =
        DnsClient { suffixes: suffixes.iter().map(suffix).collect(), ..DnsClient::default() };
    let told =
        KmsClientFacts { lookup_domain: lookup_domain.map(str::to_owned), ..Default::default() };
    let membership =
        member_of.map(|domain| Membership::Domain { domain: domain.to_owned(), site: None });
    let windows = WindowsFacts { kms_client: Some(told), membership, ..WindowsFacts::default() };
    let windows = Observed::Answered { value: windows, elapsed_us: 0 };
    let zones = zones(&client, &HostFacts { windows, ..told_nothing() }, None);
    zones.into_iter().map(|zone| format!("{} {:?}", zone.name, zone.origin)).collect()
}

#[test]
fn the_domain_of_a_capture_counts_before_that_of_the_registry() {
    let told = LicenceFacts {
        lookup_domain: Some("captured.example".to_owned()),
        ..LicenceFacts::default()
    };
    let zones = zones(&DnsClient::default(), &told_nothing(), Some(&told));
    assert_eq!(zones[0].name, "captured.example");
    assert_eq!(zones[0].origin, Origin::LookupDomain);
}

fn told_nothing() -> HostFacts {
    told(vec![])
}

#[test]
fn the_domain_that_was_told_comes_first_and_the_directorys_last() {
    assert_eq!(
        asked_in(&["site.example"], Some("old.example"), Some("corp.example")),
        ["old.example LookupDomain", "site.example Primary", "corp.example Directory"]
    );
    assert_eq!(
        asked_in(&["corp.example"], None, Some("CORP.example")),
        ["corp.example Primary"],
        "a domain that is searched anyway is asked once"
    );
    assert_eq!(asked_in(&["a.example"], Some("A.example"), None), ["A.example LookupDomain"]);
    assert!(asked_in(&[], None, Some("corp.example")).is_empty(), "the bare name is asked");
}

/// The settings of a domain controller that resolves by itself, with a proxy and a KMS host of its
/// own.
const CONTROLLER: &[u8] = br#"Windows Registry Editor Version 5.00

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters]
"Hostname"="dc9"
"NameServer"="127.0.0.1"

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Interfaces\{1}]
"IPAddress"=hex(7):31,00,39,00,32,00,2e,00,30,00,2e,00,32,00,2e,00,39,00,00,00,00,00
"NameServer"="127.0.0.1,192.0.2.54"
"#;

#[test]
fn the_loopback_of_another_host_is_asked_from_nowhere() {
    let client = DnsClient {
        servers: ["127.0.0.1:53", "192.0.2.54:53"].map(dns_server).to_vec(),
        ..DnsClient::default()
    };
    let export = export::parse(CONTROLLER).unwrap();
    let meant = HostExport { name: "dc9.reg".to_owned(), export };
    let request = Request { host_facts: Some(meant), ..Request::default() };
    let forced = |host: &str| ForcedKms { level: ForcedLevel::Global, at: at(host), sku: None };
    let host = HostFacts {
        name: "jump1".to_owned(),
        dns: Observed::Answered { value: client.clone(), elapsed_us: 0 },
        ..told(vec![forced("127.0.0.2")])
    };
    let proxy = actprobe_probes::winhttp_proxy::probe(request.proxy.clone());
    let planned = plan(&request, &host, &proxy);
    assert_eq!(planned.servers, [client.servers[1].address]);
    assert_eq!(planned.servers_elsewhere, [client.servers[0].address]);
    assert!(planned.targets.iter().all(other_host::is_marked) && !planned.targets.is_empty());

    let own = plan(&Request::default(), &host, &proxy);
    assert_eq!((own.servers.len(), own.servers_elsewhere.len()), (2, 0));
    assert!(!own.targets.iter().any(other_host::is_marked), "this host's own loopback is its own");
}

fn dns_server(address: &str) -> actprobe_probes::evidence::DnsServer {
    let address = address.parse().unwrap();
    actprobe_probes::evidence::DnsServer {
        address,
        origin: Origin::Connection,
        interface: None,
        is_gateway: false,
    }
}
