//! What a code may come from: requirements of the verdict, and what no run can look at.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalogue::codes::{self, Family};
use crate::verdict::RequirementId::{
    self, AdbaContainerExists, AdbaControllerLocated, AdbaDomainKnown, AdbaKerberosReachable,
    AdbaLdapReachable, AdbaObjectFits, AdbaObjectPublished, AdbaObjectReplicated, AdbaSchemaReady,
    AvmaDataExchange, AvmaGuestEdition, AvmaHostDatacenter, AvmaHostNewEnough, AvmaHyperVGuest,
    AvmaKeyChannel, ClockTrue, DnsServerAnswers, DnsServerConfigured, DnsSuffixKnown,
    HostEditionNotEvaluation, HostKeyFitsEdition, KmsAllowedByClient, KmsClockWithinTolerance,
    KmsCmidUnique, KmsCountReached, KmsForcedHostServes, KmsHostServesProduct, KmsKeyIsClientKey,
    KmsOnlyExpectedHosts, KmsPathCarriesFullPackets, KmsPortReachable, KmsRpcBindAccepted,
    KmsRpcMultiSyntaxPasses, KmsSrvInClientZone, KmsSrvPublished, KmsTargetResolves,
    LicensingServiceStarts, OnlineCertificateGenuine, OnlineCertificateInDate,
    OnlineCertificateNamesHost, OnlineHttpAnswers, OnlineNameResolves, OnlinePortReachable,
    OnlineProxyAdmitsHost, OnlineProxyReachable, OnlineProxyResolves, OnlineTlsCompletes,
    ProxyKnownToServices, ProxySettingsAgree, ProxySettingsReadable, ProxySettingsStatic,
    Tls12Offered,
};
use crate::verdict::finding::{HexCode, NameRule};
use crate::verdict::sentence::sentences;

/// What a code may come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Suspect {
    /// A requirement that does not hold.
    Requirement(RequirementId),
    /// What no run can look at, and what shows it.
    Beyond(Beyond),
}

sentences! {
    /// What no run can look at. The sentence goes on after "cannot be seen from here:".
    pub enum Beyond;
    /// The code that hides behind 0xC004F074.
    HiddenCode = "beyond-hidden-code" {};
    /// The KMS host's own state.
    KmsHostState = "beyond-kms-host-state" {};
    /// The KMS host's clock.
    KmsHostClock = "beyond-kms-host-clock" {};
    /// What the code is a day or an hour later.
    SaidNow = "beyond-said-now" {};
    /// Whether the key was typed rightly and fits.
    KeyTyped = "beyond-key-typed" {};
    /// What Microsoft holds of the key.
    KeyAtMicrosoft = "beyond-key-at-microsoft" {};
    /// The country that the requests come out in.
    Country = "beyond-country" {};
    /// Changed hardware, clones.
    HardwareChanged = "beyond-hardware-changed" {};
    /// The licensing service's store and the system's files.
    StoreDamaged = "beyond-store-damaged" {};
    /// Administrator's rights.
    Elevated = "beyond-elevated" {};
    /// The licensing service's start.
    ServiceState = "beyond-service-state" {};
    /// The service that finds proxies.
    ProxyService = "beyond-proxy-service" {};
    /// WMI's own health.
    WmiHealth = "beyond-wmi-health" {};
    /// Windows' own TLS and root certificates.
    WindowsTls = "beyond-windows-tls" {};
    /// Microsoft's service.
    MicrosoftFault = "beyond-microsoft-fault" {};
    /// A clock that was set.
    ClockJumped = "beyond-clock-jumped" {};
    /// The key and the marker in the firmware.
    Firmware = "beyond-firmware" {};
    /// Who may write the record.
    DnsRights = "beyond-dns-rights" {};
    /// The activation objects, by the directory's own tool.
    ObjectList = "beyond-object-list" {};
    /// The Hyper-V host's own state.
    HyperVHost = "beyond-hyper-v-host" {};
    /// The digits of an ID.
    Digits = "beyond-digits" {};
    /// How many rearms are left.
    Rearms = "beyond-rearms" {};
    /// All keys that are installed.
    OtherKeys = "beyond-other-keys" {};
    /// Tokens and their licences.
    Tokens = "beyond-tokens" {};
    /// The Windows that a KMS host in a virtual machine needs.
    KmsHostAge = "beyond-kms-host-age" {};
    /// What the servers say that a rule of the host sends these names to.
    NameRule = "beyond-name-rule" { rule: NameRule };
    /// Windows' own words for a code.
    OwnWords = "beyond-own-words" { code: HexCode };
}

