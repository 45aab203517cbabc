//! A key of another channel is no fault of this one where Windows can go the other way: then this
//! one does not apply.

use actprobe_probes::evidence::{
    Channel, Evidence, KeyChannel, LicenceFacts, LicenceStatus, OtherLicence, SrvQuestion,
};

use super::channel::{ChannelVerdict, Headline, Standing};
use super::finding::{AvmaRefusal, Finding};
use super::licence::key_channel;
use super::logic::Status;
use super::requirement::{Requirement, RequirementId};

/// Takes the channels that the installed key is not for out of the question, unless one of them was
/// required; or the key leads nowhere, and the one that this channel takes is published: then
/// putting that in is a way out.
pub fn set_others_aside(channels: &mut [ChannelVerdict], evidence: &Evidence) {
    let leads_somewhere = leads_somewhere(channels, evidence);
    let is_kms_host = is_kms_host(evidence);
    let is_kept = is_bought(evidence) || is_for_this_host(channels, evidence);
    for channel in channels {
        let worth_a_change = !leads_somewhere
            && !is_kms_host
            && takes_published_keys(channel.channel)
            && (!is_kept || is_in_sight(channel.channel, evidence));
        if worth_a_change || evidence.asked.required.contains(&channel.channel) {
            continue;
        }
        let Some(key) = misfit(channel) else { continue };
        channel.headline = Headline::from(key);
        channel.standing = Standing::NotApplicable;
        channel.caveats.clear();
        channel.needs.clear();
        channel.requirements.iter_mut().for_each(set_aside);
    }
}

/// The directory renewed Windows within the week: that no KMS host is published is no fault then.
pub fn set_needless_kms_aside(channels: &mut [ChannelVerdict], evidence: &Evidence) {
    let is_renewed = |channel: &ChannelVerdict| {
        channel.channel == Channel::Adba
            && channel.standing == Standing::Works
            && matches!(channel.headline.finding, Finding::AdbaActivated { .. })
    };
    let is_meant = |channel: &&mut ChannelVerdict| {
        channel.channel == Channel::Kms
            && channel.standing == Standing::Blocked
            && !evidence.asked.required.contains(&Channel::Kms)
    };
    if !channels.iter().any(is_renewed) {
        return;
    }
    let Some(kms) = channels.iter_mut().find(is_meant) else { return };
    let causes: Vec<&Requirement> = kms.root_causes().filter(|it| kms.is_decisive(it)).collect();
    let [cause] = causes.as_slice() else { return };
    let Finding::SrvNameNotFound { names } = &cause.finding else { return };
    let finding = Finding::KmsNotNeeded { names: names.clone() };
    kms.headline = Headline { subjects: Vec::new(), finding };
    kms.standing = Standing::NotApplicable;
    kms.caveats.clear();
    kms.requirements.iter_mut().for_each(set_aside);
}

/// A KMS host that says nothing else: its key is what its clients live by, in whatever language it
/// tells its state.
fn is_kms_host(evidence: &Evidence) -> bool {
    let is_one = |licence: &LicenceFacts| {
        key_channel(licence) == Some(KeyChannel::KmsHost)
            && licence.status.is_none()
            && licence.reason.is_none()
    };
    evidence.licensing.windows.value().is_some_and(is_one)
}

/// What was seen stays there to be read; it is held against nobody. Where a KMS host listens, and
/// whether it publishes itself, is no matter of the key that it has itself: its clients need it.
fn set_aside(requirement: &mut Requirement) {
    if requirement.status != Status::Met && !requirement.finding.is_of_clients() {
        requirement.status = Status::NotApplicable;
    }
    requirement.follows_from.clear();
}

/// Windows is licensed, or a channel is open that takes the key. Offline is everybody's last
/// resort.
fn leads_somewhere(channels: &[ChannelVerdict], evidence: &Evidence) -> bool {
    let licence = evidence.licensing.windows.value();
    licence.is_some_and(|licence| licence.status == Some(LicenceStatus::Licensed))
        || channels
            .iter()
            .any(|channel| channel.standing.is_usable() && channel.channel != Channel::Phone)
}

/// A key that was paid for gives way only to what is there.
fn is_bought(evidence: &Evidence) -> bool {
    let key = evidence.licensing.windows.value().and_then(key_channel);
    matches!(key, Some(KeyChannel::Mak | KeyChannel::Retail | KeyChannel::Oem))
}

/// An AVMA key on a Hyper-V host that can activate its guests, once it is mended.
fn is_for_this_host(channels: &[ChannelVerdict], evidence: &Evidence) -> bool {
    let key = evidence.licensing.windows.value().and_then(key_channel);
    let cannot = |requirement: &Requirement| {
        let is_of_host = matches!(
            requirement.id,
            RequirementId::AvmaHyperVGuest
                | RequirementId::AvmaHostDatacenter
                | RequirementId::AvmaHostNewEnough
                | RequirementId::AvmaGuestEdition
        );
        let is_refused = matches!(
            requirement.finding,
            Finding::AvmaHostRefuses {
                why: AvmaRefusal::Mismatch | AvmaRefusal::SeenNotDatacenter,
                ..
            }
        );
        requirement.is_unmet() && (is_of_host || is_refused)
    };
    let avma = channels.iter().find(|channel| channel.channel == Channel::Avma);
    key == Some(KeyChannel::Avma) && avma.is_some_and(|avma| !avma.requirements.iter().any(cannot))
}

/// Whether anything was seen of a channel. Captures alone may be of a site that has none of it:
/// there another key is no way out.
fn is_in_sight(channel: Channel, evidence: &Evidence) -> bool {
    let kms = &evidence.kms;
    let has_records = |question: &SrvQuestion| {
        let mut replies = question.answers.iter().filter_map(|answer| answer.srv.value());
        replies.any(|reply| !reply.records.is_empty())
    };
    let is_host = |other: &OtherLicence| other.licence().is_of_kms_host();
    !evidence.asked.offline
        || match channel {
            Channel::Kms => {
                !kms.targets.is_empty()
                    || kms.questions.iter().any(has_records)
                    || evidence.licensing.others.iter().any(is_host)
            }
            Channel::Adba => {
                !evidence.directory.controllers.is_empty()
                    || evidence.directory.listed_objects.is_some()
            }
            Channel::Avma | Channel::Online | Channel::Phone => true,
        }
}

/// KMS client keys are for everybody; other keys are bought.
fn takes_published_keys(channel: Channel) -> bool {
    matches!(channel, Channel::Kms | Channel::Adba)
}

/// The requirement that the key does not meet, where nothing deeper is the reason.
fn misfit(channel: &ChannelVerdict) -> Option<&Requirement> {
    let of_key = |id| {
        matches!(
            id,
            RequirementId::KmsKeyIsClientKey
                | RequirementId::AdbaClientKey
                | RequirementId::OnlineKeyActivatesOnline
                | RequirementId::PhoneKeyActivatesByPhone
        )
    };
    channel.requirements.iter().find(|r| of_key(r.id) && r.is_unmet() && r.follows_from.is_empty())
}
