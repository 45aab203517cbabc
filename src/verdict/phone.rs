//! The telephone: no network, no server, only a key that may be activated that way.

use actprobe_probes::evidence::Channel;

use super::channel::Judged;
use super::finding::Finding;
use super::logic::Status;
use super::requirement::{Requirement, RequirementId};

/// Judges the channel.
pub fn judge() -> Judged {
    let available = Requirement::new(RequirementId::PhoneAvailable, Status::Met, Finding::PhoneNeedsNoNetwork {});
    Judged::new(Channel::Phone, Status::Met, vec![available]).with_caveats(vec![Finding::PhoneNeedsKey {}])
}