const NAME_OF_KMS: &[RequirementId] = &[
    DnsServerConfigured,
    DnsServerAnswers,
    DnsSuffixKnown,
    KmsSrvPublished,
    KmsSrvInClientZone,
    KmsKeyIsClientKey,
];
const WAY_TO_KMS: &[RequirementId] =
    &[KmsForcedHostServes, KmsTargetResolves, KmsPortReachable, KmsRpcBindAccepted];
const ALL_OF_KMS: &[RequirementId] = &[
    KmsAllowedByClient,
    DnsServerConfigured,
    DnsSuffixKnown,
    KmsSrvPublished,
    KmsSrvInClientZone,
    KmsForcedHostServes,
    KmsTargetResolves,
    KmsPortReachable,
    KmsRpcBindAccepted,
    KmsRpcMultiSyntaxPasses,
    KmsPathCarriesFullPackets,
    KmsClockWithinTolerance,
    KmsCountReached,
    KmsHostServesProduct,
];
const WAY_TO_MICROSOFT: &[RequirementId] = &[
    OnlineProxyResolves,
    OnlineProxyReachable,
    OnlineProxyAdmitsHost,
    ProxyKnownToServices,
    OnlineNameResolves,
    OnlinePortReachable,
];
const NAME_OF_MICROSOFT: &[RequirementId] = &[
    DnsServerConfigured,
    DnsServerAnswers,
    OnlineProxyResolves,
    OnlineNameResolves,
    ProxyKnownToServices,
];
const TLS: &[RequirementId] = &[
    ClockTrue,
    Tls12Offered,
    OnlineTlsCompletes,
    OnlineCertificateInDate,
    OnlineCertificateNamesHost,
    OnlineCertificateGenuine,
];
const ANY_PORT: &[RequirementId] = &[KmsPortReachable, OnlinePortReachable, OnlineProxyReachable];
const KEY_OF_WINDOWS: &[RequirementId] = &[HostEditionNotEvaluation, HostKeyFitsEdition];
const CONTROLLERS: &[RequirementId] = &[
    DnsServerConfigured,
    DnsServerAnswers,
    AdbaDomainKnown,
    AdbaControllerLocated,
    AdbaLdapReachable,
    AdbaKerberosReachable,
];
const OBJECTS: &[RequirementId] = &[
    AdbaControllerLocated,
    AdbaLdapReachable,
    AdbaKerberosReachable,
    AdbaContainerExists,
    AdbaObjectPublished,
    AdbaObjectReplicated,
    AdbaObjectFits,
];

/// Requirements, and what cannot be looked at.
type Causes = (&'static [RequirementId], &'static [Beyond]);

/// What a code may come from; of one that stands in no table, what its family may come from.
pub fn of(value: u32) -> Vec<Suspect> {
    let known = codes::find(value);
    let (requirements, beyond) = match known {
        Some(known) => of_known(known.value),
        None => None,
    }
    .unwrap_or_else(|| of_family(Family::of(value)));
    let own_words =
        known.is_none().then_some(Suspect::Beyond(Beyond::OwnWords { code: HexCode(value) }));
    let requirements = requirements.iter().map(|id| Suspect::Requirement(*id));
    let beyond = beyond.iter().cloned().map(Suspect::Beyond);
    requirements.chain(beyond).chain(own_words).collect()
}

/// A code of the table stands in one of these as well.
fn of_known(value: u32) -> Option<Causes> {
    let in_order = [of_kms, of_the_way_to_microsoft, of_the_network, of_the_key];
    let more = [of_the_directory, of_the_hyper_v_host, of_this_machine];
    in_order.into_iter().chain(more).find_map(|of| of(value))
}

