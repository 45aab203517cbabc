//! Which captures are of another machine than the one that is judged, though nothing names it: by
//! edition, release, key and product, in which one machine agrees with itself. A name goes over to
//! no file that contradicts it, in whatever order the files were named.

use actprobe_probes::capture::{Facts, Part};
use actprobe_probes::evidence::{KeyChannel, LicenceFacts, LicenceStatus, same_computer};

use crate::catalogue::{editions, published_keys};

/// A capture, and the file in which it stands.
pub type Placed<'a> = (&'a str, &'a Facts);

/// The client that is judged: the first whose licence was captured. Where another file is of
/// another machine for sure, the one that has to be activated counts before the one that it asks,
/// and the one with a name before the one without.
pub fn judged<'a>(clients: &[Placed<'a>]) -> Option<Placed<'a>> {
    let first = *clients.first()?;
    let others = clients.iter().copied().filter(|other| {
        let is_another = same_computer(&first.1.computer, &other.1.computer) == Some(false)
            || contradict(first.1, other.1);
        other.0 != first.0 && rank(other.1) > rank(first.1) && is_another
    });
    // Of equals the first.
    let best = others.reduce(|best, other| if rank(other.1) > rank(best.1) { other } else { best });
    best.or(Some(first))
}

/// Whether it asks its Hyper-V host, whether it has a name, and else whether it lacks anything.
fn rank(facts: &Facts) -> (bool, bool, bool) {
    let is_named = !facts.computer.is_empty();
    let licence = facts.licence.as_ref();
    let fails = licence.is_some_and(|licence| {
        licence.activation_error.is_some()
            || licence.status.is_some_and(|status| status != LicenceStatus::Licensed)
    });
    (licence.is_some_and(asks_hyper_v), is_named, !is_named && fails)
}

/// By its key, or by how its activation failed (0xC004FD01 to 0xC004FD04: `slerror.h`,
/// `SL_E_VIRTUAL_MACHINE_ACTIVATION_…`).
fn asks_hyper_v(licence: &LicenceFacts) -> bool {
    let codes = [licence.activation_error, licence.reason];
    channel(licence) == Some(KeyChannel::Avma)
        || codes.into_iter().flatten().any(|code| (0xC004_FD01..=0xC004_FD04).contains(&code))
}

/// Where strangers stand in which files: licences that contradict the judged machine's, and what
/// stands beside those alone. Whoever has its name is itself, whatever it was before.
pub fn places(placed: &[Placed<'_>], judged: Placed<'_>) -> Vec<(String, Part)> {
    let is_own = |(file, facts): &Placed<'_>| {
        *file == judged.0 && !facts.part.is_apart(judged.1.part)
            || same_computer(&facts.computer, &judged.1.computer) == Some(true)
    };
    let own: Vec<&Facts> = placed.iter().filter(|p| is_own(p)).map(|(_, facts)| *facts).collect();
    let is_strange =
        |place: &&Placed<'_>| !is_own(place) && own.iter().any(|known| contradict(known, place.1));
    let strange = placed.iter().filter(is_strange);
    strange.map(|(file, facts)| ((*file).to_owned(), facts.part)).collect()
}

/// Whether two captures cannot be of one machine at one time.
fn contradict(one: &Facts, other: &Facts) -> bool {
    let releases = (release(one), release(other));
    let editions = (edition(one), edition(other));
    differ(releases.0, releases.1)
        || differ(editions.0, editions.1)
        || one.licence.as_ref().zip(other.licence.as_ref()).is_some_and(|(one, other)| {
            differ(channel(one), channel(other))
                || differ(one.partial_key.as_ref(), other.partial_key.as_ref())
                || differ(one.activation_id.as_ref(), other.activation_id.as_ref())
        })
}

/// What is not told contradicts nothing.
fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

fn channel(licence: &LicenceFacts) -> Option<KeyChannel> {
    licence.channel.or_else(|| published_keys::channel(licence.partial_key.as_deref()?))
}

/// Server Core is an edition's way of installation. What dism says of the edition counts beside a
/// licence of another one: that is a fault of one machine, too.
fn edition(facts: &Facts) -> Option<String> {
    let told = facts.licence.as_ref().map(LicenceFacts::edition)?;
    let is_told = !told.is_empty();
    is_told.then(|| editions::kind(told).to_ascii_lowercase())
}

fn release(facts: &Facts) -> Option<u32> {
    let by_licence = || facts.licence.as_ref()?.build;
    let by_system = || facts.system.as_ref()?.build;
    by_licence().or_else(by_system).map(with_one_base)
}

/// Updates that only turn features on raise the build that the system tells, and not that of its
/// services (Microsoft Learn, "Windows 10 release information", "Windows 11 release information").
fn with_one_base(build: u32) -> u32 {
    match build {
        7600..=7601 => 7601,
        18_362..=18_363 => 18_362,
        19_041..=19_045 => 19_041,
        22_621..=22_631 => 22_621,
        26_100..=26_300 => 26_100,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn licence(name: &str, end: Option<&str>) -> Facts {
        let licence = LicenceFacts {
            name: name.to_owned(),
            partial_key: end.map(str::to_owned),
            ..LicenceFacts::default()
        };
        Facts { licence: Some(licence), ..Facts::default() }
    }

    fn of_build(build: u32) -> Facts {
        let mut facts = licence("", None);
        facts.licence.as_mut().expect("it has one").build = Some(build);
        facts
    }

    #[test]
    fn one_machine_has_one_edition_one_release_and_one_kind_of_key() {
        let standard = licence("Windows(R), ServerStandard edition", None);
        let datacenter = licence("Windows(R), ServerDatacenter edition", None);
        assert!(contradict(&standard, &datacenter));
        assert!(!contradict(&standard, &licence("Windows(R), ServerStandardCor edition", None)));
        assert!(!contradict(&standard, &licence("", Some("VMK7H"))));
        assert!(contradict(&of_build(17_763), &of_build(20_348)));
        assert!(!contradict(&of_build(19_041), &of_build(19_045)));
    }

    #[test]
    fn a_masked_key_is_told_from_a_published_one_by_its_channel() {
        let client = licence("Windows(R), ServerStandard edition", Some("VMK7H"));
        let mut host = licence("Windows(R), ServerStandard edition", None);
        assert!(!contradict(&client, &host));
        host.licence.as_mut().expect("it has one").channel = Some(KeyChannel::KmsHost);
        assert!(contradict(&client, &host));
    }
}
