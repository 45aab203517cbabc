//! One activation endpoint, link by link: first hop, tunnel, TLS, certificate, answer. The chain
//! ends where it breaks.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use actprobe_probes::evidence::{
    ConnectAttempt, Endpoint, EndpointNeed, Failure, Hop, HostPort, HttpReply, Observed,
    ProxySpeech, Try,
};

use super::certificate::{self, Standard};
use super::label::target;
use super::{answerer, beside_live, by_turns, narrow_way};
use crate::verdict::finding::{
    Finding, Millis, PasswordKind, Role, ToolDistrust, Unfinished, Way, YesNo,
};
use crate::verdict::link::Link;
use crate::verdict::logic::{self, Status};
use crate::verdict::place::{At, at};
use crate::verdict::reach::{self, Broken, Families, Peer};
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};
use crate::verdict::seen::Seen;
use crate::verdict::subject::Subject;

/// What one endpoint amounts to.
pub struct EndpointView {
    /// What it is needed for.
    pub need: EndpointNeed,
    /// Whether it is reached.
    pub status: Status,
    /// Why.
    pub requirements: Vec<Requirement>,
}

/// An endpoint, and what its certificates are judged by.
struct Case<'e> {
    endpoint: At<'e, Endpoint>,
    standard: Standard,
    families: Families,
    /// The addresses that took a connection for any endpoint.
    open: &'e BTreeSet<SocketAddr>,
    /// The ways on which packets of full length came.
    with_full_packets: &'e [&'e [HostPort]],
}

/// Judges an endpoint; `open` are the addresses that took a connection for any of them, and
/// `with_full_packets` the ways on which packets of full length came.
pub fn judge(
    endpoint: At<'_, Endpoint>,
    standard: Standard,
    families: Families,
    open: &BTreeSet<SocketAddr>,
    with_full_packets: &[&[HostPort]],
) -> EndpointView {
    let need = endpoint.need;
    let weight = weight(need);
    let tries = by_turns::places(&endpoint).filter(|_| !Try::go_by_turns(&endpoint.tries));
    let Link { status, mut requirements } =
        chain(&Case { endpoint, standard, families, open, with_full_packets });
    // What befell each of them decides.
    let decisive = requirements.iter_mut().find(|requirement| requirement.is_unmet());
    if let Some(requirement) = decisive {
        requirement.because.extend(tries);
    }
    let requirements = requirements
        .into_iter()
        .map(|r| if r.weight == Weight::Needed { r.weighing(weight) } else { r })
        .collect();
    EndpointView { need, status, requirements }
}

/// What an endpoint weighs that is not reached.
pub fn weight(need: EndpointNeed) -> Weight {
    match need {
        EndpointNeed::Required => Weight::Needed,
        EndpointNeed::Supporting => Weight::Part,
        EndpointNeed::Optional => Weight::Advice,
    }
}

/// Of an endpoint at which nothing but turns was met: that is told for the channel.
pub fn by_turns_alone(endpoint: &Endpoint) -> EndpointView {
    EndpointView { need: endpoint.need, status: Status::Met, requirements: Vec::new() }
}

/// By which way an endpoint is asked.
pub fn way(endpoint: &Endpoint) -> Way {
    asked_proxy(endpoint).map_or(Way::Direct, |proxy| Way::Proxy(proxy.to_string()))
}

/// Of several proxies, the one that took the connection, and so gave the answers; else the first.
pub fn asked_proxy(endpoint: &Endpoint) -> Option<&HostPort> {
    let first = endpoint.route.proxies.first()?;
    let reached = endpoint.hops.iter().find(|hop| is_reached(hop));
    Some(reached.map_or(first, |hop| &hop.to))
}

