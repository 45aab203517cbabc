//! The guest: its edition, its key, and what activation itself says.

use actprobe_probes::evidence::{
    KeyChannel, LicenceStatus, LicensingEvent, OtherLicence, ProductFacts, event_id, same_computer,
};

use super::case::Case;
use super::refusal::{is_avma, newest, refusal};
use crate::catalogue::avma::{self, GuestEdition, Release};
use crate::catalogue::clouds;
use crate::verdict::finding::{AvmaRefusal, Finding, HexCode, Maybe};
use crate::verdict::licence::facts::edition_of;
use crate::verdict::logic::Status;
use crate::verdict::place::{self, pointer};
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
    seen.of(RequirementId::AvmaGuestEdition).because(place::product(case.evidence))
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
            let key = key_for(product.build, &target).into();
            Seen::unmet(Finding::AvmaGuestEvaluation { edition, target, key }, Owner::HostAdmin)
        }
        GuestEdition::Client | GuestEdition::WithoutKey => {
            Seen::unknown(Finding::AvmaGuestEditionWithoutKey { edition }, Owner::HostAdmin)
        }
    }
}

/// Windows for workstations.
pub(super) fn client(case: &Case<'_>) -> Finding {
    Finding::AvmaClientWindows { name: case.product.map(name).into() }
}

fn name(product: &ProductFacts) -> String {
    if product.name.is_empty() { product.edition_id.clone() } else { product.name.clone() }
}

/// The published key for the guest, where one is known for it.
fn wanted_key(case: &Case<'_>) -> Maybe<String> {
    let known = case.product.and_then(|product| key_for(product.build, &product.edition_id));
    known.into()
}

fn key_for(build: Option<u32>, edition_id: &str) -> Option<&'static str> {
    avma::key(build?, edition_id)
}

/// The machine is activated by the key of another channel.
pub(super) fn other_way(case: &Case<'_>) -> Option<Finding> {
    let channel = case.key().filter(|&key| key != KeyChannel::Avma && case.is_licensed())?;
    Some(Finding::AvmaOtherWay { channel })
}

