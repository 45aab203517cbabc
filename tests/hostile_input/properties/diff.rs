//! Two pieces of evidence compared.

use actprobe::ask::replay;
use actprobe::diff::{Conclusion, Diff, diff};
use actprobe::say::report::text::{self, Style};
use actprobe::say::report::{Report, json};

use super::fit;
use super::report::{edited_evidence, with_speech};

/// The first byte says how many of the next make the earlier evidence, by edits; the rest make the
/// later one.
pub fn compared(bytes: &[u8]) {
    let Some((count, edits)) = bytes.split_first() else { return };
    let (before, after) = edits.split_at(usize::from(*count).min(edits.len()));
    let (Some(before), Some(after)) = (report(before), report(after)) else { return };
    for report in [&before, &after] {
        let none = between(report, report);
        assert_eq!(none.conclusion, Conclusion::Same, "with itself: {none:?}");
        assert!(
            none.channels.is_empty() && none.things.is_empty() && none.not_comparable.is_empty(),
            "{none:?}"
        );
    }
    let (there, back) = (between(&before, &after), between(&after, &before));
    assert_eq!(sizes(&there), sizes(&back), "{there:?} but {back:?}");
    is_said(&there);
}

fn report(edits: &[u8]) -> Option<Report> {
    replay::read(edited_evidence(edits).to_string().as_bytes()).ok().map(Report::of)
}

fn between(before: &Report, after: &Report) -> Diff {
    diff(&before.evidence, &before.verdict, &after.evidence, &after.verdict)
}

/// What is the same whichever is the earlier.
fn sizes(diff: &Diff) -> (Conclusion, usize, usize, usize) {
    (diff.conclusion, diff.channels.len(), diff.things.len(), diff.not_comparable.len())
}

fn is_said(diff: &Diff) {
    fit::to_show_all(diff);
    fit::to_show_lines(&json::render(diff).unwrap());
    with_speech(|speech| {
        let said = |color| {
            text::diff::render(diff, speech, Style { ascii: false, color, ..Style::default() })
        };
        let plain = said(false);
        fit::to_show_lines(&plain);
        assert_eq!(fit::without_colors(&said(true)), plain);
    });
}
