//! What an administrator already has: the output of other tools, saved to a file. Bytes in, facts
//! out.
//!
//! A file is known by what it holds, never by its name. One file may hold several outputs. Parsers
//! go by values and by the order of lines, and by words only where there is no other way: labels
//! are translated, values are not. Product keys are cut to their last five characters before any
//! parser sees them: a parser may tear one apart. What is kept is scrubbed, and so are the keys
//! that JSON, XML or hexadecimal digits hid.

mod ao_list;
mod by_name;
mod cleaned;
mod computer_info;
mod dates;
mod dig;
mod dism;
mod dns_client;
mod dns_settings;
mod dns_words;
mod dns_zone;
mod events;
mod evtx;
mod firewall_rule;
mod firmware_key;
mod home_routers;
mod ipconfig;
mod item_property;
mod json;
mod licensing_json;
mod lines;
mod logged;
mod machine;
mod name_lookups;
mod named;
mod netstat;
mod nltest;
mod nslookup;
mod ospp;
mod port_tools;
mod properties;
mod registry_export;
mod resolve_dns_name;
mod routes;
mod service;
mod slmgr;
mod systeminfo;
mod test_net_connection;
mod vamt;
mod vbscript;
mod w32tm;
mod web_command;
mod web_tools;
mod whose;
mod winhttp;
mod wrapped;

use std::borrow::Cow;
use std::net::IpAddr;

use lines::{Lines, Page};

use crate::evidence::{
    Addresses, CaptureKind, ClockSource, DnsClient, DomainController, FailureKind, HostPort,
    HostRoute, HttpReply, KmsHostFacts, KvpFacts, LicenceFacts, LicensingEvent, LocatorError,
    OtherProduct, Platform, ProductFacts, ProxySettings, SecureChannel, ServiceStart, SrvQuestion,
    Step, TimeServiceFacts, scrub as keep,
};
use crate::product_key as keys;
use crate::wire::installation_id::InstallationId;
use crate::wire::registry::export::Export;
use crate::wire::text;

/// As much is read of a text, in bytes; an honest one has some hundred kilobytes. Events, event
/// logs and registry exports are read to their end.
const LARGEST_TEXT: usize = 8 << 20;
/// How many outputs of one tool are kept of one file.
const MOST_OUTPUTS: usize = 64;

/// The application id of Windows among the licensing service's products (slmgr.vbs,
/// `WindowsAppId`).
pub(crate) const WINDOWS_APPLICATION: &str = "55c92734-d682-4d71-983e-d6ec3f16059f";

/// One output of one tool.
#[derive(Clone, Debug, PartialEq)]
pub struct Capture {
    /// Which tool's.
    pub kind: CaptureKind,
    /// Whether it ends before its end, or holds more than is kept.
    pub truncated: bool,
    /// What it says.
    pub facts: Facts,
}

