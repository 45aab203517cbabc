//! How findings are declared: one line each, from which the enum, its ids and its arguments follow.

macro_rules! findings {
    ($($(#[doc = $doc:literal])+ $variant:ident = $id:literal { $($name:ident: $type:ty),* };)+) => {
        /// What was seen, or what cannot be seen.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(tag = "id", rename_all = "kebab-case")]
        #[expect(missing_docs, reason = "an argument's name and type say it; the sentence stands in the language file")]
        pub enum Finding {
            $($(#[doc = $doc])+ #[serde(rename = $id)] $variant { $($name: $type),* },)+
        }

        impl Finding {
            /// Every finding there is, with the names of its arguments.
            pub const CATALOGUE: &[(&str, &[&str])] = &[$(($id, &[$(stringify!($name)),*])),+];

            /// The id as it stands in every format and in the language files.
            pub fn id(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $id),+ }
            }

            /// The arguments of the sentence.
            pub fn arguments(&self) -> Vec<(&'static str, Argument)> {
                match self { $(Self::$variant { $($name),* } => vec![$((stringify!($name), $name.into())),*]),+ }
            }
        }
    };
}

pub(super) use findings;
