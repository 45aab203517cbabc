//! Listing as PowerShell and `wmic` print them: lists of `Name : value` and `Name=value`, and
//! tables. What a console shows of an object is some of its properties, cut or wrapped, and never
//! translated.

mod list;
mod table;

pub use table::fields;

use serde_json::Value;

use super::json::Object;
use super::lines::Lines;

/// How many objects are kept: every product that a machine can license is some hundred.
const MOST_OBJECTS: usize = 4096;
/// How many properties one object may have; those of the licensing service have some sixty.
const MOST_PROPERTIES: usize = 256;
/// How long a value may be, in bytes.
const LONGEST_VALUE: usize = 4096;

/// The objects of a text, and which of its lines they are.
#[derive(Default)]
pub struct Listing {
    /// The objects, in order.
    pub objects: Vec<Object>,
    /// Line by line, whether it belongs to an object.
    pub taken: Vec<bool>,
    /// Whether there are more objects than are kept.
    pub truncated: bool,
}

/// The objects of a text that somebody here knows a property of.
pub fn objects(lines: Lines<'_>) -> Listing {
    let mut found = Listing { taken: vec![false; lines.len()], ..Listing::default() };
    list::read(lines, &mut found);
    table::read(lines, &mut found);
    found
}

impl Listing {
    /// Keeps an object that is one of ours, and takes its lines out of the text.
    fn add(&mut self, object: Object, lines: impl IntoIterator<Item = usize>) {
        if !object.keys().any(|name| is_ours(name)) {
            return;
        }
        for line in lines {
            if let Some(taken) = self.taken.get_mut(line) {
                *taken = true;
            }
        }
        match self.objects.len() < MOST_OBJECTS {
            true => self.objects.push(object),
            false => self.truncated = true,
        }
    }
}

/// Puts a value in; an empty one stands for one that is not set.
fn put(object: &mut Object, name: &str, value: &str) {
    if object.len() < MOST_PROPERTIES && value.len() <= LONGEST_VALUE {
        object.insert(name.to_owned(), Value::String(value.trim().to_owned()));
    }
}

/// Whether an object that has this property is one of the licensing service, or a registry key.
fn is_ours(name: &str) -> bool {
    OURS.iter().any(|ours| ours.eq_ignore_ascii_case(name))
}

/// Whether a table's column is one of these, or one that stands beside them.
fn is_known(name: &str) -> bool {
    is_ours(name) || BESIDE.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Properties of `SoftwareLicensingProduct`, `SoftwareLicensingService` and `OSLicense` that no
/// other object has, what PowerShell says of a registry key, and of a machine.
const OURS: [&str; 47] = [
    "ActivationID",
    "ADActivationObjectName",
    "ApplicationID",
    "AutoConfigURL",
    "AutomaticVMActivationHostMachineName",
    "ClientMachineID",
    "DisableDnsPublishing",
    "DisableKeyManagementServiceHostCaching",
    "DiscoveredKeyManagementServiceMachineIpAddress",
    "DiscoveredKeyManagementServiceMachineName",
    "DiscoveredKeyManagementServiceMachinePort",
    "DnsDomainPublishList",
    "EnableKmsLowPriority",
    "EvaluationEndDate",
    "GracePeriodRemaining",
    "HostingSystemEditionId",
    "IsKeyManagementServiceMachine",
    "KeyManagementServiceCurrentCount",
    "KeyManagementServiceDnsPublishing",
    "KeyManagementServiceListeningPort",
    "KeyManagementServiceLookupDomain",
    "KeyManagementServiceMachine",
    "KeyManagementServiceName",
    "KeyManagementServicePort",
    "KeyManagementServiceTotalRequests",
    "KeyManagementServiceVersion",
    "LicenseFamily",
    "LicenseIsAddon",
    "LicenseStatus",
    "LicenseStatusReason",
    "Manufacturer",
    "OfflineInstallationId",
    "PartialProductKey",
    "PhysicalHostNameFullyQualified",
    "ProductKeyChannel",
    "ProxyEnable",
    "ProxyServer",
    "PSPath",
    "RemainingSkuReArmCount",
    "RemainingWindowsReArmCount",
    "SMBIOSAssetTag",
    "SMBIOSBIOSVersion",
    "Vendor",
    "VLActivationInterval",
    "VLActivationType",
    "VLActivationTypeEnabled",
    "VLRenewalInterval",
];
const BESIDE: [&str; 37] = [
    "ActionsAllowed",
    "BIOSVersion",
    "Caption",
    "CMID",
    "Computer",
    "ComputerName",
    "CSName",
    "Description",
    "Domain",
    "FullyQualifiedDomainName",
    "ID",
    "IdentifyingNumber",
    "KmsHost",
    "KmsPort",
    "LicenseStatusText",
    "Model",
    "Name",
    "Node",
    "PrimaryOwnerName",
    "ProductDescription",
    "ProductKeyID",
    "ProductKeyType",
    "ProductKeyTypeName",
    "ProductName",
    "ProxyOverride",
    "PSComputerName",
    "ReleaseDate",
    "SerialNumber",
    "Sku",
    "SKUNumber",
    "Status",
    "SystemName",
    "SystemType",
    "TotalPhysicalMemory",
    "TrustedTime",
    "UUID",
    "Version",
];
