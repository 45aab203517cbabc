//! A command to paste: for which prompt, on which machine, with what rights, and what it costs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

use super::placeholder::Placeholder;
use super::word::Word;
use crate::verdict::Owner;

/// One line to paste.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Command {
    /// The line, whole.
    pub line: String,
    /// The prompt that takes it.
    pub prompt: Prompt,
    /// The machine that it is typed on.
    pub on: Machine,
    /// Whether the prompt has to run as administrator (root).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub elevated: bool,
    /// What it destroys, and so how to come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// Words of the line that stand for something the reader has to fill in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub placeholders: Vec<Placeholder>,
    /// The same in Windows PowerShell, where `VBScript` was removed and `slmgr.vbs` with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without_vbscript: Option<String>,
}

impl Command {
    /// A line with a word for each `{}` of the pattern.
    pub fn typed(prompt: Prompt, on: Machine, pattern: &str, words: &[&Word]) -> Self {
        let placeholders = words.iter().filter_map(|word| word.placeholder());
        Self {
            line: filled(pattern, words),
            prompt,
            on,
            elevated: false,
            cost: None,
            placeholders: without_twins(placeholders),
            without_vbscript: None,
        }
    }

    /// A line for cmd and `PowerShell` alike.
    pub fn windows(on: Machine, pattern: &str, words: &[&Word]) -> Self {
        Self::typed(Prompt::Windows, on, pattern, words)
    }

    /// A line for Windows `PowerShell`.
    pub fn powershell(on: Machine, pattern: &str, words: &[&Word]) -> Self {
        Self::typed(Prompt::PowerShell, on, pattern, words)
    }

    /// A line for a Linux shell.
    pub fn shell(on: Machine, pattern: &str, words: &[&Word]) -> Self {
        Self::typed(Prompt::Shell, on, pattern, words)
    }

    /// The same, as administrator.
    #[must_use]
    pub fn elevated(mut self) -> Self {
        self.elevated = true;
        self
    }

    /// The same, which destroys something.
    #[must_use]
    pub fn costing(mut self, cost: Option<Cost>) -> Self {
        self.cost = cost;
        self
    }

    /// The same with another form, for a Windows without `VBScript`.
    #[must_use]
    pub fn or_without_vbscript(mut self, line: Option<String>) -> Self {
        self.without_vbscript = line;
        self
    }
}

/// The pattern with a word in the place of each `{}`.
pub fn filled(pattern: &str, words: &[&Word]) -> String {
    let mut words = words.iter();
    let mut parts = pattern.split("{}");
    let mut line = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        line.push_str(words.next().map_or("", |word| word.text()));
        line.push_str(part);
    }
    line
}

fn without_twins(placeholders: impl Iterator<Item = Placeholder>) -> Vec<Placeholder> {
    let mut all: Vec<Placeholder> = Vec::new();
    for placeholder in placeholders {
        if !all.contains(&placeholder) {
            all.push(placeholder);
        }
    }
    all
}

/// What takes a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Prompt {
    /// Windows: cmd and PowerShell alike.
    Windows,
    /// Windows PowerShell alone.
    #[serde(rename = "powershell")]
    #[strum(serialize = "powershell")]
    PowerShell,
    /// A Linux shell.
    Shell,
    /// A line of a zone file (RFC 1035 §5).
    ZoneFile,
    /// A browser's address.
    Browser,
}

/// Where a line is typed.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    JsonSchema,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Machine {
    /// The host that this report is about.
    ThisHost,
    /// A Windows host of the site that has to be activated, where this host is none.
    Client,
    /// Each of the machines that were made of one image.
    Clone,
    /// A DNS server of the zone.
    DnsServer,
    /// The KMS host.
    KmsHost,
    /// The newer server that is to become the KMS host.
    NewKmsHost,
    /// A domain controller, or a machine with its tools.
    DomainController,
    /// A time server.
    TimeServer,
    /// The proxy.
    Proxy,
    /// The Hyper-V host.
    HyperVHost,
    /// Another Windows, with Internet access.
    WindowsOnline,
    /// Any machine.
    Anywhere,
}

impl Machine {
    /// Every one there is.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// Whether the hands that type there are its owner's, or those of whoever looks first.
    pub fn is_of(self, owner: Owner) -> bool {
        let owner = owner.first();
        match self {
            Self::ThisHost | Self::Client => owner == Owner::HostAdmin,
            Self::Clone => matches!(owner, Owner::ImageOwner | Owner::HostAdmin),
            Self::DnsServer => owner == Owner::DnsAdmin,
            Self::KmsHost | Self::NewKmsHost => owner == Owner::KmsAdmin,
            Self::DomainController => owner == Owner::DirectoryTeam,
            Self::TimeServer => owner == Owner::TimeAdmin,
            Self::Proxy => owner == Owner::ProxyTeam,
            Self::HyperVHost => owner == Owner::HyperVAdmin,
            Self::WindowsOnline | Self::Anywhere => owner != Owner::Nobody,
        }
    }
}

/// What a command destroys.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    JsonSchema,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Cost {
    /// `/ipk`: the installed key is replaced, and with it the activation that stands on it.
    ReplacesKey,
    /// `/rilc`: licence files are installed anew; a restart follows.
    ReinstallsLicences,
    /// `/rearm`: one of few rearms is used up, and the host restarts.
    UsesRearm,
    /// `dism /Set-Edition`: there is no way back to the edition before.
    ChangesEdition,
    /// An activation object is made: one of the host key's activations is used up.
    UsesHostKey,
}

impl Cost {
    /// Every one there is.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The message that says it, and how to come back.
    pub fn message(self) -> &'static str {
        match self {
            Self::ReplacesKey => "cost-replaces-key",
            Self::ReinstallsLicences => "cost-reinstalls-licences",
            Self::UsesRearm => "cost-uses-rearm",
            Self::ChangesEdition => "cost-changes-edition",
            Self::UsesHostKey => "cost-uses-host-key",
        }
    }
}
