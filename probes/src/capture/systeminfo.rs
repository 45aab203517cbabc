//! `systeminfo`, in any language: labels are translated, the order of the lines is not.

use super::lines::{Lines, Page, label_and_value, value};
use super::properties::fields;
use super::{Capture, DomainRole, Facts, SystemFacts, Text, few, keep};
use crate::evidence::{CaptureKind, Platform};
use crate::wire::smbios;

/// Reads the outputs, each from the host's name on.
pub fn parse(text: &Text) -> Vec<Capture> {
    let lines = text.lines();
    let lists = lines.parts(starts(lines)).filter_map(parse_one);
    few(lists.chain(lines.iter().filter_map(of_row)).chain(machine_alone(lines)))
}

/// The machine without its system, where somebody asked for nothing else.
fn machine_alone(lines: Lines<'_>) -> Option<Capture> {
    if starts(lines).next().is_some() {
        return None;
    }
    let platform = Some(platform(lines)?);
    let facts = Facts { platform, ..Facts::default() };
    Some(Capture::whole(CaptureKind::Systeminfo, facts))
}

/// A row of `/fo csv`, whose fields stand in the order of the list.
fn of_row(line: &str) -> Option<Capture> {
    if !line.starts_with('"') || line.len() > LONGEST_ROW {
        return None;
    }
    let list = fields(line).iter().fold(String::new(), |list, field| list + "-: " + field + "\n");
    let page = Page::of(&list);
    let is_one = starts(page.lines()).next() == Some(0);
    parse_one(page.lines()).filter(|_| is_one)
}

/// In bytes; with three hundred updates it has some eight thousand.
const LONGEST_ROW: usize = 64 << 10;

/// Where the system's name and its version follow each other, below the host's name where nobody
/// left that out.
fn starts(lines: Lines<'_>) -> impl Iterator<Item = usize> {
    let systems = lines.iter().enumerate().filter(|(_, line)| line.contains("Windows"));
    let told = systems.filter(move |(at, system)| {
        let version = lines.get(at + 1);
        version.is_some_and(|version| build(version).is_some()) || is_picked(lines, *at, system)
    });
    told.map(move |(at, _)| {
        at.checked_sub(1).filter(|at| name_at(lines, *at).is_some()).unwrap_or(at)
    })
}

/// Who picks lines may leave the version out: `systeminfo | findstr /C:"OS Name"`, or by hand: its
/// own values stand in a column behind the labels.
fn is_picked(lines: Lines<'_>, at: usize, system: &str) -> bool {
    let is_system = value(system).is_some_and(|value| value.starts_with("Microsoft Windows "));
    let is_pipe = |line: &str| {
        line.to_ascii_lowercase().split_once("systeminfo").is_some_and(|(_, by)| by.contains('|'))
    };
    let is_aligned = || system.split_once(':').is_some_and(|(_, value)| value.starts_with("  "));
    let is_piped =
        || (1..=2).any(|up| at.checked_sub(up).and_then(|at| lines.get(at)).is_some_and(is_pipe));
    is_system && (is_aligned() || is_piped())
}

/// Where outputs begin with the host's name, with that name.
pub fn named(lines: Lines<'_>) -> impl Iterator<Item = (usize, &str)> {
    starts(lines).filter_map(move |at| Some((at, name_at(lines, at)?)))
}

fn name_at(lines: Lines<'_>, at: usize) -> Option<&str> {
    host_name(lines.get(at)?)
}

fn parse_one(lines: Lines<'_>) -> Option<Capture> {
    let name = name_at(lines, 0);
    let below = usize::from(name.is_some());
    let (_, system) = label_and_value(lines.get(below)?)?;
    let system = SystemFacts {
        name: keep(system.trim_start_matches("Microsoft ")),
        build: lines.get(below + 1).and_then(build),
        role: role(lines, below),
        domain: domain(lines),
    };
    // Who asks for some lines alone has not cut the end off.
    let truncated = system.domain.is_none() && lines.iter().any(is_product_id);
    let computer = name.map(keep).unwrap_or_default();
    let platform = platform(lines);
    let facts = Facts { computer, system: Some(system), platform, ..Facts::default() };
    Some(Capture { kind: CaptureKind::Systeminfo, truncated, facts })
}

