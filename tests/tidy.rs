//! The layout as a test: who may mention what, and how long a file may be.

// The sources are the same on every system, and reading them all takes Wine half a minute.
#![cfg(not(windows))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "tidy/rings.rs"]
mod rings;

use std::fs;
use std::path::{Path, PathBuf};

/// A source file: where it stands, from the root of the repository, and what it says.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The lines without what stands in comments, counted from 1.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let uncommented = |line| line_comment(line).map_or(line, |at| &line[..at]);
        self.text.lines().enumerate().map(move |(index, line)| (index + 1, uncommented(line)))
    }

    /// The code before the tests at the end of the file; those in a file of their own are named
    /// anywhere.
    fn product_code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines: Vec<_> = self.code().collect();
        let begins_tests = |pair: &[(usize, &str)]| {
            pair[0].1.starts_with("#[cfg(test)]") && !pair[1].1.trim_end().ends_with(';')
        };
        let end = lines.windows(2).position(begins_tests).unwrap_or(lines.len());
        lines.into_iter().take(end)
    }

    /// Tests read recordings, and play the peer.
    fn is_test(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.path.contains("/tests/")
    }

    fn is_in(&self, folder: &str) -> bool {
        self.path.starts_with(&format!("{folder}/")) || self.path == format!("{folder}.rs")
    }
}

/// Where a comment begins; `://` in a URL begins none.
fn line_comment(line: &str) -> Option<usize> {
    line.match_indices("//").map(|(at, _)| at).find(|&at| !line[..at].ends_with(':'))
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "probes", "testkit", "tests", "fuzz", "benches"] {
        collect(&root.join(folder), &mut files);
    }
    files.sort();
    let read = |file: PathBuf| Source {
        text: fs::read_to_string(&file).unwrap(),
        path: file.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/"),
    };
    files.into_iter().map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() && !path.ends_with("target") {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Fails with every line of `folders` that mentions one of `words`. That the folders hold something
/// is checked too.
fn nobody_mentions(words: &[&str], folders: &[&str]) {
    let sources = sources();
    let mut found = Vec::new();
    for folder in folders {
        assert!(sources.iter().any(|source| source.is_in(folder)), "there is nothing in {folder}");
        for source in sources.iter().filter(|source| source.is_in(folder) && !source.is_test()) {
            let lines = source
                .product_code()
                .filter(|(_, line)| words.iter().any(|word| mentions(line, word)));
            found.extend(
                lines.map(|(number, line)| format!("{}:{number}: {}", source.path, line.trim())),
            );
        }
    }
    assert!(found.is_empty(), "none of {words:?} belongs here:\n{}", found.join("\n"));
}

/// Fails with every line of the product outside of `files` that mentions one of `words`.
fn nobody_mentions_outside(words: &[&str], files: &[&str]) {
    let is_meant = |source: &Source| {
        (source.is_in("src") || source.is_in("probes/src"))
            && !source.is_test()
            && !files.contains(&source.path.as_str())
    };
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| is_meant(source)) {
        let lines =
            source.product_code().filter(|(_, line)| words.iter().any(|word| mentions(line, word)));
        found.extend(
            lines.map(|(number, line)| format!("{}:{number}: {}", source.path, line.trim())),
        );
    }
    assert!(found.is_empty(), "{words:?} stand in {files:?} alone:\n{}", found.join("\n"));
}

/// Whether a word stands there as a whole, not as part of another.
fn mentions(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        !(before.is_some_and(is_part) || after.is_some_and(is_part) && word.ends_with(is_part))
    })
}

const SOCKETS: &[&str] =
    &["TcpStream", "TcpListener", "UdpSocket", "ToSocketAddrs", "UnixStream", "socket2"];
const CLOCKS: &[&str] = &["std::time", "SystemTime::", "Instant", "Timestamp::now", "Zoned::now"];
const PRINTS: &[&str] = &["println!", "print!", "eprintln!", "eprint!", "dbg!", "stdout", "stderr"];

/// What pure rooms have no use for; who may not know whom is told by
/// `the_wings_know_only_who_stands_below_them`.
const MEANS: &[&str] = &["tokio", "std::fs", "std::env", "std::io"];

