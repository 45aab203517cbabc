//! Values of the registry that somebody looked up: `Get-ItemProperty` of a key, and `reg query`;
//! and the environment, for a proxy.
//!
//! What is printed of a key may be a selection of its values. So each value counts for itself, and
//! none that is missing says anything: this is no registry export.

mod kms_host;
mod persons_proxy;
mod time_service;

use std::collections::HashMap;

use super::json::{Object, text};
use super::licensing_json::activation_type;
use super::lines::host;
use super::{Capture, Facts, Text, WINDOWS_APPLICATION, keep};
use crate::evidence::{
    CaptureKind, HostPort, KMS_PORT, KmsIntervals, KvpFacts, LicenceFacts, ProductFacts,
};
use crate::wire::kvp;
use crate::wire::windows_facts::start_of;

/// Whether an object is a registry key: by what PowerShell says of it, or by a value that only the
/// licensing service's key has, the one in which Hyper-V tells its guest, or the settings of a
/// person's proxy.
pub fn is_key(object: &Object) -> bool {
    let has = |name: &&str| text(object, name).is_some();
    let is_product = || OF_A_PRODUCT.iter().any(has);
    path(object).is_some() || ONLY_THERE.iter().any(has) && !is_product()
}

/// What products have, which have `VLActivationType` as well.
const OF_A_PRODUCT: [&str; 6] = [
    "ApplicationID",
    "Description",
    "GracePeriodRemaining",
    "LicenseStatus",
    "PartialProductKey",
    "VLActivationTypeEnabled",
];

const ONLY_THERE: [&str; 12] = [
    "AutoConfigURL",
    "DisableDnsPublishing",
    "DisableKeyManagementServiceHostCaching",
    "DnsDomainPublishList",
    "EnableKmsLowPriority",
    "HostingSystemEditionId",
    "KeyManagementServiceName",
    "KeyManagementServiceVersion",
    "PhysicalHostNameFullyQualified",
    "ProxyEnable",
    "ProxyServer",
    "VLActivationType",
];

/// Reads the keys of one host; nothing where none of them holds anything that counts.
pub fn parse(keys: &[Object], looked_up: &Text) -> Option<Capture> {
    let mut facts = Facts::default();
    let looked_up_keys = queried(looked_up).into_iter().chain(asked(looked_up));
    for key in &joined(keys.iter().cloned().chain(looked_up_keys)) {
        if facts.computer.is_empty() {
            facts.computer = computer(key);
        }
        add_product(&mut facts, key);
        add_licensing(&mut facts, key);
        add_service(&mut facts, key);
        time_service::add(&mut facts, key);
        add_hyper_v_host(&mut facts, key);
        facts.persons_proxy = facts.persons_proxy.take().or_else(|| persons_proxy::of(key));
    }
    let by_variables = || persons_proxy::by_variables(looked_up.lines());
    facts.persons_proxy = facts.persons_proxy.take().or_else(by_variables);
    let is_silent = facts.kvp.is_none() && is_absent(looked_up);
    facts.kvp = facts.kvp.take().or_else(|| is_silent.then(KvpFacts::default));
    let counts = facts.product.is_some()
        || facts.licence.is_some()
        || facts.licensing_service.is_some()
        || facts.time_service.is_some()
        || facts.kms_host.is_some()
        || facts.persons_proxy.is_some()
        || facts.kvp.is_some();
    counts.then(|| Capture::whole(CaptureKind::ItemProperty, facts))
}

/// Who looks values up one by one prints their key as often. Of a value that stands there twice,
/// the first counts.
fn joined(parts: impl Iterator<Item = Object>) -> Vec<Object> {
    let mut keys: Vec<Object> = Vec::new();
    let mut places: HashMap<(String, String), usize> = HashMap::new();
    for part in parts {
        let Some(path) = path(&part).map(short_root) else {
            keys.push(part);
            continue;
        };
        let asked_on = text(&part, "PSComputerName").unwrap_or_default().to_owned();
        let at = *places.entry((asked_on, path)).or_insert(keys.len());
        match keys.get_mut(at) {
            Some(key) => part.into_iter().for_each(|(name, value)| {
                key.entry(name).or_insert(value);
            }),
            None => keys.push(part),
        }
    }
    keys
}

