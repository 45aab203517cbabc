//! Looks from the host itself that change nothing: in the words of its system.

use std::net::IpAddr;

use actprobe_probes::evidence::KMS_SERVICE;

use super::given::Given;
pub use super::given::actprobe;
use crate::advice::command::{Command, Machine};
use crate::advice::known::Known;
use crate::advice::slmgr::Slmgr;
use crate::advice::word::Word;
use crate::verdict::finding::Family;

/// Which way works, and what is in the way of the others?
pub fn everything(known: Known<'_>) -> Command {
    let given = Given::of_all(known).with_kms(known).with_directory(known).with_proxy(known);
    given.ask(known, "check")
}

/// Does KMS work now, with the hosts that were named for this run?
pub fn kms(known: Known<'_>) -> Command {
    Given::of_all(known).with_kms(known).ask(known, "--only kms")
}

/// The same with the DNS servers of the host itself, where others were named that are none of the
/// domain's.
pub fn kms_by_own_servers(known: Known<'_>) -> Command {
    Given::of_own_servers(known).with_kms(known).ask(known, "--only kms")
}

/// Does KMS work now, where the host that was named is to be dropped?
pub fn kms_as_found(known: Known<'_>) -> Command {
    Given::of_all(known).with_domains(known).ask(known, "--only kms")
}

/// Does online activation work now, by the proxy that was named for this run?
pub fn online(known: Known<'_>) -> Command {
    Given::of_all(known).with_proxy(known).ask(known, "--only online")
}

/// Does it, by the proxy that the host is set to now?
pub fn online_as_set(known: Known<'_>) -> Command {
    Given::of_all(known).ask(known, "--only online")
}

/// Does Active Directory work now, in the domain that was named for this run?
pub fn adba(known: Known<'_>) -> Command {
    Given::of_all(known).with_directory(known).ask(known, "--only adba")
}

/// The same with the DNS servers of the host itself.
pub fn adba_by_own_servers(known: Known<'_>) -> Command {
    Given::of_own_servers(known).with_directory(known).ask(known, "--only adba")
}

/// Is the clock right now?
pub fn clock(known: Known<'_>) -> Command {
    Given::of_all(known).ask(known, "--only clock-skew")
}

/// Which endpoints there are, for whoever has to let them through.
pub fn endpoints() -> Command {
    Command::windows(Machine::Anywhere, "actprobe --dry-run --only online", &[])
}

/// How is Windows licensed now?
pub fn licence(known: Known<'_>) -> Command {
    Slmgr::Show.on(known.client(), known.tools(), &[])
}

/// The same, in full.
pub fn whole_licence(known: Known<'_>) -> Command {
    Slmgr::ShowAll.on(known.client(), known.tools(), &[])
}

/// Does the port take connections from here?
pub fn port(known: Known<'_>, host: &Word, port: &Word) -> Command {
    if known.is_windows() && known.is_before_net_cmdlets() {
        // `True` where it opens; an error where it does not.
        let connect = "(New-Object Net.Sockets.TcpClient '{}', {}).Connected";
        Command::powershell(Machine::ThisHost, connect, &[host, port])
    } else if known.is_windows() {
        Command::powershell(Machine::ThisHost, "Test-NetConnection {} -Port {}", &[host, port])
    } else {
        Command::shell(Machine::ThisHost, "nc -vz {} {}", &[host, port])
    }
}

/// What does a DNS server say to the SRV question of a zone?
pub fn srv_of_zone(known: Known<'_>, zone: &Word, server: &Word) -> Command {
    let (windows, linux) = (
        format!("nslookup -type=SRV {KMS_SERVICE}.{{}} {{}}"),
        format!("dig +short SRV {KMS_SERVICE}.{{}} @{{}}"),
    );
    by_system(known, &windows, &linux, &[zone, server])
}

/// What does the system's own resolver say to the SRV question of a domain?
pub fn srv_in_domain(known: Known<'_>, domain: &Word) -> Command {
    let (windows, linux) =
        (format!("nslookup -type=SRV {KMS_SERVICE}.{{}}"), format!("dig SRV {KMS_SERVICE}.{{}}"));
    by_system(known, &windows, &linux, &[domain])
}

/// What does the system's own resolver say to an SRV question?
pub fn srv(known: Known<'_>, name: &Word) -> Command {
    by_system(known, "nslookup -type=SRV {}", "dig SRV {}", &[name])
}

