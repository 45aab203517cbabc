//! What the licensing service says of itself: read live (WMI), or from what an administrator
//! captured.
//!
//! Product keys are kept as their last five characters, never whole.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use super::{ActivationType, HostPort, Observed, ServiceStart};

/// What the licensing service says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that a tool said")]
pub struct LicensingEvidence {
    /// The state of the Windows licence.
    pub windows: Observed<LicenceFacts>,
    /// The captures that it was read from, by file name; empty: it was read live, or not at all.
    pub captures: Vec<String>,
    /// Whether the code of the activation is of `slmgr /ipk` instead: Windows did not take a key.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub of_key_change: bool,
    /// The last five characters of that key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tried_key: Option<String>,
    /// What other commands of slmgr ended with, beside the last attempt: of captures alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_errors: Vec<u32>,
    /// The day on which the licence ends as it was printed, where day and month may change places.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_as_told: Option<String>,
    /// Whether slmgr says that no product key is installed: of captures alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_key: bool,
    /// The end of the product key that the firmware holds: of captures alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub firmware_key: Option<String>,
    /// Whether the firmware was looked at, and holds none: of captures alone.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub firmware_without_key: bool,
    /// Whether `slmgr.vbs` did not run for want of `VBScript`: of captures alone.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub without_vbscript: bool,
    /// What other machines say of theirs, for comparison.
    pub others: Vec<OtherLicence>,
    /// Further captures whose licence has the host's client id, where nothing names the machine: it
    /// is the same one, or a clone of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub perhaps_clones: Vec<String>,
    /// Products that are not Windows itself: add-ons to it, and Office. They say nothing of how
    /// Windows is licensed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_products: Vec<OtherProduct>,
    /// What it wrote into the event log, the newest first.
    pub events: Vec<LicensingEvent>,
    /// How many older events were left out.
    pub events_dropped: u32,
    /// Codes that Windows printed on the host that is meant, handed in by hand (`--code`), each
    /// once, as `HRESULT`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes_by_hand: Vec<u32>,
}

/// What the capture of another machine says. It is another by its name, its installation id, its
/// key or its CMID, or because one of the two is a KMS host and the other a client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OtherLicence {
    /// The file that it was read from.
    pub file: String,
    /// The computer's name; empty where the capture does not tell.
    pub computer: String,
    /// The client machine id (CMID), a GUID.
    pub cmid: Option<String>,
    /// What it counts, where it is a KMS host.
    pub kms_host: Option<KmsCount>,
    /// `LicenseStatus`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<LicenceStatus>,
    /// The state as it was printed, where no language that is known here has that word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unread_status: Option<String>,
    /// `LicenseStatusReason`, else the code that `slmgr /ato` ended with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<u32>,
    /// The code that `slmgr /ato` ended with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activation_error: Option<u32>,
    /// How its licensing service starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licensing_service: Option<ServiceStart>,
    /// Whether that service was stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licensing_service_stopped: Option<bool>,
    /// Whether it listens on the port of KMS itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listens_for_kms: Option<bool>,
    /// Whether the rule of its own firewall that lets KMS clients in is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_rule_is_on: Option<bool>,
    /// `Name`, such as `Windows(R), ServerDatacenter edition`; empty where unknown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// `Description`, which names the channel of its key; empty where unknown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The build of Windows, by the version of its licensing service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<u32>,
    /// The channel of its key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<KeyChannel>,
    /// The last five characters of its key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partial_key: Option<String>,
    /// What is left of its grace period or of its activation, in minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining_minutes: Option<u64>,
    /// The day on which that ends, where it is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<jiff::civil::Date>,
    /// Whether it is activated for good, by the word of `slmgr /xpr`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub for_good: bool,
    /// The KMS host that it found in DNS, as its service remembers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discovered_kms: Option<HostPort>,
    /// Whether it knows none from DNS, by its own word.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub kms_undiscovered: bool,
    /// The activation object that it used, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activation_object: Option<String>,
}

impl OtherLicence {
    /// What it says of its licence, as of the host's own.
    pub fn licence(&self) -> LicenceFacts {
        LicenceFacts {
            name: self.name.clone(),
            description: self.description.clone(),
            build: self.build,
            channel: self.channel,
            partial_key: self.partial_key.clone(),
            status: self.status,
            unread_status: self.unread_status.clone(),
            reason: self.code.filter(|_| self.activation_error.is_none()),
            activation_error: self.activation_error,
            remaining_minutes: self.remaining_minutes,
            ends_on: self.ends_on,
            for_good: self.for_good,
            cmid: self.cmid.clone(),
            discovered_kms: self.discovered_kms.clone(),
            kms_undiscovered: self.kms_undiscovered,
            activation_object: self.activation_object.clone(),
            kms_host: self.kms_host.clone(),
            ..LicenceFacts::default()
        }
    }
}