/// The path of a key, however its root is written.
fn short_root(path: &str) -> String {
    let small = path.to_ascii_lowercase();
    let of_machine = small.strip_prefix("hkey_local_machine").map(|rest| format!("hklm{rest}"));
    let of_person = || small.strip_prefix("hkey_current_user").map(|rest| format!("hkcu{rest}"));
    of_machine.or_else(of_person).unwrap_or(small)
}

/// `Microsoft.PowerShell.Core\Registry::HKEY_LOCAL_MACHINE\…`.
fn path(object: &Object) -> Option<&str> {
    text(object, PATH)?.split_once("Registry::").map(|(_, path)| path)
}

const PATH: &str = "PSPath";

/// What `reg query` prints: the path of a key, and its values below, with their types.
fn queried(looked_up: &Text) -> Vec<Object> {
    let mut keys: Vec<Object> = Vec::new();
    for line in looked_up.lines().iter() {
        if let Some(path) = heading(line).or_else(|| queried_path(line)) {
            if keys.len() >= MOST_KEYS {
                break;
            }
            keys.push(Object::from_iter([(PATH.to_owned(), format!("Registry::{path}").into())]));
            continue;
        }
        // What was cut out of a longer output has neither a heading nor a command.
        if keys.is_empty() && typed(line).is_some_and(|(name, _)| persons_proxy::is_name(name)) {
            keys.push(Object::new());
        }
        if let Some(key) = keys.last_mut().filter(|key| key.len() < MOST_VALUES) {
            key.extend(typed(line).map(|(name, value)| (name.to_owned(), value.into())));
            key.extend(exported(line).map(|(name, value)| (name.to_owned(), value.into())));
        }
    }
    keys
}

/// The path above the values of a key; a part of an export, or one that was pasted into something,
/// sets it in brackets.
fn heading(line: &str) -> Option<&str> {
    let path = line.strip_prefix('[').and_then(|path| path.strip_suffix(']')).unwrap_or(line);
    is_path(path).then_some(path)
}

/// `reg query "HKCU\…" | findstr proxy`: what comes through the filter has no heading.
fn queried_path(line: &str) -> Option<&str> {
    const QUERY: &str = " query ";
    let at = line.to_ascii_lowercase().find(QUERY)?;
    let program = line.get(..at)?.rsplit([' ', '>', '\\', '"']).next()?;
    if !["reg", "reg.exe"].iter().any(|name| program.eq_ignore_ascii_case(name)) {
        return None;
    }
    let asked = line.get(at + QUERY.len()..)?.trim_start();
    let path = match asked.strip_prefix(['"', '\'']) {
        Some(quoted) => quoted.split(['"', '\'']).next()?,
        None => asked.split(' ').next()?,
    };
    is_path(path).then_some(path)
}

