//! What the licensing service's own word adds: which key is installed, what the last attempts ended
//! with.
//!
//! Where nothing is known of the licence, nothing is said. What it says of the past decides only
//! where nothing newer contradicts it.

pub(crate) mod facts;
pub mod given_codes;
mod host_key;
mod kms;
mod online;
pub mod others;
pub mod state;
pub mod whose;

use actprobe_probes::evidence::{Evidence, LicenceStatus};

pub use facts::{edition, intervals, key_channel};

use super::finding::{Finding, HexCode};
use super::requirement::Requirement;

/// The licence, looked at once for every channel.
pub struct LicenceView {
    /// How the host is licensed now, in one line.
    pub state: Option<Finding>,
    /// Whether it is known which key is installed.
    pub knows_key: bool,
    /// What the licence adds to the KMS channel.
    pub for_kms: Vec<Requirement>,
    /// What it adds to the online channel.
    pub for_online: Vec<Requirement>,
    /// What it adds to the telephone.
    pub for_phone: Vec<Requirement>,
}

impl LicenceView {
    /// Looks at the licence.
    pub fn of(evidence: &Evidence) -> Self {
        let licence = evidence.licensing.windows.value();
        Self {
            state: state(evidence),
            knows_key: licence.and_then(key_channel).is_some(),
            for_kms: kms::judge(evidence),
            for_online: online::for_online(evidence),
            for_phone: online::for_phone(evidence),
        }
    }
}

fn state(evidence: &Evidence) -> Option<Finding> {
    let licence = evidence.licensing.windows.value()?;
    let status = licence.status?;
    let reason = licence.reason.filter(|_| status != LicenceStatus::Licensed);
    Some(Finding::LicenceState {
        status,
        name: licence.name.as_str().into(),
        channel: key_channel(licence).into(),
        key: licence.partial_key.clone().into(),
        reason: reason.map(HexCode).into(),
        days: licence.remaining_days().into(),
        captures: evidence.licensing.captures.clone(),
    })
}
