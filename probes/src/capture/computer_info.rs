//! `Get-ComputerInfo` and `Win32_OperatingSystem`, as a list of whatever properties somebody
//! selected; no language translates their names.

use super::lines::{host, label_and_value};
use super::{Capture, DomainRole, Facts, SystemFacts, Text, keep};
use crate::evidence::{CaptureKind, Platform, ProductFacts};
use crate::wire::smbios;

/// Reads the first value of each property.
pub fn parse(text: &Text) -> Vec<Capture> {
    let mut found = Properties::default();
    let mut asked = None;
    for line in text.lines().iter().filter(|line| !line.trim().is_empty()) {
        // What one property alone is asked for stands below the question.
        if let Some(label) = asked.take() {
            found.take(label, line.trim());
        } else if let Some((label, value)) = property(line) {
            found.take(label, value);
        }
        asked = ALONE.into_iter().find(|label| asks_for(line, label));
    }
    found.capture().into_iter().collect()
}

/// `(Get-CimInstance Win32_ComputerSystem).DomainRole`
fn asks_for(line: &str, label: &str) -> bool {
    let asked = line.trim_end().strip_suffix(label);
    asked.is_some_and(|asked| asked.ends_with(").") && asked.contains("Win32_ComputerSystem"))
}

const ALONE: [&str; 2] = ["PartOfDomain", "DomainRole"];

/// `Name : value`; of `wmic … /value`, `Name=value`.
fn property(line: &str) -> Option<(&str, &str)> {
    label_and_value(line).or_else(|| line.split_once('='))
}

#[derive(Default)]
struct Properties<'a> {
    /// The name by WMI: other classes have one as well, so that it needs the build beside it.
    caption: Option<&'a str>,
    name: Option<&'a str>,
    /// What stands in the registry: Windows 11 calls itself 10 there.
    by_registry: Option<&'a str>,
    build: Option<&'a str>,
    edition: Option<&'a str>,
    computer: Option<&'a str>,
    domain: Option<&'a str>,
    is_member: Option<&'a str>,
    role: Option<&'a str>,
    manufacturer: Option<&'a str>,
    model: Option<&'a str>,
    /// Of `Win32_ComputerSystem`, or of a disk.
    made_by: Option<&'a str>,
    made_as: Option<&'a str>,
    /// What that class has, and no disk.
    of_system: Option<&'a str>,
}

impl<'a> Properties<'a> {
    fn take(&mut self, label: &str, value: &'a str) {
        let place = match label {
            "OsName" => &mut self.name,
            "WindowsProductName" => &mut self.by_registry,
            "Caption" => &mut self.caption,
            "OsBuildNumber" | "BuildNumber" => &mut self.build,
            "WindowsEditionId" => &mut self.edition,
            "CsDNSHostName" | "CsName" | "CSName" => &mut self.computer,
            "CsDomain" => &mut self.domain,
            "CsPartOfDomain" | "PartOfDomain" => &mut self.is_member,
            "CsDomainRole" | "DomainRole" => &mut self.role,
            "CsManufacturer" => &mut self.manufacturer,
            "CsModel" => &mut self.model,
            "Manufacturer" => &mut self.made_by,
            "Model" => &mut self.made_as,
            "PrimaryOwnerName" | "TotalPhysicalMemory" | "Domain" => &mut self.of_system,
            _ => return,
        };
        if !value.is_empty() {
            place.get_or_insert(value);
        }
    }

    fn platform(&self) -> Option<Platform> {
        let by_class = self.of_system.and(self.made_by.zip(self.made_as));
        let (manufacturer, product) = self.manufacturer.zip(self.model).or(by_class)?;
        let platform = smbios::without_chassis(keep(manufacturer), keep(product));
        Some(platform).filter(smbios::is_named)
    }

