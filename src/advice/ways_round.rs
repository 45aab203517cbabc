//! What else helps than to mend what is broken: what the licence calls for, what goes round a cause
//! by other hands, and what a code of Windows asks for.

use actprobe_probes::evidence::{Channel, FailureKind, KeyChannel, KmsTarget, ServiceStart};

use super::beside_windows;
use super::codes::ExplainedCode;
use super::codes::causes::{Beyond, Suspect};
use super::codes::route::Route;
use super::codes::step;
use super::known::{Known, opens};
use super::remedy::Remedy;
use crate::catalogue::clouds;
use crate::catalogue::codes::{Meaning, meaning};
use crate::catalogue::editions;
use crate::verdict::finding::{AvmaRefusal, HexCode, Role, YesNo};
use crate::verdict::licence::facts;
use crate::verdict::licence::given_codes::CodeSource;
use crate::verdict::subject::Subject;
use crate::verdict::{ChannelVerdict, Finding, Requirement, RequirementId, Standing, Verdict};

/// A remedy, what it goes round, and what it opens.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    /// What to do.
    pub remedy: Remedy,
    /// What it goes round.
    pub requirement: Option<RequirementId>,
    /// The channels that it opens.
    pub channels: Vec<Channel>,
}

impl Round {
    fn of(remedy: Remedy, channel: Channel) -> Self {
        Self { remedy, requirement: None, channels: vec![channel] }
    }
}

/// All of them, the most useful first; `is_mended`: a cause is to be mended besides.
pub fn remedies(
    known: Known<'_>,
    verdict: &Verdict,
    codes: &[ExplainedCode],
    is_mended: bool,
) -> Vec<Round> {
    let mut rounds = by_licence(known, verdict);
    rounds.extend(renew(known, verdict));
    rounds.extend(without_vbscript(known));
    let beside = beside_windows::remedies(known).into_iter();
    rounds.extend(beside.map(|(remedy, channels)| Round { remedy, requirement: None, channels }));
    for channel in &verdict.channels {
        for cause in channel.root_causes().filter(|cause| !known.does_without(cause)) {
            let remedies = round_cause(known, cause).into_iter();
            rounds.extend(remedies.map(|remedy| Round {
                remedy,
                requirement: Some(cause.id),
                channels: vec![channel.channel],
            }));
        }
    }
    let of_codes = by_codes(known, codes);
    let is_told = is_mended || !of_codes.is_empty();
    rounds.extend(of_codes);
    if hangs_on_a_rule(codes) {
        // It failed there, and would again.
        rounds.retain(|round| !matches!(round.remedy, Remedy::Activate { .. }));
    }
    let by_state = remembered(known, verdict, codes);
    let alone = || if is_told { None } else { by_code_alone(known, codes) };
    rounds.extend(by_state.or_else(alone));
    rounds.extend(ask_there(known, codes));
    rounds
}

/// The host that the licence remembers, where the last try reached none, and no capture shows any
/// that was tried.
fn remembered(known: Known<'_>, verdict: &Verdict, codes: &[ExplainedCode]) -> Option<Round> {
    let is_missed = |told: &ExplainedCode| {
        matches!(meaning(told.code.0), Some(Meaning::Umbrella | Meaning::Unreachable))
    };
    let evidence = known.evidence();
    let is_tried =
        |target: &KmsTarget| !target.endpoints.is_empty() || !target.by_name.is_unplanned();
    let is_shut = verdict
        .channels
        .iter()
        .any(|channel| channel.channel == Channel::Kms && channel.standing == Standing::Unknown);
    let is_open_question = evidence.asked.offline
        && is_shut
        && codes.iter().any(is_missed)
        && !evidence.kms.targets.iter().any(is_tried);
    let kms = known.licence()?.discovered_kms.as_ref().filter(|_| is_open_question)?;
    let target = evidence.kms.targets.iter().find(|target| target.host == kms.host);
    let address = target.and_then(|target| target.addresses.all().next());
    let address = address.map(|address| address.to_string()).into();
    let remedy = Remedy::TestRememberedHost { kms: kms.to_string(), address };
    Some(Round::of(remedy, Channel::Kms))
}

/// Where Windows told by a capture that it is not activated, and nobody asked the network, or asked
/// others than it asks.
fn ask_there(known: Known<'_>, codes: &[ExplainedCode]) -> Option<Round> {
    let is_unasked = known.evidence().asked.offline && known.is_activated() == Some(false);
    let is_unsure = known.is_activated() != Some(true) && hangs_on_a_rule(codes);
    let remedy = Remedy::AskThere {};
    (is_unasked || is_unsure).then_some(Round { remedy, requirement: None, channels: Vec::new() })
}

