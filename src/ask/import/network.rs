//! What captures show of the network: what the run asked itself stands, they fill the gaps.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};

use actprobe_probes::capture::{Connection, WebTry};
use actprobe_probes::evidence::{
    Addresses, CapturedTry, ClockSource, ClockSourceOrigin, Connected, DomainController,
    DomainOrigin, Failure, FailureKind, HostPort, KMS_PORT, KmsEndpoint, KmsTarget, LocatorError,
    Observed, Origin, ResolvedBy, SecureChannel, SrvAnswer, SrvQuestion, SrvRecord, TargetOrigin,
    Used, domain_of_kms_service, same_computer,
};

use super::absent::{add_absent, endpoint, tell_absent};
use super::clouds;
use super::endpoints;
use super::logged_products::asked_by_log;
use super::merge::Merge;
use super::names;
use super::proxies;
use super::tried::{add_address, connect, connect_by_name, literal, unresolved};
use super::up;
use super::zones;
use crate::ask::plan::kms_hosts::before_discovery;
use crate::catalogue::clouds::owner_of;

/// How many KMS hosts captures may add.
const MOST_TARGETS: usize = 64;
/// How many connections to one of them, and how many reasons why it is one.
const MOST_OF_TARGET: usize = 256;
/// How many questions, and how many clocks; what goes beyond is set aside.
const MOST_QUESTIONS: usize = 256;
/// How many servers' answers to one question.
const MOST_ANSWERS: usize = 64;
const MOST_CLOCKS: usize = 256;
/// How many domain controllers.
const MOST_CONTROLLERS: usize = 64;