fn is_path(text: &str) -> bool {
    const ROOTS: [&str; 3] = ["hkey_", r"hklm\", r"hkcu\"];
    let starts =
        |root: &str| text.get(..root.len()).is_some_and(|start| start.eq_ignore_ascii_case(root));
    ROOTS.into_iter().any(starts)
}

/// Values that were asked for one by one, each in a key of its own.
fn asked(looked_up: &Text) -> Vec<Object> {
    let lines = looked_up.lines();
    let filled = || lines.iter().filter(|line| !line.trim().is_empty());
    let pairs = filled().zip(filled().skip(1));
    pairs.filter_map(|(line, below)| one_value(line, below)).take(MOST_KEYS).collect()
}

/// `(Get-ItemProperty 'HKLM:\…').KeyManagementServiceName`, or `Get-ItemPropertyValue 'HKLM:\…'
/// -Name KeyManagementServiceName`, and the value alone below.
fn one_value(line: &str, below: &str) -> Option<Object> {
    let (root, rest) = DRIVES.iter().find_map(|(drive, root)| {
        let (_, rest) = line.split_once(drive)?;
        Some((root, rest))
    })?;
    let path = rest.split(['"', '\'', ')']).next()?;
    let asked = rest.rsplit([')', ' ']).next()?.trim_matches(['.', '"', '\'']);
    let value = below.trim();
    let is_of_service =
        || ONE_BY_ONE.iter().any(|start| asked.starts_with(start)) && is_bare_value(value);
    (is_of_service() || persons_proxy::is_value(asked, value)).then(|| {
        let path = format!("Registry::{root}{path}");
        Object::from_iter([
            (PATH.to_owned(), path.into()),
            (asked.to_owned(), value.to_owned().into()),
        ])
    })
}

/// Of PowerShell, with what stands for them in a path.
const DRIVES: [(&str, &str); 2] = [("HKLM:", "HKEY_LOCAL_MACHINE"), ("HKCU:", "HKEY_CURRENT_USER")];
/// How values begin that are asked for one by one.
const ONE_BY_ONE: [&str; 3] =
    ["KeyManagementService", "DisableDnsPublishing", "EnableKmsLowPriority"];

/// A name with its domain, an address or a port; one word may be the next command, where the value
/// is not set.
fn is_bare_value(text: &str) -> bool {
    const PROGRAMS: [&str; 4] = [".exe", ".vbs", ".cmd", ".ps1"];
    let small = text.to_ascii_lowercase();
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let is_program = PROGRAMS.iter().any(|end| small.ends_with(end));
    !text.contains([' ', '>', ':', '\\', '/']) && (is_number || text.contains('.') && !is_program)
}

/// How many keys are kept of one file.
const MOST_KEYS: usize = 64;
/// How many values are kept of one key; the licensing service's has some thirty.
const MOST_VALUES: usize = 256;

/// `    KeyManagementServicePort    REG_SZ    1688`.
fn typed(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.strip_prefix("    ")?.split_once("    REG_")?;
    let (_, value) = rest.split_once("    ")?;
    Some((name.trim(), value.trim()))
}

/// `"KeyManagementServicePort"="1688"`, `"Start"=dword:00000004`.
fn exported(line: &str) -> Option<(&str, String)> {
    let (name, value) = line.strip_prefix('"')?.split_once("\"=")?;
    let text = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    match (text, value.strip_prefix("dword:")) {
        (Some(text), _) => Some((name, text.to_owned())),
        (None, Some(digits)) => Some((name, format!("0x{digits}"))),
        (None, None) => None,
    }
}

/// The computer: by whom PowerShell asked, or by the keys of its names. What Hyper-V tells its
/// guest has a `HostName` too, and it is the Hyper-V host's.
fn computer(key: &Object) -> String {
    const NAMES: [&str; 3] = ["PSComputerName", "ComputerName", "Hostname"];
    let names = if hyper_v_host(key).is_some() { &NAMES[..1] } else { &NAMES };
    names.iter().find_map(|name| text(key, name)).map(host).unwrap_or_default()
}

fn is_below(key: &Object, end: &str) -> bool {
    path(key).is_some_and(|path| path.to_ascii_lowercase().ends_with(end))
}

fn add_product(facts: &mut Facts, key: &Object) {
    let Some(edition) = text(key, "EditionID").filter(|_| is_below(key, VERSION)) else { return };
    let build = text(key, "CurrentBuildNumber").or_else(|| text(key, "CurrentBuild"));
    facts.product = Some(ProductFacts {
        edition_id: keep(edition),
        build: build.and_then(|build| build.parse().ok()),
        revision: number(key, "UBR"),
        ..ProductFacts::default()
    });
}

const VERSION: &str = r"\windows nt\currentversion";

/// The first key that tells of a setting counts: the others are of other products, or weaker.
fn add_licensing(facts: &mut Facts, key: &Object) {
    if !is_of_windows(key) {
        return;
    }
    let forced = text(key, "KeyManagementServiceName").map(|name| HostPort {
        host: host(name),
        port: number(key, "KeyManagementServicePort").unwrap_or(KMS_PORT),
    });
    let domain = text(key, "KeyManagementServiceLookupDomain").map(host);
    let allowed = number::<u64>(key, "VLActivationType").and_then(activation_type);
    let intervals = intervals(key);
    let count = kms_host::count(key);
    facts.kms_host = facts.kms_host.take().or_else(|| kms_host::settings(key));
    let told = LicenceFacts {
        forced_kms: forced,
        lookup_domain: domain,
        activation_type: allowed,
        intervals,
        kms_host: count,
        ..LicenceFacts::default()
    };
    if told == LicenceFacts::default() {
        return;
    }
    let licence = facts.licence.get_or_insert_with(LicenceFacts::default);
    licence.forced_kms = licence.forced_kms.take().or(told.forced_kms);
    licence.lookup_domain = licence.lookup_domain.take().or(told.lookup_domain);
    licence.activation_type = licence.activation_type.or(told.activation_type);
    licence.intervals = licence.intervals.or(told.intervals);
    licence.kms_host = licence.kms_host.take().or(told.kms_host);
}

/// How often a client asks, where it was told; Windows takes a quarter of an hour to thirty days
/// (Microsoft Learn, "Registry settings" of the Volume Activation Technical Reference).
fn intervals(key: &Object) -> Option<KmsIntervals> {
    let minutes = |name| number::<u64>(key, name).filter(|minutes| (15..=43_200).contains(minutes));
    let (activation_min, renewal_min) =
        minutes("VLActivationInterval").zip(minutes("VLRenewalInterval"))?;
    Some(KmsIntervals { activation_min, renewal_min })
}

/// How the licensing service starts.
fn add_service(facts: &mut Facts, key: &Object) {
    if is_of_service(key) {
        let start = number(key, "Start");
        let told = start.and_then(|start| start_of(start, number(key, "DelayedAutostart")));
        facts.licensing_service = facts.licensing_service.or(told);
    }
}

/// The first key that tells of the Hyper-V host below counts.
fn add_hyper_v_host(facts: &mut Facts, key: &Object) {
    facts.kvp = facts.kvp.take().or_else(|| hyper_v_host(key));
}

fn hyper_v_host(key: &Object) -> Option<KvpFacts> {
    let told = kvp::from_names(|name| text(key, name).map(keep));
    (!told.is_silent()).then_some(told)
}

/// The key in which a Hyper-V host tells its guest was asked for, and is not there: by PowerShell's
/// id of the error, and by `reg` with one line that names no key, in whatever language.
fn is_absent(looked_up: &Text) -> bool {
    const KEY: &str = r"\virtual machine\guest\parameters";
    const NOT_THERE: [&str; 2] =
        ["PathNotFound,Microsoft.PowerShell.Commands.GetItem", "ItemNotFoundException"];
    let filled = || looked_up.lines().iter().filter(|line| !line.trim().is_empty());
    let asks = |line: &str| line.to_ascii_lowercase().contains(KEY);
    let mut below = 0_usize;
    let mut last = "";
    for line in filled() {
        let is_by_reg = asks(last) && last.to_ascii_lowercase().contains("reg");
        let answer = line.split_whitespace().next().unwrap_or_default();
        let is_error = answer.ends_with(':') && !answer.contains(['\\', '=']);
        if is_by_reg && last.to_ascii_lowercase().contains(" query ") && is_error {
            return true;
        }
        below = if asks(line) { LINES_OF_ERROR } else { below.saturating_sub(1) };
        if below > 0 && NOT_THERE.iter().any(|id| line.contains(id)) {
            return true;
        }
        last = line;
    }
    false
}

/// As many lines an error of PowerShell has at most.
const LINES_OF_ERROR: usize = 12;

/// A narrow console breaks the path anywhere.
fn is_of_service(key: &Object) -> bool {
    let whole = path(key).map(|path| path.replace(' ', "").to_ascii_lowercase());
    whole.is_some_and(|path| path.ends_with(r"\services\sppsvc"))
}

/// Office has a key of the same values, and one below that of Windows.
fn is_of_windows(key: &Object) -> bool {
    let Some(path) = path(key).map(str::to_ascii_lowercase) else { return true };
    let services = [
        r"\windows nt\currentversion\softwareprotectionplatform",
        r"\software protection platform",
    ];
    let below = services.iter().find_map(|service| path.split_once(service));
    below.is_some_and(|(_, below)| {
        below.is_empty() || below.trim_start_matches('\\').starts_with(WINDOWS_APPLICATION)
    })
}

/// A number, as a text of digits or as `reg query` writes it (`0x698`).
fn number<N: TryFrom<u64>>(key: &Object, name: &str) -> Option<N> {
    let text = text(key, name)?;
    let value = match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok()?,
        None => text.parse().ok()?,
    };
    N::try_from(value).ok().filter(|_| value != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_were_queried_one_by_one_are_of_one_key() {
        let licensing = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\SoftwareProtectionPlatform";
        let query = |root: &str, value: &str| {
            format!("C:\\>reg query \"HKLM\\{licensing}\"\n\n{root}\\{licensing}\n    {value}\n\n")
        };
        let name = "KeyManagementServiceName    REG_SZ    kms01.corp.example";
        let port = "KeyManagementServicePort    REG_SZ    1668";
        for (first, second) in [(name, port), (port, name)] {
            let text = query("HKEY_LOCAL_MACHINE", first) + &query("HKEY_LOCAL_MACHINE", second);
            let capture = parse(&[], &Text::of(&text)).expect("a key of the licensing service");
            let forced = capture.facts.licence.and_then(|licence| licence.forced_kms);
            assert_eq!(forced.map(|host| host.to_string()), Some("kms01.corp.example:1668".into()));
        }
        let one_by_one = format!(
            "PS C:\\> (Get-ItemProperty 'HKLM:\\{licensing}').KeyManagementServiceName\n\
             kms01.corp.example\nPS C:\\> (Get-ItemProperty 'HKLM:\\{licensing}').\
             KeyManagementServicePort\n1668\n"
        );
        let capture = parse(&[], &Text::of(&one_by_one)).expect("a key of the licensing service");
        let forced = capture.facts.licence.and_then(|licence| licence.forced_kms);
        assert_eq!(forced.map(|host| host.port), Some(1668));
        let settings =
            r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Internet Settings";
        let value = |value: &str| format!("{settings}\n    {value}\n\n");
        let server = value("ProxyServer    REG_SZ    proxy.corp.example:3128");
        let is_on = |digit: u8| value(&format!("ProxyEnable    REG_DWORD    0x{digit}"));
        for (text, wanted) in [
            (is_on(1) + &server, 1),
            (server.clone() + &is_on(1), 1),
            (server.clone() + &is_on(0), 0),
            (is_on(0) + &server, 0),
        ] {
            let capture = parse(&[], &Text::of(&text));
            let proxy = capture.and_then(|capture| capture.facts.persons_proxy);
            assert_eq!(proxy.map_or(0, |proxy| proxy.servers.len()), wanted, "{text}");
        }
    }

    #[test]
    fn that_a_hyper_v_host_told_nothing_is_read_of_an_absent_key() {
        let told = |text: &str| {
            let capture = parse(&[], &Text::of(text))?;
            Some(capture.facts.kvp.is_some_and(|told| told.is_silent()))
        };
        let path = r"HKLM:\SOFTWARE\Microsoft\Virtual Machine\Guest\Parameters";
        let error = format!(
            "PS C:\\> Get-ItemProperty \"{path}\"\nGet-ItemProperty : Cannot find path '{path}' \
             because it does not\nexist.\nAt line:1 char:1\n    + FullyQualifiedErrorId : \
             PathNotFound,Microsoft.PowerShell.Commands.GetItemPropertyCommand\n"
        );
        let query = r#"C:\>reg query "HKLM\SOFTWARE\Microsoft\Virtual Machine\Guest\Parameters""#;
        for (text, wanted) in [
            (error.clone(), Some(true)),
            (error.replace("Guest", "Auto"), None),
            (format!("{query}\nERROR: The system was unable to find the key.\n"), Some(true)),
            (format!("{query}\n\nFEHLER: Der Wert wurde nicht gefunden.\n"), Some(true)),
            (format!("{query}\n\nC:\\>hostname\n"), None),
        ] {
            assert_eq!(told(&text), wanted, "{text}");
        }
    }
}
