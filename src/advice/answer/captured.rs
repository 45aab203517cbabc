//! What is answered where nothing but captures was given, and none of them tells of the licence.

mod kms;

use actprobe_probes::evidence::{
    CaptureKind, Channel, ClockSource, Endpoint, Evidence, FailureKind, Hop, Import, Membership,
    Observed, ProxyServer, ProxySettings, ProxySource, Resync, Used, WindowsFacts, server_label,
};

use super::says::{Answering, Detail, Reason, TimeSource, TlsEnd};
use super::ways;
use crate::verdict::finding::{Maybe, NotSet, ToolDistrust, YesNo};
use crate::verdict::reach::{Broken, broken};
use crate::verdict::{ChannelVerdict, RequirementId, Standing, Verdict, Ways, asked_proxy};

/// The one thing that such captures tell; nothing where they tell whether a way is open. What is
/// wrong counts before what is right, and what a way stands on before what tells of the host.
pub fn of(evidence: &Evidence, verdict: &Verdict) -> Option<Detail> {
    let standing = Ways::of(&verdict.channels, evidence).standing();
    let is_shut = matches!(standing, Standing::Unknown | Standing::Blocked);
    if !evidence.asked.offline || !is_shut {
        return None;
    }
    member_refused(evidence)
        .or_else(|| no_controller(evidence))
        .map(Detail::alone)
        .or_else(|| blocked(verdict))
        .or_else(|| kms::of(evidence, verdict))
        .or_else(|| {
            let says = endpoint(evidence)
                .or_else(|| clock_not_set(evidence))
                .or_else(|| unsynchronised(evidence))
                .or_else(|| clock(evidence))
                .or_else(|| synchronised(evidence))
                .or_else(|| clock_set(evidence))
                .or_else(|| clock_set_by(evidence))
                .or_else(|| clock_silent(evidence))
                .or_else(|| proxy(evidence))
                .or_else(|| controller(evidence))
                .or_else(|| domain_unread(evidence))
                .or_else(|| dns(evidence))
                .or_else(|| system(evidence))
                .or_else(|| nothing(evidence))?;
            Some(Detail::alone(says))
        })
}

/// Of several KMS hosts that somebody tried, which ones can be reached.
pub fn some_hosts_reached(evidence: &Evidence, verdict: &Verdict) -> Option<Detail> {
    kms::some_open(evidence, verdict).map(Detail::alone)
}

/// A way that cannot work by what the captures tell.
fn blocked(verdict: &Verdict) -> Option<Detail> {
    let is_blocked = |channel: &&ChannelVerdict| channel.standing == Standing::Blocked;
    let blocked: Vec<_> = verdict.channels.iter().filter(is_blocked).collect();
    let first = blocked.first()?;
    let same = blocked.iter().filter(|other| other.headline == first.headline).copied();
    let says = Answering::WaysBlocked { channels: ways::names(&same.collect::<Vec<_>>()) };
    Some(Detail { says, because: Some(Reason::Seen(first.headline.clone())) })
}

/// The way to one of Microsoft's endpoints, as somebody tried it: what came last says most.
fn endpoint(evidence: &Evidence) -> Option<Answering> {
    let endpoints = || evidence.online.endpoints.iter();
    endpoints()
        .find_map(tls)
        .or_else(|| endpoints().find_map(tunnel))
        .or_else(|| first_hop(evidence))
}

/// A handshake that a tool did not complete.
fn tls(endpoint: &Endpoint) -> Option<Answering> {
    let Observed::Failed(failure) = &endpoint.tls else { return None };
    let proxy = asked_proxy(endpoint).map(ToString::to_string).into();
    let how = match tls_end(broken(failure.kind)) {
        TlsEnd::Untrusted if failure.is_by_windows() => TlsEnd::UntrustedByWindows,
        how => how,
    };
    Some(Answering::EndpointTlsFailed { server: host_of(endpoint), proxy, how })
}