#[test]
fn verdict_advice_comparison_and_catalogue_are_pure() {
    for words in [MEANS, SOCKETS, CLOCKS, PRINTS] {
        nobody_mentions(words, &["src/verdict", "src/advice", "src/diff", "src/catalogue"]);
    }
}

#[test]
fn the_wings_know_only_who_stands_below_them() {
    nobody_mentions(
        &["crate::ask", "actprobe::ask"],
        &["src/say", "src/advice", "src/diff", "src/verdict", "src/catalogue"],
    );
    nobody_mentions(
        &["crate::say", "crate::diff"],
        &["src/advice", "src/verdict", "src/catalogue"],
    );
    nobody_mentions(&["crate::advice"], &["src/diff", "src/verdict", "src/catalogue"]);
    nobody_mentions(&["crate::verdict"], &["src/catalogue"]);
}

#[test]
fn of_what_is_said_the_file_alone_knows_the_host() {
    let knows = |source: &&Source| {
        let text = source.product_code().map(|(_, line)| line).collect::<String>();
        text.contains("actprobe_probes::host") || text.contains("actprobe_probes::net")
    };
    let sources = sources();
    let of_say = sources.iter().filter(|source| source.is_in("src/say") && !source.is_test());
    let knowing: Vec<&str> = of_say.filter(knows).map(|source| source.path.as_str()).collect();
    assert!(!knowing.is_empty(), "who writes the file, and how?");
    let others: Vec<_> =
        knowing.iter().filter(|path| !path.starts_with("src/say/output")).collect();
    assert!(others.is_empty(), "{others:?}");
}

#[test]
fn the_verdict_holds_no_sentence() {
    let sources = sources();
    let mut found = Vec::new();
    for source in sources.iter().filter(|source| source.is_in("src/verdict")) {
        let lines = source
            .product_code()
            .filter(|(_, line)| !line.contains("reason = ") && holds_a_sentence(line));
        found.extend(
            lines.map(|(number, line)| format!("{}:{number}: {}", source.path, line.trim())),
        );
    }
    assert!(found.is_empty(), "sentences stand in the language files:\n{}", found.join("\n"));
}

#[test]
fn the_verdict_spells_no_place_of_the_evidence_by_hand() {
    let sources = sources();
    let verdict = sources.iter().filter(|source| source.is_in("src/verdict") && !source.is_test());
    let others = verdict.filter(|source| source.path != "src/verdict/place.rs");
    let is_spelt = |line: &str| line.contains("\"/") && !line.contains("include_str!");
    let found: Vec<String> = others
        .flat_map(|source| source.product_code().map(move |(number, line)| (source, number, line)))
        .filter(|(.., line)| is_spelt(line))
        .map(|(source, number, line)| format!("{}:{number}: {}", source.path, line.trim()))
        .collect();
    assert!(found.is_empty(), "`at!` and `pointer!` write these:\n{}", found.join("\n"));
}

/// Who matches on one of these names every variant: a new one does not compile until each place has
/// decided.
const CLOSED: &[&str] = &[
    "CaptureKind::",
    "Channel::",
    "EndedBy::",
    "FailureKind::",
    "Meaning::",
    "Origin::",
    "Owner::",
    "Probe::",
    "RequirementId::",
    "Source::",
    "Status::",
    "Standing::",
    "Step::",
    "TargetOrigin::",
];

#[test]
fn matches_on_closed_lists_name_every_variant() {
    let sources = sources();
    let product = sources.iter().filter(|source| source.is_in("src") || source.is_in("probes/src"));
    let mut found = Vec::new();
    for source in product.filter(|source| !source.is_test()) {
        let lines: Vec<_> = source.product_code().collect();
        let places = wildcards(&lines).into_iter();
        found.extend(places.map(|number| format!("{}:{number}", source.path)));
    }
    assert!(
        found.is_empty(),
        "a wildcard decides for what nobody knows yet:\n{}",
        found.join("\n")
    );
}

