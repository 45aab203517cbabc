//! Automatic Virtual Machine Activation: who activates whom, which editions, and the published
//! keys.
//!
//! Microsoft Learn, "Automatic Virtual Machine Activation in Windows Server". Its row, column and
//! keys for Windows Server 2025 were taken from public copies of that page, which agree with each
//! other.

use std::cmp::Ordering;

use strum::VariantArray;

use super::builds::ServerRelease;
use super::editions::{self, is_evaluation, kind};

/// The vendor that Hyper-V gives in CPUID leaf 0x40000000 (Microsoft, "Hypervisor Top-Level
/// Functional Specification").
pub(crate) const HYPER_V: &str = "Microsoft Hv";
/// Manufacturer and product (SMBIOS) of a virtual machine of Hyper-V, Azure's among them.
pub(crate) const VIRTUAL_MACHINE: [&str; 2] = ["Microsoft Corporation", "Virtual Machine"];

/// A release of Windows Server that has AVMA, the oldest first. Each host activates its own release
/// and all before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum Release {
    /// Windows Server 2012 R2, the first with AVMA.
    Server2012R2,
    /// Windows Server 2016.
    Server2016,
    /// Windows Server 2019.
    Server2019,
    /// Windows Server 2022.
    Server2022,
    /// Windows Server 2025.
    Server2025,
}

use Release::{Server2012R2, Server2016, Server2019, Server2022, Server2025};

impl Release {
    /// The release with this build, or the last before it: Annual Channel releases and Azure Local
    /// have builds between. None before Windows Server 2012 R2.
    pub(crate) fn up_to(build: u32) -> Option<Self> {
        let is_up_to = |release: &Self| release.build().is_some_and(|own| own <= build);
        Self::VARIANTS.iter().copied().rfind(is_up_to)
    }

    fn build(self) -> Option<u32> {
        self.server().build()
    }

    /// Its name.
    pub fn name(self) -> String {
        self.server().to_string()
    }

    fn server(self) -> ServerRelease {
        match self {
            Server2012R2 => ServerRelease::r2_of(2012),
            Server2016 => ServerRelease::of(2016),
            Server2019 => ServerRelease::of(2019),
            Server2022 => ServerRelease::of(2022),
            Server2025 => ServerRelease::of(2025),
        }
    }
}

/// Whether a host of this build activates a guest of that one; nothing where it stands in no table.
pub(crate) fn activates(host_build: u32, guest_build: u32) -> Option<bool> {
    let guest = Release::up_to(guest_build)?;
    let Some(host) = Release::up_to(host_build) else { return Some(false) };
    match guest.cmp(&host) {
        Ordering::Less => Some(true),
        // Of an Annual Channel guest that is later than its host, between the same two releases,
        // nothing is published.
        Ordering::Equal => (guest_build <= host_build).then_some(true),
        Ordering::Greater => Some(false),
    }
}

