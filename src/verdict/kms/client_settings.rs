//! What the host's own settings make of KMS: a forced host, the host of the last success, the only
//! way that is allowed.
//!
//! A client takes the most specific forced host and asks no other; without one it tries the host of
//! its last success, then DNS (Microsoft Learn, "KMS activation timing and discovery").

use std::net::IpAddr;

use actprobe_probes::evidence::{
    ActivationType, Cloud, Evidence, ForcedLevel, KmsTarget, Platform, TargetOrigin, same_computer,
};

use super::target::TargetView;
use super::{port_named, stranger};
use crate::catalogue::clouds::{foreign_owner_of, is_recognised, owner_of};
use crate::verdict::finding::{Finding, YesNo};
use crate::verdict::licence::facts;
use crate::verdict::logic::Status;
use crate::verdict::place::{self, at};
use crate::verdict::reach::is_of_one_link;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// The setting that keeps this client from KMS, if there is one. Who names a host asks about that
/// host.
pub fn not_allowed(evidence: &Evidence) -> Option<Requirement> {
    let only = only_way(evidence)?;
    let finding = Finding::KmsNotAllowed { way: only.way };
    (only.way != ActivationType::Kms && !evidence.kms.is_forced_by_user()).then(|| {
        Requirement::unmet(RequirementId::KmsAllowedByClient, finding, Owner::HostAdmin)
            .weighing(Weight::Advice)
            .because(only.pointer)
    })
}

/// The only way of activation that is allowed, and where that stands.
pub struct OnlyWay {
    /// The way.
    pub way: ActivationType,
    /// Its place.
    pub pointer: String,
}

/// By the licensing service's own word; else in the registry, for the installed product or for all.
pub fn only_way(evidence: &Evidence) -> Option<OnlyWay> {
    let by_service = place::licence(evidence).and_then(|licence| {
        Some(OnlyWay { way: licence.activation_type?, pointer: licence.into() })
    });
    by_service.or_else(|| only_way_by_registry(evidence))
}

fn only_way_by_registry(evidence: &Evidence) -> Option<OnlyWay> {
    let windows = place::windows(evidence)?;
    let client = at!(windows.kms_client).present()?;
    match activation_id(evidence).and_then(|id| client.product_activation_types.get(id)) {
        Some(of_product) => of_product
            .map(|way| OnlyWay { way, pointer: at!(client.product_activation_types).into() }),
        None => client
            .activation_type
            .map(|way| OnlyWay { way, pointer: at!(client.activation_type).into() }),
    }
}

/// Which product is installed, where that is known.
fn activation_id(evidence: &Evidence) -> Option<&str> {
    evidence.licensing.windows.value()?.activation_id.as_deref()
}

/// A target that the host's settings force.
pub struct Forced<'v, 'e> {
    /// The target.
    pub view: &'v TargetView<'e>,
    level: ForcedLevel,
}

/// The target that the host's settings force: for the installed product, else for all.
pub fn forced<'v, 'e>(
    evidence: &Evidence,
    targets: &'v [TargetView<'e>],
) -> Option<Forced<'v, 'e>> {
    let installed = activation_id(evidence);
    let of_product = installed
        .and_then(|id| forced_for(targets, |level, sku| is_of_product(level) && sku == Some(id)));
    of_product.or_else(|| forced_for(targets, |level, _| !is_of_product(level)))
}

fn forced_for<'v, 'e>(
    targets: &'v [TargetView<'e>],
    is_meant: impl Fn(ForcedLevel, Option<&str>) -> bool,
) -> Option<Forced<'v, 'e>> {
    targets.iter().find_map(|view| {
        view.target.origins.iter().find_map(|origin| {
            let TargetOrigin::Registry { level, sku } = origin else { return None };
            is_meant(*level, sku.as_deref()).then_some(Forced { view, level: *level })
        })
    })
}

fn is_of_product(level: ForcedLevel) -> bool {
    level == ForcedLevel::Sku
}

/// The targets that are forced for one product, while nobody knows whether that is the installed
/// one.
pub fn undecided<'v, 'e>(
    evidence: &Evidence,
    targets: &'v [TargetView<'e>],
) -> Vec<&'v TargetView<'e>> {
    let base = forced(evidence, targets);
    let is_base = |view: &TargetView<'_>| {
        base.as_ref().is_some_and(|base| base.view.target.is_at(&view.target))
    };
    let is_meant = |view: &&TargetView<'_>| {
        !is_base(view) && view.target.origins.iter().any(|origin| is_undecided(evidence, origin))
    };
    targets.iter().filter(is_meant).collect()
}

