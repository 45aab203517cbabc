//! The proxy that services use.

use actprobe_probes::evidence::{Channel, Endpoint, Observed, ProxySource};

use super::given::Given;
use super::how::{About, How};
use super::looks;
use crate::advice::command::{Command, Machine};
use crate::advice::known::Known;
use crate::advice::placeholder::Placeholder;
use crate::advice::word::Word;
use crate::verdict::subject::Subject;
use crate::verdict::{Finding, Owner, asked_proxy, target};

/// The setting is wrong or stale.
pub fn mend(about: About<'_>) -> How {
    let known = about.known;
    if !known.has_winhttp() || about.owner != Owner::HostAdmin {
        // What was named for this run, the environment does not show.
        let is_shown = known.has_winhttp() || !is_named(known);
        let shown = is_shown.then(|| looks::proxy(known));
        return about.by_looking(shown).proved_by([looks::online(known)]);
    }
    How::by([looks::proxy(known), set_anew(known)]).proved_by([looks::online_as_set(known)])
}

/// The proxy is the right one, and what goes to it is not.
pub fn lead_there(about: About<'_>) -> How {
    let known = about.known;
    // What was named for this run is the setting of a Windows host.
    if !known.has_winhttp() && !is_named(known) {
        return mend(about);
    }
    let proxy = known.proxy();
    How::by([shown(known), set_to(known, &proxy)]).proved_by([open_by(known, &proxy)])
}

fn is_named(known: Known<'_>) -> bool {
    matches!(known.evidence().proxy.source, ProxySource::Argument | ProxySource::SiteFile)
}

/// With the proxy that is known of, which may be the wrong one.
fn set_anew(known: Known<'_>) -> Command {
    let unknown = (Word::missing(Placeholder::ProxyHost), Word::missing(Placeholder::ProxyPort));
    set_to(known, &unknown)
}

/// Services get a proxy.
pub fn set(about: About<'_>) -> How {
    let known = about.known;
    let proxy = known.proxy();
    How::by([set_to(known, &proxy)]).proved_by([shown(known), open_by(known, &proxy)])
}

/// On the host that was given the proxy, which need not be the one that asks.
fn shown(known: Known<'_>) -> Command {
    Command::windows(known.client(), "netsh winhttp show proxy", &[])
}

/// Where this host is another one, its own settings would say nothing of that proxy.
fn open_by(known: Known<'_>, (host, port): &(Word, Word)) -> Command {
    if known.is_windows() {
        return looks::online_as_set(known);
    }
    let option = format!(" --proxy http://{}", host.and_port());
    Given::of_all(known).and(&option, &[host, port]).ask(known, "--only online")
}

/// `netsh` empties the bypass list that it is not given.
fn set_to(known: Known<'_>, (host, port): &(Word, Word)) -> Command {
    let client = known.client();
    let set = match (several(known), kept_bypass(known)) {
        (Some(all), Some(kept)) if host.placeholder().is_none() => {
            let pattern = "netsh winhttp set proxy proxy-server=\"{}\" bypass-list=\"{}\"";
            Command::windows(client, pattern, &[&all, &kept])
        }
        (Some(all), None) if host.placeholder().is_none() => {
            Command::windows(client, "netsh winhttp set proxy proxy-server=\"{}\"", &[&all])
        }
        (_, Some(kept)) => {
            let to = host.and_port();
            let pattern = format!("netsh winhttp set proxy proxy-server={to} bypass-list=\"{{}}\"");
            Command::windows(client, &pattern, &[host, port, &kept])
        }
        (_, None) => {
            let pattern = format!("netsh winhttp set proxy {}", host.and_port());
            Command::windows(client, &pattern, &[host, port])
        }
    };
    set.elevated()
}

