use super::*;

/// Leaves as numbers: leaf, EAX, EBX, ECX, EDX.
type Leaves = &'static [(u32, u32, u32, u32, u32)];

/// What a processor with these leaves says; from others it reads `elsewhere`.
fn read_with(leaves: Leaves, elsewhere: Leaf) -> HypervisorFacts {
    hypervisor(|number| {
        let found = leaves.iter().find(|(known, ..)| *known == number);
        found.map_or(elsewhere, |&(_, eax, ebx, ecx, edx)| Leaf { eax, ebx, ecx, edx })
    })
}

fn read(leaves: Leaves) -> HypervisorFacts {
    read_with(leaves, Leaf::default())
}

const MICROSOFT_HV: (u32, u32, u32) = (0x7263_694d, 0x666f_736f, 0x7648_2074);
const HV1: u32 = 0x3123_7648;

/// A guest of Windows Server 2022: leaves 2 and 3 as a guest sees them, without `CreatePartitions`.
const GUEST: Leaves = &[
    (1, 0x0005_0657, 0x0001_0800, 0xfeda_3203, 0x1f8b_fbff),
    (0x4000_0000, 0x4000_000c, MICROSOFT_HV.0, MICROSOFT_HV.1, MICROSOFT_HV.2),
    (0x4000_0001, HV1, 0, 0, 0),
    (0x4000_0002, 0x0000_4f7c, 0x000a_0000, 0x0000_0000, 0x0000_0a3d),
    (0x4000_0003, 0x0000_2e7f, 0x003b_8030, 0x0000_0002, 0x0000_bed7),
];

#[test]
fn a_guest_of_hyper_v_knows_its_host_s_build() {
    let facts = read(GUEST);
    assert_eq!(facts.vendors, ["Microsoft Hv"]);
    assert_eq!(
        (facts.present, facts.build, facts.root_partition),
        (true, Some(20348), Some(false))
    );
}

#[test]
fn a_machine_of_azure_looks_like_any_other_guest() {
    let facts = read(&[
        (1, 0, 0, 0x8000_0000, 0),
        (0x4000_0000, 0x4000_000b, MICROSOFT_HV.0, MICROSOFT_HV.1, MICROSOFT_HV.2),
        (0x4000_0001, HV1, 0, 0, 0),
        (0x4000_0002, 0x0000_4a61, 0x000a_0000, 0, 0),
        (0x4000_0003, 0x0000_2e7f, 0x003b_8030, 2, 0xbed7),
    ]);
    assert_eq!(
        (facts.vendors.as_slice(), facts.build),
        (&["Microsoft Hv".to_owned()][..], Some(19041))
    );
}

#[test]
fn a_physical_host_with_hyper_v_or_vbs_is_the_root_partition() {
    let facts = read(&[
        (1, 0, 0, 0xfeda_fbff, 0),
        (0x4000_0000, 0x4000_000c, MICROSOFT_HV.0, MICROSOFT_HV.1, MICROSOFT_HV.2),
        (0x4000_0001, HV1, 0, 0, 0),
        (0x4000_0002, 0x0000_65f4, 0x000a_0000, 0, 0x0000_0863),
        (0x4000_0003, 0xbfff_ffff, 0x002b_b9ff, 0x0000_0022, 0x71ff_fbf6),
    ]);
    assert_eq!(
        (facts.vendors.as_slice(), facts.root_partition),
        (&["Microsoft Hv".to_owned()][..], Some(true))
    );
    assert_eq!(facts.build, Some(26100));
}

#[test]
fn kvm_has_leaves_of_its_own() {
    let facts = read(&[
        (1, 0, 0, 0x8000_0000, 0),
        (0x4000_0000, 0x4000_0001, 0x4b4d_564b, 0x564b_4d56, 0x0000_004d),
        (0x4000_0001, 0x0100_7afb, 0, 0, 0),
    ]);
    assert_eq!((facts.vendors.as_slice(), facts.build), (&["KVMKVMKVM".to_owned()][..], None));
    assert_eq!(facts.root_partition, None);
}

