//! The one step to take now: the cheapest that helps this host.

use actprobe_probes::evidence::{Channel, KeyChannel};

use super::known::Known;
use super::remedy::Remedy;
use super::step::{Step, Task};
use crate::verdict::finding::Role;
use crate::verdict::{Finding, Owner, is_unresolved_by_the_service};

/// The step, of those there are.
pub fn wanted(known: Known<'_>, steps: &[Step]) -> Option<Step> {
    // A state that was not read leads to nothing: it may be the right one. What the clients of a
    // KMS host lack is none of its state.
    if known.is_unread() {
        let of_others = office(steps).or_else(|| add_on(steps));
        let others = of_others.filter(|_| known.tells_of_others_alone());
        return others.or_else(|| of_clients(known, steps)).cloned();
    }
    let step = match known.is_activated() {
        Some(false) | None if !known.evidence().asked.offline && asks_there(steps).is_some() => {
            asks_there(steps)
        }
        Some(true) => renewal(known, steps)
            .or_else(|| orphan(steps))
            .or_else(|| remembered(steps))
            .or_else(|| renew_now(steps))
            .or_else(|| of_clients(known, steps))
            .or_else(|| add_on(steps))
            .or_else(|| office(steps)),
        Some(false) => activation(known, steps),
        None => unread(steps).or_else(|| without_licence(known, steps)),
    };
    step.cloned()
}

/// The licence itself first, where `slmgr.vbs` did not run.
fn unread(steps: &[Step]) -> Option<&Step> {
    steps.iter().find(|step| is(step, |r| matches!(r, Remedy::ReadWithoutVbscript {})))
}

/// An activated host needs something only where its licence ends and cannot be renewed.
fn renewal<'s>(known: Known<'_>, steps: &'s [Step]) -> Option<&'s Step> {
    let licence = known.licence()?;
    let ends =
        licence.remaining_minutes.is_some_and(|minutes| minutes > 0) || licence.ends_on.is_some();
    let channels: &[Channel] = match known.key()? {
        KeyChannel::KmsClient => &[Channel::Adba, Channel::Kms],
        KeyChannel::TimeBased => return steps.iter().find(|step| is_conversion(step)),
        KeyChannel::KmsHost
        | KeyChannel::Mak
        | KeyChannel::Retail
        | KeyChannel::Oem
        | KeyChannel::Avma
        | KeyChannel::Other => return None,
    };
    let is_open = channels.iter().any(|channel| known.is_usable(*channel));
    if ends && !is_open { first_for(&[Channel::Kms, Channel::Adba], steps) } else { None }
}

/// The last try to renew failed, and the host that it went to was not tested.
fn remembered(steps: &[Step]) -> Option<&Step> {
    steps.iter().find(|step| is(step, |r| matches!(r, Remedy::TestRememberedHost { .. })))
}

/// Others serve, and clients still draw one that is gone.
fn orphan(steps: &[Step]) -> Option<&Step> {
    steps.iter().find(|step| is(step, |r| matches!(r, Remedy::DeleteRecord { .. })))
}

/// It was not renewed for long.
fn renew_now(steps: &[Step]) -> Option<&Step> {
    steps.iter().find(|step| is(step, |r| matches!(r, Remedy::RenewNow { .. })))
}

/// A KMS host lacks nothing itself, and its clients do not find it, or are not let in.
fn of_clients<'s>(known: Known<'_>, steps: &'s [Step]) -> Option<&'s Step> {
    (known.key()? == KeyChannel::KmsHost).then_some(())?;
    let is_meant =
        |step: &&Step| matches!(&step.task, Task::Mend(finding) if finding.is_of_clients());
    steps.iter().find(is_meant)
}

/// Windows lacks nothing, and an add-on does.
fn add_on(steps: &[Step]) -> Option<&Step> {
    let is_its = |r: &Remedy| matches!(r, Remedy::ActivateAddOn { .. } | Remedy::MendAddOn { .. });
    steps.iter().find(|step| is(step, is_its))
}

