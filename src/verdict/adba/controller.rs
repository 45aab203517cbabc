//! One domain controller after the other: name, ports, ping, LDAP, clock. Each chain ends at its
//! first broken link.

#[cfg(test)]
mod tests;

use std::net::SocketAddr;

use actprobe_probes::evidence::{
    Connected, DirectoryEvidence, DirectoryPort, DomainController, Evidence, Failure, FailureKind,
    HostPort, Observed, PingReply, RootDse, Try,
};

use super::locator;
use crate::verdict::common::Common;
use crate::verdict::finding::{Finding, Maybe, OffsetMs, Role, Unfinished, WrongClock, YesNo};
use crate::verdict::host::clock::ClockView;
use crate::verdict::link::Link;
use crate::verdict::logic::{self, Status};
use crate::verdict::place::{self, At, at};
use crate::verdict::reach::{self, Families, Peer};
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};
use crate::verdict::seen::Seen;
use crate::verdict::subject::Subject;

const LDAP: u16 = 389;
pub(super) const KERBEROS: u16 = 88;

/// How far client and domain controller may be apart (RFC 4120 §8.2; MS-KILE §3.3.1: the default of
/// `MaxClockSkew`).
const TOLERANCE_MS: u64 = 5 * 60_000;

/// From here on the clock that the others confirm is not the one to blame.
const CONFIRMED_WITHIN_MS: u64 = 60_000;

/// What one controller amounts to.
struct View<'e> {
    controller: At<'e, DomainController>,
    /// Of the client's own site, or its site has none.
    is_near: bool,
    /// The user named it and DNS does not: no client is sent there, and what it holds counts all
    /// the same.
    is_unpublished: bool,
    /// A server names it that the client does not ask, because the one before it answers.
    is_unheard: bool,
    status: Status,
    requirements: Vec<Requirement>,
}

/// What the controllers amount to together.
pub struct Reached<'e> {
    /// Whether some controller serves the client.
    pub status: Status,
    /// The requirements of all.
    pub requirements: Vec<Requirement>,
    /// Those of the own site, or all where it has none, that nothing rules out.
    pub near: Vec<At<'e, DomainController>>,
    /// The others that nothing rules out.
    pub far: Vec<At<'e, DomainController>>,
}

/// What DNS names.
struct Known {
    /// For the client's own site.
    near: Vec<String>,
    /// What the client hears of.
    published: Vec<String>,
    /// What any server names.
    by_any_server: Vec<String>,
    domain: String,
}

/// Judges each controller. Those that were not asked may serve as well.
pub fn judge<'e>(evidence: &'e Evidence, common: &Common<'_>) -> Reached<'e> {
    let directory = &evidence.directory;
    let known = Known {
        near: locator::of_own_site(evidence),
        published: locator::everywhere(evidence),
        by_any_server: locator::by_any_server(directory),
        domain: directory.domain.clone().unwrap_or_default(),
    };
    let views: Vec<View<'_>> =
        place::controllers(evidence).map(|controller| view(controller, &known, common)).collect();
    let not_asked = (locator::left_out(directory) > 0).then_some(Status::Unknown);
    let serving = views.iter().filter(|view| !view.is_unpublished && !view.is_unheard);
    let status = logic::any(serving.map(|view| view.status).chain(not_asked));
    let (near, far) = (usable(&views, true), usable(&views, false));
    Reached { status, requirements: requirements(directory, views), near, far }
}

/// Where all are ruled out, what they hold is told all the same.
fn usable<'e>(views: &[View<'e>], is_near: bool) -> Vec<At<'e, DomainController>> {
    let none_is = views.iter().all(|view| view.status == Status::Unmet);
    let counts =
        |view: &&View<'_>| view.is_near == is_near && (none_is || view.status != Status::Unmet);
    views.iter().filter(counts).map(|view| view.controller.clone()).collect()
}

fn requirements(directory: &DirectoryEvidence, views: Vec<View<'_>>) -> Vec<Requirement> {
    let site_is_served = views.iter().any(|view| view.is_near && view.status == Status::Met);
    let site: Maybe<String> = directory.site.clone().into();
    let told = views.into_iter().flat_map(|view| match () {
        () if view.is_unheard => excused(view, &Finding::ControllerUnheard {}),
        () if view.is_unpublished => excused(view, &Finding::ControllerUnpublished {}),
        () if view.is_near || !site_is_served => view.requirements,
        // A client does not ask another site's controllers while its own has one: they may well be
        // out of reach.
        () => excused(view, &Finding::ControllerOfOtherSite { site: site.clone() }),
    });
    told.collect()
}

