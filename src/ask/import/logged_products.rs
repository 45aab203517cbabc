//! What events tell of Office: a KMS host answers it apart from Windows, and `ospp.vbs` hides that
//! answer behind its own code.

use actprobe_probes::evidence::{
    CaptureKind, HostPort, KeyChannel, LicenceStatus, LicensingEvent, OtherProduct, ProductKind,
    event_id, same_computer,
};

use super::merge::Merge;
use crate::catalogue::office_products;

impl Merge<'_> {
    /// Puts in what the newest request of each Office ended with, where it was not served.
    pub(super) fn logged_products(&mut self) {
        let events = self.evidence.licensing.events.iter();
        let of_office = events.filter(|event| is_of_kms(event)).filter_map(|event| {
            let name = office_products::name(event.activation_id.as_ref()?)?;
            Some((event.clone(), name))
        });
        let mut heard: Vec<LicensingEvent> = Vec::new();
        for (event, name) in of_office.collect::<Vec<_>>() {
            let is_known = heard.iter().any(|newer| is_of_same(newer, &event));
            // What was answered tells by its request why not.
            let is_open = event.id == event_id::KMS_ANSWER && event.activated != Some(true);
            if !is_known && !is_open {
                self.logged_product(&event, name);
                heard.push(event);
            }
        }
    }

    fn logged_product(&mut self, event: &LicensingEvent, name: &str) {
        let Some(code) = event.code.filter(|code| *code >= FIRST_FAILURE) else { return };
        let known = &mut self.evidence.licensing.other_products;
        let is_its = |product: &&mut OtherProduct| {
            product.activation_id == event.activation_id
                && same_computer(&product.computer, &event.computer) != Some(false)
        };
        if let Some(product) = known.iter_mut().find(is_its) {
            let is_umbrella = product.activation_error.is_none_or(|told| told == UMBRELLA);
            if product.status != Some(LicenceStatus::Licensed) && is_umbrella {
                product.activation_error = Some(code);
                product.kms = product.kms.take().or_else(|| event.kms_host.clone());
            }
            return;
        }
        let product = OtherProduct {
            channel: Some(KeyChannel::KmsClient),
            activation_id: event.activation_id.clone(),
            activation_error: Some(code),
            kms: event.kms_host.clone(),
            ..OtherProduct::named(ProductKind::Office, name.to_owned())
        };
        let file = self.file_of_events(&event.computer);
        self.other_product(product, &event.computer, &file);
    }

    fn file_of_events(&self, computer: &str) -> String {
        use CaptureKind::{EventsText, EventsXml, Evtx};
        let mut files = self.evidence.imports.iter().filter(|import| {
            matches!(import.kind, Some(EventsText | EventsXml | Evtx))
                && same_computer(&import.computer, computer) != Some(false)
        });
        files.next().map(|import| import.file.clone()).unwrap_or_default()
    }
}

/// The KMS host that the newest request in the client's own log went to.
pub fn asked_by_log(events: &[LicensingEvent], host: &str) -> Option<HostPort> {
    let is_own = |event: &&LicensingEvent| same_computer(&event.computer, host) != Some(false);
    // Office may be told a host of its own.
    let is_of_office = |id: &String| office_products::name(id).is_some();
    let is_of_windows =
        |event: &&LicensingEvent| !event.activation_id.as_ref().is_some_and(is_of_office);
    let request = events
        .iter()
        .filter(|event| event.id == event_id::KMS_REQUEST)
        .filter(is_own)
        .find(is_of_windows)?;
    request.kms_host.clone()
}

/// `SL_E_VL_BINDING_SERVICE_UNAVAILABLE`: no KMS host served, for whatever reason.
const UMBRELLA: u32 = 0xC004_F074;

/// Codes below only tell a state (MS-ERREF 2.1: the severity bit of an `HRESULT`).
const FIRST_FAILURE: u32 = 0x8000_0000;

fn is_of_kms(event: &LicensingEvent) -> bool {
    matches!(event.id, event_id::KMS_REQUEST | event_id::KMS_ANSWER)
}

fn is_of_same(one: &LicensingEvent, other: &LicensingEvent) -> bool {
    one.activation_id == other.activation_id && one.computer.eq_ignore_ascii_case(&other.computer)
}
