//! What the directory holds for activation, as far as somebody was allowed to look.

use actprobe_probes::evidence::{ActivationObject, DomainController, Evidence, ObjectSearch};

use super::controller::Reached;
use super::{generation, unread};
use crate::verdict::finding::Finding;
use crate::verdict::logic::{self, Status};
use crate::verdict::place::{self, At, at};
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// `objectVersion` of the schema of Windows Server 2012, the first that knows activation objects
/// (MS-ADTS, "Schema NC").
const SCHEMA_OF_2012: u32 = 56;

/// What there is for this host.
pub struct Holdings {
    /// Whether there is an object for it.
    pub status: Status,
    /// And why.
    pub requirements: Vec<Requirement>,
    /// The objects that its controllers hold, each once, as a person names them.
    pub names: Vec<String>,
}

/// Whether there is an object for this host: by the controllers that it would be sent to.
pub fn judge(evidence: &Evidence, reached: &Reached<'_>) -> Holdings {
    let directory = &evidence.directory;
    let looked = Looked::at(reached);
    let serving = looked.serving_objects();
    let mut requirements = Vec::new();
    let cut_short = || unread::cut_short(reached.near.iter().chain(&reached.far));
    if looked.all.is_empty() {
        requirements.extend(unread::judge(directory));
    } else if let Some(cut) = serving.is_empty().then(cut_short).flatten() {
        // What the others lack, that one may hold.
        requirements.push(cut);
    } else {
        requirements.extend(looked.seen());
        requirements
            .extend((!serving.is_empty()).then(|| generation::judge(evidence, &serving)).flatten());
    }
    let cited = places(evidence);
    let requirements: Vec<Requirement> =
        requirements.into_iter().map(|r| r.because_of(cited.clone())).collect();
    let needed = requirements.iter().filter(|requirement| requirement.weight == Weight::Needed);
    let status = logic::all(needed.map(|requirement| requirement.status));
    Holdings { status, requirements, names: names(&serving) }
}

fn names(objects: &[&ActivationObject]) -> Vec<String> {
    let mut names: Vec<String> = objects.iter().map(|object| object.label().to_owned()).collect();
    names.sort();
    names.dedup();
    names
}

fn places(evidence: &Evidence) -> Vec<String> {
    let read = |controller: At<'_, DomainController>| {
        [at!(controller.login).into(), at!(controller.activation_objects).into()]
    };
    place::controllers(evidence).flat_map(read).collect()
}

/// What one controller shows of the place where objects are.
enum Holds<'a> {
    /// They are there.
    Objects(&'a [ActivationObject]),
    /// The container is there, and nothing in it.
    Empty,
    /// There is no container, in a schema that knows it.
    NoContainer,
    /// The schema is of this version, from before activation objects.
    OldSchema(u32),
}

/// Nothing where this account saw too little to tell: what is hidden looks absent.
fn holds(search: &ObjectSearch) -> Option<Holds<'_>> {
    match search {
        ObjectSearch::Found { container_readable: false, .. } | ObjectSearch::Refused { .. } => {
            None
        }
        ObjectSearch::Found { objects, .. } if objects.is_empty() => Some(Holds::Empty),
        ObjectSearch::Found { objects, .. } => Some(Holds::Objects(objects)),
        ObjectSearch::NoContainer { class_in_schema, schema_version, services_readable } => {
            match (class_in_schema, schema_version.filter(|version| *version > 0)) {
                (Some(true), _) | (_, Some(SCHEMA_OF_2012..)) => {
                    (*services_readable != Some(false)).then_some(Holds::NoContainer)
                }
                (_, Some(version)) => Some(Holds::OldSchema(version)),
                (_, None) => None,
            }
        }
    }
}

/// The controllers that told what they hold.
struct Looked<'a> {
    /// All that nothing rules out.
    all: Vec<(&'a DomainController, Holds<'a>)>,
    /// How many of them, from the first, this client would be sent to.
    serving: usize,
}

impl<'a> Looked<'a> {
    fn at(reached: &Reached<'a>) -> Self {
        let of =
            |controllers: &[At<'a, DomainController>]| -> Vec<(&'a DomainController, Holds<'a>)> {
                let controllers = controllers.iter().map(At::value);
                controllers
                    .filter_map(|dc| Some((dc, holds(dc.activation_objects.value()?)?)))
                    .collect()
            };
        let (mut all, others) = (of(&reached.near), of(&reached.far));
        // Where the own site's could not be looked at, others speak for the forest.
        let serving = if all.is_empty() { others.len() } else { all.len() };
        all.extend(others);
        Self { all, serving }
    }

