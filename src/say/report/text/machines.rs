//! The other machines of the same captures: a section each, with its answer and its next step.

use super::layout::Page;
use super::{answered_by, task, why};
use crate::advice::{Advice, MachineAdvice, Step};
use crate::say::lang::Speech;
use crate::say::phrase::Phrase;
use crate::verdict::Owner;

/// A section for every one.
pub fn sections(page: &mut Page, advice: &Advice, speech: &Speech) {
    for machine in &advice.machines {
        page.section(&title(machine, speech));
        page.item(&answered_by(&machine.answer, &machine.codes, speech));
        for detail in &machine.details {
            page.detail(&answered_by(detail, &machine.codes, speech));
        }
        if let Some(step) = &machine.step {
            let what = with_owner(machine, step, speech);
            page.detail(&speech.say(&Phrase::Next { what }));
            why::how(page, step, machine.host.as_deref(), speech);
        }
    }
}

/// "This host" is the first one.
fn with_owner(machine: &MachineAdvice, step: &Step, speech: &Speech) -> String {
    let action = task(step, speech);
    match machine.host.clone().filter(|_| step.owner == Owner::HostAdmin) {
        Some(host) => format!("{}: {action}", speech.say(&Phrase::OwnerOfHost { host })),
        None => why::with_owner(step.owner, &action, speech),
    }
}

fn title(machine: &MachineAdvice, speech: &Speech) -> String {
    let (host, file) = (machine.host.clone().into(), machine.file.clone().into());
    speech.say(&Phrase::MachineBeside { host, file })
}
