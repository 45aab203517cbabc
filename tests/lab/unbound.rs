//! unbound in the place of a name server: a resolver that asks the other one for everything, and
//! keeps some of it back.

use std::{
    fmt::Write as _,
    fs,
    net::{IpAddr, Ipv4Addr},
    process::Command,
};

use crate::harness::{
    process::{Server, run},
    site::Site,
};

/// Starts it on port 53 of `addresses`; it asks `above`. `manner` is `forwards`, `refuses ZONE`,
/// `validates ZONE`, `limits N`, `limits-names N` or `strips NETWORKS`.
///
/// # Panics
/// When the words are not understood.
pub fn start(site: &Site, addresses: &[IpAddr], above: Ipv4Addr, manner: &str) -> Server {
    let folder = site.folder("unbound");
    let configuration = folder.join("unbound.conf");
    let text = configure(addresses, above, &settings(manner));
    fs::write(&configuration, text).expect("a file of ours");
    let address = addresses[0];
    let mut command = Command::new("/usr/sbin/unbound");
    Server::start("unbound", &folder, command.args(["-d", "-c"]).arg(&configuration), move || {
        listens(address)
    })
}

fn settings(manner: &str) -> String {
    match manner.split_whitespace().collect::<Vec<_>>()[..] {
        ["forwards"] => String::new(),
        ["refuses", zone] => format!("local-zone: \"{zone}.\" refuse\n"),
        // The zone is not signed, and the anchor says that it is.
        ["validates", zone] => format!("trust-anchor: \"{zone}. DS 1 13 2 {:064}\"\n", 1),
        ["limits", most] => format!("ip-ratelimit: {most}\nip-ratelimit-factor: 0\n"),
        ["limits-names", most] => format!("ratelimit: {most}\nratelimit-factor: 0\n"),
        ["strips", ..] => manner
            .split_whitespace()
            .skip(1)
            .fold(String::new(), |text, network| text + &format!("private-address: {network}\n")),
        _ => panic!("unbound does not {manner:?}"),
    }
}

fn configure(addresses: &[IpAddr], above: Ipv4Addr, settings: &str) -> String {
    let modules = if settings.contains("trust-anchor") { "validator iterator" } else { "iterator" };
    let mut text = format!(
        "server:\ndirectory: \"\"\nchroot: \"\"\nusername: \"\"\npidfile: \"\"\nuse-syslog: no\n\
         module-config: \"{modules}\"\nede: yes\ndo-not-query-localhost: no\n\
         access-control: 0.0.0.0/0 allow\naccess-control: ::/0 allow\n\
         local-zone: \"test.\" nodefault\nlocal-zone: \"10.in-addr.arpa.\" nodefault\n"
    );
    for address in addresses {
        let _ = writeln!(text, "interface: {address}");
    }
    text + settings
        + &format!(
            "remote-control:\ncontrol-enable: no\nforward-zone:\nname: \".\"\nforward-addr: \
             {above}\n"
        )
}

/// It knows its own version, whoever it asks for the rest.
fn listens(address: IpAddr) -> bool {
    let at = format!("@{address}");
    run(Command::new("dig").args([&at, "+tries=1", "+time=1", "version.bind", "TXT", "CH"])).code
        == 0
}