/// Whether a code may come from servers that only that host asks.
fn hangs_on_a_rule(codes: &[ExplainedCode]) -> bool {
    let mut causes = codes.iter().flat_map(|code| &code.causes);
    causes.any(|cause| matches!(cause.what, Suspect::Beyond(Beyond::NameRule { .. })))
}

/// What the state of the licence and its key call for.
fn by_licence(known: Known<'_>, verdict: &Verdict) -> Vec<Round> {
    if known.is_activated() != Some(false) {
        return Vec::new();
    }
    match known.key() {
        Some(KeyChannel::KmsClient) => client_key_ready(known, verdict),
        Some(KeyChannel::Avma) => usable(known, Channel::Avma, Remedy::ActivateByHost {}),
        Some(KeyChannel::Mak | KeyChannel::Retail | KeyChannel::KmsHost | KeyChannel::Oem) => {
            bought_key(known, verdict)
        }
        None => key_for_kms(known),
        Some(KeyChannel::TimeBased | KeyChannel::Other) => Vec::new(),
    }
}

/// The published key, where the installed one asks no KMS host, and captures show one; or where
/// there is none.
fn key_for_kms(known: Known<'_>) -> Vec<Round> {
    let ready = || known.serving_kms().filter(|_| known.is_kms_ready());
    let seen = known.kms_seen().or_else(ready);
    let is_meant = known.has_no_key() || known.key().is_some() && seen.is_some();
    if !is_meant || !known.may_change_key() || known.is_usable(Channel::Online) {
        return Vec::new();
    }
    let key = known.licence().and_then(|licence| licence.partial_key.clone());
    let remedy = Remedy::TakeKeyForKms {
        kms: seen.map(KmsTarget::label).into(),
        opens: YesNo(seen.is_some_and(opens)),
        channel: known.key().into(),
        key: key.into(),
    };
    vec![Round::of(remedy, Channel::Kms)]
}

/// As long as it holds, nobody notices that it is not renewed. Where a cause is known, or the host
/// that would renew it is to be left, trying again is no step.
fn renew(known: Known<'_>, verdict: &Verdict) -> Option<Round> {
    let licence = known.licence()?;
    facts::days_unrenewed(licence)?;
    let ways = verdict
        .channels
        .iter()
        .filter(|judged| matches!(judged.channel, Channel::Kms | Channel::Adba));
    let is_known = |judged: &ChannelVerdict| {
        let is_reason = |cause: &Requirement| {
            let is_of_stranger = matches!(cause.finding, Finding::ForcedHostOfStranger { .. });
            cause.is_unmet() && (judged.is_decisive(cause) || is_of_stranger)
        };
        judged.root_causes().any(is_reason)
    };
    if ways.into_iter().any(is_known) {
        return None;
    }
    let remedy = Remedy::RenewNow { days: licence.remaining_days().into() };
    let channels = vec![Channel::Kms, Channel::Adba];
    Some(Round { remedy, requirement: None, channels })
}

/// `slmgr.vbs` told nothing, and that says nothing of the licence.
fn without_vbscript(known: Known<'_>) -> Option<Round> {
    let is_unread = known.evidence().licensing.without_vbscript && known.is_activated().is_none();
    let remedy = Remedy::ReadWithoutVbscript {};
    is_unread.then_some(Round { remedy, requirement: None, channels: Vec::new() })
}

fn usable(known: Known<'_>, channel: Channel, remedy: Remedy) -> Vec<Round> {
    if known.is_usable(channel) { vec![Round::of(remedy, channel)] } else { Vec::new() }
}

/// The directory goes before KMS, and one command asks both.
fn client_key_ready(known: Known<'_>, verdict: &Verdict) -> Vec<Round> {
    if let Some(name) = published_elsewhere(verdict).filter(|_| !known.is_usable(Channel::Adba)) {
        return vec![Round::of(Remedy::SetLookupDomain { name }, Channel::Kms)];
    }
    let kms = known.is_usable(Channel::Kms).then(|| serving(known)).flatten();
    let channels: Vec<Channel> = [Channel::Adba, Channel::Kms]
        .into_iter()
        .filter(|channel| known.is_usable(*channel))
        .collect();
    if channels.is_empty() {
        return Vec::new();
    }
    vec![Round { remedy: Remedy::Activate { kms: kms.into() }, requirement: None, channels }]
}

