//! The documents say what the program does: ids, options, keys, exit codes and the output in the
//! README.
//!
//! `ACTPROBE_BLESS=1 cargo test --test docs` puts the program's present output into the README and
//! the examples; read the diff.

// The documents are the same on every system, and the README shows the marks that a Windows pipe
// does not get.
#![cfg(not(windows))]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests: what fails, fails the test"
)]

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use actprobe::ask::cli::Cli;
use actprobe::ask::site::Site;
use actprobe::diff::{Diff, Thing};
use actprobe::say::report::json;
use actprobe::verdict::{Outcome, RequirementId};
use actprobe_probes::evidence::{FailureKind, Step};
use clap::CommandFactory;
use schemars::JsonSchema;

const SITE_EXAMPLE: &str = include_str!("../fixtures/site/complete.toml");

/// Options in the README that belong to other programs.
const OF_OTHERS: [&str; 2] = ["--release", "--target"];

/// The replay that the README shows.
const SHOWN: &str = "fixtures/reports/kms-works-proxy-asks-password.json";

/// The report that the README compares it with.
const SHOWN_LATER: &str = "fixtures/reports/kms-silent-after-a-move.json";

/// The worked examples, and how their shown commands begin.
const EXAMPLES: &str = "docs/examples.md";
const CONSOLE: &str = "```console\n";

type Names = BTreeSet<String>;

#[test]
fn requirements_md_lists_every_requirement_with_what_it_depends_on() {
    let rows = rows(&read("docs/requirements.md"), 0);
    let listed: Names = rows.iter().map(|row| bare(&row[0])).collect();
    assert_eq!(listed, RequirementId::ALL.iter().map(|id| id.as_str().to_owned()).collect());
    assert_eq!(listed.len(), rows.len(), "an id stands there twice");
    for id in RequirementId::ALL {
        let row = rows.iter().find(|row| bare(&row[0]) == id.as_str()).unwrap();
        let causes: Names = in_backticks(&row[3]);
        assert_eq!(
            causes,
            id.depends_on().iter().map(|id| id.as_str().to_owned()).collect(),
            "{}",
            id.as_str()
        );
    }
}

#[test]
fn readme_names_every_option_and_no_other() {
    let readme = read("README.md");
    let named: Names = readme
        .split(|c: char| !is_of_option(c))
        .filter(|word| is_option(word))
        .map(str::to_owned)
        .collect();
    let others: Names = OF_OTHERS.map(str::to_owned).into();
    assert!(
        others.is_subset(&named),
        "of others, and not in the README: {:?}",
        others.difference(&named)
    );
    let own: Names = named.difference(&others).cloned().collect();
    assert_eq!(own, options());
}

#[test]
fn readme_names_every_subcommand() {
    let readme = read("README.md");
    for command in Cli::command().get_subcommands() {
        assert!(
            readme.contains(&format!("actprobe {}", command.get_name())),
            "{}",
            command.get_name()
        );
    }
}

#[test]
fn site_md_names_every_key_and_its_example_has_them_all() {
    let known = keys_below("", "");
    let documented: Names =
        rows(&read("docs/site.md"), 0).iter().map(|row| bare(&row[0])).collect();
    assert_eq!(documented, known);
    assert_eq!(keys_of(&SITE_EXAMPLE.parse::<toml::Table>().unwrap(), ""), known);
    assert!(Site::parse(SITE_EXAMPLE).is_ok());
    assert!(
        read("docs/site.md").contains(&format!("```toml\n{SITE_EXAMPLE}```")),
        "the example is not that of the file"
    );
}

#[test]
fn exit_codes_in_the_documents_are_those_of_the_program() {
    let outcomes = [Outcome::Works, Outcome::Blocked, Outcome::Warnings, Outcome::Inconclusive];
    let codes: Names = outcomes.iter().map(|outcome| outcome.exit_code().to_string()).collect();
    let codes: Names =
        codes.into_iter().chain(["64", "70", "74", "130"].map(str::to_owned)).collect();
    for document in ["README.md", "docs/format.md"] {
        let listed: Vec<String> =
            rows(&read(document), 0).iter().map(|row| row[0].clone()).collect();
        let listed: Names = listed.into_iter().filter(|cell| cell.parse::<u8>().is_ok()).collect();
        assert_eq!(listed, codes, "{document}");
    }
    assert_eq!(codes_in_help(), codes);
}

