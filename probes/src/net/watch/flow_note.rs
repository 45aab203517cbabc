//! Which packets a step is tried with. It is noted as soon as it is known, because a step that ends
//! by its limit tells nothing any more.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::evidence::{Flow, Transport};
use crate::net::local_end;

/// The packets of one step, or of one part of it.
#[derive(Debug, Default)]
pub(super) struct FlowNote {
    noted: Mutex<Option<Noted>>,
    /// That of the step which this one is a part of.
    above: Option<Arc<Self>>,
}

/// Where packets go from and to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noted {
    pub(super) transport: Transport,
    pub(super) from: Option<IpAddr>,
    pub(super) to: SocketAddr,
}

impl FlowNote {
    /// Nothing yet, as a part of `above`.
    pub(super) fn below(above: Option<Arc<Self>>) -> Arc<Self> {
        Arc::new(Self { noted: Mutex::default(), above })
    }

    /// Of a step itself, the last attempt counts, because that is what it ends with; of the parts
    /// of a step, which may go on side by side, the first one.
    pub(super) fn note(&self, noted: Noted) {
        *self.noted() = Some(noted);
        let parents = std::iter::successors(self.above.as_deref(), |one| one.above.as_deref());
        parents.for_each(|above| _ = above.noted().get_or_insert(noted));
    }

    /// What is noted, with the name of the interface.
    pub(super) fn flow(&self) -> Option<Flow> {
        let Noted { transport, from, to } = (*self.noted())?;
        Some(Flow { transport, from: from.map(local_end::of), to })
    }

    fn noted(&self) -> MutexGuard<'_, Option<Noted>> {
        // One value, which is whole whoever panicked.
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(port: u16) -> Noted {
        Noted {
            transport: Transport::Udp,
            from: Some([127, 0, 0, 1].into()),
            to: ([127, 0, 0, 1], port).into(),
        }
    }

    #[test]
    fn a_step_keeps_its_last_attempt_and_the_first_of_its_parts() {
        let whole = FlowNote::below(None);
        let parts = [(); 2].map(|()| FlowNote::below(Some(Arc::clone(&whole))));
        let port = |note: &FlowNote| note.flow().map(|flow| flow.to.port());
        assert_eq!(port(&whole), None);
        parts[0].note(to(1));
        parts[1].note(to(2));
        parts[1].note(to(3));
        assert_eq!(
            [&whole, &parts[0], &parts[1]].map(|note| port(note)),
            [Some(1), Some(1), Some(3)]
        );
    }
}
