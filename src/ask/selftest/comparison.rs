//! What actprobe reads beside what the commands say: pure.

use std::collections::BTreeSet;

use actprobe_probes::capture::{Facts, recognise};
use actprobe_probes::evidence::{
    DnsClient, FailureKind, Id, LicenceFacts, Membership, Observed, ProxySettings, WindowsFacts,
};
use jiff::Timestamp;

use super::own::Own;
use super::said::{self, Computer};
use super::tool::{Output, Outputs, Tool};

/// What actprobe reads and what Windows' commands say.
#[derive(Clone, Debug)]
pub struct Selftest {
    /// The host's name.
    pub host: String,
    /// When.
    pub at: Timestamp,
    /// Each thing that both tell.
    pub comparisons: Vec<Comparison>,
    /// What the commands said.
    pub outputs: Outputs,
}

impl Selftest {
    /// 0: both agree; 1: they differ; 3: not everything could be compared.
    pub fn exit_code(&self) -> u8 {
        let any = |wanted| self.comparisons.iter().any(|c| c.agreement() == wanted);
        match (any(Agreement::Differs), any(Agreement::NotCompared)) {
            (true, _) => 1,
            (false, true) => 3,
            (false, false) => 0,
        }
    }
}

/// One thing that both tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// What it is.
    pub what: &'static str,
    /// What actprobe reads.
    pub own: Statement,
    /// Which command tells it too.
    pub tool: Tool,
    /// What the command says.
    pub said: Statement,
}

/// What somebody says, in no order; or why nothing.
pub type Statement = Result<BTreeSet<String>, Silence>;

/// Why somebody says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Silence {
    /// The command is not there, was not started, or did not end in time.
    NoOutput(FailureKind),
    /// Its output could not be understood.
    NotUnderstood {
        /// The exit code.
        code: Option<i32>,
    },
    /// The reading failed.
    NotRead(FailureKind),
    /// This system does not have it.
    NotThere,
}

/// Whether both say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// They do.
    Same,
    /// They do not.
    Differs,
    /// One of them says nothing.
    NotCompared,
}

impl Comparison {
    /// Whether both say the same.
    pub fn agreement(&self) -> Agreement {
        match (&self.own, &self.said) {
            (Ok(own), Ok(said)) if own == said => Agreement::Same,
            (Ok(_), Ok(_)) => Agreement::Differs,
            (Err(_), _) | (_, Err(_)) => Agreement::NotCompared,
        }
    }
}

/// Everything that both tell.
pub fn compare(own: &Own, outputs: &Outputs) -> Vec<Comparison> {
    let said = Said { outputs };
    let row = |what, own, tool, said| Comparison { what, own, tool, said };
    let dns = |list: fn(&DnsClient) -> Vec<String>| read(&own.dns).map(list).map(set);
    vec![
        row("DNS servers", dns(servers), Tool::Ipconfig, said.resolving(|told| told.servers)),
        row("DNS suffixes", dns(suffixes), Tool::Ipconfig, said.resolving(|told| told.suffixes)),
        row("proxy of services", read(&own.proxy).map(proxy), Tool::Netsh, said.proxy()),
        row("build", own_build(own), Tool::Computer, said.computer(build)),
        row("edition", own_edition(own), Tool::Dism, said.edition()),
        row("domain", own_domain(own), Tool::Computer, said.computer(domain)),
        row("domain", own_domain(own), Tool::Nltest, said.domain()),
        row("licence", read(&own.licence).map(licence), Tool::Licence, said.licence(Tool::Licence)),
        row("licence", read(&own.licence).map(licence), Tool::Slmgr, said.licence(Tool::Slmgr)),
        row("roots of Microsoft", own_roots(own), Tool::Certutil, said.roots(own)),
    ]
}

fn read<T>(observed: &Observed<T>) -> Result<&T, Silence> {
    match observed {
        Observed::Answered { value, .. } => Ok(value),
        Observed::Failed(failure) => Err(Silence::NotRead(failure.kind)),
        Observed::NotAsked { .. } => Err(Silence::NotThere),
    }
}

fn set(values: impl IntoIterator<Item = String>) -> BTreeSet<String> {
    values.into_iter().map(|value| value.to_lowercase()).collect()
}

fn servers(dns: &DnsClient) -> Vec<String> {
    dns.servers.iter().map(|server| server.address.ip().to_string()).collect()
}

fn suffixes(dns: &DnsClient) -> Vec<String> {
    dns.suffixes.iter().map(|suffix| suffix.name.clone()).collect()
}

