//! What `--only` and `--skip` leave to be asked, and the options that say how to ask what is left
//! out.

use std::collections::BTreeSet;

use actprobe_probes::evidence::Probe;
use strum::VariantArray;

use super::arguments::CheckArgs;
use super::usage_error::UsageError;
use crate::ask::probe_id::Selection;

/// The probes that run.
pub fn probes(only: &[Selection], skip: &[Selection]) -> Result<BTreeSet<Probe>, UsageError> {
    let (named, skipped) = (own(only), own(skip));
    let is_contradiction = !only.is_empty() && named.is_subset(&skipped);
    let shared = only.iter().flat_map(|selection| selection.shared.iter().copied());
    let wanted: BTreeSet<Probe> = match only {
        [] => Probe::VARIANTS.iter().copied().collect(),
        _ => named.iter().copied().chain(shared).collect(),
    };
    let left: BTreeSet<Probe> = wanted.difference(&skipped).copied().collect();
    if left.is_empty() || is_contradiction { Err(UsageError::NothingLeft) } else { Ok(left) }
}

/// The options of the command line that nothing asks by; one that was given beside the very
/// `--skip` that takes away its use is refused.
pub fn without_effect(
    arguments: &CheckArgs,
    probes: &BTreeSet<Probe>,
) -> Result<Vec<&'static str>, UsageError> {
    let skipped = own(&arguments.skip);
    let mut idle = Vec::new();
    for (option, users) in given(arguments) {
        if users.iter().any(|user| probes.contains(user)) {
            continue;
        }
        if users.iter().all(|user| skipped.contains(user)) {
            return Err(UsageError::Skipped { option });
        }
        idle.push(option);
    }
    Ok(idle)
}

fn own(selections: &[Selection]) -> BTreeSet<Probe> {
    selections.iter().flat_map(|selection| selection.own.iter().copied()).collect()
}

/// The options that were given and speak to some probes alone, with these.
fn given(arguments: &CheckArgs) -> Vec<(&'static str, &'static [Probe])> {
    let all: [(bool, &str, &[Probe]); 8] = [
        (!arguments.kms.is_empty(), "--kms", &[Probe::KmsTarget]),
        (
            !arguments.expected_kms.is_empty(),
            "--expected-kms",
            &[Probe::KmsDiscovery, Probe::KmsTarget],
        ),
        (!arguments.ntp_servers.is_empty(), "--ntp-server", &[Probe::ClockSkew]),
        (arguments.proxy.is_some(), "--proxy", &[Probe::Online]),
        (arguments.winhttp.is_some(), "--winhttp", &[Probe::Online]),
        (arguments.ad_domain.is_some(), "--ad-domain", &[Probe::Directory]),
        (!arguments.ad_controllers.is_empty(), "--ad-controller", &[Probe::Directory]),
        (arguments.ad_user.is_some(), "--ad-user", &[Probe::Directory]),
    ];
    all.into_iter()
        .filter(|(is_given, ..)| *is_given)
        .map(|(_, name, users)| (name, users))
        .collect()
}
