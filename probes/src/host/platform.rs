//! What the host runs on, by its firmware's word.

#[cfg_attr(windows, path = "platform/windows.rs")]
#[cfg_attr(not(windows), path = "platform/linux.rs")]
mod system;

use super::unread::{Unread, observed};
use crate::evidence::{Cloud, Observed, Platform, scrub};
use crate::wire::registry::{Hive, Registry};
use crate::wire::smbios::{self, Names};

/// Reads the platform. A system that has no firmware tables to show, such as a container, cannot
/// tell.
pub fn read() -> Observed<Platform> {
    observed(|| system::names().map(smbios::platform))
}

/// The platform by the word of a registry, which Windows fills from the firmware at each start. The
/// chassis is not in it; an Azure machine's own agent leaves a mark instead. None where the source
/// does not tell: a virtual machine of Hyper-V without that mark may be Azure's or anybody's.
pub fn from_registry(registry: &dyn Registry) -> Option<Platform> {
    let text = |name| scrub(&registry.text(Hive::Machine, FIRMWARE, name).unwrap_or_default());
    let platform = smbios::without_chassis(text("SystemManufacturer"), text("SystemProductName"));
    if registry.text(Hive::Machine, AZURE_AGENT, "VmId").is_some() {
        return Some(Platform { cloud: Some(Cloud::Azure), ..platform });
    }
    Some(platform).filter(smbios::is_told)
}

const FIRMWARE: &str = r"HARDWARE\DESCRIPTION\System\BIOS";
const AZURE_AGENT: &str = r"SOFTWARE\Microsoft\Windows Azure";
