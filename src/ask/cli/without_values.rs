//! What the parser of arguments complains of, without what was typed: it may have been a password.

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::arguments::Cli;
use crate::ask::channel_id::channel;
use crate::ask::probe_id::{Selection, SelectionError};
use crate::say::complaint::WITHHELD;

/// The complaint about arguments without their values: `--proxy` may hold a password, and so may
/// any other by mistake. What looks like an option is named.
pub fn without_values(mut error: clap::Error) -> clap::Error {
    let kind = error.kind();
    let is_value = |context: ContextKind, text: &str| match context {
        // An empty one is one that is missing, and told apart.
        ContextKind::InvalidValue => !text.is_empty(),
        ContextKind::InvalidSubcommand => !is_subcommand(text),
        ContextKind::InvalidArg => {
            kind == ErrorKind::UnknownArgument && !looks_like_an_option(text)
        }
        _ => false,
    };
    let values: Vec<ContextKind> = error
        .context()
        .filter(|(context, value)| {
            matches!(value,
            ContextValue::String(text) if is_value(*context, text))
        })
        .map(|(context, _)| context)
        .collect();
    let belongs_to_a_list = error.context().any(is_item);
    for context in values {
        error.insert(context, ContextValue::String(WITHHELD.to_owned()));
        // "To pass … as a value, use …" repeats it.
        error.remove(ContextKind::Suggested);
    }
    if belongs_to_a_list {
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![COMMAS.into()]));
    }
    error
}

const COMMAS: &str = "several channels or ids are written with commas and no blanks, as in \
    --require kms,online or --only kms,online";

/// What stands alone and belongs to the list of `--require`, `--only` or `--skip`.
fn is_item((context, value): (ContextKind, &ContextValue)) -> bool {
    let ContextValue::String(text) = value else { return false };
    let stands_alone = matches!(context, ContextKind::InvalidSubcommand | ContextKind::InvalidArg);
    let item = text.trim_matches(',');
    let is_known = || {
        channel(item).is_ok() || !matches!(item.parse::<Selection>(), Err(SelectionError::Unknown))
    };
    stands_alone && is_known()
}

fn is_subcommand(text: &str) -> bool {
    Cli::command().get_subcommands().any(|command| command.get_name() == text)
}

/// `--option` or `-x`: one that somebody mistyped.
fn looks_like_an_option(text: &str) -> bool {
    const LONGEST: usize = 40;
    let is_name = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let is_long =
        text.strip_prefix("--").is_some_and(|name| name.len() <= LONGEST && is_name(name));
    is_long || text.starts_with('-') && text.len() == 2
}
