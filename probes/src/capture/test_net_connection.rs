//! `Test-NetConnection -ComputerName HOST -Port PORT`, as list or as JSON. The names of its
//! properties, `True` and `False` are not translated.

use std::net::IpAddr;

use super::json::{Object, address, flag, number, text};
use super::lines::{host, label_and_value};
use super::{Capture, Connection, Facts, Text};
use crate::evidence::{CaptureKind, FailureKind, Step, scrub};

/// How many connections are kept of one output.
const MOST_CONNECTIONS: usize = 256;

/// Reads every list in a text; each begins with the host.
pub fn parse(text: &Text) -> Vec<Capture> {
    let mut found = Connections::default();
    let mut list: Option<List> = None;
    let mut asked = None;
    let mut table = Table::default();
    for line in text.lines().iter() {
        table.row(line).into_iter().for_each(|row| found.take(Some(row)));
        asked = port_of_command(line).or(asked);
        let Some((label, value)) = label_and_value(line) else { continue };
        if label == "ComputerName" {
            found.take(list.replace(List { host: value, asked, ..List::default() }));
        } else if let Some(list) = &mut list {
            list.take(label, value);
        }
    }
    found.take(list);
    found.capture().into_iter().collect()
}

/// Reads what `ConvertTo-Json` made of the results.
pub fn from_objects(objects: &[Object]) -> Option<Capture> {
    let mut found = Connections::default();
    objects.iter().filter_map(from_object).for_each(|connection| found.keep(connection));
    found.capture()
}

/// `Format-Table`, as long as no cell holds a blank.
#[derive(Default)]
struct Table<'a> {
    columns: Vec<&'a str>,
}

impl<'a> Table<'a> {
    fn row(&mut self, line: &'a str) -> Option<List<'a>> {
        let cells: Vec<&str> = line.split_whitespace().take(MOST_COLUMNS).collect();
        if cells.first() == Some(&"ComputerName") && cells.contains(&"TcpTestSucceeded") {
            self.columns = cells;
            return None;
        }
        if cells.is_empty() || cells.len() != self.columns.len() || line.starts_with('-') {
            return None;
        }
        let mut list = List { host: cells.first()?, ..List::default() };
        for (label, value) in self.columns.iter().zip(&cells) {
            list.take(label, value);
        }
        Some(list)
    }
}

/// The cmdlet's own table has seven.
const MOST_COLUMNS: usize = 16;

#[derive(Default)]
struct Connections {
    all: Vec<Connection>,
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
        if list.port.is_none() {
            return;
        }
        match list.connection() {
            Some(connection) => self.keep(connection),
            None => self.truncated = true,
        }
    }

    fn keep(&mut self, connection: Connection) {
        match self.all.len() < MOST_CONNECTIONS {
            true => self.all.push(connection),
            false => self.truncated = true,
        }
    }

    fn capture(self) -> Option<Capture> {
        let Self { all, truncated } = self;
        let is_told = !all.is_empty() || truncated;
        let facts = Facts { connections: all, ..Facts::default() };
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
        let failure = failure(false, None);
        let (address, source, interface) = (None, None, None);
        Some(Connection { host: host(self.host), address, port, source, interface, failure })
    }

    fn connection(&self) -> Option<Connection> {
        let succeeded = match self.succeeded? {
            value if value.eq_ignore_ascii_case("true") => true,
            value if value.eq_ignore_ascii_case("false") => false,
            _ => return None,
        };
        let address = self.address.and_then(|address| address.parse().ok());
        Some(Connection {
            host: host(self.host),
            address,
            port: self.port?.parse().ok()?,
            source: self.source.and_then(|address| address.parse().ok()),
            interface: self.interface.map(scrub).filter(|name| !name.is_empty()),
            failure: failure(succeeded, address),
        })
    }
}

/// `Test-NetConnection HOST -Port 1688`, `tnc HOST -p 1688`.
fn port_of_command(line: &str) -> Option<u16> {
    let small = line.to_ascii_lowercase();
    let mut words = small.split_whitespace();
    words.find(|word| word.ends_with("tnc") || word.ends_with("test-netconnection"))?;
    words.find(|word| word.len() > 1 && "-port".starts_with(word))?;
    words.next()?.parse().ok()
}

fn from_object(object: &Object) -> Option<Connection> {
    let remote = address(object, "RemoteAddress");
    Some(Connection {
        host: host(text(object, "ComputerName")?),
        address: remote,
        port: number(object, "RemotePort").and_then(|port| u16::try_from(port).ok())?,
        source: address(object, "SourceAddress"),
        interface: text(object, "InterfaceAlias").map(scrub).filter(|name| !name.is_empty()),
        failure: failure(flag(object, "TcpTestSucceeded")?, remote),
    })
}

/// It says neither why a name has no address nor whether somebody refused or nobody answered.
fn failure(succeeded: bool, address: Option<IpAddr>) -> Option<(Step, FailureKind)> {
    let failure = match address {
        Some(_) => (Step::Connect, FailureKind::Untold),
        None => (Step::Resolve, FailureKind::Other),
    };
    (!succeeded).then_some(failure)
}
