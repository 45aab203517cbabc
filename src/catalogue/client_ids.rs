//! The activation IDs of KMS client licences: an ID names an edition together with the channel of
//! its key, so that an output which shows nothing else (`slmgr /ato`) tells that it is a client.
//!
//! Several public tables of these that agree with each other (py-kms' SKU ids, vlmcsd's and its
//! successors' lists by edition), beside the setup keys that Microsoft publishes.

use super::builds::ServerRelease;

/// Whether that is the ID of one.
pub fn has(id: &str) -> bool {
    row(id).is_some()
}

/// The release that it names, of a server's Standard or Datacenter; those of semi-annual channels
/// are none of them.
pub fn server_release(id: &str) -> Option<ServerRelease> {
    row(id)?.1
}

fn row(id: &str) -> Option<&'static Row> {
    ROWS.iter().find(|(known, _)| known.eq_ignore_ascii_case(id))
}

const OF_2025: ServerRelease = ServerRelease::of(2025);
const OF_2022: ServerRelease = ServerRelease::of(2022);
const OF_2019: ServerRelease = ServerRelease::of(2019);
const OF_2016: ServerRelease = ServerRelease::of(2016);
const OF_2012_R2: ServerRelease = ServerRelease::r2_of(2012);

type Row = (&'static str, Option<ServerRelease>);

const ROWS: [Row; 50] = [
    // Windows 10 and 11: Professional, for workstations and for education, Education, Enterprise.
    ("2de67392-b7a7-462a-b1ca-108dd189f588", None),
    ("a80b5abf-76ad-428b-b05d-a47d2dffeebf", None),
    ("82bbc092-bc50-4e16-8e18-b74fc486aec3", None),
    ("4b1571d3-bafb-4b40-8087-a961be2caf65", None),
    ("3f1afc82-f8ac-4f6c-8005-1d233e606eee", None),
    ("5300b18c-2e33-4dc2-8291-47ffcec746dd", None),
    ("e0c42288-980c-4788-a014-c080d2e1926e", None),
    ("3c102355-d027-42c6-ad23-2e7ef8a02585", None),
    ("73111121-5638-40f6-bc11-f1d7b0d64300", None),
    ("e272e3e2-732f-4c65-a8f0-484747d0d947", None),
    ("e0b2d383-d112-413f-8a80-97f373a5820c", None),
    ("e38454fb-41a4-4f59-a5dc-25080e354730", None),
    ("ec868e65-fadf-4759-b23e-93fe37f2cc29", None),
    // Their long-term editions: 2019 and later, 2016, 2015.
    ("32d2fab3-e4a8-42c2-923b-4bf4fd13e6ee", None),
    ("7103a333-b8c8-49cc-93ce-d37c09687f92", None),
    ("2d5a5a60-3040-48bf-beb0-fcd770c20ce0", None),
    ("9f776d83-7156-45b2-8a5c-359b9c9f22a3", None),
    ("7b51a46c-0c04-4e8f-9af4-8496cca90d5e", None),
    ("87b838b7-41b6-4590-8318-5797951d8529", None),
    // Windows Server 2025, 2022, 2019, 2016.
    ("7dc26449-db21-4e09-ba37-28f2958506a6", Some(OF_2025)),
    ("9bd77860-9b31-4b7b-96ad-2564017315bf", Some(OF_2022)),
    ("c052f164-cdf6-409a-a0cb-853ba0f0f55a", Some(OF_2025)),
    ("ef6cfc9f-8c5d-44ac-9aad-de6a2ea0ae03", Some(OF_2022)),
    ("34e1ae55-27f8-4950-8877-7a03be5fb181", Some(OF_2019)),
    ("de32eafd-aaee-4662-9444-c1befb41bde2", Some(OF_2019)),
    ("034d3cbb-5d4b-4245-b3f8-f84571314078", None),
    ("21c56779-b449-4d20-adfc-eece0e1ad74b", Some(OF_2016)),
    ("8c1c5410-9f39-4805-8c9d-63a07706358f", Some(OF_2016)),
    ("2b5a1b0f-a5ab-4c54-ac2f-a6d94824a283", None),
    // Windows 8.1, Windows Server 2012 R2.
    ("c06b6981-d7fd-4a35-b7b4-054742b7af67", None),
    ("7476d79f-8e48-49b4-ab63-4d0b813a16e4", None),
    ("81671aaf-79d1-4eb1-b004-8cbbe173afea", None),
    ("113e705c-fa49-48a4-beea-7dd879b46b14", None),
    ("b3ca044e-a358-4d68-9883-aaa2941aca99", Some(OF_2012_R2)),
    ("00091344-1ea4-4f37-b789-01750ba6988c", Some(OF_2012_R2)),
    ("21db6ba4-9a7b-4a14-9e29-64a60c59301d", None),
    // Windows 8, Windows Server 2012.
    ("a98bcd6d-5343-4603-8afe-5908e4611112", None),
    ("ebf245c1-29a8-4daf-9cb1-38dfc608a8c8", None),
    ("458e1bec-837a-45f6-b9d5-925ed5d299de", None),
    ("e14997e7-800a-4cf7-ad10-de4b45b578db", None),
    ("f0f5ec41-0d55-4732-af02-440a44a3cf0f", None),
    ("d3643d60-0c42-412d-a7d6-52e6635327f6", None),
    // Windows 7, Windows Server 2008 R2.
    ("b92e9980-b9d5-4821-9c94-140f632f6312", None),
    ("54a09a0d-d57b-4c10-8b69-a842d6590ad5", None),
    ("ae2ee509-1b34-41c0-acb7-6d4650168915", None),
    ("1cb6d605-11b3-4e14-bb30-da91c8e3983a", None),
    ("a78b8bd9-8017-4df5-b86a-09f756affa7c", None),
    ("68531fb9-5511-4989-97be-d11a0f55633f", None),
    ("620e2b3d-09e7-42fd-802a-17a13652fe7a", None),
    ("7482e61b-c589-4b7f-8ecc-46d455ac3b87", None),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_a_guid_and_stands_there_once() {
        for (id, _) in ROWS {
            let lengths: Vec<usize> = id.split('-').map(str::len).collect();
            assert_eq!(lengths, [8, 4, 4, 4, 12], "{id}");
            assert_eq!(ROWS.iter().filter(|(known, _)| *known == id).count(), 1, "{id}");
        }
        assert!(has("32D2FAB3-E4A8-42C2-923B-4BF4FD13E6EE"));
        assert!(!has("4de7cb65-cdf1-4de9-8ae8-e3cce27b9f2c"));
    }
}
