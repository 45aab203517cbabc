//! The licence: keys, editions, what was said of them.

use actprobe_probes::evidence::KeyChannel;

use super::how::{About, How};
use super::looks;
use crate::advice::command::{Command, Cost};
use crate::advice::known::Known;
use crate::advice::placeholder::Placeholder;
use crate::advice::slmgr::Slmgr;
use crate::advice::word::Word;
use crate::catalogue::{editions, setup_keys};
use crate::verdict::finding::YesNo;
use crate::verdict::licence::facts;

/// The published KMS client key of the edition. In the place of a key that was bought only where
/// something answers it.
pub fn install_setup_key(about: About<'_>) -> How {
    if about.known.may_take_client_key() {
        install(about, &about.known.setup_key())
    } else {
        How::by([looks::whole_licence(about.known)])
    }
}

/// In the place of a published setup key that Windows did not take: somebody wants a KMS client
/// key, and which one is right is known.
pub fn install_wanted_setup_key(about: About<'_>) -> Option<How> {
    let known = about.known;
    let tried = known.evidence().licensing.tried_key.as_deref()?;
    let is_wanted =
        setup_keys::has_end(tried) && known.is_activated() != Some(true) && !known.is_kms_host();
    let key =
        facts::setup_key(known.evidence()).filter(|key| is_wanted && !key.ends_with(tried))?;
    Some(put_in(known, &Word::of(Some(key), Placeholder::SetupKey)))
}

/// A key of the kind that is installed.
pub fn key_of_own_kind(known: Known<'_>) -> Word {
    match known.key() {
        Some(KeyChannel::KmsClient) => known.setup_key(),
        Some(KeyChannel::Avma) => known.avma_key(),
        Some(
            KeyChannel::KmsHost
            | KeyChannel::Mak
            | KeyChannel::Retail
            | KeyChannel::Oem
            | KeyChannel::TimeBased
            | KeyChannel::Other,
        )
        | None => Word::missing(Placeholder::ProductKey),
    }
}

/// Another key, then activation. Not where a key would be lost that activates Windows, or that
/// nobody has looked at.
pub fn install(about: About<'_>, key: &Word) -> How {
    let known = about.known;
    if !known.may_change_key() {
        return How::by([looks::whole_licence(known)]);
    }
    put_in(known, key)
}

fn put_in(known: Known<'_>, key: &Word) -> How {
    let (client, tools) = (known.client(), known.tools());
    How::by([
        looks::whole_licence(known),
        Slmgr::InstallKey.on(client, tools, &[key]),
        Slmgr::Activate.on(client, tools, &[]),
    ])
    .proved_by([looks::licence(known)])
}

/// A key that was bought.
pub fn install_own_key(about: About<'_>) -> How {
    install(about, &Word::missing(Placeholder::ProductKey))
}

/// The same in the place of an activation that nobody had a right to.
pub fn replace_by_own_key(about: About<'_>) -> How {
    if about.known.is_kms_host() {
        return install_own_key(about);
    }
    put_in(about.known, &Word::missing(Placeholder::ProductKey))
}

/// A maker's key stands in the firmware.
pub fn activate_by_firmware(about: About<'_>, is_seen_empty: YesNo) -> How {
    let known = about.known;
    let (client, tools) = (known.client(), known.tools());
    let property = "OA3xOriginalProductKey";
    let firmware = looks::of_wmi(known, "SoftwareLicensingService", property);
    let look = Some(firmware).filter(|_| is_seen_empty == YesNo(false));
    let activate = Slmgr::Activate.on(client, tools, &[]);
    How::by(look.into_iter().chain([activate])).proved_by([looks::licence(known)])
}

/// The licence is not known in full.
pub fn capture(about: About<'_>) -> How {
    let mut show = looks::whole_licence(about.known);
    show.line.push_str(" > dlv.txt");
    How::by([show, looks::actprobe(about.known, "--import dlv.txt", &[])])
}

/// Which edition is installed?
pub fn edition(about: About<'_>) -> Command {
    Command::windows(about.known.client(), "dism /online /Get-CurrentEdition", &[]).elevated()
}

/// Look at it.
pub fn look_at_edition(about: About<'_>) -> How {
    How::by([edition(about)])
}

/// The licence is of another edition.
pub fn compare_edition(about: About<'_>) -> How {
    How::by([edition(about), looks::whole_licence(about.known)])
}

/// An evaluation takes no volume key before it is converted.
pub fn convert_evaluation(about: About<'_>, edition_id: Option<&str>, key: Option<&str>) -> How {
    let target = Word::of(edition_id.map(editions::full), Placeholder::Edition);
    let key = Word::of(key, Placeholder::ProductKey);
    // Which edition it is was seen, where the full one has a name.
    let look = edition_id.is_none().then(|| edition(about));
    let convert = set_edition(about, &target, &key);
    How::by(look.into_iter().chain([convert]))
        .proved_by([edition(about), looks::licence(about.known)])
}

/// Whether it is a domain controller, and why `dism` did not change it.
pub fn look_at_role(about: About<'_>) -> How {
    How::by([role(about)]).proved_by([edition(about), looks::licence(about.known)])
}

/// 4 and 5 are domain controllers (Microsoft Learn, `Win32_ComputerSystem`, `DomainRole`).
fn role(about: About<'_>) -> Command {
    looks::of_wmi(about.known, "Win32_ComputerSystem", "DomainRole")
}

/// A domain controller is not converted: which others are there, and which roles has it?
pub fn look_at_controllers(about: About<'_>) -> How {
    let client = about.known.client();
    let others = "Get-ADDomainController -Filter * | Format-Table HostName, Site";
    How::by([
        Command::powershell(client, others, &[]),
        Command::windows(client, "netdom query fsmo", &[]),
        Command::windows(client, "dism /online /Get-TargetEditions", &[]).elevated(),
    ])
    .proved_by([edition(about), looks::licence(about.known)])
}

/// Without network on this host: the installation id here, the confirmation id from elsewhere.
pub fn offline(about: About<'_>) -> How {
    let known = about.known;
    let (client, tools) = (known.client(), known.tools());
    let id = Word::missing(Placeholder::ConfirmationId);
    How::by([
        Slmgr::ShowInstallationId.on(client, tools, &[]),
        Slmgr::Confirm.on(client, tools, &[&id]),
    ])
    .proved_by([looks::licence(known)])
}

/// The confirmation ID once more; the installation ID, where a new one is to be asked for.
pub fn confirm_again(about: About<'_>) -> How {
    let How { mut commands, checks } = offline(about);
    commands.reverse();
    How { commands, checks }
}

/// `dism` of the running system.
pub fn set_edition(about: About<'_>, target: &Word, key: &Word) -> Command {
    let pattern = "dism /online /Set-Edition:{} /ProductKey:{} /AcceptEula";
    Command::windows(about.known.client(), pattern, &[target, key])
        .elevated()
        .costing(Some(Cost::ChangesEdition))
}
