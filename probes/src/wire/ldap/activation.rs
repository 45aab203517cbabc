//! Activation objects (MS-ADSC §2.178, §2.179).

use super::Entry;
use crate::evidence::{ActivationObject, scrub};

/// What is asked of an activation object. Its licences, which are large, are not.
pub const ACTIVATION_OBJECT_ATTRIBUTES: &[&str] =
    &["cn", "displayName", "msSPP-CSVLKSkuId", "msSPP-CSVLKPartialProductKey", "msSPP-KMSIds"];

/// The distinguished name of the container under the configuration naming context (slmgr.vbs names
/// it so).
pub fn container_name(configuration: &str) -> String {
    format!("CN=Activation Objects,CN=Microsoft SPP,{}", services_name(configuration))
}

/// The distinguished name of what holds it, and much else, in every forest.
pub fn services_name(configuration: &str) -> String {
    format!("CN=Services,{configuration}")
}

/// What an activation object says.
pub fn activation_object(entry: &Entry) -> ActivationObject {
    let guid_of = |value: &Vec<u8>| guid(value);
    ActivationObject {
        name: entry.text("cn"),
        display_name: entry.text("displayName"),
        csvlk_sku_id: entry.values("msSPP-CSVLKSkuId").first().and_then(guid_of),
        partial_key: Some(last_five(&entry.text("msSPP-CSVLKPartialProductKey")))
            .filter(|key| !key.is_empty()),
        kms_ids: entry
            .values("msSPP-KMSIds")
            .iter()
            .filter_map(guid_of)
            .take(MOST_KMS_IDS)
            .collect(),
    }
}

/// `objectVersion` of the schema: 56 is that of Windows Server 2012 (MS-ADTS §3.1.1.2.1).
pub fn object_version(entry: &Entry) -> Option<u32> {
    entry.text("objectVersion").parse().ok()
}

/// Whatever stands in that attribute, no more of a key is kept than its last five characters.
fn last_five(key: &str) -> String {
    let from = key.char_indices().rev().nth(4).map_or(0, |(at, _)| at);
    key.get(from..).unwrap_or_default().to_owned()
}

/// A GUID as 16 bytes (MS-DTYP §2.3.4.2: the first three fields little-endian), or as text.
fn guid(value: &[u8]) -> Option<String> {
    let Ok(bytes) = <[u8; 16]>::try_from(value) else {
        let text = scrub(&String::from_utf8_lossy(value)).to_ascii_lowercase();
        let is_guid = text.len() == 36 && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
        return is_guid.then_some(text);
    };
    let (little_endian, rest) = bytes.split_at(8);
    let number =
        |part: &[u8]| part.iter().rev().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
    let field = |from, to| number(little_endian.get(from..to).unwrap_or_default());
    let rest = rest.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
    let (first, second, third) = (field(0, 4), field(4, 6), field(6, 8));
    Some(format!(
        "{first:08x}-{second:04x}-{third:04x}-{:04x}-{:012x}",
        rest >> 48,
        rest & 0xffff_ffff_ffff
    ))
}

/// An object of today names some twenty.
const MOST_KMS_IDS: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_is_written_as_windows_writes_it() {
        let bytes = [
            0x8c, 0xa0, 0xe6, 0x51, 0xc5, 0x0d, 0xca, 0x43, 0x93, 0x5d, 0xc1, 0xc9, 0x11, 0xbf,
            0x2e, 0xe5,
        ];
        assert_eq!(guid(&bytes).as_deref(), Some("51e6a08c-0dc5-43ca-935d-c1c911bf2ee5"));
        assert_eq!(
            guid(b"51A0E68C-0DC5-43CA-935D-C1C911BF2EE5").unwrap(),
            "51a0e68c-0dc5-43ca-935d-c1c911bf2ee5"
        );
        assert_eq!((guid(b"dummy"), guid(&[])), (None, None));
    }

    #[test]
    fn no_more_of_a_key_is_kept_than_its_end() {
        let whole = ["AAAAA"; 4].join("-") + "-3V66T";
        assert_eq!(last_five(&whole), "3V66T");
        assert_eq!((last_five("66T"), last_five("")), ("66T".to_owned(), String::new()));
    }
}
