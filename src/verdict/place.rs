//! The evidence with its places: each part together with the JSON pointer (RFC 6901) that leads to
//! it, so that what a requirement cites is what it was read from.

use std::ops::Deref;

use actprobe_probes::evidence::{
    ClockSource, DomainController, Endpoint, Evidence, KmsTarget, LicenceFacts, LicenceStatus,
    LicensingEvent, Observed, OtherLicence, OtherProduct, ProductKind, SrvQuestion, TcpAnswer,
    WindowsFacts,
};

use crate::catalogue::office_products;

/// A part of the evidence, and where it stands.
#[derive(Clone, Debug)]
pub struct At<'e, T> {
    value: &'e T,
    pointer: String,
}

impl<T> Deref for At<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value
    }
}

impl<T> From<At<'_, T>> for String {
    fn from(part: At<'_, T>) -> Self {
        part.pointer
    }
}

impl<T> From<&At<'_, T>> for String {
    fn from(part: &At<'_, T>) -> Self {
        part.pointer.clone()
    }
}

impl<'e, T> At<'e, T> {
    /// The whole.
    pub fn root(value: &'e T) -> Self {
        Self { value, pointer: String::new() }
    }

    /// The part itself, which outlives its place.
    pub fn value(&self) -> &'e T {
        self.value
    }

    /// Whether both stand in the same place.
    pub fn is_at(&self, other: &Self) -> bool {
        self.pointer == other.pointer
    }

    /// A part of this part; [`at`] writes the names.
    pub fn part<U>(&self, value: &'e U, names: &str) -> At<'e, U> {
        At { value, pointer: format!("{}{names}", self.pointer) }
    }
}

impl<'e, T> At<'e, Vec<T>> {
    /// The members of a list.
    pub fn each(self) -> impl DoubleEndedIterator<Item = At<'e, T>> + Clone + use<'e, T> {
        let Self { value, pointer } = self;
        let member = move |(index, value)| At { value, pointer: format!("{pointer}/{index}") };
        value.iter().enumerate().map(member)
    }
}

impl<'e, T> At<'e, Observed<T>> {
    /// The answer, if there is one.
    pub fn answer(&self) -> Option<At<'e, T>> {
        Some(self.part(self.value.value()?, "/value"))
    }
}

impl<'e, T> At<'e, Option<T>> {
    /// What stands there, if anything does.
    pub fn present(&self) -> Option<At<'e, T>> {
        Some(self.part(self.value.as_ref()?, ""))
    }
}

/// `at!(target.addresses.ipv4)`: a part of what `target` stands for, with its place.
macro_rules! at {
    ($whole:ident . $($field:ident).+) => {
        $whole.part(&$whole.value().$($field).+, concat!($("/", stringify!($field)),+))
    };
}

/// `pointer!(host.windows)`: a place in the evidence, whatever stands there.
macro_rules! pointer {
    ($($field:ident).+) => {{
        let _exists = |evidence: &actprobe_probes::evidence::Evidence| {
            let _ = &evidence.$($field).+;
        };
        concat!($("/", stringify!($field)),+)
    }};
}

pub(crate) use at;
pub(super) use pointer;

/// The KMS hosts that were tried, or could have been.
pub fn kms_targets(evidence: &Evidence) -> impl Iterator<Item = At<'_, KmsTarget>> + Clone {
    let evidence = At::root(evidence);
    at!(evidence.kms.targets).each()
}

/// The questions for KMS hosts.
pub fn kms_questions(evidence: &Evidence) -> impl Iterator<Item = At<'_, SrvQuestion>> + Clone {
    let evidence = At::root(evidence);
    at!(evidence.kms.questions).each()
}

/// What DNS servers say over TCP.
pub fn over_tcp(evidence: &Evidence) -> impl Iterator<Item = At<'_, TcpAnswer>> + Clone {
    let evidence = At::root(evidence);
    at!(evidence.kms.over_tcp).each()
}

