//! Connections that other machines tried for sure: they tell of the KMS host, and of the way from
//! there. What the judged machine met itself counts before them.

use actprobe_probes::evidence::{KmsTarget, Observed};

use super::merge::Merge;

impl Merge<'_> {
    /// Puts them in when all of the judged machine's own are there, in whatever order the files
    /// were named.
    pub(super) fn connections_elsewhere(&mut self) {
        let known: Vec<Option<usize>> = self.evidence.kms.targets.iter().map(own_tries).collect();
        for (by, connection) in std::mem::take(&mut self.own.elsewhere) {
            let before = self.tries_of_each();
            self.connection(&connection);
            self.name_new(&before, &by);
        }
        for (target, known) in self.evidence.kms.targets.iter_mut().zip(known) {
            let Some(known) = known else { continue };
            let later = target.captured_tries.iter_mut().skip(known);
            later.for_each(|tried| tried.elsewhere = true);
        }
    }
}

impl Merge<'_> {
    fn tries_of_each(&self) -> Vec<usize> {
        self.evidence.kms.targets.iter().map(|target| target.captured_tries.len()).collect()
    }

    /// Says of the tries that are new by whom they are.
    fn name_new(&mut self, before: &[usize], by: &str) {
        for (target, before) in self.evidence.kms.targets.iter_mut().zip(before) {
            for tried in target.captured_tries.iter_mut().skip(*before) {
                tried.by = Some(by.to_owned()).filter(|by| !by.is_empty());
            }
        }
    }
}

/// How many further tries of its own a target has; absent where the machine tried none.
fn own_tries(target: &KmsTarget) -> Option<usize> {
    let is_tried = !matches!(target.by_name, Observed::NotAsked { .. })
        || target.endpoints.iter().any(|tried| !matches!(tried.connect, Observed::NotAsked { .. }));
    is_tried.then_some(target.captured_tries.len())
}
