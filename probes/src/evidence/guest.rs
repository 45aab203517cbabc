//! What a machine knows of the hypervisor below it, and what a Hyper-V host tells its guest.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What CPUID says (leaves 1 and 0x40000000 to 0x40000003; Microsoft, "Hypervisor Top-Level
/// Functional Specification").
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct HypervisorFacts {
    /// Leaf 1, ECX bit 31: a hypervisor is present.
    pub present: bool,
    /// Who made it, 12 characters at most, such as `Microsoft Hv`, `KVMKVMKVM` or `VMwareVMware`;
    /// scrubbed. There are several where one hypervisor shows the leaves of another before its own:
    /// the first stands at 0x40000000.
    pub vendors: Vec<String>,
    /// Leaf 0x40000002, EAX: the build of the hypervisor, where it speaks the Microsoft interface
    /// (`Hv#1`).
    pub build: Option<u32>,
    /// Leaf 0x40000003, EBX bit 0 (CreatePartitions): this is the root partition, a Hyper-V host
    /// itself.
    pub root_partition: Option<bool>,
}

/// What a Hyper-V host tells its guest through Data Exchange (KVP pool 3). Not secured: the guest
/// can change it.
///
/// Where all is empty, the host told nothing: Data Exchange is off, or its service in the guest
/// does not run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct KvpFacts {
    /// `PhysicalHostNameFullyQualified`, else `PhysicalHostName`; empty where absent.
    pub physical_host: String,
    /// `VirtualMachineName`; empty where absent.
    pub virtual_machine: String,
    /// `HostingSystemEditionId`: the host's edition as `GetProductInfo` numbers it.
    pub edition: Option<u32>,
    /// `HostingSystemOsMajor`: 10 for every host since Windows Server 2016.
    pub os_major: Option<u32>,
    /// `HostingSystemOsMinor`.
    pub os_minor: Option<u32>,
    /// `HostingSystemNestedLevel`: 0 where the host runs on hardware, more where it is a virtual
    /// machine itself.
    pub nested_level: Option<u32>,
    /// `Start` of the guest's own service `vmickvpexchange`: 4 where it is disabled, and the rest
    /// is from before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_start: Option<u32>,
    /// A capture shows that service stopped.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub service_stopped: bool,
}

impl KvpFacts {
    /// Whether the host told nothing at all.
    pub fn is_silent(&self) -> bool {
        let told = Self { service_start: None, service_stopped: false, ..self.clone() };
        told == Self::default()
    }
}
