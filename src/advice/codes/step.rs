//! What a code asks for by itself, and who does it: of one that some finding or another remedy
//! answers, nothing.

use crate::catalogue::codes::{self, Family, Way};
use crate::verdict::Owner;
use crate::verdict::sentence::closed_sets;

closed_sets! {
    /// What there is to do about a code, where nothing else is known.
    CodeStep {
        /// Publish a KMS host, or make an activation object.
        Publish = "publish",
        /// Look why the DNS server failed.
        DnsServer = "dns-server",
        /// Let the DNS server answer this host.
        DnsRefuses = "dns-refuses",
        /// Let the KMS host write its record.
        DnsRights = "dns-rights",
        /// Open the way to the KMS host.
        WayToKms = "way-to-kms",
        /// Read the code behind this one, and test the KMS host's port.
        Hidden = "hidden",
        /// Take another Windows for the KMS host.
        KmsHostAge = "kms-host-age",
        /// Put the clock right.
        Clock = "clock",
        /// Let this host resolve Microsoft's names, or give it a proxy.
        NameOfMicrosoft = "name-of-microsoft",
        /// Find out who was asked: the KMS host, or Microsoft.
        EitherWay = "either-way",
        /// Open the way to Microsoft.
        WayToMicrosoft = "way-to-microsoft",
        /// Let requests pass the proxy that services use.
        ThroughProxy = "through-proxy",
        /// Find the address of the proxy that services use.
        NameOfProxy = "name-of-proxy",
        /// Let TLS pass the proxy that services use as it is.
        TlsAtProxy = "tls-at-proxy",
        /// Give services the proxy that the person has.
        ProxyForServices = "proxy-for-services",
        /// Give services the proxy that takes connections.
        ProxyOpen = "proxy-open",
        /// Give services a proxy, or open the direct way.
        ProxyOrDirect = "proxy-or-direct",
        /// Let requests pass the proxy without a log-on.
        ProxyLogOn = "proxy-log-on",
        /// Put the proxy's setting right.
        ProxySetting = "proxy-setting",
        /// Look at the certificate that comes.
        Certificate = "certificate",
        /// Let the lists of what is revoked come.
        Revocation = "revocation",
        /// Let nobody answer in Microsoft's place.
        AnswerOfAnother = "answer-of-another",
        /// Try again later, or offline.
        Later = "later",
        /// Ask whoever holds the licence for a key that works.
        KeyAtMicrosoft = "key-at-microsoft",
        /// Put the right key in.
        RightKey = "right-key",
        /// Put the key in by a command, where a window did not take it.
        KeyByCommand = "key-by-command",
        /// Put a key in.
        NoKey = "no-key",
        /// Move the digital licence, or put a key in.
        Hardware = "hardware",
        /// Use a key that asks for nothing in the firmware.
        Firmware = "firmware",
        /// Type the digits again.
        Digits = "digits",
        /// See to the tokens.
        Tokens = "tokens",
        /// Find the domain's controllers.
        Controllers = "controllers",
        /// Join the domain again.
        Membership = "membership",
        /// Convert the evaluation, or install anew.
        Rearms = "rearms",
        /// Convert it.
        Evaluation = "evaluation",
        /// Activate.
        Activate = "activate",
        /// Mend WMI, through which slmgr asks.
        Wmi = "wmi",
        /// Teach WMI the licensing service's classes again.
        WmiClasses = "wmi-classes",
        /// Restart Windows.
        Restart = "restart",
        /// Give the system its rights in the registry back.
        RootRights = "root-rights",
        /// Repair the system's files.
        Files = "files",
        /// Run it as administrator, by the right arguments.
        Elevated = "elevated",
        /// Start Windows as usual.
        SafeMode = "safe-mode",
    }
}

/// Of a code of the network by whom it was that Windows asked, where that is known; of another one
/// of the table by its value, else by its family.
pub fn of(value: u32, way: Option<Way>) -> Option<CodeStep> {
    match codes::find(value) {
        _ if is_of_the_network(value) => Some(of_asked(way)),
        Some(known) => of_known(known.value, way),
        None => of_family(Family::of(value)),
    }
}

/// Windows gives them for KMS as for Microsoft's servers: the code tells no more than that some
/// connection, or the look-up of its name, failed.
fn is_of_the_network(value: u32) -> bool {
    matches!(value, 0x8007_04CF | 0x8007_2AF9) || Family::of(value) == Family::Sockets
}

