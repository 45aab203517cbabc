//! The host's clock against the others: agreement between sources decides, a lone falseticker does
//! not.

use actprobe_probes::evidence::{
    ClockSource, ClockSourceOrigin, Endpoint, Evidence, HostPort, Observed, TrustVerdict,
    same_computer,
};
use jiff::{SignedDuration, Timestamp};

use super::time_servers;
use crate::catalogue::codes::Meaning;
use crate::verdict::finding::{ClockBacking, ClockKeeping, Finding, OffsetMs};
use crate::verdict::licence::facts::last_code;
use crate::verdict::licence::whose::client_events;
use crate::verdict::logic::Status;
use crate::verdict::place::{self, At, at, pointer};
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// From here on a clock is called wrong, though it may harm nothing yet.
const WRONG_FROM_MS: i64 = 3_600_000;

/// A source that is less sure of the time than this has no say in a matter of hours.
const VAGUE_FROM_US: i64 = 600_000_000;

/// How closely a source has to confirm the host's own clock to break a tie between sources.
const CONFIRMS_WITHIN_US: i64 = 60_000_000;

/// Clocks so near to each other say the same: nothing here hangs on a minute (Kerberos tolerates
/// five, KMS four hours). Two that were asked one after the other differ by what the host's own
/// clock drifted in between, and captures may be hours apart.
const AGREES_WITHIN_US: i64 = 60_000_000;

/// A KMS host refuses a request whose time is further off than that.
const REFUSED_FROM_MS: i64 = 4 * 3_600_000;

/// An HTTP date counts whole seconds and is its server's approximation (RFC 9110 §6.6.1): servers
/// make it now and then and remember it, for seconds where they are busy. Nothing that hangs on the
/// time here hangs on ten seconds.
const HTTP_DATE_SLACK_US: i64 = 10_000_000;

/// `currentTime` counts whole seconds; the offset is that of the middle of one.
const ROOT_DSE_SLACK_US: i64 = 600_000;

/// What the other clocks say together.
pub struct ClockView {
    /// Their common offset from the host's clock, in milliseconds, if they have one.
    pub offset_ms: Option<i64>,
    /// Whether the host's clock is right, and whether the sources agree.
    pub requirements: Vec<Requirement>,
    /// The one source that the offset rests on, if it is but one.
    pub lone_source: Option<String>,
}

/// One other clock: where the true time is by its word, as an interval of offsets in microseconds.
struct Witness {
    name: String,
    pointer: String,
    low_us: i64,
    high_us: i64,
    voice: Voice,
}

/// Whose clock it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Voice {
    /// The site's own, which a host of the site follows.
    Site,
    /// A time server of the Internet.
    Public,
    /// The dates of the endpoints.
    Endpoints,
}

/// Compares all clocks.
pub fn assess(evidence: &Evidence) -> ClockView {
    let witnesses = witnesses(evidence);
    let Some(point) = best_point(&witnesses) else {
        return ClockView {
            offset_ms: None,
            requirements: vec![unchecked(evidence)],
            lone_source: None,
        };
    };
    let (agreeing, others): (Vec<_>, Vec<_>) =
        witnesses.iter().partition(|witness| witness.allows(point));
    if !decides(&agreeing, witnesses.len()) || is_one_voice_against_another(&agreeing, &others) {
        return ClockView {
            offset_ms: None,
            requirements: vec![undecided(&witnesses)],
            lone_source: None,
        };
    }
    let offset_ms = middle_us(&agreeing) / 1000;
    let host = host_clock(evidence, offset_ms, &agreeing);
    let servers = time_servers::judge(evidence).filter(|_| host.is_unmet());
    let mut requirements = vec![beside_silence(host, servers.as_ref())];
    requirements.extend(servers);
    requirements.extend(sources_agree(&agreeing, &others));
    let lone_source = match agreeing.as_slice() {
        [only] => Some(only.name.clone()),
        _ => None,
    };
    ClockView { offset_ms: Some(offset_ms), requirements, lone_source }
}

