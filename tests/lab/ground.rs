//! The network: client – router – firewall – servers, each in a namespace of its own.
//!
//! The servers' namespace is the one that this program runs in. All four, and the mounts that name
//! them, belong to the namespaces that `tests/real/namespace.sh` made, so the kernel takes them
//! away when this program ends, however.

use std::{
    fmt::Write as _,
    fs,
    net::{SocketAddr, TcpListener},
    process::Command,
    thread,
    time::Duration,
};

use crate::{
    harness::process::{output_of, run},
    hosts::{self, HOSTS},
    line,
};

pub const NAMESPACES: [&str; 4] = ["client", "router", "firewall", "servers"];

/// Builds the network, with every packet let through.
///
/// # Panics
/// When any part of it cannot be made.
pub fn raise() {
    fs::create_dir_all("/run/netns").expect("a place for names");
    // The names are ours alone, and gone with our mounts.
    output_of(Command::new("mount").args(["-t", "tmpfs", "tmpfs", "/run/netns"]));
    for namespace in &NAMESPACES[..3] {
        ip(&["netns", "add", namespace]);
    }
    ip(&["netns", "attach", "servers", &std::process::id().to_string()]);
    for namespace in NAMESPACES {
        prepare(namespace);
    }
    wire();
    wait_for_ipv6();
}

fn prepare(namespace: &str) {
    let forwards = u8::from(namespace != "client" && namespace != "servers");
    for setting in [
        format!("net.ipv4.ip_forward={forwards}"),
        format!("net.ipv6.conf.all.forwarding={forwards}"),
        "net.ipv6.conf.all.accept_dad=0".to_owned(),
        "net.ipv6.conf.default.accept_dad=0".to_owned(),
        // Every rejection is reported, not some a second.
        "net.ipv4.icmp_ratelimit=0".to_owned(),
        "net.ipv6.icmp.ratelimit=0".to_owned(),
    ] {
        inside(namespace, &["sysctl", "-q", "-w", &setting]);
    }
    ip(&["-n", namespace, "link", "set", "lo", "up"]);
}

fn wire() {
    link("client", "c0", "router", "r0");
    line::lay();
    link("router", "r1", "line", "l0");
    link("line", "l1", "firewall", "f0");
    line::shorten();
    link("firewall", "f1", "servers", "lan");
    address("client", "c0", "1", "2");
    address("router", "r0", "1", "1");
    address("router", "r1", "2", "1");
    address("firewall", "f0", "2", "2");
    address("firewall", "f1", "3", "1");
    for (_, last) in HOSTS.iter().filter(|(name, _)| *name != "absent") {
        address("servers", "lan", "3", &last.to_string());
    }
    restore_client();
    restore_router();
    route("firewall", "10.77.1.0/24", "fd77:1::/64", "2", "1");
    route("servers", "default", "default", "3", "1");
}

/// The client's way out, as it is when nothing is broken.
pub fn restore_client() {
    lead_client_by(&["10.77.1.1".to_owned(), "fd77:1::1".to_owned()]);
}

/// Gives the client other routers, one of each family.
pub fn lead_client_by(routers: &[String; 2]) {
    let [v4, v6] = routers;
    ip(&["-n", "client", "-4", "route", "replace", "default", "via", v4]);
    ip(&["-n", "client", "-6", "route", "replace", "default", "via", v6]);
}

/// The router's way on.
pub fn restore_router() {
    route("router", "default", "default", "2", "2");
}

fn link(one: &str, its: &str, other: &str, others: &str) {
    ip(&["link", "add", its, "netns", one, "type", "veth", "peer", "name", others, "netns", other]);
    ip(&["-n", one, "link", "set", its, "up"]);
    ip(&["-n", other, "link", "set", others, "up"]);
}

fn address(namespace: &str, interface: &str, network: &str, last: &str) {
    ip(&[
        "-n",
        namespace,
        "address",
        "add",
        &format!("10.77.{network}.{last}/24"),
        "dev",
        interface,
    ]);
    ip(&[
        "-n",
        namespace,
        "address",
        "add",
        &format!("fd77:{network}::{last}/64"),
        "dev",
        interface,
        "nodad",
    ]);
}

fn route(namespace: &str, to_v4: &str, to_v6: &str, network: &str, last: &str) {
    ip(&["-n", namespace, "route", "replace", to_v4, "via", &format!("10.77.{network}.{last}")]);
    ip(&[
        "-n",
        namespace,
        "-6",
        "route",
        "replace",
        to_v6,
        "via",
        &format!("fd77:{network}::{last}"),
    ]);
}

/// It works some hundred milliseconds after the links are up.
fn wait_for_ipv6() {
    let target = SocketAddr::new(hosts::v6("web").into(), 9);
    let _open = TcpListener::bind(target).expect("the address is this namespace's");
    assert!((0..50).any(|_| connects(target)), "no connection over IPv6 to {target}");
    let table = inside("firewall", &["ip", "-6", "route"]);
    assert!(table.contains("fd77:1::/64"), "{table}");
}

/// Whether the client gets through; takes its time where it does not.
fn connects(to: SocketAddr) -> bool {
    let words = ["nc", "-z", "-w1", &to.ip().to_string(), &to.port().to_string()];
    let connects = run(in_namespace("client").args(words)).code == 0;
    if !connects {
        thread::sleep(Duration::from_millis(100));
    }
    connects
}

/// A command that will run in `namespace`: add its words.
pub fn in_namespace(namespace: &str) -> Command {
    // Not by `ip netns exec`: it mounts another /sys, with the firmware that `namespace.sh` hides.
    let mut command = Command::new("nsenter");
    command.args([&format!("--net=/run/netns/{namespace}"), "--"]);
    command
}

/// The output of a tool that must succeed in `namespace`.
pub fn inside(namespace: &str, words: &[&str]) -> String {
    output_of(in_namespace(namespace).args(words))
}

pub fn ip(words: &[&str]) {
    output_of(Command::new("ip").args(words));
}

/// Loads packet filter rules in `namespace`.
pub fn nft(namespace: &str, rules: &str) {
    inside(namespace, &["nft", rules]);
}

/// Where everybody lives, for a person.
pub fn map() -> String {
    let mut text = String::from(
        "client 10.77.1.2 – router 10.77.1.1, 10.77.2.1 – firewall 10.77.2.2, 10.77.3.1 – servers \
         10.77.3.x\n\
         IPv6 likewise: fd77:1::2, fd77:1::1 and so on. The servers:\n",
    );
    for (name, _) in HOSTS {
        let _ = writeln!(text, "  {name:8} {:12} {}", hosts::v4(name), hosts::v6(name));
    }
    text
}
