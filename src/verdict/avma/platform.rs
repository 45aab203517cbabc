//! What the machine stands on. Three witnesses, none of whom is enough: KVM can show Hyper-V's
//! CPUID leaves, a physical machine with Hyper-V or virtualization-based security has them too, and
//! Data Exchange values can be old.

use actprobe_probes::evidence::{Evidence, HypervisorFacts, KvpFacts, Platform};

use super::case::Case;
use crate::catalogue::avma::{self, HostEdition};
use crate::verdict::finding::{Below, Finding, YesNo};
use crate::verdict::place::pointer;

/// What is below.
pub(super) enum GuestPlatform {
    /// A Hyper-V host of one's own.
    Guest,
    /// Something on which AVMA has no meaning.
    Elsewhere(Finding),
    /// The witnesses contradict each other, or are too few.
    Unsure(Finding),
}

/// The processor's word.
enum Processor {
    /// There is no hypervisor.
    Bare,
    /// A guest of Hyper-V, or of one that looks like it.
    Guest,
    /// The root partition: a Hyper-V host.
    Root,
    /// Another hypervisor.
    Other(String),
    /// It was not read.
    Unread,
}

/// The firmware's word.
#[derive(PartialEq)]
enum Firmware {
    /// A virtual machine of Hyper-V.
    HyperV,
    /// A virtual machine of another maker.
    Other(String),
    /// Some machine, by maker and product.
    Machine(String),
    /// It was not read, or says nothing.
    Unread,
}

/// Where the evidence of it stands.
pub(super) fn pointers(case: &Case<'_>) -> Vec<String> {
    let kvp = case.kvp.map(|_| pointer!(host.kvp));
    let machine = [pointer!(host.hypervisor), pointer!(host.platform)];
    machine.into_iter().chain(kvp).map(str::to_owned).collect()
}

impl Case<'_> {
    pub(super) fn platform(&self) -> GuestPlatform {
        if let Some(cloud) = self.evidence.host.platform.value().and_then(|platform| platform.cloud)
        {
            return GuestPlatform::Elsewhere(Finding::AvmaCloud { cloud });
        }
        match self.witnesses() {
            GuestPlatform::Guest if self.edition() == Some(HostEdition::Azure) => {
                GuestPlatform::Elsewhere(Finding::AvmaAzureHost { at: self.host() })
            }
            platform => platform,
        }
    }

    fn witnesses(&self) -> GuestPlatform {
        let told = self.kvp.is_some_and(tells_something);
        let known = |name: &str| avma::hypervisor(name).is_some();
        match (processor(self.evidence), firmware(self.evidence)) {
            (Processor::Guest, Firmware::HyperV) => GuestPlatform::Guest,
            // A guest in which Hyper-V runs again is the root partition of its own hypervisor.
            (Processor::Root | Processor::Unread, Firmware::HyperV)
            | (Processor::Guest, Firmware::Unread)
                if told =>
            {
                GuestPlatform::Guest
            }
            // Where neither was looked at, the licence is the second witness.
            (Processor::Unread, Firmware::Unread) if told && self.is_meant() => {
                GuestPlatform::Guest
            }
            // Of captures alone, nobody reads the processor.
            (Processor::Unread, Firmware::HyperV)
                if self.is_meant() && self.evidence.asked.offline =>
            {
                GuestPlatform::Guest
            }
            (Processor::Other(name), firmware) if firmware != Firmware::HyperV || known(&name) => {
                other(name)
            }
            // Hyper-V in a guest of KVM hides KVM's leaves.
            (Processor::Root | Processor::Bare | Processor::Unread, Firmware::Other(name)) => {
                other(name)
            }
            (Processor::Root, Firmware::Machine(_) | Firmware::Unread) => {
                GuestPlatform::Elsewhere(Finding::AvmaRootPartition {})
            }
            (Processor::Bare | Processor::Unread, Firmware::Machine(machine)) => {
                not_hyper_v(Some(machine))
            }
            (Processor::Bare, Firmware::Unread) => not_hyper_v(None),
            (processor, firmware) => {
                GuestPlatform::Unsure(contradiction(&processor, firmware, told))
            }
        }
    }
}

fn other(name: String) -> GuestPlatform {
    let name = avma::hypervisor(&name).map_or(name, str::to_owned);
    GuestPlatform::Elsewhere(Finding::AvmaOtherHypervisor { name })
}

fn not_hyper_v(machine: Option<String>) -> GuestPlatform {
    GuestPlatform::Elsewhere(Finding::AvmaNotHyperV { machine: machine.into() })
}

fn tells_something(kvp: &KvpFacts) -> bool {
    !kvp.is_silent()
}

fn processor(evidence: &Evidence) -> Processor {
    let Some(facts) = evidence.host.hypervisor.value() else { return Processor::Unread };
    let HypervisorFacts { present, vendors, root_partition, .. } = facts;
    let other = vendors.iter().find(|vendor| *vendor != avma::HYPER_V);
    match other {
        _ if !present => Processor::Bare,
        Some(name) => Processor::Other(name.clone()),
        None if vendors.is_empty() => Processor::Unread,
        None if *root_partition == Some(true) => Processor::Root,
        None => Processor::Guest,
    }
}

fn firmware(evidence: &Evidence) -> Firmware {
    let Some(Platform { manufacturer, product, .. }) = evidence.host.platform.value() else {
        return Firmware::Unread;
    };
    let machine = format!("{manufacturer} {product}").trim().to_owned();
    if [manufacturer, product] == avma::VIRTUAL_MACHINE {
        Firmware::HyperV
    } else if let Some(name) = avma::hypervisor(&machine) {
        Firmware::Other(name.to_owned())
    } else if machine.is_empty() {
        Firmware::Unread
    } else {
        Firmware::Machine(machine)
    }
}

fn contradiction(processor: &Processor, firmware: Firmware, told: bool) -> Finding {
    let processor = match processor {
        Processor::Bare => Below::Bare,
        Processor::Guest => Below::Guest,
        Processor::Root => Below::Root,
        Processor::Other(_) => Below::Other,
        Processor::Unread => Below::Unread,
    };
    let firmware = match firmware {
        Firmware::HyperV => Some(avma::VIRTUAL_MACHINE.join(" ")),
        Firmware::Other(name) | Firmware::Machine(name) => Some(name),
        Firmware::Unread => None,
    };
    Finding::AvmaGroundUnsure { processor, firmware: firmware.into(), exchange: YesNo(told) }
}