/// Judges one link.
type Judge = fn(&Case<'_>) -> Link;

fn chain(case: &Case<'_>) -> Link {
    let is_tls = case.endpoint.is_tls();
    let is_proxied = !case.endpoint.route.proxies.is_empty();
    let links: [Option<Judge>; 5] = [
        Some(first_hop),
        (is_tls && is_proxied).then_some(tunnel),
        is_tls.then_some(tls),
        is_tls.then_some(certificates),
        Some(answer),
    ];
    let mut chain = Link { status: Status::Met, requirements: Vec::new() };
    for link in links.into_iter().flatten() {
        let Link { status, requirements } = link(case);
        chain.status = status;
        chain.requirements.extend(requirements);
        if status != Status::Met {
            break;
        }
    }
    chain
}

fn first_hop(case: &Case<'_>) -> Link {
    let endpoint = &case.endpoint;
    if endpoint.hops.is_empty() {
        return never_begun(endpoint).into();
    }
    let kind = Kind::of(endpoint);
    let links: Vec<Link> = at!(endpoint.hops).each().map(|hop| one_hop(case, kind, &hop)).collect();
    let status = logic::any(links.iter().map(|link| link.status));
    Link { status, requirements: links.into_iter().flat_map(|link| link.requirements).collect() }
}

/// The probe itself failed before its first step; what it left behind stands in place of the
/// answer.
fn never_begun(endpoint: &At<'_, Endpoint>) -> Requirement {
    unfinished(&endpoint.http)
        .of(Kind::of(endpoint).name)
        .of(target(endpoint))
        .because(at!(endpoint.http))
}

fn one_hop(case: &Case<'_>, kind: Kind, hop: &At<'_, Hop>) -> Link {
    if hop.attempts.is_empty() && !hop.by_name.is_unplanned() {
        return reach::port_by_name(kind.role, &hop.by_name)
            .of(kind.port)
            .of(hop.to.clone())
            .because(at!(hop.by_name))
            .into();
    }
    let resolves = reach::name(kind.role, &hop.addresses, is_reached(hop))
        .of(kind.name)
        .of(&hop.to.host)
        .because(at!(hop.addresses))
        .because_of(hop.in_dns.as_ref().map(|_| at!(hop.in_dns)));
    if resolves.status != Status::Met {
        // Where they were tried in vain, that is told once.
        let tried = at!(hop.attempts).each().map(|attempt| at!(attempt.connect));
        return resolves.because_of(tried).into();
    }
    let fates = hop.attempts.iter().map(|a| reach::port(kind.role, a.address, &a.connect).status);
    let status = logic::any(fates);
    if let Some(old) = grown_old(case, kind, hop, status) {
        return old.into();
    }
    let mut requirements = vec![resolves];
    if hop.attempts.is_empty() {
        requirements.push(untried(kind, hop));
    }
    requirements.extend(attempts(case, kind, hop, status));
    let by_hand = if status == Status::Unmet { written_by_hand(kind, hop) } else { None };
    match by_hand {
        // The way is open: it is that address at which nobody is, and the line that is old.
        Some(by_hand) if is_way_open(case) => {
            let tried = at!(hop.attempts).each().map(|attempt| at!(attempt.connect));
            by_hand.because_of(tried).into()
        }
        by_hand => {
            requirements.extend(by_hand.map(|advice| advice.weighing(Weight::Advice)));
            Link { status, requirements }
        }
    }
}

/// No proxy serves where the hosts file leads, and DNS leads elsewhere: what was met there is the
/// matter of nobody but whoever keeps that file.
fn grown_old(
    case: &Case<'_>,
    kind: Kind,
    hop: &At<'_, Hop>,
    status: Status,
) -> Option<Requirement> {
    let is_in_vain = match status {
        Status::Unmet => true,
        Status::Met => is_no_proxy(&case.endpoint),
        Status::Unknown | Status::NotApplicable => false,
    };
    let finding = reach::differs_from_dns(&hop.to.host, &hop.addresses, hop.in_dns.as_ref())?;
    let tried = at!(hop.attempts).each().map(|attempt| at!(attempt.connect));
    is_in_vain.then(|| {
        Requirement::unmet(kind.name, finding, Owner::HostAdmin)
            .of(&hop.to.host)
            .because(at!(hop.addresses))
            .because(at!(hop.in_dns))
            .because_of(tried)
            .because_of((status == Status::Met).then(|| said_to_host(&case.endpoint)))
    })
}

/// What a proxy is asked first.
fn said_to_host<'e>(endpoint: &At<'e, Endpoint>) -> At<'e, Observed<HttpReply>> {
    if endpoint.is_tls() { at!(endpoint.tunnel) } else { at!(endpoint.http) }
}