#[test]
fn kvm_that_pretends_to_be_hyper_v_stands_behind_it() {
    // QEMU, -cpu host,hv_relaxed,hv_vapic,hv_time: build 14393 unless it is told otherwise.
    let facts = read(&[
        (1, 0, 0, 0x8000_0000, 0),
        (0x4000_0000, 0x4000_0005, MICROSOFT_HV.0, MICROSOFT_HV.1, MICROSOFT_HV.2),
        (0x4000_0001, HV1, 0, 0, 0),
        (0x4000_0002, 0x0000_3839, 0x000a_0000, 0, 0),
        (0x4000_0003, 0x0000_0e72, 0, 0, 0x0000_0008),
        (0x4000_0100, 0x4000_0101, 0x4b4d_564b, 0x564b_4d56, 0x0000_004d),
    ]);
    assert_eq!(facts.vendors, ["Microsoft Hv", "KVMKVMKVM"]);
}

#[test]
fn xen_with_viridian_stands_behind_it() {
    let facts = read(&[
        (1, 0, 0, 0x8000_0000, 0),
        (0x4000_0000, 0x4000_0006, MICROSOFT_HV.0, MICROSOFT_HV.1, MICROSOFT_HV.2),
        (0x4000_0001, HV1, 0, 0, 0),
        (0x4000_0100, 0x4000_0104, 0x566e_6558, 0x6558_4d4d, 0x4d4d_566e),
    ]);
    assert_eq!(facts.vendors, ["Microsoft Hv", "XenVMMXenVMM"]);
}

#[test]
fn others_are_known_by_their_names() {
    let vendor = |ebx, ecx, edx| {
        hypervisor(|number| match number {
            1 => Leaf { ecx: 1 << 31, ..Leaf::default() },
            0x4000_0000 => Leaf { eax: 0x4000_0010, ebx, ecx, edx },
            _ => Leaf::default(),
        })
        .vendors
    };
    assert_eq!(vendor(0x6177_4d56, 0x4d56_6572, 0x6572_6177), ["VMwareVMware"]);
    assert_eq!(vendor(0x786f_4256, 0x786f_4256, 0x786f_4256), ["VBoxVBoxVBox"]);
    assert_eq!(vendor(0x5447_4354, 0x4354_4743, 0x4743_5447), ["TCGTCGTCGTCG"]);
}

#[test]
fn bare_metal_has_no_hypervisor_whatever_its_leaves_hold() {
    let last_leaf =
        Leaf { eax: 0x4000_0000, ebx: MICROSOFT_HV.0, ecx: MICROSOFT_HV.1, edx: MICROSOFT_HV.2 };
    let facts = read_with(&[(1, 0x0009_06ea, 0, 0x7ffa_fbff, 0xbfeb_fbff)], last_leaf);
    assert_eq!(facts, HypervisorFacts::default());
}

#[test]
fn leaves_where_nobody_lives_name_nobody() {
    // What VMware and KVM answer with: the content of some other leaf.
    let facts = read_with(GUEST, Leaf { eax: 0x0000_0064, ebx: 0x0000_0064, ecx: 0, edx: 0 });
    assert_eq!(facts.vendors, ["Microsoft Hv"]);
    let mirrored =
        Leaf { eax: 0x4000_000c, ebx: MICROSOFT_HV.0, ecx: MICROSOFT_HV.1, edx: MICROSOFT_HV.2 };
    assert_eq!(read_with(GUEST, mirrored).vendors, ["Microsoft Hv"]);
}

#[test]
fn a_name_of_control_characters_is_none() {
    let facts =
        read(&[(1, 0, 0, 0x8000_0000, 0), (0x4000_0000, 0x4000_0000, 0x1b5b_324a, 0x0007_0d0a, 0)]);
    assert_eq!(facts.vendors, ["J2["]);
    assert!(read(&[(1, 0, 0, 0x8000_0000, 0)]).vendors.is_empty());
}

#[test]
fn a_build_counts_only_behind_the_microsoft_interface() {
    let facts = read(&[
        (1, 0, 0, 0x8000_0000, 0),
        (0x4000_0000, 0x4000_0010, 0x6177_4d56, 0x4d56_6572, 0x6572_6177),
        (0x4000_0002, 20348, 0, 0, 0),
        (0x4000_0003, 0, 1, 0, 0),
    ]);
    assert_eq!((facts.build, facts.root_partition), (None, None));
}
