//! The host's name and domain, and the names that it asks other servers for.

use std::net::IpAddr;

use crate::evidence::{Membership, NrptRule, scrub};
use crate::wire::registry::{Hive, Registry, Value};

/// The name that the host has now.
pub(super) fn computer_name(registry: &dyn Registry) -> Option<String> {
    let own = registry.text(Hive::Machine, TCPIP, "Hostname");
    let active = || registry.text(Hive::Machine, ACTIVE_NAME, "ComputerName");
    own.or_else(active).map(|name| scrub(&name))
}

/// Membership, by what group policy and the logon service leave behind: nothing in the registry
/// that everybody may read says it outright. A primary suffix alone proves nothing, but a host
/// without one is no member.
pub(super) fn membership(registry: &dyn Registry) -> Option<Membership> {
    let text = |key, name| registry.text(Hive::Machine, key, name);
    let site = text(NETLOGON_PARAMETERS, "DynamicSiteName")
        .or_else(|| text(NETLOGON_PARAMETERS, "SiteName"));
    let suffix = text(TCPIP, "Domain").or_else(|| text(TCPIP, "NV Domain"));
    let by_policy = text(POLICY_STATE, "Distinguished-Name").and_then(|name| domain_of(&name));
    let by_history = || text(POLICY_HISTORY, "MachineDomain").filter(|domain| domain.contains('.'));
    let starts = registry.number(Hive::Machine, NETLOGON, "Start");
    let by_logon_service =
        || suffix.clone().filter(|_| site.is_some() || starts == Some(AUTOMATICALLY));
    let knows_suffix = registry.covers(Hive::Machine, TCPIP);
    match by_policy.or_else(by_history).or_else(by_logon_service) {
        // What policy left behind outlives membership: a service that waits to be called says that
        // it is over.
        _ if starts == Some(ON_DEMAND) => Some(outside(registry)),
        Some(domain) => {
            Some(Membership::Domain { domain: name(&domain), site: site.map(|site| scrub(&site)) })
        }
        None => (knows_suffix && suffix.is_none()).then(|| outside(registry)),
    }
}

/// In no domain: joined to Microsoft Entra ID, or to nothing.
fn outside(registry: &dyn Registry) -> Membership {
    match registry.subkeys(Hive::Machine, ENTRA_JOIN).is_empty() {
        true => Membership::Workgroup,
        false => Membership::Entra,
    }
}

/// The domain's DNS name in a distinguished name: its `DC=` parts.
fn domain_of(distinguished: &str) -> Option<String> {
    let part = |part: &str| {
        let (kind, label) = part.trim().split_once('=')?;
        kind.eq_ignore_ascii_case("DC").then(|| label.to_owned())
    };
    let labels: Vec<String> = distinguished.split(',').filter_map(part).collect();
    (!labels.is_empty()).then(|| labels.join("."))
}

fn name(text: &str) -> String {
    scrub(text.trim_matches('.')).to_ascii_lowercase()
}

/// The rules of policy, then those of the host (MS-GPNRPT §2.2.2). Windows uses the host's only
/// without any of policy.
pub(super) fn nrpt(registry: &dyn Registry) -> Vec<NrptRule> {
    let rules_of = |key: &str, by_policy| {
        let rules = registry.subkeys(Hive::Machine, key).into_iter().take(MOST_RULES);
        rules
            .filter_map(|rule| nrpt_rule(registry, &format!(r"{key}\{rule}"), by_policy))
            .collect::<Vec<_>>()
    };
    [rules_of(NRPT_POLICY, true), rules_of(NRPT_LOCAL, false)].concat()
}

fn nrpt_rule(registry: &dyn Registry, key: &str, by_policy: bool) -> Option<NrptRule> {
    let namespaces = match registry.value(Hive::Machine, key, "Name")? {
        Value::List(names) => names,
        Value::Text(name) => vec![name],
        Value::Number(_) | Value::Bytes(_) => return None,
    };
    let namespaces: Vec<String> =
        namespaces.iter().take(MOST_RULES).map(|name| scrub(name.trim())).collect();
    let listed = ["GenericDNSServers", "DirectAccessDNSServers"]
        .map(|name| registry.text(Hive::Machine, key, name));
    let listed = listed.into_iter().flatten().collect::<Vec<_>>().join(";");
    let servers = addresses(&listed);
    (!namespaces.is_empty()).then_some(NrptRule { namespaces, servers, by_policy })
}

fn addresses(list: &str) -> Vec<IpAddr> {
    list.split([';', ',', ' '])
        .filter_map(|address| address.trim().parse().ok())
        .take(MOST_RULES)
        .collect()
}

const TCPIP: &str = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters";
const ACTIVE_NAME: &str = r"SYSTEM\CurrentControlSet\Control\ComputerName\ActiveComputerName";
/// One key a join, named by its certificate (`dsregcmd /status` tells the same).
const ENTRA_JOIN: &str = r"SYSTEM\CurrentControlSet\Control\CloudDomainJoin\JoinInfo";
const NETLOGON: &str = r"SYSTEM\CurrentControlSet\Services\Netlogon";
const NETLOGON_PARAMETERS: &str = r"SYSTEM\CurrentControlSet\Services\Netlogon\Parameters";
const POLICY_STATE: &str = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Group Policy\State\Machine";
const POLICY_HISTORY: &str = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Group Policy\History";
const NRPT_POLICY: &str = r"SOFTWARE\Policies\Microsoft\Windows NT\DNSClient\DnsPolicyConfig";
const NRPT_LOCAL: &str = r"SYSTEM\CurrentControlSet\Services\Dnscache\Parameters\DnsPolicyConfig";
/// How the logon service starts on a member, and on any other host (`winnt.h`:
/// `SERVICE_AUTO_START`, `SERVICE_DEMAND_START`).
const AUTOMATICALLY: u32 = 2;
const ON_DEMAND: u32 = 3;
const MOST_RULES: usize = 256;