/// What took the connection shows that it is no proxy, or none any more.
fn is_no_proxy(endpoint: &At<'_, Endpoint>) -> bool {
    let is_a_web_servers = |reply: &HttpReply| {
        matches!(proxy_answer(reply, endpoint).finding, Finding::ProxyKnowsNoTunnel { .. })
    };
    match said_to_host(endpoint).value() {
        // A proxy hands on that a file is not there.
        Observed::Answered { value, .. } => {
            (endpoint.is_tls() || value.status != 404) && is_a_web_servers(value)
        }
        Observed::Failed(failure) => !failure.is_unfinished(),
        Observed::NotAsked { .. } => false,
    }
}

/// Whether a connection without a proxy came about to any endpoint, if this one goes without.
fn is_way_open(case: &Case<'_>) -> bool {
    case.endpoint.route.proxies.is_empty() && !case.open.is_empty()
}

/// What DNS says of it, where it knows the name, is told elsewhere.
fn written_by_hand(kind: Kind, hop: &At<'_, Hop>) -> Option<Requirement> {
    if hop.in_dns.as_ref().is_some_and(|in_dns| in_dns.all().next().is_some()) {
        return None;
    }
    let finding = reach::written_by_hand(kind.role, &hop.addresses)?;
    let by_hand = Requirement::unmet(kind.name, finding, Owner::HostAdmin).of(&hop.to.host);
    let in_dns = hop.in_dns.as_ref().map(|_| at!(hop.in_dns));
    Some(by_hand.because(at!(hop.addresses)).because_of(in_dns))
}

/// Whether a connection to the hop came about.
pub fn is_reached(hop: &Hop) -> bool {
    hop.attempts.iter().any(|attempt| attempt.connect.value().is_some())
        || hop.by_name.value().is_some()
}

/// The name has an address, and the run went no further.
fn untried(kind: Kind, hop: &At<'_, Hop>) -> Requirement {
    reach::unfinished(kind.role, Unfinished::CutShort)
        .of(kind.port)
        .of(hop.to.clone())
        .because(at!(hop.attempts))
}

/// What a hop is, and what is required of it.
#[derive(Clone, Copy)]
struct Kind {
    role: Role,
    name: RequirementId,
    port: RequirementId,
}

impl Kind {
    fn of(endpoint: &Endpoint) -> Self {
        match endpoint.route.proxies.as_slice() {
            [] => Self {
                role: Role::Endpoint,
                name: RequirementId::OnlineNameResolves,
                port: RequirementId::OnlinePortReachable,
            },
            _ => Self {
                role: Role::Proxy,
                name: RequirementId::OnlineProxyResolves,
                port: RequirementId::OnlineProxyReachable,
            },
        }
    }
}

/// The attempts that say something: the good one, or all the bad ones. Where one address works, a
/// dead one beside it is advice, and a family that this host does not use is nothing. What goes by
/// turns is told for the channel.
fn attempts(case: &Case<'_>, kind: Kind, hop: &At<'_, Hop>, status: Status) -> Vec<Requirement> {
    let families = case.families;
    let weight = if status == Status::Met { Weight::Advice } else { Weight::Needed };
    let peer = Peer { role: kind.role, addresses: &hop.addresses, families };
    let told = at!(hop.attempts).each().filter(|to| !by_turns::is_refused_by_turns(to, case.open));
    let judged = told.map(|attempt| {
        let mut seen = judged_attempt(peer, hop, &attempt);
        if status == Status::Met {
            seen.finding = beside_live::told((kind.role, hop), &attempt, seen.finding, case.open);
        }
        let weight = if seen.status == Status::Met { Weight::Needed } else { weight };
        seen.of(kind.port)
            .of(Subject::at(hop.to.clone(), attempt.address.ip()))
            .weighing(weight)
            .because(at!(attempt.connect))
            .because_of(attempt.answers_ping.then(|| at!(attempt.answers_ping)))
    });
    judged.collect()
}

