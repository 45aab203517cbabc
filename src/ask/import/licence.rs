//! The host's own licence, those of other machines, and events.

use actprobe_probes::capture::{Facts, Part};
use actprobe_probes::evidence::{
    KeyChannel, KmsCount, LicenceFacts, LicensingEvent, Observed, OtherLicence, OtherProduct, Used,
    same_computer,
};
use actprobe_probes::wire::installation_id::InstallationId;

use super::merge::{CapturedLicence, Merge};
use super::whose;

/// How many events are kept: the newest tell what is wrong.
const MOST_EVENTS: usize = 200;
/// How many other machines are compared.
const MOST_OTHERS: usize = 256;
/// How many errors of other commands are kept.
const MOST_ERRORS: usize = 8;
/// How many products are kept that are not Windows itself.
const MOST_PRODUCTS: usize = 64;

impl Merge<'_> {
    /// Puts a captured licence in: as the host's own, as more of the host's own, or as another
    /// machine's.
    pub(super) fn licence(&mut self, found: CapturedLicence<'_>) -> Used {
        if self.completes_live(&found) {
            return self.complete_live(found.licence);
        }
        let machine = &self.own.machine;
        let is_beside =
            whose::is_licence_beside(&found.licence, &found.computer, &machine.no_hosts);
        let is_of_another = is_beside
            || machine.is_asked(&found.computer)
            || machine.is_not(&found.computer)
            || machine.is_stranger(&found.computer, found.part, found.file);
        if is_of_another {
            self.other_licence(found);
            return Used::Yes;
        }
        let licensing = &mut self.evidence.licensing;
        // What was read live gives way to a capture made by hand, unless that one is a KMS host's.
        let counts = !licensing.captures.is_empty() || found.licence.is_of_kms_host();
        let Some(own) = licensing.windows.value().filter(|_| counts) else {
            licensing.windows = Observed::Answered { value: found.licence, elapsed_us: 0 };
            licensing.captures.push(found.file.to_owned());
            self.own.parts.push((found.file.to_owned(), found.part));
            self.own.installation_id = found.installation_id;
            self.own.computer = found.computer;
            return Used::Yes;
        };
        let known_as = (self.own.installation_id.as_ref(), self.own.computer.as_str());
        let of_this_file = licensing.captures.iter().any(|file| file == found.file);
        let is_named_alike = same_computer(&self.own.computer, &found.computer) == Some(true);
        // One machine has one state: the second in a file is of another machine.
        let is_second = of_this_file && differ(own.status.as_ref(), found.licence.status.as_ref());
        let is_apart = is_second || is_apart(&self.own.parts, &found);
        if is_apart && !is_named_alike || is_another(own, known_as, &found) {
            self.other_licence(found);
            return Used::Yes;
        }
        let has_same_id = own.cmid.is_some() && own.cmid == found.licence.cmid;
        let is_perhaps_clone = has_same_id && !of_this_file && !is_named_alike;
        let completed = completed(own.clone(), found.licence);
        let is_known = own == &completed;
        if is_perhaps_clone {
            perhaps_clone(&mut licensing.perhaps_clones, found.file);
        }
        if is_known {
            return Used::SetAside;
        }
        licensing.windows = Observed::Answered { value: completed, elapsed_us: 0 };
        if !of_this_file {
            licensing.captures.push(found.file.to_owned());
        }
        self.own.parts.push((found.file.to_owned(), found.part));
        if self.own.computer.is_empty() {
            self.own.computer = found.computer;
        }
        self.own.installation_id = self.own.installation_id.take().or(found.installation_id);
        Used::Yes
    }

    /// What other commands ended with than the last attempt.
    pub(super) fn other_errors(&mut self, errors: Vec<u32>, is_own: bool) {
        let last = self.evidence.licensing.windows.value().and_then(|own| own.activation_error);
        let known = &mut self.evidence.licensing.other_errors;
        for error in errors.into_iter().filter(|error| is_own && Some(*error) != last) {
            if known.len() < MOST_ERRORS && !known.contains(&error) {
                known.push(error);
            }
        }
    }

    fn other_licence(&mut self, found: CapturedLicence<'_>) {
        let others = &mut self.evidence.licensing.others;
        let is_its =
            |known: &OtherLicence| same_computer(&known.computer, &found.computer) == Some(true);
        // Its service may have been told of before.
        let is_bare = |known: &OtherLicence| known.status.is_none() && known.kms_host.is_none();
        let at = others.iter().position(|known| is_its(known) && is_bare(known));
        if let Some(known) = at.and_then(|at| others.get_mut(at)) {
            let told = other(found);
            *known = OtherLicence {
                licensing_service: known.licensing_service,
                licensing_service_stopped: known.licensing_service_stopped,
                listens_for_kms: known.listens_for_kms,
                kms_rule_is_on: known.kms_rule_is_on,
                ..told
            };
        } else if others.len() < MOST_OTHERS {
            others.push(other(found));
        }
    }

    /// Whether a capture without key (`slmgr /ato`, the service alone) adds to what the host itself
    /// said.
    fn completes_live(&self, found: &CapturedLicence<'_>) -> bool {
        let licensing = &self.evidence.licensing;
        let live = licensing.windows.value().filter(|_| licensing.captures.is_empty());
        let host = (None, self.evidence.host.meant_name());
        found.licence.channel.is_none()
            && live.is_some_and(|live| live.channel.is_some() && !is_another(live, host, found))
    }

    fn complete_live(&mut self, more: LicenceFacts) -> Used {
        let Some(live) = self.evidence.licensing.windows.value().cloned() else {
            return Used::Nothing;
        };
        let completed = completed(live.clone(), more);
        if live == completed {
            return Used::SetAside;
        }
        self.evidence.licensing.windows = Observed::Answered { value: completed, elapsed_us: 0 };
        Used::Yes
    }

    /// What captures of another machine tell of the service there, where that has a name.
    pub(super) fn service_elsewhere(&mut self, facts: &Facts, file: &str) {
        let others = &mut self.evidence.licensing.others;
        let is_its =
            |other: &OtherLicence| same_computer(&other.computer, &facts.computer) == Some(true);
        let at = others.iter().position(is_its);
        if at.is_none() && (others.len() >= MOST_OTHERS || facts.computer.is_empty()) {
            return;
        }
        let at = at.unwrap_or_else(|| {
            let (file, computer) = (file.to_owned(), facts.computer.clone());
            others.push(OtherLicence { file, computer, ..Default::default() });
            others.len() - 1
        });
        let Some(known) = others.get_mut(at) else { return };
        known.licensing_service = known.licensing_service.or(facts.licensing_service);
        known.licensing_service_stopped =
            known.licensing_service_stopped.or(facts.licensing_service_stopped);
        known.kms_rule_is_on = known.kms_rule_is_on.or(facts.kms_rule_is_on);
        known.listens_for_kms = known.listens_for_kms.or(facts.listens_for_kms);
    }

    /// Puts a product in that is not Windows itself.
    pub(super) fn other_product(
        &mut self,
        product: OtherProduct,
        computer: &str,
        file: &str,
    ) -> Used {
        let computer = match product.computer.is_empty() {
            true => computer.to_owned(),
            false => product.computer.clone(),
        };
        let product = OtherProduct { file: file.to_owned(), computer, ..product };
        let known = &mut self.evidence.licensing.other_products;
        if let Some(again) = known.iter_mut().find(|known| known.is_again(&product)) {
            let before = again.clone();
            again.take_in(product);
            return if *again == before { Used::SetAside } else { Used::Yes };
        }
        if known.len() >= MOST_PRODUCTS {
            return Used::SetAside;
        }
        known.push(product);
        Used::Yes
    }

    /// Adds events that are not there yet: those of a capture are some thousand at most, with
    /// others that it left out.
    pub(super) fn events(&mut self, events: Vec<LicensingEvent>, left_out: u32) -> Used {
        let known = &mut self.evidence.licensing.events;
        let before = known.len();
        for event in events {
            if !known.contains(&event) {
                known.push(event);
            }
        }
        known.sort_by_key(|event| std::cmp::Reverse(event.at));
        let dropped = known.len().saturating_sub(MOST_EVENTS);
        known.truncate(MOST_EVENTS);
        let is_new = known.len() > before || dropped > 0;
        let dropped = u32::try_from(dropped).unwrap_or(u32::MAX).saturating_add(left_out);
        let dropped_before = self.evidence.licensing.events_dropped;
        self.evidence.licensing.events_dropped = dropped_before.saturating_add(dropped);
        if is_new { Used::Yes } else { Used::SetAside }
    }
}

