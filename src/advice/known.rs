//! What the evidence holds that a command can be filled with.

use std::net::IpAddr;

use actprobe_probes::evidence::{
    Channel, DomainOrigin, Evidence, HostPort, KMS_PORT, KeyChannel, KmsTarget, LicenceFacts,
    LicenceStatus, Membership, Origin, ProductKind, ProxySettings, ProxySource, ServiceStart,
    SrvQuestion, TargetOrigin, domain_of_kms_service,
};

use super::command::Machine;
use super::placeholder::Placeholder;
use super::slmgr::Tools;
use super::word::Word;
use crate::catalogue::clouds::owner_of;
use crate::catalogue::{avma, editions};
use crate::verdict::licence::whose::client_events;
use crate::verdict::licence::{facts, key_channel};
use crate::verdict::logic::Status;
use crate::verdict::{
    ChannelVerdict, Finding, LicenceState, LoggedState, Requirement, RequirementId, Verdict,
    licence_state,
};

/// Windows 8.1 and Windows Server 2012 R2.
const WINDOWS_8_1: u32 = 9600;
/// The first build on which `VBScript` may be missing: Windows 11 24H2 and Windows Server 2025.
const VBSCRIPT_OPTIONAL: u32 = 26_100;
/// Windows 11 26H2, which came after the update that brought the module `OSLicense`.
const CLIENT_WITH_OS_LICENSE: u32 = 26_300;
/// The first preview of Windows Server with the module.
const SERVER_WITH_OS_LICENSE: u32 = 29_651;

/// The known values of one evidence.
#[derive(Clone, Copy)]
pub struct Known<'e> {
    evidence: &'e Evidence,
    verdict: &'e Verdict,
}

impl<'e> Known<'e> {
    /// Of this evidence, and what holds by it.
    pub fn of(evidence: &'e Evidence, verdict: &'e Verdict) -> Self {
        Self { evidence, verdict }
    }

