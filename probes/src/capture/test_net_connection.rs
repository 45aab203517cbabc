//! `Test-NetConnection -ComputerName HOST -Port PORT`, as list or as JSON. The names of its
//! properties, `True` and `False` are not translated.

use std::net::IpAddr;
use std::ops::Range;

use super::json::{Object, address, flag, number, text};
use super::lines::{host, label_and_value};
use super::{Capture, Connection, Facts, Text};
use crate::evidence::{CaptureKind, FailureKind, Step, scrub};

/// How many connections are kept of one output.
const MOST_CONNECTIONS: usize = 256;

/// Reads every list and table in a text, and of what was tried without one the warnings.
pub fn parse(text: &Text) -> Vec<Capture> {
    let mut found = Connections::default();
    let mut list: Option<List> = None;
    let mut asked = Asked::default();
    let mut table = Table::default();
    for line in text.lines().iter() {
        if let Some(row) = table.row(line) {
            found.take(Some(asked.told_by(row)));
        }
        if let Some(command) = Asked::of_command(line) {
            found.settle(&mut asked);
            asked = command;
        }
        asked.result(line);
        let Some((label, value)) = label_and_value(line) else { continue };
        if label == "ComputerName" {
            let next = List { host: value, asked: asked.port, ..List::default() };
            found.take(list.replace(asked.told_by(next)));
        } else if let Some(list) = &mut list {
            list.take(label, value);
        }
    }
    found.take(list);
    found.settle(&mut asked);
    found.capture().into_iter().collect()
}

/// What a command asked, and what stands below it in place of a list.
#[derive(Default)]
struct Asked<'a> {
    host: Option<&'a str>,
    port: Option<u16>,
    /// `-InformationLevel Quiet`: the answer is one word.
    is_quiet: bool,
    /// A list tells it.
    is_told: bool,
    warned: Option<Warned<'a>>,
    answer: Option<bool>,
}

/// What a warning says of a connection.
#[derive(Clone, Copy)]
enum Warned<'a> {
    /// The host or its address, and the port.
    Closed(&'a str, u16),
    /// The name led to no address.
    Nowhere(&'a str),
}

impl Warned<'_> {
    /// The address that was tried at this port.
    fn address(self, port: u16) -> Option<IpAddr> {
        match self {
            Self::Closed(at, closed) if closed == port => at.parse().ok(),
            Self::Closed(..) | Self::Nowhere(_) => None,
        }
    }

    fn is_nowhere(self, host: &str) -> bool {
        matches!(self, Self::Nowhere(name) if name.eq_ignore_ascii_case(host))
    }
}

impl<'a> Asked<'a> {
    /// `Test-NetConnection HOST -Port 1688`, `tnc -ComputerName HOST -p 1688`; in parentheses,
    /// where one property is wanted. What it answered may stand behind it.
    fn of_command(line: &'a str) -> Option<Self> {
        let (command, member) = line.split_once(").").unwrap_or((line, ""));
        let mut words = command.split_whitespace().skip_while(|word| !is_cmdlet(word)).skip(1);
        let mut asked = Self::default();
        let mut is_one = false;
        while let Some(word) = words.next() {
            is_one = true;
            let small = word.to_ascii_lowercase();
            if let Some(answer) = answer(word).filter(|_| asked.port.is_some()) {
                (asked.is_quiet, asked.answer) = (true, Some(answer));
            } else if !word.starts_with('-') {
                asked.host = asked.host.or(Some(word));
            } else if is_short_for(&small, "-tcpport") {
                asked.port = words.next().and_then(|port| port.parse().ok());
                asked.is_quiet = asked.port.is_some();
            } else if is_short_for(&small, "-targetname") {
                asked.host = words.next();
            } else if is_short_for(&small, "-port") {
                asked.port = words.next().and_then(|port| port.parse().ok());
            } else if is_short_for(&small, "-computername") {
                asked.host = words.next();
            } else if is_short_for(&small, "-informationlevel") {
                asked.is_quiet = words.next().is_some_and(|how| how.eq_ignore_ascii_case("quiet"));
            } else if is_short_for(&small, "-expandproperty") {
                asked.is_quiet = words.next().is_some_and(is_success);
            }
        }
        let mut behind = member.split_whitespace();
        if behind.next().is_some_and(is_success) {
            (asked.is_quiet, asked.answer) = (true, behind.find_map(answer));
        }
        asked.host = asked.host.map(|host| host.trim_matches(['"', '\'']));
        is_one.then_some(asked)
    }

