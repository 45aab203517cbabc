//! The steps: what each root cause asks for, once, and what helps besides.

use actprobe_probes::evidence::Evidence;

use super::codes::ExplainedCode;
use super::commands::{self, About, How};
use super::flow::LostFlows;
use super::known::Known;
use super::next;
use super::remedy::{CodeStep, Remedy};
use super::step::{Step, Task};
use super::ways_round::{self, Round};
use crate::verdict::{ChannelVerdict, Finding, Owner, Requirement, Verdict};

/// The steps, and the place of the one to take now.
pub fn steps(
    evidence: &Evidence,
    verdict: &Verdict,
    codes: &[ExplainedCode],
) -> (Vec<Step>, Option<usize>) {
    let known = Known::of(evidence, verdict);
    let mut steps = mended(known, verdict);
    let is_mended = !steps.is_empty();
    for round in ways_round::remedies(known, verdict, codes, is_mended) {
        add_remedy(&mut steps, known, round);
    }
    let wanted = next::wanted(known, &steps);
    if wanted.as_ref().is_some_and(is_offline_again) {
        steps.retain(|step| !is_offline(step));
    }
    let steps = by_owner(steps, wanted.as_ref());
    let next = wanted.and_then(|wanted| steps.iter().position(|step| *step == wanted));
    (steps, next)
}

/// What was typed is compared and typed again: the whole way beside it would say so twice.
fn is_offline_again(step: &Step) -> bool {
    let digits = CodeStep::Digits;
    matches!(&step.task, Task::Take(Remedy::AnswerCode { step, .. }) if *step == digits)
}

fn is_offline(step: &Step) -> bool {
    matches!(step.task, Task::Take(Remedy::ActivateOffline { .. }))
}

/// A step for each root cause, once, whatever channels have it.
fn mended(known: Known<'_>, verdict: &Verdict) -> Vec<Step> {
    let lost = LostFlows::of(known.evidence());
    let mut steps: Vec<Step> = Vec::new();
    for channel in &verdict.channels {
        let causes = channel.root_causes().filter(|cause| !known.does_without(cause));
        for cause in causes.filter(|cause| is_to_be_mended(cause)) {
            add_cause(&mut steps, (known, &lost), channel, cause);
        }
    }
    steps
}

/// Nobody can mend what has no owner; whether a bought key gives way to a KMS client key is not
/// for the channel to say that wants one.
fn is_to_be_mended(cause: &Requirement) -> bool {
    cause.owner != Owner::Nobody
        && !matches!(
            cause.finding,
            Finding::KeyOfOtherChannel { .. }
                | Finding::AdbaKeyOther { .. }
                | Finding::KeyNotOnline { .. }
                | Finding::KeyNotByPhone { .. }
        )
}

fn add_cause(
    steps: &mut Vec<Step>,
    (known, lost): (Known<'_>, &LostFlows),
    channel: &ChannelVerdict,
    cause: &Requirement,
) {
    let task = Task::Mend(cause.finding.clone());
    let same = |step: &&mut Step| {
        step.task == task && step.owner == cause.owner && step.subjects == cause.subjects
    };
    if let Some(step) = steps.iter_mut().find(same) {
        step.channels.push(channel.channel);
        return;
    }
    let about = About { known, subjects: &cause.subjects, owner: cause.owner };
    let How { commands, checks } = commands::of_finding(&cause.finding, about);
    steps.push(Step {
        owner: cause.owner,
        subjects: cause.subjects.clone(),
        task,
        requirement: Some(cause.id),
        channels: vec![channel.channel],
        flows: lost.behind(cause).into_iter().cloned().collect(),
        commands,
        checks,
    });
}

fn add_remedy(steps: &mut Vec<Step>, known: Known<'_>, round: Round) {
    let Round { remedy, requirement, channels } = round;
    let owner = commands::owner(&remedy);
    let How { commands, checks } =
        commands::of_remedy(&remedy, About { known, subjects: &[], owner });
    let task = Task::Take(remedy);
    if steps.iter().all(|step| step.task != task) {
        let (subjects, flows) = (Vec::new(), Vec::new());
        steps.push(Step { owner, subjects, task, requirement, channels, flows, commands, checks });
    }
}

/// An owner's steps together; whoever has the next step is first, then whoever has the first of the
/// causes.
fn by_owner(steps: Vec<Step>, next: Option<&Step>) -> Vec<Step> {
    let mut owners: Vec<Owner> = next.map(|step| step.owner).into_iter().collect();
    for step in &steps {
        if !owners.contains(&step.owner) {
            owners.push(step.owner);
        }
    }
    let rank = |step: &Step| {
        let of_owner = owners.iter().position(|owner| *owner == step.owner);
        (of_owner, next != Some(step))
    };
    let mut sorted = steps;
    sorted.sort_by_key(rank);
    sorted
}