fn tls_end(broken: Broken) -> TlsEnd {
    match broken {
        Broken::Distrusted(ToolDistrust::Roots) => TlsEnd::Untrusted,
        Broken::Distrusted(ToolDistrust::Revocation) => TlsEnd::Revocation,
        Broken::Distrusted(ToolDistrust::OutOfDate) => TlsEnd::OutOfDate,
        Broken::Distrusted(ToolDistrust::WrongName) => TlsEnd::WrongName,
        Broken::Silent | Broken::Closed | Broken::Reset => TlsEnd::CutOff,
        Broken::NotSpoken => TlsEnd::NoTls,
        Broken::Garbled | Broken::Alert | Broken::Incompatible | Broken::Otherwise => TlsEnd::Other,
    }
}

/// What a proxy answered to a tool that asked for an endpoint.
fn tunnel(endpoint: &Endpoint) -> Option<Answering> {
    let proxy = asked_proxy(endpoint)?.to_string();
    let (status, server) = (endpoint.tunnel.value()?.status, host_of(endpoint));
    Some(match (200..300).contains(&status) {
        true => Answering::ProxyAdmitted { proxy, server },
        false => Answering::ProxyRefused { proxy, server, status: status.into() },
    })
}

fn host_of(endpoint: &Endpoint) -> String {
    let (_, rest) = endpoint.url.split_once("://").unwrap_or_default();
    rest.split('/').next().unwrap_or_default().to_owned()
}

/// A server that is silent says nothing of the name.
fn nowhere(hop: &Hop) -> Answering {
    let server = hop.to.host.clone();
    let failure = hop.addresses.ipv4.failure();
    let silent = failure.filter(|failure| failure.kind == FailureKind::TimedOut);
    match silent.and_then(|failure| failure.reporter.clone()) {
        Some(by) => Answering::EndpointUnanswered { server, by },
        None => Answering::EndpointUnresolved { server },
    }
}

fn first_hop(evidence: &Evidence) -> Option<Answering> {
    let hops = || evidence.online.endpoints.iter().flat_map(|endpoint| &endpoint.hops);
    let by_name = || hops().find_map(|h| kms::closed_by_name(&h.to.to_string(), &h.by_name));
    let opened_by_name = || {
        let hop = hops().find(|hop| hop.by_name.value().is_some())?;
        let (address, from) = (Maybe(None), Maybe(None));
        Some(Answering::EndpointOpened { server: hop.to.to_string(), address, from })
    };
    let tried = || hops().flat_map(|hop| hop.attempts.iter().map(move |tried| (hop, tried)));
    let closed = tried().find_map(|(hop, t)| kms::closed(&hop.to.host, t.address, &t.connect));
    let unresolved = || {
        let hop = hops().find(|hop| matches!(hop.addresses.ipv4, Observed::Failed(_)))?;
        Some(nowhere(hop))
    };
    let opened = || {
        tried().find_map(|(hop, tried)| {
            let (server, address) = (hop.to.host.clone(), Some(tried.address.to_string()).into());
            let from = kms::from(tried.connect.value()?);
            Some(Answering::EndpointOpened { server, address, from })
        })
    };
    closed.or_else(by_name).or_else(unresolved).or_else(opened).or_else(opened_by_name)
}

/// The time service follows no other clock.
fn unsynchronised(evidence: &Evidence) -> Option<Answering> {
    let service = evidence.host.windows.value()?.time_service.as_ref()?;
    let is_alone = service.synchronised == Some(false);
    is_alone.then(|| Answering::ClockFollowsNone { host: evidence.host.meant_name().into() })
}

/// The time service was told to set the clock.
fn clock_not_set(evidence: &Evidence) -> Option<Answering> {
    let why = NotSet::of(resync(evidence)?)?;
    Some(Answering::ClockNotSet { host: evidence.host.meant_name().into(), why })
}

fn clock_set(evidence: &Evidence) -> Option<Answering> {
    let is_done = resync(evidence)? == Resync::Done;
    is_done.then(|| Answering::ClockSet { host: evidence.host.meant_name().into() })
}

