//! Days as consoles of all countries write them.

use jiff::civil::Date;

/// The day in a text, where it can be read as one day only. A day of 1601 is Windows' "not set".
pub fn day(text: &str) -> Option<Date> {
    let date = of_wmi(text).or_else(|| of_parts(text))?;
    (date.year() > NOT_SET).then_some(date)
}

/// Where Windows counts from.
const NOT_SET: i16 = 1601;

/// `20270324023557.000000-000`.
fn of_wmi(text: &str) -> Option<Date> {
    let digits = text.trim().split('.').next()?;
    if digits.len() != 14 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i16>().ok();
    date(part(0..4)?, part(4..6)?, part(6..8)?)
}

/// Three numbers, one of which is a year.
fn of_parts(text: &str) -> Option<Date> {
    let numbers = numbers(text);
    let is_year = |part: &Part| part.digits == 4;
    let at = numbers.iter().position(is_year)?;
    let part = |at: usize| numbers.get(at).copied();
    if let Some((month, day)) = part(at + 1).zip(part(at + 2)).filter(|_| at == 0) {
        return date(part(0)?.value, month.value, day.value);
    }
    let (one, other) = (part(at.checked_sub(2)?)?, part(at.checked_sub(1)?)?);
    let year = part(at)?.value;
    let day_first = date(year, other.value, one.value);
    let month_first = date(year, one.value, other.value);
    match (day_first, month_first) {
        (Some(day), Some(other)) if day != other => by_usage(text, one, day, other),
        (one, other) => one.or(other),
    }
}

/// Points and dashes stand in countries that write the day first; what counts hours by halves of a
/// day writes the month first.
fn by_usage(text: &str, first: Part, day_first: Date, month_first: Date) -> Option<Date> {
    let upper = text.to_ascii_uppercase();
    let by_halves = upper.contains("AM") || upper.contains("PM");
    match first.behind {
        '/' if by_halves => Some(month_first),
        '.' | '-' => Some(day_first),
        _ => None,
    }
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A number in a text, and the sign behind it.
#[derive(Clone, Copy)]
struct Part {
    value: i16,
    digits: usize,
    behind: char,
}

fn numbers(text: &str) -> Vec<Part> {
    let mut numbers = Vec::new();
    let mut open: Option<(i16, usize)> = None;
    for c in text.chars().take(LONGEST).chain([' ']) {
        match (c.to_digit(10).and_then(|digit| i16::try_from(digit).ok()), open) {
            (Some(digit), Some((value, digits))) => {
                open = Some((value.saturating_mul(10).saturating_add(digit), digits + 1));
            }
            (Some(digit), None) => open = Some((digit, 1)),
            (None, Some((value, digits))) => {
                numbers.push(Part { value, digits, behind: c });
                open = None;
            }
            (None, None) => {}
        }
    }
    numbers
}

/// In characters.
const LONGEST: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

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
