//! A run: read the host, plan, ask everything at once, keep what was seen. The only place that sees
//! all layers.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use actprobe_probes::clock::WallClock;
use actprobe_probes::clock_skew;
use actprobe_probes::directory::{self, Credentials};
use actprobe_probes::evidence::{
    Asked, ClockEvidence, ClockSource, DirectoryEvidence, DnsClient, Ended, Endpoint, Evidence,
    FailureKind, HostFacts, KmsEvidence, KmsTarget, LicenceFacts, LicensingEvidence, NotAsked,
    Observed, OnlineEvidence, Probe, ProxyEvidence, SCHEMA_VERSION, SrvAnswer, Step, WindowsFacts,
};
use actprobe_probes::host;
use actprobe_probes::kms_discovery::{self, Discovery, discover, discover_with_system};
use actprobe_probes::kms_target;
use actprobe_probes::licensing;
use actprobe_probes::net::{Hosts, Resolver, StopReason, Watch, blocking, or_internal_failure};
use actprobe_probes::online::{self, EndpointPlan, TrustStores};
use actprobe_probes::winhttp_proxy::{self, ProxyChoice};
use futures_util::future::join_all;

use crate::ask::host_export;
use crate::ask::import::Imports;
use crate::ask::placeholders;
use crate::ask::plan::{self, Plan, kms_hosts, other_host};
use crate::ask::progress::Progress;
use crate::ask::request::Request;
use crate::ask::without_keys::cut_keys;

/// How many KMS hosts are connected to; a client draws one, and a list of thousands is a mistake or
/// an attack.
const MOST_TARGETS: usize = 32;
/// Reading a file takes a few milliseconds.
const HOSTS_LIMIT: Duration = Duration::from_secs(4);

/// What a run needs besides its request.
pub struct Means<'a> {
    /// Limits, deadline, stop.
    pub watch: &'a Watch,
    /// The host's clock.
    pub clock: &'a dyn WallClock,
    /// Who vouches for certificates.
    pub trust: &'a TrustStores,
    /// Where to show what is under way.
    pub progress: &'a Progress,
}

/// What the host says of itself, and what will be asked.
pub struct Prepared {
    host: HostFacts,
    proxy: ProxyEvidence,
    asked: Asked,
    hosts: Hosts,
    imports: Imports,
    codes: Vec<u32>,
    /// A capture of the licence, given by hand, stands for the host's own word.
    has_licence: bool,
    /// The questions.
    pub plan: Plan,
}

/// Reads the host and plans. Nothing is sent.
pub async fn prepare(request: Request, watch: &Watch) -> Prepared {
    let (dns, hosts, windows) =
        tokio::join!(host::dns_client::read(watch), hosts(watch), host::windows::read(watch));
    // It reads files and parses what was handed in: limits and signals are kept meanwhile.
    blocking::run_or_here(move || planned(request, dns, hosts, windows)).await
}

fn planned(
    request: Request,
    own_dns: Observed<DnsClient>,
    hosts: Hosts,
    windows: Observed<WindowsFacts>,
) -> Prepared {
    let own = HostFacts {
        name: host::name(),
        family: std::env::consts::OS.to_owned(),
        dns: own_dns,
        platform: host::platform::read(),
        windows,
        hypervisor: host::hypervisor::read(),
        kvp: host::kvp::read(),
        silent_dns: Vec::new(),
        routes: Vec::new(),
        vpn_off: Vec::new(),
    };
    let own_servers: Vec<SocketAddr> =
        own.dns.value().into_iter().flat_map(|dns| &dns.servers).map(|s| s.address).collect();
    let mut facts = match &request.host_facts {
        Some(export) => host_export::instead_of(own, export),
        None => own,
    };
    facts.dns = plan::dns_client(facts.dns, &request);
    let asked = request.asked();
    let proxy = proxy(&request);
    let mut plan = plan::plan(&request, &facts, &proxy);
    if plan.servers.is_empty() && !plan.servers_elsewhere.is_empty() {
        // Somebody has to be asked for the names that are not that host's own.
        plan.name_servers = own_servers;
    }
    let has_licence = request.imports.have_licence();
    let Request { imports, codes, .. } = request;
    Prepared { host: facts, proxy, asked, hosts, imports, codes, has_licence, plan }
}

