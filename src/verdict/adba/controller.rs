//! One domain controller after the other: name, ports, ping, LDAP, clock. Each chain ends at its
//! first broken link.

#[cfg(test)]
mod tests;

use std::net::SocketAddr;

use actprobe_probes::evidence::{
    DirectoryEvidence, DirectoryPort, DomainController, FailureKind, Observed, PingReply,
};

use super::locator;
use crate::verdict::finding::{Finding, OffsetMs};
use crate::verdict::host::clock::ClockView;
use crate::verdict::id::id_of;
use crate::verdict::logic::{self, Status};
use crate::verdict::reach::{self, Role};
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

const LDAP: u16 = 389;
const KERBEROS: u16 = 88;

/// How far client and domain controller may be apart (RFC 4120 §8.2; MS-KILE §3.3.1: the default of
/// `MaxClockSkew`).
const TOLERANCE_MS: u64 = 5 * 60_000;

/// From here on the clock that the others confirm is not the one to blame.
const CONFIRMED_WITHIN_MS: u64 = 60_000;

/// What one controller amounts to.
struct View {
    /// Of the client's own site, or its site has none.
    is_near: bool,
    /// The user named it and DNS does not: no client is sent there, and what it holds counts all
    /// the same.
    is_unpublished: bool,
    status: Status,
    requirements: Vec<Requirement>,
}

/// What the controllers amount to together.
pub struct Reached {
    /// Whether some controller serves the client.
    pub status: Status,
    /// The requirements of all.
    pub requirements: Vec<Requirement>,
    /// The places of those of the own site, or of all where it has none, that nothing rules out.
    pub near: Vec<usize>,
    /// The places of the others that nothing rules out.
    pub far: Vec<usize>,
}

/// What DNS names.
struct Known {
    /// For the client's own site.
    near: Vec<String>,
    published: Vec<String>,
}

/// Judges each controller. Those that were not asked may serve as well.
pub fn judge(directory: &DirectoryEvidence, clock: &ClockView) -> Reached {
    let known =
        Known { near: locator::of_own_site(directory), published: locator::everywhere(directory) };
    let views: Vec<View> =
        directory.controllers.iter().enumerate().map(|(i, c)| view(i, c, &known, clock)).collect();
    let not_asked = (locator::left_out(directory) > 0).then_some(Status::Unknown);
    let serving = views.iter().filter(|view| !view.is_unpublished);
    let status = logic::any(serving.map(|view| view.status).chain(not_asked));
    let (near, far) = (usable(&views, true), usable(&views, false));
    Reached { status, requirements: requirements(directory, views), near, far }
}

/// Where all are ruled out, what they hold is told all the same.
fn usable(views: &[View], is_near: bool) -> Vec<usize> {
    let none_is = views.iter().all(|view| view.status == Status::Unmet);
    let counts = |view: &View| view.is_near == is_near && (none_is || view.status != Status::Unmet);
    views.iter().enumerate().filter(|(_, view)| counts(view)).map(|(index, _)| index).collect()
}

fn requirements(directory: &DirectoryEvidence, views: Vec<View>) -> Vec<Requirement> {
    let site_is_served = views.iter().any(|view| view.is_near && view.status == Status::Met);
    let site = directory.site.clone().unwrap_or_default();
    let told = views.into_iter().flat_map(|view| match () {
        () if view.is_unpublished => excused(view, &Finding::ControllerUnpublished {}),
        () if view.is_near || !site_is_served => view.requirements,
        // A client does not ask another site's controllers while its own has one: they may well be
        // out of reach.
        () => excused(view, &Finding::ControllerOfOtherSite { site: site.clone() }),
    });
    told.collect()
}

