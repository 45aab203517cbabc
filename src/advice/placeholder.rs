//! Words that the reader has to fill in.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

macro_rules! placeholders {
    ($($(#[doc = $doc:literal])+ $variant:ident = $word:literal says $message:literal;)+) => {
        /// A word that the reader has to fill in. It stands in capitals in the line.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
            IntoStaticStr, VariantArray,
        )]
        pub enum Placeholder {
            $($(#[doc = $doc])+ #[serde(rename = $word)] #[strum(serialize = $word)] $variant,)+
        }

        impl Placeholder {
            /// The message that explains it.
            pub fn message(self) -> &'static str {
                match self { $(Self::$variant => $message),+ }
            }
        }
    };
}

placeholders! {
    /// The name of a KMS host.
    KmsHost = "KMS-HOST" says "placeholder-kms-host";
    /// The DNS domain that clients search.
    Domain = "DOMAIN" says "placeholder-domain";
    /// The address of a DNS server.
    DnsServer = "DNS-SERVER" says "placeholder-dns-server";
    /// A time server.
    TimeServer = "TIME-SERVER" says "placeholder-time-server";
    /// A machine whose name is not known, or is none that a command takes.
    HostName = "HOST-NAME" says "placeholder-host-name";
    /// A port that is not known.
    PortNumber = "PORT-NUMBER" says "placeholder-port-number";
    /// A record's name that is not known, or none that a command takes.
    RecordName = "RECORD-NAME" says "placeholder-record-name";
    /// The proxy.
    ProxyHost = "PROXY-HOST" says "placeholder-proxy-host";
    /// Its port.
    ProxyPort = "PROXY-PORT" says "placeholder-proxy-port";
    /// The names that go past it.
    BypassList = "BYPASS-LIST" says "placeholder-bypass-list";
    /// What the portal gives for an installation id.
    ConfirmationId = "CONFIRMATION-ID" says "placeholder-confirmation-id";
    /// The id of a product of the licensing service.
    ActivationId = "ACTIVATION-ID" says "placeholder-activation-id";
    /// The published KMS client key of an edition.
    SetupKey = "SETUP-KEY" says "placeholder-setup-key";
    /// The published AVMA key of an edition.
    AvmaKey = "AVMA-KEY" says "placeholder-avma-key";
    /// A key that was bought.
    ProductKey = "PRODUCT-KEY" says "placeholder-product-key";
    /// The key of a KMS host.
    KmsHostKey = "KMS-HOST-KEY" says "placeholder-kms-host-key";
    /// An edition of Windows.
    Edition = "EDITION" says "placeholder-edition";
    /// A virtual machine's name on its host.
    VmName = "VM-NAME" says "placeholder-vm-name";
    /// A domain controller.
    Controller = "DOMAIN-CONTROLLER" says "placeholder-controller";
    /// The forest's root as a distinguished name.
    ForestName = "FOREST-DN" says "placeholder-forest";
    /// A name for an activation object.
    ObjectName = "OBJECT-NAME" says "placeholder-object-name";
    /// A user of the domain.
    User = "USER" says "placeholder-user";
    /// A file that holds the user's password.
    PasswordFile = "PASSWORD-FILE" says "placeholder-password-file";
    /// A file with certificates.
    CaFile = "CA-FILE" says "placeholder-ca-file";
    /// A registry export.
    ExportFile = "EXPORT-FILE" says "placeholder-export-file";
    /// A network connection's number.
    InterfaceIndex = "INTERFACE-INDEX" says "placeholder-interface-index";
    /// The gateway to another network.
    Gateway = "GATEWAY" says "placeholder-gateway";
    /// The resource group of something in Azure.
    ResourceGroup = "RESOURCE-GROUP" says "placeholder-resource-group";
    /// A route table in Azure.
    RouteTable = "ROUTE-TABLE" says "placeholder-route-table";
    /// A network, as address and length.
    Network = "NETWORK/LENGTH" says "placeholder-network";
}

impl Placeholder {
    /// Every one there is.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The word as it stands in a line.
    pub fn word(self) -> &'static str {
        self.into()
    }
}
