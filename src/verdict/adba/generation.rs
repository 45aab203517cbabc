//! Whether an activation object is for this Windows: by its KMS ids where they are known, else by
//! its name.

use actprobe_probes::evidence::{ActivationObject, Evidence};

use super::client;
use crate::catalogue::activation_objects::{is_for_office_alone, newest, of_build};
use crate::catalogue::builds::ServerRelease;
use crate::verdict::finding::Finding;
use crate::verdict::logic::Status;
use crate::verdict::requirement::{Owner, Requirement, RequirementId};

/// Nothing where nobody can tell: the host's Windows, or an object, is of no known generation.
pub fn judge(evidence: &Evidence, objects: &[&ActivationObject]) -> Option<Requirement> {
    let labels = |objects: &[&ActivationObject]| {
        objects.iter().map(|object| object.label().to_owned()).collect::<Vec<_>>()
    };
    let for_windows: Vec<&ActivationObject> =
        objects.iter().copied().filter(|object| !is_of_office(object)).collect();
    if for_windows.is_empty() {
        return Some(unknown(Finding::ObjectsOfOffice { objects: labels(objects) }));
    }
    let own = of_build(client::build(evidence)?)?;
    let is_new_enough =
        |object: &&&ActivationObject| newest_of(object).is_some_and(|newest| newest >= own);
    if let Some(object) = for_windows.iter().find(is_new_enough) {
        let fits = Finding::ObjectsFit { object: object.label().to_owned() };
        return Some(Requirement::new(RequirementId::AdbaObjectFits, Status::Met, fits));
    }
    if for_windows.iter().any(|object| newest_of(object).is_none()) {
        return None;
    }
    let product = evidence.host.windows.value()?.product.as_ref()?.name.clone();
    Some(unknown(Finding::ObjectsOlder { objects: labels(&for_windows), product }))
}

/// Never unmet: names can be chosen, and lists of ids grow with updates.
fn unknown(finding: Finding) -> Requirement {
    Requirement::new(RequirementId::AdbaObjectFits, Status::Unknown, finding)
        .owned_by(Owner::DirectoryTeam)
}

fn newest_of(object: &ActivationObject) -> Option<ServerRelease> {
    newest(&object.display_name, &object.kms_ids).or_else(|| newest(&object.name, &[]))
}

fn is_of_office(object: &ActivationObject) -> bool {
    is_for_office_alone(object.label(), &object.kms_ids)
}
