//! Whether this host's clock is near enough to the KMS host's.

use actprobe_probes::evidence::Evidence;

use crate::catalogue::codes::Meaning;
use crate::verdict::finding::{Finding, HexCode, Millis, OffsetMs};
use crate::verdict::host::clock::{self, ClockView};
use crate::verdict::licence::facts::last_code;
use crate::verdict::logic::Status;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// How far client and host may be apart: the figure in general use; Microsoft's pages say only "too
/// different".
const TOLERANCE_MS: i64 = 4 * 3_600_000;

/// By the clocks that were heard; where none was, by what the KMS host said to the last request.
pub fn judge(evidence: &Evidence, clock: &ClockView) -> Requirement {
    let requirement = match clock.offset_ms {
        Some(offset_ms) => by_clocks(clock, offset_ms),
        None => refused(evidence).unwrap_or_else(|| unknown(clock)),
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