/// Which network connection each DNS server belongs to.
fn connections(host: &HostFacts) -> BTreeMap<SocketAddr, String> {
    let servers = host.dns.value().into_iter().flat_map(|dns| &dns.servers);
    servers.filter_map(|server| Some((server.address, server.interface.clone()?))).collect()
}

/// The settings that the user named, or else those of the host that is meant.
fn proxy(request: &Request) -> ProxyEvidence {
    let exported =
        request.host_facts.as_ref().filter(|_| matches!(request.proxy, ProxyChoice::System { .. }));
    match exported.map(host_export::proxy) {
        Some(exported) => exported,
        None => winhttp_proxy::probe(request.proxy.clone()),
    }
}

/// The host's table of names; empty where its disk does not answer in time.
async fn hosts(watch: &Watch) -> Hosts {
    match watch.step(Step::ReadHost, HOSTS_LIMIT, Hosts::of_this_host()).await {
        Observed::Answered { value, .. } => value,
        Observed::Failed(failure) if failure.kind == FailureKind::Internal => {
            Hosts::unread(failure.into())
        }
        Observed::Failed(_) | Observed::NotAsked { .. } => Hosts::default(),
    }
}

/// Asks everything that was planned, all at once.
pub async fn carry_out(prepared: Prepared, means: &Means<'_>) -> Evidence {
    let Prepared { host, proxy, asked, hosts, imports, codes, has_licence, plan } = prepared;
    let resolver = Resolver {
        servers: plan.name_servers.clone(),
        connections: connections(&host),
        suffixes: plan.suffixes.clone(),
        hosts,
        is_for_another: false,
    };
    let started_at = means.clock.now();
    if sees_certificates(&plan) {
        means.trust.read_ahead();
    }
    let asking = Asking { means, plan: &plan, resolver: &resolver };
    let all = async {
        tokio::join!(
            asking.kms(),
            asking.clock(),
            asking.online(),
            asking.directory(),
            asking.licence(has_licence)
        )
    };
    let (kms, sources, endpoints, directory, windows) = tokio::select! {
        biased;
        all = all => all,
        never = means.progress.turning() => match never {},
    };
    let mut evidence = Evidence {
        schema_version: SCHEMA_VERSION,
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        started_at,
        ended: ended(means.watch),
        asked,
        host,
        connections: means.watch.connections(),
        kms,
        proxy,
        clock: ClockEvidence { sources },
        online: OnlineEvidence { endpoints },
        directory,
        licensing: LicensingEvidence {
            windows,
            codes_by_hand: codes,
            ..LicensingEvidence::default()
        },
        imports: Vec::new(),
    };
    blocking::run_or_here(move || {
        imports.complete(&mut evidence);
        cut_keys(&mut evidence);
        evidence
    })
    .await
}

/// Whether servers are to show who they are.
fn sees_certificates(plan: &Plan) -> bool {
    let login = plan.directory.as_ref().map(|directory| &directory.credentials);
    !plan.endpoints.is_empty() || matches!(login, Some(Some(Credentials::Password(_))))
}

fn ended(watch: &Watch) -> Ended {
    match watch.stop_reason() {
        None => Ended::Complete,
        Some(StopReason::Interrupted) => Ended::Interrupted,
        Some(StopReason::Deadline) => Ended::Deadline,
    }
}

/// A server that only the host that is meant can ask.
fn elsewhere(server: &SocketAddr) -> SrvAnswer {
    let (srv, control) =
        (Observed::skipped(NotAsked::OtherHost), Observed::skipped(NotAsked::OtherHost));
    SrvAnswer { server: *server, srv, control, serves_names: false, is_home_router: false }
}

/// What the probes share.
struct Asking<'a> {
    means: &'a Means<'a>,
    plan: &'a Plan,
    resolver: &'a Resolver,
}

