//! How something is done, and how it is seen that it worked.

use std::net::IpAddr;

use crate::advice::command::Command;
use crate::advice::known::Known;
use crate::advice::placeholder::Placeholder;
use crate::advice::word::Word;
use crate::verdict::Owner;
use crate::verdict::subject::Subject;

/// Commands, and the checks that prove them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct How {
    /// What changes something, or looks where nothing else can be done.
    pub commands: Vec<Command>,
    /// What shows that it worked.
    pub checks: Vec<Command>,
}

impl How {
    /// Nothing to type.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// By these commands.
    pub fn by(commands: impl IntoIterator<Item = Command>) -> Self {
        Self { commands: commands.into_iter().collect(), checks: Vec::new() }
    }

    /// The same, and what is done after it.
    #[must_use]
    pub fn then(mut self, next: Self) -> Self {
        self.commands.extend(next.commands);
        self.checks.extend(next.checks);
        self
    }

    /// The same, proved by these.
    #[must_use]
    pub fn proved_by(mut self, checks: impl IntoIterator<Item = Command>) -> Self {
        self.checks.extend(checks);
        self
    }
}

/// What commands are about.
#[derive(Clone, Copy)]
pub struct About<'a> {
    /// What is known.
    pub known: Known<'a>,
    /// Hosts, addresses, servers or URLs; may be empty.
    pub subjects: &'a [Subject],
    /// Whose hands they are for.
    pub owner: Owner,
}

impl About<'_> {
    /// The host of the first subject.
    pub fn host(&self) -> Word {
        Word::of(self.subjects.first().map(Subject::host), Placeholder::HostName)
    }

    /// Its address, where one is meant: at its name, another address may answer. Else its host.
    pub fn place(&self) -> Word {
        let address = self.address().map(|address| address.to_string());
        address.map_or_else(|| self.host(), |it| Word::of(Some(&it), Placeholder::HostName))
    }

    /// Its address, where one is meant.
    pub fn address(&self) -> Option<IpAddr> {
        self.subjects.first().and_then(Subject::address)
    }

    /// Its port.
    pub fn port(&self) -> Word {
        let port = self.subjects.first().and_then(Subject::port);
        port.map_or(Word::of(None, Placeholder::PortNumber), Word::number)
    }

    /// A look from the host itself: a command for its administrator, a check for anybody else.
    pub fn by_looking(&self, looks: impl IntoIterator<Item = Command>) -> How {
        if self.owner == Owner::HostAdmin {
            How::by(looks)
        } else {
            How::nothing().proved_by(looks)
        }
    }
}

/// The first name of a list.
pub fn first(names: &[String], otherwise: Placeholder) -> Word {
    Word::of(names.first().map(String::as_str), otherwise)
}
