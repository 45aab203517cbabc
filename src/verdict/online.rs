//! The online channel: every endpoint that activation needs is reached, by the way the services
//! take.

mod answerer;
mod beside_live;
mod by_turns;
pub(super) mod certificate;
pub(super) mod endpoint;
pub(super) mod label;
mod lone_failures;
mod missing_answers;
mod names_barred;
pub(super) mod names_unresolved;
mod narrow_way;
mod old_lines;
mod portal;
pub(super) mod proxy_settings;
mod windows_tls;

use std::collections::BTreeSet;

use actprobe_probes::evidence::{Channel, EndpointNeed, Evidence, RouteReason};

use self::certificate::Standard;
use self::endpoint::EndpointView;
use super::channel::{Judged, says_the_same};
use super::common::Common;
use super::finding::{Finding, Role};
use super::logic::{self, Status};
use super::place;
use super::reach::{seldom_told, up};
use super::requirement::{Owner, Requirement, RequirementId};

/// Judges the channel.
pub fn judge(common: &Common<'_>) -> Judged {
    let evidence = common.evidence;
    let standard = Standard {
        now: evidence.started_at,
        offset_ms: common.clock.offset_ms,
        is_store_of_windows: evidence.host.is_the_windows_meant(),
    };
    let open = by_turns::open(&evidence.online);
    let full = narrow_way::with_full_packets(&evidence.online);
    let mut views: Vec<EndpointView> = place::endpoints(evidence)
        .map(|endpoint| match by_turns::is_all(&endpoint, &evidence.online, &open) {
            true => endpoint::by_turns_alone(&endpoint),
            false => endpoint::judge(endpoint, standard, common.families, &open, &full),
        })
        .collect();
    old_lines::settle(evidence, &mut views);
    seldom_told::settle(&common.ways, views.iter_mut().flat_map(|view| &mut view.requirements));
    up::settle(&common.ways, views.iter_mut().flat_map(|view| &mut view.requirements));
    missing_answers::settle(evidence, &mut views);
    lone_failures::settle(evidence, &mut views);
    names_barred::settle(evidence, &mut views);
    tell_a_few_from_all(evidence, &mut views);
    if names_unresolved::by_the_service(evidence) {
        views.iter_mut().for_each(names_unresolved::settle);
    } else if proxy_settings::is_untold(evidence) {
        leave_open(&mut views);
    }
    let required = views.iter().filter(|view| view.need == EndpointNeed::Required);
    let reached = logic::all(required.map(|view| view.status));
    let settings = proxy_settings::judge(evidence);
    let reached = match reached {
        Status::Unmet if is_way_uncertain(evidence, &settings) => Status::Unknown,
        reached => reached,
    };

    let portal = portal::judge(evidence);
    let mut requirements: Vec<Requirement> = portal.into_iter().chain(told(views)).collect();
    narrow_way::settle(evidence, &mut requirements);
    portal::settle_other_names(evidence, &mut requirements);
    if evidence.online.endpoints.is_empty() {
        let id = RequirementId::OnlinePortReachable;
        requirements.push(Requirement::new(id, Status::Unknown, Finding::EndpointsNotAsked {}));
    }
    if requirements.iter().any(|r| is_about_names(r.id) && r.status == Status::Unknown) {
        requirements.extend(common.dns_servers_as_advice());
    }
    requirements.extend(by_turns::judge(evidence));
    requirements.extend(settings);
    requirements.extend(proxy_settings::passed_by(evidence));
    requirements.extend(proxy_settings::known_to_user_only(evidence));
    requirements.extend(windows_tls::judge(evidence));
    requirements.extend(common.clock.requirements.iter().cloned());
    requirements.extend(common.licence.for_online.iter().cloned());
    Judged::new(Channel::Online, reached, requirements)
        .with_headline(answer(evidence))
        .with_caveats(caveats(common, reached))
}

/// Where HTTPS gets out to some endpoint, the way is open, and a rule on it lacks the silent ones.
/// Clear HTTP alone that gets out says nothing of the kind.
fn tell_a_few_from_all(evidence: &Evidence, views: &mut [EndpointView]) {
    let is_open = |r: &Requirement| {
        r.status == Status::Met
            && matches!(r.finding, Finding::PortOpen { role: Role::Endpoint, .. })
    };
    let mut endpoints = evidence.online.endpoints.iter().zip(&*views);
    let is_way_open = endpoints
        .any(|(endpoint, view)| endpoint.is_tls() && view.requirements.iter().any(is_open));
    if !is_way_open {
        return;
    }
    for requirement in views.iter_mut().flat_map(|view| &mut view.requirements) {
        if let Finding::PortSilent { role: Role::Endpoint, waited, .. } = requirement.finding {
            requirement.finding = Finding::SilentBesideOthers { waited };
        }
    }
}

