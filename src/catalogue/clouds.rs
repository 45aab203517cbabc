//! The KMS hosts that providers run for their own machines. Addresses drift: only what clients are
//! told is kept here, and those that the providers' own pages name for routes and rules.

use std::net::{IpAddr, Ipv4Addr};

use actprobe_probes::evidence::Cloud;

/// A provider's KMS; TCP 1688 everywhere.
struct ProviderKms {
    provider: Cloud,
    /// What a client is told, the usual one first.
    told: &'static [&'static str],
    /// What it was told once, or in the provider's sovereign clouds.
    also: &'static [&'static str],
    /// Names, and addresses that the provider's own pages name for them.
    addresses: &'static [(&'static str, &'static str)],
    /// Whether the provider's machines are known by their firmware.
    is_recognised: bool,
}

/// As of 2026-11.
const PROVIDERS: &[ProviderKms] = &[
    // Microsoft Learn, "Troubleshoot Azure Windows virtual machine activation problems".
    ProviderKms {
        provider: Cloud::Azure,
        told: &["azkms.core.windows.net"],
        also: &[
            "kms.core.windows.net",
            "azkms.core.usgovcloudapi.net",
            "kms.core.usgovcloudapi.net",
            "azkms.core.chinacloudapi.cn",
            "kms.core.chinacloudapi.cn",
            "kms.core.cloudapi.de",
        ],
        // Microsoft Learn, "Azure Windows virtual machine activation fails in forced-tunneling
        // scenario": the addresses to make routes for.
        addresses: &[
            ("azkms.core.windows.net", "20.118.99.224"),
            ("azkms.core.windows.net", "40.83.235.53"),
            ("kms.core.windows.net", "23.102.135.246"),
        ],
        is_recognised: true,
    },
    // Google Cloud documentation, "Windows Server VMs: activation".
    ProviderKms {
        provider: Cloud::Google,
        told: &["kms.windows.googlecloud.com"],
        also: &[],
        // The same page, for routes and firewall rules.
        addresses: &[("kms.windows.googlecloud.com", "35.190.247.13")],
        is_recognised: true,
    },
    // Amazon EC2 user guide, "Troubleshoot Windows activation". JD Cloud gives its machines the
    // same addresses (its instance metadata, `attributes/activation/KMS`).
    ProviderKms {
        provider: Cloud::Aws,
        told: &["169.254.169.250", "169.254.169.251"],
        also: &[],
        addresses: &[],
        is_recognised: true,
    },
    // Oracle Cloud Infrastructure documentation, "Importing Custom Windows Images".
    ProviderKms {
        provider: Cloud::Oracle,
        told: &["169.254.169.253"],
        also: &[],
        addresses: &[],
        is_recognised: true,
    },
    // Alibaba Cloud documentation, "Instance metadata" (`kms-server`).
    ProviderKms {
        provider: Cloud::Alibaba,
        told: &["kms.cloud.aliyuncs.com"],
        also: &[],
        addresses: &[],
        is_recognised: true,
    },
    // Tencent Cloud documentation, "Activating Windows CVM instances": for its own public images.
    ProviderKms {
        provider: Cloud::Tencent,
        told: &["kms.tencentyun.com"],
        also: &["kms1.tencentyun.com"],
        addresses: &[],
        is_recognised: false,
    },
    // OVHcloud documentation, "Changing a Windows Server product key": dedicated servers; VPS and
    // Public Cloud.
    ProviderKms {
        provider: Cloud::Ovh,
        told: &["kms.ovh.net", "kms.cloud.ovh.net"],
        also: &[],
        addresses: &[],
        is_recognised: false,
    },
    // IBM Cloud documentation, "Creating a Windows custom image" (`kms_host`).
    ProviderKms {
        provider: Cloud::Ibm,
        told: &["kms.adn.networklayer.com"],
        also: &[],
        addresses: &[],
        is_recognised: false,
    },
];

/// What a provider tells its machines.
pub fn kms_names(provider: Cloud) -> &'static [&'static str] {
    let row = PROVIDERS.iter().find(|row| row.provider == provider);
    row.map_or(&[], |row| row.told)
}

/// The address that a provider's own pages name for its KMS of that name.
pub fn kms_address(name: &str) -> Option<&'static str> {
    let name = name.trim_end_matches('.');
    let mut known = PROVIDERS.iter().flat_map(|row| row.addresses);
    known.find(|(of, _)| of.eq_ignore_ascii_case(name)).map(|(_, address)| *address)
}

/// The provider that a KMS host belongs to, by any name that it goes by, or went by.
pub fn owner_of(host: &str) -> Option<Cloud> {
    Some(row_of(host)?.provider)
}

