//! Whether this host's clock is near enough to the KMS host's.

use actprobe_probes::evidence::{Evidence, LicensingEvent};

use crate::catalogue::codes::{self, Meaning};
use crate::verdict::finding::{ClockOff, Finding, HexCode, Millis, OffsetMs};
use crate::verdict::host::clock::{self, ClockView};
use crate::verdict::licence::facts::last_code;
use crate::verdict::licence::whose::{self, client_events};
use crate::verdict::logic::Status;
use crate::verdict::place::At;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// How far client and host may be apart: the figure in general use; Microsoft's pages say only "too
/// different".
const TOLERANCE_MS: i64 = 4 * 3_600_000;

/// By the clocks that were heard; where none was, by what the KMS host said to the last request.
pub fn judge(evidence: &Evidence, clock: &ClockView) -> Requirement {
    let veto = |requirement: Requirement| requirement.weighing(Weight::Veto);
    match clock.offset_ms {
        Some(offset_ms) => veto(
            kms_host_is_wrong(evidence, clock, offset_ms)
                .unwrap_or_else(|| by_clocks(clock, offset_ms)),
        ),
        None => by_log(evidence)
            .or_else(|| refused(evidence).map(veto))
            .unwrap_or_else(|| veto(unknown(clock))),
    }
}

fn by_clocks(clock: &ClockView, offset_ms: i64) -> Requirement {
    let (offset, limit) = (OffsetMs(offset_ms), limit());
    let (status, finding) = match offset_ms.abs() > TOLERANCE_MS {
        true => (Status::Unmet, Finding::KmsClockBad { offset, limit }),
        false => (Status::Met, Finding::KmsClockGood { offset, limit }),
    };
    of_this_host(status, finding).because_of(pointers(clock))
}

/// By the KMS host's own log of a request that it refused for its time: both clocks stand there,
/// side by side.
fn by_log(evidence: &Evidence) -> Option<Requirement> {
    let own = whose::own_requests(evidence);
    let others = whose::others_requests(evidence);
    let is_unnamed = whose::judged_name(evidence).is_empty();
    let is_refused = |request: &&At<'_, LicensingEvent>| {
        request.code.and_then(codes::meaning) == Some(Meaning::ClockTooFar)
    };
    let candidates = own.iter().chain(others.iter().filter(|_| own.is_empty() && is_unnamed));
    let refused = candidates
        .filter(is_refused)
        .find(|request| correction(request).is_some_and(|offset| offset.abs() > NEAR_MS))?;
    let offset_ms = correction(refused)?;
    let of_others = own.iter().chain(&others).filter(|other| other.client != refused.client);
    let compared: Vec<i64> = of_others.filter_map(|other| correction(other)).collect();
    let alike = |wanted: i64| {
        let is_near = |offset: &&i64| (**offset - wanted).abs() <= NEAR_MS;
        compared.iter().filter(is_near).count()
    };
    let (right, as_wrong) = (alike(0), alike(offset_ms));
    let (off, others) = match (right, as_wrong) {
        (0, 0) => (ClockOff::Untold, 0),
        _ if right > as_wrong => (ClockOff::Client, right),
        _ if as_wrong > right => (ClockOff::KmsHost, as_wrong),
        _ => (ClockOff::Untold, 0),
    };
    let owner = if off == ClockOff::KmsHost { Owner::KmsAdmin } else { Owner::HostAdmin };
    let finding = Finding::KmsClocksApart {
        code: HexCode(refused.code?),
        client: refused.client.clone().into(),
        offset: OffsetMs(offset_ms),
        off,
        others: others as u64,
    };
    let id = RequirementId::KmsClockWithinTolerance;
    // Of another client it is nothing that stops this host.
    let weight = if own.is_empty() { Weight::Advice } else { Weight::Veto };
    Some(Requirement::unmet(id, finding, owner).weighing(weight).because(refused))
}

/// What sets the client's clock right by the KMS host's. The request tells minutes, and the way and
/// a zone that was guessed are no difference of clocks.
fn correction(request: &LicensingEvent) -> Option<i64> {
    let apart = request.at?.duration_since(request.request_at?);
    i64::try_from(apart.as_millis()).ok()
}

/// Clocks so near are alike.
const NEAR_MS: i64 = 15 * 60_000;

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
