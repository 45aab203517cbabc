//! What a Hyper-V host tells its guest through Data Exchange: key-value pairs, in the registry of a
//! Windows guest, in a pool file of a Linux guest.
//!
//! Names: Microsoft Learn, "Data Exchange: Using key-value pairs to share information between the
//! host and guest on Hyper-V". The pool file: Linux, `include/uapi/linux/hyperv.h` and
//! `tools/hv/hv_kvp_daemon.c`.

use super::registry::{Hive, Registry};
use crate::evidence::{KvpFacts, scrub};

/// `HV_KVP_EXCHANGE_MAX_KEY_SIZE`.
const KEY_LEN: usize = 512;
/// `HV_KVP_EXCHANGE_MAX_VALUE_SIZE`.
const VALUE_LEN: usize = 2048;

/// The pairs of a pool file: records of fixed length, keys and values filled up with zeros. A
/// record that is cut off at the end is left out.
fn pool(bytes: &[u8]) -> impl Iterator<Item = (String, String)> {
    bytes.chunks_exact(KEY_LEN + VALUE_LEN).filter_map(|record| {
        let (key, value) = record.split_at_checked(KEY_LEN)?;
        Some((text(key), text(value)))
    })
}

fn text(field: &[u8]) -> String {
    let until_zero = field.split(|byte| *byte == 0).next().unwrap_or_default();
    scrub(&String::from_utf8_lossy(until_zero))
}

/// What the pairs of a pool file say. Of a key that stands there twice, the first counts.
pub fn from_pool(bytes: &[u8]) -> KvpFacts {
    let pairs: Vec<(String, String)> = pool(bytes).collect();
    from_names(|name| {
        pairs
            .iter()
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.clone())
    })
}

/// What the registry of a Windows guest says; nothing where this source does not tell of the key. A
/// key that is absent is an answer: the host told nothing.
pub fn from_registry(registry: &dyn Registry) -> Option<KvpFacts> {
    const PARAMETERS: &str = r"SOFTWARE\Microsoft\Virtual Machine\Guest\Parameters";
    const SERVICE: &str = r"SYSTEM\CurrentControlSet\Services\vmickvpexchange";
    let told = || KvpFacts {
        service_start: registry.number(Hive::Machine, SERVICE, "Start"),
        ..from_names(|name| registry.text(Hive::Machine, PARAMETERS, name).map(|text| scrub(&text)))
    };
    registry.covers(Hive::Machine, PARAMETERS).then(told)
}

