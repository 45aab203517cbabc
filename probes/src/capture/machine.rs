//! What a machine is, by the classes of WMI that tell (`Win32_ComputerSystem`, `…Product`,
//! `Win32_BIOS`, `Win32_SystemEnclosure`), as lists, tables and JSON with whatever properties
//! somebody selected; by `wmic`, and by Azure's instance metadata. No language translates them.

use std::net::Ipv4Addr;

use super::json::{Object, text};
use super::lines::host;
use super::{Capture, Facts, Text, keep};
use crate::evidence::{CaptureKind, Platform};
use crate::wire::smbios::{self, Names};

/// Whether an object tells of a machine, and of no licence and no registry key.
pub fn is_one(object: &Object) -> bool {
    let is_told = |name: &&str| text(object, name).is_some();
    ["Manufacturer", "Vendor", TAG].iter().any(is_told)
}

/// Reads the machine: what names a cloud counts before what names a hypervisor, and that before
/// what a disk or a card might be called as well.
pub fn parse(objects: &[Object], looked_up: &Text) -> Option<Capture> {
    let told: Vec<Platform> = objects.iter().filter_map(platform).collect();
    let any = || told.iter().find(|_| asks_for_machine(looked_up)).cloned();
    let machine = by_mark(looked_up).or_else(|| recognised(&told)).or_else(any);
    let has_own_chassis = objects.iter().any(bears_own_tag) || looked_up.lines().iter().any(is_own);
    capture(objects, machine, has_own_chassis)
}

/// The same of JSON, where the metadata of Azure and the lines of a table are read elsewhere.
pub fn of_objects(objects: &[Object]) -> Option<Capture> {
    let told: Vec<Platform> = objects.iter().filter_map(platform).collect();
    capture(objects, recognised(&told), objects.iter().any(bears_own_tag))
}

fn recognised(told: &[Platform]) -> Option<Platform> {
    let of_cloud = told.iter().find(|machine| machine.cloud.is_some());
    of_cloud.or_else(|| told.iter().find(|machine| is_virtual(machine))).cloned()
}

fn capture(
    objects: &[Object],
    platform: Option<Platform>,
    has_own_chassis: bool,
) -> Option<Capture> {
    let is_told = platform.is_some() || has_own_chassis;
    let computer = objects.iter().find_map(|object| text(object, "PSComputerName"));
    let computer = computer.map(host).unwrap_or_default();
    let facts = Facts { computer, platform, has_own_chassis, ..Facts::default() };
    is_told.then(|| Capture::whole(CaptureKind::Systeminfo, facts))
}

const TAG: &str = "SMBIOSAssetTag";

fn platform(object: &Object) -> Option<Platform> {
    let told = |name| text(object, name).filter(|value| !is_cut(value)).map(keep);
    let tag = told(TAG).or_else(|| told("ChassisAssetTag"));
    let names = |manufacturer: String, product: String| Names {
        manufacturer,
        product,
        chassis_asset_tag: tag.clone().unwrap_or_default(),
    };
    let of_system = || Some(names(told("Manufacturer")?, told("Model")?));
    let of_product = || Some(names(told("Vendor")?, told("Name")?));
    let of_chassis = || tag.is_some().then(|| names(String::new(), String::new()));
    let found = of_system().or_else(of_product).or_else(|| of_firmware(object)).or_else(of_chassis);
    let found = smbios::platform(found?);
    (smbios::is_named(&found) && !is_part(&found) || found.cloud.is_some()).then_some(found)
}

