//! KMS: the host's own side, and what a client is told.

use actprobe_probes::evidence::{Cloud, ForcedLevel, KMS_PORT, domain_of_kms_service};

use super::how::{About, How};
use super::{dns, host, licence, looks};
use crate::advice::command::{Command, Machine};
use crate::advice::placeholder::Placeholder;
use crate::advice::slmgr::{Slmgr, Tools};
use crate::advice::word::Word;
use crate::catalogue::clouds;
use crate::verdict::Owner;
use crate::verdict::finding::RearmsKnown;
use crate::verdict::subject::Subject;

/// A command of the KMS host: on this host, where this is the one.
fn of_kms_host(about: About<'_>, slmgr: Slmgr, words: &[&Word]) -> Command {
    if about.owner == Owner::HostAdmin {
        slmgr.on(Machine::ThisHost, about.known.tools(), words)
    } else {
        slmgr.on(Machine::KmsHost, Tools::Vbs, words)
    }
}

fn on_kms_host(about: About<'_>, line: &str) -> Command {
    let own = about.owner == Owner::HostAdmin;
    let machine = if own { Machine::ThisHost } else { Machine::KmsHost };
    Command::windows(machine, line, &[]).elevated()
}

/// The record: the host makes it itself when its service starts.
pub fn publish(about: About<'_>) -> How {
    let known = about.known;
    How::by([
        of_kms_host(about, Slmgr::Publish, &[]),
        on_kms_host(about, "net stop sppsvc"),
        on_kms_host(about, "net start sppsvc"),
    ])
    .proved_by([looks::srv_of_zone(known, &known.zone(), &known.dns_server())])
}

/// In further zones, which the host is told by its registry.
pub fn publish_in_zone(about: About<'_>) -> How {
    let known = about.known;
    let zone = known.zone();
    let list = "New-ItemProperty -Path \"HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\\
         SoftwareProtectionPlatform\" -Name DnsDomainPublishList -PropertyType MultiString \
         -Value {}";
    How::by([
        Command::powershell(Machine::KmsHost, list, &[&zone]).elevated(),
        on_kms_host(about, "net stop sppsvc"),
        on_kms_host(about, "net start sppsvc"),
    ])
    .proved_by([looks::srv_of_zone(known, &zone, &known.dns_server())])
}

/// The port and the record disagree.
pub fn listen_as_published(about: About<'_>, published: &[String]) -> How {
    let port = published.first().and_then(|target| Subject::from(target).port());
    let port = port.map_or(Word::of(None, Placeholder::PortNumber), Word::number);
    How::by([
        of_kms_host(about, Slmgr::ShowAll, &[]),
        of_kms_host(about, Slmgr::ListenOn, &[&port]),
        on_kms_host(about, "net stop sppsvc"),
        on_kms_host(about, "net start sppsvc"),
    ])
    .proved_by([looks::kms(about.known)])
}

/// Somebody installed a KMS host key where none belongs.
pub fn stop_publisher(about: About<'_>) -> How {
    How::by([
        of_kms_host(about, Slmgr::StopPublishing, &[]),
        on_kms_host(about, "net stop sppsvc"),
        on_kms_host(about, "net start sppsvc"),
    ])
    .proved_by(dns::mend_records(about).checks)
}

/// Is there a record by now? Else the host can be told the name.
pub fn ask_in_own_domain(about: About<'_>) -> How {
    let known = about.known;
    let ask = looks::srv_in_domain(known, &known.zone());
    How::by([ask]).then(name_host(about))
}

/// Is it a KMS host, is it activated, what does it count, where does it listen?
pub fn look_at_host(about: About<'_>) -> How {
    How::by([of_kms_host(about, Slmgr::ShowAll, &[])]).proved_by([looks::kms(about.known)])
}

/// The service does not listen, or not to us.
pub fn look_at_service(about: About<'_>) -> How {
    let known = about.known;
    How::by([
        Command::powershell(Machine::KmsHost, "Get-Service sppsvc", &[]),
        of_kms_host(about, Slmgr::ShowAll, &[]),
    ])
    .proved_by([looks::port(known, &about.place(), &about.port())])
}

