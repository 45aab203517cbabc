//! The Hyper-V host: does it talk to its guest, is it a Datacenter, is it new enough?

use super::case::Case;
use crate::catalogue::avma::{HostEdition, Release, activates};
use crate::verdict::finding::{Finding, Maybe};
use crate::verdict::logic::Status;
use crate::verdict::place::pointer;
use crate::verdict::requirement::{Owner, Requirement, RequirementId};
use crate::verdict::seen::Seen;

/// `SERVICE_DISABLED` (Windows SDK, `winnt.h`).
const DISABLED: u32 = 4;

/// Data Exchange: without it, guest and host cannot speak of activation.
pub(super) fn data_exchange(case: &Case<'_>) -> Requirement {
    let hyper_v = Owner::HyperVAdmin;
    let (status, finding, owner) = match case.kvp {
        Some(kvp) if kvp.service_start == Some(DISABLED) => {
            (Status::Unmet, Finding::AvmaDataExchangeDisabled {}, Owner::HostAdmin)
        }
        Some(kvp) if kvp.service_stopped => {
            (Status::Unmet, Finding::AvmaDataExchangeStopped {}, Owner::HostAdmin)
        }
        Some(kvp) if kvp.is_silent() => (Status::Unmet, Finding::AvmaDataExchangeOff {}, hyper_v),
        Some(_) => (Status::Met, Finding::AvmaDataExchangeOn {}, hyper_v),
        None => (Status::Unknown, Finding::AvmaDataExchangeUnread {}, hyper_v),
    };
    Requirement::new(RequirementId::AvmaDataExchange, status, finding)
        .owned_by(owner)
        .because(pointer!(host.kvp))
}

/// Only the Datacenter edition activates guests.
pub(super) fn datacenter(case: &Case<'_>) -> Requirement {
    let (owner, at) = (Owner::HyperVAdmin, case.host());
    let seen = match case.edition() {
        Some(HostEdition::Datacenter(name)) => {
            Seen::met(Finding::AvmaHostDatacenter { edition: name.to_owned() })
        }
        Some(HostEdition::Other(name)) => {
            Seen::unmet(Finding::AvmaHostNotDatacenter { edition: name.to_owned() }, owner)
        }
        Some(HostEdition::Evaluation(name)) => {
            Seen::unknown(Finding::AvmaHostEvaluation { edition: name.to_owned(), at }, owner)
        }
        Some(HostEdition::AzureLocal(_)) => {
            Seen::unknown(Finding::AvmaHostAzureLocal { at }, owner)
        }
        Some(HostEdition::Azure | HostEdition::Unlisted) | None => {
            let number = edition_name(case).into();
            Seen::unknown(Finding::AvmaHostEditionUnknown { number, at }, owner)
        }
    };
    of_host(case, seen.of(RequirementId::AvmaHostDatacenter)).because(pointer!(host.kvp))
}

/// The edition's name; of one without, its number; nothing where it is not told.
pub(super) fn edition_name(case: &Case<'_>) -> Option<String> {
    match case.edition() {
        Some(
            HostEdition::Datacenter(name)
            | HostEdition::Other(name)
            | HostEdition::Evaluation(name)
            | HostEdition::AzureLocal(name),
        ) => Some(name.to_owned()),
        Some(HostEdition::Azure | HostEdition::Unlisted) | None => {
            case.kvp.and_then(|kvp| kvp.edition).map(|number| number.to_string())
        }
    }
}

/// A host activates its own release and older ones.
pub(super) fn new_enough(case: &Case<'_>) -> Requirement {
    let guest_build = case.product.and_then(|product| product.build);
    let host = known_host(case);
    let seen = match (host, guest_build.zip(guest_build.and_then(Release::up_to))) {
        (KnownHost::Older, Some((_, guest))) => too_old(None, guest),
        (KnownHost::Build(host_build), Some((guest_build, guest))) => {
            by_build(case, host_build, guest_build, guest)
        }
        (KnownHost::AtLeast(host), Some((_, guest))) if guest <= host => fits(host, guest),
        (_, guest) => unknown(case, guest.map(|(_, guest)| guest)),
    };
    let pointers = [pointer!(host.hypervisor), pointer!(host.kvp), pointer!(host.windows)];
    of_host(case, seen.of(RequirementId::AvmaHostNewEnough)).because_of(pointers)
}

/// What is known of the host's release.
enum KnownHost {
    /// Its build: CPUID wins over Data Exchange, which nobody secures.
    Build(u32),
    /// This one or a later: Data Exchange says 10.0 for every host since Windows Server 2016.
    AtLeast(Release),
    /// One from before AVMA.
    Older,
    /// Nothing.
    Nothing,
}

fn known_host(case: &Case<'_>) -> KnownHost {
    let version = case.kvp.and_then(|kvp| kvp.os_major.zip(kvp.os_minor));
    match (case.host_build(), version) {
        (Some(build), _) => KnownHost::Build(build),
        (None, Some((10.., _))) => KnownHost::AtLeast(Release::Server2016),
        (None, Some((6, 3))) => KnownHost::Build(9600),
        (None, Some(_)) => KnownHost::Older,
        (None, None) => KnownHost::Nothing,
    }
}

fn by_build(case: &Case<'_>, host_build: u32, guest_build: u32, guest: Release) -> Seen {
    // The builds of Azure Local stand in no table either.
    let is_azure_local = matches!(case.edition(), Some(HostEdition::AzureLocal(_)));
    let host = Release::up_to(host_build);
    match (activates(host_build, guest_build), host) {
        (Some(true), Some(host)) => fits(host, guest),
        (Some(false), _) if !is_azure_local => too_old(host, guest),
        _ => unknown(case, Some(guest)),
    }
}

fn fits(host: Release, guest: Release) -> Seen {
    Seen::met(Finding::AvmaReleaseFits { host_release: host.name(), guest_release: guest.name() })
}

fn too_old(host: Option<Release>, guest: Release) -> Seen {
    let host_release = host.map(Release::name).into();
    let guest_release = guest.name();
    Seen::unmet(Finding::AvmaHostTooOld { host_release, guest_release }, Owner::HyperVAdmin)
}

fn unknown(case: &Case<'_>, guest: Option<Release>) -> Seen {
    let guest_release = guest.map(Release::name).into();
    let finding = Finding::AvmaReleaseUnknown { guest_release, at: case.host() };
    Seen::unknown(finding, Owner::HyperVAdmin)
}

/// About the host by its name, changed by its administrator.
fn of_host(case: &Case<'_>, requirement: Requirement) -> Requirement {
    let requirement = requirement.owned_by(Owner::HyperVAdmin);
    match case.host() {
        Maybe(Some(name)) => requirement.of(name),
        Maybe(None) => requirement,
    }
}
