//! Commands to paste, with where they are typed, what they cost and what has to be filled in.

use super::layout::Page;
use crate::advice::Command;
use crate::advice::command::{Machine, Prompt};
use crate::say::lang::Speech;
use crate::say::phrase::Phrase;
use crate::verdict::finding::YesNo;

/// How to do it.
pub fn commands(page: &mut Page, commands: &[Command], speech: &Speech) {
    let mut before = None;
    for command in commands {
        let place = place(command, speech);
        if place != before {
            if let Some(place) = &place {
                page.detail(place);
            }
            before = place;
        }
        line(page, command, speech);
    }
}

/// How one sees that it worked.
pub fn checks(page: &mut Page, checks: &[Command], speech: &Speech) {
    if checks.is_empty() {
        return;
    }
    page.detail(&speech.say(&Phrase::Proof {}));
    for check in checks {
        page.command(&check.line);
        filled_in(page, check, speech);
    }
}

fn line(page: &mut Page, command: &Command, speech: &Speech) {
    page.command(&command.line);
    if let Some(other_form) = &command.without_vbscript {
        page.detail(&speech.say(&Phrase::WithoutVbscript {}));
        page.command(other_form);
    }
    if let Some(cost) = command.cost {
        page.note(&speech.title(cost));
    }
    filled_in(page, command, speech);
}

fn filled_in(page: &mut Page, command: &Command, speech: &Speech) {
    for &placeholder in &command.placeholders {
        page.note(&format!("{}: {}", placeholder.word(), speech.title(placeholder)));
    }
}

/// Nothing where the line is typed here, as any user, at any prompt.
fn place(command: &Command, speech: &Speech) -> Option<String> {
    let is_plain = !command.elevated
        && matches!(command.on, Machine::ThisHost | Machine::Anywhere)
        && matches!(command.prompt, Prompt::Windows | Prompt::Shell);
    let (machine, prompt) = (command.on, command.prompt);
    let elevated = YesNo(command.elevated);
    (!is_plain).then(|| speech.say(&Phrase::TypedWhere { machine, elevated, prompt }))
}