fn of_asked(way: Option<Way>) -> CodeStep {
    match way {
        Some(Way::KmsClient) => CodeStep::WayToKms,
        Some(Way::KmsHost | Way::Mak | Way::Retail | Way::Oem | Way::Digital) => {
            CodeStep::WayToMicrosoft
        }
        Some(Way::Adba) => CodeStep::Controllers,
        Some(Way::Avma | Way::Offline | Way::Token | Way::Evaluation) | None => CodeStep::EitherWay,
    }
}

fn of_known(value: u32, way: Option<Way>) -> Option<CodeStep> {
    let of = [of_kms, of_the_way_to_microsoft, of_the_key, of_the_directory, of_this_machine];
    way.and_then(|way| of_way(value, way)).or_else(|| of.into_iter().find_map(|of| of(value)))
}

/// Where the same code asks for something else of one kind of machine: a KMS host writes its record
/// into DNS, and a KMS client with other hardware just asks its host again.
fn of_way(value: u32, way: Way) -> Option<CodeStep> {
    Some(match (value, way) {
        (0x8007_232D, Way::KmsHost) => CodeStep::DnsRights,
        (0xC004_F00F, Way::KmsClient) => CodeStep::Activate,
        _ => return None,
    })
}

fn of_kms(value: u32) -> Option<CodeStep> {
    Some(match value {
        0x8007_007B | 0x8007_232B | 0x8007_251D | 0x8009_2328 => CodeStep::Publish,
        0x8007_2329 | 0x8007_232A | 0x8007_232C => CodeStep::DnsServer,
        0x8007_232D => CodeStep::DnsRefuses,
        0x8007_2338 => CodeStep::DnsRights,
        0x8007_06BA | 0x8007_06D9 | 0x8007_139F | 0xC002_0017 | 0x8007_05B4 => CodeStep::WayToKms,
        0xC004_F074 | 0xC004_F056 => CodeStep::Hidden,
        0xC004_F06B => CodeStep::KmsHostAge,
        0xC004_F06C | 0xC004_B011 | 0x8004_D102 | 0x8007_2F05 => CodeStep::Clock,
        _ => return None,
    })
}

fn of_the_way_to_microsoft(value: u32) -> Option<CodeStep> {
    Some(match value {
        0x8007_2EE7 => CodeStep::NameOfMicrosoft,
        0x8007_2EE2 | 0x8007_2EFD | 0x8007_2EFE | 0xC004_B007 | 0xC004_FC03 | 0xC004_C012 => {
            CodeStep::WayToMicrosoft
        }
        0x8004_FE33 | 0x8007_2EEF => CodeStep::ProxyLogOn,
        0x8007_2EE5 | 0x8007_2F92 | 0x8007_2F94 | 0x8007_2F9C => CodeStep::ProxySetting,
        0x8007_2F06 | 0x8007_2F0D | 0x8007_2F7D | 0x8007_2F89 | 0x8007_2F8F => {
            CodeStep::Certificate
        }
        0x8007_2F19 => CodeStep::Revocation,
        0x8007_2F78 => CodeStep::AnswerOfAnother,
        0x803F_A07D | 0x87E1_0BC6 | 0xC004_C00C | 0xC004_E028 => CodeStep::Later,
        _ => return None,
    })
}

fn of_the_key(value: u32) -> Option<CodeStep> {
    Some(match value {
        0x803F_A0C8 | 0x803F_A400 | 0xC004_B100 | 0xC004_F051 | 0xC004_F064 | 0xC004_F065
        | 0xC004_F200 => CodeStep::KeyAtMicrosoft,
        0x8007_0490 => CodeStep::KeyByCommand,
        0x8004_E026 | 0xC004_E017 | 0xC004_F010 | 0xC004_F015 | 0xC004_F061 | 0xC004_F066
        | 0xC004_F07D | 0xC004_F214 => CodeStep::RightKey,
        0xC004_F014 | 0xC004_F213 => CodeStep::NoKey,
        0x803F_7001 | 0x803F_ABB8 | 0x803F_ABB9 | 0x803F_ABBF | 0xC004_F00F | 0xC004_F211 => {
            CodeStep::Hardware
        }
        0x803F_A083
        | 0xC004_C016
        | 0xC004_F035
        | 0xC004_F057..=0xC004_F059
        | 0xC004_F063
        | 0xC004_F215 => CodeStep::Firmware,
        0x803F_A08E
        | 0x803F_A090
        | 0xC004_F02C..=0xC004_F031
        | 0xC004_F04D
        | 0xC004_F07E
        | 0xC004_F07F => CodeStep::Digits,
        0xC004_F301 | 0xC004_F304..=0xC004_F306 => CodeStep::Tokens,
        _ => return None,
    })
}

