//! Standings and requirements, compared.

use std::collections::{BTreeMap, BTreeSet};

use actprobe_probes::evidence::{Channel, Ended, Evidence, TargetOrigin};
use serde_json::Value as Json;

use super::change::{ChannelChange, Condition, Gap, RequirementChange, Trend, What};
use super::knowledge::Knowledge;
use crate::verdict::logic::Status;
use crate::verdict::{ChannelVerdict, Finding, Requirement, RequirementId, Standing, Verdict};

/// A requirement, of one subject.
type Key = (RequirementId, String);

/// One report's word on one channel.
struct View<'a> {
    verdict: &'a ChannelVerdict,
    conditions: BTreeMap<Key, (Condition, bool)>,
    whole: bool,
    told: Knowledge,
}

/// Compares channel by channel, in the order of the report.
pub fn compare(
    before: (&Evidence, &Verdict),
    after: (&Evidence, &Verdict),
) -> (Vec<ChannelChange>, Vec<Gap>) {
    let trees =
        [before, after].map(|(evidence, _)| serde_json::to_value(evidence).unwrap_or_default());
    let [tree_before, tree_after] = &trees;
    let mut changes = Vec::new();
    let mut gaps = Vec::new();
    for channel in before.1.channels.iter().map(|verdict| verdict.channel) {
        if let Some(gap) = asked_of_others(before.0, after.0).filter(|_| channel == Channel::Kms) {
            gaps.push(gap);
            continue;
        }
        let Some(before) = view(before, channel, tree_before) else { continue };
        let Some(after) = view(after, channel, tree_after) else { continue };
        changes.extend(change(&before, &after, &mut gaps));
    }
    gaps.sort_by_key(|gap| gap.what);
    gaps.dedup();
    (changes, gaps)
}

/// Runs that were told different KMS hosts answer different questions.
fn asked_of_others(before: &Evidence, after: &Evidence) -> Option<Gap> {
    let (named_before, named_after) = (named(before), named(after));
    let told = |named: &BTreeSet<String>| {
        if named.is_empty() { Knowledge::Known } else { Knowledge::NotAsked }
    };
    let gap = Gap {
        what: What::Channel(Channel::Kms),
        of: String::new(),
        before: told(&named_before),
        after: told(&named_after),
    };
    (named_before != named_after).then_some(gap)
}

/// The KMS hosts that the user named in the place of discovery.
fn named(evidence: &Evidence) -> BTreeSet<String> {
    let targets =
        evidence.kms.targets.iter().filter(|target| target.origins.contains(&TargetOrigin::Forced));
    targets.map(|target| format!("{}:{}", target.host.to_ascii_lowercase(), target.port)).collect()
}

fn view<'a>(
    (evidence, verdict): (&Evidence, &'a Verdict),
    channel: Channel,
    tree: &Json,
) -> Option<View<'a>> {
    let verdict = verdict.channels.iter().find(|verdict| verdict.channel == channel)?;
    let mut conditions: BTreeMap<Key, (Condition, bool)> = BTreeMap::new();
    for requirement in &verdict.requirements {
        let condition = (condition(verdict, requirement), was_asked(requirement, tree));
        for subject in subjects(requirement) {
            merge(&mut conditions, (requirement.id, subject), condition.clone());
        }
    }
    Some(View {
        verdict,
        conditions,
        whole: evidence.ended == Ended::Complete && evidence.asked.skipped.is_empty(),
        told: if hangs_on_the_unasked(verdict, tree) {
            Knowledge::NotAsked
        } else {
            Knowledge::Known
        },
    })
}

/// Whether the standing is unknown only because nobody asked.
fn hangs_on_the_unasked(verdict: &ChannelVerdict, tree: &Json) -> bool {
    let is_reason =
        |cause: &&Requirement| cause.status == Status::Unknown && verdict.is_decisive(cause);
    let mut reasons = verdict.root_causes().filter(is_reason).peekable();
    verdict.standing == Standing::Unknown
        && reasons.peek().is_some()
        && !reasons.any(|cause| was_asked(cause, tree))
}

fn subjects(requirement: &Requirement) -> Vec<String> {
    match requirement.subjects.as_slice() {
        [] => vec![String::new()],
        subjects => subjects.iter().map(ToString::to_string).collect(),
    }
}

fn condition(channel: &ChannelVerdict, requirement: &Requirement) -> Condition {
    Condition {
        status: requirement.status,
        root_cause: channel.root_causes().any(|cause| cause == requirement),
        owner: requirement.owner,
        findings: vec![requirement.finding.clone()],
    }
}

/// Of two lines about the same, the worse counts; two that are as bad are both told.
fn merge(
    conditions: &mut BTreeMap<Key, (Condition, bool)>,
    key: Key,
    (more, asked): (Condition, bool),
) {
    let Some((known, known_asked)) = conditions.get_mut(&key) else {
        conditions.insert(key, (more, asked));
        return;
    };
    match badness(more.status).cmp(&badness(known.status)) {
        std::cmp::Ordering::Less => {}
        std::cmp::Ordering::Greater => (*known, *known_asked) = (more, asked),
        std::cmp::Ordering::Equal => {
            known.findings.extend(more.findings);
            known.findings.sort_by_cached_key(|finding| (finding.id(), format!("{finding:?}")));
            known.findings.dedup();
            known.root_cause |= more.root_cause;
            known.owner = known.owner.min(more.owner);
            *known_asked |= asked;
        }
    }
}

fn badness(status: Status) -> u8 {
    match status {
        Status::Unmet => 3,
        Status::Unknown => 2,
        Status::Met => 1,
        Status::NotApplicable => 0,
    }
}