/// What a capture says.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that a tool said")]
pub struct Facts {
    /// The computer that it was made on, where it tells; else empty.
    pub computer: String,
    /// Where it stands among what several machines printed.
    pub part: Part,
    /// The state of the Windows licence.
    pub licence: Option<LicenceFacts>,
    /// Whether the error in it is of a key that was to be installed.
    pub of_key_change: bool,
    /// The end of that key.
    pub tried_key: Option<String>,
    /// What other commands ended with before, or beside it.
    pub other_errors: Vec<u32>,
    /// The day on which the licence ends, where it can be read in two ways.
    pub ends_as_told: Option<String>,
    /// Whether slmgr says that no product key is installed.
    pub no_key: bool,
    /// The end of the product key that the firmware holds.
    pub firmware_key: Option<String>,
    /// Whether it was looked at, and holds none.
    pub firmware_without_key: bool,
    /// Whether `slmgr.vbs` did not run, because Windows has no `VBScript`.
    pub without_vbscript: bool,
    /// Products that are not Windows itself.
    pub other_products: Vec<OtherProduct>,
    /// The Installation ID: compared between captures, drawn where somebody asks for it, never
    /// kept.
    pub installation_id: Option<InstallationId>,
    /// Events of the licensing service, the newest first.
    pub events: Vec<LicensingEvent>,
    /// How many older ones there were besides.
    pub events_dropped: u32,
    /// Proxy settings of services.
    pub proxy: Option<ProxySettings>,
    /// Those of the person who looked them up, which services do not use.
    pub persons_proxy: Option<ProxySettings>,
    /// SRV questions about KMS hosts, with their answers.
    pub questions: Vec<SrvQuestion>,
    /// Names with their addresses.
    pub addresses: Vec<(String, Addresses)>,
    /// DNS servers that gave the addresses of a name.
    pub answering: Vec<IpAddr>,
    /// DNS servers that told their own name, and no other's.
    pub up: Vec<IpAddr>,
    /// DNS servers that let a question for a name wait in vain.
    pub silent: Vec<IpAddr>,
    /// Addresses that answered a ping.
    pub pinged: Vec<IpAddr>,
    /// Addresses at which nobody is, by the word of a router that was to hand a ping on: the
    /// address, and the router.
    pub absent: Vec<(IpAddr, IpAddr)>,
    /// TCP connections that were tried.
    pub connections: Vec<Connection>,
    /// What came after a connection to a web server, where a tool tells.
    pub web_tries: Vec<WebTry>,
    /// Other clocks.
    pub clocks: Vec<ClockSource>,
    /// What the time service follows.
    pub time_service: Option<TimeServiceFacts>,
    /// Edition and build.
    pub product: Option<ProductFacts>,
    /// A domain controller, and the domain that it was found for.
    pub controller: Option<(String, DomainController)>,
    /// What Windows' own search for a domain controller ended with, and the domain that it was for,
    /// where that is told.
    pub locator_error: Option<(Option<String>, LocatorError)>,
    /// What became of the host's secure channel, and the domain that it is to, where that is told.
    pub secure_channel: Option<(Option<String>, SecureChannel)>,
    /// The activation objects of the forest, by name, where they were listed.
    pub listed_objects: Option<Vec<String>>,
    /// What it was told as a KMS host, by its registry.
    pub kms_host: Option<KmsHostFacts>,
    /// Whether the rule of its own firewall for KMS clients is on.
    pub kms_rule_is_on: Option<bool>,
    /// Whether it listens on the port of KMS.
    pub listens_for_kms: Option<bool>,
    /// How the licensing service starts.
    pub licensing_service: Option<ServiceStart>,
    /// Whether that service is stopped.
    pub licensing_service_stopped: Option<bool>,
    /// What the machine is.
    pub platform: Option<Platform>,
    /// Whether its chassis bears a tag that Hyper-V made for it, so that it is none of Azure's.
    pub has_own_chassis: bool,
    /// What a Hyper-V host tells this guest.
    pub kvp: Option<KvpFacts>,
    /// The system, as its own summary tells it.
    pub system: Option<SystemFacts>,
    /// The host's DNS servers and suffixes.
    pub dns: Option<DnsClient>,
    /// Its routes.
    pub routes: Vec<HostRoute>,
    /// Connections of a VPN that are not connected, by name.
    pub vpn_off: Vec<String>,
    /// The servers that gave it its addresses (DHCP).
    pub dhcp: Vec<IpAddr>,
    /// The host's registry, as far as it was exported.
    pub registry: Option<Export>,
}

/// Where an output stands in a text that holds those of several machines. Two of different parts
/// are of different machines, unless their names are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Which of the machines whose sessions the text holds.
    pub machine: usize,
    /// Of what `slmgr` printed: which of the machines that stand above its outputs.
    pub section: Option<usize>,
}

impl Part {
    /// Whether what stands in the other part of the same text is another machine's.
    pub fn is_apart(self, other: Self) -> bool {
        let sections = self.section.zip(other.section);
        self.machine != other.machine || sections.is_some_and(|(one, other)| one != other)
    }
}

/// What a summary of the system tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SystemFacts {
    /// The product's name, such as `Windows Server 2022 Standard`.
    pub name: String,
    /// The build.
    pub build: Option<u32>,
    /// The domain, or the workgroup.
    pub domain: Option<String>,
    /// What it is in its domain, where that is told.
    pub role: Option<DomainRole>,
}

/// What a machine is in its domain (Microsoft Learn, `Win32_ComputerSystem`, `DomainRole`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DomainRole {
    /// It belongs to none.
    StandAlone,
    /// One of its members.
    Member,
    /// One of its controllers.
    Controller,
}

