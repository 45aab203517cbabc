//! What a line of a tool says became of a connection, whatever stands above it.

use super::Outcome;
use super::named::{address_and_port, of_bash};
use crate::capture::lines::host;
use crate::evidence::FailureKind;

/// `TCP port 1688 (unknown service): FILTERED`.
pub fn portqry(words: &[&str]) -> Option<Outcome> {
    let ["TCP", "port", port, rest @ ..] = words else { return None };
    let failure = match *rest {
        [.., "NOT", "LISTENING"] => Some(FailureKind::Refused),
        [.., "LISTENING"] => None,
        [.., "FILTERED"] => Some(FailureKind::TimedOut),
        _ => return None,
    };
    Some((None, port.parse().ok()?, failure))
}

/// `Connected to HOST (ADDRESS) port 443`, `curl: (28) Failed to connect to HOST port 443 after …`.
pub fn curl(line: &str, words: &[&str]) -> Option<Outcome> {
    let port = || {
        let at = words.iter().position(|word| *word == "port")?;
        words.get(at + 1)?.trim_end_matches([':', ',', ')', '.']).parse::<u16>().ok()
    };
    match words {
        ["Connected", "to", name, ..] => Some((Some(host(name)), port()?, None)),
        ["curl:", number, "Failed", "to", "connect", "to", name, ..] => {
            let by_number = (*number == "(28)").then_some(FailureKind::TimedOut);
            Some((Some(host(name)), port()?, Some(by_number.unwrap_or_else(|| reason(line)))))
        }
        ["Failed", "to", "connect", "to", name, ..] => {
            let failure = reason(line);
            let is_told = failure != FailureKind::Untold;
            is_told.then_some((Some(host(name)), port()?, Some(failure)))
        }
        _ => None,
    }
}

/// `Connection to HOST 1688 port [tcp/*] succeeded!`, `nc: connect to HOST port 1688 (tcp) failed:
/// Connection refused`.
pub fn nc(line: &str, words: &[&str]) -> Option<Outcome> {
    match words {
        ["Connection", "to", name, rest @ ..] if line.ends_with("succeeded!") => {
            let port = rest.iter().find_map(|word| word.parse().ok())?;
            Some((Some(host(name)), port, None))
        }
        ["nc:", "connect", "to", name, rest @ ..] => {
            let port = rest.iter().find_map(|word| word.parse().ok())?;
            Some((Some(host(name)), port, Some(reason(line))))
        }
        _ => None,
    }
}

/// `1688/tcp filtered nsjtp-data`.
pub fn nmap(words: &[&str]) -> Option<Outcome> {
    let [port, state, ..] = words else { return None };
    let failure = match *state {
        "open" => None,
        "closed" => Some(FailureKind::Refused),
        "filtered" => Some(FailureKind::TimedOut),
        _ => return None,
    };
    Some((None, port.strip_suffix("/tcp")?.parse().ok()?, failure))
}

/// `Connecting to ADDRESS:PORT (warmup): from ADDRESS:PORT: 1.55ms`, or what it ended with.
pub fn psping(line: &str, words: &[&str]) -> Option<Outcome> {
    let ["Connecting", "to", at, ..] = words else { return None };
    let (address, port) = address_and_port(at.trim_end_matches(':'));
    let failure = match line.contains(": from ") {
        true => None,
        false => Some(reason(line)).filter(|failure| *failure != FailureKind::Untold),
    };
    let is_told = failure.is_some() || line.contains(": from ");
    is_told.then_some((Some(host(&address?.to_string())), port?, failure))
}

/// `Probing ADDRESS:PORT/tcp - Port is open - time=1.1ms`.
pub fn tcping(line: &str, words: &[&str]) -> Option<Outcome> {
    let ["Probing", at, "-", ..] = words else { return None };
    let (address, port) = address_and_port(at.strip_suffix("/tcp")?);
    let failure = if line.contains("Port is open") {
        None
    } else if line.contains("No response") {
        Some(FailureKind::TimedOut)
    } else {
        Some(reason(line))
    };
    Some((Some(host(&address?.to_string())), port?, failure))
}

/// `bash: /dev/tcp/HOST/PORT: Connection refused`, `bash: HOST: Name or service not known`.
pub fn bash(line: &str) -> Option<Outcome> {
    let said = line.strip_prefix("bash: ").or_else(|| line.strip_prefix("-bash: "))?;
    let (place, end) = said.rsplit_once(": ")?;
    if let Some((name, port)) = of_bash(place) {
        // Of a name that leads nowhere, the line above tells.
        let is_told = !end.starts_with("Invalid argument");
        return is_told.then(|| (Some(host(name)), port, Some(reason(end))));
    }
    None
}

/// `Connecting to HOST (HOST)|ADDRESS|:443... connected.`
pub fn wget(line: &str, words: &[&str]) -> Option<Outcome> {
    let ["Connecting", "to", name, ..] = words else { return None };
    let (place, end) = line.split_once("... ")?;
    let port = place.rsplit_once("|:")?.1.parse().ok()?;
    let failure = match end.trim() {
        "connected." => None,
        end => Some(reason(end)),
    };
    Some((Some(host(name)), port, failure))
}

/// What .NET says before the place, as far as it is known; its words are translated.
pub fn of_dotnet(said: &str) -> FailureKind {
    const NOWHERE: [&str; 4] = [
        "No such host is known",
        "Name or service not known",
        "nodename nor servname provided",
        "Der angegebene Host ist unbekannt",
    ];
    if NOWHERE.iter().any(|words| said.contains(words)) {
        FailureKind::NameNotFound
    } else if said.contains("did not properly respond") {
        FailureKind::TimedOut
    } else {
        reason(said)
    }
}

/// The error numbers of Linux and of macOS (`errno.h`). That a host or a network is unreachable may
/// be the word of a router or of a firewall's rule as well: the number does not say whose.
pub fn by_errno(number: &str) -> FailureKind {
    match number {
        "111" | "61" => FailureKind::Refused,
        "110" | "60" => FailureKind::TimedOut,
        "113" | "65" | "101" | "51" => FailureKind::Unreachable,
        _ => FailureKind::Untold,
    }
}

/// How a connection ended, by the words of the tool.
pub fn reason(line: &str) -> FailureKind {
    let small = line.to_ascii_lowercase();
    if small.contains("refused") {
        FailureKind::Refused
    } else if small.contains("timed out")
        || small.contains("timeout ")
        || small.ends_with("timeout.")
    {
        FailureKind::TimedOut
    } else if ["no route to host", "unreachable"].iter().any(|words| small.contains(words)) {
        FailureKind::Unreachable
    } else {
        FailureKind::Untold
    }
}