/// Whether anything that a requirement was read from was asked. What is not unknown was.
fn was_asked(requirement: &Requirement, tree: &Json) -> bool {
    let read_from = |pointer: &String| tree.pointer(pointer).is_some_and(holds_an_outcome);
    requirement.status != Status::Unknown || requirement.because.iter().any(read_from)
}

/// An answer or a failure that is no cut of ours, somewhere below.
fn holds_an_outcome(node: &Json) -> bool {
    match node {
        Json::Object(fields) => match fields.get("outcome").and_then(Json::as_str) {
            Some("not-asked") => {
                fields.get("reason").and_then(Json::as_str) == Some("earlier-step-failed")
            }
            Some("failed") => !matches!(
                fields.get("kind").and_then(Json::as_str),
                Some("interrupted" | "deadline")
            ),
            Some(_) => true,
            None => fields.values().any(holds_an_outcome),
        },
        Json::Array(items) => items.iter().any(holds_an_outcome),
        _ => false,
    }
}

fn change(before: &View<'_>, after: &View<'_>, gaps: &mut Vec<Gap>) -> Option<ChannelChange> {
    let (from, to) = (before.verdict, after.verdict);
    if before.told != after.told {
        let what = What::Channel(from.channel);
        gaps.push(Gap {
            what,
            of: String::new(),
            before: before.told.clone(),
            after: after.told.clone(),
        });
    }
    let comparable = before.told == after.told;
    let requirements = requirements(before, after, comparable, gaps);
    let trend = if comparable { standing_trend(from.standing, to.standing) } else { Trend::Same };
    (trend != Trend::Same || !requirements.is_empty()).then_some(ChannelChange {
        channel: from.channel,
        before: from.standing,
        after: to.standing,
        trend,
        requirements,
    })
}

fn standing_trend(before: Standing, after: Standing) -> Trend {
    let height = |standing: Standing| match standing {
        Standing::Works => Some(2),
        Standing::Degraded => Some(1),
        Standing::Blocked => Some(0),
        Standing::Unknown | Standing::NotApplicable => None,
    };
    match (height(before), height(after)) {
        _ if before == after => Trend::Same,
        (Some(before), Some(after)) if after < before => Trend::Worse,
        (Some(_), Some(_)) => Trend::Better,
        _ => Trend::Other,
    }
}

/// Every requirement of either report that changed. Where the channel as a whole cannot be
/// compared, that is said once, and not of each of its requirements.
fn requirements(
    before: &View<'_>,
    after: &View<'_>,
    comparable: bool,
    gaps: &mut Vec<Gap>,
) -> Vec<RequirementChange> {
    let mut changes = Vec::new();
    let keys: BTreeSet<&Key> = before.conditions.keys().chain(after.conditions.keys()).collect();
    for key in keys {
        let (told_before, told_after) = (told(before, key, after), told(after, key, before));
        if told_before != told_after {
            if comparable {
                let what = What::Requirement(key.0);
                gaps.push(Gap { what, of: String::new(), before: told_before, after: told_after });
            }
        } else if told_before == Knowledge::Known {
            changes.extend(requirement_change(key, before, after));
        }
    }
    let is_root =
        |change: &RequirementChange| change.after.as_ref().is_some_and(|after| after.root_cause);
    changes.sort_by_key(|change| (change.trend, !is_root(change)));
    changes
}

/// What one report tells of a requirement. A run that was cut short, or that left something out,
/// may lack what would have arisen; that matters where the other report has found it broken.
fn told(view: &View<'_>, key: &Key, other: &View<'_>) -> Knowledge {
    let matters = || other.conditions.get(key).is_some_and(|(condition, _)| is_bad(condition));
    match view.conditions.get(key) {
        Some((_, true)) => Knowledge::Known,
        None if view.whole || !matters() => Knowledge::Known,
        Some((_, false)) | None => Knowledge::NotAsked,
    }
}

fn is_bad(condition: &Condition) -> bool {
    condition.status == Status::Unmet || condition.root_cause
}

fn requirement_change(key: &Key, before: &View<'_>, after: &View<'_>) -> Option<RequirementChange> {
    let of = |view: &View<'_>| view.conditions.get(key).map(|(condition, _)| condition.clone());
    let (before, after) = (of(before), of(after));
    if are_alike(before.as_ref(), after.as_ref()) {
        return None;
    }
    let trend = trend(before.as_ref(), after.as_ref());
    Some(RequirementChange { id: key.0, subject: key.1.clone(), trend, before, after })
}

/// What holds may hold for another reason, and what does not arise harms nobody.
fn are_alike(before: Option<&Condition>, after: Option<&Condition>) -> bool {
    match (before, after) {
        (Some(before), Some(after)) if is_fine(before.status) && is_fine(after.status) => true,
        (Some(before), Some(after)) => identity(before) == identity(after),
        (Some(one), None) | (None, Some(one)) => !is_bad(one),
        (None, None) => true,
    }
}

fn is_fine(status: Status) -> bool {
    matches!(status, Status::Met | Status::NotApplicable)
}

/// What tells two bad conditions apart: not how long it took.
fn identity(condition: &Condition) -> (Status, bool, BTreeSet<&'static str>) {
    (condition.status, condition.root_cause, condition.findings.iter().map(Finding::id).collect())
}

fn trend(before: Option<&Condition>, after: Option<&Condition>) -> Trend {
    let status = |condition: Option<&Condition>| {
        condition.map_or(Status::NotApplicable, |condition| condition.status)
    };
    match (status(before), status(after)) {
        (before, Status::Unmet) if is_fine(before) => Trend::Worse,
        (Status::Unmet, after) if is_fine(after) => Trend::Better,
        _ => Trend::Other,
    }
}
