use actprobe_probes::wire::registry::export::Export;
use serde_json::json;

use super::*;
use crate::request::HostExport;

fn member() -> HostFacts {
    let membership = json!({ "state": "domain", "domain": "corp.example", "site": "Lyon" });
    let windows = json!({ "outcome": "answered", "value": { "membership": membership } });
    serde_json::from_value(json!({ "name": "srv1", "family": "windows", "windows": windows })).unwrap()
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
    assert_eq!((asked.domain_origin, asked.domain.as_str()), (DomainOrigin::Member, "corp.example"));
    assert!(matches!(asked.credentials, Some(Credentials::Own)));
}

#[test]
fn nobody_is_identified_to_the_domain_of_an_exported_host() {
    let customer = Request { host_facts: Some(exported()), ..Request::default() };
    assert!(asked(&customer).credentials.is_none());
    let by_hand = Request { host_facts: Some(exported()), ..named("corp.example") };
    assert!(matches!(asked(&by_hand).credentials, Some(Credentials::Own)));
}

#[test]
fn a_member_whose_domain_is_named_keeps_its_site() {
    assert_eq!(asked(&named("Corp.Example")).site.as_deref(), Some("Lyon"));
    assert_eq!(asked(&named("other.example")).site, None);
}
