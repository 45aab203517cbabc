//! Which machine printed what: a file may hold the outputs of several.

use std::net::Ipv4Addr;

use super::attempt;
use super::block::{self, is_product_name};
use crate::capture::lines::{guid, label_and_value, value};
use crate::capture::whose::is_computer;
use crate::capture::{Part, keep};
use crate::wire::installation_id::InstallationId;
use crate::wire::work::look;

/// What one machine printed.
pub struct Section<'a> {
    /// Its name; empty where nothing tells.
    pub computer: String,
    /// How many names stand above it, each another than the one before.
    pub place: usize,
    /// Its lines, with the blank ones.
    pub lines: &'a [&'a str],
}

impl Section<'_> {
    /// Where it stands among the machines of the text.
    pub fn part(&self) -> Part {
        Part { section: Some(self.place), ..Part::default() }
    }
}

/// Where something begins that may be another machine's.
enum Mark {
    /// A name above an output.
    Named(String),
    /// The version of the licensing service, before any product.
    Version,
    /// The Windows product that is installed: a machine has one.
    Product,
    /// An attempt to activate it: what is printed below is of the same machine.
    Attempt,
}

/// The sections of a text, in order.
pub fn sections<'a>(lines: &'a [&'a str]) -> Vec<Section<'a>> {
    let mut cuts: Vec<(usize, String, usize)> = vec![(0, String::new(), 0)];
    let mut has_product = false;
    let (mut place, mut named) = (0, String::new());
    for (at, mark) in marks(lines) {
        let name = match mark {
            Mark::Named(name) => {
                place += usize::from(name != named);
                named.clone_from(&name);
                name
            }
            Mark::Attempt => {
                has_product = false;
                continue;
            }
            Mark::Version | Mark::Product if has_product => String::new(),
            Mark::Version => continue,
            Mark::Product => {
                has_product = true;
                continue;
            }
        };
        has_product = matches!(lines.get(at), Some(line) if is_labelled_name(line));
        cuts.push((at, name, place));
    }
    let ends: Vec<usize> = cuts.iter().skip(1).map(|(at, ..)| *at).chain([lines.len()]).collect();
    let of = |((from, computer, place), to): ((usize, String, usize), usize)| Section {
        computer,
        place,
        lines: lines.get(from..to).unwrap_or_default(),
    };
    cuts.into_iter().zip(ends).map(of).collect()
}

fn is_labelled_name(line: &str) -> bool {
    value(line).is_some_and(is_product_name) || block::names_channel(line)
}

fn marks(lines: &[&str]) -> Vec<(usize, Mark)> {
    let products = block::installed_products(lines);
    let mut products = products.into_iter().peekable();
    let next = next_lines(lines);
    let mut marks = Vec::new();
    let mut is_asked = false;
    for (at, line) in lines.iter().enumerate() {
        look(line.len());
        let below = next.get(at).copied().flatten().and_then(|next| lines.get(next)).copied();
        let is_listed = at
            .checked_sub(1)
            .and_then(|at| lines.get(at))
            .is_some_and(|above| is_word(above) && is_word(line));
        if let Some(name) = named(line, below).filter(|_| !is_listed) {
            is_asked = of_command(line.trim()).is_some();
            marks.push((at, Mark::Named(keep(name))));
        } else if is_asked && is_own_command(line) {
            // What was asked of another machine ends here.
            is_asked = false;
            marks.push((at, Mark::Named(String::new())));
        } else if value(line).is_some_and(is_version) {
            marks.push((at, Mark::Version));
        }
        if products.next_if_eq(&at).is_some() {
            marks.push((at, Mark::Product));
        } else if attempt::ends_with(line) {
            marks.push((at, Mark::Attempt));
        }
    }
    marks
}

/// For each line, the next one that is not blank.
fn next_lines(lines: &[&str]) -> Vec<Option<usize>> {
    let mut next = None;
    let mut all: Vec<Option<usize>> = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate().rev() {
        all.push(next);
        if !line.trim().is_empty() {
            next = Some(at);
        }
    }
    all.reverse();
    all
}

/// The computer that a line names: a command does by itself, anything else where an
/// output begins below.
fn named<'a>(line: &'a str, below: Option<&str>) -> Option<&'a str> {
    let line = line.trim();
    if line.is_empty() || line.len() > LONGEST {
        return None;
    }
    of_command(line).or_else(|| {
        below.filter(|below| begins_output(below))?;
        of_label(line).or_else(|| of_heading(line))
    })
}