/// Manufacturer and model stand above the type, which no language translates (`x64-based PC`).
fn platform(lines: Lines<'_>) -> Option<Platform> {
    let is_type = |line: &str| value(line).is_some_and(|value| value.ends_with("-based PC"));
    let above = |by: usize| value(lines.get(lines.position(is_type)?.checked_sub(by)?)?);
    let told = above(2).zip(above(1)).or_else(|| by_labels(lines));
    let (manufacturer, model) = told?;
    let platform = smbios::without_chassis(keep(manufacturer), keep(model));
    Some(platform).filter(smbios::is_named)
}

/// Who asks for some lines alone leaves the type out: then the labels tell, in the languages whose
/// are known.
fn by_labels(lines: Lines<'_>) -> Option<(&str, &str)> {
    let of = |wanted: &str| {
        let told = lines.iter().filter_map(label_and_value);
        told.clone().find(|(label, _)| *label == wanted).map(|(_, value)| value)
    };
    LABELS.iter().find_map(|(manufacturer, model)| of(manufacturer).zip(of(model)))
}

/// Of the manufacturer, and of the model.
const LABELS: [(&str, &str); 4] = [
    ("System Manufacturer", "System Model"),
    ("Fabricant du syst\u{e8}me", "Mod\u{e8}le du syst\u{e8}me"),
    ("Systemhersteller", "Systemmodell"),
    ("Fabricante del sistema", "Modelo el sistema"),
];

fn host_name(line: &str) -> Option<&str> {
    let (_, value) = label_and_value(line)?;
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (!value.is_empty() && value.chars().all(is_of_name)).then_some(value)
}

/// `00454-00000-00001-AA123`.
fn is_product_id(line: &str) -> bool {
    let Some((_, value)) = label_and_value(line) else { return false };
    let lengths = value.split('-').map(str::len);
    lengths.eq([5, 5, 5, 5]) && value.starts_with(|c: char| c.is_ascii_digit())
}

/// `10.0.20348 N/A Build 20348`: the build stands there twice.
fn build(line: &str) -> Option<u32> {
    let (_, value) = label_and_value(line)?;
    let (version, rest) = value.split_once(' ')?;
    let build = version.split('.').nth(2)?;
    let is_same = rest.split_whitespace().next_back() == Some(build);
    build.parse().ok().filter(|_| is_same)
}

/// What stands behind the page files, or before the server that somebody logged on at: a domain's
/// name, or that of a workgroup.
fn domain(lines: Lines<'_>) -> Option<String> {
    let behind = behind_page_files(lines).and_then(of_domain);
    let before = || before_logon_server(lines).and_then(of_domain);
    let labelled = || lines.iter().find(|line| is_labelled_domain(line)).and_then(of_domain);
    behind.or_else(before).or_else(labelled).map(keep)
}

/// The configuration stands among the first lines: the words for a domain and for a controller
/// meet there alone. A workgroup has the name that Windows gives it.
fn role(lines: Lines<'_>, below: usize) -> Option<DomainRole> {
    let head = lines.part(below, below + NEAR);
    let is_controller = |value: &str| {
        let value = value.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| value.contains(word));
        has(&DOMAIN_WORDS) && has(&CONTROLLER_WORDS)
    };
    if head.values().any(is_controller) {
        return Some(DomainRole::Controller);
    }
    let is_alone = |domain: String| domain.eq_ignore_ascii_case("workgroup");
    if domain(lines).is_some_and(is_alone) {
        return Some(DomainRole::StandAlone);
    }
    // Below the version stand who made the system, and what it is in its domain.
    let has_version = lines.get(below + 1).is_some_and(|line| build(line).is_some());
    let made = lines.get(below + 2).filter(|_| has_version).and_then(value);
    let is_told = made == Some("Microsoft Corporation")
        && lines.get(below + 3).and_then(value).is_some_and(|value| !value.is_empty());
    is_told.then_some(DomainRole::Member)
}