/// What is not met there is no trouble of this client's.
fn excused(view: View<'_>, why: &Finding) -> Vec<Requirement> {
    let excused = |mut requirement: Requirement| {
        if requirement.status != Status::Met {
            requirement.status = Status::NotApplicable;
            requirement.finding = why.clone();
            requirement.owner = Owner::Nobody;
        }
        requirement
    };
    view.requirements.into_iter().map(excused).collect()
}

fn view<'e>(controller: At<'e, DomainController>, known: &Known, common: &Common<'_>) -> View<'e> {
    let (clock, families) = (&common.clock, common.families);
    let is_found = spots(&controller).any(|spot| is_found(&spot, &known.domain));
    let case = |spot| Case {
        controller: controller.clone(),
        spot,
        is_found,
        clock,
        families,
        domain: &known.domain,
    };
    let Link { status, mut requirements } =
        chain(&spots(&controller).map(case).collect::<Vec<_>>());
    if status == Status::Unmet && !is_found {
        requirements = grown_old(&controller, &requirements).map_or(requirements, |old| vec![old]);
    }
    let is_in =
        |names: &[String]| names.iter().any(|host| host.eq_ignore_ascii_case(&controller.host));
    let is_heard = is_in(&known.published);
    let is_unheard = !is_heard && is_in(&known.by_any_server);
    let is_unpublished = controller.named && !is_heard;
    let is_asked = !is_unheard && !is_unpublished;
    let is_near = is_asked && (known.near.is_empty() || is_in(&known.near));
    View { controller, is_near, is_unpublished, is_unheard, status, requirements }
}

/// No controller of the domain is where the hosts file leads, and DNS leads elsewhere: what was met
/// there is the matter of nobody but whoever keeps that file.
fn grown_old(controller: &At<'_, DomainController>, told: &[Requirement]) -> Option<Requirement> {
    let (addresses, in_dns) = (&controller.addresses, controller.in_dns.as_ref());
    let finding = reach::differs_from_dns(&controller.host, addresses, in_dns)?;
    let id = RequirementId::AdbaControllerResolves;
    let old = Requirement::unmet(id, finding, Owner::HostAdmin).of(controller.host.clone());
    Some(old.because_of(told.iter().flat_map(|requirement| requirement.because.clone())))
}

/// What is asked of each address of a controller that leads to LDAP.
const LINKS_OF_LDAP: [fn(&Case<'_, '_>) -> Vec<Requirement>; 3] = [
    |case| ping(case).into_iter().collect(),
    |case| vec![ldap(case)],
    |case| steadily(case).into_iter().collect(),
];

/// Ends at the first link that holds at no address.
fn chain(cases: &[Case<'_, '_>]) -> Link {
    let Some(first) = cases.first() else { return Link::untold(Status::Unknown) };
    let resolves = resolves(first);
    if resolves.status != Status::Met {
        return resolves.into();
    }
    let mut requirements = vec![resolves];
    // Both ports are looked at: firewalls forget the one or the other.
    let of_ldap: Vec<_> = cases.iter().map(|case| Vec::from_iter(ldap_port(case))).collect();
    let mut left = holding(cases.iter().zip(&of_ldap));
    let of_kerberos: Vec<_> =
        cases.iter().map(|case| Vec::from_iter(kerberos_port(case))).collect();
    let mut status = logic::all([one_holds(&of_ldap), one_holds(&of_kerberos)]);
    requirements.extend(of_ldap.into_iter().chain(of_kerberos).flatten());
    requirements.extend(cases.iter().filter_map(kerberos_steadily));
    for link in LINKS_OF_LDAP {
        if status != Status::Met {
            return Link { status, requirements };
        }
        let told: Vec<_> = left.iter().map(|case| link(case)).collect();
        left = holding(left.into_iter().zip(&told));
        status = one_holds(&told);
        requirements.extend(told.into_iter().flatten());
    }
    if status != Status::Met {
        return Link { status, requirements };
    }
    // It has one clock, whichever address it is asked at.
    let told = vec![left.first().map_or_else(Vec::new, |case| told_by_itself(case))];
    status = one_holds(&told);
    requirements.extend(told.into_iter().flatten());
    Link { status, requirements }
}

