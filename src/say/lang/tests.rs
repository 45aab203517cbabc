use std::collections::BTreeSet;

use actprobe_probes::evidence::{CaptureKind, Probe};
use strum::VariantArray;

use super::*;
use crate::advice::answer::Answering;
use crate::advice::codes::causes::Beyond;
use crate::advice::codes::meaning;
use crate::advice::command::Cost;
use crate::advice::{Placeholder, Remedy};
use crate::ask::plan::dry_run::PlanPhrase;
use crate::catalogue::codes::{self, Family};
use crate::diff::Thing;
use crate::say::report::text::codes::Meaning;
use crate::say::report::text::diff::DiffPhrase;
use crate::verdict::RequirementId;

/// Fluent's own reading of a file: a broken message is an error here, and nowhere else.
#[test]
fn every_file_parses() {
    for language in Language::ALL {
        let parsed = FluentResource::try_new(language.source());
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
        let source = language.source();
        let lines = source.lines();
        let ids = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
        let unknown: Vec<_> = ids
            .filter_map(|line| line.split(' ').next())
            .filter(|id| !known.contains(*id))
            .collect();
        assert!(unknown.is_empty(), "{language:?}: {unknown:?}");
    }
}

#[test]
fn no_message_is_declared_twice() {
    let mut ids: Vec<String> = declared().into_iter().map(|(id, _)| id).collect();
    ids.sort();
    let twice: Vec<_> = ids.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
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

/// Each id that something says, with the names of its arguments.
fn declared() -> Vec<(String, Vec<&'static str>)> {
    let catalogues = [
        Finding::CATALOGUE,
        Answering::CATALOGUE,
        Beyond::CATALOGUE,
        Remedy::CATALOGUE,
        Phrase::CATALOGUE,
        DiffPhrase::CATALOGUE,
        PlanPhrase::CATALOGUE,
    ];
    let sentences = catalogues.into_iter().flatten();
    let sentences = sentences.map(|(id, arguments)| ((*id).to_owned(), arguments.to_vec()));
    let known = codes::all().iter().map(|code| meaning(code.value));
    let families = Family::ALL.iter().map(|family| format!("code-family-{}", <&str>::from(family)));
    let of_codes = known.chain(families).map(|id| (id, Meaning::ARGUMENTS.to_vec()));
    let titles = titles::<RequirementId>()
        .chain(titles::<Thing>())
        .chain(titles::<Probe>())
        .chain(titles::<Cost>())
        .chain(titles::<Placeholder>());
    sentences.chain(of_codes).chain(titles.map(|id| (id, Vec::new()))).collect()
}

fn titles<T: Titled>() -> impl Iterator<Item = String> {
    T::EVERY.iter().map(|member| member.message_id())
}

/// Each declared argument in each guise that [`arguments::add`] gives it.
fn samples(names: &[&'static str]) -> FluentArgs<'static> {
    let mut all = FluentArgs::new();
    for name in names {
        all.set(*name, 2);
        all.set(format!("{name}_given"), "yes");
        all.set(format!("{name}_count"), 2);
        all.set(format!("{name}_side"), "behind");
        all.set(format!("{name}_zone"), "utc");
    }
    all
}

#[test]
fn who_hands_in_what_nobody_understands_is_told_of_every_kind_that_is_known() {
    for &language in Language::ALL {
        let files = vec!["notes.txt".to_owned()];
        let told = Speech::new(language).say(&Finding::CapturesUnknown { files });
        let untold: Vec<_> =
            CaptureKind::VARIANTS.iter().filter(|kind| !told.contains(as_typed(**kind))).collect();
        assert!(untold.is_empty(), "{language:?}: {untold:?}");
    }
}

/// What one types for it, in every language.
fn as_typed(kind: CaptureKind) -> &'static str {
    match kind {
        CaptureKind::Slmgr => "slmgr /dlv",
        CaptureKind::InstallationId => "/dti",
        CaptureKind::LicensingJson => "SoftwareLicensingProduct",
        CaptureKind::LicensingList => "SoftwareLicensingService",
        CaptureKind::Ospp => "ospp",
        CaptureKind::ItemProperty => "Get-ItemProperty",
        CaptureKind::WinhttpProxy => "netsh winhttp",
        CaptureKind::Nslookup => "nslookup",
        CaptureKind::Dig => "dig",
        CaptureKind::ResolveDnsName => "Resolve-DnsName",
        CaptureKind::DnsZone => "Get-DnsServerResourceRecord",
        CaptureKind::ActivationObjects => "/ao-list",
        CaptureKind::FirewallRule => "Get-NetFirewallRule",
        CaptureKind::NameLookup => "ping",
        CaptureKind::TestNetConnection => "Test-NetConnection",
        CaptureKind::PortTool => "PortQry",
        CaptureKind::Service => "sc qc",
        CaptureKind::W32tmStatus
        | CaptureKind::W32tmStripchart
        | CaptureKind::W32tmMonitor
        | CaptureKind::W32tmConfiguration
        | CaptureKind::W32tmPeers
        | CaptureKind::W32tmResync => "w32tm",
        CaptureKind::Ipconfig => "ipconfig",
        CaptureKind::Routes => "route print",
        CaptureKind::Systeminfo => "systeminfo",
        CaptureKind::DismEdition => "dism",
        CaptureKind::Nltest => "nltest",
        CaptureKind::RegistryExport => ".reg",
        CaptureKind::EventsXml => "wevtutil",
        CaptureKind::EventsText => "Get-WinEvent",
        CaptureKind::Evtx => ".evtx",
    }
}
