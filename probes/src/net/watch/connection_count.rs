//! How many connections of a run stood, whoever dialled them.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::evidence::Connections;

#[derive(Debug, Default)]
pub(in crate::net) struct ConnectionCount {
    stood: AtomicU32,
    repeated: AtomicU32,
}

impl ConnectionCount {
    /// One more, if the system tells how often its SYN was sent again.
    pub(in crate::net) fn add(&self, syn_retransmissions: Option<u32>) {
        let Some(repeats) = syn_retransmissions else { return };
        self.stood.fetch_add(1, Ordering::Relaxed);
        self.repeated.fetch_add(u32::from(repeats > 0), Ordering::Relaxed);
    }

    pub(super) fn read(&self) -> Option<Connections> {
        let [stood, repeated] =
            [&self.stood, &self.repeated].map(|count| count.load(Ordering::Relaxed));
        (stood > 0).then_some(Connections { stood, repeated })
    }
}