/// Whether what is needed holds at one address; where nothing was asked, nothing speaks against it.
fn one_holds(of_cases: &[Vec<Requirement>]) -> Status {
    logic::any(of_cases.iter().map(|requirements| all_hold(requirements)))
}

fn all_hold(requirements: &[Requirement]) -> Status {
    let mut needed = requirements.iter().filter(|r| r.weight == Weight::Needed).peekable();
    match needed.peek() {
        None => Status::Met,
        Some(_) => logic::all(needed.map(|requirement| requirement.status)),
    }
}

fn holding<'a, 'b, 'e, 'c>(
    told: impl Iterator<Item = (&'a Case<'e, 'c>, &'b Vec<Requirement>)>,
) -> Vec<&'a Case<'e, 'c>> {
    told.filter(|(_, told)| all_hold(told) == Status::Met).map(|(case, _)| case).collect()
}

fn told_by_itself(case: &Case<'_, '_>) -> Vec<Requirement> {
    synchronized(case).into_iter().chain(kerberos_clock(case)).collect()
}

/// One address of a controller, and what came of speaking to it there.
struct Spot<'e> {
    address: Option<SocketAddr>,
    ping: At<'e, Observed<PingReply>>,
    ports: At<'e, Vec<DirectoryPort>>,
    root_dse: At<'e, Observed<RootDse>>,
    tries: At<'e, Vec<Try>>,
}

/// The one where it serves, or was looked for first, before the others.
fn spots<'e>(controller: &At<'e, DomainController>) -> impl Iterator<Item = Spot<'e>> {
    let first = Spot {
        address: controller.address,
        ping: at!(controller.ping),
        ports: at!(controller.ports),
        root_dse: at!(controller.root_dse),
        tries: at!(controller.tries),
    };
    let others = at!(controller.other_addresses).each().map(|other| Spot {
        address: Some(other.address),
        ping: at!(other.ping),
        ports: at!(other.ports),
        root_dse: at!(other.root_dse),
        tries: at!(other.tries),
    });
    std::iter::once(first).chain(others)
}

/// Whether a member that pings it there takes it for a controller of its domain.
fn is_found(spot: &Spot<'_>, domain: &str) -> bool {
    let reply = spot.ping.value().value();
    reply.is_some_and(|reply| answered_ping(reply, domain).status == Status::Met)
}

struct Case<'e, 'c> {
    controller: At<'e, DomainController>,
    spot: Spot<'e>,
    /// Whether a member finds the controller, at this address or at another.
    is_found: bool,
    clock: &'c ClockView,
    families: Families,
    /// The domain that is asked for.
    domain: &'c str,
}

impl<'e> Case<'e, '_> {
    /// `dc1.corp.example:389 (192.0.2.10)`
    fn subject(&self, port: u16) -> Subject {
        let host = &self.controller.host;
        match self.spot.address {
            Some(address) => Subject::at(HostPort { host: host.clone(), port }, address.ip()),
            None => host.into(),
        }
    }

    fn port(&self, port: u16) -> Option<At<'e, DirectoryPort>> {
        self.spot.ports.clone().each().find(|tried| tried.port == port)
    }
}

fn resolves(case: &Case<'_, '_>) -> Requirement {
    let controller = &case.controller;
    let others = controller.other_addresses.iter().map(|other| &other.ping);
    let is_reached =
        std::iter::once(&controller.ping).chain(others).any(|ping| ping.value().is_some());
    reach::name(Role::Controller, &controller.addresses, is_reached)
        .of(RequirementId::AdbaControllerResolves)
        .of(controller.host.clone())
        .because(at!(controller.addresses))
        .because_of(controller.in_dns.as_ref().map(|_| at!(controller.in_dns)))
}

fn ldap_port(case: &Case<'_, '_>) -> Option<Requirement> {
    let Case { controller, spot, .. } = case;
    spot.address?;
    let (seen, tried) = match case.port(LDAP) {
        Some(tried) => (connected(case, &tried), tried.into()),
        // Of a controller that is known by a capture alone, no port was tried.
        None => {
            (reach::unfinished(Role::Controller, Unfinished::Untried), String::from(&spot.ports))
        }
    };
    let requirement =
        seen.of(RequirementId::AdbaLdapReachable).of(case.subject(LDAP)).because(tried);
    // A machine that is down is told once, with all that was tried of it.
    Some(match is_down(case) {
        true => requirement.because(&spot.ports).because(&spot.ping).because(at!(controller.login)),
        false if requirement.is_unmet() => {
            requirement.because(&spot.ping).because(at!(controller.login))
        }
        false => requirement,
    })
    .map(|requirement| requirement.because_of(tries(spot)))
}