/// In bytes.
const LONGEST: usize = 300;

/// `slmgr.vbs srv02 /dlv`, `winrs -r:srv02 cscript slmgr.vbs /dlv`, `Invoke-Command -ComputerName
/// srv02 { … slmgr.vbs /dlv }`.
fn of_command(line: &str) -> Option<&str> {
    let at = line.to_ascii_lowercase().find("slmgr")?;
    let (before, script) = line.split_at_checked(at)?;
    let mut words = script.split_whitespace().skip(1);
    let name = words.next()?;
    let has_option = words.any(|word| word.starts_with(['/', '-']));
    let asked = Some(name).filter(|name| has_option && is_computer(name));
    asked.or_else(|| ran_on(before))
}

/// The machine on which a command runs another one.
fn ran_on(command: &str) -> Option<&str> {
    const OPTIONS: [&str; 4] = ["-computername", "-cn", "-r", "/r"];
    let mut words = command.split_whitespace();
    let name = words.find_map(|word| {
        let (option, name) = word.split_once(':').unwrap_or((word, ""));
        let is_meant = OPTIONS.iter().any(|known| option.eq_ignore_ascii_case(known));
        is_meant.then_some(name)
    })?;
    let name = if name.is_empty() { words.next()? } else { name };
    let name = name.trim_matches(['"', '\'']);
    let runs = command.trim_start().get(..5)?.to_ascii_lowercase();
    let is_known = matches!(runs.as_str(), "winrs" | "invok" | "icm -");
    (is_known && is_computer(name)).then_some(name)
}

/// `slmgr.vbs /dlv`, `slmgr /ato`: of the machine itself.
fn is_own_command(line: &str) -> bool {
    let small = line.to_ascii_lowercase();
    let script = small.find("slmgr").filter(|_| line.len() <= LONGEST);
    let mut words = script.and_then(|at| small.get(at..)).unwrap_or_default().split_whitespace();
    words.next().is_some_and(|script| matches!(script, "slmgr" | "slmgr.vbs"))
        && words.next().is_some_and(|option| option.starts_with(['/', '-']))
}

fn of_label(line: &str) -> Option<&str> {
    let (label, name) = label_and_value(line)?;
    let label = label.trim_matches(['*', '#', '-', ' ']).to_lowercase();
    (LABELS.contains(&label.as_str()) && is_computer(name)).then_some(name)
}

const LABELS: [&str; 13] = [
    "computer",
    "computername",
    "computer name",
    "host",
    "hostname",
    "host name",
    "server",
    "machine",
    "pc",
    "ordinateur",
    "nom de l’hôte",
    "rechner",
    "equipo",
];

/// `SRV01:`, `=== srv01 ===`, `## srv-01`: one word that no sentence has.
fn of_heading(line: &str) -> Option<&str> {
    let name = line.trim_matches(|c: char| " =#*-_<>[]:|>`".contains(c));
    let is_odd = name.contains(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.'));
    (is_odd && is_computer(name)).then_some(name)
}

/// One word that may be a name, with nothing around it: two such lines are a list of names.
fn is_word(line: &str) -> bool {
    is_computer(line.trim())
}

/// Whether what a machine prints of its licence may begin with this line.
pub fn begins_output(line: &str) -> bool {
    let is_product = |value: &str| is_version(value) || is_product_name(value);
    value(line).is_some_and(is_product)
        || block::names_channel(line)
        || line.split(['(', ')']).any(|part| guid(part).is_some())
        || line.trim_end().ends_with(" edition:")
        || InstallationId::of_line(line).is_some()
}

/// `10.0.20348.1`; `10.0.0.53` is an address.
fn is_version(value: &str) -> bool {
    value.split('.').count() == 4
        && value.len() < 24
        && value.parse::<Ipv4Addr>().is_err()
        && value.split('.').all(|part| part.parse::<u32>().is_ok())
}
