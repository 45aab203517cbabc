//! A log-on with a password, which goes only to what was proved to be a controller of the domain:
//! by its name, by its certificate, and by a netlogon answer over the very connection that the
//! password then takes.

use std::net::SocketAddr;

use jiff::Timestamp;
use rustls::pki_types::ServerName;
use tokio_rustls::client::TlsStream;

use super::credentials::PasswordLogin;
use super::gate::Gate;
use super::session::Session;
use super::{objects, proof};
use crate::evidence::{
    Failure, FailureKind, Login, NotAsked, NotSent, ObjectSearch, Observed, Protection, RootDse,
    Step, TrustVerdict, Try,
};
use crate::net::again::{self, Again, beside_silence, is_silence, would_accuse};
use crate::net::metered::Metered;
use crate::net::tcp::{self, TcpStream};
use crate::net::tls::{self, Handshake};
use crate::net::trust::Case;
use crate::net::{Cause, Watch};
use crate::wire::ldap::{LdapResult, code, rejection};

/// How many bytes may come over a secured connection, handshake included.
const MOST_BYTES: usize = 1024 * 1024;

type Plain = Metered<TcpStream>;
type Secured = Session<TlsStream<Plain>>;

/// What a log-on to one server needs.
pub(super) struct PasswordBind<'a> {
    pub(super) watch: &'a Watch,
    pub(super) credentials: &'a PasswordLogin,
    pub(super) domain: &'a str,
    pub(super) host: &'a str,
    /// That of LDAP.
    pub(super) address: SocketAddr,
    /// That of LDAPS.
    pub(super) secure_address: SocketAddr,
    /// What this and all other log-ons of the run go through.
    pub(super) gate: &'a Gate,
    /// Whether the user named this controller.
    pub(super) named: bool,
    /// Whether it took a connection a moment ago.
    pub(super) is_open: bool,
    pub(super) now: Timestamp,
}

/// A log-on that did not come about, in the words of the evidence.
type NotIn = Observed<Login>;

/// A connection that a password may be sent over, or why there is none.
type Proved = Result<(Protection, Secured), NotIn>;

/// TLS to LDAPS, or why there is none.
pub(super) type Door = Result<Handshake<Plain>, NotIn>;

/// What a log-on brought.
pub(super) struct Read {
    pub(super) login: Observed<Login>,
    pub(super) objects: Observed<ObjectSearch>,
    /// How each try ended to get to where a password may be sent, where there were several.
    pub(super) tries: Vec<Try>,
}