/// The name, the way, the host.
#[rustfmt::skip]
fn of_kms(value: u32) -> Option<Causes> {
    Some(match value {
        0x8007_007B | 0x8007_232B | 0x8007_251D | 0x8009_2328 => (NAME_OF_KMS, &[]),
        0x8007_2329 | 0x8007_232A | 0x8007_232C | 0x8007_232D =>
            (&[DnsServerAnswers, KmsSrvPublished], &[Beyond::SaidNow {}]),
        0x8007_267C => (&[DnsServerConfigured], &[Beyond::SaidNow {}]),
        0x8007_05B4 | 0x8007_06BA | 0x8007_06D9 | 0x8007_139F | 0xC002_0017 =>
            (WAY_TO_KMS, &[Beyond::SaidNow {}]),
        0xC004_F074 => (ALL_OF_KMS, &[Beyond::HiddenCode {}]),
        0xC004_F056 => (ALL_OF_KMS, &[Beyond::SaidNow {}]),
        0xC004_F038 => (&[KmsCountReached, KmsCmidUnique], &[Beyond::KmsHostState {}]),
        0xC004_F039 =>
            (&[KmsForcedHostServes, KmsOnlyExpectedHosts, KmsRpcBindAccepted],
                &[Beyond::KmsHostState {}]),
        0xC004_F041 | 0xC004_F042 =>
            (&[KmsOnlyExpectedHosts, KmsHostServesProduct], &[Beyond::KmsHostState {}]),
        0xC004_F06C => (&[ClockTrue, KmsClockWithinTolerance], &[Beyond::KmsHostClock {}]),
        0xC004_F06B => (&[], &[Beyond::KmsHostAge {}]),
        0x8007_2338 => (&[], &[Beyond::DnsRights {}]),
        _ => return None,
    })
}

#[rustfmt::skip]
fn of_the_way_to_microsoft(value: u32) -> Option<Causes> {
    Some(match value {
        0x8004_FE33 | 0x8007_2EEF =>
            (&[OnlineProxyAdmitsHost, OnlinePortReachable, ProxySettingsAgree],
                &[Beyond::SaidNow {}]),
        0x8007_2EE2 | 0x8007_2EFD | 0xC004_B007 | 0xC004_FC03 =>
            (WAY_TO_MICROSOFT, &[Beyond::SaidNow {}]),
        0x8007_2EE5 => (&[ProxySettingsReadable, ProxySettingsAgree], &[]),
        0x8007_2EE7 => (NAME_OF_MICROSOFT, &[Beyond::SaidNow {}]),
        0x8007_2EFE | 0x8007_2F7D =>
            (&[OnlinePortReachable, OnlineProxyAdmitsHost, OnlineTlsCompletes, Tls12Offered],
                &[Beyond::WindowsTls {}]),
        0x8007_2F05 => (&[ClockTrue, OnlineCertificateInDate], &[Beyond::SaidNow {}]),
        0x8007_2F06 | 0x8007_2F0D | 0x8007_2F89 =>
            (&[OnlineCertificateNamesHost, OnlineCertificateGenuine], &[Beyond::WindowsTls {}]),
        0x8007_2F19 => (&[OnlineHttpAnswers, OnlinePortReachable], &[Beyond::SaidNow {}]),
        0x8007_2F78 => (&[OnlineHttpAnswers, OnlineProxyAdmitsHost], &[Beyond::SaidNow {}]),
        0x8007_2F8F => (TLS, &[Beyond::WindowsTls {}]),
        0x8007_2F92 => (&[ProxySettingsStatic], &[Beyond::ProxyService {}]),
        0x8007_2F94 => (&[ProxySettingsStatic, ProxySettingsReadable, ProxyKnownToServices], &[]),
        0x8007_2F9C => (&[OnlineProxyReachable, ClockTrue], &[Beyond::WindowsTls {}]),
        0xC004_B011 | 0x8004_D102 => (&[ClockTrue], &[Beyond::ClockJumped {}]),
        0xC004_C012 => (WAY_TO_MICROSOFT, &[Beyond::MicrosoftFault {}]),
        0x803F_A07D | 0x87E1_0BC6 | 0xC004_C00C => (&[], &[Beyond::MicrosoftFault {}]),
        _ => return None,
    })
}

