//! The guest: its edition, its key, and what activation itself says.

use actprobe_probes::evidence::{KeyChannel, LicensingEvent, ProductFacts};

use super::case::Case;
use crate::catalogue::avma::{self, GuestEdition, Release};
use crate::catalogue::clouds;
use crate::verdict::finding::Finding;
use crate::verdict::host::machine;
use crate::verdict::logic::Status;
use crate::verdict::place::{self, At, pointer};
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};
use crate::verdict::seen::Seen;

/// A server edition for which keys are published, since Windows Server 2012 R2.
pub(super) fn edition(case: &Case<'_>) -> Requirement {
    let seen = match case.product {
        Some(product) if is_too_old(product) => {
            Seen::unmet(Finding::AvmaGuestTooOld { name: name(product) }, Owner::HostAdmin)
        }
        Some(product) if !product.edition_id.is_empty() => by_edition(product),
        _ => Seen::unknown(Finding::AvmaGuestEditionUnread {}, Owner::HostAdmin),
    };
    seen.of(RequirementId::AvmaGuestEdition).because(pointer!(host.windows))
}

fn is_too_old(product: &ProductFacts) -> bool {
    product.build.is_some_and(|build| Release::up_to(build).is_none())
}

fn by_edition(product: &ProductFacts) -> Seen {
    let edition = product.edition_id.clone();
    match avma::guest_edition(&edition, product.build) {
        GuestEdition::Supported => Seen::met(Finding::AvmaGuestEditionFits { edition }),
        GuestEdition::Evaluation => {
            let target = edition.trim_end_matches("Cor").trim_end_matches("Eval").to_owned();
            let key = key_for(product.build, &target);
            Seen::unmet(Finding::AvmaGuestEvaluation { edition, target, key }, Owner::HostAdmin)
        }
        GuestEdition::Client | GuestEdition::WithoutKey => {
            Seen::unknown(Finding::AvmaGuestEditionWithoutKey { edition }, Owner::HostAdmin)
        }
    }
}

/// Windows for workstations.
pub(super) fn client(case: &Case<'_>) -> Finding {
    Finding::AvmaClientWindows { name: case.product.map(name).unwrap_or_default() }
}

fn name(product: &ProductFacts) -> String {
    if product.name.is_empty() { product.edition_id.clone() } else { product.name.clone() }
}

/// The published key for the guest; empty where none is known for it.
fn wanted_key(case: &Case<'_>) -> String {
    let product = case.product;
    product.map(|product| key_for(product.build, &product.edition_id)).unwrap_or_default()
}

fn key_for(build: Option<u32>, edition_id: &str) -> String {
    build.and_then(|build| avma::key(build, edition_id)).unwrap_or_default().to_owned()
}

/// The machine is activated by the key of another channel.
pub(super) fn other_way(case: &Case<'_>) -> Option<Finding> {
    let channel = case.key().filter(|&key| key != KeyChannel::Avma && case.is_licensed())?;
    Some(Finding::AvmaOtherWay { channel: id(channel) })
}

/// AVMA is tried with an AVMA key only.
pub(super) fn key_channel(case: &Case<'_>) -> Requirement {
    let wanted = wanted_key(case);
    let partial = case.licence.and_then(|licence| licence.partial_key.clone()).unwrap_or_default();
    let (status, finding) = match (case.key(), kms_of_cloud(case)) {
        (Some(KeyChannel::Avma), _) => (Status::Met, Finding::AvmaKeyInstalled { partial }),
        (Some(KeyChannel::KmsClient), Some(kms)) => {
            (Status::Unmet, Finding::AvmaKeyOfCloudImage { kms, wanted })
        }
        (Some(channel), _) => {
            (Status::Unmet, Finding::AvmaKeyOther { channel: id(channel), partial, wanted })
        }
        (None, _) => (Status::Unknown, Finding::AvmaKeyUnseen { wanted }),
    };
    Requirement::new(RequirementId::AvmaKeyChannel, status, finding)
        .owned_by(Owner::HostAdmin)
        .weighing(Weight::Veto)
        .because(pointer!(licensing.windows))
}

/// The cloud's KMS that this machine, which is in none, is still set to use: an image that came
/// from there.
fn kms_of_cloud(case: &Case<'_>) -> Option<String> {
    let in_registry =
        case.evidence.host.windows.value().and_then(|windows| windows.kms_client.as_ref());
    let forced =
        in_registry.into_iter().flat_map(|client| client.forced.iter().map(|forced| &forced.at));
    let known = case.licence.and_then(|licence| licence.forced_kms.as_ref());
    let mut named = forced.chain(known);
    named.find(|at| clouds::owner_of(&at.host).is_some()).map(|at| at.host.clone())
}