/// What does a DNS server say to an SRV question?
pub fn srv_of_server(known: Known<'_>, name: &Word, server: &Word) -> Command {
    by_system(known, "nslookup -type=SRV {} {}", "dig +short SRV {} @{}", &[name, server])
}

/// The same over TCP.
pub fn srv_over_tcp(known: Known<'_>, name: &Word) -> Command {
    by_system(known, "nslookup -vc -type=SRV {}", "dig +tcp SRV {}", &[name])
}

/// What does a DNS server say to the SOA question of a zone?
pub fn soa(known: Known<'_>, zone: &Word, server: &Word) -> Command {
    by_system(known, "nslookup -type=SOA {} {}", "dig SOA {} @{}", &[zone, server])
}

/// To whom does a DNS server delegate this part of a zone?
pub fn delegation(known: Known<'_>, part: &str, zone: &Word, server: &Word) -> Command {
    let (windows, linux) = (
        format!("nslookup -norecurse -type=NS {part}.{{}} {{}}"),
        format!("dig +norecurse NS {part}.{{}} @{{}}"),
    );
    by_system(known, &windows, &linux, &[zone, server])
}

/// Which addresses has a name?
pub fn name(known: Known<'_>, name: &Word) -> Command {
    by_system(known, "nslookup {}", "dig {}", &[name])
}

/// The same of one server.
pub fn name_at(known: Known<'_>, name: &Word, server: &Word) -> Command {
    by_system(known, "nslookup {} {}", "dig {} @{}", &[name, server])
}

/// And without its DNSSEC validation. Windows before 8 and Server 2012 has no command for that, and
/// asks as ever.
pub fn name_unvalidated_at(known: Known<'_>, name: &Word, server: &Word) -> Command {
    if known.is_windows() && known.is_before_net_cmdlets() {
        Command::windows(Machine::ThisHost, "nslookup {} {}", &[name, server])
    } else if known.is_windows() {
        let ask = "Resolve-DnsName {} -Server {} -DnssecCd";
        Command::powershell(Machine::ThisHost, ask, &[name, server])
    } else {
        Command::shell(Machine::ThisHost, "dig +cd {} @{}", &[name, server])
    }
}

/// Which of one family?
pub fn name_in_family(known: Known<'_>, name: &Word, family: Family) -> Command {
    match family {
        Family::V4 => by_system(known, "nslookup -type=A {}", "dig A {}", &[name]),
        Family::V6 => by_system(known, "nslookup -type=AAAA {}", "dig AAAA {}", &[name]),
    }
}

/// The same of one server.
pub fn name_in_family_at(known: Known<'_>, name: &Word, family: Family, server: &Word) -> Command {
    let words = [name, server];
    match family {
        Family::V4 => by_system(known, "nslookup -type=A {} {}", "dig A {} @{}", &words),
        Family::V6 => by_system(known, "nslookup -type=AAAA {} {}", "dig AAAA {} @{}", &words),
    }
}

/// The addresses of a name by the system's own resolver, which reads the hosts file; `nslookup` and
/// `dig` do not.
/// Windows before 8 and Server 2012 has no `Resolve-DnsName`.
pub fn name_with_hosts_file(known: Known<'_>, name: &Word) -> Command {
    by_system(known, "ping -n 1 {}", "getent ahosts {}", &[name])
}

/// Which names has an address?
pub fn name_of_address(known: Known<'_>, address: &Word) -> Command {
    by_system(known, "nslookup {}", "dig -x {}", &[address])
}

/// Which DNS servers and suffixes does this host have?
pub fn dns_settings(known: Known<'_>) -> Command {
    by_system(known, "ipconfig /all", "resolvectl status", &[])
}

/// Which routes?
pub fn routes(known: Known<'_>) -> Command {
    by_system(known, "route print", "ip route", &[])
}

/// Which routers are on the way?
pub fn trace(known: Known<'_>, host: &Word) -> Command {
    by_system(known, "tracert -d {}", "tracepath -n {}", &[host])
}

