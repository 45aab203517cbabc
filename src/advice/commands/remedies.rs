//! How each remedy is taken.

use super::how::{About, How};
use super::{avma, code_steps, dns, host, kms, licence, looks, proxy};
use crate::advice::codes::step;
use crate::advice::command::{Command, Machine, Prompt};
use crate::advice::placeholder::Placeholder;
use crate::advice::remedy::Remedy;
use crate::advice::slmgr::Slmgr;
use crate::advice::word::Word;
use crate::verdict::Owner;
use actprobe_probes::evidence::KeyChannel;

/// Who takes it.
pub fn owner(remedy: &Remedy) -> Owner {
    match remedy {
        Remedy::WriteRecord {} | Remedy::DeleteRecord { .. } => Owner::DnsAdmin,
        Remedy::TurnOnDataExchange {} => Owner::HyperVAdmin,
        Remedy::AnswerCode { step, .. } => step::owner(*step),
        Remedy::Activate { .. }
        | Remedy::ActivateOnline {}
        | Remedy::ActivateAddOn { .. }
        | Remedy::ActivateOffice { .. }
        | Remedy::ActivateByHost {}
        | Remedy::TakeClientKey { .. }
        | Remedy::TakeKeyForKms { .. }
        | Remedy::RequestActivations { .. }
        | Remedy::ActivateOffline { .. }
        | Remedy::ActivateManyOffline {}
        | Remedy::ReuseRetiredKey {}
        | Remedy::PreferHyperV {}
        | Remedy::UseOtherWay {}
        | Remedy::PreferDirectory {}
        | Remedy::PreferKms {}
        | Remedy::PreferMak {}
        | Remedy::SaveBeforeUpgrade {}
        | Remedy::ReplaceOemLicence {}
        | Remedy::MatchKeyToEdition { .. }
        | Remedy::RepairSystemFiles { .. }
        | Remedy::ReinstallLicences { .. }
        | Remedy::PutKeyInAnew { .. }
        | Remedy::RestartService { .. }
        | Remedy::RunElevated { .. }
        | Remedy::LookAtLicence {}
        | Remedy::ReadWithoutVbscript {}
        | Remedy::TestRememberedHost { .. }
        | Remedy::AskThere {}
        | Remedy::NameKmsHost { .. }
        | Remedy::NameCloudKms { .. }
        | Remedy::SetLookupDomain { .. }
        | Remedy::AskServerFirst { .. }
        | Remedy::ClearLookupDomain { .. }
        | Remedy::SetProxy { .. } => Owner::HostAdmin,
    }
}

/// In commands.
pub fn of_remedy(remedy: &Remedy, about: About<'_>) -> How {
    match remedy {
        Remedy::Activate { .. }
        | Remedy::ActivateOnline {}
        | Remedy::ActivateByHost {}
        | Remedy::RunElevated { .. } => activate(about),
        Remedy::ActivateAddOn { .. } => activate_add_on(about),
        Remedy::ActivateOffice { channel, host } => {
            let elsewhere = host.0.is_some();
            activate_office(
                if elsewhere { Machine::Client } else { about.known.client() },
                channel.0,
            )
        }
        Remedy::TakeClientKey { .. } | Remedy::TakeKeyForKms { .. } | Remedy::UseOtherWay {} => {
            licence::install_setup_key(about)
        }
        Remedy::TurnOnDataExchange {} => avma::turn_on_data_exchange(about),
        Remedy::RequestActivations { .. } => request_activations(about),
        Remedy::ActivateOffline { .. } => licence::offline(about),
        Remedy::ActivateManyOffline {} => many_offline(),
        Remedy::ReuseRetiredKey {} | Remedy::LookAtLicence {} => {
            How::by([looks::whole_licence(about.known)])
        }
        Remedy::ReadWithoutVbscript {} => read_without_vbscript(about),
        Remedy::TestRememberedHost { kms, .. } => kms::test_host(about, kms),
        Remedy::AnswerCode { step, .. } => code_steps::of(*step, about),
        Remedy::AskThere {} => How::by([looks::everything(about.known)]),
        Remedy::PreferHyperV {} => avma::look_at_host_licence_from(about),
        Remedy::PreferDirectory {} => How::nothing().proved_by([looks::adba(about.known)]),
        Remedy::PreferKms {} => How::nothing().proved_by([looks::kms(about.known)]),
        Remedy::PreferMak {} => How::nothing().proved_by([looks::online(about.known)]),
        Remedy::SaveBeforeUpgrade {} => save(about),
        Remedy::ReplaceOemLicence {} => licence::install_own_key(about),
        Remedy::MatchKeyToEdition { .. } => match_key(about),
        Remedy::RepairSystemFiles { .. } => repair(about),
        Remedy::ReinstallLicences { .. } => reinstall_licences(about),
        Remedy::PutKeyInAnew { .. } => put_key_in_anew(about),
        Remedy::RestartService { .. } => restart_service(about),
        Remedy::NameKmsHost { .. } => kms::name_host(about),
        Remedy::NameCloudKms { cloud } => kms::name_cloud_host(about, *cloud),
        Remedy::SetLookupDomain { name } => kms::look_in_domain(about, name),
        Remedy::ClearLookupDomain { .. } => kms::look_in_own_domains(about),
        Remedy::AskServerFirst { server } => host::ask_server_first(about, server),
        Remedy::WriteRecord {} => dns::write_record(about),
        Remedy::DeleteRecord { host } => dns::delete_record(about, host),
        Remedy::SetProxy { .. } => proxy::set(about),
    }
}

