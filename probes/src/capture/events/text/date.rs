//! Dates of a display language: numbers in one of a few orders, a half of the day in words.

use jiff::civil::DateTime;

/// A local time. Where day and month could change places, both readings are kept until something
/// tells them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalTime {
    readings: Vec<DateTime>,
    /// Whether it is UTC.
    is_utc: bool,
}

/// As far apart is no time zone from UTC, in seconds.
const FARTHEST_S: i64 = 14 * 3600 + 1800;
/// Time zones count in quarters of an hour.
const QUARTER_S: i64 = 900;

impl LocalTime {
    /// In UTC, where the local time is so far ahead of it; `told` is what the event itself says.
    pub fn at(&self, offset_s: i64, told: Option<jiff::Timestamp>) -> Option<jiff::Timestamp> {
        let offset_s = if self.is_utc { 0 } else { offset_s };
        let readings = self.readings.iter().filter_map(|reading| utc(*reading));
        let nearest = |at: &jiff::Timestamp| {
            told.map_or(0, |told| (at.as_second() - told.as_second()).unsigned_abs())
        };
        let at = readings.min_by_key(nearest)?;
        at.checked_sub(jiff::SignedDuration::from_secs(offset_s)).ok()
    }

    /// How far it is ahead of a time in UTC; nothing where that is no time zone.
    pub fn ahead_of(&self, told: jiff::Timestamp) -> Option<i64> {
        let at = self.at(0, Some(told))?;
        let ahead = at.as_second() - told.as_second();
        let offset = (ahead + QUARTER_S / 2).div_euclid(QUARTER_S) * QUARTER_S;
        (!self.is_utc && offset.abs() <= FARTHEST_S).then_some(offset)
    }
}

fn utc(at: DateTime) -> Option<jiff::Timestamp> {
    at.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|at| at.timestamp())
}

/// A text that is a date with its time.
pub fn parse(text: &str) -> Option<LocalTime> {
    let (at, rest) = leading(text)?;
    rest.trim().is_empty().then_some(at)
}

/// The date with its time that a text begins with, and what follows.
pub fn leading(text: &str) -> Option<(LocalTime, &str)> {
    let text = text.trim_start().trim_start_matches('\u{200e}');
    let mut rest = text;
    let mut numbers = [0_u32; 3];
    let mut separator = ' ';
    for (index, number) in numbers.iter_mut().enumerate() {
        (*number, rest) = digits(rest)?;
        if index < 2 {
            separator =
                rest.chars().next().filter(|c| matches!(c, '/' | '.' | '-' | '年' | '月'))?;
            rest = rest.get(separator.len_utf8()..)?.trim_start();
        }
    }
    let is_iso = rest.starts_with('T');
    rest = rest.trim_start_matches(['.', '日', 'T', ',']).trim_start();
    let (before, after) = half(rest);
    rest = after.trim_start();
    let (hour, after) = digits(rest)?;
    let (minute, after) = digits(after.strip_prefix([':', '.'])?)?;
    let second = after.strip_prefix([':', '.']).and_then(digits);
    let (second, after) = second.unwrap_or((0, after));
    rest = fraction(after);
    let is_utc = rest.starts_with('Z');
    rest = rest.strip_prefix('Z').unwrap_or(rest);
    let (behind, rest) = if before.is_some() { (before, rest) } else { half(rest) };
    let hour = match behind {
        Some(Half::Afternoon) if hour < 12 => hour + 12,
        Some(Half::Morning) if hour == 12 => 0,
        _ => hour,
    };
    let time = [hour, minute, second];
    let is_american = behind.is_some() && separator == '/';
    let readings = readings(numbers, time, is_american && before.is_none());
    let is_any = !readings.is_empty();
    is_any.then_some((LocalTime { readings, is_utc: is_utc && is_iso }, rest))
}

