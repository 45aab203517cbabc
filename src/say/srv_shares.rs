//! Whom a KMS client draws among the published hosts (RFC 2782): order and probability.

use actprobe_probes::evidence::{Evidence, SrvRecord};
use actprobe_probes::wire::srv_order::selection_shares;

/// One published host as a client meets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareLine {
    /// `host:port`.
    pub target: String,
    /// How often a client draws it first, in percent; absent for hosts of a later priority.
    pub share_percent: Option<u64>,
}

/// The published hosts of the first answer that has any, best priority first.
pub fn lines(evidence: &Evidence) -> Vec<ShareLine> {
    let answers = evidence.kms.questions.iter().flat_map(|question| &question.answers);
    let published =
        answers.filter_map(|answer| answer.srv.value()).find(|reply| !reply.records.is_empty());
    published.map_or_else(Vec::new, |reply| of(&reply.records))
}

fn of(records: &[SrvRecord]) -> Vec<ShareLine> {
    let shares = selection_shares(records);
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_by_key(|&index| records[index].priority);
    order.into_iter().map(|index| line(&records[index], share_of(index, &shares))).collect()
}

fn share_of(index: usize, shares: &[(usize, f64)]) -> Option<f64> {
    shares.iter().find(|(drawn, _)| *drawn == index).map(|(_, share)| *share)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a percentage is between 0 and 100"
)]
fn line(record: &SrvRecord, share: Option<f64>) -> ShareLine {
    let share_percent = share.map(|share| (share * 100.0).round() as u64);
    ShareLine { target: format!("{}:{}", record.target, record.port), share_percent }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(target: &str, priority: u16) -> SrvRecord {
        SrvRecord { priority, weight: 10, port: 1688, target: target.to_owned(), ttl_s: 60 }
    }

    #[test]
    fn the_best_priority_stands_first_in_whatever_order_the_records_came() {
        let told = of(&[record("last", 20), record("first", 0), record("next", 10)]);
        let told: Vec<_> =
            told.iter().map(|line| (line.target.as_str(), line.share_percent)).collect();
        assert_eq!(told, [("first:1688", Some(100)), ("next:1688", None), ("last:1688", None)]);
    }
}