    /// The evidence.
    pub fn evidence(&self) -> &'e Evidence {
        self.evidence
    }

    /// Whether the host that the report is about runs Windows.
    pub fn is_windows(&self) -> bool {
        self.evidence.host.is_windows() || self.licence().is_some()
    }

    /// Whether services take their proxy from `WinHTTP`: on Windows, and where its settings were
    /// captured.
    pub fn has_winhttp(&self) -> bool {
        let is_captured = matches!(self.evidence.proxy.source, ProxySource::File { .. });
        self.is_windows() || is_captured
    }

    /// The machine that has to be activated.
    pub fn client(&self) -> Machine {
        if self.is_windows() { Machine::ThisHost } else { Machine::Client }
    }

    /// The licence, where it is known.
    pub fn licence(&self) -> Option<&'e LicenceFacts> {
        self.evidence.licensing.windows.value()
    }

    /// How the licensing service starts, where that was read.
    pub fn licensing_service(&self) -> Option<ServiceStart> {
        self.evidence.host.windows.value()?.licensing_service
    }

    /// The kind of the installed key.
    pub fn key(&self) -> Option<KeyChannel> {
        key_channel(self.licence()?)
    }

    /// Whether Windows is activated; nothing where that is not known.
    pub fn is_activated(&self) -> Option<bool> {
        match licence_state(self.evidence) {
            LicenceState::ForGood
            | LicenceState::ForATime { .. }
            | LicenceState::Evaluation { .. }
            | LicenceState::Succeeded { .. }
            | LicenceState::Logged {
                state: LoggedState::Activated | LoggedState::Evaluation,
                ..
            } => Some(true),
            LicenceState::NotActivated { .. }
            | LicenceState::Failed
            | LicenceState::Logged { state: LoggedState::NotActivated, .. } => Some(false),
            LicenceState::Unread | LicenceState::Unknown => None,
        }
    }

    /// Whether a capture tells of a licence, or of another product, without how Windows is
    /// licensed.
    pub fn is_unread(&self) -> bool {
        self.tells_of_others_alone() || licence_state(self.evidence) == LicenceState::Unread
    }

    /// Whether the captures tell of other products, and nothing of Windows' own licence.
    pub fn tells_of_others_alone(&self) -> bool {
        let licensing = &self.evidence.licensing;
        !licensing.other_products.is_empty()
            && licensing.windows.value().is_none()
            && self.evidence.asked.offline
    }

    /// Whether the host is a KMS host itself.
    pub fn is_kms_host(&self) -> bool {
        let by_licence = self.licence().is_some_and(|licence| {
            key_channel(licence) == Some(KeyChannel::KmsHost) || licence.kms_host.is_some()
        });
        let windows = self.evidence.host.windows.value();
        by_licence || windows.is_some_and(|windows| windows.kms_host.is_some())
    }

    /// Whether another key may be put in: only where it is known that none is lost by it that
    /// activates Windows, or makes it a KMS host.
    pub fn may_change_key(&self) -> bool {
        let status = self.licence().and_then(|licence| licence.status);
        let is_idle = status.is_some_and(|status| status != LicenceStatus::Licensed);
        (is_idle || self.has_no_key()) && !self.is_kms_host()
    }

    /// Whether Windows says that no product key is installed.
    pub fn has_no_key(&self) -> bool {
        facts::has_no_key(self.evidence)
    }

    /// Whether a KMS client key may be put in: also in the place of a bought key, where a KMS host
    /// or the directory answers it.
    pub fn may_take_client_key(&self) -> bool {
        let is_bought = !self.has_no_key()
            && !matches!(
                self.key(),
                Some(KeyChannel::KmsClient | KeyChannel::Avma | KeyChannel::TimeBased)
            );
        let is_answered =
            || self.is_kms_ready() || self.is_directory_ready() || self.kms_seen().is_some();
        self.may_change_key() && (!is_bought || is_answered())
    }

    /// A KMS host of the site that captures show, the one whose port opened first; where nothing
    /// that was seen speaks against KMS but the key.
    pub fn kms_seen(&self) -> Option<&'e KmsTarget> {
        let kms = self.channel(Channel::Kms).filter(|_| self.evidence.asked.offline)?;
        let speaks_against = |r: &&Requirement| {
            r.is_unmet() && kms.is_decisive(r) && r.id != RequirementId::KmsKeyIsClientKey
        };
        if kms.root_causes().any(|cause| speaks_against(&cause)) {
            return None;
        }
        let targets = self.evidence.kms.targets.iter();
        let mut seen = targets.filter(|target| is_seen_well(target));
        seen.clone().find(|target| opens(target)).or_else(|| seen.next())
    }

    /// Whether KMS would activate this host but for its key.
    pub fn is_kms_ready(&self) -> bool {
        self.is_ready(Channel::Kms, RequirementId::KmsRpcBindAccepted)
    }

    /// Whether the directory would.
    pub fn is_directory_ready(&self) -> bool {
        self.is_ready(Channel::Adba, RequirementId::AdbaObjectPublished)
    }

    /// The channel has what shows that it works, and nothing decisive against it but the key.
    fn is_ready(&self, channel: Channel, proof: RequirementId) -> bool {
        let Some(channel) = self.channel(channel) else { return false };
        let is_proved = |r: &Requirement| r.id == proof && r.status == Status::Met;
        let is_key =
            |id| matches!(id, RequirementId::KmsKeyIsClientKey | RequirementId::AdbaClientKey);
        let speaks_against = |r: &&Requirement| channel.is_decisive(r) && !is_key(r.id);
        channel.requirements.iter().any(is_proved)
            && (channel.standing.is_usable()
                || channel.root_causes().find(speaks_against).is_none())
    }

    /// What a channel amounts to.
    pub fn channel(&self, channel: Channel) -> Option<&'e ChannelVerdict> {
        self.verdict.channels.iter().find(|judged| judged.channel == channel)
    }

    /// Whether a channel can be used as things are.
    pub fn is_usable(&self, channel: Channel) -> bool {
        self.channel(channel).is_some_and(|judged| judged.standing.is_usable())
    }

    /// Whether a cause keeps this host from nothing: what the directory activates and renews needs
    /// no KMS host in DNS.
    pub fn does_without(&self, cause: &Requirement) -> bool {
        let has_object = |licence: &LicenceFacts| licence.activation_object.is_some();
        let is_renewed = self.is_usable(Channel::Adba)
            && self.is_activated() == Some(true)
            && self.licence().is_some_and(has_object);
        // What Office lacks has steps of its own.
        let is_of_office = self.tells_of_others_alone()
            && self.evidence.licensing.other_products.iter().any(|other| {
                other.kind == ProductKind::Office && other.channel == Some(KeyChannel::KmsClient)
            });
        cause.id == RequirementId::KmsSrvPublished && (is_renewed || is_of_office)
    }

    /// Whether DNS has no record of a KMS host, by what was asked of it.
    pub fn finds_no_kms_record(&self) -> bool {
        let is_told = |finding: &Finding| {
            matches!(finding, Finding::SrvNameNotFound { .. } | Finding::SrvNoData { .. })
        };
        self.channel(Channel::Kms)
            .is_some_and(|kms| kms.requirements.iter().any(|asked| is_told(&asked.finding)))
    }

    /// What this host has of the licensing service's tools.
    pub fn tools(&self) -> Tools {
        let without = self.evidence.licensing.without_vbscript;
        let vbs = if without { Tools::Cim } else { Tools::Vbs };
        let Some(build) = self.build() else { return vbs };
        let is_client = self.edition().is_some_and(|edition| !editions::is_server(&edition));
        match build {
            SERVER_WITH_OS_LICENSE.. => Tools::OsLicense,
            CLIENT_WITH_OS_LICENSE if is_client => Tools::OsLicense,
            _ if without => Tools::Cim,
            VBSCRIPT_OPTIONAL.. => Tools::VbsPerhaps,
            _ => Tools::Vbs,
        }
    }

    /// Whether it is older than Windows 8.1 and Windows Server 2012 R2, the first that have
    /// `Test-NetConnection` and the other cmdlets of the network.
    pub fn is_before_net_cmdlets(&self) -> bool {
        match self.build() {
            Some(build) => build < WINDOWS_8_1,
            None => self.licence().is_some_and(is_of_windows_7),
        }
    }

    /// The build of Windows.
    pub fn build(&self) -> Option<u32> {
        facts::build(self.evidence)
    }

    /// The edition, as `EditionID` names it.
    pub fn edition(&self) -> Option<String> {
        facts::edition(self.evidence)
    }

    /// The published KMS client key of the edition.
    pub fn setup_key(&self) -> Word {
        Word::of(facts::setup_key(self.evidence), Placeholder::SetupKey)
    }

    /// The published AVMA key of the edition.
    pub fn avma_key(&self) -> Word {
        Word::of(self.published_avma_key(), Placeholder::AvmaKey)
    }

    /// Whether that is the installed one.
    pub fn has_avma_key(&self) -> bool {
        let own = self.licence().and_then(|licence| licence.partial_key.as_deref());
        own.zip(self.published_avma_key()).is_some_and(|(own, key)| key.ends_with(own))
    }

    fn published_avma_key(&self) -> Option<&'static str> {
        avma::key(self.build()?, &self.edition()?)
    }

    /// The id of the installed product.
    pub fn activation_id(&self) -> Word {
        let id = self.licence().and_then(|licence| licence.activation_id.as_deref());
        Word::of(id, Placeholder::ActivationId)
    }

    /// The domain in which this host looks.
    pub fn domain(&self) -> Word {
        let own = self.member_of().or_else(|| self.suffix());
        Word::of(own.or_else(|| self.captured_domain()), Placeholder::Domain)
    }

    /// The only domain of which a capture shows a record, where nothing is known of the host's own.
    fn captured_domain(&self) -> Option<&'e str> {
        let has_records = |question: &&SrvQuestion| {
            let mut replies = question.answers.iter().filter_map(|answer| answer.srv.value());
            question.origin == Origin::Capture && replies.any(|reply| !reply.records.is_empty())
        };
        let mut named = self.evidence.kms.questions.iter().filter(has_records);
        let first = named.next()?;
        let only = named.next().is_none().then_some(first)?;
        domain_of_kms_service(&only.name)
    }

    /// The zone that clients like this host search first.
    pub fn zone(&self) -> Word {
        let own = self.suffix().or_else(|| self.member_of());
        Word::of(own.or_else(|| self.only_asked_domain()), Placeholder::Domain)
    }

    /// The only domain for which a capture asks, with whatever answer.
    fn only_asked_domain(&self) -> Option<&'e str> {
        let is_captured = |question: &&SrvQuestion| question.origin == Origin::Capture;
        let mut asked = self.evidence.kms.questions.iter().filter(is_captured);
        let first = asked.next().filter(|_| self.evidence.asked.offline)?;
        let only = asked.next().is_none().then_some(first)?;
        domain_of_kms_service(&only.name)
    }

    fn suffix(&self) -> Option<&'e str> {
        let client = self.evidence.host.dns.value()?;
        client.suffixes.first().map(|suffix| suffix.name.as_str())
    }

    /// The Active Directory domain.
    fn member_of(&self) -> Option<&'e str> {
        let windows = self.evidence.host.windows.value();
        let domain = match windows.and_then(|windows| windows.membership.as_ref()) {
            Some(Membership::Domain { domain, .. }) => Some(domain.as_str()),
            Some(Membership::Workgroup | Membership::Entra) | None => None,
        };
        domain.or(self.evidence.directory.domain.as_deref())
    }

    /// Whether it is a member of a domain, or its domain was named.
    pub fn is_of_a_domain(&self) -> bool {
        !self.is_outside_a_domain() && self.member_of().is_some()
    }

    /// Whether the host is a member of no domain, as far as was read.
    pub fn is_outside_a_domain(&self) -> bool {
        let windows = self.evidence.host.windows.value();
        let membership = windows.and_then(|windows| windows.membership.as_ref());
        matches!(membership, Some(Membership::Workgroup | Membership::Entra))
    }

    /// The Active Directory domain, as a command takes it.
    pub fn directory_domain(&self) -> Word {
        Word::of(self.member_of(), Placeholder::Domain)
    }

    /// A name that a host looks up that is told its KMS host, and so asks for no record: that of
    /// the KMS host, else the first of the way to Microsoft.
    pub fn name_asked_for_instead(&self) -> Option<&'e str> {
        let is_told = |r: &Requirement| {
            matches!(r.finding, Finding::KmsForced {} | Finding::KmsForcedByHost {})
        };
        self.channel(Channel::Kms)?.requirements.iter().find(|r| is_told(r))?;
        let kms = self.evidence.kms.targets.iter().filter(|target| is_forced(target));
        let endpoints = self.evidence.online.endpoints.iter().flat_map(|endpoint| &endpoint.hops);
        let hosts = kms.map(|target| &target.host).chain(endpoints.map(|hop| &hop.to.host));
        hosts.map(String::as_str).find(|host| host.parse::<IpAddr>().is_err())
    }

    /// A DNS server that answers this host, else the first. Not every tool tells which answered.
    pub fn dns_server(&self) -> Word {
        let answers = self.evidence.kms.questions.iter().flat_map(|question| &question.answers);
        let answering = answers
            .filter(|answer| answer.srv.value().is_some())
            .map(|answer| answer.server.ip())
            .find(|address| !address.is_unspecified());
        let first = || {
            let client = self.evidence.host.dns.value()?;
            client.servers.first().map(|server| server.address.ip())
        };
        let address = answering.or_else(first).map(|address| address.to_string());
        Word::of(address.as_deref(), Placeholder::DnsServer)
    }

    /// A KMS host of the site that answers.
    pub fn serving_kms(&self) -> Option<&'e KmsTarget> {
        let serves = |target: &&KmsTarget| {
            target.endpoints.iter().any(|endpoint| endpoint.bind_ndr32.is_accepted())
        };
        self.evidence.kms.targets.iter().find(serves)
    }

    /// A KMS host of the site with its port: one that answers, else one that is expected.
    pub fn kms_host(&self) -> (Word, Word) {
        let is_expected = |target: &&KmsTarget| target.origins.contains(&TargetOrigin::Expected);
        let targets = &self.evidence.kms.targets;
        let found = self.serving_kms().or_else(|| targets.iter().find(is_expected));
        let found = found.or_else(|| self.published_kms());
        let port = found.map_or(KMS_PORT, |target| target.port);
        let host = found.map(|target| target.host.as_str());
        (Word::of(host, Placeholder::KmsHost), Word::number(port))
    }

    /// The only KMS host that captures show in DNS, with an address and nothing against it.
    fn published_kms(&self) -> Option<&'e KmsTarget> {
        let mut published = self.evidence.kms.targets.iter().filter(|target| target.is_published());
        let first = published.next().filter(|_| self.evidence.asked.offline)?;
        let only = published.next().is_none().then_some(first)?;
        let is_well = only.endpoints.iter().all(|endpoint| endpoint.connect.failure().is_none());
        (is_well && only.addresses.all().next().is_some()).then_some(only)
    }

    /// The router of this host, as a command takes it.
    pub fn gateway(&self) -> Word {
        let gateway = self.evidence.host.default_gateway().map(|gateway| gateway.to_string());
        Word::of(gateway.as_deref(), Placeholder::Gateway)
    }

    /// The proxy that is known of: that of services, else the person's, else one that is open.
    pub fn proxy(&self) -> (Word, Word) {
        let first = |settings: &'e ProxySettings| settings.servers.first();
        let of = |settings: Option<&'e ProxySettings>| settings.and_then(first);
        let proxy = &self.evidence.proxy;
        let found = of(proxy.settings.value())
            .or_else(|| of(proxy.user.value()))
            .or_else(|| of(proxy.machine.value()));
        let found = found.map(|server| &server.address);
        Self::as_words(found.or_else(|| proxy.open.first()))
    }

    /// The KMS host that Windows asks, or asked last: the one that it is told to, that of the
    /// newest request in its log, the one that it found; else the only one that anybody named.
    pub fn asked_kms(&self) -> Option<HostPort> {
        let licence = self.licence();
        let forced = licence.and_then(|licence| licence.forced_kms.clone());
        let logged = || client_events(self.evidence).into_iter().find_map(|e| e.kms_host.clone());
        let found = || licence?.discovered_kms.clone();
        let named = || match self.evidence.kms.targets.as_slice() {
            [only] => Some(HostPort { host: only.host.clone(), port: only.port }),
            _ => None,
        };
        forced.or_else(logged).or_else(found).or_else(named)
    }

    /// Whether anything tells of a KMS host of the site: DNS, a capture of it, or what Windows
    /// asks.
    pub fn knows_kms_host(&self) -> bool {
        let evidence = self.evidence;
        let is_captured =
            evidence.licensing.others.iter().any(|other| other.licence().is_of_kms_host());
        let is_published = evidence.kms.targets.iter().any(KmsTarget::is_published);
        is_captured || is_published || self.asked_kms().is_some() || self.is_kms_host()
    }

    /// The KMS hosts that the user or the site file named for this run.
    pub fn named_kms_hosts(&self) -> impl Iterator<Item = &'e KmsTarget> {
        let is_named = |target: &&KmsTarget| target.origins.contains(&TargetOrigin::Forced);
        self.evidence.kms.targets.iter().filter(is_named)
    }

    /// The Active Directory domain that the user or the site file named for this run.
    pub fn named_domain(&self) -> Option<Word> {
        let directory = &self.evidence.directory;
        let is_named =
            matches!(directory.domain_origin, DomainOrigin::Argument | DomainOrigin::SiteFile);
        let domain = directory.domain.as_deref().filter(|_| is_named)?;
        Some(Word::of(Some(domain), Placeholder::Domain))
    }

    fn as_words(proxy: Option<&HostPort>) -> (Word, Word) {
        let host = Word::of(proxy.map(|at| at.host.as_str()), Placeholder::ProxyHost);
        let port = proxy.map(|at| Word::number(at.port));
        (host, port.unwrap_or_else(|| Word::missing(Placeholder::ProxyPort)))
    }
}

fn is_forced(target: &KmsTarget) -> bool {
    let is_told =
        |of: &TargetOrigin| matches!(of, TargetOrigin::Forced | TargetOrigin::Registry { .. });
    target.origins.iter().any(is_told)
}

/// Published, or its port opened; not a cloud's, and nothing failed with it.
fn is_seen_well(target: &KmsTarget) -> bool {
    let is_of_cloud = owner_of(&target.host).is_some()
        || target.origins.iter().any(|origin| origin.provider().is_some());
    let has_failed = target.endpoints.iter().any(|endpoint| endpoint.connect.failure().is_some());
    (target.is_published() || opens(target)) && !is_of_cloud && !has_failed
}

/// Whether a connection to its port was seen to open.
pub fn opens(target: &KmsTarget) -> bool {
    target.endpoints.iter().any(|endpoint| endpoint.connect.value().is_some())
}

/// By its own name, where no build is told: `Windows(R) 7, Enterprise edition`.
fn is_of_windows_7(licence: &LicenceFacts) -> bool {
    let names = ["(R) 7,", "Windows 7", "2008"];
    licence.is_before_windows_8() || names.iter().any(|name| licence.name.contains(name))
}
