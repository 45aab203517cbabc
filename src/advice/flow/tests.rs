use actprobe_probes::evidence::Evidence;
use serde_json::{Value, json};

use super::*;
use crate::verdict::{Requirement, judge};

const HEALTHY: &str = include_str!("../../../fixtures/scenarios/_base/healthy-site.json");
const PROXIED: &str =
    include_str!("../../../fixtures/scenarios/_base/healthy-site-behind-a-proxy.json");
const MEMBER: &str = include_str!("../../../fixtures/scenarios/_base/domain-member.json");

fn evidence(base: &str, changes: &[(&str, Value)]) -> Evidence {
    let mut tree: Value = serde_json::from_str(base).unwrap();
    for (place, value) in changes {
        *tree.pointer_mut(place).unwrap_or_else(|| panic!("{place}")) = value.clone();
    }
    serde_json::from_value(tree).unwrap()
}

fn flows(base: &str, id: &str, changes: &[(&str, Value)]) -> Vec<FlowSeen> {
    let evidence = evidence(base, changes);
    let verdict = judge(&evidence);
    let all = verdict.channels.iter().flat_map(|channel| &channel.requirements);
    let broken: Vec<&Requirement> =
        all.filter(|requirement| requirement.id.as_str() == id && requirement.is_unmet()).collect();
    assert!(!broken.is_empty(), "{id} holds");
    let lost = LostFlows::of(&evidence);
    broken.into_iter().flat_map(|requirement| lost.behind(requirement)).cloned().collect()
}

fn one(base: &str, id: &str, changes: &[(&str, Value)]) -> FlowSeen {
    let mut flows = flows(base, id, changes);
    assert_eq!(flows.len(), 1, "{flows:?}");
    flows.remove(0)
}

/// A connection that failed in this way, from the host's address.
fn failed(how: &Value) -> Value {
    let mut outcome = json!({
        "outcome": "failed", "step": "connect",
        "flow": {
            "transport": "tcp", "to": "192.0.2.21:1688",
            "from": { "address": "192.0.2.107", "interface": "Ethernet0" },
        },
    });
    for (name, value) in how.as_object().unwrap() {
        outcome[name] = value.clone();
    }
    outcome
}

const KMS: &str = "/kms/targets/0/endpoints/0/connect";

fn kms_lost(how: &Value) -> FlowSeen {
    one(HEALTHY, "kms.port-reachable", &[(KMS, failed(how))])
}

fn seen(transport: Transport, to: &str, name: Option<&str>) -> FlowSeen {
    FlowSeen {
        transport,
        from: Some([192, 0, 2, 107].into()),
        interface: None,
        to: to.parse().unwrap(),
        name: name.map(str::to_owned),
        lost_at: LostAt::Unknown,
    }
}

#[test]
fn silence_has_both_ends_and_no_place() {
    let seen = seen(Transport::Tcp, "192.0.2.21:1688", Some("kms1.corp.example"));
    let expected = FlowSeen { interface: Some("Ethernet0".to_owned()), ..seen };
    assert_eq!(kms_lost(&json!({ "kind": "timed-out" })), expected);
}

#[test]
fn where_packets_were_lost_is_told_by_whoever_knows() {
    let router = LostAt::Router { address: [192, 0, 2, 254].into() };
    let next_hop = |address: [u8; 4]| LostAt::NextHop { address: Some(address.into()) };
    for (how, lost_at) in [
        (json!({ "kind": "refused" }), LostAt::Peer),
        (json!({ "kind": "refused", "reporter": "192.0.2.21" }), LostAt::Peer),
        (json!({ "kind": "refused", "reporter": "192.0.2.254" }), router),
        (json!({ "kind": "admin-prohibited", "reporter": "192.0.2.254" }), router),
        (json!({ "kind": "admin-prohibited", "reporter": "192.0.2.21" }), LostAt::Peer),
        (json!({ "kind": "admin-prohibited" }), LostAt::Unknown),
        (json!({ "kind": "host-unreachable", "reporter": "192.0.2.254" }), router),
        (json!({ "kind": "net-unreachable", "reporter": "192.0.2.254" }), router),
        (json!({ "kind": "time-exceeded", "reporter": "192.0.2.254" }), router),
        (json!({ "kind": "time-exceeded" }), LostAt::Unknown),
        (json!({ "kind": "host-unreachable" }), next_hop([192, 0, 2, 21])),
        (json!({ "kind": "gateway-unreachable", "detail": "192.0.2.1" }), next_hop([192, 0, 2, 1])),
        (json!({ "kind": "gateway-unreachable" }), LostAt::NextHop { address: None }),
        (json!({ "kind": "no-route" }), LostAt::ThisHost),
        (json!({ "kind": "blocked-locally" }), LostAt::ThisHost),
        (json!({ "kind": "reset" }), LostAt::Peer),
        (json!({ "kind": "other" }), LostAt::Unknown),
    ] {
        assert_eq!(kms_lost(&how).lost_at, lost_at, "{how}");
    }
}

#[test]
fn a_report_of_an_older_version_tells_where_packets_went_and_not_where_from() {
    let mut old = failed(&json!({ "kind": "timed-out" }));
    old.as_object_mut().unwrap().remove("flow");
    let flow = one(HEALTHY, "kms.port-reachable", &[(KMS, old)]);
    let known = seen(Transport::Tcp, "192.0.2.21:1688", Some("kms1.corp.example"));
    assert_eq!(flow, FlowSeen { from: None, ..known });
}

