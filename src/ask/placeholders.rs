//! What stands in the evidence where a probe panicked: every question that it had, and an internal
//! failure.

use actprobe_probes::evidence::{
    ClockSource, DirectoryEvidence, Endpoint, Failure, HttpReply, KmsTarget, NotAsked, Observed,
    Origin, SrvAnswer, SrvQuestion, kms_service_of,
};

use crate::ask::plan::Plan;
use actprobe_probes::directory::DirectoryPlan;
use actprobe_probes::online::EndpointPlan;

/// Every SRV question, to every server and the system.
pub fn questions(plan: &Plan, failure: &Failure) -> Vec<SrvQuestion> {
    let answer = |&server| SrvAnswer {
        server,
        srv: Observed::Failed(failure.clone()),
        control: Observed::default(),
        serves_names: false,
        is_home_router: false,
    };
    let question = |name: String, origin| SrvQuestion {
        name,
        origin,
        answers: plan.servers.iter().map(answer).collect(),
        system: Observed::Failed(failure.clone()),
    };
    match plan.discover_in.as_deref().unwrap_or_default() {
        [] => vec![question(kms_service_of(""), Origin::None)],
        suffixes => {
            suffixes.iter().map(|own| question(kms_service_of(&own.name), own.origin)).collect()
        }
    }
}

/// The target, with addresses that were not found.
pub fn target(mut target: KmsTarget, failure: Failure) -> KmsTarget {
    target.addresses.ipv4 = Observed::Failed(failure);
    target
}

/// The question for controllers, to every server.
pub fn directory(plan: &DirectoryPlan, failure: &Failure) -> DirectoryEvidence {
    let answer = |&server| SrvAnswer {
        server,
        srv: Observed::Failed(failure.clone()),
        control: Observed::default(),
        serves_names: false,
        is_home_router: false,
    };
    let question = SrvQuestion {
        name: format!("_ldap._tcp.dc._msdcs.{}", plan.domain),
        origin: Origin::None,
        answers: plan.servers.iter().map(answer).collect(),
        system: Observed::default(),
    };
    DirectoryEvidence {
        domain: Some(plan.domain.clone()),
        domain_origin: plan.domain_origin,
        locator: vec![question],
        ..DirectoryEvidence::default()
    }
}

/// Every time server.
pub fn sources(plan: &Plan, failure: &Failure) -> Vec<ClockSource> {
    let source = |server: &actprobe_probes::clock_skew::TimeServer| ClockSource {
        server: server.host.clone(),
        origin: server.origin,
        address: None,
        sample: Observed::Failed(failure.clone()),
    };
    plan.time_servers.iter().map(source).collect()
}

/// The endpoint, unreached.
pub fn endpoint(plan: &EndpointPlan, failure: Failure) -> Endpoint {
    unreached(plan, Observed::Failed(failure))
}

/// The endpoint, whose way begins on another host.
pub fn endpoint_elsewhere(plan: &EndpointPlan) -> Endpoint {
    unreached(plan, Observed::skipped(NotAsked::OtherHost))
}

fn unreached(plan: &EndpointPlan, http: Observed<HttpReply>) -> Endpoint {
    Endpoint {
        url: plan.url.clone(),
        need: plan.need,
        route: plan.route.clone(),
        hops: Vec::new(),
        tunnel: Observed::default(),
        tls: Observed::default(),
        http,
        tries: Vec::new(),
    }
}
