//! Captures into the evidence, one fact after the other.

use std::collections::{BTreeMap, BTreeSet};

use actprobe_probes::capture::{Capture, Connection, DomainRole, Facts, Part, SystemFacts, WebTry};
use actprobe_probes::evidence::{
    Addresses, DnsClient, Evidence, HostPort, Import, KmsHostFacts, KvpFacts, LicenceFacts,
    Membership, Observed, Platform, ProductFacts, ProxyEvidence, ProxySettings, ProxySource,
    ServiceStart, SettingsForm, TimeServiceFacts, Used, WindowsFacts, same_computer,
};
use actprobe_probes::wire::installation_id::InstallationId;
use actprobe_probes::wire::smbios;

/// One file.
#[derive(Clone, Debug)]
pub struct ImportedFile {
    /// Its name, without its folder.
    pub name: String,
    /// What was found in it.
    pub captures: Vec<Capture>,
}

/// Evidence while captures are put into it.
pub struct Merge<'a> {
    pub evidence: &'a mut Evidence,
    pub own: Own,
}

/// What tells the captures of one host from those of another, and is not kept.
#[derive(Default)]
pub struct Own {
    /// The machine that the captures are of: of several, the one that is judged.
    pub machine: Machine,
    /// The name of the machine whose licence is the host's.
    pub computer: String,
    /// Where in which files its licence stands.
    pub parts: Vec<(String, Part)>,
    pub installation_id: Option<InstallationId>,
    /// The first capture that gave the edition, or told of a service, was there already.
    pub has_product: bool,
    pub has_time_service: bool,
    pub has_licensing_service: bool,
    /// Connections to Microsoft's endpoints; which way services take is known at the end.
    pub to_endpoints: Vec<Connection>,
    /// The proxies of services that captures name, and connections to them; which of them count is
    /// known at the end.
    pub proxies: Vec<HostPort>,
    /// Connections that other machines tried, and the names of these.
    pub elsewhere: Vec<(String, Connection)>,
    /// Ports that took a connection, and are none of KMS.
    pub other_ports: BTreeMap<std::net::IpAddr, BTreeSet<u16>>,
    pub to_proxies: Vec<Connection>,
    /// A virtual machine of Hyper-V by its names, which those in Azure have too.
    pub perhaps_azures: Option<Platform>,
    /// Whose chassis that machine has.
    pub chassis: Chassis,
    /// DNS servers that gave the addresses of a name.
    pub answering: BTreeSet<std::net::IpAddr>,
    /// DNS servers that told their own name.
    pub up: BTreeSet<std::net::IpAddr>,
    /// DNS servers that let a question for a name wait in vain.
    pub silent: BTreeSet<std::net::IpAddr>,
    /// Who answered a ping.
    pub pinged: BTreeSet<std::net::IpAddr>,
    /// Addresses at which nobody is, and the router that says so.
    pub absent: BTreeMap<std::net::IpAddr, std::net::IpAddr>,
    /// The servers that gave the host its addresses.
    pub dhcp: BTreeSet<std::net::IpAddr>,
    /// What came after connections to them.
    pub web_tries: Vec<WebTry>,
    /// What was looked up for its addresses, by the name in small letters.
    pub names: BTreeMap<String, Addresses>,
    /// The ports at which the captured licences name KMS hosts.
    pub kms_ports: BTreeSet<u16>,
    /// How many SRV questions were looked at for the hosts that their answers name.
    pub questions_read: usize,
    /// The computer of the registry exports that stand for the host, empty where none says; absent
    /// where none stands.
    pub exported: Option<String>,
}

/// What captures tell of a virtual machine's chassis.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Chassis {
    /// Nothing.
    #[default]
    Untold,
    /// It bears a tag of its own, as none in Azure does.
    Own,
}

