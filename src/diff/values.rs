//! Things with values, compared: what appeared, what went, what is another.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Gap, ThingChange, What};
use super::knowledge::Knowledge;
use super::thing::{Thing, Value};

/// What one report tells of a thing, of one name or endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Items {
    /// The items, each known or not.
    pub items: BTreeMap<String, Result<Value, Knowledge>>,
    /// Why an item that is not among them may be there all the same.
    pub incomplete: Option<Knowledge>,
}

/// All that one report tells. What is not among it was not asked.
pub type Facts = BTreeMap<(Thing, String), Result<Items, Knowledge>>;

/// Compares what two reports tell.
pub fn compare(before: &Facts, after: &Facts) -> (Vec<ThingChange>, Vec<Gap>) {
    let mut found = Differences::default();
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    for key in keys {
        let told = |facts: &Facts| facts.get(key).cloned().unwrap_or(Err(Knowledge::NotAsked));
        match (told(before), told(after)) {
            (Ok(before), Ok(after)) => found.compare_items(key, &before, &after),
            (before, after) => {
                found.gap(key, String::new(), of_outcome(&before), of_outcome(&after));
            }
        }
    }
    (found.changes, found.gaps)
}

fn of_outcome<T>(outcome: &Result<T, Knowledge>) -> Knowledge {
    outcome.as_ref().err().cloned().unwrap_or(Knowledge::Known)
}

#[derive(Default)]
struct Differences {
    changes: Vec<ThingChange>,
    gaps: Vec<Gap>,
}

impl Differences {
    fn compare_items(&mut self, key: &(Thing, String), before: &Items, after: &Items) {
        let names: BTreeSet<_> = before.items.keys().chain(after.items.keys()).collect();
        for name in names {
            match (before.tells(name), after.tells(name)) {
                (Ok(before), Ok(after)) => self.compare_item(key, name, before, after),
                (before, after) => {
                    self.gap(key, name.clone(), of_outcome(&before), of_outcome(&after));
                }
            }
        }
    }

    fn compare_item(
        &mut self,
        (thing, of): &(Thing, String),
        name: &str,
        before: Option<&Value>,
        after: Option<&Value>,
    ) {
        let alike = match (before, after) {
            (Some(before), Some(after)) => before.is_like(after),
            (before, after) => before.is_none() && after.is_none(),
        };
        if !alike {
            self.changes.push(ThingChange {
                thing: *thing,
                of: of.clone(),
                item: name.to_owned(),
                before: before.cloned(),
                after: after.cloned(),
            });
        }
    }

    /// What neither report tells is nothing that one could miss in the other.
    fn gap(
        &mut self,
        (thing, of): &(Thing, String),
        item: String,
        before: Knowledge,
        after: Knowledge,
    ) {
        if before == Knowledge::Known || after == Knowledge::Known {
            let of = [of.clone(), item]
                .into_iter()
                .filter(|name| !name.is_empty())
                .collect::<Vec<_>>()
                .join(" ");
            self.gaps.push(Gap { what: What::Thing(*thing), of, before, after });
        }
    }
}

impl Items {
    /// One value; none where there is nothing.
    pub fn one(value: Option<Value>) -> Self {
        Self {
            items: value.map(|value| (String::new(), Ok(value))).into_iter().collect(),
            incomplete: None,
        }
    }

    fn tells(&self, name: &str) -> Result<Option<&Value>, Knowledge> {
        match (self.items.get(name), &self.incomplete) {
            (Some(Ok(value)), _) => Ok(Some(value)),
            (Some(Err(told)), _) | (None, Some(told)) => Err(told.clone()),
            (None, None) => Ok(None),
        }
    }
}
