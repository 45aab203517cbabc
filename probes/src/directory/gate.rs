//! One log-on at a time, and none after one that may have counted as a failed one: a mistyped
//! password locks no account.

use tokio::sync::Mutex;

use super::login::not_sent;
use crate::evidence::{Login, NotSent, Observed, Rejection};
use crate::net::Watch;
use crate::wire::ldap::code;

/// What every log-on of a run goes through. Domains lock an account after three failed log-ons at
/// the strictest, and this run's may not be the first: so one is all that it may cause, whoever
/// hangs, lags behind or loses an answer.
#[derive(Debug, Default)]
pub(super) struct Gate(Mutex<Option<NotSent>>);

impl Gate {
    /// Carries out a log-on once no other one is under way, unless one before it forbids that. The
    /// wait is none of the step's, and ends with the run.
    pub(super) async fn pass(
        &self,
        watch: &Watch,
        log_on: impl Future<Output = Observed<Login>>,
    ) -> Observed<Login> {
        let mut closed = match watch.unless_stopped(self.0.lock()).await {
            Ok(closed) => closed,
            Err(reason) => return Observed::skipped(reason.into()),
        };
        if let Some(why) = *closed {
            return not_sent(why);
        }
        let login = log_on.await;
        *closed = what_forbids_more(&login);
        login
    }
}

/// Nothing, where the password was right, or nobody looked at it.
fn what_forbids_more(login: &Observed<Login>) -> Option<NotSent> {
    match login {
        Observed::Answered { value, .. } => after(value),
        // It was on its way: whether somebody looked at it is not known.
        Observed::Failed(_) => Some(NotSent::AfterUnknownOutcome),
        Observed::NotAsked { .. } => None,
    }
}

fn after(login: &Login) -> Option<NotSent> {
    match login {
        Login::Rejected { reason: Rejection::NoAuthority, .. } => None,
        Login::Rejected { .. } => Some(NotSent::AfterRejection),
        Login::Refused { code, .. } if !REFUSED_UNSEEN.contains(code) => {
            Some(NotSent::AfterUnknownOutcome)
        }
        Login::Accepted { .. }
        | Login::Refused { .. }
        | Login::NoTls { .. }
        | Login::Untrusted { .. }
        | Login::NotSent { .. } => None,
    }
}