/// A machine, by what captures tell of it.
#[derive(Clone, Debug, Default)]
pub struct Machine {
    /// Its name; empty where nothing tells.
    pub computer: String,
    /// A file of which a part is its, and which part.
    pub part: Option<(String, Part)>,
    /// Other machines, which it asks for its activation.
    pub asked: Vec<String>,
    /// Where a KMS host that it is not, and that has no name, stands in which files.
    pub unnamed_hosts: Vec<(String, Part)>,
    /// Where machines stand that are others by what they say of themselves.
    pub strangers: Vec<(String, Part)>,
    /// The names of machines that are no KMS hosts, itself among them where it is none.
    pub no_hosts: Vec<String>,
    /// The connections that stand beside its licence.
    pub tries: Vec<Connection>,
}

impl Own {
    /// Takes connections that another machine tried, as far as there is room.
    pub(super) fn put_elsewhere(&mut self, by: &str, tried: &mut Vec<Connection>) -> Option<Used> {
        let is_full = self.elsewhere.len().saturating_add(tried.len()) > MOST_ELSEWHERE;
        if is_full || tried.is_empty() {
            return None;
        }
        self.elsewhere.extend(tried.drain(..).map(|tried| (by.to_owned(), tried)));
        Some(Used::Yes)
    }
}

impl Machine {
    /// Whether a computer is one that it asks.
    pub fn is_asked(&self, computer: &str) -> bool {
        self.asked.iter().any(|asked| same_computer(asked, computer) == Some(true))
    }

    /// Whether what another file without a licence tried came about, where the same failed beside
    /// the licence: it was tried elsewhere, or at another time.
    pub fn tried_elsewhere(&self, facts: &Facts, file: &str) -> bool {
        let is_beside = self.part.as_ref().is_none_or(|(own, _)| own == file);
        let is_named_alike = same_computer(&self.computer, &facts.computer) == Some(true);
        let is_in_vain = |tried: &Connection| {
            let mut same = self.tries.iter().filter(|own| own.is_to_same(tried)).peekable();
            same.peek().is_some() && same.all(|own| own.failure.is_some())
        };
        let mut opened = facts.connections.iter().filter(|tried| tried.failure.is_none());
        !is_beside && !is_named_alike && facts.licence.is_none() && opened.any(is_in_vain)
    }

    /// Whether a computer has another name.
    pub fn is_not(&self, computer: &str) -> bool {
        same_computer(&self.computer, computer) == Some(false)
    }

    /// Whether a capture is of another machine for sure.
    pub fn is_another(&self, facts: &Facts, file: &str) -> bool {
        if self.is_asked(&facts.computer) || self.is_of_unnamed_host(facts, file) {
            return true;
        }
        if self.is_stranger(&facts.computer, facts.part, file) {
            return true;
        }
        let is_apart = || {
            let of_this_file = self.part.as_ref().filter(|(own, _)| own == file);
            of_this_file.is_some_and(|(_, part)| part.is_apart(facts.part))
        };
        same_computer(&self.computer, &facts.computer).map_or_else(is_apart, |is_same| !is_same)
    }

    /// Whether what stands there is of a machine that contradicts this one.
    pub fn is_stranger(&self, computer: &str, part: Part, file: &str) -> bool {
        let mut strangers = self.strangers.iter().filter(|(known, _)| known == file);
        // What no machine of its own file is named for is the judged one's.
        let is_shared = self.part.as_ref().is_some_and(|(own, _)| own == file);
        let is_there = |stranger: Part| match is_shared {
            true => stranger == part,
            false => !stranger.is_apart(part),
        };
        same_computer(&self.computer, computer) != Some(true)
            && strangers.any(|(_, stranger)| is_there(*stranger))
    }

    fn is_of_unnamed_host(&self, facts: &Facts, file: &str) -> bool {
        let mut hosts = self.unnamed_hosts.iter().filter(|(known, _)| known == file);
        facts.computer.is_empty() && hosts.any(|(_, part)| !part.is_apart(facts.part))
    }
}