/// What the values say that are found by these names. Numbers are decimal.
pub fn from_names(text: impl Fn(&str) -> Option<String>) -> KvpFacts {
    let number = |name: &str| text(name)?.parse().ok();
    KvpFacts {
        physical_host: text("PhysicalHostNameFullyQualified")
            .or_else(|| text("PhysicalHostName"))
            .unwrap_or_default(),
        virtual_machine: text("VirtualMachineName").unwrap_or_default(),
        edition: number("HostingSystemEditionId"),
        os_major: number("HostingSystemOsMajor"),
        os_minor: number("HostingSystemOsMinor"),
        nested_level: number("HostingSystemNestedLevel"),
        service_start: None,
        service_stopped: false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::registry::export;
    use super::*;

    fn record(key: &[u8], value: &[u8]) -> Vec<u8> {
        let mut record = vec![0; KEY_LEN + VALUE_LEN];
        record[..key.len()].copy_from_slice(key);
        record[KEY_LEN..KEY_LEN + value.len()].copy_from_slice(value);
        record
    }

    /// What a host of Windows Server tells, in its order.
    fn whole() -> Vec<u8> {
        let pairs = [
            ("HostName", "hv01.corp.example"),
            ("HostingSystemEditionId", "8"),
            ("HostingSystemNestedLevel", "0"),
            ("HostingSystemOsMajor", "10"),
            ("HostingSystemOsMinor", "0"),
            ("HostingSystemProcessorArchitecture", "9"),
            ("PhysicalHostName", "HV01"),
            ("PhysicalHostNameFullyQualified", "hv01.corp.example"),
            ("VirtualMachineId", "2A8F1E5C-0000-4000-8000-000000000001"),
            ("VirtualMachineName", "srv-app-07"),
        ];
        pairs.iter().flat_map(|(key, value)| record(key.as_bytes(), value.as_bytes())).collect()
    }

    #[test]
    fn a_pool_file_names_the_host_and_its_edition() {
        let expected = KvpFacts {
            physical_host: "hv01.corp.example".to_owned(),
            virtual_machine: "srv-app-07".to_owned(),
            edition: Some(8),
            os_major: Some(10),
            os_minor: Some(0),
            nested_level: Some(0),
            service_start: None,
            service_stopped: false,
        };
        assert_eq!(from_pool(&whole()), expected);
    }

    #[test]
    fn every_truncation_reads_what_is_whole() {
        let whole = whole();
        let record_len = KEY_LEN + VALUE_LEN;
        for len in (0..whole.len()).step_by(97).chain([record_len - 1, record_len, record_len + 1])
        {
            assert_eq!(pool(&whole[..len]).count(), len / record_len, "{len} bytes");
        }
    }

    #[test]
    fn a_record_without_a_zero_ends_where_it_ends() {
        let full: Vec<_> = pool(&[b'a'; KEY_LEN + VALUE_LEN]).collect();
        assert_eq!((full[0].0.len(), full[0].1.len()), (200, 200));
    }

    #[test]
    fn hostile_bytes_lose_what_is_not_text() {
        let bytes = record(b"PhysicalHostName", b"hv\x1b[2J\xff\xe2\x80\xaeevil\r\n");
        let host = from_pool(&bytes).physical_host;
        assert_eq!(host, "hv [2J\u{fffd} evil");
        let nonsense =
            [record(b"HostingSystemEditionId", b"8; drop"), record(b"HostingSystemOsMajor", b"-1")];
        assert_eq!(from_pool(&nonsense.concat()), KvpFacts::default());
    }

    #[test]
    fn the_first_of_two_counts_and_an_empty_one_does_not() {
        let records = [
            record(b"PhysicalHostName", b"HV02"),
            record(b"PhysicalHostName", b"HV03"),
            record(b"PhysicalHostNameFullyQualified", b""),
        ];
        assert_eq!(from_pool(&records.concat()).physical_host, "HV02");
    }

    const EXPORT: &str = "Windows Registry Editor Version 5.00\r\n\r\n\
        [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Virtual Machine\\Guest\\Parameters]\r\n\
        \"PhysicalHostName\"=\"HV01\"\r\n\"HostingSystemEditionId\"=dword:00000008\r\n\
        \"HostingSystemOsMajor\"=\"10\"\r\n\"HostingSystemOsMinor\"=dword:00000000\r\n";

    #[test]
    fn an_export_tells_numbers_in_either_form() {
        let facts = from_registry(&export::parse(EXPORT.as_bytes()).unwrap()).unwrap();
        assert_eq!((facts.physical_host.as_str(), facts.edition), ("HV01", Some(8)));
        assert_eq!((facts.os_major, facts.os_minor, facts.nested_level), (Some(10), Some(0), None));
        assert_eq!(facts.service_start, None);
    }

    #[test]
    fn an_export_tells_how_the_guests_own_service_starts() {
        let service = "\r\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\\
             vmickvpexchange]\r\n\
             \"Start\"=dword:00000004\r\n";
        let facts = from_registry(&export::parse(format!("{EXPORT}{service}").as_bytes()).unwrap())
            .unwrap();
        assert_eq!((facts.physical_host.as_str(), facts.service_start), ("HV01", Some(4)));
        assert!(
            KvpFacts { service_start: Some(4), ..KvpFacts::default() }.is_silent()
                && !facts.is_silent()
        );
    }

    #[test]
    fn an_export_of_another_key_tells_nothing_and_one_of_an_empty_key_that_nothing_is_told() {
        let elsewhere = "Windows Registry Editor Version 5.00\r\n\r\n\
             [HKEY_LOCAL_MACHINE\\SOFTWARE\\Other]\r\n\"a\"=\"b\"\r\n";
        assert_eq!(from_registry(&export::parse(elsewhere.as_bytes()).unwrap()), None);
        let empty: String = EXPORT.split_inclusive("\r\n").take(3).collect();
        assert_eq!(
            from_registry(&export::parse(empty.as_bytes()).unwrap()),
            Some(KvpFacts::default())
        );
    }
}
