//! The host itself: its DNS client, its clock, its routes, its firewall, its files.

use actprobe_probes::evidence::{
    ClockSource, ClockSourceOrigin, FailureKind, domain_of_kms_service,
};

use super::given::Given;
use super::how::{About, How};
use super::looks;
use crate::advice::command::{Command, Machine};
use crate::advice::known::Known;
use crate::advice::placeholder::Placeholder;
use crate::advice::slmgr::Slmgr;
use crate::advice::word::Word;
use crate::verdict::finding::{ClockBacking, ClockKeeping, ClockOff, OffsetMs, ToolDistrust};

/// No DNS server is set.
pub fn set_dns_servers(about: About<'_>) -> How {
    at_dns_client(about, [set_dns_server(about, &Word::missing(Placeholder::DnsServer))])
}

/// Older Windows has no cmdlet for it.
fn set_dns_server(about: About<'_>, server: &Word) -> Command {
    let index = Word::missing(Placeholder::InterfaceIndex);
    let set = match about.known.is_before_net_cmdlets() {
        true => Command::windows(
            Machine::ThisHost,
            "netsh interface ipv4 set dnsservers name={} source=static address={}",
            &[&index, server],
        ),
        false => Command::powershell(
            Machine::ThisHost,
            "Set-DnsClientServerAddress -InterfaceIndex {} -ServerAddresses {}",
            &[&index, server],
        ),
    };
    set.elevated()
}

/// Another server of the same connection has what the first one lacks.
pub fn ask_server_first(about: About<'_>, server: &str) -> How {
    let set = Command::powershell(
        Machine::ThisHost,
        "Set-DnsClientServerAddress -InterfaceIndex {} -ServerAddresses {}, {}",
        &[
            &Word::missing(Placeholder::InterfaceIndex),
            &Word::of(Some(server), Placeholder::DnsServer),
            &Word::missing(Placeholder::DnsServer),
        ],
    );
    // What the first server said is remembered.
    let forget = Command::windows(Machine::ThisHost, "ipconfig /flushdns", &[]);
    at_dns_client(about, [set.elevated(), forget])
}

/// What is set is looked at first; only Windows is told how to set it.
fn at_dns_client(about: About<'_>, set: impl IntoIterator<Item = Command>) -> How {
    let known = about.known;
    let how = if known.is_windows() {
        let show = match known.is_before_net_cmdlets() {
            true => {
                Command::windows(Machine::ThisHost, "netsh interface ipv4 show interfaces", &[])
            }
            false => Command::powershell(Machine::ThisHost, "Get-DnsClientServerAddress", &[]),
        };
        How::by(std::iter::once(show).chain(set))
    } else {
        How::by([looks::dns_settings(known)])
    };
    how.proved_by([looks::kms(known)])
}

/// The settings of the DNS client cannot be read.
pub fn name_dns_servers(about: About<'_>) -> How {
    let words = [Word::missing(Placeholder::DnsServer), about.known.domain()];
    let [server, domain] = &words;
    How::by([looks::actprobe(about.known, "--dns-server {} --domain {}", &[server, domain])])
}

/// No suffix is searched.
pub fn set_suffix(about: About<'_>) -> How {
    let known = about.known;
    if !known.is_windows() {
        return How::by([looks::dns_settings(known)]).proved_by([looks::kms(known)]);
    }
    let domain = [&known.domain()];
    // What the cmdlet of later releases writes.
    let value = "reg add HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters \
         /v SearchList /d {} /f";
    let cmdlet = "Set-DnsClientGlobalSetting -SuffixSearchList {}";
    let set = match known.is_before_net_cmdlets() {
        true => Command::windows(Machine::ThisHost, value, &domain),
        false => Command::powershell(Machine::ThisHost, cmdlet, &domain),
    };
    How::by([set.elevated()]).proved_by([looks::kms(known)])
}

/// The host asks servers that are not those of its domain.
pub fn point_to_own_servers(about: About<'_>) -> How {
    let How { commands, .. } = set_dns_servers(about);
    How::by(commands).proved_by([looks::kms_by_own_servers(about.known)])
}

