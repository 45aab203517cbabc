//! Online and by telephone: does the installed key activate that way, and do Microsoft's servers
//! accept it?

use actprobe_probes::evidence::{Evidence, KeyChannel, LicenceFacts, LicenceStatus};

use super::facts::{ReportedCode, WINDOWS, key_channel, key_kind, last_code};
use crate::catalogue::codes::Meaning;
use crate::verdict::finding::{Finding, HexCode, YesNo};
use crate::verdict::logic::Status;
use crate::verdict::place::{self, pointer};
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// What the licence adds to the online channel.
pub fn for_online(evidence: &Evidence) -> Vec<Requirement> {
    let kind = key_kind(
        evidence,
        RequirementId::OnlineKeyActivatesOnline,
        is_sent_to_microsoft,
        |channel, key| Finding::KeyNotOnline { channel, key },
    );
    or_key_of_add_on(evidence, kind).into_iter().chain(accepted(evidence)).collect()
}

/// What the licence adds to the telephone.
pub fn for_phone(evidence: &Evidence) -> Vec<Requirement> {
    let kind = key_kind(
        evidence,
        RequirementId::PhoneKeyActivatesByPhone,
        has_confirmation_id,
        |channel, key| Finding::KeyNotByPhone { channel, key },
    );
    or_key_of_add_on(evidence, kind).into_iter().collect()
}

/// An add-on has a key of its own, which goes this way whatever the key of Windows does (Microsoft
/// Learn, "Troubleshoot issues in Extended Security Updates").
fn or_key_of_add_on(evidence: &Evidence, kind: Option<Requirement>) -> Option<Requirement> {
    let own = kind?;
    match place::add_ons_to_activate(evidence).next().filter(|_| own.is_unmet()) {
        None => Some(own),
        Some(product) => {
            let (name, key) = (product.name.clone(), product.partial_key.clone().into());
            let add_on = Requirement::new(own.id, Status::Met, Finding::KeyOfAddOn { name, key });
            Some(add_on.weighing(own.weight).because(product))
        }
    }
}

/// A key of an OEM activates by firmware, by its sticker or by telephone: nothing is said against
/// it.
fn is_sent_to_microsoft(channel: KeyChannel) -> bool {
    !matches!(channel, KeyChannel::KmsClient | KeyChannel::Avma)
}

/// An evaluation's own key goes to Microsoft by the network alone; a key that was bought is taken
/// only after the conversion (Microsoft Learn, "Upgrade and conversion options for Windows
/// Server").
fn has_confirmation_id(channel: KeyChannel) -> bool {
    is_sent_to_microsoft(channel) && channel != KeyChannel::TimeBased
}

/// What Microsoft's servers said of the key. With a network that works, this is what stands
/// between.
fn accepted(evidence: &Evidence) -> Option<Requirement> {
    let id = RequirementId::OnlineKeyAccepted;
    let told = last_code(evidence, &[Meaning::KeyUsedUp, Meaning::KeyRefused]);
    if let Some(ReportedCode { code, value, pointer }) = told {
        let (shown, symbol) = (HexCode(value), code.symbol.to_owned());
        let finding = match code.meaning? {
            Meaning::KeyUsedUp => {
                let licence = evidence.licensing.windows.value();
                let is_of_host =
                    licence.is_some_and(|known| key_channel(known) == Some(KeyChannel::KmsHost));
                Finding::KeyUsedUp { code: shown, symbol, kms_host: YesNo(is_of_host) }
            }
            Meaning::KeyRefused => Finding::KeyRefused { code: shown, symbol },
            Meaning::CountTooLow
            | Meaning::HostTooOld
            | Meaning::HostNotActivated
            | Meaning::NoKmsHost
            | Meaning::ClockTooFar
            | Meaning::Unreachable
            | Meaning::NotFound
            | Meaning::Umbrella
            | Meaning::ObjectMissing
            | Meaning::ObjectNameTooLong
            | Meaning::SchemaTooOld => return None,
        };
        let unmet = Requirement::new(id, Status::Unmet, finding).owned_by(Owner::HostAdmin);
        return Some(unmet.weighing(Weight::Veto).because(pointer));
    }
    let licence = evidence.licensing.windows.value()?;
    if let Some(missing) = missing_in_firmware(evidence, licence) {
        return Some(missing);
    }
    let by_key = matches!(
        key_channel(licence),
        Some(KeyChannel::Mak | KeyChannel::Retail | KeyChannel::KmsHost)
    );
    let is_accepted = by_key && licence.status == Some(LicenceStatus::Licensed);
    is_accepted.then(|| Requirement::new(id, Status::Met, Finding::KeyAccepted {}).because(WINDOWS))
}

/// `SL_E_NO_PRODUCT_KEY_FOUND`.
const NO_KEY_FOUND: u32 = 0xC004_F213;

/// Since Windows 8 a maker's key stands in the firmware, and nowhere else.
fn missing_in_firmware(evidence: &Evidence, licence: &LicenceFacts) -> Option<Requirement> {
    let licensing = &evidence.licensing;
    let is_of_firmware = licence.description.contains("OEM_DM")
        && licence.status != Some(LicenceStatus::Licensed)
        && licensing.firmware_key.is_none();
    let by_hand = licensing.codes_by_hand.contains(&NO_KEY_FOUND);
    let is_told = [licence.activation_error, licence.reason].contains(&Some(NO_KEY_FOUND));
    if !is_of_firmware || !(is_told || by_hand) {
        return None;
    }
    let empty = YesNo(licensing.firmware_without_key);
    let finding = Finding::OemKeyMissing { code: HexCode(NO_KEY_FOUND), empty };
    let id = RequirementId::OnlineKeyAccepted;
    let unmet = Requirement::new(id, Status::Unmet, finding).owned_by(Owner::HostAdmin);
    let looked = pointer!(licensing.firmware_without_key);
    let looked = licensing.firmware_without_key.then(|| looked.to_owned());
    Some(unmet.weighing(Weight::Veto).because(WINDOWS).because_of(looked))
}
