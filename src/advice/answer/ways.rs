//! What is answered of the ways: those that were required, or all, where nothing is known of the
//! licence.

use actprobe_probes::evidence::{Channel, Evidence};

use super::says::{Answering, Detail, Reason};
use crate::verdict::{ChannelVerdict, Standing, Verdict, Ways};

/// The answer about the channels that have to work. What is blocked decides before what is unknown.
pub fn of_required(evidence: &Evidence, verdict: &Verdict) -> Detail {
    let required = |standing: fn(Standing) -> bool| -> Vec<&ChannelVerdict> {
        let asked =
            verdict.channels.iter().filter(|c| evidence.asked.required.contains(&c.channel));
        asked.filter(|channel| standing(channel.standing)).collect()
    };
    let blocked =
        required(|standing| matches!(standing, Standing::Blocked | Standing::NotApplicable));
    let unknown = required(|standing| standing == Standing::Unknown);
    if !blocked.is_empty() {
        let says = Answering::RequiredBlocked { channels: names(&blocked) };
        Detail { says, because: reason(&blocked) }
    } else if !unknown.is_empty() {
        let says = Answering::RequiredUnknown { channels: names(&unknown) };
        Detail { says, because: reason(&unknown) }
    } else {
        let says = Answering::RequiredWork { channels: names(&required(Standing::is_usable)) };
        Detail::alone(says)
    }
}

/// The answer where nothing is known of the licence.
pub fn of_all(evidence: &Evidence, verdict: &Verdict) -> Detail {
    let ways = Ways::of(&verdict.channels, evidence);
    let host = evidence.host.meant_name();
    if let Some(shut) = no_way_at_all(evidence, verdict) {
        return shut;
    }
    let says = match ways.standing() {
        Standing::Works | Standing::Degraded => {
            let channels = names(&ways.that_stand(Standing::is_usable));
            match evidence.host.is_windows() {
                true => Answering::WaysOpen { channels },
                false => Answering::SiteOpen { host: host.to_owned(), channels },
            }
        }
        Standing::Blocked => Answering::NoWayOpen { host: host.into() },
        Standing::NotApplicable if evidence.asked.skipped.is_empty() => {
            Answering::NoWayOpen { host: host.into() }
        }
        Standing::NotApplicable | Standing::Unknown => Answering::WaysUnseen { host: host.into() },
    };
    Detail::alone(says)
}

/// What even a confirmation ID does not pass.
fn no_way_at_all(evidence: &Evidence, verdict: &Verdict) -> Option<Detail> {
    let is_shut = |channel: &ChannelVerdict| !channel.standing.is_usable();
    let offline = verdict.channels.iter().find(|channel| channel.channel == Channel::Phone)?;
    let is_meant = offline.standing == Standing::Blocked && verdict.channels.iter().all(is_shut);
    let says = Answering::NoWayAtAll { host: evidence.host.meant_name().into() };
    let because = Some(Reason::Seen(offline.headline.clone()));
    is_meant.then_some(Detail { says, because })
}

/// The channels, as they are named.
pub fn names(channels: &[&ChannelVerdict]) -> Vec<Channel> {
    channels.iter().map(|channel| channel.channel).collect()
}

/// The one reason, where there is but one.
pub fn reason(channels: &[&ChannelVerdict]) -> Option<Reason> {
    match channels {
        [one] => Some(Reason::Seen(one.headline.clone())),
        _ => None,
    }
}