/// No port was reached, and the same befell LDAP and Kerberos.
fn is_down(case: &Case<'_, '_>) -> bool {
    let befell = |port| {
        let tried = case.port(port)?;
        told(case, &tried).or_else(|| tried.connect.failure()).map(|failure| failure.kind)
    };
    let ldap = befell(LDAP);
    ldap.is_some() && ldap == befell(KERBEROS)
}

/// A router that has no way to the address tells of few packets: what it said of another port, or
/// of the ping, holds for one that was silent.
fn told<'e>(case: &Case<'e, '_>, silent: &DirectoryPort) -> Option<&'e Failure> {
    let is_silent = |failure: &Failure| failure.kind == FailureKind::TimedOut;
    silent.connect.failure().filter(|failure| is_silent(failure))?;
    let of_ports = case.spot.ports.value().iter().map(|tried| tried.connect.failure());
    let mut all = of_ports.chain([case.spot.ping.value().failure()]).flatten();
    all.find(|failure| {
        matches!(failure.kind, FailureKind::NetUnreachable) && failure.reporter.is_some()
    })
}

fn connected(case: &Case<'_, '_>, tried: &DirectoryPort) -> Seen {
    match case.spot.address {
        Some(address) => {
            let address = SocketAddr::new(address.ip(), tried.port);
            match told(case, tried) {
                Some(word) => reached(case, address, &Observed::Failed(word.clone())),
                None => reached(case, address, &tried.connect),
            }
        }
        None => reach::unfinished(Role::Controller, Unfinished::CutShort),
    }
}

/// It is spoken to at one of its addresses. Where all are of a family, that one tells whether the
/// families meet; where it has both, the routes of this host have chosen.
fn reached(case: &Case<'_, '_>, address: SocketAddr, connect: &Observed<Connected>) -> Seen {
    let addresses = &case.controller.addresses;
    let attempts = attempts(&case.controller, address.port());
    if let Some(beside) =
        reach::beside_reached(Role::Controller, (address, connect), attempts.into_iter())
    {
        return beside;
    }
    let peer = Peer { role: Role::Controller, addresses, families: case.families };
    if addresses.all().any(|other| other.is_ipv4() != address.is_ipv4()) {
        return reach::one_link(peer, address, connect)
            .unwrap_or_else(|| reach::port(Role::Controller, address, connect));
    }
    let attempt = (address, connect);
    reach::port_beside(peer, attempt, std::iter::once(attempt))
}

/// What was tried of one port, at each address.
fn attempts(controller: &DomainController, port: u16) -> Vec<(SocketAddr, &Observed<Connected>)> {
    let first = controller.address.into_iter().map(|address| (address, &controller.ports));
    let others = controller.other_addresses.iter().map(|other| (other.address, &other.ports));
    let all = first.chain(others).flat_map(|(address, ports)| {
        let tried = ports.iter().filter(move |tried| tried.port == port);
        tried.map(move |tried| (SocketAddr::new(address.ip(), port), &tried.connect))
    });
    all.collect()
}

fn kerberos_port(case: &Case<'_, '_>) -> Option<Requirement> {
    let tried = case.port(KERBEROS).filter(|_| !is_down(case))?;
    Some(
        connected(case, &tried)
            .of(RequirementId::AdbaKerberosReachable)
            .of(case.subject(KERBEROS))
            .because(tried),
    )
}

fn ping(case: &Case<'_, '_>) -> Option<Requirement> {
    let spot = &case.spot;
    if is_mute(case) {
        return None;
    }
    let seen = match spot.ping.value() {
        Observed::Answered { value, .. } => answered_ping(value, case.domain),
        Observed::Failed(failure) if !failure.is_unfinished() => unanswered_ping(case, failure),
        cut => reach::unfinished(Role::Controller, reach::why_cut(cut)),
    };
    let requirement = seen.of(RequirementId::AdbaPingAnswered).of(case.subject(LDAP));
    // A member pings it at all addresses, and one answer is enough (MS-ADTS §6.3.6).
    let is_enough = case.is_found && spot.ping.value().value().is_none();
    let weight = if is_enough { Weight::Advice } else { requirement.weight };
    Some(requirement.weighing(weight).because(&spot.ping))
}

