//! In which order a client draws SRV targets (RFC 2782).

use crate::evidence::SrvRecord;

/// How likely a client is to draw each record first: pairs of an index into `records` and a
/// probability, for the records of the best priority, in the order of `records`. The probabilities
/// add up to one.
///
/// A target of `.` is never drawn. RFC 2782 draws from 0 to the sum of the weights, both included,
/// over records in any order in which those of weight 0 stand first: so these share the one draw of
/// zero, which gives them a small chance beside others and equal chances among themselves; without
/// any, that draw goes to whichever record stands first.
pub fn selection_shares(records: &[SrvRecord]) -> Vec<(usize, f64)> {
    let drawn: Vec<_> = best_priority(records);
    let outcomes = drawn.iter().map(|(_, record)| f64::from(record.weight)).sum::<f64>() + 1.0;
    let weightless = drawn.iter().filter(|(_, record)| record.weight == 0).count();
    let zero_shared_by = if weightless == 0 { drawn.len() } else { weightless };
    let share = |record: &SrvRecord| {
        let may_be_zero = weightless == 0 || record.weight == 0;
        let zero = if may_be_zero { 1.0 / as_f64(zero_shared_by) } else { 0.0 };
        (f64::from(record.weight) + zero) / outcomes
    };
    drawn.into_iter().map(|(index, record)| (index, share(record))).collect()
}

fn best_priority(records: &[SrvRecord]) -> Vec<(usize, &SrvRecord)> {
    let offered = || records.iter().enumerate().filter(|(_, record)| record.is_offered());
    let best = offered().map(|(_, record)| record.priority).min();
    offered().filter(|(_, record)| Some(record.priority) == best).collect()
}

fn as_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(priority: u16, weight: u16) -> SrvRecord {
        SrvRecord { priority, weight, port: 1688, target: "kms.example".into(), ttl_s: 60 }
    }

    fn assert_shares(records: &[SrvRecord], expected: &[(usize, f64)]) {
        let shares = selection_shares(records);
        assert_eq!(shares.len(), expected.len(), "{shares:?}");
        for ((index, share), (expected_index, expected_share)) in shares.iter().zip(expected) {
            assert_eq!(index, expected_index);
            assert!((share - expected_share).abs() < 1e-9, "{shares:?}");
        }
        let total: f64 = shares.iter().map(|(_, share)| share).sum();
        assert!(shares.is_empty() || (total - 1.0).abs() < 1e-9, "{shares:?}");
    }

    #[test]
    fn without_weights_the_chances_are_equal() {
        assert_shares(
            &[record(0, 0), record(0, 0), record(0, 0)],
            &[(0, 1.0 / 3.0), (1, 1.0 / 3.0), (2, 1.0 / 3.0)],
        );
    }

    #[test]
    fn only_the_best_priority_is_drawn() {
        assert_shares(&[record(10, 100), record(5, 0), record(10, 0)], &[(1, 1.0)]);
    }

    #[test]
    fn a_record_without_weight_keeps_a_small_chance_beside_others() {
        assert_shares(&[record(0, 99), record(0, 0)], &[(0, 0.99), (1, 0.01)]);
    }

    #[test]
    fn weights_share_in_proportion() {
        assert_shares(&[record(0, 60), record(0, 20)], &[(0, 60.5 / 81.0), (1, 20.5 / 81.0)]);
    }

    #[test]
    fn a_target_that_is_not_offered_is_never_drawn() {
        let none = SrvRecord { target: ".".into(), ..record(0, 0) };
        assert_shares(&[none.clone(), record(1, 0)], &[(1, 1.0)]);
        assert_shares(&[none], &[]);
        assert_shares(&[], &[]);
    }
}
