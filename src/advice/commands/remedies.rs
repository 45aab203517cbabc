//! How each remedy is taken.

use super::how::{About, How};
use super::{avma, code_steps, dns, host, kms, licence, looks, products, proxy};
use crate::advice::codes::step;
use crate::advice::command::{Command, Machine, Prompt};
use crate::advice::remedy::Remedy;
use crate::advice::slmgr::Slmgr;
use crate::verdict::Owner;
use crate::verdict::finding::{AddOnMend, OfficeWant};
use actprobe_probes::evidence::KMS_PORT;

/// Who takes it.
pub fn owner(remedy: &Remedy) -> Owner {
    match remedy {
        Remedy::WriteRecord {} | Remedy::DeleteRecord { .. } => Owner::DnsAdmin,
        Remedy::TurnOnDataExchange {} => Owner::HyperVAdmin,
        Remedy::RequestActivations { .. } | Remedy::MendAddOn { how: AddOnMend::UsedUp, .. } => {
            Owner::LicensingTeam
        }
        Remedy::AnswerCode { step, .. } => step::owner(*step),
        Remedy::ActivateOffice { why, port, .. } => products::owner_of_office(*why, *port),
        Remedy::Activate { .. }
        | Remedy::ActivateOnline {}
        | Remedy::ActivateAddOn { .. }
        | Remedy::MendAddOn { .. }
        | Remedy::ActivateByHost {}
        | Remedy::TakeClientKey { .. }
        | Remedy::TakeKeyForKms { .. }
        | Remedy::RenewNow { .. }
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
        | Remedy::RebuildTokens { .. }
        | Remedy::RestartService { .. }
        | Remedy::RunElevated { .. }
        | Remedy::RestoreComAccess { .. }
        | Remedy::LookAtLicence {}
        | Remedy::ReadWithoutVbscript {}
        | Remedy::TestRememberedHost { .. }
        | Remedy::AskThere {}
        | Remedy::NameKmsHost { .. }
        | Remedy::NameCloudKms { .. }
        | Remedy::NameCloudKmsByAddress { .. }
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
        Remedy::ActivateAddOn { name } => {
            products::mend_add_on(about, None, Some(name), AddOnMend::Activate)
        }
        Remedy::MendAddOn { host, name, how, .. } => {
            products::mend_add_on(about, host.0.as_deref(), name.0.as_deref(), *how)
        }
        Remedy::ActivateOffice { channel, host, why, kms, .. } => {
            let client = products::machine(about, host.0.as_deref());
            let is_tried_here =
                matches!(why, OfficeWant::Unreached | OfficeWant::ObjectUnused | OfficeWant::Other);
            if owner(remedy) == Owner::HostAdmin && is_tried_here {
                products::activate_office(client, channel.0)
            } else {
                products::serve_office(about, client, *why, kms.0.as_deref())
            }
        }
        Remedy::TakeClientKey { .. } | Remedy::TakeKeyForKms { .. } | Remedy::UseOtherWay {} => {
            licence::install_setup_key(about)
        }
        Remedy::RenewNow { .. } => renew_now(about),
        Remedy::TurnOnDataExchange {} => avma::turn_on_data_exchange(about),
        Remedy::RequestActivations { .. } => request_activations(about),
        Remedy::ActivateOffline { .. } => licence::offline(about),
        Remedy::ActivateManyOffline {} => many_offline(),
        // How many activations are left, VAMT shows and no command.
        Remedy::ReuseRetiredKey {} => How::nothing(),
        Remedy::LookAtLicence {} => How::by([looks::whole_licence(about.known)]),
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
        Remedy::RebuildTokens { .. } => rebuild_tokens(about),
        Remedy::RestoreComAccess { .. } => restore_com_access(about),
        Remedy::RestartService { .. } => restart_service(about),
        Remedy::NameKmsHost { .. } => kms::name_host(about),
        Remedy::NameCloudKms { cloud } => kms::name_cloud_host(about, *cloud),
        Remedy::NameCloudKmsByAddress { address, .. } => {
            kms::name_this_host(about, address, KMS_PORT.into())
        }
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

fn renew_now(about: About<'_>) -> How {
    let log = "wevtutil qe Application /q:\"*[System[(EventID=12288)]]\" /c:3 /rd:true /f:text";
    let mut how = activate(about);
    how.commands.push(Command::windows(about.known.client(), log, &[]));
    how
}

/// By the classes that `slmgr.vbs` asks itself; or with the optional feature that it needs.
fn read_without_vbscript(about: About<'_>) -> How {
    let client = about.known.client();
    let add = "dism /online /Add-Capability /CapabilityName:VBSCRIPT~~~~";
    How::by([looks::whole_licence(about.known), Command::windows(client, add, &[]).elevated()])
}

/// The form wants the last five characters, which `/dlv` shows.
fn request_activations(about: About<'_>) -> How {
    let known = about.known;
    let center = "https://admin.microsoft.com";
    // Once there are more: before that, another try ends alike.
    let activate = Slmgr::Activate.on(known.client(), known.tools(), &[]);
    How::by([Command::typed(Prompt::Browser, Machine::Anywhere, center, &[])])
        .proved_by([activate, looks::whole_licence(known)])
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
    if let Some(how) = licence::install_wanted_setup_key(about) {
        return how;
    }
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

/// As Microsoft does it: the key is put in over the old one, and never taken out (Microsoft Learn,
/// "Rebuild the Tokens.dat file").
fn rebuild_tokens(about: About<'_>) -> How {
    let known = about.known;
    let (client, tools) = (known.client(), known.tools());
    let line = |line: &str| Command::windows(client, line, &[]).elevated();
    let key = licence::key_of_own_kind(known);
    How::by([
        looks::whole_licence(known),
        line("net stop sppsvc"),
        line(&format!(r"ren {}\tokens.dat tokens.bar", store(known.build()))),
        line("net start sppsvc"),
        Slmgr::ReinstallLicences.on(client, tools, &[]),
        line("shutdown /r /t 0"),
        Slmgr::InstallKey.on(client, tools, &[&key]),
        Slmgr::Activate.on(client, tools, &[]),
    ])
    .proved_by([looks::licence(known)])
}

/// Where that Windows keeps it.
fn store(build: Option<u32>) -> &'static str {
    match build {
        Some(..9200) => {
            concat!(
                r"C:\Windows\ServiceProfiles\NetworkService\AppData\Roaming\Microsoft",
                r"\SoftwareProtectionPlatform"
            )
        }
        Some(9200) => r"C:\Windows\System32\spp\store",
        Some(_) | None => r"C:\Windows\System32\spp\store\2.0",
    }
}

fn restore_com_access(about: About<'_>) -> How {
    let line = |line| Command::windows(about.known.client(), line, &[]).elevated();
    How::by([line("dcomcnfg"), line("shutdown /r /t 0")]).proved_by(activate(about).commands)
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