/// The proxies of services, where they have more than one and each is for every scheme.
fn several(known: Known<'_>) -> Option<Word> {
    let servers = &known.evidence().proxy.settings.value()?.servers;
    let all: Vec<String> = servers.iter().map(|server| server.address.to_string()).collect();
    let is_for_all = servers.iter().all(|server| server.scheme.is_none());
    let list = || Word::list(all.iter().map(String::as_str), Placeholder::ProxyHost);
    (all.len() > 1 && is_for_all).then(list)
}

/// The bypass list that goes with the proxy: that of services, or of the person whose proxy they
/// are given, without what sends endpoints past it in vain.
fn kept_bypass(known: Known<'_>) -> Option<Word> {
    let proxy = &known.evidence().proxy;
    let mut named = [&proxy.settings, &proxy.user].into_iter().filter_map(Observed::value);
    let settings = named.find(|settings| !settings.servers.is_empty())?;
    let online = known.channel(Channel::Online);
    let is_in_vain = |name: &&String| {
        online.into_iter().flat_map(|online| &online.requirements).any(|requirement| {
            matches!(&requirement.finding, Finding::ProxyBypassed { entry, .. } if entry == *name)
        })
    };
    let mut kept = settings.bypass.iter().filter(|name| !is_in_vain(name)).peekable();
    kept.peek()?;
    Some(Word::list(kept.map(String::as_str), Placeholder::BypassList))
}

/// Services take over what the person has.
pub fn import(about: About<'_>, has_fixed: bool) -> How {
    let known = about.known;
    if !has_fixed {
        return How::by([set_anew(known)]).proved_by([looks::online_as_set(known)]);
    }
    let import = Command::windows(known.client(), "netsh winhttp import proxy source=ie", &[]);
    How::by([import.elevated()]).proved_by([shown(known), looks::online_as_set(known)])
}

/// Two places say two things.
pub fn compare(about: About<'_>) -> How {
    let known = about.known;
    let advanced = Command::windows(known.client(), "netsh winhttp show advproxy", &[]);
    How::by([looks::proxy(known), advanced, set_to(known, &known.proxy())])
        .proved_by([looks::online_as_set(known)])
}

/// The settings cannot be read: by hand, then.
pub fn hand_over(about: About<'_>) -> How {
    let known = about.known;
    let client = known.client();
    How::by([
        Command::windows(client, "netsh winhttp show proxy > proxy.txt", &[]),
        Given::of_all(known).ask(known, "--only online --winhttp proxy.txt"),
    ])
}

/// The proxy has to let the endpoints through.
pub fn admit(about: About<'_>) -> How {
    let How { checks, .. } = look_at_answer(about);
    How::by([looks::endpoints()]).proved_by(checks)
}

/// What does the proxy say to a request for this name?
pub fn look_at_answer(about: About<'_>) -> How {
    let known = about.known;
    How::nothing().proved_by(through_proxy(about)).proved_by([looks::online(known)])
}

/// What does the proxy itself get of this name?
pub fn look_from_it(about: About<'_>) -> How {
    let ask = Command::shell(Machine::Proxy, "nslookup {}", &[&about.host()]);
    let How { checks, .. } = look_at_answer(about);
    How::by([ask]).proved_by(checks)
}

fn through_proxy(about: About<'_>) -> Option<Command> {
    let endpoints = &about.known.evidence().online.endpoints;
    let wanted = about.subjects.first();
    let is_wanted = |endpoint: &&Endpoint| wanted == Some(&Subject::from(target(endpoint)));
    let meant = endpoints.iter().find(is_wanted);
    let proxy = meant.into_iter().chain(endpoints).find_map(asked_proxy)?;
    let host = Word::of(Some(&proxy.host), Placeholder::ProxyHost);
    let is_tls = meant.is_none_or(Endpoint::is_tls);
    Some(looks::through_proxy(about.known, (&host, proxy.port), &about.host(), is_tls))
}

/// Whoever runs what stands between looks there.
pub fn look_between(about: About<'_>) -> How {
    How::nothing().proved_by([looks::online(about.known)])
}

