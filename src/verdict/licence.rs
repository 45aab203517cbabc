//! What the licensing service's own word adds: which key is installed, what the last attempts ended
//! with.
//!
//! Where nothing is known of the licence, nothing is said. What it says of the past decides only
//! where nothing newer contradicts it.

mod facts;
mod kms;
mod online;
mod whose;

pub use kms::judge as for_kms;
pub use online::{for_online, for_phone};

use actprobe_probes::evidence::{Evidence, LicenceStatus};

use self::facts::hex;
use super::finding::Finding;
use super::id::id_of;

/// The minutes of a day.
const A_DAY: u64 = 1440;

/// How the host is licensed now, in one line.
pub fn state(evidence: &Evidence) -> Option<Finding> {
    let licence = evidence.licensing.windows.value()?;
    let status = licence.status?;
    Some(Finding::LicenceState {
        status: id_of(&status),
        name: licence.name.clone(),
        channel: licence.channel.as_ref().map(id_of).unwrap_or_default(),
        key: licence.partial_key.clone().unwrap_or_default(),
        reason: licence
            .reason
            .filter(|_| status != LicenceStatus::Licensed)
            .map(hex)
            .unwrap_or_default(),
        days: licence.remaining_minutes.unwrap_or(0).div_ceil(A_DAY),
        captures: evidence.licensing.captures.clone(),
    })
}

/// Whether it is known which key is installed.
pub fn knows_key(evidence: &Evidence) -> bool {
    evidence.licensing.windows.value().is_some_and(|licence| licence.channel.is_some())
}
