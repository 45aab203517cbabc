//! What the host itself must be: new enough, with the right key, and not confined to another way.

use actprobe_probes::evidence::{ActivationType, Evidence, KeyChannel};

use crate::verdict::finding::{Finding, YesNo};
use crate::verdict::kms::client_settings;
use crate::verdict::licence::facts;
use crate::verdict::logic::Status;
use crate::verdict::place::{self, pointer};
use crate::verdict::requirement::{Owner, Requirement, RequirementId};

/// The build of Windows 8 and Windows Server 2012, the first that know activation objects.
const FIRST_BUILD: u32 = 9200;

/// The requirements of which something is known; a host of which nothing is known is not held
/// against the channel.
pub fn judge(evidence: &Evidence) -> Vec<Requirement> {
    let mut requirements: Vec<Requirement> = new_enough(evidence).into_iter().collect();
    requirements.extend(key(evidence));
    requirements.extend(way(evidence));
    requirements
}

/// The channel of the installed key, if it is known.
pub fn key_channel(evidence: &Evidence) -> Option<KeyChannel> {
    facts::key_channel(evidence.licensing.windows.value()?)
}

/// The host's Windows is older than activation objects.
pub fn too_old(evidence: &Evidence) -> Option<Requirement> {
    let build = facts::build(evidence).filter(|build| *build < FIRST_BUILD)?;
    let finding = Finding::AdbaClientTooOld { build: build.into() };
    let too_old =
        Requirement::new(RequirementId::AdbaClientSupported, Status::NotApplicable, finding);
    let is_by_system = self::build(evidence).is_some();
    Some(match is_by_system {
        true => too_old.because(place::product(evidence)),
        // By the licensing service's own version.
        false => too_old.because(pointer!(licensing.windows)),
    })
}

/// The build of the host's Windows, where it is one and says so.
pub fn build(evidence: &Evidence) -> Option<u32> {
    evidence.host.windows.value()?.product.as_ref()?.build
}

fn new_enough(evidence: &Evidence) -> Option<Requirement> {
    let finding = Finding::AdbaClientNewEnough { build: build(evidence)?.into() };
    Some(
        Requirement::new(RequirementId::AdbaClientSupported, Status::Met, finding)
            .because(place::product(evidence)),
    )
}

fn key(evidence: &Evidence) -> Option<Requirement> {
    let (status, finding) = match key_channel(evidence)? {
        KeyChannel::KmsClient => (Status::Met, Finding::AdbaKeyFits {}),
        channel => {
            let works = YesNo(facts::is_licensed(evidence));
            (Status::Unmet, Finding::AdbaKeyOther { channel, works })
        }
    };
    Some(
        Requirement::new(RequirementId::AdbaClientKey, status, finding)
            .owned_by(Owner::HostAdmin)
            .because(pointer!(licensing.windows)),
    )
}

fn way(evidence: &Evidence) -> Option<Requirement> {
    let only = client_settings::only_way(evidence)?;
    let finding = Finding::AdbaConfined { way: only.way };
    (only.way != ActivationType::ActiveDirectory).then(|| {
        Requirement::unmet(RequirementId::AdbaWayAllowed, finding, Owner::HostAdmin)
            .because(only.pointer)
    })
}
