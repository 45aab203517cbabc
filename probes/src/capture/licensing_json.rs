//! Objects of `SoftwareLicensingProduct` and `SoftwareLicensingService`, and of the module
//! `OSLicense`: as JSON, as lists and as tables, with whatever properties somebody selected.
//!
//! The names of the properties are those of the two WMI classes (Microsoft Learn, "Software
//! Licensing Product WMI provider"); no language translates them.

use std::borrow::Cow;

use super::json::{Object, flag, member, text as any_text};
use super::lines::{Lines, code, guid, host, numbers};
use super::slmgr::{channel_of, key_channel_of, product_kind, status_of};
use super::{Capture, Facts, WINDOWS_APPLICATION, dates, keep, keys, vamt};
use crate::evidence::{
    ActivationType, CaptureKind, HostPort, KMS_PORT, KmsCount, KmsIntervals, LicenceFacts,
    LicenceStatus, OtherProduct, ProductKind, RearmsLeft,
};
use crate::wire::installation_id::InstallationId;

/// The computer that a command line asks about the licensing service: `wmic /node:"PC-1" path
/// SoftwareLicensingService …`, `Get-CimInstance SoftwareLicensingProduct -ComputerName PC-1`.
/// Nothing where the lines name several.
pub fn asked_computer(lines: Lines<'_>) -> Option<String> {
    let mut named = lines.iter().filter_map(computer_in_command);
    let first = named.next()?;
    named.all(|name| name.eq_ignore_ascii_case(first)).then(|| host(first))
}

fn computer_in_command(line: &str) -> Option<&str> {
    let small = line.to_ascii_lowercase();
    small.contains("softwarelicensing").then_some(())?;
    let after = |option: &str| {
        let at = small.find(option)? + option.len();
        line.get(at..)?.split_whitespace().next()
    };
    let word = after("/node:").or_else(|| after("-computername "))?;
    let name = word.trim_matches(['"', '\'']);
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    let is_own = name == "." || name.eq_ignore_ascii_case("localhost");
    (!name.is_empty() && name.chars().all(fits) && !is_own).then_some(name)
}

/// How many machines one text may tell of.
const MOST_MACHINES: usize = 64;

/// Whether a command asks for products with a key alone (`-Filter "PartialProductKey is not null"`,
/// `where "PartialProductKey<>null"`, `Where-Object PartialProductKey`): then each that is listed
/// has one, whichever of its properties are shown.
pub fn asks_for_keys_alone(lines: Lines<'_>) -> bool {
    lines.iter().any(|line| {
        let small = line.to_ascii_lowercase();
        let behind = small.split_once("softwarelicensingproduct").map(|(_, behind)| behind);
        let selection = |behind: &str| behind.find("partialproductkey");
        let shown = |behind: &str| {
            ["select", "| ft", "| fl", "format-", " get "]
                .iter()
                .filter_map(|w| behind.find(w))
                .min()
        };
        behind.is_some_and(|behind| {
            selection(behind).is_some_and(|at| shown(behind).is_none_or(|shown| at < shown))
        })
    })
}

/// Reads the Windows product with a key among the objects of each machine, and its service.
pub fn parse(objects: &[Object], kind: CaptureKind) -> Vec<Capture> {
    parse_asked(objects, kind, false)
}

/// The same of objects that were asked for by their key, or that may be without one.
pub fn parse_asked(objects: &[Object], kind: CaptureKind, has_keys: bool) -> Vec<Capture> {
    let named = |object| match vamt::in_names_of_the_service(object) {
        Some(renamed) => Cow::Owned(renamed),
        None => Cow::Borrowed(object),
    };
    let objects: Vec<Cow<'_, Object>> = objects.iter().map(named).collect();
    let objects = || objects.iter().map(AsRef::as_ref);
    let mut machines: Vec<(String, Vec<&Object>)> = Vec::new();
    for object in objects().filter(|object| is_product(object) || is_service(object)) {
        let name = computer(object);
        let is_full = machines.len() >= MOST_MACHINES;
        match machines.iter_mut().find(|(known, _)| *known == name) {
            Some((_, own)) => own.push(object),
            None if is_full => {}
            None => machines.push((name, vec![object])),
        }
    }
    let of = |(name, own): (String, Vec<&Object>)| of_machine(name, &own, kind, has_keys);
    machines.into_iter().filter_map(of).collect()
}

