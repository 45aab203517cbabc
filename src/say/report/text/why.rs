//! Why a channel stands as it does: the root causes in full, once; what follows from them, in a
//! line.

use super::layout::{Page, Paint};
use super::{about, requirement_title};
use crate::advice::LostFlows;
use crate::say::flow::pasted;
use crate::say::lang::Speech;
use crate::say::report::Report;
use crate::verdict::logic::Status;
use crate::verdict::{Argument, ChannelVerdict, Owner, Requirement, Standing};
use actprobe_probes::evidence::Id;

/// A section for every channel with something to explain.
pub fn sections(page: &mut Page, report: &Report, speech: &Speech) {
    let mut told: Vec<&Requirement> = Vec::new();
    let lost = LostFlows::of(&report.evidence);
    for channel in &report.verdict.channels {
        section(page, (channel, &lost), &mut told, speech);
    }
}

fn section<'a>(
    page: &mut Page,
    (channel, lost): (&'a ChannelVerdict, &LostFlows),
    told: &mut Vec<&'a Requirement>,
    speech: &Speech,
) {
    let mut causes: Vec<&Requirement> = channel.root_causes().collect();
    // What is noted once about the host is not noted again for the next channel, unless that one
    // hangs on it.
    causes.retain(|cause| channel.is_decisive(cause) || !is_told(cause, told));
    if causes.is_empty() {
        return;
    }
    let name = ("channel", Argument::Text(speech.channel(channel.channel)));
    page.section(&speech.text(title(channel), &[name]));
    for cause in causes {
        if is_told(cause, told) {
            page.detail(
                &speech
                    .text("same-cause", &[("what", Argument::Text(cause.id.as_str().to_owned()))]),
            );
        } else {
            explain(page, cause, paint(channel, cause), speech);
            flows(page, lost, cause);
            told.push(cause);
        }
    }
    for consequence in channel.consequences() {
        let seen = about(&consequence.subjects, &speech.seen(&consequence.finding), speech);
        page.detail(&speech.text("follows", &[("what", Argument::Text(seen))]));
    }
}

/// The same thing may weigh differently in another channel; it is the same cause.
fn is_told(cause: &Requirement, told: &[&Requirement]) -> bool {
    told.iter().any(|other| {
        (other.id, &other.finding, &other.subjects) == (cause.id, &cause.finding, &cause.subjects)
    })
}

fn title(channel: &ChannelVerdict) -> &'static str {
    match channel.standing {
        Standing::Blocked => "why-blocked",
        Standing::Degraded => "why-degraded",
        Standing::Unknown => "why-unknown",
        Standing::Works | Standing::NotApplicable => "why-warning",
    }
}

fn explain(page: &mut Page, cause: &Requirement, paint: Paint, speech: &Speech) {
    page.cause(paint, cause.id.as_str(), &speech.text(&requirement_title(cause.id), &[]));
    page.detail(&about(&cause.subjects, &speech.seen(&cause.finding), speech));
    if let Some(meaning) = speech.means(&cause.finding) {
        page.detail(&meaning);
    }
    if let Some(action) = speech.action(&cause.finding) {
        page.detail(&with_owner(cause.owner, &action, speech));
    }
    if let Some(command) = speech.command(&cause.finding, cause.subjects.first()) {
        page.command(&command);
    }
}

/// The packets that were lost: what the network team asks first. Where this host's end is not known,
/// all that is known of them has been said.
fn flows(page: &mut Page, lost: &LostFlows, cause: &Requirement) {
    const MOST: usize = 4;
    let flows = lost.behind(cause).into_iter().filter(|flow| flow.from.is_some());
    flows.take(MOST).for_each(|flow| page.unbroken_detail(&pasted(flow)));
}

/// Red is what the standing hangs on; what is broken beside it is a warning.
fn paint(channel: &ChannelVerdict, cause: &Requirement) -> Paint {
    match cause.status {
        Status::Unknown => Paint::Unsure,
        _ if channel.is_decisive(cause) => Paint::Bad,
        _ => Paint::Warn,
    }
}

/// An action with whoever has to do it before it.
pub fn with_owner(owner: Owner, action: &str, speech: &Speech) -> String {
    match owner {
        Owner::Nobody => action.to_owned(),
        owner => format!("{}: {action}", speech.text(&format!("owner-{}", owner.id()), &[])),
    }
}