/// As many lines, from the system's name on, hold its configuration.
const NEAR: usize = 6;
/// Beginnings of the word for a domain, also in the middle of another.
const DOMAIN_WORDS: [&str; 14] = [
    "domain",
    "domän",
    "domein",
    "domini",
    "domíni",
    "domæne",
    "domene",
    "domen",
    "domén",
    "домен",
    "域",
    "ドメイン",
    "도메인",
    "etki alanı",
];
/// The same for a controller.
const CONTROLLER_WORDS: [&str; 14] = [
    "controller",
    "contrôleur",
    "controlador",
    "controlere",
    "kontroler",
    "kontrollant",
    "kontroller",
    "řadič",
    "radič",
    "контролл",
    "控制",
    "コントローラ",
    "컨트롤러",
    "denetleyici",
];

/// Where both were left out, the label is the word for a domain, and nothing besides.
fn is_labelled_domain(line: &str) -> bool {
    const WORDS: [&str; 13] = [
        "domain",
        "domäne",
        "domaine",
        "dominio",
        "domínio",
        "domein",
        "domän",
        "domæne",
        "domena",
        "домен",
        "域",
        "ドメイン",
        "도메인",
    ];
    label_and_value(line).is_some_and(|(label, _)| WORDS.contains(&label.to_lowercase().as_str()))
}

fn behind_page_files(lines: Lines<'_>) -> Option<&str> {
    let is_page_file = |line: &&str| line.to_ascii_lowercase().ends_with(".sys");
    lines.iter().skip_while(|line| !is_page_file(line)).find(|line| !is_page_file(line))
}

/// Some leave lines out before they paste: its name alone begins with two backslashes.
fn before_logon_server(lines: Lines<'_>) -> Option<&str> {
    let is_server =
        |line: &str| label_and_value(line).is_some_and(|(_, value)| value.starts_with(r"\\"));
    let at = lines.position(is_server)?;
    lines.get(at.checked_sub(1)?)
}

