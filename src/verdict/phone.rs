//! The telephone: no network, no server, only a key that may be activated that way.

use actprobe_probes::evidence::Channel;

use super::channel::Judged;
use super::finding::Finding;
use super::licence::LicenceView;
use super::logic::Status;
use super::requirement::{Requirement, RequirementId};

/// Judges the channel.
pub fn judge(licence: &LicenceView) -> Judged {
    let available = Requirement::new(
        RequirementId::PhoneAvailable,
        Status::Met,
        Finding::PhoneNeedsNoNetwork {},
    );
    let caveats = if licence.knows_key { Vec::new() } else { vec![Finding::PhoneNeedsKey {}] };
    let requirements =
        std::iter::once(available).chain(licence.for_phone.iter().cloned()).collect();
    Judged::new(Channel::Phone, Status::Met, requirements)
        .with_headline(Finding::PhoneNeedsNoNetwork {})
        .with_caveats(caveats)
}
