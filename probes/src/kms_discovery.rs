//! KMS discovery: `_vlmcs._tcp` SRV for every suffix, every server.

mod targets;

pub use targets::targets;

use std::net::SocketAddr;

use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt};

use crate::evidence::{Observed, Origin, SrvAnswer, SrvQuestion, Suffix};
use crate::net::{Watch, srv, system_resolver};

/// Asks every server for the KMS hosts of every suffix, all at once, and beside each question, as a control, for the
/// SOA of the suffix: an absence counts only from a server that answers. Without a suffix the bare name is asked, as a
/// client in a workgroup would.
///
/// The questions come back in the order of `suffixes`, the answers in the order of `servers`. Beyond
/// [`MOST_SUFFIXES`] and [`MOST_SERVERS`] nothing is asked, and each answer says so.
pub async fn discover(watch: &Watch, suffixes: &[Suffix], servers: &[SocketAddr]) -> Vec<SrvQuestion> {
    let mut questions = questions(suffixes);
    let plan: Vec<_> = plan(&questions, servers);
    let answers = stream::iter(plan).map(|item| item.carry_out(watch)).buffered(MOST_PAIRS_IN_FLIGHT);
    let answers: Vec<_> = answers.collect().await;
    for (index, answer) in answers {
        if let Some(question) = questions.get_mut(index) {
            question.answers.push(answer);
        }
    }
    questions
}

/// The same, and beside it what the system's own resolver says to each question.
pub async fn discover_with_system(watch: &Watch, suffixes: &[Suffix], servers: &[SocketAddr]) -> Vec<SrvQuestion> {
    let names: Vec<String> =
        questions(suffixes).into_iter().take(MOST_SUFFIXES).map(|question| question.name).collect();
    let asking = names.iter().map(|name| system_resolver::srv(watch, name));
    let (mut questions, answers) = tokio::join!(discover(watch, suffixes, servers), join_all(asking));
    for (question, answer) in questions.iter_mut().zip(answers) {
        question.system = answer;
    }
    questions
}

fn questions(suffixes: &[Suffix]) -> Vec<SrvQuestion> {
    let bare = Suffix { name: String::new(), origin: Origin::None };
    let suffixes = if suffixes.is_empty() { std::slice::from_ref(&bare) } else { suffixes };
    let question = |suffix: &Suffix| SrvQuestion {
        name: owner(suffix),
        origin: suffix.origin,
        answers: vec![],
        system: Observed::default(),
    };
    suffixes.iter().map(question).collect()
}

fn owner(suffix: &Suffix) -> String {
    match suffix.name.trim_matches('.') {
        "" => SERVICE.to_owned(),
        name => format!("{SERVICE}.{name}"),
    }
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
        servers.iter().enumerate().map(|(at, &server)| pair(index, &question.name, at, server)).collect()
    };
    questions.iter().enumerate().flat_map(of_question).collect()
}

impl Pair {
    async fn carry_out(self, watch: &Watch) -> (usize, SrvAnswer) {
        let answer = match self.within_bounds {
            true => srv::ask(watch, self.server, &self.owner, self.zone()).await,
            false => srv::not_asked(self.server),
        };
        (self.question, answer)
    }

    /// Without a suffix the control is the root: every server that answers at all knows that it exists.
    fn zone(&self) -> &str {
        self.owner.strip_prefix(SERVICE).and_then(|rest| rest.strip_prefix('.')).unwrap_or(".")
    }
}

/// The service and protocol labels under which a KMS host publishes itself.
const SERVICE: &str = "_vlmcs._tcp";
/// As many suffixes are asked for at most; no client has as many.
pub const MOST_SUFFIXES: usize = 16;
/// As many servers are asked at most.
pub const MOST_SERVERS: usize = 16;
/// Each pair is two queries: at most 64 sockets are open at once.
const MOST_PAIRS_IN_FLIGHT: usize = 32;

#[cfg(test)]
mod tests;
