//! What was imported: captures of other tools that an administrator already has.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::VariantArray;

/// One imported file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Import {
    /// The file's name, without its folder.
    pub file: String,
    /// What it was recognised as; absent: as nothing that is known.
    pub kind: Option<CaptureKind>,
    /// Whether it ends before its end, or holds more than is kept: what could be read was.
    #[serde(default)]
    pub truncated: bool,
    /// The computer that it was made on, where it tells; empty where it does not.
    #[serde(default)]
    pub computer: String,
    /// What became of its facts.
    #[serde(default)]
    pub used: Used,
}

/// What became of a capture's facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Used {
    /// They stand in the evidence.
    #[default]
    Yes,
    /// The same was known already: by the run itself, or by a capture that was named before.
    SetAside,
    /// It holds none that are looked at.
    Nothing,
}

/// What a capture is a capture of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, VariantArray)]
#[serde(rename_all = "kebab-case")]
pub enum CaptureKind {
    /// `slmgr /dlv`, `/dli`, `/xpr` or `/ato`.
    Slmgr,
    /// `slmgr /dti`, or an Installation ID alone.
    InstallationId,
    /// `Get-CimInstance SoftwareLicensingProduct` or `…Service`, as JSON; `OSLicense` as JSON.
    LicensingJson,
    /// The same as a list or a table of PowerShell or `wmic`.
    LicensingList,
    /// `ospp.vbs /dstatus` or `/act`: Office.
    Ospp,
    /// `Get-ItemProperty` of a registry key, `reg query`, or a proxy of the environment.
    ItemProperty,
    /// `sc qc sppsvc`, or the service as a list.
    Service,
    /// `netsh winhttp show proxy` or `show advproxy`.
    WinhttpProxy,
    /// `nslookup -type=SRV`.
    Nslookup,
    /// `dig` or `host`, of BIND.
    Dig,
    /// `Resolve-DnsName`.
    ResolveDnsName,
    /// `Get-DnsServerResourceRecord`, or `dnscmd /enumrecords`: the DNS server's own records.
    DnsZone,
    /// A name looked up for its addresses: by `nslookup`, `dig`, `ping` and their like.
    NameLookup,
    /// `Test-NetConnection`.
    TestNetConnection,
    /// What other tools say of a port: `PortQry`, `telnet`, `curl`, `nc`.
    PortTool,
    /// `w32tm /query /status`.
    W32tmStatus,
    /// `w32tm /stripchart`.
    W32tmStripchart,
    /// `w32tm /monitor`.
    W32tmMonitor,
    /// `w32tm /query /configuration`.
    W32tmConfiguration,
    /// `w32tm /query /peers`.
    W32tmPeers,
    /// `w32tm /resync`.
    W32tmResync,
    /// `ipconfig /all`, or `Get-DnsClientServerAddress` and its like.
    Ipconfig,
    /// `route print`, or `Get-NetRoute`.
    Routes,
    /// `systeminfo`, `Get-ComputerInfo`, or what WMI says of the machine.
    Systeminfo,
    /// `dism /online /Get-CurrentEdition`.
    DismEdition,
    /// `nltest /dsgetdc`, `/sc_query`, `/sc_verify` or `/sc_reset`.
    Nltest,
    /// The firewall's rule for KMS clients: `Get-NetFirewallRule`, `netsh advfirewall`.
    FirewallRule,
    /// `slmgr /ao-list`.
    ActivationObjects,
    /// A registry export.
    RegistryExport,
    /// Events as `wevtutil … /f:xml`.
    EventsXml,
    /// Events as text: copied from the Event Viewer, `Get-WinEvent`, `wevtutil … /f:text`.
    EventsText,
    /// Events as `.evtx`, an event log as Windows stores it.
    Evtx,
}
