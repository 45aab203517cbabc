//! A record that exists, and that this client does not hear of.

use actprobe_probes::evidence::{
    Evidence, Membership, Origin, SrvQuestion, domain_of_kms_service, server_label,
};

use super::heard;
use super::told_by_service::found_none;
use crate::verdict::finding::{Finding, HexCode, YesNo};
use crate::verdict::requirement::Owner;
use crate::verdict::seen::Seen;
use crate::verdict::srv::Meaning;
use crate::verdict::worlds;

/// Why it does not, where there is such a record: a server before the one that has it, a setting
/// that leads past it, or no suffix that leads there.
pub fn seen(evidence: &Evidence) -> Option<Seen> {
    behind_first_server(evidence)
        .or_else(|| past_lookup_domain(evidence))
        .or_else(|| in_directory_domain_alone(evidence))
        .or_else(|| in_lookup_domain_alone(evidence))
        .or_else(|| outside_searched(evidence))
}

fn behind_first_server(evidence: &Evidence) -> Option<Seen> {
    let questions = evidence.kms.questions.iter();
    questions.filter(|question| heard::is_clients(evidence, question)).find_map(|question| {
        let hidden = worlds::hidden_record(evidence, question)?;
        let (owner, is_stranger) = (hidden.owner(), hidden.is_stranger());
        let finding = Finding::SrvHiddenByFirstServer {
            name: hidden.name,
            stranger: YesNo(is_stranger),
            first_is: hidden.first_is,
            first: server_label(hidden.first),
            behind: hidden.behind.into_iter().map(server_label).collect(),
        };
        Some(Seen::unmet(finding, owner))
    })
}

fn past_lookup_domain(evidence: &Evidence) -> Option<Seen> {
    let domain = evidence.lookup_domain()?.to_owned();
    let own = published_where_nobody_looks(evidence, |origin| origin != Origin::Directory)?;
    let finding = Finding::SrvPastLookupDomain { domain, name: own.name.clone() };
    Some(Seen::unmet(finding, Owner::HostAdmin))
}

/// Of captures nobody knows where else the client would look: whether the domain is a leftover is
/// for whoever set it.
fn in_lookup_domain_alone(evidence: &Evidence) -> Option<Seen> {
    let domain = evidence.lookup_domain().filter(|_| evidence.asked.offline)?.to_owned();
    Some(Seen::unmet(Finding::SrvLookupDomainEmpty { domain }, Owner::HostAdmin))
}

fn in_directory_domain_alone(evidence: &Evidence) -> Option<Seen> {
    let own = published_where_nobody_looks(evidence, |origin| origin == Origin::Directory)?;
    let asked = evidence.kms.questions.iter().filter(|q| heard::is_clients(evidence, q));
    let suffixes = asked.filter_map(|question| domain_of_kms_service(&question.name));
    let suffixes = suffixes.map(str::to_owned).collect();
    let finding = Finding::SrvInDirectoryDomainAlone { name: own.name.clone(), suffixes };
    Some(Seen::unmet(finding, Owner::HostAdmin))
}

/// By captures alone: a domain that none of the host's suffixes names has the record.
pub fn outside_searched(evidence: &Evidence) -> Option<Seen> {
    let suffixes = heard::searched(evidence)?.into_iter().map(str::to_owned).collect();
    let own = published_where_nobody_looks(evidence, |origin| origin == Origin::Capture)?;
    let finding = Finding::SrvOutsideSearched { name: own.name.clone(), suffixes };
    Some(Seen::unmet(finding, Owner::HostAdmin))
}

/// By captures alone: the service says that it found no record, the domain in which it looks has
/// none, and another domain has one, which somebody asked for by its full name.
pub fn unfound_elsewhere(evidence: &Evidence) -> Option<Seen> {
    let code = HexCode(found_none(evidence)?.value);
    let domain = unfound_domain(evidence)?;
    let own = own_domain(evidence)?.to_owned();
    let targets = targets(evidence, &domain);
    let finding = Finding::SrvUnfoundElsewhere { domain, targets, own, code };
    Some(Seen::unmet(finding, Owner::HostAdmin))
}

/// The KMS hosts that the record of a domain names.
fn targets(evidence: &Evidence, domain: &str) -> Vec<String> {
    let asked = evidence.kms.questions.iter().filter(|question| question.is_in(domain));
    let published = asked.filter_map(|question| worlds::published(evidence, question)).flatten();
    published.map(|record| record.target.to_string()).collect()
}

/// That other domain.
pub fn unfound_domain(evidence: &Evidence) -> Option<String> {
    let is_told_a_domain = evidence.lookup_domain().is_some();
    let is_meant = evidence.asked.offline && !is_told_a_domain;
    found_none(evidence).filter(|_| is_meant)?;
    let absent = domains(evidence, |heard| heard.iter().all(is_absence));
    let own = own_domain(evidence)?;
    let looks_there = absent.iter().any(|domain| own.eq_ignore_ascii_case(domain));
    let is_other = |domain: &String| !absent.contains(domain) && !is_suffix(evidence, domain);
    let mut found = domains(evidence, |heard| heard.iter().any(|it| it.targets().is_some()));
    found.retain(is_other);
    found.into_iter().next().filter(|_| looks_there)
}

/// The domains of captured questions to which that was the answer, in small letters.
fn domains(evidence: &Evidence, is_meant: impl Fn(&[Meaning]) -> bool) -> Vec<String> {
    let captured = evidence.kms.questions.iter().filter(|question| {
        question.origin == Origin::Capture && heard::is_clients(evidence, question)
    });
    let meant = captured.filter(|question| {
        let heard = worlds::in_each(evidence, question);
        !heard.is_empty() && is_meant(&heard)
    });
    let names = meant.filter_map(|question| domain_of_kms_service(&question.name));
    names.map(str::to_ascii_lowercase).collect()
}

fn is_absence(heard: &Meaning) -> bool {
    matches!(heard, Meaning::NameNotFound | Meaning::NoData | Meaning::DomainUnknown)
}

/// The primary suffix, or the domain of a member, which is the same by default; or the end of the
/// host's whole name.
fn own_domain(evidence: &Evidence) -> Option<&str> {
    let suffixes = evidence.host.dns.value().map(|client| client.suffixes.as_slice());
    let primary = suffixes.unwrap_or_default().iter().find(|it| it.origin == Origin::Primary);
    let windows = evidence.host.windows.value();
    let member = || match windows?.membership.as_ref()? {
        Membership::Domain { domain, .. } => Some(domain.as_str()),
        Membership::Workgroup | Membership::Entra => None,
    };
    let by_name = || evidence.host.meant_name().split_once('.').map(|(_, domain)| domain);
    primary.map(|suffix| suffix.name.as_str()).or_else(member).or_else(by_name)
}

fn is_suffix(evidence: &Evidence, domain: &str) -> bool {
    let client = evidence.host.dns.value();
    client.is_some_and(|it| it.suffixes.iter().any(|own| own.name.eq_ignore_ascii_case(domain)))
}

fn published_where_nobody_looks(
    evidence: &Evidence,
    is_meant: impl Fn(Origin) -> bool,
) -> Option<&SrvQuestion> {
    let mut questions = evidence.kms.questions.iter();
    questions.find(|question| {
        is_meant(question.origin)
            && !heard::is_clients(evidence, question)
            && worlds::published(evidence, question).is_some()
    })
}