/// Office lacks its own activation, whatever Windows lacks.
fn office(steps: &[Step]) -> Option<&Step> {
    steps.iter().find(|step| is_of_office(step))
}

/// Windows lacks its own activation: that of Office comes after it.
fn is_of_office(step: &Step) -> bool {
    is(step, |remedy| matches!(remedy, Remedy::ActivateOffice { .. }))
}

fn activation<'s>(known: Known<'_>, steps: &'s [Step]) -> Option<&'s Step> {
    let ready = steps.iter().find(|step| is_at_once(step) && !changes_licence(known, step));
    let mends = of_this_machine(known, steps)
        .or(ready)
        .or_else(|| finds_nothing(known, steps))
        .or_else(|| by_key(known, steps))
        .or_else(|| steps.iter().find(|step| !is_of_office(step)))
        .or_else(|| steps.first())?;
    let is_detour = is(mends, is_offline) && !is_isolated(known, steps);
    if is(mends, |remedy| matches!(remedy, Remedy::ReplaceOemLicence {})) {
        by_code(steps).or(Some(mends))
    } else if is_of_a_request(mends) || is_detour {
        by_code(steps).or_else(|| asks_there(steps)).or(Some(mends))
    } else {
        Some(mends)
    }
}

/// The last try ended with a code of this machine's own: no network mends that. An evaluation is
/// converted before any key fits.
fn of_this_machine<'s>(known: Known<'_>, steps: &'s [Step]) -> Option<&'s Step> {
    let licence = known.licence()?;
    let code = licence.activation_error.or(licence.reason)?;
    let has_evaluation = steps.iter().any(is_conversion);
    steps.iter().find(|step| {
        is(step, |remedy| match remedy {
            Remedy::RebuildTokens { code: of, .. }
            | Remedy::RepairSystemFiles { code: of }
            | Remedy::ReinstallLicences { code: of }
            | Remedy::RunElevated { code: of } => of.0 == code,
            Remedy::RestartService { code: of, .. } => {
                of.0 == code && matches!(code, 0x8007_0422 | 0x8007_0426 | 0xC004_F075)
            }
            Remedy::MatchKeyToEdition { code: of } => of.0 == code && !has_evaluation,
            _ => false,
        })
    })
}

fn by_code(steps: &[Step]) -> Option<&Step> {
    steps.iter().find(|step| is(step, |remedy| matches!(remedy, Remedy::AnswerCode { .. })))
}

/// Windows finds no domain controller, and DNS has no record of a KMS host: before anybody
/// publishes one, whoever has the host looks which servers it asks.
fn finds_nothing<'s>(known: Known<'_>, steps: &'s [Step]) -> Option<&'s Step> {
    let mends = |wanted: fn(&Finding) -> bool| {
        steps.iter().find(|step| matches!(&step.task, Task::Mend(finding) if wanted(finding)))
    };
    mends(|finding| matches!(finding, Finding::SrvNameNotFound { .. }))?;
    mends(|finding| matches!(finding, Finding::ControllerNotLocated { .. }))
        .filter(|_| known.evidence().asked.offline)
}

fn asks_there(steps: &[Step]) -> Option<&Step> {
    steps.iter().find(|step| is(step, |remedy| matches!(remedy, Remedy::AskThere {})))
}

/// A request that failed once sends its reader to what was seen of the network.
fn is_of_a_request(step: &Step) -> bool {
    matches!(step.task, Task::Mend(Finding::KmsRequestFailed { .. }))
}

fn is_offline(remedy: &Remedy) -> bool {
    matches!(remedy, Remedy::ActivateOffline { .. })
}

/// What can be typed now, and activates.
fn is_at_once(step: &Step) -> bool {
    match &step.task {
        Task::Take(remedy) => matches!(
            remedy,
            Remedy::Activate { .. }
                | Remedy::ActivateOnline {}
                | Remedy::ActivateByHost {}
                | Remedy::TakeClientKey { .. }
                | Remedy::SetLookupDomain { .. }
        ),
        Task::Mend(_) => false,
    }
}