impl Merge<'_> {
    /// What a run asked itself counts before it. Captures of several servers are one question with
    /// several answers, of one server the first answer counts.
    pub(super) fn question(&mut self, question: SrvQuestion) -> Used {
        let questions = &mut self.evidence.kms.questions;
        let is_full = questions.len() >= MOST_QUESTIONS;
        let is_answered =
            |known: &SrvQuestion| known.answers.iter().any(|answer| answer.srv.value().is_some());
        let mut same =
            questions.iter_mut().filter(|known| known.name.eq_ignore_ascii_case(&question.name));
        match same.find(|known| known.origin == Origin::Capture || is_answered(known)) {
            Some(known) if known.origin == Origin::Capture => add_answers(known, question.answers),
            Some(_) => Used::SetAside,
            None if is_full => Used::SetAside,
            None => {
                questions.push(question);
                Used::Yes
            }
        }
    }

    /// The addresses of a KMS host that is known already, or will be once all captures are read.
    pub(super) fn addresses(&mut self, name: &str, found: &Addresses) -> Used {
        self.add_published();
        let mut used = Used::Nothing;
        for target in self
            .evidence
            .kms
            .targets
            .iter_mut()
            .filter(|target| target.host.eq_ignore_ascii_case(name))
        {
            let agrees = names::agree(&target.addresses, found);
            let is_new = names::complete(&mut target.addresses, found);
            used = if is_new || agrees { Used::Yes } else { Used::SetAside };
        }
        match used {
            Used::Nothing if self.is_of_endpoint(name, found) => Used::Yes,
            used => used,
        }
    }

    /// Whether it says that the name of an endpoint or of the proxy leads nowhere, and the run
    /// itself asked for none.
    fn is_of_endpoint(&self, name: &str, found: &Addresses) -> bool {
        let server = HostPort { host: name.to_owned(), port: endpoints::HTTPS };
        let is_heard = self.evidence.asked.offline && self.evidence.online.endpoints.is_empty();
        let is_proxy = |proxy: &HostPort| proxy.host.eq_ignore_ascii_case(name);
        let is_meant = endpoints::is_one(&server) || self.own.proxies.iter().any(is_proxy);
        is_heard && found.ipv4.failure().is_some() && is_meant
    }

    /// A connection to a KMS host: to one that is known, to the port of KMS, or to one at which a
    /// licence names its KMS host.
    pub(super) fn connection(&mut self, connection: &Connection) -> Used {
        self.add_published();
        let is_meant = |target: &KmsTarget| {
            target.port == connection.port
                && (target.host.eq_ignore_ascii_case(&connection.host)
                    || has_address(target, connection.address))
        };
        let index = self.evidence.kms.targets.iter().position(is_meant);
        if index.is_none() && endpoints::is_to_one(connection) {
            return self.hold_for_endpoint(connection);
        }
        if index.is_none() && self.is_to_proxy(connection) {
            return self.hold_for_proxy(connection);
        }
        if index.is_none() && proxies::is_to_another(connection) {
            return proxies::keep_open(self.evidence, connection);
        }
        let targets = &mut self.evidence.kms.targets;
        let is_of_kms =
            connection.port == KMS_PORT || self.own.kms_ports.contains(&connection.port);
        if index.is_none() && (!is_of_kms || targets.len() >= MOST_TARGETS) {
            return self.other_port(connection);
        }
        let index = index.unwrap_or(targets.len());
        if index == targets.len() {
            targets.push(target(&connection.host, connection.port, TargetOrigin::Capture));
        }
        let Some(target) = targets.get_mut(index) else { return Used::Nothing };
        names::complete_target(&self.own.names, target);
        try_target(target, &placed(connection, target))
    }

    fn is_to_proxy(&self, connection: &Connection) -> bool {
        self.own.proxies.iter().any(|proxy| proxies::is_to(proxy, &self.own.names, connection))
    }

    fn hold_for_proxy(&mut self, connection: &Connection) -> Used {
        let is_open = self.takes_web_connections();
        hold(&mut self.own.to_proxies, connection, is_open)
    }

    fn hold_for_endpoint(&mut self, connection: &Connection) -> Used {
        let is_open = self.takes_web_connections();
        hold(&mut self.own.to_endpoints, connection, is_open)
    }

    /// What a run asked itself counts before a capture.
    fn takes_web_connections(&self) -> bool {
        self.evidence.asked.offline && self.evidence.online.endpoints.is_empty()
    }

    /// A conversation with an endpoint; what a run asked itself counts before it.
    pub(super) fn web_try(&mut self, tried: WebTry) -> Used {
        if !endpoints::is_one(&tried.server) || self.own.web_tries.len() >= MOST_TARGETS {
            return Used::Nothing;
        }
        if !self.evidence.asked.offline || !self.evidence.online.endpoints.is_empty() {
            return Used::SetAside;
        }
        self.own.web_tries.push(tried);
        Used::Yes
    }

    pub(super) fn clock(&mut self, source: ClockSource) -> Used {
        let own = self
            .evidence
            .clock
            .sources
            .iter()
            .filter(|known| known.origin != ClockSourceOrigin::Capture);
        let is_full = self.evidence.clock.sources.len() >= MOST_CLOCKS;
        if is_full || own.clone().any(|known| known.sample.value().is_some()) {
            return Used::SetAside;
        }
        self.evidence.clock.sources.push(source);
        Used::Yes
    }

    pub(super) fn controller(&mut self, domain: String, controller: DomainController) -> Used {
        let directory = &mut self.evidence.directory;
        let is_known = |known: &DomainController| known.host.eq_ignore_ascii_case(&controller.host);
        if directory.controllers.len() >= MOST_CONTROLLERS
            || directory.controllers.iter().any(is_known)
        {
            return Used::SetAside;
        }
        let is_guess = directory.domain_origin == DomainOrigin::Suffix
            && directory.domain.as_ref() == Some(&domain);
        if directory.domain.is_none() || is_guess {
            directory.domain = Some(domain);
            directory.domain_origin = DomainOrigin::Capture;
        }
        directory.controllers.push(controller);
        Used::Yes
    }

    /// What the run read of the directory itself counts before it.
    pub(super) fn listed_objects(&mut self, objects: Vec<String>) -> Used {
        let directory = &mut self.evidence.directory;
        let is_read = |known: &DomainController| known.activation_objects.value().is_some();
        if directory.listed_objects.is_some() || directory.controllers.iter().any(is_read) {
            return Used::SetAside;
        }
        directory.listed_objects = Some(objects);
        Used::Yes
    }

    /// What the run asked itself, and a controller that was found, count before it.
    pub(super) fn locator_error(&mut self, domain: Option<String>, error: LocatorError) -> Used {
        let directory = &mut self.evidence.directory;
        let is_known = !directory.locator.is_empty()
            || !directory.controllers.is_empty()
            || directory.locator_error.is_some();
        if is_known {
            return Used::SetAside;
        }
        if directory.domain.is_none() && domain.is_some() {
            directory.domain = domain;
            directory.domain_origin = DomainOrigin::Capture;
        }
        directory.locator_error = Some(error);
        Used::Yes
    }

    /// What the run asked itself counts before it: the way to a controller is one that it went.
    pub(super) fn secure_channel(
        &mut self,
        domain: Option<String>,
        channel: SecureChannel,
    ) -> Used {
        let directory = &mut self.evidence.directory;
        if !directory.locator.is_empty() || directory.secure_channel.is_some() {
            return Used::SetAside;
        }
        if directory.domain.is_none() && domain.is_some() {
            directory.domain = domain;
            directory.domain_origin = DomainOrigin::Capture;
        }
        directory.secure_channel = Some(channel);
        Used::Yes
    }

    /// The hosts that captured answers name, as discovery would have found them; each answer is
    /// looked at once.
    fn add_published(&mut self) {
        let kms = &mut self.evidence.kms;
        let new = kms.questions.iter().skip(self.own.questions_read);
        for question in new.filter(|question| question.origin == Origin::Capture) {
            for record in published(question) {
                let origin = TargetOrigin::Srv {
                    name: question.name.clone(),
                    priority: record.priority,
                    weight: record.weight,
                };
                add_target(&mut kms.targets, target(&record.target, record.port, origin));
            }
        }
        self.own.questions_read = kms.questions.len();
    }

    /// A provider's KMS whose name somebody looked up is one that is meant.
    fn add_providers(&mut self) {
        let providers = self.own.names.iter().filter(|(name, _)| owner_of(name).is_some());
        for (name, found) in providers {
            let named = target(name, KMS_PORT, TargetOrigin::Capture);
            let addresses = found.clone();
            add_target(&mut self.evidence.kms.targets, KmsTarget { addresses, ..named });
        }
    }

    /// How many distinct hosts captured answers name beyond those that are kept.
    fn count_left_out(&mut self) {
        let kms = &mut self.evidence.kms;
        let place = |host: &str, port| (host.to_ascii_lowercase(), port);
        let kept: BTreeSet<_> =
            kms.targets.iter().map(|target| place(&target.host, target.port)).collect();
        let captured = kms.questions.iter().filter(|question| question.origin == Origin::Capture);
        let named: BTreeSet<_> =
            captured.flat_map(published).map(|record| place(&record.target, record.port)).collect();
        let left_out = u32::try_from(named.difference(&kept).count()).unwrap_or(u32::MAX);
        kms.targets_dropped = kms.targets_dropped.saturating_add(left_out);
    }

    /// What the servers that were asked for a record said of other names.
    fn add_other_answers(&mut self) {
        for question in &mut self.evidence.kms.questions {
            let zone = domain_of_kms_service(&question.name).unwrap_or_default();
            for answer in &mut question.answers {
                let server = answer.server.ip();
                let is_silent = answer.srv.failure().is_some();
                // Its own name may be of a zone that others serve.
                answer.serves_names = self.own.answering.contains(&server)
                    && !zones::fails(&self.own.names, server, zone)
                    || is_silent && self.own.up.contains(&server);
                if zones::is_unknown(&self.own.names, server, zone) && answer.control.is_unplanned()
                {
                    answer.control = zones::unknown();
                }
            }
        }
    }

    /// Once all captures are read: the KMS hosts that they name and nobody asked.
    pub(super) fn finish(&mut self) {
        self.logged_products();
        self.connections_elsewhere();
        self.add_published();
        self.count_left_out();
        if !self.evidence.asked.offline {
            return;
        }
        self.membership();
        self.add_other_answers();
        let (answering, up) = (&self.own.answering, &self.own.up);
        let is_up = |server: &&IpAddr| answering.contains(*server) || up.contains(*server);
        let silent = self.own.silent.iter().filter(|server| !is_up(server));
        self.evidence.host.silent_dns = silent.take(MOST_ANSWERS).copied().collect();
        let to_endpoints = std::mem::take(&mut self.own.to_endpoints);
        let (nowhere, tried): (Vec<_>, Vec<_>) =
            to_endpoints.into_iter().partition(|connection| unresolved(connection).is_some());
        for connection in tried {
            endpoints::add(self.evidence, &connection);
        }
        names::add_to_endpoints(self.evidence, &self.own.names);
        for connection in nowhere {
            endpoints::add(self.evidence, &connection);
        }
        for tried in std::mem::take(&mut self.own.web_tries) {
            endpoints::add_web_try(self.evidence, &tried);
            proxies::keep_admitting(self.evidence, &tried);
        }
        proxies::add(self.evidence, &self.own.names, &self.own.to_proxies);
        proxies::settle_open(self.evidence);
        self.add_pings();
        self.add_providers();
        let licence = self.evidence.licensing.windows.value();
        let discovered = licence.and_then(|licence| licence.discovered_kms.clone());
        let logged = asked_by_log(&self.evidence.licensing.events, self.evidence.host.meant_name());
        let named = discovered.into_iter().chain(logged);
        let named = named.map(|at| target(&at.host, at.port, TargetOrigin::Capture));
        let own: Vec<KmsTarget> =
            before_discovery(&self.evidence.host, licence).into_iter().chain(named).collect();
        let targets = &mut self.evidence.kms.targets;
        for own in own {
            let own = KmsTarget { addresses: addresses_in(&own.host), ..own };
            let tried = same_machine(targets, &self.own.names, &own);
            let is_full = targets.len() >= MOST_TARGETS;
            add_target(targets, own);
            if let Some(at) = tried.filter(|_| !is_full) {
                take_tries(targets, at);
            }
        }
        clouds::add_platform(self.evidence, &self.own.dhcp);
        if let Some(machine) = self.own.perhaps_azures.take() {
            clouds::add_guest(self.evidence, machine, self.own.chassis);
        }
        clouds::add_targets(self.evidence, target);
        for target in &mut self.evidence.kms.targets {
            names::complete_target(&self.own.names, target);
            add_absent(target, &self.own.absent);
            for endpoint in &mut target.endpoints {
                endpoint.answers_ping = self.own.pinged.contains(&endpoint.address.ip());
                endpoint.other_ports = up::ports(&self.own.other_ports, endpoint.address.ip());
                tell_absent(endpoint, &self.own.absent);
            }
        }
    }
}

