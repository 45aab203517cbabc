//! `Test-NetConnection -ComputerName HOST -Port PORT`, as list or as JSON. The names of its properties, `True` and
//! `False` are not translated.

use super::json::{Object, address, flag, number, text};
use super::lines::{host, label_and_value, lines};
use super::{Capture, Connection, Facts};
use crate::evidence::CaptureKind;

/// Reads every list in a text.
pub fn parse(text: &str) -> Vec<Capture> {
    let lines = lines(text);
    let starts = |line: &&String| label_and_value(line).is_some_and(|(label, _)| label == "ComputerName");
    let first = lines.iter().position(|line| starts(&line));
    let mut lists: Vec<Vec<(&str, &str)>> = Vec::new();
    for line in first.and_then(|first| lines.get(first..)).unwrap_or_default() {
        let Some(pair) = label_and_value(line) else { continue };
        match lists.last_mut() {
            Some(list) if pair.0 != "ComputerName" => list.push(pair),
            _ => lists.push(vec![pair]),
        }
    }
    let of_port = lists.iter().filter(|list| has(list, "RemotePort"));
    let told: Vec<Option<Connection>> = of_port.map(|list| connection(list)).collect();
    let truncated = told.iter().any(Option::is_none);
    let connections: Vec<Connection> = told.into_iter().flatten().collect();
    if connections.is_empty() && !truncated {
        return Vec::new();
    }
    let facts = Facts { connections, ..Facts::default() };
    vec![Capture { kind: CaptureKind::TestNetConnection, truncated, facts }]
}

/// Reads what `ConvertTo-Json` made of the results.
pub fn from_objects(objects: &[Object]) -> Option<Capture> {
    let connections: Vec<Connection> = objects.iter().filter_map(from_object).collect();
    let facts = Facts { connections, ..Facts::default() };
    (!facts.connections.is_empty()).then(|| Capture::whole(CaptureKind::TestNetConnection, facts))
}

fn has(list: &[(&str, &str)], wanted: &str) -> bool {
    list.iter().any(|(label, _)| *label == wanted)
}

fn connection(list: &[(&str, &str)]) -> Option<Connection> {
    let get = |wanted: &str| list.iter().find(|(label, _)| *label == wanted).map(|(_, value)| *value);
    let succeeded = match get("TcpTestSucceeded")? {
        value if value.eq_ignore_ascii_case("true") => true,
        value if value.eq_ignore_ascii_case("false") => false,
        _ => return None,
    };
    Some(Connection {
        host: host(get("ComputerName")?),
        address: get("RemoteAddress").and_then(|address| address.parse().ok()),
        port: get("RemotePort")?.parse().ok()?,
        source: get("SourceAddress").and_then(|address| address.parse().ok()),
        succeeded,
    })
}

fn from_object(object: &Object) -> Option<Connection> {
    Some(Connection {
        host: host(text(object, "ComputerName")?),
        address: address(object, "RemoteAddress"),
        port: number(object, "RemotePort").and_then(|port| u16::try_from(port).ok())?,
        source: address(object, "SourceAddress"),
        succeeded: flag(object, "TcpTestSucceeded")?,
    })
}
