//! The command line of a look-up.

use super::lines::{host_in, is};
use crate::wire::work::look;

/// What looks a name up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    Nslookup,
    Dig,
    ResolveDnsName,
    Ping,
}

/// What a command asks for.
#[derive(Debug, PartialEq, Eq)]
pub struct Asked<'a> {
    pub tool: Tool,
    /// The name; absent where it asks for something else than the addresses of one.
    pub name: Option<&'a str>,
    /// What stands behind the tool.
    words: Vec<&'a str>,
}

impl<'a> Asked<'a> {
    /// `C:\>nslookup NAME`, `$ dig @SERVER NAME`: nothing but a prompt stands before the tool.
    pub fn of_command(line: &'a str) -> Option<Self> {
        look(line.len().min(LONGEST_COMMAND));
        let line = line.get(..LONGEST_COMMAND).unwrap_or(line);
        let words: Vec<&str> = line.split_whitespace().collect();
        let (at, tool) = words.iter().enumerate().find_map(|(at, word)| {
            let own = word.rsplit(['>', '\\', '/']).next()?;
            Some((at, tool(own)?))
        })?;
        let prompt = words.get(..at)?.last();
        if prompt.is_some_and(|last| !last.ends_with(['>', '$', '#', '%'])) {
            return None;
        }
        let rest = words.get(at + 1..)?;
        if rest.first().is_some_and(|word| word.starts_with(':')) {
            // An error of the tool begins with its name.
            return None;
        }
        Some(Self { tool, name: asked(rest), words: rest.to_vec() })
    }

    /// Whether a server's name is one that was typed, and not one that the server told.
    pub fn is_of(&self, server: &str) -> bool {
        self.words.iter().any(|word| is(word, server))
    }

    /// What is typed in a session of nslookup: a name, or `set type=srv`.
    pub fn go_on(&mut self, line: &'a str) {
        let typed = line.trim_start_matches(['>', ' ']).trim_end();
        if typed.contains(' ') {
            return;
        }
        if typed.starts_with('_') {
            self.name = None;
        } else if typed.contains('.')
            && let Some(name) = host_in(typed)
        {
            self.name = Some(name);
        }
    }
}

const LONGEST_COMMAND: usize = 512;

/// Sentences begin with `Ping`, and the output of Linux with `PING`.
fn tool(word: &str) -> Option<Tool> {
    if matches!(word, "Ping" | "PING") {
        return None;
    }
    let small = word.to_ascii_lowercase();
    match small.strip_suffix(".exe").unwrap_or(&small) {
        "nslookup" => Some(Tool::Nslookup),
        "dig" => Some(Tool::Dig),
        "resolve-dnsname" => Some(Tool::ResolveDnsName),
        "ping" => Some(Tool::Ping),
        _ => None,
    }
}

/// The first name, where no other kind of record is asked for.
fn asked<'a>(words: &[&'a str]) -> Option<&'a str> {
    if words.iter().any(|word| is_other_kind(word)) {
        return None;
    }
    let is_number = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
    let plain = words.iter().filter(|word| !word.starts_with(['-', '/', '@', '+']));
    let named = plain.filter(|word| !matches!(**word, "A" | "a" | "AAAA" | "aaaa"));
    let mut named = named.filter(|word| !is_number(word));
    let first = named.next().and_then(|word| host_in(word));
    // nslookup may be told whom to ask; more words are a sentence.
    first.filter(|_| named.nth(1).is_none())
}

fn is_other_kind(word: &str) -> bool {
    const KINDS: [&str; 8] = ["srv", "soa", "ns", "mx", "txt", "ptr", "cname", "any"];
    let kind = word.rsplit('=').next().unwrap_or(word);
    KINDS.iter().any(|known| kind.eq_ignore_ascii_case(known))
}
