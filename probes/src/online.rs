//! The activation endpoints, step by step: resolve, connect, CONNECT, TLS, one harmless request.
//!
//! No step hides another, and each has its limit (RFC 9110 for HTTP, RFC 8446 for TLS). Nothing is
//! ever posted: a POST to an activation service would consume an activation.

mod again;
mod exchange;
mod hop;
mod reply;
mod request;
mod speech;
mod target;

use tokio::io::{AsyncRead, AsyncWrite};

pub use self::again::ask_the_silent;
use self::exchange::exchange;
use self::hop::Approach;
use self::reply::Asked;
use self::request::Form;
pub use self::speech::look_at_proxies;
pub use self::target::{Scheme, Target, UrlError};
use crate::clock::WallClock;
use crate::evidence::{
    Endpoint, EndpointNeed, FailureKind, Hop, HostPort, HttpReply, NotAsked, Observed, Route, Step,
    TlsFacts,
};
use crate::net::metered::Metered;
use crate::net::tcp::TcpStream;
use crate::net::tls::{self, Handshake};
use crate::net::trust::Case;
pub use crate::net::trust::{RootsError, TrustStores, Verifier};
use crate::net::{Cause, Resolver, Watch};
use crate::product_key::holds_key;

/// How many bytes may come over a secured stream, handshake included.
const MOST_SECURED_BYTES: usize = 1024 * 1024;

/// How many more times an endpoint is asked at most, where one conversation was refused or cut.
pub const MOST_MORE_CONVERSATIONS: u32 = again::MOST_MORE;

/// An endpoint to ask, and the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointPlan {
    /// The URL as given.
    pub url: String,
    /// The URL taken apart.
    pub target: Target,
    /// What the endpoint is needed for.
    pub need: EndpointNeed,
    /// The way to it.
    pub route: Route,
}

impl EndpointPlan {
    /// A plan to ask `url` over `route`.
    pub fn new(url: &str, need: EndpointNeed, route: Route) -> Result<Self, UrlError> {
        Ok(Self { url: url.to_owned(), target: Target::parse(url)?, need, route })
    }

    /// Whom to connect to, in the order in which they are tried: the proxies, or the endpoint
    /// itself.
    fn first_hops(&self) -> &[HostPort] {
        match self.route.proxies.as_slice() {
            [] => std::slice::from_ref(&self.target.at),
            proxies => proxies,
        }
    }
}

/// Asks one endpoint, as far as the way leads.
///
/// Each proxy is tried until one takes the connection. The first address that connects carries the
/// conversation; the attempts at the others end beside it, so that a dead family costs no more than
/// its own limit. What would accuse somebody is tried again.
pub async fn probe(
    watch: &Watch,
    resolver: &Resolver,
    clock: &dyn WallClock,
    trust: &TrustStores,
    plan: &EndpointPlan,
) -> Endpoint {
    let inquiry = Inquiry { watch, clock, trust, plan };
    if holds_key(&plan.url) {
        let http = Observed::skipped(NotAsked::ProductKey);
        return endpoint(plan, Vec::new(), Said { http, ..Said::default() });
    }
    let first = inquiry.first_try(resolver).await;
    again::ask(&inquiry, first).await
}

/// A request whose answer is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// HEAD, to an endpoint.
    Head,
    /// CONNECT, to a proxy.
    Connect,
}

/// Puts one question over `stream`, to whoever is there, and reads what the head of the answer
/// says: the part of [`probe`] that a hostile peer gets at, without the network.
pub async fn read_answer<S>(
    stream: S,
    question: Question,
    clock: &dyn WallClock,
) -> Result<HttpReply, Cause>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let target = Target::parse("http://endpoint.example/").map_err(|_| FailureKind::Internal)?;
    let asked = Asked::now(clock);
    let ask = match question {
        Question::Head => request::head(&target, Form::Origin)?,
        Question::Connect => request::connect(&target)?,
    };
    exchange(stream, ask).await.map(|answer| reply::facts(&answer.head, &asked))
}

fn endpoint(plan: &EndpointPlan, hops: Vec<Hop>, said: Said) -> Endpoint {
    let EndpointPlan { url, need, route, .. } = plan.clone();
    let Said { tunnel, tls, http } = said;
    Endpoint { url, need, route, hops, tunnel, tls, http, tries: Vec::new() }
}

/// What was learnt behind the first hop.
#[derive(Default)]
struct Said {
    tunnel: Observed<HttpReply>,
    tls: Observed<TlsFacts>,
    http: Observed<HttpReply>,
}

/// All that the steps of one conversation share.
struct Inquiry<'a> {
    watch: &'a Watch,
    clock: &'a dyn WallClock,
    trust: &'a TrustStores,
    plan: &'a EndpointPlan,
}

