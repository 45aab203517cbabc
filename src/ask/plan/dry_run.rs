//! A plan in words: every packet family that a run would send, to whom and why.

mod phrase;

use std::collections::BTreeMap;
use std::net::SocketAddr;

use actprobe_probes::directory::{Credentials, DirectoryPlan, MORE_SEARCHES, MoreSearches};
use actprobe_probes::evidence::{DomainOrigin, KmsTarget, kms_service_of};
use actprobe_probes::kms_target::MOST_MORE_BINDS;
use actprobe_probes::online::{EndpointPlan, MOST_MORE_CONVERSATIONS};
use actprobe_probes::product_key::holds_key;

use super::{Plan, other_host};
use crate::say::lang::Speech;
use crate::verdict::finding::YesNo;
pub use phrase::PlanPhrase;
use phrase::{LogOn, TargetReason};

/// The plan, an item a line. What holds a product key is asked of nobody, and is no item.
pub fn render(plan: &Plan, speech: &Speech) -> String {
    let mut items = discovery(plan, speech);
    let targets = plan.targets.iter().filter(|target| is_tried(target));
    items.extend(targets.map(|target| kms_target(target, speech)));
    items.extend(more_binds(plan, speech));
    items.extend(directory(plan, speech));
    items.extend(plan.time_servers.iter().filter(|server| !holds_key(&server.host)).map(
        |server| {
            speech.say(&PlanPhrase::Time { server: format!("{}:{}", server.host, server.port) })
        },
    ));
    let endpoints: Vec<&EndpointPlan> =
        plan.endpoints.iter().filter(|endpoint| is_asked(plan, endpoint)).collect();
    items.extend(proxies(&endpoints, speech));
    items.extend(
        endpoints.iter().filter(|e| e.route.proxies.is_empty()).map(|e| endpoint(e, speech)),
    );
    items.extend(lookups(plan, speech));
    if items.is_empty() {
        items.push(speech.say(&PlanPhrase::Nothing {}));
    }
    format!("{}\n  - {}\n", speech.say(&PlanPhrase::Title {}), items.join("\n  - "))
}

fn is_tried(target: &KmsTarget) -> bool {
    !holds_key(&target.host) && !other_host::is_marked(target)
}

fn is_asked(plan: &Plan, endpoint: &EndpointPlan) -> bool {
    let is_elsewhere = plan.elsewhere.proxy && other_host::is_first_hop(endpoint);
    !holds_key(&endpoint.url) && !is_elsewhere
}

fn servers(plan: &Plan) -> Vec<String> {
    list(&plan.servers)
}

fn list(servers: &[SocketAddr]) -> Vec<String> {
    servers.iter().map(ToString::to_string).collect()
}

fn discovery(plan: &Plan, speech: &Speech) -> Vec<String> {
    let names = services(plan);
    if names.is_empty() {
        return Vec::new();
    }
    let asked = speech.say(&PlanPhrase::Discovery { names, servers: servers(plan) });
    let reached = are_found_reached(plan).then(|| speech.say(&PlanPhrase::Found {}));
    std::iter::once(asked).chain(reached).collect()
}

/// The names under which KMS hosts are looked for.
fn services(plan: &Plan) -> Vec<String> {
    let Some(suffixes) = plan.discover_in.as_ref().filter(|_| !plan.servers.is_empty()) else {
        return Vec::new();
    };
    let mut names = match suffixes.as_slice() {
        [] => vec![kms_service_of("")],
        suffixes => suffixes.iter().map(|suffix| kms_service_of(&suffix.name)).collect(),
    };
    names.retain(|name| !holds_key(name));
    names
}

/// Whether the KMS hosts that are found there are tried.
fn are_found_reached(plan: &Plan) -> bool {
    plan.reach_targets && !services(plan).is_empty()
}

fn kms_target(target: &KmsTarget, speech: &Speech) -> String {
    speech.say(&PlanPhrase::Target {
        target: format!("{}:{}", target.host, target.port),
        why: TargetReason::of(target.origins.first()),
        usual: YesNo(target.names_another_port()),
    })
}

