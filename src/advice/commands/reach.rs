//! Names, ports and the way there, whoever is asked.

use actprobe_probes::evidence::{ForcedLevel, KmsTarget};

use super::how::{About, How};
use super::{adba, dns, host, kms, looks, proxy};
use crate::advice::command::{Command, Machine, Prompt};
use crate::advice::placeholder::Placeholder;
use crate::advice::slmgr::Slmgr;
use crate::advice::word::Word;
use crate::verdict::Owner;
use crate::verdict::finding::{Family, NamedBy, Role, YesNo};

/// The name does not exist.
pub fn name_not_found(about: About<'_>, role: Role) -> How {
    match role {
        Role::Kms => kms::host_is_gone(about),
        // Dropped, the setting leads to what DNS publishes: to nobody where it does not.
        Role::NamedKms if publishes_kms(about) => kms::drop_setting(about, ForcedLevel::Global),
        Role::NamedKms => kms::set_whole_name(about),
        Role::CloudKms | Role::Endpoint => dns::forward(about),
        Role::Proxy => proxy::mend(about),
        Role::Controller => adba::clean_up_controller(about),
    }
}

fn publishes_kms(about: About<'_>) -> bool {
    about.known.evidence().kms.targets.iter().any(KmsTarget::is_published)
}

/// The name has no address.
pub fn name_has_no_address(about: About<'_>, role: Role) -> How {
    match role {
        Role::Kms => kms::register_address(about),
        Role::NamedKms => kms::drop_setting(about, ForcedLevel::Global),
        Role::Proxy => proxy::mend(about),
        Role::CloudKms | Role::Endpoint | Role::Controller => dns::mend_name(about),
    }
}

/// Servers fail on the name: they are asked again, and where they answer for the site, to whom do
/// they hand on the rest?
pub fn name_server_fails<'s>(
    about: About<'_>,
    servers: impl Iterator<Item = &'s String>,
    inside: YesNo,
) -> How {
    let checks = dns::each_asked(about, servers);
    let how = if inside.0 { dns::forward(about) } else { dns::mend_name(about) };
    if checks.is_empty() { how } else { How { checks, ..how } }
}

/// The name leads to nobody.
pub fn name_leads_nowhere(about: About<'_>, by: NamedBy, role: Role) -> How {
    match (by, role) {
        (NamedBy::HostsFile, _) => host::edit_hosts_file(about),
        (NamedBy::Setting, Role::Proxy) => proxy::mend(about),
        (NamedBy::Setting, Role::Kms | Role::NamedKms | Role::CloudKms) => {
            kms::drop_setting(about, ForcedLevel::Global)
        }
        (NamedBy::Setting, Role::Endpoint | Role::Controller) | (NamedBy::Dns, _) => {
            dns::mend_name(about)
        }
    }
}

/// Nobody answers for a name.
pub fn name_unanswered(about: About<'_>) -> How {
    about.by_looking([looks::name(about.known, &about.host())])
}

/// The other side has no address of the family that this host uses.
pub fn family_missing(about: About<'_>, wanted: Family) -> How {
    about.by_looking([looks::name_in_family(about.known, &about.host(), wanted)])
}

/// A port is silent.
pub fn port_silent(about: About<'_>) -> How {
    if about.owner.first() == Owner::KmsAdmin {
        kms::look_at_silence(about)
    } else {
        try_port(about)
    }
}

/// A port refuses.
pub fn port_refused(about: About<'_>, role: Role) -> How {
    match (role, about.owner.first()) {
        (Role::Kms | Role::NamedKms | Role::CloudKms, Owner::KmsAdmin) => {
            kms::look_at_service(about)
        }
        (Role::Controller, Owner::DirectoryTeam) => adba::look_at_services(about),
        (Role::Proxy, Owner::HostAdmin) => proxy::mend(about),
        (
            Role::Kms
            | Role::NamedKms
            | Role::CloudKms
            | Role::Controller
            | Role::Proxy
            | Role::Endpoint,
            _,
        ) => try_port(about),
    }
}

/// The host's own firewall rejects.
pub fn port_rejected(about: About<'_>) -> How {
    if about.owner.first() == Owner::KmsAdmin { kms::open_firewall(about) } else { try_port(about) }
}

/// Something on the way, or the machine itself.
pub fn try_port(about: About<'_>) -> How {
    about.by_looking([looks::port(about.known, &about.place(), &about.port())])
}

/// Requests have to leave Azure from one of its own addresses: where a default route leads
/// elsewhere, each address of its KMS has a route of its own (Microsoft Learn, "Azure Windows VM
/// activation fails in forced tunneling scenario").
pub fn lead_out_of_azure(about: About<'_>) -> How {
    const KMS: [&str; 3] = ["20.118.99.224", "40.83.235.53", "23.102.135.246"];
    let known = about.known;
    let (group, table) = (Placeholder::ResourceGroup, Placeholder::RouteTable);
    let (group, table) = (Word::missing(group), Word::missing(table));
    let route = |(at, address): (usize, &str)| {
        let line = format!(
            "az network route-table route create --resource-group {{}} --route-table-name {{}} \
             --name azkms{at} --address-prefix {address}/32 --next-hop-type Internet"
        );
        Command::typed(Prompt::Windows, Machine::Anywhere, &line, &[&group, &table])
    };
    let activate = Slmgr::Activate.on(known.client(), known.tools(), &[]);
    let How { checks, .. } = try_port(about);
    How::by((1..).zip(KMS).map(route)).proved_by(checks).proved_by([activate])
}

/// Routers hand packets to each other.
pub fn follow(about: About<'_>) -> How {
    about.by_looking([looks::trace(about.known, &about.place())])
}

/// Large packets vanish.
pub fn full_packets(about: About<'_>) -> How {
    about.by_looking([looks::full_packet(about.known, &about.place(), about.address())])
}
