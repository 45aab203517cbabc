//! What the host's own firewall does with what the licensing service sends (MS-GPFAS).

use super::firewall_rule::{Action, Rule};
use crate::evidence::{FirewallFacts, scrub};
use crate::wire::registry::{Hive, Registry, Value};

/// Profiles and rules; none where the source holds no profile.
pub(super) fn outbound(registry: &dyn Registry) -> Option<FirewallFacts> {
    let blocking: Vec<&Profile> =
        PROFILES.iter().filter(|profile| blocks(registry, profile)).collect();
    if !registry.covers(Hive::Machine, HOST) && blocking.is_empty() {
        return None;
    }
    let rules = rules(registry);
    let allowed = |profile: &&Profile| {
        rules
            .iter()
            .any(|(_, rule)| rule.action == Action::Allow && rule.is_for_profile(profile.in_rules))
    };
    let forbidding = rules.iter().filter(|(_, rule)| rule.action == Action::Block);
    Some(FirewallFacts {
        allows_licensing_service: blocking.iter().all(allowed),
        blocking_profiles: blocking.iter().map(|profile| profile.id.to_owned()).collect(),
        forbidding_rules: forbidding.map(|(name, _)| name.clone()).take(MOST_NAMED).collect(),
    })
}

/// A profile that is on, and stops what no rule lets out. Policy counts before the host's own
/// setting.
fn blocks(registry: &dyn Registry, profile: &Profile) -> bool {
    let keys = [format!(r"{POLICY}\{}", profile.in_policy), format!(r"{HOST}\{}", profile.in_host)];
    let number = |name| keys.iter().find_map(|key| registry.number(Hive::Machine, key, name));
    number("EnableFirewall") != Some(0) && number("DefaultOutboundAction") == Some(1)
}

/// The active rules that concern the licensing service's way to KMS hosts, by name.
fn rules(registry: &dyn Registry) -> Vec<(String, Rule)> {
    let keys = [format!(r"{POLICY}\FirewallRules"), format!(r"{HOST}\FirewallRules")];
    let values = keys.iter().flat_map(|key| registry.values(Hive::Machine, key));
    let rules = values.filter_map(|(id, value)| match value {
        Value::Text(text) => Some((id, Rule::parse(&text)?)),
        _ => None,
    });
    let concerning = rules.filter(|(_, rule)| rule.concerns_kms());
    concerning.map(|(id, rule)| (scrub(rule.name.as_deref().unwrap_or(&id)), rule)).collect()
}

/// A profile of the firewall has three names.
struct Profile {
    id: &'static str,
    /// Below `FirewallPolicy`.
    in_host: &'static str,
    /// Below the policy's key.
    in_policy: &'static str,
    in_rules: &'static str,
}

const PROFILES: [Profile; 3] = [
    Profile {
        id: "domain",
        in_host: "DomainProfile",
        in_policy: "DomainProfile",
        in_rules: "Domain",
    },
    Profile {
        id: "private",
        in_host: "StandardProfile",
        in_policy: "PrivateProfile",
        in_rules: "Private",
    },
    Profile {
        id: "public",
        in_host: "PublicProfile",
        in_policy: "PublicProfile",
        in_rules: "Public",
    },
];
const HOST: &str = r"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy";
const POLICY: &str = r"SOFTWARE\Policies\Microsoft\WindowsFirewall";
const MOST_NAMED: usize = 16;