/// The record that this host does not find by itself, however well the KMS host answers.
fn published_elsewhere(verdict: &Verdict) -> Option<String> {
    let requirements = verdict.channels.iter().flat_map(|channel| &channel.requirements);
    requirements.filter(|requirement| requirement.is_unmet()).find_map(|requirement| {
        match &requirement.finding {
            Finding::SrvOutsideOwnZones { name, .. }
            | Finding::SrvOutsideUnknownZones { name, .. } => Some(name.clone()),
            _ => None,
        }
    })
}

fn serving(known: Known<'_>) -> Option<String> {
    known.serving_kms().map(actprobe_probes::evidence::KmsTarget::label)
}

/// A key that Microsoft's servers activate.
fn bought_key(known: Known<'_>, verdict: &Verdict) -> Vec<Round> {
    let mut rounds = usable(known, Channel::Online, Remedy::ActivateOnline {});
    let ready = other_key_ready(known);
    rounds.extend(if ready.is_empty() { key_for_kms(known) } else { ready });
    let used_up = used_up(verdict);
    if used_up.is_some() {
        rounds.push(Round::of(request(known), Channel::Online));
    }
    if !known.is_usable(Channel::Online)
        && known.key() != Some(KeyChannel::Oem)
        && can_offline(known)
    {
        rounds.push(Round::of(Remedy::ActivateOffline { code: used_up.into() }, Channel::Phone));
        // A site has a KMS host or two.
        if known.key() != Some(KeyChannel::KmsHost) {
            rounds.push(Round::of(Remedy::ActivateManyOffline {}, Channel::Phone));
        }
    }
    if used_up.is_some() {
        rounds.push(Round::of(Remedy::ReuseRetiredKey {}, Channel::Online));
    }
    // How clients are best activated, and what an upgrade uses up, is nothing of a KMS host's.
    if used_up.is_some() && known.key() != Some(KeyChannel::KmsHost) {
        rounds.extend(preferred(known));
        rounds.push(Round {
            remedy: Remedy::SaveBeforeUpgrade {},
            requirement: None,
            channels: Vec::new(),
        });
    }
    if known.key() == Some(KeyChannel::Oem) {
        rounds.push(Round::of(Remedy::ReplaceOemLicence {}, Channel::Online));
    }
    rounds
}

/// The portal does not take these (Microsoft Support, "Activate Microsoft perpetual products using
/// the Product Activation Portal").
fn can_offline(known: Known<'_>) -> bool {
    let edition = known.edition().unwrap_or_default();
    let is_windows_10 = known.build().is_some_and(|build| build < 22_000);
    !(edition.starts_with("ProfessionalEducation")
        || edition.starts_with("ProfessionalWorkstation") && is_windows_10)
}

fn request(known: Known<'_>) -> Remedy {
    let licence = known.licence();
    Remedy::RequestActivations {
        key: licence.and_then(|licence| licence.partial_key.clone()).into(),
        product: licence.map(|licence| licence.name.clone()).into(),
    }
}

/// KMS or the directory would take a KMS client key.
fn other_key_ready(known: Known<'_>) -> Vec<Round> {
    let channels: Vec<Channel> =
        [(Channel::Adba, known.is_directory_ready()), (Channel::Kms, known.is_kms_ready())]
            .into_iter()
            .filter_map(|(channel, ready)| ready.then_some(channel))
            .collect();
    let is_helped =
        channels.is_empty() || !known.may_take_client_key() || known.is_usable(Channel::Online);
    if is_helped {
        return Vec::new();
    }
    let kms = if known.is_kms_ready() { serving(known) } else { None };
    let key = known.licence().and_then(|licence| licence.partial_key.clone());
    let remedy = Remedy::TakeClientKey { kms: kms.into(), key: key.into() };
    vec![Round { remedy, requirement: None, channels }]
}

fn used_up(verdict: &Verdict) -> Option<HexCode> {
    let requirements = verdict.channels.iter().flat_map(|channel| &channel.requirements);
    requirements.filter(|r| r.is_unmet()).find_map(|r| match &r.finding {
        Finding::KeyUsedUp { code, .. } => Some(*code),
        _ => None,
    })
}