impl PasswordBind<'_> {
    /// Logs on and reads the activation objects; by `door`, where one was opened because LDAP did
    /// not answer.
    pub(super) async fn read(&self, root: Option<RootDse>, door: Option<Door>) -> Read {
        let (proved, tries) = self.proved_in_the_end(door).await;
        let (login, objects) = match proved {
            Ok(proved) => self.read_in(proved, root).await,
            Err(login) => (login, Observed::skipped(NotAsked::EarlierStepFailed)),
        };
        Read { login, objects, tries }
    }

    async fn read_in(
        &self,
        (over, mut session): (Protection, Secured),
        root: Option<RootDse>,
    ) -> (Observed<Login>, Observed<ObjectSearch>) {
        let login = self.gate.pass(self.watch, self.bind(over, &mut session)).await;
        if !matches!(login.value(), Some(Login::Accepted { .. })) {
            return (login, Observed::skipped(NotAsked::EarlierStepFailed));
        }
        let limit = self.watch.limits.ldap;
        let objects =
            self.watch.step(Step::LdapSearch, limit, objects::read(&mut session, root)).await;
        session.end().await;
        (login, objects)
    }

    /// Whether a connection for the password is of any use.
    pub(super) fn may_be_opened(&self) -> bool {
        proof::by_name(self.host, self.domain, self.named).is_none()
    }

    /// Nothing of a password was sent until then, so that what was cut is tried again: a balancer
    /// may have a dead server behind it.
    async fn proved_in_the_end(&self, door: Option<Door>) -> (Proved, Vec<Try>) {
        // On the heap: a connection with TLS inside is some 8 KiB, and there may be two.
        let first = Box::pin(self.to_the_proof(door)).await;
        if !first.as_ref().err().is_some_and(would_accuse) {
            return (first, Vec::new());
        }
        let once = async || Box::pin(self.to_the_proof(None)).await;
        let Again { tries, through } = again::converse(self.watch, &first, once, outcome).await;
        (through.unwrap_or(first), tries)
    }

    async fn to_the_proof(&self, door: Option<Door>) -> Proved {
        if let Some(why) = proof::by_name(self.host, self.domain, self.named) {
            return Err(not_sent(why));
        }
        let (over, handshake) = match door {
            Some(door) => (Protection::Ldaps, door?),
            None => self.secured_by_either().await?,
        };
        self.vouched(&handshake).await?;
        let mut session = Session::over(handshake.stream);
        self.proved(&mut session).await?;
        Ok((over, session))
    }

    /// No packet to UDP 389 comes into it, and no other machine behind the same name or address.
    async fn proved(&self, session: &mut Secured) -> Result<(), NotIn> {
        let asking = proof::over(session, self.domain);
        let (why, elapsed_us) =
            parts(self.watch.step(Step::NetlogonPing, self.watch.limits.ldap, asking).await)?;
        match why {
            None => Ok(()),
            Some(why) => Err(Observed::Answered { value: Login::NotSent { why }, elapsed_us }),
        }
    }

    async fn bind(&self, over: Protection, session: &mut Secured) -> Observed<Login> {
        let name = self.credentials.name_in(self.domain);
        let binding = session.bind(&name, self.credentials.password.as_bytes());
        let bound = self.watch.step(Step::LdapBind, self.watch.limits.ldap, binding).await;
        bound.map(|result| verdict(over, result))
    }

    /// While one is silent, LDAPS is tried: before LDAP may be a balancer with a dead server.
    async fn secured_by_either(&self) -> Result<(Protection, Handshake<Plain>), NotIn> {
        let door = async |time| {
            let watch = self.watch.hurried(time);
            PasswordBind { watch: &watch, ..*self }.by_ldaps().await
        };
        let either = beside_silence(self.watch.limits.tls, self.secured(), door);
        match Box::pin(either).await {
            (Err(silence), Some(Ok(handshake))) if is_silence(&silence) => {
                Ok((Protection::Ldaps, handshake))
            }
            (secured, _) => secured,
        }
    }

    /// TLS by `StartTLS`; where the port is closed or the server declines, by LDAPS.
    async fn secured(&self) -> Result<(Protection, Handshake<Plain>), NotIn> {
        let first = if self.is_open { Some(self.by_start_tls().await) } else { None };
        match first {
            Some(Ok(handshake)) => Ok((Protection::StartTls, handshake)),
            Some(Err(declined)) if !matches!(declined.value(), Some(Login::NoTls { .. })) => {
                Err(declined)
            }
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
        let (outcome, elapsed_us) =
            parts(self.watch.step(Step::TlsHandshake, self.watch.limits.tls, greeting).await)?;
        outcome.map_err(|value| Observed::Answered { value, elapsed_us })
    }

    pub(super) async fn by_ldaps(&self) -> Door {
        let stream = self.dial(self.secure_address).await?;
        let greeting = tls::handshake(stream, self.server_name()?);
        Ok(parts(self.watch.step(Step::TlsHandshake, self.watch.limits.tls, greeting).await)?.0)
    }

    async fn dial(&self, address: SocketAddr) -> Result<Plain, NotIn> {
        match tcp::dial(self.watch, address).await {
            (_, Some(stream)) => Ok(Metered::new(stream, MOST_BYTES)),
            (connect, None) => {
                Err(parts(connect).map_or_else(|not_in| not_in, |_| Observed::default()))
            }
        }
    }

    fn server_name(&self) -> Result<ServerName<'static>, NotIn> {
        ServerName::try_from(self.host.to_owned()).map_err(|error| {
            let Cause { kind, reporter, detail, flow } =
                Cause::with_detail(FailureKind::Other, &error.to_string());
            Observed::Failed(Failure {
                step: Step::TlsHandshake,
                kind,
                elapsed_us: 0,
                reporter,
                detail,
                flow,
            })
        })
    }

    /// The password goes to no server whose certificate nobody vouches for under this name (RFC
    /// 4513 §3.1.3). Its own one is enough where the user has both it and the controller's name
    /// from elsewhere.
    async fn vouched(&self, handshake: &Handshake<Plain>) -> Result<(), NotIn> {
        let PasswordLogin { trust, given, .. } = self.credentials;
        let is_given = handshake.chain.first().is_some_and(|own| given.contains(own));
        if is_given && self.named {
            return Ok(());
        }
        let case = Case { chain: handshake.chain.clone(), name: self.server_name()?, at: self.now };
        let verdicts = case.verdicts(self.watch, trust).await;
        let is_by_authority = !is_given && verdicts.site.as_ref().is_some_and(is_trusted);
        if is_trusted(&verdicts.system.verdict) || is_by_authority {
            return Ok(());
        }
        if is_given {
            return Err(not_sent(NotSent::OwnCertificate));
        }
        let verdict = verdicts.site.filter(knows_the_issuer).unwrap_or(verdicts.system.verdict);
        let own = case.facts().into_iter().next();
        let verdict = if knows_the_issuer(&verdict) {
            verdict
        } else {
            // One that is out of date has to be renewed, whoever vouches for it.
            own.as_ref().and_then(|own| own.out_of_date(self.now)).unwrap_or(verdict)
        };
        let (subject, issuer) = own.map(|own| (own.subject, own.issuer)).unwrap_or_default();
        Err(Observed::Answered {
            value: Login::Untrusted { subject, issuer, verdict },
            elapsed_us: 0,
        })
    }
}

/// How far a try got.
fn outcome(tried: &Proved) -> Observed<Step> {
    let answered = |step| Observed::Answered { value: step, elapsed_us: 0 };
    match tried {
        Ok(_) => answered(Step::NetlogonPing),
        Err(Observed::Failed(failure)) => Observed::Failed(failure.clone()),
        Err(Observed::NotAsked { reason }) => Observed::skipped(*reason),
        // What stands against it is the server's own, and was read inside TLS.
        Err(Observed::Answered { .. }) => answered(Step::TlsHandshake),
    }
}

fn is_trusted(verdict: &TrustVerdict) -> bool {
    matches!(verdict, TrustVerdict::Trusted | TrustVerdict::RevocationUnknown)
}

/// What the one set of roots has against a chain of its own tells more than that the other does not
/// know it.
fn knows_the_issuer(verdict: &TrustVerdict) -> bool {
    !matches!(verdict, TrustVerdict::UnknownIssuer | TrustVerdict::Unavailable)
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
        code::INVALID_CREDENTIALS => Login::Rejected { over, reason: rejection(&message), message },
        code => Login::Refused { code, message },
    }
}
