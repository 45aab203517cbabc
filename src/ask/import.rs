//! Captures of other tools, given by hand (`--import`): read once, then put into the evidence
//! beside what the run saw.
//!
//! Two rules. Of the host itself (licence, edition, proxy), a capture counts before what the host
//! that runs actprobe says of itself: it may have been made on another machine. Of the network,
//! what the run asked itself counts before a capture. Of two captures of the same thing, the one
//! that was named first counts.

mod absent;
mod clouds;
mod elsewhere;
mod endpoints;
mod licence;
mod logged_products;
mod merge;
mod names;
mod network;
mod proxies;
mod registry;
mod routes;
mod strangers;
mod tried;
mod up;
mod whose;
mod zones;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use actprobe_probes::capture::{self, Capture, Facts};
use actprobe_probes::evidence::{Evidence, KeyChannel, LicenceFacts, ProxySettings, scrub};

use self::merge::{ImportedFile, Machine, Merge, Own, is_advanced};
use self::strangers::Placed;
use crate::ask::without_keys::cut_keys;
use crate::say::complaint;
use crate::say::installation_id::OwnedId;

/// The largest file that is looked at, in bytes: event logs grow to 20 MiB by default.
const LARGEST_FILE: usize = 64 << 20;
/// What is understood, for those whose files are not.
const KNOWN_KINDS: &str = "slmgr /dlv, /dli, /xpr, /ato, /ipk, /skms, /ao-list and /dti, \
     SoftwareLicensingProduct and SoftwareLicensingService as JSON, list or table, \
     Get-VamtProduct, Get-ItemProperty, ospp /dstatus, netsh winhttp show proxy and \
     advproxy, nslookup, dig, host, Resolve-DnsName, Get-DnsServerResourceRecord, \
     dnscmd /enumrecords, Get-NetFirewallRule, ping, Test-NetConnection, PortQry, \
     telnet, curl -v, nc, nmap, psping, w32tm, sc qc sppsvc, ipconfig /all, route print, \
     systeminfo, Get-ComputerInfo, dism /Get-CurrentEdition, nltest /dsgetdc and \
     /sc_verify, registry exports (.reg), or Security-SPP events as XML (wevtutil \
     /f:xml), as text or as an event log (.evtx)";
/// How many connections beside a licence are compared with those of other files.
const MOST_TRIES: usize = 64;
/// How many files one run takes.
const MOST_FILES: usize = 256;

/// What was imported.
#[derive(Clone, Debug, Default)]
pub struct Imports {
    files: Vec<ImportedFile>,
}

/// Why there are no imports.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file could not be read.
    #[error("cannot read {}: {error}", complaint::file(.file))]
    Unreadable {
        /// Which.
        file: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// There is nothing in a file.
    #[error("{} is empty", complaint::file(.file))]
    Empty {
        /// Which.
        file: PathBuf,
    },
    /// Captures are to stand alone, and none of the files is one.
    #[error("none of the files of --import is understood: expected {KNOWN_KINDS}")]
    NothingKnown,
    /// There are too many.
    #[error("expected at most {MOST_FILES} files for --import, found {found}")]
    TooMany {
        /// How many.
        found: usize,
    },
}

impl Imports {
    /// Reads files.
    pub fn read(
        files: &[PathBuf],
        read: impl Fn(&Path) -> io::Result<Vec<u8>>,
    ) -> Result<Self, ImportError> {
        if files.len() > MOST_FILES {
            return Err(ImportError::TooMany { found: files.len() });
        }
        let mut imports = Self::default();
        for file in files {
            let content = read(file)
                .map_err(|error| ImportError::Unreadable { file: file.clone(), error })?;
            if is_blank(&content) {
                return Err(ImportError::Empty { file: file.clone() });
            }
            imports.add(file, &content);
        }
        Ok(imports)
    }

    /// The same of what is to be judged alone: with nothing that is understood, there is nothing to
    /// judge.
    pub fn understood(self) -> Result<Self, ImportError> {
        let is_understood = self.files.is_empty() || self.captures().next().is_some();
        if is_understood { Ok(self) } else { Err(ImportError::NothingKnown) }
    }

    /// Adds one file's content.
    pub fn add(&mut self, file: &Path, content: &[u8]) {
        let name =
            file.file_name().map_or_else(|| "-".to_owned(), |name| scrub(&name.to_string_lossy()));
        let mut captures = capture::recognise(content.get(..LARGEST_FILE).unwrap_or(content));
        for capture in &mut captures {
            capture.truncated |= content.len() > LARGEST_FILE;
        }
        self.files.push(ImportedFile { name, captures });
    }

    /// The proxy settings that were captured first, and in which file; those of `show proxy` before
    /// the advanced ones.
    pub fn proxy(&self) -> Option<(String, ProxySettings)> {
        let of_file = |file: &ImportedFile| {
            let settings = file.captures.iter().filter_map(|capture| capture.facts.proxy.clone());
            settings.map(|settings| (file.name.clone(), settings)).collect::<Vec<_>>()
        };
        let all: Vec<_> = self.files.iter().flat_map(of_file).collect();
        all.iter().find(|(_, settings)| !is_advanced(settings)).or(all.first()).cloned()
    }

    /// Whether captures say how the host is licensed, so that the host itself need not be asked.
    pub(crate) fn have_licence(&self) -> bool {
        self.licence().is_some_and(|licence| licence.channel.is_some())
    }

    /// The client's licence that the captures give to the host: of several machines, that of the
    /// first.
    pub fn licence(&self) -> Option<LicenceFacts> {
        let mut evidence = Self::default().alone(jiff::Timestamp::UNIX_EPOCH);
        self.clone().complete(&mut evidence);
        evidence
            .licensing
            .windows
            .value()
            .filter(|licence| licence.channel != Some(KeyChannel::KmsHost))
            .cloned()
    }