    /// A list or a row of a table that tells it; the warning above belongs to it, where it can.
    fn told_by(&mut self, mut list: List<'a>) -> List<'a> {
        self.is_told = true;
        let opened = list.succeeded.is_some_and(|value| value.eq_ignore_ascii_case("true"));
        list.warned = if opened { None } else { self.warned.take() };
        list
    }

    fn result(&mut self, line: &'a str) {
        self.warned = self.warned.or_else(|| warned(line));
        if self.is_quiet && self.answer.is_none() {
            self.answer = answer(line.trim());
        }
    }

    /// The connection that was tried; nothing where a list tells of it, or nothing how it ended.
    fn connection(&self) -> Option<Connection> {
        let (source, interface) = (None, None);
        let of = |name: &str, port, address: Option<IpAddr>, failure| Connection {
            host: host(name),
            address,
            port,
            source,
            interface,
            failure,
        };
        if self.is_told {
            return None;
        }
        let untold = Some((Step::Connect, FailureKind::Untold));
        match (self.warned, self.answer) {
            (Some(Warned::Closed(at, port)), _) => {
                let address = at.parse().ok();
                let name = self.host.filter(|_| self.port == Some(port)).unwrap_or(at);
                Some(of(name, port, address, untold))
            }
            (Some(Warned::Nowhere(name)), _) => {
                Some(of(name, self.port?, None, failure(false, None, true)))
            }
            (None, Some(true)) => Some(of(self.host?, self.port?, None, None)),
            (None, Some(false)) => Some(of(self.host?, self.port?, None, untold)),
            (None, None) => None,
        }
    }
}

fn answer(word: &str) -> Option<bool> {
    match word {
        "True" => Some(true),
        "False" => Some(false),
        _ => None,
    }
}

/// The property that says whether the port opened.
fn is_success(name: &str) -> bool {
    name.eq_ignore_ascii_case("TcpTestSucceeded")
}

fn is_cmdlet(word: &str) -> bool {
    let word = word.trim_matches(['(', '&', '{']);
    ["tnc", "test-netconnection", "test-connection"]
        .iter()
        .any(|name| name.eq_ignore_ascii_case(word))
}

/// PowerShell takes the beginning of a parameter's name.
fn is_short_for(word: &str, whole: &str) -> bool {
    word.len() > 1 && whole.starts_with(word)
}

/// `WARNING: TCP connect to (192.0.2.21 : 1688) failed`, and of older builds `TCP connect to
/// kms1:1688 failed`; what stands before is translated.
fn warned(line: &str) -> Option<Warned<'_>> {
    const CLOSED: &str = "TCP connect to ";
    const NOWHERE: &str = "Name resolution of ";
    if let Some((_, rest)) = line.split_once(NOWHERE) {
        return rest.split_once(" failed").map(|(name, _)| Warned::Nowhere(name.trim()));
    }
    let (_, rest) = line.split_once(CLOSED)?;
    let (place, _) = rest.split_once(" failed")?;
    let (at, port) = place.trim_matches(['(', ')']).rsplit_once(':')?;
    Some(Warned::Closed(at.trim(), port.trim().parse().ok()?))
}

/// Reads what `ConvertTo-Json` made of the results.
pub fn from_objects(objects: &[Object]) -> Option<Capture> {
    let mut found = Connections::default();
    let answered = |object: &&Object| flag(object, "PingSucceeded") == Some(true);
    let pinged = objects.iter().filter(answered).filter_map(|o| address(o, "RemoteAddress"));
    found.pinged.extend(pinged);
    objects.iter().filter_map(from_object).for_each(|connection| found.keep(connection));
    found.capture()
}

/// `Format-Table`: by where the dashes below its head stand, else by words.
#[derive(Default)]
struct Table<'a> {
    columns: Vec<(&'a str, Range<usize>)>,
    head: Option<&'a str>,
}

