//! What captures show of the network: what the run asked itself stands, they fill the gaps.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use actprobe_probes::capture::Connection;
use actprobe_probes::evidence::{
    Addresses, ClockSource, ClockSourceOrigin, Connected, DomainController, DomainOrigin, Failure,
    FailureKind, Flow, HostPort, KMS_PORT, KmsEndpoint, KmsTarget, LocalEnd, LocatorError,
    Observed, Origin, SrvQuestion, SrvRecord, Step, TargetOrigin, Transport, Used,
};

use super::merge::Merge;
use crate::ask::plan::kms_hosts::before_discovery;

/// How many KMS hosts captures may add.
const MOST_TARGETS: usize = 64;
/// How many connections to one of them, and how many reasons why it is one.
const MOST_OF_TARGET: usize = 256;
/// How many questions, and how many clocks; what goes beyond is set aside.
const MOST_QUESTIONS: usize = 256;
const MOST_CLOCKS: usize = 256;
/// How many domain controllers.
const MOST_CONTROLLERS: usize = 64;

impl Merge<'_> {
    pub(super) fn question(&mut self, question: SrvQuestion) -> Used {
        let questions = &mut self.evidence.kms.questions;
        let is_answered =
            |known: &&SrvQuestion| known.answers.iter().any(|answer| answer.srv.value().is_some());
        let same = |known: &&SrvQuestion| known.name.eq_ignore_ascii_case(&question.name);
        if questions.len() >= MOST_QUESTIONS
            || questions.iter().filter(same).any(|known| is_answered(&known))
        {
            return Used::SetAside;
        }
        questions.push(question);
        Used::Yes
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
            used = if is_resolved(&target.addresses) { Used::SetAside } else { Used::Yes };
            if used == Used::Yes {
                target.addresses.clone_from(found);
            }
        }
        used
    }

    /// A connection to a KMS host: to one that is known, or to the port of KMS.
    pub(super) fn connection(&mut self, connection: &Connection) -> Used {
        self.add_published();
        let is_meant = |target: &KmsTarget| {
            target.port == connection.port
                && (target.host.eq_ignore_ascii_case(&connection.host)
                    || has_address(target, connection.address))
        };
        let targets = &mut self.evidence.kms.targets;
        let index = targets.iter().position(is_meant);
        let Some(connection) = &placed(connection, index.and_then(|index| targets.get(index)))
        else {
            return Used::Nothing;
        };
        if index.is_none() && (connection.port != KMS_PORT || targets.len() >= MOST_TARGETS) {
            return Used::Nothing;
        }
        let index = index.unwrap_or(targets.len());
        if index == targets.len() {
            targets.push(target(&connection.host, connection.port, TargetOrigin::Capture));
        }
        targets.get_mut(index).map_or(Used::Nothing, |target| try_target(target, connection))
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

    /// Once all captures are read: the KMS hosts that they name and nobody asked.
    pub(super) fn finish(&mut self) {
        self.add_published();
        self.count_left_out();
        if !self.evidence.asked.offline {
            return;
        }
        self.membership();
        let licence = self.evidence.licensing.windows.value();
        let discovered = licence.and_then(|licence| licence.discovered_kms.clone());
        let own = before_discovery(&self.evidence.host, licence);
        let targets = &mut self.evidence.kms.targets;
        for own in own {
            add_target(targets, KmsTarget { addresses: addresses_in(&own.host), ..own });
        }
        if let Some(HostPort { host, port }) = discovered {
            add_target(targets, target(&host, port, TargetOrigin::Capture));
        }
    }
}

/// The records of a question's answers that name a host.
fn published(question: &SrvQuestion) -> impl Iterator<Item = &SrvRecord> {
    let replies = question.answers.iter().filter_map(|answer| answer.srv.value());
    replies.flat_map(|reply| &reply.records).filter(|record| record.target != ".")
}

