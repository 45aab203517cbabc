//! Which name the captures of one machine go under: the one that the machine gave itself, or the
//! one that stands in the events beside its licence.

use super::{Capture, Facts};
use crate::evidence::{CaptureKind, LicenceFacts, event_id, is_of_kms_request, same_computer};

/// The captures of one machine under its name, where they do not name one themselves. Of several
/// licences without a name, the first is its own.
pub fn named(mut captures: Vec<Capture>, computer: &str) -> Vec<Capture> {
    if computer.is_empty() {
        name_by_events(&mut captures);
        return captures;
    }
    let mut seen: Vec<CaptureKind> = Vec::new();
    for capture in captures.iter_mut().filter(|capture| capture.facts.computer.is_empty()) {
        let is_one_of_many =
            matches!(capture.kind, CaptureKind::Slmgr | CaptureKind::InstallationId);
        if is_one_of_many && seen.contains(&capture.kind) {
            continue;
        }
        seen.push(capture.kind);
        computer.clone_into(&mut capture.facts.computer);
        let events = capture.facts.events.iter_mut();
        events.filter(|event| event.computer.is_empty()).for_each(|event| {
            computer.clone_into(&mut event.computer);
        });
    }
    captures
}

/// Where nothing else names the machine, its events do, as far as they are of the licence's own
/// side: a client's log names no KMS host, and the other way round. What was tried in the network
/// may have been tried anywhere.
fn name_by_events(captures: &mut [Capture]) {
    let Some((computer, side)) = logged(captures) else { return };
    let is_told = |facts: &Facts| !facts.computer.is_empty() && facts.licence.is_some();
    if captures.iter().any(|capture| is_told(&capture.facts)) {
        return;
    }
    let cmid = captures.iter().flat_map(|capture| &capture.facts.events);
    let mut cmid = cmid.filter(|event| event.id == event_id::KMS_REQUEST);
    let cmid = cmid.find_map(|event| event.cmid.clone());
    let is_its = |licence: &LicenceFacts| {
        let is_another = licence.cmid.is_some() && cmid.is_some() && licence.cmid != cmid;
        !is_another && side.has(licence)
    };
    let first = captures.iter_mut().map(|capture| &mut capture.facts);
    let mut licences = first.filter(|facts| facts.licence.is_some());
    if let Some(facts) = licences.next()
        && facts.licence.as_ref().is_some_and(is_its)
    {
        facts.computer = computer;
    }
}

/// The one computer whose events stand there, and which side of KMS it is on.
fn logged(captures: &[Capture]) -> Option<(String, Side)> {
    let mut events = captures.iter().flat_map(|capture| &capture.facts.events);
    let first = events.next().filter(|event| !event.computer.is_empty())?;
    let mut side = Side::of(first.id, first.code);
    for event in events {
        if same_computer(&first.computer, &event.computer) != Some(true) {
            return None;
        }
        side = side.and(Side::of(event.id, event.code))?;
    }
    Some((first.computer.clone(), side))
}

/// Who writes such events.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Host,
    Client,
    Either,
}

impl Side {
    fn of(id: u32, code: Option<u32>) -> Self {
        match id {
            event_id::KMS_SERVED | event_id::PUBLISH_FAILED | event_id::PUBLISHED => Self::Host,
            event_id::KMS_REQUEST | event_id::KMS_ANSWER => Self::Client,
            _ if code.is_some_and(is_of_kms_request) => Self::Client,
            _ => Self::Either,
        }
    }

    /// Both; nothing where they contradict.
    fn and(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Either, side) | (side, Self::Either) => Some(side),
            (one, other) => (one == other).then_some(one),
        }
    }

    fn has(self, licence: &LicenceFacts) -> bool {
        match self {
            Self::Host => licence.is_of_kms_host(),
            Self::Client => !licence.is_of_kms_host(),
            Self::Either => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::recognise;
    use crate::evidence::CaptureKind;

    const HOST: &str = "Name: Windows(R), ServerStandard edition\nDescription: Windows(R) \
        Operating System, VOLUME_KMS_WS22 channel\nPartial Product Key: XXXXX\nLicense Status: \
        Licensed\n\n";
    const CLIENT: &str = "Name: Windows(R), ServerStandard edition\nDescription: Windows(R) \
        Operating System, VOLUME_KMSCLIENT channel\nPartial Product Key: VMK7H\nLicense Status: \
        Licensed\n\n";

    fn event(id: u32, data: &str) -> String {
        format!(
            "Журнал:        Key Management Service\nИсточник:      Microsoft-Windows-Security-SPP\n\
             Дата:          24.11.2026 3:12:55\nКод события:   {id}\nПользователь:  Н/Д\n\
             Компьютер:     KMS-2.corp.test\nОписание:\nx\nСведения:\n{data}\n"
        )
    }

    fn name(text: &str) -> String {
        let captures = recognise(text.as_bytes());
        let licence = captures.into_iter().find(|capture| capture.kind == CaptureKind::Slmgr);
        licence.expect("there is a licence").facts.computer
    }

    #[test]
    fn an_event_names_the_licence_of_its_own_side_beside_it() {
        let published = event(12293, "0x80072338");
        let asked = event(
            12288,
            "0xC004F074, 0x00000000, kms1.corp.test:1688, 0d3d1a6c-7d11-4b2c-9d0e-2f1c5c1a7b01, \
             2026/11/24 00:12, 0, 5, 0, 9bd77860-9b31-4b7b-96ad-2564017315bf, 5",
        );
        assert_eq!(name(&format!("{HOST}{published}")), "KMS-2.corp.test");
        assert_eq!(name(&format!("{CLIENT}{asked}")), "KMS-2.corp.test");
        assert_eq!(name(&format!("{CLIENT}{published}")), "");
        assert_eq!(name(&format!("{HOST}{asked}")), "");
        // A name that stands above the licence is the machine's.
        assert_eq!(name(&format!("C:\\>hostname\nKMS-9\n\n{HOST}{published}")), "KMS-9");
    }
}
