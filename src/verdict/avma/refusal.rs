//! The last try that failed, where the failure is AVMA's.

use actprobe_probes::evidence::{Evidence, LicenceStatus, LicensingEvent, event_id};

use crate::verdict::place::{self, At};

/// Its code: of the newest event; where there is none, of what was handed in, what `slmgr` ended
/// with, or the licence's state.
pub fn refusal(evidence: &Evidence) -> Option<u32> {
    match newest(evidence).and_then(|event| event.code) {
        Some(code) => Some(code),
        None => by_hand(evidence).or_else(|| of_licence(evidence)),
    }
    .filter(|&code| is_avma(code))
}

/// The newest event of a try of this guest: 12309 in its own log, 12310 on its host where that
/// names it (Microsoft Learn, "Automatic Virtual Machine Activation in Windows Server").
pub fn newest(evidence: &Evidence) -> Option<At<'_, LicensingEvent>> {
    let host = &evidence.host;
    let is_own = |event: &LicensingEvent| match event.id {
        event_id::AVMA_GUEST => host.may_be(&event.computer),
        event_id::AVMA_HOST => event.client.as_ref().is_some_and(|client| host.may_be(client)),
        _ => false,
    };
    place::events(evidence).find(|event| is_own(event))
}

fn by_hand(evidence: &Evidence) -> Option<u32> {
    evidence.licensing.codes_by_hand.iter().copied().find(|&code| is_avma(code))
}

/// What a licensed guest was refused before is over.
fn of_licence(evidence: &Evidence) -> Option<u32> {
    let licence = evidence.licensing.windows.value()?;
    let error =
        licence.activation_error.filter(|_| licence.status != Some(LicenceStatus::Licensed));
    [error, licence.reason].into_iter().flatten().find(|&code| is_avma(code))
}

/// `SL_E_IA_…` (Windows SDK, `slerror.h`).
pub fn is_avma(code: u32) -> bool {
    (0xC004_FD00..=0xC004_FD04).contains(&code)
}