/// What a host's edition means for AVMA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HostEdition {
    /// Activates guests.
    Datacenter(&'static str),
    /// Does not.
    Other(&'static str),
    /// An evaluation of Datacenter: nothing is published on whether it activates guests.
    Evaluation(&'static str),
    /// Azure Stack HCI, Azure Local: activates guests once it was set up for it.
    AzureLocal(&'static str),
    /// A host of Azure itself.
    Azure,
    /// A number that is not in the list.
    Unlisted,
}

/// The edition with this number of `GetProductInfo` (Windows SDK, `winnt.h`, `PRODUCT_…`).
pub(crate) fn host_edition(number: u32) -> HostEdition {
    use HostEdition::{Azure, AzureLocal, Datacenter, Evaluation, Other, Unlisted};
    match number {
        8 => Datacenter("Datacenter"),
        12 => Datacenter("Datacenter, Server Core"),
        145 => Datacenter("Datacenter, Annual Channel"),
        80 | 159 => Evaluation("Datacenter evaluation"),
        406 => AzureLocal("Azure Stack HCI"),
        // Seen below guests of Azure: AZURE_SERVER_CORE, AZURE_SERVER_CLOUDHOST,
        // AZURE_SERVER_CLOUDMOS.
        168 | 199 | 200 => Azure,
        7 => Other("Standard"),
        13 => Other("Standard, Server Core"),
        146 => Other("Standard, Annual Channel"),
        79 | 160 => Other("Standard evaluation"),
        10 | 14 => Other("Enterprise"),
        42 => Other("Hyper-V Server"),
        50 => Other("Essentials"),
        4 | 27 | 70 | 72 | 84 | 125 | 126 => Other("Windows Enterprise"),
        48 | 49 | 161 | 162 => Other("Windows Pro"),
        121 | 122 => Other("Windows Education"),
        _ => Unlisted,
    }
}

/// What a guest's edition means for AVMA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GuestEdition {
    /// There are keys for it.
    Supported,
    /// An evaluation: takes no such key until it is converted.
    Evaluation,
    /// Windows for workstations.
    Client,
    /// A server edition for which no key is published.
    WithoutKey,
}

/// The edition with this `EditionID`, in Windows of this build; absent: in any.
pub(crate) fn guest_edition(edition_id: &str, build: Option<u32>) -> GuestEdition {
    if is_evaluation(edition_id) {
        GuestEdition::Evaluation
    } else if !editions::is_server(edition_id) {
        GuestEdition::Client
    } else if has_key(edition_id, build) {
        GuestEdition::Supported
    } else {
        GuestEdition::WithoutKey
    }
}

fn has_key(edition_id: &str, build: Option<u32>) -> bool {
    match build {
        Some(build) => key(build, edition_id).is_some(),
        None => KEYS.iter().any(|(_, known, _)| *known == kind(edition_id)),
    }
}

/// The published key for a guest of this build and edition. It is for everybody, and worth nothing
/// without a host.
pub fn key(build: u32, edition_id: &str) -> Option<&'static str> {
    let release = keys_of(build)?;
    let found = KEYS.iter().find(|(of, known, _)| *of == release && *known == kind(edition_id));
    found.map(|(_, _, key)| *key)
}

/// Whether a key with this end is one of them.
pub fn has_end(end: &str) -> bool {
    KEYS.iter().any(|(_, _, key)| key.rsplit('-').next() == Some(end))
}

/// The release whose keys a build takes: its own; Windows Server 1709 and 1803 take those of 2016,
/// 1903 and 1909 those of 2019. For other builds between two releases, none are published.
fn keys_of(build: u32) -> Option<Release> {
    match build {
        16_299 | 17_134 => Some(Server2016),
        18_362 | 18_363 => Some(Server2019),
        _ => Release::VARIANTS.iter().copied().find(|release| release.build() == Some(build)),
    }
}

/// `EditionID`s are from other sources than the keys.
const KEYS: &[(Release, &str, &str)] = &[
    (Server2012R2, "ServerDatacenter", "Y4TGP-NPTV9-HTC2H-7MGQ3-DV4TW"),
    (Server2012R2, "ServerStandard", "DBGBW-NPF86-BJVTX-K3WKJ-MTB6V"),
    (Server2012R2, "ServerSolution", "K2XGM-NMBT3-2R6Q8-WF2FK-P36R2"),
    (Server2016, "ServerDatacenter", "TMJ3Y-NTRTM-FJYXT-T22BY-CWG3J"),
    (Server2016, "ServerStandard", "C3RCX-M6NRP-6CXC9-TW2F2-4RHYD"),
    (Server2016, "ServerSolution", "B4YNW-62DX9-W8V6M-82649-MHBKQ"),
    (Server2019, "ServerDatacenter", "H3RNG-8C32Q-Q8FRX-6TDXV-WMBMW"),
    (Server2019, "ServerStandard", "TNK62-RXVTB-4P47B-2D623-4GF74"),
    (Server2019, "ServerSolution", "2CTP7-NHT64-BP62M-FV6GG-HFV28"),
    (Server2022, "ServerDatacenter", "W3GNR-8DDXR-2TFRP-H8P33-DV9BG"),
    (Server2022, "ServerStandard", "YDFWN-MJ9JR-3DYRK-FXXRW-78VHK"),
    (Server2022, "ServerTurbine", "F7TB6-YKN8Y-FCC6R-KQ484-VMK3J"),
    (Server2025, "ServerDatacenter", "YQB4H-NKHHJ-Q6K4R-4VMY6-VCH67"),
    (Server2025, "ServerStandard", "WWVGQ-PNHV9-B89P4-8GGM9-9HPQ4"),
    (Server2025, "ServerTurbine", "6NMQ9-T38WF-6MFGM-QYGYM-88J4F"),
];

/// The product that a hypervisor's or a firmware's name stands for, where it is one that people
/// know, and not Hyper-V.
pub fn hypervisor(name: &str) -> Option<&'static str> {
    /// CPUID vendors as their makers publish them, then what virtual firmware calls itself.
    const KNOWN: &[(&str, &str)] = &[
        ("KVMKVMKVM", "KVM"),
        ("Linux KVM Hv", "KVM"),
        ("VMwareVMware", "VMware"),
        ("XenVMMXenVMM", "Xen"),
        ("VBoxVBoxVBox", "VirtualBox"),
        ("TCGTCGTCGTCG", "QEMU"),
        ("bhyve bhyve", "bhyve"),
        ("prl hyperv", "Parallels"),
        ("lrpepyh vr", "Parallels"),
        ("ACRNACRNACRN", "ACRN"),
        ("VMware", "VMware"),
        ("QEMU", "QEMU/KVM"),
        ("KVM", "KVM"),
        ("oVirt", "KVM"),
        ("OpenStack", "OpenStack"),
        ("Nutanix", "Nutanix AHV"),
        ("Xen", "Xen"),
        ("VirtualBox", "VirtualBox"),
        ("Parallels", "Parallels"),
        ("BHYVE", "bhyve"),
    ];
    KNOWN.iter().find(|(known, _)| name.contains(known)).map(|(_, product)| *product)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_belongs_to_its_release_or_the_one_before() {
        let of = Release::up_to;
        assert_eq!(of(9200), None);
        assert_eq!(of(9600).map(Release::name).as_deref(), Some("Windows Server 2012 R2"));
        assert_eq!((of(17763), of(18363)), (Some(Server2019), Some(Server2019)));
        assert_eq!((of(25398), of(26100)), (Some(Server2022), Some(Server2025)));
    }

    #[test]
    fn a_host_activates_its_own_release_and_older_ones() {
        let builds: Vec<u32> =
            Release::VARIANTS.iter().filter_map(|release| release.build()).collect();
        for (h, host) in builds.iter().copied().enumerate() {
            for (g, guest) in builds.iter().copied().enumerate() {
                assert_eq!(activates(host, guest), Some(g <= h), "host {host}, guest {guest}");
            }
        }
        assert_eq!((activates(9200, 9600), activates(20348, 9200)), (Some(false), None));
    }

    #[test]
    fn builds_between_two_releases_count_as_the_older() {
        assert_eq!((activates(25398, 20348), activates(25398, 26100)), (Some(true), Some(false)));
        assert_eq!((activates(20348, 18363), activates(18363, 18362)), (Some(true), Some(true)));
        assert_eq!(activates(17763, 18363), None);
    }

    #[test]
    fn each_guest_gets_the_key_of_its_release_and_edition() {
        let last_five = |build, edition| key(build, edition).and_then(|key| key.rsplit('-').next());
        assert_eq!(last_five(20348, "ServerDatacenter"), Some("DV9BG"));
        assert_eq!(last_five(17134, "ServerStandardACor"), Some("4RHYD"));
        assert_eq!(last_five(18363, "ServerDatacenterACor"), Some("WMBMW"));
        assert_eq!(last_five(26100, "ServerStandard"), Some("9HPQ4"));
        assert_eq!((key(26100, "ServerSolution"), key(9200, "ServerStandard")), (None, None));
        assert_eq!(
            (key(19042, "ServerDatacenterACor"), key(25398, "ServerDatacenterACor")),
            (None, None)
        );
    }

    #[test]
    fn no_key_stands_for_two_editions() {
        let mut keys: Vec<_> = KEYS.iter().map(|(_, _, key)| *key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), KEYS.len());
        assert!(
            keys.iter().all(|key| key.len() == 29 && key.split('-').all(|group| group.len() == 5))
        );
    }

    #[test]
    fn no_end_of_a_key_is_that_of_a_kms_client_key() {
        use crate::catalogue::setup_keys;
        let ends = KEYS.iter().filter_map(|(_, _, key)| key.rsplit('-').next());
        let both: Vec<_> = ends.filter(|end| setup_keys::has_end(end) && has_end(end)).collect();
        assert_eq!(both, [""; 0]);
    }

    #[test]
    fn editions_are_told_apart() {
        assert_eq!(guest_edition("ServerStandard", None), GuestEdition::Supported);
        assert_eq!(guest_edition("ServerDatacenterACor", None), GuestEdition::Supported);
        assert_eq!(guest_edition("ServerDatacenterEval", None), GuestEdition::Evaluation);
        assert_eq!(guest_edition("ServerStandardEvalCor", None), GuestEdition::Evaluation);
        assert_eq!(guest_edition("ServerWeb", None), GuestEdition::WithoutKey);
        assert_eq!(guest_edition("Enterprise", None), GuestEdition::Client);
        let essentials = |build| guest_edition("ServerSolution", Some(build));
        assert_eq!(
            (essentials(17763), essentials(20348)),
            (GuestEdition::Supported, GuestEdition::WithoutKey)
        );
        assert_eq!(guest_edition("ServerDatacenterACor", Some(19042)), GuestEdition::WithoutKey);
        assert_eq!(
            (host_edition(8), host_edition(7)),
            (HostEdition::Datacenter("Datacenter"), HostEdition::Other("Standard"))
        );
        assert_eq!(
            (host_edition(168), host_edition(199), host_edition(9999)),
            (HostEdition::Azure, HostEdition::Azure, HostEdition::Unlisted)
        );
    }

    #[test]
    fn hypervisors_go_by_the_names_that_people_use() {
        assert_eq!(hypervisor("VMware, Inc."), Some("VMware"));
        assert_eq!(hypervisor("XenVMMXenVMM"), Some("Xen"));
        assert_eq!((hypervisor("Microsoft Hv"), hypervisor("Dell Inc.")), (None, None));
    }
}