#[test]
fn wrong_usage_and_an_unwritable_report_end_with_their_codes() {
    assert_eq!(run(&["--no-such-option"], b"").status.code(), Some(64));
    let nowhere = ["replay", "-", "--output", "no-such-folder/report.txt"];
    assert_eq!(run(&nowhere, read(SHOWN).as_bytes()).status.code(), Some(74));
    assert_eq!(run(&["replay", "-"], read(SHOWN).as_bytes()).status.code(), Some(0));
}

#[test]
fn format_md_lists_the_steps_and_kinds_of_the_format() {
    let listed = |heading: &str| -> Names {
        rows(section(&read("docs/format.md"), heading), 0).iter().map(|row| bare(&row[0])).collect()
    };
    assert_eq!(listed("### Steps"), ids::<Step>());
    assert_eq!(listed("### Kinds of failure"), ids::<FailureKind>());
}

#[test]
fn format_md_lists_every_thing_that_is_compared() {
    let format = read("docs/format.md");
    let rows = rows(section(&format, "## The comparison"), 0);
    let listed: Names = rows
        .iter()
        .skip_while(|row| row[0] != "`host-name`")
        .flat_map(|row| in_backticks(&row[0]))
        .collect();
    assert_eq!(listed, Thing::ALL.iter().map(|thing| thing.as_str().to_owned()).collect());
}

#[test]
fn readme_shows_what_the_program_prints() {
    readme_shows(&["replay", SHOWN]);
    readme_shows(&["diff", SHOWN, SHOWN_LATER]);
}

fn readme_shows(arguments: &[&str]) {
    let printed = run(arguments, b"").stdout;
    let printed = String::from_utf8(printed).unwrap().replace("\r\n", "\n");
    let readme = read("README.md");
    let command = format!("$ actprobe {}\n", arguments.join(" "));
    let from = readme.find(&command).unwrap_or_else(|| panic!("the README lacks {command}"));
    let start = from + readme[from..].find('\n').unwrap() + 1;
    let end = start + readme[start..].find("```").unwrap();
    if bless_is_asked_for() {
        std::fs::write(
            root().join("README.md"),
            format!("{}{printed}{}", &readme[..start], &readme[end..]),
        )
        .unwrap();
    } else {
        assert_eq!(readme[start..end], printed, "ACTPROBE_BLESS=1 cargo test --test docs");
    }
}

#[test]
fn examples_md_shows_what_the_program_prints() {
    let page = read(EXAMPLES);
    let printed = page.split(CONSOLE).enumerate().scan(root(), |folder, (index, part)| {
        Some(if index == 0 {
            part.to_owned()
        } else {
            format!("{CONSOLE}{}", with_real_output(part, folder))
        })
    });
    let printed: String = printed.collect();
    assert!(page.matches("$ actprobe ").count() >= 6, "the commands of the page were not found");
    if bless_is_asked_for() {
        std::fs::write(root().join(EXAMPLES), printed).unwrap();
    } else {
        assert_eq!(page, printed, "ACTPROBE_BLESS=1 cargo test --test docs");
    }
}

