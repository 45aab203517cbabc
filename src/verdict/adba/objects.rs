//! What the directory holds for activation, as far as somebody was allowed to look.

use actprobe_probes::evidence::{
    ActivationObject, DirectoryEvidence, DomainController, Evidence, Login, NotAsked, ObjectSearch, Observed,
};

use super::{client, directory_owes};
use crate::id::id_of;
use crate::verdict::discovery::is_unfinished;
use crate::verdict::dns_servers::kind_id;
use crate::verdict::finding::Finding;
use crate::verdict::logic::{self, Status};
use crate::verdict::reach;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// `domainControllerFunctionality` of Windows Server 2012 (MS-ADTS §6.1.4.2), which cannot be without its schema.
const LEVEL_OF_2012: u32 = 5;

/// The objects of all controllers, each once, as a person names them.
pub fn names(directory: &DirectoryEvidence) -> Vec<String> {
    let mut names: Vec<String> = objects(directory).map(label).collect();
    names.sort();
    names.dedup();
    names
}

/// Whether there is an object for this host, and why.
pub fn judge(evidence: &Evidence) -> (Status, Vec<Requirement>) {
    let directory = &evidence.directory;
    let looked: Vec<&ObjectSearch> = directory.controllers.iter().filter_map(could_look).collect();
    let mut requirements = Vec::new();
    if looked.is_empty() {
        requirements.extend(schema_by_level(directory));
        requirements.extend(unread(directory));
    } else {
        requirements.extend(seen(directory, &looked));
        requirements.extend(fits(evidence));
    }
    let cited = pointers(directory);
    let requirements: Vec<Requirement> = requirements.into_iter().map(|r| r.because_of(cited.clone())).collect();
    let needed = requirements.iter().filter(|requirement| requirement.weight == Weight::Needed);
    (logic::all(needed.map(|requirement| requirement.status)), requirements)
}

fn objects(directory: &DirectoryEvidence) -> impl Iterator<Item = &ActivationObject> {
    directory.controllers.iter().filter_map(could_look).flat_map(|search| match search {
        ObjectSearch::Found { objects, .. } => objects.as_slice(),
        ObjectSearch::NoContainer { .. } | ObjectSearch::Refused { .. } => &[],
    })
}

fn label(object: &ActivationObject) -> String {
    if object.display_name.is_empty() { object.name.clone() } else { object.display_name.clone() }
}

/// What was seen at a controller, where enough could be seen to tell.
fn could_look(controller: &DomainController) -> Option<&ObjectSearch> {
    controller.activation_objects.value().filter(|search| match search {
        ObjectSearch::Found { container_readable, .. } => *container_readable,
        ObjectSearch::NoContainer { .. } => true,
        ObjectSearch::Refused { .. } => false,
    })
}

fn has_objects(search: &ObjectSearch) -> bool {
    matches!(search, ObjectSearch::Found { objects, .. } if !objects.is_empty())
}

fn pointers(directory: &DirectoryEvidence) -> Vec<String> {
    let of = |index| {
        let controller = format!("/directory/controllers/{index}");
        [format!("{controller}/login"), format!("{controller}/activation_objects")]
    };
    (0..directory.controllers.len()).flat_map(of).collect()
}

/// Four answers: a schema that is too old, no container, no object, objects.
fn seen(directory: &DirectoryEvidence, looked: &[&ObjectSearch]) -> Vec<Requirement> {
    let mut requirements =
        vec![Requirement::new(RequirementId::AdbaObjectsReadable, Status::Met, Finding::ObjectsRead {})];
    if looked.iter().any(|search| has_objects(search)) {
        let finding = Finding::ObjectsPublished { objects: names(directory) };
        requirements.push(Requirement::new(RequirementId::AdbaObjectPublished, Status::Met, finding));
        requirements.extend(replicated(directory));
        return requirements;
    }
    let too_old = looked.iter().find_map(|search| match search {
        ObjectSearch::NoContainer { class_in_schema: Some(false), schema_version } => Some(schema_version.unwrap_or(0)),
        _ => None,
    });
    if let Some(version) = too_old {
        let finding = Finding::SchemaTooOld { version: version.into() };
        requirements.push(directory_owes(RequirementId::AdbaSchemaReady, finding));
    } else if looked.iter().all(|search| matches!(search, ObjectSearch::NoContainer { .. })) {
        requirements.push(directory_owes(RequirementId::AdbaContainerExists, Finding::ContainerMissing {}));
    } else {
        let container = Requirement::new(RequirementId::AdbaContainerExists, Status::Met, Finding::ContainerExists {});
        requirements.push(container);
    }
    requirements.push(directory_owes(RequirementId::AdbaObjectPublished, Finding::ObjectsMissing {}));
    requirements
}

/// Objects are in the configuration partition, which every controller of the forest holds.
fn replicated(directory: &DirectoryEvidence) -> Option<Requirement> {
    let looked: Vec<(&DomainController, &ObjectSearch)> =
        directory.controllers.iter().filter_map(|controller| Some((controller, could_look(controller)?))).collect();
    let id = RequirementId::AdbaObjectReplicated;
    let lacking: Vec<_> = looked.iter().filter(|(_, search)| !has_objects(search)).collect();
    if lacking.is_empty() {
        let finding = Finding::ObjectsReplicated { controllers: looked.len() as u64 };
        return (looked.len() > 1).then(|| Requirement::new(id, Status::Met, finding).weighing(Weight::Part));
    }
    let lagging =
        directory_owes(id, Finding::ObjectsNotReplicated { objects: names(directory) }).weighing(Weight::Part);
    Some(lacking.iter().fold(lagging, |lagging, (controller, _)| lagging.of(controller.host.clone())))
}

