//! The Windows time service (Microsoft Learn, "Windows Time service tools and settings").

use crate::evidence::{TimeServiceFacts, scrub};
use crate::wire::registry::{Hive, Registry};

/// How it is set: by policy, or else by the host.
pub(super) fn service(registry: &dyn Registry) -> Option<TimeServiceFacts> {
    let text =
        |name| [POLICY, PARAMETERS].iter().find_map(|key| registry.text(Hive::Machine, key, name));
    let listed = text("NtpServer").unwrap_or_default();
    // Each is a name, and behind a comma the flags of how it is asked.
    let names = listed.split_ascii_whitespace().filter_map(|entry| entry.split(',').next());
    let service = TimeServiceFacts {
        kind: text("Type").map(|kind| scrub(&kind)).unwrap_or_default(),
        servers: names.filter(|name| !name.is_empty()).take(MOST_SERVERS).map(scrub).collect(),
        ..TimeServiceFacts::default()
    };
    (service != TimeServiceFacts::default()).then_some(service)
}

const POLICY: &str = r"SOFTWARE\Policies\Microsoft\W32Time\Parameters";
const PARAMETERS: &str = r"SYSTEM\CurrentControlSet\Services\W32Time\Parameters";
const MOST_SERVERS: usize = 16;
