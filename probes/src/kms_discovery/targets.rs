//! From what the servers published to the hosts to reach.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::evidence::{Addresses, KmsTarget, Observed, SrvQuestion, SrvRecord, TargetOrigin};

/// The distinct hosts and ports that all answers name, in the order in which a client would try
/// them, at most `limit`, and how many there are beyond. The order is that of the questions, then
/// priority, then weight (the heavier first), then name. A target `.` is none (RFC 2782); port 0
/// stays, for it is published.
pub fn targets(questions: &[SrvQuestion], limit: usize) -> (Vec<KmsTarget>, u32) {
    let mut targets = Distinct::default();
    for question in questions {
        for record in in_client_order(question) {
            targets.add(question, record);
        }
    }
    let mut targets = targets.in_order;
    let dropped = targets.len().saturating_sub(limit);
    targets.truncate(limit);
    (targets, u32::try_from(dropped).unwrap_or(u32::MAX))
}

fn in_client_order(question: &SrvQuestion) -> Vec<&SrvRecord> {
    let replies = question.answers.iter().filter_map(|answer| answer.srv.value());
    let of_servers = replies.flat_map(|reply| &reply.records);
    let of_system = question.system.value().into_iter().flat_map(|answer| &answer.records);
    let mut records: Vec<_> =
        of_servers.chain(of_system).filter(|record| record.is_offered()).collect();
    records.sort_by_cached_key(|record| {
        (record.priority, Reverse(record.weight), record.target.to_ascii_lowercase(), record.port)
    });
    records
}

#[derive(Default)]
struct Distinct {
    in_order: Vec<KmsTarget>,
    index: HashMap<(String, u16), usize>,
}

impl Distinct {
    fn add(&mut self, question: &SrvQuestion, record: &SrvRecord) {
        let end = self.in_order.len();
        let key = (record.target.to_ascii_lowercase(), record.port);
        let index = *self.index.entry(key).or_insert(end);
        if index == end {
            self.in_order.push(target(record));
        }
        let origin = origin(question, record);
        if let Some(target) =
            self.in_order.get_mut(index).filter(|target| !target.origins.contains(&origin))
        {
            target.origins.push(origin);
        }
    }
}

fn target(record: &SrvRecord) -> KmsTarget {
    KmsTarget {
        host: record.target.clone(),
        port: record.port,
        origins: vec![],
        addresses: Addresses::default(),
        endpoints: vec![],
        by_name: Observed::default(),
        beside: None,
        in_dns: None,
        usual_port: Vec::new(),
        captured_tries: Vec::new(),
    }
}

fn origin(question: &SrvQuestion, record: &SrvRecord) -> TargetOrigin {
    TargetOrigin::Srv {
        name: question.name.clone(),
        priority: record.priority,
        weight: record.weight,
    }
}