/// One of its servers does not know the domain: what does it say?
pub fn take_other_out(about: About<'_>, other: Option<&String>, domain: &str) -> How {
    let other = Word::of(other.map(String::as_str), Placeholder::DnsServer);
    let domain = Word::of(Some(domain), Placeholder::Domain);
    How::by([looks::soa(about.known, &domain, &other)]).then(point_to_own_servers(about))
}

/// The host asks a server that is none of its domain's, and one is known that has the record.
pub fn point_to_server(about: About<'_>, name: &str, behind: &[String]) -> How {
    let known = about.known;
    let domain = Word::of(domain_of_kms_service(name), Placeholder::Domain);
    let locate = Command::windows(known.client(), "nltest /dsgetdc:{} /force", &[&domain]);
    let activate = Slmgr::Activate.on(known.client(), known.tools(), &[]);
    if !known.is_windows() {
        return point_to_own_servers(about);
    }
    let server = Word::of(behind.first().map(String::as_str), Placeholder::DnsServer);
    let forget = Command::windows(Machine::ThisHost, "ipconfig /flushdns", &[]);
    let How { commands, .. } = at_dns_client(about, [set_dns_server(about, &server), forget]);
    How::by(commands).proved_by([locate, activate])
}

/// The same, where it is the directory that is not found.
pub fn point_to_servers_of_directory(about: About<'_>) -> How {
    let How { commands, .. } = set_dns_servers(about);
    How::by(commands).proved_by([looks::adba_by_own_servers(about.known)])
}

/// The same, where it is a name that is not found.
pub fn take_stranger_out(about: About<'_>) -> How {
    let How { commands, .. } = set_dns_servers(about);
    How::by(commands).proved_by([looks::name(about.known, &about.host())])
}

/// The resolver of Windows says otherwise than the servers.
pub fn mend_resolver(about: About<'_>, is_by_rule: bool) -> How {
    let known = about.known;
    let checks = [looks::kms(known)];
    if is_by_rule {
        let show = match known.is_before_net_cmdlets() {
            true => {
                Command::windows(Machine::ThisHost, "netsh namespace show effectivepolicy", &[])
            }
            false => Command::powershell(Machine::ThisHost, "Get-DnsClientNrptPolicy", &[]),
        };
        return How::by([show]).proved_by(checks);
    }
    let flush = Command::windows(Machine::ThisHost, "ipconfig /flushdns", &[]);
    How::by([flush, open_hosts_file()]).proved_by(checks)
}

/// The hosts file.
pub fn edit_hosts_file(about: About<'_>) -> How {
    let edit = if about.known.is_windows() {
        open_hosts_file()
    } else {
        Command::shell(Machine::ThisHost, "sudoedit /etc/hosts", &[])
    };
    How::by([edit]).proved_by([looks::name_with_hosts_file(about.known, &about.host())])
}

fn open_hosts_file() -> Command {
    let path = r"notepad C:\Windows\System32\drivers\etc\hosts";
    Command::windows(Machine::ThisHost, path, &[]).elevated()
}

/// The largest correction that the time service of a stand-alone machine makes
/// (`MaxPosPhaseCorrection`).
const FIFTEEN_HOURS_MS: u64 = 15 * 60 * 60 * 1000;

/// The clock is off by that much.
pub fn set_clock(about: About<'_>, offset: OffsetMs) -> How {
    let known = about.known;
    let nobody_answers = nobody_answers(known);
    if !known.is_windows() {
        let step = match nobody_answers {
            true => adjust_linux(offset),
            false => Command::shell(Machine::ThisHost, "chronyc makestep", &[]).elevated(),
        };
        return How::by([step]).proved_by([looks::clock(known)]);
    }
    let is_by_hand = nobody_answers || offset.0.unsigned_abs() >= FIFTEEN_HOURS_MS;
    let by_hand = is_by_hand.then(|| adjust(offset));
    How::by(by_hand.into_iter().chain(follow(known))).proved_by([looks::clock(known)])
}

