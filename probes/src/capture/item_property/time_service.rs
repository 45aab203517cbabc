//! By what the time service is set to take its time: `reg query` of its parameters.

use super::{is_below, text};
use crate::capture::json::Object;
use crate::capture::{Facts, w32tm};

/// The first key that tells of it counts; `Type` is a name that other keys have as well.
pub fn add(facts: &mut Facts, key: &Object) {
    if facts.time_service.is_none() && is_below(key, PARAMETERS) {
        let kind = text(key, "Type").unwrap_or_default();
        facts.time_service = w32tm::set_to(kind, text(key, "NtpServer"));
    }
}

const PARAMETERS: &str = r"\services\w32time\parameters";

#[cfg(test)]
mod tests {
    use crate::capture::Text;
    use crate::capture::item_property::parse;

    #[test]
    fn the_type_is_read_of_the_time_services_own_key_alone() {
        let query = |service: &str, kind: &str| {
            let key = format!(r"HKLM\SYSTEM\CurrentControlSet\Services\{service}\Parameters");
            format!(
                "C:\\>reg query {key} /v Type\n\n    Type    REG_SZ    {kind}\n    NtpServer    \
                 REG_SZ    a.example,0x9 b.example\n"
            )
        };
        let told = |text: &str| {
            let service = parse(&[], &Text::of(text))?.facts.time_service?;
            Some((service.kind, service.servers.join(" ")))
        };
        let wanted = |kind: &str, servers: &str| Some((kind.to_owned(), servers.to_owned()));
        assert_eq!(told(&query("W32Time", "NoSync")), wanted("NoSync", ""));
        assert_eq!(told(&query("W32Time", "NTP")), wanted("NTP", "a.example b.example"));
        assert_eq!(told(&query("W32Time", "SRV")), None);
        assert_eq!(told(&query("Tcpip", "NTP")), None);
    }
}