/// The firmware of a virtual machine, whose maker need not be that of the machine.
fn of_firmware(object: &Object) -> Option<Names> {
    let told = |name| text(object, name).unwrap_or_default();
    text(object, "SMBIOSBIOSVersion")?;
    let version = [told("SMBIOSBIOSVersion"), told("Version"), told("Name")].join(" ");
    let serial = told("SerialNumber");
    let (manufacturer, product) = match told("Manufacturer") {
        "Amazon EC2" => ("Amazon EC2", ""),
        "Google" if serial.starts_with("GoogleCloud") => ("Google", "Google Compute Engine"),
        _ if version.contains("amazon") => ("Amazon EC2", ""),
        _ if serial.starts_with("VMware-") => ("VMware, Inc.", "VMware Virtual Platform"),
        _ if version.contains("VirtualBox") => ("innotek GmbH", "VirtualBox"),
        _ if version.contains("VRTUAL") || version.contains("Hyper-V") => {
            ("Microsoft Corporation", "Virtual Machine")
        }
        _ => return None,
    };
    let (manufacturer, product) = (manufacturer.to_owned(), product.to_owned());
    Some(Names { manufacturer, product, chassis_asset_tag: String::new() })
}

/// Disks and cards have makers and models as well.
fn is_part(machine: &Platform) -> bool {
    let small = machine.product.to_ascii_lowercase();
    machine.manufacturer.starts_with('(') || ["disk", "adapter"].iter().any(|it| small.contains(it))
}

fn is_virtual(machine: &Platform) -> bool {
    const MARKS: [&str; 11] = [
        "VMware",
        "VirtualBox",
        "Virtual Machine",
        "QEMU",
        "KVM",
        "Xen",
        "Nutanix",
        "OpenStack",
        "oVirt",
        "RHEV",
        "Parallels",
    ];
    let name = format!("{} {}", machine.manufacturer, machine.product);
    machine.cloud.is_some() || MARKS.iter().any(|mark| name.contains(mark))
}

/// Whether somebody asked for the machine itself.
fn asks_for_machine(looked_up: &Text) -> bool {
    const CLASSES: [&str; 4] =
        ["win32_computersystem", "computersystem get", "computersystem list", "csproduct"];
    looked_up.lines().iter().any(|line| {
        let small = line.to_ascii_lowercase();
        CLASSES.iter().any(|class| small.contains(class))
    })
}

/// Azure's tag, a member that its instance metadata alone have, wherever they stand, or what the
/// routes of its networks alone lead to.
fn by_mark(looked_up: &Text) -> Option<Platform> {
    let mut below_head = false;
    let is_azures = |line: &str| {
        let is_row = below_head && line.split_whitespace().any(is_environment);
        below_head |= line.contains(ENVIRONMENT);
        is_row || tags(line).any(|tag| tag == AZURE) || is_metadata(line) || is_azures_route(line)
    };
    looked_up.lines().iter().any(is_azures).then(|| {
        smbios::platform(Names {
            manufacturer: "Microsoft Corporation".to_owned(),
            product: "Virtual Machine".to_owned(),
            chassis_asset_tag: AZURE.to_owned(),
        })
    })
}

/// Of every virtual machine in Azure.
const AZURE: &str = "7783-7084-3265-9085-8269-3286-77";

/// `"azEnvironment":"AzurePublicCloud"`, `azEnvironment : AzureUSGovernmentCloud` (Microsoft Learn,
/// "Azure Instance Metadata Service").
fn is_metadata(line: &str) -> bool {
    let Some((_, behind)) = line.split_once(ENVIRONMENT) else { return false };
    let value = behind.trim_start_matches(['"', '\\', ' ', ':', '=']);
    CLOUDS.iter().any(|cloud| value.starts_with(cloud))
}

fn is_environment(word: &str) -> bool {
    CLOUDS.contains(&word)
}

const ENVIRONMENT: &str = "azEnvironment";
const CLOUDS: [&str; 4] =
    ["AzurePublicCloud", "AzureUSGovernmentCloud", "AzureChinaCloud", "AzureGermanCloud"];

