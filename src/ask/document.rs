//! A document (TOML, JSON) into a type. What does not fit is told by its place, its key and what
//! was expected, and never by its value: that may be a password in the wrong place.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, Expected, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, Visitor,
};
use serde::{Deserialize, forward_to_deserialize_any};

mod json;
mod toml;
mod words;

/// A part of a document, which may have parts of its own.
pub trait Tree: Sized {
    /// What it is.
    fn open(self) -> Node<Self>;
    /// Whether it stands for nothing.
    fn is_nothing(&self) -> bool;
    /// Where it begins, in bytes from the beginning of the document, if that is known.
    fn start(&self) -> Option<usize>;
}

/// What a part of a document is.
pub enum Node<T> {
    /// `null`.
    Nothing,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number from 0 on.
    Unsigned(u64),
    /// A whole number below 0.
    Signed(i64),
    /// A number with a fraction.
    Float(f64),
    /// A text.
    Text(String),
    /// A date or a time, of which no document of ours has any.
    Date,
    /// A list.
    List(Vec<T>),
    /// A table: each key with where it begins, and its value.
    Table(Vec<(String, Option<usize>, T)>),
}

/// Reads a document.
pub fn read<'de, T: Deserialize<'de>>(document: impl Tree) -> Result<T, Mismatch> {
    T::deserialize(Reader(document))
}

/// Why a text that was read by one of our own rules is refused, in that rule's words, which repeat
/// no value.
pub fn refused<E: Error>(rule: &impl fmt::Display) -> E {
    E::invalid_value(Unexpected::Other("it"), &rule.to_string().as_str())
}

/// What does not fit, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{reason}", before(.path))]
pub struct Mismatch {
    /// From the inside out.
    path: Vec<Step>,
    start: Option<usize>,
    reason: Reason,
}

impl Mismatch {
    /// Where it is, in bytes from the beginning of the document, if that is known.
    pub fn start(&self) -> Option<usize> {
        self.start
    }

    fn of(reason: Reason) -> Self {
        Self { path: Vec::new(), start: None, reason }
    }

    fn within(mut self, step: Step, start: Option<usize>) -> Self {
        self.path.push(step);
        self.at(start)
    }

    fn at(mut self, start: Option<usize>) -> Self {
        self.start = self.start.or(start);
        self
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Index(usize),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum Reason {
    #[error("expected {}, found {found}", words::plain(.expected))]
    Type { expected: String, found: &'static str },
    /// In the words of a rule of ours, which begin so.
    #[error("{0}")]
    Rule(String),
    #[error("expected {}", words::plain(.expected))]
    Value { expected: String },
    #[error("expected a key `{key}`, found none")]
    Missing { key: &'static str },
    #[error("the key `{key}` is there twice")]
    Twice { key: &'static str },
    #[error("unknown key{}, expected {}", named(.key, .expected), AnyOf(.expected))]
    UnknownKey { key: String, expected: &'static [&'static str] },
    #[error("expected {}, found another text", AnyOf(.expected))]
    UnknownWord { expected: &'static [&'static str] },
    #[error("expected a value of another form")]
    Other,
}

impl Reason {
    fn of_value(expected: String) -> Self {
        if expected.starts_with("expected ") {
            Self::Rule(expected)
        } else {
            Self::Value { expected }
        }
    }
}

impl Error for Mismatch {
    /// The words of others are not repeated: most quote the value.
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::of(Reason::Other)
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::of(Reason::Type { expected: expected.to_string(), found: kind(found) })
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::of(Reason::of_value(expected.to_string()))
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::of(Reason::of_value(expected.to_string()))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::of(Reason::UnknownWord { expected })
    }

    fn unknown_field(key: &str, expected: &'static [&'static str]) -> Self {
        Self::of(Reason::UnknownKey { key: key.to_owned(), expected })
    }

    fn missing_field(key: &'static str) -> Self {
        Self::of(Reason::Missing { key })
    }

    fn duplicate_field(key: &'static str) -> Self {
        Self::of(Reason::Twice { key })
    }
}

fn kind(found: Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "true or false",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => "a number",
        Unexpected::Char(_) | Unexpected::Str(_) | Unexpected::Bytes(_) => "a text",
        Unexpected::Unit | Unexpected::Option => "nothing",
        Unexpected::Seq => "a list",
        Unexpected::Map => "a table",
        _ => "something else",
    }
}

/// The way to it, from the outside in.
fn before(path: &[Step]) -> String {
    let within = |step: &Step| match step {
        Step::Key(key) => format!(".{}", shown(key)),
        Step::Index(at) => format!("[{at}]"),
    };
    let way: String = path.iter().rev().map(within).collect();
    if way.is_empty() { way } else { format!("{}: ", way.trim_start_matches('.')) }
}