/// Nothing listens, because the service is stopped; and why it is, stands in the log.
pub fn start_service(about: About<'_>) -> How {
    let ended = "wevtutil qe System /q:\"*[System[(EventID=7031 or EventID=7034)]]\" /c:5 /rd:true \
                 /f:text";
    How::by([on_kms_host(about, "net start sppsvc"), on_kms_host(about, ended)])
        .proved_by([looks::port(about.known, &about.place(), &about.port())])
}

/// Nothing listens: whoever has that host starts the service, and sees whether it is a KMS host.
pub fn start_listening(about: About<'_>) -> How {
    let known = about.known;
    let is_own = about.owner == Owner::HostAdmin;
    let on = if is_own { known.client() } else { Machine::KmsHost };
    let start = Command::windows(on, "net start sppsvc", &[]).elevated();
    let look = Command::windows(on, "netstat -an | findstr :1688", &[]);
    How::by([start, Slmgr::ShowAll.on(on, known.tools(), &[])]).proved_by([look])
}

/// Its clock is the wrong one, or was: whom does it follow?
pub fn look_at_clock(about: About<'_>) -> How {
    let on_host = |line| on_kms_host(about, line);
    let follows = Command::windows(Machine::KmsHost, "w32tm /query /status", &[]);
    let client = about.known.client();
    How::by([follows, on_host("w32tm /resync")]).proved_by([Slmgr::Activate.on(
        client,
        about.known.tools(),
        &[],
    )])
}

/// Nothing listens, because the service may not start.
pub fn enable_service(about: About<'_>) -> How {
    let show = of_kms_host(about, Slmgr::ShowAll, &[]);
    How::by(host::enabling(Machine::KmsHost).into_iter().chain([show])).proved_by([looks::port(
        about.known,
        &about.place(),
        &about.port(),
    )])
}

/// The host is silent: does KMS listen there, and does the host's own firewall let it in?
pub fn look_at_silence(about: About<'_>) -> How {
    let port = about.port();
    let listens = "Get-NetTCPConnection -State Listen -LocalPort {}";
    let rule = match is_usual(&port) {
        true => "Get-NetFirewallRule -Name SPPSVC-In-TCP | Select-Object Enabled, Profile",
        false => "Get-NetFirewallPortFilter | Where-Object LocalPort -eq {} | Get-NetFirewallRule",
    };
    How::by([
        Command::powershell(Machine::KmsHost, listens, &[&port]),
        Command::powershell(Machine::KmsHost, rule, &[&port]),
    ])
    .proved_by([looks::port(about.known, &about.place(), &port)])
}

/// The port is open, and nobody answers in RPC: is it the service that listens?
pub fn look_behind_port(about: About<'_>) -> How {
    let checks = [looks::kms(about.known)];
    if !Machine::KmsHost.is_of(about.owner) {
        return How::nothing().proved_by(checks);
    }
    let listens = "Get-NetTCPConnection -State Listen -LocalPort {}";
    How::by([
        Command::powershell(Machine::KmsHost, listens, &[&about.port()]),
        Command::powershell(Machine::KmsHost, "Get-Service sppsvc", &[]),
    ])
    .proved_by(checks)
}

/// The service there answers as none in order does.
pub fn restart_service(about: About<'_>) -> How {
    if about.owner == Owner::NetworkTeam {
        // A provider's, of whose machine nobody here has the console.
        return How::nothing().proved_by([looks::kms(about.known)]);
    }
    How::by([on_kms_host(about, "net stop sppsvc"), on_kms_host(about, "net start sppsvc")])
        .proved_by([looks::kms(about.known)])
}