/// A row of `Get-AzEffectiveRouteTable` or `az network nic show-effective-route-table`, which tell
/// the routes of a machine's own network card: `Active  Default  {10.120.0.0/16}  VnetLocal`.
fn is_azures_route(line: &str) -> bool {
    // Microsoft Learn, "Diagnose an Azure virtual machine routing problem".
    const NEXT_HOPS: [&str; 5] = [
        "vnetlocal",
        "vnetpeering",
        "vnetglobalpeering",
        "virtualnetworkgateway",
        "virtualappliance",
    ];
    let words = || line.split_whitespace().take(MOST_WORDS);
    let is_state = |word: &str| ["Active", "Invalid"].contains(&word);
    let is_net = |word: &str| {
        let net = word.trim_matches(['{', '}', ',']).split_once('/');
        net.is_some_and(|(net, _)| net.parse::<Ipv4Addr>().is_ok())
    };
    let is_next_hop = |word: &str| NEXT_HOPS.iter().any(|hop| hop.eq_ignore_ascii_case(word));
    words().any(is_state) && words().any(is_net) && words().any(is_next_hop)
}

const MOST_WORDS: usize = 16;

/// Chassis tags of Hyper-V; a line that compares one with another tells nothing.
fn tags(line: &str) -> impl Iterator<Item = &str> {
    let compares = line.contains("-eq") || line.contains("-ne") || line.contains("==");
    let words = line.split(|c: char| !(c.is_ascii_digit() || c == '-'));
    words.filter(move |word| !compares && is_tag(word))
}

/// `1234-1234-1234-1234-1234-1234-12`.
fn is_tag(word: &str) -> bool {
    word.split('-').map(str::len).eq([4, 4, 4, 4, 4, 4, 2])
}

/// A tag of the form that Hyper-V makes, and not that of all machines in Azure.
fn is_own(line: &str) -> bool {
    let names_it = || line.contains(TAG) && !line.contains('=') || line.trim().len() == AZURE.len();
    tags(line).any(|tag| tag != AZURE) && names_it()
}

fn bears_own_tag(object: &Object) -> bool {
    text(object, TAG).is_some_and(|tag| is_tag(tag) && tag != AZURE)
}

