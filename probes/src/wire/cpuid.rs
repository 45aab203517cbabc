//! What a processor's CPUID leaves say of the hypervisor below (Microsoft, "Hypervisor Top-Level
//! Functional Specification", "Feature and interface discovery").

use crate::evidence::{HypervisorFacts, scrub};

/// The registers of one leaf.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leaf {
    /// EAX.
    pub eax: u32,
    /// EBX.
    pub ebx: u32,
    /// ECX.
    pub ecx: u32,
    /// EDX.
    pub edx: u32,
}

/// The leaf that every hypervisor begins at.
const FIRST_BASE: u32 = 0x4000_0000;
/// One that shows Hyper-V's leaves moves its own up by this much: KVM and Xen do (Linux,
/// `kvm_para.h`: "the signature may stand at any multiple of 0x100").
const BASE_STEP: u32 = 0x100;
/// How many bases are looked at. Real ones use the first two.
const BASES: u32 = 16;
/// `Hv#1` in leaf 0x40000001: what follows means what Microsoft's specification says.
const MICROSOFT_INTERFACE: u32 = u32::from_le_bytes(*b"Hv#1");

/// What the leaves say, which `leaf` reads by their number.
pub fn hypervisor(leaf: impl Fn(u32) -> Leaf) -> HypervisorFacts {
    // Without one, the leaves from 0x40000000 on hold whatever the processor's last ordinary leaf
    // does.
    if leaf(1).ecx & (1 << 31) == 0 {
        return HypervisorFacts::default();
    }
    let speaks_microsoft =
        leaf(FIRST_BASE).eax >= FIRST_BASE + 3 && leaf(FIRST_BASE + 1).eax == MICROSOFT_INTERFACE;
    HypervisorFacts {
        present: true,
        vendors: vendors(&leaf),
        build: speaks_microsoft.then(|| leaf(FIRST_BASE + 2).eax).filter(|&build| build != 0),
        root_partition: speaks_microsoft.then(|| leaf(FIRST_BASE + 3).ebx & 1 != 0),
    }
}

fn vendors(leaf: impl Fn(u32) -> Leaf) -> Vec<String> {
    let mut vendors = vec![vendor(leaf(FIRST_BASE))];
    for base in (1..BASES).map(|index| FIRST_BASE + index * BASE_STEP) {
        let found = leaf(base);
        let name = vendor(found);
        // Where nobody lives, processors and hypervisors answer with another leaf's content.
        if (base..base + BASE_STEP).contains(&found.eax) && !vendors.contains(&name) {
            vendors.push(name);
        }
    }
    vendors.retain(|vendor| !vendor.is_empty());
    vendors
}

fn vendor(leaf: Leaf) -> String {
    let bytes: Vec<u8> =
        [leaf.ebx, leaf.ecx, leaf.edx].into_iter().flat_map(u32::to_le_bytes).collect();
    let printable = |byte: &u8| if byte.is_ascii_graphic() { char::from(*byte) } else { ' ' };
    scrub(&bytes.iter().map(printable).collect::<String>())
}

#[cfg(test)]
mod tests;
