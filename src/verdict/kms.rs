//! The KMS channel: a host is found, one of the hosts takes the bind, and the clock is near enough.

pub(super) mod client_settings;
pub(super) mod discovery;
pub(super) mod host;
pub(super) mod own_zone;
pub(super) mod publishers;
pub(super) mod system_resolver;
pub(super) mod target;

use actprobe_probes::evidence::{Channel, Cloud, Evidence, KmsTarget};

use super::channel::Judged;
use super::finding::{Finding, Millis, OffsetMs};
use super::host::clock::ClockView;
use super::licence;
use super::logic::{self, Status};
use super::requirement::{Owner, Requirement, RequirementId, Weight};
use crate::catalogue::clouds::owner_of;

/// How far client and host may be apart: the figure in general use; Microsoft's pages say only "too
/// different".
const TOLERANCE_MS: i64 = 4 * 3_600_000;

/// Judges the channel.
pub fn judge(evidence: &Evidence, clock: &ClockView) -> Judged {
    if let Some(setting) = client_settings::not_allowed(evidence) {
        return Judged::new(Channel::Kms, Status::NotApplicable, vec![setting]);
    }
    let discovery = discovery::judge(evidence);
    let ways = ways(evidence);
    let found = logic::any(
        ways.iter().map(|way| way.status).chain(further_ways(evidence, discovery[0].status)),
    );
    let found = whichever_product(evidence, found);
    let clock_requirement = within_tolerance(clock);
    let mut requirements = discovery;
    requirements.extend(ways.into_iter().flat_map(|way| way.requirements));
    let undecided = client_settings::undecided(evidence).into_iter();
    requirements.extend(
        undecided.map(|(index, target)| client_settings::for_some_product(index, target, found)),
    );
    requirements.push(clock_requirement);
    requirements.extend(clock.requirements.iter().cloned());
    requirements.extend(licence::for_kms(evidence));
    Judged::new(Channel::Kms, found, requirements).with_caveats(caveats(evidence, found))
}

/// The targets that a client could use. One that the site only expects is asked for comparison.
fn ways(evidence: &Evidence) -> Vec<target::TargetView> {
    let forced = client_settings::forced(evidence).map(|(index, ..)| index);
    let is_way = |index: usize, target: &KmsTarget| {
        forced.map_or_else(|| is_a_way(target), |forced| forced == index)
    };
    let targets =
        evidence.kms.targets.iter().enumerate().filter(|(index, target)| is_way(*index, target));
    let mut ways: Vec<_> =
        targets.map(|(index, target)| (index, target, target::judge(index, target))).collect();
    let one_serves = ways.iter().any(|(.., view)| view.status == Status::Met);
    for (index, target, view) in &mut ways {
        if one_serves && view.status != Status::Met && target.is_only_remembered() {
            view.status = Status::NotApplicable;
            view.requirements = vec![client_settings::remembered(*index, target)];
        }
    }
    ways.into_iter().map(|(.., view)| view).collect()
}

/// A host may be forced for the installed product, or for another: what holds in every case is
/// known.
fn whichever_product(evidence: &Evidence, otherwise: Status) -> Status {
    let undecided = client_settings::undecided(evidence).into_iter();
    let mut forced = undecided.map(|(index, target)| target::judge(index, target).status);
    if forced.all(|status| status == otherwise) { otherwise } else { Status::Unknown }
}

/// What the ways that were not tried amount to: none where nothing is published, unknown where
/// nobody says what is, or where more is published than was tried.
fn further_ways(evidence: &Evidence, published: Status) -> Option<Status> {
    match published {
        _ if client_settings::forced(evidence).is_some() => None,
        Status::Met | Status::NotApplicable => {
            (evidence.kms.targets_left_out() > 0).then_some(Status::Unknown)
        }
        other => Some(other),
    }
}

fn is_a_way(target: &KmsTarget) -> bool {
    target.origins.iter().any(client_settings::is_tried_for)
}

fn within_tolerance(clock: &ClockView) -> Requirement {
    let limit = Millis(TOLERANCE_MS.unsigned_abs());
    let (status, finding) = match clock.offset_ms {
        None => (Status::Unknown, Finding::KmsClockUnknown { limit }),
        Some(ms) if ms.abs() > TOLERANCE_MS => {
            (Status::Unmet, Finding::KmsClockBad { offset: OffsetMs(ms), limit })
        }
        Some(ms) => (Status::Met, Finding::KmsClockGood { offset: OffsetMs(ms), limit }),
    };
    let pointers = clock.requirements.iter().flat_map(|requirement| requirement.because.clone());
    Requirement::new(RequirementId::KmsClockWithinTolerance, status, finding)
        .owned_by(Owner::HostAdmin)
        .weighing(Weight::Veto)
        .because_of(pointers)
}

fn caveats(evidence: &Evidence, found: Status) -> Vec<Finding> {
    let mut caveats = Vec::new();
    if evidence.kms.targets_left_out() > 0 {
        caveats.push(Finding::TargetsLeftOut { count: evidence.kms.targets_left_out() });
    }
    let is_known = |id| {
        licence::for_kms(evidence)
            .iter()
            .any(|known| known.id == id && known.weight == Weight::Veto)
    };
    if found == Status::Met {
        if !is_known(RequirementId::KmsCountReached)
            && !is_known(RequirementId::KmsHostServesProduct)
        {
            caveats.push(Finding::KmsHostStateUnseen {});
        }
        caveats.extend(firewall(evidence));
        caveats.extend(egress(evidence));
    }
    caveats.extend(system_resolver::rule_unseen(evidence));
    caveats
}

/// Azure's KMS takes any connection, and answers requests from Azure's own public addresses alone
/// (Microsoft Learn, "Azure Windows virtual machine activation fails in forced-tunneling
/// scenario").
fn egress(evidence: &Evidence) -> Option<Finding> {
    let mut targets = evidence.kms.targets.iter().enumerate();
    let is_of_azure = |target: &KmsTarget| owner_of(&target.host) == Some(Cloud::Azure);
    let serves = |index, target| target::judge(index, target).status == Status::Met;
    let (_, azure) =
        targets.find(|(index, target)| is_of_azure(target) && serves(*index, target))?;
    Some(Finding::KmsOfAzureEgressUnseen { host: azure.host.clone() })
}

/// The rule that counts is the one for the licensing service, not for us.
fn firewall(evidence: &Evidence) -> Option<Finding> {
    let known = evidence.host.windows.value().and_then(|windows| windows.firewall.as_ref());
    match known {
        None => evidence.host.is_windows().then_some(Finding::ServiceRuleUnseen {}),
        Some(facts) if !facts.forbidding_rules.is_empty() => {
            Some(Finding::ServiceRuleForbids { rules: facts.forbidding_rules.clone() })
        }
        Some(facts) if !facts.allows_licensing_service => {
            Some(Finding::ServiceRuleMissing { profiles: facts.blocking_profiles.clone() })
        }
        Some(_) => None,
    }
}
