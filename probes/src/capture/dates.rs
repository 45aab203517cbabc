//! Dates as consoles of all countries write them: numbers in one of a few orders, a half of the day
//! in words.

use jiff::civil::{Date, DateTime, Time};

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

    /// Whether nothing that stands there tells how far it is from UTC.
    pub fn is_without_zone(&self) -> bool {
        !self.is_utc
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
    let (day, rest) = WrittenDay::leading(text.trim_start().trim_start_matches('\u{200e}'))?;
    let (time, rest) = WrittenTime::leading(rest)?;
    let readings: Vec<DateTime> = day
        .readings(time.is_american())
        .filter_map(|date| Some(date.to_datetime(time.value()?)))
        .collect();
    let is_any = !readings.is_empty();
    is_any.then_some((LocalTime { readings, is_utc: time.is_utc }, rest))
}

/// The first day in a text, where it can be read as one day only. The years before 1990, Windows'
/// 1601 among them, are "not set".
pub fn day(text: &str) -> Option<Date> {
    of_wmi(text).or_else(|| {
        let mut last = ' ';
        let starts = text.char_indices().take(LONGEST).filter_map(|(at, c)| {
            let is_start = c.is_ascii_digit() && !last.is_ascii_digit();
            last = c;
            is_start.then_some(at)
        });
        starts.filter_map(|at| WrittenDay::leading(text.get(at..)?)).find_map(|(day, rest)| {
            let is_by_halves =
                WrittenTime::leading(rest).is_some_and(|(time, _)| time.is_american());
            let is_american = is_by_halves && !day.is_padded;
            let mut readings = day.readings(is_american);
            let first = readings.next()?;
            let is_clear = is_american || day.separator != '/' || day.is_day_first();
            readings.all(|other| is_clear || other == first).then_some(first)
        })
    })
}

/// The first day in a text as it stands there, where it can be read as one day and as another.
pub fn unclear_day(text: &str) -> Option<&str> {
    let is_start = |at: &usize| {
        let before = text.get(..*at).and_then(|before| before.chars().next_back());
        !before.is_some_and(|c| c.is_ascii_digit())
    };
    let digits = text.char_indices().take(LONGEST).filter(|(_, c)| c.is_ascii_digit());
    let mut starts = digits.map(|(at, _)| at).filter(is_start);
    let told = starts.find_map(|at| {
        let from = text.get(at..)?;
        let (day, rest) = WrittenDay::leading(from)?;
        let told = from.get(..from.len() - rest.len())?;
        (day.readings(false).count() > 1).then_some(told)
    });
    told.filter(|_| day(text).is_none())
}

/// In characters.
const LONGEST: usize = 200;

/// `20270324023557.000000-000`.
fn of_wmi(text: &str) -> Option<Date> {
    let digits = text.trim().split('.').next()?;
    if digits.len() != 14 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse().ok();
    date([part(0..4)?, part(4..6)?, part(6..8)?])
}

/// Three numbers, and the sign between the last two.
struct WrittenDay {
    numbers: [u32; 3],
    separator: char,
    /// Whether one of the first two begins with a nought, which no one does who writes the month
    /// first and counts hours by halves of the day.
    is_padded: bool,
    /// Whether the second alone does: `3/04/2027` is written where the day stands first.
    is_second_padded: bool,
}

impl WrittenDay {
    fn leading(text: &str) -> Option<(Self, &str)> {
        let (first, rest) = digits(text)?;
        let is_first_padded = text.starts_with('0');
        let (_, rest) = separator(rest)?;
        let is_second = rest.starts_with('0');
        let (second, rest) = digits(rest)?;
        let (separator, rest) = separator(rest)?;
        let (third, rest) = digits(rest)?;
        let day = Self {
            numbers: [first, second, third],
            separator,
            is_padded: is_first_padded || is_second,
            is_second_padded: is_second && first < 10 && !is_first_padded,
        };
        Some((day, rest))
    }

