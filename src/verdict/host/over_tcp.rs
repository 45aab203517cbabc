//! DNS over TCP, asked where UDP brought nothing: it tells a server that is down from a rule for
//! one transport.

use std::net::SocketAddr;

use actprobe_probes::evidence::{
    Evidence, Failure, Flow, KmsEvidence, SrvAnswer, TcpAnswer, Transport, server_label,
};

use crate::verdict::finding::Finding;
use crate::verdict::place::{At, at};

/// What this server said over TCP.
pub fn of(evidence: &Evidence, server: SocketAddr) -> Option<At<'_, TcpAnswer>> {
    let evidence = At::root(evidence);
    at!(evidence.kms.over_tcp).each().find(|asked| asked.server == server)
}

/// Servers that answer one question over UDP, not the other, and nothing over TCP: the other answer
/// is too long for UDP. One that was just not answered says nothing of its length.
pub fn needed(kms: &KmsEvidence) -> Option<Finding> {
    let answers = || kms.questions.iter().flat_map(|question| &question.answers);
    let unfinished = |answer: &&SrvAnswer| answer.srv.failure().is_some_and(is_of_tcp);
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

/// An older report does not tell the packets.
fn is_of_tcp(failure: &Failure) -> bool {
    let is_tcp = |flow: &Flow| flow.transport == Transport::Tcp;
    !failure.is_unfinished() && failure.flow.as_deref().is_none_or(is_tcp)
}

fn in_vain(kms: &KmsEvidence, server: SocketAddr) -> bool {
    let asked = kms.over_tcp.iter().find(|asked| asked.server == server);
    let failure = asked.and_then(|asked| asked.answer.failure());
    failure.is_some_and(|failure| !failure.is_unfinished())
}
