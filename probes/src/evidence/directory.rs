//! Active Directory: which domain controllers there are, what they say, and the activation objects
//! they hold.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use super::{Addresses, Connected, LocalEnd, Observed, SrvQuestion, TrustVerdict, Try};

/// What was asked of Active Directory.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DirectoryEvidence {
    /// The domain that was asked, by its DNS name; absent: none is known.
    pub domain: Option<String>,
    /// How that domain is known.
    pub domain_origin: DomainOrigin,
    /// The client's site: by the word of a domain controller, else by that of the host; absent:
    /// nobody knows.
    pub site: Option<String>,
    /// The locator's questions (`_ldap._tcp[.<site>._sites].dc._msdcs.<domain>`), in the order in
    /// which they were asked.
    pub locator: Vec<SrvQuestion>,
    /// What Windows' own search for a domain controller ended with, by a capture (`nltest`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locator_error: Option<LocatorError>,
    /// What became of this member's secure channel, by a capture (`nltest /sc_query`,
    /// `/sc_verify`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secure_channel: Option<SecureChannel>,
    /// The activation objects of the forest, by name, as `slmgr /ao-list` listed them: of a
    /// capture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listed_objects: Option<Vec<String>>,
    /// The domain controllers that were found, the client's own site first.
    pub controllers: Vec<DomainController>,
    /// How many more there were.
    pub controllers_dropped: u32,
}

/// What a search for a domain controller ended with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LocatorError {
    /// The Windows error (MS-ERREF 2.2).
    pub code: u32,
    /// Its name as it was printed.
    pub symbol: String,
}

impl LocatorError {
    /// Whether it says that there is none to be found: others say that the search itself failed.
    pub fn tells_of_none(&self) -> bool {
        // ERROR_NO_LOGON_SERVERS, ERROR_NO_SUCH_DOMAIN.
        matches!(self.code, 1311 | 1355)
    }
}

impl std::fmt::Display for LocatorError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "error {}", self.code)?;
        if self.symbol.is_empty() { Ok(()) } else { write!(f, ", {}", self.symbol) }
    }
}

/// The channel by which a member proves to a domain controller that it is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecureChannel {
    /// The controller at its other end; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub controller: Option<String>,
    /// What stands in its way; absent: it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<LocatorError>,
}

impl SecureChannel {
    /// Whether a controller was found, and does not take this machine for the member that it says
    /// to be.
    pub fn is_refused(&self) -> bool {
        // ERROR_INVALID_PASSWORD, ERROR_NO_TRUST_LSA_SECRET, ERROR_NO_TRUST_SAM_ACCOUNT,
        // ERROR_TRUSTED_DOMAIN_FAILURE, ERROR_TRUSTED_RELATIONSHIP_FAILURE, ERROR_TRUST_FAILURE.
        self.error.as_ref().is_some_and(|error| matches!(error.code, 86 | 1786..=1790))
    }
}

/// How a domain is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DomainOrigin {
    /// It is not.
    #[default]
    Nothing,
    /// `--ad-domain`.
    Argument,
    /// The site file.
    SiteFile,
    /// The host is a member of it.
    Member,
    /// A capture names it.
    Capture,
    /// A suffix of the host may be one: that nothing is found there proves nothing.
    Suffix,
}

/// One domain controller.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DomainController {
    /// Its DNS name.
    pub host: String,
    /// Whether the user named it (`--ad-controller`); DNS may name it too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub named: bool,
    /// Its addresses.
    #[serde(default)]
    pub addresses: Addresses,
    /// Where the hosts file names it: what DNS says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_dns: Option<Addresses>,
    /// The address that was spoken to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<SocketAddr>,
    /// The CLDAP netlogon ping (UDP 389; MS-ADTS §6.3.3).
    #[serde(default)]
    pub ping: Observed<PingReply>,
    /// TCP connections to it.
    #[serde(default)]
    pub ports: Vec<DirectoryPort>,
    /// Its rootDSE (MS-ADTS §3.1.1.3.2), read without credentials.
    #[serde(default)]
    pub root_dse: Observed<RootDse>,
    /// Where LDAP was refused, cut or answered wrongly, or left unanswered beside another try that
    /// was answered: each try of it, the first one included. Port 389 and `root_dse` are those of
    /// the one that got through, else of the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tries: Vec<Try>,
    /// What came of its other addresses; reports of older versions tell of them only where LDAP or
    /// Kerberos did not get through at one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_addresses: Vec<ControllerAddress>,
    /// How this host identified itself there.
    #[serde(default)]
    pub login: Observed<Login>,
    /// Its activation objects, read with credentials.
    #[serde(default)]
    pub activation_objects: Observed<ObjectSearch>,
}