/// The provider that a KMS host belongs to, where the machine is known not to be one of its own:
/// `cloud` is the one that its firmware names, if any. Who cannot be recognised may be any machine
/// that is no other provider's.
pub fn foreign_owner_of(host: &str, cloud: Option<Cloud>) -> Option<Cloud> {
    let row = row_of(host)?;
    let is_foreign = cloud != Some(row.provider) && (row.is_recognised || cloud.is_some());
    is_foreign.then_some(row.provider)
}

/// Whether a provider's machines are told from any other by their firmware; nothing of a KMS host
/// that is no provider's.
pub fn is_recognised(host: &str) -> Option<bool> {
    Some(row_of(host)?.is_recognised)
}

/// The provider whose machines alone have such a DNS suffix: Microsoft Learn, "Name resolution for
/// resources in Azure virtual networks"; Google Cloud documentation, "Internal DNS"; Amazon VPC
/// user guide, "DNS attributes"; Oracle Cloud Infrastructure documentation, "DNS in your VCN".
pub fn owner_of_suffix(name: &str) -> Option<Cloud> {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let is_in = |zone: &str| {
        name.strip_suffix(zone).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let found = SUFFIXES.iter().find(|(_, zones)| zones.iter().any(|zone| is_in(zone)));
    found.map(|(provider, _)| *provider)
}

const SUFFIXES: &[(Cloud, &[&str])] = &[
    (Cloud::Azure, &["internal.cloudapp.net", "reddog.microsoft.com"]),
    (Cloud::Google, &["google.internal"]),
    (Cloud::Aws, &["compute.internal", "ec2.internal", "ec2-utilities.amazonaws.com"]),
    (Cloud::Oracle, &["oraclevcn.com"]),
];

/// The provider whose machines alone reach such a DNS server: Microsoft Learn, "What is IP address
/// 168.63.129.16?".
pub fn owner_of_dns_server(address: IpAddr) -> Option<Cloud> {
    (address == IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16))).then_some(Cloud::Azure)
}

fn row_of(host: &str) -> Option<&'static ProviderKms> {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let is_address = |row: &ProviderKms| row.addresses.iter().any(|(_, address)| *address == host);
    PROVIDERS
        .iter()
        .find(|row| row.told.contains(&&*host) || row.also.contains(&&*host) || is_address(row))
}

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
        assert_eq!(owner_of("KMS.cloud.aliyuncs.com"), Some(Cloud::Alibaba));
    }

    #[test]
    fn an_address_is_that_of_its_own_name() {
        assert_eq!(kms_address("AzKms.core.windows.net."), Some("20.118.99.224"));
        assert_eq!(kms_address("azkms.core.usgovcloudapi.net"), None);
        assert_eq!(owner_of("40.83.235.53"), Some(Cloud::Azure));
        for (name, address) in PROVIDERS.iter().flat_map(|row| row.addresses) {
            assert_eq!(owner_of(name), owner_of(address), "{name}");
        }
    }

    #[test]
    fn a_cloud_is_known_by_its_suffixes_and_its_dns_server() {
        let known = owner_of_suffix;
        assert_eq!(known("4xk2.ax.internal.cloudapp.net"), Some(Cloud::Azure));
        assert_eq!(known("eu-west-1.Compute.internal."), Some(Cloud::Aws));
        assert_eq!(known("google.internal"), Some(Cloud::Google));
        assert_eq!((known("corp.internal"), known("mycompute.internal")), (None, None));
        let server = |address: &str| owner_of_dns_server(address.parse().unwrap());
        assert_eq!((server("168.63.129.16"), server("8.8.8.8")), (Some(Cloud::Azure), None));
    }

    #[test]
    fn who_cannot_be_recognised_is_foreign_to_another_provider_alone() {
        let foreign = |host, cloud| foreign_owner_of(host, cloud);
        assert_eq!(foreign("kms.cloud.aliyuncs.com", None), Some(Cloud::Alibaba));
        assert_eq!(foreign("kms.cloud.aliyuncs.com", Some(Cloud::Alibaba)), None);
        assert_eq!(foreign("kms.ovh.net", None), None);
        assert_eq!(foreign("kms.ovh.net", Some(Cloud::Azure)), Some(Cloud::Ovh));
        assert_eq!(foreign("kms1.corp.example", Some(Cloud::Azure)), None);
    }

    #[test]
    fn each_provider_and_each_name_stands_once() {
        let names: Vec<&str> =
            PROVIDERS.iter().flat_map(|row| [row.told, row.also]).flatten().copied().collect();
        let distinct: std::collections::BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(names.len(), distinct.len());
        for row in PROVIDERS {
            assert_eq!(kms_names(row.provider), row.told);
        }
    }
}
