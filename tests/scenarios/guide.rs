//! The remedies that administrators' guides list, each in a situation in which it is advised.

use actprobe::advice::Step;
use actprobe::say::report::Report;
use actprobe_probes::evidence::Evidence;
use serde_json::{Value, json};

use super::judged;

/// A remedy: what people call it, a situation, and what a step then says: its id, and what one of
/// its lines holds (empty: it has none of its own).
struct Row {
    remedy: &'static str,
    scenario: &'static str,
    licence: Option<(&'static str, &'static str, u32)>,
    step: &'static str,
    line: &'static str,
}

const fn row(
    remedy: &'static str,
    scenario: &'static str,
    licence: Option<(&'static str, &'static str, u32)>,
    step: &'static str,
    line: &'static str,
) -> Row {
    Row { remedy, scenario, licence, step, line }
}

const GREEN: &str = "nothing-is-wrong";
const USED_UP: &str = "capture-mak-used-up-network-green";
const UNLICENSED: &str = "unlicensed";

#[rustfmt::skip]
const GUIDE: &[Row] = &[
    row("offline: the installation ID", USED_UP, None, "activate-offline", "/dti"),
    row("offline: the confirmation ID", USED_UP, None, "activate-offline", "/atp CONFIRMATION-ID"),
    row("more activations of a MAK", USED_UP, None, "request-activations", "/dlv"),
    row("the MAK of a retired server", USED_UP, None, "reuse-retired-key", ""),
    row("KMS instead of a used-up MAK", USED_UP, Some(("mak", UNLICENSED, 0xC004_C020)),
        "take-client-key", "/ipk "),
    row("KMS instead of a retail key",
        "captures-alone-retail-key-beside-a-published-kms-host", None, "take-key-for-kms", "/ipk "),
    row("no key is installed", "captures-alone-key-taken-out", None, "take-key-for-kms", "/ipk "),
    row("many or cloned machines: KMS", USED_UP, None, "prefer-kms", ""),
    row("what to save before an upgrade", USED_UP, None, "save-before-upgrade", "dlv-before.txt"),
    row("an upgrade or new hardware used the key up", GREEN, Some(("mak", UNLICENSED, 0xC004_C008)),
        "key-used-up", ""),
    row("activate with a KMS client key", GREEN, Some(("kms-client", UNLICENSED, 0)), "activate",
        "/ato"),
    row("activate online", GREEN, Some(("mak", UNLICENSED, 0)), "activate-online", "/ato"),
    row("OEM stays with its hardware", GREEN, Some(("oem", UNLICENSED, 0)), "replace-oem-licence",
        "/ipk PRODUCT-KEY"),
    row("the key is of another edition (F050)", GREEN, Some(("mak", UNLICENSED, 0xC004_F050)),
        "match-key-to-edition", "/Get-CurrentEdition"),
    row("the key is of another edition (F069)", GREEN, Some(("mak", UNLICENSED, 0xC004_F069)),
        "match-key-to-edition", "/Get-CurrentEdition"),
    row("sfc", GREEN, Some(("mak", UNLICENSED, 0xC004_E003)), "repair-system-files",
        "sfc /scannow"),
    row("DISM", GREEN, Some(("mak", UNLICENSED, 0xC004_E015)), "repair-system-files",
        "/RestoreHealth"),
    row("rilc", GREEN, Some(("mak", UNLICENSED, 0xC004_F011)), "reinstall-licences", "/rilc"),
    // The key goes in over the old one: Microsoft's page on tokens.dat says never to take it out.
    row("a damaged store", GREEN, Some(("mak", UNLICENSED, 0xC004_E002)), "rebuild-tokens",
        "ren C:\\Windows\\System32\\spp\\store\\2.0\\tokens.dat tokens.bar"),
    row("the key again", GREEN, Some(("mak", UNLICENSED, 0xC004_E002)), "rebuild-tokens", "/ipk "),
    row("restart sppsvc", GREEN, Some(("mak", UNLICENSED, 0x8007_0422)), "restart-service",
        "net start sppsvc"),
    row("the clock", "clock-five-hours-slow", None, "clock-off", "w32tm /resync"),
    row("the DNS server that lacks the record", "dns-first-server-lacks-the-record", None,
        "srv-hidden-by-first-server",
        "Get-DnsServerZone -ComputerName 192.0.2.53"),
    row("the DNS server that lacks the controllers", "adba-first-dns-server-lacks-the-controllers",
        None, "controller-hidden-by-first-server", "Get-DnsServerZone -ComputerName 192.0.2.53"),
    row("a public DNS server before the own", "adba-public-dns-server-before-the-own", None,
        "controller-hidden-by-first-server", "Set-DnsClientServerAddress"),
    row("a name that a public server was asked for",
        "adba-controllers-names-asked-of-a-public-dns-server-first", None, "name-known-to-others",
        "Set-DnsClientServerAddress"),
    row("the cloud's KMS without its name", "azure-kms-unresolved", None,
        "name-cloud-kms-by-address", "/skms 20.118.99.224:1688"),
    row("a router without route", "network-of-kms-unreachable", None, "port-unreachable",
        "tracert -d 192.0.2.21"),
    row("the order of the DNS servers", "dns-first-server-lacks-the-record", None,
        "ask-server-first", "-ServerAddresses 192.0.2.54, DNS-SERVER"),
    row("a lookup domain left behind", "lookup-domain-left-behind", None, "srv-past-lookup-domain",
        "/ckms-domain"),
    row("a disjoint namespace", "disjoint-namespace-published-in-the-directory-domain-alone", None,
        "srv-in-directory-domain-alone", "/skms-domain corp.example"),
    row("the KMS record", "kms-not-published", None, "srv-name-not-found", "/sdns"),
    row("the KMS record by hand", "kms-not-published", None, "write-record",
        "Add-DnsServerResourceRecord"),
    row("name the KMS host", "kms-not-published", None, "name-kms-host", "/skms KMS-HOST:1688"),
    row("port 1688", "firewall-drops-1688", None, "port-silent", "-Port 1688"),
    row("the proxy of services", "internet-names-fail-inside", None, "set-proxy",
        "netsh winhttp set proxy"),
    row("few machines: Active Directory or a MAK", "capture-kms-count-three-of-five", None,
        "prefer-mak", ""),
    row("clones", "capture-clones-side-by-side", None, "cmid-shared", "/rearm"),
    row("convert an evaluation", "capture-evaluation-edition", None, "edition-evaluation",
        "/Set-Edition:"),
    row("AVMA needs Data Exchange", "data-exchange-off", None, "avma-data-exchange-off",
        "Enable-VMIntegrationService"),
];