fn of_machine(
    computer: String,
    objects: &[&Object],
    kind: CaptureKind,
    has_keys: bool,
) -> Option<Capture> {
    let products = || objects.iter().copied().filter(|object| is_windows(object));
    let with_key = || products().filter(|p| text(p, "PartialProductKey").is_some());
    // Of several keys, the one that counts is the one that Windows is activated with.
    let licensed = with_key().find(|product| status(product) == Some(LicenceStatus::Licensed));
    let product = licensed.or_else(|| with_key().next());
    // Where nobody selected the key: what could be installed is unlicensed, all of it.
    let in_use = || products().find(|p| status(p).is_some_and(|s| s != LicenceStatus::Unlicensed));
    let with_id = || products().find(|p| installation_id(p).is_some());
    let product = product.or_else(in_use).or_else(with_id).or_else(|| products().next());
    // A product may show the KMS host that was discovered for it as well.
    let services = || objects.iter().copied().filter(|object| is_service(object));
    let service = services().find(|object| !is_product(object)).or_else(|| services().next());
    let others = objects.iter().filter_map(|object| other_product(object, has_keys));
    let others = others.take(MOST_PRODUCTS).collect();
    let mut facts = Facts { computer, other_products: others, ..Facts::default() };
    if product.is_some() || service.is_some() {
        let mut licence = product.map(from_product).unwrap_or_default();
        service.into_iter().chain(product).for_each(|object| add_service(&mut licence, object));
        facts.licence = Some(licence).filter(|licence| *licence != LicenceFacts::default());
    }
    facts.installation_id = product.and_then(installation_id);
    let has_only_id = facts.licence.is_none() && facts.other_products.is_empty();
    let kind = if has_only_id { CaptureKind::InstallationId } else { kind };
    is_told(&facts).then(|| Capture::whole(kind, facts))
}

fn is_told(facts: &Facts) -> bool {
    facts.licence.is_some() || facts.installation_id.is_some() || !facts.other_products.is_empty()
}

fn installation_id(product: &Object) -> Option<InstallationId> {
    InstallationId::parse(text(product, "OfflineInstallationId")?)
}

/// How many products besides Windows are kept of one machine.
const MOST_PRODUCTS: usize = 16;

/// Some of the properties that only a product has.
fn is_product(object: &Object) -> bool {
    let is_told = |name| text(object, name).is_some();
    let has_state = member(object, "LicenseStatus").is_some();
    has_state
        || is_told("PartialProductKey")
        || is_told("ProductKeyChannel")
        || is_told("LicenseFamily")
        || is_told("GracePeriodRemaining")
        || is_told("OfflineInstallationId")
}

/// Office and others stand in the same list, and add-ons for Windows (extended security updates)
/// with keys of their own. What does not say what it is, is Windows.
fn is_windows(object: &Object) -> bool {
    if !is_product(object) || is_add_on(object) {
        return false;
    }
    let name = text(object, "Name").or_else(|| text(object, "Description"));
    match (text(object, "ApplicationID").map(whole_id), name) {
        (Some(id), _) => id == WINDOWS_APPLICATION,
        (None, Some(name)) => name.contains("Windows"),
        (None, None) => !text(object, "LicenseFamily").is_some_and(|f| f.contains("Office")),
    }
}

/// An id whose end a table cut off is known by its beginning.
fn whole_id(id: &str) -> String {
    let start = id.trim_end_matches(['.', '\u{2026}']);
    let is_cut = start.len() < id.len() && start.len() >= 8;
    match is_cut && WINDOWS_APPLICATION.starts_with(&start.to_ascii_lowercase()) {
        true => WINDOWS_APPLICATION.to_owned(),
        false => guid(id).unwrap_or_default(),
    }
}

fn is_add_on(object: &Object) -> bool {
    flag(object, "LicenseIsAddon") == Some(true)
        || text(object, "Name").and_then(product_kind) == Some(ProductKind::AddOn)
        || text(object, "LicenseFamily").is_some_and(|family| family.contains("-ESU-"))
}

/// One with a key: the others could be installed, and are not. Only a key has a channel.
fn other_product(object: &Object, has_keys: bool) -> Option<OtherProduct> {
    let partial_key = partial_key(object);
    let by_key = text(object, "ProductKeyChannel").and_then(key_channel_of);
    let is_shown = text(object, "LicenseStatus").is_some();
    if partial_key.is_none() && by_key.is_none() && !(has_keys && is_shown) {
        return None;
    }
    let name = text(object, "Name").or_else(|| text(object, "LicenseFamily"))?;
    let kind = match is_add_on(object) {
        true => ProductKind::AddOn,
        false => product_kind(name)?,
    };
    Some(OtherProduct {
        computer: computer(object),
        status: status(object),
        code: reason(object),
        partial_key,
        channel: text(object, "Description").and_then(channel_of).or(by_key),
        activation_id: text(object, "ID").and_then(guid),
        ..OtherProduct::named(kind, keep(name))
    })
}

const LOOKUP_DOMAIN: &str = "KeyManagementServiceLookupDomain";

