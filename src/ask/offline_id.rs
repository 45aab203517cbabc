//! The Installation IDs of a run, for `--offline-id-qr`: they go beside the evidence, which is
//! saved, and are read for that option alone.

use actprobe_probes::evidence::Observed;
use actprobe_probes::host;
use actprobe_probes::licensing;
use actprobe_probes::net::Watch;

use crate::ask::cli::OutputArgs;
use crate::ask::import::Imports;
use crate::ask::request::Request;
use crate::say::installation_id::{Missing, OwnedId};
use crate::say::report::Format;

/// The IDs, and why there is none where there is none.
#[derive(Clone, Debug)]
pub struct OfflineIds {
    /// Those of the captures, or that of this host.
    pub found: Vec<OwnedId>,
    /// Why none was found.
    pub missing: Missing,
    /// Whether this host is the one to be activated, as far as is known.
    is_own: bool,
}

/// Why nothing can be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotDrawn {
    /// The report is for a program, or for a file.
    #[error(
        "--offline-id-qr draws on a terminal, and an Installation ID is never saved: expected it \
         without --output FILE and without --format json"
    )]
    Saved,
    /// Nobody sees it.
    #[error(
        "--offline-id-qr draws on a terminal, and standard output is none; without one, read the \
         digits: cscript //nologo C:\\Windows\\System32\\slmgr.vbs /dti"
    )]
    Unseen,
}

/// Whether a code may be drawn there.
pub fn may_draw(output: &OutputArgs, someone_reads: bool) -> Result<(), NotDrawn> {
    match output.format {
        Format::Json => Err(NotDrawn::Saved),
        Format::Text if output.file().is_some() => Err(NotDrawn::Saved),
        Format::Text if !someone_reads => Err(NotDrawn::Unseen),
        Format::Text => Ok(()),
    }
}

impl OfflineIds {
    /// What captures hold beside a saved report, or alone.
    pub fn captured(imports: &Imports) -> Self {
        Self { found: imports.installation_ids(), missing: Missing::Saved, is_own: false }
    }

    /// What the captures of a run hold. A run whose licence or registry is another host's does not
    /// ask this one.
    pub fn of(request: &Request) -> Self {
        let is_own = request.host_facts.is_none() && !request.imports.have_licence();
        let found = request.imports.installation_ids();
        Self { found, missing: Missing::Elsewhere, is_own }
    }

    /// The same, completed by what this host says, where the captures hold none.
    pub async fn completed(mut self, watch: &Watch) -> Self {
        if !self.found.is_empty() || !self.is_own {
            return self;
        }
        match licensing::installation_id(watch).await {
            Observed::Answered { value: Some(id), .. } => {
                self.found.push(OwnedId { computer: host::name(), file: None, id });
            }
            Observed::Answered { value: None, .. } | Observed::Failed(_) => {
                self.missing = Missing::Untold;
            }
            Observed::NotAsked { .. } => {}
        }
        self
    }
}
