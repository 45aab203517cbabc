//! Arguments as the sentences see them. Units are the same in every language; only the decimal mark
//! differs.

use fluent_bundle::{FluentArgs, FluentValue};

use actprobe_probes::evidence::Id;

use super::Language;
use crate::verdict::Argument;
use crate::verdict::finding::{Millis, OffsetMs};

/// Adds an argument, and beside it what a sentence may choose by: `NAME_given` of a text (is there
/// one?), `NAME_count` of a list, `NAME_side` of an offset, `NAME_zone` of a time.
pub fn add(
    all: &mut FluentArgs<'static>,
    name: &'static str,
    argument: &Argument,
    language: Language,
) {
    match argument {
        Argument::Text(text) => {
            all.set(name, text.clone());
            all.set(format!("{name}_given"), if text.is_empty() { "no" } else { "yes" });
        }
        Argument::Count(count) => all.set(name, FluentValue::from(*count)),
        Argument::Duration(millis) => {
            all.set(name, duration(*millis, language));
            all.set(format!("{name}_given"), if millis.0 == 0 { "no" } else { "yes" });
        }
        Argument::Offset(offset) => {
            all.set(name, span(offset.0.unsigned_abs()));
            all.set(format!("{name}_side"), side(*offset));
        }
        Argument::List(items) => {
            all.set(name, items.join(", "));
            all.set(format!("{name}_count"), FluentValue::from(items.len()));
        }
        Argument::Time(at) => timed(all, name, time(*at), "utc"),
        Argument::LocalTime(at) => timed(all, name, local_time(*at), "local"),
        Argument::Day(day) => {
            all.set(name, day.0.strftime("%Y-%m-%d").to_string());
            all.set(format!("{name}_given"), "yes");
        }
        // Named by the language before they come here.
        Argument::Channels(channels) => {
            all.set(name, channels.iter().map(Id::id).collect::<Vec<_>>().join(", "));
            all.set(format!("{name}_count"), FluentValue::from(channels.len()));
        }
    }
}

/// Beside the time stands whose it is: `NAME_zone`.
fn timed(all: &mut FluentArgs<'static>, name: &'static str, time: String, zone: &'static str) {
    all.set(name, time);
    all.set(format!("{name}_given"), "yes");
    all.set(format!("{name}_zone"), zone);
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

/// The same by a clock whose zone is not known.
fn local_time(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

/// A long span in its two largest units, rounded: `5 h 0 min`, `3 d 2 h`, `12 s`, `80 ms`.
fn span(millis: u64) -> String {
    let in_units_of = |unit: u64| (millis + unit / 2) / unit;
    let (seconds, minutes, hours) =
        (in_units_of(1_000), in_units_of(60_000), in_units_of(3_600_000));
    if hours >= 24 {
        format!("{} d {} h", hours / 24, hours % 24)
    } else if minutes >= 60 {
        format!("{} h {} min", minutes / 60, minutes % 60)
    } else if seconds >= 60 {
        format!("{} min {} s", seconds / 60, seconds % 60)
    } else if millis >= 1_000 {
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
        let shown: Vec<_> =
            [0, 12, 999, 1000, 2500, 4000].map(|ms| duration(Millis(ms), Language::English)).into();
        assert_eq!(shown, ["< 1 ms", "12 ms", "999 ms", "1 s", "2.5 s", "4 s"]);
    }

    #[test]
    fn a_host_whose_peers_are_later_is_behind() {
        assert_eq!((side(OffsetMs(1)), side(OffsetMs(-1))), ("behind", "ahead"));
        let spans = [80, 59_700, 17_999_990, 18_000_000, 93_600_000].map(span);
        assert_eq!(spans, ["80 ms", "1 min 0 s", "5 h 0 min", "5 h 0 min", "1 d 2 h"]);
    }
}
