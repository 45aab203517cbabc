//! Looks from the host itself that change nothing: in the words of its system.

use actprobe_probes::evidence::{KMS_PORT, KMS_SERVICE, KmsTarget};

use crate::advice::command::{Command, Machine, Prompt};
use crate::advice::known::Known;
use crate::advice::placeholder::Placeholder;
use crate::advice::slmgr::Slmgr;
use crate::advice::word::Word;
use crate::verdict::finding::Family;

/// actprobe itself, from where it ran.
pub fn actprobe(known: Known<'_>, arguments: &str, words: &[&Word]) -> Command {
    let prompt = if known.is_windows() { Prompt::Windows } else { Prompt::Shell };
    Command::typed(prompt, Machine::ThisHost, &format!("actprobe {arguments}"), words)
}

/// Which way works, and what is in the way of the others?
pub fn everything(known: Known<'_>) -> Command {
    actprobe(known, "check", &[])
}

/// Does KMS work now, with the hosts that were named for this run?
pub fn kms(known: Known<'_>) -> Command {
    let named: Vec<&KmsTarget> = known.named_kms_hosts().collect();
    let line: String = std::iter::once("--only kms".to_owned())
        .chain(named.iter().map(|host| format!(" --kms {}", pattern_of(host))))
        .collect();
    let words: Vec<Word> = named.into_iter().flat_map(words_of).collect();
    actprobe(known, &line, &words.iter().collect::<Vec<_>>())
}

fn pattern_of(host: &KmsTarget) -> &'static str {
    match (host.port, host.host.contains(':')) {
        (KMS_PORT, _) => "{}",
        (_, true) => "[{}]:{}",
        (_, false) => "{}:{}",
    }
}

fn words_of(host: &KmsTarget) -> Vec<Word> {
    let name = Word::of(Some(&host.host), Placeholder::KmsHost);
    let port = (host.port != KMS_PORT).then(|| Word::number(host.port));
    std::iter::once(name).chain(port).collect()
}

/// Does KMS work now, where what was named is to be dropped?
pub fn kms_as_found(known: Known<'_>) -> Command {
    actprobe(known, "--only kms", &[])
}

/// Does online activation work now?
pub fn online(known: Known<'_>) -> Command {
    actprobe(known, "--only online", &[])
}

/// Does Active Directory work now, in the domain that was named for this run?
pub fn adba(known: Known<'_>) -> Command {
    match known.named_domain() {
        Some(domain) => actprobe(known, "--only adba --ad-domain {}", &[&domain]),
        None => actprobe(known, "--only adba", &[]),
    }
}

/// Is the clock right now?
pub fn clock(known: Known<'_>) -> Command {
    actprobe(known, "--only clock-skew", &[])
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
        // Silent where it opens; an error where it does not.
        let connect = "(New-Object Net.Sockets.TcpClient).Connect('{}', {})";
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

/// The same over TCP.
pub fn srv_over_tcp(known: Known<'_>, name: &Word) -> Command {
    by_system(known, "nslookup -vc -type=SRV {}", "dig +tcp SRV {}", &[name])
}

/// What does a DNS server say to the SOA question of a zone?
pub fn soa(known: Known<'_>, zone: &Word, server: &Word) -> Command {
    by_system(known, "nslookup -type=SOA {} {}", "dig SOA {} @{}", &[zone, server])
}

/// Which addresses has a name?
pub fn name(known: Known<'_>, name: &Word) -> Command {
    by_system(known, "nslookup {}", "dig {}", &[name])
}

/// Which of one family?
pub fn name_in_family(known: Known<'_>, name: &Word, family: Family) -> Command {
    match family {
        Family::V4 => by_system(known, "nslookup -type=A {}", "dig A {}", &[name]),
        Family::V6 => by_system(known, "nslookup -type=AAAA {}", "dig AAAA {}", &[name]),
    }
}

/// The same by the system's own resolver, which reads the hosts file; `nslookup` and `dig` do not.
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

/// Does a packet of full length pass that may not be cut?
pub fn full_packet(known: Known<'_>, host: &Word) -> Command {
    by_system(known, "ping -f -l 1400 {}", "ping -M do -s 1400 -c 3 {}", &[host])
}

/// Which proxy do services use?
pub fn proxy(known: Known<'_>) -> Command {
    match known.has_winhttp() {
        true => Command::windows(known.client(), "netsh winhttp show proxy", &[]),
        false => Command::shell(Machine::ThisHost, "env", &[]),
    }
}

/// What answers in clear text in place of an endpoint? The oldest Windows has no curl.
pub fn page(known: Known<'_>) -> Command {
    if known.is_windows() {
        let download = "(New-Object Net.WebClient).DownloadString('http://go.microsoft.com/')";
        Command::powershell(Machine::ThisHost, download, &[])
    } else {
        Command::shell(Machine::ThisHost, "curl -s http://go.microsoft.com/", &[])
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
