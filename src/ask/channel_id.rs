//! A channel as people write it.

use actprobe_probes::evidence::{Channel, Id};
use strum::VariantArray;

/// The channel of an id; `offline` is what people call the one that reports call `phone`.
pub fn channel(text: &str) -> Result<Channel, ChannelError> {
    let text = text.trim().to_ascii_lowercase();
    let id = if text == "offline" { Channel::Phone.id() } else { &text };
    let mut all = Channel::VARIANTS.iter().copied();
    all.find(|channel| channel.id() == id).ok_or(ChannelError)
}

/// A text that is no channel. It is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected kms, adba, avma, online or offline (also phone), found another text")]
pub struct ChannelError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_channel_has_the_id_that_reports_have() {
        for known in Channel::VARIANTS {
            let id = known.id();
            assert_eq!(channel(id), Ok(*known));
            assert!(ChannelError.to_string().contains(id), "{id}");
        }
        assert_eq!(channel(" Offline"), Ok(Channel::Phone));
        assert_eq!(channel("fax"), Err(ChannelError));
    }
}
