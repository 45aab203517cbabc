//! The licensing service, through which every way of activation goes.

use actprobe_probes::evidence::{Evidence, ServiceStart};

use crate::verdict::finding::Finding;
use crate::verdict::place::{self, at};
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};
use crate::verdict::seen::Seen;

/// Whether it may start; nothing where that was not read.
pub fn judge(evidence: &Evidence) -> Option<Requirement> {
    let windows = place::windows(evidence)?;
    let start = at!(windows.licensing_service).present()?;
    let seen = match start.value() {
        ServiceStart::Disabled => {
            Seen::unmet(Finding::LicensingServiceDisabled {}, Owner::HostAdmin)
        }
        // It starts when it is asked.
        ServiceStart::Automatic | ServiceStart::Delayed | ServiceStart::Manual => {
            Seen::met(Finding::LicensingServiceStarts {})
        }
    };
    let requirement = seen.of(RequirementId::LicensingServiceStarts);
    Some(requirement.weighing(Weight::Veto).because(start))
}
