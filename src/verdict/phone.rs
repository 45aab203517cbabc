//! Offline, with a confirmation ID: no network, no server; only a key that may be activated that
//! way, and somewhere a device with Internet. The automated telephone line, which gave the channel
//! its id, ended on 2025-12-03 (Microsoft Support, "Activate Microsoft perpetual products using the
//! Product Activation Portal").

use actprobe_probes::evidence::Channel;

use super::channel::{Judged, Need};
use super::common::Common;
use super::finding::Finding;
use super::licence::edition;
use super::logic::Status;
use super::requirement::{Requirement, RequirementId};

/// Editions that the portal does not take, by a public text of 2026: Pro for Workstations and Pro
/// Education.
const EXCLUDED: [&str; 2] = ["ProfessionalWorkstation", "ProfessionalEducation"];

/// Judges the channel.
pub fn judge(common: &Common<'_>) -> Judged {
    let licence = &common.licence;
    let available = Requirement::new(
        RequirementId::PhoneAvailable,
        Status::Met,
        Finding::PhoneNeedsNoNetwork {},
    );
    let key_unseen = (!licence.knows_key).then_some(Finding::PhoneNeedsKey {});
    let caveats = excluded(common).into_iter().chain(key_unseen).collect();
    let requirements =
        std::iter::once(available).chain(licence.for_phone.iter().cloned()).collect();
    Judged::new(Channel::Phone, Status::Met, requirements)
        .with_headline(Finding::PhoneNeedsNoNetwork {})
        .with_caveats(caveats)
        .needing(vec![Need::ConnectedDevice, Need::SignIn])
}

fn excluded(common: &Common<'_>) -> Option<Finding> {
    let edition = edition(common.evidence)?;
    let is_excluded = EXCLUDED.iter().any(|name| edition.trim_end_matches('N') == *name);
    is_excluded.then_some(Finding::PhoneEditionExcluded { edition })
}
