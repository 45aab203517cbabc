//! The host's registry: what `--host-facts` gives a run, given among the captures.

use actprobe_probes::evidence::{
    DomainOrigin, HostFacts, Membership, Observed, ProxySource, RegistrySource, Used,
    same_computer, scrub,
};

use super::Imports;
use super::merge::Merge;
use crate::ask::host_export::{self, HostExport};

impl Imports {
    /// The host that the first registry export was made on, with all that was exported of it: `reg
    /// export` writes one key a file, and only some of them name the computer.
    pub fn host_export(&self) -> Option<HostExport> {
        let mut found: Option<HostExport> = None;
        let mut computer = String::new();
        for file in &self.files {
            for facts in file.captures.iter().map(|capture| &capture.facts) {
                let Some(export) =
                    facts.registry.as_ref().filter(|_| is_of(&facts.computer, &computer))
                else {
                    continue;
                };
                if computer.is_empty() {
                    computer.clone_from(&facts.computer);
                }
                found = Some(match found {
                    None => HostExport { name: file.name.clone(), export: export.clone() },
                    // Of a value that stands in both, the file that was named first counts.
                    Some(first) => HostExport {
                        name: format!("{}, {}", first.name, file.name),
                        export: first.export.completed_by(export),
                    },
                });
            }
        }
        found
    }
}

impl Merge<'_> {
    /// Puts the exported settings into the evidence, before the captures that tell some of them
    /// anew. A run that was given them has them already; one that was given others by hand keeps
    /// those.
    pub(super) fn host(&mut self, meant: &HostExport) {
        let source = self.evidence.host.windows.value().map(|windows| &windows.source);
        if let Some(RegistrySource::File { name, .. }) = source {
            if *name != scrub(&meant.name) {
                return;
            }
        } else {
            self.replace_host(meant);
        }
        let windows = self.evidence.host.windows.value();
        self.own.exported =
            Some(windows.and_then(|windows| windows.name.clone()).unwrap_or_default());
    }

    /// The DNS servers of a report stay: they were asked.
    fn replace_host(&mut self, meant: &HostExport) {
        let own = self.evidence.host.clone();
        let asked = own.dns.clone();
        let meant_host = host_export::instead_of(own, meant);
        let dns = if asked.value().is_some() { asked } else { meant_host.dns.clone() };
        self.evidence.host = HostFacts { dns, ..meant_host };
        let told = host_export::proxy(meant);
        let own = &self.evidence.proxy;
        let is_by_hand = matches!(
            own.source,
            ProxySource::File { .. } | ProxySource::Argument | ProxySource::SiteFile
        );
        let says_more =
            !matches!(told.settings, Observed::NotAsked { .. }) || own.settings.value().is_none();
        if self.evidence.online.endpoints.is_empty() && !is_by_hand && says_more {
            self.evidence.proxy = told;
        }
    }

    /// Where nobody asks the network, a member's own domain is known all the same, and that it was
    /// not looked at.
    pub(super) fn membership(&mut self) {
        let windows = self.evidence.host.windows.value();
        let directory = &mut self.evidence.directory;
        let own = windows.and_then(|windows| match windows.membership.as_ref()? {
            Membership::Domain { domain, .. } => Some(domain.clone()),
            Membership::Workgroup | Membership::Entra => None,
        });
        let is_free = |own: &String| match &directory.domain {
            None => true,
            Some(known) => {
                directory.domain_origin == DomainOrigin::Capture && known.eq_ignore_ascii_case(own)
            }
        };
        if let Some(own) = own.filter(is_free) {
            directory.domain = Some(own);
            directory.domain_origin = DomainOrigin::Member;
        }
    }

    /// What became of one export.
    pub(super) fn registry(&self, computer: &str) -> Used {
        match &self.own.exported {
            Some(exported) if is_of(computer, exported) => Used::Yes,
            _ => Used::SetAside,
        }
    }
}

/// Whether an export may be of that computer; one that does not say may be.
fn is_of(computer: &str, other: &str) -> bool {
    same_computer(computer, other) != Some(false)
}