fn is_service(object: &Object) -> bool {
    let is_told = |name| member(object, name).is_some();
    member(object, "ApplicationID").is_none()
        && (is_told("ClientMachineID")
            || is_told(LOOKUP_DOMAIN)
            || is_told("IsKeyManagementServiceMachine")
            || is_told("KeyManagementServiceMachine")
            || is_told(DISCOVERED)
            || is_told(DISCOVERED_ADDRESS)
            || is_told("KeyManagementServiceCurrentCount"))
}

const DISCOVERED: &str = "DiscoveredKeyManagementServiceMachineName";
const DISCOVERED_ADDRESS: &str = "DiscoveredKeyManagementServiceMachineIpAddress";

fn from_product(product: &Object) -> LicenceFacts {
    let description = text(product, "Description").map(keep).unwrap_or_default();
    let by_key = text(product, "ProductKeyChannel").and_then(key_channel_of);
    let status = status(product);
    let unread = text(product, "LicenseStatus").filter(|_| status.is_none());
    LicenceFacts {
        name: name(product),
        channel: by_key.or_else(|| channel_of(&description)),
        description,
        partial_key: partial_key(product),
        activation_id: text(product, "ActivationID").or_else(|| text(product, "ID")).and_then(guid),
        status,
        unread_status: unread.map(keep),
        reason: reason(product),
        remaining_minutes: number(product, "GracePeriodRemaining").filter(|&minutes| minutes != 0),
        ends_on: text(product, "EvaluationEndDate").and_then(dates::day),
        activation_type: number(product, "VLActivationTypeEnabled").and_then(activation_type),
        activation_object: text(product, "ADActivationObjectName").map(keep),
        avma_host: text(product, "AutomaticVMActivationHostMachineName").map(host),
        ..LicenceFacts::default()
    }
}

/// The family is the edition in the name.
fn name(product: &Object) -> String {
    let by_family =
        || text(product, "LicenseFamily").map(|family| format!("Windows(R), {family} edition"));
    text(product, "Name")
        .map(str::to_owned)
        .or_else(by_family)
        .map(|n| keep(&n))
        .unwrap_or_default()
}

fn partial_key(product: &Object) -> Option<String> {
    text(product, "PartialProductKey").filter(|key| keys::is_partial(key)).map(str::to_owned)
}

fn reason(product: &Object) -> Option<u32> {
    let by_digits = || code(text(product, "LicenseStatusReason")?);
    let number = number(product, "LicenseStatusReason").and_then(|code| u32::try_from(code).ok());
    by_digits().or(number).filter(|&code| code >> 31 == 1)
}

fn status(product: &Object) -> Option<LicenceStatus> {
    let by_number = number(product, "LicenseStatus").and_then(|number| match number {
        0 => Some(LicenceStatus::Unlicensed),
        1 => Some(LicenceStatus::Licensed),
        2 => Some(LicenceStatus::InitialGrace),
        3 => Some(LicenceStatus::AdditionalGrace),
        4 => Some(LicenceStatus::NonGenuineGrace),
        5 => Some(LicenceStatus::Notification),
        6 => Some(LicenceStatus::ExtendedGrace),
        _ => None,
    });
    let by_word = || status_of(text(product, "LicenseStatus")?);
    by_number.or_else(by_word).or_else(|| by_reason(product))
}

/// Of a word in a language that is not known, the failure tells: a licence that grants the use has
/// none, nor has a period of grace. Without the key's licence it is no notification
/// (`SL_E_PKEY_NOT_INSTALLED`).
fn by_reason(product: &Object) -> Option<LicenceStatus> {
    text(product, "LicenseStatus")?;
    match reason(product)? {
        0xC004_F014 => Some(LicenceStatus::Unlicensed),
        _ => Some(LicenceStatus::Notification),
    }
}

/// `VLActivationTypeEnabled`: 0 is all of them.
pub fn activation_type(number: u64) -> Option<ActivationType> {
    match number {
        1 => Some(ActivationType::ActiveDirectory),
        2 => Some(ActivationType::Kms),
        3 => Some(ActivationType::Token),
        _ => None,
    }
}