/// What came of speaking to a domain controller at one more of its addresses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ControllerAddress {
    /// Which.
    pub address: SocketAddr,
    /// The netlogon ping there.
    #[serde(default)]
    pub ping: Observed<PingReply>,
    /// LDAP and Kerberos; more where it was the first one that was tried.
    #[serde(default)]
    pub ports: Vec<DirectoryPort>,
    /// The rootDSE there.
    #[serde(default)]
    pub root_dse: Observed<RootDse>,
    /// As of the controller.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tries: Vec<Try>,
}

/// A TCP port of a domain controller.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DirectoryPort {
    /// 389 (LDAP), 88 (Kerberos), 3268 (global catalogue), 445 (SMB) or 135 (RPC).
    pub port: u16,
    /// The connection.
    pub connect: Observed<Connected>,
    /// Of Kerberos, where a connection was refused or cut, or one of several was left unanswered:
    /// each try. `connect` is the one that stood, else the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tries: Vec<Try>,
}

/// What came back on a netlogon ping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "reply", rename_all = "kebab-case", deny_unknown_fields)]
pub enum PingReply {
    /// The domain controller answers.
    Controller(NetlogonReply),
    /// A domain controller answers that its Netlogon service is paused: a client goes on to the
    /// next one.
    Paused,
    /// An LDAP server answers, and it is no domain controller of the asked domain.
    NotForThisDomain,
}

/// How a log-on ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "result", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Login {
    /// The server took the credentials.
    Accepted {
        /// What protected them.
        over: Protection,
    },
    /// The server did not (`invalidCredentials`).
    Rejected {
        /// What protected them.
        over: Protection,
        /// Why not, by the sub-code in the diagnostic message; reports of older versions do not
        /// say.
        #[serde(default)]
        reason: Rejection,
        /// The server's diagnostic message, scrubbed.
        message: String,
    },
    /// The server refused a log-on of this kind, whatever the credentials.
    Refused {
        /// The LDAP result code (RFC 4511 §4.1.9).
        code: u32,
        /// The server's diagnostic message, scrubbed.
        message: String,
    },
    /// The server offers no TLS (RFC 4511 §4.14.2), so the password was not sent.
    NoTls {
        /// The LDAP result code.
        code: u32,
    },
    /// The server's certificate is not valid for its name, or nobody here vouches for it, so the
    /// password was not sent.
    Untrusted {
        /// Whose certificate it is.
        subject: String,
        /// Who issued it.
        issuer: String,
        /// What this system says of it.
        verdict: TrustVerdict,
    },
    /// Nobody was identified to the server: it was not proved to be a controller of the domain, or
    /// a log-on before this one forbids it.
    NotSent {
        /// What is missing, or what forbids it.
        why: NotSent,
    },
}

/// Why credentials were not accepted: the sub-code that Active Directory puts into its diagnostic
/// message, an error code of Windows (MS-ERREF §2.2).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Rejection {
    /// No sub-code that is known here.
    #[default]
    Unstated,
    /// 525 (`ERROR_NO_SUCH_USER`).
    UnknownUser,
    /// 52e (`ERROR_LOGON_FAILURE`): the user's name or the password is wrong.
    WrongPassword,
    /// 52f (`ERROR_ACCOUNT_RESTRICTION`).
    AccountRestricted,
    /// 530 (`ERROR_INVALID_LOGON_HOURS`).
    OutsideHours,
    /// 531 (`ERROR_INVALID_WORKSTATION`).
    OtherWorkstation,
    /// 532 (`ERROR_PASSWORD_EXPIRED`).
    PasswordExpired,
    /// 533 (`ERROR_ACCOUNT_DISABLED`).
    AccountDisabled,
    /// 701 (`ERROR_ACCOUNT_EXPIRED`).
    AccountExpired,
    /// 773 (`ERROR_PASSWORD_MUST_CHANGE`).
    PasswordMustChange,
    /// 775 (`ERROR_ACCOUNT_LOCKED_OUT`).
    AccountLocked,
    /// 51f (`ERROR_NO_LOGON_SERVERS`), or `SEC_E_NO_AUTHENTICATING_AUTHORITY`: the controller
    /// reaches nobody who knows the account, and nobody looked at the password.
    NoAuthority,
}

