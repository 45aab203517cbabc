//! A site file, as far as what would be asked because of it.

use std::path::Path;

use actprobe::ask::cli::{CheckArgs, Surroundings, request_of};
use actprobe::ask::plan::{self, Plan};
use actprobe::ask::request::Request;
use actprobe::say::complaint;
use actprobe_probes::evidence::{HostFacts, ProxyEvidence};
use actprobe_probes::winhttp_proxy;
use serde_json::json;

/// What a file makes a run ask on a Linux host that knows nothing more.
pub struct Planned {
    pub request: Request,
    pub proxy: ProxyEvidence,
    pub host: HostFacts,
    pub plan: Plan,
}

/// Reads a file where every other file is empty; else what is said of it.
pub fn planned(file: &[u8]) -> Result<Planned, String> {
    let request = request_by(file).map_err(|error| complaint::fit(&error))?;
    let proxy = winhttp_proxy::probe(request.proxy.clone());
    let mut host: HostFacts =
        serde_json::from_value(json!({ "name": "srv1", "family": "linux" })).unwrap();
    host.dns = plan::dns_client(host.dns, &request);
    let plan = plan::plan(&request, &host, &proxy);
    Ok(Planned { request, proxy, host, plan })
}

fn request_by(file: &[u8]) -> Result<Request, String> {
    const SITE: &str = "site.toml";
    let read = |path: &Path| Ok(if path == Path::new(SITE) { file.to_vec() } else { Vec::new() });
    let surroundings = Surroundings {
        environment: Vec::new(),
        read: &read,
        read_in_folder: &|_, _| Ok(Vec::new()),
        read_secret: &|_| Ok(Vec::new()),
    };
    let arguments = CheckArgs { site: Some(SITE.into()), ..CheckArgs::default() };
    request_of(&arguments, &surroundings).map_err(|error| error.to_string())
}