#[test]
fn a_wildcard_beside_a_variant_is_found() {
    let of = |text: &'static str| wildcards(&text.lines().enumerate().collect::<Vec<_>>());
    assert_eq!(
        of("match kind {\n    FailureKind::A\n    | FailureKind::B => 1,\n    _ => 2,\n}"),
        [3]
    );
    assert_eq!(
        of("match kind {\n    FailureKind::A => 1,\n}\nmatch id {\n    1 => 2,\n    _ => 3,\n}"),
        []
    );
    assert_eq!(of("match text {\n    \"a\" => Probe::A,\n    _ => Probe::B,\n}"), []);
}

/// The lines of `_ =>` in whose match an arm begins with a closed list's variant.
fn wildcards(lines: &[(usize, &str)]) -> Vec<usize> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let decides_blindly = |at: usize| {
        let depth = indent(lines[at].1);
        let before = lines[..at].iter().rev().map(|(_, line)| *line);
        let arms = before
            .take_while(|line| line.trim().is_empty() || indent(line) >= depth)
            .filter(|line| indent(line) == depth);
        arms.into_iter().any(|arm| CLOSED.iter().any(|list| arm.trim_start().starts_with(list)))
    };
    let wild =
        |line: &str| line.trim_start().starts_with("_ =>") || line.trim_start().starts_with("_ if");
    (0..lines.len())
        .filter(|&at| wild(lines[at].1) && decides_blindly(at))
        .map(|at| lines[at].0)
        .collect()
}

/// Two words with a space between them, inside quotation marks.
fn holds_a_sentence(line: &str) -> bool {
    let quoted = line.split('"').skip(1).step_by(2);
    quoted.flat_map(|text| text.as_bytes().windows(3)).any(|window| {
        let [before, space, after] = window else { return false };
        before.is_ascii_alphabetic() && *space == b' ' && after.is_ascii_alphabetic()
    })
}

#[test]
fn reports_return_text_and_print_none() {
    nobody_mentions(PRINTS, &["src/say/report"]);
    for words in [&["tokio", "std::io", "std::fs", "std::env", "anstream"][..], SOCKETS, CLOCKS] {
        nobody_mentions(words, &["src/say/report", "src/say/lang"]);
    }
}

#[test]
fn codecs_and_evidence_know_no_socket_no_clock_and_no_runtime() {
    for words in [&["tokio", "std::fs", "std::env"][..], SOCKETS, CLOCKS, PRINTS] {
        nobody_mentions(words, &["probes/src/wire", "probes/src/evidence", "probes/src/capture"]);
    }
}

/// What they say on one system they say on each, so `tests/run.sh` tries them on one.
#[test]
fn what_reads_and_judges_does_not_know_which_system_it_runs_on() {
    let asked = ["windows", "unix", "target_os"];
    let of = |before: &str| asked.map(|system| format!("{before}({system}"));
    let forms = ["cfg", "cfg!", "cfg_attr", "cfg(not", "cfg(any", "cfg(all"];
    let questions = forms.map(of).concat();
    let mut questions: Vec<&str> = questions.iter().map(String::as_str).collect();
    questions.extend(["env::consts", "MAIN_SEPARATOR", "windows_sys", "rustix"]);
    nobody_mentions(
        &questions,
        &[
            "src/verdict",
            "src/advice",
            "src/diff",
            "src/catalogue",
            "src/say/report",
            "src/say/lang",
            "src/ask/import",
            "src/ask/replay",
            "src/ask/host_export",
            "probes/src/wire",
            "probes/src/evidence",
            "probes/src/capture",
            "probes/src/product_key",
        ],
    );
}

#[test]
fn imports_are_handed_what_they_read() {
    for words in [
        &[
            "tokio",
            "std::fs",
            "std::env",
            "crate::ask::run",
            "crate::say::report",
            "crate::verdict",
        ][..],
        SOCKETS,
        CLOCKS,
    ] {
        nobody_mentions(words, &["src/ask/import"]);
    }
}

#[test]
fn codecs_import_codecs_and_evidence_only() {
    let rest = ["crate::net", "crate::clock", "crate::host"];
    nobody_mentions(&rest, &["probes/src/wire", "probes/src/evidence", "probes/src/capture"]);
    nobody_mentions(
        &["crate::capture"],
        &["probes/src/wire", "probes/src/evidence", "probes/src/net", "probes/src/host"],
    );
    nobody_mentions(
        PROBES.map(|probe| format!("crate::{probe}")).each_ref().map(String::as_str).as_slice(),
        &["probes/src/wire", "probes/src/evidence", "probes/src/net"],
    );
}