fn proxy(settings: &ProxySettings) -> BTreeSet<String> {
    let servers = settings.servers.iter().map(|server| match &server.scheme {
        Some(scheme) => format!("{scheme}={}", server.address),
        None => server.address.to_string(),
    });
    set(servers.chain(settings.bypass.iter().map(|entry| format!("not for {entry}"))))
}

fn licence(facts: &LicenceFacts) -> BTreeSet<String> {
    let status = facts.status.map(|status| format!("status {}", status.id()));
    let id = facts.activation_id.as_ref().map(|id| format!("activation id {id}"));
    let key = facts.partial_key.as_ref().map(|key| format!("key ends in {key}"));
    set([status, id, key].into_iter().flatten())
}

fn own_build(own: &Own) -> Statement {
    let product = read(&own.windows)?.product.as_ref();
    product.and_then(|product| product.build).map(|build| set([build.to_string()])).ok_or(NOT_READ)
}

fn own_edition(own: &Own) -> Statement {
    let product = read(&own.windows)?.product.as_ref();
    let edition = product.map(|product| &product.edition_id).filter(|id| !id.is_empty());
    edition.map(|id| set([id.clone()])).ok_or(NOT_READ)
}

fn own_domain(own: &Own) -> Statement {
    match windows(own)?.membership.as_ref().ok_or(NOT_READ)? {
        Membership::Domain { domain, .. } => Ok(set([domain.clone()])),
        Membership::Workgroup | Membership::Entra => Ok(BTreeSet::new()),
    }
}

fn windows(own: &Own) -> Result<&WindowsFacts, Silence> {
    read(&own.windows)
}

const NOT_READ: Silence = Silence::NotRead(FailureKind::Unreadable);

fn own_roots(own: &Own) -> Statement {
    let roots = own.roots.as_ref().ok_or(NOT_READ)?;
    Ok(set(roots.iter().filter(|root| root.trusted).map(|root| root.thumbprint.clone())))
}

fn build(computer: Computer) -> BTreeSet<String> {
    set([computer.build_number])
}

fn domain(computer: Computer) -> BTreeSet<String> {
    set(computer.domain.filter(|_| computer.part_of_domain))
}

/// What the commands said, as far as it is understood.
struct Said<'a> {
    outputs: &'a Outputs,
}

impl Said<'_> {
    fn resolving(&self, list: fn(said::Resolving) -> Vec<String>) -> Statement {
        self.understood(Tool::Ipconfig, |text| Some(set(list(said::ipconfig(text)?))))
    }

    fn proxy(&self) -> Statement {
        self.captured(Tool::Netsh, |facts| Some(proxy(&facts.proxy?)))
    }

    fn computer(&self, part: fn(Computer) -> BTreeSet<String>) -> Statement {
        self.understood(Tool::Computer, |text| said::computer(text).map(part))
    }

    fn edition(&self) -> Statement {
        self.captured(Tool::Dism, |facts| Some(set([facts.product?.edition_id])))
    }

    fn domain(&self) -> Statement {
        let text = &self.output(Tool::Nltest)?.text;
        if said::is_in_no_domain(text) {
            return Ok(BTreeSet::new());
        }
        self.captured(Tool::Nltest, |facts| Some(set([facts.controller?.0])))
    }

    fn licence(&self, tool: Tool) -> Statement {
        self.captured(tool, |facts| Some(licence(&facts.licence?)))
    }

    fn roots(&self, own: &Own) -> Statement {
        let known = own.roots.iter().flatten().map(|root| root.thumbprint.clone());
        let known = set(known);
        self.understood(Tool::Certutil, |text| {
            Some(said::thumbprints(text)?.intersection(&known).cloned().collect())
        })
    }

    /// By the parsers of what administrators save.
    fn captured(&self, tool: Tool, part: fn(Facts) -> Option<BTreeSet<String>>) -> Statement {
        let facts = |text: &[u8]| recognise(text).into_iter().next().map(|capture| capture.facts);
        self.understood(tool, |text| facts(text).and_then(part))
    }

    fn understood(
        &self,
        tool: Tool,
        read: impl FnOnce(&[u8]) -> Option<BTreeSet<String>>,
    ) -> Statement {
        let output = self.output(tool)?;
        read(&output.text).ok_or(Silence::NotUnderstood { code: output.code })
    }

    fn output(&self, tool: Tool) -> Result<&Output, Silence> {
        match self.outputs.get(&tool) {
            Some(Observed::Answered { value, .. }) => Ok(value),
            Some(Observed::Failed(failure)) => Err(Silence::NoOutput(failure.kind)),
            Some(Observed::NotAsked { .. }) | None => Err(Silence::NotThere),
        }
    }
}

#[cfg(test)]
mod tests;