    fn serving(&self) -> impl Iterator<Item = &(&'a DomainController, Holds<'a>)> {
        self.all.iter().take(self.serving)
    }

    fn serving_objects(&self) -> Vec<&'a ActivationObject> {
        self.serving().flat_map(|(_, held)| objects(held)).collect()
    }

    /// Four answers: a schema that is too old, no container, no object, objects.
    fn seen(&self) -> Vec<Requirement> {
        let mut requirements = vec![Requirement::new(
            RequirementId::AdbaObjectsReadable,
            Status::Met,
            Finding::ObjectsRead {},
        )];
        let everywhere: Vec<&ActivationObject> =
            self.all.iter().flat_map(|(_, held)| objects(held)).collect();
        if everywhere.is_empty() {
            requirements.extend(self.nothing());
        } else {
            let finding = Finding::ObjectsPublished { objects: names(&everywhere) };
            requirements.push(Requirement::new(
                RequirementId::AdbaObjectPublished,
                Status::Met,
                finding,
            ));
            requirements.extend(self.replicated(&names(&everywhere)));
        }
        requirements
    }

    /// One schema serves the forest: it is too old where every controller says so.
    fn nothing(&self) -> Vec<Requirement> {
        let old: Vec<u32> = self.all.iter().filter_map(|(_, held)| old_schema(held)).collect();
        let is_empty = |(_, held): &(&DomainController, Holds<'_>)| matches!(held, Holds::Empty);
        let first = if old.len() == self.all.len() {
            let version = old.into_iter().max().map(u64::from).into();
            Requirement::unmet(
                RequirementId::AdbaSchemaReady,
                Finding::SchemaTooOld { version },
                Owner::DirectoryTeam,
            )
        } else if self.all.iter().any(is_empty) {
            Requirement::new(
                RequirementId::AdbaContainerExists,
                Status::Met,
                Finding::ContainerExists {},
            )
        } else {
            Requirement::unmet(
                RequirementId::AdbaContainerExists,
                Finding::ContainerMissing {},
                Owner::DirectoryTeam,
            )
        };
        vec![
            first,
            Requirement::unmet(
                RequirementId::AdbaObjectPublished,
                Finding::ObjectsMissing {},
                Owner::DirectoryTeam,
            ),
        ]
    }

    /// Objects are in the configuration partition, which every controller of the forest holds. What
    /// one of another site lacks is none of this client's business.
    fn replicated(&self, everywhere: &[String]) -> Vec<Requirement> {
        let id = RequirementId::AdbaObjectReplicated;
        let lagging: Vec<Requirement> =
            self.serving().filter_map(|(dc, held)| lacking(dc, held, everywhere)).collect();
        if lagging.is_empty() {
            let finding = Finding::ObjectsReplicated { controllers: self.serving as u64 };
            let all_have_it = Requirement::new(id, Status::Met, finding).weighing(Weight::Part);
            return if self.serving > 1 { vec![all_have_it] } else { Vec::new() };
        }
        // Where none that serves has any, the client finds none.
        let none_serves = self.serving_objects().is_empty();
        lagging
            .into_iter()
            .map(|one| if none_serves { one.weighing(Weight::Needed) } else { one })
            .collect()
    }
}

fn objects<'a>(held: &Holds<'a>) -> &'a [ActivationObject] {
    match held {
        Holds::Objects(objects) => objects,
        Holds::Empty | Holds::NoContainer | Holds::OldSchema(_) => &[],
    }
}

fn old_schema(held: &Holds<'_>) -> Option<u32> {
    match held {
        Holds::OldSchema(version) => Some(*version),
        Holds::Objects(_) | Holds::Empty | Holds::NoContainer => None,
    }
}

/// What a controller does not hold, and another does.
fn lacking(
    controller: &DomainController,
    held: &Holds<'_>,
    everywhere: &[String],
) -> Option<Requirement> {
    let own = names(&objects(held).iter().collect::<Vec<_>>());
    let objects: Vec<String> =
        everywhere.iter().filter(|name| !own.contains(name)).cloned().collect();
    let finding = Finding::ObjectsNotReplicated { objects: objects.clone() };
    let owes = || {
        Requirement::unmet(RequirementId::AdbaObjectReplicated, finding, Owner::DirectoryTeam)
            .weighing(Weight::Part)
    };
    (!objects.is_empty()).then(|| owes().of(controller.host.clone()))
}