fn is_undecided(evidence: &Evidence, origin: &TargetOrigin) -> bool {
    let TargetOrigin::Registry { level, sku } = origin else { return false };
    is_of_product(*level) && (sku.is_none() || activation_id(evidence).is_none())
}

/// What is known of such a target; it holds where the channel works whichever product is installed.
pub fn for_some_product(view: &TargetView<'_>, found: Status) -> Requirement {
    let target = &view.target;
    let sku = target.origins.iter().find_map(|origin| {
        let TargetOrigin::Registry { sku, .. } = origin else { return None };
        sku.clone()
    });
    let finding = Finding::ForcedForSomeProduct { host: target.label(), sku: sku.into() };
    let status = if found == Status::Met { Status::Met } else { Status::Unknown };
    Requirement::new(RequirementId::KmsForcedHostServes, status, finding)
        .owned_by(Owner::HostAdmin)
        .because(target)
}

/// Whether a client would try a target for this reason: not because another product is told to, nor
/// because somebody expects it.
pub fn is_tried_for(origin: &TargetOrigin) -> bool {
    !matches!(origin, TargetOrigin::Expected | TargetOrigin::Registry { .. })
}

/// Whether the host that is forced is one that can serve this client.
pub fn forced_host(evidence: &Evidence, targets: &[TargetView<'_>]) -> Option<Requirement> {
    let Forced { view, level } = forced(evidence, targets)?;
    if let Some(stranger) = stranger::judge(evidence, view, level) {
        return Some(stranger);
    }
    let target = &view.target;
    let host = target.label();
    let name_is_gone = view.requirements.iter().any(|r| is_no_name(&r.finding));
    let (serving, others): (Vec<_>, Vec<_>) =
        others_published(targets, target).partition(|view| view.serves());
    let published = labels(serving.into_iter());
    let (open, others): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|view| view.target.is_reached());
    let (open, untried) =
        (labels(open.into_iter()), labels(others.into_iter().filter(|view| is_untried(view))));
    if let Some(untested) = not_that_tested(evidence, targets, view, level) {
        return Some(untested);
    }
    if is_itself_in_vain(evidence, target) {
        let finding = Finding::ForcedHostIsItself { host, level };
        let id = RequirementId::KmsForcedHostServes;
        let itself = Requirement::unmet(id, finding, Owner::HostAdmin).weighing(Weight::Veto);
        return Some(itself.because(at!(target.origins)));
    }
    if let Some(cloud) = perhaps_foreign_cloud(evidence, target)
        && view.status == Status::Unmet
    {
        let finding = Finding::ForcedCloudInVain { host, level, cloud };
        let id = RequirementId::KmsForcedHostServes;
        let in_vain = Requirement::unmet(id, finding, Owner::HostAdmin);
        return Some(in_vain.because(at!(target.origins)));
    }
    let (status, weight, finding) = match foreign_cloud(evidence, target) {
        Some(cloud) => {
            (Status::Unmet, Weight::Veto, Finding::ForcedForeignCloud { host, level, cloud })
        }
        None if view.serves() => {
            (Status::Met, Weight::Advice, Finding::ForcedHostAnswers { host, level })
        }
        None if view.status != Status::Unmet => return None,
        // The setting is right, and the way to it is the host's own.
        None if is_of_own_link(target) => return None,
        None if port_named::judge(view, targets).is_some() => return None,
        // Somebody else serves, or may, or the name is no more: then the setting is what is wrong.
        None => {
            let is_setting = name_is_gone || !published.is_empty() || !open.is_empty();
            let weight = if is_setting { Weight::Needed } else { Weight::Advice };
            let is_lone = published.is_empty() && open.is_empty() && untried.is_empty();
            let wrong = YesNo(is_setting);
            let lone = YesNo(is_lone);
            let dead =
                Finding::ForcedHostDead { host, level, published, open, untried, wrong, lone };
            (Status::Unmet, weight, dead)
        }
    };
    Some(
        Requirement::new(RequirementId::KmsForcedHostServes, status, finding)
            .owned_by(Owner::HostAdmin)
            .weighing(weight)
            .because(at!(target.origins)),
    )
}

fn is_no_name(finding: &Finding) -> bool {
    matches!(finding, Finding::NameNotFound { .. } | Finding::ShortNameNotFound { .. })
}

fn is_untried(view: &TargetView<'_>) -> bool {
    view.target.endpoints.is_empty() && view.target.by_name.is_unplanned()
}

