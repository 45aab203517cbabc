//! `slmgr /dlv`, `/dli`, `/xpr`, `/ato` and `/dti`, in any language.
//!
//! Labels are translated; descriptions, GUIDs, key ends, codes and `host:port` are not, and
//! slmgr.vbs prints its lines in one order. Only the words for the state of the licence have to be
//! known by language (`words`). People paste parts: lines are missing, blank ones stand between,
//! keys are masked, several machines stand in one file.

mod add_ons;
mod attempt;
mod block;
mod expiry;
mod keys;
mod limits;
mod machines;
mod settings;
mod words;

pub use block::{channel_of, is_product_name, key_channel_of, product_kind};
pub use machines::begins_output;
pub use words::status_of;

use std::net::Ipv4Addr;

use super::lines::{Lines, value};
use super::{Capture, Facts, Text, few};
use crate::evidence::{CaptureKind, LicenceFacts, LicenceStatus, is_of_kms_request};
use crate::wire::installation_id::InstallationId;

/// How many Installation IDs are kept of what one machine printed.
const MOST_IDS: usize = 64;

/// Reads the Windows product of each machine, other products that have a key, and the error of an
/// activation. Lines that another reader took are none of these.
pub fn parse(text: &Text, taken: &[bool]) -> Vec<Capture> {
    let lines = without(text.lines(), taken);
    let sections = machines::sections(&lines);
    let mut captures = few(sections.into_iter().flat_map(|section| {
        let captures = read(&section);
        if captures.is_empty() { installation_ids(&section) } else { captures }
    }));
    take_in_what_is_said_above(&mut captures);
    captures
}

/// A code that somebody wrote above the output of one machine may be that machine's.
fn take_in_what_is_said_above(captures: &mut [Capture]) {
    let is_of_one = captures.iter().all(|capture| capture.facts.part.section <= Some(1));
    let is_bare = |licence: &LicenceFacts| licence.name.is_empty() && licence.channel.is_none();
    if let Some(Capture { facts, .. }) = captures.first_mut()
        && facts.part.section == Some(0)
        && is_of_one
        && facts.licence.as_ref().is_none_or(is_bare)
    {
        facts.part.section = None;
    }
}

fn without<'a>(lines: Lines<'a>, taken: &[bool]) -> Vec<&'a str> {
    let is_taken = |at: &usize| taken.get(*at).copied().unwrap_or(false);
    let free = |at: usize| Some(at).filter(|at| !is_taken(at)).and_then(|at| lines.get(at));
    (0..lines.len()).map(|at| free(at).unwrap_or_default()).collect()
}

/// What one machine printed; and where that is a KMS host, an error that only its clients end with
/// is of one of these.
fn read(section: &machines::Section<'_>) -> Vec<Capture> {
    let mut found = block::read(section.lines);
    let attempts = attempt::read(section.lines).known_by(&found.others);
    let other_errors = attempts.other_errors();
    add_ons::join(&mut found.others, attempts.add_ons);
    let is_of_client = |attempt: &attempt::Attempt| {
        section.computer.is_empty()
            && attempt.error.is_some_and(is_of_kms_request)
            && found.windows.as_ref().is_some_and(|windows| is_of_another(windows, attempt))
    };
    let (of_client, attempt): (Vec<_>, Vec<_>) =
        attempts.windows.into_iter().partition(is_of_client);
    let mut own = read_own(section, found, attempt.into_iter().next());
    if let Some(own) = own.as_mut().filter(|_| of_client.is_empty()) {
        own.facts.other_errors = other_errors;
    }
    own.into_iter().chain(of_client.into_iter().map(|attempt| client(section, attempt))).collect()
}

fn is_of_another(windows: &LicenceFacts, attempt: &attempt::Attempt) -> bool {
    let (own, tried) = (windows.activation_id.as_ref(), attempt.activation_id.as_ref());
    windows.is_of_kms_host() && (own.is_none() || own != tried)
}

/// A client's attempt that stands beside a KMS host's own output.
fn client(section: &machines::Section<'_>, attempt: attempt::Attempt) -> Capture {
    let mut licence = LicenceFacts::default();
    add(&mut licence, attempt);
    let (part, licence) = (section.part(), Some(licence));
    Capture::whole(CaptureKind::Slmgr, Facts { part, licence, ..Facts::default() })
}