/// Results that are given before anybody looks at a password (RFC 4511 §4.1.9, appendix A.2).
const REFUSED_UNSEEN: [u32; 5] = [
    code::AUTH_METHOD_NOT_SUPPORTED,
    code::STRONGER_AUTH_REQUIRED,
    code::CONFIDENTIALITY_REQUIRED,
    code::BUSY,
    code::UNAVAILABLE,
];

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::time::Duration;

    use tokio::time::{Instant, sleep};

    use super::*;
    use crate::evidence::{FailureKind, NotAsked, Protection, Step};
    use crate::net::{Cause, Limits, StopReason};

    const LIMIT: Duration = Duration::from_secs(4);

    fn answered(value: Login) -> Observed<Login> {
        Observed::Answered { value, elapsed_us: 1 }
    }

    fn accepted() -> Observed<Login> {
        answered(Login::Accepted { over: Protection::StartTls })
    }

    fn rejected(reason: Rejection) -> Observed<Login> {
        answered(Login::Rejected { over: Protection::StartTls, reason, message: String::new() })
    }

    fn refused(code: u32) -> Observed<Login> {
        answered(Login::Refused { code, message: String::new() })
    }

    /// How eight log-ons end of which each would end so, and how many there were.
    async fn eight(outcome: &Observed<Login>) -> (Vec<Observed<Login>>, u32) {
        let (watch, _stopper) = Watch::new(Limits::all(LIMIT), None);
        let (gate, made) = (Gate::default(), Cell::new(0));
        let log_on = async || {
            made.set(made.get() + 1);
            sleep(Duration::from_millis(1)).await;
            outcome.clone()
        };
        let all = futures_util::future::join_all((0..8).map(|_| gate.pass(&watch, log_on()))).await;
        (all, made.get())
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_refusal_of_the_credentials_is_the_last_log_on() {
        for reason in [
            Rejection::WrongPassword,
            Rejection::AccountLocked,
            Rejection::Unstated,
            Rejection::UnknownUser,
        ] {
            let (all, made) = eight(&rejected(reason)).await;
            assert_eq!((made, &all[0]), (1, &rejected(reason)));
            assert!(
                all[1..].iter().all(|login| *login == not_sent(NotSent::AfterRejection)),
                "{all:?}"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_nobody_looked_at_is_tried_at_the_next_one() {
        for outcome in
            [accepted(), rejected(Rejection::NoAuthority), refused(code::BUSY), refused(8)]
        {
            assert_eq!(eight(&outcome).await.1, 8, "{outcome:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_log_on_whose_end_is_not_known_is_the_last_one() {
        let (watch, _stopper) = Watch::new(Limits::all(LIMIT), None);
        let lost = watch
            .step::<Login>(Step::LdapBind, LIMIT, async { Err(Cause::from(FailureKind::Reset)) })
            .await;
        let (operations_error, unwilling_to_perform) = (1, 53);
        for outcome in [lost, refused(operations_error), refused(unwilling_to_perform)] {
            let (all, made) = eight(&outcome).await;
            assert_eq!(made, 1);
            assert!(
                all[1..].iter().all(|login| *login == not_sent(NotSent::AfterUnknownOutcome)),
                "{all:?}"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn log_ons_never_overlap() {
        let (watch, _stopper) = Watch::new(Limits::all(LIMIT), None);
        let (gate, under_way) = (Gate::default(), Cell::new(0));
        let log_on = async || {
            under_way.set(under_way.get() + 1);
            assert_eq!(under_way.get(), 1);
            sleep(Duration::from_millis(1)).await;
            under_way.set(under_way.get() - 1);
            accepted()
        };
        futures_util::future::join_all((0..8).map(|_| gate.pass(&watch, log_on()))).await;
    }

    /// Eight controllers that never answer a log-on.
    async fn eight_that_hang(watch: &Watch) -> Vec<Observed<Login>> {
        let gate = Gate::default();
        let log_on = || watch.step(Step::LdapBind, LIMIT, std::future::pending());
        futures_util::future::join_all((0..8).map(|_| gate.pass(watch, log_on()))).await
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_hangs_costs_the_others_one_limit() {
        let (watch, _stopper) = Watch::new(Limits::all(LIMIT), None);
        let began = Instant::now();
        let all = eight_that_hang(&watch).await;
        assert_eq!(began.elapsed(), LIMIT);
        assert_eq!(all[0].failure().unwrap().kind, FailureKind::TimedOut);
        assert!(
            all[1..].iter().all(|login| *login == not_sent(NotSent::AfterUnknownOutcome)),
            "{all:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_is_stopped_as_if_nothing_had_been_asked() {
        let deadline = Instant::now() + Duration::from_secs(1);
        let (watch, _stopper) = Watch::new(Limits::all(LIMIT), Some(deadline));
        let all = eight_that_hang(&watch).await;
        assert_eq!(all[0].failure().unwrap().kind, FailureKind::Deadline);
        assert!(
            all[1..].iter().all(|login| login.not_asked() == Some(NotAsked::Deadline)),
            "{all:?}"
        );

        let (watch, stopper) = Watch::new(Limits::all(LIMIT), None);
        let began = Instant::now();
        let (all, ()) =
            tokio::join!(eight_that_hang(&watch), async { stopper.stop(StopReason::Interrupted) });
        assert_eq!(began.elapsed(), Duration::ZERO);
        assert!(
            all[1..].iter().all(|login| login.not_asked() == Some(NotAsked::Interrupted)),
            "{all:?}"
        );
    }
}
