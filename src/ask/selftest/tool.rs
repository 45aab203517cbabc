//! Windows' commands, none of which changes anything, and what they say.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use actprobe_probes::evidence::Observed;
use strum::VariantArray;

/// What the commands said, by command.
pub type Outputs = BTreeMap<Tool, Observed<Output>>;

/// What one command said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Its exit code, where it has one.
    pub code: Option<i32>,
    /// On standard output.
    pub text: Vec<u8>,
}

/// A command of Windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum Tool {
    /// `ipconfig /all`: DNS servers and suffixes.
    Ipconfig,
    /// `netsh winhttp show proxy`: the proxy of services.
    Netsh,
    /// `Get-CimInstance`: the build and the domain.
    Computer,
    /// `dism /online /Get-CurrentEdition`, which only an administrator may run.
    Dism,
    /// `nltest /dsgetdc:`, without a name: the domain that the host is a member of.
    Nltest,
    /// `Get-CimInstance`: the licence.
    Licence,
    /// `slmgr /dlv`: the licence once more.
    Slmgr,
    /// `certutil -store root`: the authorities that the host trusts.
    Certutil,
}

impl Tool {
    /// All of them.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// As it is called in the report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ipconfig => "ipconfig /all",
            Self::Netsh => "netsh winhttp show proxy",
            Self::Computer => "Get-CimInstance Win32_OperatingSystem, Win32_ComputerSystem",
            Self::Dism => "dism /online /Get-CurrentEdition",
            Self::Nltest => "nltest /dsgetdc:",
            Self::Licence => "Get-CimInstance SoftwareLicensingProduct",
            Self::Slmgr => "slmgr /dlv",
            Self::Certutil => "certutil -store root",
        }
    }

    /// The executable, below the system folder.
    pub(super) fn program(self) -> &'static str {
        match self {
            Self::Ipconfig => "ipconfig.exe",
            Self::Netsh => "netsh.exe",
            Self::Computer | Self::Licence => r"WindowsPowerShell\v1.0\powershell.exe",
            Self::Dism => "dism.exe",
            Self::Nltest => "nltest.exe",
            Self::Slmgr => "cscript.exe",
            Self::Certutil => "certutil.exe",
        }
    }

    pub(super) fn arguments(self, system_folder: &Path) -> Vec<OsString> {
        let words: &[&str] = match self {
            Self::Ipconfig => &["/all"],
            Self::Netsh => &["winhttp", "show", "proxy"],
            Self::Computer => &["-NoProfile", "-NonInteractive", "-Command", COMPUTER],
            Self::Licence => &["-NoProfile", "-NonInteractive", "-Command", LICENCE],
            Self::Dism => &["/online", "/Get-CurrentEdition"],
            Self::Nltest => &["/dsgetdc:"],
            Self::Slmgr => return slmgr(system_folder),
            Self::Certutil => &["-store", "root"],
        };
        words.iter().map(OsString::from).collect()
    }

    /// Whether its output may hold a password, and is not repeated.
    pub(super) fn may_hold_password(self) -> bool {
        self == Self::Netsh
    }
}

fn slmgr(system_folder: &Path) -> Vec<OsString> {
    vec!["//NoLogo".into(), system_folder.join("slmgr.vbs").into(), "/dlv".into()]
}

const COMPUTER: &str = "\
    $system = Get-CimInstance Win32_OperatingSystem; \
    $computer = Get-CimInstance Win32_ComputerSystem; \
    @{ BuildNumber = $system.BuildNumber; \
       Domain = $computer.Domain; PartOfDomain = $computer.PartOfDomain } | ConvertTo-Json";

const LICENCE: &str = "\
    Get-CimInstance SoftwareLicensingProduct -Filter \
    'ApplicationID=''55c92734-d682-4d71-983e-d6ec3f16059f'' AND PartialProductKey IS NOT NULL' | \
    Select-Object Name, Description, ID, ApplicationID, PartialProductKey, LicenseStatus | \
    ConvertTo-Json";
