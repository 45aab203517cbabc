//! `systeminfo`, in any language: labels are translated, the order of the lines is not.

use super::lines::{Lines, label_and_value};
use super::{Capture, Facts, SystemFacts, Text, few, keep};
use crate::evidence::CaptureKind;

/// Reads the outputs, each from the host's name on.
pub fn parse(text: &Text) -> Vec<Capture> {
    let lines = text.lines();
    few(lines.parts(starts(lines)).filter_map(parse_one))
}

/// Where the host's name, the system's and its version follow each other.
fn starts(lines: Lines<'_>) -> impl Iterator<Item = usize> {
    let three = lines.iter().zip(lines.iter().skip(1)).zip(lines.iter().skip(2)).enumerate();
    three
        .filter(|(_, ((host, system), version))| {
            host_name(host).is_some() && system.contains("Windows") && build(version).is_some()
        })
        .map(|(at, _)| at)
}

fn parse_one(lines: Lines<'_>) -> Option<Capture> {
    let name = host_name(lines.get(0)?)?;
    let (_, system) = label_and_value(lines.get(1)?)?;
    let system = SystemFacts {
        name: keep(system.trim_start_matches("Microsoft ")),
        build: build(lines.get(2)?),
        domain: domain(lines),
    };
    let truncated = system.domain.is_none();
    let facts = Facts { computer: keep(name), system: Some(system), ..Facts::default() };
    Some(Capture { kind: CaptureKind::Systeminfo, truncated, facts })
}

fn host_name(line: &str) -> Option<&str> {
    let (_, value) = label_and_value(line)?;
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (!value.is_empty() && value.chars().all(is_of_name)).then_some(value)
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
    behind.or_else(|| before_logon_server(lines).and_then(of_domain)).map(keep)
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
    fn name_system_and_domain_are_read_in_any_language() {
        for (text, computer, name, build, domain) in [
            (ENGLISH, "SRV-APP-07", "Windows Server 2022 Standard", 20348, "corp.example"),
            (GERMAN, "pc-07", "Windows 7 Professional", 7601, "WORKGROUP"),
        ] {
            let (name, domain) = (name.to_owned(), Some(domain.to_owned()));
            let wanted = SystemFacts { name, build: Some(build), domain };
            assert_eq!(told(text), [(computer.to_owned(), wanted)], "{text}");
        }
        assert_eq!(told(&format!("{ENGLISH}{GERMAN}")).len(), 2);
    }

    #[test]
    fn without_the_page_files_the_domain_stands_above_the_logon_server() {
        let kept: Vec<&str> = ENGLISH.lines().filter(|line| !line.contains(".sys")).collect();
        assert_eq!(told(&kept.join("\n"))[0].1.domain.as_deref(), Some("corp.example"));
    }

    #[test]
    fn what_is_cut_off_or_another_tools_says_nothing_false() {
        let (cut, _) = ENGLISH.split_once("Page File").unwrap();
        assert_eq!(told(cut)[0].1.domain, None);
        assert_eq!(told("Name: a\nWindows: b\nVersion: 10.0.20348.1\n"), []);
    }
}