/// AVMA is tried with an AVMA key only.
pub(super) fn key_channel(case: &Case<'_>) -> Requirement {
    let wanted = wanted_key(case);
    let partial = case.licence.and_then(|licence| licence.partial_key.clone()).into();
    let (status, finding) = match (case.key(), kms_of_cloud(case)) {
        (Some(KeyChannel::Avma), _) => (Status::Met, Finding::AvmaKeyInstalled { partial }),
        (Some(KeyChannel::KmsClient), Some(kms)) => {
            (Status::Unmet, Finding::AvmaKeyOfCloudImage { kms, wanted })
        }
        (Some(channel), _) => (Status::Unmet, Finding::AvmaKeyOther { channel, partial, wanted }),
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
    match case.key() {
        Some(KeyChannel::Avma) => case.is_licensed(),
        Some(_) => false,
        None => newest(case.evidence).is_some_and(|event| event.code == Some(0)),
    }
}

/// The host that did it, by name; empty where it is not told.
pub(super) fn activated_by(case: &Case<'_>) -> Option<Maybe<String>> {
    is_activated(case).then(|| was(case))
}

/// The host is activated itself, and activates this guest. From here only the result shows.
pub(super) fn host_activated(case: &Case<'_>) -> Requirement {
    let (at, owner) = (case.host(), Owner::HyperVAdmin);
    let seen = match (refusal(case.evidence), activated_by(case)) {
        (Some(code), _) => by_refusal(case, code, &at),
        (None, Some(Maybe(Some(was)))) if is_another(&was, &at) => {
            Seen::unknown(Finding::AvmaHostChanged { was, now: at.clone() }, owner)
        }
        (None, Some(by)) => Seen::met(Finding::AvmaActivated { by }),
        (None, None) => by_own_licence(case, &at),
    };
    let requirement = seen
        .of(RequirementId::AvmaHostActivated)
        .weighing(Weight::Veto)
        .because_of(newest(case.evidence))
        .because(pointer!(licensing.windows));
    match at {
        Maybe(Some(at)) => requirement.of(at),
        Maybe(None) => requirement,
    }
}

fn was(case: &Case<'_>) -> Maybe<String> {
    let host = case.licence.and_then(|licence| licence.avma_host.clone());
    Maybe(host.filter(|host| !host.is_empty()))
}

fn is_another(was: &str, now: &Maybe<String>) -> bool {
    now.0.as_deref().is_some_and(|now| same_computer(was, now) == Some(false))
}

/// A host that is activated now leaves it to the guest to try again.
fn by_refusal(case: &Case<'_>, code: u32, now: &Maybe<String>) -> Seen {
    // Told only where it is another: a guest that was moved, or copied.
    let was = was(case).0.filter(|was| is_another(was, now)).into();
    let why = match why(code) {
        AvmaRefusal::NotActivated => case.host_licence().map_or(AvmaRefusal::NotActivated, seen),
        why => why,
    };
    let owner = match why {
        AvmaRefusal::SeenActivated => Owner::HostAdmin,
        AvmaRefusal::Throttled
        | AvmaRefusal::Platform
        | AvmaRefusal::NotActivated
        | AvmaRefusal::SeenIdle
        | AvmaRefusal::SeenNotDatacenter
        | AvmaRefusal::Mismatch
        | AvmaRefusal::NotBound => Owner::HyperVAdmin,
    };
    let perhaps = nameless_datacenter(case).filter(|_| why == AvmaRefusal::NotActivated).into();
    Seen::unmet(Finding::AvmaHostRefuses { code: HexCode(code), why, was, perhaps }, owner)
}

/// It may be the host's, or anybody's.
fn nameless_datacenter(case: &Case<'_>) -> Option<String> {
    let is_meant = |other: &&OtherLicence| {
        other.computer.is_empty() && seen(other) == AvmaRefusal::SeenActivated
    };
    let others = &case.evidence.licensing.others;
    others.iter().find(is_meant).map(|other| other.file.clone())
}

/// By the host's own licence, where a capture shows how it is activated.
fn seen(host: &OtherLicence) -> AvmaRefusal {
    let licence = host.licence();
    match (edition_of(&licence), licence.status) {
        (edition, _) if !edition.is_empty() && !is_datacenter(edition) => {
            AvmaRefusal::SeenNotDatacenter
        }
        (edition, Some(LicenceStatus::Licensed)) if !edition.is_empty() => {
            AvmaRefusal::SeenActivated
        }
        (_, Some(LicenceStatus::Licensed) | None) => AvmaRefusal::NotActivated,
        (_, Some(_)) => AvmaRefusal::SeenIdle,
    }
}

fn is_datacenter(edition: &str) -> bool {
    edition.to_ascii_lowercase().starts_with("serverdatacenter")
}

/// A guest that was not tried yet.
fn by_own_licence(case: &Case<'_>, at: &Maybe<String>) -> Seen {
    let (at, owner) = (at.clone(), Owner::HyperVAdmin);
    if case.host_licence().map(seen) == Some(AvmaRefusal::SeenIdle) {
        Seen::unmet(Finding::AvmaHostIdle { at }, owner)
    } else {
        Seen::unknown(Finding::AvmaHostStateUnseen { at }, owner)
    }
}

fn why(code: u32) -> AvmaRefusal {
    match code {
        0xC004_FD00 => AvmaRefusal::Throttled,
        0xC004_FD01 => AvmaRefusal::Platform,
        0xC004_FD02 => AvmaRefusal::NotActivated,
        0xC004_FD03 => AvmaRefusal::Mismatch,
        _ => AvmaRefusal::NotBound,
    }
}

/// What the host's log says of some guest that it does not name, or of this one: nobody knows.
pub(super) fn of_some_guest(case: &Case<'_>) -> Option<Finding> {
    let is_nobodys =
        |event: &&LicensingEvent| event.id == event_id::AVMA_HOST && event.client.is_none();
    let event = case.evidence.licensing.events.iter().find(is_nobodys)?;
    let code = event.code.filter(|&code| is_avma(code))?;
    Some(Finding::AvmaHostLogUnattributed {
        code: HexCode(code),
        at: event.computer.as_str().into(),
    })
}