/// Both classes have properties of the service; what is known already stays.
fn add_service(licence: &mut LicenceFacts, object: &Object) {
    licence.build = licence.build.or_else(|| super::slmgr::build_of(text(object, "Version")?));
    let cmid = text(object, "ClientMachineID").and_then(guid);
    licence.cmid = licence.cmid.take().or(cmid);
    licence.rearms = rearms(licence.rearms, object);
    licence.intervals = licence.intervals.or_else(|| intervals(object));
    // Where nobody selected its name, its address leads there as well.
    let discovered =
        [DISCOVERED, DISCOVERED_ADDRESS].into_iter().find_map(|name| at(object, name, FOUND_PORT));
    licence.discovered_kms = licence.discovered_kms.take().or(discovered);
    let forced = at(object, "KeyManagementServiceMachine", "KeyManagementServicePort");
    licence.forced_kms = licence.forced_kms.take().or(forced);
    let domain = text(object, LOOKUP_DOMAIN).filter(|name| !is_cut(name)).map(host);
    licence.lookup_domain = licence.lookup_domain.take().or(domain);
    let counts = || count(object).is_some_and(|count| count > 0);
    if flag(object, "IsKeyManagementServiceMachine").unwrap_or_else(counts) {
        let known = licence.kms_host.take().unwrap_or_default();
        licence.kms_host = Some(KmsCount {
            current: known.current.or_else(|| count(object)),
            listening_port: known
                .listening_port
                .or_else(|| port(object, "KeyManagementServiceListeningPort")),
            dns_publishing: known
                .dns_publishing
                .or_else(|| flag(object, "KeyManagementServiceDnsPublishing")),
        });
    }
}

const FOUND_PORT: &str = "DiscoveredKeyManagementServiceMachinePort";

/// Those of Windows are the service's, those of the product its own.
fn rearms(known: Option<RearmsLeft>, object: &Object) -> Option<RearmsLeft> {
    let left = |name| number(object, name).filter(|left| *left < u64::from(u32::MAX));
    let known = known.unwrap_or_default();
    let rearms = RearmsLeft {
        windows: known.windows.or_else(|| left("RemainingWindowsReArmCount")),
        sku: known.sku.or_else(|| left("RemainingSkuReArmCount")),
    };
    (rearms != RearmsLeft::default()).then_some(rearms)
}

fn intervals(object: &Object) -> Option<KmsIntervals> {
    let minutes = |name| number(object, name).filter(|minutes| *minutes > 0);
    let (activation_min, renewal_min) =
        minutes("VLActivationInterval").zip(minutes("VLRenewalInterval"))?;
    Some(KmsIntervals { activation_min, renewal_min })
}

/// 4294967295 stands for -1: the host counts nobody yet, as it is not activated itself (Microsoft
/// Learn, `SoftwareLicensingProduct`).
fn count(object: &Object) -> Option<u64> {
    number(object, "KeyManagementServiceCurrentCount").filter(|count| *count != u64::from(u32::MAX))
}

fn at(object: &Object, name: &str, port_name: &str) -> Option<HostPort> {
    let port = port(object, port_name).unwrap_or(KMS_PORT);
    let name = text(object, name).filter(|name| !is_cut(name))?;
    Some(HostPort { host: host(name), port })
}

fn port(object: &Object, name: &str) -> Option<u16> {
    number(object, name).and_then(|port| u16::try_from(port).ok()).filter(|&port| port != 0)
}

/// `Get-CimInstance` names the server it asked; a script may have put the name beside.
fn computer(object: &Object) -> String {
    let system = member(object, "CimSystemProperties").and_then(|value| value.as_object());
    let by_system = system.and_then(|system| text(system, "ServerName"));
    let named = COMPUTER.iter().find_map(|name| text(object, name));
    named.or(by_system).filter(|name| !is_cut(name)).map(host).unwrap_or_default()
}

const COMPUTER: [&str; 7] =
    ["PSComputerName", "__SERVER", "ComputerName", "Computer", "SystemName", "CSName", "Node"];

/// Whether a table cut the end off.
fn is_cut(value: &str) -> bool {
    value.ends_with("...") || value.ends_with('\u{2026}')
}

/// A text that stands for something: scripts write words for what is not set.
fn text<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    const NOT_SET: [&str; 9] =
        ["n/a", "none", "(none)", "null", "$null", "-", "--", "not set", "not available"];
    any_text(object, name)
        .filter(|text| !NOT_SET.iter().any(|word| word.eq_ignore_ascii_case(text)))
}

/// A whole number: a text may group its digits, write them in hexadecimal, or with the sign of 32
/// bits.
fn number(object: &Object, name: &str) -> Option<u64> {
    if let Some(number) = member(object, name)?.as_u64() {
        return Some(number);
    }
    if let Some(number) = member(object, name)?.as_i64() {
        return of_signed(number);
    }
    let text = text(object, name)?;
    let is_plain = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | ',' | '\'' | '\u{2019}');
    if let Ok(number) = text.parse::<i64>() {
        return u64::try_from(number).ok().or_else(|| of_signed(number));
    }
    match *numbers(text).as_slice() {
        [number] if text.chars().all(is_plain) => Some(number),
        _ => code(text).map(u64::from),
    }
}

/// -1073418160 is 0xC004F050.
fn of_signed(number: i64) -> Option<u64> {
    let number = i32::try_from(number).ok()?;
    Some(u64::from(u32::from_ne_bytes(number.to_ne_bytes())))
}
