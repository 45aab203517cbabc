//! The licensing service's own tool: `slmgr.vbs`, its successor where the build has it, and the
//! classes below both where `VBScript` was removed.
//!
//! Microsoft Learn, "Slmgr.vbs options for volume activation", the module `OSLicense`, and the
//! classes `SoftwareLicensingService` and `SoftwareLicensingProduct`.

use super::command::{Command, Cost, Machine, filled};
use super::word::Word;

/// What is asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slmgr {
    /// `/dli`.
    Show,
    /// `/dlv`.
    ShowAll,
    /// `/dlv all`.
    ShowEveryProduct,
    /// `/ato`.
    Activate,
    /// `/ato ACTIVATION-ID`.
    ActivateProduct,
    /// `/ipk KEY`.
    InstallKey,
    /// `/rilc`.
    ReinstallLicences,
    /// `/rearm`.
    Rearm,
    /// `/dti`.
    ShowInstallationId,
    /// `/atp ID`.
    Confirm,
    /// `/dlv ACTIVATION-ID`.
    ShowProduct,
    /// `/dti ACTIVATION-ID`.
    ShowInstallationIdOfProduct,
    /// `/atp ID ACTIVATION-ID`.
    ConfirmProduct,
    /// `/skms HOST:PORT`.
    SetKmsHost,
    /// `/skms HOST:PORT ACTIVATION-ID`.
    SetKmsHostOfProduct,
    /// `/ckms`.
    ClearKmsHost,
    /// `/ckms ACTIVATION-ID`.
    ClearKmsHostOfProduct,
    /// `/skms-domain DOMAIN`.
    SetLookupDomain,
    /// `/ckms-domain`.
    ClearLookupDomain,
    /// `/act-type 0`.
    AllowEveryWay,
    /// `/sdns`.
    Publish,
    /// `/cdns`.
    StopPublishing,
    /// `/sprt PORT`.
    ListenOn,
    /// `/ao-list`.
    ListObjects,
    /// `/ad-activation-online KEY NAME`.
    MakeObject,
}

/// What a machine has of the three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tools {
    /// `slmgr.vbs`, for sure.
    #[default]
    Vbs,
    /// `slmgr.vbs`, unless `VBScript` was removed: a feature on demand from build 26100 on.
    VbsPerhaps,
    /// The module `OSLicense`.
    OsLicense,
    /// Neither: `VBScript` is missing, as a capture shows.
    Cim,
}

impl Slmgr {
    /// The command, for a machine with these tools.
    pub fn on(self, machine: Machine, tools: Tools, words: &[&Word]) -> Command {
        let command = match (tools, self.os_license(), self.cim()) {
            (Tools::OsLicense, Some(cmdlet), _) => Command::powershell(machine, cmdlet, words),
            (Tools::Cim, _, Some(pattern)) => Command::powershell(machine, &pattern, words),
            (Tools::Vbs | Tools::VbsPerhaps | Tools::OsLicense | Tools::Cim, _, _) => {
                Command::windows(machine, &self.vbs(), words)
            }
        };
        let may_have_another = matches!(tools, Tools::VbsPerhaps | Tools::OsLicense);
        let has_another = may_have_another && command.line.starts_with("cscript");
        let another = self.cim().filter(|_| has_another).map(|pattern| filled(&pattern, words));
        let command = command.costing(self.cost()).or_without_vbscript(another);
        if self.is_read_only() { command } else { command.elevated() }
    }

    /// Without pop-ups, and with a path that cmd and `PowerShell` read alike.
    fn vbs(self) -> String {
        format!(r"cscript //nologo C:\Windows\System32\slmgr.vbs {}", self.option())
    }