/// Which channel suits a machine of this kind in the long run.
fn preferred(known: Known<'_>) -> Vec<Round> {
    let is_guest = known
        .channel(Channel::Avma)
        .is_some_and(|avma| avma.requirements.iter().any(is_hyper_v_guest));
    let is_member = known.channel(Channel::Adba).is_some_and(|adba| {
        adba.requirements.iter().any(|r| matches!(r.finding, Finding::DirectoryKnown { .. }))
    });
    let mut rounds = Vec::new();
    if is_guest {
        rounds.push(Round::of(Remedy::PreferHyperV {}, Channel::Avma));
    }
    if is_member {
        rounds.push(Round::of(Remedy::PreferDirectory {}, Channel::Adba));
    }
    rounds.push(Round::of(Remedy::PreferKms {}, Channel::Kms));
    rounds
}

fn is_hyper_v_guest(requirement: &Requirement) -> bool {
    matches!(requirement.finding, Finding::AvmaHyperVGuest { .. })
}

/// What other hands can do about a cause.
fn round_cause(known: Known<'_>, cause: &Requirement) -> Vec<Remedy> {
    let hidden = match &cause.finding {
        Finding::SrvHiddenByFirstServer { behind, stranger, .. }
        | Finding::ControllerHiddenByFirstServer { behind, stranger, .. } => {
            Some((behind, *stranger))
        }
        _ => None,
    };
    if let Some((behind, stranger)) = hidden {
        // One that is none of the domain's is not to be kept behind the others either.
        let first = behind.first().filter(|_| stranger == YesNo(false)).cloned();
        return first.map(|server| Remedy::AskServerFirst { server }).into_iter().collect();
    }
    if let Some(server) = server_with_the_name(&cause.finding) {
        return vec![Remedy::AskServerFirst { server }];
    }
    let is_told_already = matches!(
        cause.finding,
        Finding::SrvPastLookupDomain { .. }
            | Finding::SrvLookupDomainEmpty { .. }
            | Finding::SrvLookupDomainNotAsked { .. }
    );
    let left_behind = lookup_domain(known)
        .filter(|_| cause.id == RequirementId::KmsSrvPublished && !is_told_already);
    if let Some(domain) = left_behind {
        return vec![Remedy::ClearLookupDomain { domain: domain.to_owned() }];
    }
    let has_client_key = known.key().is_none_or(|key| key == KeyChannel::KmsClient);
    match &cause.finding {
        Finding::SrvNameNotFound { .. }
        | Finding::SrvNoData { .. }
        | Finding::SrvNotOffered { .. }
            if has_client_key =>
        {
            vec![Remedy::WriteRecord {}, name_host(known)]
        }
        Finding::SrvDomainUnknown { .. }
        | Finding::SrvAskedOfPublic { .. }
        | Finding::SrvAskedOfGateway { .. }
        | Finding::SrvMissedInWorkgroup { .. }
        | Finding::SrvNotServed { .. }
        | Finding::NoSuffix {}
        | Finding::NoDnsServer {}
            // Without its VPN it would not reach that host either.
            if has_client_key && known.evidence().host.vpn_off.is_empty() =>
        {
            vec![name_host(known)]
        }
        Finding::SrvOutsideOwnZones { name, decides: YesNo(true), .. }
        | Finding::SrvOutsideUnknownZones { name, decides: YesNo(true), .. }
            if has_client_key =>
        {
            vec![Remedy::SetLookupDomain { name: name.clone() }]
        }
        Finding::PortSilent { role: Role::Kms, .. } | Finding::PortRefused { role: Role::Kms }
            if has_client_key =>
        {
            unheard_host(known)
        }
        Finding::NameNotFound { role: Role::Kms, .. }
        | Finding::HostAbsent { role: Role::Kms }
        | Finding::PortUnreachable {
            role: Role::Kms, what: FailureKind::HostUnreachable, ..
        } => {
            let unheard = if has_client_key { unheard_host(known) } else { Vec::new() };
            orphan(known, cause).into_iter().chain(unheard).collect()
        }
        Finding::NameNotFound { role: Role::CloudKms, .. }
        | Finding::NameHasNoAddress { role: Role::CloudKms, .. }
        | Finding::NameServerFails { role: Role::CloudKms, .. }
        | Finding::NameUnanswered { role: Role::CloudKms, .. }
        | Finding::NameAliasBroken { role: Role::CloudKms, .. }
        | Finding::NameAddressesKeptBack { role: Role::CloudKms, .. }
            if has_client_key =>
        {
            tell_of_cloud(cause)
        }
        Finding::NameNotFound { role: Role::Endpoint, .. }
        | Finding::NameServerFails { role: Role::Endpoint, .. }
        | Finding::PortSilent { role: Role::Endpoint, .. }
        | Finding::PortRefused { role: Role::Endpoint }
        | Finding::PortProhibited { role: Role::Endpoint, .. }
        | Finding::FamilyMismatch { role: Role::Endpoint, .. }
        | Finding::NoRoute { role: Role::Endpoint } => proxy(known),
        Finding::AvmaHostNotDatacenter { .. }
        | Finding::AvmaHostTooOld { .. }
        | Finding::AvmaHostEvaluation { .. }
        | Finding::AvmaHostRefuses { why: AvmaRefusal::SeenNotDatacenter, .. } => {
            vec![Remedy::UseOtherWay {}]
        }
        Finding::AvmaAzureHost { .. } => vec![Remedy::TurnOnDataExchange {}],
        Finding::AvmaHostRefuses { code, why: AvmaRefusal::Mismatch, .. } => {
            match known.has_avma_key() {
                true => vec![Remedy::UseOtherWay {}],
                false => vec![Remedy::MatchKeyToEdition { code: *code }],
            }
        }
        Finding::KmsCountLow { .. } => vec![Remedy::PreferDirectory {}, Remedy::PreferMak {}],
        _ => Vec::new(),
    }
}

