//! How much one report knows of something.

use actprobe_probes::evidence::{EndedBy, Failure, FailureKind, Id, NotAsked, Observed, Step};
use schemars::JsonSchema;
use serde::Serialize;

/// What one report tells of something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(tag = "told", rename_all = "kebab-case")]
pub enum Knowledge {
    /// The question was not asked.
    NotAsked,
    /// It was asked, and not answered, or not by everybody who was asked.
    Unanswered {
        /// Step and kind of the failure, or the code of the refusal; by their ids.
        why: String,
    },
    /// What there is to know.
    Known,
}

/// The answer, or why there is none.
pub(super) fn value_of<T>(observed: &Observed<T>) -> Result<&T, Knowledge> {
    match observed {
        Observed::Answered { value, .. } => Ok(value),
        Observed::Failed(failure) => Err(unanswered(failure)),
        // It was asked for as far as it went.
        Observed::NotAsked { reason: NotAsked::EarlierStepFailed } => {
            Err(Knowledge::Unanswered { why: NotAsked::EarlierStepFailed.id().to_owned() })
        }
        // Of that server it was asked with another question.
        Observed::NotAsked { reason: NotAsked::ServerSilent } => {
            let (step, kind) = (Step::DnsQuery.id(), FailureKind::TimedOut.id());
            Err(Knowledge::Unanswered { why: format!("{step} {kind}") })
        }
        Observed::NotAsked { .. } => Err(Knowledge::NotAsked),
    }
}

/// What was begun and cut short is as good as not asked.
fn unanswered(failure: &Failure) -> Knowledge {
    match failure.kind.ended_by() {
        EndedBy::User => Knowledge::NotAsked,
        EndedBy::Actprobe | EndedBy::Chance | EndedBy::World => {
            Knowledge::Unanswered { why: failed(failure) }
        }
    }
}

fn failed(failure: &Failure) -> String {
    format!("{} {}", failure.step.id(), failure.kind.id())
}
