//! The things of one report that are worth comparing, by name, without the times, the order and the
//! ports of the moment.

mod directory;
mod kms;

use std::net::SocketAddr;

use actprobe_probes::evidence::{
    DnsClient, Endpoint, Evidence, Id, KvpFacts, LicenceFacts, LicenceStatus, LicensingEvidence,
    Membership, Observed, Origin, ProxySettings, RouteReason, WindowsFacts,
};

use super::knowledge::{Knowledge, value_of};
use super::thing::{Thing, Value};
use super::values::{Facts, Items};
use crate::verdict::finding::OffsetMs;
use crate::verdict::logic::Status;
use crate::verdict::{Finding, Requirement, RequirementId, Verdict};

/// What one report tells.
pub fn known(evidence: &Evidence, verdict: &Verdict) -> Facts {
    let mut facts = Facts::new();
    host(evidence, &mut facts);
    one(
        &mut facts,
        Thing::ClockOffset,
        clock_offset(verdict).map(|offset| Some(Value::Offset(offset))),
    );
    kms::discovered(&evidence.kms, &mut facts);
    facts.insert((Thing::KmsTarget, String::new()), kms::targets(&evidence.kms));
    kms::targets_by_hand(&evidence.kms, &mut facts);
    proxy(&evidence.proxy.settings, &mut facts);
    evidence.online.endpoints.iter().for_each(|at| endpoint(at, &mut facts));
    directory::controllers(&evidence.directory, &mut facts);
    directory::objects(&evidence.directory, &mut facts);
    licence(&evidence.licensing, &mut facts);
    facts
}

/// A thing of which there is but one.
fn one(facts: &mut Facts, thing: Thing, value: Result<Option<Value>, Knowledge>) {
    facts.insert((thing, String::new()), value.map(Items::one));
}

fn text(value: &str) -> Option<Value> {
    Some(value).filter(|value| !value.is_empty()).map(|value| Value::Text(value.to_owned()))
}

/// DNS names and host names are the same in either case (RFC 4343).
fn name(value: &str) -> Option<Value> {
    text(&value.to_ascii_lowercase())
}

fn set(values: impl IntoIterator<Item = String>) -> Option<Value> {
    Some(Value::Set(values.into_iter().collect())).filter(|value| *value != Value::Set([].into()))
}

fn host(evidence: &Evidence, facts: &mut Facts) {
    one(facts, Thing::HostName, Ok(name(evidence.host.meant_name())));
    let dns = value_of(&evidence.host.dns);
    let servers =
        |dns: &DnsClient| set(dns.servers.iter().map(|server| server_name(server.address)));
    let own = |dns: &DnsClient| {
        dns.suffixes.iter().filter(|suffix| !is_given(suffix.origin)).cloned().collect::<Vec<_>>()
    };
    let suffixes =
        |dns: &DnsClient| set(own(dns).into_iter().map(|suffix| suffix.name.to_ascii_lowercase()));
    // Servers that were given stand in the place of the host's.
    let own_servers = dns.clone().and_then(|dns| {
        match dns.servers.iter().any(|server| is_given(server.origin)) {
            true => Err(Knowledge::NotAsked),
            false => Ok(dns),
        }
    });
    one(facts, Thing::DnsServers, own_servers.map(servers));
    one(facts, Thing::DnsSuffixes, dns.map(suffixes));
    let physical_host = |kvp: &KvpFacts| name(&kvp.physical_host);
    one(facts, Thing::PhysicalHost, value_of(&evidence.host.kvp).map(physical_host));
    windows(&evidence.host.windows, facts);
}

/// What was given to a run is no setting of the host.
fn is_given(origin: Origin) -> bool {
    matches!(origin, Origin::Argument | Origin::SiteFile)
}

/// A server on the usual port goes by its address.
fn server_name(server: SocketAddr) -> String {
    if server.port() == 53 { server.ip().to_string() } else { server.to_string() }
}

fn windows(observed: &Observed<WindowsFacts>, facts: &mut Facts) {
    let known = value_of(observed);
    let product =
        known.clone().and_then(|windows| windows.product.as_ref().ok_or(Knowledge::NotAsked));
    one(facts, Thing::Edition, product.clone().map(|product| text(&product.edition_id)));
    one(
        facts,
        Thing::Build,
        product.map(|product| product.build.map(|build| Value::Text(build.to_string()))),
    );
    let membership =
        known.and_then(|windows| windows.membership.as_ref().ok_or(Knowledge::NotAsked));
    one(facts, Thing::Membership, membership.map(membership_name));
}

fn membership_name(membership: &Membership) -> Option<Value> {
    match membership {
        Membership::Domain { domain, .. } => name(domain),
        Membership::Workgroup => text("workgroup"),
        Membership::Entra => text("entra"),
    }
}