/// The server that knows a name of the site, where the one that is asked first does not. Of the
/// Internet's names, the first one may bar some on purpose.
fn server_with_the_name(finding: &Finding) -> Option<String> {
    let Finding::NameKnownToOthers { role, stranger: YesNo(false), others, .. } = finding else {
        return None;
    };
    let first = others.first().filter(|_| *role != Role::Endpoint)?;
    Some(Subject::from(first).host().to_owned())
}

/// By the name that it has now, where it was an older one that is not resolved; told that one, the
/// client would meet the same as this run did, and an address is left.
fn tell_of_cloud(cause: &Requirement) -> Vec<Remedy> {
    let name = cause.subjects.first().map(Subject::host).unwrap_or_default();
    let (Some(cloud), Some(address)) = (clouds::owner_of(name), clouds::kms_address(name)) else {
        return Vec::new();
    };
    let is_of_now = clouds::kms_names(cloud).iter().any(|told| told.eq_ignore_ascii_case(name));
    let by_name = (!is_of_now).then_some(Remedy::NameCloudKms { cloud });
    let (name, address) = (name.to_owned(), address.to_owned());
    by_name.into_iter().chain([Remedy::NameCloudKmsByAddress { name, address }]).collect()
}

/// By captures, the published host that nobody finds at its name or address: whether it is gone for
/// good, whoever runs DNS is told.
fn orphan(known: Known<'_>, cause: &Requirement) -> Vec<Remedy> {
    let evidence = known.evidence();
    let is_meant = |target: &&KmsTarget| {
        target.is_published() && cause.subjects.iter().any(|subject| subject.host() == target.host)
    };
    let gone = evidence.kms.targets.iter().find(is_meant).filter(|_| evidence.asked.offline);
    let delete = |target: &KmsTarget| Remedy::DeleteRecord { host: target.host.clone() };
    gone.map(delete).into_iter().collect()
}

/// The one domain that the client was told to look in.
fn lookup_domain(known: Known<'_>) -> Option<&str> {
    known.evidence().lookup_domain()
}

/// A KMS host that serves, and that no record leads this host to.
fn unheard_host(known: Known<'_>) -> Vec<Remedy> {
    let is_found = known.is_usable(Channel::Kms);
    let unheard = serving(known).filter(|_| !is_found);
    unheard.map(|_| name_host(known)).into_iter().collect()
}

fn name_host(known: Known<'_>) -> Remedy {
    let lasting = YesNo(known.is_outside_a_domain());
    Remedy::NameKmsHost { kms: serving(known).into(), lasting }
}

/// Only where services have none: one that is set is judged by itself.
fn proxy(known: Known<'_>) -> Vec<Remedy> {
    let proxy = &known.evidence().proxy;
    let is_set = proxy.settings.value().is_some_and(|settings| !settings.servers.is_empty());
    if is_set {
        return Vec::new();
    }
    let (host, port) = known.proxy();
    let name = host.placeholder().is_none().then(|| format!("{}:{}", host.text(), port.text()));
    vec![Remedy::SetProxy { proxy: name.into() }]
}

