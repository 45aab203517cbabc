//! What captures tell of KMS, where none tells of the licence.

use std::net::SocketAddr;

use actprobe_probes::evidence::{
    Channel, Connected, Evidence, FailureKind, KmsEndpoint, KmsTarget, LicensingEvent, Observed,
    OtherLicence, SrvQuestion, event_id, same_computer,
};

use crate::advice::answer::says::{Answering, Detail, NotOpened, Reason};
use crate::catalogue::clouds::owner_of;
use crate::verdict::finding::{Day, Finding, HexCode, Maybe, YesNo};
use crate::verdict::{Standing, Verdict, place};

/// The KMS host's own log, then the ports that somebody tried, then what DNS said.
pub fn of(evidence: &Evidence, verdict: &Verdict) -> Option<Detail> {
    let says = host_counted(evidence)
        .or_else(|| record_not_published(evidence))
        .or_else(|| request_served(evidence))
        .or_else(|| record_published(evidence))
        .or_else(|| opens_for_some(verdict))
        .or_else(|| some_open(evidence, verdict))
        .or_else(|| port_tried(evidence))
        .or_else(|| unresolved(evidence))
        .or_else(|| published(evidence))
        .or_else(|| listens(evidence))
        .or_else(|| is_stopped(evidence))
        .or_else(|| listens_not(evidence));
    match says {
        Some(says) => Some(Detail::alone(says)),
        None => unseen(evidence, verdict),
    }
}

/// A KMS host's own word that its service listens.
fn listens(evidence: &Evidence) -> Option<Answering> {
    let windows = evidence.host.windows.value()?;
    windows.listens_for_kms.filter(|listens| *listens)?;
    let rule = YesNo(windows.kms_rule_is_on == Some(true));
    Some(Answering::ListensForKms { host: evidence.host.meant_name().into(), rule })
}

/// Its own word that nobody does.
fn listens_not(evidence: &Evidence) -> Option<Answering> {
    let listens = evidence.host.windows.value()?.listens_for_kms?;
    (!listens).then(|| Answering::ListensNotForKms { host: evidence.host.meant_name().into() })
}

/// A machine's own word that its service does not run.
fn is_stopped(evidence: &Evidence) -> Option<Answering> {
    let windows = evidence.host.windows.value()?;
    windows.licensing_service_stopped.filter(|stopped| *stopped)?;
    Some(Answering::ServiceStopped { host: evidence.host.meant_name().into() })
}

/// Whether another capture says that it listens itself.
fn is_listening(evidence: &Evidence, target: &KmsTarget) -> bool {
    let is_its = |other: &&OtherLicence| same_computer(&other.computer, &target.host) == Some(true);
    let mut others = evidence.licensing.others.iter().filter(is_its);
    others.any(|other| other.listens_for_kms == Some(true))
}

/// The service of a KMS host, without the product that tells whether it is activated.
fn host_counted(evidence: &Evidence) -> Option<Answering> {
    let count = evidence.licensing.windows.value()?.kms_host.as_ref()?.current?;
    Some(Answering::HostCounted { host: evidence.host.meant_name().into(), count })
}

/// Event 12293, where the record was not published since.
fn record_not_published(evidence: &Evidence) -> Option<Answering> {
    let event = newest(evidence, event_id::PUBLISH_FAILED)?;
    let since = newest(evidence, event_id::PUBLISHED).is_some_and(|later| later.at >= event.at);
    if since {
        return None;
    }
    Some(Answering::RecordNotPublished {
        host: event.computer.as_str().into(),
        day: event.at.map(Day).into(),
        code: event.code.map(HexCode).into(),
    })
}

/// Event 12294: the newest.
fn record_published(evidence: &Evidence) -> Option<Answering> {
    let event = newest(evidence, event_id::PUBLISHED)?;
    let (host, day) = (event.computer.as_str().into(), event.at.map(Day).into());
    Some(Answering::RecordPublished { host, day })
}

/// Event 12290: the newest.
fn request_served(evidence: &Evidence) -> Option<Answering> {
    let event = newest(evidence, event_id::KMS_SERVED)?;
    // Another day is one of another clock, or of a night between two zones.
    let is_far = |asked: &jiff::Timestamp| {
        event.at.is_some_and(|at| at.duration_since(*asked).abs().as_hours() >= A_DAY)
    };
    Some(Answering::RequestServed {
        asked: event.request_at.filter(is_far).map(Day).into(),
        host: event.computer.as_str().into(),
        client: event.client.clone().into(),
        day: event.at.map(Day).into(),
        code: event.code.filter(|code| *code != 0).map(HexCode).into(),
    })
}

/// In hours.
const A_DAY: i64 = 24;

fn newest(evidence: &Evidence, id: u32) -> Option<&LicensingEvent> {
    place::events(evidence).map(|event| event.value()).find(|event| event.id == id)
}

