//! The keys that readers of settings ask for. A whole hive has a hundred thousand others, which are
//! not kept.
//!
//! `every_key_that_is_asked_for_is_kept` (in `src/host_export.rs`) holds the lists to the readers.

/// Whether somebody reads the key, or one below it: then an export of it covers that one. The path
/// is in lower case, with the short name of its root (`hklm\software\…`).
pub fn is_read(path: &str) -> bool {
    let (root, key) = path.split_once('\\').unwrap_or((path, ""));
    match root {
        "hklm" => is_of(MACHINE, MACHINE_BELOW, &in_current_control_set(key)),
        "hkcu" => is_of(USER, USER_BELOW, key),
        // What follows is somebody's security identifier.
        "hku" => is_of(USER, USER_BELOW, key.split_once('\\').map_or("", |(_, key)| key)),
        _ => false,
    }
}

/// A control set by its number stands for the one in use.
fn in_current_control_set(key: &str) -> String {
    let numbered =
        key.strip_prefix(r"system\controlset").and_then(|rest| rest.split_at_checked(NUMBER_LEN));
    match numbered {
        Some((number, rest)) if number.bytes().all(|c| c.is_ascii_digit()) => {
            format!(r"system\currentcontrolset{rest}")
        }
        _ => key.to_owned(),
    }
}

fn is_of(alone: &[&str], with_below: &[&str], key: &str) -> bool {
    let all = alone.iter().chain(with_below);
    all.into_iter().any(|read| is_below(read, key))
        || with_below.iter().any(|read| is_below(key, read))
}

/// Whether the key is the other, or below it.
fn is_below(key: &str, other: &str) -> bool {
    key.strip_prefix(other)
        .is_some_and(|rest| other.is_empty() || rest.is_empty() || rest.starts_with('\\'))
}

/// `ControlSet001`.
const NUMBER_LEN: usize = 3;

/// Keys of the machine whose own values are read.
const MACHINE: &[&str] = &[
    r"hardware\description\system\bios",
    r"software\microsoft\virtual machine\guest\parameters",
    r"software\microsoft\windows azure",
    r"software\microsoft\windows nt\currentversion",
    r"software\microsoft\windows nt\currentversion\softwareprotectionplatform",
    r"software\microsoft\windows\currentversion\group policy\history",
    r"software\microsoft\windows\currentversion\group policy\state\machine",
    r"software\microsoft\windows\currentversion\internet settings",
    r"software\microsoft\windows\currentversion\internet settings\connections",
    r"software\microsoft\windows\currentversion\internet settings\winhttp",
    r"software\policies\microsoft\system\dnsclient",
    r"software\policies\microsoft\w32time\parameters",
    r"software\policies\microsoft\windows nt\currentversion\software protection platform",
    r"software\policies\microsoft\windows nt\dnsclient",
    r"software\policies\microsoft\windows\currentversion\internet settings",
    r"software\policies\microsoft\windowsfirewall\domainprofile",
    r"software\policies\microsoft\windowsfirewall\firewallrules",
    r"software\policies\microsoft\windowsfirewall\privateprofile",
    r"software\policies\microsoft\windowsfirewall\publicprofile",
    r"software\wow6432node\microsoft\windows\currentversion\internet settings\winhttp",
    r"system\currentcontrolset\control\computername\activecomputername",
    r"system\currentcontrolset\control\securityproviders\schannel\protocols\tls 1.2\client",
    r"system\currentcontrolset\services\dnscache\parameters",
    r"system\currentcontrolset\services\netlogon",
    r"system\currentcontrolset\services\netlogon\parameters",
    r"system\currentcontrolset\services\sppsvc",
    r"system\currentcontrolset\services\sharedaccess\parameters\firewallpolicy\domainprofile",
    r"system\currentcontrolset\services\sharedaccess\parameters\firewallpolicy\firewallrules",
    r"system\currentcontrolset\services\sharedaccess\parameters\firewallpolicy\publicprofile",
    r"system\currentcontrolset\services\sharedaccess\parameters\firewallpolicy\standardprofile",
    r"system\currentcontrolset\services\tcpip\parameters",
    r"system\currentcontrolset\services\vmickvpexchange",
    r"system\currentcontrolset\services\w32time\parameters",
    r"system\select",
];

/// Ends with the application id of Windows.
const LICENCES_OF_WINDOWS: &str = "software\\microsoft\\windows nt\\currentversion\\\
     softwareprotectionplatform\\55c92734-d682-4d71-983e-d6ec3f16059f";

/// Keys of the machine that are read with those below them.
const MACHINE_BELOW: &[&str] = &[
    LICENCES_OF_WINDOWS,
    r"software\policies\microsoft\windows nt\dnsclient\dnspolicyconfig",
    r"system\currentcontrolset\control\clouddomainjoin\joininfo",
    r"system\currentcontrolset\control\network\{4d36e972-e325-11ce-bfc1-08002be10318}",
    r"system\currentcontrolset\services\dnscache\parameters\dnspolicyconfig",
    r"system\currentcontrolset\services\tcpip6\parameters\interfaces",
    r"system\currentcontrolset\services\tcpip\parameters\interfaces",
];

/// Keys of a person, or of the licensing service's account.
const USER: &[&str] = &[
    r"software\microsoft\windows nt\currentversion\softwareprotectionplatform",
    r"software\microsoft\windows\currentversion\internet settings",
    r"software\microsoft\windows\currentversion\internet settings\connections",
];

const USER_BELOW: &[&str] = &[LICENCES_OF_WINDOWS];
