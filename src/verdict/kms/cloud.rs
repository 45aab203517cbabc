//! A provider's own KMS: Windows never looks there by itself. Images of the provider have its name
//! in their settings; a machine that was brought along asks DNS alone (Microsoft Learn, "Error
//! 0x8007232B on Azure virtual machines").

use actprobe_probes::evidence::{Evidence, KmsTarget, TargetOrigin};

use super::target::TargetView;
use super::told_by_service::found_none;
use crate::catalogue::clouds::owner_of;
use crate::verdict::finding::Finding;
use crate::verdict::place::{self, at};
use crate::verdict::reach::is_of_one_link;
use crate::verdict::requirement::{Owner, Requirement, RequirementId};

/// Whether a target was tried because the provider runs it.
pub fn is_providers(origin: &TargetOrigin) -> bool {
    matches!(origin, TargetOrigin::Cloud { .. })
}

/// The provider's KMS, where the host's settings are known and name no KMS host.
pub fn untold(evidence: &Evidence) -> Option<&KmsTarget> {
    if names_a_host(evidence)? {
        return None;
    }
    let is_providers_alone = |target: &&KmsTarget| target.origins.iter().all(is_providers);
    evidence.kms.targets.iter().find(is_providers_alone)
}

/// Nothing where the settings were not read. A service that looked for a record in vain has none.
fn names_a_host(evidence: &Evidence) -> Option<bool> {
    by_settings(evidence).or_else(|| {
        let licence = evidence.licensing.windows.value()?;
        let is_told = licence.forced_kms.is_some() || licence.discovered_kms.is_some();
        let is_alone = evidence.asked.offline && !is_told;
        found_none(evidence).filter(|_| is_alone).map(|_| false)
    })
}

fn by_settings(evidence: &Evidence) -> Option<bool> {
    let windows = place::windows(evidence)?;
    let client = at!(windows.kms_client).present()?;
    let client = client.value();
    let by_service = place::licence(evidence)
        .is_some_and(|l| l.forced_kms.is_some() || l.discovered_kms.is_some());
    Some(by_service || !client.forced.is_empty() || client.cached.is_some())
}

/// That nobody told this host.
pub fn untold_finding(target: &KmsTarget) -> Finding {
    Finding::CloudKmsUntold { host: target.host.clone(), port: u64::from(target.port) }
}

/// Caveat: the settings were not read, and without the provider's name in them nothing leads there.
pub fn once_told(evidence: &Evidence, targets: &[TargetView<'_>]) -> Option<Finding> {
    let is_providers_alone = |view: &&TargetView<'_>| view.target.origins.iter().all(is_providers);
    let view = targets.iter().filter(is_providers_alone).find(|view| view.serves())?;
    names_a_host(evidence)
        .is_none()
        .then(|| Finding::CloudKmsOnceTold { host: view.target.label() })
}

/// Where this machine is known to be the provider's own, nobody has to ask whether it is.
pub fn from_inside<'e>(evidence: &Evidence, mut view: TargetView<'e>) -> TargetView<'e> {
    let own = evidence.host.platform.value().and_then(|platform| platform.cloud);
    for requirement in &mut view.requirements {
        if let Finding::KmsOfCloudUnreached { cloud, here, .. } = &mut requirement.finding {
            here.0 = own == Some(*cloud);
        }
    }
    view
}

/// A record that sends every host of the site to a provider's KMS is what is wrong where that was
/// not reached, unless this machine is known to be the provider's.
pub fn of_published<'e>(evidence: &Evidence, view: TargetView<'e>) -> TargetView<'e> {
    let own = evidence.host.platform.value().and_then(|platform| platform.cloud);
    let is_of_link = view.target.host.parse().is_ok_and(is_of_one_link);
    let by_record = view.target.is_published() && !is_of_link;
    let named = owner_of(&view.target.host).filter(|cloud| by_record && own != Some(*cloud));
    let Some(cloud) = named else { return view };
    let finding = Finding::SrvCloudInVain { target: view.target.label(), cloud };
    let is_meant = |seen: &Requirement| seen.id == RequirementId::KmsPortReachable;
    let settle = |seen: Requirement| match is_meant(&seen) && seen.is_unmet() {
        true => Requirement { finding: finding.clone(), owner: Owner::KmsAdmin, ..seen },
        false => seen,
    };
    let requirements = view.requirements.into_iter().map(settle).collect();
    TargetView { requirements, ..view }
}