fn judged_attempt(peer: Peer<'_>, hop: &Hop, attempt: &ConnectAttempt) -> Seen {
    let all = hop.attempts.iter().map(|other| (other.address, &other.connect));
    let seen = reach::port_beside(peer, (attempt.address, &attempt.connect), all);
    let seen = reach::up_by_ping(peer.role, attempt.answers_ping, seen);
    // How long each connection took would tell apart lines that say the same.
    let finding = match seen.finding {
        Finding::PortOpen { role, .. } => Finding::PortOpen { role, took: Millis(0) },
        other => other,
    };
    Seen { finding, ..seen }
}

fn tunnel(case: &Case<'_>) -> Link {
    let endpoint = &case.endpoint;
    if let Some(other) = other_speech(endpoint) {
        return other.because(at!(endpoint.tunnel)).into();
    }
    let seen = match &endpoint.tunnel {
        Observed::Answered { value, .. } => proxy_answer(value, endpoint),
        Observed::Failed(failure) if !failure.is_unfinished() => tunnel_failure(endpoint, failure),
        cut => unfinished(cut),
    };
    admission(seen, endpoint).because(at!(endpoint.tunnel)).into()
}

/// A port of a proxy that is meant for others than those who speak HTTP to it. The setting is this
/// host's.
fn other_speech(endpoint: &At<'_, Endpoint>) -> Option<Requirement> {
    let (finding, place) = at!(endpoint.hops).each().find_map(|hop| {
        let finding = match hop.speaks.value()? {
            ProxySpeech::Tls => Finding::ProxySpeaksTls {},
            ProxySpeech::Socks => Finding::ProxySpeaksSocks {},
            ProxySpeech::Neither => return None,
        };
        Some((finding, at!(hop.speaks)))
    })?;
    Some(admission(Seen::unmet(finding, Owner::HostAdmin), endpoint).because(place))
}

fn unfinished<T>(outcome: &Observed<T>) -> Seen {
    reach::unfinished(Role::Endpoint, reach::why_cut(outcome))
}

/// Behind a proxy, whatever cuts a conversation short is first of all the proxy.
fn way_owner(endpoint: &Endpoint) -> Owner {
    if endpoint.route.proxies.is_empty() { Owner::NetworkTeam } else { Owner::ProxyTeam }
}

/// The certificate is the first that fills packets: a silence after the proxy let us through may be
/// its own way out, or the way to it.
fn tls_owner(endpoint: &Endpoint, failure: &Failure) -> Owner {
    let by_proxy = !endpoint.route.proxies.is_empty();
    let is_silent = reach::broken(failure.kind) == Broken::Silent;
    if by_proxy && is_silent { Owner::ProxyTeamOrNetworkTeam } else { way_owner(endpoint) }
}

/// What a proxy's status says (RFC 9110 §9.3.6, §15). One that forbids says 403; a web server that
/// no proxy has put its mark on, and that finds no sense in CONNECT, may be no proxy.
fn proxy_answer(reply: &HttpReply, endpoint: &Endpoint) -> Seen {
    let status = u64::from(reply.status);
    let marks = reply.intermediaries.clone();
    let finding = match reply.status {
        200..=299 => return Seen::met(Finding::ProxyAdmits {}),
        407 => asks_password(&reply.auth_schemes, endpoint),
        400 | 404 | 405 | 501 if marks.is_empty() => {
            let server = reply.server.clone().into();
            let finding = Finding::ProxyKnowsNoTunnel { status, server };
            return Seen::unmet(finding, Owner::HostAdmin);
        }
        400..=499 => Finding::ProxyDenies { status, marks },
        500..=599 => {
            // Whether it got others through is known where all of them are.
            Finding::ProxyCannotReach { status, marks, others: YesNo(false) }
        }
        _ => Finding::ProxyUnexpectedStatus { status, marks },
    };
    Seen::unmet(finding, Owner::ProxyTeam)
}

fn asks_password(schemes: &[String], endpoint: &Endpoint) -> Finding {
    let offers = |names: &[&str]| {
        schemes.iter().any(|s| names.iter().any(|name| s.eq_ignore_ascii_case(name)))
    };
    let kind = if offers(&["Negotiate", "NTLM", "Kerberos"]) {
        PasswordKind::Integrated
    } else if offers(&["Basic", "Digest"]) {
        PasswordKind::Password
    } else {
        PasswordKind::Unknown
    };
    let proxy = asked_proxy(endpoint).map(ToString::to_string).into();
    Finding::ProxyAsksPassword { kind, schemes: schemes.to_vec(), proxy }
}

