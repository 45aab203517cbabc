//! How what a code asks for is looked at and done.

use super::how::{About, How};
use super::{adba, dns, host, kms, licence, looks, proxy};
use crate::advice::codes::step::CodeStep;
use crate::advice::command::Command;
use crate::advice::placeholder::Placeholder;
use crate::advice::slmgr::Slmgr;
use crate::advice::word::Word;
use crate::verdict::finding::ToolDistrust;

/// In commands.
pub fn of(step: CodeStep, about: About<'_>) -> How {
    match step {
        CodeStep::Publish => kms::publish(about),
        CodeStep::DnsServer | CodeStep::DnsRefuses => dns::look_at_zone(about),
        CodeStep::WayToKms => kms::look_at_service(about),
        CodeStep::Hidden => host_line(
            about,
            "wevtutil qe Application /q:\"*[System[(EventID=12288)]]\" /c:3 /rd:true /f:text",
        ),
        CodeStep::EitherWay => look_who_was_asked(about),
        CodeStep::Clock => host::compare_clocks(about, &[]),
        CodeStep::NameOfMicrosoft => look_up_microsoft(about),
        CodeStep::ProxySetting => How::by([looks::proxy(about.known)]),
        CodeStep::Certificate => host::look_at_issuer(about, ToolDistrust::Roots),
        CodeStep::WayToMicrosoft
        | CodeStep::Revocation
        | CodeStep::ThroughProxy
        | CodeStep::TlsAtProxy
        | CodeStep::ProxyLogOn => proxy::admit(about),
        CodeStep::NameOfProxy => look_up_proxy(about),
        CodeStep::ProxyForServices | CodeStep::ProxyOpen | CodeStep::ProxyOrDirect => {
            proxy::set(about)
        }
        CodeStep::RightKey | CodeStep::KeyAtMicrosoft => licence::compare_edition(about),
        CodeStep::NoKey | CodeStep::Firmware => licence::install_own_key(about),
        CodeStep::KeyByCommand => install_by_command(about),
        CodeStep::Digits => licence::confirm_again(about),
        CodeStep::Tokens => {
            host_line(about, r"cscript //nologo C:\Windows\System32\slmgr.vbs /lil")
        }
        CodeStep::Membership => adba::verify_membership(about),
        CodeStep::Rearms | CodeStep::Evaluation => licence::look_at_edition(about),
        CodeStep::Later | CodeStep::Activate | CodeStep::Hardware | CodeStep::SafeMode => {
            activate(about)
        }
        CodeStep::Wmi => host_line(about, "winmgmt /verifyrepository"),
        CodeStep::WmiClasses => host_line(about, r"mofcomp C:\Windows\System32\wbem\SppWmi.mof"),
        CodeStep::Restart => host_line(about, "shutdown /r /t 0"),
        CodeStep::RootRights => look_at_root_rights(about),
        CodeStep::Files => host_line(about, "sfc /scannow"),
        CodeStep::Elevated => host_line(about, "whoami /groups | findstr S-1-16-12288"),
        CodeStep::DnsRights
        | CodeStep::KmsHostAge
        | CodeStep::AnswerOfAnother
        | CodeStep::Controllers => How::nothing().proved_by(activate(about).commands),
    }
}

fn host_line(about: About<'_>, line: &str) -> How {
    let command = Command::windows(about.known.client(), line, &[]).elevated();
    How::by([command]).proved_by(activate(about).commands)
}

/// Whoever wanted to put a key in has decided that.
fn install_by_command(about: About<'_>) -> How {
    let known = about.known;
    let (client, tools) = (known.client(), known.tools());
    let key = Word::missing(Placeholder::ProductKey);
    How::by([
        looks::whole_licence(known),
        Slmgr::InstallKey.on(client, tools, &[&key]),
        Slmgr::Activate.on(client, tools, &[]),
    ])
    .proved_by([looks::licence(known)])
}

/// Of the system, on the keys of devices that stand for no hardware.
fn look_at_root_rights(about: About<'_>) -> How {
    let line = "(Get-Acl HKLM:\\SYSTEM\\CurrentControlSet\\Enum\\Root).Access | \
                Format-Table IdentityReference, RegistryRights, AccessControlType";
    let command = Command::powershell(about.known.client(), line, &[]).elevated();
    How::by([command]).proved_by(activate(about).commands)
}

fn look_who_was_asked(about: About<'_>) -> How {
    let known = about.known;
    How::by([looks::licence(known), looks::everything(known)]).proved_by(activate(about).commands)
}

fn look_up_microsoft(about: About<'_>) -> How {
    let name = Word::of(Some("activation-v2.sls.microsoft.com"), Placeholder::RecordName);
    How::by([looks::name(about.known, &name), looks::proxy(about.known)])
        .proved_by(activate(about).commands)
}

fn look_up_proxy(about: About<'_>) -> How {
    let known = about.known;
    let (name, _) = known.proxy();
    How::by([looks::name(known, &name), looks::proxy(known)]).proved_by(activate(about).commands)
}

fn activate(about: About<'_>) -> How {
    let known = about.known;
    How::by([Slmgr::Activate.on(known.client(), known.tools(), &[])])
}