/// What follows the opening of a console block: `$ cd FOLDER` moves on to an example's files, `$
/// actprobe …` is run there, and what stands below it up to the end of the block gives way to what
/// is printed now.
fn with_real_output(part: &str, folder: &mut PathBuf) -> String {
    let (block, rest) = part.split_once("```").expect("a console block has an end");
    let mut shown = String::new();
    for line in block.lines() {
        if let Some(to) = line.strip_prefix("$ cd ") {
            *folder = root().join(to);
            shown.extend([line, "\n"]);
        } else if let Some(arguments) = line.strip_prefix("$ actprobe ") {
            let arguments: Vec<&str> = arguments.split(' ').collect();
            let output = run_in(folder, &arguments, b"");
            assert!(
                output.stderr.is_empty(),
                "{line}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
            shown.extend([
                line,
                "\n",
                &judged_on_one_day(&String::from_utf8(output.stdout).unwrap()),
            ]);
        }
    }
    format!("{shown}```{rest}")
}

/// Captures alone are judged by today's clock, which alone would make another page of it every
/// minute.
fn judged_on_one_day(printed: &str) -> String {
    const LED_BY: &str = "Judged on ";
    const DAY: &str = "2026-11-17 09:00";
    let Some(at) = printed.find(LED_BY).map(|at| at + LED_BY.len()) else {
        return printed.to_owned();
    };
    format!("{}{DAY}{}", &printed[..at], &printed[at + DAY.len()..])
}

#[test]
fn examples_md_uses_every_file_of_the_examples_and_none_holds_a_whole_key() {
    let page = read(EXAMPLES);
    let mut seen = 0;
    for folder in std::fs::read_dir(root().join("fixtures/examples"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        for file in
            std::fs::read_dir(&folder).into_iter().flatten().map(|entry| entry.unwrap().path())
        {
            let name = file.file_name().unwrap().to_str().unwrap();
            assert!(page.contains(name), "{} is not on the page", file.display());
            let content: String = std::fs::read(&file)
                .unwrap()
                .into_iter()
                .filter(|b| *b != 0)
                .map(char::from)
                .collect();
            let words = content.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            assert_eq!(words.filter(|word| is_whole_key(word)).count(), 0, "{}", file.display());
            seen += 1;
        }
    }
    assert!(seen > 0, "no file was found, so none was looked at");
}

fn is_whole_key(word: &str) -> bool {
    let groups: Vec<&str> = word.split('-').collect();
    groups.len() == 5 && groups.iter().all(|group| group.len() == 5)
}

#[test]
fn links_to_local_files_lead_somewhere() {
    let mut seen = 0;
    for document in documents() {
        let text = std::fs::read_to_string(&document).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            if !target.is_empty() && !target.contains("://") {
                seen += 1;
                assert!(
                    document.parent().unwrap().join(target).exists(),
                    "{}: {target}",
                    document.display()
                );
            }
        }
    }
    assert!(seen > 0, "no link was found, so none was checked");
}

#[test]
fn security_md_names_tests_that_exist_for_each_promise() {
    let rows = rows(section(&read("SECURITY.md"), "## Promises"), 0);
    assert!(!rows.is_empty(), "it promises nothing");
    let sources: Vec<PathBuf> = ["src", "probes/src", "tests"]
        .iter()
        .flat_map(|folder| rust_files(&root().join(folder)))
        .collect();
    let sources: String =
        sources.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    for row in rows {
        let tests = in_backticks(&row[1]);
        assert!(!tests.is_empty(), "nothing holds: {}", row[0]);
        for test in tests {
            assert!(
                sources.contains(&format!("fn {test}(")),
                "{test} is gone, which held: {}",
                row[0]
            );
        }
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let below = entries.flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] });
    below.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn documents() -> Vec<PathBuf> {
    let in_folder = |folder: &Path| -> Vec<PathBuf> {
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|file| file.extension().is_some_and(|extension| extension == "md")).collect()
    };
    [in_folder(&root()), in_folder(&root().join("docs"))].concat()
}

/// The cells of every table row with text in `column`, without heads and rules.
fn rows(text: &str, column: usize) -> Vec<Vec<String>> {
    let lines: Vec<&str> = text.lines().collect();
    let is_rule = |line: &str| line.starts_with("|-");
    let bodies = lines.iter().enumerate().filter(|(index, line)| {
        line.starts_with("| ") && !lines.get(index + 1).is_some_and(|next| is_rule(next))
    });
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|c| c.trim().to_owned()).collect()
    };
    bodies
        .map(|(_, line)| cells(line))
        .filter(|row: &Vec<String>| !row[column].is_empty())
        .collect()
}

/// From a heading to the next.
fn section<'a>(text: &'a str, heading: &str) -> &'a str {
    let start = text.find(&format!("{heading}\n")).unwrap_or_else(|| panic!("no {heading}"))
        + heading.len();
    let rest = &text[start..];
    rest.find("\n#").map_or(rest, |end| &rest[..end])
}

fn bare(cell: &str) -> String {
    cell.trim_matches('`').to_owned()
}

