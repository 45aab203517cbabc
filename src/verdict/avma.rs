//! Automatic Virtual Machine Activation: the Hyper-V host below activates its guests. No network is
//! involved.

mod case;
mod guest;
mod host;
mod platform;
mod refusal;

use actprobe_probes::evidence::{Channel, Evidence, ProductFacts};

use super::channel::Judged;
use super::finding::Finding;
use super::host::product;
use super::logic::{self, Status};
use super::place::{self, pointer};
use super::requirement::{Owner, Requirement, RequirementId, Weight};
use crate::catalogue::avma::{GuestEdition, Release, guest_edition};
use case::Case;
use platform::GuestPlatform;

/// Judges the channel.
pub fn judge(evidence: &Evidence) -> Judged {
    let case = Case::of(evidence);
    match case.platform() {
        GuestPlatform::Elsewhere(finding) => {
            case.pointless(RequirementId::AvmaHyperVGuest, finding, platform::pointers(&case))
        }
        _ if !evidence.host.is_windows() => case.pointless(
            RequirementId::AvmaGuestEdition,
            case.no_windows(),
            vec![pointer!(host.family).to_owned()],
        ),
        GuestPlatform::Unsure(_) if case.nobody_knows() => case.pointless(
            RequirementId::AvmaHyperVGuest,
            Finding::AvmaNobodyLooked {},
            platform::pointers(&case),
        ),
        platform => case.guest_of(&platform),
    }
}

impl Case<'_> {
    /// Nobody looked, asks or tried.
    fn nobody_knows(&self) -> bool {
        self.nobody_looked() && !self.is_meant() && !self.was_tried()
    }

    /// The channel has no meaning here. Where somebody asks for it all the same, it is blocked,
    /// with a way out.
    fn pointless(&self, id: RequirementId, finding: Finding, because: Vec<String>) -> Judged {
        let status = if self.is_meant() { Status::Unmet } else { Status::NotApplicable };
        let owner = if self.is_meant() { Owner::HostAdmin } else { Owner::Nobody };
        let reason = Requirement::new(id, status, finding).owned_by(owner).because_of(because);
        Judged::new(Channel::Avma, status, vec![reason])
    }

    /// What a guest of the same host could hope for.
    fn no_windows(&self) -> Finding {
        let release = self.host_build().and_then(Release::up_to).map(Release::name);
        Finding::AvmaNoWindows {
            at: self.host(),
            edition: host::edition_name(self).into(),
            release: release.into(),
        }
    }

    fn guest_of(&self, platform: &GuestPlatform) -> Judged {
        if self.product.is_some_and(is_client) {
            return self.pointless(
                RequirementId::AvmaGuestEdition,
                guest::client(self),
                vec![place::product(self.evidence)],
            );
        }
        if let Some(finding) = guest::other_way(self).filter(|_| !self.is_meant()) {
            return self.pointless(
                RequirementId::AvmaKeyChannel,
                finding,
                vec![pointer!(licensing.windows).to_owned()],
            );
        }
        let is_guest = matches!(platform, GuestPlatform::Guest);
        let mut requirements = vec![self.is_guest(platform)];
        if is_guest {
            requirements.extend([
                host::data_exchange(self),
                host::datacenter(self),
                host::new_enough(self),
            ]);
        }
        // Who does not know where he is learns nothing from not knowing what he is.
        requirements
            .extend(Some(guest::edition(self)).filter(|edition| is_guest || edition.is_unmet()));
        // A key of another channel is no fault where it is not even known that this one exists.
        requirements
            .extend(Some(guest::key_channel(self)).filter(|key| is_guest || !key.is_unmet()));
        requirements.push(guest::host_activated(self));
        self.conclude(requirements)
    }

    fn is_guest(&self, platform: &GuestPlatform) -> Requirement {
        let (status, finding) = match platform {
            GuestPlatform::Unsure(finding) => (Status::Unknown, finding.clone()),
            GuestPlatform::Guest | GuestPlatform::Elsewhere(_) => {
                (Status::Met, Finding::AvmaHyperVGuest { at: self.host() })
            }
        };
        Requirement::new(RequirementId::AvmaHyperVGuest, status, finding)
            .owned_by(Owner::HyperVAdmin)
            .because_of(platform::pointers(self))
    }

    /// That it was activated this way is worth more than what speaks for it.
    fn conclude(&self, requirements: Vec<Requirement>) -> Judged {
        let is_seen_working = guest::is_activated(self);
        let needed = requirements.iter().filter(|r| r.weight == Weight::Needed).map(|r| r.status);
        let fit = logic::all(needed);
        let conclusion = if is_seen_working { logic::any([Status::Met, fit]) } else { fit };
        let headline = match guest::activated_by(self).filter(|_| is_seen_working) {
            Some(by) => Finding::AvmaActivated { by },
            None => Finding::AvmaPossible { at: self.host() },
        };
        let mut caveats =
            if conclusion == Status::Met { self.caveats(&requirements) } else { Vec::new() };
        caveats.extend(guest::of_some_guest(self));
        Judged::new(Channel::Avma, conclusion, requirements)
            .with_headline(headline)
            .with_caveats(caveats)
    }

    fn caveats(&self, requirements: &[Requirement]) -> Vec<Finding> {
        // A veto that is not known is told here; it has no section of its own.
        let unknown =
            requirements.iter().filter(|r| r.weight == Weight::Veto && r.status == Status::Unknown);
        let mut caveats: Vec<Finding> =
            unknown.map(|requirement| requirement.finding.clone()).collect();
        if self.kvp.and_then(|kvp| kvp.nested_level).is_some_and(|level| level > 0) {
            caveats.push(Finding::AvmaHostNested { at: self.host() });
        }
        caveats.extend(product::azure_edition_elsewhere(self.evidence));
        caveats
    }
}

/// Windows for workstations: no host activates it.
fn is_client(product: &ProductFacts) -> bool {
    product.installation_type == "Client"
        || !product.edition_id.is_empty()
            && guest_edition(&product.edition_id, product.build) == GuestEdition::Client
}
