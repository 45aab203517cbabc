//! A key of another channel is no fault of this one where Windows can go the other way: then this
//! one does not apply.

use actprobe_probes::evidence::{Channel, Evidence, KeyChannel, LicenceFacts, LicenceStatus};

use super::channel::{ChannelVerdict, Headline, Standing};
use super::licence::key_channel;
use super::logic::Status;
use super::requirement::{Requirement, RequirementId};

/// Takes the channels that the installed key is not for out of the question, unless one of them was
/// required; or the key leads nowhere, and the one that this channel takes is published: then
/// putting that in is a way out.
pub fn set_others_aside(channels: &mut [ChannelVerdict], evidence: &Evidence) {
    let leads_somewhere = leads_somewhere(channels, evidence);
    let is_kms_host = is_kms_host(evidence);
    for channel in channels {
        let worth_a_change =
            !leads_somewhere && !is_kms_host && takes_published_keys(channel.channel);
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