#[test]
fn threads_and_connections_are_had_where_their_want_is_a_failure_of_one_probe() {
    // The runtime's own threads end the program where the system has none to give.
    nobody_mentions(
        &["spawn_blocking", "thread::spawn", "enable_steady_tick"],
        &["src", "probes/src"],
    );
    let rooms = PROBES.map(|probe| format!("probes/src/{probe}"));
    let rooms: Vec<&str> =
        rooms.iter().map(String::as_str).chain(["src", "probes/src/host"]).collect();
    nobody_mentions(&["TcpStream::connect", "TcpSocket", "TcpListener"], &rooms);
}

#[test]
fn programs_are_started_by_the_selftest_alone() {
    const STARTS: &[&str] =
        &["process::Command", "Command::new", "CreateProcessW", "ShellExecuteW"];
    nobody_mentions_outside(STARTS, &["src/ask/selftest.rs"]);
    let selftest = sources().into_iter().find(|source| source.path == "src/ask/selftest.rs");
    assert_eq!(
        selftest.unwrap().product_code().filter(|(_, line)| line.contains(STARTS[1])).count(),
        1
    );
}

/// A static C library loads the host's own for these.
#[test]
fn names_are_resolved_by_ourselves() {
    let by_the_system =
        ["lookup_host", "to_socket_addrs", "ToSocketAddrs", "getaddrinfo", "home_dir", "setlocale"];
    nobody_mentions(&by_the_system, &["src", "probes/src"]);
}

const PROBES: [&str; 7] = [
    "kms_discovery",
    "kms_target",
    "directory",
    "clock_skew",
    "licensing",
    "online",
    "winhttp_proxy",
];

#[test]
fn the_door_for_product_keys_knows_nobody() {
    let rooms = [
        "crate::evidence",
        "crate::wire",
        "crate::capture",
        "crate::net",
        "crate::host",
        "std::fs",
        "std::env",
    ];
    nobody_mentions(&rooms, &["probes/src/product_key"]);
}

#[test]
fn what_the_tests_share_knows_the_program_from_outside() {
    nobody_mentions(&["use actprobe::", "use actprobe_probes::"], &["testkit"]);
}

/// A file that is compiled into several tests holds code that some of them do not use, and then
/// nobody hears of what none of them uses.
#[test]
fn no_test_is_excused_from_dead_code_as_a_whole() {
    let sources = sources();
    let excused = sources.iter().filter(|source| {
        let attributes = source.text.split("\n#![").skip(1);
        attributes.filter_map(|rest| rest.split("]\n").next()).any(|a| a.contains("dead_code"))
    });
    let excused: Vec<_> = excused.map(|source| &source.path).collect();
    assert!(excused.is_empty(), "what tests share stands in testkit/: {excused:?}");
}

/// A file of another test would be compiled, and tested, twice. `fuzz/` is a workspace of its own.
#[test]
fn no_test_includes_a_file_of_another() {
    let reaching = concat!("#[path = \"", "..");
    let sources = sources();
    let of_tests = sources.iter().filter(|source| !source.is_in("fuzz"));
    let including = of_tests.filter(|source| source.text.contains(reaching));
    let including: Vec<_> = including.map(|source| &source.path).collect();
    assert!(including.is_empty(), "what tests share stands in testkit/: {including:?}");
}

#[test]
fn no_probe_imports_another() {
    for probe in PROBES {
        let others: Vec<String> =
            PROBES.iter().filter(|o| **o != probe).map(|other| format!("crate::{other}")).collect();
        let others: Vec<&str> = others.iter().map(String::as_str).collect();
        nobody_mentions(&others, &[&format!("probes/src/{probe}")]);
    }
}

/// Files that may be longer, and why.
const LONG: &[(&str, &str)] =
    &[("src/verdict/finding.rs", "a catalogue: each finding is a row of its own")];

