//! A channel's standing, from its requirements: which are root causes, which follow, and what the
//! whole amounts to.

use actprobe_probes::evidence::Channel;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use super::finding::{Argument, Finding, RequestEnd};
use super::logic::Status;
use super::requirement::{Owner, Requirement, RequirementId, Weight};
use crate::verdict::subject::Subject;

/// What one channel amounts to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChannelVerdict {
    /// Which channel.
    pub channel: Channel,
    /// How it stands.
    pub standing: Standing,
    /// The one thing to say of it.
    pub headline: Headline,
    /// Everything that was looked at, decisive things first.
    pub requirements: Vec<Requirement>,
    /// What cannot be seen from here, or not with this run.
    pub caveats: Vec<Finding>,
    /// What a usable channel needs besides, which no host can tell: somebody has to have it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
}

/// What a channel needs beside this host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// A device with Internet and a browser, anywhere.
    ConnectedDevice,
    /// A Microsoft account, or one of work or school, to sign in there.
    SignIn,
}

/// How a channel stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Standing {
    /// It can work.
    Works,
    /// It can work, but part of it is broken.
    Degraded,
    /// It cannot work as things are.
    Blocked,
    /// What was seen does not tell.
    Unknown,
    /// It has no meaning for this host.
    NotApplicable,
}

/// One finding and what it is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Headline {
    /// Hosts, addresses, servers or URLs; may be empty.
    pub subjects: Vec<Subject>,
    /// What was seen.
    pub finding: Finding,
}

impl From<&Requirement> for Headline {
    fn from(told: &Requirement) -> Self {
        Self { subjects: told.subjects.clone(), finding: told.finding.clone() }
    }
}

impl Standing {
    /// Whether activation can go this way.
    pub fn is_usable(self) -> bool {
        matches!(self, Self::Works | Self::Degraded)
    }
}

impl ChannelVerdict {
    /// The broken or unknown requirements that nothing else explains, where they count; those that
    /// decide the standing first, and what others hang on before these.
    pub fn root_causes(&self) -> impl Iterator<Item = &Requirement> {
        let root = |decisive: bool| {
            let roots =
                self.requirements.iter().filter(|r| r.follows_from.is_empty() && self.counts(r));
            nearest_first(roots.filter(|r| self.is_decisive(r) == decisive).collect())
        };
        root(true).into_iter().chain(root(false))
    }

    /// Whether the standing hangs on this root cause; else it is a warning beside it.
    pub fn is_decisive(&self, cause: &Requirement) -> bool {
        let explains_more =
            || self.consequences().any(|effect| effect.follows_from.contains(&cause.id));
        match self.standing {
            Standing::Works | Standing::NotApplicable => false,
            Standing::Degraded => cause.weight != Weight::Advice,
            Standing::Blocked | Standing::Unknown => {
                matches!(cause.weight, Weight::Needed | Weight::Veto) || explains_more()
            }
        }
    }

    /// The requirements that are broken because of another.
    pub fn consequences(&self) -> impl Iterator<Item = &Requirement> {
        self.requirements
            .iter()
            .filter(|requirement| !requirement.follows_from.is_empty() && self.counts(requirement))
    }

    /// Whether something is broken that does not stop the channel.
    pub(crate) fn has_warning(&self) -> bool {
        self.standing == Standing::Degraded
            || self.standing == Standing::Works
                && self.requirements.iter().any(Requirement::is_unmet)
    }

    /// What is not known counts only where the standing hangs on it.
    fn counts(&self, requirement: &Requirement) -> bool {
        match requirement.status {
            Status::Unmet => true,
            Status::Unknown => {
                self.standing == Standing::Unknown && requirement.weight == Weight::Needed
            }
            Status::Met | Status::NotApplicable => false,
        }
    }
}

/// Whoever acts last can see no success before the others have acted: what a cause hangs on stands
/// before it. Of the rest, what this host's own administrator mends comes first.
fn nearest_first(mut causes: Vec<&Requirement>) -> Vec<&Requirement> {
    causes.sort_by_key(|cause| !is_of_who_sits_there(cause));
    let mut sorted = Vec::new();
    for cause in &causes {
        place(cause, &causes, &mut sorted);
    }
    sorted
}