fn named(key: &str, expected: &[&str]) -> String {
    if !looks_like_key(key) {
        return String::new();
    }
    let meant = words::nearest(key, expected);
    let meant = meant.map_or_else(String::new, |meant| format!(" (is `{meant}` meant?)"));
    format!(" `{key}`{meant}")
}

fn kind_of<T>(node: &Node<T>) -> Unexpected<'static> {
    match node {
        Node::Nothing => Unexpected::Unit,
        Node::Bool(value) => Unexpected::Bool(*value),
        Node::Unsigned(_) | Node::Signed(_) | Node::Float(_) => Unexpected::Unsigned(0),
        Node::Text(_) => Unexpected::Str(""),
        Node::Date => Unexpected::Other("a date"),
        Node::List(_) => Unexpected::Seq,
        Node::Table(_) => Unexpected::Map,
    }
}

/// A key, or its stand-in where it does not look like one: people put values in the place of keys.
fn shown(key: &str) -> &str {
    if looks_like_key(key) { key } else { "***" }
}

fn looks_like_key(key: &str) -> bool {
    const LONGEST: usize = 40;
    (1..=LONGEST).contains(&key.len())
        && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// `` `a` ``, `` `a` or `b` ``, `` `a`, `b` or `c` ``.
struct AnyOf<'a>(&'a [&'a str]);

impl fmt::Display for AnyOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.0.len().saturating_sub(1);
        for (index, key) in self.0.iter().enumerate() {
            let before = if index == 0 {
                ""
            } else if index == last {
                " or "
            } else {
                ", "
            };
            write!(f, "{before}`{key}`")?;
        }
        if self.0.is_empty() { write!(f, "none") } else { Ok(()) }
    }
}

/// Hands a tree to serde.
struct Reader<T>(T);

impl<'de, T: Tree> Deserializer<'de> for Reader<T> {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.0.open() {
            Node::Nothing => visitor.visit_unit(),
            Node::Bool(value) => visitor.visit_bool(value),
            Node::Unsigned(value) => visitor.visit_u64(value),
            Node::Signed(value) => visitor.visit_i64(value),
            Node::Float(value) => visitor.visit_f64(value),
            Node::Text(text) => visitor.visit_string(text),
            Node::Date => Err(Mismatch::invalid_type(Unexpected::Other("a date"), &visitor)),
            Node::List(items) => visitor.visit_seq(Items { items: items.into_iter(), index: 0 }),
            Node::Table(entries) => {
                visitor.visit_map(Entries { entries: entries.into_iter(), value: None })
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        if self.0.is_nothing() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        match self.0.open() {
            Node::Text(word) => visitor.visit_enum(Word(word)),
            Node::Table(entries) => {
                let entries = Entries { entries: entries.into_iter(), value: None };
                MapAccessDeserializer::new(entries).deserialize_enum(name, variants, visitor)
            }
            _ => Err(Mismatch::of(Reason::UnknownWord { expected: variants })),
        }
    }

    /// A list that happens to be as long is no struct.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        match self.0.open() {
            Node::Table(entries) => {
                visitor.visit_map(Entries { entries: entries.into_iter(), value: None })
            }
            other => Err(Mismatch::invalid_type(kind_of(&other), &"a table")),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier
    }
}

struct Word(String);

impl<'de> EnumAccess<'de> for Word {
    type Error = Mismatch;
    type Variant = <serde::de::value::StringDeserializer<Mismatch> as EnumAccess<'de>>::Variant;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self::Variant), Mismatch> {
        let word: serde::de::value::StringDeserializer<Mismatch> = self.0.into_deserializer();
        word.variant_seed(seed)
    }
}

struct Items<T> {
    items: std::vec::IntoIter<T>,
    index: usize,
}

impl<'de, T: Tree> SeqAccess<'de> for Items<T> {
    type Error = Mismatch;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Mismatch> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let (start, index) = (item.start(), self.index);
        self.index += 1;
        seed.deserialize(Reader(item))
            .map(Some)
            .map_err(|error| error.within(Step::Index(index), start))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct Entries<T> {
    entries: std::vec::IntoIter<(String, Option<usize>, T)>,
    value: Option<(String, Option<usize>, T)>,
}

impl<'de, T: Tree> MapAccess<'de> for Entries<T> {
    type Error = Mismatch;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Mismatch> {
        let Some((key, start, value)) = self.entries.next() else { return Ok(None) };
        let name: serde::de::value::StrDeserializer<'_, Mismatch> =
            key.as_str().into_deserializer();
        let read = seed.deserialize(name).map(Some).map_err(|error| error.at(start));
        self.value = Some((key, start, value));
        read
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Mismatch> {
        let Some((key, start, value)) = self.value.take() else {
            return Err(Mismatch::of(Reason::Other));
        };
        let start = value.start().or(start);
        seed.deserialize(Reader(value)).map_err(|error| error.within(Step::Key(key), start))
    }
}

#[cfg(test)]
mod tests;
