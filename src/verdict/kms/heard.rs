//! What the client itself asks and hears of DNS, of all that was asked.

use actprobe_probes::evidence::{
    CaptureKind, Evidence, Import, KmsTarget, Membership, Origin, SrvAnswer, SrvQuestion,
    SrvRecord, TargetOrigin, Used, domain_of_kms_service,
};

use crate::verdict::worlds;

/// Whether the client asks this question: one that was told a domain looks in that one alone
/// (Microsoft Learn, "Slmgr.vbs options": `/skms-domain`), and none looks in its Active Directory
/// domain where no suffix says so.
pub fn is_clients(evidence: &Evidence, question: &SrvQuestion) -> bool {
    match question.origin {
        Origin::Directory => false,
        Origin::LookupDomain | Origin::Argument | Origin::SiteFile => true,
        Origin::Capture if evidence.lookup_domain().is_none() => !is_elsewhere(evidence, question),
        Origin::Capture
        | Origin::Policy
        | Origin::Primary
        | Origin::Connection
        | Origin::SearchList
        | Origin::System
        | Origin::None => evidence.lookup_domain().is_none_or(|told| question.is_in(told)),
    }
}

/// The suffixes that the host searches, where a captured `ipconfig /all` tells them all: whoever
/// captured the question may have asked for any other domain by its full name.
pub fn searched(evidence: &Evidence) -> Option<Vec<&str>> {
    let is_whole = |import: &Import| {
        import.kind == Some(CaptureKind::Ipconfig)
            && import.used == Used::Yes
            && !import.computer.is_empty()
    };
    let is_told = evidence.asked.offline && evidence.imports.iter().any(is_whole);
    let client = evidence.host.dns.value().filter(|_| is_told)?;
    Some(client.suffixes.iter().map(|suffix| suffix.name.as_str()).collect())
}

/// Whether a captured question is about a domain in which the host does not look. It looks in the
/// parents of its primary suffix as well (Microsoft Learn, "DNS devolution").
fn is_elsewhere(evidence: &Evidence, question: &SrvQuestion) -> bool {
    let Some(domain) = domain_of_kms_service(&question.name) else { return false };
    let is_in = |suffix: &str| {
        let parent =
            suffix.len().checked_sub(domain.len()).and_then(|at| suffix.split_at_checked(at));
        parent.is_some_and(|(child, parent)| {
            parent.eq_ignore_ascii_case(domain) && (child.is_empty() || child.ends_with('.'))
        })
    };
    let own = evidence.host.windows.value().and_then(|windows| windows.membership.as_ref());
    let is_member = match own {
        Some(Membership::Domain { domain, .. }) => is_in(domain),
        Some(Membership::Workgroup | Membership::Entra) | None => false,
    };
    let is_searched = |suffixes: Vec<&str>| suffixes.into_iter().any(is_in);
    !is_member && searched(evidence).is_some_and(|suffixes| !is_searched(suffixes))
}

/// Whether a record leads the client to a target: not one that only a server has which it does not
/// hear, nor one of a zone in which it does not look.
pub fn leads_to(evidence: &Evidence, target: &KmsTarget, origin: &TargetOrigin) -> bool {
    let TargetOrigin::Srv { name, .. } = origin else { return true };
    let mut naming = evidence
        .kms
        .questions
        .iter()
        .filter(|question| question.name == *name && is_named(question, target))
        .peekable();
    naming.peek().is_none()
        || naming
            .filter(|question| is_clients(evidence, question))
            .any(|question| worlds::is_heard(evidence, question, |records| names(records, target)))
}

fn is_named(question: &SrvQuestion, target: &KmsTarget) -> bool {
    let by_system = question.system.value().is_some_and(|answer| names(&answer.records, target));
    by_system || question.answers.iter().any(|answer| has(answer, target))
}

fn has(answer: &SrvAnswer, target: &KmsTarget) -> bool {
    answer.srv.value().is_some_and(|reply| names(&reply.records, target))
}

fn names(records: &[SrvRecord], target: &KmsTarget) -> bool {
    let is_of = |record: &SrvRecord| {
        record.port == target.port && record.target.eq_ignore_ascii_case(&target.host)
    };
    records.iter().any(is_of)
}
