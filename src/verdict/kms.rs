//! The KMS channel: a host is found, one of the hosts takes the bind, and the clock is near enough.

mod by_turns;
mod captured_tries;
pub(super) mod client_settings;
mod cloud;
mod dead_port;
mod dead_route;
mod discovery;
mod elsewhere;
mod heard;
mod host;
mod host_service;
mod own_zone;
mod port_named;
mod publish_log;
mod publishers;
mod seen_working;
mod short_name;
mod stranger;
mod system_resolver;
mod target;
mod told_by_service;
mod tolerance;
mod unheard;

use actprobe_probes::evidence::{
    Channel, Cloud, Evidence, KeyChannel, KmsTarget, LicenceFacts, LicenceStatus, TargetOrigin,
    domain_of_kms_service,
};

use self::discovery::Discovery;
use self::target::TargetView;
use super::channel::{ChannelVerdict, Judged};
use super::common::Common;
use super::finding::Finding;
use super::licence::facts::{RENEWAL_MIN, VALID_MIN};
use super::licence::{LicenceView, intervals, key_channel};
use super::logic::{self, Status};
use super::place::{self, at};
use super::reach::{seldom_told, up};
use super::requirement::{Owner, Requirement, RequirementId, Weight};
use crate::catalogue::clouds::owner_of;

/// Where it is seen that packets of full length get lost on the way to a KMS host.
pub fn full_packets_lost(evidence: &Evidence) -> Option<String> {
    let endpoints = place::kms_targets(evidence).flat_map(|target| at!(target.endpoints).each());
    let mut lost = endpoints.filter(|endpoint| target::loses_full_packets(endpoint));
    lost.next().map(|endpoint| at!(endpoint.bind_padded).into())
}

/// KMS, judged once for every channel that asks about it.
pub struct KmsView {
    /// Whether a KMS host is published where this host looks.
    pub published: Status,
    /// The channel.
    pub channel: ChannelVerdict,
}

/// Judges the channel.
pub fn judge(common: &Common<'_>) -> KmsView {
    let targets: Vec<TargetView<'_>> = place::kms_targets(common.evidence)
        .map(|target| target::judge(target, common.families))
        .map(|view| cloud::of_published(common.evidence, view))
        .map(|view| cloud::from_inside(common.evidence, view))
        .map(|view| short_name::told(common.evidence, view))
        .collect();
    let discovery = discovery::judge(common, &targets);
    let published = discovery.published.status;
    let judged = match client_settings::not_allowed(common.evidence) {
        Some(setting) => Judged::new(Channel::Kms, Status::NotApplicable, vec![setting]),
        None => channel(common, &targets, discovery),
    };
    KmsView { published, channel: judged.into_verdict() }
}

fn channel(common: &Common<'_>, targets: &[TargetView<'_>], discovery: Discovery) -> Judged {
    let evidence = common.evidence;
    let ways = ways(evidence, targets);
    let tried = ways.iter().map(|way| way.status);
    let further = further_ways(evidence, targets, discovery.published.status);
    let undecided = client_settings::undecided(evidence, targets);
    let seen_working = seen_working::judge(evidence, targets);
    let seen = seen_working.as_ref().map(|_| Status::Met);
    let found = whichever_product(&undecided, logic::any(tried.chain(further).chain(seen)));

    let mut requirements = discovery.requirements();
    requirements.extend(ways.iter().filter_map(|way| port_named::judge(way, targets)));
    requirements.extend(ways.into_iter().flat_map(|way| way.requirements));
    by_turns::pool(&mut requirements);
    let of_some_product = |view: &&TargetView<'_>| client_settings::for_some_product(view, found);
    requirements.extend(undecided.iter().map(of_some_product));
    requirements.push(tolerance::judge(evidence, &common.clock));
    requirements.extend(common.clock.requirements.iter().cloned());
    requirements.extend(common.licence.for_kms.iter().cloned());
    requirements.extend(service_allowed_out(evidence));
    requirements.extend(common.licensing_service.clone());
    dead_port::settle(&mut requirements);
    dead_route::settle(evidence, &mut requirements);
    seldom_told::settle(&common.ways, &mut requirements);
    up::settle(&common.ways, &mut requirements);
    host_service::settle_listening(evidence, &mut requirements);
    host_service::settle(evidence, &mut requirements);
    host_service::settle_stopped(evidence, &mut requirements);
    host_service::settle_shut(evidence, &mut requirements);
    let mut caveats = caveats(evidence, &common.licence, targets, found);
    if seen_working.is_some() {
        caveats.retain(|caveat| !matches!(caveat, Finding::KmsHostStateUnseen {}));
    }
    let judged = Judged::new(Channel::Kms, found, requirements).with_caveats(caveats);
    match seen_working {
        Some(seen) => judged.with_headline(seen),
        None => judged,
    }
}