/// One other clock alone says so: where nothing else does, another is asked first, and never the
/// same one again.
pub fn set_clock_by_one(about: About<'_>, offset: OffsetMs, backed: ClockBacking) -> How {
    let known = about.known;
    let set = set_clock(about, offset);
    match backed {
        ClockBacking::KmsHost | ClockBacking::Free => set,
        ClockBacking::Nothing => {
            let other = looks::other_clock(known, &Word::missing(Placeholder::TimeServer));
            let look = about.by_looking([looks::own_clock(known), other]);
            let commands = look.commands.into_iter().chain(set.commands).collect();
            How { commands, checks: set.checks }
        }
    }
}

/// Whether time servers were asked, and none gave a time: there is nobody to follow.
fn nobody_answers(known: Known<'_>) -> bool {
    let sources = &known.evidence().clock.sources;
    !sources.is_empty() && sources.iter().all(|source| source.sample.failure().is_some())
}

fn adjust_linux(offset: OffsetMs) -> Command {
    let sign = if offset.0 < 0 { "-" } else { "+" };
    let seconds = Word::number(offset.0.unsigned_abs() / 1000);
    let pattern = format!("date -s '{sign}{{}} seconds'");
    Command::shell(Machine::ThisHost, &pattern, &[&seconds]).elevated()
}

/// By what was measured, so that nobody has to read a clock.
fn adjust(offset: OffsetMs) -> Command {
    let sign = if offset.0 < 0 { "-" } else { "" };
    let seconds = Word::number(offset.0.unsigned_abs() / 1000);
    let pattern = format!("Set-Date -Adjust (New-TimeSpan -Seconds {sign}{{}})");
    Command::powershell(Machine::ThisHost, &pattern, &[&seconds]).elevated()
}

/// How the clock is kept.
pub fn look_at_time_service(about: About<'_>) -> How {
    let known = about.known;
    let look = if known.is_windows() {
        Command::windows(Machine::ThisHost, "w32tm /query /status", &[])
    } else {
        Command::shell(Machine::ThisHost, "timedatectl", &[])
    };
    about.by_looking([look]).proved_by([looks::clock(known)])
}

/// Compare with other clocks, each of those that are named. That of the endpoints speaks no NTP.
pub fn compare_clocks(about: About<'_>, sources: &[String]) -> How {
    const MOST: usize = 3;
    let is_server = |source: &&String| !source.contains("://");
    let named = sources.iter().filter(is_server).take(MOST);
    let named: Vec<Word> =
        named.map(|source| Word::of(Some(source), Placeholder::TimeServer)).collect();
    let unnamed = named.is_empty().then(|| Word::missing(Placeholder::TimeServer));
    let all = named.iter().chain(&unnamed);
    about.by_looking(all.map(|source| looks::other_clock(about.known, source)))
}

/// A KMS host refused the time; where nothing keeps this host's clock right, it is told to follow.
pub fn mend_refused_clock(about: About<'_>, keeping: ClockKeeping) -> How {
    let known = about.known;
    let compare = looks::other_clock(known, &Word::missing(Placeholder::TimeServer));
    match keeping {
        ClockKeeping::Free => {
            let all = std::iter::once(compare).chain(follow(known));
            about.by_looking(all).proved_by([looks::clock(known)])
        }
        ClockKeeping::Followed | ClockKeeping::Unread => about.by_looking([compare]),
    }
}

/// One of the two is off, by the KMS host's log.
pub fn mend_clocks_apart(about: About<'_>, off: ClockOff) -> How {
    match off {
        ClockOff::Client => mend_refused_clock(about, ClockKeeping::Free),
        ClockOff::KmsHost => {
            let look = Command::windows(Machine::KmsHost, "w32tm /query /status", &[]);
            How::by(std::iter::once(look).chain(follow_on(Machine::KmsHost, DOMAIN)))
        }
        ClockOff::Untold => mend_refused_clock(about, ClockKeeping::Unread),
    }
}

/// Whom the time service of a domain's member follows.
const DOMAIN: &str = "w32tm /config /syncfromflags:domhier /update";

