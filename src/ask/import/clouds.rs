//! The cloud that a machine runs in, where nothing but its captured DNS settings tells: its
//! provider runs a KMS, as a live run would find it.

use std::collections::BTreeSet;
use std::net::IpAddr;

use actprobe_probes::evidence::{
    Cloud, Evidence, KMS_PORT, KeyChannel, KmsTarget, Observed, Platform, SrvQuestion, TargetOrigin,
};

use super::merge::Chassis;
use crate::catalogue::clouds::{kms_names, owner_of, owner_of_dns_server, owner_of_suffix};

/// What its firmware says, where that was captured, counts before.
pub fn add_platform(evidence: &mut Evidence, dhcp: &BTreeSet<IpAddr>) {
    let Some(cloud) = by_names(evidence, dhcp) else { return };
    if evidence.host.platform.value().is_none() {
        let value = Platform { cloud: Some(cloud), ..Platform::default() };
        evidence.host.platform = Observed::Answered { value, elapsed_us: 0 };
    }
}

/// No image in Azure comes with an AVMA key, so that a virtual machine of Hyper-V that has one is
/// taken for a guest of one's own; and so is one whose chassis bears a tag of its own.
pub fn add_guest(evidence: &mut Evidence, machine: Platform, chassis: Chassis) {
    let licence = evidence.licensing.windows.value();
    let is_avma = licence.is_some_and(|own| own.channel == Some(KeyChannel::Avma));
    if (is_avma || chassis == Chassis::Own) && evidence.host.platform.value().is_none() {
        evidence.host.platform = Observed::Answered { value: machine, elapsed_us: 0 };
    }
}

/// Azure gives addresses and answers for names at the same address.
fn by_names(evidence: &Evidence, dhcp: &BTreeSet<IpAddr>) -> Option<Cloud> {
    let client = evidence.host.dns.value();
    let suffixes = client.into_iter().flat_map(|client| &client.suffixes);
    let servers = client.into_iter().flat_map(|client| &client.servers);
    let servers = servers.map(|server| server.address.ip()).chain(asked(&evidence.kms.questions));
    let servers = servers.chain(dhcp.iter().copied());
    let names = suffixes
        .map(|suffix| suffix.name.as_str())
        .chain(evidence.kms.questions.iter().map(|question| question.name.as_str()));
    let clouds: Vec<Cloud> =
        names.filter_map(owner_of_suffix).chain(servers.filter_map(owner_of_dns_server)).collect();
    // Whoever asks for the names of two runs in none that is known.
    let first = *clouds.first()?;
    clouds.iter().all(|cloud| *cloud == first).then_some(first)
}

fn asked(questions: &[SrvQuestion]) -> impl Iterator<Item = IpAddr> {
    questions.iter().flat_map(|question| &question.answers).map(|answer| answer.server.ip())
}

/// The provider's KMS, whether or not somebody tried it.
pub fn add_targets(evidence: &mut Evidence, new: impl Fn(&str, u16, TargetOrigin) -> KmsTarget) {
    let platform = evidence.host.platform.value();
    let Some(provider) = platform.and_then(|platform| platform.cloud) else { return };
    let origin = TargetOrigin::Cloud { provider };
    let targets = &mut evidence.kms.targets;
    let is_its = |target: &KmsTarget| owner_of(&target.host) == Some(provider);
    // Whoever tries it means that.
    for target in targets.iter_mut().filter(|target| is_its(target)) {
        target.origins.retain(|known| *known != TargetOrigin::Capture);
        if target.origins.is_empty() {
            target.origins.push(origin.clone());
        }
    }
    if !targets.iter().any(is_its) {
        targets.extend(kms_names(provider).iter().map(|name| new(name, KMS_PORT, origin.clone())));
    }
}
