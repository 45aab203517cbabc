//! Steps that were not taken to their end.

use actprobe_probes::evidence::{EndedBy, FailureKind, NotAsked, Observed};

use crate::verdict::finding::{Finding, Role, Unfinished};
use crate::verdict::requirement::Owner;
use crate::verdict::seen::Seen;

/// A step that was not taken to its end: nothing is known, and nobody has anything to do but run
/// again.
pub fn unfinished(role: Role, why: Unfinished) -> Seen {
    Seen::unknown(Finding::StepUnfinished { role, why }, Owner::Nobody)
}

/// Why an outcome that is neither an answer nor the peer's failure is missing.
pub fn why_cut<T>(outcome: &Observed<T>) -> Unfinished {
    outcome.failure().map_or_else(|| why_not_asked(outcome), |failure| why_unfinished(failure.kind))
}

pub(super) fn why_unfinished(kind: FailureKind) -> Unfinished {
    match kind.ended_by() {
        EndedBy::Actprobe => Unfinished::Internal,
        EndedBy::Chance => Unfinished::Lost,
        EndedBy::User if kind == FailureKind::Deadline => Unfinished::Deadline,
        EndedBy::User | EndedBy::World => Unfinished::CutShort,
    }
}

pub(super) fn why_not_asked<T>(outcome: &Observed<T>) -> Unfinished {
    match outcome.not_asked() {
        Some(
            NotAsked::NotPlanned | NotAsked::Skipped | NotAsked::Unsupported | NotAsked::ProductKey,
        ) => Unfinished::LeftOut,
        Some(NotAsked::OtherHost) => Unfinished::OtherHost,
        Some(NotAsked::Deadline) => Unfinished::Deadline,
        Some(NotAsked::EarlierStepFailed | NotAsked::ServerSilent | NotAsked::Interrupted)
        | None => Unfinished::CutShort,
    }
}
