//! What a report for a person says besides its findings, answers and steps.

use actprobe_probes::evidence::{Channel, Id};

use crate::advice::command::{Machine, Prompt};
use crate::verdict::finding::{Maybe, Moment, YesNo};
use crate::verdict::sentence::phrases;
use crate::verdict::{Argument, Owner, Standing};

phrases! {
    /// Titles, names and the words between sentences.
    pub enum Phrase;

    WithReason = "with-reason" { what: String, reason: String };
    AndMore = "and-more" { count: u64 };
    AndLast = "and-last" { others: String, last: String };
    Follows = "follows" { what: String };
    Next = "next" { what: String };
    AlsoSeen = "also-seen" {};
    Proof = "proof" {};
    WithoutVbscript = "without-vbscript" {};
    TypedWhere = "typed-where" {
        machine: Machine,
        host: Maybe<String>,
        elevated: YesNo,
        prompt: Prompt
    };
    KmsDraw = "kms-draw" { first: Vec<String>, later: Vec<String> };
    KmsDrawShare = "kms-draw-share" { share: u64, target: String };
    MachineBeside = "machine-beside" { host: Maybe<String>, file: Maybe<String> };
    OwnerOfHost = "owner-of-host" { host: String };
    NotSeen = "not-seen" {};
    Indecisive = "indecisive" {};
    SeenAt = "seen-at" { time: jiff::Timestamp, version: String };
    JudgedAt = "judged-at" { time: jiff::Timestamp, version: String };

    InstallationId = "installation-id" { of: String };
    IdsNotDrawn = "ids-not-drawn" { names: Vec<String> };
    IdWithoutColors = "id-without-colors" {};
    IdNeedsRows = "id-needs-rows" { rows: u64 };
    NoIdSaved = "no-id-saved" {};
    NoIdElsewhere = "no-id-elsewhere" {};
    NoIdUntold = "no-id-untold" {};
    HowToGetId = "how-to-get-id" {};

    ToldByHand = "told-by-hand" { code: String };
    ToldBySlmgr = "told-by-slmgr" { code: String };
    ToldByState = "told-by-state" { code: String };
    ToldOfAddOn = "told-of-add-on" { code: String };
    ToldByEvent = "told-by-event" { code: String, time: Moment, event: String };
    ToldByEventUndated = "told-by-event-undated" { code: String, event: String };
    ToldConfirmed = "told-confirmed" { what: String };
    ToldConfirmedBelow = "told-confirmed-below" { id: String };
    ToldRuledOut = "told-ruled-out" { what: String };
    ToldNotTheCause = "told-not-the-cause" { what: String };
    ToldNotLookedAt = "told-not-looked-at" { what: String };
    ToldUnseen = "told-unseen" { what: String };

    ChannelKms = "channel-kms" {};
    ChannelAdba = "channel-adba" {};
    ChannelOnline = "channel-online" {};
    ChannelAvma = "channel-avma" {};
    ChannelPhone = "channel-phone" {};

    StandingWorks = "standing-works" {};
    StandingPossible = "standing-possible" {};
    StandingDegraded = "standing-degraded" {};
    StandingBlocked = "standing-blocked" {};
    StandingUnknown = "standing-unknown" {};
    StandingNotApplicable = "standing-not-applicable" {};

    OwnerHostAdmin = "owner-host-admin" {};
    OwnerNetworkTeam = "owner-network-team" {};
    OwnerDnsAdmin = "owner-dns-admin" {};
    OwnerKmsAdmin = "owner-kms-admin" {};
    OwnerDirectoryTeam = "owner-directory-team" {};
    OwnerProxyTeam = "owner-proxy-team" {};
    OwnerTimeAdmin = "owner-time-admin" {};
    OwnerHyperVAdmin = "owner-hyper-v-admin" {};
    OwnerLicensingTeam = "owner-licensing-team" {};
    OwnerImageOwner = "owner-image-owner" {};
    OwnerMicrosoft = "owner-microsoft" {};
    OwnerDnsAdminOrNetworkTeam = "owner-dns-admin-or-network-team" {};
    OwnerKmsAdminOrNetworkTeam = "owner-kms-admin-or-network-team" {};
    OwnerDirectoryTeamOrNetworkTeam = "owner-directory-team-or-network-team" {};
    OwnerProxyTeamOrNetworkTeam = "owner-proxy-team-or-network-team" {};
    OwnerNobody = "owner-nobody" {};
}

impl From<Channel> for Phrase {
    fn from(channel: Channel) -> Self {
        match channel {
            Channel::Kms => Self::ChannelKms {},
            Channel::Adba => Self::ChannelAdba {},
            Channel::Online => Self::ChannelOnline {},
            Channel::Avma => Self::ChannelAvma {},
            Channel::Phone => Self::ChannelPhone {},
        }
    }
}

impl From<Standing> for Phrase {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Works => Self::StandingWorks {},
            Standing::Degraded => Self::StandingDegraded {},
            Standing::Blocked => Self::StandingBlocked {},
            Standing::Unknown => Self::StandingUnknown {},
            Standing::NotApplicable => Self::StandingNotApplicable {},
        }
    }
}

impl From<Owner> for Phrase {
    fn from(owner: Owner) -> Self {
        match owner {
            Owner::HostAdmin => Self::OwnerHostAdmin {},
            Owner::NetworkTeam => Self::OwnerNetworkTeam {},
            Owner::DnsAdmin => Self::OwnerDnsAdmin {},
            Owner::KmsAdmin => Self::OwnerKmsAdmin {},
            Owner::DirectoryTeam => Self::OwnerDirectoryTeam {},
            Owner::ProxyTeam => Self::OwnerProxyTeam {},
            Owner::TimeAdmin => Self::OwnerTimeAdmin {},
            Owner::HyperVAdmin => Self::OwnerHyperVAdmin {},
            Owner::LicensingTeam => Self::OwnerLicensingTeam {},
            Owner::ImageOwner => Self::OwnerImageOwner {},
            Owner::Microsoft => Self::OwnerMicrosoft {},
            Owner::DnsAdminOrNetworkTeam => Self::OwnerDnsAdminOrNetworkTeam {},
            Owner::KmsAdminOrNetworkTeam => Self::OwnerKmsAdminOrNetworkTeam {},
            Owner::DirectoryTeamOrNetworkTeam => Self::OwnerDirectoryTeamOrNetworkTeam {},
            Owner::ProxyTeamOrNetworkTeam => Self::OwnerProxyTeamOrNetworkTeam {},
            Owner::Nobody => Self::OwnerNobody {},
        }
    }
}

impl From<&Machine> for Argument {
    fn from(machine: &Machine) -> Self {
        Self::Text(machine.id().to_owned())
    }
}

impl From<&Prompt> for Argument {
    fn from(prompt: &Prompt) -> Self {
        Self::Text(prompt.id().to_owned())
    }
}