/// Whether this host's time service keeps its clock by another's.
pub fn keeping(evidence: &Evidence) -> ClockKeeping {
    let windows = evidence.host.windows.value();
    let service = windows.and_then(|windows| windows.time_service.as_ref());
    match service.and_then(|service| service.synchronised) {
        Some(true) => ClockKeeping::Followed,
        Some(false) => ClockKeeping::Free,
        None if is_set_to_none(evidence) => ClockKeeping::Free,
        None => ClockKeeping::Unread,
    }
}

/// Whether the time service is set to follow nobody (`Type` is `NoSync`: Microsoft Learn, "Windows
/// Time service tools and settings").
pub fn is_set_to_none(evidence: &Evidence) -> bool {
    let windows = evidence.host.windows.value();
    let service = windows.and_then(|windows| windows.time_service.as_ref());
    service.is_some_and(|service| service.kind == "NoSync")
}

/// `time` by the host's clock, put right by `offset_ms`.
pub fn corrected(time: Timestamp, offset_ms: i64) -> Timestamp {
    time.saturating_add(SignedDuration::from_millis(offset_ms)).unwrap_or(time)
}

impl Witness {
    fn allows(&self, point_us: i64) -> bool {
        let low = self.low_us.saturating_sub(AGREES_WITHIN_US);
        let high = self.high_us.saturating_add(AGREES_WITHIN_US);
        (low..=high).contains(&point_us)
    }
}

/// Every NTP server once, and the HTTPS dates together once: what one inspecting gateway says for
/// ten endpoints is one word, not ten.
fn witnesses(evidence: &Evidence) -> Vec<Witness> {
    let mut witnesses: Vec<Witness> = Vec::new();
    for source in place::clock_sources(evidence) {
        let heard_before = witnesses.iter().any(|witness| witness.name == source.server);
        witnesses.extend(ntp_witness(&source).filter(|_| !heard_before));
    }
    witnesses.extend(http_witness(evidence));
    witnesses.extend(directory_witness(evidence));
    witnesses
}

fn ntp_witness(source: &At<'_, ClockSource>) -> Option<Witness> {
    let sample = source.sample.value()?;
    // What was captured shows the offset alone.
    let own_error_us = match &sample.ntp {
        Some(ntp) if !ntp.is_synchronised() => return None,
        Some(ntp) => (ntp.root_delay_us / 2).saturating_add(ntp.root_dispersion_us),
        None => 0,
    };
    // RFC 5905 §8 and §11.2.1: the true offset lies within half the round trips and the dispersion.
    let reach = (sample.delay_us / 2).saturating_add(own_error_us).saturating_add(1_000);
    let reach = i64::try_from(reach).ok().filter(|&reach| reach < VAGUE_FROM_US)?;
    Some(Witness {
        name: source.server.clone(),
        pointer: at!(source.sample).into(),
        low_us: sample.offset_us.saturating_sub(reach),
        high_us: sample.offset_us.saturating_add(reach),
        voice: voice_of(source.origin),
    })
}

fn voice_of(origin: ClockSourceOrigin) -> Voice {
    if origin == ClockSourceOrigin::Catalogue { Voice::Public } else { Voice::Site }
}

fn http_witness(evidence: &Evidence) -> Option<Witness> {
    let mut dates: Vec<Witness> =
        place::endpoints(evidence).filter_map(|e| http_date(&e)).collect();
    let point = best_point(&dates)?;
    dates.retain(|date| date.allows(point));
    dates.into_iter().next()
}

