//! KMS discovery: `_vlmcs._tcp` SRV for every suffix, every server.

mod targets;

pub use targets::targets;

use std::net::SocketAddr;

use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt};

use crate::evidence::{
    NotAsked, Observed, Origin, SrvAnswer, SrvQuestion, Suffix, SystemAnswer, TcpAnswer,
    domain_of_kms_service, kms_service_of,
};
use crate::net::{Watch, srv, system_resolver};
use crate::product_key::holds_key;

/// What the servers say.
#[derive(Debug)]
pub struct Discovery {
    /// Each question with each server's answer.
    pub questions: Vec<SrvQuestion>,
    /// The servers that were asked over TCP as well.
    pub over_tcp: Vec<TcpAnswer>,
}

/// Asks every server for the KMS hosts of every suffix, all at once, and beside each question, as a
/// control, for the SOA of the suffix: an absence counts only from a server that answers. Without a
/// suffix the bare name is asked, as a client in a workgroup would.
///
/// The questions come back in the order of `suffixes`, the answers in the order of `servers`.
/// Beyond `MOST_SUFFIXES` and `MOST_SERVERS` nothing is asked, and each answer says so. A
/// server that does not answer the first question for a while is asked over TCP as well.
pub async fn discover(watch: &Watch, suffixes: &[Suffix], servers: &[SocketAddr]) -> Discovery {
    let mut questions = questions(suffixes);
    let mut over_tcp = Vec::new();
    let plan: Vec<_> = plan(&questions, servers);
    let answers =
        stream::iter(plan).map(|item| item.carry_out(watch)).buffered(MOST_PAIRS_IN_FLIGHT);
    let answers: Vec<_> = answers.collect().await;
    for (index, answer, by_tcp) in answers {
        over_tcp.extend(by_tcp);
        if let Some(question) = questions.get_mut(index) {
            question.answers.push(answer);
        }
    }
    Discovery { questions, over_tcp }
}

/// The same, and beside it what the system's own resolver says to each question.
pub async fn discover_with_system(
    watch: &Watch,
    suffixes: &[Suffix],
    servers: &[SocketAddr],
) -> Discovery {
    let names: Vec<String> =
        questions(suffixes).into_iter().take(MOST_SUFFIXES).map(|question| question.name).collect();
    let asking = names.iter().map(|name| by_system(watch, name));
    let (mut discovery, answers) =
        tokio::join!(discover(watch, suffixes, servers), join_all(asking));
    for (question, answer) in discovery.questions.iter_mut().zip(answers) {
        question.system = answer;
    }
    discovery
}

async fn by_system(watch: &Watch, name: &str) -> Observed<SystemAnswer> {
    if holds_key(name) {
        Observed::skipped(NotAsked::ProductKey)
    } else {
        system_resolver::srv(watch, name).await
    }
}

fn questions(suffixes: &[Suffix]) -> Vec<SrvQuestion> {
    let bare = Suffix { name: String::new(), origin: Origin::None };
    let suffixes = if suffixes.is_empty() { std::slice::from_ref(&bare) } else { suffixes };
    let question = |suffix: &Suffix| SrvQuestion {
        name: kms_service_of(&suffix.name),
        origin: suffix.origin,
        answers: vec![],
        system: Observed::default(),
    };
    suffixes.iter().map(question).collect()
}

/// One SRV query and its control, to one server.
struct Pair {
    question: usize,
    owner: String,
    server: SocketAddr,
    within_bounds: bool,
}

fn plan(questions: &[SrvQuestion], servers: &[SocketAddr]) -> Vec<Pair> {
    let pair = |question: usize, name: &str, at: usize, server: SocketAddr| Pair {
        question,
        owner: name.to_owned(),
        server,
        within_bounds: question < MOST_SUFFIXES && at < MOST_SERVERS,
    };
    let of_question = |(index, question): (usize, &SrvQuestion)| -> Vec<Pair> {
        servers
            .iter()
            .enumerate()
            .map(|(at, &server)| pair(index, &question.name, at, server))
            .collect()
    };
    questions.iter().enumerate().flat_map(of_question).collect()
}

impl Pair {
    async fn carry_out(self, watch: &Watch) -> (usize, SrvAnswer, Option<TcpAnswer>) {
        let (server, owner, zone) = (self.server, &self.owner, self.zone());
        let (answer, over_tcp) = match (self.within_bounds, self.question) {
            (true, 0) => srv::ask_and_look_over_tcp(watch, server, owner, zone).await,
            (true, _) => (srv::ask(watch, server, owner, zone).await, None),
            (false, _) => (srv::not_asked(server), None),
        };
        (self.question, answer, over_tcp)
    }

    /// Without a suffix the control is the root: every server that answers at all knows that it
    /// exists.
    fn zone(&self) -> &str {
        domain_of_kms_service(&self.owner).unwrap_or(".")
    }
}

/// As many suffixes are asked for at most; no client has as many.
pub(crate) const MOST_SUFFIXES: usize = 16;
/// As many servers are asked at most.
pub(crate) const MOST_SERVERS: usize = 16;
/// Each pair is two queries, or three: at most 96 sockets are open at once.
const MOST_PAIRS_IN_FLIGHT: usize = 32;

#[cfg(test)]
mod tests;