fn target(host: &str, port: u16, origin: TargetOrigin) -> KmsTarget {
    KmsTarget {
        host: host.to_owned(),
        port,
        origins: vec![origin],
        addresses: addresses_in(host),
        endpoints: Vec::new(),
        beside: None,
        in_dns: None,
        usual_port: Vec::new(),
    }
}

/// An address may stand in the place of a name.
fn addresses_in(host: &str) -> Addresses {
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

fn literal(address: IpAddr) -> Addresses {
    let mut addresses = Addresses::default();
    add_address(&mut addresses, address);
    addresses
}

fn add_address(addresses: &mut Addresses, address: IpAddr) {
    match address {
        IpAddr::V4(v4) => add_to(&mut addresses.ipv4, v4),
        IpAddr::V6(v6) => add_to(&mut addresses.ipv6, v6),
    }
}

fn add_to<T: PartialEq>(family: &mut Observed<Vec<T>>, address: T) {
    match family {
        Observed::Answered { value, .. } if value.contains(&address) => {}
        Observed::Answered { value, .. } => value.push(address),
        Observed::Failed(_) | Observed::NotAsked { .. } => {
            *family = Observed::Answered { value: vec![address], elapsed_us: 0 };
        }
    }
}

fn is_resolved(addresses: &Addresses) -> bool {
    addresses.ipv4.value().is_some() || addresses.ipv6.value().is_some()
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
fn placed(connection: &Connection, target: Option<&KmsTarget>) -> Option<Connection> {
    if connection.address.is_some() || !connection.succeeded {
        return Some(connection.clone());
    }
    let known: Vec<IpAddr> = target?.addresses.all().collect();
    let [only] = known.as_slice() else { return None };
    Some(Connection { address: Some(*only), ..connection.clone() })
}

fn try_target(target: &mut KmsTarget, connection: &Connection) -> Used {
    let Some(address) = connection.address else {
        if is_resolved(&target.addresses) {
            return Used::SetAside;
        }
        // Test-NetConnection does not say why a name has no address.
        let told = "Test-NetConnection: no RemoteAddress";
        target.addresses.ipv4 =
            Observed::Failed(failed(Step::Resolve, FailureKind::Other, Some(told)));
        return Used::Yes;
    };
    let address = SocketAddr::new(address, connection.port);
    if target.endpoints.len() >= MOST_OF_TARGET
        || target.endpoints.iter().any(|known| known.address == address)
    {
        return Used::SetAside;
    }
    add_address(&mut target.addresses, address.ip());
    target.endpoints.push(KmsEndpoint {
        address,
        connect: connect(connection, address),
        bind_ndr32: Observed::default(),
        bind_multi: Observed::default(),
        bind_padded: Observed::default(),
        reverse: Observed::default(),
        again: Vec::new(),
    });
    Used::Yes
}

/// `False` is all that it says: not whether anybody refused.
fn connect(connection: &Connection, address: SocketAddr) -> Observed<Connected> {
    if !connection.succeeded {
        let failure = failed(Step::Connect, FailureKind::Untold, None);
        let flow = Some(Box::new(flow(connection, address)));
        return Observed::Failed(Failure { flow, ..failure });
    }
    let any: IpAddr =
        if address.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let local = SocketAddr::new(connection.source.unwrap_or(any), 0);
    Observed::Answered {
        value: Connected {
            local,
            interface: connection.interface.clone(),
            syn_retransmissions: None,
        },
        elapsed_us: 0,
    }
}

fn flow(connection: &Connection, to: SocketAddr) -> Flow {
    let end = |address| LocalEnd { address, interface: connection.interface.clone() };
    Flow { transport: Transport::Tcp, from: connection.source.map(end), to }
}

fn failed(step: Step, kind: FailureKind, detail: Option<&str>) -> Failure {
    Failure {
        step,
        kind,
        elapsed_us: 0,
        reporter: None,
        detail: detail.map(ToOwned::to_owned),
        flow: None,
    }
}
