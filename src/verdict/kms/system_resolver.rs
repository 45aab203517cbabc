//! The resolver of Windows, which is what the licensing service asks, against the servers
//! themselves. It has a cache, a hosts file and rules (NRPT) that send some names elsewhere.

use std::collections::BTreeSet;

use actprobe_probes::evidence::{Evidence, NrptRule, SrvQuestion, SrvRecord};

use crate::verdict::finding::{Finding, NameRule};
use crate::verdict::logic::Status;
use crate::verdict::place::{self, At, at};
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// Whether both say the same of KMS. Where the servers publish and the resolver finds nothing, the
/// service finds nothing.
pub fn judge(evidence: &Evidence) -> Option<Requirement> {
    let compared: Vec<Compared<'_>> = place::kms_questions(evidence).filter_map(compare).collect();
    let Some(differing) = compared.iter().find(|compared| !compared.agree) else {
        return (!compared.is_empty())
            .then(|| requirement(Status::Met, Finding::SystemResolverAgrees {}));
    };
    let question = &differing.question;
    let found_somewhere = compared.iter().any(|compared| !compared.system.is_empty());
    let rule = matching_rule(evidence, &question.name);
    let windows = place::windows(evidence).filter(|_| rule.is_some());
    let rule_place = windows.map(|windows| at!(windows.nrpt));
    let rule = rule.map(NameRule::from).into();
    let finding = Finding::SystemResolverDiffers {
        name: question.name.clone(),
        system: differing.system.iter().cloned().collect(),
        servers: differing.servers.iter().cloned().collect(),
        rule,
    };
    Some(
        requirement(Status::Unmet, finding)
            .owned_by(Owner::HostAdmin)
            .weighing(if found_somewhere { Weight::Part } else { Weight::Veto })
            .because(at!(question.system))
            .because_of(rule_place),
    )
}

fn requirement(status: Status, finding: Finding) -> Requirement {
    Requirement::new(RequirementId::DnsSystemResolverAgrees, status, finding)
        .weighing(Weight::Advice)
}

/// The rule that takes these questions elsewhere, where no system's resolver was asked that would
/// obey it.
pub fn rule_unseen(evidence: &Evidence) -> Option<Finding> {
    let unasked =
        evidence.kms.questions.iter().filter(|question| question.system.value().is_none());
    let rule = unasked.into_iter().find_map(|question| matching_rule(evidence, &question.name))?;
    (!rule.servers.is_empty()).then(|| Finding::NameRuleElsewhere { rule: rule.into() })
}

/// A question that both answered.
struct Compared<'e> {
    question: At<'e, SrvQuestion>,
    system: BTreeSet<String>,
    servers: BTreeSet<String>,
    agree: bool,
}

fn compare(question: At<'_, SrvQuestion>) -> Option<Compared<'_>> {
    let system = question
        .system
        .value()
        .filter(|answer| matches!(answer.status, 0 | NAME_ERROR | NO_RECORDS))?;
    let system = targets(&system.records);
    let answered = question.answers.iter().filter(|answer| answer.srv.is_answer());
    let each: Vec<_> =
        answered.filter_map(|answer| Some(targets(&answer.srv.value()?.records))).collect();
    let agree = each.contains(&system);
    let servers = each.iter().flatten().cloned().collect();
    (!each.is_empty()).then_some(Compared { question, system, servers, agree })
}

fn targets(records: &[SrvRecord]) -> BTreeSet<String> {
    records
        .iter()
        .map(|record| format!("{}:{}", record.target.to_ascii_lowercase(), record.port))
        .collect()
}

/// The rule with the longest namespace that the name falls under; rules of policy make those of the
/// host count nothing.
fn matching_rule<'a>(evidence: &'a Evidence, name: &str) -> Option<&'a NrptRule> {
    let rules = &evidence.host.windows.value()?.nrpt;
    let by_policy = rules.iter().any(|rule| rule.by_policy);
    let in_force = rules.iter().filter(|rule| rule.by_policy == by_policy);
    let matching =
        in_force.flat_map(|rule| rule.namespaces.iter().map(move |namespace| (namespace, rule)));
    let matching = matching.filter(|(namespace, _)| covers(namespace, name));
    matching.max_by_key(|(namespace, _)| namespace.len()).map(|(_, rule)| rule)
}

/// `.corp.example` is a suffix, `host.corp.example` one name, `.` everything (MS-GPNRPT §2.2.2.2).
fn covers(namespace: &str, name: &str) -> bool {
    let (namespace, name) = (namespace.to_ascii_lowercase(), name.to_ascii_lowercase());
    match namespace.as_str() {
        "." => true,
        suffix if suffix.starts_with('.') => name.ends_with(suffix),
        exact => name == exact,
    }
}

/// `DNS_ERROR_RCODE_NAME_ERROR` (`winerror.h`).
const NAME_ERROR: u32 = 9003;
/// `DNS_INFO_NO_RECORDS`.
const NO_RECORDS: u32 = 9501;