/// What Windows itself said, where this program can look at nothing for it.
fn by_codes(known: Known<'_>, codes: &[ExplainedCode]) -> Vec<Round> {
    if known.is_activated() == Some(true) {
        return Vec::new();
    }
    let of_licence = known.licence().into_iter().flat_map(|licence| {
        [licence.activation_error, licence.reason].into_iter().flatten().map(HexCode)
    });
    let mut remedies: Vec<Remedy> = Vec::new();
    let told =
        codes.iter().map(|told| (told.code, matches!(told.source, CodeSource::Event { .. })));
    for (code, is_of_service) in told.chain(of_licence.map(|code| (code, false))) {
        // What the service tried by itself had no prompt that could lack rights.
        let is_meant = |remedy: &Remedy| !(is_of_service && wants_a_prompt(remedy));
        let new = of_code(known, code).into_iter().filter(is_meant);
        let new = new.filter(|remedy| !remedies.contains(remedy));
        let new: Vec<Remedy> = new.collect();
        remedies.extend(new);
    }
    let round = |remedy| Round { remedy, requirement: None, channels: Vec::new() };
    remedies.into_iter().map(round).collect()
}

fn wants_a_prompt(remedy: &Remedy) -> bool {
    matches!(remedy, Remedy::RunElevated { .. } | Remedy::RestoreComAccess { .. })
}

fn of_code(known: Known<'_>, code: HexCode) -> Vec<Remedy> {
    match code.0 {
        // No rights.
        0x8007_0005 => {
            vec![Remedy::RunElevated { code }, Remedy::RestoreComAccess { code }]
        }
        0x8004_1003 | 0xC004_F025 => vec![Remedy::RunElevated { code }],
        // The key is of another edition or version.
        0xC004_F050 | 0xC004_F069 | 0xC004_F210 | 0xC004_F212 | 0xC004_E016 => {
            // An evaluation takes no key at all before it is converted, and a step says so.
            let is_evaluation = facts::edition(known.evidence())
                .is_some_and(|edition| editions::is_evaluation(&edition));
            if is_evaluation { Vec::new() } else { vec![Remedy::MatchKeyToEdition { code }] }
        }
        // Licence files are missing or damaged.
        0xC004_B001 | 0xC004_F011 | 0xC004_F013 | 0xC004_F047 => {
            vec![Remedy::ReinstallLicences { code }]
        }
        // The store is damaged.
        0xC004_E002 | 0xC004_E015 | 0xC004_F012 | 0xC004_F027 => {
            let is_client = known.key() == Some(KeyChannel::KmsClient);
            let published = YesNo(is_client && known.setup_key().placeholder().is_none());
            vec![Remedy::RebuildTokens { code, published }, Remedy::RepairSystemFiles { code }]
        }
        // System files were changed.
        0xC004_E003 | 0x8004_FE21 => vec![Remedy::RepairSystemFiles { code }],
        // The service is stopped, stops, or does not answer.
        0x8007_0422 | 0x8007_0426 | 0xC004_F075 | 0x8007_05B4 | 0xC002_0017 => {
            restart_service(known, code).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// What the last code asks for, where captures tell that and nothing else is to be mended.
fn by_code_alone(known: Known<'_>, codes: &[ExplainedCode]) -> Option<Round> {
    let is_alone = known.evidence().asked.offline && known.is_activated() == Some(false);
    let explained = codes.first()?;
    let code = explained.code;
    let step = step::of(code.0, explained.way).filter(|_| is_alone)?;
    // No host was asked where none was found.
    let is_undiscovered = known.licence().is_some_and(|licence| licence.kms_undiscovered);
    let is_nobodys =
        step == step::CodeStep::Hidden && is_undiscovered && known.asked_kms().is_none();
    let step = Some(step).filter(|_| !is_nobodys)?;
    let route = Route::of(known.evidence());
    let (step, proxy) = (route.step(step), route.proxy().map(ToString::to_string).into());
    let kms = known.asked_kms().map(|kms| kms.to_string()).into();
    let remedy = Remedy::AnswerCode { code, step, proxy, kms };
    Some(Round { remedy, requirement: None, channels: Vec::new() })
}

/// Not where it is disabled: then the step of that cause starts it.
fn restart_service(known: Known<'_>, code: HexCode) -> Option<Remedy> {
    let start = known.licensing_service();
    (start != Some(ServiceStart::Disabled))
        .then(|| Remedy::RestartService { code, start: start.into() })
}