fn tunnel_failure(endpoint: &Endpoint, failure: &Failure) -> Seen {
    let finding = match reach::broken(failure.kind) {
        Broken::Silent => Finding::ProxySilent { waited: Millis::waited_us(failure.elapsed_us) },
        Broken::NotSpoken | Broken::Garbled => {
            return Seen::unmet(Finding::ProxyNotHttp {}, Owner::HostAdmin);
        }
        broken @ (Broken::Closed
        | Broken::Reset
        | Broken::Alert
        | Broken::Incompatible
        | Broken::Distrusted(_)
        | Broken::Otherwise) => Finding::ProxyHangsUp { how: reach::cut_off(broken) },
    };
    Seen::unmet(finding, proxy_or_way(endpoint))
}

/// A proxy that is overloaded or takes no requests from here, or something before it that took the
/// connection.
fn proxy_or_way(endpoint: &Endpoint) -> Owner {
    let attempts = endpoint.hops.iter().flat_map(|hop| &hop.attempts);
    let mut taken = attempts.filter(|attempt| attempt.connect.value().is_some());
    taken.next().map_or(reach::machine_or_way(Role::Proxy), |attempt| {
        reach::service_or_way(Role::Proxy, &attempt.connect, attempt.address.ip())
    })
}

fn tls(case: &Case<'_>) -> Link {
    let endpoint = &case.endpoint;
    let seen = match &endpoint.tls {
        Observed::Answered { value, .. } => {
            Seen::met(Finding::TlsCompleted { version: value.version.clone() })
        }
        Observed::Failed(failure) if !failure.is_unfinished() => tls_failed(case, failure),
        cut => unfinished(cut),
    };
    let requirement = seen.of(RequirementId::OnlineTlsCompletes).of(target(endpoint));
    requirement.because(at!(endpoint.tls)).into()
}

fn tls_failed(case: &Case<'_>, failure: &Failure) -> Seen {
    let endpoint = &case.endpoint;
    let Broken::Distrusted(why) = reach::broken(failure.kind) else {
        return Seen::unmet(tls_failure(case, failure), tls_owner(endpoint, failure));
    };
    let detail = failure.detail.clone().into();
    if let Some(owner) = failure.is_by_windows().then(|| distrusted_owner(why)).flatten() {
        return Seen::unmet(Finding::TlsUntrustedByWindows { detail, why }, owner);
    }
    // Which roots the tool has, and what it fetches, is its own affair: Windows may trust, or not.
    Seen::unknown(Finding::TlsUntrustedByTool { detail, why }, Owner::Nobody)
}

/// Who looks first at what Windows' own list of roots, clock and names speak against. That a list
/// of what is revoked did not come stops some tools, and not activation.
fn distrusted_owner(why: ToolDistrust) -> Option<Owner> {
    match why {
        ToolDistrust::Roots | ToolDistrust::OutOfDate => Some(Owner::HostAdmin),
        ToolDistrust::WrongName => Some(Owner::ProxyTeam),
        ToolDistrust::Revocation => None,
    }
}

fn tls_failure(case: &Case<'_>, failure: &Failure) -> Finding {
    let detail = failure.detail.clone().into();
    match reach::broken(failure.kind) {
        Broken::Silent => narrow_way::silence(&case.endpoint, failure, case.with_full_packets),
        Broken::Alert => Finding::TlsAlerted { alert: detail },
        Broken::Incompatible => Finding::TlsIncompatible { detail },
        Broken::NotSpoken => Finding::TlsNotSpoken { detail },
        Broken::Garbled => Finding::TlsGarbled { detail },
        broken @ (Broken::Closed | Broken::Reset | Broken::Distrusted(_) | Broken::Otherwise) => {
            Finding::TlsCutOff { how: reach::cut_off(broken) }
        }
    }
}

