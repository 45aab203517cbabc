//! Domain controllers and activation objects.

use std::collections::BTreeMap;

use actprobe_probes::evidence::{DirectoryEvidence, ObjectSearch, PingReply};

use crate::diff::knowledge::{Knowledge, value_of};
use crate::diff::thing::{Thing, Value};
use crate::diff::values::{Facts, Items};

/// Each domain controller, and whether it answers.
pub fn controllers(directory: &DirectoryEvidence, facts: &mut Facts) {
    let silences = directory.locator.iter().flat_map(|question| &question.answers);
    let silence = silences.filter_map(|answer| value_of(&answer.srv).err()).max();
    let controllers = &directory.controllers;
    let outcome = if controllers.is_empty() && (directory.locator.is_empty() || silence.is_some()) {
        Err(silence.unwrap_or(Knowledge::NotAsked))
    } else {
        let dropped = (directory.controllers_dropped > 0).then_some(Knowledge::NotAsked);
        let items = controllers.iter().map(|controller| {
            let state = match value_of(&controller.ping) {
                Ok(PingReply::Controller(_)) => Ok("answers".to_owned()),
                Ok(PingReply::Paused) => Ok("paused".to_owned()),
                Ok(PingReply::NotForThisDomain) => Ok("not-for-this-domain".to_owned()),
                Err(Knowledge::Unanswered { why }) => Ok(why),
                Err(told) => Err(told),
            };
            (controller.host.to_ascii_lowercase(), state.map(Value::Text))
        });
        Ok(Items { items: items.collect(), incomplete: dropped.or(silence) })
    };
    facts.insert((Thing::DomainController, String::new()), outcome);
}

/// The activation objects that any domain controller shows: they all hold the same configuration.
pub fn objects(directory: &DirectoryEvidence, facts: &mut Facts) {
    let mut items = BTreeMap::new();
    let mut seen = false;
    let mut silence = Knowledge::NotAsked;
    for controller in &directory.controllers {
        match value_of(&controller.activation_objects).and_then(shown) {
            Ok(objects) => {
                seen = true;
                items.extend(objects);
            }
            Err(told) => silence = silence.max(told),
        }
    }
    // A controller that was asked in vain may show what the others do not have yet.
    let incomplete = Some(silence.clone()).filter(|silence| *silence != Knowledge::NotAsked);
    let outcome = if seen { Ok(Items { items, incomplete }) } else { Err(silence) };
    facts.insert((Thing::ActivationObject, String::new()), outcome);
}

type Objects = BTreeMap<String, Result<Value, Knowledge>>;

fn shown(search: &ObjectSearch) -> Result<Objects, Knowledge> {
    let refusal = |why: &str| Err(Knowledge::Unanswered { why: why.to_owned() });
    match search {
        // Without its attributes, an empty container means nothing.
        ObjectSearch::Found { objects, container_readable: false } if objects.is_empty() => {
            refusal("unreadable")
        }
        ObjectSearch::Found { objects, .. } => Ok(objects
            .iter()
            .map(|object| {
                (
                    object.name.clone(),
                    Ok(Value::Text(object.partial_key.clone().unwrap_or_default())),
                )
            })
            .collect()),
        ObjectSearch::NoContainer { .. } => Ok(Objects::new()),
        ObjectSearch::Refused { code, .. } => refusal(&format!("ldap {code}")),
    }
}
