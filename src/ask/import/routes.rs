//! The routes of the host, by all captures: each once.

use actprobe_probes::evidence::{HostRoute, Used};

use super::merge::Merge;

/// How many are kept.
const MOST: usize = 512;

impl Merge<'_> {
    /// Those of one capture; what was kept for the next start may stand beside what holds.
    pub(super) fn routes(&mut self, routes: Vec<HostRoute>) -> Used {
        let known = &mut self.evidence.host.routes;
        for route in routes {
            if known.len() < MOST && !known.contains(&route) {
                known.push(route);
            }
        }
        Used::Yes
    }
}
