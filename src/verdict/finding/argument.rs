//! What a sentence is filled with.

use actprobe_probes::evidence::{
    ActivationType, Channel, Cloud, FailureKind, ForcedLevel, Id, KeyChannel, LicenceStatus,
    NotSent, OtherProtocol, Probe, ProductKind, Rejection, ServiceStart, Step,
};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A duration in whole milliseconds.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Millis(pub u64);

/// A signed difference between two clocks, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct OffsetMs(pub i64);

/// A day (UTC), as the point in time at which it was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Day(pub jiff::Timestamp);

/// A point in time by a log: UTC, or the local time of the computer that wrote it, where nothing
/// told its zone. As text it then has no `Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The time.
    pub at: jiff::Timestamp,
    /// Whether it is local.
    pub is_local: bool,
}

impl Moment {
    fn text(self) -> String {
        let text = self.at.to_string();
        if self.is_local { text.trim_end_matches('Z').to_owned() } else { text }
    }

    fn read(text: &str) -> Option<Self> {
        let is_local = !text.ends_with('Z');
        let whole = if is_local { format!("{text}Z") } else { text.to_owned() };
        Some(Self { at: whole.parse().ok()?, is_local })
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::read(&text).ok_or_else(|| D::Error::custom(format_args!("unexpected {text:?}")))
    }
}

impl JsonSchema for Moment {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

impl From<&Moment> for Argument {
    fn from(moment: &Moment) -> Self {
        if moment.is_local { Self::LocalTime(moment.at) } else { Self::Time(moment.at) }
    }
}

/// One argument of a finding, for the language files.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// A name, an id or foreign text that was scrubbed.
    Text(String),
    /// A number to count by.
    Count(u64),
    /// A duration.
    Duration(Millis),
    /// A difference between clocks.
    Offset(OffsetMs),
    /// A list of names.
    List(Vec<String>),
    /// A day and a time of day, UTC.
    Time(jiff::Timestamp),
    /// The same by a clock whose zone is not known.
    LocalTime(jiff::Timestamp),
    /// A day, UTC.
    Day(Day),
    /// Channels, to be named.
    Channels(Vec<Channel>),
}

impl From<&String> for Argument {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&u64> for Argument {
    fn from(count: &u64) -> Self {
        Self::Count(*count)
    }
}

impl From<&Millis> for Argument {
    fn from(duration: &Millis) -> Self {
        Self::Duration(*duration)
    }
}

impl From<&OffsetMs> for Argument {
    fn from(offset: &OffsetMs) -> Self {
        Self::Offset(*offset)
    }
}

impl From<&Vec<String>> for Argument {
    fn from(list: &Vec<String>) -> Self {
        Self::List(list.clone())
    }
}

impl From<&jiff::Timestamp> for Argument {
    fn from(time: &jiff::Timestamp) -> Self {
        Self::Time(*time)
    }
}

impl From<&Day> for Argument {
    fn from(day: &Day) -> Self {
        Self::Day(*day)
    }
}

impl From<&Vec<Probe>> for Argument {
    fn from(probes: &Vec<Probe>) -> Self {
        Self::List(probes.iter().map(|probe| probe.id().to_owned()).collect())
    }
}

impl From<&Vec<Channel>> for Argument {
    fn from(channels: &Vec<Channel>) -> Self {
        Self::Channels(channels.clone())
    }
}

macro_rules! ids {
    ($($type:ty),+ $(,)?) => {$(
        impl From<&$type> for Argument {
            fn from(value: &$type) -> Self {
                Self::Text(value.id().to_owned())
            }
        }
    )+};
}

ids!(
    ActivationType,
    Cloud,
    FailureKind,
    ForcedLevel,
    KeyChannel,
    LicenceStatus,
    NotSent,
    OtherProtocol,
    ProductKind,
    Rejection,
    ServiceStart,
    Step,
);

impl Millis {
    /// Microseconds, rounded to the nearest millisecond.
    pub fn from_us(us: u64) -> Self {
        Self(us.saturating_add(500) / 1000)
    }

    /// Microseconds of waiting, rounded so that waits of the same limit read the same: to tenths of
    /// a second from one second on, to tens of milliseconds below.
    pub fn waited_us(us: u64) -> Self {
        let step = if us >= 1_000_000 { 100 } else { 10 };
        Self((us.saturating_add(step * 500) / (step * 1000)) * step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_time_has_no_zone_in_the_format_and_reads_back() {
        for (text, is_local) in [("2026-11-27T09:14:00Z", false), ("2026-11-27T09:14:00", true)] {
            let moment = Moment::read(text).unwrap();
            assert_eq!((moment.is_local, moment.text().as_str()), (is_local, text));
        }
    }

    #[test]
    fn waits_of_one_limit_read_the_same() {
        assert_eq!(Millis::waited_us(4_000_123), Millis::waited_us(4_001_900));
        assert_eq!(Millis::waited_us(4_000_123), Millis(4000));
        assert_eq!(Millis::waited_us(252_000), Millis(250));
    }
}