/// The host was seen to activate this guest.
pub(super) fn is_activated(case: &Case<'_>) -> bool {
    case.key() == Some(KeyChannel::Avma) && case.is_licensed()
}

/// The host that did it, by name; empty where it is not told.
pub(super) fn activated_by(case: &Case<'_>) -> Option<String> {
    case.licence
        .filter(|_| is_activated(case))
        .map(|licence| licence.avma_host.clone().unwrap_or_default())
}

/// The host is activated itself, and activates this guest. From here only the result shows.
pub(super) fn host_activated(case: &Case<'_>) -> Requirement {
    let at = case.host();
    let (status, finding) = match (refusal(case), activated_by(case)) {
        (Some(code), by) => (Status::Unmet, refused(code, by.or_else(|| was(case)), &at)),
        (None, Some(by)) if machine::is_same(&by, &at) => {
            (Status::Met, Finding::AvmaActivated { by })
        }
        (None, Some(was)) => (Status::Unknown, Finding::AvmaHostChanged { was, now: at.clone() }),
        (None, None) => (Status::Unknown, Finding::AvmaHostStateUnseen { at: at.clone() }),
    };
    let requirement = Requirement::new(RequirementId::AvmaHostActivated, status, finding)
        .owned_by(Owner::HyperVAdmin)
        .weighing(Weight::Veto)
        .because_of(newest(case))
        .because(pointer!(licensing.windows));
    if at.is_empty() { requirement } else { requirement.of(at) }
}

fn was(case: &Case<'_>) -> Option<String> {
    case.licence.and_then(|licence| licence.avma_host.clone())
}

fn refused(code: u32, was: Option<String>, now: &str) -> Finding {
    // Told only where it is another: a guest that was moved, or copied.
    let was = was
        .filter(|was| !was.is_empty() && !now.is_empty() && !machine::is_same(was, now))
        .unwrap_or_default();
    Finding::AvmaHostRefuses { code: format!("0x{code:08X}"), why: why(code).to_owned(), was }
}

fn why(code: u32) -> &'static str {
    match code {
        0xC004_FD00 => "throttled",
        0xC004_FD01 => "platform",
        0xC004_FD02 => "not-activated",
        0xC004_FD03 => "mismatch",
        _ => "not-bound",
    }
}

/// The code of the last try that failed, where the failure is AVMA's.
fn refusal(case: &Case<'_>) -> Option<u32> {
    match newest(case).and_then(|event| event.code) {
        Some(code) => is_avma(code).then_some(code),
        None => case.licence.and_then(|licence| licence.reason).filter(|&code| is_avma(code)),
    }
}

/// The newest event of a try of this guest: 12309 in its own log, 12310 on its host where that
/// names it (Microsoft Learn, "Automatic Virtual Machine Activation in Windows Server").
fn newest<'a>(case: &Case<'a>) -> Option<At<'a, LicensingEvent>> {
    let is_own = |event: &LicensingEvent| match event.id {
        12309 => machine::is_meant(case.evidence, &event.computer),
        12310 => {
            event.client.as_ref().is_some_and(|client| machine::is_meant(case.evidence, client))
        }
        _ => false,
    };
    place::events(case.evidence).find(|event| is_own(event))
}

/// What the host's log says of some guest that it does not name, or of this one: nobody knows.
pub(super) fn of_some_guest(case: &Case<'_>) -> Option<Finding> {
    let is_nobodys = |event: &&LicensingEvent| event.id == 12310 && event.client.is_none();
    let event = case.evidence.licensing.events.iter().find(is_nobodys)?;
    let code = event.code.filter(|&code| is_avma(code))?;
    Some(Finding::AvmaHostLogUnattributed {
        code: format!("0x{code:08X}"),
        at: event.computer.clone(),
    })
}

/// `SL_E_IA_…` (Windows SDK, `slerror.h`).
fn is_avma(code: u32) -> bool {
    (0xC004_FD00..=0xC004_FD04).contains(&code)
}

fn id(channel: KeyChannel) -> String {
    let id = match channel {
        KeyChannel::KmsClient => "kms-client",
        KeyChannel::KmsHost => "kms-host",
        KeyChannel::Mak => "mak",
        KeyChannel::Retail => "retail",
        KeyChannel::Oem => "oem",
        KeyChannel::Avma => "avma",
        KeyChannel::TimeBased => "time-based",
        KeyChannel::Other => "other",
    };
    id.to_owned()
}