/// A licensed product that is not Windows itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OtherProduct {
    /// The file that it was read from.
    pub file: String,
    /// The computer's name; empty where the capture does not tell.
    pub computer: String,
    /// What it is.
    pub kind: ProductKind,
    /// Its name as it stands there.
    pub name: String,
    /// `LicenseStatus`.
    pub status: Option<LicenceStatus>,
    /// The code that goes with the state.
    pub code: Option<u32>,
    /// The last five characters of its key.
    pub partial_key: Option<String>,
    /// The channel of its key, where its description tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<KeyChannel>,
    /// Its activation ID, by which commands name it: without that they are of Windows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activation_id: Option<String>,
    /// The code that its last activation ended with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activation_error: Option<u32>,
    /// What is left of its grace period or of its activation, in minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remaining_minutes: Option<u64>,
    /// The KMS host that it is told, or found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kms: Option<HostPort>,
}

impl OtherProduct {
    /// One of which nothing else is known.
    pub fn named(kind: ProductKind, name: String) -> Self {
        Self {
            file: String::new(),
            computer: String::new(),
            kind,
            name,
            status: None,
            code: None,
            partial_key: None,
            channel: None,
            activation_id: None,
            activation_error: None,
            remaining_minutes: None,
            kms: None,
        }
    }

    /// Its name without the editions that it is for: an add-on lists them all, over several lines.
    pub fn short_name(&self) -> &str {
        let end = self.name.find(OF_EDITIONS).map(|at| at + OF_ADD_ONS.len());
        end.and_then(|end| self.name.get(..end)).unwrap_or(&self.name)
    }

    /// What tells an add-on from others, however much of its name is shown.
    pub fn bare_name(&self) -> &str {
        let name = self.name.split(OF_EDITIONS).next().unwrap_or_default();
        match self.kind {
            ProductKind::AddOn => name.strip_prefix("Windows(R), ").unwrap_or(name),
            ProductKind::Office => &self.name,
        }
    }

    /// The code that it failed with: that of its last activation says more than its state's.
    pub fn failure(&self) -> Option<u32> {
        self.activation_error.or(self.code)
    }

    /// Whether another output is of the same product of the same machine.
    pub fn is_again(&self, other: &Self) -> bool {
        let differ = |one: &Option<String>, other: &Option<String>| {
            one.is_some() && other.is_some() && one != other
        };
        let is_same_id = self.activation_id.is_some() && self.activation_id == other.activation_id;
        let is_named_alike = !self.name.is_empty() && self.bare_name() == other.bare_name();
        self.kind == other.kind
            && self.computer == other.computer
            && (is_same_id || is_named_alike)
            && !differ(&self.activation_id, &other.activation_id)
            && !differ(&self.partial_key, &other.partial_key)
    }

    /// Takes in what a later output of it tells.
    pub fn take_in(&mut self, later: Self) {
        let is_done = later.status == Some(LicenceStatus::Licensed);
        let known_error = self.activation_error.filter(|_| !is_done);
        self.activation_error = later.activation_error.or(known_error);
        self.code = later.code.or(self.code.filter(|_| later.status.is_none()));
        self.status = later.status.or(self.status);
        self.partial_key = later.partial_key.or_else(|| self.partial_key.take());
        self.channel = later.channel.or(self.channel);
        self.activation_id = later.activation_id.or_else(|| self.activation_id.take());
        self.remaining_minutes = later.remaining_minutes.or(self.remaining_minutes);
        self.kms = later.kms.or_else(|| self.kms.take());
        if self.name.is_empty() {
            self.name = later.name;
        }
    }
}

/// How the name of an add-on goes on: with the editions that it is for.
const OF_EDITIONS: &str = " add-on for";
const OF_ADD_ONS: &str = " add-on";

/// What a licensed product is that is not Windows itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum ProductKind {
    /// An add-on to Windows, such as extended security updates (ESU).
    AddOn,
    /// Office, Visio or Project.
    Office,
}

