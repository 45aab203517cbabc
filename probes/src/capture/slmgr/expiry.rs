//! `slmgr /xpr`: until when, below the product's name.

use super::words::{self, Ending};
use crate::capture::lines::value;
use crate::capture::{dates, keep};
use crate::evidence::{KeyChannel, LicenceFacts, LicenceStatus};
use crate::wire::work::look;

/// What it tells.
pub struct Expiry {
    pub licence: LicenceFacts,
    /// The day, where it can be read in two ways.
    pub ends_as_told: Option<String>,
}

/// Reads the name, which ends its line with a colon, and the sentence below it.
pub fn read(lines: &[&str]) -> Option<Expiry> {
    let mut name: Option<&str> = None;
    for line in lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        look(line.len());
        if let Some(product) = name {
            return Some(of(product, line));
        }
        if let Some(told) = on_one_line(line) {
            return Some(told);
        }
        name = product(line);
    }
    None
}

fn product(line: &str) -> Option<&str> {
    let name = line.strip_suffix([':', '\u{ff1a}'])?.trim_end();
    let from = name.find("Windows")?;
    name.get(from..).filter(|name| name.ends_with(" edition") && !name.contains(':'))
}

/// `windows professional edition: windows is in notification mode`, as people write it down. Behind
/// such a colon anything may stand: what is not known tells nothing.
fn on_one_line(line: &str) -> Option<Expiry> {
    const END: &str = " edition";
    let at = line.find(" edition:")?;
    let name = line.get(..at + END.len())?;
    let from = name.to_ascii_lowercase().rfind("windows")?;
    let sentence = line.get(at + END.len() + 1..)?.trim().trim_matches(['"', '\'', '”']);
    let told = of(name.get(from..)?, sentence);
    (told.licence.status.is_some() && !sentence.is_empty()).then_some(told)
}

fn of(name: &str, sentence: &str) -> Expiry {
    let ends_as_told = dates::unclear_day(sentence).map(keep);
    Expiry { licence: licence(name, sentence), ends_as_told }
}

fn licence(name: &str, sentence: &str) -> LicenceFacts {
    let licence = LicenceFacts { name: keep(name), ..LicenceFacts::default() };
    let state = value(sentence).unwrap_or(sentence);
    let ends_on = dates::day(sentence);
    // A day that can be read in two ways ends something all the same.
    if ends_on.is_some() || sentence.contains(|c: char| c.is_ascii_digit()) {
        return ending(licence, sentence, ends_on);
    }
    if words::says_for_good(sentence) {
        return LicenceFacts { status: Some(LicenceStatus::Licensed), for_good: true, ..licence };
    }
    match words::status_of(state) {
        Some(status) => LicenceFacts { status: Some(status), ..licence },
        None => LicenceFacts { unread_status: Some(keep(sentence)), ..licence },
    }
}

/// The name of an evaluation tells it in every language.
fn ending(
    licence: LicenceFacts,
    sentence: &str,
    ends_on: Option<jiff::civil::Date>,
) -> LicenceFacts {
    let is_evaluation = licence.name.contains("Eval edition");
    let ending = words::ending_of(sentence).or(is_evaluation.then_some(Ending::Evaluation));
    let (status, channel) = match ending {
        Some(Ending::Grace) => (Some(LicenceStatus::InitialGrace), None),
        Some(Ending::Volume) => (Some(LicenceStatus::Licensed), Some(KeyChannel::KmsClient)),
        Some(Ending::Evaluation) => (Some(LicenceStatus::Licensed), Some(KeyChannel::TimeBased)),
        Some(Ending::VirtualMachine) => (Some(LicenceStatus::Licensed), Some(KeyChannel::Avma)),
        None => (None, None),
    };
    let unread_status = status.is_none().then(|| keep(sentence));
    LicenceFacts { channel, status, unread_status, ends_on, ..licence }
}
