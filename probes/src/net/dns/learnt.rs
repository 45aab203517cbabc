//! What a run has learnt of its DNS servers, so that the same silence is waited for once: whether a
//! server answers at all, and whether questions with EDNS reach it; and which questions are under
//! way to it that others let pass.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::sleep;

use crate::wire::dns::Edns;

/// What is known of each server. Cheap to clone; clones share what is learnt.
#[derive(Clone, Debug, Default)]
pub(crate) struct Learnt {
    servers: Arc<Mutex<HashMap<SocketAddr, Server>>>,
    /// Whether the questions that are asked with this clone come before others.
    comes_first: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Server {
    waiting: Waiting,
    edns: EdnsFate,
    /// How many questions it answered.
    answered: usize,
    /// How many are under way.
    under_way: usize,
    /// How many of these come first.
    first: usize,
}

/// How long a server has been waited for in vain. One answer, and it is never called silent again:
/// what it leaves unanswered then is a matter of the question, or of the way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Waiting {
    #[default]
    No,
    /// It let the start that it has before others pass.
    Late,
    /// A question waited for it to the end.
    Silent,
    /// It answered.
    Over,
}

/// What becomes of questions with EDNS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum EdnsFate {
    #[default]
    Unknown,
    /// One stayed unanswered, and the same without was answered.
    Lost,
    /// One was answered.
    Answered,
}

/// A question under way, as long as this lives.
pub(super) struct UnderWay {
    learnt: Learnt,
    server: SocketAddr,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.learnt.lock().entry(self.server).and_modify(|known| {
            known.under_way -= 1;
            known.first -= usize::from(self.learnt.comes_first);
        });
    }
}

impl Learnt {
    /// The same, for questions that others let pass.
    pub(crate) fn coming_first(&self) -> Self {
        Self { comes_first: true, ..self.clone() }
    }

    /// Counts a question.
    pub(super) fn begin(&self, server: SocketAddr) -> UnderWay {
        let mut servers = self.lock();
        let known = servers.entry(server).or_default();
        known.under_way += 1;
        known.first += usize::from(self.comes_first);
        UnderWay { learnt: self.clone(), server }
    }

    /// Before a question is repeated: a server that answers some and leaves out more may answer so
    /// many a second and drop the rest, and what comes first has to get through. What one of its
    /// answers leads to is asked within a moment.
    pub(super) async fn let_others_pass(&self, server: SocketAddr) {
        if self.comes_first {
            return;
        }
        let mut moments_without = 0;
        while moments_without < 2 {
            sleep(A_MOMENT).await;
            moments_without = if self.has_others_first(server) { 0 } else { moments_without + 1 };
        }
    }

    fn has_others_first(&self, server: SocketAddr) -> bool {
        let Server { answered, under_way, first, .. } = self.of(server);
        first > 0 && (1..under_way).contains(&answered)
    }

    /// Whether a question waited for it to the end, and none of this run was answered.
    pub(crate) fn is_silent(&self, server: SocketAddr) -> bool {
        self.of(server).waiting == Waiting::Silent
    }

    /// Whether it has let its start pass before, and was not heard since.
    pub(crate) fn is_late(&self, server: SocketAddr) -> bool {
        matches!(self.of(server).waiting, Waiting::Late | Waiting::Silent)
    }

    /// What its next question begins with.
    pub(super) fn edns(&self, server: SocketAddr) -> Edns {
        match self.of(server).edns {
            EdnsFate::Lost => Edns::Plain,
            EdnsFate::Unknown | EdnsFate::Answered => Edns::Offered,
        }
    }

    pub(super) fn was_heard(&self, server: SocketAddr) {
        self.waited(server, Waiting::Over);
        self.lock().entry(server).or_default().answered += 1;
    }

    pub(crate) fn ran_late(&self, server: SocketAddr) {
        self.waited(server, Waiting::Late);
    }

    pub(crate) fn stayed_silent(&self, server: SocketAddr) {
        self.waited(server, Waiting::Silent);
    }

    pub(super) fn answered_edns(&self, server: SocketAddr) {
        self.edns_is(server, EdnsFate::Answered);
    }

    pub(super) fn answered_without_edns(&self, server: SocketAddr) {
        self.edns_is(server, EdnsFate::Lost);
    }

    /// What was learnt later in the order of the list stands above what was learnt before.
    fn waited(&self, server: SocketAddr, waiting: Waiting) {
        let mut servers = self.lock();
        let known = servers.entry(server).or_default();
        known.waiting = known.waiting.max(waiting);
    }

    fn edns_is(&self, server: SocketAddr, fate: EdnsFate) {
        let mut servers = self.lock();
        let known = servers.entry(server).or_default();
        known.edns = known.edns.max(fate);
    }

    fn of(&self, server: SocketAddr) -> Server {
        self.lock().get(&server).copied().unwrap_or_default()
    }

    /// Nobody panics while it is held; and what is noted would stay true.
    fn lock(&self) -> MutexGuard<'_, HashMap<SocketAddr, Server>> {
        self.servers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Short beside any limit.
const A_MOMENT: Duration = Duration::from_millis(20);

#[cfg(test)]
mod tests;