#[test]
fn what_is_lost_on_a_connection_that_stood_has_the_ends_of_that_connection() {
    let reset = json!({ "outcome": "failed", "step": "rpc-bind", "kind": "reset" });
    let bind = "/kms/targets/0/endpoints/0/bind_multi";
    let flow = one(HEALTHY, "kms.rpc-multi-syntax-passes", &[(bind, reset)]);
    let known = seen(Transport::Tcp, "192.0.2.21:1688", Some("kms1.corp.example"));
    assert_eq!(flow, FlowSeen { lost_at: LostAt::Peer, ..known });

    let silent = json!({ "outcome": "failed", "step": "tls-handshake", "kind": "timed-out" });
    let flow = one(HEALTHY, "online.tls-completes", &[("/online/endpoints/0/tls", silent.clone())]);
    let name = Some("activation.sls.microsoft.com");
    assert_eq!(flow, seen(Transport::Tcp, "198.51.100.11:443", name));
    let flow = one(PROXIED, "online.tls-completes", &[("/online/endpoints/0/tls", silent)]);
    assert_eq!(flow, seen(Transport::Tcp, "192.0.2.80:8080", Some("proxy.corp.example")));
}

#[test]
fn what_answered_was_not_lost() {
    let alert = json!({ "outcome": "failed", "step": "tls-handshake", "kind": "tls-alert" });
    assert_eq!(flows(HEALTHY, "online.tls-completes", &[("/online/endpoints/0/tls", alert)]), []);
}

#[test]
fn a_silent_dns_server_is_one_flow_however_often_it_was_asked() {
    let silence = json!({
        "outcome": "failed", "step": "dns-query", "kind": "timed-out",
        "flow": {
            "transport": "udp", "to": "192.0.2.53:53", "from": { "address": "192.0.2.107" },
        },
    });
    // The other server answered for every name.
    let other = json!({ "dns": { "server": "192.0.2.54:53" } });
    let targets = (0..2).map(|at| format!("/kms/targets/{at}/addresses/by"));
    let endpoints = (0..6).map(|at| format!("/online/endpoints/{at}/hops/0/addresses/by"));
    let names: Vec<String> = targets.chain(endpoints).collect();
    let mut changes = vec![
        ("/kms/questions/0/answers/0/srv", silence.clone()),
        ("/kms/questions/0/answers/0/control", silence),
    ];
    changes.extend(names.iter().map(|place| (place.as_str(), other.clone())));
    let flow = one(HEALTHY, "dns.server-answers", &changes);
    assert_eq!(flow, seen(Transport::Udp, "192.0.2.53:53", None));
}

#[test]
fn a_name_that_no_server_answers_for_leads_to_the_server() {
    let mut silence =
        json!({ "outcome": "failed", "step": "resolve", "kind": "gateway-unreachable" });
    let nobody = |silence: &Value| json!({ "by": "nothing", "ipv4": silence, "ipv6": silence });
    let place = "/online/endpoints/0/hops/0/addresses";
    let of_names = |addresses: Value| {
        let lost = LostFlows::of(&evidence(HEALTHY, &[(place, addresses)]));
        lost.inside(place).map(|(_, flow)| flow.clone()).collect::<Vec<_>>()
    };
    assert_eq!(of_names(nobody(&silence)), []);
    silence["flow"] = json!({
        "transport": "udp", "to": "192.0.2.53:53", "from": { "address": "192.0.2.107" },
    });
    let lost_at = LostAt::NextHop { address: None };
    let flow = FlowSeen { lost_at, ..seen(Transport::Udp, "192.0.2.53:53", None) };
    assert_eq!(of_names(nobody(&silence)), [flow.clone(), flow]);
}

#[test]
fn a_controller_has_a_flow_for_each_port_and_for_the_ping() {
    let silence = |step| json!({ "outcome": "failed", "step": step, "kind": "timed-out" });
    let evidence = evidence(
        MEMBER,
        &[
            ("/directory/controllers/0/ping", silence("netlogon-ping")),
            ("/directory/controllers/0/ports/1/connect", silence("connect")),
            ("/directory/controllers/0/root_dse", silence("ldap-search")),
        ],
    );
    let name = Some("dc1.corp.example");
    let unsure = |flow| FlowSeen { from: None, ..flow };
    let lost = LostFlows::of(&evidence);
    let flows: Vec<FlowSeen> = lost.inside("/directory").map(|(_, flow)| flow.clone()).collect();
    let expected = [
        unsure(seen(Transport::Udp, "192.0.2.10:389", name)),
        unsure(seen(Transport::Tcp, "192.0.2.10:88", name)),
        seen(Transport::Tcp, "192.0.2.10:389", name),
    ];
    assert_eq!(flows, expected);
}

#[test]
fn what_a_requirement_was_not_read_from_is_none_of_its_flows() {
    let silence = json!({ "outcome": "failed", "step": "connect", "kind": "timed-out" });
    let changes =
        [(KMS, silence.clone()), ("/online/endpoints/0/hops/0/attempts/0/connect", silence)];
    let flow = one(HEALTHY, "online.port-reachable", &changes);
    assert_eq!(flow.to, "198.51.100.11:443".parse().unwrap());
}