/// What the verdict makes of all clocks together.
fn clock_offset(verdict: &Verdict) -> Result<OffsetMs, Knowledge> {
    let requirements = verdict.channels.iter().flat_map(|channel| &channel.requirements);
    let mut clocks = requirements.filter(|requirement| requirement.id == RequirementId::ClockTrue);
    let Some(clock) = clocks.next() else { return Err(Knowledge::NotAsked) };
    offset_of(clock).ok_or_else(|| match (&clock.finding, clock.because.as_slice()) {
        (Finding::ClockUnchecked {}, [nothing]) if nothing == "/clock/sources" => {
            Knowledge::NotAsked
        }
        (finding, _) => Knowledge::Unanswered { why: finding.id().to_owned() },
    })
}

fn offset_of(clock: &Requirement) -> Option<OffsetMs> {
    match clock.finding {
        Finding::ClockAgrees { offset, .. }
        | Finding::ClockOff { offset, .. }
        | Finding::ClockOffOneSource { offset, .. }
            if clock.status != Status::Unknown =>
        {
            Some(offset)
        }
        _ => None,
    }
}

fn proxy(settings: &Observed<ProxySettings>, facts: &mut Facts) {
    let settings = value_of(settings);
    let servers = |settings: &ProxySettings| {
        set(settings.servers.iter().map(|server| match &server.scheme {
            Some(scheme) => format!("{scheme}={}", server.address).to_ascii_lowercase(),
            None => server.address.to_string().to_ascii_lowercase(),
        }))
    };
    let script = |settings: &ProxySettings| {
        let automatic = settings.auto_detect.then(|| "wpad".to_owned());
        set(settings.auto_config_url.clone().into_iter().chain(automatic))
    };
    one(facts, Thing::ProxyServers, settings.clone().map(servers));
    one(
        facts,
        Thing::ProxyBypass,
        settings.clone().map(|settings| set(settings.bypass.iter().cloned())),
    );
    one(facts, Thing::ProxyScript, settings.map(script));
}

fn endpoint(endpoint: &Endpoint, facts: &mut Facts) {
    let of = |thing: Thing| (thing, endpoint.url.clone());
    facts.insert(of(Thing::Route), route(endpoint).map(Items::one));
    if endpoint.is_tls() {
        let issuer = value_of(&endpoint.tls)
            .map(|tls| tls.chain.first().and_then(|leaf| text(&leaf.issuer)));
        facts.insert(of(Thing::CertificateIssuer), issuer.map(Items::one));
    }
}

fn route(endpoint: &Endpoint) -> Result<Option<Value>, Knowledge> {
    let proxies: Vec<String> = endpoint.route.proxies.iter().map(ToString::to_string).collect();
    match endpoint.route.reason {
        RouteReason::SettingsUnreadable => {
            Err(Knowledge::Unanswered { why: "settings-unreadable".to_owned() })
        }
        _ if proxies.is_empty() => Ok(text("direct")),
        _ => Ok(text(&proxies.join(", "))),
    }
}

/// A field that a capture did not hold was not asked for; what `/dli` leaves out is not gone. The
/// service itself answers for everything, also with nothing.
fn licence(licensing: &LicensingEvidence, facts: &mut Facts) {
    let licence = value_of(&licensing.windows);
    let nothing =
        || if licensing.captures.is_empty() { Ok(None) } else { Err(Knowledge::NotAsked) };
    let mut tell = |thing: Thing, read: &dyn Fn(&LicenceFacts) -> Option<Value>| {
        let value = licence.clone().and_then(|licence| read(licence).ok_or(Knowledge::NotAsked));
        one(facts, thing, value.map(Some));
    };
    tell(Thing::LicenceStatus, &|licence| text(licence.status?.id()));
    tell(Thing::KeyChannel, &|licence| text(licence.channel?.id()));
    tell(Thing::PartialKey, &|licence| text(licence.partial_key.as_deref()?));
    tell(Thing::ActivationId, &|licence| name(licence.activation_id.as_deref()?));
    tell(Thing::Cmid, &|licence| name(licence.cmid.as_deref()?));
    let mut tell = |thing: Thing, read: &dyn Fn(&LicenceFacts) -> Option<Value>| {
        one(
            facts,
            thing,
            licence
                .clone()
                .and_then(|licence| read(licence).map_or_else(nothing, |value| Ok(Some(value)))),
        );
    };
    tell(Thing::UsedActivationObject, &|licence| text(licence.activation_object.as_deref()?));
    tell(Thing::AvmaHost, &|licence| name(licence.avma_host.as_deref()?));
    tell(Thing::ForcedKms, &|licence| name(&licence.forced_kms.as_ref()?.to_string()));
    one(facts, Thing::LicenceReason, licence.and_then(notification));
}

/// A licensed Windows has nothing to notify of.
fn notification(licence: &LicenceFacts) -> Result<Option<Value>, Knowledge> {
    match (licence.reason, licence.status) {
        (Some(reason), _) => Ok(text(&format!("0x{reason:08X}"))),
        (None, Some(LicenceStatus::Licensed)) => Ok(None),
        (None, _) => Err(Knowledge::NotAsked),
    }
}
