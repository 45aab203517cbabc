//! What actprobe reads itself, by the same functions as a run.

use actprobe_probes::evidence::{DnsClient, LicenceFacts, Observed, ProxySettings, WindowsFacts};
use actprobe_probes::host;
use actprobe_probes::licensing;
use actprobe_probes::net::trust::{KnownRoot, known_roots};
use actprobe_probes::net::{Watch, blocking};
use actprobe_probes::winhttp_proxy::{self, ProxyChoice};
use jiff::Timestamp;

/// What actprobe reads itself.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// DNS servers and suffixes.
    pub dns: Observed<DnsClient>,
    /// The proxy of services.
    pub proxy: Observed<ProxySettings>,
    /// The registry's word on edition, build and domain.
    pub windows: Observed<WindowsFacts>,
    /// The licence.
    pub licence: Observed<LicenceFacts>,
    /// Roots that are known to actprobe, and whether this host trusts them; `None`: unreadable.
    pub roots: Option<Vec<KnownRoot>>,
}

impl Own {
    /// Reads all of it. Nothing is sent.
    pub async fn read(watch: &Watch, at: Timestamp) -> Self {
        let proxy =
            || winhttp_proxy::probe(ProxyChoice::System { environment: Vec::new() }).settings;
        let (dns, windows, licence, proxy, roots) = tokio::join!(
            host::dns_client::read(watch),
            host::windows::read(watch),
            licensing::probe(watch),
            blocking::run_or_here(proxy),
            blocking::run_or_here(move || known_roots(at)),
        );
        Self { dns, proxy, windows, licence, roots }
    }
}
