//! A proxy that does not get through to some endpoints, and got others through in the same run: not
//! its way to the Internet is broken, but what is this name's alone.

use actprobe_probes::evidence::{Endpoint, Evidence, HostPort};

use super::endpoint::{EndpointView, asked_proxy};
use crate::verdict::finding::{Finding, YesNo};

/// Says so of the views, which are in the order of the endpoints.
pub fn settle(evidence: &Evidence, views: &mut [EndpointView]) {
    let endpoints = &evidence.online.endpoints;
    let admitting: Vec<&HostPort> =
        endpoints.iter().filter(|endpoint| is_through(endpoint)).filter_map(asked_proxy).collect();
    for (endpoint, view) in endpoints.iter().zip(views) {
        if asked_proxy(endpoint).is_some_and(|proxy| admitting.contains(&proxy)) {
            view.requirements.iter_mut().for_each(|requirement| {
                if let Finding::ProxyCannotReach { others, .. } = &mut requirement.finding {
                    *others = YesNo(true);
                }
            });
        }
    }
}

/// A tunnel shows it: an answer in clear text may be the proxy's own, or one that it kept.
fn is_through(endpoint: &Endpoint) -> bool {
    endpoint.tunnel.value().is_some_and(|reply| (200..300).contains(&reply.status))
}