fn hold(held: &mut Vec<Connection>, connection: &Connection, is_open: bool) -> Used {
    if !is_open {
        return Used::SetAside;
    }
    if held.len() >= MOST_TARGETS {
        return Used::Nothing;
    }
    held.push(connection.clone());
    Used::Yes
}

/// Those of servers that have said nothing yet.
fn add_answers(known: &mut SrvQuestion, answers: Vec<SrvAnswer>) -> Used {
    let mut used = Used::SetAside;
    for answer in answers {
        let is_full = known.answers.len() >= MOST_ANSWERS;
        let is_answered = answer.srv.value().is_some();
        match known.answers.iter_mut().find(|other| other.server == answer.server) {
            Some(other) if is_answered && other.srv.value().is_none() => *other = answer,
            None if !is_full => known.answers.push(answer),
            Some(_) | None => continue,
        }
        used = Used::Yes;
    }
    used
}

/// The records of a question's answers that name a host.
fn published(question: &SrvQuestion) -> impl Iterator<Item = &SrvRecord> {
    let replies = question.answers.iter().filter_map(|answer| answer.srv.value());
    replies.flat_map(|reply| &reply.records).filter(|record| record.is_offered())
}

fn target(host: &str, port: u16, origin: TargetOrigin) -> KmsTarget {
    KmsTarget {
        host: host.to_owned(),
        port,
        origins: vec![origin],
        addresses: addresses_in(host),
        endpoints: Vec::new(),
        by_name: Observed::default(),
        beside: None,
        in_dns: None,
        usual_port: Vec::new(),
        captured_tries: Vec::new(),
    }
}

