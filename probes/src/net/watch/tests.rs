use super::*;

const LIMIT: Duration = Duration::from_secs(4);

async fn never() -> Result<(), Cause> {
    std::future::pending().await
}

#[tokio::test(start_paused = true)]
async fn a_silent_peer_costs_the_limit_and_no_more() {
    let (watch, _stopper) = Watch::new(Limits::all(LIMIT), None);
    let began = Instant::now();
    let outcome = watch.step(Step::RpcBind, LIMIT, never()).await;
    assert_eq!(outcome.failure().unwrap().kind, FailureKind::TimedOut);
    assert_eq!(began.elapsed(), LIMIT);
}

#[tokio::test(start_paused = true)]
async fn the_deadline_cuts_a_step_short_and_forbids_the_next() {
    let (watch, _stopper) =
        Watch::new(Limits::all(LIMIT), Some(Instant::now() + Duration::from_secs(1)));
    assert_eq!(
        watch.step(Step::Connect, LIMIT, never()).await.failure().unwrap().kind,
        FailureKind::Deadline
    );
    assert_eq!(
        watch.step(Step::RpcBind, LIMIT, never()).await.not_asked(),
        Some(NotAsked::Deadline)
    );
}

#[tokio::test(start_paused = true)]
async fn a_stopped_step_ends_at_once() {
    let (watch, stopper) = Watch::new(Limits::all(LIMIT), None);
    let began = Instant::now();
    let (outcome, ()) = tokio::join!(watch.step(Step::NtpQuery, LIMIT, never()), async {
        stopper.stop(StopReason::Interrupted);
        stopper.stop(StopReason::Deadline);
    });
    assert_eq!(outcome.failure().unwrap().kind, FailureKind::Interrupted);
    assert_eq!(began.elapsed(), Duration::ZERO);
}

/// Holds a descriptor for so long.
async fn holding(duration: Duration) -> Result<(), Cause> {
    let _permit = descriptor().await;
    tokio::time::sleep(duration).await;
    Ok(())
}

fn with_one_socket(deadline: Option<Instant>) -> (Watch, Stopper) {
    let (watch, stopper) = Watch::new(Limits::all(LIMIT), deadline);
    (watch.with_descriptors(Descriptors::of(1)), stopper)
}

fn elapsed<T>(outcome: &Observed<T>) -> Duration {
    match outcome {
        Observed::Answered { elapsed_us, .. } => Duration::from_micros(*elapsed_us),
        other => panic!("{:?}", other.failure()),
    }
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_descriptor_is_no_part_of_the_steps_time() {
    let (watch, _stopper) = with_one_socket(None);
    let (three, began) = (Duration::from_secs(3), Instant::now());
    let one = || watch.step(Step::Connect, LIMIT, holding(three));
    let (first, second, third) = tokio::join!(one(), one(), one());
    assert_eq!([first, second, third].each_ref().map(elapsed), [three; 3]);
    assert_eq!(began.elapsed(), 3 * three);
}

#[tokio::test(start_paused = true)]
async fn a_step_inside_a_step_stops_the_time_of_both() {
    let (watch, _stopper) = with_one_socket(None);
    let three = Duration::from_secs(3);
    let inner = async { Ok(watch.step(Step::DnsQuery, LIMIT, holding(three)).await) };
    let outer = watch.step(Step::Resolve, LIMIT, inner);
    let (_, outer) = tokio::join!(watch.step(Step::Connect, LIMIT, holding(three)), outer);
    assert_eq!((elapsed(&outer), elapsed(outer.value().unwrap())), (three, three));
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_for_a_descriptor_heeds_the_deadline_and_the_stop_signal() {
    let soon = Duration::from_secs(1);
    let (watch, _stopper) = with_one_socket(Some(Instant::now() + soon));
    let held = watch.descriptors.at_once();
    let outcome = watch.step(Step::Connect, LIMIT, holding(LIMIT)).await;
    assert_eq!(outcome.failure().unwrap().kind, FailureKind::Deadline);
    drop(held);
    let (watch, stopper) = with_one_socket(None);
    let _held = watch.descriptors.at_once();
    let (outcome, ()) = tokio::join!(watch.step(Step::Connect, LIMIT, holding(LIMIT)), async {
        tokio::time::sleep(soon).await;
        stopper.stop(StopReason::Interrupted);
    });
    assert_eq!(outcome.failure().unwrap().kind, FailureKind::Interrupted);
}

#[tokio::test(start_paused = true)]
async fn part_of_a_steps_time_does_not_count_the_wait_either() {
    let (watch, _stopper) = with_one_socket(None);
    let _waiting = watch.descriptors.at_once().map(|held| {
        tokio::spawn(async move {
            tokio::time::sleep(3 * LIMIT).await;
            drop(held);
        })
    });
    let (part, began) = (Duration::from_secs(1), Instant::now());
    let parts = async { Ok((within(part, holding(part / 2)).await.is_some(), pause(part).await)) };
    let outcome = watch.step(Step::Resolve, LIMIT, parts).await;
    assert_eq!((elapsed(&outcome), outcome.value()), (part * 3 / 2, Some(&(true, ()))));
    assert_eq!(began.elapsed(), 3 * LIMIT + part * 3 / 2);
}