fn unanswered_ping(case: &Case<'_, '_>, failure: &Failure) -> Seen {
    // The controller's own word is no router's, and differs with each controller.
    let own = case.spot.address.map(|address| address.ip().to_string());
    let router = failure.reporter.clone().filter(|by| own.as_ref() != Some(by)).into();
    let how = failure.kind;
    let finding = match case.is_found {
        true => Finding::PingUnansweredAtOne { how, router },
        false => Finding::PingUnanswered { how, router },
    };
    Seen::unmet(finding, whose_silence(case, failure))
}

/// Neither the ping nor LDAP is answered behind an open port: it is the directory service, or all
/// of the way to it, and not UDP. That is told once, of LDAP.
fn is_mute(case: &Case<'_, '_>) -> bool {
    let is_silence = |failure: &Failure| failure.kind == FailureKind::TimedOut;
    let spot = &case.spot;
    spot.ping.failure().is_some_and(is_silence) && spot.root_dse.failure().is_some_and(is_silence)
}

/// Who has to do with a ping that nobody answered: the controller's own firewall may drop it, or
/// one on the way; a router that says so has dropped it itself.
fn whose_silence(case: &Case<'_, '_>, failure: &Failure) -> Owner {
    let is_answer =
        matches!(reach::broken(failure.kind), reach::Broken::NotSpoken | reach::Broken::Garbled);
    match case.spot.address {
        Some(address) if !is_answer => reach::loser(Role::Controller, address, failure),
        Some(_) | None => Owner::DirectoryTeam,
    }
}

/// Whose a conversation is that broke off behind an open port: the directory service may hang, and
/// a firewall or a balancer may have taken the connection.
fn service_or_way(case: &Case<'_, '_>) -> Owner {
    let to = case.spot.address.map(|address| address.ip());
    let own = case.port(LDAP).zip(to);
    own.map_or(reach::machine_or_way(Role::Controller), |(tried, to)| {
        reach::service_or_way(Role::Controller, &tried.connect, to)
    })
}

/// Another domain's controller answers for its own: to a member of this one it is none.
fn answered_ping(reply: &PingReply, domain: &str) -> Seen {
    match reply {
        PingReply::Controller(reply) if is_of_another(&reply.domain, domain) => {
            let told = reply.domain.clone();
            Seen::unmet(Finding::PingNamesOtherDomain { told }, Owner::DnsAdmin)
        }
        PingReply::Controller(reply) => Seen::met(Finding::PingAnswered {
            site: reply.client_site.as_str().into(),
            read_only: YesNo(is_read_only(reply.flags)),
        }),
        PingReply::Paused => Seen::unmet(Finding::PingPaused {}, Owner::DirectoryTeam),
        PingReply::NotForThisDomain => Seen::unmet(Finding::PingOfOtherDomain {}, Owner::DnsAdmin),
    }
}

/// A capture may not tell the domain.
fn is_of_another(told: &str, domain: &str) -> bool {
    let (told, domain) = (told.trim_end_matches('.'), domain.trim_end_matches('.'));
    !told.is_empty() && !domain.is_empty() && !told.eq_ignore_ascii_case(domain)
}

/// A read-only controller holds the configuration partition as well, and serves activation like any
/// other (`DS_FLAG`, MS-ADTS §6.3.1.2).
fn is_read_only(flags: u32) -> bool {
    const DIRECTORY_SERVICE: u32 = 0x10;
    const WRITABLE: u32 = 0x100;
    flags & (DIRECTORY_SERVICE | WRITABLE) == DIRECTORY_SERVICE
}

fn ldap(case: &Case<'_, '_>) -> Requirement {
    let spot = &case.spot;
    let seen = match spot.root_dse.value() {
        Observed::Answered { .. } => Seen::met(Finding::LdapAnswers {}),
        Observed::Failed(failure) if failure.is_unfinished() => {
            reach::unfinished(Role::Controller, reach::why_cut(&spot.root_dse))
        }
        Observed::Failed(failure) => without_answer(case, failure),
        cut @ Observed::NotAsked { .. } => reach::unfinished(Role::Controller, reach::why_cut(cut)),
    };
    seen.of(RequirementId::AdbaLdapAnswers)
        .of(case.subject(LDAP))
        .because_of(is_mute(case).then(|| String::from(&spot.ping)))
        .because(&spot.root_dse)
        .because_of(tries(spot))
}

