//! How a service starts (Windows SDK, `winsvc.h`, `SERVICE_AUTO_START` and its like).

use crate::evidence::ServiceStart;
use crate::wire::registry::{Hive, Registry};

/// The licensing service; none where the source does not hold it, or says what no service has.
pub(super) fn licensing(registry: &dyn Registry) -> Option<ServiceStart> {
    let number = |name| registry.number(Hive::Machine, SPPSVC, name);
    start_of(number("Start")?, number("DelayedAutostart"))
}

/// How a service starts with these two values of its key.
pub fn start_of(start: u32, delayed: Option<u32>) -> Option<ServiceStart> {
    match start {
        2 if delayed == Some(1) => Some(ServiceStart::Delayed),
        2 => Some(ServiceStart::Automatic),
        3 => Some(ServiceStart::Manual),
        4 => Some(ServiceStart::Disabled),
        _ => None,
    }
}

const SPPSVC: &str = r"SYSTEM\CurrentControlSet\Services\sppsvc";
