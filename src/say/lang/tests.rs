use std::collections::BTreeSet;

use super::*;
use crate::advice::answer::Answering;
use crate::advice::codes::causes::Beyond;
use crate::advice::codes::meaning;
use crate::ask::plan::dry_run;
use crate::ask::probe_id::Probe;
use crate::ask::progress;
use crate::catalogue::codes::{self, Family};
use crate::diff::Thing;
use crate::say::report::text::{self, TEXTS, diff, requirement_title};
use crate::verdict::RequirementId;
use crate::verdict::finding::{Millis, Role};

/// Fluent's own reading of a file: a broken message is an error here, and nowhere else.
#[test]
fn every_file_parses() {
    for language in Language::ALL {
        let parsed = FluentResource::try_new(language.source().to_owned());
        assert!(parsed.is_ok(), "{language:?}: {:?}", parsed.err().map(|(_, errors)| errors));
    }
}

#[test]
fn every_message_of_every_language_speaks_with_its_declared_arguments() {
    for &language in Language::ALL {
        let speech = Speech::new(language);
        for (id, arguments) in declared() {
            let message =
                speech.bundle.get_message(&id).unwrap_or_else(|| panic!("{language:?} lacks {id}"));
            let patterns = message
                .value()
                .into_iter()
                .chain(message.attributes().map(|attribute| attribute.value()));
            for pattern in patterns {
                let mut errors = Vec::new();
                speech.bundle.format_pattern(pattern, Some(&samples(&arguments)), &mut errors);
                assert!(errors.is_empty(), "{language:?} {id}: {errors:?}");
            }
            assert!(message.value().is_some(), "{language:?} {id} says nothing");
        }
    }
}

#[test]
fn no_file_holds_a_message_that_nobody_says() {
    let known: BTreeSet<String> = declared().into_iter().map(|(id, _)| id).collect();
    for language in Language::ALL {
        let lines = language.source().lines();
        let ids = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
        let unknown: Vec<_> = ids
            .filter_map(|line| line.split(' ').next())
            .filter(|id| !known.contains(*id))
            .collect();
        assert!(unknown.is_empty(), "{language:?}: {unknown:?}");
    }
}

#[test]
fn a_name_that_is_more_than_a_name_to_a_shell_gives_way_to_a_placeholder() {
    let speech = Speech::new(Language::English);
    let finding = Finding::PortSilent { role: Role::Kms, waited: Millis(4000) };
    let command = |host: &str| speech.command(&finding, Some(&format!("{host}:1688"))).unwrap();
    assert_eq!(command("kms1.corp.example"), "Test-NetConnection kms1.corp.example -Port 1688");
    assert_eq!(command("[2001:db8::1]"), "Test-NetConnection 2001:db8::1 -Port 1688");
    assert_eq!(command("bücher.example"), "Test-NetConnection xn--bcher-kva.example -Port 1688");
    for host in [
        "a;reboot",
        "a|b",
        "$(reboot)",
        "a&b",
        "a`b`",
        "%x%",
        "-ComputerName",
        "/x",
        "a/b",
        "a,b",
        "a\"b",
        "a'b",
        "a>b",
    ] {
        assert_eq!(command(host), "Test-NetConnection HOST -Port 1688", "{host}");
    }
    assert_eq!(speech.command(&finding, None).unwrap(), "Test-NetConnection HOST -Port PORT");
}

#[test]
fn a_command_about_several_names_takes_the_first() {
    let speech = Speech::new(Language::English);
    let command = |names: &[&str]| {
        let names = names.iter().map(|&name| name.to_owned()).collect();
        speech.command(&Finding::SrvNoData { names }, None).unwrap()
    };
    assert_eq!(
        command(&["_vlmcs._tcp.a.example", "_vlmcs._tcp.b.example"]),
        "nslookup -type=ANY _vlmcs._tcp.a.example"
    );
    assert_eq!(command(&["-querytype=any", "_vlmcs._tcp.b.example"]), "nslookup -type=ANY NAME");
}

/// A sentence that names a code says what the table knows of; `0xC004FD01/02` names two.
#[test]
fn every_code_in_a_sentence_stands_in_the_table_of_codes() {
    for language in Language::ALL {
        let source = language.source();
        let named = source.match_indices("0x").filter_map(|(at, _)| source.get(at + 2..at + 10));
        let codes: Vec<u32> =
            named.filter_map(|digits| u32::from_str_radix(digits, 16).ok()).collect();
        assert!(codes.len() > 20, "{language:?} names codes");
        let unknown: BTreeSet<String> = codes
            .iter()
            .filter(|code| crate::catalogue::codes::find(**code).is_none())
            .map(|code| format!("0x{code:08X}"))
            .collect();
        assert!(unknown.is_empty(), "{language:?}: {unknown:?}");
    }
}

fn declared() -> Vec<(String, Vec<&'static str>)> {
    let findings =
        Finding::CATALOGUE.iter().map(|(id, arguments)| ((*id).to_owned(), arguments.to_vec()));
    let texts = TEXTS
        .iter()
        .chain(dry_run::TEXTS)
        .chain(diff::TEXTS)
        .chain(text::codes::TEXTS)
        .chain(Beyond::CATALOGUE)
        .map(|(id, arguments)| ((*id).to_owned(), arguments.to_vec()));
    let titles = RequirementId::ALL.iter().map(|id| (requirement_title(*id), Vec::new()));
    let progress = Probe::ALL.iter().map(|probe| (progress::message_id(*probe), Vec::new()));
    let things = Thing::ALL.iter().map(|thing| (diff::thing_title(*thing), Vec::new()));
    let answers =
        Answering::CATALOGUE.iter().map(|(id, arguments)| ((*id).to_owned(), arguments.to_vec()));
    let known = codes::all().iter().map(|code| meaning(code.value));
    let families = Family::ALL.iter().map(|family| format!("code-family-{}", <&str>::from(family)));
    let of_codes = known.chain(families).map(|id| (id, text::codes::MEANING.to_vec()));
    let said = findings.chain(answers).chain(of_codes);
    said.chain(things).chain(texts).chain(titles).chain(progress).collect()
}

/// Each declared argument in each guise that [`arguments::add`] gives it.
fn samples(names: &[&'static str]) -> FluentArgs<'static> {
    let mut all = FluentArgs::new();
    for name in names.iter().chain(&["host", "port"]) {
        all.set(*name, 2);
        all.set(format!("{name}_given"), "yes");
        all.set(format!("{name}_count"), 2);
        all.set(format!("{name}_side"), "behind");
    }
    all
}
