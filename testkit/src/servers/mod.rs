//! Servers on loopback, in process, that do as they are told and remember what they were sent.

pub mod directory;
pub mod dns;
pub mod ntp;
pub mod rpc;
pub mod tcp;
pub mod web;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::task::JoinHandle;

/// A server; it ends when dropped.
pub struct Server<T> {
    pub at: SocketAddr,
    pub heard: Heard<T>,
    /// In how many conversations something was said to it, those that go on included.
    pub addressed: Arc<AtomicUsize>,
    tasks: Vec<JoinHandle<()>>,
}

/// What a server was sent, in order.
pub type Heard<T> = Arc<Mutex<Vec<T>>>;

impl<T: Clone> Server<T> {
    pub fn new(at: SocketAddr, heard: Heard<T>, tasks: Vec<JoinHandle<()>>) -> Self {
        Self { at, heard, addressed: Arc::default(), tasks }
    }

    /// The same server where nobody asks what it was sent.
    pub fn unheard<U>(mut self) -> Server<U> {
        let (addressed, tasks) = (Arc::clone(&self.addressed), std::mem::take(&mut self.tasks));
        Server { at: self.at, heard: Heard::default(), addressed, tasks }
    }

    pub fn addressed(&self) -> usize {
        self.addressed.load(Ordering::Relaxed)
    }

    pub fn heard(&self) -> Vec<T> {
        self.heard.lock().unwrap().clone()
    }

    /// How many conversations are going on.
    pub fn conversations(&self) -> usize {
        Arc::strong_count(&self.heard).saturating_sub(2)
    }

    /// What was heard, once nobody talks any more: each conversation holds a share of the log.
    pub async fn heard_in_the_end(&self) -> Vec<T> {
        for _ in 0..1000 {
            if self.conversations() == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.heard()
    }
}

impl<T> Drop for Server<T> {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}
