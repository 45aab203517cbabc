//! An Installation ID as a QR code, so that its digits are photographed and not typed. It stands
//! under a page on a terminal, and nowhere else.

use std::fmt::Write;

use actprobe_probes::wire::installation_id::InstallationId;
use anstyle::{AnsiColor, Color, Style};
use qrcodegen::{QrCode, QrCodeEcc};

use crate::say::lang::Speech;
use crate::say::phrase::Phrase;

/// More are named, not drawn: nobody photographs a roll of codes.
const MOST_DRAWN: usize = 8;
/// How many light modules a reader wants around the code (ISO/IEC 18004).
const QUIET: i32 = 4;

/// An Installation ID, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedId {
    /// The computer that it was read on; empty where nothing tells.
    pub computer: String,
    /// The capture that it stands in, if it does in one.
    pub file: Option<String>,
    /// Its digits.
    pub id: InstallationId,
}

/// Why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Saved reports keep none.
    Saved,
    /// The host that this runs on is another one, or no Windows.
    Elsewhere,
    /// The licensing service of this host told none.
    Untold,
}

/// What the terminal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Two signs of ASCII a module, and not half a block.
    pub ascii: bool,
    /// With colours, so that light is light whatever the ground is.
    pub color: bool,
    /// How many lines it shows at once, where that is known.
    pub rows: Option<usize>,
}

/// What stands under the page: each ID, or where to get one.
pub fn render(ids: &[OwnedId], missing: Missing, speech: &Speech, look: Look) -> String {
    let mut text = String::new();
    if ids.is_empty() {
        none(&mut text, missing, speech);
    }
    let (drawn, left_out) = ids.split_at(ids.len().min(MOST_DRAWN));
    for owned in drawn {
        one(&mut text, owned, speech, look);
    }
    if let [_, ..] = left_out {
        let names: Vec<String> = left_out.iter().map(whose).collect();
        line(&mut text, &speech.say(&Phrase::IdsNotDrawn { names }));
    }
    text
}

fn none(text: &mut String, missing: Missing, speech: &Speech) {
    let why = match missing {
        Missing::Saved => Phrase::NoIdSaved {},
        Missing::Elsewhere => Phrase::NoIdElsewhere {},
        Missing::Untold => Phrase::NoIdUntold {},
    };
    let how = Phrase::HowToGetId {};
    let paragraph = format!("{} {}", speech.say(&why), speech.say(&how));
    line(text, &format!("\n{}", textwrap::fill(&paragraph, 80)));
    for command in speech.run(&how).unwrap_or_default().lines() {
        line(text, &format!("        > {command}"));
    }
}

fn one(text: &mut String, owned: &OwnedId, speech: &Speech, look: Look) {
    let groups: Vec<&str> = owned.id.groups().collect();
    line(text, &format!("\n{}", speech.say(&Phrase::InstallationId { of: whose(owned) })));
    let rows = rows(&owned.id, look.ascii);
    if !look.color {
        line(text, &textwrap::fill(&speech.say(&Phrase::IdWithoutColors {}), 80));
    }
    let needed = rows.len() + 2;
    if look.rows.is_some_and(|shown| shown < needed) {
        line(text, &speech.say(&Phrase::IdNeedsRows { rows: needed as u64 }));
    }
    let ink = if look.color { INK } else { Style::new() };
    for row in &rows {
        line(text, &format!("{ink}{row}{ink:#}"));
    }
    line(text, &groups.join(" "));
}

/// Light modules are what is written, on a dark ground.
const INK: Style = Style::new()
    .fg_color(Some(Color::Ansi(AnsiColor::BrightWhite)))
    .bg_color(Some(Color::Ansi(AnsiColor::Black)));

fn whose(owned: &OwnedId) -> String {
    match (owned.computer.as_str(), &owned.file) {
        ("", Some(file)) => file.clone(),
        (computer, Some(file)) => format!("{computer} ({file})"),
        (computer, None) => computer.to_owned(),
    }
}

fn line(text: &mut String, line: &str) {
    // Writing to a `String` cannot fail.
    let _ = writeln!(text, "{line}");
}

/// The code with its quiet zone. No Installation ID is too long for one.
fn rows(id: &InstallationId, ascii: bool) -> Vec<String> {
    let code = QrCode::encode_text(id.digits(), QrCodeEcc::Medium);
    code.map(|code| if ascii { in_ascii(&code) } else { in_half_blocks(&code) }).unwrap_or_default()
}

fn in_ascii(code: &QrCode) -> Vec<String> {
    let sign = |x, y| if code.get_module(x, y) { "  " } else { "##" };
    span(code).map(|y| span(code).map(|x| sign(x, y)).collect()).collect()
}

/// Two rows of modules in a line.
fn in_half_blocks(code: &QrCode) -> Vec<String> {
    let sign = |x, y| match (code.get_module(x, y), code.get_module(x, y + 1)) {
        (false, false) => '█',
        (false, true) => '▀',
        (true, false) => '▄',
        (true, true) => ' ',
    };
    span(code).step_by(2).map(|y| span(code).map(|x| sign(x, y)).collect()).collect()
}

/// What stands outside of the code is light.
fn span(code: &QrCode) -> std::ops::Range<i32> {
    -QUIET..code.size() + QUIET
}

#[cfg(test)]
mod tests;
