//! Time servers that nobody heard: a clock that is put right by hand wanders again without them.

use actprobe_probes::evidence::{ClockSource, Evidence, FailureKind, Observed};

use crate::verdict::finding::Finding;
use crate::verdict::logic::Status;
use crate::verdict::place::{self, At, at};
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// Of a host whose clock is wrong: whether any of the time servers answers that it was to ask.
/// Several machines that are silent alike are silent on the way, as a rule.
pub fn judge(evidence: &Evidence) -> Option<Requirement> {
    let asked: Vec<At<'_, ClockSource>> = place::clock_sources(evidence).filter(is_asked).collect();
    let answers = asked.iter().any(|source| source.sample.value().is_some());
    let silent: Vec<&At<'_, ClockSource>> = asked.iter().filter(|of| is_silent(of)).collect();
    let id = RequirementId::TimeServersAnswer;
    let judged = if answers {
        let all = asked.iter().map(sample);
        Requirement::new(id, Status::Met, Finding::TimeServersAnswer {}).because_of(all)
    } else if let Some(barred) = barred(evidence) {
        barred
    } else if silent.is_empty() {
        return None;
    } else {
        let mut servers: Vec<String> = silent.iter().map(|source| source.server.clone()).collect();
        servers.dedup();
        let finding = Finding::TimeServersSilent { servers };
        let silent = silent.into_iter().map(sample);
        Requirement::unmet(id, finding, Owner::NetworkTeam).because_of(silent)
    };
    Some(judged.weighing(Weight::Advice))
}

/// Where this host's own filter is what keeps it from them: it does so with each.
pub fn barred(evidence: &Evidence) -> Option<Requirement> {
    let asked: Vec<At<'_, ClockSource>> = place::clock_sources(evidence).filter(is_asked).collect();
    let is_barred = |source: &At<'_, ClockSource>| {
        let failure = source.sample.failure();
        failure.is_some_and(|failure| failure.kind == FailureKind::BlockedLocally)
    };
    if asked.is_empty() || !asked.iter().all(is_barred) {
        return None;
    }
    let mut servers: Vec<String> = asked.iter().map(|source| source.server.clone()).collect();
    servers.dedup();
    let (id, finding) = (RequirementId::TimeServersAnswer, Finding::TimeServersBarred { servers });
    let barred = Requirement::unmet(id, finding, Owner::HostAdmin);
    Some(barred.weighing(Weight::Advice).because_of(asked.iter().map(sample)))
}

fn sample(source: &At<'_, ClockSource>) -> String {
    at!(source.sample).into()
}

fn is_asked(source: &At<'_, ClockSource>) -> bool {
    source.address.is_some()
        && match &source.sample {
            Observed::Answered { .. } => true,
            Observed::Failed(failure) => !failure.is_unfinished(),
            Observed::NotAsked { .. } => false,
        }
}

fn is_silent(source: &At<'_, ClockSource>) -> bool {
    source.sample.failure().is_some_and(|failure| failure.kind == FailureKind::TimedOut)
}