/// By what a capture says that it is set; whether it follows that is another matter.
fn clock_set_by(evidence: &Evidence) -> Option<Answering> {
    let is_configured = |import: &Import| import.kind == Some(CaptureKind::W32tmConfiguration);
    let service = evidence.host.windows.value()?.time_service.as_ref()?;
    let source = match service.kind.as_str() {
        "NT5DS" => TimeSource::Domain,
        "NTP" => TimeSource::Servers,
        "AllSync" => TimeSource::Both,
        "NoSync" => TimeSource::Nothing,
        _ => return None,
    };
    let (host, servers) = (evidence.host.meant_name().into(), service.servers.clone());
    let is_told = evidence.imports.iter().any(is_configured);
    is_told.then_some(Answering::ClockSetBy { host, source, servers })
}

fn resync(evidence: &Evidence) -> Option<Resync> {
    evidence.host.windows.value()?.time_service.as_ref()?.resync
}

fn clock_silent(evidence: &Evidence) -> Option<Answering> {
    let is_silent = |source: &&ClockSource| match &source.sample {
        Observed::Failed(failure) => failure.kind == FailureKind::TimedOut,
        Observed::Answered { .. } | Observed::NotAsked { .. } => false,
    };
    let source = evidence.clock.sources.iter().find(is_silent)?;
    Some(Answering::ClockSilent { server: source.server.clone() })
}

fn synchronised(evidence: &Evidence) -> Option<Answering> {
    let service = evidence.host.windows.value()?.time_service.as_ref()?;
    let server = service.servers.first().filter(|_| service.synchronised == Some(true))?.clone();
    Some(Answering::ClockFollows { host: evidence.host.meant_name().into(), server })
}

/// What the first clock that was asked says of this one.
fn clock(evidence: &Evidence) -> Option<Answering> {
    let mut asked = evidence.clock.sources.iter();
    let (server, sample) =
        asked.find_map(|source| Some((&source.server, source.sample.value()?)))?;
    let seconds = sample.offset_us.unsigned_abs() / MICROSECONDS;
    Some(Answering::ClockCompared {
        host: evidence.host.meant_name().into(),
        server: server.clone(),
        seconds,
    })
}

const MICROSECONDS: u64 = 1_000_000;

fn controller(evidence: &Evidence) -> Option<Answering> {
    let directory = &evidence.directory;
    let found = directory.controllers.first().map(|found| &found.host);
    let channel = directory.secure_channel.as_ref().filter(|channel| channel.error.is_none());
    let controller = found.or(channel.and_then(|channel| channel.controller.as_ref()))?.clone();
    let domain = directory.domain.clone().into();
    Some(Answering::ControllerLocated { controller, domain })
}

/// The domain does not take this Windows for its member.
fn member_refused(evidence: &Evidence) -> Option<Answering> {
    let directory = &evidence.directory;
    let channel = directory.secure_channel.as_ref().filter(|channel| channel.is_refused())?;
    let (domain, error) = (directory.domain.clone().into(), channel.error.as_ref()?.to_string());
    Some(Answering::MemberRefused { domain, error })
}

/// Another error of nltest: the question itself failed.
fn domain_unread(evidence: &Evidence) -> Option<Answering> {
    let directory = &evidence.directory;
    let of_channel = directory.secure_channel.as_ref().and_then(|channel| channel.error.as_ref());
    let error = directory.locator_error.as_ref().or(of_channel)?;
    let (domain, denied) = (directory.domain.clone().into(), YesNo(error.code == ACCESS_DENIED));
    Some(Answering::DomainUnread { domain, error: error.to_string(), denied })
}

/// A summary of the system, or its edition.
fn system(evidence: &Evidence) -> Option<Answering> {
    let windows = evidence.host.windows.value()?;
    let product = windows.product.as_ref()?;
    let name = [&product.name, &product.edition_id].into_iter().find(|name| !name.is_empty())?;
    Some(Answering::SystemIs {
        host: evidence.host.meant_name().into(),
        name: name.clone(),
        build: product.build.map(u64::from).into(),
        domain: domain_of(windows).into(),
    })
}

fn domain_of(windows: &WindowsFacts) -> Option<String> {
    match windows.membership.as_ref()? {
        Membership::Domain { domain, .. } => Some(domain.clone()),
        Membership::Workgroup | Membership::Entra => None,
    }
}

