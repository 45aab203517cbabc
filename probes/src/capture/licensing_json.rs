//! `Get-CimInstance SoftwareLicensingProduct` and `SoftwareLicensingService`, and the module
//! `OSLicense`, as JSON.
//!
//! The names of the properties are those of the two WMI classes (Microsoft Learn, "Software
//! Licensing Product WMI provider"); no language translates them.

use super::json::{Object, flag, member, number, text};
use super::lines::{guid, host};
use super::slmgr::{channel_of, status_of};
use super::{Capture, Facts, WINDOWS_APPLICATION, keep, keys};
use crate::evidence::{
    ActivationType, CaptureKind, HostPort, KMS_PORT, KmsCount, LicenceFacts, LicenceStatus,
};

/// Reads the Windows product with a key among the objects, and the service.
pub fn parse(objects: &[Object]) -> Option<Capture> {
    let products = || objects.iter().filter(|object| is_product(object));
    let product =
        products().find(|p| text(p, "PartialProductKey").is_some()).or_else(|| products().next());
    let service = objects.iter().find(|object| is_service(object));
    if product.is_none() && service.is_none() {
        return None;
    }
    let mut licence = product.map(from_product).unwrap_or_default();
    service.into_iter().chain(product).for_each(|object| add_service(&mut licence, object));
    let computer = product.or(service).map(computer).unwrap_or_default();
    let installation_id = product.and_then(|p| text(p, "OfflineInstallationId")).map(str::to_owned);
    let facts = Facts { computer, licence: Some(licence), installation_id, ..Facts::default() };
    Some(Capture::whole(CaptureKind::LicensingJson, facts))
}

/// Office and others stand in the same list, and add-ons for Windows (extended security updates)
/// with keys of their own.
fn is_product(object: &Object) -> bool {
    let is_licence = member(object, "LicenseStatus").is_some();
    let is_windows = match text(object, "ApplicationID") {
        Some(id) => guid(id).as_deref() == Some(WINDOWS_APPLICATION),
        None => text(object, "Name").is_some_and(|name| name.contains("Windows")),
    };
    is_licence && is_windows && flag(object, "LicenseIsAddon") != Some(true)
}

fn is_service(object: &Object) -> bool {
    let is_told = |name| member(object, name).is_some();
    member(object, "ApplicationID").is_none()
        && (is_told("ClientMachineID")
            || is_told("IsKeyManagementServiceMachine")
            || is_told("KeyManagementServiceMachine"))
}

fn from_product(product: &Object) -> LicenceFacts {
    let description = text(product, "Description").map(keep).unwrap_or_default();
    let partial = text(product, "PartialProductKey").filter(|key| keys::is_partial(key));
    LicenceFacts {
        name: text(product, "Name").map(keep).unwrap_or_default(),
        channel: channel_of(&description),
        description,
        partial_key: partial.map(str::to_owned),
        activation_id: text(product, "ID").and_then(guid),
        status: status(product),
        reason: number(product, "LicenseStatusReason")
            .and_then(|code| u32::try_from(code).ok())
            .filter(|&c| c >> 31 == 1),
        remaining_minutes: number(product, "GracePeriodRemaining").filter(|&minutes| minutes != 0),
        activation_type: number(product, "VLActivationTypeEnabled").and_then(activation_type),
        activation_object: text(product, "ADActivationObjectName").map(keep),
        avma_host: text(product, "AutomaticVMActivationHostMachineName").map(host),
        ..LicenceFacts::default()
    }
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
    by_number.or_else(|| text(product, "LicenseStatus").and_then(status_of))
}

/// `VLActivationTypeEnabled`: 0 is all of them.
fn activation_type(number: u64) -> Option<ActivationType> {
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
    let discovered = at(
        object,
        "DiscoveredKeyManagementServiceMachineName",
        "DiscoveredKeyManagementServiceMachinePort",
    );
    licence.discovered_kms = licence.discovered_kms.take().or(discovered);
    let forced = at(object, "KeyManagementServiceMachine", "KeyManagementServicePort");
    licence.forced_kms = licence.forced_kms.take().or(forced);
    if flag(object, "IsKeyManagementServiceMachine") == Some(true) {
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

/// 4294967295 stands for -1: nobody asked yet.
fn count(object: &Object) -> Option<u64> {
    number(object, "KeyManagementServiceCurrentCount")
        .map(|count| if count == u64::from(u32::MAX) { 0 } else { count })
}

fn at(object: &Object, name: &str, port_name: &str) -> Option<HostPort> {
    let port = port(object, port_name).unwrap_or(KMS_PORT);
    text(object, name).map(|name| HostPort { host: host(name), port })
}

fn port(object: &Object, name: &str) -> Option<u16> {
    number(object, name).and_then(|port| u16::try_from(port).ok()).filter(|&port| port != 0)
}

/// `Get-CimInstance` names the server it asked.
fn computer(object: &Object) -> String {
    let system = member(object, "CimSystemProperties").and_then(|value| value.as_object());
    let by_system = system.and_then(|system| text(system, "ServerName"));
    text(object, "PSComputerName").or(by_system).map(host).unwrap_or_default()
}