impl Merge<'_> {
    /// Puts all of one file in.
    pub fn file(&mut self, file: ImportedFile) {
        let import = |kind, truncated, computer, used| Import {
            file: file.name.clone(),
            kind,
            truncated,
            computer,
            used,
        };
        if file.captures.is_empty() {
            self.evidence.imports.push(import(None, false, String::new(), Used::Nothing));
        }
        for capture in file.captures {
            let computer = capture.facts.computer.clone();
            let used = self.facts(capture.facts, &file.name);
            self.evidence.imports.push(import(
                Some(capture.kind),
                capture.truncated,
                computer,
                used,
            ));
        }
    }

    /// Puts one capture's facts where a probe would have put them.
    fn facts(&mut self, facts: Facts, file: &str) -> Used {
        let (facts, mut used) = self.without_another_machines(facts, file);
        let Facts { computer, part, licence, installation_id, events, events_dropped, .. } = facts;
        used.extend(facts.registry.map(|_| self.registry(&computer)));
        let others = facts.other_products.into_iter();
        used.extend(others.map(|product| self.other_product(product, &computer, file)));
        let known_error = self.activation_error();
        let known_others = self.evidence.licensing.others.len();
        used.extend(licence.map(|found| {
            let licence = found;
            self.licence(CapturedLicence { licence, installation_id, computer, part, file })
        }));
        if facts.of_key_change && known_error.is_none() && self.activation_error().is_some() {
            self.evidence.licensing.of_key_change = true;
            self.evidence.licensing.tried_key = facts.tried_key;
        }
        let is_own = self.evidence.licensing.others.len() == known_others;
        self.evidence.licensing.no_key |= facts.no_key && is_own;
        self.other_errors(facts.other_errors, is_own);
        let known_end = self.evidence.licensing.ends_as_told.take();
        self.evidence.licensing.ends_as_told = known_end.or(facts.ends_as_told.filter(|_| is_own));
        used.extend(facts.firmware_key.map(|key| self.firmware_key(key)));
        used.extend(facts.firmware_without_key.then_some(Used::Yes));
        self.evidence.licensing.firmware_without_key |= facts.firmware_without_key;
        used.extend(facts.without_vbscript.then_some(Used::Yes));
        self.evidence.licensing.without_vbscript |= facts.without_vbscript;
        used.extend((!events.is_empty()).then(|| self.events(events, events_dropped)));
        used.extend(facts.proxy.map(|settings| self.proxy(settings, file)));
        used.extend(facts.persons_proxy.map(|settings| self.persons_proxy(settings)));
        used.extend(facts.kms_host.map(|host| self.kms_host(host)));
        used.extend(facts.product.map(|product| self.product(product)));
        used.extend(facts.licensing_service.map(|start| self.licensing_service(start)));
        used.extend(
            facts
                .licensing_service_stopped
                .map(|told| self.windows(|windows| windows.licensing_service_stopped = Some(told))),
        );
        used.extend(facts.kms_rule_is_on.map(|is_on| self.kms_rule(is_on)));
        used.extend(
            facts
                .listens_for_kms
                .map(|listens| self.windows(|windows| windows.listens_for_kms = Some(listens))),
        );
        let host = &mut self.evidence.host;
        let (told, untold): (Vec<Platform>, Vec<Platform>) =
            facts.platform.into_iter().partition(smbios::is_told);
        self.own.perhaps_azures = self.own.perhaps_azures.take().or(untold.into_iter().next());
        used.extend(told.into_iter().map(|machine| put_first(&mut host.platform, machine)));
        used.extend(facts.has_own_chassis.then_some(Used::Yes));
        if facts.has_own_chassis {
            self.own.chassis = Chassis::Own;
        }
        used.extend(facts.kvp.map(|told| put_kvp(&mut host.kvp, told)));
        used.extend(facts.system.map(|system| self.system(system)));
        used.extend(facts.dns.map(|client| self.dns(client)));
        used.extend((!facts.routes.is_empty()).then(|| self.routes(facts.routes)));
        self.connections_of_host(facts.dhcp, facts.vpn_off);
        used.extend(facts.time_service.map(|service| self.time_service(service)));
        used.extend(
            facts.controller.map(|(domain, controller)| self.controller(domain, controller)),
        );
        used.extend(facts.listed_objects.map(|objects| self.listed_objects(objects)));
        used.extend(facts.locator_error.map(|(domain, error)| self.locator_error(domain, error)));
        used.extend(
            facts.secure_channel.map(|(domain, channel)| self.secure_channel(domain, channel)),
        );
        used.extend(facts.questions.into_iter().map(|question| self.question(question)));
        used.extend(facts.addresses.into_iter().map(|(name, found)| self.addresses(&name, &found)));
        self.own.pinged.extend(facts.pinged);
        self.own.absent.extend(facts.absent);
        self.own.answering.extend(facts.answering);
        self.own.up.extend(facts.up);
        used.extend((!facts.silent.is_empty()).then_some(Used::Yes));
        self.own.silent.extend(facts.silent);
        used.extend(facts.connections.iter().map(|connection| self.connection(connection)));
        used.extend(facts.web_tries.into_iter().map(|tried| self.web_try(tried)));
        used.extend(facts.clocks.into_iter().map(|source| self.clock(source)));
        let first = [Used::Yes, Used::SetAside].into_iter().find(|wanted| used.contains(wanted));
        first.unwrap_or(Used::Nothing)
    }

    fn activation_error(&self) -> Option<u32> {
        self.evidence.licensing.windows.value()?.activation_error
    }

    /// The first capture of it counts.
    fn firmware_key(&mut self, key: String) -> Used {
        let known = &mut self.evidence.licensing.firmware_key;
        if known.as_ref().is_some_and(|known| *known != key) {
            return Used::SetAside;
        }
        *known = Some(key);
        Used::Yes
    }

    /// The endpoints were asked by the way that the run's own settings gave; others would
    /// contradict what was seen.
    fn proxy(&mut self, settings: ProxySettings, file: &str) -> Used {
        let proxy = &mut self.evidence.proxy;
        if let Some(used) = beside(proxy, &settings) {
            return used;
        }
        let is_by_hand = matches!(
            proxy.source,
            ProxySource::File { .. } | ProxySource::Argument | ProxySource::SiteFile
        );
        if self.evidence.online.endpoints.is_empty() && !is_by_hand {
            proxy.source = ProxySource::File { name: file.to_owned() };
            proxy.settings = Observed::Answered { value: settings, elapsed_us: 0 };
            return Used::Yes;
        }
        if proxy.settings.value() == Some(&settings) { Used::Yes } else { Used::SetAside }
    }

    /// Beside those of services: nobody asks an endpoint by it.
    fn persons_proxy(&mut self, settings: ProxySettings) -> Used {
        put_first(&mut self.evidence.proxy.user, settings)
    }

    /// An export of the registry tells of the whole key.
    fn kms_host(&mut self, host: KmsHostFacts) -> Used {
        let windows = self.evidence.host.windows.value();
        match windows.and_then(|windows| windows.kms_host.as_ref()) {
            Some(known) if *known == host => Used::Yes,
            Some(_) => Used::SetAside,
            None => self.windows(|windows| windows.kms_host = Some(host)),
        }
    }

    fn product(&mut self, product: ProductFacts) -> Used {
        if std::mem::replace(&mut self.own.has_product, true) {
            return Used::SetAside;
        }
        self.windows(|windows| {
            let old = windows.product.take().unwrap_or_default();
            windows.product = Some(ProductFacts {
                edition_id: product.edition_id,
                build: product.build.or(old.build),
                revision: product.revision.or(old.revision),
                change_refused: product.change_refused,
                ..old
            });
        })
    }

    /// The first capture counts before what the host that runs this says of itself; an export of
    /// the registry tells of the whole key.
    fn licensing_service(&mut self, start: ServiceStart) -> Used {
        let windows = self.evidence.host.windows.value();
        let is_exported = self.own.exported.is_some()
            && windows.is_some_and(|windows| windows.licensing_service.is_some());
        if is_exported || std::mem::replace(&mut self.own.has_licensing_service, true) {
            return Used::SetAside;
        }
        self.windows(|windows| windows.licensing_service = Some(start))
    }

    /// The first capture of it counts.
    fn kms_rule(&mut self, is_on: bool) -> Used {
        let known = self.evidence.host.windows.value().and_then(|known| known.kms_rule_is_on);
        match known {
            Some(_) => Used::SetAside,
            None => self.windows(|windows| windows.kms_rule_is_on = Some(is_on)),
        }
    }

    /// What is known of the host already counts before its summary. A name with a dot is a
    /// domain's; one without may be a workgroup's.
    fn system(&mut self, system: SystemFacts) -> Used {
        self.windows(|windows| {
            if !system.name.is_empty() || system.build.is_some() {
                let product = windows.product.get_or_insert_default();
                if product.name.is_empty() {
                    product.name = system.name;
                }
                product.build = product.build.or(system.build);
            }
            let told = system.role.map(|role| role == DomainRole::Controller);
            windows.is_domain_controller = windows.is_domain_controller.or(told);
            let domain = system.domain.filter(|domain| domain.contains('.'));
            let by_domain = domain
                .map(|domain| domain.to_ascii_lowercase())
                .map(|domain| Membership::Domain { domain, site: None });
            let is_alone = system.role == Some(DomainRole::StandAlone);
            let by_role = is_alone.then_some(Membership::Workgroup);
            windows.membership = windows.membership.take().or(by_domain).or(by_role);
        })
    }

    /// What the run read of its host, and an export of its registry, count before it.
    fn dns(&mut self, client: DnsClient) -> Used {
        let dns = &mut self.evidence.host.dns;
        if !self.evidence.asked.offline {
            return Used::SetAside;
        }
        let known = dns.value().cloned();
        let value = match known.clone() {
            None => client,
            // What one capture does not tell, another may; an export tells all that there is.
            Some(known) if self.own.exported.is_none() => completed_dns(known, client),
            Some(known) => known,
        };
        if known.as_ref() == Some(&value) {
            return Used::SetAside;
        }
        *dns = Observed::Answered { value, elapsed_us: 0 };
        Used::Yes
    }

    /// Who gave its addresses, and which VPN is off, each once; the run itself sees none that is.
    fn connections_of_host(&mut self, dhcp: Vec<std::net::IpAddr>, vpn_off: Vec<String>) {
        self.own.dhcp.extend(dhcp);
        let is_captured = self.evidence.asked.offline;
        let known = &mut self.evidence.host.vpn_off;
        for name in vpn_off.into_iter().filter(|_| is_captured) {
            if known.len() < MOST_VPNS && !known.contains(&name) {
                known.push(name);
            }
        }
    }

    fn time_service(&mut self, service: TimeServiceFacts) -> Used {
        if std::mem::replace(&mut self.own.has_time_service, true) {
            return self.more_of_time_service(service);
        }
        self.windows(|windows| {
            let old = windows.time_service.take().unwrap_or_default();
            let servers = if service.servers.is_empty() { old.servers } else { service.servers };
            let kind = if service.kind.is_empty() { old.kind } else { service.kind };
            windows.time_service = Some(TimeServiceFacts { kind, servers, ..service });
        })
    }

    /// What one capture does not say of the service, another may.
    fn more_of_time_service(&mut self, service: TimeServiceFacts) -> Used {
        let known = self.evidence.host.windows.value().and_then(|w| w.time_service.clone());
        let known = known.unwrap_or_default();
        let is_new = known.resync.is_none() && service.resync.is_some()
            || known.synchronised.is_none() && service.synchronised.is_some()
            || known.kind.is_empty() && !service.kind.is_empty();
        if !is_new {
            return Used::SetAside;
        }
        let kind = if known.kind.is_empty() { service.kind } else { known.kind };
        // Which one is followed says more than which are set.
        let follows = known.synchronised.is_none() && service.synchronised.is_some();
        let servers =
            if follows || known.servers.is_empty() { service.servers } else { known.servers };
        let (synchronised, resync) =
            (known.synchronised.or(service.synchronised), known.resync.or(service.resync));
        let more = TimeServiceFacts { kind, servers, synchronised, resync };
        self.windows(|windows| windows.time_service = Some(more))
    }

    /// Changes what is known of the Windows host; nothing was known of it if it was not read.
    fn windows(&mut self, change: impl FnOnce(&mut WindowsFacts)) -> Used {
        let mut windows = self.evidence.host.windows.value().cloned().unwrap_or_default();
        change(&mut windows);
        self.evidence.host.windows = Observed::Answered { value: windows, elapsed_us: 0 };
        Used::Yes
    }
}

