//! `w32tm /resync`: how the time service's try to set the clock ended.
//!
//! It says so in words. Those that are known here were seen in public: outputs and scripts in
//! English, and outputs in German, Japanese and Chinese that tell of no time; that a command
//! succeeded is a sentence of Windows that other commands print as well.

use super::super::lines::{Lines, code};
use super::super::{Capture, Facts};
use crate::evidence::{CaptureKind, Resync, TimeServiceFacts};

/// Reads the last try: whoever asks again does so because the first one failed.
pub fn parse(lines: Lines<'_>) -> Option<Capture> {
    let mut found = None;
    let mut of_another = false;
    let mut lines_below = 0;
    for line in lines.iter().filter(|line| !line.trim().is_empty()) {
        let small = line.to_lowercase();
        if is_command(&small) {
            of_another = small.contains("/computer:");
            lines_below = LINES_BELOW;
            continue;
        }
        if small.contains(TARGET) {
            lines_below = LINES_BELOW;
            found = found.or(Some(None));
        } else if let Some(end) = refusal(&small).or_else(|| end_below(line, lines_below)) {
            found = Some(end.filter(|_| !of_another));
            lines_below = 0;
        } else {
            lines_below = lines_below.saturating_sub(1);
        }
    }
    found.map(capture)
}

/// The number of an end in a verbose status. What the higher ones stand for, the published headers
/// and MS-W32T 3.2.5.2 say differently.
pub fn of_number(value: &str) -> Option<Resync> {
    let (number, _) = value.split_once(['(', '\u{ff08}', ' '])?;
    matches!(number.trim(), "1" | "2").then_some(Resync::NoTimeData)
}

/// It tells of its target in every language: `Sending resync command to local computer`.
const TARGET: &str = "local computer";

/// The target, and how it ended.
const LINES_BELOW: usize = 2;

fn is_command(small: &str) -> bool {
    small.contains("w32tm") && small.contains("/resync")
}

/// What is said of the try, as far as its words are known.
type End = Option<Resync>;

/// Sentences that nothing else prints.
fn refusal(small: &str) -> Option<End> {
    let holds = |words: &[&str]| words.iter().any(|word| small.contains(word));
    if holds(&NO_TIME) {
        Some(Some(Resync::NoTimeData))
    } else if holds(&TOO_FAR) {
        Some(Some(Resync::ChangeTooBig))
    } else {
        None
    }
}

#[rustfmt::skip]
const NO_TIME: [&str; 5] = [
    "did not resync because no time data",
    "did not resync because only stale time data",
    "nicht synchronisiert, da keine zeitdaten", // German
    "時刻データが利用できなかった",                // Japanese
    "因为没有可用的时间数据",                     // Chinese
];

const TOO_FAR: [&str; 1] = ["did not resync because the required time change was too big"];

/// What stands right below the command or its target: that it succeeded, or an error.
fn end_below(line: &str, lines_below: usize) -> Option<End> {
    if lines_below == 0 {
        return None;
    }
    let small = line.to_lowercase();
    if SUCCEEDED.iter().any(|word| small.contains(word)) {
        return Some(Some(Resync::Done));
    }
    code(line).map(|_| None)
}

/// Of the sentence that a command completed successfully.
#[rustfmt::skip]
const SUCCEEDED: [&str; 13] = [
    "completed successfully",
    "erfolgreich",       // German
    "correctement",      // French
    "correctamente",     // Spanish
    "correttamente",     // Italian
    "êxito",             // Portuguese
    "успешно",           // Russian
    "pomyślnie",         // Polish
    "başarıyla",         // Turkish
    "正常に",             // Japanese
    "성공적으로",          // Korean
    "잘 실행",
    "成功",               // Chinese
];

fn capture(end: End) -> Capture {
    let time_service =
        end.map(|end| TimeServiceFacts { resync: Some(end), ..TimeServiceFacts::default() });
    let facts = Facts { time_service, ..Facts::default() };
    Capture::whole(CaptureKind::W32tmResync, facts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::Text;

    fn told(text: &str) -> Option<End> {
        let capture = parse(Text::of(text).lines())?;
        Some(capture.facts.time_service.and_then(|service| service.resync))
    }

    #[test]
    fn how_a_try_ended_is_read_by_words_that_are_known() {
        for (said, wanted) in [
            ("The command completed successfully.", Some(Resync::Done)),
            ("Der Befehl wurde erfolgreich ausgeführt.", Some(Resync::Done)),
            ("命令成功完成。", Some(Resync::Done)),
            (
                "The computer did not resync because no time data was available.",
                Some(Resync::NoTimeData),
            ),
            (
                "Der Computer wurde nicht synchronisiert, da keine Zeitdaten verfügbar waren.",
                Some(Resync::NoTimeData),
            ),
            ("此计算机没有重新同步，因为没有可用的时间数据。", Some(Resync::NoTimeData)),
            (
                "The computer did not resync because the required time change was too big.",
                Some(Resync::ChangeTooBig),
            ),
            ("The following error occurred: Access is denied. (0x80070005)", None),
            ("Þetta þekkir enginn.", None),
        ] {
            let text =
                format!("C:\\>w32tm /resync\nSending resync command to local computer\n{said}");
            assert_eq!(told(&text), Some(wanted), "{said}");
        }
    }

    #[test]
    fn the_last_try_counts_and_other_commands_do_not() {
        let first =
            "w32tm /resync\nThe computer did not resync because no time data was available.\n";
        let then = "w32tm /resync /force\nThe command completed successfully.\n";
        assert_eq!(told(&format!("{first}{then}")), Some(Some(Resync::Done)));
        assert_eq!(told("net start w32time\nThe command completed successfully."), None);
        assert_eq!(told("please run w32tm /resync\nThanks\na\nIt was successful"), None);
        let of_another = "w32tm /resync /computer:SRV2\nThe command completed successfully.\n";
        assert_eq!(told(of_another), Some(None));
    }
}
