//! Automatic Virtual Machine Activation: the guest and its Hyper-V host.

use super::how::{About, How};
use super::{licence, looks};
use crate::advice::command::{Command, Machine};
use crate::advice::placeholder::Placeholder;
use crate::advice::slmgr::{Slmgr, Tools};
use crate::advice::word::Word;
use crate::verdict::Owner;
use crate::verdict::finding::AvmaRefusal;

const HOST: Machine = Machine::HyperVHost;

/// AVMA is not for this machine: a KMS client key is, where the key may be changed.
pub fn take_client_key(about: About<'_>) -> How {
    if about.owner == Owner::HostAdmin { licence::install_setup_key(about) } else { How::nothing() }
}

/// An AVMA key instead of the installed one.
pub fn install_avma_key(about: About<'_>) -> How {
    licence::install(about, &about.known.avma_key())
}

/// Is it Hyper-V, and is this machine in its list?
pub fn list_machines() -> How {
    How::by([Command::powershell(HOST, "Get-VM", &[]).elevated()])
}

/// Data Exchange is off: by the id of the service, whose name is translated.
pub fn turn_on_data_exchange(about: About<'_>) -> How {
    let machine = machine(about);
    let pattern = "Get-VMIntegrationService -VMName {} | Where-Object Id -like \
         *2A34B1C2-FD73-4043-8A5B-DD2159BC743F | Enable-VMIntegrationService";
    How::by([Command::powershell(HOST, pattern, &[&machine]).elevated()]).proved_by([values(about)])
}

fn machine(about: About<'_>) -> Word {
    let kvp = about.known.evidence().host.kvp.value();
    let name = kvp.map(|kvp| kvp.virtual_machine.as_str());
    Word::of(name, Placeholder::VmName)
}

fn values(about: About<'_>) -> Command {
    if about.known.is_windows() {
        let key = r#"reg query "HKLM\SOFTWARE\Microsoft\Virtual Machine\Guest\Parameters""#;
        Command::windows(Machine::ThisHost, key, &[])
    } else {
        Command::shell(Machine::ThisHost, "ls /var/lib/hyperv", &[])
    }
}

/// Its service in the guest is disabled.
pub fn enable_guest_service(about: About<'_>) -> How {
    let pattern = "Set-Service vmickvpexchange -StartupType Manual";
    let start = "Start-Service vmickvpexchange";
    How::by([
        Command::powershell(Machine::ThisHost, pattern, &[]).elevated(),
        Command::powershell(Machine::ThisHost, start, &[]).elevated(),
    ])
    .proved_by([values(about)])
}

/// What the host tells was not read.
pub fn look_at_values(about: About<'_>) -> How {
    about.by_looking([values(about)])
}

/// What system does the host have?
pub fn look_at_host_system() -> How {
    let pattern = "Get-CimInstance Win32_OperatingSystem | Format-List Caption, BuildNumber";
    How::by([Command::powershell(HOST, pattern, &[])])
}

/// Nobody secures what the host tells its guest: it is looked at before the guest is moved, and the
/// guest tries again after that.
pub fn look_at_host(about: About<'_>) -> How {
    let known = about.known;
    let edition = Command::windows(HOST, "dism /online /Get-CurrentEdition", &[]).elevated();
    let try_again = Slmgr::Activate.on(known.client(), known.tools(), &[]);
    How::by([edition]).then(look_at_host_system()).proved_by([try_again, looks::licence(known)])
}

/// Is the host activated?
pub fn look_at_host_licence() -> How {
    How::by([Slmgr::ShowAll.on(HOST, Tools::Vbs, &[])])
}

/// The same as a check, for a guest's administrator.
pub fn look_at_host_licence_from(about: About<'_>) -> How {
    How::nothing().proved_by([looks::actprobe(about.known, "--only avma", &[])])
}

/// Azure Local activates guests once it was told to.
pub fn look_at_azure_local() -> How {
    How::by([Command::powershell(HOST, "Get-VMAutomaticActivation", &[]).elevated()])
}

/// The host is not activated; its guest tries after it.
pub fn activate_host(about: About<'_>) -> How {
    let known = about.known;
    let try_again = Slmgr::Activate.on(known.client(), known.tools(), &[]);
    How::by([Slmgr::Activate.on(HOST, Tools::Vbs, &[])])
        .proved_by([try_again, looks::licence(known)])
}

/// The host refused.
pub fn after_refusal(about: About<'_>, why: AvmaRefusal) -> How {
    let known = about.known;
    let try_again = Slmgr::Activate.on(known.client(), known.tools(), &[]);
    let checks = [try_again, looks::licence(known)];
    match why {
        AvmaRefusal::Throttled => about.by_looking(checks),
        AvmaRefusal::Platform => turn_on_data_exchange(about),
        AvmaRefusal::SeenIdle => activate_host(about),
        AvmaRefusal::SeenNotDatacenter => How::nothing(),
        AvmaRefusal::SeenActivated => {
            let event = "Get-WinEvent -MaxEvents 1 -FilterHashtable @{LogName='Application'; \
                 ProviderName='Microsoft-Windows-Security-SPP'; Id=12310}";
            let [try_again, licence] = checks;
            How::by([try_again, Command::powershell(HOST, event, &[])]).proved_by([licence])
        }
        AvmaRefusal::NotActivated | AvmaRefusal::NotBound => How::by([
            Slmgr::ShowAll.on(HOST, Tools::Vbs, &[]),
            Slmgr::Activate.on(HOST, Tools::Vbs, &[]),
        ])
        .proved_by(checks),
        AvmaRefusal::Mismatch => look_at_host_system().proved_by(checks),
    }
}

/// An evaluation takes no key before it is converted.
pub fn convert_evaluation(about: About<'_>, target: &str, key: Option<&str>) -> How {
    let target = Word::of(Some(target), Placeholder::Edition);
    let key = Word::of(key, Placeholder::AvmaKey);
    How::by([licence::set_edition(about, &target, &key)]).proved_by([licence::edition(about)])
}
