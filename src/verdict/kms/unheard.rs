//! A record that exists, and that this client does not hear of.

use actprobe_probes::evidence::{
    Evidence, Origin, SrvQuestion, domain_of_kms_service, server_label,
};

use super::heard;
use crate::verdict::finding::{Finding, FirstServer, YesNo};
use crate::verdict::requirement::Owner;
use crate::verdict::seen::Seen;

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
        let hidden = heard::hidden_record(evidence, question)?;
        let is_stranger = hidden.first_is != FirstServer::Own;
        let finding = Finding::SrvHiddenByFirstServer {
            name: hidden.name,
            stranger: YesNo(is_stranger),
            first_is: hidden.first_is,
            first: server_label(hidden.first),
            behind: hidden.behind.into_iter().map(server_label).collect(),
        };
        let owner = if is_stranger { Owner::HostAdmin } else { Owner::DnsAdmin };
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

fn published_where_nobody_looks(
    evidence: &Evidence,
    is_meant: impl Fn(Origin) -> bool,
) -> Option<&SrvQuestion> {
    let mut questions = evidence.kms.questions.iter();
    questions.find(|question| {
        is_meant(question.origin)
            && !heard::is_clients(evidence, question)
            && heard::published(evidence, question).is_some()
    })
}