/// An address may stand in the place of a name.
fn addresses_in(host: &str) -> Addresses {
    let literal = |address| Addresses { by: ResolvedBy::Literal, ..literal(address) };
    host.parse().map_or_else(|_| Addresses::default(), literal)
}

/// A host that is there already is there for one more reason.
fn add_target(targets: &mut Vec<KmsTarget>, new: KmsTarget) {
    let same =
        |old: &&mut KmsTarget| old.port == new.port && old.host.eq_ignore_ascii_case(&new.host);
    if let Some(old) = targets.iter_mut().find(same) {
        let is_full = old.origins.len() >= MOST_OF_TARGET;
        let added: Vec<TargetOrigin> = new
            .origins
            .into_iter()
            .filter(|origin| !is_full && !old.origins.contains(origin))
            .collect();
        old.origins.extend(added);
    } else if targets.len() < MOST_TARGETS {
        targets.push(new);
    }
}

/// Where a test of the same port was to the same machine by another of its names: its short one, or
/// its address.
fn same_machine(
    targets: &[KmsTarget],
    names: &BTreeMap<String, Addresses>,
    own: &KmsTarget,
) -> Option<usize> {
    let looked_up = names.get(&own.host.to_ascii_lowercase());
    let own_addresses: Vec<IpAddr> =
        own.addresses.all().chain(looked_up.into_iter().flat_map(Addresses::all)).collect();
    let is_at = |known: &KmsTarget| {
        known.endpoints.iter().any(|tried| own_addresses.contains(&tried.address.ip()))
    };
    let is_tried = |known: &KmsTarget| !known.endpoints.is_empty() || !known.by_name.is_unplanned();
    let is_known = |known: &KmsTarget| known.port == own.port && is_named(known, own);
    if targets.iter().any(is_known) {
        return None;
    }
    targets.iter().position(|known| {
        let is_same = same_computer(&known.host, &own.host) == Some(true) || is_at(known);
        known.port == own.port && is_tried(known) && is_same
    })
}