/// A TCP connection that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// The name or address that was asked for.
    pub host: String,
    /// The address that was tried; absent where the name had none.
    pub address: Option<IpAddr>,
    /// The port.
    pub port: u16,
    /// The address that it was tried from.
    pub source: Option<IpAddr>,
    /// The interface that it was tried through, scrubbed.
    pub interface: Option<String>,
    /// What ended it, and at which step; absent: the connection came about.
    pub failure: Option<(Step, FailureKind)>,
}

impl Connection {
    /// Whether both went to one port of one host.
    pub fn is_to_same(&self, other: &Self) -> bool {
        let is_there = || self.address.is_some() && self.address == other.address;
        self.port == other.port && (self.host.eq_ignore_ascii_case(&other.host) || is_there())
    }
}

/// A conversation with a web server that a tool tried.
#[derive(Clone, Debug, PartialEq)]
pub struct WebTry {
    /// The server that was meant.
    pub server: HostPort,
    /// The proxy that was asked, with its address where that is told.
    pub proxy: Option<(HostPort, Option<IpAddr>)>,
    /// What the proxy answered to CONNECT.
    pub tunnel: Option<HttpReply>,
    /// How the TLS handshake failed, scrubbed.
    pub tls: Option<(FailureKind, String)>,
    /// The tool left that to Windows' own TLS and to its roots.
    pub by_windows: bool,
}

impl Capture {
    fn whole(kind: CaptureKind, facts: Facts) -> Self {
        Self { kind, truncated: false, facts }
    }
}

/// The outputs that a file holds; empty where it holds none that is known.
pub fn recognise(bytes: &[u8]) -> Vec<Capture> {
    if let Some(capture) = registry_export::parse(bytes) {
        return vec![capture];
    }
    if let Some(capture) = evtx::parse(bytes) {
        return vec![capture];
    }
    let (text, is_all) = text::decode_start(bytes, LARGEST_TEXT);
    let text = keys::mask_source(&text);
    let found = of_text(bytes, &text, is_all);
    let inside = if found.is_empty() { wrapped::unwrapped(&text) } else { None };
    match inside.as_deref().map(keys::mask_source) {
        Some(inside) => of_text(inside.as_bytes(), &inside, is_all),
        None => found,
    }
}

/// The same of a text without whole keys; events are read of the bytes.
fn of_text(bytes: &[u8], text: &str, is_all: bool) -> Vec<Capture> {
    let text = match cleaned::cleaned(text) {
        Cow::Borrowed(text) => Cow::Borrowed(text),
        // What stood between the letters of a key may be gone.
        Cow::Owned(text) => Cow::Owned(keys::mask_source(&text).into_owned()),
    };
    // Events that were pasted into something are read of what they were; a log, to its end.
    let is_pasted = is_all && matches!(text, Cow::Owned(_));
    let of_events = if is_pasted { text.as_bytes() } else { bytes };
    let text = Text::of(&text);
    let (machines, is_each) = whose::machines(text.page.lines());
    let is_whole = is_all && text.page.is_whole && is_each;
    let mut captures = match machines.as_slice() {
        [_, _, ..] if is_all => of_machines(&text, &machines),
        [only] => named::named(of_machine(of_events, &text), &only.computer),
        _ => named::named(of_machine(of_events, &text), ""),
    };
    // Events come first, and tell themselves whether they were read to their end.
    let of_events = |capture: &Capture| {
        matches!(capture.kind, CaptureKind::EventsXml | CaptureKind::EventsText)
    };
    for capture in captures.iter_mut().filter(|capture| !is_whole && !of_events(capture)) {
        capture.truncated = true;
    }
    captures
}

/// What each of several machines printed.
fn of_machines(text: &Text, machines: &[whose::Machine]) -> Vec<Capture> {
    let parts = machines.iter().enumerate().flat_map(|(at, machine)| {
        let page = text.page.of_ranges(&machine.ranges);
        let whole = page.lines().iter().collect::<Vec<_>>().join("\n");
        let captures = of_machine(whole.as_bytes(), &Text { whole: &whole, page });
        let mut captures = named::named(captures, &machine.computer);
        for capture in &mut captures {
            capture.facts.part.machine = at;
        }
        captures
    });
    parts.collect()
}

