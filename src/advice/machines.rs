//! The other machines of the same captures: each is judged alone, by its own licence and its own
//! events, and told like the first.
//!
//! Of the network, captures tell what one machine saw: nothing of that is another's. What a KMS
//! host counts is, for whoever it serves.

use actprobe_probes::evidence::{
    Evidence, LicensingEvent, LicensingEvidence, Observed, OtherLicence, same_computer,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answer::{self, Answer, Answering, Detail};
use super::codes::{self, ExplainedCode};
use super::command::Machine;
use super::step::Step;
use super::steps;
use crate::verdict::licence::others;
use crate::verdict::place;
use crate::verdict::{Owner, judge};

/// How many machines are judged besides the first.
const MOST: usize = 8;

/// What is said of another machine, and what to do there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MachineAdvice {
    /// Its name; absent where nothing tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The file that tells of its licence; absent where its events alone do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// How it is activated.
    pub answer: Detail,
    /// What belongs under it: which licence that is, what its key is for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
    /// Codes that its Windows gave, the newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<ExplainedCode>,
    /// The one step to take there now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
}

/// Those that fail first, for there may be more than are told of.
pub fn machines(evidence: &Evidence, steps: &[Step]) -> Vec<MachineAdvice> {
    let licensing = &evidence.licensing;
    let mut told: Vec<&OtherLicence> =
        licensing.others.iter().filter(|other| others::is_told(other)).collect();
    told.sort_by_key(|other| !others::is_failing(other));
    let captured = told.into_iter().map(|other| by_licence(evidence, other));
    let logged = others::logged(evidence);
    let logged = logged.iter().map(|other| by_log(evidence, &other.computer));
    let told = captured.chain(logged).take(MOST);
    told.map(|machine| once(evidence, steps, machine)).collect()
}

/// What is typed on a KMS host, or on the Hyper-V host below, for the first machine's sake stands
/// among its steps; here it would stand a second time.
fn once(evidence: &Evidence, steps: &[Step], machine: MachineAdvice) -> MachineAdvice {
    let lines = |step: &Step, on: Option<Machine>| -> Vec<String> {
        let meant = step.commands.iter().filter(|command| on.is_none_or(|on| command.on == on));
        meant.map(|command| command.line.clone()).collect()
    };
    let is_told = |own: &Step, on| {
        let own = lines(own, None);
        let told = |step: &Step| lines(step, Some(on));
        !own.is_empty() && steps.iter().any(|step| own.iter().all(|l| told(step).contains(l)))
    };
    let on = place(evidence, &machine);
    let step = machine.step.filter(|own| !on.is_some_and(|on| is_told(own, on)));
    MachineAdvice { step, ..machine }
}

/// What the steps of the first machine call this one.
fn place(evidence: &Evidence, machine: &MachineAdvice) -> Option<Machine> {
    let others = &evidence.licensing.others;
    let mut hosts = others.iter().filter(|other| other.licence().is_of_kms_host());
    let only = hosts.next().filter(|_| hosts.next().is_none());
    if only.is_some_and(|only| {
        machine.file.as_ref() == Some(&only.file)
            && machine.host.as_deref().unwrap_or_default() == only.computer
    }) {
        return Some(Machine::KmsHost);
    }
    let below = &evidence.host.kvp.value()?.physical_host;
    let is_below = same_computer(machine.host.as_deref()?, below) == Some(true);
    is_below.then_some(Machine::HyperVHost)
}

fn by_licence(evidence: &Evidence, other: &OtherLicence) -> MachineAdvice {
    let licence = other.licence();
    let is_kms_host = licence.is_of_kms_host();
    let licensing = LicensingEvidence {
        windows: Observed::Answered { value: licence, elapsed_us: 0 },
        captures: vec![other.file.clone()],
        others: beside(evidence, other),
        events: events_of(evidence, &other.computer),
        ..LicensingEvidence::default()
    };
    let file = Some(other.file.clone());
    let advice = judged(&of_machine(evidence, &other.computer, licensing), file);
    if is_kms_host { for_kms_admin(advice) } else { advice }
}