/// Nothing comes after the first words of TLS: is it their length? The proxy that opened the tunnel
/// is the end of the way, where there is one.
pub fn ping_both_lengths(about: About<'_>, through: Option<&str>) -> How {
    let known = about.known;
    let proxy = through.map(Subject::from);
    let end = match &proxy {
        Some(proxy) => Word::of(Some(proxy.host()), Placeholder::HostName),
        None => about.host(),
    };
    let pings = [looks::full_packet(known, &end, None), looks::short_packet(known, &end)];
    about.by_looking(pings).proved_by([looks::online(known)])
}

/// Another server answers: where does the name lead?
pub fn look_at_name(about: About<'_>) -> How {
    let known = about.known;
    about.by_looking([looks::name(known, &about.host())]).proved_by([looks::online(known)])
}

/// Which network and DNS server are these?
pub fn which_network(about: About<'_>) -> How {
    let known = about.known;
    about
        .by_looking([looks::dns_settings(known), looks::page(known)])
        .proved_by([looks::online(known)])
}

/// A page stands in the way: where does it lead, asked from here?
pub fn look_at_portal(about: About<'_>) -> How {
    let known = about.known;
    about.by_looking([looks::page(known)]).proved_by([looks::online(known)])
}

/// The inspecting root is not in the machine's store.
pub fn exempt(about: About<'_>) -> How {
    let known = about.known;
    let checks = [looks::online(known)];
    if about.owner != Owner::HostAdmin {
        return How::by([looks::endpoints()]).proved_by(checks);
    }
    let store = Command::windows(Machine::ThisHost, "certutil -store Root", &[]);
    How::by([store]).proved_by(checks)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const BEHIND: &str =
        include_str!("../../../fixtures/scenarios/_base/healthy-site-behind-a-proxy.json");

    /// What sets the proxy anew, where a bypass entry leads past it.
    fn set(settings: &Value) -> String {
        let mut tree: Value = serde_json::from_str(BEHIND).unwrap();
        let set = |tree: &mut Value, at: &str, to: Value| *tree.pointer_mut(at).unwrap() = to;
        set(&mut tree, "/proxy/source", json!({ "kind": "file", "name": "proxy.txt" }));
        for (name, value) in settings.as_object().unwrap() {
            set(&mut tree, &format!("/proxy/settings/value/{name}"), value.clone());
        }
        let route =
            json!({ "proxies": [], "reason": { "bypass": { "entry": "*.microsoft.com" } } });
        let closed = json!({
            "outcome": "failed", "step": "connect", "kind": "timed-out", "elapsed_us": 9
        });
        set(&mut tree, "/online/endpoints/0/route", route);
        set(&mut tree, "/online/endpoints/0/hops/0/attempts/0/connect", closed);
        let evidence = serde_json::from_value(tree).unwrap();
        let verdict = crate::verdict::judge(&evidence);
        let known = Known::of(&evidence, &verdict);
        set_to(known, &known.proxy()).line
    }

    #[test]
    fn what_is_set_anew_keeps_the_other_proxies_and_the_rest_of_the_bypass_list() {
        let server = |host| json!({ "address": { "host": host, "port": 8080 } });
        let one = json!([server("192.0.2.80")]);
        let two = json!([server("192.0.2.80"), server("2001:db8::80")]);
        let list = ["*.microsoft.com", "*.corp.example", "<local>"];
        for (servers, bypass, line) in [
            (&one, &list[..1], "192.0.2.80:8080"),
            (&one, &list, "proxy-server=192.0.2.80:8080 bypass-list=\"*.corp.example;<local>\""),
            (
                &one,
                &["*.microsoft.com", "%A%"],
                "proxy-server=192.0.2.80:8080 bypass-list=\"BYPASS-LIST\"",
            ),
            (&two, &list[..1], "proxy-server=\"192.0.2.80:8080;[2001:db8::80]:8080\""),
        ] {
            let settings = json!({ "servers": servers, "bypass": bypass });
            assert_eq!(set(&settings), format!("netsh winhttp set proxy {line}"));
        }
    }
}