/// The questions for domain controllers.
pub fn locator_questions(evidence: &Evidence) -> impl Iterator<Item = At<'_, SrvQuestion>> + Clone {
    let evidence = At::root(evidence);
    at!(evidence.directory.locator).each()
}

/// The domain controllers.
pub fn controllers(evidence: &Evidence) -> impl Iterator<Item = At<'_, DomainController>> + Clone {
    let evidence = At::root(evidence);
    at!(evidence.directory.controllers).each()
}

/// The activation endpoints.
pub fn endpoints(evidence: &Evidence) -> impl Iterator<Item = At<'_, Endpoint>> + Clone {
    let evidence = At::root(evidence);
    at!(evidence.online.endpoints).each()
}

/// The time servers.
pub fn clock_sources(evidence: &Evidence) -> impl Iterator<Item = At<'_, ClockSource>> + Clone {
    let evidence = At::root(evidence);
    at!(evidence.clock.sources).each()
}

/// The licence of the host that is meant. What it says is cited as a whole.
pub fn licence(evidence: &Evidence) -> Option<At<'_, LicenceFacts>> {
    let value = evidence.licensing.windows.value()?;
    Some(At { value, pointer: pointer!(licensing.windows).to_owned() })
}

/// Where a Windows host's product is told, or that nothing of it was.
pub fn product(evidence: &Evidence) -> String {
    let told = windows(evidence).map(|windows| at!(windows.product).into());
    told.unwrap_or_else(|| pointer!(host.windows).to_owned())
}

/// What a Windows host's registry says of it.
pub fn windows(evidence: &Evidence) -> Option<At<'_, WindowsFacts>> {
    let evidence = At::root(evidence);
    at!(evidence.host.windows).answer()
}

/// The add-ons to this Windows that have a key, or were to be activated, and are not.
pub fn add_ons_to_activate(evidence: &Evidence) -> impl Iterator<Item = At<'_, OtherProduct>> {
    let root = At::root(evidence);
    at!(root.licensing.other_products).each().filter(|product| {
        // The channel is that of a key, where a list shows no key.
        let has_key = product.partial_key.is_some() || product.channel.is_some();
        product.kind == ProductKind::AddOn
            && (has_key || product.activation_error.is_some())
            && product.status != Some(LicenceStatus::Licensed)
            && evidence.host.may_be(&product.computer)
    })
}

/// The licences of other machines.
pub fn other_licences(evidence: &Evidence) -> impl Iterator<Item = At<'_, OtherLicence>> + Clone {
    let evidence = At::root(evidence);
    at!(evidence.licensing.others).each()
}

/// The events of the licensing service that tell of Windows, the newest first.
pub fn events(evidence: &Evidence) -> impl Iterator<Item = At<'_, LicensingEvent>> + Clone {
    let is_known = |id: &String| {
        let mut products = evidence.licensing.other_products.iter();
        products.any(|product| product.activation_id.as_ref() == Some(id))
    };
    let is_of_another = move |id: &String| office_products::name(id).is_some() || is_known(id);
    events_of_any_product(evidence)
        .filter(move |event| !event.activation_id.as_ref().is_some_and(is_of_another))
}

/// The same with those that tell of Office and of add-ons.
pub fn events_of_any_product(
    evidence: &Evidence,
) -> impl Iterator<Item = At<'_, LicensingEvent>> + Clone {
    let evidence = At::root(evidence);
    at!(evidence.licensing.events).each()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_stands_where_its_pointer_says() {
        let base = include_str!("../../fixtures/scenarios/_base/domain-member.json");
        let tree: serde_json::Value = serde_json::from_str(base).unwrap();
        let evidence: Evidence = serde_json::from_value(tree.clone()).unwrap();
        let controller = controllers(&evidence).nth(1).unwrap();
        let root_dse = at!(controller.root_dse).answer().unwrap();
        let time = at!(root_dse.dns_host_name);
        let written = tree.pointer(&String::from(&time)).unwrap();
        assert_eq!(written.as_str().unwrap(), time.value());
    }
}