/// What one machine printed; events are read of the bytes.
fn of_machine(of_events: &[u8], text: &Text) -> Vec<Capture> {
    let parsers: [fn(&Text) -> Vec<Capture>; 16] = [
        json_captures,
        licences,
        winhttp::parse,
        nslookup::parse,
        dig::parse,
        resolve_dns_name::parse,
        name_lookups::parse,
        test_net_connection::parse,
        port_tools::parse,
        web_tools::parse,
        w32tm::parse,
        ipconfig::parse,
        systeminfo::parse,
        computer_info::parse,
        service::parse,
        other_lists,
    ];
    let captures = parsers.iter().flat_map(|parse| parse(text));
    events::parse(of_events, text).into_iter().chain(captures).collect()
}

/// A text, and its lines.
struct Text<'a> {
    whole: &'a str,
    page: Page<'a>,
}

impl<'a> Text<'a> {
    fn of(whole: &'a str) -> Self {
        Self { whole, page: Page::of(whole) }
    }

    fn lines(&self) -> Lines<'_> {
        self.page.lines()
    }
}

/// As many captures as are kept; the last of them tells that there are more.
fn few(mut captures: impl Iterator<Item = Capture>) -> Vec<Capture> {
    let mut few: Vec<Capture> = captures.by_ref().take(MOST_OUTPUTS).collect();
    let has_more = captures.next().is_some();
    if let Some(last) = few.last_mut() {
        last.truncated |= has_more;
    }
    few
}

/// Tools that write one short list.
fn other_lists(text: &Text) -> Vec<Capture> {
    let parsers: [fn(&Text) -> Option<Capture>; 7] = [
        dism::parse,
        ao_list::parse,
        dns_zone::parse,
        firewall_rule::parse,
        netstat::parse,
        vbscript::parse,
        routes::parse,
    ];
    let lists = parsers.iter().filter_map(|parse| parse(text)).chain(dns_client::parse(text));
    lists.chain(nltest::parse(text)).chain(firmware_key::parse(text)).collect()
}

/// The licence in objects of WMI, by the names of their properties: read live, they are what is
/// captured as JSON.
pub fn licence_of_wmi(
    objects: &[serde_json::Map<String, serde_json::Value>],
) -> Option<LicenceFacts> {
    let captures = licensing_json::parse(objects, CaptureKind::LicensingJson);
    captures.into_iter().find_map(|capture| capture.facts.licence)
}

/// The Installation ID in the same objects.
pub fn installation_id_of_wmi(
    objects: &[serde_json::Map<String, serde_json::Value>],
) -> Option<InstallationId> {
    let captures = licensing_json::parse(objects, CaptureKind::LicensingJson);
    captures.into_iter().find_map(|capture| capture.facts.installation_id)
}

/// Lists and tables of objects, and in the other lines what `slmgr` and `ospp` print.
fn licences(text: &Text) -> Vec<Capture> {
    let found = properties::objects(text.lines());
    let (keys, objects): (Vec<_>, Vec<_>) =
        found.objects.into_iter().partition(item_property::is_key);
    let (machines, objects): (Vec<_>, Vec<_>) = objects.into_iter().partition(machine::is_one);
    let has_keys = licensing_json::asks_for_keys_alone(text.lines());
    let kind = CaptureKind::LicensingList;
    let mut captures = licensing_json::parse_asked(&objects, kind, has_keys);
    for capture in &mut captures {
        capture.truncated |= found.truncated;
    }
    if let [Capture { facts: only, .. }] = captures.as_mut_slice()
        && only.computer.is_empty()
    {
        only.computer = licensing_json::asked_computer(text.lines()).unwrap_or_default();
    }
    captures.extend(item_property::parse(&keys, text));
    captures.extend(machine::parse(&machines, text));
    let mut taken = found.taken;
    captures.extend(ospp::parse(text, &mut taken));
    captures.extend(slmgr::parse(text, &taken));
    captures
}

/// What `ConvertTo-Json` wrote, whatever the objects are.
fn json_captures(text: &Text) -> Vec<Capture> {
    let Some(found) = json::objects(text.whole) else { return Vec::new() };
    let objects = &found.objects;
    let others =
        [resolve_dns_name::from_objects(objects), test_net_connection::from_objects(objects)];
    let mut captures = licensing_json::parse(objects, CaptureKind::LicensingJson);
    captures.extend(others.into_iter().flatten());
    let machines: Vec<_> =
        objects.iter().filter(|object| machine::is_one(object)).cloned().collect();
    captures.extend(machine::of_objects(&machines));
    for capture in &mut captures {
        capture.truncated |= found.truncated;
    }
    captures
}

#[cfg(test)]
mod tests;