/// Whether a table cut the end off.
fn is_cut(value: &str) -> bool {
    value.ends_with("...") || value.ends_with('\u{2026}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::{properties, recognise};
    use crate::evidence::Cloud;

    fn read(text: &str) -> Option<Facts> {
        let text = Text::of(text);
        let objects = properties::objects(text.lines()).objects;
        let machines: Vec<Object> = objects.into_iter().filter(is_one).collect();
        Some(parse(&machines, &text)?.facts)
    }

    fn told(text: &str) -> Option<(String, Option<Cloud>)> {
        let machine = read(text)?.platform?;
        let name = format!("{} {}", machine.manufacturer, machine.product);
        Some((name.trim().to_owned(), machine.cloud))
    }

    #[test]
    fn azure_is_known_by_its_metadata_and_by_the_routes_of_a_network_card() {
        let cloud = |text: &str| {
            let captures = recognise(text.as_bytes());
            captures.into_iter().find_map(|capture| capture.facts.platform?.cloud)
        };
        for text in [
            "vmId     location   azEnvironment\n----     --------   -------------\n5f2c2b0e \
             westeurope AzurePublicCloud\n",
            "State   Source                AddressPrefix    NextHopType\n-----   ------\nActive  \
             VirtualNetworkGateway {0.0.0.0/0}      VirtualNetworkGateway\n",
            "Default    Active   10.120.0.0/16     VnetLocal\n",
            "User       Active   0.0.0.0/0         VirtualAppliance       10.120.0.4\n",
        ] {
            assert_eq!(cloud(text), Some(Cloud::Azure), "{text}");
        }
        for text in ["We run in AzurePublicCloud.\n", "Active 0.0.0.0/0 Internet\n"] {
            assert_eq!(cloud(text), None, "{text}");
        }
    }

    #[test]
    fn azure_is_known_by_its_tag_and_by_its_metadata() {
        let azure = Some(("Microsoft Corporation Virtual Machine".to_owned(), Some(Cloud::Azure)));
        for text in [
            "SMBIOSAssetTag : 7783-7084-3265-9085-8269-3286-77\n",
            "SMBIOSAssetTag\n--------------\n7783-7084-3265-9085-8269-3286-77\n",
            "C:\\>wmic systemenclosure get smbiosassettag\nSMBIOSAssetTag\n\
             7783-7084-3265-9085-8269-3286-77\n",
            "Manufacturer : Microsoft Corporation\nModel : Virtual Machine\n\n\
             SMBIOSAssetTag : 7783-7084-3265-9085-8269-3286-77\n",
            "{\"compute\":{\"azEnvironment\":\"AzurePublicCloud\",\"location\":\"westeurope\"}}\n",
            "azEnvironment : AzureUSGovernmentCloud\nlocation : usgovvirginia\n",
        ] {
            assert_eq!(told(text), azure, "{text}");
        }
        assert_eq!(told("if ($tag -eq '7783-7084-3265-9085-8269-3286-77') { 'Azure' }\n"), None);
        assert_eq!(told("azEnvironment : AzureStack\n"), None);
    }

    #[test]
    fn machines_are_read_in_lists_and_tables_with_other_columns() {
        let known = |name: &str, cloud| Some((name.to_owned(), cloud));
        for (text, wanted) in [
            (
                "Manufacturer : VMware, Inc.\nModel : VMware20,1\n",
                known("VMware, Inc. VMware20,1", None),
            ),
            (
                "Manufacturer Model\n------------ -----\nNutanix      AHV\n",
                known("Nutanix AHV", None),
            ),
            (
                "Name  PrimaryOwnerName Domain    Model           Manufacturer\n\
              ----  ---------------- ------    -----           ------------\n\
              SRV1  Windows User     corp.test Virtual Machine Microsoft Corporation\n",
                known("Microsoft Corporation Virtual Machine", None),
            ),
            (
                "Manufacturer  Model\nAmazon EC2    m5.large\n",
                known("Amazon EC2 m5.large", Some(Cloud::Aws)),
            ),
            (
                "Vendor  Name                   Version\nGoogle  Google Compute Engine  \n",
                known("Google Google Compute Engine", Some(Cloud::Google)),
            ),
            (
                "SMBIOSBIOSVersion : VMW71.00V.21100432.B64\nManufacturer : VMware, Inc.\n\
              Name : VMW71.00V\nSerialNumber : VMware-56 4d 11 22\nVersion : INTEL  - 6040000\n",
                known("VMware, Inc. VMware Virtual Platform", None),
            ),
            (
                "Manufacturer : (Standard disk drives)\nModel : VMware Virtual disk SCSI Disk\n",
                None,
            ),
            ("Manufacturer : Dell Inc.\nModel : PowerEdge R650\n", None),
            (
                "PS C:\\> Get-CimInstance Win32_ComputerSystem | fl Manufacturer,Model\n\n\
              Manufacturer : Dell Inc.\nModel : PowerEdge R650\n",
                known("Dell Inc. PowerEdge R650", None),
            ),
        ] {
            assert_eq!(told(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_chassis_with_another_tag_is_a_machine_of_ones_own() {
        let own = |text: &str| read(text).is_some_and(|facts| facts.has_own_chassis);
        assert!(own("SMBIOSAssetTag : 5480-0577-3155-6254-8353-1106-87\n"));
        assert!(own("SMBIOSAssetTag\n5480-0577-3155-6254-8353-1106-87\n"));
        assert!(!own("SMBIOSAssetTag : 7783-7084-3265-9085-8269-3286-77\n"));
        assert!(!own("SMBIOSAssetTag : INV-0815\n"));
    }

    #[test]
    fn json_tells_the_same() {
        let json = r#"{"Manufacturer":"VMware, Inc.","Model":"VMware7,1","PSComputerName":"SRV1"}"#;
        let facts = recognise(json.as_bytes()).remove(0).facts;
        assert_eq!(facts.platform.map(|machine| machine.product).as_deref(), Some("VMware7,1"));
    }
}
