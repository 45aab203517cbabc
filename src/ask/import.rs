//! Captures of other tools, given by hand (`--import`): read once, then put into the evidence
//! beside what the run saw.
//!
//! Two rules. Of the host itself (licence, edition, proxy), a capture counts before what the host
//! that runs actprobe says of itself: it may have been made on another machine. Of the network,
//! what the run asked itself counts before a capture. Of two captures of the same thing, the one
//! that was named first counts.

mod licence;
mod network;
mod registry;

use std::path::{Path, PathBuf};
use std::{fmt, io};

use actprobe_probes::capture::{self, Capture, Facts};
use actprobe_probes::evidence::{
    Asked, ClockEvidence, DirectoryEvidence, Ended, Evidence, HostFacts, Import, KeyChannel,
    KmsEvidence, LicenceFacts, LicensingEvidence, Observed, OnlineEvidence, ProductFacts,
    ProxyEvidence, ProxySettings, ProxySource, SCHEMA_VERSION, SettingsForm, TimeServiceFacts,
    Used, WindowsFacts, scrub,
};

use crate::ask::without_keys::cut_keys;
use crate::say::complaint;

/// The largest file that is looked at, in bytes: event logs grow to 20 MiB by default.
pub const LARGEST_FILE: usize = 64 << 20;
/// How many files one run takes.
const MOST_FILES: usize = 256;

/// What was imported.
#[derive(Clone, Debug, Default)]
pub struct Imports {
    files: Vec<ImportedFile>,
}

/// One file.
#[derive(Clone, Debug)]
struct ImportedFile {
    name: String,
    captures: Vec<Capture>,
}

/// Why there are no imports.
#[derive(Debug)]
pub enum ImportError {
    /// A file could not be read.
    Unreadable {
        /// Which.
        file: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// There are too many.
    TooMany {
        /// How many.
        found: usize,
    },
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { file, error } => {
                write!(f, "cannot read {}: {error}", complaint::file(file))
            }
            Self::TooMany { found } => {
                write!(f, "expected at most {MOST_FILES} files for --import, found {found}")
            }
        }
    }
}

impl std::error::Error for ImportError {}

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
            imports.add(file, &content);
        }
        Ok(imports)
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
    pub fn have_licence(&self) -> bool {
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

    fn captures(&self) -> impl Iterator<Item = &Capture> {
        self.files.iter().flat_map(|file| &file.captures)
    }

    /// Evidence of nothing but captures: what is judged where there is no report. `now` is when it
    /// is judged.
    pub fn alone(self, now: jiff::Timestamp) -> Evidence {
        let host = HostFacts {
            name: self.computer(),
            family: "windows".to_owned(),
            dns: Observed::default(),
            platform: Observed::default(),
            windows: Observed::default(),
            hypervisor: Observed::default(),
            kvp: Observed::default(),
        };
        let mut evidence = Evidence {
            schema_version: SCHEMA_VERSION,
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            started_at: now,
            ended: Ended::Complete,
            asked: Asked { offline: true, ..Asked::default() },
            host,
            kms: KmsEvidence::default(),
            proxy: ProxyEvidence::default(),
            clock: ClockEvidence::default(),
            online: OnlineEvidence::default(),
            directory: DirectoryEvidence::default(),
            licensing: LicensingEvidence::default(),
            imports: Vec::new(),
        };
        self.complete(&mut evidence);
        cut_keys(&mut evidence);
        evidence
    }

    /// The computer that the first capture names; a KMS host's log names that host, not the client.
    fn computer(&self) -> String {
        let of_client = self.captures().filter(|capture| !is_of_kms_host(&capture.facts));
        of_client
            .map(|capture| capture.facts.computer.clone())
            .find(|name| !name.is_empty())
            .unwrap_or_default()
    }

    /// Puts what the captures say into the evidence.
    pub fn complete(self, evidence: &mut Evidence) {
        let exported = self.host_export();
        let mut merge = Merge { evidence, own: Own::default() };
        if let Some(meant) = exported {
            merge.host(&meant);
        }
        for file in self.files {
            merge.file(file);
        }
        merge.finish();
    }
}

/// Newer builds keep these beside the others.
fn is_advanced(settings: &ProxySettings) -> bool {
    settings.form == SettingsForm::AdvproxyJson
}

/// Both forms of one host's settings, from captures, stand beside each other; nothing where this is
/// not the second.
fn beside(proxy: &mut ProxyEvidence, settings: &ProxySettings) -> Option<Used> {
    let is_captured =
        matches!(proxy.source, ProxySource::File { .. }) && proxy.machine.value().is_none();
    let known = proxy
        .settings
        .value()
        .filter(|known| is_captured && is_advanced(known) != is_advanced(settings))?
        .clone();
    let answered = |value| Observed::Answered { value, elapsed_us: 0 };
    let (classic, advanced) =
        if is_advanced(settings) { (known, settings.clone()) } else { (settings.clone(), known) };
    (proxy.settings, proxy.machine) = (answered(classic), answered(advanced));
    Some(Used::Yes)
}

