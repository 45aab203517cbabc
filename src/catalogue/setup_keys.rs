//! Microsoft's published KMS client setup keys, by edition and build. They are no licences: a KMS
//! host activates them.
//!
//! Microsoft Learn, "Key Management Services (KMS) client activation and product keys".

use std::fmt;

use super::builds::{self, NEWEST};
use super::editions::{is_server, kind};
use Source::{Copies, OneCopy, Read};

/// How a row came here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// From the page itself.
    Read,
    /// From several public copies of it, which agree.
    Copies,
    /// From one public copy.
    OneCopy,
}

/// A key of one edition, and the builds that it is for.
#[derive(Debug)]
pub struct SetupKey {
    /// The edition, as `EditionID` names it.
    pub edition_id: &'static str,
    from_build: u32,
    to_build: u32,
    /// The key.
    pub key: &'static str,
    /// How it came here.
    pub source: Source,
}

/// The setup key of an edition, where exactly one is published for its build. A Windows newer than
/// the list takes that of the newest build in it, where its edition has had one key all along.
pub fn setup_key(edition_id: &str, build: u32) -> Option<&'static str> {
    let of = |edition: &str| {
        let fits = |known: &&SetupKey| known.edition_id == edition && known.is_for(build);
        KEYS.iter().find(fits).map(|known| known.key)
    };
    // A server of an annual channel may have a key of its own.
    of(without_core(edition_id)).or_else(|| of(kind(edition_id)))
}

/// Whether a key with this end is one of them, of whatever edition.
pub fn has_end(end: &str) -> bool {
    KEYS.iter().any(|known| known.key.rsplit('-').next() == Some(end))
}

/// The published keys with this end.
pub fn of_end(end: &str) -> impl Iterator<Item = &'static SetupKey> {
    KEYS.iter().filter(move |known| known.key.rsplit('-').next() == Some(end))
}

/// `ServerStandardCor` is Standard, `ServerStandardACor` an edition of its own.
fn without_core(edition_id: &str) -> &str {
    if edition_id.ends_with("ACor") {
        edition_id
    } else {
        edition_id.strip_suffix("Cor").unwrap_or(edition_id)
    }
}

/// `ServerStandard of Windows Server 2019`, `Enterprise of Windows 10 and 11`.
impl fmt::Display for SetupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |build| builds::find(build).map_or("", |known| known.also);
        let server = builds::find(self.from_build).and_then(|known| known.server);
        write!(f, "{} of ", self.edition_id)?;
        match server.filter(|_| is_server(self.edition_id)) {
            Some(release) => write!(f, "{release}"),
            None if self.to_build == NEWEST => f.write_str("Windows 10 and 11"),
            None if self.from_build == self.to_build => f.write_str(of(self.from_build)),
            None => write!(f, "{} to {}", of(self.from_build), of(self.to_build)),
        }
    }
}

impl SetupKey {
    /// The release of Windows Server that it is for.
    pub fn release(&self) -> Option<builds::ServerRelease> {
        builds::find(self.from_build)?.server.filter(|_| is_server(self.edition_id))
    }

    /// Whether it is for that build, and that edition where one is told.
    pub fn is_of(&self, edition_id: Option<&str>, build: u32) -> bool {
        let is_its = |edition: &str| {
            self.edition_id == without_core(edition) || self.edition_id == kind(edition)
        };
        self.is_for(build) && edition_id.is_none_or(is_its)
    }

    fn is_for(&self, build: u32) -> bool {
        let to = if self.to_build == NEWEST { u32::MAX } else { self.to_build };
        (self.from_build..=to).contains(&build)
    }
}

const fn key(
    edition_id: &'static str,
    from_build: u32,
    to_build: u32,
    key: &'static str,
    source: Source,
) -> SetupKey {
    SetupKey { edition_id, from_build, to_build, key, source }
}