/// Domain controllers keep one time among them, and have one voice: that of NTP where it was heard,
/// else that of the first rootDSE.
fn directory_witness(evidence: &Evidence) -> Option<Witness> {
    let controllers = &evidence.directory.controllers;
    let is_controller = |source: &ClockSource| {
        let ip = source.address.map(|address| address.ip());
        ip.is_some()
            && controllers
                .iter()
                .any(|controller| controller.address.map(|address| address.ip()) == ip)
    };
    let by_ntp =
        |source: &At<'_, ClockSource>| is_controller(source) && ntp_witness(source).is_some();
    if place::clock_sources(evidence).any(|source| by_ntp(&source)) {
        return None;
    }
    let mut told = place::controllers(evidence).filter_map(|controller| {
        let root = controller.root_dse.value()?;
        let offset_us = root.offset_ms?.saturating_mul(1000);
        let reach_us = i64::try_from(root.round_trip_ms?)
            .ok()?
            .saturating_mul(500)
            .saturating_add(ROOT_DSE_SLACK_US);
        Some(Witness {
            name: controller.host.clone(),
            pointer: at!(controller.root_dse).into(),
            low_us: offset_us.saturating_sub(reach_us),
            high_us: offset_us.saturating_add(reach_us),
            voice: Voice::Site,
        })
    });
    told.next()
}

/// Only over TLS: a date in clear text may come from any cache on the way.
fn http_date(endpoint: &At<'_, Endpoint>) -> Option<Witness> {
    endpoint.tls.value()?;
    let Observed::Answered { value, elapsed_us } = &endpoint.http else { return None };
    let offset_us = value.date_offset_ms?.saturating_mul(1000);
    // It was written at any time of the round trip: on a busy host that may be seconds.
    let reach_us = HTTP_DATE_SLACK_US.saturating_add(i64::try_from(elapsed_us / 2).ok()?);
    Some(Witness {
        name: endpoint.url.clone(),
        pointer: at!(endpoint.http).into(),
        low_us: offset_us.saturating_sub(reach_us),
        high_us: offset_us.saturating_add(reach_us),
        voice: Voice::Endpoints,
    })
}

/// The offset that most witnesses allow (Marzullo's algorithm, on which RFC 5905 §11.2.1 builds);
/// of several, the one nearest to the host's own clock.
fn best_point(witnesses: &[Witness]) -> Option<i64> {
    let candidates = witnesses.iter().flat_map(|witness| [witness.low_us, witness.high_us]);
    candidates.max_by_key(|&point| {
        let support = witnesses.iter().filter(|witness| witness.allows(point)).count();
        (support, std::cmp::Reverse(point.unsigned_abs()))
    })
}

/// A majority decides; without one, so do sources that confirm the host's own clock.
fn decides(agreeing: &[&Witness], all: usize) -> bool {
    is_majority(agreeing, all) || middle_us(agreeing).abs() <= CONFIRMS_WITHIN_US
}

fn is_majority(agreeing: &[&Witness], all: usize) -> bool {
    agreeing.len() * 2 > all
}

/// A host follows the time servers of its site: where they agree with it, that is one voice, and
/// nobody can tell whether it is right. Another is that of the endpoints' dates, from outside; and
/// that of other servers of the site, where those that agree are no majority.
fn is_one_voice_against_another(agreeing: &[&Witness], others: &[&Witness]) -> bool {
    let is_followed = middle_us(agreeing).abs() <= CONFIRMS_WITHIN_US;
    let has_majority = is_majority(agreeing, agreeing.len() + others.len());
    let is_heard = |witness: &Witness| match witness.voice {
        Voice::Endpoints => true,
        Voice::Site => !has_majority,
        Voice::Public => false,
    };
    let is_far_off = |witness: &Witness| (witness.low_us / 1000).abs() >= WRONG_FROM_MS;
    is_followed
        && agreeing.iter().all(|witness| witness.voice == Voice::Site)
        && others.iter().any(|witness| is_heard(witness) && is_far_off(witness))
}

fn middle_us(agreeing: &[&Witness]) -> i64 {
    let low = agreeing.iter().map(|witness| witness.low_us).max().unwrap_or(0);
    let high = agreeing.iter().map(|witness| witness.high_us).min().unwrap_or(0);
    low.midpoint(high)
}

