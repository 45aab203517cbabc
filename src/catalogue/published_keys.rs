//! What the end of a published key tells: it is no other key's but by a chance of one in a hundred
//! thousand.

use actprobe_probes::evidence::KeyChannel;

use super::{avma, setup_keys};

/// The channel of the published key with this end.
pub fn channel(end: &str) -> Option<KeyChannel> {
    if setup_keys::has_end(end) {
        Some(KeyChannel::KmsClient)
    } else {
        avma::has_end(end).then_some(KeyChannel::Avma)
    }
}