impl Asking<'_> {
    async fn licence(&self, is_known: bool) -> Observed<LicenceFacts> {
        if is_known {
            return Observed::default();
        }
        let asking = licensing::probe(self.means.watch);
        or_internal_failure(Step::ReadHost, asking, Observed::Failed).await
    }

    async fn kms(&self) -> KmsEvidence {
        let Discovery { mut questions, over_tcp } = self.discovery().await;
        for question in &mut questions {
            question.answers.extend(self.plan.servers_elsewhere.iter().map(elsewhere));
        }
        let (found, targets_dropped) = kms_discovery::targets(&questions, MOST_TARGETS);
        let targets = if self.plan.reach_targets {
            kms_hosts::in_order(&self.plan.targets, found)
        } else {
            found
        };
        let targets = if self.plan.reach_targets { self.reach(targets).await } else { targets };
        KmsEvidence { questions, targets, targets_dropped, over_tcp }
    }

    async fn discovery(&self) -> Discovery {
        let nothing = |questions| Discovery { questions, over_tcp: Vec::new() };
        let Some(suffixes) = &self.plan.discover_in else { return nothing(Vec::new()) };
        let _line = self.means.progress.line(Probe::KmsDiscovery);
        let (watch, servers) = (&self.means.watch.coming_first(), &self.plan.servers);
        let placeholder = |failure| nothing(placeholders::questions(self.plan, &failure));
        match self.plan.ask_system {
            true => {
                or_internal_failure(
                    Step::DnsQuery,
                    discover_with_system(watch, suffixes, servers),
                    placeholder,
                )
                .await
            }
            false => {
                or_internal_failure(Step::DnsQuery, discover(watch, suffixes, servers), placeholder)
                    .await
            }
        }
    }

    async fn reach(&self, targets: Vec<KmsTarget>) -> Vec<KmsTarget> {
        let _line = self.means.progress.line(Probe::KmsTarget);
        join_all(targets.into_iter().map(|target| self.reach_one(target))).await
    }

    async fn reach_one(&self, target: KmsTarget) -> KmsTarget {
        if other_host::is_marked(&target) {
            return target;
        }
        let unreached = target.clone();
        let is_of_another = self.plan.elsewhere.settings && other_host::is_its_setting(&target);
        let resolver = self.resolver_of(is_of_another);
        let watch = self.means.watch.coming_first();
        let reaching = kms_target::probe(&watch, &resolver, target);
        or_internal_failure(Step::Connect, reaching, |failure| {
            placeholders::target(unreached, failure)
        })
        .await
    }

    /// For the names of another host's settings, which may lead to that host itself, or for others.
    fn resolver_of(&self, is_of_another: bool) -> Cow<'_, Resolver> {
        match is_of_another {
            true => Cow::Owned(Resolver { is_for_another: true, ..self.resolver.clone() }),
            false => Cow::Borrowed(self.resolver),
        }
    }

    async fn clock(&self) -> Vec<ClockSource> {
        let servers = &self.plan.time_servers;
        let _line = (!servers.is_empty()).then(|| self.means.progress.line(Probe::ClockSkew));
        let comparing =
            clock_skew::probe(self.means.watch, self.resolver, self.means.clock, servers);
        or_internal_failure(Step::NtpQuery, comparing, |failure| {
            placeholders::sources(self.plan, &failure)
        })
        .await
    }

    async fn directory(&self) -> DirectoryEvidence {
        let Some(plan) = &self.plan.directory else { return DirectoryEvidence::default() };
        let _line = self.means.progress.line(Probe::Directory);
        // On the heap: several conversations with each of several controllers.
        let asking =
            Box::pin(directory::probe(self.means.watch, self.resolver, self.means.clock, plan));
        or_internal_failure(Step::DnsQuery, asking, |failure| {
            placeholders::directory(plan, &failure)
        })
        .await
    }

    async fn online(&self) -> Vec<Endpoint> {
        let _line =
            (!self.plan.endpoints.is_empty()).then(|| self.means.progress.line(Probe::Online));
        let plans = &self.plan.endpoints;
        let asking = plans.iter().map(|endpoint| self.endpoint(endpoint));
        let mut endpoints = join_all(asking).await;
        let Means { watch, clock, trust, .. } = self.means;
        let silent = online::ask_the_silent((watch, *clock, trust), plans, &mut endpoints);
        Box::pin(silent).await;
        online::look_at_proxies(watch, &mut endpoints).await;
        endpoints
    }

    async fn endpoint(&self, plan: &EndpointPlan) -> Endpoint {
        let Means { watch, clock, trust, .. } = self.means;
        if self.plan.elsewhere.proxy && other_host::is_first_hop(plan) {
            return placeholders::endpoint_elsewhere(plan);
        }
        let resolver = self.resolver_of(self.plan.elsewhere.proxy);
        // On the heap: a conversation of four layers is some 16 KiB.
        let asking = Box::pin(online::probe(watch, &resolver, *clock, trust, plan));
        or_internal_failure(Step::HttpRequest, asking, |failure| {
            placeholders::endpoint(plan, failure)
        })
        .await
    }
}
