//! One probe's panic is one failed probe: the rest of the report is still printed.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;

use crate::evidence::{Failure, FailureKind, Step};

/// Runs `probe`; if it panics, the evidence that `placeholder` makes from an internal failure of
/// `step` takes its place.
pub async fn or_internal_failure<T>(
    step: Step,
    probe: impl Future<Output = T>,
    placeholder: impl FnOnce(Failure) -> T,
) -> T {
    // What a panicked probe leaves behind is dropped with it; nothing it shares is left
    // half-changed.
    AssertUnwindSafe(probe).catch_unwind().await.unwrap_or_else(|_| placeholder(internal(step)))
}

fn internal(step: Step) -> Failure {
    Failure {
        step,
        kind: FailureKind::Internal,
        elapsed_us: 0,
        reporter: None,
        detail: None,
        flow: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Observed;

    #[tokio::test]
    async fn a_panicking_probe_leaves_a_failure_behind() {
        let probe = async {
            if std::hint::black_box(true) {
                panic!("a fault in a probe")
            } else {
                Observed::<u8>::default()
            }
        };
        let outcome = or_internal_failure(Step::RpcBind, probe, Observed::Failed).await;
        assert_eq!(outcome.failure().unwrap().kind, FailureKind::Internal);
    }
}
