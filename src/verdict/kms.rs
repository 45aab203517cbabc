//! The KMS channel: a host is found, one of the hosts takes the bind, and the clock is near enough.

use actprobe_probes::evidence::{Channel, Evidence, KmsTarget, TargetOrigin};

use super::channel::Judged;
use super::clock::ClockView;
use super::discovery;
use super::finding::{Finding, Millis, OffsetMs};
use super::kms_target;
use super::logic::{self, Status};
use super::requirement::{Owner, Requirement, RequirementId, Weight};

/// How far client and host may be apart: the figure in general use; Microsoft's pages say only "too different".
const TOLERANCE_MS: i64 = 4 * 3_600_000;

/// Judges the channel.
pub fn judge(evidence: &Evidence, clock: &ClockView) -> Judged {
    let discovery = discovery::judge(evidence);
    let ways = ways(evidence);
    let found = logic::any(ways.iter().map(|way| way.status).chain(further_ways(evidence, discovery[0].status)));
    let clock_requirement = within_tolerance(clock);
    let mut requirements = discovery;
    requirements.extend(ways.into_iter().flat_map(|way| way.requirements));
    requirements.push(clock_requirement);
    requirements.extend(clock.requirements.iter().cloned());
    Judged::new(Channel::Kms, found, requirements).with_caveats(caveats(evidence, found))
}

/// The targets that a client could use. One that the site only expects is asked for comparison.
fn ways(evidence: &Evidence) -> Vec<kms_target::TargetView> {
    let targets = evidence.kms.targets.iter().enumerate().filter(|(_, target)| is_a_way(target));
    targets.map(|(index, target)| kms_target::judge(index, target)).collect()
}

/// What the ways that were not tried amount to: none where nothing is published, unknown where nobody says what is, or
/// where more is published than was tried.
fn further_ways(evidence: &Evidence, published: Status) -> Option<Status> {
    match published {
        Status::Met | Status::NotApplicable => (left_out(evidence) > 0).then_some(Status::Unknown),
        other => Some(other),
    }
}

fn left_out(evidence: &Evidence) -> u64 {
    let answers = evidence.kms.questions.iter().flat_map(|question| &question.answers);
    let dropped = answers.filter_map(|answer| Some(answer.srv.value()?.records_dropped)).max().unwrap_or(0);
    u64::from(evidence.kms.targets_dropped.max(dropped))
}

fn is_a_way(target: &KmsTarget) -> bool {
    target.origins.iter().any(|origin| *origin != TargetOrigin::Expected)
}

fn within_tolerance(clock: &ClockView) -> Requirement {
    let limit = Millis(TOLERANCE_MS.unsigned_abs());
    let (status, finding) = match clock.offset_ms {
        None => (Status::Unknown, Finding::KmsClockUnknown { limit }),
        Some(ms) if ms.abs() > TOLERANCE_MS => (Status::Unmet, Finding::KmsClockBad { offset: OffsetMs(ms), limit }),
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
    if left_out(evidence) > 0 {
        caveats.push(Finding::TargetsLeftOut { count: left_out(evidence) });
    }
    if found == Status::Met {
        caveats.push(Finding::KmsHostStateUnseen {});
        if evidence.host.family == "windows" {
            caveats.push(Finding::ServiceRuleUnseen {});
        }
    }
    caveats
}
