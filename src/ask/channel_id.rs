//! A channel as people write it.

use std::fmt;

use actprobe_probes::evidence::Channel;

/// The channel of an id; `offline` is what people call the one that reports call `phone`.
pub fn channel(text: &str) -> Result<Channel, ChannelError> {
    match text.trim().to_ascii_lowercase().as_str() {
        "kms" => Ok(Channel::Kms),
        "adba" => Ok(Channel::Adba),
        "avma" => Ok(Channel::Avma),
        "online" => Ok(Channel::Online),
        "phone" | "offline" => Ok(Channel::Phone),
        _ => Err(ChannelError),
    }
}

/// A text that is no channel. It is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelError;

impl fmt::Display for ChannelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected kms, adba, avma, online or offline (also phone), found another text")
    }
}

impl std::error::Error for ChannelError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_channel_has_the_id_that_reports_have() {
        for known in [Channel::Kms, Channel::Adba, Channel::Avma, Channel::Online, Channel::Phone] {
            assert_eq!(channel(known.into()), Ok(known));
        }
        assert_eq!(channel(" Offline"), Ok(Channel::Phone));
        assert_eq!(channel("fax"), Err(ChannelError));
    }
}