/// A retail or OEM licence that would go over to KMS: whether that is allowed, an agreement says,
/// and no network.
fn changes_licence(known: Known<'_>, step: &Step) -> bool {
    matches!(known.key(), Some(KeyChannel::Retail | KeyChannel::Oem))
        && is(step, |remedy| matches!(remedy, Remedy::TakeClientKey { .. }))
}

fn by_key<'s>(known: Known<'_>, steps: &'s [Step]) -> Option<&'s Step> {
    let request =
        || steps.iter().find(|step| is(step, |r| matches!(r, Remedy::RequestActivations { .. })));
    let offline = || steps.iter().find(|step| is(step, is_offline));
    let to_kms =
        || steps.iter().find(|step| is(step, |r| matches!(r, Remedy::TakeKeyForKms { .. })));
    let Some(key) = known.key() else { return to_kms() };
    match key {
        KeyChannel::KmsClient => first_for(&[Channel::Kms, Channel::Adba], steps),
        KeyChannel::Avma => first_for(&[Channel::Avma], steps),
        // A key that is used up gives way first: more of it takes days.
        KeyChannel::Mak | KeyChannel::Retail | KeyChannel::KmsHost => request()
            .map(|request| to_kms().unwrap_or(request))
            .or_else(|| if is_isolated(known, steps) { offline() } else { None })
            .or_else(|| first_for(&[Channel::Online], steps))
            .or_else(to_kms)
            .or_else(offline),
        KeyChannel::Oem => first_for(&[Channel::Online], steps).or_else(to_kms),
        KeyChannel::TimeBased => steps.iter().find(|step| is_conversion(step)),
        KeyChannel::Other => None,
    }
}

/// Without a way to the Internet, as it is meant on many hosts. Of captures, that the service and a
/// tool both found no name of Microsoft's looks the same.
fn is_isolated(known: Known<'_>, steps: &[Step]) -> bool {
    let knows_no_name = is_unresolved_by_the_service(known.evidence());
    let has_no_way = |step: &Step| match &step.task {
        Task::Mend(Finding::NoRoute { .. }) => true,
        Task::Mend(
            Finding::NameNotFound { role: Role::Endpoint, .. }
            | Finding::NameUntold { role: Role::Endpoint }
            | Finding::NameUnanswered { role: Role::Endpoint, .. },
        ) => knows_no_name,
        Task::Mend(_) | Task::Take(_) => false,
    };
    steps.iter().any(has_no_way)
}

fn is_conversion(step: &Step) -> bool {
    matches!(
        step.task,
        Task::Mend(Finding::EditionEvaluation { .. } | Finding::AvmaGuestEvaluation { .. })
    )
}

fn is(step: &Step, wanted: impl Fn(&Remedy) -> bool) -> bool {
    match &step.task {
        Task::Take(remedy) => wanted(remedy),
        Task::Mend(_) => false,
    }
}

/// The first step that mends one of these channels, the first of them first.
fn first_for<'s>(channels: &[Channel], steps: &'s [Step]) -> Option<&'s Step> {
    let mends = |step: &Step, channel| {
        step.channels.contains(&channel) && matches!(step.task, Task::Mend(_))
    };
    channels.iter().find_map(|channel| steps.iter().find(|step| mends(step, *channel)))
}

/// Where nobody knows the licence: what is broken where something was required or nothing works;
/// else the licence itself.
fn without_licence<'s>(known: Known<'_>, steps: &'s [Step]) -> Option<&'s Step> {
    let required = &known.evidence().asked.required;
    let blocked = required.iter().copied().find(|channel| !known.is_usable(*channel));
    if let Some(channel) = blocked {
        return first_for(&[channel], steps).or_else(|| steps.first());
    }
    let works = [Channel::Kms, Channel::Adba, Channel::Online, Channel::Avma]
        .iter()
        .any(|channel| known.is_usable(*channel));
    if works { None } else { steps.iter().find(|step| step.owner != Owner::Nobody) }
}
