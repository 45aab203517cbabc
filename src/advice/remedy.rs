//! What to do that no finding asks for by itself, as data: the sentences stand in the language
//! files.

use actprobe_probes::evidence::{Cloud, KeyChannel, ServiceStart};

use crate::verdict::finding::{AddOnMend, HexCode, Maybe, OfficeWant, PortSeen, YesNo};
use crate::verdict::sentence::sentences;

pub use super::codes::step::CodeStep;

sentences! {
    /// Something to do that several findings, or none, ask for.
    pub enum Remedy;

    /// A KMS host or the directory answers the installed key: activate.
    Activate = "activate" { kms: Maybe<String> };
    /// Online activation works for the installed key: activate.
    ActivateOnline = "activate-online" {};
    /// An add-on to Windows has a key of its own, and online activation works.
    ActivateAddOn = "activate-add-on" { name: String };
    /// Office is not activated, whatever Windows is; by the channel of its key. Of another machine,
    /// with its name.
    ActivateOffice = "activate-office" {
        channel: Maybe<KeyChannel>, host: Maybe<String>, why: OfficeWant, kms: Maybe<String>,
        port: PortSeen
    };
    /// An add-on to Windows is not activated. Of another machine, on that one.
    MendAddOn = "mend-add-on" {
        host: Maybe<String>, name: Maybe<String>, code: Maybe<HexCode>, how: AddOnMend
    };
    /// The Hyper-V host can activate this guest: activate.
    ActivateByHost = "activate-by-host" {};
    /// KMS or the directory is ready for another key than the installed one.
    TakeClientKey = "take-client-key" { kms: Maybe<String>, key: Maybe<String> };
    /// The installed key asks no KMS host, and captures show one; or no key is installed.
    TakeKeyForKms = "take-key-for-kms" {
        kms: Maybe<String>, opens: YesNo, channel: Maybe<KeyChannel>, key: Maybe<String>
    };
    /// An activation that stands was not renewed for long.
    RenewNow = "renew-now" { days: Maybe<u64> };
    /// Ask for more activations of a key.
    RequestActivations = "request-activations" { key: Maybe<String>, product: Maybe<String> };
    /// Use a confirmation ID; `code` is that of a key without activations left.
    ActivateOffline = "activate-offline" { code: Maybe<HexCode> };
    /// The same for many hosts.
    ActivateManyOffline = "activate-many-offline" {};
    /// A key of a machine that is out of service.
    ReuseRetiredKey = "reuse-retired-key" {};
    /// A virtual machine of Hyper-V that is cloned or moved.
    PreferHyperV = "prefer-hyper-v" {};
    /// A machine that its Hyper-V host cannot activate.
    UseOtherWay = "use-other-way" {};
    /// A machine that has left Azure, on its new host.
    TurnOnDataExchange = "turn-on-data-exchange" {};
    /// A member of a domain.
    PreferDirectory = "prefer-directory" {};
    /// Many machines, or such as are cloned.
    PreferKms = "prefer-kms" {};
    /// One machine or a few.
    PreferMak = "prefer-mak" {};
    /// What to save before the next upgrade in place.
    SaveBeforeUpgrade = "save-before-upgrade" {};
    /// An OEM key stays with its hardware.
    ReplaceOemLicence = "replace-oem-licence" {};
    /// The key is for another edition or version.
    MatchKeyToEdition = "match-key-to-edition" { code: HexCode };
    /// Files of the system or of the licences are damaged.
    RepairSystemFiles = "repair-system-files" { code: HexCode };
    /// The licences are installed anew.
    ReinstallLicences = "reinstall-licences" { code: HexCode };
    /// The store of the licensing service is made anew, and the key put in again: a `published`
    /// one, or one that was bought.
    RebuildTokens = "rebuild-tokens" { code: HexCode, published: YesNo };
    /// The licensing service is stopped, hangs or is disabled.
    RestartService = "restart-service" { code: HexCode, start: Maybe<ServiceStart> };
    /// The prompt was not elevated.
    RunElevated = "run-elevated" { code: HexCode };
    /// The prompt was elevated, and COM keeps the service's caller out all the same.
    RestoreComAccess = "restore-com-access" { code: HexCode };
    /// Find out how Windows is licensed.
    LookAtLicence = "look-at-licence" {};
    /// Read the licence where `slmgr.vbs` does not run.
    ReadWithoutVbscript = "read-without-vbscript" {};
    /// The KMS host of the last activation was not tested, and the last try found none.
    TestRememberedHost = "test-remembered-host" { kms: String, address: Maybe<String> };
    /// What a code asks for where nothing but that code is known, and perhaps the proxy on its way.
    AnswerCode = "answer-code" {
        code: HexCode, step: CodeStep, proxy: Maybe<String>, kms: Maybe<String>
    };
    /// Find out on the host itself what no capture of it shows.
    AskThere = "ask-there" {};
    /// Tell this client its KMS host; `lasting`: outside a domain nothing else leads to it.
    NameKmsHost = "name-kms-host" { kms: Maybe<String>, lasting: YesNo };
    /// Tell it the cloud's.
    NameCloudKms = "name-cloud-kms" { cloud: Cloud };
    /// Tell it the cloud's by an address, while nobody resolves the name.
    NameCloudKmsByAddress = "name-cloud-kms-by-address" { name: String, address: String };
    /// Tell it the domain to look in.
    SetLookupDomain = "set-lookup-domain" { name: String };
    /// Ask a DNS server first that has the record.
    AskServerFirst = "ask-server-first" { server: String };
    /// Forget the domain that it was told to look in.
    ClearLookupDomain = "clear-lookup-domain" { domain: String };
    /// Delete the record of a KMS host that is gone.
    DeleteRecord = "delete-record" { host: String };
    /// Write the record by hand.
    WriteRecord = "write-record" {};
    /// Give services a proxy.
    SetProxy = "set-proxy" { proxy: Maybe<String> };
}
