//! Whether this host's clock is near enough to the KMS host's.

use actprobe_probes::evidence::Evidence;

use crate::catalogue::codes::{Meaning, meaning};
use crate::verdict::finding::{Finding, HexCode, Millis, Moment, OffsetMs};
use crate::verdict::host::clock::{self, ClockView};
use crate::verdict::licence::facts::last_code;
use crate::verdict::licence::whose::{client_events, own_requests};
use crate::verdict::logic::Status;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// How far client and host may be apart: the figure in general use; Microsoft's pages say only "too
/// different".
const TOLERANCE_MS: i64 = 4 * 3_600_000;

/// By the clocks that were heard; where none was, by what the KMS host said to the last request.
pub fn judge(evidence: &Evidence, clock: &ClockView) -> Requirement {
    let requirement = match clock.offset_ms {
        Some(offset_ms) => kms_host_is_wrong(evidence, clock, offset_ms)
            .unwrap_or_else(|| by_clocks(clock, offset_ms)),
        None => apart(evidence).or_else(|| refused(evidence)).unwrap_or_else(|| unknown(clock)),
    };
    requirement.weighing(Weight::Veto)
}

fn by_clocks(clock: &ClockView, offset_ms: i64) -> Requirement {
    let (offset, limit) = (OffsetMs(offset_ms), limit());
    let (status, finding) = match offset_ms.abs() > TOLERANCE_MS {
        true => (Status::Unmet, Finding::KmsClockBad { offset, limit }),
        false => (Status::Met, Finding::KmsClockGood { offset, limit }),
    };
    of_this_host(status, finding).because_of(pointers(clock))
}

/// By captures alone: this host's clock suits others, and a KMS host refused it.
fn kms_host_is_wrong(
    evidence: &Evidence,
    clock: &ClockView,
    offset_ms: i64,
) -> Option<Requirement> {
    let is_right = evidence.asked.offline && offset_ms.abs() <= TOLERANCE_MS / 2;
    let refused = last_code(evidence, &[Meaning::ClockTooFar]).filter(|_| is_right)?;
    let mut requests = client_events(evidence).into_iter();
    let kms = requests.find_map(|event| event.kms_host.as_ref().map(ToString::to_string)).into();
    let finding = Finding::KmsHostClockWrong { code: HexCode(refused.value), kms };
    let requirement = of_this_host(Status::Unmet, finding).owned_by(Owner::KmsAdmin);
    Some(requirement.because_of(pointers(clock)).because(refused.pointer))
}

/// By the KMS host's own log, which has both clocks; which of the two is wrong, it does not tell.
fn apart(evidence: &Evidence) -> Option<Requirement> {
    let request = own_requests(evidence).into_iter().next()?;
    let is_refused = request.code.and_then(meaning) == Some(Meaning::ClockTooFar);
    let (kms_at, own_at) = request.at.zip(request.asked_at).filter(|_| is_refused)?;
    let finding = Finding::KmsClocksApart {
        code: HexCode(request.code?),
        kms: request.computer.as_str().into(),
        kms_at: Moment { at: kms_at, is_local: request.local },
        own_at: Moment { at: own_at, is_local: false },
        keeping: clock::keeping(evidence),
    };
    Some(of_this_host(Status::Unmet, finding).because(request))
}

fn refused(evidence: &Evidence) -> Option<Requirement> {
    let refused = last_code(evidence, &[Meaning::ClockTooFar])?;
    let code = HexCode(refused.value);
    let finding = Finding::KmsClockRefused { code, keeping: clock::keeping(evidence) };
    Some(of_this_host(Status::Unmet, finding).because(refused.pointer))
}

fn unknown(clock: &ClockView) -> Requirement {
    let finding = Finding::KmsClockUnknown { limit: limit() };
    of_this_host(Status::Unknown, finding).because_of(pointers(clock))
}

fn of_this_host(status: Status, finding: Finding) -> Requirement {
    let id = RequirementId::KmsClockWithinTolerance;
    Requirement::new(id, status, finding).owned_by(Owner::HostAdmin)
}

fn limit() -> Millis {
    Millis(TOLERANCE_MS.unsigned_abs())
}

fn pointers(clock: &ClockView) -> impl Iterator<Item = String> {
    clock.requirements.iter().flat_map(|requirement| requirement.because.clone())
}