fn by_log(evidence: &Evidence, computer: &str) -> MachineAdvice {
    let licensing = LicensingEvidence {
        others: kms_hosts_beside(evidence, &OtherLicence::default()),
        events: events_of(evidence, computer),
        ..LicensingEvidence::default()
    };
    judged(&of_machine(evidence, computer, licensing), None)
}

/// What of the other machines matters to this one: the KMS hosts, and its clones.
fn beside(evidence: &Evidence, own: &OtherLicence) -> Vec<OtherLicence> {
    let is_clone = |other: &&OtherLicence| *other != own && shares_id(other, own);
    let clones = evidence.licensing.others.iter().filter(is_clone).cloned();
    let first = first_machine(evidence).filter(|first| shares_id(first, own));
    let mut beside: Vec<OtherLicence> = first.into_iter().chain(clones).collect();
    let hosts = kms_hosts_beside(evidence, own);
    beside.extend(hosts.into_iter().filter(|host| !shares_id(host, own)));
    beside
}

fn shares_id(one: &OtherLicence, other: &OtherLicence) -> bool {
    one.cmid.is_some() && one.cmid == other.cmid
}

/// The machine that the report is about, by its name and its client id alone.
fn first_machine(evidence: &Evidence) -> Option<OtherLicence> {
    let licensing = &evidence.licensing;
    Some(OtherLicence {
        file: licensing.captures.first().cloned().unwrap_or_default(),
        computer: evidence.host.meant_name().to_owned(),
        cmid: licensing.windows.value()?.cmid.clone(),
        ..OtherLicence::default()
    })
}

/// The KMS hosts among the others: a client is served by one of them, perhaps.
fn kms_hosts_beside(evidence: &Evidence, own: &OtherLicence) -> Vec<OtherLicence> {
    let is_meant = |other: &&OtherLicence| *other != own && other.licence().is_of_kms_host();
    let own_licence = own.licence();
    let others = evidence.licensing.others.iter().filter(is_meant);
    let others = others.filter(|_| !own_licence.is_of_kms_host());
    others.cloned().collect()
}

fn events_of(evidence: &Evidence, computer: &str) -> Vec<LicensingEvent> {
    let is_its = |event: &&LicensingEvent| same_computer(&event.computer, computer) == Some(true);
    place::events(evidence).map(|event| event.value()).filter(is_its).cloned().collect()
}

/// What is known of that machine alone.
fn of_machine(evidence: &Evidence, computer: &str, licensing: LicensingEvidence) -> Evidence {
    let (version, now) = (evidence.tool_version.clone(), evidence.started_at);
    Evidence { licensing, ..Evidence::of_captures(version, computer.to_owned(), now) }
}

fn judged(evidence: &Evidence, file: Option<String>) -> MachineAdvice {
    let verdict = judge(evidence);
    let codes = codes::told(evidence, &verdict);
    let (steps, next) = steps::steps(evidence, &verdict, &codes);
    let Answer { main: answer, mut details } = answer::answer(evidence, &verdict, &codes);
    details.retain(|detail| is_its_own(&detail.says));
    let host = Some(evidence.host.name.clone()).filter(|name| !name.is_empty());
    let step = next.and_then(|next| steps.into_iter().nth(next));
    MachineAdvice { host, file, answer, details, codes, step }
}

/// What is not of the network, which nobody looked at for it, nor of a machine beside it.
fn is_its_own(says: &Answering) -> bool {
    !matches!(
        says,
        Answering::OtherMachine { .. }
            | Answering::OwnWayWorks { .. }
            | Answering::OwnWayDegraded { .. }
            | Answering::OwnWayBlocked { .. }
            | Answering::OwnWayUnseen { .. }
    )
}

/// Whoever has the KMS host does what its administrator would do.
fn for_kms_admin(advice: MachineAdvice) -> MachineAdvice {
    let owned = |step: Step| {
        let owner = if step.owner == Owner::HostAdmin { Owner::KmsAdmin } else { step.owner };
        Step { owner, ..step }
    };
    MachineAdvice { step: advice.step.map(owned), ..advice }
}