/// Year first, or last with day and month before it: the likelier reading first.
fn readings([a, b, c]: [u32; 3], time: [u32; 3], is_american: bool) -> Vec<DateTime> {
    let date = |year: u32, month: u32, day: u32| {
        let small = |n: u32| i8::try_from(n).ok();
        let [hour, minute, second] = time.map(small);
        let year = i16::try_from(year).ok().filter(|year| *year >= 1990)?;
        DateTime::new(year, small(month)?, small(day)?, hour?, minute?, second?, 0).ok()
    };
    let day_first = || date(c, b, a);
    let month_first = || date(c, a, b);
    let orders = match (a >= 1000, is_american) {
        (true, _) => [date(a, b, c), None],
        (false, true) => [month_first(), day_first()],
        (false, false) => [day_first(), month_first()],
    };
    orders.into_iter().flatten().collect()
}

/// A half of the day.
#[derive(Clone, Copy)]
enum Half {
    Morning,
    Afternoon,
}

/// A half of the day in words, where the text begins with one.
fn half(text: &str) -> (Option<Half>, &str) {
    const WORDS: [(&str, Half); 12] = [
        ("AM", Half::Morning),
        ("PM", Half::Afternoon),
        ("am", Half::Morning),
        ("pm", Half::Afternoon),
        ("a.m.", Half::Morning),
        ("p.m.", Half::Afternoon),
        ("a. m.", Half::Morning),
        ("p. m.", Half::Afternoon),
        ("上午", Half::Morning),
        ("下午", Half::Afternoon),
        ("오전", Half::Morning),
        ("오후", Half::Afternoon),
    ];
    let start = text.trim_start();
    let found = WORDS.iter().find_map(|(word, half)| {
        let rest = start.strip_prefix(word)?;
        let ends = !rest.starts_with(|c: char| c.is_ascii_alphanumeric()) || !word.is_ascii();
        ends.then_some((Some(*half), rest))
    });
    found.unwrap_or((None, text))
}

fn digits(text: &str) -> Option<(u32, &str)> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = text.get(..text.len() - rest.len())?;
    (number.len() <= 4).then(|| number.parse().ok()).flatten().map(|number| (number, rest))
}

fn fraction(text: &str) -> &str {
    let after = text.strip_prefix(['.', ',']);
    after.map_or(text, |after| after.trim_start_matches(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_many_languages_are_read() {
        for (text, wanted) in [
            ("11/17/2026 10:14:02 AM", "2026-11-17T10:14:02Z"),
            ("11/17/2026 12:14:02 AM", "2026-11-17T00:14:02Z"),
            ("17/11/2026 10:15:30", "2026-11-17T10:15:30Z"),
            ("17.11.2026 22:15:30", "2026-11-17T22:15:30Z"),
            ("17. 11. 2026 10:15:30", "2026-11-17T10:15:30Z"),
            ("17-11-2026 10:15", "2026-11-17T10:15:00Z"),
            ("2026-11-17 10:15:30", "2026-11-17T10:15:30Z"),
            ("2026/11/17 下午 10:15:30", "2026-11-17T22:15:30Z"),
            ("2026-11-17 오전 10:15:30", "2026-11-17T10:15:30Z"),
            ("2026年11月17日 10:15:30", "2026-11-17T10:15:30Z"),
            ("17/11/2026 10:15:30 p. m.", "2026-11-17T22:15:30Z"),
            ("2026-11-17T10:15:30.0000000Z", "2026-11-17T10:15:30Z"),
            ("17/11/2026, 10.15.30", "2026-11-17T10:15:30Z"),
            // Day and month may have changed places: with a half of the day, it is America's order.
            ("03/04/2026 10:15:30 AM", "2026-03-04T10:15:30Z"),
            ("03/04/2026 10:15:30", "2026-04-03T10:15:30Z"),
        ] {
            let found = parse(text).and_then(|at| at.at(0, None)).map(|at| at.to_string());
            assert_eq!(found.as_deref(), Some(wanted), "{text}");
        }
        for text in ["10:14:02", "10.0.20348.1", "2026", "", "1, 1, 1", "99/99/2026 10:00:00"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_the_event_tells_decides_the_order_and_the_time_zone() {
        let told = "2026-04-03T08:15:00Z".parse().unwrap();
        let at = parse("04/03/2026 10:15:30").unwrap();
        assert_eq!(at.ahead_of(told), Some(7200));
        assert_eq!(at.at(7200, Some(told)).unwrap().to_string(), "2026-04-03T08:15:30Z");
    }
}
