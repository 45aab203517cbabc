//! A line that names a machine above what was typed or printed there: `On PC-114:`, `Output from
//! LAPTOP:`, `=== KMSNEW ===`. Any line may end with a colon: what tells a name from another word
//! is its shape, the same name elsewhere in the text, or the headings beside it.

use std::collections::BTreeSet;

use super::{is_command, is_computer};
use crate::capture::lines::Lines;
use crate::capture::slmgr::begins_output;

/// The names by which a text calls machines elsewhere, in small letters.
#[derive(Default)]
pub struct Names(BTreeSet<String>);

impl Names {
    /// The first labels of whole names (`kmsnew.corp.example`), and what stands behind `\\`.
    pub fn of(lines: Lines<'_>) -> Self {
        let mut names = BTreeSet::new();
        for line in lines.iter().filter(|line| line.contains('.') || line.contains(r"\\")) {
            let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '\\');
            for word in line.split(|c: char| !fits(c)).filter_map(named) {
                if names.len() < MOST_NAMES {
                    names.insert(word.to_ascii_lowercase());
                }
            }
        }
        Self(names)
    }

    fn have(&self, word: &str) -> bool {
        self.0.contains(&word.to_ascii_lowercase())
    }
}

/// More are kept of no text.
const MOST_NAMES: usize = 4096;

fn named(word: &str) -> Option<&str> {
    if let Some(name) = word.strip_prefix(r"\\") {
        return Some(name).filter(|name| is_computer(name) && !name.contains(['.', '\\']));
    }
    let (first, rest) = word.trim_end_matches('.').split_once('.')?;
    let is_whole = rest.contains('.') && rest.split('.').all(is_label);
    (is_whole && is_computer(first) && !word.contains('\\')).then_some(first)
}

fn is_label(label: &str) -> bool {
    !label.is_empty() && label.starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// A line that may be a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading<'a> {
    /// The name.
    pub name: &'a str,
    /// Whether nothing else may be meant; else only beside one of which that is so.
    pub is_sure: bool,
}

/// The machine that a line names, by the next one that is not blank.
pub fn of_line<'a>(line: &'a str, below: Option<&str>, names: &Names) -> Option<Heading<'a>> {
    let sure = |name| Heading { name, is_sure: true };
    if let Some(name) = of_device(line).filter(|_| below.is_some_and(is_output)) {
        return Some(sure(name));
    }
    if let Some(name) = of_place(line) {
        let is_telling = || below.is_some_and(is_output);
        let is_name = is_odd(name) || is_name(name, line, names) && is_telling();
        return is_name.then(|| sure(name));
    }
    let name = bare(line).filter(|_| below.is_some_and(is_command))?;
    let is_sure = is_odd(name) || names.have(name);
    (is_sure || is_shouted(name)).then_some(Heading { name, is_sure })
}

/// What a heading stands above.
fn is_output(line: &str) -> bool {
    is_command(line) || begins_output(line) || is_typed(line)
}

/// A command without its prompt.
fn is_typed(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    let is_script = first.starts_with("slmgr") || first == "cscript";
    is_script && line.contains(['/', '-'])
}

/// `On PC-114:`, `Sur le serveur SRV-01 :`, `Same test from app4 (10.1.0.7, other LAN):`: a short
/// line that ends with a colon, and names a place at its end or before a bracket.
fn of_place(line: &str) -> Option<&str> {
    const PLACES: [&str; 42] = [
        "on", "at", "from", "of", "in", "sur", "depuis", "de", "du", "auf", "von", "vom", "am",
        "im", "aus", "en", "desde", "del", "em", "no", "do", "pelo", "su", "sul", "sulla", "nel",
        "nella", "da", "dal", "dalla", "della", "na", "op", "van", "z", "ze", "på", "на", "с",
        "со", "из", "от",
    ];
    let told = line.strip_suffix(':')?.trim_end();
    let told = told.split_once(" (").map_or(told, |(before, _)| before);
    let words: Vec<&str> = told.split_whitespace().take(MOST_WORDS + 1).collect();
    let (name, before) = words.split_last()?;
    let is_place = |word: &&str| PLACES.contains(&word.to_ascii_lowercase().as_str());
    let begins = before.first().is_some_and(is_place);
    let stands_behind = before.last().is_some_and(is_place);
    let is_meant = words.len() <= MOST_WORDS && (begins || stands_behind);
    (is_meant && is_computer(name)).then_some(*name)
}

