//! Closed sets of which every member has a name in the language files.

use crate::advice::Placeholder;
use crate::advice::command::Cost;
use crate::diff::Thing;
use crate::verdict::RequirementId;

/// A member of a closed set, by whose id the language files name it.
pub trait Titled: Copy + 'static {
    /// Every member: a test looks each up in each language.
    const EVERY: &'static [Self];

    /// The id of the message that names it.
    fn message_id(self) -> String;
}

impl Titled for RequirementId {
    const EVERY: &'static [Self] = Self::ALL;

    fn message_id(self) -> String {
        format!("requirement-{}", self.as_str().replace('.', "-"))
    }
}

impl Titled for Thing {
    const EVERY: &'static [Self] = Self::ALL;

    fn message_id(self) -> String {
        format!("diff-thing-{}", self.as_str())
    }
}

impl Titled for Cost {
    const EVERY: &'static [Self] = Self::ALL;

    fn message_id(self) -> String {
        self.message().to_owned()
    }
}

impl Titled for Placeholder {
    const EVERY: &'static [Self] = Self::ALL;

    fn message_id(self) -> String {
        self.message().to_owned()
    }
}
