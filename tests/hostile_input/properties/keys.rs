//! Product keys: in every spelling, wherever texts come in, no more than the last group of one gets
//! out. What is a key in an output is decided here by another reading than that of `product_key`,
//! which is under test: it knows the key.

pub mod spelling;

use std::path::Path;

use actprobe::ask::import::Imports;
use actprobe::ask::plan::dry_run;
use actprobe::ask::{host_export, replay, request};
use actprobe::say::complaint;
use actprobe::say::report::{Report, json, text};
use actprobe_probes::evidence::{
    DnsTransport, Evidence, ProxySource, RegistrySource, SrvRecord, scrub,
};
use actprobe_probes::host::{dns_client, platform};
use actprobe_probes::winhttp_proxy::{self, ProxyChoice};
use actprobe_probes::wire::dns::{Edns, Question, ReceivedMessage, read_reply};
use actprobe_probes::wire::proxy_settings::from_environment;
use actprobe_probes::wire::registry::export;
use actprobe_probes::wire::text::decode;
use actprobe_probes::wire::{http_auth, kvp, smbios, windows_facts};
use serde::Serialize;
use serde_json::{Value, json};

#[cfg(test)]
use self::spelling::{BETWEEN, WRITINGS};
use self::spelling::{Key, LETTERS, Spelling, count};
use super::report::{places, with_speech};
use super::seeds;
use super::site_file::planned;

/// The first bytes choose the key's letters, the next how it is written, the last where it stands.
pub fn keys(bytes: &[u8]) {
    let Some((letters, rest)) = bytes.split_first_chunk::<LETTERS>() else { return };
    let Some((choice, rest)) = rest.split_first_chunk::<5>() else { return };
    let Some(key) = Key::of(letters) else { return };
    let [place, high, low, spelling @ ..] = *choice;
    let written = Spelling::chosen(spelling).write(&key);
    let place = PLACES[usize::from(place) % PLACES.len()];
    place(&Planted {
        key: &key,
        written: &written,
        at: usize::from(u16::from_be_bytes([high, low])),
        rest,
    });
}

#[cfg(test)]
/// A key in each spelling as a text that is kept; and with each mark and each writing, though not
/// all pairs of them, at each place.
pub fn every_spelling_everywhere() {
    let key = Key::sample();
    for between in 0..count(&BETWEEN) {
        for writing in 0..count(&WRITINGS) {
            let written = Spelling::chosen([between, writing * 16 + between % 16]).write(&key);
            let planted =
                Planted { key: &key, written: &written, at: usize::from(between), rest: &[] };
            in_a_kept_text(&planted);
            let is_tried_everywhere = writing == between % count(&WRITINGS);
            for place in PLACES.iter().filter(|_| is_tried_everywhere) {
                place(&planted);
            }
        }
    }
}

/// A key that is written somewhere.
struct Planted<'a> {
    key: &'a Key,
    written: &'a str,
    /// Chooses among what a place has to offer.
    at: usize,
    rest: &'a [u8],
}

impl Planted<'_> {
    #[track_caller]
    fn is_not_in(&self, output: &str) {
        assert!(!self.key.is_in(output), "{:?} is in {output}", self.written);
    }

    #[track_caller]
    fn is_not_kept_in(&self, made: &impl Serialize) {
        self.is_not_in(&serde_json::to_string(made).unwrap());
    }

    #[track_caller]
    fn is_not_reported_of(&self, evidence: Evidence) {
        let report = Report::of(evidence);
        self.is_not_in(&json::render(&report).unwrap());
        with_speech(|speech| {
            self.is_not_in(&text::render(&report, speech, text::Style::default()));
        });
    }

    /// A text with the key in it, at one of the blanks and marks, where keys stand.
    fn put_into(&self, text: &str, choice: usize) -> String {
        let marks: Vec<usize> = text
            .match_indices([' ', ':', '"', '>', ',', '\n'])
            .map(|(at, mark)| at + mark.len())
            .collect();
        let (before, after) =
            text.split_at(marks.get(choice % marks.len().max(1)).copied().unwrap_or_default());
        [before, self.written, after].concat()
    }

    fn choice<'b, T>(&self, of: &'b [T]) -> &'b T {
        &of[self.at % of.len()]
    }
}