    fn option(self) -> &'static str {
        match self {
            Self::Show => "/dli",
            Self::ShowAll => "/dlv",
            Self::ShowEveryProduct => "/dlv all",
            Self::Activate => "/ato",
            Self::ActivateProduct => "/ato {}",
            Self::InstallKey => "/ipk {}",
            Self::ReinstallLicences => "/rilc",
            Self::Rearm => "/rearm",
            Self::ShowInstallationId => "/dti",
            Self::Confirm => "/atp {}",
            Self::ShowProduct => "/dlv {}",
            Self::ShowInstallationIdOfProduct => "/dti {}",
            Self::ConfirmProduct => "/atp {} {}",
            Self::SetKmsHost => "/skms {}:{}",
            Self::SetKmsHostOfProduct => "/skms {}:{} {}",
            Self::ClearKmsHost => "/ckms",
            Self::ClearKmsHostOfProduct => "/ckms {}",
            Self::SetLookupDomain => "/skms-domain {}",
            Self::ClearLookupDomain => "/ckms-domain",
            Self::AllowEveryWay => "/act-type 0",
            Self::Publish => "/sdns",
            Self::StopPublishing => "/cdns",
            Self::ListenOn => "/sprt {}",
            Self::ListObjects => "/ao-list",
            Self::MakeObject => "/ad-activation-online {} {}",
        }
    }

    fn cost(self) -> Option<Cost> {
        match self {
            Self::InstallKey => Some(Cost::ReplacesKey),
            Self::ReinstallLicences => Some(Cost::ReinstallsLicences),
            Self::Rearm => Some(Cost::UsesRearm),
            Self::MakeObject => Some(Cost::UsesHostKey),
            Self::Show
            | Self::ShowAll
            | Self::ShowEveryProduct
            | Self::Activate
            | Self::ActivateProduct
            | Self::ShowInstallationId
            | Self::Confirm
            | Self::ShowProduct
            | Self::ShowInstallationIdOfProduct
            | Self::ConfirmProduct
            | Self::SetKmsHost
            | Self::SetKmsHostOfProduct
            | Self::ClearKmsHost
            | Self::ClearKmsHostOfProduct
            | Self::SetLookupDomain
            | Self::ClearLookupDomain
            | Self::AllowEveryWay
            | Self::Publish
            | Self::StopPublishing
            | Self::ListenOn
            | Self::ListObjects => None,
        }
    }

    fn is_read_only(self) -> bool {
        matches!(
            self,
            Self::Show
                | Self::ShowAll
                | Self::ShowEveryProduct
                | Self::ShowInstallationId
                | Self::ShowProduct
                | Self::ShowInstallationIdOfProduct
                | Self::ListObjects
        )
    }

    fn os_license(self) -> Option<&'static str> {
        match self {
            Self::Show | Self::ShowAll => Some("Get-OSLicenseInfo"),
            Self::Activate => Some("Invoke-OSLicense -ActivateOnline"),
            Self::InstallKey => Some("Invoke-OSLicense -InstallProductKey {}"),
            Self::ReinstallLicences => Some("Invoke-OSLicense -ReinstallSystemLicenses"),
            Self::Rearm => Some("Invoke-OSLicense -Rearm"),
            Self::ShowInstallationId => Some("(Get-OSLicenseInfo).OfflineInstallationId"),
            Self::Confirm => Some("Invoke-OSLicense -ConfirmationID {}"),
            Self::SetKmsHost => Some("Set-KmsLicenseInfo -ServerName {} -Port {}"),
            Self::ClearKmsHost => Some("Invoke-KmsLicense -ClearServer"),
            Self::ClearLookupDomain => Some("Invoke-KmsLicense -ClearDomain"),
            Self::AllowEveryWay => Some("Set-OSLicenseInfo -ActivationType 0"),
            Self::ShowEveryProduct
            | Self::ActivateProduct
            | Self::ShowProduct
            | Self::ShowInstallationIdOfProduct
            | Self::ConfirmProduct
            | Self::SetKmsHostOfProduct
            | Self::ClearKmsHostOfProduct
            | Self::SetLookupDomain
            | Self::Publish
            | Self::StopPublishing
            | Self::ListenOn
            | Self::ListObjects
            | Self::MakeObject => None,
        }
    }

    /// In `PowerShell`, by the methods that `slmgr.vbs` itself calls.
    fn cim(self) -> Option<String> {
        let of_service = |call: &str| {
            Some(format!("Get-CimInstance SoftwareLicensingService | Invoke-CimMethod {call}"))
        };
        match self {
            Self::Show | Self::ShowAll => Some(format!(
                "{PRODUCT} | Format-List Name, Description, \
                 PartialProductKey, LicenseStatus, LicenseStatusReason, GracePeriodRemaining"
            )),
            Self::ShowEveryProduct => {
                Some(format!("{PRODUCT} | Format-List Name, ID, PartialProductKey, LicenseStatus"))
            }
            Self::Activate => Some(format!("{PRODUCT} | Invoke-CimMethod -MethodName Activate")),
            Self::ActivateProduct => Some(format!(
                "{PRODUCT} | Where-Object ID -eq '{{}}' | Invoke-CimMethod -MethodName Activate"
            )),
            Self::InstallKey => {
                of_service("-MethodName InstallProductKey -Arguments @{ProductKey='{}'}")
            }
            Self::Rearm => of_service("-MethodName ReArmWindows"),
            Self::ShowInstallationId => Some(format!("({PRODUCT}).OfflineInstallationId")),
            Self::Confirm => Some(format!(
                "{PRODUCT} | ForEach-Object {{ Invoke-CimMethod \
                 -InputObject $_ -MethodName DepositOfflineConfirmationId -Arguments \
                 @{{InstallationId=$_.OfflineInstallationId; ConfirmationId='{{}}'}} }}"
            )),
            Self::ShowProduct => Some(format!(
                "{PRODUCT} | Where-Object ID -eq '{{}}' | Format-List Name, ID, \
                 PartialProductKey, LicenseStatus, LicenseStatusReason"
            )),
            Self::ShowInstallationIdOfProduct => {
                Some(format!("({PRODUCT} | Where-Object ID -eq '{{}}').OfflineInstallationId"))
            }
            Self::SetKmsHost => Some(
                "$s = Get-CimInstance SoftwareLicensingService; \
                 Invoke-CimMethod -InputObject $s -MethodName SetKeyManagementServiceMachine \
                 -Arguments @{MachineName='{}'}; Invoke-CimMethod -InputObject $s -MethodName \
                 SetKeyManagementServicePort -Arguments @{PortNumber=[uint32]{}}"
                    .to_owned(),
            ),
            Self::ClearKmsHost => of_service("-MethodName ClearKeyManagementServiceMachine"),
            Self::SetLookupDomain => of_service(
                "-MethodName SetKeyManagementServiceLookupDomain -Arguments @{LookupDomain='{}'}",
            ),
            Self::ClearLookupDomain => {
                of_service("-MethodName ClearKeyManagementServiceLookupDomain")
            }
            Self::AllowEveryWay => of_service("-MethodName ClearVLActivationTypeEnabled"),
            Self::Publish => of_service(
                "-MethodName DisableKeyManagementServiceDnsPublishing \
                 -Arguments @{DisablePublishing=$false}",
            ),
            Self::StopPublishing => of_service(
                "-MethodName \
                 DisableKeyManagementServiceDnsPublishing -Arguments @{DisablePublishing=$true}",
            ),
            Self::ListenOn => of_service(
                "-MethodName SetKeyManagementServiceListeningPort \
                 -Arguments @{PortNumber=[uint32]{}}",
            ),
            Self::ConfirmProduct
            | Self::SetKmsHostOfProduct
            | Self::ClearKmsHostOfProduct
            | Self::ReinstallLicences
            | Self::ListObjects
            | Self::MakeObject => None,
        }
    }
}

/// The licence of Windows that has a key, by the application id of Windows.
const PRODUCT: &str = "Get-CimInstance SoftwareLicensingProduct -Filter \"PartialProductKey IS NOT \
     NULL AND ApplicationID='55c92734-d682-4d71-983e-d6ec3f16059f'\"";