fn perhaps_clone(known: &mut Vec<String>, file: &str) {
    if known.len() < MOST_OTHERS && !known.iter().any(|known| known == file) {
        known.push(file.to_owned());
    }
}

/// Whether it stands in a file apart from all that is the host's there.
fn is_apart(own: &[(String, Part)], found: &CapturedLicence<'_>) -> bool {
    let mut of_this_file = own.iter().filter(|(file, _)| file == found.file).peekable();
    of_this_file.peek().is_some() && of_this_file.all(|(_, part)| part.is_apart(found.part))
}

/// One machine has one name, one client id, one installation id for its product, and one key.
fn is_another(
    own: &LicenceFacts,
    (id, computer): (Option<&InstallationId>, &str),
    found: &CapturedLicence<'_>,
) -> bool {
    let other_computer = same_computer(computer, &found.computer) == Some(false);
    let is_kms_host =
        |licence: &LicenceFacts| licence.channel.map(|channel| channel == KeyChannel::KmsHost);
    let is_named_alike = same_computer(computer, &found.computer) == Some(true);
    other_computer
        || !is_named_alike && is_host_and_client(own, &found.licence)
        || differ(own.cmid.as_ref(), found.licence.cmid.as_ref())
        || differ(own.partial_key.as_ref(), found.licence.partial_key.as_ref())
        || has_no_key(&found.licence)
            && differ(own.activation_id.as_ref(), found.licence.activation_id.as_ref())
        || differ(is_kms_host(own).as_ref(), is_kms_host(&found.licence).as_ref())
        || own.activation_id == found.licence.activation_id
            && differ(id, found.installation_id.as_ref())
}

