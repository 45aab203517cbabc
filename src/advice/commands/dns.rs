//! DNS servers and what they hold.

use actprobe_probes::evidence::{KMS_SERVICE, domain_of_kms_service};

use super::how::{About, How, first};
use super::looks;
use crate::advice::command::{Command, Machine, Prompt};
use crate::advice::placeholder::Placeholder;
use crate::advice::slmgr::Slmgr;
use crate::advice::word::Word;
use crate::verdict::finding::Family;
use crate::verdict::subject::Subject;

/// A server that does not answer, or badly. A host that is told its KMS host asks it for no record,
/// and for Microsoft's names all the same.
pub fn ask_server(about: About<'_>) -> How {
    let known = about.known;
    let ask = match known.name_asked_for_instead() {
        Some(host) => {
            let host = Word::of(Some(host), Placeholder::HostName);
            looks::name_at(known, &host, &about.host())
        }
        None => looks::srv_of_zone(known, &known.zone(), &about.host()),
    };
    about.by_looking([ask])
}

/// The name was asked for without its domain.
pub fn ask_with_domain(about: About<'_>) -> How {
    let known = about.known;
    about.by_looking([looks::srv_in_domain(known, &known.zone())])
}

/// The one domain that the client asks in was not asked.
pub fn ask_in_domain(about: About<'_>, domain: &str) -> How {
    let domain = Word::of(Some(domain), Placeholder::Domain);
    about.by_looking([looks::srv_in_domain(about.known, &domain)])
}

/// The DNS service does not run, or not for us.
pub fn look_at_service(about: About<'_>) -> How {
    let run = Command::powershell(Machine::DnsServer, "Get-Service DNS", &[]);
    let start = Command::powershell(Machine::DnsServer, "Start-Service DNS", &[]).elevated();
    How::by([run, start]).proved_by(ask_server(about).checks)
}

/// The zone or the forwarders are broken.
pub fn look_at_zone(about: About<'_>) -> How {
    let known = about.known;
    let zone = known.zone();
    let look = [
        Command::powershell(Machine::DnsServer, "Get-DnsServerZone -Name {}", &[&zone]),
        Command::powershell(Machine::DnsServer, "Get-DnsServerForwarder", &[]),
    ];
    How::by(look).proved_by([looks::soa(known, &zone, &about.host())])
}

/// The servers differ.
pub fn compare_zones(about: About<'_>, name: &str, first: Option<&str>, others: &[String]) -> How {
    let known = about.known;
    let name = Word::of(Some(name), Placeholder::RecordName);
    let servers = first.into_iter().chain(others.iter().map(String::as_str)).take(2);
    let asked = servers.map(|server| {
        let server = Word::of(Some(server), Placeholder::DnsServer);
        looks::srv_of_server(known, &name, &server)
    });
    How::nothing().proved_by(asked).proved_by([looks::kms(known)])
}

/// The server that is asked first lacks what another has.
pub fn mend_first_server(about: About<'_>, name: &str, first: &str) -> How {
    let known = about.known;
    let server = Word::of(Some(first), Placeholder::DnsServer);
    let zone = Word::of(domain_of_kms_service(name), Placeholder::Domain);
    let show =
        Command::powershell(Machine::DnsServer, "Get-DnsServerZone -ComputerName {}", &[&server]);
    How::by([show]).proved_by([looks::srv_of_zone(known, &zone, &server)])
}

/// The record of a KMS host, by hand.
pub fn write_record(about: About<'_>) -> How {
    let known = about.known;
    let (zone, (host, port)) = (known.zone(), known.kms_host());
    let microsoft = format!(
        "Add-DnsServerResourceRecord -Srv -ZoneName {{}} -Name {KMS_SERVICE} -DomainName {{}} \
         -Priority 0 -Weight 0 -Port {{}}"
    );
    let bind = format!("{KMS_SERVICE}.{{}}. 3600 IN SRV 0 0 {{}} {{}}.");
    How::by([
        Command::powershell(Machine::DnsServer, &microsoft, &[&zone, &host, &port]).elevated(),
        Command::typed(Prompt::ZoneFile, Machine::DnsServer, &bind, &[&zone, &port, &host]),
    ])
    .proved_by([looks::srv_of_zone(known, &zone, &known.dns_server())])
}

/// The record of a KMS host that is gone; it asks before it deletes.
pub fn delete_record(about: About<'_>, host: &str) -> How {
    let known = about.known;
    let (zone, host) = (known.zone(), Word::of(Some(host), Placeholder::KmsHost));
    let pattern = format!(
        "Get-DnsServerResourceRecord -ZoneName {{}} -Name {KMS_SERVICE} -RRType Srv | \
         Where-Object {{ $_.RecordData.DomainName -like '{{}}*' }} | \
         Remove-DnsServerResourceRecord -ZoneName {{}}"
    );
    let delete = Command::powershell(Machine::DnsServer, &pattern, &[&zone, &host, &zone]);
    let check = looks::srv_of_zone(known, &zone, &known.dns_server());
    How::by([delete.elevated()]).proved_by([check])
}

/// A record that is wrong, or somebody else's.
pub fn mend_records(about: About<'_>) -> How {
    let known = about.known;
    let zone = known.zone();
    How::by([show_records(&zone)]).proved_by([looks::srv_of_zone(
        known,
        &zone,
        &known.dns_server(),
    )])
}