/// Why nobody was identified to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum NotSent {
    /// It says that it is no domain controller of this domain.
    NotForThisDomain,
    /// Its netlogon answer is of another domain.
    OfAnotherDomain,
    /// Its name is outside the domain, and the user did not name it.
    OutsideDomain,
    /// DNS names an address in the place of a name, and no address is inside a domain.
    Address,
    /// It gave no netlogon answer: to a password, over the connection that the password would take;
    /// to Windows' own log-on, over UDP.
    Unconfirmed,
    /// Its own certificate is among those that the user trusts, and the user did not name the
    /// controller.
    OwnCertificate,
    /// The domain is known from a file that may be anybody's, and the user did not name it.
    DomainFromFile,
    /// Another controller did not accept these credentials.
    AfterRejection,
    /// How a log-on to another controller ended is not known: it may have counted as a failed one.
    AfterUnknownOutcome,
    /// Windows does not confirm that the log-on would be Kerberos, signed and sealed, and nothing
    /// else.
    Unprotected,
    /// Windows connected to another address than the one that answered the netlogon ping.
    OtherAddress,
}

/// What protects a log-on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Protection {
    /// TLS, begun on port 389.
    StartTls,
    /// TLS on port 636.
    Ldaps,
    /// Kerberos, signed and sealed, with the credentials of whoever runs actprobe.
    Kerberos,
    /// Negotiate (Kerberos or NTLM), with the credentials of whoever runs actprobe: in reports of
    /// older versions.
    Negotiate,
}

/// `NETLOGON_SAM_LOGON_RESPONSE_EX` (MS-ADTS §6.3.1.9).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NetlogonReply {
    /// The flags (`DS_FLAG`, MS-ADTS §6.3.1.2).
    pub flags: u32,
    /// The forest's DNS name.
    pub forest: String,
    /// The domain's DNS name.
    pub domain: String,
    /// The domain controller's DNS name.
    pub host: String,
    /// The site of the domain controller.
    pub dc_site: String,
    /// The site of the client, by its address; empty where no subnet covers it.
    pub client_site: String,
    /// Where the question was sent from; absent in captures and in reports of older versions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<LocalEnd>,
}

/// What a domain controller says of itself without credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RootDse {
    /// `configurationNamingContext`.
    pub configuration: String,
    /// `schemaNamingContext`.
    pub schema: String,
    /// `defaultNamingContext`.
    pub default: String,
    /// `dnsHostName`.
    pub dns_host_name: String,
    /// `domainFunctionality`.
    pub domain_functionality: Option<u32>,
    /// `forestFunctionality`.
    pub forest_functionality: Option<u32>,
    /// `domainControllerFunctionality`: 5 (Windows Server 2012) or more implies a schema that knows
    /// activation objects.
    pub controller_functionality: Option<u32>,
    /// `isSynchronized`.
    pub is_synchronized: Option<bool>,
    /// `currentTime`, to the second.
    pub current_time: Option<jiff::Timestamp>,
    /// How far that is ahead of this host's clock, in milliseconds: right to half the round trip
    /// and half a second.
    pub offset_ms: Option<i64>,
    /// The round trip, in milliseconds.
    pub round_trip_ms: Option<u64>,
}

/// What a search for activation objects gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "result", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ObjectSearch {
    /// The container and what is in it.
    Found {
        /// The objects; empty: the container holds none that this account may see.
        objects: Vec<ActivationObject>,
        /// Whether the container's own attributes could be read: without them, empty means nothing.
        container_readable: bool,
    },
    /// The container is absent (`noSuchObject`).
    NoContainer {
        /// Whether the schema has the class `msSPP-ActivationObject`; absent: it could not be read.
        class_in_schema: Option<bool>,
        /// `objectVersion` of the schema; absent: it could not be read.
        schema_version: Option<u32>,
        /// Whether `CN=Services`, above it, could be read; absent: nobody looked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        services_readable: Option<bool>,
    },
    /// The server refuses (`insufficientAccessRights`, `operationsError`, `strongerAuthRequired`,
    /// …).
    Refused {
        /// The LDAP result code (RFC 4511 §4.1.9).
        code: u32,
        /// The server's diagnostic message, scrubbed.
        message: String,
    },
}

/// An activation object (`msSPP-ActivationObject`, MS-ADSC §2.178).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ActivationObject {
    /// Its common name.
    pub name: String,
    /// `displayName`: the products it activates, in words.
    pub display_name: String,
    /// `msSPP-CSVLKSkuId`, a GUID.
    pub csvlk_sku_id: Option<String>,
    /// `msSPP-CSVLKPartialProductKey`: the last five characters.
    pub partial_key: Option<String>,
    /// `msSPP-KMSIds`, GUIDs.
    pub kms_ids: Vec<String>,
}

impl ActivationObject {
    /// The object as a person names it.
    pub fn label(&self) -> &str {
        if self.display_name.is_empty() { &self.name } else { &self.display_name }
    }
}