const KEYS: &[SetupKey] = &[
    key("ServerStandard", 26_100, 26_100, "TVRH6-WHNXV-R9WG3-9XRFY-MY832", Copies),
    key("ServerDatacenter", 26_100, 26_100, "D764K-2NDRG-47T6Q-P8T8W-YP6DF", Copies),
    key("ServerTurbine", 26_100, 26_100, "XGN3F-F394H-FD2MY-PP6FD-8MCRC", Copies),
    key("ServerDatacenter", 20_348, 20_348, "WX4NM-KYWYW-QJJR4-XV3QB-6VM33", Read),
    key("ServerTurbine", 20_348, 20_348, "NTBV8-9K7Q8-V27C6-M2BTV-KHMXV", Read),
    key("ServerStandard", 20_348, 20_348, "VDYBN-27WPP-V4HQT-9VMD4-VMK7H", Read),
    key("ServerDatacenter", 17_763, 17_763, "WMDGN-G9PQG-XVVXX-R3X43-63DFG", Read),
    key("ServerStandard", 17_763, 17_763, "N69G4-B89J2-4G8F4-WWYCC-J464C", Read),
    key("ServerSolution", 17_763, 17_763, "WVDHN-86M7X-466P6-VHXV7-YY726", Read),
    key("ServerDatacenter", 14_393, 14_393, "CB7KF-BWN84-R7R2Y-793K2-8XDDG", Read),
    key("ServerStandard", 14_393, 14_393, "WC2BQ-8NRM3-FDDYY-2BFGV-KHKQY", Read),
    key("ServerSolution", 14_393, 14_393, "JCKRF-N37P4-C2D82-9YXRT-4M63B", Read),
    key("ServerDatacenterACor", 17_763, 19_042, "6NMRW-2C8FM-D24W7-TQWMY-CWH2D", Read),
    key("ServerStandardACor", 17_763, 19_042, "N2KJX-J94YW-TQVFB-DG9YT-724CC", Read),
    key("ServerDatacenterACor", 17_134, 17_134, "2HXDN-KRXHB-GPYC7-YCKFJ-7FVDG", Read),
    key("ServerStandardACor", 17_134, 17_134, "PTXN8-JFHJM-4WC78-MPCBR-9W4KR", Read),
    key("ServerDatacenterACor", 16_299, 16_299, "6Y6KB-N82V8-D8CQV-23MJW-BWTG6", Read),
    key("ServerStandardACor", 16_299, 16_299, "DPCNP-XQFKJ-BJF7R-FRC8D-GF6G4", Read),
    key("ServerDatacenter", 9600, 9600, "W3GGN-FT8W3-Y4M27-J84CP-Q3VJ9", Read),
    key("ServerStandard", 9600, 9600, "D2N9P-3P6X9-2R39C-7RTCD-MDVJX", Read),
    key("ServerSolution", 9600, 9600, "KNC87-3J2TX-XB4WP-VCPJV-M4FWM", Read),
    key("ServerDatacenter", 9200, 9200, "48HP8-DN98B-MYWDG-T2DCC-8W83P", Read),
    key("ServerStandard", 9200, 9200, "XC9B7-NBPP2-83J2H-RHMBY-92BT4", Read),
    key("ServerSolution", 9200, 9200, "HTDQM-NBMMG-KGYDT-2DTKT-J2MPV", Read),
    key("ServerDatacenter", 7600, 7601, "74YFP-3QFB3-KQT8W-PMXWJ-7M648", Read),
    key("ServerEnterprise", 7600, 7601, "489J6-VHDMP-X63PK-3K798-CPX3Y", Read),
    key("ServerStandard", 7600, 7601, "YC6KT-GKW9T-YTKYR-T4X34-R7VHC", Read),
    key("ServerWeb", 7600, 7601, "6TPJF-RBVHG-WBW2R-86QPH-6RTM4", Read),
    key("Professional", 10_240, NEWEST, "W269N-WFGWX-YVC9B-4J6C9-T83GX", Read),
    key("ProfessionalN", 10_240, NEWEST, "MH37W-N47XK-V7XM9-C7227-GCQG9", Read),
    key("ProfessionalWorkstation", 10_240, NEWEST, "NRG8B-VKK3Q-CXVCJ-9G2XF-6Q84J", Read),
    key("ProfessionalWorkstationN", 10_240, NEWEST, "9FNHH-K3HBT-3W4TD-6383H-6XYWF", Read),
    key("ProfessionalEducation", 10_240, NEWEST, "6TP4R-GNPTD-KYYHQ-7B7DP-J447Y", Read),
    key("ProfessionalEducationN", 10_240, NEWEST, "YVWGF-BXNMC-HTQYQ-CPQ99-66QFC", Read),
    key("Education", 10_240, NEWEST, "NW6C2-QMPVW-D7KKK-3GKT6-VCFB2", Read),
    key("EducationN", 10_240, NEWEST, "2WH4N-8QGBV-H22JP-CT43Q-MDWWJ", Read),
    key("Enterprise", 10_240, NEWEST, "NPPR9-FWDCX-D2C8J-H872K-2YT43", Read),
    key("EnterpriseN", 10_240, NEWEST, "DPH2V-TTNVB-4X9Q3-TJR4H-KHJW4", Read),
    key("EnterpriseG", 10_240, NEWEST, "YYVX9-NTFWV-6MDM3-9PT4T-4M68B", Read),
    key("EnterpriseGN", 10_240, NEWEST, "44RPN-FTY23-9VTTB-MP9BX-T84FV", Read),
    key("EnterpriseS", 17_763, 19_044, "M7XTQ-FN8P6-TTKYV-9D4CC-J462D", Read),
    key("EnterpriseSN", 17_763, 19_044, "92NFX-8DJQP-P6BBQ-THF9C-7CG2H", Read),
    key("EnterpriseS", 26_100, 26_100, "M7XTQ-FN8P6-TTKYV-9D4CC-J462D", Copies),
    key("EnterpriseSN", 26_100, 26_100, "92NFX-8DJQP-P6BBQ-THF9C-7CG2H", Copies),
    key("IoTEnterpriseS", 19_044, 26_100, "KBN8V-HFGQ4-MGXVD-347P6-PDQGT", OneCopy),
    key("EnterpriseS", 14_393, 14_393, "DCPHK-NFMTC-H88MJ-PFHPY-QJ4BJ", Read),
    key("EnterpriseSN", 14_393, 14_393, "QFFDN-GRT3P-VKWWX-X7T3R-8B639", Read),
    key("EnterpriseS", 10_240, 10_240, "WNMTR-4C88C-JK8YV-HQ7T2-76DF9", Read),
    key("EnterpriseSN", 10_240, 10_240, "2F77B-TNFGY-69QQF-B8YKP-D69TJ", Read),
    key("Professional", 9600, 9600, "GCRJD-8NW9H-F2CDX-CCM8D-9D6T9", Read),
    key("ProfessionalN", 9600, 9600, "HMCNV-VVBFX-7HMBH-CTY9B-B4FXY", Read),
    key("Enterprise", 9600, 9600, "MHF9N-XY6XB-WVXMC-BTDCT-MKKG7", Read),
    key("EnterpriseN", 9600, 9600, "TT4HM-HN7YT-62K67-RGRQJ-JFFXW", Read),
    key("Professional", 7600, 7601, "FJ82H-XT6CR-J8D7P-XQJJ2-GPDD4", Read),
    key("Enterprise", 7600, 7601, "33PXH-7Y6KF-2VJC9-XBBR8-HVTHH", Read),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn end(edition_id: &str, build: u32) -> Option<&'static str> {
        setup_key(edition_id, build).and_then(|key| key.rsplit('-').next())
    }

    #[test]
    fn a_key_is_named_for_a_known_edition_and_build_alone() {
        for (edition, build, expected) in [
            ("ServerStandard", 20_348, Some("VMK7H")),
            ("ServerStandardCor", 20_348, Some("VMK7H")),
            ("ServerDatacenter", 9200, Some("8W83P")),
            ("ServerEnterprise", 7601, Some("CPX3Y")),
            ("ServerDatacenter", 17_763, Some("63DFG")),
            ("ServerDatacenterACor", 17_763, Some("CWH2D")),
            ("ServerStandardACor", 17_134, Some("9W4KR")),
            ("Professional", 22_631, Some("T83GX")),
            ("Professional", 26_200, Some("T83GX")),
            ("Professional", 9600, Some("9D6T9")),
            ("EnterpriseS", 14_393, Some("QJ4BJ")),
            ("EnterpriseS", 17_763, Some("J462D")),
            ("EnterpriseS", 26_100, Some("J462D")),
            ("ServerStandard", 25_398, None),
            ("EnterpriseS", 22_631, None),
            ("CoreSingleLanguage", 26_100, None),
        ] {
            assert_eq!(end(edition, build), expected, "{edition} {build}");
        }
    }

    #[test]
    fn a_windows_newer_than_the_list_takes_the_key_that_its_edition_has_had() {
        assert_eq!(end("Enterprise", 29_651), Some("2YT43"));
        assert_eq!((end("ServerStandard", 29_651), end("EnterpriseS", 29_651)), (None, None));
    }

    #[test]
    fn a_published_key_is_known_by_its_end_alone() {
        assert!(has_end("2YT43") && has_end("VMK7H"));
        assert!(!has_end("4M3Q8") && !has_end("") && !has_end("NPPR9"));
    }

    #[test]
    fn no_edition_has_two_keys_for_one_build() {
        for (at, known) in KEYS.iter().enumerate() {
            let same = |other: &&SetupKey| {
                other.edition_id == known.edition_id
                    && other.from_build <= known.to_build
                    && known.from_build <= other.to_build
            };
            let other = KEYS.iter().skip(at + 1).find(same).map(|other| other.key);
            // Long-term releases stand in the same years as others, under an edition of their own.
            assert_eq!(other, None, "{} {}", known.edition_id, known.key);
        }
    }
}