impl<'a> Table<'a> {
    fn row(&mut self, line: &'a str) -> Option<List<'a>> {
        if line.contains("ComputerName") && line.contains("TcpTestSucceeded") {
            (self.head, self.columns) = (Some(line), Vec::new());
            return None;
        }
        if let Some(head) = self.head.take() {
            self.columns = columns(head, line);
            return None;
        }
        if line.trim().is_empty() {
            self.columns = Vec::new();
        }
        let mut list = List::default();
        let ends = self.columns.iter().skip(1).map(|(_, place)| place.start);
        let ends = ends.chain([line.len()]).collect::<Vec<_>>();
        for ((label, place), end) in self.columns.iter().zip(ends) {
            let cell = cell(line, place.clone(), end)?;
            if *label == "ComputerName" { list.host = cell } else { list.take(label, cell) }
        }
        (!list.host.is_empty()).then_some(list)
    }
}

/// The names above the dashes, and where their cells stand.
fn columns<'a>(head: &'a str, dashes: &str) -> Vec<(&'a str, Range<usize>)> {
    let is_rule = dashes.contains("--") && dashes.chars().all(|c| matches!(c, '-' | ' '));
    let mut runs = Vec::new();
    let mut at = 0;
    for run in dashes.split(' ').filter(|_| is_rule).take(MOST_DASHES) {
        if !run.is_empty() {
            runs.push(at..at + run.len());
        }
        at += run.len() + 1;
    }
    let named = runs.into_iter().take(MOST_COLUMNS);
    named.filter_map(|run| Some((head.get(run.clone())?.trim(), run))).collect()
}

/// A cell may be set to the right, and begin before its dashes, or be longer than they are: it is
/// the words that touch its place.
fn cell(line: &str, place: Range<usize>, next: usize) -> Option<&str> {
    if !line.is_ascii() {
        return None;
    }
    let end = place.end.max(next).min(line.len());
    let start = place.start.min(end);
    let before = line.get(..start)?;
    let start =
        if before.ends_with(' ') { start } else { before.rfind(' ').map_or(0, |at| at + 1) };
    let words = line.get(start..end)?;
    let is_cut = line.get(end..).is_some_and(|rest| !rest.is_empty() && !rest.starts_with(' '));
    // What reaches into the next column is that one's, where it is set to the right.
    let words = if is_cut { words.rsplit_once(' ').map_or(words, |(own, _)| own) } else { words };
    Some(words.trim())
}

/// More runs of dashes than columns there can be: blanks between them count.
const MOST_DASHES: usize = 4096;
/// The cmdlet's own table has seven.
const MOST_COLUMNS: usize = 16;

#[derive(Default)]
struct Connections {
    all: Vec<Connection>,
    pinged: Vec<IpAddr>,
    /// Whether one is not whole, or there are more than are kept.
    truncated: bool,
}

impl Connections {
    /// A list without a port is of a mere ping, or of a name that led nowhere.
    fn take(&mut self, list: Option<List<'_>>) {
        let Some(list) = list else { return };
        if let Some(unresolved) = list.unresolved() {
            return self.keep(unresolved);
        }
        self.pinged.extend(list.pinged());
        if list.port.is_none() {
            return;
        }
        match list.connection() {
            Some(connection) => self.keep(connection),
            None => self.truncated = true,
        }
    }

    /// What no list tells of, once the next command or the end comes.
    fn settle(&mut self, asked: &mut Asked<'_>) {
        if let Some(connection) = std::mem::take(asked).connection() {
            self.keep(connection);
        }
    }

    fn keep(&mut self, connection: Connection) {
        match self.all.len() < MOST_CONNECTIONS {
            true => self.all.push(connection),
            false => self.truncated = true,
        }
    }

    fn capture(self) -> Option<Capture> {
        let Self { all, mut pinged, truncated } = self;
        pinged.truncate(MOST_CONNECTIONS);
        let is_told = !all.is_empty() || truncated;
        let facts = Facts { connections: all, pinged, ..Facts::default() };
        is_told.then_some(Capture { kind: CaptureKind::TestNetConnection, truncated, facts })
    }
}

/// The members of a list that are read.
#[derive(Default)]
struct List<'a> {
    host: &'a str,
    /// The port in the command above.
    asked: Option<u16>,
    ping: Option<&'a str>,
    address: Option<&'a str>,
    port: Option<&'a str>,
    interface: Option<&'a str>,
    source: Option<&'a str>,
    succeeded: Option<&'a str>,
    warned: Option<Warned<'a>>,
}