    fn role(&self) -> Option<DomainRole> {
        match self.role {
            Some("0" | "2" | "StandaloneWorkstation" | "StandaloneServer") => {
                Some(DomainRole::StandAlone)
            }
            Some("1" | "3" | "MemberWorkstation" | "MemberServer") => Some(DomainRole::Member),
            Some("4" | "5" | "BackupDomainController" | "PrimaryDomainController") => {
                Some(DomainRole::Controller)
            }
            Some(_) | None if self.is_member == Some("False") => Some(DomainRole::StandAlone),
            Some(_) | None => None,
        }
    }

    fn capture(self) -> Option<Capture> {
        let build = self.build.and_then(|build| build.parse().ok());
        let name = self.name.or(self.by_registry).or(self.caption.filter(|_| build.is_some()));
        let name = name.filter(|name| name.contains("Windows"));
        let domain = self.domain.filter(|_| self.is_member != Some("False")).map(keep);
        let (platform, role) = (self.platform(), self.role());
        if name.is_none() && self.edition.is_none() && platform.is_none() && role.is_none() {
            return None;
        }
        let named = |name: &str| keep(name.trim_start_matches("Microsoft "));
        let is_told = name.is_some() || role.is_some();
        let name = name.map(named).unwrap_or_default();
        let system = is_told.then_some(SystemFacts { name, build, domain, role });
        let of_edition =
            |edition| ProductFacts { edition_id: keep(edition), build, ..ProductFacts::default() };
        let facts = Facts {
            computer: self.computer.map(host).unwrap_or_default(),
            system,
            platform,
            product: self.edition.map(of_edition),
            ..Facts::default()
        };
        Some(Capture::whole(CaptureKind::Systeminfo, facts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_is_read_of_the_properties_that_are_there() {
        let all = "WindowsProductName : Windows 10 Pro\nWindowsEditionId   : Professional\n\
                   CsDNSHostName      : PC-07\nCsDomain           : corp.example\n\
                   OsName             : Microsoft Windows 11 Pro\nOsBuildNumber      : 26100\n";
        let read = |text: &str| parse(&Text::of(text)).pop().map(|capture| capture.facts);
        let facts = read(all).unwrap();
        let system = facts.system.unwrap();
        assert_eq!((facts.computer.as_str(), system.name.as_str()), ("PC-07", "Windows 11 Pro"));
        assert_eq!((system.build, system.domain.as_deref()), (Some(26100), Some("corp.example")));
        assert_eq!(facts.product.unwrap().edition_id, "Professional");
        let alone = read("CsPartOfDomain : False\nCsDomain : WORKGROUP\nOsName : Windows 10 Pro");
        assert_eq!(alone.unwrap().system.unwrap().domain, None);
        assert_eq!(read("OsName : Linux"), None);
        let by_wmi = read("\nBuildNumber=20348\nCaption=Microsoft Windows Server 2022 Standard\n");
        let system = by_wmi.unwrap().system.unwrap();
        assert_eq!(
            (system.name.as_str(), system.build),
            ("Windows Server 2022 Standard", Some(20348))
        );
        assert_eq!(read("Caption : Microsoft Windows Defender"), None);
    }

    #[test]
    fn the_machine_is_read_and_no_disk() {
        let machine = |text: &str| parse(&Text::of(text)).pop()?.facts.platform;
        let names = |text: &str| machine(text).map(|told| (told.manufacturer, told.product));
        let vmware = Some(("VMware, Inc.".to_owned(), "VMware20,1".to_owned()));
        assert_eq!(names("CsManufacturer : VMware, Inc.\nCsModel : VMware20,1\n"), vmware);
        let of_class = "Domain : corp.example\nManufacturer : VMware, Inc.\nModel : VMware20,1\n";
        assert_eq!(names(of_class), vmware);
        let disk = "Manufacturer : (Standard disk drives)\nModel : VMware Virtual disk\n";
        assert_eq!(names(disk), None);
        // Without its chassis, it may be Azure's: that is for who knows more of it.
        let hyper_v = "CsManufacturer : Microsoft Corporation\nCsModel : Virtual Machine\n";
        assert!(machine(hyper_v).is_some_and(|told| !smbios::is_told(&told)));
    }
}
