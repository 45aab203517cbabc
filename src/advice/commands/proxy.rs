//! The proxy that services use.

use actprobe_probes::evidence::ProxySource;

use super::given::Given;
use super::how::{About, How};
use super::looks;
use crate::advice::command::{Command, Machine};
use crate::advice::known::Known;
use crate::advice::placeholder::Placeholder;
use crate::advice::word::Word;
use crate::verdict::Owner;
use crate::verdict::subject::Subject;

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
    let given = Given::of_all(known).and(" --proxy http://{}:{}", &[host, port]);
    given.ask(known, "--only online")
}

fn set_to(known: Known<'_>, (host, port): &(Word, Word)) -> Command {
    let pattern = "netsh winhttp set proxy {}:{}";
    Command::windows(known.client(), pattern, &[host, port]).elevated()
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
    How::by([looks::endpoints()]).proved_by([looks::online(about.known)])
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
