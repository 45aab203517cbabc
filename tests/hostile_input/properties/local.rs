//! What the host itself, its firmware and its users write.

use std::net::{Ipv4Addr, Ipv6Addr};

use actprobe::ask::plan::dry_run;
use actprobe::ask::probe_id::Selection;
use actprobe::ask::request;
use actprobe_probes::evidence::{
    EndpointNeed, HostPort, HypervisorFacts, ProxySource, RegistrySource, Route,
};
use actprobe_probes::host::{dns_client, platform};
use actprobe_probes::net::Hosts;
use actprobe_probes::online::EndpointPlan;
use actprobe_probes::winhttp_proxy;
use actprobe_probes::wire::cpuid::{self, Leaf};
use actprobe_probes::wire::host_port::parse_host_port;
use actprobe_probes::wire::linux_network;
use actprobe_probes::wire::proxy_settings::from_url;
use actprobe_probes::wire::registry::export;
use actprobe_probes::wire::text::{decode, decode_stated};
use actprobe_probes::wire::windows_facts;
use actprobe_probes::wire::{kvp, smbios};

use super::fit;
use super::site_file::planned;

/// The firmware's tables.
pub fn smbios(raw: &[u8]) {
    match smbios::decode(raw) {
        Ok(names) => fit::to_keep(&smbios::platform(names)),
        Err(broken) => fit::to_show(&broken.to_string()),
    }
}

/// The processor's leaves: each in seventeen bytes, which one and its registers. One that is not
/// there is all zeros.
pub fn cpuid(bytes: &[u8]) {
    const LEN: usize = 17;
    let leaf = |number: u32| {
        bytes
            .chunks_exact(LEN)
            .find(|leaf| cpuid_number(leaf[0]) == number)
            .map(registers)
            .unwrap_or_default()
    };
    let facts = cpuid::hypervisor(leaf);
    fit::to_keep(&facts);
    assert!(facts.present || facts == HypervisorFacts::default(), "{facts:?}");
    assert!(
        facts.vendors.len() <= 16
            && facts.vendors.iter().all(|name| (1..=12).contains(&name.len())),
        "{facts:?}"
    );
}

/// Leaf 1, or one of the first four at one of sixteen bases.
fn cpuid_number(choice: u8) -> u32 {
    let choice = u32::from(choice);
    if choice == 0xff { 1 } else { 0x4000_0000 + (choice >> 2 & 0xf) * 0x100 + (choice & 3) }
}

fn registers(leaf: &[u8]) -> Leaf {
    let register = |at: usize| u32::from_le_bytes(leaf[at..at + 4].try_into().unwrap());
    Leaf { eax: register(1), ebx: register(5), ecx: register(9), edx: register(13) }
}

/// A pool of key-value pairs. What is cut off at the end says nothing, and neither does what is
/// said twice.
pub fn kvp(pool: &[u8]) {
    const RECORD: usize = 512 + 2048;
    let facts = kvp::from_pool(pool);
    fit::to_keep(&facts);
    let whole = &pool[..pool.len() / RECORD * RECORD];
    assert_eq!(kvp::from_pool(whole), facts);
    assert_eq!(kvp::from_pool(&whole.repeat(2)), facts);
}

/// A registry export, and all that is made of it.
pub fn registry(bytes: &[u8]) {
    match export::parse(bytes) {
        Ok(export) => {
            fit::to_keep(&windows_facts::read(&export, RegistrySource::Live));
            fit::to_keep(&dns_client::from_registry(&export));
            fit::to_keep(&platform::from_registry(&export));
            fit::to_keep(&kvp::from_registry(&export));
            fit::to_keep(&winhttp_proxy::from_registry(&export, ProxySource::Registry));
        }
        Err(error) => fit::to_show(&error.to_string()),
    }
}

/// The hosts file: each of its first words is looked for.
pub fn hosts(file: &[u8]) {
    let hosts = Hosts::parse(file);
    let text = String::from_utf8_lossy(file);
    for name in text.split_whitespace().take(8) {
        let (ipv4, ipv6) = hosts.addresses(name);
        assert!(ipv4.len() + ipv6.len() <= 2 * text.len());
    }
}

