//! Arguments that are no text in the verdict and one in the format, or that may be missing.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use actprobe_probes::evidence::{Cloud, KeyChannel, LicenceStatus, ServiceStart};

use super::argument::{Argument, Day};

/// What may be missing; the format has a blank in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Maybe<T>(pub Option<T>);

/// What stands in the place of a missing value.
pub trait Blank {
    /// Which of the two.
    const BLANK: Missing;

    /// Whether a value says no more than its absence.
    fn is_blank(&self) -> bool {
        false
    }
}

/// The two blanks of the format.
#[derive(Clone, Copy)]
pub enum Missing {
    /// An empty text.
    Text,
    /// Zero.
    Zero,
}

impl<T: Blank> From<Option<T>> for Maybe<T> {
    fn from(value: Option<T>) -> Self {
        Self(value.filter(|value| !value.is_blank()))
    }
}

impl From<Option<&str>> for Maybe<String> {
    fn from(value: Option<&str>) -> Self {
        value.map(str::to_owned).into()
    }
}

/// Of a text that the evidence holds: where it is empty, nothing was told.
impl From<&str> for Maybe<String> {
    fn from(text: &str) -> Self {
        Some(text).into()
    }
}

impl<T: Blank> From<&Maybe<T>> for Argument
where
    for<'a> &'a T: Into<Argument>,
{
    fn from(value: &Maybe<T>) -> Self {
        match (&value.0, T::BLANK) {
            (Some(given), _) => given.into(),
            (None, Missing::Text) => Self::Text(String::new()),
            (None, Missing::Zero) => Self::Count(0),
        }
    }
}

impl<T: Blank + Serialize> Serialize for Maybe<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (&self.0, T::BLANK) {
            (Some(given), _) => given.serialize(serializer),
            (None, Missing::Text) => serializer.serialize_str(""),
            (None, Missing::Zero) => serializer.serialize_u64(0),
        }
    }
}

impl<'de, T: Blank + Deserialize<'de>> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Wire<T> {
            Blank(IsBlank),
            Given(T),
        }
        Ok(Self(match Wire::<T>::deserialize(deserializer)? {
            Wire::Blank(IsBlank) => None,
            Wire::Given(given) => Some(given),
        }))
    }
}

struct IsBlank;

impl<'de> Deserialize<'de> for IsBlank {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Wire {
            Text(String),
            Number(u64),
        }
        match Wire::deserialize(deserializer)? {
            Wire::Text(text) if text.is_empty() => Ok(Self),
            Wire::Number(0) => Ok(Self),
            Wire::Text(_) | Wire::Number(_) => Err(D::Error::custom("not-blank")),
        }
    }
}

impl<T: Blank + JsonSchema> JsonSchema for Maybe<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Maybe{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let given = generator.subschema_for::<T>();
        match T::BLANK {
            Missing::Text => json_schema!({ "anyOf": [given, { "const": "" }] }),
            Missing::Zero => json_schema!({ "anyOf": [given, { "const": 0 }] }),
        }
    }
}

macro_rules! blanks {
    ($($type:ty),+ $(,)?) => {
        $(impl Blank for $type {
            const BLANK: Missing = Missing::Text;
        })+
    };
}

impl Blank for String {
    const BLANK: Missing = Missing::Text;

    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

impl Blank for u64 {
    const BLANK: Missing = Missing::Zero;

    fn is_blank(&self) -> bool {
        *self == 0
    }
}

blanks!(HexCode, CountText, Way, Cloud, KeyChannel, ServiceStart, LicenceStatus, Day);

/// A text of the format that stands for something else.
macro_rules! as_text {
    ($($type:ty),+ $(,)?) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                let unexpected = || D::Error::custom(format_args!("unexpected {text:?}"));
                Self::read(&text).ok_or_else(unexpected)
            }
        }

        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                String::json_schema(generator)
            }
        }

        impl From<&$type> for Argument {
            fn from(value: &$type) -> Self {
                Self::Text(value.to_string())
            }
        }
    )+};
}

pub(super) use {as_text, blanks};

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YesNo(pub bool);

impl YesNo {
    fn read(text: &str) -> Option<Self> {
        match text {
            "yes" => Some(Self(true)),
            "no" => Some(Self(false)),
            _ => None,
        }
    }
}

impl std::fmt::Display for YesNo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0 { "yes" } else { "no" })
    }
}

/// A code as Windows writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HexCode(pub u32);

impl HexCode {
    fn read(text: &str) -> Option<Self> {
        u32::from_str_radix(text.strip_prefix("0x")?, 16).ok().map(Self)
    }
}

impl std::fmt::Display for HexCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "0x{:08X}", self.0)
    }
}

/// A count that the format writes as a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountText(pub u64);

impl CountText {
    fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

impl std::fmt::Display for CountText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// By which way an endpoint is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// Without proxy.
    Direct,
    /// By this proxy.
    Proxy(String),
}

impl Way {
    fn read(text: &str) -> Option<Self> {
        match text {
            "" => None,
            "direct" => Some(Self::Direct),
            proxy => Some(Self::Proxy(proxy.to_owned())),
        }
    }
}

impl std::fmt::Display for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Direct => f.write_str("direct"),
            Self::Proxy(proxy) => f.write_str(proxy),
        }
    }
}

/// Where a script for the choice of a proxy is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Script {
    /// By automatic discovery.
    Wpad,
    /// At this URL.
    At(String),
}

impl Script {
    fn read(text: &str) -> Option<Self> {
        match text {
            "" => None,
            "WPAD" => Some(Self::Wpad),
            url => Some(Self::At(url.to_owned())),
        }
    }
}

impl std::fmt::Display for Script {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Wpad => f.write_str("WPAD"),
            Self::At(url) => f.write_str(url),
        }
    }
}

as_text!(YesNo, HexCode, CountText, Way, Script);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_a_blank_in_the_format_and_reads_back() {
        let written = |value: &Maybe<KeyChannel>| serde_json::to_string(value).unwrap();
        for value in [Maybe(None), Maybe(Some(KeyChannel::Mak))] {
            assert_eq!(serde_json::from_str::<Maybe<KeyChannel>>(&written(&value)).unwrap(), value);
        }
        assert_eq!(written(&Maybe(None)), r#""""#);
        assert_eq!(serde_json::to_string(&Maybe::<u64>(None)).unwrap(), "0");
        assert!(serde_json::from_str::<Maybe<KeyChannel>>(r#""no-such-channel""#).is_err());
    }

    #[test]
    fn texts_of_the_format_read_back() {
        assert_eq!(serde_json::to_string(&HexCode(0xC004_F074)).unwrap(), r#""0xC004F074""#);
        assert_eq!(
            serde_json::from_str::<HexCode>(r#""0xC004F074""#).unwrap(),
            HexCode(0xC004_F074)
        );
        assert_eq!(serde_json::from_str::<Way>(r#""direct""#).unwrap(), Way::Direct);
        assert_eq!(serde_json::from_str::<Script>(r#""WPAD""#).unwrap(), Script::Wpad);
        assert!(serde_json::from_str::<YesNo>(r#""maybe""#).is_err());
    }
}
