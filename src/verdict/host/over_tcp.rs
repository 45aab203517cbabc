//! DNS over TCP, asked where UDP brought nothing: it tells a server that is down from a rule for
//! one transport.

use std::net::SocketAddr;

use actprobe_probes::evidence::{
    DnsReply, KmsEvidence, Observed, SoaRecord, SrvAnswer, server_label,
};

use crate::verdict::finding::Finding;

/// What this server said over TCP, with its place in the evidence.
pub fn of(
    kms: &KmsEvidence,
    server: SocketAddr,
) -> Option<(String, &Observed<DnsReply<SoaRecord>>)> {
    let index = kms.over_tcp.iter().position(|asked| asked.server == server)?;
    Some((format!("/kms/over_tcp/{index}/answer"), &kms.over_tcp[index].answer))
}

/// Servers that answer one question over UDP, not the other, and nothing over TCP: the other answer
/// is too long for UDP.
pub fn needed(kms: &KmsEvidence) -> Option<Finding> {
    let answers = || kms.questions.iter().flat_map(|question| &question.answers);
    let unfinished =
        |answer: &&SrvAnswer| answer.srv.failure().is_some_and(|failure| !failure.is_unfinished());
    let half_heard = answers().filter(unfinished).filter(|answer| answer.control.value().is_some());
    let servers: Vec<SocketAddr> =
        half_heard.map(|answer| answer.server).filter(|server| in_vain(kms, *server)).collect();
    let is_named = |answer: &SrvAnswer| servers.contains(&answer.server) && unfinished(&answer);
    let names = kms.questions.iter().filter(|question| question.answers.iter().any(is_named));
    (!servers.is_empty()).then(|| Finding::SrvNeedsTcp {
        names: names.map(|question| question.name.clone()).collect(),
        servers: servers.iter().map(|server| server_label(*server)).collect(),
    })
}

fn in_vain(kms: &KmsEvidence, server: SocketAddr) -> bool {
    let failure = of(kms, server).and_then(|(_, answer)| answer.failure());
    failure.is_some_and(|failure| !failure.is_unfinished())
}
