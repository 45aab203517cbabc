//! What this channel looks at.

use actprobe_probes::evidence::{
    Channel, Evidence, KeyChannel, KvpFacts, LicenceFacts, LicenceStatus, OtherLicence,
    ProductFacts, same_computer,
};

use super::refusal::{newest, refusal};
use crate::catalogue::avma::{self, HostEdition};
use crate::verdict::finding::Maybe;
use crate::verdict::licence::key_channel;

/// The evidence as this channel looks at it.
pub struct Case<'a> {
    /// All of it.
    pub evidence: &'a Evidence,
    /// What a Hyper-V host tells its guest.
    pub kvp: Option<&'a KvpFacts>,
    /// The Windows that is installed.
    pub product: Option<&'a ProductFacts>,
    /// How it is licensed.
    pub licence: Option<&'a LicenceFacts>,
}

impl<'a> Case<'a> {
    /// Gathers what is known.
    pub fn of(evidence: &'a Evidence) -> Self {
        Self {
            evidence,
            kvp: evidence.host.kvp.value(),
            product: evidence.host.windows.value().and_then(|windows| windows.product.as_ref()),
            licence: evidence.licensing.windows.value(),
        }
    }

    /// Somebody asks for this channel: the user, the installed key, or a code that this way alone
    /// ends with.
    pub fn is_meant(&self) -> bool {
        self.evidence.asked.required.contains(&Channel::Avma)
            || self.key() == Some(KeyChannel::Avma)
            || refusal(self.evidence).is_some()
    }

    /// The licensing service tells of a try.
    pub fn was_tried(&self) -> bool {
        newest(self.evidence).is_some()
    }

    /// The channel of the installed key.
    pub fn key(&self) -> Option<KeyChannel> {
        self.licence.and_then(key_channel)
    }

    /// Neither processor, firmware nor Data Exchange were looked at: the evidence is of captures
    /// alone.
    pub fn nobody_looked(&self) -> bool {
        let host = &self.evidence.host;
        host.hypervisor.not_asked().is_some()
            && host.platform.not_asked().is_some()
            && host.kvp.value().is_none_or(|kvp| kvp.is_silent() && self.evidence.asked.offline)
            && host.kvp.failure().is_none()
    }

    /// Whether Windows is activated.
    pub fn is_licensed(&self) -> bool {
        self.licence.is_some_and(|licence| licence.status == Some(LicenceStatus::Licensed))
    }

    /// The Hyper-V host's name, where it is told.
    pub fn host(&self) -> Maybe<String> {
        Maybe(self.kvp.map(|kvp| kvp.physical_host.clone()).filter(|name| !name.is_empty()))
    }

    /// The licence of that host, where a capture shows it.
    pub fn host_licence(&self) -> Option<&'a OtherLicence> {
        let host = &self.kvp?.physical_host;
        let is_its = |other: &&OtherLicence| same_computer(&other.computer, host) == Some(true);
        self.evidence.licensing.others.iter().find(is_its)
    }

    /// The host's edition, by Data Exchange.
    pub fn edition(&self) -> Option<HostEdition> {
        self.kvp.and_then(|kvp| kvp.edition).map(avma::host_edition)
    }

    /// The host's build, by CPUID. In a guest that is a root partition itself, CPUID tells of its
    /// own hypervisor.
    pub fn host_build(&self) -> Option<u32> {
        let facts = self.evidence.host.hypervisor.value()?;
        facts.build.filter(|_| facts.root_partition == Some(false))
    }
}
