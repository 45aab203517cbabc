//! What a KMS host says of its own publishing: this host, or another whose licence was captured.

use actprobe_probes::evidence::{
    Evidence, KMS_PORT, KeyChannel, KmsCount, KmsHostFacts, KmsTarget, Origin, RegistrySource,
    SrvQuestion, domain_of_kms_service, same_computer,
};

use super::publish_log;
use super::target::TargetView;
use crate::verdict::finding::{Finding, Maybe, YesNo};
use crate::verdict::logic::Status;
use crate::verdict::place::{self, at};
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// A KMS host that was told not to publish itself, where nobody else is published; or that listens
/// on another port than the published one, where that one is dead or nobody tried it.
pub fn publishing(
    evidence: &Evidence,
    targets: &[TargetView<'_>],
    published: Status,
) -> Option<Requirement> {
    let unmet =
        |finding, owner| Requirement::unmet(RequirementId::KmsHostPublishes, finding, owner);
    let broken = match published {
        Status::Unmet => not_publishing(evidence, unmet)
            .or_else(|| publish_log::failed(evidence))
            .or_else(|| in_vain(evidence, unmet)),
        // Nobody asked whether somebody wrote the record by hand.
        Status::Unknown => not_publishing(evidence, unmet)
            .or_else(|| publish_log::failed(evidence))
            .or_else(|| listens_elsewhere(evidence, targets, unmet)),
        Status::Met | Status::NotApplicable => {
            publish_log::failed(evidence).or_else(|| listens_elsewhere(evidence, targets, unmet))
        }
    };
    let requirement = broken.or_else(|| publish_log::succeeded(evidence))?;
    Some(requirement.weighing(Weight::Advice))
}

/// The rule is there on every Windows, and off unless somebody needs it: of a KMS host alone it
/// matters.
pub fn lets_clients_in(evidence: &Evidence) -> Option<Requirement> {
    let windows = place::windows(evidence)?;
    let rule = at!(windows.kms_rule_is_on).present()?;
    let id = RequirementId::KmsHostLetsClientsIn;
    let requirement = match *rule {
        true => Requirement::new(id, Status::Met, Finding::KmsHostRuleOn {}),
        false => Requirement::unmet(id, Finding::KmsHostRuleOff {}, Owner::HostAdmin),
    };
    is_kms_host(evidence).then(|| requirement.weighing(Weight::Advice).because(rule))
}

/// A KMS host that captures show to listen to nobody. A client needs no port, and its service runs
/// while it activates alone.
pub fn listens(evidence: &Evidence) -> Option<Requirement> {
    let windows = place::windows(evidence)?;
    let (heard, stopped) = (windows.listens_for_kms, windows.licensing_service_stopped);
    let is_shut = heard == Some(false) && is_usual_port(evidence);
    let is_stopped = stopped == Some(true) && heard != Some(true);
    let id = RequirementId::KmsHostLetsClientsIn;
    let finding = Finding::KmsHostNotListening { host: Maybe(None), stopped: YesNo(is_stopped) };
    let is_meant = is_kms_host(evidence) && (is_shut || is_stopped);
    is_meant.then(|| {
        Requirement::unmet(id, finding, Owner::HostAdmin)
            .weighing(Weight::Advice)
            .because_of(at!(windows.listens_for_kms).present())
            .because_of(at!(windows.licensing_service_stopped).present())
    })
}

fn is_kms_host(evidence: &Evidence) -> bool {
    let by_licence = evidence.licensing.windows.value().is_some_and(|licence| {
        licence.channel == Some(KeyChannel::KmsHost) || licence.kms_host.is_some()
    });
    let windows = evidence.host.windows.value();
    by_licence || windows.is_some_and(|windows| windows.kms_host.is_some())
}

/// Whether nobody told this KMS host of another port than the usual one.
fn is_usual_port(evidence: &Evidence) -> bool {
    let own = captured(evidence).into_iter().filter(|host| host.is_own);
    own.chain(exported(evidence)).all(|host| host.port.is_none_or(|port| port == KMS_PORT))
}

fn not_publishing(
    evidence: &Evidence,
    unmet: impl Fn(Finding, Owner) -> Requirement,
) -> Option<Requirement> {
    let own = || unmet(Finding::KmsHostNotPublishing {}, Owner::HostAdmin);
    let by_registry = place::windows(evidence).and_then(|windows| at!(windows.kms_host).present());
    if let Some(host) = by_registry.filter(|host| !host.dns_publishing) {
        return Some(own().because(at!(host.dns_publishing)));
    }
    let is_silent = |host: &Captured<'_>| host.publishes == Some(false);
    if let Some(silent) = captured(evidence).into_iter().find(is_silent) {
        let another = || Finding::OtherKmsHostNotPublishing { host: silent.name.into() };
        let requirement = match silent.is_own {
            true => own(),
            false => unmet(another(), Owner::KmsAdmin),
        };
        return Some(requirement.because(silent.pointer));
    }
    None
}

fn in_vain(
    evidence: &Evidence,
    unmet: impl Fn(Finding, Owner) -> Requirement,
) -> Option<Requirement> {
    let windows = place::windows(evidence)?;
    let host = at!(windows.kms_host).present()?;
    let zones = zones_in_vain(evidence, &host);
    let finding = Finding::KmsHostPublishesInVain { zones: zones.clone() };
    (!zones.is_empty()).then(|| unmet(finding, Owner::DnsAdmin).because(host))
}

/// The zones that were asked in vain, and that the host publishes itself in: its own domain, and
/// those that it lists.
fn zones_in_vain(evidence: &Evidence, host: &KmsHostFacts) -> Vec<String> {
    let listed = || {
        let entries = host.publish_list.iter();
        entries
            .filter_map(|entry| entry.split(',').next())
            .map(|zone| zone.trim_matches(['.', ' ']))
    };
    let publishes_in = |question: &&SrvQuestion| {
        let zone = domain_of_kms_service(&question.name).unwrap_or_default();
        question.origin == Origin::Primary || listed().any(|own| own.eq_ignore_ascii_case(zone))
    };
    let asked = evidence.kms.questions.iter().filter(publishes_in);
    asked.filter_map(|question| domain_of_kms_service(&question.name)).map(str::to_owned).collect()
}

fn listens_elsewhere(
    evidence: &Evidence,
    targets: &[TargetView<'_>],
    unmet: impl Fn(Finding, Owner) -> Requirement,
) -> Option<Requirement> {
    captured(evidence).into_iter().chain(exported(evidence)).find_map(|host| {
        let port = host.port?;
        let is_of_host = |view: &&TargetView<'_>| is_published_as(&view.target, host.name);
        let is_only = targets.iter().filter(|view| view.target.is_published()).count() == 1;
        let is_known = !host.name.is_empty() || is_only;
        let targets: Vec<&TargetView<'_>> = targets.iter().filter(is_of_host).collect();
        // A port that somebody else listens on for it, such as a balancer, may be right.
        let may_be_right = |view: &&TargetView<'_>| match view.status {
            Status::Unmet => false,
            Status::Unknown => !is_known || is_tried(&view.target),
            Status::Met | Status::NotApplicable => true,
        };
        let is_right = |view: &&TargetView<'_>| view.target.port == port || may_be_right(view);
        if targets.is_empty() || targets.iter().any(is_right) {
            return None;
        }
        let finding = Finding::KmsHostListensElsewhere {
            host: host.name.into(),
            port: port.into(),
            published: targets.iter().map(|view| view.target.label()).collect(),
        };
        Some(unmet(finding, Owner::KmsAdmin).because(host.pointer))
    })
}

/// Whether anybody tried to connect to it.
fn is_tried(target: &KmsTarget) -> bool {
    !target.endpoints.is_empty() || !target.by_name.is_unplanned()
}

/// A KMS host's own word.
struct Captured<'a> {
    /// Empty where the capture does not tell.
    name: &'a str,
    port: Option<u16>,
    publishes: Option<bool>,
    is_own: bool,
    pointer: String,
}

