//! `w32tm /query /configuration`: by what the time service is set to take its time. The names are
//! those of its values in the registry, and stay in every language; behind each value stands in
//! brackets who set it.

use super::super::lines::{Lines, label_and_value};
use super::super::{Capture, Facts, keep};
use crate::evidence::{CaptureKind, TimeServiceFacts};

/// How many servers are kept.
const MOST_SERVERS: usize = 16;
/// The kinds of `Type` (Microsoft Learn, "Windows Time service tools and settings").
const KINDS: [&str; 4] = ["NT5DS", "NTP", "AllSync", "NoSync"];

/// Reads the type, and the servers behind it where it has any.
pub fn parse(lines: Lines<'_>) -> Option<Capture> {
    let of = |name: &str| {
        let mut values = lines.iter().filter_map(label_and_value);
        values.find_map(|(label, value)| setting(value).filter(|_| label == name))
    };
    let service = set_to(of("Type")?, of("NtpServer"))?;
    let facts = Facts { time_service: Some(service), ..Facts::default() };
    Some(Capture::whole(CaptureKind::W32tmConfiguration, facts))
}

/// What the service is set to; nothing where the kind is none of its own. Servers count only where
/// it is set to ask them.
pub fn set_to(kind: &str, servers: Option<&str>) -> Option<TimeServiceFacts> {
    let kind = KINDS.into_iter().find(|known| *known == kind)?;
    let listed = servers.filter(|_| matches!(kind, "NTP" | "AllSync")).unwrap_or_default();
    let servers = listed.split_whitespace().filter_map(|server| server.split(',').next());
    Some(TimeServiceFacts {
        kind: kind.to_owned(),
        servers: servers.take(MOST_SERVERS).map(keep).collect(),
        ..TimeServiceFacts::default()
    })
}

/// `ntp1.corp.example,0x8 (Local)`.
fn setting(value: &str) -> Option<&str> {
    let (setting, rest) = value.rsplit_once(" (")?;
    rest.ends_with(')').then(|| setting.trim()).filter(|setting| !setting.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::Text;

    fn told(text: &str) -> Option<(String, String)> {
        let service = parse(Text::of(text).lines())?.facts.time_service?;
        Some((service.kind, service.servers.join(" ")))
    }

    #[test]
    fn the_type_and_its_servers_are_read() {
        for (text, wanted) in [
            (
                "Enabled: 1 (Local)\nType: NTP (Local)\nNtpServer: a.example,0x8 b.example,0x9 \
                 (Lokal)\n\nNtpServer (Local)\n",
                Some(("NTP", "a.example b.example")),
            ),
            ("Type: NT5DS (Policy)\nNtpServer: a.example (Local)\n", Some(("NT5DS", ""))),
            ("Type: NoSync (Local)\n", Some(("NoSync", ""))),
            ("Type: SRV\n", None),
            ("Type: 10 (Local)\n", None),
        ] {
            let wanted = wanted.map(|(kind, servers)| (kind.to_owned(), servers.to_owned()));
            assert_eq!(told(text), wanted, "{text}");
        }
    }
}