impl<'a> List<'a> {
    /// The first of a label counts.
    fn take(&mut self, label: &str, value: &'a str) {
        let place = match label {
            "PingSucceeded" => &mut self.ping,
            "RemoteAddress" => &mut self.address,
            "RemotePort" => &mut self.port,
            "InterfaceAlias" => &mut self.interface,
            "SourceAddress" => &mut self.source,
            "TcpTestSucceeded" => &mut self.succeeded,
            _ => return,
        };
        place.get_or_insert(value);
    }

    /// Where the name has no address, the port is not told again.
    fn unresolved(&self) -> Option<Connection> {
        let is_nowhere = self.port.is_none() && self.address == Some("") && self.ping.is_some();
        let port = self.asked.filter(|_| is_nowhere)?;
        let failure = failure(false, None, true);
        let (address, source, interface) = (None, None, None);
        Some(Connection { host: host(self.host), address, port, source, interface, failure })
    }

    /// The address that answered a ping. That none answers tells nothing: many a firewall drops
    /// them.
    fn pinged(&self) -> Option<IpAddr> {
        let answered = self.ping.is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let told = self.address.filter(|_| answered)?;
        told.parse().ok()
    }

    fn connection(&self) -> Option<Connection> {
        let succeeded = match self.succeeded? {
            value if value.eq_ignore_ascii_case("true") => true,
            value if value.eq_ignore_ascii_case("false") => false,
            _ => return None,
        };
        let port = self.port?.parse().ok()?;
        let printed = self.address.and_then(|address| address.parse().ok());
        let warned = || self.warned.filter(|_| !succeeded)?.address(port);
        let address = printed.or_else(warned);
        let is_nowhere = self.warned.is_some_and(|warned| warned.is_nowhere(self.host));
        Some(Connection {
            host: host(self.host),
            address,
            port,
            source: self.source.and_then(|address| address.parse().ok()),
            interface: self.interface.map(scrub).filter(|name| !name.is_empty()),
            failure: failure(succeeded, address, self.address.is_some() || is_nowhere),
        })
    }
}

fn from_object(object: &Object) -> Option<Connection> {
    let remote = address(object, "RemoteAddress");
    let is_printed = object.contains_key("RemoteAddress");
    Some(Connection {
        host: host(text(object, "ComputerName")?),
        address: remote,
        port: number(object, "RemotePort").and_then(|port| u16::try_from(port).ok())?,
        source: address(object, "SourceAddress"),
        interface: text(object, "InterfaceAlias").map(scrub).filter(|name| !name.is_empty()),
        failure: failure(flag(object, "TcpTestSucceeded")?, remote, is_printed),
    })
}

/// It says neither why a name has no address nor whether somebody refused or nobody answered. A
/// name has none where the address is printed and empty; one that is left out may be any.
fn failure(
    succeeded: bool,
    address: Option<IpAddr>,
    is_printed: bool,
) -> Option<(Step, FailureKind)> {
    let step = if address.is_none() && is_printed { Step::Resolve } else { Step::Connect };
    (!succeeded).then_some((step, FailureKind::Untold))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_answers_a_question_for_one_property() {
        for (text, opened) in [
            ("PS C:\\> (tnc kms1 -Port 1688).TcpTestSucceeded\nTrue\n", Some(true)),
            ("(Test-NetConnection kms1 -p 1688).tcptestsucceeded\n\nFalse\n", Some(false)),
            ("tnc kms1 -Port 1688 | select -ExpandProperty TcpTestSucceeded\nTrue\n", Some(true)),
            ("(tnc kms1 -Port 1688).TcpTestSucceeded -> True\n", Some(true)),
            ("tnc kms1 -Port 1688 False\n", Some(false)),
            ("(tnc kms1 -Port 1688).RemoteAddress\nTrue\n", None),
            ("tnc kms1 -Port 1688\nTrue\n", None),
            ("True north, and no port of kms1 1688\n", None),
        ] {
            let connection =
                parse(&Text::of(text)).pop().map(|mut c| c.facts.connections.remove(0));
            let told = connection.as_ref().map(|c| (c.host.as_str(), c.port, c.failure.is_none()));
            assert_eq!(told, opened.map(|opened| ("kms1", 1688, opened)), "{text}");
        }
    }
}
