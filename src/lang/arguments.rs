//! Arguments as the sentences see them. Units are the same in every language; only the decimal mark differs.

use fluent_bundle::{FluentArgs, FluentValue};

use super::Language;
use crate::verdict::Argument;
use crate::verdict::finding::{Millis, OffsetMs};

/// Adds an argument, and beside it what a sentence may choose by: `NAME_given` of a text (is there one?),
/// `NAME_count` of a list, `NAME_side` of an offset.
pub fn add(all: &mut FluentArgs<'static>, name: &'static str, argument: &Argument, language: Language) {
    match argument {
        Argument::Text(text) => {
            all.set(name, text.clone());
            all.set(format!("{name}_given"), if text.is_empty() { "no" } else { "yes" });
        }
        Argument::Count(count) => all.set(name, FluentValue::from(*count)),
        Argument::Duration(millis) => all.set(name, duration(*millis, language)),
        Argument::Offset(offset) => {
            all.set(name, span(offset.0.unsigned_abs()));
            all.set(format!("{name}_side"), side(*offset));
        }
        Argument::List(items) => {
            all.set(name, items.join(", "));
            all.set(format!("{name}_count"), FluentValue::from(items.len()));
        }
        Argument::Time(at) => all.set(name, time(*at)),
    }
}

/// A duration in one unit that fits: `12 ms`, `4 s`, `2.5 s`.
pub fn duration(Millis(millis): Millis, language: Language) -> String {
    match (millis / 1000, millis % 1000 / 100) {
        (0, _) if millis == 0 => "< 1 ms".to_owned(),
        (0, _) => format!("{millis} ms"),
        (seconds, 0) => format!("{seconds} s"),
        (seconds, tenths) => format!("{seconds}{}{tenths} s", language.decimal_mark()),
    }
}

/// A point in time, to the minute.
pub fn time(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// A long span in its two largest units: `5 h 0 min`, `3 d 2 h`, `12 s`, `80 ms`.
fn span(millis: u64) -> String {
    let seconds = millis / 1000;
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    if days > 0 {
        format!("{days} d {} h", hours % 24)
    } else if hours > 0 {
        format!("{hours} h {} min", minutes % 60)
    } else if minutes > 0 {
        format!("{minutes} min {} s", seconds % 60)
    } else if seconds > 0 {
        format!("{seconds} s")
    } else {
        format!("{millis} ms")
    }
}

/// On which side of the others this host's clock is.
fn side(OffsetMs(offset): OffsetMs) -> &'static str {
    match offset {
        1.. => "behind",
        0 => "equal",
        _ => "ahead",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_people_write_them() {
        let shown: Vec<_> = [0, 12, 999, 1000, 2500, 4000].map(|ms| duration(Millis(ms), Language::English)).into();
        assert_eq!(shown, ["< 1 ms", "12 ms", "999 ms", "1 s", "2.5 s", "4 s"]);
    }

    #[test]
    fn a_host_whose_peers_are_later_is_behind() {
        assert_eq!((side(OffsetMs(1)), side(OffsetMs(-1))), ("behind", "ahead"));
        assert_eq!(span(18_000_000), "5 h 0 min");
    }
}