/// A KMS host asks none, whatever else the two have in common.
fn is_host_and_client(one: &LicenceFacts, other: &LicenceFacts) -> bool {
    one.is_of_kms_host() && other.is_of_kms_client()
        || other.is_of_kms_host() && one.is_of_kms_client()
}

/// `slmgr /ato` names its product alone.
fn has_no_key(licence: &LicenceFacts) -> bool {
    licence.channel.is_none() && licence.partial_key.is_none()
}

fn differ<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
    one.is_some() && other.is_some() && one != other
}

fn other(found: CapturedLicence<'_>) -> OtherLicence {
    let CapturedLicence { licence, computer, file, .. } = found;
    OtherLicence {
        file: file.to_owned(),
        computer,
        code: licence.activation_error.or(licence.reason),
        status: licence.status,
        unread_status: licence.unread_status,
        activation_error: licence.activation_error,
        cmid: licence.cmid,
        kms_host: licence.kms_host,
        name: licence.name,
        description: licence.description,
        build: licence.build,
        channel: licence.channel,
        partial_key: licence.partial_key,
        remaining_minutes: licence.remaining_minutes,
        ends_on: licence.ends_on,
        for_good: licence.for_good,
        discovered_kms: licence.discovered_kms,
        kms_undiscovered: licence.kms_undiscovered,
        activation_object: licence.activation_object,
        ..OtherLicence::default()
    }
}

/// What the first capture does not tell, the next may.
fn completed(own: LicenceFacts, more: LicenceFacts) -> LicenceFacts {
    let text = |own: String, more: String| if own.is_empty() { more } else { own };
    LicenceFacts {
        name: text(own.name, more.name),
        description: text(own.description, more.description),
        build: own.build.or(more.build),
        channel: own.channel.or(more.channel),
        partial_key: own.partial_key.or(more.partial_key),
        activation_id: own.activation_id.or(more.activation_id),
        status: own.status.or(more.status),
        unread_status: match own.status.or(more.status) {
            Some(_) => None,
            None => own.unread_status.or(more.unread_status),
        },
        reason: own.reason.or(more.reason),
        activation_error: own.activation_error.or(more.activation_error),
        remaining_minutes: own.remaining_minutes.or(more.remaining_minutes),
        ends_on: own.ends_on.or(more.ends_on),
        for_good: own.for_good || more.for_good,
        cmid: own.cmid.or(more.cmid),
        kms_undiscovered: own.kms_undiscovered || more.kms_undiscovered,
        discovered_kms: own.discovered_kms.or(more.discovered_kms),
        forced_kms: own.forced_kms.or(more.forced_kms),
        lookup_domain: own.lookup_domain.or(more.lookup_domain),
        activation_type: own.activation_type.or(more.activation_type),
        activation_object: own.activation_object.or(more.activation_object),
        avma_host: own.avma_host.or(more.avma_host),
        kms_host: counts(own.kms_host, more.kms_host),
        rearms: own.rearms.or(more.rearms),
        intervals: own.intervals.or(more.intervals),
    }
}

fn counts(own: Option<KmsCount>, more: Option<KmsCount>) -> Option<KmsCount> {
    match (own, more) {
        (Some(own), Some(more)) => Some(KmsCount {
            current: own.current.or(more.current),
            listening_port: own.listening_port.or(more.listening_port),
            dns_publishing: own.dns_publishing.or(more.dns_publishing),
        }),
        (own, more) => own.or(more),
    }
}
