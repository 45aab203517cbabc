//! A log-on with a password: TLS first, then a look at the certificate, and only then the password.

use std::net::SocketAddr;

use jiff::Timestamp;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use super::credentials::PasswordLogin;
use super::objects;
use super::session::Session;
use crate::evidence::{
    Failure, FailureKind, Login, NotAsked, NotSent, ObjectSearch, Observed, Protection, RootDse, Step, TrustVerdict,
};
use crate::net::metered::Metered;
use crate::net::tls::{self, Handshake};
use crate::net::trust::Case;
use crate::net::{Cause, Watch, tcp};
use crate::wire::ldap::{LdapResult, code};

/// How many bytes may come over a secured connection, handshake included.
const MOST_BYTES: usize = 1024 * 1024;

type Plain = Metered<TcpStream>;
type Secured = Session<TlsStream<Plain>>;

/// What a log-on to one server needs.
pub(super) struct Knock<'a> {
    pub(super) watch: &'a Watch,
    pub(super) credentials: &'a PasswordLogin,
    pub(super) domain: &'a str,
    pub(super) host: &'a str,
    /// That of LDAP.
    pub(super) address: SocketAddr,
    /// That of LDAPS.
    pub(super) secure_address: SocketAddr,
    /// What speaks against it, unless somebody named by the user vouches for it.
    pub(super) misgiving: Option<NotSent>,
    /// Whether it took a connection a moment ago.
    pub(super) is_open: bool,
    pub(super) now: Timestamp,
}

/// A log-on that did not come about, in the words of the evidence.
type NotIn = Observed<Login>;

impl Knock<'_> {
    /// Logs on and reads the activation objects.
    pub(super) async fn read(&self, root: Option<RootDse>) -> (Observed<Login>, Observed<ObjectSearch>) {
        let (login, mut session) = match self.log_on().await {
            Ok(inside) => inside,
            Err(login) => return (login, Observed::skipped(NotAsked::EarlierStepFailed)),
        };
        let limit = self.watch.limits.ldap;
        let objects = self.watch.step(Step::LdapSearch, limit, objects::read(&mut session, root)).await;
        session.end().await;
        (login, objects)
    }

    async fn log_on(&self) -> Result<(Observed<Login>, Secured), NotIn> {
        if let Some(why @ NotSent::NotForThisDomain) = self.misgiving {
            return Err(not_sent(why));
        }
        let (over, handshake) = self.secured().await?;
        self.vouched(&handshake).await?;
        let mut session = Session::over(handshake.stream);
        let name = self.credentials.name_in(self.domain);
        let binding = session.bind(&name, self.credentials.password.as_bytes());
        let bound = self.watch.step(Step::LdapBind, self.watch.limits.ldap, binding).await;
        let login = bound.map(|result| verdict(over, result));
        match login.value() {
            Some(Login::Accepted { .. }) => Ok((login, session)),
            _ => Err(login),
        }
    }

    /// TLS by `StartTLS`; where the port is closed or the server declines, by LDAPS.
    async fn secured(&self) -> Result<(Protection, Handshake<Plain>), NotIn> {
        let first = if self.is_open { Some(self.by_start_tls().await) } else { None };
        match first {
            Some(Ok(handshake)) => Ok((Protection::StartTls, handshake)),
            Some(Err(declined)) if !matches!(declined.value(), Some(Login::NoTls { .. })) => Err(declined),
            declined => match self.by_ldaps().await {
                Ok(handshake) => Ok((Protection::Ldaps, handshake)),
                Err(failed) => Err(declined.and_then(Result::err).unwrap_or(failed)),
            },
        }
    }

    async fn by_start_tls(&self) -> Result<Handshake<Plain>, NotIn> {
        let stream = self.dial(self.address).await?;
        let name = self.server_name()?;
        let greeting = async {
            match Session::over(stream).start_tls().await? {
                Ok(stream) => tls::handshake(stream, name).await.map(Ok),
                Err(LdapResult { code, .. }) => Ok(Err(Login::NoTls { code })),
            }
        };
        let (outcome, elapsed_us) = parts(self.watch.step(Step::TlsHandshake, self.watch.limits.tls, greeting).await)?;
        outcome.map_err(|value| Observed::Answered { value, elapsed_us })
    }

    async fn by_ldaps(&self) -> Result<Handshake<Plain>, NotIn> {
        let stream = self.dial(self.secure_address).await?;
        let greeting = tls::handshake(stream, self.server_name()?);
        Ok(parts(self.watch.step(Step::TlsHandshake, self.watch.limits.tls, greeting).await)?.0)
    }

    async fn dial(&self, address: SocketAddr) -> Result<Plain, NotIn> {
        match tcp::dial(self.watch, address).await {
            (_, Some(stream)) => Ok(Metered::new(stream, MOST_BYTES)),
            (connect, None) => Err(parts(connect).map_or_else(|not_in| not_in, |_| Observed::default())),
        }
    }

    fn server_name(&self) -> Result<ServerName<'static>, NotIn> {
        ServerName::try_from(self.host.to_owned()).map_err(|error| {
            let Cause { kind, reporter, detail } = Cause::with_detail(FailureKind::Other, &error.to_string());
            Observed::Failed(Failure { step: Step::TlsHandshake, kind, elapsed_us: 0, reporter, detail })
        })
    }

    /// The password goes to no server that nobody vouches for. Many of this system's authorities vouch for any name that
    /// its owner asks them for: from them, a name of the domain alone counts (RFC 4513 §3.1.3).
    async fn vouched(&self, handshake: &Handshake<Plain>) -> Result<(), NotIn> {
        let PasswordLogin { trust, pinned, .. } = self.credentials;
        if handshake.chain.first().is_some_and(|own| pinned.contains(own)) {
            return Ok(());
        }
        let case = Case { chain: handshake.chain.clone(), name: self.server_name()?, at: self.now };
        let verdicts = case.verdicts(self.watch, trust).await;
        let trusted =
            |verdict: &TrustVerdict| matches!(verdict, TrustVerdict::Trusted | TrustVerdict::RevocationUnknown);
        if verdicts.site.as_ref().is_some_and(trusted) {
            return Ok(());
        }
        if trusted(&verdicts.system) {
            // A certified name of the domain says more than any answer to a ping, which nobody signs.
            return match self.misgiving {
                Some(why @ NotSent::OutsideDomain) => Err(not_sent(why)),
                _ => Ok(()),
            };
        }
        let own = case.facts().into_iter().next();
        let (subject, issuer) = own.map(|own| (own.subject, own.issuer)).unwrap_or_default();
        let verdict = verdicts.site.unwrap_or(verdicts.system);
        Err(Observed::Answered { value: Login::Untrusted { subject, issuer, verdict }, elapsed_us: 0 })
    }
}

pub(super) fn not_sent(why: NotSent) -> Observed<Login> {
    Observed::Answered { value: Login::NotSent { why }, elapsed_us: 0 }
}

/// The answer and its time; what is none is a log-on that did not come about.
fn parts<T>(outcome: Observed<T>) -> Result<(T, u64), NotIn> {
    match outcome {
        Observed::Answered { value, elapsed_us } => Ok((value, elapsed_us)),
        Observed::Failed(failure) => Err(Observed::Failed(failure)),
        Observed::NotAsked { reason } => Err(Observed::skipped(reason)),
    }
}

fn verdict(over: Protection, LdapResult { code, message }: LdapResult) -> Login {
    match code {
        code::SUCCESS => Login::Accepted { over },
        code::INVALID_CREDENTIALS => Login::Rejected { over, message },
        code => Login::Refused { code, message },
    }
}
