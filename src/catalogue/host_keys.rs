//! What a KMS host key (CSVLK) of Windows serves, and on which Windows it is installed after which
//! update: Microsoft Learn, "KMS activation planning".

use super::activation_objects;
use super::builds::ServerRelease;

const fn of(year: u32) -> ServerRelease {
    ServerRelease::of(year)
}

const SERVER_2012_R2: ServerRelease = ServerRelease::r2_of(2012);

/// The release that a key is of, by the channel in its licence's description, such as
/// `VOLUME_KMS_WS19 channel`: it serves that one and those before it.
pub fn release(description: &str) -> Option<ServerRelease> {
    activation_objects::newest(description, &[])
}

/// Where a key is installed: its release, that of the host, and the update that the host needs
/// first, or a later one.
const HOSTS: [(ServerRelease, ServerRelease, &str); 12] = [
    (of(2025), of(2025), ""),
    (of(2025), of(2022), "KB5034770"),
    (of(2025), of(2019), "KB5034768"),
    (of(2022), of(2022), ""),
    (of(2022), of(2019), "KB5003646"),
    (of(2022), of(2016), "KB5003638"),
    (of(2019), of(2019), ""),
    (of(2019), of(2016), "KB4478877"),
    (of(2019), SERVER_2012_R2, "KB4467695"),
    (of(2016), of(2016), ""),
    (of(2016), SERVER_2012_R2, "KB3172614"),
    (of(2016), of(2012), "KB3172615"),
];

/// The update that a host needs before it takes the key of a release, empty where it needs none;
/// nothing where it takes no such key.
pub fn update(key: ServerRelease, host: ServerRelease) -> Option<&'static str> {
    let fits = |row: &&(ServerRelease, ServerRelease, &str)| row.0 == key && row.1 == host;
    HOSTS.iter().find(fits).map(|(_, _, update)| *update)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_by_its_channel_and_stands_on_its_own_release() {
        let description = "Windows(R) Operating System, VOLUME_KMS_WS19 channel";
        assert_eq!(release(description), Some(of(2019)));
        assert_eq!(release("Windows(R) Operating System, VOLUME_KMS channel"), None);
        for year in [2016, 2019, 2022, 2025] {
            assert_eq!(update(of(year), of(year)), Some(""));
        }
        assert_eq!(update(of(2025), of(2019)), Some("KB5034768"));
        assert_eq!(update(of(2025), of(2016)), None);
        assert_eq!(update(of(2022), SERVER_2012_R2), None);
    }
}
