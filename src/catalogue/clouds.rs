//! The KMS hosts that cloud providers run for their own machines. Addresses drift: only names are kept here.

use actprobe_probes::evidence::Cloud;

/// Every provider with a KMS of its own.
pub const ALL: [Cloud; 3] = [Cloud::Azure, Cloud::Google, Cloud::Aws];

/// The names of a provider's KMS, as of 2026-11; TCP 1688 everywhere.
///
/// Azure: Microsoft Learn, "Troubleshoot Azure Windows virtual machine activation problems". Google: Google Cloud
/// documentation, "Windows Server VMs: activation". AWS: Amazon EC2 user guide, "Troubleshoot Windows activation".
pub fn kms_names(cloud: Cloud) -> &'static [&'static str] {
    match cloud {
        Cloud::Azure => &["azkms.core.windows.net"],
        Cloud::Google => &["kms.windows.googlecloud.com"],
        Cloud::Aws => &["169.254.169.250", "169.254.169.251"],
    }
}
