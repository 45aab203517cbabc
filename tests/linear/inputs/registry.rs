//! Registry exports.

use super::{Input, capture};

/// The head of a registry export, and what follows it.
macro_rules! reg {
    ($($more:literal),* $(,)?) =>
        { concat!("Windows Registry Editor Version 5.00\r\n\r\n", $($more),*) };
}

/// The same, as far as a key that is read.
macro_rules! reg_kms {
    ($($more:literal),* $(,)?) => {
        reg!(
            "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\",
            "SoftwareProtectionPlatform]\r\n",
            $($more),*
        )
    };
}

/// The same, as far as a key of the services' settings.
macro_rules! reg_service {
    ($($more:literal),* $(,)?) => {
        reg!("[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\", $($more),*)
    };
}

macro_rules! reg_firewall {
    ($($more:literal),* $(,)?) => {
        reg_service!("SharedAccess\\Parameters\\FirewallPolicy\\FirewallRules]\r\n", $($more),*)
    };
}

pub(super) const INPUTS: &[Input] = &[
    capture(
        "reg-ordinary",
        reg!(),
        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Classes\\CLSID\\{00000000-0000-0000-0000-0000000{n}}]\r\n\
         @=\"A class\"\r\n\"ThreadingModel\"=\"Both\"\r\n\"Flags\"=dword:00000001\r\n\
         \"Data\"=hex:00,01,02,03,04,05,06,07,08,09,0a,0b,\\\r\n  0c,0d\r\n\r\n",
        "",
    ),
    capture("reg-keys", reg!(), "[HKEY_LOCAL_MACHINE\\a{n}]\r\n", ""),
    capture(
        "reg-keys-that-are-read",
        reg!(),
        "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\\Interfaces\\\
         {n}]\r\n",
        "",
    ),
    capture("reg-keys-of-persons", reg!(), "[HKEY_USERS\\S-1-5-21-{n}]\r\n", ""),
    capture("reg-values", reg_kms!(), "\"a{n}\"=\"b\"\r\n", ""),
    capture("reg-one-name", reg_kms!(), "\"a\"=\"b\"\r\n", ""),
    capture(
        "reg-rules",
        reg_firewall!(),
        "\"r{n}\"=\"v2.10|Action=Block|Active=TRUE|Dir=Out|Name=x{n}|\"\r\n",
        "",
    ),
    capture(
        "reg-one-rule",
        reg_firewall!("\"r\"=\"v2.10|Action=Block|Active=TRUE|Dir=Out|"),
        "RPort=1688|",
        "\"\r\n",
    ),
    capture("reg-quote-never-closed", reg_kms!(), "\"a\"=\"b\r\n", ""),
    capture("reg-quote-of-lines", reg_kms!("\"a\"=\""), "b\r\n", ""),
    capture(
        "reg-quotes-and-keys",
        reg!(),
        "\"a\"=\"\r\n\r\n\r\n\r\n[HKEY_LOCAL_MACHINE\\a]\r\n",
        "",
    ),
    capture("reg-bytes", reg_kms!("\"a\"=hex:"), "00,\\\r\n", ""),
    capture("reg-one-text", reg_kms!("\"KeyManagementServiceName\"=\""), "k.", "\"\r\n"),
    capture(
        "reg-deletions",
        reg!(),
        "[HKEY_LOCAL_MACHINE\\a{n}]\r\n[-HKEY_LOCAL_MACHINE\\b{n}]\r\n",
        "",
    ),
    capture("reg-deep-keys", reg_service!("Tcpip\\Parameters\\Interfaces"), "\\a", "]\r\n"),
    capture("reg-lines-of-nothing", reg!(), "x\r\n", ""),
    capture(
        "reg-zones",
        reg_service!("Tcpip\\Parameters]\r\n\"SearchList\"=\""),
        "d{n}.example,",
        "\"\r\n",
    ),
];