/// Events 12290, 12293 and 12294 are written on a KMS host.
fn is_of_kms_host(facts: &Facts) -> bool {
    let by_events = !facts.events.is_empty()
        && facts.events.iter().all(|e| matches!(e.id, 12290 | 12293 | 12294));
    by_events
        || facts
            .licence
            .as_ref()
            .is_some_and(|licence| licence.channel == Some(KeyChannel::KmsHost))
}

/// Evidence while captures are put into it.
struct Merge<'a> {
    evidence: &'a mut Evidence,
    own: Own,
}

/// What tells the captures of one host from those of another, and is not kept.
#[derive(Default)]
struct Own {
    computer: String,
    installation_id: Option<String>,
    /// The first capture that gave the edition, or the time service, was there already.
    has_product: bool,
    has_time_service: bool,
    /// How many SRV questions were looked at for the hosts that their answers name.
    questions_read: usize,
    /// The computer of the registry exports that stand for the host, empty where none says; absent
    /// where none stands.
    exported: Option<String>,
}

impl Merge<'_> {
    fn file(&mut self, file: ImportedFile) {
        let import = |kind, truncated, computer, used| Import {
            file: file.name.clone(),
            kind,
            truncated,
            computer,
            used,
        };
        if file.captures.is_empty() {
            self.evidence.imports.push(import(None, false, String::new(), Used::Nothing));
        }
        for capture in file.captures {
            let computer = capture.facts.computer.clone();
            let used = self.facts(capture.facts, &file.name);
            self.evidence.imports.push(import(
                Some(capture.kind),
                capture.truncated,
                computer,
                used,
            ));
        }
    }

    /// Puts one capture's facts where a probe would have put them.
    fn facts(&mut self, facts: Facts, file: &str) -> Used {
        let Facts { computer, licence, installation_id, events, events_dropped, .. } = facts;
        let mut used = Vec::new();
        used.extend(facts.registry.map(|_| self.registry(&computer)));
        used.extend(licence.map(|found| {
            self.licence(licence::Found { licence: found, installation_id, computer, file })
        }));
        used.extend((!events.is_empty()).then(|| self.events(events, events_dropped)));
        used.extend(facts.proxy.map(|settings| self.proxy(settings, file)));
        used.extend(facts.product.map(|product| self.product(product)));
        used.extend(facts.time_service.map(|service| self.time_service(service)));
        used.extend(
            facts.controller.map(|(domain, controller)| self.controller(domain, controller)),
        );
        used.extend(facts.questions.into_iter().map(|question| self.question(question)));
        used.extend(facts.addresses.into_iter().map(|(name, found)| self.addresses(&name, &found)));
        used.extend(facts.connections.iter().map(|connection| self.connection(connection)));
        used.extend(facts.clocks.into_iter().map(|source| self.clock(source)));
        let first = [Used::Yes, Used::SetAside].into_iter().find(|wanted| used.contains(wanted));
        first.unwrap_or(Used::Nothing)
    }

    /// The endpoints were asked by the way that the run's own settings gave; others would
    /// contradict what was seen.
    fn proxy(&mut self, settings: ProxySettings, file: &str) -> Used {
        let proxy = &mut self.evidence.proxy;
        if let Some(used) = beside(proxy, &settings) {
            return used;
        }
        let is_by_hand = matches!(
            proxy.source,
            ProxySource::File { .. } | ProxySource::Argument | ProxySource::SiteFile
        );
        if self.evidence.online.endpoints.is_empty() && !is_by_hand {
            proxy.source = ProxySource::File { name: file.to_owned() };
            proxy.settings = Observed::Answered { value: settings, elapsed_us: 0 };
            return Used::Yes;
        }
        if proxy.settings.value() == Some(&settings) { Used::Yes } else { Used::SetAside }
    }

    fn product(&mut self, product: ProductFacts) -> Used {
        if std::mem::replace(&mut self.own.has_product, true) {
            return Used::SetAside;
        }
        self.windows(|windows| {
            let old = windows.product.take().unwrap_or_default();
            windows.product = Some(ProductFacts {
                edition_id: product.edition_id,
                build: product.build.or(old.build),
                revision: product.revision.or(old.revision),
                ..old
            });
        })
    }

    fn time_service(&mut self, service: TimeServiceFacts) -> Used {
        if std::mem::replace(&mut self.own.has_time_service, true) {
            return Used::SetAside;
        }
        self.windows(|windows| {
            let old = windows.time_service.take().unwrap_or_default();
            let servers = if service.servers.is_empty() { old.servers } else { service.servers };
            windows.time_service =
                Some(TimeServiceFacts { servers, synchronised: service.synchronised, ..old });
        })
    }

    /// Changes what is known of the Windows host; nothing was known of it if it was not read.
    fn windows(&mut self, change: impl FnOnce(&mut WindowsFacts)) -> Used {
        let mut windows = self.evidence.host.windows.value().cloned().unwrap_or_default();
        change(&mut windows);
        self.evidence.host.windows = Observed::Answered { value: windows, elapsed_us: 0 };
        Used::Yes
    }
}

#[cfg(test)]
mod tests;