/// A KMS host is to be let write its own record.
pub fn take_record(about: About<'_>, zones: &[String]) -> How {
    let known = about.known;
    let zone = first(zones, Placeholder::Domain);
    let look = Command::powershell(
        Machine::DnsServer,
        "Get-DnsServerZone -Name {} | Select-Object DynamicUpdate",
        &[&zone],
    );
    let records = show_records(&zone);
    let check = looks::srv_of_zone(known, &zone, &known.dns_server());
    How::by([look, records]).proved_by([check])
}

fn show_records(zone: &Word) -> Command {
    let pattern = format!("Get-DnsServerResourceRecord -ZoneName {{}} -Name {KMS_SERVICE}");
    Command::powershell(Machine::DnsServer, &pattern, &[zone])
}

/// Nobody answers for a name.
pub fn ask_again(about: About<'_>, names: &[String]) -> How {
    about.by_looking([looks::srv(about.known, &first(names, Placeholder::RecordName))])
}

/// The resolver knows no such record; a server of the zone does.
pub fn ask_server_of_zone(about: About<'_>, names: &[String], server: Option<&str>) -> How {
    let known = about.known;
    let domain = names.first().and_then(|name| domain_of_kms_service(name));
    let domain = Word::of(domain, Placeholder::Domain);
    let server = Word::of(server, Placeholder::DnsServer);
    about.by_looking([looks::srv_of_zone(known, &domain, &server)])
}

/// A name and the machine at its address, and the names of that machine.
pub fn compare_names(about: About<'_>, address: &str) -> How {
    let known = about.known;
    let address = Word::of(Some(address), Placeholder::HostName);
    let looks = [looks::name(known, &about.host()), looks::name_of_address(known, &address)];
    How::by([address_records(&about.host())]).proved_by(looks)
}

fn address_records(host: &Word) -> Command {
    Command::powershell(Machine::DnsServer, "Resolve-DnsName {} -Type A", &[host])
}

/// An alias leads to nothing.
pub fn mend_alias(about: About<'_>, end: Option<&String>) -> How {
    let end = Word::of(end.map(String::as_str), Placeholder::RecordName);
    How::nothing().proved_by([looks::name(about.known, &end)])
}

/// TCP 53 is closed.
pub fn ask_over_tcp(about: About<'_>, names: &[String]) -> How {
    about.by_looking([looks::srv_over_tcp(about.known, &first(names, Placeholder::RecordName))])
}

/// A name outside does not resolve.
pub fn forward(about: About<'_>) -> How {
    let look = Command::powershell(Machine::DnsServer, "Get-DnsServerForwarder", &[]);
    How::by([look]).proved_by([looks::name(about.known, &about.host())])
}

/// What does the zone's own server say of a name that a resolver keeps back?
pub fn ask_zone(about: About<'_>) -> How {
    let server = Word::missing(Placeholder::DnsServer);
    let ask = "Resolve-DnsName {} -Type A -Server {}";
    How::by([Command::powershell(Machine::DnsServer, ask, &[&about.host(), &server])])
        .proved_by([looks::name(about.known, &about.host())])
}

/// What does the server say that is asked first, and what one that has the name?
pub fn ask_both(
    about: About<'_>,
    first: Option<&str>,
    others: &[String],
    family: Option<Family>,
) -> How {
    let host = about.host();
    let asked = first.into_iter().chain(others.first().map(String::as_str));
    How::nothing().proved_by(asked.map(|server| {
        let server = Subject::from(server);
        let server = Word::of(Some(server.host()), Placeholder::DnsServer);
        match family {
            Some(family) => looks::name_in_family_at(about.known, &host, family, &server),
            None => looks::name_at(about.known, &host, &server),
        }
    }))
}

/// A name inside.
pub fn mend_name(about: About<'_>) -> How {
    How::nothing().proved_by([looks::name(about.known, &about.host())])
}

/// Servers that fail on some names: is it their validation?
pub fn ask_without_validation(about: About<'_>, server: &String, others: &[String]) -> How {
    let first = Subject::from(server);
    let first = Word::of(Some(first.host()), Placeholder::DnsServer);
    let unvalidated = looks::name_unvalidated_at(about.known, &about.host(), &first);
    let asked = each_asked(about, std::iter::once(server).chain(others));
    about.by_looking(asked).then(about.by_looking([unvalidated]))
}

/// What does each of these servers say? Two tell whether they are alike.
pub fn each_asked<'s>(about: About<'_>, servers: impl Iterator<Item = &'s String>) -> Vec<Command> {
    let ask = |server: &String| {
        let server = Subject::from(server);
        let server = Word::of(Some(server.host()), Placeholder::DnsServer);
        looks::name_at(about.known, &about.host(), &server)
    };
    servers.take(2).map(ask).collect()
}

/// Connected to its site, a client finds the record by itself.
pub fn ask_once_connected(about: About<'_>) -> How {
    let known = about.known;
    let activate = Slmgr::Activate.on(known.client(), known.tools(), &[]);
    How::by([looks::srv_in_domain(known, &known.zone()), activate])
        .proved_by([looks::licence(known)])
}

/// What does the server that this host asks say, for the domain in which it looks?
pub fn ask_where_it_looks(about: About<'_>, suffixes: &[String], servers: &[String]) -> How {
    let known = about.known;
    let zone = Word::of(suffixes.first().map(String::as_str), Placeholder::Domain);
    let server = Word::of(servers.first().map(String::as_str), Placeholder::DnsServer);
    about.by_looking([looks::srv_of_zone(known, &zone, &server)])
}