/// The host's own firewall: the rule that Windows brings along, by its name, which is not
/// translated; on another port than its own, another rule.
pub fn open_firewall(about: About<'_>) -> How {
    let known = about.known;
    let port = about.port();
    let rule = match is_usual(&port) {
        true => "Enable-NetFirewallRule -Name SPPSVC-In-TCP",
        false => {
            "New-NetFirewallRule -DisplayName kms-in-tcp-{} -Direction Inbound -Protocol TCP \
             -LocalPort {} -Action Allow"
        }
    };
    let by_rule = Command::powershell(Machine::KmsHost, rule, &[&port, &port]).elevated();
    How::by([by_rule]).proved_by([looks::port(known, &about.place(), &port)])
}

/// The same on this host, where the rule itself was seen to be off.
pub fn let_clients_in(about: About<'_>) -> How {
    let client = about.known.client();
    let rule = "Enable-NetFirewallRule -Name SPPSVC-In-TCP";
    let look = "Get-NetFirewallRule -Name SPPSVC-In-TCP | Format-List Name, Enabled, Profile";
    How::by([Command::powershell(client, rule, &[]).elevated()]).proved_by([Command::powershell(
        client,
        look,
        &[],
    )])
}

/// Whether it is the one port that the rule is for, as far as is known.
fn is_usual(port: &Word) -> bool {
    port.placeholder().is_some() || *port == Word::number(KMS_PORT)
}

/// Its name has no address.
pub fn register_address(about: About<'_>) -> How {
    How::by([on_kms_host(about, "ipconfig /registerdns")])
        .proved_by([looks::name(about.known, &about.host())])
}

/// The record names a host that is gone: whoever runs KMS gives the host its address back, or has
/// the record deleted.
pub fn host_is_gone(about: About<'_>) -> How {
    let known = about.known;
    How::nothing().proved_by([looks::srv_of_zone(known, &known.zone(), &known.dns_server())])
}

/// It is no KMS host, or one whose key does not serve.
pub fn install_host_key(about: About<'_>) -> How {
    let key = Word::missing(Placeholder::KmsHostKey);
    How::by([
        of_kms_host(about, Slmgr::ShowAll, &[]),
        of_kms_host(about, Slmgr::InstallKey, &[&key]),
        of_kms_host(about, Slmgr::Activate, &[]),
    ])
    .proved_by([of_kms_host(about, Slmgr::ShowAll, &[])])
}

/// The KMS host's system takes no such key: a newer server becomes the KMS host.
pub fn install_on_newer_host() -> How {
    let there = Machine::NewKmsHost;
    let key = Word::missing(Placeholder::KmsHostKey);
    let rule = "Enable-NetFirewallRule -Name SPPSVC-In-TCP";
    How::by([
        Slmgr::ShowAll.on(there, Tools::Vbs, &[]),
        Slmgr::InstallKey.on(there, Tools::Vbs, &[&key]),
        Slmgr::Activate.on(there, Tools::Vbs, &[]),
        Command::powershell(there, rule, &[]).elevated(),
    ])
    .proved_by([Slmgr::ShowAll.on(there, Tools::Vbs, &[])])
}

/// Which KMS host refused: the one that the client names after its next try.
pub fn look_who_answers(about: About<'_>) -> How {
    let known = about.known;
    let (client, tools) = (known.client(), known.tools());
    How::by([
        Slmgr::Activate.on(client, tools, &[]),
        looks::whole_licence(known),
        looks::srv_of_zone(known, &known.zone(), &known.dns_server()),
    ])
    .proved_by([looks::licence(known)])
}

/// It is not activated itself.
pub fn activate_host(about: About<'_>) -> How {
    How::by([of_kms_host(about, Slmgr::Activate, &[])]).proved_by([of_kms_host(
        about,
        Slmgr::ShowAll,
        &[],
    )])
}

/// What a client is told by hand is wrong: without it, the client asks DNS as it activates.
pub fn drop_setting(about: About<'_>, level: ForcedLevel) -> How {
    let known = about.known;
    let (client, tools) = (known.client(), known.tools());
    let activate = match level {
        ForcedLevel::Global => Some(Slmgr::Activate.on(client, tools, &[])),
        ForcedLevel::Sku => {
            Some(Slmgr::ActivateProduct.on(client, tools, &[&known.activation_id()]))
        }
        ForcedLevel::Policy | ForcedLevel::Application => None,
    };
    How::by(drops(about, level).into_iter().chain(activate)).proved_by([looks::kms_as_found(known)])
}