/// The servers of one capture and the suffixes of another.
fn completed_dns(known: DnsClient, more: DnsClient) -> DnsClient {
    let servers = if known.servers.is_empty() { more.servers } else { known.servers };
    let is_new = known.suffixes.is_empty() && known.suffixes_untold;
    let (suffixes, suffixes_untold) = match is_new {
        true => (more.suffixes, more.suffixes_untold),
        false => (known.suffixes, known.suffixes_untold),
    };
    DnsClient { servers, suffixes, suffixes_untold }
}

/// How many are kept.
const MOST_VPNS: usize = 8;

/// How many connections of other machines are kept.
const MOST_ELSEWHERE: usize = 1024;

/// A captured licence, and what tells whose it is.
pub struct CapturedLicence<'a> {
    pub licence: LicenceFacts,
    pub installation_id: Option<InstallationId>,
    pub computer: String,
    pub part: Part,
    pub file: &'a str,
}

/// What the run read of its host, and an export of its registry, count before a capture, and the
/// first capture before the next.
fn put_first<T: PartialEq>(known: &mut Observed<T>, told: T) -> Used {
    match known.value() {
        Some(known) if *known == told => Used::Yes,
        Some(_) => Used::SetAside,
        None => {
            *known = Observed::Answered { value: told, elapsed_us: 0 };
            Used::Yes
        }
    }
}