fn of_the_directory(value: u32) -> Option<CodeStep> {
    Some(match value {
        0x8007_051F | 0x8007_054B | 0x8007_203A => CodeStep::Controllers,
        0xC004_F080 => CodeStep::Membership,
        _ => return None,
    })
}

fn of_this_machine(value: u32) -> Option<CodeStep> {
    Some(match value {
        0xC004_D307 => CodeStep::Rearms,
        0xC004_FC07 => CodeStep::Evaluation,
        0xC004_F009 | 0xC004_F034 | 0xC004_FE00 => CodeStep::Activate,
        0x8000_4005 | 0x8004_0154 => CodeStep::Wmi,
        0x8004_1010 => CodeStep::WmiClasses,
        0xC004_D302 => CodeStep::Restart,
        0x8007_000D => CodeStep::RootRights,
        0x8007_0002 => CodeStep::Files,
        0x8004_1003 | 0x8007_0057 | 0xC004_F025 | 0xC004_F06A => CodeStep::Elevated,
        0x8007_043C => CodeStep::SafeMode,
        _ => return None,
    })
}

fn of_family(family: Family) -> Option<CodeStep> {
    Some(match family {
        Family::Dns => CodeStep::Publish,
        Family::Winhttp => CodeStep::WayToMicrosoft,
        Family::Sockets => CodeStep::EitherWay,
        Family::Certificate => CodeStep::Certificate,
        Family::Rpc | Family::RpcStatus => CodeStep::WayToKms,
        Family::Directory => CodeStep::Controllers,
        Family::StoreLicensing => CodeStep::Later,
        Family::MicrosoftServer => CodeStep::KeyAtMicrosoft,
        Family::Wmi => CodeStep::Wmi,
        Family::Licensing
        | Family::Genuine
        | Family::Win32
        | Family::WindowsUpdate
        | Family::Other => return None,
    })
}

/// Who does it first.
pub fn owner(step: CodeStep) -> Owner {
    match step {
        CodeStep::Publish | CodeStep::KmsHostAge => Owner::KmsAdmin,
        CodeStep::DnsServer | CodeStep::DnsRefuses | CodeStep::DnsRights => Owner::DnsAdmin,
        CodeStep::WayToKms => Owner::KmsAdminOrNetworkTeam,
        CodeStep::WayToMicrosoft | CodeStep::Revocation => Owner::NetworkTeam,
        CodeStep::ThroughProxy
        | CodeStep::TlsAtProxy
        | CodeStep::ProxyLogOn
        | CodeStep::AnswerOfAnother => Owner::ProxyTeam,
        CodeStep::Controllers => Owner::DirectoryTeam,
        CodeStep::Hidden
        | CodeStep::EitherWay
        | CodeStep::Clock
        | CodeStep::NameOfMicrosoft
        | CodeStep::NameOfProxy
        | CodeStep::ProxyForServices
        | CodeStep::ProxyOpen
        | CodeStep::ProxyOrDirect
        | CodeStep::ProxySetting
        | CodeStep::Certificate
        | CodeStep::Later
        | CodeStep::KeyAtMicrosoft
        | CodeStep::RightKey
        | CodeStep::KeyByCommand
        | CodeStep::NoKey
        | CodeStep::Hardware
        | CodeStep::Firmware
        | CodeStep::Digits
        | CodeStep::Tokens
        | CodeStep::Membership
        | CodeStep::Rearms
        | CodeStep::Evaluation
        | CodeStep::Activate
        | CodeStep::Wmi
        | CodeStep::WmiClasses
        | CodeStep::Restart
        | CodeStep::RootRights
        | CodeStep::Files
        | CodeStep::Elevated
        | CodeStep::SafeMode => Owner::HostAdmin,
    }
}
