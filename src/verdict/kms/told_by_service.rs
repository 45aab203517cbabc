//! Of captures alone: what the licensing service itself tells of its way to a KMS host.

use actprobe_probes::evidence::{
    Evidence, HostPort, KeyChannel, LicenceStatus, Membership, event_id,
};

use super::target::TargetView;
use crate::catalogue::codes;
use crate::verdict::finding::{Finding, HexCode};
use crate::verdict::licence::given_codes::{CodeSource, GivenCode};
use crate::verdict::licence::whose::client_events;
use crate::verdict::licence::{given_codes, key_channel};
use crate::verdict::logic::Status;
use crate::verdict::place;
use crate::verdict::requirement::{Owner, Requirement, RequirementId};
use crate::verdict::seen::Seen;

/// The code of the service that says that DNS has no record.
pub fn found_none(evidence: &Evidence) -> Option<given_codes::GivenCode> {
    let mut given_codes = given_codes::given_codes(evidence).into_iter();
    given_codes.find(|given| codes::meaning(given.value) == Some(codes::Meaning::NotFound))
}

/// A client key in a workgroup, without any sign of a KMS host: nobody publishes one there, and the
/// key is hardly the one that was bought for it.
pub fn missed_in_workgroup(evidence: &Evidence) -> Option<Seen> {
    let windows = evidence.host.windows.value()?;
    let licence = evidence.licensing.windows.value()?;
    let is_alone = evidence.asked.offline
        && windows.membership == Some(Membership::Workgroup)
        && evidence.lookup_domain().is_none()
        && evidence.kms.targets.is_empty();
    let is_unserved = key_channel(licence) == Some(KeyChannel::KmsClient)
        && licence.status != Some(LicenceStatus::Licensed)
        && licence.activation_object.is_none();
    let code = found_none(evidence).map(|given| HexCode(given.value));
    let firmware = evidence.licensing.firmware_key.clone().into();
    let is_found = code.is_some();
    let finding = Finding::SrvMissedInWorkgroup { code: code.into(), firmware };
    (is_alone && is_unserved).then(|| match is_found {
        true => Seen::unmet(finding, Owner::HostAdmin),
        false => Seen::unknown(finding, Owner::HostAdmin),
    })
}

/// A client that is not activated, and keeps no name that DNS gave it. Whether there is a record by
/// now, nobody has looked.
pub fn undiscovered(evidence: &Evidence) -> Option<Seen> {
    let licence = evidence.licensing.windows.value().filter(|_| evidence.asked.offline)?;
    let is_meant = licence.kms_undiscovered
        && key_channel(licence) == Some(KeyChannel::KmsClient)
        && licence.status != Some(LicenceStatus::Licensed)
        && licence.activation_object.is_none()
        && licence.forced_kms.is_none();
    is_meant.then(|| Seen::unknown(Finding::SrvUndiscovered {}, Owner::HostAdmin))
}

/// `DNS_ERROR_NO_DNS_SERVERS`.
const NO_DNS_SERVERS: u32 = 0x8007_267C;

/// The service says itself that this host has no DNS server, and no capture shows one.
pub fn without_dns_server(evidence: &Evidence) -> Option<Requirement> {
    let client = evidence.host.dns.value();
    let is_untold = client.is_none_or(|client| client.servers.is_empty());
    // A KMS host that could not publish itself is told of by that.
    let publishing = CodeSource::Event { id: event_id::PUBLISH_FAILED };
    let is_meant = |given: &GivenCode| given.value == NO_DNS_SERVERS && given.by != publishing;
    let mut given_codes = given_codes::given_codes(evidence).into_iter().filter(|_| is_untold);
    let said = given_codes.find(is_meant)?;
    let id = RequirementId::DnsServerConfigured;
    let missing = Requirement::unmet(id, Finding::NoDnsServer {}, Owner::HostAdmin);
    evidence.asked.offline.then(|| missing.because(said.pointer))
}

/// The host that the service found, or asked last, where somebody tried that in vain: nobody has to
/// ask DNS for it any more. An activated client that has not failed to renew may find another one.
pub fn asked_in_vain(evidence: &Evidence, targets: &[TargetView<'_>]) -> Option<Seen> {
    let (host, _) = asked(evidence).into_iter().next()?;
    let is_its = |view: &&TargetView<'_>| {
        view.target.port == host.port && view.target.host.eq_ignore_ascii_case(&host.host)
    };
    let in_vain = targets.iter().find(is_its).filter(|view| view.status == Status::Unmet)?;
    Some(Seen::met(Finding::KmsHostAsked { host: in_vain.target.label() }))
}

/// Where the service names that host.
pub fn places(evidence: &Evidence) -> Vec<String> {
    asked(evidence).into_iter().map(|(_, place)| place).take(1).collect()
}

fn asked(evidence: &Evidence) -> Vec<(HostPort, String)> {
    let licence = place::licence(evidence);
    let is_renewed = licence.as_ref().is_some_and(|own| {
        own.status == Some(LicenceStatus::Licensed) && own.activation_error.is_none()
    });
    if !evidence.asked.offline || is_renewed {
        return Vec::new();
    }
    let requests = client_events(evidence).into_iter();
    let logged = requests
        .filter(|event| event.id == event_id::KMS_REQUEST)
        .filter_map(|event| Some((event.kms_host.clone()?, String::from(event))));
    let found = licence.and_then(|own| Some((own.discovered_kms.clone()?, String::from(own))));
    logged.chain(found).collect()
}
