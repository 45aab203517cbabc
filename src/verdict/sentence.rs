//! Sentences as data: an id and typed arguments. The words stand in the language files, under the
//! same id.

use super::finding::argument::Argument;

/// What can be said: a message of the language files and what it is filled with.
pub trait Sentence {
    /// The id as it stands in every format and in the language files.
    fn id(&self) -> &str;

    /// The arguments of the sentence.
    fn arguments(&self) -> Arguments;
}

/// The names of a sentence's arguments, and what they are filled with.
pub type Arguments = Vec<(&'static str, Argument)>;

/// Declares an enum of sentences that stand in reports as data too: one line each, from which their
/// ids and arguments follow.
macro_rules! sentences {
    (
        $(#[doc = $of_all:literal])+ pub enum $name:ident;
        $(
            $(#[doc = $doc:literal])+
            $variant:ident = $id:literal { $($argument:ident: $type:ty),* };
        )+
    ) => {
        $(#[doc = $of_all])+
        #[derive(Clone, Debug, PartialEq)]
        #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(tag = "id", rename_all = "kebab-case")]
        #[expect(missing_docs, reason = "an argument's name and type say it")]
        pub enum $name {
            $($(#[doc = $doc])+ #[serde(rename = $id)] $variant { $($argument: $type),* },)+
        }

        $crate::verdict::sentence::spoken! {
            $name: $($variant = $id { $($argument),* };)+
        }
    };
}

/// Declares an enum of phrases: the same for what a person alone reads, and no report holds as
/// data.
macro_rules! phrases {
    (
        $(#[doc = $of_all:literal])+ pub enum $name:ident;
        $($variant:ident = $id:literal { $($argument:ident: $type:ty),* };)+
    ) => {
        $(#[doc = $of_all])+
        #[derive(Clone, Debug, PartialEq)]
        #[expect(missing_docs, reason = "the language files have them under the same ids")]
        pub enum $name {
            $($variant { $($argument: $type),* },)+
        }

        $crate::verdict::sentence::spoken! {
            $name: $($variant = $id { $($argument),* };)+
        }
    };
}

/// What both have in common.
macro_rules! spoken {
    ($name:ident: $($variant:ident = $id:literal { $($argument:ident),* };)+) => {
        impl $name {
            /// Every one there is, with the names of its arguments.
            pub const CATALOGUE: &[(&str, &[&str])] = &[$(($id, &[$(stringify!($argument)),*])),+];

            /// The id as it stands in every format and in the language files.
            pub fn id(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $id),+ }
            }

            /// The arguments of the sentence.
            pub fn arguments(&self) -> $crate::verdict::sentence::Arguments {
                match self {
                    $(Self::$variant { $($argument),* } =>
                        vec![$((stringify!($argument), $argument.into())),*]),+
                }
            }
        }

        impl $crate::verdict::sentence::Sentence for $name {
            fn id(&self) -> &str {
                $name::id(self)
            }

            fn arguments(&self) -> $crate::verdict::sentence::Arguments {
                $name::arguments(self)
            }
        }
    };
}

/// Declares closed sets that sentences speak of. Each value has the id by which the language files
/// choose.
macro_rules! closed_sets {
    ($($(#[doc = $doc:literal])+ $name:ident {
        $($(#[doc = $value:literal])+ $variant:ident = $id:literal,)+
    })+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        pub enum $name {
            $($(#[doc = $value])+ #[serde(rename = $id)] $variant,)+
        }

        impl From<&$name> for $crate::verdict::finding::argument::Argument {
            fn from(value: &$name) -> Self {
                let id = match value { $($name::$variant => $id,)+ };
                Self::Text(id.to_owned())
            }
        }
    )+};
}

pub(crate) use {closed_sets, phrases, sentences, spoken};
