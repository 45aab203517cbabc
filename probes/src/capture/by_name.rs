//! What was found for each of several names, in the order in which the names came first.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::lines::host;
use crate::wire::work::look;

/// How many names are kept of one output; a KMS client has some sixteen suffixes, and as many
/// hosts.
pub const MOST_NAMES: usize = 256;
/// How many values are kept of one name: as many records as of an answer.
pub const MOST_VALUES: usize = 256;

/// Names, each with what was found for it, and what was left out.
pub struct ByName<T> {
    /// In order.
    found: Vec<NamedValues<T>>,
    /// By the name in small letters, the place in `found`.
    places: HashMap<String, usize>,
    /// Whether there were more names.
    pub has_more: bool,
}

/// What was found for one name.
pub struct NamedValues<T> {
    /// The name as it came first.
    pub name: String,
    /// The values.
    pub values: Vec<T>,
    /// How many there were besides.
    pub dropped: u32,
}

impl<T> Default for ByName<T> {
    fn default() -> Self {
        Self { found: Vec::new(), places: HashMap::new(), has_more: false }
    }
}

impl<T> ByName<T> {
    /// Adds a value to a name, whatever the case of its letters.
    pub fn add(&mut self, name: &str, value: T) {
        look(name.len());
        let place = self.found.len();
        match self.places.entry(name.trim().trim_end_matches('.').to_ascii_lowercase()) {
            Entry::Vacant(_) if place >= MOST_NAMES => self.has_more = true,
            Entry::Vacant(new) => {
                new.insert(place);
                self.found.push(NamedValues { name: host(name), values: vec![value], dropped: 0 });
            }
            Entry::Occupied(known) => {
                let Some(found) = self.found.get_mut(*known.get()) else { return };
                match found.values.len() < MOST_VALUES {
                    true => found.values.push(value),
                    false => found.dropped = found.dropped.saturating_add(1),
                }
            }
        }
    }
}

impl<T> IntoIterator for ByName<T> {
    type Item = NamedValues<T>;
    type IntoIter = std::vec::IntoIter<NamedValues<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.found.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_order_and_count_once_in_any_case() {
        let mut names = ByName::default();
        for (name, value) in [("b.example", 1), ("a.example", 2), ("B.Example.", 3)] {
            names.add(name, value);
        }
        let told: Vec<_> = names.into_iter().map(|found| (found.name, found.values)).collect();
        assert_eq!(told, [("b.example".to_owned(), vec![1, 3]), ("a.example".to_owned(), vec![2])]);
    }

    #[test]
    fn what_is_left_out_is_told() {
        let mut names = ByName::default();
        (0..MOST_VALUES + 2).for_each(|value| names.add("a", value));
        assert!(!names.has_more);
        (0..MOST_NAMES).for_each(|name| names.add(&format!("n{name}"), 0));
        assert!(names.has_more);
        let found: Vec<_> = names.into_iter().collect();
        assert_eq!(
            (found.len(), found[0].values.len(), found[0].dropped),
            (MOST_NAMES, MOST_VALUES, 2)
        );
    }
}