/// `PC LAB-07 (cloned on 2 November):`, `Room 214 - PC LAB-07`: what kind of machine it is, and its
/// name, with nothing else of that part of the line.
fn of_device(line: &str) -> Option<&str> {
    const DEVICES: [&str; 31] = [
        "pc",
        "computer",
        "host",
        "machine",
        "server",
        "laptop",
        "notebook",
        "workstation",
        "client",
        "node",
        "vm",
        "ordinateur",
        "poste",
        "serveur",
        "rechner",
        "equipo",
        "servidor",
        "máquina",
        "maquina",
        "computador",
        "estação",
        "terminal",
        "macchina",
        "komputer",
        "serwer",
        "počítač",
        "пк",
        "арм",
        "сервер",
        "компьютер",
        "хост",
    ];
    const PARTS: [&str; 5] = [" - ", " – ", " — ", ", ", " / "];
    let told = line.strip_suffix(':').unwrap_or(line);
    let told = told.split_once(" (").map_or(told, |(before, _)| before).trim_end();
    let behind = |told, mark| str::rsplit_once(told, mark).map_or(told, |(_, last)| last);
    let last = PARTS.iter().fold(told, |told, mark| behind(told, *mark));
    let (device, name) = last.trim().split_once(' ')?;
    (DEVICES.contains(&device.to_lowercase().as_str()) && is_odd(name)).then_some(name)
}

/// `On the old KMS host KMS-01 :`.
const MOST_WORDS: usize = 7;

/// A name that a sentence may have as a word: it is called so elsewhere, or it alone stands in
/// capitals.
fn is_name(name: &str, line: &str, names: &Names) -> bool {
    let is_all_shouted = !line.contains(|c: char| c.is_ascii_lowercase());
    names.have(name) || is_shouted(name) && !is_all_shouted
}

/// In capitals, and no word that is written so.
fn is_shouted(name: &str) -> bool {
    const OTHERS: [&str; 24] = [
        "ADBA",
        "AVMA",
        "CIFS",
        "CIM",
        "DHCP",
        "DISM",
        "DNS",
        "HTTP",
        "HTTPS",
        "IPCONFIG",
        "KMS",
        "LDAP",
        "LICENCE",
        "LICENSE",
        "NSLOOKUP",
        "OSPP",
        "OUTPUT",
        "PING",
        "POWERSHELL",
        "SLMGR",
        "TELNET",
        "VBS",
        "W32TM",
        "WINHTTP",
    ];
    let is_long = name.chars().filter(char::is_ascii_alphabetic).count() >= FEWEST_LETTERS;
    is_long
        && !name.contains(|c: char| c.is_ascii_lowercase() || c == '.')
        && is_computer(name)
        && !OTHERS.contains(&name)
}

/// Shorter words in capitals are mostly abbreviations.
const FEWEST_LETTERS: usize = 4;

/// `KMSNEW:`, `=== KMSNEW ===`, `## SRV01`: one name, and signs around it.
fn bare(line: &str) -> Option<&str> {
    let name = line.trim_matches(|c: char| " =#*-_<>[]:|~".contains(c));
    let is_framed = name.len() < line.trim().len() && !line.trim_start().starts_with(['>', '/']);
    (is_framed && is_computer(name) && !name.contains('.')).then_some(name)
}

/// A name that no word of a sentence is, and no release of Windows: it has a digit, or a dash and
/// no small letter.
pub fn is_odd(name: &str) -> bool {
    let small = name.to_ascii_lowercase();
    let is_release = ["windows", "win1", "server20", "ws20"].iter().any(|of| small.starts_with(of));
    let is_shouted = name.contains('-') && !name.contains(|c: char| c.is_ascii_lowercase());
    let has_digit = name.contains(|c: char| c.is_ascii_digit());
    (has_digit || is_shouted) && is_computer(name) && !name.contains('.') && !is_release
}
