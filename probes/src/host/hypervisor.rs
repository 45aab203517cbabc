//! The hypervisor below the host, by CPUID: any program may ask, and the answer needs no service
//! and no firmware.

use crate::evidence::{HypervisorFacts, Observed};

/// Reads CPUID.
#[cfg(target_arch = "x86_64")]
pub fn read() -> Observed<HypervisorFacts> {
    use std::arch::x86_64::{__cpuid_count, CpuidResult};

    use super::unread::observed;
    use crate::wire::cpuid::{Leaf, hypervisor};

    let leaf = |number| {
        let CpuidResult { eax, ebx, ecx, edx } = __cpuid_count(number, 0);
        Leaf { eax, ebx, ecx, edx }
    };
    observed(|| Ok(hypervisor(leaf)))
}

/// Other processors than x86-64 have no CPUID.
#[cfg(not(target_arch = "x86_64"))]
pub fn read() -> Observed<HypervisorFacts> {
    Observed::skipped(crate::evidence::NotAsked::Unsupported)
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::*;

    #[test]
    fn this_machine_says_of_its_hypervisor_what_its_kernel_says() {
        let facts = read();
        let facts = facts.value().unwrap();
        assert!(facts.present || facts.vendors.is_empty(), "{facts:?}");
        #[cfg(target_os = "linux")]
        {
            let kernel = std::fs::read_to_string("/proc/cpuinfo").unwrap();
            let flags = kernel.lines().find(|line| line.starts_with("flags")).unwrap();
            assert_eq!(
                facts.present,
                flags.split_whitespace().any(|flag| flag == "hypervisor"),
                "{facts:?}"
            );
        }
    }
}
