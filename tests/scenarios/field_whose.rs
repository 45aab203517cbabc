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
    // A kind of machine and its name head a part of a line, or a place does.
    Row {
        files: &["clone-lab-07-pt.txt", "clone-lab-19-pt.txt", "clones-kms-host-pt.txt"],
        said: &[
            "have the same client id (CMID 41d7c2aa",
            "slmgr.vbs /rearm",
            "sysprep /generalize",
        ],
        unsaid: &["Known already"],
        exit: 1,
    },
    // Nothing names them: one machine, or clones.
    Row {
        files: &["clone-unnamed-1.txt", "clone-unnamed-2.txt"],
        said: &[
            "have one client id (CMID 41d7c2aa-90be-4f0e-b6d3-2f5a7e9c1b08), and name no machine",
            "slmgr.vbs /rearm",
            "it was taken for the same machine, and may be a clone of it",
        ],
        unsaid: &["Known already", "have the same client id"],
        exit: 1,
    },
    // Whoever reads a KMS host's log rearms no KMS host.
    Row {
        files: &["clones-in-host-log.txt"],
        said: &["Next: Whoever makes the image of these machines", "On each clone"],
        unsaid: &["Next: Administrator of this host"],
        exit: 0,
    },
    // What failed beside the licence, and came about by another file.
    Row {
        files: &["branch-ru.txt", "branch-from-office-ru.txt"],
        said: &[
            "✖ KMS blocked",
            "the port did not open from this host, and opened at another try",
            "Next: Network team",
        ],
        unsaid: &["opened at one try", "()"],
        exit: 1,
    },
    Row {
        files: &["branch-named.txt", "branch-from-named.txt"],
        said: &["✖ KMS blocked", "and opens from another machine (HQ-SRV40)", "Next: Network team"],
        unsaid: &["()"],
        exit: 1,
    },
    // Another port of the same address is open.
    Row {
        files: &["port-445-open.txt"],
        said: &["445/TCP of the same address answers, so the machine is up"],
        unsaid: &["the KMS host is down or gone", "is it up"],
        exit: 3,
    },
    // What the KMS host printed of itself tells why it refuses, and nothing of it is unseen.
    Row {
        files: &["server-2022-refused-it.txt", "host-2016-it.txt"],
        said: &[
            "is that of Windows Server 2016, and this Windows is Windows Server 2022",
            "needs KB5003638 before it",
        ],
        unsaid: &["cannot be seen from here: whether the KMS host is activated", "may be older"],
        exit: 1,
    },
    // A word that is known in no language leaves what was read by number.
    Row {
        files: &["host-2016-state-unknown.txt"],
        said: &["“Frobnicated” is no word for a state", "As a KMS host it has counted 50"],
        unsaid: &["is activated;"],
        exit: 3,
    },
    // Each command that failed is told, the last one first.
    Row {
        files: &["rearm-then-key-ja.txt"],
        said: &["Windows said 0xC004F069", "Windows said 0xC004D307", "Convert it to the full"],
        unsaid: &[],
        exit: 3,
    },
    // What stands in a section of its own is neither unseen nor set aside.
    Row {
        files: &["avma-guest-moved.txt", "avma-node.txt"],
        said: &["HV-09 is not activated (0xC004F056)"],
        unsaid: &[
            "cannot be seen from here: whether the Hyper-V host is activated",
            "Known already",
        ],
        exit: 1,
    },
];

#[test]
fn what_a_file_tells_is_said_of_the_machine_and_the_product_that_it_is_of() {
    let differing: Vec<String> = ROWS.iter().flat_map(objections).collect();
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n\n"));
}

fn objections(row: &Row) -> Vec<String> {
    // The tools' code pages are other tests' affair.
    let text = |name| String::from_utf8_lossy(&captured("whose", name)).into_owned();
    let read = |name: &&'static str| (*name, text(name));
    let contents: Vec<(&str, String)> = row.files.iter().map(read).collect();
    let files: Vec<(&str, &str)> = contents.iter().map(|(name, of)| (*name, of.as_str())).collect();
    let turned = (0..files.len()).map(|first| {
        let mut files = files.clone();
        files.rotate_left(first);
        files
    });
    turned.filter_map(|files| objection_to((row.said, row.unsaid, row.exit), &files)).collect()
}