/// Nobody could look: the schema is known at least where a controller is new enough.
fn schema_by_level(directory: &DirectoryEvidence) -> Option<Requirement> {
    let levels = directory.controllers.iter().filter_map(|dc| dc.root_dse.value()?.controller_functionality);
    let level = levels.max()?;
    let (status, finding) = match level >= LEVEL_OF_2012 {
        true => (Status::Met, Finding::SchemaReady { level: level.into() }),
        false => (Status::Unknown, Finding::SchemaUncertain { level: level.into() }),
    };
    Some(
        Requirement::new(RequirementId::AdbaSchemaReady, status, finding)
            .owned_by(Owner::DirectoryTeam)
            .weighing(Weight::Advice),
    )
}

/// Why, of each controller that was asked; of all of them where none was.
fn unread(directory: &DirectoryEvidence) -> Vec<Requirement> {
    let unread = |(finding, owner)| {
        Requirement::new(RequirementId::AdbaObjectsReadable, Status::Unknown, finding).owned_by(owner)
    };
    let asked = directory.controllers.iter().filter(|controller| is_asked(controller));
    let told: Vec<Requirement> = asked.map(|dc| unread(why_unread(dc)).of(dc.host.clone())).collect();
    if told.is_empty() {
        return vec![unread(directory.controllers.first().map_or_else(nobody_asked, why_unread))];
    }
    told
}

fn is_asked(controller: &DomainController) -> bool {
    !matches!(controller.login, Observed::NotAsked { .. })
}

fn nobody_asked() -> (Finding, Owner) {
    (Finding::ObjectsNoCredentials {}, Owner::HostAdmin)
}

fn why_unread(controller: &DomainController) -> (Finding, Owner) {
    match &controller.login {
        Observed::NotAsked { reason: NotAsked::Interrupted | NotAsked::Deadline } => {
            cut(reach::why_cut(&controller.login))
        }
        Observed::NotAsked { .. } => nobody_asked(),
        Observed::Failed(failure) if is_unfinished(failure.kind) => cut(reach::why_cut(&controller.login)),
        Observed::Failed(failure) => {
            let finding = Finding::ObjectsUnread { step: id_of(&failure.step), how: kind_id(failure.kind) };
            (finding, Owner::DirectoryTeam)
        }
        Observed::Answered { value, .. } => match value {
            Login::Accepted { .. } => why_hidden(controller),
            Login::Rejected { message, .. } => {
                (Finding::ObjectsBadCredentials { message: message.clone() }, Owner::HostAdmin)
            }
            Login::Refused { code, message } => refused(*code, message),
            Login::NoTls { code } => (Finding::ObjectsNoTls { code: (*code).into() }, Owner::DirectoryTeam),
            Login::Untrusted { subject, issuer, .. } => {
                let finding = Finding::ObjectsServerUntrusted { subject: subject.clone(), issuer: issuer.clone() };
                (finding, Owner::HostAdmin)
            }
        },
    }
}

fn why_hidden(controller: &DomainController) -> (Finding, Owner) {
    match &controller.activation_objects {
        Observed::Answered { value: ObjectSearch::Refused { code, message }, .. } => refused(*code, message),
        Observed::Answered { .. } => (Finding::ObjectsHidden {}, Owner::DirectoryTeam),
        Observed::Failed(failure) if !is_unfinished(failure.kind) => {
            let finding = Finding::ObjectsUnread { step: id_of(&failure.step), how: kind_id(failure.kind) };
            (finding, Owner::DirectoryTeam)
        }
        unfinished => cut(reach::why_cut(unfinished)),
    }
}

fn refused(code: u32, message: &str) -> (Finding, Owner) {
    (Finding::ObjectsRefused { code: code.into(), message: message.to_owned() }, Owner::DirectoryTeam)
}

fn cut(why: &str) -> (Finding, Owner) {
    (Finding::StepUnfinished { role: "controller".to_owned(), why: why.to_owned() }, Owner::Nobody)
}

/// Whether an object is for the host's generation: known by its name alone, which whoever made it may have changed.
fn fits(evidence: &Evidence) -> Option<Requirement> {
    let objects = names(&evidence.directory);
    let own = generation(client::build(evidence)?)?;
    let named: Vec<u32> = objects.iter().filter_map(|name| newest_year(name)).collect();
    if objects.is_empty() || named.len() < objects.len() {
        return None;
    }
    let id = RequirementId::AdbaObjectFits;
    let fitting = objects.iter().find(|name| newest_year(name).is_some_and(|year| year >= own));
    if let Some(object) = fitting {
        return Some(Requirement::new(id, Status::Met, Finding::ObjectsFit { object: object.clone() }));
    }
    let product = evidence.host.windows.value()?.product.as_ref()?.name.clone();
    let older = Finding::ObjectsOlder { objects, product };
    Some(Requirement::new(id, Status::Unknown, older).owned_by(Owner::DirectoryTeam))
}

/// The year in the product name of a server of that build; clients share their kernels with servers.
fn generation(build: u32) -> Option<u32> {
    Some(match build {
        // 2012 and 2012 R2: their objects bear the same year.
        9200 | 9600 => 2012,
        14_393 => 2016,
        17_763 => 2019,
        20_348 => 2022,
        26_100 => 2025,
        _ => return None,
    })
}

fn newest_year(name: &str) -> Option<u32> {
    let numbers = name.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4);
    numbers.filter_map(|digits| digits.parse().ok()).filter(|year| (2012..2100).contains(year)).max()
}
