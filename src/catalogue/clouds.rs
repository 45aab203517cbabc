//! The KMS hosts that cloud providers run for their own machines. Addresses drift: only names are
//! kept here.

use actprobe_probes::evidence::Cloud;

/// The names of a provider's KMS, as of 2026-11; TCP 1688 everywhere.
///
/// Azure: Microsoft Learn, "Troubleshoot Azure Windows virtual machine activation problems".
/// Google: Google Cloud documentation, "Windows Server VMs: activation". AWS: Amazon EC2 user
/// guide, "Troubleshoot Windows activation".
pub fn kms_names(cloud: Cloud) -> &'static [&'static str] {
    match cloud {
        Cloud::Azure => &["azkms.core.windows.net"],
        Cloud::Google => &["kms.windows.googlecloud.com"],
        Cloud::Aws => &["169.254.169.250", "169.254.169.251"],
    }
}

/// The provider that a KMS host belongs to, by any name that it goes by, or went by.
pub fn owner_of(host: &str) -> Option<Cloud> {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let is_named = |cloud: &Cloud| kms_names(*cloud).contains(&host.as_str());
    let current = [Cloud::Azure, Cloud::Google, Cloud::Aws].into_iter().find(is_named);
    current.or_else(|| AZURE.contains(&host.as_str()).then_some(Cloud::Azure))
}

/// Azure's other names, those of its sovereign clouds among them.
const AZURE: [&str; 6] = [
    "kms.core.windows.net",
    "azkms.core.usgovcloudapi.net",
    "kms.core.usgovcloudapi.net",
    "azkms.core.chinacloudapi.cn",
    "kms.core.chinacloudapi.cn",
    "kms.core.cloudapi.de",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clouds_kms_is_known_by_all_its_names() {
        for host in
            ["azkms.core.windows.net", "KMS.core.windows.net.", "kms.core.usgovcloudapi.net"]
        {
            assert_eq!(owner_of(host), Some(Cloud::Azure), "{host}");
        }
        assert_eq!(owner_of("kms.windows.googlecloud.com"), Some(Cloud::Google));
        assert_eq!(
            (owner_of("169.254.169.251"), owner_of("kms1.corp.example")),
            (Some(Cloud::Aws), None)
        );
    }
}