#[test]
fn each_remedy_of_the_guide_is_advised_in_its_situation() {
    let missing = GUIDE.iter().filter_map(|row| {
        let report = Report::of(situation(row));
        let steps: Vec<&Step> =
            report.advice.steps.iter().filter(|s| s.task.id() == row.step).collect();
        let holds = |step: &&&Step| {
            let mut lines = step.commands.iter().chain(&step.checks);
            row.line.is_empty() || lines.any(|command| command.line.contains(row.line))
        };
        let ids: Vec<&str> = report.advice.steps.iter().map(|step| step.task.id()).collect();
        let found = steps.iter().find(holds).is_some();
        (!found).then(|| format!("{}: {} {} is not among {ids:?}", row.remedy, row.step, row.line))
    });
    let missing: Vec<String> = missing.collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

fn situation(row: &Row) -> Evidence {
    let found = judged().iter().find(|(scenario, _)| scenario.name == row.scenario);
    let evidence = found.unwrap().0.evidence.clone();
    let Some((channel, status, code)) = row.licence else { return evidence };
    let mut tree = serde_json::to_value(&evidence).unwrap();
    let error = if code == 0 { Value::Null } else { json!(code) };
    tree["licensing"]["windows"] = json!({
        "outcome": "answered",
        "elapsed_us": 100,
        "value": {
            "name": "Windows(R), ServerDatacenter edition",
            "channel": channel,
            "status": status,
            "partial_key": "XW66X",
            "activation_error": error,
        },
    });
    serde_json::from_value(tree).unwrap()
}