/// The time service is told whom to follow. Outside a domain there is none to follow; where nobody
/// knows whether it is in one, it takes either.
pub fn follow(known: Known<'_>) -> Vec<Command> {
    if known.is_of_a_domain() {
        return follow_on(Machine::ThisHost, DOMAIN);
    }
    let by_hand = match known.is_outside_a_domain() {
        true => "w32tm /config /manualpeerlist:{} /syncfromflags:manual /update",
        false => "w32tm /config /manualpeerlist:{} /syncfromflags:all /update",
    };
    let first = Command::windows(Machine::ThisHost, by_hand, &[&time_server(known)]).elevated();
    std::iter::once(first).chain(started_anew(Machine::ThisHost)).collect()
}

/// The one that gave its time, where somebody asked it with a tool.
fn time_server(known: Known<'_>) -> Word {
    let sources = &known.evidence().clock.sources;
    let is_heard = |source: &&ClockSource| {
        source.origin == ClockSourceOrigin::Capture && source.sample.value().is_some()
    };
    let heard = sources.iter().find(is_heard).map(|source| source.server.as_str());
    Word::of(heard, Placeholder::TimeServer)
}

fn follow_on(machine: Machine, source: &str) -> Vec<Command> {
    let first = Command::windows(machine, source, &[]).elevated();
    std::iter::once(first).chain(started_anew(machine)).collect()
}

/// What the service holds of a source that it lost is gone then.
fn started_anew(machine: Machine) -> [Command; 3] {
    let line = |line| Command::windows(machine, line, &[]).elevated();
    [line("net stop w32time"), line("net start w32time"), line("w32tm /resync /rediscover")]
}

/// Name a time server.
pub fn name_time_server(about: About<'_>) -> How {
    let server = Word::missing(Placeholder::TimeServer);
    let given = Given::of_all(about.known).and(" --ntp-server {}", &[&server]);
    How::by([given.ask(about.known, "--only clock-skew")])
}

/// The host has no route, or its gateway is not there.
pub fn mend_route(about: About<'_>) -> How {
    let known = about.known;
    if !known.is_windows() {
        return about.by_looking([looks::routes(known)]);
    }
    let add = Command::windows(
        Machine::ThisHost,
        "route add {} {}",
        &[&Word::missing(Placeholder::Network), &Word::missing(Placeholder::Gateway)],
    );
    about.by_looking([looks::routes(known), add.elevated()])
}

/// An address that a provider gives on the machine's own link: the route to it is lost, or leads
/// elsewhere.
pub fn route_to_link_local(about: About<'_>, address: &str) -> How {
    let known = about.known;
    let looks = [looks::routes(known)];
    if !known.is_windows() {
        return How::by(looks).proved_by([looks::kms(known)]);
    }
    let address = Word::of(Some(address), Placeholder::Network);
    let line = "route -p add {} mask 255.255.255.255 {}";
    let words = [&address, &known.gateway()];
    let add = Command::windows(Machine::ThisHost, line, &words).elevated();
    How::by(looks.into_iter().chain([add])).proved_by([looks::kms(known)])
}

/// Routes that are kept lead by a router of another network. To an address of the machine's own
/// link one is needed, by the router that is there; what goes by the default route needs none.
pub fn replace_routes(
    about: About<'_>,
    (to, also): (&str, &[String]),
    by: [&str; 2],
    is_of_link: bool,
) -> How {
    let known = about.known;
    let [mask, gateway] = by.map(host_word);
    let line =
        |line: &str, words: &[&Word]| Command::windows(Machine::ThisHost, line, words).elevated();
    let replaced = std::iter::once(to).chain(also.iter().map(String::as_str)).flat_map(|to| {
        let to = host_word(to);
        let delete = line("route delete {} mask {} {}", &[&to, &mask, &gateway]);
        let words = [&to, &mask, &known.gateway()];
        let add = is_of_link.then(|| line("route -p add {} mask {} {}", &words));
        std::iter::once(delete).chain(add)
    });
    let opens = looks::port(known, &about.place(), &about.port());
    let activate = Slmgr::Activate.on(known.client(), known.tools(), &[]);
    How::by(replaced).proved_by([looks::routes(known), opens, activate])
}

fn host_word(address: &str) -> Word {
    Word::of(Some(address), Placeholder::Network)
}