/// The same port that did both.
fn opens_for_some(verdict: &Verdict) -> Option<Answering> {
    let kms = verdict.channels.iter().find(|channel| channel.channel == Channel::Kms)?;
    kms.requirements.iter().find_map(|requirement| {
        let server = requirement.subjects.first()?.to_string();
        match requirement.finding.clone() {
            Finding::PortOpensForSome { opens, fails } => {
                Some(Answering::PortOpensForSome { server, opens, fails })
            }
            Finding::PortOpensAtTimes {} => Some(Answering::PortOpensAtTimes { server }),
            _ => None,
        }
    })
}

/// One KMS host that can be reached is enough: a client whose draw fails goes on to the next
/// (Microsoft Learn, "KMS activation timing and discovery").
pub fn some_open(evidence: &Evidence, verdict: &Verdict) -> Option<Answering> {
    let targets = evidence.kms.targets.iter().filter(|target| is_tried(target));
    let (open, failed): (Vec<_>, Vec<_>) = targets.partition(|target| is_open(target));
    let published = YesNo(open.iter().chain(&failed).all(|target| target.is_published()));
    let opens: Vec<String> = open.into_iter().map(with_address).collect();
    let fails: Vec<String> = failed.into_iter().map(with_address).collect();
    let is_told = evidence.asked.offline && !opens.is_empty() && !fails.is_empty();
    let kms = verdict.channels.iter().find(|channel| channel.channel == Channel::Kms);
    let seen = kms.map(|kms| &kms.headline.finding);
    let served = YesNo(matches!(seen, Some(Finding::KmsSeenServing { .. })));
    is_told.then_some(Answering::SomePortsOpen { opens, fails, published, served })
}

/// Or its name led nowhere, so that nobody could.
fn is_tried(target: &KmsTarget) -> bool {
    let is_nowhere = target.addresses.ipv4.failure().is_some() && target.endpoints.is_empty();
    is_nowhere || !target.endpoints.is_empty() || !target.by_name.is_unplanned()
}

fn is_open(target: &KmsTarget) -> bool {
    target.is_reached() || target.by_name.value().is_some()
}

/// `kms01.corp.test:1688 (192.0.2.11)`.
fn with_address(target: &KmsTarget) -> String {
    match target.endpoints.first().map(|endpoint| endpoint.address.ip().to_string()) {
        Some(address) if address != target.host => format!("{} ({address})", target.label()),
        Some(_) | None => target.label(),
    }
}

/// A port that did not open says more than one that did.
fn port_tried(evidence: &Evidence) -> Option<Answering> {
    let targets = || evidence.kms.targets.iter();
    let tried = || targets().flat_map(|t| t.endpoints.iter().map(move |e| (t, e)));
    let closed = || {
        tried().find_map(|(target, endpoint)| {
            closed_here(target, endpoint, is_listening(evidence, target))
        })
    };
    let closed_by_name = || targets().find_map(|t| closed_by_name(&t.label(), &t.by_name));
    let opened_by_name = || {
        let target = targets().find(|target| target.by_name.value().is_some())?;
        let (address, from) = (Maybe(None), Maybe(None));
        Some(Answering::PortOpened { server: target.label(), address, from })
    };
    closed()
        .or_else(closed_by_name)
        .or_else(|| tried().find_map(|(target, endpoint)| opened(target, endpoint)))
        .or_else(opened_by_name)
}

/// The same where the tool told no address.
pub fn closed_by_name(server: &str, connect: &Observed<Connected>) -> Option<Answering> {
    let Observed::Failed(failure) = connect else { return None };
    let how = match how(failure.kind) {
        NotOpened::Untold => NotOpened::UntoldByName,
        told => told,
    };
    let (address, from) = (Maybe(None), Maybe(None));
    let host = server.rsplit_once(':').map_or(server, |(host, _)| host);
    let cloud = owner_of(host).into();
    Some(Answering::PortClosed { server: server.to_owned(), address, from, how, cloud })
}

fn closed_here(
    target: &KmsTarget,
    endpoint: &KmsEndpoint,
    is_listening: bool,
) -> Option<Answering> {
    let said = closed(&target.host, endpoint.address, &endpoint.connect)?;
    let is_known_more = endpoint.answers_ping || is_listening;
    let known = if is_listening { NotOpened::Listening } else { NotOpened::HostUp };
    Some(match said {
        Answering::PortClosed { server, address, from, how, cloud } if is_known_more => {
            let is_open_question = matches!(how, NotOpened::Untold | NotOpened::Silent);
            let how = if is_open_question { known } else { how };
            Answering::PortClosed { server, address, from, how, cloud }
        }
        said => said,
    })
}

