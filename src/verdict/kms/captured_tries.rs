//! Connections to one KMS host that captures tell of, of which some came about and some did not.

use std::collections::BTreeSet;

use actprobe_probes::evidence::{CapturedTry, Connected, KmsEndpoint, KmsTarget, Observed, Step};

use crate::verdict::finding::{Finding, Role};
use crate::verdict::place::{At, at};
use crate::verdict::reach;
use crate::verdict::requirement::{Owner, Requirement, RequirementId};
use crate::verdict::seen::Seen;

/// Of an address that opened for one and not for another: which of the two this host is, and what
/// it would meet now, is not known.
pub fn at_address(
    target: &At<'_, KmsTarget>,
    endpoint: &At<'_, KmsEndpoint>,
) -> Option<Requirement> {
    let further = beside(target, endpoint);
    let seen = seen(&endpoint.connect, &further)?;
    let requirement = seen.of(RequirementId::KmsPortReachable).because(at!(endpoint.connect));
    Some(requirement.because_of(&further))
}

/// The same of a name whose address no tool told.
pub fn by_name(target: &At<'_, KmsTarget>) -> Option<Requirement> {
    let further: Vec<_> = at!(target.captured_tries).each().collect();
    let seen = seen(&target.by_name, &further)?;
    let requirement = seen.of(RequirementId::KmsPortReachable).because(at!(target.by_name));
    Some(requirement.because_of(&further))
}

/// Where the further tries of an address stand.
pub fn places(target: &At<'_, KmsTarget>, endpoint: &At<'_, KmsEndpoint>) -> Vec<String> {
    beside(target, endpoint).iter().map(Into::into).collect()
}

/// Those that went to the address, and those for which the name led nowhere.
fn beside<'e>(
    target: &At<'e, KmsTarget>,
    endpoint: &At<'_, KmsEndpoint>,
) -> Vec<At<'e, CapturedTry>> {
    let is_meant = |tried: &At<'_, CapturedTry>| {
        let failure = tried.connect.failure();
        let is_of_name = failure.is_some_and(|failure| failure.step == Step::Resolve);
        is_of_name || tried.address.is_none_or(|address| address == endpoint.address)
    };
    at!(target.captured_tries).each().filter(is_meant).collect()
}

fn seen(first: &Observed<Connected>, further: &[At<'_, CapturedTry>]) -> Option<Seen> {
    let own = further.iter().filter(|tried| !tried.elsewhere).map(|tried| &tried.connect);
    let own = std::iter::once(first).chain(own);
    let (opened, failed): (Vec<_>, Vec<_>) = own.partition(|tried| tried.value().is_some());
    if opened.is_empty() && first.failure().is_some() {
        return opens_elsewhere(further.iter().filter(|tried| tried.elsewhere));
    }
    if opened.is_empty() || failed.is_empty() {
        return None;
    }
    let finding = match (sources(&opened), sources(&failed)) {
        (Some(opens), Some(fails)) if opens.is_disjoint(&fails) => {
            let (opens, fails) = (opens.into_iter().collect(), fails.into_iter().collect());
            Finding::PortOpensForSome { opens, fails }
        }
        _ => Finding::PortOpensAtTimes {},
    };
    Some(Seen::unknown(finding, reach::machine_or_way(Role::Kms)))
}

/// The KMS host listens, then, and what stands between does not let this host through.
fn opens_elsewhere<'e, 'a: 'e>(
    tries: impl Iterator<Item = &'e At<'a, CapturedTry>>,
) -> Option<Seen> {
    let opened: Vec<_> = tries.filter(|tried| tried.connect.value().is_some()).collect();
    (!opened.is_empty()).then_some(())?;
    let place = |tried: &&At<'_, CapturedTry>| {
        let source = || tried.connect.source().map(|source| source.to_string());
        tried.by.clone().or_else(source)
    };
    let opens: BTreeSet<String> = opened.iter().filter_map(place).collect();
    let opens: Vec<String> = opens.into_iter().collect();
    Some(Seen::unmet(Finding::PortOpensElsewhere { opens }, Owner::NetworkTeam))
}

/// Whence they came, where each of them tells.
fn sources(tries: &[&Observed<Connected>]) -> Option<BTreeSet<String>> {
    tries.iter().map(|tried| Some(tried.source()?.to_string())).collect()
}