/// Of services with a proxy, what befell the direct way is no fault.
fn leave_open(views: &mut [EndpointView]) {
    let all = views.iter_mut().flat_map(|view| &mut view.requirements);
    for requirement in all.filter(|requirement| requirement.is_unmet()) {
        requirement.status = Status::Unknown;
        requirement.owner = Owner::Nobody;
    }
}

/// The requirements of the endpoints that count. An optional one decides nothing; where the same
/// befell it, it is named with the others.
fn told(views: Vec<EndpointView>) -> Vec<Requirement> {
    let (optional, counted): (Vec<_>, Vec<_>) =
        views.into_iter().partition(|view| view.need == EndpointNeed::Optional);
    let mut told: Vec<Requirement> =
        counted.into_iter().flat_map(|view| view.requirements).collect();
    let is_told = |r: &Requirement| {
        told.iter().any(|other| other.status != Status::Met && says_the_same(other, r))
    };
    let same: Vec<Requirement> =
        optional.into_iter().flat_map(|view| view.requirements).filter(is_told).collect();
    told.extend(same);
    told
}

/// Whether services may take another way than the direct one that failed: a script, settings that
/// were not understood, or, of captures alone, settings that nobody captured.
fn is_way_uncertain(evidence: &Evidence, settings: &[Requirement]) -> bool {
    let required =
        evidence.online.endpoints.iter().filter(|endpoint| endpoint.need == EndpointNeed::Required);
    let mut routes = required.map(|endpoint| &endpoint.route);
    let is_untold =
        proxy_settings::is_untold(evidence) && !names_unresolved::by_the_service(evidence);
    is_untold
        || settings.iter().any(Requirement::is_unmet)
            && routes.all(|route| {
                route.proxies.is_empty() && !matches!(route.reason, RouteReason::Bypass { .. })
            })
}

fn is_about_names(id: RequirementId) -> bool {
    matches!(id, RequirementId::OnlineNameResolves | RequirementId::OnlineProxyResolves)
}

fn answer(evidence: &Evidence) -> Finding {
    let required = evidence.online.endpoints.iter().filter(|e| e.need == EndpointNeed::Required);
    let way = required.clone().map(endpoint::way).next().into();
    Finding::EndpointsAnswer { endpoints: required.count() as u64, way }
}

fn caveats(common: &Common<'_>, reached: Status) -> Vec<Finding> {
    let mut caveats = Vec::new();
    let is_of_key = |r: &Requirement| r.id == RequirementId::OnlineKeyAccepted;
    let key_state = common.licence.for_online.iter().any(is_of_key);
    if reached == Status::Met && !key_state {
        caveats.push(Finding::KeyStateUnseen {});
    }
    if reached == Status::Met && !common.evidence.host.is_the_windows_meant() {
        caveats.push(Finding::WindowsTrustUnseen {});
    }
    if reached == Status::Met {
        caveats.extend(windows_tls::unread(common.evidence));
    }
    if reached == Status::Met {
        caveats.extend(seen_by_inspection(common.evidence));
    }
    caveats.extend(transparent_proxy(common.evidence));
    caveats
}

/// Whose certificates the site accepts in place of the endpoints' own.
fn seen_by_inspection(evidence: &Evidence) -> Option<Finding> {
    let facts = evidence.online.endpoints.iter().filter_map(|endpoint| endpoint.tls.value());
    let accepted = facts.filter(|facts| certificate::is_accepted_by_site(facts));
    let issuers: BTreeSet<String> = accepted.filter_map(answerer::issuer).collect();
    let issuers: Vec<String> = issuers.into_iter().collect();
    (!issuers.is_empty()).then_some(Finding::AnswersSeenByInspection { issuers })
}

/// A proxy that answers where none is configured.
fn transparent_proxy(evidence: &Evidence) -> Option<Finding> {
    let marks: BTreeSet<String> =
        evidence.online.endpoints.iter().flat_map(answerer::marks_of_site).collect();
    let marks: Vec<String> = marks.into_iter().collect();
    (!marks.is_empty()).then_some(Finding::TransparentProxySeen { marks })
}