fn of_domain(line: &str) -> Option<&str> {
    let (_, value) = label_and_value(line)?;
    let is_of_domain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    (!value.is_empty() && value.chars().all(is_of_domain)).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(String, SystemFacts)> {
        let of = |facts: Facts| (facts.computer, facts.system.unwrap());
        parse(&Text::of(text)).into_iter().map(|capture| of(capture.facts)).collect()
    }

    const ENGLISH: &str = "
Host Name:                 SRV-APP-07
OS Name:                   Microsoft Windows Server 2022 Standard
OS Version:                10.0.20348 N/A Build 20348
OS Manufacturer:           Microsoft Corporation
OS Configuration:          Member Server
Product ID:                00454-00000-00001-AA123
Windows Directory:         C:\\Windows
Boot Device:               \\Device\\HarddiskVolume1
Page File Location(s):     C:\\pagefile.sys
                           D:\\pagefile.sys
Domain:                    corp.example
Logon Server:              \\\\DC01
Hotfix(s):                 2 Hotfix(s) Installed.
                           [01]: KB5000001
";
    const GERMAN: &str = "
Hostname:                                      pc-07
Betriebssystemname:                            Microsoft Windows 7 Professional
Betriebssystemversion:                         6.1.7601 Service Pack 1 Build 7601
Betriebssystemhersteller:                      Microsoft Corporation
Auslagerungsdateipfad(e):                      C:\\pagefile.sys
Domäne:                                        WORKGROUP
Anmeldeserver:                                 \\\\PC-07
";

    #[test]
    fn a_domain_controller_is_known_in_any_language() {
        for words in [
            "Primary Domain Controller",
            "Contrôleur de domaine secondaire",
            "Primärer Domänencontroller",
            "Controlador de dominio principal",
            "Primaire domeincontroller",
            "Podstawowy kontroler domeny",
            "Primární řadič domény",
            "Основной контроллер домена",
            "主域控制器",
            "プライマリ ドメイン コントローラー",
            "주 도메인 컨트롤러",
        ] {
            let text = ENGLISH.replace("Member Server", words);
            let role = told(&text).pop().unwrap().1.role;
            assert_eq!(role, Some(DomainRole::Controller), "{words}");
        }
    }

    #[test]
    fn lines_that_were_picked_by_hand_are_a_system() {
        let picked = "Host Name:                     PC7\nOS Name:                       Microsoft \
                      Windows 11 Enterprise\nOS Configuration:              Member Workstation\n\
                      Domain:                        corp.example\n";
        let (computer, system) = told(picked).pop().unwrap();
        assert_eq!((computer.as_str(), system.name.as_str()), ("PC7", "Windows 11 Enterprise"));
        assert_eq!(system.domain.as_deref(), Some("corp.example"));
        assert_eq!(told("OS Name: Microsoft Windows 11 Enterprise\n"), []);
    }

    #[test]
    fn name_system_and_domain_are_read_in_any_language() {
        let (member, alone) = (DomainRole::Member, DomainRole::StandAlone);
        for (text, computer, name, build, domain, role) in [
            (ENGLISH, "SRV-APP-07", "Windows Server 2022 Standard", 20348, "corp.example", member),
            (GERMAN, "pc-07", "Windows 7 Professional", 7601, "WORKGROUP", alone),
        ] {
            let (name, domain) = (name.to_owned(), Some(domain.to_owned()));
            let wanted = SystemFacts { name, build: Some(build), domain, role: Some(role) };
            assert_eq!(told(text), [(computer.to_owned(), wanted)], "{text}");
        }
        assert_eq!(told(&format!("{ENGLISH}{GERMAN}")).len(), 2);
    }

    #[test]
    fn without_the_page_files_the_domain_stands_above_the_logon_server() {
        let kept: Vec<&str> = ENGLISH.lines().filter(|line| !line.contains(".sys")).collect();
        assert_eq!(told(&kept.join("\n"))[0].1.domain.as_deref(), Some("corp.example"));
        let neither = kept.iter().filter(|line| !line.contains(r"\\"));
        let neither = neither.copied().collect::<Vec<_>>().join("\n");
        assert_eq!(told(&neither)[0].1.domain.as_deref(), Some("corp.example"));
        assert_eq!(told(&neither.replace("Domain:", "Domain role:"))[0].1.domain, None);
    }

    #[test]
    fn a_row_of_fields_is_read_as_a_list() {
        let row =
            r#""pc-07","Windows 7","6.1.7601 Service Pack 1 Build 7601","corp.example","\\DC1""#;
        let (computer, system) = told(row).remove(0);
        assert_eq!((computer.as_str(), system.build), ("pc-07", Some(7601)));
        assert_eq!(system.domain.as_deref(), Some("corp.example"));
        assert_eq!(told(r#""Host Name","OS Name","OS Version""#), []);
    }

    #[test]
    fn what_is_cut_off_or_another_tools_says_nothing_false() {
        let (cut, _) = ENGLISH.split_once("Page File").unwrap();
        assert_eq!(told(cut)[0].1.domain, None);
        let of = |text: &str| parse(&Text::of(text)).into_iter().map(|capture| capture.truncated);
        assert!(of(cut).eq([true]) && of(ENGLISH).eq([false]));
        let some: Vec<&str> = ENGLISH.lines().filter(|line| line.starts_with("OS ")).collect();
        assert_eq!(told(&some.join("\n"))[0].1.build, Some(20348));
        assert!(of(&some.join("\n")).eq([false]));
        assert_eq!(told("Name: a\nWindows: b\nVersion: 10.0.20348.1\n"), []);
    }
}