/// What may follow the three binds, of each KMS host that is tried.
fn more_binds(plan: &Plan, speech: &Speech) -> Option<String> {
    let is_any = plan.targets.iter().any(is_tried) || are_found_reached(plan);
    is_any.then(|| speech.say(&PlanPhrase::MoreBinds { more: u64::from(MOST_MORE_BINDS) }))
}

fn directory(plan: &Plan, speech: &Speech) -> Vec<String> {
    let is_asked =
        |directory: &&DirectoryPlan| !plan.servers.is_empty() && !holds_key(&directory.domain);
    let Some(directory) = plan.directory.as_ref().filter(is_asked) else { return Vec::new() };
    let is_guess = directory.domain_origin == DomainOrigin::Suffix;
    let places =
        if is_guess { &["dc._msdcs"][..] } else { &["dc._msdcs", "SITE._sites.dc._msdcs"] };
    let names = places.iter().map(|place| format!("_ldap._tcp.{place}.{}", directory.domain));
    let names = names.collect();
    let how = directory.credentials.as_ref().and_then(|credentials| match credentials {
        Credentials::Own => Some(LogOn::Own),
        Credentials::Password(_) => Some(LogOn::Password),
        Credentials::Withheld => None,
    });
    let objects = how.map(|how| speech.say(&PlanPhrase::Objects { how }));
    let mut asked = vec![speech.say(&PlanPhrase::Directory { names, servers: servers(plan) })];
    if !is_guess {
        asked.push(controllers(directory, speech));
        asked.extend(objects);
    }
    asked
}

fn controllers(directory: &DirectoryPlan, speech: &Speech) -> String {
    let MoreSearches { cut, silent, slow } = MORE_SEARCHES;
    speech.say(&PlanPhrase::Controllers {
        named: directory.named.clone(),
        cut: cut.into(),
        silent: silent.into(),
        slow: slow.into(),
    })
}

/// One item a proxy, with the names that go through it.
fn proxies(endpoints: &[&EndpointPlan], speech: &Speech) -> Vec<String> {
    let mut through: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for endpoint in endpoints {
        for proxy in endpoint.route.proxies.iter().filter(|proxy| !holds_key(&proxy.host)) {
            through.entry(proxy.to_string()).or_default().push(endpoint.target.at.to_string());
        }
    }
    let more = u64::from(MOST_MORE_CONVERSATIONS);
    let say = |(proxy, names)| speech.say(&PlanPhrase::Proxy { proxy, names, more });
    through.into_iter().map(say).collect()
}

fn endpoint(endpoint: &EndpointPlan, speech: &Speech) -> String {
    let (url, over) = (endpoint.url.clone(), endpoint.target.scheme);
    let more = u64::from(MOST_MORE_CONVERSATIONS);
    speech.say(&PlanPhrase::Endpoint { url, need: endpoint.need, over, more })
}

/// The names that are turned into addresses on the way.
fn lookups(plan: &Plan, speech: &Speech) -> Option<String> {
    let asked = plan.endpoints.iter().filter(|endpoint| is_asked(plan, endpoint));
    let hops = asked.flat_map(|endpoint| match endpoint.route.proxies.as_slice() {
        [] => vec![endpoint.target.at.host.clone()],
        proxies => proxies.iter().map(|proxy| proxy.host.clone()).collect(),
    });
    let targets = plan.targets.iter().filter(|target| is_tried(target));
    let targets = targets.map(|target| target.host.clone());
    let times = plan.time_servers.iter().map(|server| server.host.clone());
    let mut names: Vec<String> = targets.chain(times).chain(hops).collect();
    names.retain(|name| name.parse::<std::net::IpAddr>().is_err() && !holds_key(name));
    names.sort();
    names.dedup();
    let asks = !names.is_empty() && !plan.name_servers.is_empty();
    let servers = list(&plan.name_servers);
    asks.then(|| speech.say(&PlanPhrase::Names { names, servers }))
}