    /// The Installation IDs that the captures hold, in their order, each once.
    pub fn installation_ids(&self) -> Vec<OwnedId> {
        let mut ids: Vec<OwnedId> = Vec::new();
        for file in &self.files {
            for facts in file.captures.iter().map(|capture| &capture.facts) {
                let Some(id) = &facts.installation_id else { continue };
                if !ids.iter().any(|known| known.id == *id) {
                    let (computer, name) = (facts.computer.clone(), file.name.clone());
                    ids.push(OwnedId { computer, file: Some(name), id: id.clone() });
                }
            }
        }
        ids
    }

    fn captures(&self) -> impl Iterator<Item = &Capture> {
        self.files.iter().flat_map(|file| &file.captures)
    }

    /// Evidence of nothing but captures: what is judged where there is no report. `now` is when it
    /// is judged.
    pub fn alone(self, now: jiff::Timestamp) -> Evidence {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let mut evidence = Evidence::of_captures(version, self.machine().computer, now);
        self.complete(&mut evidence);
        cut_keys(&mut evidence);
        evidence
    }

    /// The machine that is judged: the first client whose licence was captured, and by name the
    /// first that a capture names beside it. A KMS host's log names that host, not the client; its
    /// licence is judged where there is no client's.
    fn machine(&self) -> Machine {
        let placed: Vec<_> = self.placed().collect();
        let no_hosts = whose::no_hosts(&placed);
        let mut asked = whose::asked(&placed);
        asked.extend(whose::named_hosts(&placed, &no_hosts));
        let machine = Machine {
            asked,
            unnamed_hosts: whose::unnamed_hosts(&placed, &no_hosts),
            no_hosts,
            ..Machine::default()
        };
        let is_of_kms_host =
            |facts: &Facts| whose::is_of_kms_host(facts) || machine.is_asked(&facts.computer);
        let with_licence = |meant: &dyn Fn(&Facts) -> bool| {
            let mut all = placed.iter().copied();
            all.find(|(_, facts)| facts.licence.is_some() && meant(facts))
        };
        let is_client =
            |placed: &&Placed<'_>| placed.1.licence.is_some() && !is_of_kms_host(placed.1);
        let clients: Vec<Placed<'_>> = placed.iter().filter(is_client).copied().collect();
        let Some((file, facts)) = strangers::judged(&clients) else {
            let any = placed
                .iter()
                .filter(|(file, facts)| !is_of_kms_host(facts) && !machine.is_another(facts, file));
            let of_host = with_licence(&is_of_kms_host).into_iter();
            let of_host = of_host.filter(|(_, facts)| {
                !whose::is_beside(facts, &machine.no_hosts) && !machine.is_asked(&facts.computer)
            });
            let any = any.map(|(_, facts)| *facts);
            let computer = first_name(any.chain(of_host.map(|(_, facts)| facts)));
            return Machine { computer, ..machine };
        };
        let part = Some((file.to_owned(), facts.part));
        let strangers = strangers::places(&placed, (file, facts));
        let computer = facts.computer.clone();
        let beside = |(other, of): &&Placed<'_>| *other == file && !of.part.is_apart(facts.part);
        let beside = placed.iter().filter(beside).flat_map(|(_, facts)| &facts.connections);
        let tries = beside.take(MOST_TRIES).cloned().collect();
        let unnamed = Machine { computer, part, strangers, tries, ..machine.clone() };
        let own = placed
            .iter()
            .filter(|(file, other)| !is_of_kms_host(other) && !unnamed.is_another(other, file))
            .filter(|(file, other)| !unnamed.tried_elsewhere(other, file));
        let own = std::iter::once(facts).chain(own.map(|(_, facts)| *facts));
        Machine { computer: first_name(own), ..unnamed }
    }

    fn placed(&self) -> impl Iterator<Item = (&str, &Facts)> {
        self.files.iter().flat_map(|file| {
            file.captures.iter().map(|capture| (file.name.as_str(), &capture.facts))
        })
    }

    /// Puts what the captures say into the evidence.
    pub fn complete(self, evidence: &mut Evidence) {
        let exported = self.host_export();
        let names = names::of(self.captures());
        let kms_ports = kms_ports(self.captures());
        let proxies = proxies::of(self.captures());
        let own = Own { machine: self.machine(), names, kms_ports, proxies, ..Own::default() };
        let mut merge = Merge { evidence, own };
        if let Some(meant) = exported {
            merge.host(&meant);
        }
        let known = merge.evidence.proxy.settings.value();
        let known: Vec<_> = known.into_iter().flat_map(proxies::servers).collect();
        merge.own.proxies.extend(known);
        for file in self.files {
            merge.file(file);
        }
        merge.finish();
    }
}

/// Whether there is nothing in a file, or blanks alone, in whatever encoding.
pub fn is_blank(content: &[u8]) -> bool {
    let unmarked = [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff"]
        .iter()
        .find_map(|mark| content.strip_prefix(*mark))
        .unwrap_or(content);
    unmarked.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0)
}

fn first_name<'a>(facts: impl Iterator<Item = &'a Facts>) -> String {
    let mut names = facts.map(|facts| &facts.computer);
    names.find(|name| !name.is_empty()).cloned().unwrap_or_default()
}

/// The ports of the KMS hosts that licences name.
fn kms_ports<'c>(captures: impl Iterator<Item = &'c Capture>) -> BTreeSet<u16> {
    let licences = captures.filter_map(|capture| capture.facts.licence.as_ref());
    let hosts = licences.flat_map(|licence| [&licence.forced_kms, &licence.discovered_kms]);
    hosts.flatten().map(|host| host.port).collect()
}

#[cfg(test)]
mod tests;
