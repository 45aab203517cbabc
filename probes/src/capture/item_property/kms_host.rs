//! What a KMS host was told (Microsoft Learn, "Registry settings" of the Volume Activation
//! Technical Reference): a client has no use for these values.

use super::{keep, number, text};
use crate::capture::json::Object;
use crate::evidence::{KmsCount, KmsHostFacts};

/// Its port, and whether it publishes itself, as far as these were looked up; nothing of a client.
pub fn count(key: &Object) -> Option<KmsCount> {
    let count = KmsCount {
        current: None,
        listening_port: number(key, "KeyManagementServiceListeningPort"),
        dns_publishing: flag(key, DISABLED).map(|is_off| !is_off),
    };
    (is_host(key) && (has_host_key(key) || count != KmsCount::default())).then_some(count)
}

/// What else it was told; nothing where none of that was looked up.
pub fn settings(key: &Object) -> Option<KmsHostFacts> {
    let publish_list = text(key, "DnsDomainPublishList").map(zones).unwrap_or_default();
    let low_priority = flag(key, "EnableKmsLowPriority") == Some(true);
    let is_told = has_host_key(key) || !publish_list.is_empty() || low_priority;
    (is_host(key) && is_told).then(|| KmsHostFacts {
        version: text(key, VERSION).map(keep).unwrap_or_default(),
        listening_port: number(key, "KeyManagementServiceListeningPort"),
        dns_publishing: flag(key, DISABLED) != Some(true),
        publish_list,
        low_priority,
    })
}

/// Written with the key of a KMS host, and taken away with it (`slmgr.vbs`).
const VERSION: &str = "KeyManagementServiceVersion";
const DISABLED: &str = "DisableDnsPublishing";

fn has_host_key(key: &Object) -> bool {
    text(key, VERSION).is_some()
}

/// One that is told whom to ask is a client, whatever somebody copied there.
fn is_host(key: &Object) -> bool {
    has_host_key(key) || text(key, "KeyManagementServiceName").is_none()
}

/// `0x0` of `reg query`, and `0` of PowerShell.
fn flag(key: &Object, name: &str) -> Option<bool> {
    let digits = text(key, name)?.trim_start_matches("0x");
    digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.bytes().any(|d| d != b'0'))
}

/// `corp.test\0lab.test` of `reg query`, and `{corp.test, lab.test}` of PowerShell. Behind a comma
/// without a blank stand priority and weight.
fn zones(list: &str) -> Vec<String> {
    let list = list.trim_matches(['{', '}']).replace(", ", r"\0");
    let parts = list.split(r"\0").map(str::trim).filter(|part| !part.is_empty());
    parts.take(MOST_ZONES).map(keep).collect()
}

const MOST_ZONES: usize = 64;

#[cfg(test)]
mod tests {
    use crate::capture::item_property::parse;
    use crate::capture::{Facts, Text};

    fn told(values: &str) -> Option<Facts> {
        let version = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion";
        let key = format!(r"{version}\SoftwareProtectionPlatform");
        Some(parse(&[], &Text::of(&format!("{key}\n{values}\n")))?.facts)
    }

    #[test]
    fn what_a_kms_host_was_told_is_read_value_by_value() {
        let facts = told("    DisableDnsPublishing    REG_DWORD    0x1").unwrap();
        let count = facts.licence.unwrap().kms_host.unwrap();
        assert_eq!((count.dns_publishing, count.listening_port), (Some(false), None));
        assert_eq!(facts.kms_host, None);

        let facts = told(
            "    KeyManagementServiceVersion    REG_SZ    10.0.20348.1\n    \
             DnsDomainPublishList    REG_MULTI_SZ    corp.test,10,5\\0lab.test\n    \
             EnableKmsLowPriority    REG_DWORD    0x1\n    \
             KeyManagementServiceListeningPort    REG_SZ    1690",
        )
        .unwrap();
        let host = facts.kms_host.unwrap();
        assert_eq!(host.publish_list, ["corp.test,10,5", "lab.test"]);
        assert!(host.dns_publishing && host.low_priority);
        let count = facts.licence.unwrap().kms_host.unwrap();
        assert_eq!((count.dns_publishing, count.listening_port), (None, Some(1690)));
    }

    #[test]
    fn a_client_that_is_told_whom_to_ask_is_no_host() {
        let facts = told(
            "    KeyManagementServiceName    REG_SZ    kms1.corp.test\n    \
             DisableDnsPublishing    REG_DWORD    0x1",
        );
        assert_eq!(facts.unwrap().licence.unwrap().kms_host, None);
    }
}
