//! Servers on loopback, in process, that do as they are told and remember what they were sent.

pub mod dns;
pub mod ntp;
pub mod rpc;
pub mod tcp;
pub mod web;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::task::JoinHandle;

/// A server; it ends when dropped.
pub struct Server<T> {
    pub at: SocketAddr,
    pub heard: Heard<T>,
    tasks: Vec<JoinHandle<()>>,
}

/// What a server was sent, in order.
pub type Heard<T> = Arc<Mutex<Vec<T>>>;

impl<T: Clone> Server<T> {
    pub fn new(at: SocketAddr, heard: Heard<T>, tasks: Vec<JoinHandle<()>>) -> Self {
        Self { at, heard, tasks }
    }

    /// The same server where nobody asks what it was sent.
    pub fn unheard<U>(mut self) -> Server<U> {
        Server { at: self.at, heard: Heard::default(), tasks: std::mem::take(&mut self.tasks) }
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