fn no_controller(evidence: &Evidence) -> Option<Answering> {
    let directory = &evidence.directory;
    let of_channel = directory.secure_channel.as_ref().and_then(|channel| channel.error.as_ref());
    let mut errors = directory.locator_error.iter().chain(of_channel);
    let error = errors.find(|error| error.tells_of_none())?;
    let domain = directory.domain.clone().into();
    Some(Answering::NoControllerLocated { domain, error: error.to_string() })
}

/// `ERROR_ACCESS_DENIED`.
const ACCESS_DENIED: u32 = 5;

fn proxy(evidence: &Evidence) -> Option<Answering> {
    let is_captured = matches!(evidence.proxy.source, ProxySource::File { .. });
    let settings = evidence.proxy.settings.value().filter(|_| is_captured)?;
    let host = || evidence.host.meant_name().into();
    let usable = servers(settings, ProxyServer::serves_http);
    let socks = servers(settings, is_socks);
    if !usable.is_empty() {
        let bypass = settings.bypass.clone();
        Some(Answering::ProxyOfServices { host: host(), servers: usable, bypass })
    } else if !socks.is_empty() {
        Some(Answering::SocksAlone { host: host(), servers: socks })
    } else if is_direct(settings) {
        Some(Answering::NoProxy { host: host() })
    } else {
        None
    }
}

/// The way of services that ends at their proxy, where somebody tried that.
pub fn proxy_shut(evidence: &Evidence, verdict: &Verdict) -> Option<Detail> {
    let is_online = |channel: &&ChannelVerdict| {
        channel.channel == Channel::Online && channel.standing == Standing::Blocked
    };
    let online = verdict.channels.iter().find(is_online).filter(|_| evidence.asked.offline)?;
    let is_of_proxy =
        |id| matches!(id, RequirementId::OnlineProxyResolves | RequirementId::OnlineProxyReachable);
    let cause = online.root_causes().find(|cause| is_of_proxy(cause.id))?;
    let missing = YesNo(cause.id == RequirementId::OnlineProxyResolves);
    let proxies = evidence.online.endpoints.iter().flat_map(|endpoint| &endpoint.route.proxies);
    let server = proxies.map(ToString::to_string).next()?;
    Some(Detail::alone(Answering::ProxyShut { server, missing }))
}

/// The servers and suffixes that a capture tells: an export of the registry tells more.
fn dns(evidence: &Evidence) -> Option<Answering> {
    let is_used =
        |import: &Import| import.kind == Some(CaptureKind::Ipconfig) && import.used == Used::Yes;
    let client = evidence.host.dns.value().filter(|_| evidence.imports.iter().any(is_used))?;
    let servers = client.servers.iter().map(|server| server_label(server.address)).collect();
    let suffixes = client.suffixes.iter().map(|suffix| suffix.name.clone()).collect();
    let (host, untold) = (evidence.host.meant_name().into(), YesNo(client.suffixes_untold));
    Some(Answering::DnsClient { host, servers, suffixes, untold })
}

fn servers(settings: &ProxySettings, is_meant: fn(&ProxyServer) -> bool) -> Vec<String> {
    let meant = settings.servers.iter().filter(|server| is_meant(server));
    meant.map(|server| server.address.to_string()).collect()
}

/// `WinHTTP` speaks no SOCKS: an entry for it serves no URL.
fn is_socks(server: &ProxyServer) -> bool {
    server.scheme.as_ref().is_some_and(|scheme| scheme.to_ascii_lowercase().starts_with("socks"))
}

fn is_direct(settings: &ProxySettings) -> bool {
    settings.servers.is_empty()
        && settings.not_understood.is_empty()
        && settings.auto_config_url.is_none()
        && !settings.auto_detect
}

/// All of them are known, and none has anything that counts here.
fn nothing(evidence: &Evidence) -> Option<Answering> {
    let imports = &evidence.imports;
    let is_idle = |import: &Import| import.kind.is_some() && import.used == Used::Nothing;
    let files = || {
        let mut files: Vec<String> = imports.iter().map(|import| import.file.clone()).collect();
        files.dedup();
        files
    };
    let is_all = !imports.is_empty() && imports.iter().all(is_idle);
    is_all.then(|| Answering::NothingCounts { files: files() })
}
