//! The activation ids of the servers that KMS activates, as `slmgr /ato` prints them: they tell the
//! release where no build was printed. Here from public lists that agree.

use super::builds::ServerRelease;

const fn of(year: u32) -> ServerRelease {
    ServerRelease::of(year)
}

const SERVER_2012_R2: ServerRelease = ServerRelease::r2_of(2012);

/// The release of the server with this id.
pub fn release(activation_id: &str) -> Option<ServerRelease> {
    let is_it = |row: &&(&str, ServerRelease)| row.0.eq_ignore_ascii_case(activation_id);
    SERVERS.iter().find(is_it).map(|(_, release)| *release)
}

/// Standard and Datacenter of each; those of semi-annual channels are none of them.
const SERVERS: [(&str, ServerRelease); 10] = [
    ("7dc26449-db21-4e09-ba37-28f2958506a6", of(2025)),
    ("c052f164-cdf6-409a-a0cb-853ba0f0f55a", of(2025)),
    ("9bd77860-9b31-4b7b-96ad-2564017315bf", of(2022)),
    ("ef6cfc9f-8c5d-44ac-9aad-de6a2ea0ae03", of(2022)),
    ("de32eafd-aaee-4662-9444-c1befb41bde2", of(2019)),
    ("34e1ae55-27f8-4950-8877-7a03be5fb181", of(2019)),
    ("8c1c5410-9f39-4805-8c9d-63a07706358f", of(2016)),
    ("21c56779-b449-4d20-adfc-eece0e1ad74b", of(2016)),
    ("b3ca044e-a358-4d68-9883-aaa2941aca99", SERVER_2012_R2),
    ("00091344-1ea4-4f37-b789-01750ba6988c", SERVER_2012_R2),
];