/// The targets that a client could use. One that the site only expects is asked for comparison.
fn ways<'e>(evidence: &Evidence, targets: &[TargetView<'e>]) -> Vec<TargetView<'e>> {
    let forced = client_settings::forced(evidence, targets);
    let is_told = cloud::untold(evidence).is_none();
    let unfound = unheard::unfound_domain(evidence);
    let is_found = |origin: &TargetOrigin| {
        let TargetOrigin::Srv { name, .. } = origin else { return true };
        let domain = domain_of_kms_service(name).map(str::to_ascii_lowercase);
        unfound.is_none() || domain != unfound
    };
    let is_tried_for = |target: &KmsTarget, origin: &TargetOrigin| {
        client_settings::is_tried_for(origin)
            && (is_told || !cloud::is_providers(origin))
            && is_found(origin)
            && heard::leads_to(evidence, target, origin)
    };
    let is_way = |view: &&TargetView<'_>| match &forced {
        Some(forced) => view.target.is_at(&forced.view.target),
        None => view.target.origins.iter().any(|origin| is_tried_for(&view.target, origin)),
    };
    let ways: Vec<&TargetView<'_>> = targets.iter().filter(is_way).collect();
    let one_serves = ways.iter().any(|view| view.serves());
    let is_passed_over =
        |view: &TargetView<'_>| one_serves && !view.serves() && view.target.is_only_remembered();
    let way = |view: &TargetView<'e>| match is_passed_over(view) {
        true => client_settings::passed_over(view),
        false => view.clone(),
    };
    ways.into_iter().map(way).collect()
}

