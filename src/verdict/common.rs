//! What every channel stands on, judged once.

use actprobe_probes::evidence::Evidence;

use super::host::clock::{self, ClockView};
use super::host::{dns_servers, licensing_service};
use super::licence::LicenceView;
use super::reach::{Families, Ways, up};
use super::requirement::Requirement;

/// The evidence, and what several channels say of it.
pub struct Common<'e> {
    /// What was seen.
    pub evidence: &'e Evidence,
    /// The host's clock against the others.
    pub clock: ClockView,
    /// The host's DNS servers.
    pub dns_servers: Vec<Requirement>,
    /// Which families of addresses the host uses.
    pub families: Families,
    /// What was met on the ways to all that was connected to.
    pub ways: Ways,
    /// What the licence adds.
    pub licence: LicenceView,
    /// Whether the licensing service may start, where that was read.
    pub licensing_service: Option<Requirement>,
}

impl<'e> Common<'e> {
    /// Judges it.
    pub fn of(evidence: &'e Evidence) -> Self {
        let ways = Ways::of(evidence);
        let mut dns_servers = dns_servers::judge(evidence);
        up::settle(&ways, &mut dns_servers);
        Self {
            evidence,
            clock: clock::assess(evidence),
            dns_servers,
            families: Families::of(evidence),
            ways,
            licence: LicenceView::of(evidence),
            licensing_service: licensing_service::judge(evidence),
        }
    }

    /// The DNS servers, for a channel that is not blocked by them but by what they do not answer.
    pub fn dns_servers_as_advice(&self) -> impl Iterator<Item = Requirement> {
        self.dns_servers.iter().cloned().map(Requirement::as_advice)
    }
}