#[test]
fn no_file_is_longer_than_six_hundred_lines() {
    const MOST: usize = 600;
    let sources = sources();
    let long: Vec<_> = sources
        .iter()
        .filter(|source| source.text.lines().count() > MOST)
        .map(|s| &s.path)
        .collect();
    let unexcused: Vec<_> =
        long.iter().filter(|path| LONG.iter().all(|(known, _)| known != *path)).collect();
    assert!(unexcused.is_empty(), "longer than {MOST} lines: {unexcused:?}");
    let idle: Vec<_> =
        LONG.iter().filter(|(known, _)| long.iter().all(|path| *path != known)).collect();
    assert!(idle.is_empty(), "no longer long: {idle:?}");
}

/// rustfmt leaves comments, texts and macros as wide as they are.
#[test]
fn no_line_is_wider_than_a_hundred_characters() {
    let sources = sources();
    let lines = sources.iter().flat_map(|source| {
        source.text.lines().enumerate().map(|(index, line)| (&source.path, index + 1, line))
    });
    let wide: Vec<String> = lines
        .filter(|(.., line)| line.chars().count() > 100)
        .map(|(path, number, _)| format!("{path}:{number}"))
        .collect();
    assert!(wide.is_empty(), "wider than 100 characters:\n{}", wide.join("\n"));
}

/// The libraries say `doctest = false`: looking for examples takes half a minute, and finds none.
#[test]
fn no_comment_holds_an_example_that_nobody_runs() {
    let sources = sources();
    let begins_one = |line: &str| {
        ["///", "//!"].iter().any(|mark| {
            line.trim_start().strip_prefix(mark).is_some_and(|text| text.contains("```"))
        })
    };
    let holding = sources.iter().filter(|source| source.text.lines().any(begins_one));
    let holding: Vec<_> = holding.map(|source| &source.path).collect();
    assert!(holding.is_empty(), "make it a test: {holding:?}");
}

#[test]
fn no_test_is_skipped_but_by_those_that_a_step_runs() {
    let (skip, step) = (concat!("#[", "ignore"), "bash tests/run.sh harm\"]");
    assert!(include_str!("run.sh").contains("--test cli -- --ignored"), "no step runs them");
    let sources = sources();
    let skipped = sources.iter().filter(|source| {
        let mut skips = source.text.lines().filter(|line| line.trim_start().starts_with(skip));
        skips.any(|line| !(line.ends_with(step) && source.path.starts_with("tests/cli/")))
    });
    let skipped: Vec<_> = skipped.map(|source| &source.path).collect();
    assert!(skipped.is_empty(), "a skipped test is no test: {skipped:?}");
}

#[test]
fn words_are_found_as_wholes_and_comments_are_none() {
    assert!(mentions("use tokio::time;", "tokio") && mentions("std::time::Duration", "std::time"));
    assert!(!mentions("let tokio_like = 1;", "tokio") && !mentions("eprintln!()", "println!"));
    assert!(mentions("println!(\"x\")", "println!") && !mentions("let instant = 3;", "Instant"));
    let source =
        Source { path: String::new(), text: "a // tokio\nlet u = \"https://x\"; // b".to_owned() };
    let code: Vec<_> = source.code().map(|(_, line)| line).collect();
    assert_eq!(code, ["a ", "let u = \"https://x\"; "]);
    assert!(holds_a_sentence("x(\"no answer\")") && !holds_a_sentence("let a b = \"{} = {x}\";"));
}

/// Without a file of them, a hostile name in its commands would not be seen, or its own words be
/// taken for one.
#[test]
fn every_file_that_makes_commands_is_known_to_the_hostile_names() {
    let all = sources();
    let properties = all.iter().find(|s| s.path == "tests/hostile_input/properties/report.rs");
    let known = &properties.unwrap().text;
    let makes_commands = |source: &&Source| {
        source.is_in("src/advice/commands")
            && source.product_code().any(|(_, l)| l.contains("Command::"))
    };
    let makers: Vec<&Source> = all.iter().filter(makes_commands).collect();
    assert!(makers.len() > 5);
    let unknown = makers.iter().filter(|source| !known.contains(&format!("/{}\"", source.path)));
    let unknown: Vec<&str> = unknown.map(|source| source.path.as_str()).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
