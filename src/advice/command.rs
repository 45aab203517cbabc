//! A command to paste: for which prompt, on which machine, with what rights, and what it costs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

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
}

/// What takes a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Prompt {
    /// Windows: cmd and PowerShell alike.
    Windows,
    /// Windows PowerShell alone.
    PowerShell,
    /// A Linux shell.
    Shell,
    /// A line of a zone file (RFC 1035 §5).
    ZoneFile,
}

/// Where a line is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Machine {
    /// The host that this report is about.
    ThisHost,
    /// A DNS server of the zone.
    DnsServer,
    /// The KMS host.
    KmsHost,
    /// A domain controller, or a machine with its tools.
    DomainController,
    /// The Hyper-V host.
    HyperVHost,
    /// Any other machine.
    Elsewhere,
}

/// What a command destroys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Cost {
    /// `/ipk`: the installed key is replaced, and with it the activation that stands on it.
    ReplacesKey,
    /// `/upk`: the key is uninstalled; Windows is unlicensed until another is put in.
    RemovesKey,
    /// `/cpky`: the key is cleared from the registry.
    ClearsKey,
    /// `/rilc`: licence files are installed anew; a restart follows.
    ReinstallsLicences,
    /// `/rearm`: one of few rearms is used up, and the host restarts.
    UsesRearm,
}

/// A word that the reader has to fill in. It stands in capitals in the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
#[strum(serialize_all = "SCREAMING-KEBAB-CASE")]
pub enum Placeholder {
    /// The name of a KMS host.
    KmsHost,
}
