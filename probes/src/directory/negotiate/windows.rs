//! A log-on with the credentials of whoever runs this: Kerberos by way of `wldap32`, signed and
//! sealed by Windows.
//!
//! Over TLS, Active Directory forbids to sign and seal; this is never over TLS.

mod wldap32;

use std::net::SocketAddr;

use futures_util::FutureExt;
use tokio::sync::oneshot;

use self::wldap32::Connection;
use crate::directory::gate::Gate;
use crate::directory::login::not_sent;
use crate::directory::{kerberos, objects};
use crate::evidence::{
    FailureKind, Login, NotAsked, NotSent, ObjectSearch, Observed, RootDse, Step,
};
use crate::net::{Cause, Watch, blocking};

/// Logs on to `host` and reads the activation objects, on a thread of its own: the library blocks.
/// Each of the three (connection, log-on, reading) is told as soon as it is known, and has its own
/// limit. `address` answered the ping.
pub(in crate::directory) async fn read(
    watch: &Watch,
    gate: &Gate,
    host: &str,
    address: SocketAddr,
    root: Option<RootDse>,
) -> (Observed<Login>, Observed<ObjectSearch>) {
    let host = host.to_owned();
    let seconds = i32::try_from(watch.limits.ldap.as_secs().max(1)).unwrap_or(i32::MAX);
    let (ours, theirs) = conversation();
    let opened = async {
        // Dropped without a word, it has panicked.
        blocking::start(move || ask(&host, address, root, seconds, theirs))?;
        told(ours.opened).await
    };
    let login = log_on(watch, gate, opened, ours.go_on, ours.login).await;
    if !matches!(login.value(), Some(Login::Accepted { .. })) {
        return (login, Observed::skipped(NotAsked::EarlierStepFailed));
    }
    let objects = watch.step(Step::LdapSearch, watch.limits.ldap, told(ours.objects)).await;
    (login, objects)
}

async fn log_on(
    watch: &Watch,
    gate: &Gate,
    opened: impl Future<Output = Result<Option<NotSent>, Cause>>,
    go_on: oneshot::Sender<()>,
    login: Heard<Login>,
) -> Observed<Login> {
    let limit = watch.limits.ldap;
    match watch.step(Step::Connect, limit, opened).await {
        Observed::Answered { value: None, .. } => {}
        Observed::Answered { value: Some(why), .. } => return not_sent(why),
        Observed::Failed(failure) => return Observed::Failed(failure),
        Observed::NotAsked { reason } => return Observed::skipped(reason),
    }
    let log_on = async {
        // A thread that is gone tells by its silence.
        let _gone = go_on.send(());
        watch.step(Step::LdapBind, limit, told(login)).await
    };
    gate.pass(watch, log_on).await
}

type Heard<T> = oneshot::Receiver<Result<T, Cause>>;
type Tell<T> = oneshot::Sender<Result<T, Cause>>;

/// The end of whoever waits for the thread.
struct Ours {
    opened: Heard<Option<NotSent>>,
    go_on: oneshot::Sender<()>,
    login: Heard<Login>,
    objects: Heard<ObjectSearch>,
}

/// The end of the thread.
struct Theirs {
    opened: Tell<Option<NotSent>>,
    go_on: oneshot::Receiver<()>,
    login: Tell<Login>,
    objects: Tell<ObjectSearch>,
}

fn conversation() -> (Ours, Theirs) {
    let (tell_opened, opened) = oneshot::channel();
    let (tell_to_go_on, go_on) = oneshot::channel();
    let (tell_login, login) = oneshot::channel();
    let (tell_objects, objects) = oneshot::channel();
    let ours = Ours { opened, go_on: tell_to_go_on, login, objects };
    (ours, Theirs { opened: tell_opened, go_on, login: tell_login, objects: tell_objects })
}

async fn told<T>(heard: Heard<T>) -> Result<T, Cause> {
    heard.await.map_err(|_| Cause::from(FailureKind::Internal))?
}

/// Goes on only as long as somebody listens.
fn ask(host: &str, address: SocketAddr, root: Option<RootDse>, seconds: i32, theirs: Theirs) {
    let mut connection = match Connection::open(host, seconds) {
        Ok(connection) => connection,
        Err(cause) => return drop(theirs.opened.send(Err(cause))),
    };
    let objection = kerberos::objection(&connection.read_back(), address);
    let is_told = theirs.opened.send(Ok(objection)).is_ok();
    if objection.is_some() || !is_told || theirs.go_on.blocking_recv().is_err() {
        return;
    }
    let login = connection.log_on();
    let is_in = matches!(login, Ok(Login::Accepted { .. }));
    if theirs.login.send(login).is_ok() && is_in {
        // The library does not come back before it has its answer: there is nothing to wait for.
        let found = objects::read(&mut connection, root).now_or_never();
        drop(theirs.objects.send(found.unwrap_or(Err(FailureKind::Internal.into()))));
    }
}