/// Does a packet of full length pass that may not be cut? Of IPv6 none may on its way, and Windows
/// takes the word for it with IPv4 alone.
pub fn full_packet(known: Known<'_>, host: &Word, address: Option<IpAddr>) -> Command {
    // What is left of 1,500 bytes beside the headers; where the name may lead to either family,
    // beside the longer ones.
    let (windows, linux) = match address {
        Some(IpAddr::V4(_)) => ("ping -f -l 1472 {}", "ping -M do -s 1472 -c 3 {}"),
        Some(IpAddr::V6(_)) => ("ping -l 1452 {}", "ping -M do -s 1452 -c 3 {}"),
        None => ("ping -f -l 1452 {}", "ping -M do -s 1452 -c 3 {}"),
    };
    by_system(known, windows, linux, &[host])
}

/// And one that is shorter than any link's limit (RFC 8200 §5)?
pub fn short_packet(known: Known<'_>, host: &Word) -> Command {
    by_system(known, "ping -l 1200 {}", "ping -s 1200 -c 3 {}", &[host])
}

/// Which proxy do services use?
pub fn proxy(known: Known<'_>) -> Command {
    match known.has_winhttp() {
        true => Command::windows(known.client(), "netsh winhttp show proxy", &[]),
        false => Command::shell(Machine::ThisHost, "env", &[]),
    }
}

/// What does the proxy say to a request for a name, without a log-on, as services ask? Windows has
/// curl since 10 (1803) and Server 2019; in its older `PowerShell`, `curl` is another command.
pub fn through_proxy(
    known: Known<'_>,
    (proxy, port): (&Word, u16),
    host: &Word,
    is_tls: bool,
) -> Command {
    let (port, scheme) = (Word::number(port), if is_tls { "https" } else { "http" });
    let proxy_url = format!("http://{}", proxy.and_port());
    let curl = format!("-vI -x {proxy_url} {scheme}://{{}}/");
    if !known.is_windows() {
        return Command::shell(Machine::ThisHost, &format!("curl {curl}"), &[proxy, &port, host]);
    }
    if known.build().is_some_and(|build| build >= WITH_CURL) {
        let curl = format!("curl.exe {curl}");
        return Command::windows(Machine::ThisHost, &curl, &[proxy, &port, host]);
    }
    let ask = format!(
        "$r = [Net.WebRequest]::Create('{scheme}://{{}}/'); \
         $r.Proxy = New-Object Net.WebProxy '{proxy_url}'; $r.GetResponse().StatusCode"
    );
    Command::powershell(Machine::ThisHost, &ask, &[host, proxy, &port])
}

/// Windows 10 version 1803.
const WITH_CURL: u32 = 17_134;

/// What answers in clear text in place of an endpoint? The oldest Windows has no curl.
pub fn page(known: Known<'_>) -> Command {
    if known.is_windows() {
        let download = "(New-Object Net.WebClient).DownloadString('http://go.microsoft.com/')";
        Command::powershell(Machine::ThisHost, download, &[])
    } else {
        Command::shell(Machine::ThisHost, "curl -s http://go.microsoft.com/", &[])
    }
}

/// What WMI tells of a machine. `PowerShell` 2.0, which Windows 7 and Server 2008 R2 come with, has
/// no `Get-CimInstance`; later ones have `Get-WmiObject` up to 5.1.
pub fn of_wmi(known: Known<'_>, class: &str, properties: &str) -> Command {
    let cmdlet = if known.is_before_net_cmdlets() { "Get-WmiObject" } else { "Get-CimInstance" };
    let line = format!("{cmdlet} {class} | Format-List {properties}");
    Command::powershell(known.client(), &line, &[])
}

/// What does this host's clock say?
pub fn own_clock(known: Known<'_>) -> Command {
    if known.is_windows() {
        Command::powershell(Machine::ThisHost, "[DateTime]::UtcNow", &[])
    } else {
        Command::shell(Machine::ThisHost, "date -u", &[])
    }
}

/// How far is another clock from this one?
pub fn other_clock(known: Known<'_>, source: &Word) -> Command {
    by_system(
        known,
        "w32tm /stripchart /computer:{} /samples:3 /dataonly",
        "ntpdate -q {}",
        &[source],
    )
}

fn by_system(known: Known<'_>, windows: &str, linux: &str, words: &[&Word]) -> Command {
    if known.is_windows() {
        Command::windows(Machine::ThisHost, windows, words)
    } else {
        Command::shell(Machine::ThisHost, linux, words)
    }
}

