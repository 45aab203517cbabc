//! Commands to paste, with where they are typed, what they cost and what has to be filled in.

use super::layout::Page;
use crate::advice::Command;
use crate::advice::command::{Machine, Prompt};
use crate::say::lang::Speech;
use crate::say::phrase::Phrase;
use crate::verdict::finding::YesNo;

/// What is typed, and what proves that it worked; `host` is the name of the machine that the step
/// is of, where the page is about several.
pub fn steps(
    page: &mut Page,
    (commands, checks): (&[Command], &[Command]),
    host: Option<&str>,
    speech: &Speech,
) {
    let here = Here { host, is_told: false };
    typed(page, commands, here, |page, command| line(page, command, speech), speech);
    if checks.is_empty() {
        return;
    }
    page.detail(&speech.say(&Phrase::Proof {}));
    // Below what is typed elsewhere, here is a place too.
    let here = Here { host, is_told: commands.iter().chain(checks).any(is_elsewhere) };
    let prove = |page: &mut Page, check: &Command| {
        page.command(&check.line);
        filled_in(page, check, speech);
    };
    typed(page, checks, here, prove, speech);
}

/// Where this machine itself is a place that is told.
#[derive(Clone, Copy)]
struct Here<'h> {
    /// Its name, where there are others.
    host: Option<&'h str>,
    is_told: bool,
}

/// Each line, below its place where that is another one than above.
fn typed(
    page: &mut Page,
    commands: &[Command],
    here: Here<'_>,
    say: impl Fn(&mut Page, &Command),
    speech: &Speech,
) {
    let mut before = None;
    for command in commands {
        let place = place(command, here, speech);
        if place != before {
            if let Some(place) = &place {
                page.detail(place);
            }
            before = place;
        }
        say(page, command);
    }
}

fn is_elsewhere(command: &Command) -> bool {
    !matches!(command.on, Machine::ThisHost | Machine::Anywhere)
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

/// Nothing where the line is typed here, as any user, at any prompt, and nobody could think
/// otherwise.
fn place(command: &Command, here: Here<'_>, speech: &Speech) -> Option<String> {
    let is_plain = !command.elevated
        && matches!(command.on, Machine::ThisHost | Machine::Anywhere)
        && matches!(command.prompt, Prompt::Windows | Prompt::Shell);
    let (machine, prompt) = (command.on, command.prompt);
    let elevated = YesNo(command.elevated);
    let is_told = here.is_told || here.host.is_some();
    let is_understood = is_plain && (!is_told || machine == Machine::Anywhere);
    let host = here.host.map(str::to_owned).into();
    (!is_understood).then(|| speech.say(&Phrase::TypedWhere { machine, host, elevated, prompt }))
}
