//! What has to be said of captures: which were not understood, and whose word the others are.

use std::collections::BTreeSet;

use actprobe_probes::evidence::{CaptureKind, Evidence, Import, Used, same_computer};

use super::clock;
use crate::verdict::finding::{ClockKeeping, Finding, NotSet, YesNo};

/// Every caveat about captures.
pub fn caveats(evidence: &Evidence) -> Vec<Finding> {
    if evidence.imports.is_empty() {
        return Vec::new();
    }
    let told: BTreeSet<&str> = told_by(evidence).collect();
    let is_unused = |import: &Import| is_unused(import) && !told.contains(import.file.as_str());
    let of_others = |import: &Import| {
        is_of_another(import, evidence.host.meant_name()) || is_of_told(import, evidence)
    };
    let alike = &evidence.licensing.perhaps_clones;
    let is_alike = |import: &Import| alike.contains(&import.file);
    let own: BTreeSet<&str> = told_of_own(evidence).collect();
    let all: [(Tell, Vec<String>); 8] = [
        (
            |files| Finding::FromCaptures { files },
            files(evidence, |import| import.used == Used::Yes),
        ),
        (
            |files| Finding::CapturesOfOthers { files },
            files(evidence, |import| of_others(import) && !own.contains(import.file.as_str())),
        ),
        (
            |files| Finding::CapturesUnknown { files },
            files(evidence, |import| import.kind.is_none()),
        ),
        (|files| Finding::CapturesCut { files }, files(evidence, |import| import.truncated)),
        (
            |files| Finding::CapturesSetAside { files },
            files(evidence, |import| {
                import.used == Used::SetAside && !of_others(import) && !is_alike(import)
            }),
        ),
        (|files| Finding::CapturesAlike { files }, alike.clone()),
        (|files| Finding::CapturesUnused { files }, files(evidence, is_unused)),
        (|files| Finding::CapturesOfIds { files }, files(evidence, is_of_id)),
    ];
    let alone = evidence.asked.offline.then_some(Finding::CapturesAlone {});
    let said = all
        .into_iter()
        .filter(|(_, files)| !files.is_empty())
        .map(|(finding, files)| finding(files));
    let of_clock = free_running(evidence).into_iter().chain(not_set(evidence));
    alone.into_iter().chain(said).chain(of_clock).collect()
}

/// The clock may be right now; nothing keeps it so.
fn free_running(evidence: &Evidence) -> Option<Finding> {
    let set = YesNo(clock::is_set_to_none(evidence));
    (clock::keeping(evidence) == ClockKeeping::Free).then_some(Finding::TimeServiceFree { set })
}

/// The last try to set the clock failed.
fn not_set(evidence: &Evidence) -> Option<Finding> {
    let resync = evidence.host.windows.value()?.time_service.as_ref()?.resync?;
    let why = NotSet::of(resync)?;
    Some(Finding::ClockNotSet { why })
}

/// Tells something of files.
type Tell = fn(Vec<String>) -> Finding;

/// The files of which something counts, whatever else they hold.
fn told_by(evidence: &Evidence) -> impl Iterator<Item = &str> {
    let counts = |import: &&Import| import.used != Used::Nothing;
    evidence.imports.iter().filter(counts).map(|import| import.file.as_str())
}

/// The files that tell of the host itself, whatever other machines they tell of besides.
fn told_of_own(evidence: &Evidence) -> impl Iterator<Item = &str> {
    let host = evidence.host.meant_name();
    let is_own = move |import: &&Import| import.used == Used::Yes && !is_of_another(import, host);
    evidence.imports.iter().filter(is_own).map(|import| import.file.as_str())
}

fn is_unused(import: &Import) -> bool {
    import.kind.is_some() && import.used == Used::Nothing && !is_of_id(import)
}

fn is_of_id(import: &Import) -> bool {
    import.kind == Some(CaptureKind::InstallationId)
}

fn files(evidence: &Evidence, is_meant: impl Fn(&Import) -> bool) -> Vec<String> {
    let meant =
        evidence.imports.iter().filter(|import| is_meant(import)).map(|import| import.file.clone());
    let mut seen = BTreeSet::new();
    meant.filter(|file| seen.insert(file.clone())).collect()
}

/// One whose machine has a place of its own in the report.
fn is_of_told(import: &Import, evidence: &Evidence) -> bool {
    let mut others = evidence.licensing.others.iter();
    others.any(|other| same_computer(&other.computer, &import.computer) == Some(true))
}

fn is_of_another(import: &Import, host: &str) -> bool {
    same_computer(&import.computer, host) == Some(false)
}