/// Whose certificate comes, whether it is trusted or not.
pub fn issuer(host: &Word) -> Command {
    let line = "$t = New-Object Net.Sockets.TcpClient {}, 443; \
        $s = New-Object Net.Security.SslStream $t.GetStream(), $false, { $true }; \
        $s.AuthenticateAsClient('{}'); $s.RemoteCertificate.Issuer";
    Command::powershell(Machine::ThisHost, line, &[host, host])
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::advice::placeholder::Placeholder;

    const MEMBER: &str = include_str!("../../../fixtures/scenarios/_base/domain-member.json");

    type Ask = fn(Known<'_>) -> Command;

    /// What is asked again, where the evidence was changed like this.
    fn asked(ask: Ask, changes: &[(&str, Value)]) -> String {
        let mut tree: Value = serde_json::from_str(MEMBER).unwrap();
        for (pointer, value) in changes {
            *tree.pointer_mut(pointer).unwrap() = value.clone();
        }
        let evidence = serde_json::from_value(tree).unwrap();
        let verdict = crate::verdict::judge(&evidence);
        ask(Known::of(&evidence, &verdict)).line
    }

    fn given() -> Vec<(&'static str, Value)> {
        let servers = json!([
            { "address": "192.0.2.53:53", "origin": "argument" },
            { "address": "[2001:db8::53]:5353", "origin": "argument" },
        ]);
        let suffixes = json!([
            { "name": "corp.example", "origin": "primary" },
            { "name": "branch.example", "origin": "argument" },
        ]);
        let proxies = json!([{ "address": { "host": "192.0.2.80", "port": 8080 } }]);
        vec![
            ("/host/dns/value/servers", servers),
            ("/host/dns/value/suffixes", suffixes),
            ("/proxy/source", json!({ "kind": "argument" })),
            ("/proxy/settings/value/servers", proxies),
            ("/clock/sources/0/server", "ntp1.corp.example".into()),
            ("/clock/sources/0/origin", "argument".into()),
            ("/directory/domain_origin", "argument".into()),
        ]
    }

    #[test]
    fn a_proxy_is_asked_with_what_this_windows_has() {
        let line = |changes: &[(&str, Value)]| {
            let ask: Ask = |known| {
                let word = |text| Word::of(Some(text), Placeholder::HostName);
                let (proxy, host) = (word("2001:db8::80"), word("go.microsoft.com"));
                through_proxy(known, (&proxy, 8080), &host, false)
            };
            asked(ask, changes)
        };
        let build = "/host/windows/value/product/build";
        let curl = "-vI -x http://[2001:db8::80]:8080 http://go.microsoft.com/";
        assert_eq!(line(&[(build, 17763.into())]), format!("curl.exe {curl}"));
        assert!(line(&[(build, 9600.into())]).starts_with("$r = [Net.WebRequest]::Create("));
        let linux = [
            ("/host/family", "linux".into()),
            ("/host/windows", json!({ "outcome": "not-asked", "reason": "not-planned" })),
        ];
        assert_eq!(line(&linux), format!("curl {curl}"));
    }

    #[test]
    fn what_a_run_was_given_is_given_again_and_what_it_found_is_not() {
        let servers = "--dns-server 192.0.2.53 --dns-server [2001:db8::53]:5353";
        let clock_of = "--ntp-server ntp1.corp.example";
        let online_by = format!("actprobe --only online {clock_of} {servers}");
        let branch = "--domain branch.example";
        let cases: [(Ask, String); 6] = [
            (kms, format!("actprobe --only kms {clock_of} {servers} {branch}")),
            (kms_by_own_servers, format!("actprobe --only kms {clock_of} {branch}")),
            (online, format!("{online_by} --proxy http://192.0.2.80:8080")),
            (online_as_set, online_by),
            (adba, format!("actprobe --only adba {clock_of} {servers} --ad-domain corp.example")),
            (clock, format!("actprobe --only clock-skew {clock_of} {servers}")),
        ];
        for (ask, line) in cases {
            assert_eq!(asked(ask, &given()), line);
        }
        let cases: [(Ask, &str); 3] = [
            (kms, "actprobe --only kms"),
            (online, "actprobe --only online"),
            (everything, "actprobe check"),
        ];
        for (ask, line) in cases {
            assert_eq!(asked(ask, &[]), line);
        }
    }
}
