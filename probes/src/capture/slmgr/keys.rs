//! `slmgr /ipk` and `/upk`: which key was put in, or that none is left.
//!
//! What `/ipk` says in whatever language repeats the key, where it succeeded (slmgr.vbs,
//! `L_MsgInstalledPKey`); of `/upk`, and of what is said where there is none, English alone.

use super::block;
use crate::evidence::{LicenceFacts, LicenceStatus};
use crate::wire::work::look;

/// What happened to the key last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// One with this end was put in.
    Installed(String),
    /// None is left.
    Missing,
}

/// The last word of the key, where no output of a product stands below: that tells of its own.
pub fn last(lines: &[&str]) -> Option<Key> {
    let (mut last, mut asked) = (None, None);
    let mut is_of_attempt = false;
    for line in lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        look(line.len());
        if block::names_channel(line) {
            last = None;
        } else if let Some(option) = option(line) {
            asked = end_of_key(line).filter(|_| option == "ipk");
            is_of_attempt = option == "ato" && line.to_ascii_lowercase().ends_with("ato");
        } else if says_missing(line) || is_of_attempt && says_no_product(line) {
            last = Some(Key::Missing);
        } else if let Some(end) = installed(line, asked) {
            last = Some(Key::Installed(end.to_owned()));
            asked = None;
        }
    }
    last
}

/// The end of the key that somebody wanted to put in last.
pub fn tried(lines: &[&str]) -> Option<String> {
    let commands = lines.iter().filter(|line| option(line).as_deref() == Some("ipk"));
    commands.filter_map(|line| end_of_key(line)).next_back().map(str::to_owned)
}

/// Puts it in the place of what was read above.
pub fn take_in(licence: &mut LicenceFacts, key: Key) {
    let end = match key {
        Key::Installed(end) => Some(end),
        Key::Missing => None,
    };
    let is_another = licence.partial_key.is_some() && licence.partial_key != end;
    if is_another {
        // What was said of the key before is over.
        let name = std::mem::take(&mut licence.name);
        *licence = LicenceFacts { name, ..LicenceFacts::default() };
    }
    licence.status = licence.status.or(end.is_none().then_some(LicenceStatus::Unlicensed));
    licence.partial_key = end;
}

/// The option of a command line of `slmgr`, in small letters.
fn option(line: &str) -> Option<String> {
    let small = line.to_ascii_lowercase();
    let from = small.find("slmgr")?;
    let mut words = small.get(from..)?.split_whitespace().skip(1);
    words.find_map(|word| word.strip_prefix(['/', '-']).map(str::to_owned))
}

/// `Installed product key XXXXX-XXXXX-XXXXX-XXXXX-VMK7H successfully.`, or below its command any
/// line with the key.
fn installed<'a>(line: &'a str, asked: Option<&str>) -> Option<&'a str> {
    let end = end_of_key(line)?;
    let is_said = line.starts_with("Installed product key ") && line.ends_with(" successfully.");
    (is_said || asked == Some(end)).then_some(end)
}

/// The last group of the key in a line; the groups before it are masked at the door.
fn end_of_key(line: &str) -> Option<&str> {
    let is_of_group = |c: char| c.is_ascii_alphanumeric() || c == '*';
    let mut words = line.split(|c: char| !is_of_group(c) && c != '-');
    words.find_map(|word| {
        let is_key = word.split('-').map(str::len).eq([GROUP; 5]);
        let end = word.rsplit('-').next()?;
        (is_key && end.chars().all(|c| c.is_ascii_alphanumeric())).then_some(end)
    })
}

/// How many letters a group of a key has.
const GROUP: usize = 5;

/// slmgr.vbs, `L_MsgUninstalledPKey` and `L_MsgErrorPKey`.
fn says_missing(line: &str) -> bool {
    const SAID: [&str; 2] =
        ["uninstalled product key successfully", "error: product key not found"];
    SAID.contains(&line.trim_end_matches('.').to_ascii_lowercase().as_str())
}

/// What `/ato` says where no product has a key (`L_MsgErrorProductNotFound`); with an id, that id
/// is meant.
fn says_no_product(line: &str) -> bool {
    line.trim_end_matches('.').eq_ignore_ascii_case("error: product not found")
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "XXXXX-XXXXX-XXXXX-XXXXX-VMK7H";
    const PRODUCT: &str = "Description: Windows(R) Operating System, VOLUME_MAK channel";

    #[test]
    fn what_happened_last_counts() {
        let installed = || Some(Key::Installed("VMK7H".to_owned()));
        let removed = "slmgr.vbs /upk\nUninstalled product key successfully.";
        for (text, wanted) in [
            (format!("Installed product key {KEY} successfully."), installed()),
            (format!("slmgr /ipk {KEY}\nProduct Key {KEY} wurde installiert."), installed()),
            (format!("{removed}\nslmgr /ipk {KEY}\n{KEY} ok"), installed()),
            (format!("slmgr /ipk {KEY}\n{KEY} ok\n{removed}"), Some(Key::Missing)),
            ("slmgr /ato\nError: product not found.".to_owned(), Some(Key::Missing)),
            ("slmgr /dli\nError: product key not found.".to_owned(), Some(Key::Missing)),
            // An id was meant, or nobody knows what.
            ("slmgr /ato 1-2\nError: product not found.".to_owned(), None),
            ("Error: product not found.".to_owned(), None),
            // Whether it went in is not told, or not of this key.
            (format!("slmgr /ipk {KEY}"), None),
            (format!("slmgr /ipk {KEY}\nError: 0xC004F050 x"), None),
            (format!("the key is {KEY}"), None),
            // What stands below tells of its own key.
            (format!("Error: product key not found.\n{PRODUCT}"), None),
        ] {
            let lines: Vec<&str> = text.lines().collect();
            assert_eq!(last(&lines), wanted, "{text}");
        }
    }
}
