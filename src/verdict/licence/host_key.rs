//! Whether the key of a KMS host whose licence was captured serves this Windows, or is older.

use actprobe_probes::evidence::{Evidence, LicenceStatus, OtherLicence};

use super::facts::{build, key_channel};
use crate::catalogue::builds::{self, ServerRelease};
use crate::catalogue::client_ids;
use crate::catalogue::host_keys;
use crate::catalogue::setup_keys::{self, SetupKey};
use crate::verdict::finding::{Finding, HexCode, HostTakesKey};
use crate::verdict::place::{self, At};

/// The same of a key that serves this Windows, on a host that is activated: who refused it is
/// another one, or had another key then.
pub fn fits(evidence: &Evidence, code: HexCode) -> Option<(Finding, String)> {
    let client = client(evidence)?;
    let is_new_enough = |host: &At<'_, OtherLicence>| {
        host.status == Some(LicenceStatus::Licensed)
            && host.licence().is_of_kms_host()
            && host_keys::release(&host.description).is_some_and(|key| key >= client)
    };
    let host = place::other_licences(evidence).find(is_new_enough)?;
    let finding = Finding::KmsHostKeyFits {
        code,
        host: host.computer.as_str().into(),
        key: host_keys::release(&host.description)?.to_string(),
        client: client.to_string(),
    };
    Some((finding, host.into()))
}

/// What is said of it, and where that host's licence stands; nothing where the key is new enough
/// for one of the hosts, or either is not told.
pub fn older(evidence: &Evidence, code: HexCode) -> Option<(Finding, String)> {
    let client = client(evidence)?;
    let hosts: Vec<At<'_, OtherLicence>> =
        place::other_licences(evidence).filter(|other| other.licence().is_of_kms_host()).collect();
    let is_older = |host: &At<'_, OtherLicence>| {
        host_keys::release(&host.description).is_some_and(|key| key < client)
    };
    let host = hosts.first().filter(|_| hosts.iter().all(is_older))?;
    let key = host_keys::release(&host.description)?;
    let system = host.build.and_then(|build| builds::find(build)?.server);
    let update = system.map(|system| host_keys::update(client, system));
    let (takes, update) = match update {
        None => (HostTakesKey::Untold, None),
        Some(None) => (HostTakesKey::No, None),
        Some(Some("")) => (HostTakesKey::Yes, None),
        Some(Some(update)) => (HostTakesKey::AfterUpdate, Some(update.to_owned())),
    };
    let finding = Finding::KmsHostKeyOlder {
        code,
        host: host.computer.as_str().into(),
        key: key.to_string(),
        client: client.to_string(),
        system: system.map(|system| system.to_string()).into(),
        takes,
        update: update.into(),
    };
    Some((finding, host.into()))
}

/// By the build of this Windows, else by its setup key, where that is of one release, or by its
/// activation id.
fn client(evidence: &Evidence) -> Option<ServerRelease> {
    let by_build = build(evidence).and_then(|build| builds::find(build)?.server);
    let by_key = || {
        let licence = evidence.licensing.windows.value()?;
        key_channel(licence)?;
        let known = setup_keys::of_end(licence.partial_key.as_deref()?);
        let mut releases: Vec<ServerRelease> = known.filter_map(SetupKey::release).collect();
        releases.dedup();
        if let [release] = releases.as_slice() { Some(*release) } else { None }
    };
    let by_id = || {
        client_ids::server_release(evidence.licensing.windows.value()?.activation_id.as_deref()?)
    };
    by_build.or_else(by_key).or_else(by_id)
}
