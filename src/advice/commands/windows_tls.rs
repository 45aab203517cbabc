//! The versions of TLS that Windows' services offer.

use super::how::{About, How};
use super::looks;
use crate::advice::command::{Command, Machine, Prompt};
use crate::verdict::finding::HexCode;

const WINHTTP: &str =
    r#""HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp""#;
const WINHTTP_WOW64: &str =
    r#""HKLM\SOFTWARE\Wow6432Node\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp""#;
const TLS_1_2: &str = "\"HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\\
     Protocols\\TLS 1.2\\Client\"";

/// TLS 1.0, which these releases offer by themselves.
const OFFERED_BY_RELEASE: u32 = 0x80;
/// TLS 1.1 and 1.2.
const OFFERED_IN_FUTURE: u32 = 0x0200 | 0x0800;

/// Schannel has it switched off.
pub fn switch_on(about: About<'_>) -> How {
    how(about, [show(about, TLS_1_2), set(about, TLS_1_2, "Enabled", 1), by_default(about)])
}

/// `WinHTTP` lacks it: beside what is offered today, as programs here may need that.
pub fn offer(about: About<'_>, offered: Option<HexCode>) -> How {
    let offered = offered.map_or(OFFERED_BY_RELEASE, |set| set.0) | OFFERED_IN_FUTURE;
    let update = "https://www.catalog.update.microsoft.com/Search.aspx?q=KB3140245";
    let set = |key| set(about, key, "DefaultSecureProtocols", offered);
    let commands = [
        show(about, WINHTTP),
        Command::typed(Prompt::Browser, Machine::Anywhere, update, &[]),
        set(WINHTTP),
        set(WINHTTP_WOW64),
        self::set(about, TLS_1_2, "Enabled", 1),
        by_default(about),
    ];
    how(about, commands)
}

/// Schannel has it for those that ask.
pub fn use_by_default(about: About<'_>) -> How {
    how(about, [show(about, TLS_1_2), by_default(about)])
}

/// Schannel reads its settings when Windows starts.
fn how<const N: usize>(about: About<'_>, commands: [Command; N]) -> How {
    let client = about.known.client();
    let restart = Command::windows(client, "shutdown /r /t 0", &[]).elevated();
    How::by(commands.into_iter().chain([restart])).proved_by([looks::online(about.known)])
}

fn show(about: About<'_>, key: &str) -> Command {
    Command::windows(about.known.client(), &format!("reg query {key}"), &[])
}

fn by_default(about: About<'_>) -> Command {
    set(about, TLS_1_2, "DisabledByDefault", 0)
}

fn set(about: About<'_>, key: &str, value: &str, number: u32) -> Command {
    let line = format!("reg add {key} /v {value} /t REG_DWORD /d {number:#x} /f");
    Command::windows(about.known.client(), &line, &[]).elevated()
}