/// Somebody tested what this client does not ask, and by the captures alone nobody knows better:
/// another port of the forced host, or other hosts in its place.
fn not_that_tested(
    evidence: &Evidence,
    targets: &[TargetView<'_>],
    forced: &TargetView<'_>,
    level: ForcedLevel,
) -> Option<Requirement> {
    let target = &forced.target;
    let others = || targets.iter().filter(|view| view.target.value() != target.value());
    let opens = |view: &&TargetView<'_>| is_open(&view.target);
    let is_same = |view: &&TargetView<'_>| {
        same_computer(&view.target.host, &target.host) == Some(true)
            || view.target.addresses.all().any(|own| target.addresses.all().any(|it| it == own))
    };
    let tried = !is_untried(forced);
    let id = RequirementId::KmsForcedHostServes;
    if !evidence.asked.offline || is_open(target) {
        return None;
    }
    let (other, finding) = if let Some(other) = others().filter(opens).find(is_same) {
        let (port, open) = (u64::from(target.port), u64::from(other.target.port));
        let (host, tried) = (target.host.clone(), YesNo(tried));
        (other, Finding::ForcedPortNotThatTested { host, level, port, open, tried })
    } else {
        let tested: Vec<&TargetView<'_>> = others().filter(|view| !is_untried(view)).collect();
        let first = tested.first().copied().filter(|_| !tried && !is_nowhere(target))?;
        let (host, tested) = (target.label(), labels(tested.into_iter()));
        (first, Finding::ForcedHostNotThatTested { host, level, tested })
    };
    let status = if tried { Status::Unmet } else { Status::Unknown };
    let untested = Requirement::new(id, status, finding).owned_by(Owner::HostAdmin);
    Some(untested.because(at!(target.origins)).because(&other.target))
}

fn is_open(target: &KmsTarget) -> bool {
    target.is_reached() || target.by_name.value().is_some()
}

/// Its name led to no address, so that there was nothing to test.
fn is_nowhere(target: &KmsTarget) -> bool {
    target.addresses.ipv4.failure().is_some()
}

/// Windows 8.1 and Windows Server 2012 R2: the first that take no KMS host on the machine itself
/// (the manual of vlmcsd).
const FIRST_WITHOUT_ITSELF: u32 = 9600;

fn is_itself_in_vain(evidence: &Evidence, target: &KmsTarget) -> bool {
    let name = target.host.trim_end_matches('.');
    let is_itself = name.eq_ignore_ascii_case("localhost")
        || name.parse().is_ok_and(|ip: IpAddr| ip.to_canonical().is_loopback());
    is_itself && facts::product(evidence).build.is_some_and(|build| build >= FIRST_WITHOUT_ITSELF)
}

fn others_published<'v, 'e>(
    targets: &'v [TargetView<'e>],
    forced: &KmsTarget,
) -> impl Iterator<Item = &'v TargetView<'e>> {
    let is_another =
        move |view: &&TargetView<'_>| view.target.is_published() && view.target.value() != forced;
    targets.iter().filter(is_another)
}

fn labels<'v, 'e: 'v>(views: impl Iterator<Item = &'v TargetView<'e>>) -> Vec<String> {
    views.map(|view| view.target.label()).collect()
}

/// The cloud whose KMS is forced, on a machine that is known to run elsewhere: a provider's KMS
/// serves its own machines alone, however well its port answers.
/// An address of the machine's own link is no name: other providers give the same to theirs.
fn foreign_cloud(evidence: &Evidence, target: &KmsTarget) -> Option<Cloud> {
    let platform = evidence.host.platform.value()?;
    let is_meant = platform.cloud.is_some() || !is_of_own_link(target);
    foreign_owner_of(&target.host, platform.cloud).filter(|_| is_meant)
}

/// The cloud whose KMS is forced, where nobody knows which machine this is.
fn perhaps_foreign_cloud(evidence: &Evidence, target: &KmsTarget) -> Option<Cloud> {
    // Who rents out any maker's machines is not known by the maker.
    let may_be_its = |platform: &Platform| {
        platform.cloud.is_none() && is_recognised(&target.host) == Some(false)
    };
    let is_unknown = evidence.host.platform.value().is_none_or(may_be_its);
    owner_of(&target.host).filter(|_| is_unknown && !is_of_own_link(target))
}

fn is_of_own_link(target: &KmsTarget) -> bool {
    target.host.parse().is_ok_and(is_of_one_link)
}

/// A remembered host that is silent costs one attempt where another answers: the client goes on to
/// DNS.
pub fn passed_over<'e>(view: &TargetView<'e>) -> TargetView<'e> {
    let target = view.target.clone();
    let finding = Finding::RememberedHostDead { host: target.label() };
    let id = RequirementId::KmsRememberedHostAnswers;
    let silent = Requirement::new(id, Status::NotApplicable, finding)
        .weighing(Weight::Advice)
        .because(&target);
    TargetView { target, status: Status::NotApplicable, requirements: vec![silent] }
}