fn captured(evidence: &Evidence) -> Vec<Captured<'_>> {
    let said = |name, says: &KmsCount, is_own, pointer| Captured {
        name,
        port: says.listening_port,
        publishes: says.dns_publishing,
        is_own,
        pointer,
    };
    let own = place::licence(evidence).and_then(|licence| {
        let says = licence.value().kms_host.as_ref()?;
        Some(said(evidence.host.meant_name(), says, true, licence.into()))
    });
    let others = place::other_licences(evidence).filter_map(|other| {
        let says = other.value().kms_host.as_ref()?;
        Some(said(&other.value().computer, says, false, other.into()))
    });
    own.into_iter().chain(others).collect()
}

/// The same by its registry, where that tells whose it is. Nobody told it of a port: it is the
/// usual one.
fn exported(evidence: &Evidence) -> Option<Captured<'_>> {
    let windows = place::windows(evidence)?;
    let host = at!(windows.kms_host).present()?;
    let facts = host.value();
    let name = match &windows.value().source {
        RegistrySource::Live => evidence.host.name.as_str(),
        RegistrySource::File { .. } => windows.value().name.as_deref()?,
    };
    Some(Captured {
        name,
        port: facts.listening_port.or_else(|| is_whole(facts).then_some(KMS_PORT)),
        publishes: Some(facts.dns_publishing),
        is_own: true,
        pointer: host.into(),
    })
}

/// Who looked up a value or two has not seen that the port is missing.
fn is_whole(facts: &KmsHostFacts) -> bool {
    !facts.version.is_empty()
}

/// Caveat: this KMS host was told to give way to others on its machine.
pub fn low_priority(evidence: &Evidence) -> Option<Finding> {
    let host = evidence.host.windows.value()?.kms_host.as_ref()?;
    host.low_priority.then_some(Finding::KmsHostLowPriority {})
}

/// A capture that names no computer may be of any published host.
fn is_published_as(target: &KmsTarget, name: &str) -> bool {
    target.is_published() && same_computer(&target.host, name) != Some(false)
}