/// A port of any host that did not let itself be connected to.
pub fn closed(host: &str, address: SocketAddr, connect: &Observed<Connected>) -> Option<Answering> {
    let Observed::Failed(failure) = connect else { return None };
    let from = failure.flow.as_ref().and_then(|flow| flow.from.as_ref());
    Some(Answering::PortClosed {
        server: host.to_owned(),
        address: Some(address.to_string()).into(),
        from: from.map(|end| end.address.to_string()).into(),
        how: how(failure.kind),
        cloud: owner_of(host).into(),
    })
}

fn how(kind: FailureKind) -> NotOpened {
    match kind {
        FailureKind::Refused => NotOpened::Refused,
        FailureKind::TimedOut => NotOpened::Silent,
        FailureKind::Lost
        | FailureKind::Untold
        | FailureKind::Reset
        | FailureKind::Closed
        | FailureKind::HostUnreachable
        | FailureKind::Unreachable
        | FailureKind::GatewayUnreachable
        | FailureKind::TimeExceeded
        | FailureKind::NetUnreachable
        | FailureKind::NoRoute
        | FailureKind::AdminProhibited
        | FailureKind::BlockedLocally
        | FailureKind::NameNotFound
        | FailureKind::NoData
        | FailureKind::ServerFailure
        | FailureKind::QueryRefused
        | FailureKind::NoServer
        | FailureKind::NotThisProtocol
        | FailureKind::Malformed
        | FailureKind::TooLarge
        | FailureKind::TlsAlert
        | FailureKind::TlsIncompatible
        | FailureKind::Untrusted
        | FailureKind::RevocationUnknown
        | FailureKind::OutOfDate
        | FailureKind::WrongName
        | FailureKind::KissOfDeath
        | FailureKind::Unreadable
        | FailureKind::Interrupted
        | FailureKind::Deadline
        | FailureKind::Internal
        | FailureKind::Other => NotOpened::Untold,
    }
}

fn opened(target: &KmsTarget, endpoint: &KmsEndpoint) -> Option<Answering> {
    let server = target.host.clone();
    let from = from(endpoint.connect.value()?);
    let address = Some(endpoint.address.to_string()).into();
    Some(Answering::PortOpened { server, address, from })
}

/// The address that a connection came about from; empty where the tool does not tell.
pub fn from(connected: &Connected) -> Maybe<String> {
    let from = connected.local.ip();
    (!from.is_unspecified()).then(|| from.to_string()).into()
}

fn unresolved(evidence: &Evidence) -> Option<Answering> {
    let is_nowhere = |target: &&KmsTarget| matches!(target.addresses.ipv4, Observed::Failed(_));
    let target = evidence.kms.targets.iter().find(is_nowhere)?;
    let failure = target.addresses.ipv4.failure()?;
    let missing = YesNo(failure.kind == FailureKind::NameNotFound);
    Some(Answering::NameUnresolved { server: target.host.clone(), missing })
}

/// The hosts that DNS names, of the first question that it answered with any.
fn published(evidence: &Evidence) -> Option<Answering> {
    let told = evidence.lookup_domain();
    let is_asked = |question: &&SrvQuestion| told.is_none_or(|domain| question.is_in(domain));
    evidence.kms.questions.iter().filter(is_asked).find_map(|question| {
        let hosts = hosts(question);
        let name = question.name.clone();
        (!hosts.is_empty()).then_some(Answering::HostsPublished { name, hosts })
    })
}

fn hosts(question: &SrvQuestion) -> Vec<String> {
    let replies = question.answers.iter().filter_map(|answer| answer.srv.value());
    let records = replies.flat_map(|reply| &reply.records).filter(|record| record.is_offered());
    records.map(|record| format!("{}:{}", record.target, record.port)).collect()
}

/// What is known of KMS, and does not tell whether it works.
fn unseen(evidence: &Evidence, verdict: &Verdict) -> Option<Detail> {
    let is_told = !evidence.kms.questions.is_empty()
        || !evidence.kms.targets.is_empty()
        || !evidence.host.silent_dns.is_empty()
        || evidence.lookup_domain().is_some();
    let is_kms = |channel: &&crate::verdict::ChannelVerdict| {
        channel.channel == Channel::Kms && channel.standing == Standing::Unknown
    };
    let kms = verdict.channels.iter().find(is_kms).filter(|_| is_told)?;
    let named =
        evidence.kms.targets.iter().map(|target| format!("{}:{}", target.host, target.port));
    let hosts: Vec<String> = named.collect();
    let looks_elsewhere = matches!(kms.headline.finding, Finding::SrvLookupDomainNotAsked { .. });
    if !hosts.is_empty() && !looks_elsewhere {
        return Some(Detail::alone(Answering::HostsNamed { hosts }));
    }
    let says = Answering::KmsUnseen {};
    Some(Detail { says, because: Some(Reason::Seen(kms.headline.clone())) })
}
