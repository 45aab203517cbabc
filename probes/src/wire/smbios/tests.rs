//! Tables made by hand after the specification, whole and damaged.

use super::*;

const AZURE_TAG: &str = "7783-7084-3265-9085-8269-3286-77";

fn structure(kind: u8, formatted: &[u8], strings: &[&str]) -> Vec<u8> {
    let mut bytes = vec![kind, u8::try_from(4 + formatted.len()).unwrap(), 0, 0];
    bytes.extend(formatted);
    for string in strings {
        bytes.extend(string.as_bytes());
        bytes.push(0);
    }
    bytes.extend(if strings.is_empty() { &[0_u8, 0][..] } else { &[0] });
    bytes
}

/// BIOS, system, chassis, end: as on an Azure virtual machine.
fn tables() -> Vec<u8> {
    let system =
        structure(1, &[1, 2, 0, 3], &["Microsoft Corporation", "Virtual Machine", "serial"]);
    let chassis = structure(3, &[1, 3, 0, 0, 2], &["Microsoft Corporation", AZURE_TAG]);
    [
        vec![0, 3, 1, 0, 0, 0, 0, 0],
        structure(0, &[0; 20], &[]),
        system,
        chassis,
        structure(127, &[], &[]),
    ]
    .concat()
}

fn names(manufacturer: &str, product: &str, tag: &str) -> Names {
    Names {
        manufacturer: manufacturer.to_owned(),
        product: product.to_owned(),
        chassis_asset_tag: tag.to_owned(),
    }
}

#[test]
fn the_names_of_a_machine_are_found_behind_other_structures() {
    assert_eq!(decode(&tables()), Ok(names("Microsoft Corporation", "Virtual Machine", AZURE_TAG)));
}

#[test]
fn a_string_that_is_not_there_is_empty() {
    let table =
        [vec![0; 8], structure(1, &[0, 9], &["only"]), structure(3, &[1], &["short"])].concat();
    assert_eq!(decode(&table), Ok(Names::default()));
}

#[test]
fn the_first_chassis_with_a_tag_counts() {
    let chassis = |tag: &str| structure(3, &[0, 0, 0, 0, 1], &[tag]);
    let table = [vec![0; 8], chassis("first"), chassis("second")].concat();
    assert_eq!(decode(&table).unwrap().chassis_asset_tag, "first");
}

#[test]
fn every_truncation_leaves_out_what_is_cut_off() {
    let tables = tables();
    for cut in 0..tables.len() {
        match decode(&tables[..cut]) {
            Ok(names) => assert!(
                cut >= 8 && (names.product.is_empty() || names.product == "Virtual Machine")
            ),
            Err(broken) => assert_eq!(broken, Broken::NoHeader { len: cut }),
        }
    }
}

#[test]
fn no_flipped_byte_makes_it_panic_or_run_on() {
    for at in 0..tables().len() {
        for value in 0..=255 {
            let mut damaged = tables();
            damaged[at] = value;
            let _any = decode(&damaged);
        }
    }
}

#[test]
fn a_structure_shorter_than_its_header_is_refused() {
    let table = [&[0; 8][..], &[1, 3, 0, 0, 0, 0]].concat();
    assert_eq!(decode(&table), Err(Broken::StructureLength { kind: 1, len: 3 }));
}

#[test]
fn clouds_are_known_by_what_only_they_say() {
    let told = |manufacturer, product, tag| platform(names(manufacturer, product, tag)).cloud;
    assert_eq!(told("Microsoft Corporation", "Virtual Machine", AZURE_TAG), Some(Cloud::Azure));
    assert_eq!(told("Microsoft Corporation", "Virtual Machine", "1234"), None);
    assert_eq!(told("Google", "Google Compute Engine", ""), Some(Cloud::Google));
    assert_eq!(told("Google", "Eve", ""), None);
    assert_eq!(told("Amazon EC2", "m5.large", "Amazon EC2"), Some(Cloud::Aws));
    assert_eq!(told("", "", "Amazon EC2"), Some(Cloud::Aws));
    assert_eq!(told("QEMU", "Standard PC", "OracleCloud.com"), Some(Cloud::Oracle));
    assert_eq!(told("Alibaba Cloud", "Alibaba Cloud ECS", ""), Some(Cloud::Alibaba));
    assert_eq!(told("Dell Inc.", "PowerEdge R640", "INV-0815"), None);
}

#[test]
fn an_inventory_number_is_not_kept() {
    assert_eq!(platform(names("Dell Inc.", "PowerEdge R640", "INV-0815")).chassis_asset_tag, "");
    assert_eq!(
        platform(names("Microsoft Corporation", "Virtual Machine", AZURE_TAG)).chassis_asset_tag,
        AZURE_TAG
    );
}