/// No requirement hangs on itself, so that this ends.
fn place<'r>(cause: &'r Requirement, all: &[&'r Requirement], sorted: &mut Vec<&'r Requirement>) {
    if sorted.iter().any(|placed| std::ptr::eq(*placed, cause)) {
        return;
    }
    for earlier in all.iter().filter(|other| cause.id.depends_on().contains(&other.id)) {
        place(earlier, all, sorted);
    }
    sorted.push(cause);
}

/// A channel's requirements with what the needed ones amount to together.
pub struct Judged {
    channel: Channel,
    conclusion: Status,
    requirements: Vec<Requirement>,
    caveats: Vec<Finding>,
    headline: Option<Headline>,
    needs: Vec<Need>,
}

impl Judged {
    /// `conclusion` is what the needed requirements amount to; vetoes come on top.
    pub fn new(channel: Channel, conclusion: Status, requirements: Vec<Requirement>) -> Self {
        Self {
            channel,
            conclusion,
            requirements: explain(group(requirements)),
            caveats: Vec::new(),
            headline: None,
            needs: Vec::new(),
        }
    }

    /// The same with caveats.
    #[must_use]
    pub(crate) fn with_caveats(mut self, caveats: Vec<Finding>) -> Self {
        self.caveats = caveats;
        self
    }

    /// The same, which works only with something besides.
    #[must_use]
    pub fn needing(mut self, needs: Vec<Need>) -> Self {
        self.needs = needs;
        self
    }

    /// The same with its own headline for when it works.
    #[must_use]
    pub(crate) fn with_headline(mut self, finding: Finding) -> Self {
        self.headline = Some(Headline { subjects: Vec::new(), finding });
        self
    }

    /// The same with what every channel stands on, unless this one has no meaning here.
    #[must_use]
    pub(crate) fn standing_on(mut self, foundation: Option<&Requirement>) -> Self {
        if self.conclusion != Status::NotApplicable {
            self.requirements.extend(foundation.cloned());
        }
        self
    }

    /// The channel's verdict.
    pub(crate) fn into_verdict(self) -> ChannelVerdict {
        let standing = self.standing();
        let own = self.headline.filter(|_| standing.is_usable());
        let headline = own.or_else(|| headline(standing, &self.requirements));
        ChannelVerdict {
            channel: self.channel,
            standing,
            headline: headline
                .unwrap_or(Headline { subjects: Vec::new(), finding: Finding::RunCutShort {} }),
            requirements: self.requirements,
            caveats: self.caveats,
            needs: if standing.is_usable() { self.needs } else { Vec::new() },
        }
    }

    fn standing(&self) -> Standing {
        let unmet = |weights: &[Weight]| {
            self.requirements.iter().any(|r| r.is_unmet() && weights.contains(&r.weight))
        };
        match self.conclusion {
            _ if unmet(&[Weight::Veto]) => Standing::Blocked,
            Status::Unmet => Standing::Blocked,
            Status::Unknown => Standing::Unknown,
            Status::NotApplicable => Standing::NotApplicable,
            Status::Met if unmet(&[Weight::Needed, Weight::Part]) => Standing::Degraded,
            Status::Met => Standing::Works,
        }
    }
}

