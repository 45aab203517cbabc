//! A KMS name that leads to a machine of another name: the address record is wrong, and the service
//! of that machine is nobody's business.

use actprobe_probes::evidence::{KmsEndpoint, KmsTarget, same_computer};

use crate::verdict::finding::{Finding, YesNo};
use crate::verdict::place::{At, at};
use crate::verdict::reach;
use crate::verdict::requirement::{Owner, Requirement, RequirementId};

/// What DNS says of a name, or of its addresses, at which no KMS host was found.
pub fn judge(target: &At<'_, KmsTarget>) -> Option<Requirement> {
    by_hosts_file(target).or_else(|| by_dns(target))
}

/// A machine that is known by another name, and nobody there says what it is: the KMS host itself,
/// of which the name that was asked is one more, or another machine.
pub fn known_otherwise(target: &At<'_, KmsTarget>) -> Option<Finding> {
    let is_meant = |endpoint: &&KmsEndpoint| {
        !speaks(endpoint) && bears_other_names(target, endpoint) && !is_elsewhere(target, endpoint)
    };
    let endpoint = target.endpoints.iter().find(is_meant)?;
    Some(Finding::KmsMachineKnownOtherwise {
        host: target.host.clone(),
        address: endpoint.address.ip().to_string(),
        others: names(endpoint).to_vec(),
    })
}

/// The hosts file leads the name to other addresses than DNS does.
fn by_hosts_file(target: &At<'_, KmsTarget>) -> Option<Requirement> {
    let (host, in_dns) = (&target.host, target.in_dns.as_ref());
    let finding = reach::differs_from_dns(host, &target.addresses, in_dns)?;
    Some(
        Requirement::unmet(RequirementId::KmsNameLeadsToHost, finding, Owner::HostAdmin)
            .of(&**target)
            .because(at!(target.addresses))
            .because(at!(target.in_dns)),
    )
}

fn by_dns(target: &At<'_, KmsTarget>) -> Option<Requirement> {
    let endpoint = at!(target.endpoints).each().find(|endpoint| is_elsewhere(target, endpoint))?;
    let finding = Finding::NameLeadsElsewhere {
        host: target.host.clone(),
        address: endpoint.address.ip().to_string(),
        others: names(&endpoint).to_vec(),
        anything: YesNo(is_for_anything(target, &endpoint)),
    };
    Some(
        Requirement::unmet(RequirementId::KmsNameLeadsToHost, finding, Owner::DnsAdmin)
            .of(&**target)
            .because(at!(endpoint.reverse))
            .because_of(target.beside.as_ref().map(|_| String::from(at!(target.beside)))),
    )
}

/// Where what else was asked of it stands: that a name which cannot exist has no address is as it
/// should be, and so is a closed port that nobody named.
pub fn asked(target: &At<'_, KmsTarget>) -> Vec<String> {
    let beside = target.beside.as_ref().map(|_| at!(target.beside).into());
    let in_dns = target.in_dns.as_ref().map(|_| at!(target.in_dns).into());
    let endpoints = at!(target.endpoints).each();
    let reverse = endpoints.filter(|e| !e.reverse.is_unplanned()).map(|e| at!(e.reverse).into());
    let usual_port = (!target.usual_port.is_empty()).then(|| at!(target.usual_port).into());
    beside.into_iter().chain(in_dns).chain(reverse).chain(usual_port).collect()
}

/// That a machine has another name is no proof: services have names of their own. It is one where
/// the name leads to the machine that bears it at another of its addresses, or something else than
/// a KMS host speaks at this one.
fn is_elsewhere(target: &KmsTarget, endpoint: &KmsEndpoint) -> bool {
    if endpoint.is_accepted() {
        return false;
    }
    let is_served = target.endpoints.iter().any(KmsEndpoint::is_accepted);
    let is_other = || {
        let is_own = |other: &KmsEndpoint| bears_own_name(target, other);
        target.endpoints.iter().any(is_own) || speaks(endpoint) && !is_served
    };
    is_for_anything(target, endpoint) || bears_other_names(target, endpoint) && is_other()
}

fn speaks(endpoint: &KmsEndpoint) -> bool {
    endpoint.connect.value().is_some()
}

/// A name that cannot exist has this address too.
fn is_for_anything(target: &KmsTarget, endpoint: &KmsEndpoint) -> bool {
    let beside = target.beside.as_ref();
    beside.is_some_and(|beside| beside.all().any(|ip| ip == endpoint.address.ip()))
}

/// An address without a name tells nothing.
fn bears_other_names(target: &KmsTarget, endpoint: &KmsEndpoint) -> bool {
    !names(endpoint).is_empty() && !bears_own_name(target, endpoint)
}

/// Aliases are names of the machine as well.
fn bears_own_name(target: &KmsTarget, endpoint: &KmsEndpoint) -> bool {
    let own = || std::iter::once(&target.host).chain(&target.addresses.aliases);
    let is_own = |name: &String| own().any(|own| same_computer(own, name) == Some(true));
    names(endpoint).iter().any(is_own)
}

fn names(endpoint: &KmsEndpoint) -> &[String] {
    endpoint.reverse.value().map_or(&[], Vec::as_slice)
}