impl Inquiry<'_> {
    async fn first_try(&self, resolver: &Resolver) -> Endpoint {
        let (mut hops, is_proxy) = (Vec::new(), self.is_proxied());
        for server in self.plan.first_hops() {
            let mut approach = Approach::begin(self.watch, resolver, server).await;
            if let Some(stream) = approach.first_connection().await {
                let (said, hop) = tokio::join!(self.converse(stream), approach.finish(is_proxy));
                hops.push(hop);
                return endpoint(self.plan, hops, said);
            }
            hops.push(approach.finish(is_proxy).await);
        }
        endpoint(self.plan, hops, self.not_held())
    }

    async fn converse(&self, stream: TcpStream) -> Said {
        match (self.plan.target.scheme, self.is_proxied()) {
            (Scheme::Https, true) => self.through_tunnel(stream).await,
            (Scheme::Https, false) => self.secured(Metered::new(stream, MOST_SECURED_BYTES)).await,
            (Scheme::Http, true) => self.plain(stream, Form::Absolute).await,
            (Scheme::Http, false) => self.plain(stream, Form::Origin).await,
        }
    }

    async fn plain(&self, stream: TcpStream, form: Form) -> Said {
        Said { http: self.asked(stream, form).await, ..Said::default() }
    }

    async fn through_tunnel(&self, stream: TcpStream) -> Said {
        let limit = self.watch.limits.proxy_connect;
        let (tunnel, stream) =
            apart(self.watch.step(Step::ProxyConnect, limit, self.connect(stream)).await);
        let said = match stream.flatten() {
            Some(stream) => self.secured(stream).await,
            None => self.not_held(),
        };
        Said { tunnel, ..said }
    }

    async fn connect(
        &self,
        stream: TcpStream,
    ) -> Result<(HttpReply, Option<Metered<TcpStream>>), Cause> {
        let asked = Asked::now(self.clock);
        let answer = exchange(stream, request::connect(&self.plan.target)?).await?;
        Ok((reply::facts(&answer.head, &asked), answer.tunnel))
    }

    async fn secured(&self, stream: Metered<TcpStream>) -> Said {
        let greeting = tls::handshake(stream, self.plan.target.name.clone());
        match self.watch.step(Step::TlsHandshake, self.watch.limits.tls, greeting).await {
            Observed::Answered { value, elapsed_us } => {
                let (facts, http) = self.examined(value).await;
                Said {
                    tls: Observed::Answered { value: facts, elapsed_us },
                    http,
                    ..Said::default()
                }
            }
            Observed::Failed(failure) => Said { tls: Observed::Failed(failure), ..self.not_held() },
            Observed::NotAsked { reason } => {
                Said { tls: Observed::skipped(reason), ..self.not_held() }
            }
        }
    }

    /// The chain is judged while the request is under way: neither needs the other.
    async fn examined(
        &self,
        handshake: Handshake<Metered<TcpStream>>,
    ) -> (TlsFacts, Observed<HttpReply>) {
        let Handshake { stream, version, cipher_suite, chain } = handshake;
        let case = Case { chain, name: self.plan.target.name.clone(), at: self.clock.now() };
        // On the heap: a secured stream inside an HTTP connection is some 20 KiB.
        let asked = Box::pin(self.asked(stream, Form::Origin));
        let (verdicts, http) = tokio::join!(case.verdicts(self.watch, self.trust), asked);
        let facts = TlsFacts {
            version,
            cipher_suite,
            chain: case.facts(),
            name_matches: case.name_matches(),
            system_trust: verdicts.system.verdict,
            system_trust_unfetched: verdicts.system.is_unfetched,
            mozilla_trust: verdicts.mozilla,
            microsoft_trust: verdicts.microsoft,
            site_trust: verdicts.site,
            site_root_out_of_date: verdicts.site_root_out_of_date,
        };
        (facts, http)
    }

    async fn asked<S>(&self, stream: S, form: Form) -> Observed<HttpReply>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send,
    {
        let work = async {
            let asked = Asked::now(self.clock);
            let answer = exchange(stream, request::head(&self.plan.target, form)?).await?;
            Ok(reply::facts(&answer.head, &asked))
        };
        self.watch.step(Step::HttpRequest, self.watch.limits.http, work).await
    }

    /// Why the steps that the plan asks for were not taken.
    fn not_held(&self) -> Said {
        let reason = self.watch.stop_reason().map_or(NotAsked::EarlierStepFailed, NotAsked::from);
        let mut said = Said { http: Observed::skipped(reason), ..Said::default() };
        if self.plan.target.scheme == Scheme::Https {
            said.tls = Observed::skipped(reason);
            said.tunnel =
                if self.is_proxied() { Observed::skipped(reason) } else { Observed::default() };
        }
        said
    }

    fn is_proxied(&self) -> bool {
        !self.plan.route.proxies.is_empty()
    }
}

/// The evidence, and what the next step goes on with.
fn apart<A, B>(outcome: Observed<(A, B)>) -> (Observed<A>, Option<B>) {
    let mut rest = None;
    let evidence = outcome.map(|(evidence, goes_on)| {
        rest = Some(goes_on);
        evidence
    });
    (evidence, rest)
}

#[cfg(test)]
mod tests;
