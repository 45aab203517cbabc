//! Which Windows an activation object is for: by the KMS ids that it lists, else by its name.
//!
//! Names are what whoever made the object left there. Without a choice of his own they are those of
//! the product whose KMS host key (CSVLK) made it, such as `Windows Server 2022`, or its channel,
//! such as `VOLUME_KMS_WS16`.

use super::builds::{self, ServerRelease};

const fn of(year: u32) -> ServerRelease {
    ServerRelease::of(year)
}

const SERVER_2012_R2: ServerRelease = ServerRelease::r2_of(2012);

/// The server of that build, as far as there are objects for it; Windows for workstations shares
/// the server's objects as it shares its kernel.
pub(crate) fn of_build(build: u32) -> Option<ServerRelease> {
    builds::find(build)?.server.filter(|server| *server >= of(2012))
}

/// `Security-SPP-KmsCountedIdList`, the policy of each Windows Server with its own KMS id and those
/// of its forerunners: here from several public listings that agree.
const SERVERS: [(&str, ServerRelease); 6] = [
    ("8665cb71-468c-4aa3-a337-cb9bc9d5eaac", of(2012)),
    ("8456efd3-0c04-4089-8740-5b7238535a65", SERVER_2012_R2),
    ("6e9fc069-257d-4bc4-b4a7-750514d32743", of(2016)),
    ("8449b1fb-f0ea-497a-99ab-66ca96e9a0f5", of(2019)),
    ("b74263e4-0f92-46c6-bcf8-c11d5efe2959", of(2022)),
    ("907f1f65-adcd-4a2e-95bc-4bf500bc6e58", of(2025)),
];

/// Those of Office 2010, 2013, 2016, 2019, LTSC 2021 and LTSC 2024.
const OFFICE: [&str; 6] = [
    "e85af946-2e25-47b7-83e1-bebcebeac611",
    "e6a6f1bf-9d40-40c3-aa9f-c77ba21578c0",
    "85b5f61b-320b-4be3-814a-b76b2bfafc82",
    "617d9eb1-ef36-4f82-86e0-a65ae07b96c6",
    "86d50b16-4808-41af-b83b-b338274318b2",
    "a8973cb5-bf03-0a4c-9cef-703099645ab3",
];

/// The newest server that an object is for; nothing where neither its ids nor its name tell.
pub fn newest(name: &str, kms_ids: &[String]) -> Option<ServerRelease> {
    by_ids(kms_ids).or_else(|| by_name(name))
}

/// Whether an object activates Office and no Windows.
pub(crate) fn is_for_office_alone(name: &str, kms_ids: &[String]) -> bool {
    let all_of_office = !kms_ids.is_empty() && kms_ids.iter().all(|id| is_one_of(id, &OFFICE));
    let name = name.to_ascii_lowercase();
    let says_so = name.contains("office") && !name.contains("windows") && by_name(&name).is_none();
    all_of_office || says_so && by_ids(kms_ids).is_none()
}

fn by_ids(kms_ids: &[String]) -> Option<ServerRelease> {
    let known =
        SERVERS.iter().filter(|(known, _)| kms_ids.iter().any(|id| id.eq_ignore_ascii_case(known)));
    known.map(|(_, server)| *server).max()
}

fn is_one_of(id: &str, known: &[&str]) -> bool {
    known.iter().any(|known| known.eq_ignore_ascii_case(id))
}

fn by_name(name: &str) -> Option<ServerRelease> {
    let name = without_office(&name.to_ascii_lowercase());
    let words: Vec<&str> =
        name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let next = |index: usize| words.get(index + 1).copied().unwrap_or_default();
    words.iter().enumerate().filter_map(|(index, word)| of_word(word, next(index))).max()
}

/// What follows `office` is a year of Office's, up to where another product begins.
fn without_office(name: &str) -> String {
    let mut parts = name.split("office");
    let before = parts.next().unwrap_or_default().to_owned();
    let other = |part: &str| ["windows", "server"].iter().filter_map(|word| part.find(word)).min();
    let others = parts.filter_map(|part| part.get(other(part)?..).map(str::to_owned));
    std::iter::once(before).chain(others).collect::<Vec<_>>().join(" ")
}

/// `2012`, `2012R2`, `WS16`, `WS12R2`; `next` is the word behind it, which may be `R2`.
fn of_word(word: &str, next: &str) -> Option<ServerRelease> {
    let (word, is_r2) = word.strip_suffix("r2").map_or((word, next == "r2"), |word| (word, true));
    let short = word.strip_prefix("ws").filter(|digits| digits.len() == 2);
    let year = match short {
        Some(digits) => 2000 + digits.parse::<u32>().ok()?,
        None => word.parse().ok().filter(|_| word.len() == 4)?,
    };
    (2012..2100).contains(&year).then_some(ServerRelease { year, is_r2 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(of: &[&str]) -> Vec<String> {
        of.iter().map(|&id| id.to_owned()).collect()
    }

    #[test]
    fn a_name_tells_its_newest_server() {
        for (name, expected) in [
            ("Windows Server 2025 and Windows 11", Some(of(2025))),
            ("Windows(R) Server 2012 R2 ADBA", Some(SERVER_2012_R2)),
            ("2012R2", Some(SERVER_2012_R2)),
            ("Windows Server 2012", Some(of(2012))),
            ("VOLUME_KMS_WS16", Some(of(2016))),
            ("VOLUME_KMS_2012-R2 channel", Some(SERVER_2012_R2)),
            ("Windows Server 2019 and Office LTSC 2024", Some(of(2019))),
            ("Office LTSC 2024, Windows Server 2022", Some(of(2022))),
            ("Office LTSC 2024", None),
            ("Windows 10", None),
            ("Lab activation object", None),
        ] {
            assert_eq!(newest(name, &[]), expected, "{name}");
        }
        assert!(of(2012) < SERVER_2012_R2 && SERVER_2012_R2 < of(2016));
    }

    #[test]
    fn ids_tell_more_than_a_name() {
        assert_eq!(newest("Ours", &ids(&[SERVERS[3].0, SERVERS[2].0])), Some(of(2019)));
        assert_eq!(newest("Windows Server 2025", &ids(&[SERVERS[2].0])), Some(of(2016)));
        assert_eq!(newest("Windows Server 2025", &ids(&[OFFICE[0]])), Some(of(2025)));
    }

    #[test]
    fn office_alone_is_told_by_name_or_ids() {
        assert!(is_for_office_alone("Office LTSC 2024", &[]));
        assert!(is_for_office_alone("Ours", &ids(&[OFFICE[5], OFFICE[4]])));
        assert!(!is_for_office_alone("Windows Server 2022 and Office 2021", &[]));
        assert!(!is_for_office_alone("Office", &ids(&[SERVERS[4].0])));
        assert!(!is_for_office_alone("Lab activation object", &[]));
    }
}
