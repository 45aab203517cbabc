//! Files of others (a site file, a registry export) must not lead a password astray: what they
//! decide of its way is named, and needs a word of whoever runs this.

use std::fmt;
use std::net::SocketAddr;
use std::path::Path;

use actprobe_probes::evidence::Membership;
use actprobe_probes::host::dns_client;
use actprobe_probes::wire::windows_facts;

use super::arguments::CheckArgs;
use crate::ask::host_export::HostExport;
use crate::ask::site::Site;
use crate::say::complaint;

/// What files of others would decide of a password's way.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the password of --ad-user would go where a file says: {}. If you know who wrote it, add \
     --trust-site; or say it yourself, with --ad-domain, --dns-server and --ad-ca",
    listed(.0)
)]
pub struct Untrusted(Vec<Decision>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Decision {
    /// The key, and the file.
    by: String,
    what: Decides,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Decides {
    Domain(String),
    DnsServers(Vec<SocketAddr>),
    Authorities(usize),
}

/// Fails where files decide on the way of a password, and nobody said that they may. What the
/// command line says itself is no decision of theirs, and a dry run sends nothing.
pub fn confirmed(
    arguments: &CheckArgs,
    site: &Site,
    meant: Option<&HostExport>,
) -> Result<(), Untrusted> {
    if arguments.ad_user.is_none() || arguments.trust_site || arguments.dry_run {
        return Ok(());
    }
    let mut decisions = by_site(arguments, site);
    // What the site file says comes before the export.
    let has_domain = arguments.ad_domain.is_some() || site.directory.domain.is_some();
    let has_servers = !arguments.dns_servers.is_empty() || !site.dns.servers.is_empty();
    decisions
        .extend(meant.into_iter().flat_map(|meant| by_export(meant, !has_domain, !has_servers)));
    if decisions.is_empty() { Ok(()) } else { Err(Untrusted(decisions)) }
}

fn by_site(arguments: &CheckArgs, site: &Site) -> Vec<Decision> {
    let file = complaint::file(arguments.site.as_deref().unwrap_or(Path::new("-")));
    let decides = |key: &str, what| Decision { by: format!("{key} of {file}"), what };
    let mut decisions = Vec::new();
    if let (None, Some(domain)) = (&arguments.ad_domain, &site.directory.domain) {
        decisions.push(decides("directory.domain", Decides::Domain(domain.clone())));
    }
    if arguments.dns_servers.is_empty() && !site.dns.servers.is_empty() {
        decisions.push(decides("dns.servers", Decides::DnsServers(site.dns.servers.clone())));
    }
    if !site.directory.authorities.is_empty() {
        decisions.push(decides(
            "directory.authorities",
            Decides::Authorities(site.directory.authorities.len()),
        ));
    }
    decisions
}

fn by_export(meant: &HostExport, domain_counts: bool, servers_count: bool) -> Vec<Decision> {
    let by = |what: &str| {
        format!("{what} in the registry export {}", complaint::file(Path::new(&meant.name)))
    };
    let membership = windows_facts::read(&meant.export, meant.source()).membership;
    let domain = match membership {
        Some(Membership::Domain { domain, .. }) if domain_counts => Some(Decides::Domain(domain)),
        _ => None,
    };
    let servers =
        dns_client::from_registry(&meant.export).map(|client| client.servers).unwrap_or_default();
    let servers: Vec<SocketAddr> = servers.iter().map(|server| server.address).collect();
    let servers = (servers_count && !servers.is_empty()).then_some(Decides::DnsServers(servers));
    let domain = domain.map(|what| Decision { by: by("the domain"), what });
    domain
        .into_iter()
        .chain(servers.map(|what| Decision { by: by("the DNS servers"), what }))
        .collect()
}

fn listed(decisions: &[Decision]) -> String {
    let decides = |Decision { by, what }: &Decision| format!("{by} decides {what}");
    decisions.iter().map(decides).collect::<Vec<_>>().join("; ")
}

impl fmt::Display for Decides {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MOST: usize = 3;
        match self {
            Self::Domain(domain) => {
                write!(f, "whose domain controllers get it (those of {domain})")
            }
            Self::DnsServers(servers) => {
                let shown: Vec<String> =
                    servers.iter().take(MOST).map(SocketAddr::to_string).collect();
                let more = if servers.len() > MOST { ", …" } else { "" };
                write!(f, "who says where these are ({}{more})", shown.join(", "))
            }
            Self::Authorities(1) => write!(f, "whose certificates are believed (1 file)"),
            Self::Authorities(count) => {
                write!(f, "whose certificates are believed ({count} files)")
            }
        }
    }
}