fn activate(about: About<'_>) -> How {
    let known = about.known;
    How::by([Slmgr::Activate.on(known.client(), known.tools(), &[])])
        .proved_by([looks::licence(known)])
}

/// By the classes that `slmgr.vbs` asks itself; or with the optional feature that it needs.
fn read_without_vbscript(about: About<'_>) -> How {
    let client = about.known.client();
    let add = "dism /online /Add-Capability /CapabilityName:VBSCRIPT~~~~";
    How::by([looks::whole_licence(about.known), Command::windows(client, add, &[]).elevated()])
}

/// By its own id; without one, Windows itself is meant.
fn activate_add_on(about: About<'_>) -> How {
    let known = about.known;
    let (client, tools) = (known.client(), known.tools());
    let id = Word::missing(Placeholder::ActivationId);
    let show = Slmgr::ShowEveryProduct.on(client, tools, &[]);
    How::by([show.clone(), Slmgr::ActivateProduct.on(client, tools, &[&id])]).proved_by([show])
}

/// By Office's own script: of Windows' it knows nothing (Microsoft Learn, "Tools to manage volume
/// activation of Office").
fn activate_office(client: Machine, channel: Option<KeyChannel>) -> How {
    let ospp = |option: &str| {
        let script = r"C:\Program Files\Microsoft Office\Office16\ospp.vbs";
        Command::windows(client, &format!("cscript //nologo \"{script}\" {option}"), &[])
    };
    let show = ospp("/dstatus");
    match channel {
        Some(KeyChannel::TimeBased) => How::nothing().proved_by([show]),
        Some(KeyChannel::KmsClient) => {
            How::by([ospp("/dhistorykms"), ospp("/act").elevated()]).proved_by([show])
        }
        Some(
            KeyChannel::KmsHost
            | KeyChannel::Mak
            | KeyChannel::Retail
            | KeyChannel::Oem
            | KeyChannel::Avma
            | KeyChannel::Other,
        )
        | None => How::by([show.clone(), ospp("/act").elevated()]).proved_by([show]),
    }
}

/// The form wants the last five characters, which `/dlv` shows.
fn request_activations(about: About<'_>) -> How {
    How::by([looks::whole_licence(about.known)])
}

/// The Volume Activation Management Tool asks for the confirmation IDs of all.
fn many_offline() -> How {
    let address =
        "https://learn.microsoft.com/windows/deployment/volume-activation/proxy-activation-vamt";
    How::by([Command::typed(Prompt::Browser, Machine::Anywhere, address, &[])])
}

fn save(about: About<'_>) -> How {
    let mut show = looks::whole_licence(about.known);
    show.line.push_str(" > dlv-before.txt");
    How::by([show, licence::edition(about)])
}

fn match_key(about: About<'_>) -> How {
    let mut how = licence::install_setup_key(about);
    how.commands.insert(0, licence::edition(about));
    how
}

fn repair(about: About<'_>) -> How {
    let client = about.known.client();
    let line = |line| Command::windows(client, line, &[]).elevated();
    How::by([
        line("sfc /scannow"),
        line("DISM /Online /Cleanup-Image /RestoreHealth"),
        line("sfc /scannow"),
    ])
    .proved_by(activate(about).commands)
}

fn reinstall_licences(about: About<'_>) -> How {
    let known = about.known;
    let (client, tools) = (known.client(), known.tools());
    How::by([
        Slmgr::ReinstallLicences.on(client, tools, &[]),
        Command::windows(client, "shutdown /r /t 0", &[]).elevated(),
        Slmgr::Activate.on(client, tools, &[]),
    ])
    .proved_by([looks::licence(known)])
}

/// Only where it is known that no activation hangs on it.
fn put_key_in_anew(about: About<'_>) -> How {
    let known = about.known;
    if !known.may_change_key() {
        return How::by([looks::whole_licence(known)]);
    }
    let (client, tools) = (known.client(), known.tools());
    let key = licence::key_of_own_kind(known);
    How::by([
        looks::whole_licence(known),
        Slmgr::RemoveKey.on(client, tools, &[]),
        Slmgr::ClearKey.on(client, tools, &[]),
        Slmgr::InstallKey.on(client, tools, &[&key]),
        Slmgr::Activate.on(client, tools, &[]),
    ])
    .proved_by([looks::licence(known)])
}

/// By its id; `sc` alone is another command in `PowerShell`.
fn restart_service(about: About<'_>) -> How {
    let client = about.known.client();
    let line = |line| Command::windows(client, line, &[]).elevated();
    let is_read = about.known.licensing_service().is_some();
    let unread = [
        Command::windows(client, "sc.exe qc sppsvc", &[]),
        line("sc.exe config sppsvc start= delayed-auto"),
    ];
    let unread = unread.into_iter().filter(|_| !is_read);
    How::by(unread.chain([line("net stop sppsvc"), line("net start sppsvc")]))
        .proved_by(activate(about).commands)
}
