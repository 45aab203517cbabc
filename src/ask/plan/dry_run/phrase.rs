//! What a plan says, an item a phrase.

use actprobe_probes::evidence::{EndpointNeed, TargetOrigin};
use actprobe_probes::online::Scheme;

use crate::verdict::Argument;
use crate::verdict::finding::YesNo;
use crate::verdict::sentence::{closed_sets, phrases};

phrases! {
    /// The title and the items.
    pub enum PlanPhrase;

    Title = "dry-run-title" {};
    Nothing = "dry-run-nothing" {};
    Discovery = "dry-run-discovery" { names: Vec<String>, servers: Vec<String> };
    Names = "dry-run-names" { names: Vec<String>, servers: Vec<String> };
    Found = "dry-run-found" {};
    MoreBinds = "dry-run-more-binds" { more: u64 };
    Target = "dry-run-target" { target: String, why: TargetReason, usual: YesNo };
    Directory = "dry-run-directory" { names: Vec<String>, servers: Vec<String> };
    Controllers = "dry-run-controllers" { named: Vec<String>, cut: u64, silent: u64, slow: u64 };
    Objects = "dry-run-objects" { how: LogOn };
    Time = "dry-run-time" { server: String };
    Proxy = "dry-run-proxy" { proxy: String, names: Vec<String>, more: u64 };
    Endpoint = "dry-run-endpoint" { url: String, need: EndpointNeed, over: Scheme, more: u64 };
}

closed_sets! {
    /// Why a KMS host is tried.
    TargetReason {
        /// It is the cloud provider's.
        Cloud = "cloud",
        /// The site expects it.
        Expected = "expected",
        /// The host's own settings force it.
        Registry = "registry",
        /// The host remembers it.
        Cached = "cached",
        /// It was given.
        Forced = "forced",
    }

    /// With what a domain controller is logged on to.
    LogOn {
        /// The credentials of whoever runs the program.
        Own = "own",
        /// A user and a password.
        Password = "password",
    }
}

impl TargetReason {
    /// By where it was named first.
    pub fn of(origin: Option<&TargetOrigin>) -> Self {
        match origin {
            Some(TargetOrigin::Cloud { .. }) => Self::Cloud,
            Some(TargetOrigin::Expected) => Self::Expected,
            Some(TargetOrigin::Registry { .. }) => Self::Registry,
            Some(TargetOrigin::Cached) => Self::Cached,
            Some(_) | None => Self::Forced,
        }
    }
}

impl From<&EndpointNeed> for Argument {
    fn from(need: &EndpointNeed) -> Self {
        let id = match need {
            EndpointNeed::Required => "required",
            EndpointNeed::Supporting => "supporting",
            EndpointNeed::Optional => "optional",
        };
        Self::Text(id.to_owned())
    }
}

impl From<&Scheme> for Argument {
    fn from(scheme: &Scheme) -> Self {
        Self::Text(scheme.as_str().to_owned())
    }
}