/// One line for the same finding about several subjects; it weighs as much as the heaviest of
/// them. What befell a host whose name leads elsewhere, or whose port is wrong, is another line
/// than what befell others in the same way: that cause explains the one, and not the other.
fn group(requirements: Vec<Requirement>) -> Vec<Requirement> {
    let hosts = misled_hosts(&requirements);
    let mut groups: Vec<(bool, Requirement)> = Vec::new();
    for requirement in requirements {
        let is_misled = is_misled(&requirement, &hosts);
        let is_one = |(of_misled, group): &&mut (bool, Requirement)| {
            *of_misled == is_misled && says_the_same(group, &requirement)
        };
        match groups.iter_mut().find(is_one) {
            Some((_, group)) => merge(group, requirement),
            None => groups.push((is_misled, requirement)),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// The hosts to which a name or a port that is wrong leads.
fn misled_hosts(requirements: &[Requirement]) -> Vec<Subject> {
    let causes = requirements.iter().filter(|r| r.is_unmet() && is_of_one_host(r.id));
    causes.flat_map(|cause| cause.subjects.iter().cloned()).collect()
}

fn is_misled(requirement: &Requirement, hosts: &[Subject]) -> bool {
    let depends_on = requirement.id.depends_on();
    requirement.is_unmet()
        && depends_on.iter().any(|id| is_of_one_host(*id))
        && !requirement.subjects.is_empty()
        && requirement.subjects.iter().all(|of| hosts.iter().any(|host| of.is_part_of(host)))
}

/// What explains what befell one host, and no other.
fn is_of_one_host(id: RequirementId) -> bool {
    matches!(id, RequirementId::KmsNameLeadsToHost | RequirementId::KmsPortNamedRight)
}

/// Whether two requirements are one line of a report, with several subjects.
pub(crate) fn says_the_same(group: &Requirement, other: &Requirement) -> bool {
    let identity = |r: &Requirement| (r.id, r.status, r.owner);
    identity(group) == identity(other) && is_like(&group.finding, &other.finding, group.status)
}

/// Silence is one silence, however long each of the silent was waited for: on a busy machine that
/// differs by itself.
fn is_like(one: &Finding, other: &Finding, status: Status) -> bool {
    let lasting = |finding: &Finding| {
        let mut arguments = finding.arguments();
        arguments.retain(|(_, argument)| !matches!(argument, Argument::Duration(_)));
        arguments
    };
    match status {
        Status::Met => one == other,
        Status::Unmet | Status::Unknown | Status::NotApplicable => {
            one.id() == other.id() && lasting(one) == lasting(other)
        }
    }
}

fn merge(group: &mut Requirement, other: Requirement) {
    group.weight = group.weight.max(other.weight);
    let new_subjects =
        other.subjects.into_iter().filter(|subject| !group.subjects.contains(subject));
    let new_subjects: Vec<Subject> = new_subjects.collect();
    group.subjects.extend(new_subjects);
    let new_pointers = other.because.into_iter().filter(|pointer| !group.because.contains(pointer));
    let new_pointers: Vec<String> = new_pointers.collect();
    group.because.extend(new_pointers);
}

/// Fills `follows_from` by what each requirement depends on.
fn explain(mut requirements: Vec<Requirement>) -> Vec<Requirement> {
    let causes: Vec<Requirement> =
        requirements.iter().filter(|r| may_explain(r, &requirements)).cloned().collect();
    for effect in &mut requirements {
        let depends_on = effect.id.depends_on().iter().copied();
        let explained = |id: &RequirementId| {
            causes.iter().any(|cause| cause.id == *id && explains(cause, effect))
                && is_of_same_hosts(*id, effect, &causes)
        };
        effect.follows_from = depends_on.filter(explained).collect();
    }
    requirements
}

/// A name that leads elsewhere, and a wrong port, explain what befell that host, and not another:
/// of several hosts on one line, each has its own.
fn is_of_same_hosts(id: RequirementId, effect: &Requirement, causes: &[Requirement]) -> bool {
    let is_told = |subject: &Subject, is_meant: fn(RequirementId, RequirementId) -> bool| {
        let mut told = causes.iter().filter(|cause| is_meant(cause.id, id));
        told.any(|cause| cause.subjects.iter().any(|host| subject.is_part_of(host)))
    };
    !is_of_one_host(id)
        || effect.subjects.iter().any(|of| is_told(of, |cause, id| cause == id))
            && effect.subjects.iter().all(|of| is_told(of, |cause, _| is_of_one_host(cause)))
}

/// What holds explains nothing. Nor does one silent DNS server beside another that answers: a
/// client asks the next.
fn may_explain(cause: &Requirement, all: &[Requirement]) -> bool {
    let is_server = cause.id == RequirementId::DnsServerAnswers;
    let another_answers =
        || all.iter().any(|other| other.id == cause.id && other.status == Status::Met);
    matches!(cause.status, Status::Unmet | Status::Unknown) && !(is_server && another_answers())
}

/// Whether one requirement's failure is the reason for another's, as far as what was seen tells.
fn explains(cause: &Requirement, effect: &Requirement) -> bool {
    match (cause.status, effect.status) {
        (Status::Unmet, Status::Unmet) => explains_what_is_broken(cause, effect),
        (Status::Unmet, Status::Unknown) => {
            !matches!(effect.finding, Finding::StepUnfinished { .. })
        }
        // Without knowing its servers, nobody could be asked; without Data Exchange, nobody told.
        (Status::Unknown, Status::Unknown) => {
            matches!(cause.id, RequirementId::DnsServerConfigured | RequirementId::AvmaDataExchange)
        }
        (Status::Met | Status::NotApplicable, _)
        | (_, Status::Met | Status::NotApplicable)
        | (Status::Unknown, Status::Unmet) => false,
    }
}

fn explains_what_is_broken(cause: &Requirement, effect: &Requirement) -> bool {
    if cause.id == RequirementId::DnsServerAnswers {
        // A silent DNS server explains that something is not known; it does not explain what
        // another answered.
        false
    } else if effect.id == RequirementId::OnlineCertificateInDate
        && cause.id == RequirementId::ClockTrue
    {
        matches!(effect.finding, Finding::CertificateDateByClock { .. })
    } else if effect.id == RequirementId::KmsLastRequestServed {
        ended_so(cause.id, &effect.finding)
    } else if cause.id == RequirementId::KmsForcedHostServes {
        // Where nobody else is known to serve, the silent host itself is what has to be looked at.
        cause.weight != Weight::Advice
    } else {
        true
    }
}

/// Whether what is broken now is what the last request ended with.
fn ended_so(broken: RequirementId, last: &Finding) -> bool {
    let Finding::KmsRequestFailed { cause, .. } = last else { return false };
    let has_code_of_its_own = matches!(
        broken,
        RequirementId::KmsClockWithinTolerance
            | RequirementId::KmsSrvPublished
            | RequirementId::KmsCountReached
            | RequirementId::KmsHostServesProduct
    );
    match cause {
        RequestEnd::Clock => broken == RequirementId::KmsClockWithinTolerance,
        RequestEnd::NotFound => broken == RequirementId::KmsSrvPublished,
        RequestEnd::Count => broken == RequirementId::KmsCountReached,
        RequestEnd::KmsHost => broken == RequirementId::KmsHostServesProduct,
        RequestEnd::Unreachable | RequestEnd::Umbrella => !has_code_of_its_own,
        RequestEnd::Other => false,
    }
}

/// The finding that decided: the last link that held where the channel works, else the first root
/// cause.
fn headline(standing: Standing, requirements: &[Requirement]) -> Option<Headline> {
    let decided = match standing {
        Standing::Works | Standing::Degraded => {
            return served(requirements).or_else(|| {
                let held = requirements.iter().rfind(|r| r.status == Status::Met);
                held.map(Headline::from)
            });
        }
        Standing::Blocked => root_of(requirements, Status::Unmet),
        Standing::Unknown => {
            root_of(requirements, Status::Unknown).or_else(|| root_of(requirements, Status::Unmet))
        }
        Standing::NotApplicable => requirements.first(),
    };
    decided.map(Headline::from)
}

/// Where KMS was reached: one that lacks nothing else, where there is any.
fn served(requirements: &[Requirement]) -> Option<Headline> {
    let is_needed = |r: &&Requirement| matches!(r.weight, Weight::Needed | Weight::Veto);
    let lacks = |subject: &Subject| {
        let mut unmet = requirements.iter().filter(is_needed).filter(|r| r.is_unmet());
        unmet.any(|r| r.subjects.contains(subject))
    };
    let accepted = || {
        let met = requirements.iter().filter(is_needed).filter(|r| r.status == Status::Met);
        met.filter(|r| r.id == RequirementId::KmsRpcBindAccepted)
    };
    let sound = accepted().find_map(|r| {
        let subjects: Vec<_> = r.subjects.iter().filter(|s| !lacks(s)).cloned().collect();
        (!subjects.is_empty()).then(|| Headline { subjects, finding: r.finding.clone() })
    });
    sound.or_else(|| accepted().next().map(Headline::from))
}

/// The first needed requirement of that status; where another explains it, that other one.
fn root_of(requirements: &[Requirement], status: Status) -> Option<&Requirement> {
    let decisive =
        |r: &&Requirement| r.status == status && matches!(r.weight, Weight::Needed | Weight::Veto);
    let first = requirements
        .iter()
        .find(decisive)
        .or_else(|| requirements.iter().find(|r| r.status == status))?;
    let not_met = |r: &&Requirement| matches!(r.status, Status::Unmet | Status::Unknown);
    let cause = first
        .follows_from
        .first()
        .and_then(|id| requirements.iter().filter(not_met).find(|r| r.id == *id));
    let cause = cause.unwrap_or(first);
    // As among the root causes, beside which it stands.
    let is_first = |r: &&Requirement| {
        is_of_who_sits_there(r)
            && r.follows_from.is_empty()
            && !r.id.depends_on().contains(&cause.id)
    };
    let own = || requirements.iter().filter(decisive).find(is_first);
    Some(if is_of_who_sits_there(cause) { cause } else { own().unwrap_or(cause) })
}

/// Of several ways to the channel, one that this host's own administrator mends, at once.
fn is_of_who_sits_there(requirement: &Requirement) -> bool {
    requirement.owner == Owner::HostAdmin && !requirement.subjects.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::finding::{BindEnd, Maybe, Millis, Role, YesNo};

    #[test]
    fn what_works_is_told_of_the_host_that_lacks_nothing() {
        let bind = |of: &str| {
            let finding = Finding::BindAccepted { took: Millis(1) };
            Requirement::new(RequirementId::KmsRpcBindAccepted, Status::Met, finding).of(of)
        };
        let stopped = |of: &str| {
            let finding = Finding::MultiSyntaxStopped { how: BindEnd::Reset };
            let id = RequirementId::KmsRpcMultiSyntaxPasses;
            Requirement::unmet(id, finding, Owner::NetworkTeam).of(of)
        };
        let told = |requirements: &[Requirement]| {
            let headline = headline(Standing::Degraded, requirements).unwrap();
            headline.subjects.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(
            told(&[bind("kms1:1688"), stopped("kms1:1688"), bind("kms2:1688")]),
            ["kms2:1688"]
        );
        let grouped = bind("kms1:1688").of("kms2:1688");
        assert_eq!(told(&[grouped, stopped("kms1:1688")]), ["kms2:1688"]);
        assert_eq!(told(&[bind("kms1:1688"), stopped("kms1:1688")]), ["kms1:1688"]);
    }

    #[test]
    fn what_a_cause_hangs_on_stands_before_it() {
        use RequirementId::{ClockTrue, DnsServerAnswers, KmsSrvPublished};
        let unmet = |id| Requirement::unmet(id, Finding::SrvNotAsked {}, Owner::Nobody);
        let told = [KmsSrvPublished, ClockTrue, DnsServerAnswers].map(unmet);
        let sorted = nearest_first(told.iter().collect());
        let ids: Vec<_> = sorted.iter().map(|cause| cause.id).collect();
        assert_eq!(ids, [DnsServerAnswers, KmsSrvPublished, ClockTrue]);
    }

    #[test]
    fn what_is_mended_on_this_host_stands_before_what_others_mend() {
        use RequirementId::{ClockTrue, KmsRpcBindAccepted};
        let unmet =
            |id, owner| Requirement::unmet(id, Finding::SrvNotAsked {}, owner).of("kms1:1688");
        let told = [unmet(KmsRpcBindAccepted, Owner::KmsAdmin), unmet(ClockTrue, Owner::HostAdmin)];
        let sorted = nearest_first(told.iter().collect());
        assert_eq!(sorted.first().map(|cause| cause.id), Some(ClockTrue));
    }

    #[test]
    fn silences_of_different_length_are_one_line_and_answers_are_not() {
        let told =
            |status, finding| Requirement::new(RequirementId::OnlinePortReachable, status, finding);
        let silent = |waited| {
            let (role, waited) = (Role::Endpoint, Millis(waited));
            let (up, beside) = (Maybe(None), YesNo(false));
            told(Status::Unmet, Finding::PortSilent { role, waited, up, beside })
        };
        let open = |took| {
            told(Status::Met, Finding::PortOpen { role: Role::Endpoint, took: Millis(took) })
        };
        assert!(says_the_same(&silent(1001), &silent(1116)));
        assert!(!says_the_same(&open(3), &open(4)) && says_the_same(&open(3), &open(3)));
        assert!(!says_the_same(&silent(1001), &open(1001)));
    }
}