fn is_named(known: &KmsTarget, own: &KmsTarget) -> bool {
    known.host.eq_ignore_ascii_case(&own.host)
}

/// What was seen there is seen of the last one, which is the same machine; whoever only tested it
/// meant that one.
fn take_tries(targets: &mut Vec<KmsTarget>, at: usize) {
    let Some(tried) = targets.get(at).cloned() else { return };
    if let Some(own) = targets.last_mut() {
        own.addresses.clone_from(&tried.addresses);
        own.endpoints.clone_from(&tried.endpoints);
        own.by_name.clone_from(&tried.by_name);
        own.captured_tries.clone_from(&tried.captured_tries);
    }
    if tried.origins == [TargetOrigin::Capture] {
        targets.remove(at);
    }
}

fn has_address(target: &KmsTarget, address: Option<IpAddr>) -> bool {
    match address {
        Some(IpAddr::V4(v4)) => {
            target.addresses.ipv4.value().is_some_and(|known| known.contains(&v4))
        }
        Some(IpAddr::V6(v6)) => {
            target.addresses.ipv6.value().is_some_and(|known| known.contains(&v6))
        }
        None => false,
    }
}

/// Where a name was connected to without a word on the address, that is the only address it has, or
/// not known.
fn placed(connection: &Connection, target: &KmsTarget) -> Connection {
    let is_told = connection.address.is_some() || unresolved(connection).is_some();
    let known: Vec<IpAddr> = target.addresses.all().collect();
    match known.as_slice() {
        [only] if !is_told => Connection { address: Some(*only), ..connection.clone() },
        _ => connection.clone(),
    }
}

