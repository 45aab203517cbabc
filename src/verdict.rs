//! What the evidence means. Pure: evidence in, verdict out; no clock, no network, no sentence.

mod adba;
mod agreement;
mod avma;
pub mod channel;
mod common;
mod fell_silent;
pub mod finding;
mod host;
mod indecisive;
mod key;
mod kms;
pub mod licence;
mod link;
pub mod logic;
mod loss;
mod online;
mod outcome;
mod phone;
pub(crate) mod place;
pub(crate) mod reach;
pub mod requirement;
mod seen;
pub(crate) mod sentence;
mod srv;
pub mod subject;
mod worlds;

pub use channel::{ChannelVerdict, Headline, Need, Standing};
pub use finding::{Argument, Finding};
pub use indecisive::Indecisive;
pub use licence::state::{LicenceState, LoggedState, state as licence_state, ways_of_key};
pub use online::endpoint::asked_proxy;
pub use online::label::target;
pub use online::names_unresolved::by_the_service as is_unresolved_by_the_service;
pub use outcome::{Outcome, Ways};
pub use requirement::{Owner, Requirement, RequirementId};
pub use sentence::Sentence;

use actprobe_probes::evidence::{
    Channel, DomainOrigin, Ended, Evidence, Probe, RegistrySource, SrvQuestion,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::VariantArray;

use self::common::Common;
use self::host::clock::ClockView;

/// What the evidence means, channel by channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// What the run amounts to, and with it the exit code.
    pub outcome: Outcome,
    /// The channels, the most useful first.
    pub channels: Vec<ChannelVerdict>,
    /// How Windows is licensed now, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<Finding>,
    /// What failed and decided nothing.
    pub indecisive: Vec<Indecisive>,
    /// What holds for the whole run.
    pub caveats: Vec<Finding>,
}

/// Judges the evidence. The same evidence gives the same verdict.
pub fn judge(evidence: &Evidence) -> Verdict {
    let (told, fell_silent) = fell_silent::set_aside(evidence);
    let (told, lossy_way) = loss::without_silences_by_chance(&told);
    let mut verdict = judge_as_told(&told);
    // What failed is listed as it was seen.
    verdict.indecisive = indecisive::list(evidence, &verdict.channels);
    verdict.caveats.extend(fell_silent.into_iter().chain(lossy_way));
    verdict
}

fn judge_as_told(evidence: &Evidence) -> Verdict {
    let common = Common::of(evidence);
    let kms = kms::judge(&common);
    let adba = adba::judge(&common, &kms);
    let others = [avma::judge(evidence), online::judge(&common), phone::judge(&common)];
    let service = common.licensing_service.as_ref();
    let judged = std::iter::once(adba).chain(others);
    let judged = judged.map(|judged| judged.standing_on(service).into_verdict());
    let mut channels: Vec<ChannelVerdict> = std::iter::once(kms.channel).chain(judged).collect();
    key::set_others_aside(&mut channels, evidence);
    key::set_needless_kms_aside(&mut channels, evidence);
    Verdict {
        outcome: outcome::of(&channels, evidence),
        indecisive: Vec::new(),
        caveats: caveats(evidence, &common.clock, &channels),
        licence: common.licence.state,
        channels,
    }
}

fn caveats(evidence: &Evidence, clock: &ClockView, channels: &[ChannelVerdict]) -> Vec<Finding> {
    let mut caveats = host::imports::caveats(evidence);
    if evidence.ended != Ended::Complete {
        caveats.push(Finding::RunCutShort {});
    }
    caveats.extend(host_export(evidence));
    if !evidence.asked.skipped.is_empty() {
        caveats.push(left_out(&evidence.asked.skipped));
    }
    caveats.extend(unsure_clock(evidence, clock));
    caveats.extend(unanswered_beside_others(evidence));
    caveats.extend(host::product::newer_than_lists(evidence));
    let is_told = |caveat: &Finding| channels.iter().any(|c| c.caveats.contains(caveat));
    caveats.extend(host::product::azure_edition_elsewhere(evidence).filter(|it| !is_told(it)));
    if let Some(source) = clock.lone_source.clone() {
        caveats.push(Finding::ClockOneSource { source });
    }
    caveats
}

/// Which probes were not to run, and the channels that are judged by them.
fn left_out(probes: &[Probe]) -> Finding {
    let is_behind = |channel: &Channel, probe: &Probe| probe.stands_behind().contains(channel);
    let mut channels = Channel::VARIANTS.to_vec();
    channels.retain(|channel| probes.iter().any(|probe| is_behind(channel, probe)));
    Finding::ProbesLeftOut { probes: probes.to_vec(), channels }
}

/// Settings that are another host's, and how far they could be read.
fn host_export(evidence: &Evidence) -> Vec<Finding> {
    let Some(facts) = evidence.host.windows.value() else { return Vec::new() };
    let RegistrySource::File { name, cut_short, not_read } = &facts.source else {
        return Vec::new();
    };
    let host = facts.name.clone().into();
    // Captures that stand alone say so themselves, and nothing was asked from here.
    let asked_from_here =
        (!evidence.asked.offline).then(|| Finding::HostFactsFromFile { file: name.clone(), host });
    let mut caveats: Vec<Finding> = asked_from_here.into_iter().collect();
    if *cut_short {
        caveats.push(Finding::HostFactsCutShort { file: name.clone() });
    }
    if *not_read > 0 {
        caveats.push(Finding::HostFactsNotRead { file: name.clone(), count: u64::from(*not_read) });
    }
    caveats
}

/// Domains that were asked for and nobody answered for, where another domain decided: what they
/// hold was not seen.
fn unanswered_beside_others(evidence: &Evidence) -> Option<Finding> {
    let is_decided_elsewhere = |questions: &[SrvQuestion]| {
        questions.iter().flat_map(srv::meanings).any(|meaning| meaning.tells())
    };
    let is_unanswered = |question: &&SrvQuestion| {
        let meanings = srv::meanings(question);
        !meanings.is_empty()
            && meanings.iter().all(|meaning| *meaning == srv::Meaning::Unanswered)
            && question.answers.iter().any(|a| a.srv.failure().is_some_and(|f| !f.is_unfinished()))
    };
    let is_guess = evidence.directory.domain_origin == DomainOrigin::Suffix;
    if !is_decided_elsewhere(&evidence.kms.questions) {
        return None;
    }
    let locator = is_guess.then_some(&evidence.directory.locator);
    let questions =
        std::iter::once(&evidence.kms.questions).chain(locator).flatten().filter(is_unanswered);
    let names: Vec<String> = questions.map(|question| question.name.clone()).collect();
    (!names.is_empty()).then_some(Finding::QuestionsUnanswered { names })
}

/// A clock that was not compared is no finding of any channel, and yet must not pass in silence.
fn unsure_clock(evidence: &Evidence, clock: &ClockView) -> Option<Finding> {
    let was_asked = !evidence.clock.sources.is_empty() && evidence.ended == Ended::Complete;
    let unsure = clock.requirements.iter().find(|r| r.status == logic::Status::Unknown);
    unsure.filter(|_| was_asked).map(|requirement| requirement.finding.clone())
}
