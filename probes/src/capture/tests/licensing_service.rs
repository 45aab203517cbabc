use super::*;
use crate::evidence::ServiceStart::{self, Automatic, Delayed, Disabled, Manual};

const KEY: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\sppsvc";

fn started(text: &str) -> Option<ServiceStart> {
    recognise(text.as_bytes()).into_iter().find_map(|capture| capture.facts.licensing_service)
}

#[test]
fn how_the_licensing_service_starts_is_read_of_what_reg_query_prints() {
    for (values, expected) in [
        ("    Start    REG_DWORD    0x4\r\n", Some(Disabled)),
        ("    Start    REG_DWORD    0x3\r\n", Some(Manual)),
        ("    Start    REG_DWORD    0x2\r\n", Some(Automatic)),
        (
            "    DelayedAutoStart    REG_DWORD    0x1\r\n    Start    REG_DWORD    0x2\r\n",
            Some(Delayed),
        ),
        ("    Start    REG_DWORD    0x7\r\n", None),
        ("    Type    REG_DWORD    0x10\r\n", None),
    ] {
        assert_eq!(started(&format!("\r\n{KEY}\r\n{values}\r\n")), expected, "{values}");
    }
    let of_another = KEY.replace("sppsvc", "w32time");
    assert_eq!(started(&format!("{of_another}\r\n    Start    REG_DWORD    0x4\r\n")), None);
    let below = format!("{KEY}\r\n\r\n{KEY}\\Security\r\n    Start    REG_DWORD    0x4\r\n");
    assert_eq!(started(&below), None);
}

#[test]
fn how_the_licensing_service_starts_is_read_of_what_powershell_prints() {
    let path = format!(r"Microsoft.PowerShell.Core\Registry::{KEY}");
    let whole = format!("Start            : 4\r\nPSPath           : {path}\r\n");
    assert_eq!(started(&whole), Some(Disabled));
    // A console of 100 columns breaks inside the last word.
    let (start, rest) = path.split_at(path.len() - 4);
    let numbers = "DelayedAutostart : 1\r\nStart            : 2\r\n";
    let broken = format!("{numbers}PSPath           : {start}\r\n{:19}{rest}\r\n", "");
    assert_eq!(started(&broken), Some(Delayed));
    assert_eq!(started("Start : 4\r\nPSChildName : sppsvc\r\n"), None);
}
