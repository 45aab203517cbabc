//! The other machines of the same captures: a section each, with its answer and its next step.

use super::layout::Page;
use super::{answered_by, task, why};
use crate::advice::{Advice, MachineAdvice};
use crate::say::lang::Speech;
use crate::say::phrase::Phrase;

/// A section for every one.
pub fn sections(page: &mut Page, advice: &Advice, speech: &Speech) {
    for machine in &advice.machines {
        page.section(&title(machine, speech));
        page.item(&answered_by(&machine.answer, &machine.codes, speech));
        for detail in &machine.details {
            page.detail(&answered_by(detail, &machine.codes, speech));
        }
        if let Some(step) = &machine.step {
            let what = why::with_owner(step.owner, &task(step, speech), speech);
            page.detail(&speech.say(&Phrase::Next { what }));
            why::how(page, step, machine.host.as_deref(), speech);
        }
    }
}

fn title(machine: &MachineAdvice, speech: &Speech) -> String {
    let (host, file) = (machine.host.clone().into(), machine.file.clone().into());
    speech.say(&Phrase::MachineBeside { host, file })
}
