//! What other machines than the judged one tell. Connections that they tried for sure tell of the
//! KMS host, and of the way from there; what the judged machine met itself counts before them.

use actprobe_probes::capture::Facts;
use actprobe_probes::evidence::{KmsTarget, LicenceFacts, Observed, Used};

use super::merge::Merge;

impl Merge<'_> {
    /// The facts of one capture without those that are another machine's, and what became of these.
    pub(super) fn without_another_machines(
        &mut self,
        facts: Facts,
        file: &str,
    ) -> (Facts, Vec<Used>) {
        if self.own.machine.is_another(&facts, file) {
            return self.of_another(&facts, file);
        }
        if !self.own.machine.tried_elsewhere(&facts, file) {
            return (facts, Vec::new());
        }
        let mut rest = facts;
        let used = self.own.put_elsewhere(&rest.computer, &mut rest.connections);
        (rest, used.into_iter().collect())
    }

    fn of_another(&mut self, facts: &Facts, file: &str) -> (Facts, Vec<Used>) {
        if tells_of_service(facts) {
            self.service_elsewhere(facts, file);
        }
        let mut rest = without_the_host(facts.clone());
        let is_kms_host = facts.licence.as_ref().is_some_and(LicenceFacts::is_of_kms_host);
        if self.own.machine.is_asked(&facts.computer) || is_kms_host {
            // The way from the KMS host to itself is nobody else's.
            rest.connections.clear();
        }
        let tried = self.own.put_elsewhere(&facts.computer, &mut rest.connections);
        let set_aside = (rest != *facts).then_some(Used::SetAside);
        (rest, tried.into_iter().chain(set_aside).collect())
    }

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

fn tells_of_service(facts: &Facts) -> bool {
    facts.licensing_service.is_some()
        || facts.licensing_service_stopped.is_some()
        || facts.kms_rule_is_on.is_some()
        || facts.listens_for_kms.is_some()
}

/// What a capture of another machine tells besides what that machine is: its clock, its proxy and
/// its edition are nothing of the host's.
fn without_the_host(facts: Facts) -> Facts {
    Facts {
        proxy: None,
        persons_proxy: None,
        kms_host: None,
        product: None,
        licensing_service: None,
        licensing_service_stopped: None,
        kms_rule_is_on: None,
        listens_for_kms: None,
        platform: None,
        has_own_chassis: false,
        kvp: None,
        system: None,
        dns: None,
        routes: Vec::new(),
        vpn_off: Vec::new(),
        dhcp: Vec::new(),
        time_service: None,
        firmware_key: None,
        firmware_without_key: false,
        without_vbscript: false,
        locator_error: None,
        secure_channel: None,
        clocks: Vec::new(),
        ..facts
    }
}