fn host_clock(evidence: &Evidence, offset_ms: i64, agreeing: &[&Witness]) -> Requirement {
    let offset = OffsetMs(offset_ms);
    let sources = agreeing.len() as u64;
    let wrong = offset_ms.abs() >= WRONG_FROM_MS || breaks_a_certificate(evidence, offset_ms);
    let finding = match (wrong, agreeing) {
        (false, _) => Finding::ClockAgrees { offset, sources },
        (true, [lone]) => {
            let backed = backing(evidence, offset_ms, lone);
            let issuer = inspector(evidence, lone).into();
            Finding::ClockOffOneSource { offset, source: lone.name.clone(), backed, issuer }
        }
        (true, _) => Finding::ClockOff { offset, sources },
    };
    let status = if wrong { Status::Unmet } else { Status::Met };
    let asked = asked(evidence);
    let others: Vec<String> = agreeing
        .iter()
        .map(|witness| witness.pointer.clone())
        .filter(|pointer| !asked.contains(pointer))
        .collect();
    Requirement::new(RequirementId::ClockTrue, status, finding)
        .owned_by(Owner::HostAdmin)
        .weighing(Weight::Advice)
        .because_of(asked)
        .because_of(others)
}

/// Silent time servers are told once.
fn beside_silence(mut host: Requirement, servers: Option<&Requirement>) -> Requirement {
    let told = servers.filter(|servers| servers.is_unmet()).map(|servers| &servers.because);
    host.because.retain(|place| told.is_none_or(|told| !told.contains(place)));
    host
}

/// Whose certificate the one date came with, where nobody public made it, nor one that the site
/// accepts: who opens TLS on the way writes the date, or passes it on.
fn inspector(evidence: &Evidence, lone: &Witness) -> Option<String> {
    let endpoint = evidence.online.endpoints.iter().find(|one| one.url == lone.name)?;
    let tls = endpoint.tls.value().filter(|_| lone.voice == Voice::Endpoints)?;
    let public = [Some(&tls.mozilla_trust), Some(&tls.microsoft_trust), tls.site_trust.as_ref()];
    let is_unknown = |verdict: &TrustVerdict| *verdict == TrustVerdict::UnknownIssuer;
    let is_inspected = public.into_iter().flatten().all(is_unknown);
    tls.chain.last().filter(|_| is_inspected).map(|last| last.issuer.clone())
}

/// What else says that this host's clock is the wrong one of two.
fn backing(evidence: &Evidence, offset_ms: i64, lone: &Witness) -> ClockBacking {
    let asked = client_events(evidence).into_iter().filter_map(|event| event.kms_host.clone());
    let is_itself = |host: HostPort| same_computer(&host.host, &lone.name) == Some(true);
    let refused = last_code(evidence, &[Meaning::ClockTooFar]);
    // A KMS host that is the one source itself has no second voice.
    if refused.is_some() && offset_ms.abs() >= REFUSED_FROM_MS && !asked.into_iter().any(is_itself)
    {
        return ClockBacking::KmsHost;
    }
    match keeping(evidence) {
        ClockKeeping::Free => ClockBacking::Free,
        ClockKeeping::Followed | ClockKeeping::Unread => ClockBacking::Nothing,
    }
}

/// Every time server asked: one that is silent beside others that answer is part of the picture,
/// not a finding.
fn asked(evidence: &Evidence) -> Vec<String> {
    match evidence.clock.sources.as_slice() {
        [] => vec![pointer!(clock.sources).to_owned()],
        _ => place::clock_sources(evidence).map(|source| at!(source.sample).into()).collect(),
    }
}

/// Whether some certificate is out of date only because the host's clock is wrong.
fn breaks_a_certificate(evidence: &Evidence, offset_ms: i64) -> bool {
    let now = evidence.started_at;
    let chains = evidence.online.endpoints.iter().filter_map(|endpoint| endpoint.tls.value());
    let mut certificates = chains.flat_map(|tls| &tls.chain);
    certificates.any(|certificate| {
        let dates = certificate.not_before..=certificate.not_after;
        !dates.contains(&now) && dates.contains(&corrected(now, offset_ms))
    })
}

