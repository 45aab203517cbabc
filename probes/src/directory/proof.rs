//! What proves that a server is a domain controller of the domain that was asked for.

use std::net::IpAddr;

use super::objects::{SearchResult, Source};
use crate::evidence::{NetlogonReply, NotSent, PingReply};
use crate::net::Cause;
use crate::wire::netlogon::{self, PingAnswer};

/// What speaks against a server by its name: whoever forges a record in DNS chooses it. A name
/// outside the domain counts where the user named it; an address never does.
pub(super) fn by_name(host: &str, domain: &str, named: bool) -> Option<NotSent> {
    match () {
        () if host.parse::<IpAddr>().is_ok() => Some(NotSent::Address),
        () if named || is_within(host, domain) => None,
        () => Some(NotSent::OutsideDomain),
    }
}

fn is_within(host: &str, domain: &str) -> bool {
    let (host, domain) = (host.to_ascii_lowercase(), domain.to_ascii_lowercase());
    host == domain || host.strip_suffix(&domain).is_some_and(|above| above.ends_with('.'))
}

/// Asks for a netlogon answer over this connection, and tells what speaks against the server by it.
/// A forest's or a child's domain is another one: its controllers answer for the domains that they
/// hold (MS-ADTS §6.3.3.2).
pub(super) async fn over(source: &mut impl Source, domain: &str) -> Result<Option<NotSent>, Cause> {
    let SearchResult { entries, result } =
        source.search(&netlogon::Ping::of(domain).search(1)).await?;
    Ok(match netlogon::of_search(&entries, &result) {
        Ok(PingAnswer::Reply(reply) | PingAnswer::Paused(Some(reply))) => by_answer(&reply, domain),
        Ok(PingAnswer::NotForThisDomain) => Some(NotSent::NotForThisDomain),
        Ok(PingAnswer::Paused(None) | PingAnswer::NotOurs) | Err(_) => Some(NotSent::Unconfirmed),
    })
}

/// The same by the answer to the ping over UDP, which nobody signs: enough to show oneself to by
/// Kerberos, which the server of another domain cannot read.
pub(super) fn by_ping(ping: Option<&PingReply>, domain: &str) -> Option<NotSent> {
    match ping {
        Some(PingReply::Controller(reply)) => by_answer(reply, domain),
        Some(PingReply::Paused) => None,
        Some(PingReply::NotForThisDomain) => Some(NotSent::NotForThisDomain),
        None => Some(NotSent::Unconfirmed),
    }
}

fn by_answer(reply: &NetlogonReply, domain: &str) -> Option<NotSent> {
    let told = reply.domain.strip_suffix('.').unwrap_or(&reply.domain);
    (!told.eq_ignore_ascii_case(domain)).then_some(NotSent::OfAnotherDomain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(domain: &str) -> NetlogonReply {
        NetlogonReply {
            domain: domain.to_owned(),
            forest: "corp.example".to_owned(),
            ..NetlogonReply::default()
        }
    }

    #[test]
    fn a_name_counts_inside_the_domain_or_by_the_users_word() {
        for (host, named, expected) in [
            ("dc1.corp.example", false, None),
            ("DC1.emea.Corp.Example", false, None),
            ("corp.example", false, None),
            ("dc1.evil.example", false, Some(NotSent::OutsideDomain)),
            ("dc1.evilcorp.example", false, Some(NotSent::OutsideDomain)),
            ("corp.example.evil.example", false, Some(NotSent::OutsideDomain)),
            ("ldap.balanced.example", true, None),
            ("192.0.2.10", false, Some(NotSent::Address)),
            ("192.0.2.10", true, Some(NotSent::Address)),
            ("2001:db8::10", false, Some(NotSent::Address)),
        ] {
            assert_eq!(by_name(host, "corp.example", named), expected, "{host}, {named}");
        }
        // Not even where the domain's name is such that the text fits.
        assert_eq!(by_name("192.0.2.10", "2.10", false), Some(NotSent::Address));
    }

    #[test]
    fn the_answer_has_to_be_of_the_very_domain() {
        for (domain, expected) in [
            ("corp.example", None),
            ("CORP.Example", None),
            ("corp.example.", None),
            ("emea.corp.example", Some(NotSent::OfAnotherDomain)),
            ("example", Some(NotSent::OfAnotherDomain)),
            ("", Some(NotSent::OfAnotherDomain)),
        ] {
            assert_eq!(by_answer(&of(domain), "corp.example"), expected, "{domain}");
            let ping = PingReply::Controller(of(domain));
            assert_eq!(by_ping(Some(&ping), "corp.example"), expected, "{domain}");
        }
        assert_eq!(by_ping(None, "corp.example"), Some(NotSent::Unconfirmed));
        assert_eq!(
            by_ping(Some(&PingReply::NotForThisDomain), "corp.example"),
            Some(NotSent::NotForThisDomain)
        );
    }
}