fn drops(about: About<'_>, level: ForcedLevel) -> Vec<Command> {
    let known = about.known;
    let client = known.client();
    match level {
        ForcedLevel::Policy => {
            vec![Command::windows(client, "gpresult /h gpresult.html", &[]).elevated()]
        }
        ForcedLevel::Sku => {
            let id = known.activation_id();
            vec![Slmgr::ClearKmsHostOfProduct.on(client, known.tools(), &[&id])]
        }
        ForcedLevel::Application => {
            let query = "reg query \"HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\\
                 SoftwareProtectionPlatform\" /s /f KeyManagementService";
            vec![Command::windows(client, query, &[])]
        }
        ForcedLevel::Global => vec![Slmgr::ClearKmsHost.on(client, known.tools(), &[])],
    }
}

/// Nothing shows that the setting is wrong: it is not dropped.
pub fn look_as_found(about: About<'_>) -> How {
    How::nothing().proved_by([looks::kms_as_found(about.known)])
}

/// A KMS host that is nobody's of this site: what activates afterwards is no KMS.
pub fn leave_stranger(about: About<'_>, level: ForcedLevel) -> How {
    How::by(drops(about, level)).then(licence::replace_by_own_key(about))
}

/// Whether the machine is one of that cloud, by its firmware, and whether its KMS is reached.
pub fn look_where_it_runs(about: About<'_>, host: &str, cloud: Cloud) -> How {
    let known = about.known;
    let (class, properties) = match cloud {
        // Azure gives its machines this tag, which other hosts of Hyper-V do not (Microsoft Learn,
        // "Azure virtual machine metadata": 7783-7084-3265-9085-8269-3286-77).
        Cloud::Azure => ("Win32_SystemEnclosure", "SMBIOSAssetTag"),
        Cloud::Aws
        | Cloud::Google
        | Cloud::Oracle
        | Cloud::Alibaba
        | Cloud::Tencent
        | Cloud::Ovh
        | Cloud::Ibm => ("Win32_ComputerSystem", "Manufacturer, Model"),
    };
    // What was read already is not read again.
    let is_read = known.evidence().host.platform.value().is_some();
    let looks = match is_read {
        true => How::nothing(),
        false => How::by([looks::of_wmi(known, class, properties)]),
    };
    looks.then(test_host(about, host))
}

/// Does the host that the client is told take connections?
pub fn test_host(about: About<'_>, label: &str) -> How {
    let target = Subject::from(label);
    let host = Word::of(Some(target.host()), Placeholder::KmsHost);
    let port = Word::number(target.port().unwrap_or(KMS_PORT));
    How::by([looks::port(about.known, &host, &port)]).proved_by([looks::kms(about.known)])
}

/// Does this port of it?
pub fn test_port(about: About<'_>, host: &str, port: u64) -> How {
    let host = Word::of(Some(host), Placeholder::KmsHost);
    How::by([looks::port(about.known, &host, &Word::number(port))])
}

/// The client is told the right host and a wrong port. Who is told by policy, or for all of
/// Windows, does not listen to `slmgr /skms`.
pub fn correct_port(about: About<'_>, host: &str, level: ForcedLevel, port: u64) -> How {
    let known = about.known;
    let host = Word::of(Some(host), Placeholder::KmsHost);
    let port = Word::number(port);
    match level {
        ForcedLevel::Policy | ForcedLevel::Application => drop_setting(about, level),
        ForcedLevel::Global => set_host(about, &host, &port),
        ForcedLevel::Sku => {
            let (client, tools) = (known.client(), known.tools());
            let id = known.activation_id();
            How::by([
                Slmgr::SetKmsHostOfProduct.on(client, tools, &[&host, &port, &id]),
                Slmgr::Activate.on(client, tools, &[]),
            ])
            .proved_by([looks::port(known, &host, &port), looks::licence(known)])
        }
    }
}