/// A router on the way says why not.
pub fn trace_unreachable(about: About<'_>, how: FailureKind) -> How {
    let known = about.known;
    match how {
        FailureKind::NoRoute | FailureKind::GatewayUnreachable => mend_route(about),
        FailureKind::BlockedLocally => allow_dns_out(about),
        FailureKind::TimeExceeded
        | FailureKind::NetUnreachable
        | FailureKind::HostUnreachable
        | FailureKind::Unreachable => {
            How::nothing().proved_by([looks::trace(known, &about.host())])
        }
        FailureKind::TimedOut
        | FailureKind::Lost
        | FailureKind::Untold
        | FailureKind::Refused
        | FailureKind::Reset
        | FailureKind::Closed
        | FailureKind::AdminProhibited
        | FailureKind::NameNotFound
        | FailureKind::NoData
        | FailureKind::ServerFailure
        | FailureKind::QueryRefused
        | FailureKind::NoServer
        | FailureKind::NotThisProtocol
        | FailureKind::Malformed
        | FailureKind::TooLarge
        | FailureKind::TlsAlert
        | FailureKind::TlsIncompatible
        | FailureKind::Untrusted
        | FailureKind::RevocationUnknown
        | FailureKind::OutOfDate
        | FailureKind::WrongName
        | FailureKind::KissOfDeath
        | FailureKind::Unreadable
        | FailureKind::Interrupted
        | FailureKind::Deadline
        | FailureKind::Internal
        | FailureKind::Other => {
            How::nothing().proved_by([looks::soa(known, &known.zone(), &about.host())])
        }
    }
}

/// Its list of root certificates is out of date. Made where there is Internet, the list is carried
/// to where there is none (Microsoft Learn, "Configure trusted roots and disallowed certificates").
pub fn update_roots(about: About<'_>) -> How {
    let make =
        Command::windows(Machine::WindowsOnline, "certutil -generateSSTFromWU roots.sst", &[]);
    let take =
        Command::windows(Machine::ThisHost, "certutil -f -addstore Root roots.sst", &[]).elevated();
    How::by([show_policy_of_roots(), make, take]).proved_by([looks::online(about.known)])
}

/// Whether Windows may fetch roots, and does.
pub fn look_at_roots(about: About<'_>) -> How {
    let fetch = "certutil -f -verifyCTL AuthRootWU";
    let fetch = Command::windows(Machine::ThisHost, fetch, &[]);
    How::by([show_policy_of_roots(), fetch]).proved_by([looks::online(about.known)])
}

/// Who made the certificate that comes, and what Windows has against it.
pub fn look_at_issuer(about: About<'_>, why: ToolDistrust) -> How {
    let show = looks::issuer(&about.host());
    match why {
        ToolDistrust::OutOfDate => {
            let How { commands, checks } = look_at_time_service(about);
            How { commands: std::iter::once(show).chain(commands).collect(), checks }
        }
        ToolDistrust::WrongName | ToolDistrust::Revocation => {
            How::by([show]).proved_by([looks::online(about.known)])
        }
        ToolDistrust::Roots => {
            let How { commands, checks } = look_at_roots(about);
            How { commands: std::iter::once(show).chain(commands).collect(), checks }
        }
    }
}

/// `DisableRootAutoUpdate`.
fn show_policy_of_roots() -> Command {
    let key = r"reg query HKLM\SOFTWARE\Policies\Microsoft\SystemCertificates\AuthRoot";
    Command::windows(Machine::ThisHost, key, &[])
}

/// This host's own firewall forbids it.
pub fn allow_out(about: About<'_>) -> How {
    let known = about.known;
    let checks = [looks::port(known, &about.place(), &about.port())];
    if !known.is_windows() {
        return about.by_looking([show_ruleset()]).proved_by(checks);
    }
    about
        .by_looking([show_blocking_rules(known), allow_service_out(known, &about.port())])
        .proved_by(checks)
}

/// The netlogon ping is UDP, and no matter of the licensing service.
pub fn allow_ping_out(about: About<'_>) -> How {
    let known = about.known;
    let shown = if known.is_windows() { show_blocking_rules(known) } else { show_ruleset() };
    about.by_looking([shown]).proved_by([looks::adba(known)])
}

