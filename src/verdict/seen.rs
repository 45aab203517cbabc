//! What a rule saw.

use super::finding::Finding;
use super::logic::Status;
use super::requirement::{Owner, Requirement, RequirementId};

/// Whether something holds, what was seen of it, and who could change it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Whether it holds.
    pub status: Status,
    /// What was seen.
    pub finding: Finding,
    /// Who could change it.
    pub owner: Owner,
}

impl Seen {
    /// It holds, and nobody has anything to do.
    pub fn met(finding: Finding) -> Self {
        Self { status: Status::Met, finding, owner: Owner::Nobody }
    }

    /// It does not hold.
    pub fn unmet(finding: Finding, owner: Owner) -> Self {
        Self { status: Status::Unmet, finding, owner }
    }

    /// Nobody knows.
    pub fn unknown(finding: Finding, owner: Owner) -> Self {
        Self { status: Status::Unknown, finding, owner }
    }

    /// It has no meaning here.
    pub fn not_applicable(finding: Finding) -> Self {
        Self { status: Status::NotApplicable, finding, owner: Owner::Nobody }
    }

    /// The requirement that it was seen of.
    pub fn of(self, id: RequirementId) -> Requirement {
        Requirement::new(id, self.status, self.finding).owned_by(self.owner)
    }
}