/// What is not met there is no trouble of this client's.
fn excused(view: View, why: &Finding) -> Vec<Requirement> {
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

fn view(index: usize, controller: &DomainController, known: &Known, clock: &ClockView) -> View {
    let place = Place { controller, pointer: format!("/directory/controllers/{index}"), clock };
    let links: [fn(&Place<'_>) -> Vec<Requirement>; 5] = [
        |place| vec![resolves(place)],
        ports,
        |place| vec![ping(place)],
        |place| vec![ldap(place)],
        told_by_itself,
    ];
    let mut requirements: Vec<Requirement> = Vec::new();
    for link in links {
        requirements.extend(link(&place));
        if requirements.iter().any(|r| r.weight == Weight::Needed && r.status != Status::Met) {
            break;
        }
    }
    let needed = requirements.iter().filter(|requirement| requirement.weight == Weight::Needed);
    let status = logic::all(needed.map(|requirement| requirement.status));
    let is_in =
        |names: &[String]| names.iter().any(|host| host.eq_ignore_ascii_case(&controller.host));
    let is_unpublished = controller.named && !is_in(&known.published);
    let is_near = !is_unpublished && (known.near.is_empty() || is_in(&known.near));
    View { is_near, is_unpublished, status, requirements }
}

/// Both ports are looked at: firewalls forget the one or the other.
fn ports(place: &Place<'_>) -> Vec<Requirement> {
    ldap_port(place).into_iter().chain(kerberos_port(place)).collect()
}

fn told_by_itself(place: &Place<'_>) -> Vec<Requirement> {
    synchronized(place).into_iter().chain(kerberos_clock(place)).collect()
}

struct Place<'a> {
    controller: &'a DomainController,
    pointer: String,
    clock: &'a ClockView,
}

impl Place<'_> {
    /// `dc1.corp.example:389 (192.0.2.10)`
    fn label(&self, port: u16) -> String {
        match self.controller.address {
            Some(address) => format!("{}:{port} ({})", self.controller.host, address.ip()),
            None => self.controller.host.clone(),
        }
    }

    fn port(&self, port: u16) -> Option<(usize, &DirectoryPort)> {
        self.controller.ports.iter().enumerate().find(|(_, tried)| tried.port == port)
    }

    fn failure_of(&self, port: u16) -> Option<FailureKind> {
        self.port(port)?.1.connect.failure().map(|failure| failure.kind)
    }
}

fn resolves(place: &Place<'_>) -> Requirement {
    let is_reached = place.controller.ping.value().is_some();
    let (status, finding, owner) =
        reach::name(Role::Controller, &place.controller.addresses, is_reached);
    Requirement::new(RequirementId::AdbaControllerResolves, status, finding)
        .of(place.controller.host.clone())
        .owned_by(owner)
        .because(format!("{}/addresses", place.pointer))
}

fn ldap_port(place: &Place<'_>) -> Option<Requirement> {
    place.controller.address?;
    let (status, finding, owner, pointer) = if let Some((index, tried)) = place.port(LDAP) {
        let (status, finding, owner) = connected(place, LDAP, &tried.connect);
        (status, finding, owner, format!("{}/ports/{index}", place.pointer))
    } else {
        // Of a controller that is known by a capture alone, no port was tried.
        let (status, finding, owner) = reach::unfinished(Role::Controller, "untried");
        (status, finding, owner, format!("{}/ports", place.pointer))
    };
    let requirement = Requirement::new(RequirementId::AdbaLdapReachable, status, finding)
        .of(place.label(LDAP))
        .owned_by(owner)
        .because(pointer);
    // A machine that is down is told once, with all that was tried of it.
    Some(match is_down(place) {
        true => requirement
            .because_of(["ports", "ping", "login"].map(|what| format!("{}/{what}", place.pointer))),
        false if requirement.is_unmet() => requirement
            .because_of(["ping", "login"].map(|what| format!("{}/{what}", place.pointer))),
        false => requirement,
    })
}

/// No port was reached, and the same befell LDAP and Kerberos.
fn is_down(place: &Place<'_>) -> bool {
    let kinds = [place.failure_of(LDAP), place.failure_of(KERBEROS)];
    kinds[0].is_some() && kinds[0] == kinds[1]
}

fn connected(
    place: &Place<'_>,
    port: u16,
    connect: &Observed<actprobe_probes::evidence::Connected>,
) -> (Status, Finding, Owner) {
    let ip = place.controller.address.map(|address| address.ip());
    match ip {
        Some(ip) => reach::port(Role::Controller, SocketAddr::new(ip, port), connect),
        None => reach::unfinished(Role::Controller, "cut-short"),
    }
}

fn kerberos_port(place: &Place<'_>) -> Option<Requirement> {
    let (index, tried) = place.port(KERBEROS).filter(|_| !is_down(place))?;
    let (status, finding, owner) = connected(place, KERBEROS, &tried.connect);
    Some(
        Requirement::new(RequirementId::AdbaKerberosReachable, status, finding)
            .of(place.label(KERBEROS))
            .owned_by(owner)
            .because(format!("{}/ports/{index}", place.pointer)),
    )
}

