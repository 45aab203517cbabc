//! The domain controllers that DNS names, and in which order they are asked.

use std::cmp::Reverse;
use std::net::SocketAddr;

use futures_util::future::join_all;

use super::DirectoryPlan;
use crate::evidence::{DomainOrigin, Observed, Origin, SrvQuestion, SrvRecord};
use crate::net::{Watch, srv};

/// How many controllers are asked: a client needs one, and a domain may have hundreds.
pub const MOST_CONTROLLERS: usize = 8;

/// As many servers are asked at most.
const MOST_SERVERS: usize = 16;

/// Asks every server for the controllers of the domain, or of one site of it (MS-ADTS §6.3.2.3).
pub(super) async fn ask(watch: &Watch, plan: &DirectoryPlan, site: Option<&str>) -> SrvQuestion {
    let name = owner(&plan.domain, site);
    let question = |server: &SocketAddr| srv::ask(watch, *server, &name, &plan.domain);
    let answers = join_all(plan.servers.iter().take(MOST_SERVERS).map(question)).await;
    SrvQuestion { answers, origin: origin(plan.domain_origin), name, system: Observed::default() }
}

fn owner(domain: &str, site: Option<&str>) -> String {
    match site {
        Some(site) => format!("_ldap._tcp.{site}._sites.dc._msdcs.{domain}"),
        None => format!("_ldap._tcp.dc._msdcs.{domain}"),
    }
}

fn origin(domain: DomainOrigin) -> Origin {
    match domain {
        DomainOrigin::Argument => Origin::Argument,
        DomainOrigin::SiteFile => Origin::SiteFile,
        DomainOrigin::Member => Origin::Primary,
        DomainOrigin::Suffix => Origin::System,
        DomainOrigin::Capture => Origin::Capture,
        DomainOrigin::Nothing => Origin::None,
    }
}

/// The names that a question led to, each once, in the order in which a client would try them.
/// Among equals the greater weight comes first, so that the same answer gives the same order.
pub(super) fn targets(question: &SrvQuestion) -> Vec<String> {
    let replies = question.answers.iter().filter_map(|answer| answer.srv.value());
    let mut records: Vec<&SrvRecord> =
        replies.flat_map(|reply| &reply.records).filter(|record| record.is_offered()).collect();
    records.sort_by_cached_key(|r| (r.priority, Reverse(r.weight), r.target.to_ascii_lowercase()));
    let mut names: Vec<String> = Vec::new();
    for record in records {
        if !names.iter().any(|known| known.eq_ignore_ascii_case(&record.target)) {
            names.push(record.target.clone());
        }
    }
    names
}

/// The names that the user gave, and then these, each once.
pub(super) fn with_named(named: &[String], found: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut hosts: Vec<String> = Vec::new();
    for name in named.iter().cloned().chain(found) {
        if !hosts.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
            hosts.push(name);
        }
    }
    hosts
}

/// The controllers to ask, the `named` ones first, then those of the narrowest question, and how
/// many are left out. Those that were `greeted` are not.
pub(super) fn in_order(
    named: &[String],
    locator: &[SrvQuestion],
    greeted: &[String],
) -> (Vec<String>, u32) {
    let mut hosts = with_named(named, locator.iter().rev().flat_map(targets));
    let rest = hosts.split_off(hosts.len().min(MOST_CONTROLLERS));
    let is_greeted = |name: &String| greeted.iter().any(|known| known.eq_ignore_ascii_case(name));
    let (known, dropped): (Vec<String>, Vec<String>) = rest.into_iter().partition(is_greeted);
    hosts.extend(known);
    (hosts, u32::try_from(dropped.len()).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{DnsReply, Rcode, SrvAnswer};

    fn question(targets: &[String]) -> SrvQuestion {
        let record = |target: &String| SrvRecord {
            priority: 0,
            weight: 0,
            port: 389,
            target: target.clone(),
            ttl_s: 60,
        };
        let srv = Observed::Answered {
            value: reply(targets.iter().map(record).collect()),
            elapsed_us: 1,
        };
        let server = "192.0.2.53:53".parse().unwrap();
        let answers = vec![SrvAnswer {
            server,
            srv,
            control: Observed::default(),
            serves_names: false,
            is_home_router: false,
        }];
        SrvQuestion {
            name: String::new(),
            origin: Origin::Primary,
            answers,
            system: Observed::default(),
        }
    }

    fn reply(records: Vec<SrvRecord>) -> DnsReply<SrvRecord> {
        let told = DnsReply::told(Rcode::NoError);
        DnsReply { authoritative: true, recursion_available: true, records, ..told }
    }

    fn names(prefix: &str, count: usize) -> Vec<String> {
        (0..count).map(|number| format!("{prefix}{number:02}.corp.example")).collect()
    }

    #[test]
    fn the_own_site_comes_first_and_whoever_was_greeted_is_kept() {
        let everywhere = [names("far", 12), names("near", 9)].concat();
        let locator = [question(&everywhere), question(&names("near", 9))];
        let greeted = vec!["FAR00.corp.example".to_owned(), "near00.corp.example".to_owned()];
        let (hosts, dropped) = in_order(&[], &locator, &greeted);
        assert_eq!(hosts, [names("near", 8), names("far", 1)].concat());
        assert_eq!(dropped, 12);
    }
    #[test]
    fn a_named_controller_is_asked_first_and_once_and_where_dns_does_not_list_it() {
        let locator = [question(&names("dc", 9))];
        let named = vec!["ldap.balanced.example".to_owned(), "DC08.corp.example".to_owned()];
        let (hosts, dropped) = in_order(&named, &locator, &[]);
        assert_eq!(hosts, [named, names("dc", 6)].concat());
        assert_eq!(dropped, 2);
        assert_eq!(in_order(&hosts[..1], &[], &[]), (hosts[..1].to_vec(), 0));
    }
}
