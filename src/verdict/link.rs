//! One link of a chain of conditions, or the whole chain.

use super::logic::Status;
use super::requirement::Requirement;

/// What it amounts to, and the requirements that say so.
pub struct Link {
    /// Whether it holds.
    pub status: Status,
    /// What is told of it.
    pub requirements: Vec<Requirement>,
}

impl Link {
    /// One of which nothing is told.
    pub fn untold(status: Status) -> Self {
        Self { status, requirements: Vec::new() }
    }
}

impl From<Requirement> for Link {
    fn from(requirement: Requirement) -> Self {
        Self { status: requirement.status, requirements: vec![requirement] }
    }
}