/// A host may be forced for the installed product, or for another: what holds in every case is
/// known.
fn whichever_product(undecided: &[&TargetView<'_>], otherwise: Status) -> Status {
    let is_alike = undecided.iter().all(|view| view.status == otherwise);
    if is_alike { otherwise } else { Status::Unknown }
}

/// What the ways that were not tried amount to: none where nothing is published, unknown where
/// nobody says what is, or where more is published than was tried.
fn further_ways(
    evidence: &Evidence,
    targets: &[TargetView<'_>],
    published: Status,
) -> Option<Status> {
    match published {
        _ if client_settings::forced(evidence, targets).is_some() => None,
        Status::Met | Status::NotApplicable => {
            (evidence.kms.targets_left_out() > 0).then_some(Status::Unknown)
        }
        other => Some(other),
    }
}

fn caveats(
    evidence: &Evidence,
    licence: &LicenceView,
    targets: &[TargetView<'_>],
    found: Status,
) -> Vec<Finding> {
    let mut caveats = Vec::new();
    let left_out = evidence.kms.targets_left_out();
    if left_out > 0 {
        caveats.push(Finding::TargetsLeftOut { count: left_out });
    }
    if found == Status::Met {
        caveats.extend(host_state(licence).filter(|_| !is_served_lately(evidence)));
        caveats.extend(service_rule_unseen(evidence));
        caveats.extend(cloud::once_told(evidence, targets));
        caveats.extend(terms_of_provider(licence, targets));
        caveats.extend(host::low_priority(evidence));
    }
    caveats.extend(targets.iter().filter_map(|view| elsewhere::known_otherwise(&view.target)));
    caveats.extend(system_resolver::rule_unseen(evidence));
    caveats
}

/// What a bind does not show of the KMS host, unless the licence does.
fn host_state(licence: &LicenceView) -> Option<Finding> {
    (!is_served(licence)).then_some(Finding::KmsHostStateUnseen {})
}

/// Whether a KMS host renewed this licence within its interval: then it is activated, serves this
/// Windows and counts enough. What was captured is as old as the capture.
fn is_served_lately(evidence: &Evidence) -> bool {
    let by_object = |licence: &LicenceFacts| licence.activation_object.is_some();
    let licensing = &evidence.licensing;
    let Some(licence) = licensing.windows.value().filter(|licence| !by_object(licence)) else {
        return false;
    };
    let interval = intervals(evidence).map_or(RENEWAL_MIN, |intervals| intervals.renewal_min);
    licensing.captures.is_empty()
        && licence.status == Some(LicenceStatus::Licensed)
        && key_channel(licence) == Some(KeyChannel::KmsClient)
        && licence.discovered_kms.is_some()
        && licence.remaining_minutes.is_some_and(|left| left.saturating_add(interval) >= VALID_MIN)
}

/// Whether the licence shows what the KMS host does with this client's requests.
fn is_served(licence: &LicenceView) -> bool {
    let tells = |known: &Requirement| {
        known.weight == Weight::Veto
            && matches!(
                known.id,
                RequirementId::KmsCountReached | RequirementId::KmsHostServesProduct
            )
    };
    licence.for_kms.iter().any(tells)
}

/// A provider's KMS takes any connection, and serves requests that come its own way alone: Azure's
/// from Azure's public addresses (Microsoft Learn, "Azure Windows virtual machine activation fails
/// in forced-tunneling scenario"), Google's of machines with Google's licence, through Google's
/// gateway (Google Cloud documentation, "Create a route to Windows activation host"). Amazon's and
/// Oracle's have addresses that no other way leads to; of the others no terms are documented.
fn terms_of_provider(licence: &LicenceView, targets: &[TargetView<'_>]) -> Option<Finding> {
    let terms = |view: &TargetView<'_>| {
        let host = view.target.host.clone();
        match owner_of(&host)? {
            Cloud::Azure => Some(Finding::KmsOfAzureEgressUnseen { host }),
            Cloud::Google => Some(Finding::KmsOfGoogleTermsUnseen { host }),
            Cloud::Aws
            | Cloud::Oracle
            | Cloud::Alibaba
            | Cloud::Tencent
            | Cloud::Ovh
            | Cloud::Ibm => None,
        }
    };
    let mut serving = targets.iter().filter(|view| view.serves());
    serving.find_map(terms).filter(|_| !is_served(licence))
}

/// The rule that counts is the one for the licensing service, not for us.
fn service_allowed_out(evidence: &Evidence) -> Option<Requirement> {
    let windows = place::windows(evidence)?;
    let firewall = at!(windows.firewall).present()?;
    let facts = firewall.value();
    let id = RequirementId::ServiceAllowedOut;
    let requirement = if !facts.forbidding_rules.is_empty() {
        let rules = facts.forbidding_rules.clone();
        Requirement::unmet(id, Finding::ServiceRuleForbids { rules }, Owner::HostAdmin)
    } else if !facts.blocking_profiles.is_empty() && !facts.allows_licensing_service {
        let profiles = facts.blocking_profiles.clone();
        Requirement::unmet(id, Finding::ServiceRuleMissing { profiles }, Owner::HostAdmin)
    } else {
        Requirement::new(id, Status::Met, Finding::ServiceRuleAllows {})
    };
    Some(requirement.weighing(Weight::Advice).because(firewall))
}

/// Caveat: that rule was not read.
fn service_rule_unseen(evidence: &Evidence) -> Option<Finding> {
    let known = evidence.host.windows.value().and_then(|windows| windows.firewall.as_ref());
    (known.is_none() && evidence.host.is_windows()).then_some(Finding::ServiceRuleUnseen {})
}
