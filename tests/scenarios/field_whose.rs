//! Captures of which nothing at the first glance tells whose they are: of a KMS host beside its
//! client, of Office beside Windows. The files stand in `fixtures/captures/whose`.

use super::field_apart::objection_to;
use super::field_events::captured;

/// Files, what is said in whatever order they are named, what is not, and the exit code.
struct Row {
    files: &'static [&'static str],
    said: &'static [&'static str],
    unsaid: &'static [&'static str],
    exit: u8,
}

const ROWS: &[Row] = &[
    // The event beside its licence names the KMS host.
    Row {
        files: &["new-host-client-ru.txt", "new-host-ticket-ru.txt"],
        said: &["srv-kms02.zavod.example is activated as a KMS host", "✖ srv-kms01.zavod.example"],
        unsaid: &["arm-0417, a KMS host", "KMS not applicable"],
        exit: 3,
    },
    // Nothing names it: it is not the machine that looks for another one.
    Row {
        files: &["new-host-client-ru.txt", "new-host-unnamed.txt"],
        said: &[
            "Another machine (new-host-unnamed.txt) is activated as a KMS host",
            "✖ srv-kms01.zavod.example",
        ],
        unsaid: &["arm-0417, a KMS host", "KMS not applicable"],
        exit: 3,
    },
    // The request was for Office, by its id and by what ospp.vbs prints.
    Row {
        files: &["office-refused-zh.txt", "windows-served-zh.txt"],
        said: &[
            "FIN-PC31.corp.example is activated by KMS, with 176 days left",
            "KMS works",
            "Next: KMS administrator: This Office takes a KMS host of its own kind",
            "with an error (0xC004F042)",
        ],
        unsaid: &["blocked", "host key of this Windows"],
        exit: 0,
    },
    Row {
        files: &["office-refused-zh.txt"],
        said: &["0xC004F042", "Office KMS host key"],
        unsaid: &["host key of this Windows", "KMS blocked"],
        exit: 3,
    },
    Row {
        files: &["office-count.txt"],
        said: &[
            "is activated by KMS, with 174 days left",
            "Office (Office LTSC Professional Plus 2021)",
            "with an error (0xC004F038)",
        ],
        unsaid: &["blocked", "MAK"],
        exit: 0,
    },
    // What Office is served says nothing of Windows.
    Row {
        files: &["windows-refused-office-served.txt"],
        said: &["FIN-PC33.corp.example is not activated", "KMS blocked", "0xC004F042"],
        unsaid: &[],
        exit: 1,
    },
];

#[test]
fn what_a_file_tells_is_said_of_the_machine_and_the_product_that_it_is_of() {
    let differing: Vec<String> = ROWS.iter().flat_map(objections).collect();
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n\n"));
}

fn objections(row: &Row) -> Vec<String> {
    let read = |name: &&'static str| (*name, String::from_utf8(captured("whose", name)).unwrap());
    let contents: Vec<(&str, String)> = row.files.iter().map(read).collect();
    let files: Vec<(&str, &str)> = contents.iter().map(|(name, of)| (*name, of.as_str())).collect();
    let turned = (0..files.len()).map(|first| {
        let mut files = files.clone();
        files.rotate_left(first);
        files
    });
    turned.filter_map(|files| objection_to((row.said, row.unsaid, row.exit), &files)).collect()
}