const PLACES: [fn(&Planted<'_>); 10] = [
    in_a_capture,
    in_a_registry_value,
    in_host_facts,
    in_what_a_peer_says,
    in_proxy_settings,
    in_a_site_file,
    in_a_saved_report,
    in_a_member_of_a_saved_report,
    in_an_argument,
    in_a_kept_text,
];

fn decoded_captures() -> Vec<String> {
    seeds::captures().iter().map(|seed| decode(&seed[4..]).text).collect()
}

fn in_a_capture(planted: &Planted<'_>) {
    thread_local!(static FILES: Vec<String> = decoded_captures());
    FILES.with(|files| {
        let more = planted
            .rest
            .iter()
            .fold(planted.at / files.len(), |more, byte| (more * 31 + usize::from(*byte)) % 0xffff);
        let mut imports = Imports::default();
        let file = planted.put_into(planted.choice::<String>(files), more);
        imports.add(Path::new(&format!("{}.txt", planted.written)), file.as_bytes());
        planted.is_not_reported_of(imports.alone(jiff::Timestamp::UNIX_EPOCH));
    });
}

/// The file with a key in it: two bytes say where, two how it is written.
pub fn in_the_capture(
    file: &str,
    [high, low, spelling @ ..]: [u8; 4],
    read: impl FnOnce(&str) -> Evidence,
) {
    let key = Key::sample();
    let written = Spelling::chosen(spelling).write(&key);
    let planted = Planted { key: &key, written: &written, at: 0, rest: &[] };
    let file = planted.put_into(file, usize::from(u16::from_be_bytes([high, low])));
    planted.is_not_reported_of(read(&file));
}

/// Values that are kept, in each type that a text may have there.
fn in_a_registry_value(planted: &Planted<'_>) {
    const SPP: &str = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\\
         SoftwareProtectionPlatform";
    const VALUES: [(&str, &str); 12] = [
        (SPP, "KeyManagementServiceName"),
        (SPP, "KeyManagementServiceLookupDomain"),
        (SPP, "DnsDomainPublishList"),
        (r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion", "ProductName"),
        (r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters", "SearchList"),
        (r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters", "Hostname"),
        (r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters", "Domain"),
        (r"HKEY_LOCAL_MACHINE\HARDWARE\DESCRIPTION\System\BIOS", "SystemProductName"),
        (
            r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Virtual Machine\Guest\Parameters",
            "VirtualMachineName",
        ),
        (
            r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Internet Settings",
            "AutoConfigURL",
        ),
        (
            r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Internet Settings",
            "ProxyOverride",
        ),
        (r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\W32Time\Parameters", "NtpServer"),
    ];
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let hex = |bytes: Vec<u8>| {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(",")
    };
    let quoted = planted.written.replace('\\', "\\\\").replace('"', "\\\"");
    let list = planted.written.replace("\r\n", "\0").replace(['\n', ' ', ','], "\0");
    let forms = [
        format!("\"{quoted}\""),
        format!("hex(1):{}", hex(wide(&format!("{}\0", planted.written)))),
        format!("hex(2):{}", hex(wide(planted.written)).replace(",00,", ",00,\\\r\n  ")),
        format!("hex(7):{}", hex(wide(&format!("a\0{}\0\0", planted.written)))),
        format!("hex(7):{}", hex(wide(&format!("{list}\0\0")))),
    ];
    let some = VALUES.iter().skip(planted.at % 4).step_by(4);
    for (path, name) in some {
        for form in &forms {
            let file = format!(
                "Windows Registry Editor Version 5.00\r\n\r\n[{path}]\r\n\"{name}\"={form}\r\n"
            );
            let Ok(export) = export::parse(file.as_bytes()) else { panic!("{file}") };
            planted.is_not_kept_in(&windows_facts::read(&export, RegistrySource::Live));
            planted.is_not_kept_in(&dns_client::from_registry(&export));
            planted.is_not_kept_in(&platform::from_registry(&export));
            planted.is_not_kept_in(&kvp::from_registry(&export));
            planted.is_not_kept_in(&winhttp_proxy::from_registry(&export, ProxySource::Registry));
            let meant = host_export::HostExport { name: planted.written.to_owned(), export };
            planted.is_not_kept_in(&host_export::proxy(&meant));
        }
    }
}

fn in_host_facts(planted: &Planted<'_>) {
    let field = |text: &str, len: usize| {
        let mut field = text.as_bytes().to_vec();
        field.resize(len, 0);
        field
    };
    for name in ["PhysicalHostName", "VirtualMachineName"] {
        planted.is_not_kept_in(&kvp::from_pool(
            &[field(name, 512), field(planted.written, 2048)].concat(),
        ));
    }
    let system =
        [&b"\0\x03\x01\0\0\0\0\0\x01\x06\0\0\x01\x02"[..], planted.written.as_bytes(), b"\0"]
            .concat();
    let tables = [system.as_slice(), planted.written.as_bytes(), b"\0\0\x7f\x04\0\0\0\0"].concat();
    planted.is_not_kept_in(&smbios::platform(smbios::decode(&tables).unwrap()));
}

fn in_what_a_peer_says(planted: &Planted<'_>) {
    planted.is_not_kept_in(&http_auth::schemes([planted.written]));
    for name in [planted.written.to_owned(), format!("_vlmcs._tcp.{}", planted.written)] {
        if let Ok(question) = Question::<SrvRecord>::about(&name) {
            planted.is_not_in(&String::from_utf8_lossy(&question.encode(1, Edns::Plain)));
        }
    }
    // An SRV record whose target is the key, as far as one label holds it (RFC 1035 §2.3.4).
    let Some(length) =
        u8::try_from(planted.written.len()).ok().filter(|length| (1..64).contains(length))
    else {
        return;
    };
    let target = [&[length], planted.written.as_bytes(), b"\0"].concat();
    let data = [&[0, 0, 0, 0, 6, 0x98], target.as_slice()].concat();
    let question = b"\x06_vlmcs\x04_tcp\x04corp\x07example\0\0\x21\0\x01";
    let length = u8::try_from(data.len()).unwrap();
    let record =
        [&[0xc0, 0x0c, 0, 33, 0, 1, 0, 0, 0x0e, 0x10, 0, length], data.as_slice()].concat();
    let message =
        [&[0, 1, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0], question.as_slice(), record.as_slice()]
            .concat();
    let asked = Question::<SrvRecord>::about("_vlmcs._tcp.corp.example").unwrap();
    match read_reply(&asked, 1, DnsTransport::Udp, &message) {
        ReceivedMessage::Answer { reply, .. } => planted.is_not_kept_in(&reply),
        other => panic!("{other:?}"),
    }
}

fn in_proxy_settings(planted: &Planted<'_>) {
    let written = planted.written;
    let files = [
        format!(
            "Current WinHTTP proxy settings:\r\n\
             \r\n    Proxy Server(s) :  {written}\r\n    Bypass List     :  {written}\r\n"
        ),
        json!({ "Proxy": written, "ProxyBypass": written, "AutoconfigUrl": written }).to_string(),
    ];
    for file in files {
        let choice = ProxyChoice::File { name: written.to_owned(), content: file.into_bytes() };
        planted.is_not_kept_in(&winhttp_proxy::probe(choice));
    }
    let variables = ["https_proxy", "no_proxy"].map(|name| (name.to_owned(), written.to_owned()));
    planted.is_not_kept_in(&from_environment(&variables));
}

/// What is read of it, what would be asked, and what is said where it cannot be read.
fn in_a_site_file(planted: &Planted<'_>) {
    let text = serde_json::to_string(planted.written).unwrap();
    let url =
        serde_json::to_string(&format!("https://endpoint.example/{}", planted.written)).unwrap();
    for site in [
        format!("domains = [{text}]\n"),
        format!("[kms]\nhosts = [{text}]\nexpected = [{text}]\n"),
        format!("[directory]\ndomain = {text}\n"),
        format!("[ntp]\nservers = [{text}]\n"),
        format!("[proxy]\nurl = {text}\nbypass = [{text}]\n"),
        format!("[proxy]\nurl = \"direct\"\nbypass = [{text}]\n"),
        format!("[[online.endpoints]]\nurl = {url}\n"),
        format!("{text} = 1\n"),
        format!("require = [{text}]\n"),
        planted.written.to_owned(),
    ] {
        match planned(site.as_bytes()) {
            Ok(run) => {
                planted.is_not_kept_in(&run.request.asked());
                planted.is_not_kept_in(&run.proxy);
                with_speech(|speech| {
                    planted.is_not_in(&dry_run::render(&run.plan, speech));
                });
            }
            Err(complaint) => planted.is_not_in(&complaint),
        }
    }
}

/// A stranger's report, with a key in one of its texts.
fn in_a_saved_report(planted: &Planted<'_>) {
    with_saved(|saved| {
        let (evidence, texts) = planted.choice(saved);
        let mut evidence = evidence.clone();
        for step in 0..4 {
            let at = (planted.at * 29 + step * 101) % texts.len();
            *evidence.pointer_mut(&texts[at]).unwrap() = json!(planted.written);
            planted.is_read_back(&evidence);
        }
    });
}

/// Some evidence, and where it has texts.
fn with_saved(with: impl FnOnce(&[(Value, Vec<String>)])) {
    thread_local!(static SAVED: Vec<(Value, Vec<String>)> =
        seeds::evidence().into_iter().take(3).map(with_texts).collect());
    SAVED.with(|saved| with(saved));
}

fn with_texts(evidence: Value) -> (Value, Vec<String>) {
    let places = places(&evidence);
    let is_text = |at: &String| evidence.pointer(at).is_some_and(Value::is_string);
    let texts = places.into_iter().filter(is_text).collect();
    (evidence, texts)
}

fn in_a_member_of_a_saved_report(planted: &Planted<'_>) {
    with_saved(|saved| {
        let mut evidence = saved[0].0.clone();
        let client = json!({ "product_activation_types": { (planted.written): null } });
        evidence["host"]["windows"] =
            json!({ "outcome": "answered", "value": { "kms_client": client } });
        planted.is_read_back(&evidence);
        evidence["host"][planted.written] = json!(1);
        planted.is_read_back(&evidence);
    });
}

impl Planted<'_> {
    #[track_caller]
    fn is_read_back(&self, evidence: &Value) {
        match replay::read(evidence.to_string().as_bytes()) {
            Ok(evidence) => self.is_not_reported_of(evidence),
            Err(error) => self.is_not_in(&complaint::fit(&error.to_string())),
        }
    }
}

fn in_an_argument(planted: &Planted<'_>) {
    let text = planted.written;
    let told = [
        request::kms_host(text).map(|host| host.to_string()).map_err(|error| error.to_string()),
        request::time_server(text).map(|host| host.to_string()).map_err(|error| error.to_string()),
        request::domain(text).map_err(|error| error.to_string()),
        request::dns_server(text)
            .map(|server| server.to_string())
            .map_err(|error| error.to_string()),
        request::duration(text)
            .map(|limit| format!("{limit:?}"))
            .map_err(|error| error.to_string()),
        Err(format!("error: invalid value '{text}' for '--timeout'")),
        Err(format!("cannot read /tmp/{text}/x.toml: no such file")),
    ];
    for told in told {
        match told {
            Ok(kept) => planted.is_not_in(&kept),
            Err(error) => planted.is_not_in(&complaint::fit(&error)),
        }
    }
}

fn in_a_kept_text(planted: &Planted<'_>) {
    for before in ["", "x ", &"x ".repeat(90)] {
        planted.is_not_in(&scrub(&format!("{before}{}", planted.written)));
    }
}

/// Where to begin: a key by its letters, and each place.
pub fn seeds() -> Vec<Vec<u8>> {
    let letters: Vec<u8> = (0..25).map(|at| at * 7 + 1).collect();
    (0..count(&PLACES))
        .map(|place| [letters.as_slice(), &[place, 0, place, place * 4, place * 11]].concat())
        .collect()
}