fn ping(place: &Place<'_>) -> Requirement {
    let (status, finding, owner) = match &place.controller.ping {
        Observed::Answered { value: PingReply::Controller(reply), .. } => {
            let read_only = if is_read_only(reply.flags) { "yes" } else { "no" }.to_owned();
            (
                Status::Met,
                Finding::PingAnswered { site: reply.client_site.clone(), read_only },
                Owner::Nobody,
            )
        }
        Observed::Answered { value: PingReply::Paused, .. } => {
            (Status::Unmet, Finding::PingPaused {}, Owner::DirectoryTeam)
        }
        Observed::Answered { value: PingReply::NotForThisDomain, .. } => {
            (Status::Unmet, Finding::PingOfOtherDomain {}, Owner::DnsAdmin)
        }
        Observed::Failed(failure) if !failure.is_unfinished() => (
            Status::Unmet,
            Finding::PingUnanswered { how: id_of(&failure.kind) },
            Owner::NetworkTeam,
        ),
        cut => reach::unfinished(Role::Controller, reach::why_cut(cut)),
    };
    Requirement::new(RequirementId::AdbaPingAnswered, status, finding)
        .of(place.label(LDAP))
        .owned_by(owner)
        .because(format!("{}/ping", place.pointer))
}

/// A read-only controller holds the configuration partition as well, and serves activation like any
/// other (`DS_FLAG`, MS-ADTS §6.3.1.2).
fn is_read_only(flags: u32) -> bool {
    const DIRECTORY_SERVICE: u32 = 0x10;
    const WRITABLE: u32 = 0x100;
    flags & (DIRECTORY_SERVICE | WRITABLE) == DIRECTORY_SERVICE
}

fn ldap(place: &Place<'_>) -> Requirement {
    let (status, finding, owner) = match &place.controller.root_dse {
        Observed::Answered { .. } => (Status::Met, Finding::LdapAnswers {}, Owner::Nobody),
        Observed::Failed(failure) if failure.kind == FailureKind::QueryRefused => {
            let detail = failure.detail.clone().unwrap_or_default();
            (Status::Unknown, Finding::LdapRefuses { detail }, Owner::DirectoryTeam)
        }
        Observed::Failed(failure) if !failure.is_unfinished() => {
            let cut = matches!(
                failure.kind,
                FailureKind::Reset | FailureKind::TimedOut | FailureKind::Closed
            );
            let owner = if cut { Owner::NetworkTeam } else { Owner::DirectoryTeam };
            (Status::Unmet, Finding::LdapUnanswered { how: id_of(&failure.kind) }, owner)
        }
        cut => reach::unfinished(Role::Controller, reach::why_cut(cut)),
    };
    Requirement::new(RequirementId::AdbaLdapAnswers, status, finding)
        .of(place.label(LDAP))
        .owned_by(owner)
        .because(format!("{}/root_dse", place.pointer))
}

fn synchronized(place: &Place<'_>) -> Option<Requirement> {
    let says_no = place.controller.root_dse.value()?.is_synchronized == Some(false);
    let replicating = || {
        Requirement::unmet(
            RequirementId::AdbaControllerSynchronized,
            Finding::ControllerNotSynchronized {},
            Owner::DirectoryTeam,
        )
    };
    says_no.then(|| {
        replicating()
            .of(place.controller.host.clone())
            .weighing(Weight::Part)
            .because(format!("{}/root_dse", place.pointer))
    })
}

fn kerberos_clock(place: &Place<'_>) -> Option<Requirement> {
    let (status, finding, owner) = match place.controller.root_dse.value()?.offset_ms {
        None => (Status::Unknown, Finding::KerberosClockUnknown {}, Owner::DirectoryTeam),
        Some(ms) if ms.unsigned_abs() > TOLERANCE_MS => {
            let (wrong, owner) = whose(ms, place.clock);
            (
                Status::Unmet,
                Finding::KerberosClockBad { offset: rounded(ms), wrong: wrong.to_owned() },
                owner,
            )
        }
        Some(ms) => {
            (Status::Met, Finding::KerberosClockGood { offset: rounded(ms) }, Owner::Nobody)
        }
    };
    Some(
        Requirement::new(RequirementId::AdbaKerberosClock, status, finding)
            .of(place.controller.host.clone())
            .owned_by(owner)
            .because(format!("{}/root_dse", place.pointer)),
    )
}

/// Whose clock is wrong, by the word of all clocks together.
fn whose(offset_ms: i64, clock: &ClockView) -> (&'static str, Owner) {
    match clock.offset_ms {
        Some(common) if common.unsigned_abs() <= CONFIRMED_WITHIN_MS => {
            ("controller", Owner::DirectoryTeam)
        }
        Some(common) if common.abs_diff(offset_ms) <= CONFIRMED_WITHIN_MS && !is_lone(clock) => {
            ("host", Owner::HostAdmin)
        }
        _ => ("unknown", Owner::HostAdmin),
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