fn without_answer(case: &Case<'_, '_>, failure: &Failure) -> Seen {
    if failure.kind == FailureKind::QueryRefused {
        let detail = failure.detail.clone().into();
        return Seen::unknown(Finding::LdapRefuses { detail }, Owner::DirectoryTeam);
    }
    let is_other = failure.kind == FailureKind::NotThisProtocol;
    let is_cut =
        matches!(failure.kind, FailureKind::Reset | FailureKind::TimedOut | FailureKind::Closed);
    // Another protocol is that of a service on the controller, or of a device before it.
    let owner = if is_cut || is_other { service_or_way(case) } else { Owner::DirectoryTeam };
    let speaks = failure.detail.clone().filter(|_| is_other).into();
    Seen::unmet(Finding::LdapUnanswered { how: failure.kind, speaks }, owner)
}

/// One try of LDAP was answered, and another refused or cut.
fn steadily(case: &Case<'_, '_>) -> Option<Requirement> {
    by_turns(case, LDAP, &case.spot.tries)
}

/// The same of the connections to Kerberos.
fn kerberos_steadily(case: &Case<'_, '_>) -> Option<Requirement> {
    let tried = case.port(KERBEROS)?;
    by_turns(case, KERBEROS, &at!(tried.tries))
}

fn by_turns(case: &Case<'_, '_>, port: u16, tries: &At<'_, Vec<Try>>) -> Option<Requirement> {
    let speaks = Try::other_protocol(tries).map(str::to_owned).into();
    let finding = Finding::SomeTriesCut { role: Role::Controller, speaks };
    Try::go_by_turns(tries).then(|| {
        let owner = reach::machine_or_way(Role::Controller);
        Requirement::unmet(RequirementId::AdbaAnswersSteadily, finding, owner)
            .of(case.subject(port))
            .weighing(Weight::Part)
            .because(tries)
    })
}

/// Where the tries stand, if there were several.
fn tries(spot: &Spot<'_>) -> Option<String> {
    (!spot.tries.is_empty()).then(|| String::from(&spot.tries))
}

fn synchronized(case: &Case<'_, '_>) -> Option<Requirement> {
    let root_dse = &case.spot.root_dse;
    let id = RequirementId::AdbaControllerSynchronized;
    let finding = Finding::ControllerNotSynchronized {};
    let says_no = root_dse.value().value()?.is_synchronized == Some(false);
    says_no.then(|| {
        Requirement::unmet(id, finding, Owner::DirectoryTeam)
            .of(case.controller.host.clone())
            .weighing(Weight::Part)
            .because(root_dse)
    })
}

fn kerberos_clock(case: &Case<'_, '_>) -> Option<Requirement> {
    let root_dse = &case.spot.root_dse;
    let seen = match root_dse.value().value()?.offset_ms {
        None => Seen::unknown(Finding::KerberosClockUnknown {}, Owner::DirectoryTeam),
        Some(ms) if ms.unsigned_abs() > TOLERANCE_MS => {
            let (wrong, owner) = whose(ms, case.clock);
            Seen::unmet(Finding::KerberosClockBad { offset: rounded(ms), wrong }, owner)
        }
        Some(ms) => Seen::met(Finding::KerberosClockGood { offset: rounded(ms) }),
    };
    Some(
        seen.of(RequirementId::AdbaKerberosClock)
            .of(case.controller.host.clone())
            .because(root_dse),
    )
}

/// Whose clock is wrong, by the word of all clocks together.
fn whose(offset_ms: i64, clock: &ClockView) -> (WrongClock, Owner) {
    match clock.offset_ms {
        Some(common) if common.unsigned_abs() <= CONFIRMED_WITHIN_MS => {
            (WrongClock::Controller, Owner::DirectoryTeam)
        }
        Some(common) if common.abs_diff(offset_ms) <= CONFIRMED_WITHIN_MS && !is_lone(clock) => {
            (WrongClock::Host, Owner::HostAdmin)
        }
        _ => (WrongClock::Unknown, Owner::HostAdmin),
    }
}

fn is_lone(clock: &ClockView) -> bool {
    clock.lone_source.is_some()
}

/// Two controllers of one time read the same.
fn rounded(offset_ms: i64) -> OffsetMs {
    const STEP_MS: i64 = 10_000;
    match offset_ms.unsigned_abs() < STEP_MS.unsigned_abs() {
        true => OffsetMs(offset_ms / 1000 * 1000),
        false => {
            OffsetMs(offset_ms.saturating_add(offset_ms.signum() * STEP_MS / 2) / STEP_MS * STEP_MS)
        }
    }
}