fn sources_agree(agreeing: &[&Witness], others: &[&Witness]) -> Option<Requirement> {
    let (status, finding) = match (agreeing.len(), others) {
        (0 | 1, []) => return None,
        (count, []) => (Status::Met, Finding::TimeSourcesAgree { sources: count as u64 }),
        (_, others) => (Status::Unmet, Finding::TimeFalsetickers { sources: names(others) }),
    };
    let cited = if others.is_empty() { agreeing } else { others };
    Some(
        Requirement::new(RequirementId::TimeSourcesAgree, status, finding)
            .owned_by(Owner::TimeAdmin)
            .weighing(Weight::Advice)
            .because_of(cited.iter().map(|witness| witness.pointer.clone())),
    )
}

fn undecided(witnesses: &[Witness]) -> Requirement {
    let all: Vec<&Witness> = witnesses.iter().collect();
    Requirement::new(
        RequirementId::ClockTrue,
        Status::Unknown,
        Finding::ClockUndecided { sources: names(&all) },
    )
    .owned_by(Owner::TimeAdmin)
    .weighing(Weight::Advice)
    .because_of(witnesses.iter().map(|witness| witness.pointer.clone()))
}

fn unchecked(evidence: &Evidence) -> Requirement {
    Requirement::new(RequirementId::ClockTrue, Status::Unknown, Finding::ClockUnchecked {})
        .owned_by(Owner::TimeAdmin)
        .weighing(Weight::Advice)
        .because_of(asked(evidence))
}

fn names(witnesses: &[&Witness]) -> Vec<String> {
    witnesses.iter().map(|witness| witness.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn witness(name: &str, offset_s: i64) -> Witness {
        let micros = offset_s * 1_000_000;
        Witness {
            name: name.into(),
            pointer: String::new(),
            low_us: micros - 5_000,
            high_us: micros + 5_000,
            voice: Voice::Site,
        }
    }

    fn common_offset_s(witnesses: &[Witness]) -> Option<i64> {
        let point = best_point(witnesses)?;
        let agreeing: Vec<_> = witnesses.iter().filter(|witness| witness.allows(point)).collect();
        let others: Vec<_> = witnesses.iter().filter(|other| !other.allows(point)).collect();
        let is_open = is_one_voice_against_another(&agreeing, &others);
        let decides = decides(&agreeing, witnesses.len()) && !is_open;
        decides.then(|| middle_us(&agreeing) / 1_000_000)
    }

    #[test]
    fn two_of_three_decide() {
        assert_eq!(
            common_offset_s(&[witness("a", 18_000), witness("b", 0), witness("c", 0)]),
            Some(0)
        );
        assert_eq!(
            common_offset_s(&[witness("a", 18_000), witness("b", 18_000), witness("c", 0)]),
            Some(18_000)
        );
    }

    #[test]
    fn clocks_within_a_minute_say_the_same() {
        let near = |last| [witness("a", -25_193), witness("b", -25_160), witness("c", last)];
        assert_eq!(common_offset_s(&near(-25_140)), Some(-25_166));
        let agreeing = |witnesses: &[Witness]| {
            let point = best_point(witnesses).unwrap_or_default();
            witnesses.iter().filter(|witness| witness.allows(point)).count()
        };
        assert_eq!(agreeing(&near(-25_140)), 3);
        assert_eq!(agreeing(&near(-25_000)), 2);
    }

    #[test]
    fn one_against_one_is_decided_by_the_host_clock_unless_the_host_may_follow_the_one() {
        let (wrong, own) = (|| witness("a", 18_000), || witness("b", 1));
        assert_eq!(common_offset_s(&[wrong(), own()]), None);
        for voice in [Voice::Public, Voice::Endpoints] {
            assert_eq!(common_offset_s(&[wrong(), Witness { voice, ..own() }]), Some(1));
        }
        assert_eq!(common_offset_s(&[wrong(), own(), own()]), Some(1));
        // Minutes harm nothing here.
        assert_eq!(common_offset_s(&[witness("a", 600), own()]), Some(1));
    }

    #[test]
    fn two_that_contradict_each_other_and_the_host_decide_nothing() {
        assert_eq!(common_offset_s(&[witness("a", 18_000), witness("b", -7_200)]), None);
    }

    #[test]
    fn no_witness_says_nothing() {
        assert_eq!(common_offset_s(&[]), None);
    }
}