/// Whoever was asked.
#[rustfmt::skip]
fn of_the_network(value: u32) -> Option<Causes> {
    Some(match value {
        0x8007_04CF | 0x8007_2746 | 0x8007_274C | 0x8007_274D | 0x8007_2751 =>
            (ANY_PORT, &[Beyond::SaidNow {}]),
        0x8007_2AF9 =>
            (&[DnsServerConfigured, DnsServerAnswers, KmsTargetResolves, OnlineNameResolves,
                OnlineProxyResolves], &[Beyond::SaidNow {}]),
        _ => return None,
    })
}

/// What Microsoft says of the key, and what this Windows does.
#[rustfmt::skip]
fn of_the_key(value: u32) -> Option<Causes> {
    Some(match value {
        0xC004_C008 | 0xC004_C020 | 0xC004_C021 | 0x803F_A0D6 =>
            (&[], &[Beyond::KeyAtMicrosoft {}, Beyond::HardwareChanged {}]),
        0xC004_C017 => (&[], &[Beyond::Country {}, Beyond::KeyAtMicrosoft {}]),
        0xC004_C001 | 0xC004_C004 | 0xC004_C007 | 0xC004_C00D | 0x8007_0490 =>
            (KEY_OF_WINDOWS, &[Beyond::KeyTyped {}, Beyond::KeyAtMicrosoft {}]),
        0xC004_C002 | 0xC004_C003 | 0xC004_C060 | 0xC004_B100 | 0x803F_A0C8 | 0xC004_F051 =>
            (&[], &[Beyond::KeyAtMicrosoft {}]),
        0xC004_E016 | 0xC004_E017 | 0xC004_F010 | 0xC004_F015 | 0xC004_F050 | 0xC004_F061
        | 0xC004_F066 | 0xC004_F069 | 0xC004_F07D | 0xC004_F210 | 0xC004_F214 =>
            (KEY_OF_WINDOWS, &[Beyond::KeyTyped {}]),
        0x8004_E026 | 0xC004_F014 | 0x803F_A400 | 0x803F_ABB8 | 0x803F_ABB9 | 0x803F_ABBF => {
            (&[], &[Beyond::OtherKeys {}])
        }
        0xC004_F013 => (KEY_OF_WINDOWS, &[Beyond::StoreDamaged {}]),
        0xC004_F064 | 0xC004_F065 => (&[], &[Beyond::KeyAtMicrosoft {}, Beyond::StoreDamaged {}]),
        0xC004_FC07 => (&[HostEditionNotEvaluation], &[Beyond::OtherKeys {}]),
        0xC004_F00F | 0xC004_F211 | 0x803F_7001 => (&[], &[Beyond::HardwareChanged {}]),
        0x803F_A083 | 0xC004_C016 | 0xC004_F035 | 0xC004_F057..=0xC004_F059 | 0xC004_F063
        | 0xC004_F212 | 0xC004_F213 | 0xC004_F215 => (&[], &[Beyond::Firmware {}]),
        0x803F_A08E | 0x803F_A090 | 0xC004_F02C..=0xC004_F02F | 0xC004_F031 | 0xC004_F04D
        | 0xC004_F07E | 0xC004_F07F => (&[], &[Beyond::Digits {}]),
        0xC004_F301 | 0xC004_F304..=0xC004_F306 => (&[], &[Beyond::Tokens {}]),
        _ => return None,
    })
}

fn of_the_directory(value: u32) -> Option<Causes> {
    Some(match value {
        0x8007_051F | 0x8007_054B | 0x8007_203A => (CONTROLLERS, &[Beyond::SaidNow {}]),
        0x8007_2030 => {
            (&[AdbaSchemaReady, AdbaContainerExists, AdbaObjectPublished], &[Beyond::ObjectList {}])
        }
        0xC004_F080 => (&[AdbaDomainKnown], &[Beyond::HardwareChanged {}]),
        0xC004_F081 => (OBJECTS, &[Beyond::ObjectList {}]),
        0xC004_F082 => (&[], &[Beyond::ObjectList {}]),
        0xC004_F083 => (&[AdbaSchemaReady], &[Beyond::ObjectList {}]),
        _ => return None,
    })
}