/// The state of the Windows licence on one host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LicenceFacts {
    /// `Name`, such as `Windows(R), ServerDatacenter edition`; empty where unknown.
    pub name: String,
    /// `Description`, which is never translated: it names the key's channel; empty where unknown.
    pub description: String,
    /// The build of Windows, by the version of the licensing service.
    pub build: Option<u32>,
    /// The channel of the installed key.
    pub channel: Option<KeyChannel>,
    /// The last five characters of the installed key.
    pub partial_key: Option<String>,
    /// `ID`: the activation id (SKU), a GUID.
    pub activation_id: Option<String>,
    /// `LicenseStatus`.
    pub status: Option<LicenceStatus>,
    /// The state as it was printed, where no language that is known here has that word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unread_status: Option<String>,
    /// `LicenseStatusReason`: the code of a notification.
    pub reason: Option<u32>,
    /// The code that `slmgr /ato` ended with, where its output was captured.
    pub activation_error: Option<u32>,
    /// What is left of the grace period or of the activation, in minutes.
    pub remaining_minutes: Option<u64>,
    /// The day on which it ends, where that is named (`slmgr /xpr`, `EvaluationEndDate`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<jiff::civil::Date>,
    /// Activated for good, by the word of `slmgr /xpr`, which names no key.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub for_good: bool,
    /// The client machine id (CMID), a GUID.
    pub cmid: Option<String>,
    /// The KMS host that was found in DNS, as the service remembers it.
    pub discovered_kms: Option<HostPort>,
    /// `slmgr` says that the client knows none from DNS.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub kms_undiscovered: bool,
    /// The KMS host that was forced.
    pub forced_kms: Option<HostPort>,
    /// The one domain that the client was told to look for KMS in
    /// (`KeyManagementServiceLookupDomain`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lookup_domain: Option<String>,
    /// The only way of activation that is allowed (`VLActivationTypeEnabled`); absent: all, or not
    /// known.
    pub activation_type: Option<ActivationType>,
    /// The activation object that was used, by name.
    pub activation_object: Option<String>,
    /// The Hyper-V host that activated the guest, by name.
    pub avma_host: Option<String>,
    /// Present where this is a KMS host.
    pub kms_host: Option<KmsCount>,
    /// How often a grace period can be begun again (`slmgr /rearm`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rearms: Option<RearmsLeft>,
    /// How often a KMS client asks (`VLActivationInterval`, `VLRenewalInterval`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intervals: Option<KmsIntervals>,
}

/// How many rearms are left; absent where that is not told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RearmsLeft {
    /// `RemainingWindowsReArmCount`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub windows: Option<u64>,
    /// `RemainingSkuReArmCount`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<u64>,
}

/// Codes that only a client of KMS ends with: no KMS host found or reached, or refused by one
/// (`slerror.h`; Microsoft Learn, "Troubleshoot Windows activation error codes").
const OF_KMS_REQUESTS: [u32; 10] = [
    0x8007_232A,
    0x8007_232B,
    0x8007_251D,
    0x8007_267C,
    0xC004_F038,
    0xC004_F039,
    0xC004_F041,
    0xC004_F042,
    0xC004_F06C,
    0xC004_F074,
];

/// Whether a machine that gave this code had asked a KMS host, as a KMS host itself does not.
pub fn is_of_kms_request(code: u32) -> bool {
    OF_KMS_REQUESTS.contains(&code)
}

impl LicenceFacts {
    /// The edition in its name, `Windows(R), ServerStandard edition`; empty where there is none.
    pub fn edition(&self) -> &str {
        let rest = self.name.rsplit_once(", ").map_or("", |(_, rest)| rest);
        rest.strip_suffix(" edition").unwrap_or_default()
    }

    /// Whether it is that of a KMS host: by its key, else by what it counts.
    pub fn is_of_kms_host(&self) -> bool {
        match self.channel {
            Some(channel) => channel == KeyChannel::KmsHost,
            None => self.kms_host.is_some(),
        }
    }

    /// Whether it is that of a machine that asks a KMS host: by its key, else by how its last
    /// activation failed.
    pub fn is_of_kms_client(&self) -> bool {
        match self.channel {
            Some(channel) => channel == KeyChannel::KmsClient,
            None => self.kms_host.is_none() && self.activation_error.is_some_and(is_of_kms_request),
        }
    }

