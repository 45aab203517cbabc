//! One activation endpoint, link by link: first hop, tunnel, TLS, certificate, answer. The chain
//! ends where it breaks.

use actprobe_probes::evidence::{
    ConnectAttempt, Endpoint, EndpointNeed, Failure, FailureKind, Hop, HttpReply, Observed,
};

use super::certificate::{self, Clocks};
use crate::verdict::finding::{Finding, Millis};
use crate::verdict::id::id_of;
use crate::verdict::logic::{self, Status};
use crate::verdict::reach::{self, Role};
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// What one endpoint amounts to.
pub struct EndpointView {
    /// What it is needed for.
    pub need: EndpointNeed,
    /// Whether it is reached.
    pub status: Status,
    /// Why.
    pub requirements: Vec<Requirement>,
}

/// An endpoint with the place of its evidence.
struct Place<'a> {
    endpoint: &'a Endpoint,
    pointer: String,
    clocks: Clocks,
}

/// Judges endpoint number `index`.
pub fn judge(index: usize, endpoint: &Endpoint, clocks: Clocks) -> EndpointView {
    let weight = match endpoint.need {
        EndpointNeed::Required => Weight::Needed,
        EndpointNeed::Supporting => Weight::Part,
        EndpointNeed::Optional => Weight::Advice,
    };
    let place = Place { endpoint, pointer: format!("/online/endpoints/{index}"), clocks };
    let Link { status, requirements } = chain(&place);
    let requirements = requirements
        .into_iter()
        .map(|r| if r.weight == Weight::Needed { r.weighing(weight) } else { r })
        .collect();
    EndpointView { need: endpoint.need, status, requirements }
}

/// By which way an endpoint is asked: `direct` or the proxy.
pub fn way(endpoint: &Endpoint) -> String {
    match (endpoint.route.proxies.as_slice(), endpoint.hops.iter().find(|hop| is_reached(hop))) {
        ([], _) => "direct".to_owned(),
        (_, Some(hop)) => hop.to.to_string(),
        ([first, ..], None) => first.to_string(),
    }
}

/// One link of the chain, or the whole of it: what it amounts to, and the requirements that say so.
struct Link {
    status: Status,
    requirements: Vec<Requirement>,
}