fn read_own(
    section: &machines::Section<'_>,
    mut found: block::Products,
    attempt: Option<attempt::Attempt>,
) -> Option<Capture> {
    let expiry = expiry::read(section.lines);
    let forced_kms = settings::forced_kms(section.lines);
    let lookup_domain = settings::lookup_domain(section.lines);
    let is_printed = found.windows.is_some() || attempt.is_some();
    let activation_type = settings::activation_type(section.lines);
    let is_set = forced_kms.is_some() || lookup_domain.is_some() || activation_type.is_some();
    let key = keys::last(section.lines);
    let key = add_ons::key_of_windows(key, &mut found.others, is_printed);
    let is_set = is_set || key.is_some();
    let is_of_windows = found.windows.is_some() || attempt.is_some() || expiry.is_some() || is_set;
    if !is_of_windows && found.others.is_empty() {
        return None;
    }
    let mut licence = found.windows.unwrap_or_default();
    let no_key = key == Some(keys::Key::Missing);
    if let Some(key) = key {
        keys::take_in(&mut licence, key);
    }
    let mut ends_as_told = None;
    if let Some(expiry) = expiry {
        ends_as_told = expiry.ends_as_told;
        complete(&mut licence, expiry.licence);
    }
    let mut of_key_change = false;
    if let Some(attempt) = attempt {
        of_key_change = attempt.of_key && attempt.error.is_some();
        add(&mut licence, attempt);
    }
    licence.build = service_build(section.lines)
        .or_else(|| console_build(section.lines))
        .or_else(|| asked_build(section.lines));
    licence.forced_kms = licence.forced_kms.or(forced_kms);
    licence.lookup_domain = licence.lookup_domain.or(lookup_domain);
    licence.activation_type = licence.activation_type.or(activation_type);
    let facts = Facts {
        computer: section.computer.clone(),
        part: section.part(),
        licence: is_of_windows.then_some(licence),
        tried_key: keys::tried(section.lines).filter(|_| of_key_change),
        ends_as_told,
        of_key_change,
        no_key,
        installation_id: found.installation_id,
        other_products: found.others,
        ..Facts::default()
    };
    Some(Capture { kind: CaptureKind::Slmgr, truncated: found.truncated, facts })
}

/// What `/dti` prints: an Installation ID, and where to call. Without a name above, another one is
/// another machine's.
fn installation_ids(section: &machines::Section<'_>) -> Vec<Capture> {
    let mut ids: Vec<InstallationId> = Vec::new();
    for id in section.lines.iter().filter_map(|line| InstallationId::of_line(line)) {
        if ids.len() < MOST_IDS && !ids.contains(&id) {
            ids.push(id);
        }
    }
    let capture = |id| {
        let computer = section.computer.clone();
        let part = section.part();
        let facts = Facts { computer, part, installation_id: Some(id), ..Facts::default() };
        Capture::whole(CaptureKind::InstallationId, facts)
    };
    ids.into_iter().map(capture).collect()
}

/// What `/xpr` tells, where `/dli` did not.
fn complete(licence: &mut LicenceFacts, expiry: LicenceFacts) {
    if licence.name.is_empty() {
        licence.name = expiry.name;
    }
    licence.channel = licence.channel.or(expiry.channel);
    licence.status = licence.status.or(expiry.status);
    licence.ends_on = expiry.ends_on;
    licence.for_good = expiry.for_good;
    licence.unread_status = match licence.status {
        Some(_) => None,
        None => licence.unread_status.take().or(expiry.unread_status),
    };
}

fn add(licence: &mut LicenceFacts, attempt: attempt::Attempt) {
    if licence.name.is_empty() {
        licence.name = attempt.name;
    }
    licence.activation_id = licence.activation_id.take().or(attempt.activation_id);
    match attempt.error {
        Some(code) => licence.activation_error = Some(code),
        // A key that is in activates nothing by itself.
        None if attempt.of_key => {}
        None => licence.status = licence.status.or(Some(LicenceStatus::Licensed)),
    }
}

/// `/dlv` names the version of the service before any product; a prompt and a command may stand
/// before that.
fn service_build(lines: &[&str]) -> Option<u32> {
    let before = lines.iter().take_while(|line| !block::names_channel(line));
    before.filter_map(|line| value(line)).find_map(build_of)
}

/// `Microsoft Windows [Version 10.0.20348.2031]`, with which a console begins: of several, one was
/// opened inside another.
fn console_build(lines: &[&str]) -> Option<u32> {
    let before = lines.iter().take_while(|line| !block::names_channel(line));
    before.filter_map(|line| build_of(console_version(line)?)).last()
}

/// What `ver` printed below: a console that was opened there may be another machine's.
fn asked_build(lines: &[&str]) -> Option<u32> {
    let mut asked = false;
    for line in lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        if let Some(build) = console_version(line).filter(|_| asked).and_then(build_of) {
            return Some(build);
        }
        let command = line.rsplit(['>', ' ']).next().unwrap_or_default();
        asked = command.eq_ignore_ascii_case("ver");
    }
    None
}

fn console_version(line: &str) -> Option<&str> {
    let told = line.trim().strip_prefix("Microsoft Windows [")?.strip_suffix(']')?;
    told.rsplit(' ').next()
}

/// The build in a version such as `10.0.20348.1`, which is no address; the first versions of the
/// service do not follow the system's.
pub fn build_of(version: &str) -> Option<u32> {
    let version = Some(version).filter(|version| version.parse::<Ipv4Addr>().is_err())?;
    let of_system = ["10.0.", "6.3.", "6.2.", "6.1."];
    let build = of_system.iter().find_map(|system| version.strip_prefix(system))?;
    build.split('.').next()?.parse().ok()
}
