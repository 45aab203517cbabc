//! Commands to paste, with where they are typed, what they cost and what has to be filled in.

use actprobe_probes::evidence::Id;

use super::layout::Page;
use crate::advice::Command;
use crate::advice::command::{Machine, Prompt};
use crate::say::lang::Speech;
use crate::verdict::Argument;

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
    page.detail(&speech.text("proof", &[]));
    for check in checks {
        page.command(&check.line);
        filled_in(page, check, speech);
    }
}

fn line(page: &mut Page, command: &Command, speech: &Speech) {
    page.command(&command.line);
    if let Some(instead) = &command.without_vbscript {
        page.detail(&speech.text("without-vbscript", &[]));
        page.command(instead);
    }
    if let Some(cost) = command.cost {
        page.note(&speech.text(cost.message(), &[]));
    }
    filled_in(page, command, speech);
}

fn filled_in(page: &mut Page, command: &Command, speech: &Speech) {
    for placeholder in &command.placeholders {
        let what = speech.text(placeholder.message(), &[]);
        page.note(&format!("{}: {what}", placeholder.id()));
    }
}

/// Nothing where the line is typed here, as any user, at any prompt.
fn place(command: &Command, speech: &Speech) -> Option<String> {
    let is_plain = !command.elevated
        && matches!(command.on, Machine::ThisHost | Machine::Anywhere)
        && matches!(command.prompt, Prompt::Windows | Prompt::Shell);
    let elevated = if command.elevated { "yes" } else { "no" };
    let arguments = [
        ("machine", Argument::Text(command.on.id().to_owned())),
        ("elevated", Argument::Text(elevated.to_owned())),
        ("prompt", Argument::Text(command.prompt.id().to_owned())),
    ];
    (!is_plain).then(|| speech.text("typed-where", &arguments))
}