/// Judges one link.
type Judge = fn(&Place<'_>) -> Link;

impl From<Requirement> for Link {
    fn from(requirement: Requirement) -> Self {
        Self { status: requirement.status, requirements: vec![requirement] }
    }
}

fn chain(place: &Place<'_>) -> Link {
    let is_tls = place.endpoint.url.starts_with("https:");
    let is_proxied = !place.endpoint.route.proxies.is_empty();
    let links: [Option<Judge>; 5] = [
        Some(first_hop),
        (is_tls && is_proxied).then_some(tunnel),
        is_tls.then_some(tls),
        is_tls.then_some(certificates),
        Some(answer),
    ];
    let mut chain = Link { status: Status::Met, requirements: Vec::new() };
    for link in links.into_iter().flatten() {
        let Link { status, requirements } = link(place);
        chain.status = status;
        chain.requirements.extend(requirements);
        if status != Status::Met {
            break;
        }
    }
    chain
}

fn first_hop(place: &Place<'_>) -> Link {
    let hops = &place.endpoint.hops;
    if hops.is_empty() {
        return never_begun(place).into();
    }
    let links: Vec<Link> =
        hops.iter().enumerate().map(|(index, hop)| one_hop(place, index, hop)).collect();
    let status = logic::any(links.iter().map(|link| link.status));
    Link { status, requirements: links.into_iter().flat_map(|link| link.requirements).collect() }
}

/// The probe itself failed before its first step; what it left behind stands in place of the
/// answer.
fn never_begun(place: &Place<'_>) -> Requirement {
    let (_, name_id, _) = role(place.endpoint);
    let (status, finding, owner) = unfinished(&place.endpoint.http);
    Requirement::new(name_id, status, finding)
        .of(target(place.endpoint))
        .owned_by(owner)
        .because(format!("{}/http", place.pointer))
}

fn one_hop(place: &Place<'_>, index: usize, hop: &Hop) -> Link {
    let pointer = format!("{}/hops/{index}", place.pointer);
    let (role, name_id, _) = role(place.endpoint);
    let (status, finding, owner) = reach::name(role, &hop.addresses, is_reached(hop));
    let resolves = Requirement::new(name_id, status, finding)
        .of(&hop.to.host)
        .owned_by(owner)
        .because(format!("{pointer}/addresses"));
    if status != Status::Met {
        // Where they were tried in vain, that is told once.
        return resolves.because_of(attempt_pointers(hop, &pointer)).into();
    }
    let mut requirements = vec![resolves];
    if hop.attempts.is_empty() {
        requirements.push(untried(place.endpoint, hop, &pointer));
    }
    let statuses: Vec<Status> = hop
        .attempts
        .iter()
        .map(|attempt| reach::port(role, attempt.address, &attempt.connect).0)
        .collect();
    let status = logic::any(statuses);
    requirements.extend(attempts(place, hop, status, &pointer));
    if status == Status::Unmet
        && let Some(finding) = reach::written_by_hand(role, &hop.addresses)
    {
        let advice = Requirement::new(name_id, Status::Unmet, finding).of(&hop.to.host);
        requirements.push(
            advice
                .owned_by(Owner::HostAdmin)
                .weighing(Weight::Advice)
                .because(format!("{pointer}/addresses")),
        );
    }
    Link { status, requirements }
}

fn attempt_pointers(hop: &Hop, pointer: &str) -> impl Iterator<Item = String> {
    (0..hop.attempts.len()).map(move |index| format!("{pointer}/attempts/{index}/connect"))
}

/// Whether a connection to the hop came about.
pub fn is_reached(hop: &Hop) -> bool {
    hop.attempts.iter().any(|attempt| attempt.connect.value().is_some())
}

/// The name has an address, and the run went no further.
fn untried(endpoint: &Endpoint, hop: &Hop, pointer: &str) -> Requirement {
    let (role, _, port_id) = role(endpoint);
    let (status, finding, owner) = reach::unfinished(role, "cut-short");
    Requirement::new(port_id, status, finding)
        .of(hop.to.to_string())
        .owned_by(owner)
        .because(format!("{pointer}/attempts"))
}

fn role(endpoint: &Endpoint) -> (Role, RequirementId, RequirementId) {
    match endpoint.route.proxies.as_slice() {
        [] => {
            (Role::Endpoint, RequirementId::OnlineNameResolves, RequirementId::OnlinePortReachable)
        }
        _ => (Role::Proxy, RequirementId::OnlineProxyResolves, RequirementId::OnlineProxyReachable),
    }
}

/// The attempts that say something: the good one, or all the bad ones. Where one address works, a
/// dead one beside it is advice, and a family that this host does not use is nothing.
fn attempts(place: &Place<'_>, hop: &Hop, status: Status, pointer: &str) -> Vec<Requirement> {
    let (role, _, port_id) = role(place.endpoint);
    let weight = if status == Status::Met { Weight::Advice } else { Weight::Needed };
    let judged = hop.attempts.iter().enumerate().map(|(index, attempt)| {
        let (fate, finding, owner) = judged_attempt(role, hop, attempt);
        let finding =
            if status == Status::Met { beside_a_live_one(role, attempt, finding) } else { finding };
        Requirement::new(port_id, fate, finding)
            .of(attempt_label(hop, attempt))
            .owned_by(owner)
            .weighing(if fate == Status::Met { Weight::Needed } else { weight })
            .because(format!("{pointer}/attempts/{index}/connect"))
    });
    judged.collect()
}

/// What is said of a dead address where another one of the same name works.
fn beside_a_live_one(role: Role, attempt: &ConnectAttempt, finding: Finding) -> Finding {
    match attempt.connect.failure() {
        Some(failure)
            if !failure.is_unfinished() && !matches!(finding, Finding::FamilyUnused { .. }) =>
        {
            Finding::PortDeadBesideLive { role: role.text(), how: id_of(&failure.kind) }
        }
        _ => finding,
    }
}

fn judged_attempt(role: Role, hop: &Hop, attempt: &ConnectAttempt) -> (Status, Finding, Owner) {
    let other_family =
        |other: &&ConnectAttempt| other.address.is_ipv4() != attempt.address.is_ipv4();
    let idle = reach::has_no_route(&attempt.connect)
        && hop
            .attempts
            .iter()
            .filter(other_family)
            .any(|other| !reach::has_no_route(&other.connect));
    if idle {
        let family = if attempt.address.is_ipv6() { "IPv6" } else { "IPv4" };
        let finding = Finding::FamilyUnused { role: role.text(), family: family.to_owned() };
        return (Status::NotApplicable, finding, Owner::Nobody);
    }
    let (status, finding, owner) = reach::port(role, attempt.address, &attempt.connect);
    // How long each connection took would tell apart lines that say the same.
    let finding = match finding {
        Finding::PortOpen { role, .. } => Finding::PortOpen { role, took: Millis(0) },
        other => other,
    };
    (status, finding, owner)
}

fn attempt_label(hop: &Hop, attempt: &ConnectAttempt) -> String {
    match hop.to.host.parse::<std::net::IpAddr>() {
        Ok(_) => attempt.address.to_string(),
        Err(_) => format!("{} ({})", hop.to, attempt.address.ip()),
    }
}

fn tunnel(place: &Place<'_>) -> Link {
    let judged = match &place.endpoint.tunnel {
        Observed::Answered { value, .. } => proxy_answer(value),
        Observed::Failed(failure) if !failure.is_unfinished() => {
            (Status::Unmet, tunnel_failure(failure), Owner::ProxyTeam)
        }
        cut => unfinished(cut),
    };
    admission(place, judged, "tunnel").into()
}

fn unfinished<T>(outcome: &Observed<T>) -> (Status, Finding, Owner) {
    reach::unfinished(Role::Endpoint, reach::why_cut(outcome))
}

/// Behind a proxy, whatever cuts a conversation short is first of all the proxy.
fn way_owner(endpoint: &Endpoint) -> Owner {
    if endpoint.route.proxies.is_empty() { Owner::NetworkTeam } else { Owner::ProxyTeam }
}

/// `host:port` of the endpoint's URL.
pub fn target(endpoint: &Endpoint) -> String {
    let (scheme, rest) = endpoint.url.split_once("://").unwrap_or(("https", &endpoint.url));
    let authority = rest.split('/').next().unwrap_or(rest);
    let has_port = authority.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    match (has_port, scheme) {
        (true, _) => authority.to_owned(),
        (false, "http") => format!("{authority}:80"),
        (false, _) => format!("{authority}:443"),
    }
}

/// What a proxy's status says (RFC 9110 §9.3.6, §15).
fn proxy_answer(reply: &HttpReply) -> (Status, Finding, Owner) {
    let status = u64::from(reply.status);
    let marks = reply.intermediaries.clone();
    let finding = match reply.status {
        200..=299 => return (Status::Met, Finding::ProxyAdmits {}, Owner::Nobody),
        407 => asks_password(&reply.auth_schemes),
        400..=499 => Finding::ProxyDenies { status, marks },
        500..=599 => Finding::ProxyCannotReach { status, marks },
        _ => Finding::ProxyUnexpectedStatus { status, marks },
    };
    (Status::Unmet, finding, Owner::ProxyTeam)
}

fn asks_password(schemes: &[String]) -> Finding {
    let offers = |names: &[&str]| {
        schemes.iter().any(|s| names.iter().any(|name| s.eq_ignore_ascii_case(name)))
    };
    let kind = if offers(&["Negotiate", "NTLM", "Kerberos"]) {
        "integrated"
    } else if offers(&["Basic", "Digest"]) {
        "password"
    } else {
        "unknown"
    };
    Finding::ProxyAsksPassword { kind: kind.to_owned(), schemes: schemes.to_vec() }
}

fn tunnel_failure(failure: &Failure) -> Finding {
    match failure.kind {
        FailureKind::TimedOut => {
            Finding::ProxySilent { waited: Millis::waited_us(failure.elapsed_us) }
        }
        FailureKind::NotThisProtocol | FailureKind::Malformed | FailureKind::TooLarge => {
            Finding::ProxyNotHttp {}
        }
        kind => Finding::ProxyHangsUp { how: cut_off(kind) },
    }
}

fn cut_off(kind: FailureKind) -> String {
    match kind {
        FailureKind::Closed => "closed",
        FailureKind::Reset => "reset",
        _ => "other",
    }
    .to_owned()
}

fn tls(place: &Place<'_>) -> Link {
    let (status, finding, owner) = match &place.endpoint.tls {
        Observed::Answered { value, .. } => {
            (Status::Met, Finding::TlsCompleted { version: value.version.clone() }, Owner::Nobody)
        }
        Observed::Failed(failure) if !failure.is_unfinished() => {
            (Status::Unmet, tls_failure(failure), way_owner(place.endpoint))
        }
        cut => unfinished(cut),
    };
    Requirement::new(RequirementId::OnlineTlsCompletes, status, finding)
        .of(target(place.endpoint))
        .owned_by(owner)
        .because(format!("{}/tls", place.pointer))
        .into()
}

fn tls_failure(failure: &Failure) -> Finding {
    let detail = failure.detail.clone().unwrap_or_default();
    match failure.kind {
        FailureKind::TimedOut => {
            Finding::TlsSilent { waited: Millis::waited_us(failure.elapsed_us) }
        }
        FailureKind::TlsAlert => Finding::TlsAlerted { alert: detail },
        FailureKind::TlsIncompatible => Finding::TlsIncompatible { detail },
        FailureKind::NotThisProtocol => Finding::TlsNotSpoken { detail },
        FailureKind::Malformed | FailureKind::TooLarge => Finding::TlsGarbled { detail },
        kind => Finding::TlsCutOff { how: cut_off(kind) },
    }
}

fn certificates(place: &Place<'_>) -> Link {
    let Some(facts) = place.endpoint.tls.value() else {
        return Link { status: Status::Unknown, requirements: Vec::new() };
    };
    let requirements: Vec<Requirement> = certificate::judge(facts, place.clocks)
        .into_iter()
        .map(|requirement| {
            requirement.of(target(place.endpoint)).because(format!("{}/tls", place.pointer))
        })
        .collect();
    // A chain that this system trusts is degraded at the worst: the handshake passes.
    let decisive = requirements.iter().filter(|requirement| requirement.weight == Weight::Needed);
    Link { status: logic::all(decisive.map(|requirement| requirement.status)), requirements }
}

fn answer(place: &Place<'_>) -> Link {
    let endpoint = place.endpoint;
    let is_forwarded = !endpoint.route.proxies.is_empty() && endpoint.url.starts_with("http:");
    let judged = match &endpoint.http {
        Observed::Answered { value, .. } if is_forwarded && is_the_proxys_own(value) => {
            return admission(place, proxy_answer(value), "http").into();
        }
        Observed::Answered { value, .. } => served(endpoint, value),
        Observed::Failed(failure) if failure.is_unfinished() => unfinished(&endpoint.http),
        Observed::Failed(failure) if is_forwarded => {
            return admission(
                place,
                (Status::Unmet, tunnel_failure(failure), Owner::ProxyTeam),
                "http",
            )
            .into();
        }
        Observed::Failed(failure) => (Status::Unmet, http_failure(failure), way_owner(endpoint)),
        Observed::NotAsked { .. } => unfinished(&endpoint.http),
    };
    let (status, finding, owner) = judged;
    Requirement::new(RequirementId::OnlineHttpAnswers, status, finding)
        .of(&endpoint.url)
        .owned_by(owner)
        .because(format!("{}/http", place.pointer))
        .into()
}

/// The proxy lets this host through to the endpoint, by its word in the evidence's field `said_in`.
fn admission(place: &Place<'_>, judged: (Status, Finding, Owner), said_in: &str) -> Requirement {
    let (status, finding, owner) = judged;
    Requirement::new(RequirementId::OnlineProxyAdmitsHost, status, finding)
        .of(target(place.endpoint))
        .owned_by(owner)
        .because(format!("{}/{said_in}", place.pointer))
}

/// A refusal that the proxy makes itself rather than hands on.
fn is_the_proxys_own(reply: &HttpReply) -> bool {
    reply.status == 407
        || (reply.status >= 400
            && reply.intermediaries.iter().any(|mark| mark.starts_with("x-squid-error")))
        || matches!(reply.status, 502..=504)
}

/// A service answers as it likes to a request for `/`; a file is there or it is not.
fn served(endpoint: &Endpoint, reply: &HttpReply) -> (Status, Finding, Owner) {
    let wants_a_file = endpoint.url.splitn(4, '/').nth(3).is_some_and(|path| !path.is_empty());
    let status = u64::from(reply.status);
    if wants_a_file && !(200..400).contains(&reply.status) {
        let finding = Finding::HttpUnexpectedStatus { status, marks: reply.intermediaries.clone() };
        return (Status::Unmet, finding, way_owner(endpoint));
    }
    (Status::Met, Finding::HttpAnswered { status }, Owner::Nobody)
}

fn http_failure(failure: &Failure) -> Finding {
    match failure.kind {
        FailureKind::TimedOut => {
            Finding::HttpSilent { waited: Millis::waited_us(failure.elapsed_us) }
        }
        FailureKind::NotThisProtocol | FailureKind::Malformed | FailureKind::TooLarge => {
            Finding::HttpNotSpoken { detail: failure.detail.clone().unwrap_or_default() }
        }
        kind => Finding::HttpCutOff { how: cut_off(kind) },
    }
}
