//! What the Volume Activation Management Tool exports of its database: `Get-VamtProduct`, or a
//! query of `base.ActiveProduct`, as a list, a table, CSV or JSON.
//!
//! Its columns are the properties of the licensing service under names of its own; the numbers of
//! `ProductKeyType` are those of its table `base.ProductKeyTypeName`. How it is licensed, and when
//! that ends, has the number and the form that the service gave.

use serde_json::Value;

use super::json::{Object, member, number, text};

/// The object in the names of `SoftwareLicensingProduct`; nothing where it is none of this tool.
pub fn in_names_of_the_service(object: &Object) -> Option<Object> {
    let has = |name| member(object, name).is_some();
    if !has("FullyQualifiedDomainName") || !(has("PartialProductKey") || has("LicenseStatus")) {
        return None;
    }
    let mut renamed: Object =
        object.iter().map(|(name, value)| (name_of(name).to_owned(), value.clone())).collect();
    if let Some(channel) = channel(object) {
        renamed.insert("ProductKeyChannel".to_owned(), Value::String(channel.to_owned()));
    }
    Some(renamed)
}

fn name_of(name: &str) -> &str {
    let known = NAMES.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
    known.map_or(name, |(_, of_service)| of_service)
}

const NAMES: [(&str, &str); 9] = [
    ("FullyQualifiedDomainName", "ComputerName"),
    ("ProductName", "Name"),
    ("ProductDescription", "Description"),
    ("Sku", "ID"),
    ("CMID", "ClientMachineID"),
    ("InstallationId", "OfflineInstallationId"),
    ("KmsHost", "DiscoveredKeyManagementServiceMachineName"),
    ("KmsPort", "DiscoveredKeyManagementServiceMachinePort"),
    ("GraceExpirationDate", "EvaluationEndDate"),
];

/// By number, or by the name that the number has.
fn channel(object: &Object) -> Option<&'static str> {
    let kind = number(object, "ProductKeyType");
    let named = ["ProductKeyTypeName", "ProductKeyType"].iter().find_map(|name| text(object, name));
    let is_meant = |(number, name, _): &&(u64, &str, &str)| {
        kind == Some(*number) || named.is_some_and(|named| named.eq_ignore_ascii_case(name))
    };
    CHANNELS.iter().find(is_meant).map(|(.., channel)| *channel)
}

const CHANNELS: [(u64, &str, &str); 12] = [
    (1, "Retail", "Retail"),
    (2, "OEM SLP", "OEM:SLP"),
    (3, "OEM COA", "OEM:COA"),
    (4, "OEM NON SLP", "OEM:NONSLP"),
    (12, "OEM Activation 3.0", "OEM:DM"),
    (5, "CSVLK", "Volume:CSVLK"),
    (6, "GVLK", "Volume:GVLK"),
    (7, "MAK", "Volume:MAK"),
    (8, "TBEVAL", "Retail:TB:Eval"),
    (9, "TBTRIAL", "Retail:TB:Trial"),
    (10, "TBPROMO", "Retail:TB:Promo"),
    (11, "TBSUB", "Retail:TB:Sub"),
];