fn try_target(target: &mut KmsTarget, connection: &Connection) -> Used {
    if let Some(unresolved) = unresolved(connection) {
        return try_name(target, unresolved);
    }
    let Some(address) = connection.address else { return try_by_name(target, connection) };
    let address = SocketAddr::new(address, connection.port);
    let tried = connect(connection, address);
    if target.endpoints.iter().any(|known| known.address == address) {
        return try_further(target, Some(address), tried);
    }
    if target.endpoints.len() >= MOST_OF_TARGET {
        return Used::SetAside;
    }
    let by_name = std::mem::take(&mut target.by_name);
    if !by_name.is_unplanned() && by_name.value().is_some() != tried.value().is_some() {
        target.captured_tries.push(CapturedTry::of(None, by_name));
    }
    let nowhere = target.addresses.ipv4.failure().filter(|failure| is_of_connection(failure));
    if let Some(nowhere) = nowhere.filter(|_| tried.value().is_some()).cloned() {
        let connect = Observed::Failed(nowhere);
        target.captured_tries.push(CapturedTry::of(None, connect));
    }
    add_address(&mut target.addresses, address.ip());
    target.endpoints.push(endpoint(address, tried));
    Used::Yes
}

/// The name led nowhere: for one, where it did not for another.
fn try_name(target: &mut KmsTarget, unresolved: Failure) -> Used {
    if target.is_reached() {
        return try_further(target, None, Observed::Failed(unresolved));
    }
    let ipv4 = Observed::Failed(unresolved);
    let nowhere = Addresses { ipv4, ..Addresses::default() };
    let agrees = names::agree(&target.addresses, &nowhere);
    let is_new = names::complete(&mut target.addresses, &nowhere);
    if is_new || agrees { Used::Yes } else { Used::SetAside }
}

/// What looks a name up says why it has no address.
fn is_of_connection(unresolved: &Failure) -> bool {
    unresolved.kind == FailureKind::Untold
}

/// Not every tool tells the address.
fn try_by_name(target: &mut KmsTarget, connection: &Connection) -> Used {
    let tried = connect_by_name(connection);
    if !target.endpoints.is_empty() || !target.by_name.is_unplanned() {
        return try_further(target, None, tried);
    }
    target.by_name = tried;
    Used::Yes
}

/// One more connection to where one was tried already: what the run asked itself counts before it,
/// and what ended the same way from the same place tells nothing more.
fn try_further(
    target: &mut KmsTarget,
    address: Option<SocketAddr>,
    connect: Observed<Connected>,
) -> Used {
    let is_live = target.endpoints.iter().any(|endpoint| !endpoint.bind_ndr32.is_unplanned());
    let is_full = target.captured_tries.len() >= MOST_OF_TARGET;
    if is_live || is_full || tries_to(target, address).any(|known| is_told(known, &connect)) {
        return Used::SetAside;
    }
    target.captured_tries.push(CapturedTry::of(address, connect));
    Used::Yes
}

fn tries_to(
    target: &KmsTarget,
    address: Option<SocketAddr>,
) -> impl Iterator<Item = &Observed<Connected>> {
    let is_meant =
        move |endpoint: &&KmsEndpoint| address.is_none_or(|address| address == endpoint.address);
    let first = target.endpoints.iter().filter(is_meant).map(|endpoint| &endpoint.connect);
    let further = target.captured_tries.iter().map(|tried| &tried.connect);
    let by_name = Some(&target.by_name).filter(|by_name| !by_name.is_unplanned());
    first.chain(by_name).chain(further)
}

fn is_told(known: &Observed<Connected>, new: &Observed<Connected>) -> bool {
    let is_from_elsewhere = new.source().is_some() && known.source() != new.source();
    known.value().is_some() == new.value().is_some() && !is_from_elsewhere
}