    /// The days that are left, as the licensing service of that Windows prints them: up to Windows
    /// 7 it rounds down, since Windows 8 up (slmgr.vbs).
    pub fn remaining_days(&self) -> Option<u64> {
        let minutes = self.remaining_minutes?;
        let is_old = self.is_before_windows_8();
        Some(if is_old { minutes / MINUTES_A_DAY } else { minutes.div_ceil(MINUTES_A_DAY) })
    }

    /// How many rearms are left: none where either count has come to its end.
    pub fn rearms_left(&self) -> Option<u64> {
        let rearms = self.rearms?;
        [rearms.windows, rearms.sku].into_iter().flatten().min()
    }

    /// Whether it is Windows 7, Server 2008 R2 or older: by the build, else by the description,
    /// which named the system twice then.
    pub fn is_before_windows_8(&self) -> bool {
        match self.build {
            Some(build) => build < WINDOWS_8,
            None => self.description.starts_with("Windows Operating System - "),
        }
    }
}

const MINUTES_A_DAY: u64 = 1440;
/// The build of Windows 8 and Server 2012.
const WINDOWS_8: u32 = 9200;

/// What a KMS host counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct KmsCount {
    /// The current count of clients; absent where it is not known.
    pub current: Option<u64>,
    /// The port.
    pub listening_port: Option<u16>,
    /// Whether it publishes itself.
    pub dns_publishing: Option<bool>,
}

/// The channel of a product key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum KeyChannel {
    /// `VOLUME_KMSCLIENT`: a GVLK; activates by ADBA or KMS.
    KmsClient,
    /// `VOLUME_KMS…`: a CSVLK; makes the machine a KMS host.
    KmsHost,
    /// `VOLUME_MAK`.
    Mak,
    /// `RETAIL`.
    Retail,
    /// `OEM_…`.
    Oem,
    /// `VIRTUAL_MACHINE_ACTIVATION`.
    Avma,
    /// `TIMEBASED_…`: an evaluation.
    TimeBased,
    /// Something else.
    Other,
}

/// `LicenseStatus` of `SoftwareLicensingProduct`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum LicenceStatus {
    /// 0.
    Unlicensed,
    /// 1.
    Licensed,
    /// 2: out-of-box grace.
    InitialGrace,
    /// 3: out-of-tolerance grace.
    AdditionalGrace,
    /// 4.
    NonGenuineGrace,
    /// 5.
    Notification,
    /// 6.
    ExtendedGrace,
}

/// An event of the licensing service (Microsoft-Windows-Security-SPP).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LicensingEvent {
    /// The event id.
    pub id: u32,
    /// When, UTC.
    pub at: Option<jiff::Timestamp>,
    /// That it is the local time of that computer instead: its zone was not told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub local: bool,
    /// The computer that wrote it; empty where unknown.
    pub computer: String,
    /// The code it carries, where it carries one: in 12288 the one that `slmgr` hides behind
    /// 0xC004F074.
    pub code: Option<u32>,
    /// When the client sent its request, by the client's own clock, in UTC: in the KMS host's log
    /// (12290), where `at` is by the KMS host's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_at: Option<jiff::Timestamp>,
    /// The KMS host it speaks of.
    pub kms_host: Option<HostPort>,
    /// The client machine id (CMID) it speaks of.
    pub cmid: Option<String>,
    /// The activation id (SKU) of the product it speaks of, a GUID: of Windows, or of Office. In
    /// 12289, which names none, that of the request that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activation_id: Option<String>,
    /// The client it speaks of, by name: in 12290, the one that asked the KMS host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// A count it carries: in 12289 the host's current count, in 12288 and 12290 the count that the
    /// client needs.
    pub count: Option<u64>,
    /// Whether the client is activated now, by the word of 12289.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activated: Option<bool>,
    /// How often the client is to ask, by the word of 12289.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intervals: Option<KmsIntervals>,
    /// How Windows is licensed, by the word of 1003 and 8230.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<LoggedLicence>,
}

/// How often a KMS client is to ask, as the KMS host tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KmsIntervals {
    /// While it is not activated, in minutes.
    pub activation_min: u64,
    /// Once it is activated, in minutes.
    pub renewal_min: u64,
}

/// The state of the Windows licence, as the service wrote it into the event log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoggedLicence {
    /// The state. The log knows one kind of grace alone.
    pub status: LicenceStatus,
    /// The channel of the installed key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<KeyChannel>,
    /// The last five characters of the installed key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partial_key: Option<String>,
    /// The activation id (SKU), a GUID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activation_id: Option<String>,
    /// When the grace period or the activation ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<jiff::Timestamp>,
}