/// Tables of routes and neighbours: a last resort changes no way that was there, and saying a thing
/// twice changes nothing.
pub fn linux_network(table: &[u8]) {
    let text = String::from_utf8_lossy(table);
    let (v4, v6) = (Ipv4Addr::new(10, 77, 3, 9), Ipv6Addr::new(0xfd77, 3, 0, 0, 0, 0, 0, 9));
    let last_resort =
        "x 00000000 01010101 0003 0 0 4294967295 00000000\n0 0 0 0 1 ffffffff 0 0 3\n";
    let with_last_resort = format!("{last_resort}{text}");
    if let Some(gateway) = linux_network::ipv4_gateway(&text, v4) {
        assert_eq!(linux_network::ipv4_gateway(&with_last_resort, v4), Some(gateway));
    }
    if let Some(gateway) = linux_network::ipv6_gateway(&text, v6) {
        assert_eq!(linux_network::ipv6_gateway(&with_last_resort, v6), Some(gateway));
    }
    let twice = format!("{text}\n{text}");
    assert_eq!(
        linux_network::is_silent_to_arp(&twice, v4),
        linux_network::is_silent_to_arp(&text, v4)
    );
}

/// Text in any encoding; the first two bytes also state a code page.
pub fn text(bytes: &[u8]) {
    assert!(decode(bytes).text.len() <= 4 * bytes.len());
    if let Some((page, bytes)) = bytes.split_first_chunk() {
        assert!(decode_stated(bytes, u16::from_be_bytes(*page)).text.len() <= 4 * bytes.len());
    }
}

/// One value of the command line or of the site file.
pub fn value(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let text: &str = &text;
    read(text, |text| parse_host_port(text, 1688), reads_back);
    read(text, request::kms_host, |host| {
        fit::to_keep(&host);
        assert_eq!(request::kms_host(&host.to_string()), Ok(host));
    });
    read(text, request::time_server, reads_back);
    read(text, request::domain, |domain| {
        fit::to_show(&domain);
        assert_eq!(request::domain(&domain).as_ref(), Ok(&domain));
    });
    read(text, request::dns_server, |server| {
        assert_eq!(request::dns_server(&server.to_string()), Ok(server));
    });
    read(text, request::duration, |limit| {
        assert!(limit.as_millis() >= 1 && limit.as_secs() <= 3600);
    });
    read(text, str::parse::<Selection>, |_| ());
    read(text, from_url, |settings| fit::to_keep(&settings));
    read(
        text,
        |text| EndpointPlan::new(text, EndpointNeed::Required, Route::default()),
        |plan| {
            fit::to_show(&plan.target.at.to_string());
            fit::to_show(&plan.target.path);
            fit::to_show(&plan.url);
        },
    );
}

fn reads_back(host: HostPort) {
    fit::to_keep(&host);
    assert_eq!(parse_host_port(&host.to_string(), 1), Ok(host));
}

/// Longer than what stands in a complaint by chance, or by its own words (`https://`).
const LONG: usize = 9;

/// A value is as it should be, or the complaint about it is fit to be shown, and short, and does
/// not repeat it.
#[track_caller]
fn read<T, E: std::fmt::Display>(
    text: &str,
    parse: impl Fn(&str) -> Result<T, E>,
    check: impl FnOnce(T),
) {
    let complaint = match parse(text) {
        Ok(value) => return check(value),
        Err(error) => error.to_string(),
    };
    fit::to_show(&complaint);
    assert!(complaint.chars().count() <= 700, "{complaint}");
    // The words about any such text may hold it as an example.
    let of_its_kind = text.replace(char::is_alphanumeric, "q");
    let is_of_all = parse(&of_its_kind).is_err_and(|error| error.to_string() == complaint);
    let is_short = text.chars().count() < LONG;
    assert!(is_short || is_of_all || !complaint.contains(text), "{complaint:?} repeats {text:?}");
}

/// A site file, as far as the plan in words.
pub fn site(file: &[u8]) {
    match planned(file) {
        Ok(planned) => {
            fit::to_keep(&planned.request.asked());
            fit::to_keep(&planned.proxy);
            fit::to_show_all(&planned.host);
            super::report::with_speech(|speech| {
                fit::to_show_lines(&dry_run::render(&planned.plan, speech));
            });
        }
        Err(complaint) => fit::to_show_lines(&complaint),
    }
}
