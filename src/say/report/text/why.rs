//! Causes and steps, by whoever can act; then what nobody has to mend. A cause is told once, and
//! what follows from it in a line.

use super::about;
use super::layout::{Page, Paint};
use super::run;
use crate::advice::{Advice, FlowSeen, Step, Task};
use crate::say::flow::pasted;
use crate::say::lang::Speech;
use crate::say::phrase::Phrase;
use crate::say::report::Report;
use crate::verdict::logic::Status;
use crate::verdict::{ChannelVerdict, Owner, Requirement, Verdict};

/// How many lost flows are shown: they are alike.
const MOST_FLOWS: usize = 4;

/// A section for every owner of a step, and one for what has none.
pub fn sections(page: &mut Page, report: &Report, speech: &Speech) {
    let Report { verdict, advice, .. } = report;
    let is_told = |step: &Step| is_told_whole(step, advice, speech);
    for (owner, steps) in by_owner(advice) {
        if steps.iter().all(|step| is_told(step)) {
            continue;
        }
        page.section(&speech.say(&Phrase::from(owner)));
        for step in steps {
            self::step(page, step, report, speech);
        }
    }
    without_step(page, verdict, advice, speech);
}

/// The steps of each owner, in the order of the advice.
fn by_owner(advice: &Advice) -> Vec<(Owner, Vec<&Step>)> {
    let mut owners: Vec<(Owner, Vec<&Step>)> = Vec::new();
    for step in &advice.steps {
        match owners.last_mut() {
            Some((owner, steps)) if *owner == step.owner => steps.push(step),
            Some(_) | None => owners.push((step.owner, vec![step])),
        }
    }
    owners
}

fn step(page: &mut Page, step: &Step, report: &Report, speech: &Speech) {
    match &step.task {
        Task::Mend(_) => cause_of(page, step, &report.verdict, speech),
        Task::Take(remedy) => page.item(&speech.say(remedy)),
    }
    step.flows.iter().filter(|flow| is_told(flow)).take(MOST_FLOWS).for_each(|flow| {
        page.unbroken_detail(&pasted(flow));
    });
    how(page, step, own_name(report), speech);
}

/// What is typed, and what proves that it worked.
pub fn how(page: &mut Page, step: &Step, host: Option<&str>, speech: &Speech) {
    run::steps(page, (&step.commands, &step.checks), host, speech);
}

/// The name of the machine that is judged, where captures tell of others beside it.
pub fn own_name(report: &Report) -> Option<&str> {
    let name = report.evidence.host.meant_name();
    (!report.advice.machines.is_empty() && !name.is_empty()).then_some(name)
}

/// Whether all of a step stands under the answer: there is no other, and no cause to tell with it.
pub fn is_told_whole(step: &Step, advice: &Advice, speech: &Speech) -> bool {
    let is_next = advice.next == Some(0) && advice.steps.len() == 1;
    is_next && matches!(&step.task, Task::Take(remedy) if speech.in_short(remedy).is_none())
}

/// Where this host's end is not known, all that is known of the packets has been said.
fn is_told(flow: &FlowSeen) -> bool {
    flow.from.is_some()
}

fn cause_of(page: &mut Page, step: &Step, verdict: &Verdict, speech: &Speech) {
    let Task::Mend(finding) = &step.task else { return };
    let is_its = |cause: &Requirement| {
        Some(cause.id) == step.requirement
            && cause.finding == *finding
            && cause.subjects == step.subjects
    };
    let Some((channel, cause)) = causes(verdict).into_iter().find(|(_, cause)| is_its(cause))
    else {
        return;
    };
    seen(page, channel, cause, speech);
    if let Some(action) = speech.action(finding) {
        page.detail(&action);
    }
    let effects = verdict.channels.iter().flat_map(ChannelVerdict::consequences);
    let mut told: Vec<String> = Vec::new();
    for effect in effects.filter(|effect| effect.follows_from.contains(&cause.id)) {
        let line = about(&effect.subjects, &speech.seen(&effect.finding), speech);
        if !told.contains(&line) {
            page.detail(&speech.say(&Phrase::Follows { what: line.clone() }));
            told.push(line);
        }
    }
}

/// Every root cause, with the channel that hangs on it first.
fn causes(verdict: &Verdict) -> Vec<(&ChannelVerdict, &Requirement)> {
    let of_channel =
        |channel| ChannelVerdict::root_causes(channel).map(move |cause| (channel, cause));
    let mut causes: Vec<_> = verdict.channels.iter().flat_map(of_channel).collect();
    causes.sort_by_key(|(channel, cause)| !channel.is_decisive(cause));
    causes
}

fn seen(page: &mut Page, channel: &ChannelVerdict, cause: &Requirement, speech: &Speech) {
    let seen = about(&cause.subjects, &speech.seen(&cause.finding), speech);
    page.cause(paint(channel, cause), cause.id.as_str(), &seen);
    if let Some(meaning) = speech.means(&cause.finding) {
        page.detail(&meaning);
    }
}

/// Red is what the standing hangs on; what is broken beside it is a warning.
fn paint(channel: &ChannelVerdict, cause: &Requirement) -> Paint {
    if cause.status == Status::Unknown {
        Paint::Unsure
    } else if channel.is_decisive(cause) {
        Paint::Bad
    } else {
        Paint::Warn
    }
}

/// What was seen and asks nothing of anybody.
fn without_step(page: &mut Page, verdict: &Verdict, advice: &Advice, speech: &Speech) {
    let has_step = |cause: &Requirement| {
        advice.steps.iter().any(|step| {
            step.subjects == cause.subjects && step.task == Task::Mend(cause.finding.clone())
        })
    };
    let mut told: Vec<&Requirement> = Vec::new();
    for (channel, cause) in causes(verdict) {
        let same = |other: &&Requirement| {
            (other.id, &other.finding, &other.subjects)
                == (cause.id, &cause.finding, &cause.subjects)
        };
        if has_step(cause) || told.iter().any(same) {
            continue;
        }
        if told.is_empty() {
            page.section(&speech.say(&Phrase::AlsoSeen {}));
        }
        seen(page, channel, cause, speech);
        if let Some(action) = speech.action(&cause.finding) {
            page.detail(&action);
        }
        told.push(cause);
    }
}

/// An action with whoever has to do it before it.
pub fn with_owner(owner: Owner, action: &str, speech: &Speech) -> String {
    match owner {
        Owner::Nobody => action.to_owned(),
        owner => format!("{}: {action}", speech.say(&Phrase::from(owner))),
    }
}