/// That the service is stopped stands beside what the host told before.
fn put_kvp(known: &mut Observed<KvpFacts>, told: KvpFacts) -> Used {
    match known.value() {
        Some(known_facts) if told.service_stopped && !known_facts.service_stopped => {
            let value = KvpFacts { service_stopped: true, ..known_facts.clone() };
            *known = Observed::Answered { value, elapsed_us: 0 };
            Used::Yes
        }
        Some(known_facts) if known_facts.service_stopped && known_facts.is_silent() => {
            let value = KvpFacts { service_stopped: true, ..told };
            *known = Observed::Answered { value, elapsed_us: 0 };
            Used::Yes
        }
        _ => put_first(known, told),
    }
}

/// Newer builds keep these beside the others.
pub fn is_advanced(settings: &ProxySettings) -> bool {
    settings.form == SettingsForm::AdvproxyJson
}

/// Both forms of one host's settings, from captures, stand beside each other; nothing where this is
/// not the second.
fn beside(proxy: &mut ProxyEvidence, settings: &ProxySettings) -> Option<Used> {
    let is_captured =
        matches!(proxy.source, ProxySource::File { .. }) && proxy.machine.value().is_none();
    let known = proxy
        .settings
        .value()
        .filter(|known| is_captured && is_advanced(known) != is_advanced(settings))?
        .clone();
    let answered = |value| Observed::Answered { value, elapsed_us: 0 };
    let (classic, advanced) =
        if is_advanced(settings) { (known, settings.clone()) } else { (settings.clone(), known) };
    (proxy.settings, proxy.machine) = (answered(classic), answered(advanced));
    Some(Used::Yes)
}
