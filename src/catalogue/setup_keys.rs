//! Microsoft's published KMS client setup keys, by edition and build. They are no licences: a KMS
//! host activates them.
//!
//! Microsoft Learn, "Key Management Services (KMS) client activation and product keys".

use super::editions::kind;

/// Keys of one edition and the builds that they are for.
struct Entry {
    edition_id: &'static str,
    from_build: u32,
    to_build: u32,
    key: &'static str,
}

const fn entry(
    edition_id: &'static str,
    from_build: u32,
    to_build: u32,
    key: &'static str,
) -> Entry {
    Entry { edition_id, from_build, to_build, key }
}

/// The setup key of an edition, where exactly one is published for its build.
pub fn setup_key(edition_id: &str, build: u32) -> Option<&'static str> {
    let edition = kind(edition_id);
    let fits = |entry: &&Entry| {
        entry.edition_id == edition && (entry.from_build..=entry.to_build).contains(&build)
    };
    KEYS.iter().find(fits).map(|entry| entry.key)
}

/// The newest build of Windows 10 and 11 that the list is known to hold for (24H2).
const NEWEST: u32 = 26100;

const KEYS: &[Entry] = &[
    entry("ServerStandard", 26100, 26100, "TVRH6-WHNXV-R9WG3-9XRFY-MY832"),
    entry("ServerDatacenter", 26100, 26100, "D764K-2NDRG-47T6Q-P8T8W-YP6DF"),
    entry("ServerTurbine", 26100, 26100, "XGN3F-F394H-FD2MY-PP6FD-8MCRC"),
    entry("ServerDatacenter", 20348, 20348, "WX4NM-KYWYW-QJJR4-XV3QB-6VM33"),
    entry("ServerTurbine", 20348, 20348, "NTBV8-9K7Q8-V27C6-M2BTV-KHMXV"),
    entry("ServerStandard", 20348, 20348, "VDYBN-27WPP-V4HQT-9VMD4-VMK7H"),
    entry("ServerDatacenter", 17763, 17763, "WMDGN-G9PQG-XVVXX-R3X43-63DFG"),
    entry("ServerStandard", 17763, 17763, "N69G4-B89J2-4G8F4-WWYCC-J464C"),
    entry("ServerSolution", 17763, 17763, "WVDHN-86M7X-466P6-VHXV7-YY726"),
    entry("ServerDatacenter", 14393, 14393, "CB7KF-BWN84-R7R2Y-793K2-8XDDG"),
    entry("ServerStandard", 14393, 14393, "WC2BQ-8NRM3-FDDYY-2BFGV-KHKQY"),
    entry("ServerSolution", 14393, 14393, "JCKRF-N37P4-C2D82-9YXRT-4M63B"),
    entry("ServerDatacenter", 9600, 9600, "W3GGN-FT8W3-Y4M27-J84CP-Q3VJ9"),
    entry("ServerStandard", 9600, 9600, "D2N9P-3P6X9-2R39C-7RTCD-MDVJX"),
    entry("ServerSolution", 9600, 9600, "KNC87-3J2TX-XB4WP-VCPJV-M4FWM"),
    entry("Professional", 10240, NEWEST, "W269N-WFGWX-YVC9B-4J6C9-T83GX"),
    entry("ProfessionalN", 10240, NEWEST, "MH37W-N47XK-V7XM9-C7227-GCQG9"),
    entry("ProfessionalWorkstation", 10240, NEWEST, "NRG8B-VKK3Q-CXVCJ-9G2XF-6Q84J"),
    entry("ProfessionalWorkstationN", 10240, NEWEST, "9FNHH-K3HBT-3W4TD-6383H-6XYWF"),
    entry("ProfessionalEducation", 10240, NEWEST, "6TP4R-GNPTD-KYYHQ-7B7DP-J447Y"),
    entry("ProfessionalEducationN", 10240, NEWEST, "YVWGF-BXNMC-HTQYQ-CPQ99-66QFC"),
    entry("Education", 10240, NEWEST, "NW6C2-QMPVW-D7KKK-3GKT6-VCFB2"),
    entry("EducationN", 10240, NEWEST, "2WH4N-8QGBV-H22JP-CT43Q-MDWWJ"),
    entry("Enterprise", 10240, NEWEST, "NPPR9-FWDCX-D2C8J-H872K-2YT43"),
    entry("EnterpriseN", 10240, NEWEST, "DPH2V-TTNVB-4X9Q3-TJR4H-KHJW4"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_named_for_a_known_edition_and_build_alone() {
        assert!(setup_key("ServerStandard", 20348).is_some_and(|key| key.ends_with("VMK7H")));
        assert!(setup_key("Professional", 22631).is_some_and(|key| key.ends_with("T83GX")));
        assert_eq!(setup_key("ServerStandardCor", 20348), setup_key("ServerStandard", 20348));
        assert_eq!(setup_key("ServerStandard", 25398), None);
        assert_eq!(setup_key("EnterpriseS", 17763), None);
    }

    #[test]
    fn no_key_stands_there_twice_for_one_build() {
        for (at, entry) in KEYS.iter().enumerate() {
            let same = |other: &&Entry| {
                other.edition_id == entry.edition_id && other.from_build == entry.from_build
            };
            assert!(!KEYS.iter().skip(at + 1).any(|other| same(&other)), "{}", entry.edition_id);
        }
    }
}