/// Which product the setting is for.
pub fn compare_product(about: About<'_>) -> How {
    How::by([looks::whole_licence(about.known)])
}

/// The settings allow another way only.
pub fn allow_every_way(about: About<'_>) -> How {
    let known = about.known;
    How::by([Slmgr::AllowEveryWay.on(known.client(), known.tools(), &[])])
        .proved_by([looks::kms(known)])
}

/// Tell the client its KMS host.
pub fn name_host(about: About<'_>) -> How {
    let known = about.known;
    let (host, port) = known.kms_host();
    set_host(about, &host, &port)
}

/// The name that it is told does not exist, and nobody is known in its place: whoever runs KMS
/// knows the whole name.
pub fn set_whole_name(about: About<'_>) -> How {
    let port = Word::number(actprobe_probes::evidence::KMS_PORT);
    set_host(about, &Word::missing(Placeholder::KmsHost), &port)
}

/// Tell it the cloud's.
pub fn name_cloud_host(about: About<'_>, cloud: Cloud) -> How {
    let host = Word::of(clouds::kms_names(cloud).first().copied(), Placeholder::KmsHost);
    set_host(about, &host, &Word::number(actprobe_probes::evidence::KMS_PORT))
}

/// Tell it this one.
pub fn name_this_host(about: About<'_>, host: &str, port: u64) -> How {
    set_host(about, &Word::of(Some(host), Placeholder::KmsHost), &Word::number(port))
}

fn set_host(about: About<'_>, host: &Word, port: &Word) -> How {
    let known = about.known;
    let (client, tools) = (known.client(), known.tools());
    How::by([
        Slmgr::SetKmsHost.on(client, tools, &[host, port]),
        Slmgr::Activate.on(client, tools, &[]),
    ])
    .proved_by([looks::port(known, host, port), looks::licence(known)])
}

/// Tell the client where to look.
pub fn look_in_domain(about: About<'_>, name: &str) -> How {
    let known = about.known;
    let domain = Word::of(domain_of_kms_service(name), Placeholder::Domain);
    let (client, tools) = (known.client(), known.tools());
    How::by([
        Slmgr::SetLookupDomain.on(client, tools, &[&domain]),
        Slmgr::Activate.on(client, tools, &[]),
    ])
    .proved_by([looks::kms(known), looks::licence(known)])
}

/// Tell it nothing of a domain.
pub fn look_in_own_domains(about: About<'_>) -> How {
    let known = about.known;
    let (client, tools) = (known.client(), known.tools());
    How::by([
        Slmgr::ClearLookupDomain.on(client, tools, &[]),
        Slmgr::Activate.on(client, tools, &[]),
    ])
    .proved_by([looks::kms(known), looks::licence(known)])
}

/// Activate again, and read what the service wrote.
pub fn try_again(about: About<'_>) -> How {
    let known = about.known;
    let (client, tools) = (known.client(), known.tools());
    let event = "Get-WinEvent -MaxEvents 1 -FilterHashtable @{LogName='Application'; \
         ProviderName='Microsoft-Windows-Security-SPP'; Id=12288}";
    about
        .by_looking([Slmgr::Activate.on(client, tools, &[])])
        .proved_by([looks::licence(known), Command::powershell(client, event, &[])])
}

/// Each clone gets an id of its own.
pub fn rearm(about: About<'_>, rearms: RearmsKnown) -> How {
    let (known, tools) = (about.known, about.known.tools());
    let client = match rearms {
        RearmsKnown::None => {
            return How::nothing().proved_by([looks::whole_licence(known)]);
        }
        RearmsKnown::Left | RearmsKnown::Unread => known.client(),
        RearmsKnown::Elsewhere => Machine::Clone,
    };
    How::by([
        Slmgr::Rearm.on(client, tools, &[]),
        Command::windows(client, "shutdown /r /t 0", &[]).elevated(),
        Slmgr::Activate.on(client, tools, &[]),
    ])
    .proved_by([Slmgr::ShowAll.on(client, tools, &[])])
}
