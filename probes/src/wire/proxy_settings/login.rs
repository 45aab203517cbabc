//! Where the user name and password of a proxy end, in every spelling, and which entries of a list
//! may be part of one.
//!
//! A password may hold what separates entries; then it falls into several, and one of them may look
//! like a proxy. So no entry counts that could stand before an at sign.

/// An entry of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry<'a> {
    /// As it is written: with its own user name and password, if it has one.
    Open(&'a str),
    /// It may be part of a user name or password.
    Withheld,
}

/// The entries of `list`, in order. `goes_on` says that an at sign follows behind the list.
pub(super) fn entries(list: &str, is_separator: fn(char) -> bool, goes_on: bool) -> Vec<Entry<'_>> {
    let written = list.split(is_separator).filter(|entry| !entry.is_empty());
    let mut before_at_sign = goes_on;
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for entry in written.rev() {
        entries.push(if before_at_sign { Entry::Withheld } else { Entry::Open(entry) });
        before_at_sign = (before_at_sign || has_login(entry)) && !begins_an_entry(entry);
    }
    entries.reverse();
    entries
}

/// Whether there is an at sign.
pub(in crate::wire) fn has_login(text: &str) -> bool {
    last_at_sign(text).is_some()
}

/// What follows the user name and password, or all where there is none.
pub(in crate::wire) fn after_login(text: &str) -> &str {
    last_at_sign(text).and_then(|(_, end)| text.get(end..)).unwrap_or(text)
}

/// Where the last at sign begins and ends: `@`, its full-width and small forms, or percent signs
/// for it, of which a second encoding makes `%2540`.
pub(super) fn last_at_sign(text: &str) -> Option<(usize, usize)> {
    const SIGNS: [char; 3] = ['@', '\u{ff20}', '\u{fe6b}'];
    let plain = text.rmatch_indices(SIGNS).next().map(|(at, sign)| (at, at + sign.len()));
    let encoded = text.rmatch_indices("40").find_map(|(at, _)| {
        let before = text.get(..at)?.trim_end_matches("25").strip_suffix('%')?;
        Some((before.len(), at + 2))
    });
    plain.max(encoded)
}

/// Whether nothing before this entry belongs to it: it names the scheme that it is for, or how the
/// proxy is spoken to.
fn begins_an_entry(entry: &str) -> bool {
    let begins = |mark: &str| {
        SCHEMES
            .iter()
            .any(|scheme| strip_prefix(entry, scheme).is_some_and(|rest| rest.starts_with(mark)))
    };
    begins("=") || begins("://")
}

/// What follows `prefix`, in any case.
pub(super) fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// The schemes whose URLs an entry may be for. `WinHTTP` uses those of `http` and `https`;
/// browsers' settings name others.
pub(super) const SCHEMES: [&str; 5] = ["http", "https", "ftp", "gopher", "socks"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_an_at_sign_ends_a_login() {
        for text in [
            "user:pw@host",
            "user@host",
            "1:2@host",
            "a@b:c@host",
            "user:pw＠host",
            "user:pw﹫host",
            "user:pw%40host",
            "user:pw%2540host",
            "user:pw%252540host",
            "user:p%40w@host",
            "user:p@w%40host",
            r"CORP\user:pw@host",
            "@host",
        ] {
            assert_eq!(after_login(text), "host", "{text}");
        }
        for text in ["host", "host:40", "h%41", "2540", "%25"] {
            assert_eq!(after_login(text), text);
        }
    }

    #[test]
    fn what_may_stand_before_an_at_sign_is_withheld() {
        use Entry::{Open, Withheld};
        let read = |list| entries(list, |c| c == ';' || c == ' ', false);
        assert_eq!(read("a:1;b:2"), [Open("a:1"), Open("b:2")]);
        assert_eq!(read("user:1;2@b c"), [Withheld, Open("2@b"), Open("c")]);
        assert_eq!(read("http=user:1 2;3@b"), [Withheld, Withheld, Open("3@b")]);
        assert_eq!(read("http=a;https=user:1 2@b"), [Open("http=a"), Withheld, Open("2@b")]);
        assert_eq!(read("u:p@a;http://u:p@b"), [Open("u:p@a"), Open("http://u:p@b")]);
        assert_eq!(read("u:p@a;u:p@b"), [Withheld, Open("u:p@b")]);
        assert_eq!(entries("http=a b", |c| c == ' ', true), [Withheld, Withheld]);
    }
}
