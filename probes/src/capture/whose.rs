//! Whose output stands where: one text may hold what several machines printed. A machine tells its
//! own name (`hostname`, `systeminfo`, the head of a transcript), or the prompt of a session on it
//! does, or what `psexec` writes around its output.

mod headings;
mod marks;

use super::lines::Lines;
use crate::evidence::same_computer;
use marks::{Mark, marks};

/// How many machines are told apart in one text.
const MOST_MACHINES: usize = 64;

/// A machine, and where its output stands.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Machine {
    /// Its name; empty where nothing tells.
    pub computer: String,
    /// From which line up to which other one, in order.
    pub ranges: Vec<(usize, usize)>,
}

/// The machines of a text, in the order in which they begin, and whether these are all; one without
/// a name where nothing names any.
pub fn machines(lines: Lines<'_>) -> (Vec<Machine>, bool) {
    let mut reading = Sessions::new();
    for (at, mark) in marks(lines) {
        reading.take(at, mark);
    }
    gathered(reading.spans(lines))
}

/// Lines of one machine.
struct Span {
    computer: String,
    from: usize,
    to: usize,
}

/// Where each machine's lines begin, as far as was read.
struct Sessions {
    cuts: Vec<(usize, String)>,
    /// What the machine at the console calls itself.
    own: String,
    /// All the names by which machines called themselves.
    own_names: Vec<String>,
    /// The machine of the session that is open.
    session: Option<String>,
    /// A name or an address that a session was opened by, and how the machine calls itself.
    aliases: Vec<(String, String)>,
}

impl Sessions {
    fn new() -> Self {
        Self {
            cuts: vec![(0, String::new())],
            own: String::new(),
            own_names: Vec::new(),
            session: None,
            aliases: Vec::new(),
        }
    }

    fn take(&mut self, at: usize, mark: Mark) {
        match mark {
            Mark::Own(name) => self.own(at, name),
            Mark::Alias(name) => {
                if let Some(session) = self.session.clone() {
                    self.alias(session, name);
                }
            }
            Mark::Entered(name) => {
                self.cut(at, name.clone());
                self.session = Some(name);
            }
            Mark::Ended(name) => {
                self.name_the_last(name);
                self.leave(at + 1);
            }
            Mark::Left => self.leave(at + 1),
        }
    }

    fn own(&mut self, at: usize, name: String) {
        match self.session.take() {
            Some(session) if is_address(&session) => {
                self.alias(session.clone(), name);
                self.session = Some(session);
            }
            Some(session) if is_same(&session, &name) => self.session = Some(session),
            _ => {
                if !self.own_names.contains(&name) && self.own_names.len() < MOST_MACHINES {
                    self.own_names.push(name.clone());
                }
                self.own.clone_from(&name);
                self.cut(at, name);
            }
        }
    }

    fn alias(&mut self, session: String, name: String) {
        let is_known = self.aliases.iter().any(|(known, _)| *known == session);
        if !is_known && self.aliases.len() < MOST_MACHINES {
            self.aliases.push((session, name));
        }
    }

    fn leave(&mut self, at: usize) {
        self.session = None;
        self.cut(at, self.own.clone());
    }

    fn cut(&mut self, at: usize, name: String) {
        let goes_on = self.cuts.last().is_some_and(|(_, last)| *last == name);
        if !goes_on {
            self.cuts.push((at, name));
        }
    }

    /// Whose output ends may not have been told where it began.
    fn name_the_last(&mut self, name: String) {
        if let Some((_, last)) = self.cuts.last_mut()
            && last.is_empty()
        {
            *last = name;
        }
    }

    fn spans(self, lines: Lines<'_>) -> Vec<Span> {
        let ends = self.cuts.iter().skip(1).map(|(at, _)| *at).chain([lines.len()]);
        let ends: Vec<usize> = ends.collect();
        let whole_name = |name: &String| {
            let alias = self.aliases.iter().find(|(address, _)| address == name);
            alias.map_or(name, |(_, name)| name).clone()
        };
        let spans = self.cuts.iter().zip(ends).map(|((from, name), to)| Span {
            computer: whole_name(name),
            from: *from,
            to,
        });
        let mut spans: Vec<Span> = spans.collect();
        spans.retain(|span| {
            lines.part(span.from, span.to).iter().any(|line| !line.trim().is_empty())
        });
        self.name_the_unnamed(&mut spans, lines);
        spans
    }

    /// What stands outside of all sessions is the machine's that calls itself by the only name;
    /// what somebody wrote above the only machine is about it.
    fn name_the_unnamed(&self, spans: &mut [Span], lines: Lines<'_>) {
        if let Some(own) = only(&self.own_names) {
            spans.iter_mut().filter(|span| span.computer.is_empty()).for_each(|span| {
                span.computer.clone_from(own);
            });
        }
        let told = spans.iter().map(|span| span.computer.clone()).filter(|name| !name.is_empty());
        let told: Vec<String> = told.collect();
        let (Some(first), Some(name)) = (spans.first_mut(), only(&told)) else { return };
        let mut above = lines.part(first.from, first.to).iter();
        let is_output = |line: &str| super::slmgr::begins_output(line) || is_command(line);
        if first.computer.is_empty() && !above.any(is_output) {
            first.computer.clone_from(name);
        }
    }
}

/// A command at a prompt of Windows: what stands below it is some machine's.
fn is_command(line: &str) -> bool {
    let prompt = line.trim_start().strip_prefix("PS ").unwrap_or(line.trim_start());
    let is_drive = prompt.starts_with(|c: char| c.is_ascii_alphabetic());
    let path = prompt.get(1..).filter(|_| is_drive).and_then(|rest| rest.strip_prefix(":\\"));
    path.and_then(|path| path.split_once('>'))
        .is_some_and(|(_, command)| !command.trim().is_empty())
}

/// The one name that all of them are, in its first spelling.
fn only(names: &[String]) -> Option<&String> {
    let first = names.first()?;
    names.iter().all(|name| is_same(first, name)).then_some(first)
}

fn gathered(spans: Vec<Span>) -> (Vec<Machine>, bool) {
    let mut machines: Vec<Machine> = Vec::new();
    let mut is_all = true;
    for Span { computer, from, to } in spans {
        let is_full = machines.len() >= MOST_MACHINES;
        match machines.iter_mut().find(|known| is_same(&known.computer, &computer)) {
            Some(known) => known.ranges.push((from, to)),
            None if is_full => is_all = false,
            None => machines.push(Machine { computer, ranges: vec![(from, to)] }),
        }
    }
    (machines, is_all)
}

/// Where it cannot be told, the longer name is the whole one: who sits at one console calls one
/// machine by both.
fn is_same(one: &str, other: &str) -> bool {
    let are_told = !one.is_empty() && !other.is_empty();
    one == other || are_told && same_computer(one, other) != Some(false)
}

fn is_address(name: &str) -> bool {
    name.parse::<std::net::IpAddr>().is_ok()
}

/// A name that a computer may have: one word of letters, digits and few signs.
pub fn is_computer(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    (1..=253).contains(&name.len())
        && name.chars().all(fits)
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.contains(|c: char| c.is_ascii_alphabetic())
        && !name.to_ascii_lowercase().ends_with(".vbs")
}

#[cfg(test)]
mod tests;
