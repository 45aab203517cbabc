//! Names that were looked up for their addresses: whoever needs one finds it, in whatever order the
//! files were named.

use std::collections::BTreeMap;

use actprobe_probes::capture::{Capture, Connection};
use actprobe_probes::evidence::{
    Addresses, Evidence, Failure, FailureKind, Hop, KmsTarget, Observed,
};

use super::endpoints;

/// How many names are kept.
const MOST_NAMES: usize = 1024;

/// What the captures say of each name: of several look-ups, the one that says most.
pub fn of<'c>(captures: impl Iterator<Item = &'c Capture>) -> BTreeMap<String, Addresses> {
    let mut names: BTreeMap<String, Addresses> = BTreeMap::new();
    for (name, found) in captures.flat_map(|capture| &capture.facts.addresses) {
        let name = name.to_ascii_lowercase();
        if names.len() < MOST_NAMES || names.contains_key(&name) {
            complete(names.entry(name).or_default(), found);
        }
    }
    names
}

/// Takes what was found where it says more than what is known; whether it did.
pub fn complete(known: &mut Addresses, found: &Addresses) -> bool {
    let says_more = Outcome::of(found) > Outcome::of(known);
    if says_more {
        known.clone_from(found);
    }
    says_more
}

/// Whether both lead to the same addresses, or both nowhere.
pub fn agree(known: &Addresses, found: &Addresses) -> bool {
    Outcome::of(known) > Outcome::NotLookedUp && known.all().eq(found.all())
}

/// Completes what is known of a KMS host.
pub fn complete_target(names: &BTreeMap<String, Addresses>, target: &mut KmsTarget) {
    if let Some(found) = names.get(&target.host.to_ascii_lowercase()) {
        complete(&mut target.addresses, found);
    }
}

/// What a look-up ended with; a later one says more.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    NotLookedUp,
    Nowhere,
    NowhereAndWhy,
    /// One look-up that succeeds shows that there is an address.
    Somewhere,
}

impl Outcome {
    fn of(addresses: &Addresses) -> Self {
        let is_why_untold = |failure: &Failure| failure.kind == FailureKind::Untold;
        if addresses.all().next().is_some() {
            return Self::Somewhere;
        }
        match addresses.ipv4.failure() {
            None => Self::NotLookedUp,
            Some(failure) if is_why_untold(failure) => Self::Nowhere,
            Some(_) => Self::NowhereAndWhy,
        }
    }
}

/// That the names of Microsoft's endpoints led nowhere, where no connection says otherwise.
pub fn add_to_endpoints(evidence: &mut Evidence, names: &BTreeMap<String, Addresses>) {
    for (name, found) in names {
        let Observed::Failed(failure) = &found.ipv4 else { continue };
        let (source, interface) = (None, None);
        let failure = Some((failure.step, failure.kind));
        let host = name.clone();
        let connection =
            Connection { host, address: None, port: endpoints::HTTPS, source, interface, failure };
        endpoints::add(evidence, &connection);
        if failure_is_silence(found) {
            name_the_silent(evidence, name, found);
        }
    }
}

fn failure_is_silence(found: &Addresses) -> bool {
    found.ipv4.failure().is_some_and(|failure| failure.kind == FailureKind::TimedOut)
}

/// Which server it was that did not answer.
fn name_the_silent(evidence: &mut Evidence, name: &str, found: &Addresses) {
    let hops = evidence.online.endpoints.iter_mut().flat_map(|endpoint| &mut endpoint.hops);
    let is_its = |hop: &&mut Hop| hop.to.host == name && failure_is_silence(&hop.addresses);
    for hop in hops.filter(is_its) {
        hop.addresses = found.clone();
    }
}