    fn is_day_first(&self) -> bool {
        self.is_second_padded
    }

    /// Year first, or last with day and month before it: the likelier reading first. Whoever counts
    /// hours by halves of a day writes slashes and the month first.
    fn readings(&self, is_american: bool) -> impl Iterator<Item = Date> + use<> {
        let [a, b, c] = self.numbers;
        let (day_first, month_first) = ([c, b, a], [c, a, b]);
        let orders = match (a >= 1000, is_american && self.separator == '/') {
            (true, _) => [Some([a, b, c]), None],
            (false, true) => [Some(month_first), Some(day_first)],
            (false, false) => [Some(day_first), Some(month_first)],
        };
        orders.into_iter().flatten().filter_map(date)
    }
}

fn separator(text: &str) -> Option<(char, &str)> {
    let separator = text.chars().next().filter(|c| matches!(c, '/' | '.' | '-' | '年' | '月'))?;
    Some((separator, text.get(separator.len_utf8()..)?.trim_start()))
}

/// Year, month and day.
fn date([year, month, day]: [u32; 3]) -> Option<Date> {
    let year = i16::try_from(year).ok().filter(|year| *year >= 1990)?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Hour, minute and second, as they stand behind a day.
struct WrittenTime {
    numbers: [u32; 3],
    before: Option<Half>,
    behind: Option<Half>,
    is_utc: bool,
}

impl WrittenTime {
    fn leading(text: &str) -> Option<(Self, &str)> {
        let is_iso = text.starts_with('T');
        let text = text.trim_start_matches(['.', '日', 'T', ',']).trim_start();
        let (before, text) = half(text);
        let (hour, text) = digits(text.trim_start())?;
        let (minute, text) = digits(text.strip_prefix([':', '.'])?)?;
        let second = text.strip_prefix([':', '.']).and_then(digits);
        let (second, text) = second.unwrap_or((0, text));
        let text = fraction(text);
        let is_utc = is_iso && text.starts_with('Z');
        let text = text.strip_prefix('Z').unwrap_or(text);
        let (behind, text) = if before.is_some() { (None, text) } else { half(text) };
        Some((Self { numbers: [hour, minute, second], before, behind, is_utc }, text))
    }

    fn is_american(&self) -> bool {
        self.behind.is_some()
    }

    fn value(&self) -> Option<Time> {
        let [hour, minute, second] = self.numbers;
        let hour = match self.before.or(self.behind) {
            Some(Half::Afternoon) if hour < 12 => hour + 12,
            Some(Half::Morning) if hour == 12 => 0,
            _ => hour,
        };
        let small = |n: u32| i8::try_from(n).ok();
        Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()
    }
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

    #[test]
    fn a_day_is_read_in_every_countrys_order_and_guessed_in_none() {
        let expected = Date::new(2027, 3, 24).unwrap();
        for text in [
            "Timebased activation will expire 24.03.2027 02:35:57",
            "3/24/2027 2:35:57 AM",
            "24/03/2027 02:35:57",
            "2027-03-24",
            "2027/03/24 2:35:57",
            "2027年3月24日",
            "20270324023557.000000-000",
            "24-3-2027 02:35:57",
        ] {
            assert_eq!(day(text), Some(expected), "{text}");
        }
        assert_eq!(day("3/4/2027 2:35:57 AM"), Date::new(2027, 3, 4).ok());
        assert_eq!(day("04.03.2027"), Date::new(2027, 3, 4).ok());
        assert_eq!(day("03/04/2027 02:35:57"), None, "March or April");
        assert_eq!(day("01/01/1601 01:00:00"), None);
        assert_eq!(day("16010101000000.000000-000"), None);
        assert_eq!(day("no day"), None);
        assert_eq!(day("259200 minute(s) (180 day(s))"), None);
        assert_eq!(day("99/99/2027"), None);
    }
}
