//! `dism /online /Get-CurrentEdition`: labels are translated, the edition's id and the versions are
//! not.

use super::lines::{label_and_value, value};
use super::{Capture, Facts, Text, keep};
use crate::evidence::{CaptureKind, ProductFacts};

/// Reads the edition: the one-word value below two versions, the tool's and the image's. The head
/// may have been left out: then the image's stands alone, above nothing but the edition.
pub fn parse(text: &Text) -> Option<Capture> {
    let values: Vec<&str> = text.lines().iter().filter_map(current).collect();
    let both = values.windows(2).position(|pair| pair.iter().all(|value| is_version(value)));
    let is_alone = |pair: &[&str]| match pair {
        [version, edition] => is_of_image(version) && is_edition(edition),
        _ => false,
    };
    let alone = || values.windows(2).position(is_alone);
    let Some(image) = both.map(|at| at + 1).or_else(alone) else {
        return not_elevated(text);
    };
    let edition = values.get(image + 1..)?.iter().find(|value| is_edition(value));
    let build = values.get(image).and_then(|version| version.split('.').nth(2)?.parse().ok());
    let revision = values.get(image).and_then(|version| version.split('.').nth(3)?.parse().ok());
    let product = edition.map(|edition| ProductFacts {
        edition_id: keep(edition),
        build,
        revision,
        change_refused: change_refused(text),
        ..ProductFacts::default()
    });
    // Without an edition it is only this tool's where it says so.
    let has_target = || {
        let mut labelled = text.lines().iter().filter_map(label_and_value);
        labelled.any(|(label, value)| is_target(label, value))
    };
    let is_dism = product.is_some() || text.whole.contains("DISM") || has_target();
    let truncated = product.is_none();
    let facts = Facts { product, ..Facts::default() };
    is_dism.then_some(Capture { kind: CaptureKind::DismEdition, truncated, facts })
}

/// The number of an error below `/Set-Edition`, whatever the word for an error is.
fn change_refused(text: &Text) -> Option<u32> {
    let is_command = |line: &&str| line.to_ascii_lowercase().contains("/set-edition:");
    let mut below = text.lines().iter().skip_while(|line| !is_command(line)).skip(1);
    let is_error = |value: &str| value.len() <= 5 && value.bytes().all(|b| b.is_ascii_digit());
    let values = below.by_ref().take(LINES_OF_CHANGE).filter_map(|line| value(line));
    let mut errors = values.filter(|value| is_error(value));
    errors.next()?.parse().ok().filter(|code| *code > 0)
}

/// The tool's head, two versions, and blank lines between.
const LINES_OF_CHANGE: usize = 12;

/// Without rights it ends with `ERROR_ELEVATION_REQUIRED`, and names itself.
fn not_elevated(text: &Text) -> Option<Capture> {
    let is_refused = |line: &str| label_and_value(line).is_some_and(|(_, value)| value == "740");
    let at = text.lines().position(is_refused)?;
    let mut below = text.lines().iter().skip(at).take(LINES_OF_ERROR);
    let is_dism = below.any(|line| line.contains("DISM"));
    is_dism.then(|| Capture::whole(CaptureKind::DismEdition, Facts::default()))
}

/// Its error has a number, a blank line, and a sentence.
const LINES_OF_ERROR: usize = 4;

/// The value of a line, unless it is an edition that Windows could become (`/Get-TargetEditions`).
fn current(line: &str) -> Option<&str> {
    label_and_value(line).filter(|(label, value)| !is_target(label, value)).map(|(_, value)| value)
}

fn is_target(label: &str, value: &str) -> bool {
    let small = label.to_lowercase();
    is_edition(value) && TARGET.iter().any(|word| small.contains(word))
}

/// What a label of such an edition holds: the word for *target* of Microsoft's translations of the
/// page "DISM Windows Edition-Servicing Command-Line Options".
const TARGET: [&str; 11] = [
    "target",
    "cible",
    "ziel",
    "destin",
    "doel",
    "целев",
    "目标",
    "目標",
    "ターゲット",
    "대상",
    "docelow",
];

fn is_version(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    (3..=4).contains(&parts.len()) && parts.iter().all(|part| part.parse::<u32>().is_ok())
}

/// With its revision: `10.0.20348.2113`.
fn is_of_image(text: &str) -> bool {
    is_version(text) && text.split('.').count() == 4
}

/// An `EditionID` (Microsoft Learn, "Windows edition servicing"), such as `ServerDatacenter` or
/// `ProfessionalN`.
fn is_edition(text: &str) -> bool {
    const BEGINNINGS: [&str; 7] =
        ["Server", "Professional", "Enterprise", "Education", "Core", "IoTEnterprise", "Cloud"];
    text.chars().all(|c| c.is_ascii_alphanumeric())
        && BEGINNINGS.iter().any(|beginning| text.starts_with(beginning))
}