fn certificates(case: &Case<'_>) -> Link {
    let endpoint = &case.endpoint;
    let Some(facts) = endpoint.tls.value() else {
        return Link { status: Status::Unknown, requirements: Vec::new() };
    };
    let requirements: Vec<Requirement> = certificate::judge(facts, case.standard)
        .into_iter()
        .map(|requirement| requirement.of(target(endpoint)).because(at!(endpoint.tls)))
        .collect();
    // A chain that this system trusts is degraded at the worst: the handshake passes.
    let decisive = requirements.iter().filter(|requirement| requirement.weight == Weight::Needed);
    Link { status: logic::all(decisive.map(|requirement| requirement.status)), requirements }
}

fn answer(case: &Case<'_>) -> Link {
    let endpoint = &case.endpoint;
    let is_forwarded = !endpoint.route.proxies.is_empty() && !endpoint.is_tls();
    if let Some(other) = other_speech(endpoint).filter(|_| is_forwarded) {
        return other.because(at!(endpoint.http)).into();
    }
    let by_proxy = if is_forwarded { said_by_proxy(endpoint) } else { None };
    let requirement = match by_proxy {
        Some(seen) => admission(seen, endpoint),
        None => answered(endpoint).of(RequirementId::OnlineHttpAnswers).of(&endpoint.url),
    };
    requirement.because(at!(endpoint.http)).into()
}

/// What the proxy itself says in place of the endpoint, to which it was to hand the request on.
fn said_by_proxy(endpoint: &Endpoint) -> Option<Seen> {
    match &endpoint.http {
        Observed::Answered { value, .. } => {
            is_the_proxys_own(value).then(|| proxy_answer(value, endpoint))
        }
        Observed::Failed(failure) => {
            (!failure.is_unfinished()).then(|| tunnel_failure(endpoint, failure))
        }
        Observed::NotAsked { .. } => None,
    }
}

fn answered(endpoint: &Endpoint) -> Seen {
    match &endpoint.http {
        Observed::Answered { value, .. } => served(endpoint, value),
        Observed::Failed(failure) if !failure.is_unfinished() => {
            Seen::unmet(http_failure(failure), way_owner(endpoint))
        }
        cut => unfinished(cut),
    }
}

/// The proxy lets this host through to the endpoint.
fn admission(seen: Seen, endpoint: &Endpoint) -> Requirement {
    seen.of(RequirementId::OnlineProxyAdmitsHost).of(target(endpoint))
}

/// A refusal that the proxy makes itself rather than hands on.
fn is_the_proxys_own(reply: &HttpReply) -> bool {
    reply.status == 407
        || (reply.status >= 400
            && reply.intermediaries.iter().any(|mark| mark.starts_with("x-squid-error")))
        || reply.is_not_handed_on()
}

/// A service answers as it likes to a request for `/`; a file is there or it is not.
fn served(endpoint: &Endpoint, reply: &HttpReply) -> Seen {
    let status = u64::from(reply.status);
    if let Some(finding) = answerer::in_its_place(endpoint, reply) {
        let is_opened = endpoint.tls.value().is_some();
        let owner = if is_opened { Owner::ProxyTeam } else { between_owner(endpoint) };
        return Seen::unmet(finding, owner);
    }
    if answerer::wants_a_file(endpoint) && !(200..400).contains(&reply.status) {
        let finding = Finding::HttpUnexpectedStatus { status, marks: reply.intermediaries.clone() };
        return Seen::unmet(finding, between_owner(endpoint));
    }
    Seen::met(Finding::HttpAnswered { status })
}

/// Whoever runs what stands between: a proxy that shows itself is one, though nobody configured it.
fn between_owner(endpoint: &Endpoint) -> Owner {
    if answerer::marks_of_site(endpoint).is_empty() {
        way_owner(endpoint)
    } else {
        Owner::ProxyTeam
    }
}

fn http_failure(failure: &Failure) -> Finding {
    match reach::broken(failure.kind) {
        Broken::Silent => Finding::HttpSilent { waited: Millis::waited_us(failure.elapsed_us) },
        Broken::NotSpoken | Broken::Garbled => {
            Finding::HttpNotSpoken { detail: failure.detail.clone().into() }
        }
        broken @ (Broken::Closed
        | Broken::Reset
        | Broken::Alert
        | Broken::Incompatible
        | Broken::Distrusted(_)
        | Broken::Otherwise) => Finding::HttpCutOff { how: reach::cut_off(broken) },
    }
}