fn in_backticks(cell: &str) -> Names {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn is_of_option(c: char) -> bool {
    c == '-' || c.is_ascii_lowercase()
}

fn is_option(word: &str) -> bool {
    word.strip_prefix("--").is_some_and(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
}

/// The long options of the program and of all its subcommands.
fn options() -> Names {
    fn below(command: &clap::Command, found: &mut Names) {
        found.extend(
            command.get_arguments().filter_map(|a| a.get_long()).map(|long| format!("--{long}")),
        );
        command.get_subcommands().for_each(|subcommand| below(subcommand, found));
    }
    let mut found = Names::new();
    let mut command = Cli::command();
    command.build();
    below(&command, &mut found);
    found
}

fn codes_in_help() -> Names {
    let help = Cli::command().get_after_help().expect("the help lists the exit codes").to_string();
    let (_, list) = help.split_once("Exit codes: ").expect("the help has the exit codes");
    list.split("; ").filter_map(|item| item.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn the_schemas_are_those_of_the_types() {
    holds_schema::<json::Document<'_>>("docs/schema/report.json");
    holds_schema::<Diff>("docs/schema/diff.json");
}

/// In whatever order: that of the keys hangs on which crates are built together.
fn holds_schema<T: JsonSchema>(file: &str) {
    let derived = serde_json::to_value(schemars::schema_for!(T)).unwrap();
    if bless_is_asked_for() {
        let text = serde_json::to_string_pretty(&derived).unwrap() + "\n";
        std::fs::write(root().join(file), text).unwrap();
    } else {
        let written: serde_json::Value = serde_json::from_str(&read(file)).unwrap();
        assert!(written == derived, "{file}: ACTPROBE_BLESS=1 cargo test --test docs");
    }
}

/// The ids of an enum of the format: the constants of its schema.
fn ids<T: JsonSchema>() -> Names {
    let schema = serde_json::to_value(schemars::schema_for!(T)).unwrap();
    let variants = schema["oneOf"].as_array().expect("an enum of documented variants");
    variants.iter().map(|variant| variant["const"].as_str().unwrap().to_owned()).collect()
}

/// Every key that a site file may have, as the parser itself names them when it meets one that it
/// does not know.
fn keys_below(table: &str, header: &str) -> Names {
    let error = Site::parse(&format!("{header}\nno-such-key = 1\n")).unwrap_err().to_string();
    let Some((_, expected)) = error.split_once("unknown key `no-such-key`, expected ") else {
        return Names::new();
    };
    let mut keys = Names::new();
    for key in in_backticks(expected) {
        let path = if table.is_empty() { key } else { format!("{table}.{key}") };
        let below: Names = [format!("[{path}]"), format!("[[{path}]]")]
            .iter()
            .flat_map(|header| keys_below(&path, header))
            .collect();
        // The list of tables has a row of its own: it is what replaces the catalogue.
        if below.is_empty() || path == "online.endpoints" {
            keys.insert(path);
        }
        keys.extend(below);
    }
    keys
}

fn keys_of(table: &toml::Table, prefix: &str) -> Names {
    let mut keys = Names::new();
    for (key, value) in table {
        let path = format!("{prefix}{key}");
        let inner = format!("{path}.");
        match value {
            toml::Value::Table(table) => keys.extend(keys_of(table, &inner)),
            toml::Value::Array(items) => {
                keys.insert(path);
                keys.extend(
                    items
                        .iter()
                        .filter_map(toml::Value::as_table)
                        .flat_map(|table| keys_of(table, &inner)),
                );
            }
            _ => {
                keys.insert(path);
            }
        }
    }
    keys
}

#[expect(clippy::disallowed_methods, reason = "a wish of whoever starts the test")]
fn bless_is_asked_for() -> bool {
    std::env::var_os("ACTPROBE_BLESS").is_some()
}

/// Runs the program in the repository, where its locale shows all marks.
fn run(arguments: &[&str], input: &[u8]) -> Output {
    run_in(&root(), arguments, input)
}

fn run_in(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_actprobe"));
    command
        .args(arguments)
        .current_dir(folder)
        .env("LC_ALL", "C.UTF-8")
        .env_remove("CLICOLOR_FORCE");
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that does not read may have closed its end.
    let _ = child.stdin.take().map(|mut stdin| stdin.write_all(input));
    child.wait_with_output().expect("the program ends")
}