/// Nor is NTP one.
pub fn allow_time_out(about: About<'_>, servers: &[String]) -> How {
    let known = about.known;
    let shown = if known.is_windows() { show_blocking_rules(known) } else { show_ruleset() };
    let compare = servers.iter().take(1);
    let compare = compare.map(|server| Word::of(Some(server), Placeholder::TimeServer));
    How::by([shown]).proved_by(compare.map(|server| looks::other_clock(known, &server)))
}

fn show_ruleset() -> Command {
    Command::shell(Machine::ThisHost, "nft list ruleset", &[]).elevated()
}

/// The same, for questions to DNS servers: Windows' own client asks, and no service of ours.
fn allow_dns_out(about: About<'_>) -> How {
    let known = about.known;
    let checks = [looks::soa(known, &known.zone(), &about.host())];
    if !known.is_windows() {
        return about.by_looking([show_ruleset()]).proved_by(checks);
    }
    let is_old = known.is_before_net_cmdlets();
    let allow = |protocol| {
        if is_old {
            let line = format!(
                "netsh advfirewall firewall add rule name=dns-out-{protocol} dir=out \
                 protocol={protocol} remoteport=53 action=allow"
            );
            return Command::windows(Machine::ThisHost, &line, &[]).elevated();
        }
        let pattern = format!(
            "New-NetFirewallRule -Name dns-out-{protocol} -DisplayName dns-out-{protocol} \
             -Direction Outbound -Protocol {protocol} -RemotePort 53 -Action Allow"
        );
        Command::powershell(Machine::ThisHost, &pattern, &[]).elevated()
    };
    about.by_looking([show_blocking_rules(known), allow("UDP"), allow("TCP")]).proved_by(checks)
}

/// The firewall lets programs out, and not the licensing service.
pub fn allow_service(about: About<'_>) -> How {
    let known = about.known;
    let port = Word::number(actprobe_probes::evidence::KMS_PORT);
    How::by([show_blocking_rules(known), allow_service_out(known, &port)])
        .proved_by([looks::licence(known)])
}

/// Its last command activates.
pub fn enable_service(about: About<'_>) -> How {
    let known = about.known;
    let client = known.client();
    let activate = Slmgr::Activate.on(client, known.tools(), &[]);
    How::by(enabling(client).into_iter().chain([activate])).proved_by([Command::windows(
        client,
        "sc.exe qc sppsvc",
        &[],
    )])
}

/// Some releases guard the service, and let its settings be changed in the registry alone.
pub fn enabling(machine: Machine) -> [Command; 3] {
    let line = |line| Command::windows(machine, line, &[]).elevated();
    [
        line("sc.exe config sppsvc start= delayed-auto"),
        line(
            r"reg add HKLM\SYSTEM\CurrentControlSet\Services\sppsvc /v Start /t REG_DWORD /d 2 /f",
        ),
        line("net start sppsvc"),
    ]
}

fn show_blocking_rules(known: Known<'_>) -> Command {
    if known.is_before_net_cmdlets() {
        let rules = "netsh advfirewall firewall show rule name=all dir=out";
        return Command::windows(Machine::ThisHost, rules, &[]);
    }
    Command::powershell(
        Machine::ThisHost,
        "Get-NetFirewallRule -Direction Outbound -Action Block -Enabled True",
        &[],
    )
}

/// For the licensing service alone, by its id.
fn allow_service_out(known: Known<'_>, port: &Word) -> Command {
    if known.is_before_net_cmdlets() {
        let line = "netsh advfirewall firewall add rule name=sppsvc-out dir=out service=sppsvc \
             protocol=TCP remoteport={} action=allow";
        return Command::windows(Machine::ThisHost, line, &[port]).elevated();
    }
    let pattern = "New-NetFirewallRule -Name sppsvc-out -DisplayName sppsvc-out -Direction \
         Outbound -Service sppsvc -Protocol TCP -RemotePort {} -Action Allow";
    Command::powershell(Machine::ThisHost, pattern, &[port]).elevated()
}