fn of_the_hyper_v_host(value: u32) -> Option<Causes> {
    Some(match value {
        0xC004_FD00 => (&[], &[Beyond::SaidNow {}]),
        0xC004_FD01 => (&[AvmaHyperVGuest, AvmaDataExchange], &[Beyond::HyperVHost {}]),
        0xC004_FD02 => (&[AvmaHostDatacenter], &[Beyond::HyperVHost {}]),
        0xC004_FD03 => {
            (&[AvmaHostNewEnough, AvmaGuestEdition, AvmaKeyChannel], &[Beyond::HyperVHost {}])
        }
        0xC004_FD04 => (&[AvmaDataExchange, AvmaHostDatacenter], &[Beyond::HyperVHost {}]),
        _ => return None,
    })
}

#[rustfmt::skip]
fn of_this_machine(value: u32) -> Option<Causes> {
    Some(match value {
        0x8007_0005 | 0x8004_1003 | 0xC004_F025 | 0xC004_F030 =>
            (&[], &[Beyond::Elevated {}, Beyond::StoreDamaged {}]),
        0x8007_0422 | 0x8007_0426 | 0x8007_043C | 0xC004_F075 =>
            (&[LicensingServiceStarts], &[Beyond::ServiceState {}]),
        0x8000_4005 | 0x8004_0154 | 0x8004_1010 =>
            (&[], &[Beyond::WmiHealth {}, Beyond::StoreDamaged {}]),
        0x8007_000D => (&[KmsForcedHostServes], &[Beyond::StoreDamaged {}]),
        0xC004_D307 => (&[], &[Beyond::Rearms {}]),
        0xC004_D302 | 0xC004_E028 | 0xC004_F034 | 0xC004_F009 | 0xC004_F200 | 0xC004_FE00 =>
            (&[], &[Beyond::SaidNow {}]),
        0x8007_0057 | 0xC004_F06A => (&[], &[Beyond::SaidNow {}, Beyond::Elevated {}]),
        0x8004_FE21 | 0x8007_0002 | 0xC004_B001 | 0xC004_E002 | 0xC004_E003 | 0xC004_E015
        | 0xC004_F011 | 0xC004_F012 | 0xC004_F027 | 0xC004_F047 =>
            (&[], &[Beyond::StoreDamaged {}]),
        _ => return None,
    })
}

fn of_family(family: Family) -> Causes {
    match family {
        Family::Dns => (NAME_OF_KMS, &[]),
        Family::Winhttp => (WAY_TO_MICROSOFT, &[]),
        Family::Certificate => (TLS, &[]),
        Family::Rpc | Family::RpcStatus => (WAY_TO_KMS, &[]),
        Family::Directory => (OBJECTS, &[]),
        Family::Sockets => (ANY_PORT, &[]),
        Family::StoreLicensing => (&[], &[Beyond::MicrosoftFault {}]),
        Family::Wmi => (&[], &[Beyond::WmiHealth {}]),
        Family::Licensing
        | Family::MicrosoftServer
        | Family::Genuine
        | Family::Win32
        | Family::WindowsUpdate
        | Family::Other => (&[], &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_table_has_a_cause_and_none_twice() {
        for code in codes::all() {
            assert!(of_known(code.value).is_some(), "0x{:08X}", code.value);
            let causes = of(code.value);
            let twice = causes.iter().filter(|one| causes.iter().filter(|o| o == one).count() > 1);
            assert_eq!(twice.count(), 0, "0x{:08X}", code.value);
        }
    }

    #[test]
    fn a_code_that_stands_nowhere_has_windows_own_words() {
        let own_words = Suspect::Beyond(Beyond::OwnWords { code: HexCode(0xC004_AAAA) });
        assert_eq!(of(0xC004_AAAA), [own_words]);
        assert!(of(0x8007_2EF3).contains(&Suspect::Requirement(OnlinePortReachable)));
    }
}
