//! Active Directory, as a member finds and asks it: DC locator, netlogon ping, ports, rootDSE,
//! activation objects.
//!
//! MS-ADTS §6.3.6 describes how a client locates a domain controller. Nothing is ever written to a
//! directory.

mod controller;
mod credentials;
mod gate;
mod kdc;
mod ldap;
// Elsewhere there is no such log-on to judge.
#[cfg(any(windows, test))]
mod kerberos;
mod locator;
mod login;
#[cfg_attr(windows, path = "directory/negotiate/windows.rs")]
#[cfg_attr(not(windows), path = "directory/negotiate/none.rs")]
mod negotiate;
mod objects;
mod password;
mod ping;
mod proof;
mod session;

#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::join_all;

use self::controller::Met;
pub use self::credentials::{Credentials, PasswordLogin};
use self::gate::Gate;
pub use self::ldap::{MORE_SEARCHES, MoreSearches};
pub use self::locator::MOST_CONTROLLERS;
pub use self::password::{Password, PasswordError};
use crate::clock::WallClock;
use crate::evidence::{
    DirectoryEvidence, DomainController, DomainOrigin, NetlogonReply, PingReply,
};
use crate::net::watch::pause;
use crate::net::{Resolver, Watch};

/// What to ask of Active Directory.
#[derive(Clone, Debug)]
pub struct DirectoryPlan {
    /// The domain's DNS name.
    pub domain: String,
    /// How it is known.
    pub domain_origin: DomainOrigin,
    /// The client's site by the word of the host itself.
    pub site: Option<String>,
    /// The DNS servers, in the order in which they are asked.
    pub servers: Vec<SocketAddr>,
    /// Controllers that the user named: they are asked before those in DNS, and may have names
    /// outside the domain.
    pub named: Vec<String>,
    /// Who asks for the activation objects; absent: nobody does.
    pub credentials: Option<Credentials>,
}

/// Locates the domain's controllers and asks each of them, the client's own site first.
pub async fn probe(
    watch: &Watch,
    resolver: &Resolver,
    clock: &dyn WallClock,
    plan: &DirectoryPlan,
) -> DirectoryEvidence {
    let (gate, is_answered) = (Gate::default(), AtomicBool::new(false));
    let inquiry = Inquiry { watch, resolver, clock, plan, gate, is_answered };
    let everywhere = locator::ask(watch, plan, None).await;
    let located = DirectoryEvidence {
        domain: Some(plan.domain.clone()),
        domain_origin: plan.domain_origin,
        ..DirectoryEvidence::default()
    };
    if plan.domain_origin == DomainOrigin::Suffix {
        // Of a domain that is only guessed, DNS is asked and nobody else.
        return DirectoryEvidence { locator: vec![everywhere], ..located };
    }
    let mut greeted =
        inquiry.greet_some(&locator::with_named(&plan.named, locator::targets(&everywhere))).await;
    let site =
        greeted.iter().find_map(|met| site_of(&met.controller)).or_else(|| plan.site.clone());
    let mut locator = vec![everywhere];
    if let Some(site) = &site {
        locator.push(locator::ask(watch, plan, Some(site)).await);
    }
    let known: Vec<String> = greeted.iter().map(|met| met.controller.host.clone()).collect();
    let (hosts, controllers_dropped) = locator::in_order(&plan.named, &locator, &known);
    let examined = hosts.iter().map(|host| {
        let is_it = |met: &Met| met.controller.host.eq_ignore_ascii_case(host);
        let met = greeted.iter().position(is_it).map(|at| greeted.swap_remove(at));
        inquiry.examine(host, met)
    });
    let examined: Vec<_> = examined.collect();
    DirectoryEvidence {
        site,
        locator,
        controllers: join_all(examined).await,
        controllers_dropped,
        ..located
    }
}

impl Inquiry<'_> {
    /// A member asks any controller where it is, and then looks for one there (MS-ADTS §6.3.6.2): a
    /// few at a time, until one answers. Whoever is silent does not hold up the next few.
    async fn greet_some(&self, hosts: &[String]) -> Vec<Met> {
        let rounds = (0..MOST_ROUNDS_OF_GREETING).zip(hosts.chunks(GREETED_AT_ONCE));
        let greeting = rounds.flat_map(|(round, few)| few.iter().map(move |host| (round, host)));
        let greeted =
            join_all(greeting.map(|(round, host)| self.greet_unless_answered(round, host))).await;
        greeted.into_iter().flatten().collect()
    }

    async fn greet_unless_answered(&self, round: u32, host: &str) -> Option<Met> {
        if round > 0 {
            pause(BETWEEN_ROUNDS * round).await;
            if self.is_answered.load(Ordering::Relaxed) {
                return None;
            }
        }
        Some(self.greet(host).await)
    }

    fn is_named(&self, host: &str) -> bool {
        self.plan.named.iter().any(|named| named.eq_ignore_ascii_case(host))
    }
}

/// What one run shares.
struct Inquiry<'a> {
    watch: &'a Watch,
    resolver: &'a Resolver,
    clock: &'a dyn WallClock,
    plan: &'a DirectoryPlan,
    gate: Gate,
    /// Whether a controller has answered the ping.
    is_answered: AtomicBool,
}

fn site_of(controller: &DomainController) -> Option<String> {
    match controller.ping.value()? {
        PingReply::Controller(NetlogonReply { client_site, .. }) if !client_site.is_empty() => {
            Some(client_site.clone())
        }
        PingReply::Controller(_) | PingReply::Paused | PingReply::NotForThisDomain => None,
    }
}

/// One answer is enough; the others are for the case that the first is down.
const GREETED_AT_ONCE: usize = 3;
const MOST_ROUNDS_OF_GREETING: u32 = 3;
/// Longer than an answer in a site's network takes, and as nothing beside a limit.
const BETWEEN_ROUNDS: Duration = Duration::from_millis(50);
