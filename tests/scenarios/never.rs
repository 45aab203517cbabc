//! What no evidence can bring about, and why it cannot be otherwise.

use actprobe::say::report::Report;
use actprobe::verdict::logic::Status::{self, Unknown, Unmet};
use actprobe::verdict::requirement::RequirementId::{self, *};

use super::{happens, judged, occurrences};

/// A requirement that never has this status.
pub struct Never {
    pub id: RequirementId,
    pub status: Status,
    /// What is said in its place, where something is.
    instead: Option<(RequirementId, Status)>,
    /// Why it cannot be otherwise.
    pub because: &'static str,
}

const fn never(id: RequirementId, status: Status, because: &'static str) -> Never {
    Never { id, status, instead: None, because }
}

impl Never {
    const fn instead(self, id: RequirementId, status: Status) -> Self {
        Self { instead: Some((id, status)), ..self }
    }
}

/// Every one of them.
pub const NEVER: &[Never] = &[
    never(
        DnsSuffixKnown,
        Unknown,
        "it is made of the host's settings; where these cannot be read, \
         host.dns-server-configured is unknown",
    )
    .instead(DnsServerConfigured, Unknown),
    never(
        ProxySettingsReadable,
        Unknown,
        "reading them ends with settings or with an error, and an error makes it unmet",
    )
    .instead(ProxySettingsReadable, Unmet),
    never(
        ProxySettingsStatic,
        Unknown,
        "it is made of settings that were read; others make host.proxy-settings-readable unmet",
    )
    .instead(ProxySettingsReadable, Unmet),
    never(
        ProxyUsedForEndpoints,
        Unknown,
        "it is made of a direct way that was seen to fail; one \
         that was not is told by the endpoint itself",
    )
    .instead(OnlinePortReachable, Unknown),
    never(
        ProxyKnownToServices,
        Unknown,
        "it is made of a direct way that was seen to fail; one \
         that was not is told by the endpoint itself",
    )
    .instead(OnlinePortReachable, Unknown),
    never(
        ProxySettingsAgree,
        Unknown,
        "it is made of two settings that were read; others make \
         host.proxy-settings-readable unmet",
    )
    .instead(ProxySettingsReadable, Unmet),
    never(
        ServiceAllowedOut,
        Unknown,
        "it is made of rules that were read; where they were not, a caveat says so",
    )
    .instead(ServiceAllowedOut, Unmet),
    never(
        LicensingServiceStarts,
        Unknown,
        "it is made of a setting that was read; where it was not, the step of the code looks at it",
    ),
    never(
        Tls12Offered,
        Unknown,
        "it is made of settings that were read; where they were not, and \
         the release has to be told, a caveat says so",
    )
    .instead(Tls12Offered, Unmet),
    never(
        DnsServersAgree,
        Unknown,
        "it is made of two answers; a server that gives none is told by dns.server-answers",
    )
    .instead(DnsServerAnswers, Unknown),
    never(
        DnsSystemResolverAgrees,
        Unknown,
        "it is made of two answers; where the servers give none, kms.srv-published is unknown",
    )
    .instead(KmsSrvPublished, Unknown),
    never(
        KmsAllowedByClient,
        Unknown,
        "it is made of the setting; that the host's settings are \
         not known is a caveat, and stops no client",
    ),
    never(
        KmsHostLetsClientsIn,
        Unknown,
        "it is made of a capture of the rule; most machines are no KMS host, and have none to show",
    ),
    never(
        KmsHostPublishes,
        Unknown,
        "it is made of a KMS host's own word; most machines are none, and have none to say",
    ),
    never(
        KmsRememberedHostAnswers,
        Unmet,
        "a dead one beside another that answers costs one \
         attempt, and alone it is told by kms.port-reachable",
    )
    .instead(KmsPortReachable, Unmet),
    never(
        KmsRememberedHostAnswers,
        Unknown,
        "it is made only beside another host that answers; alone it is told by kms.port-reachable",
    )
    .instead(KmsPortReachable, Unknown),
    never(
        TimeSourcesAgree,
        Unknown,
        "it is made of sources that decide; where they do not, host.clock-true is unknown",
    )
    .instead(ClockTrue, Unknown),
    never(
        TimeServersAnswer,
        Unknown,
        "it is made beside a clock that is seen to be wrong, of servers that answered or did not",
    ),
    never(
        KmsSrvInClientZone,
        Unknown,
        "it is made of records; without one, kms.srv-published is unknown",
    )
    .instead(KmsSrvPublished, Unknown),
    never(
        KmsNameLeadsToHost,
        Unknown,
        "it is made of what DNS says of the address; without that, \
         the port and the bind tell what befell",
    )
    .instead(KmsPortReachable, Unknown),
    never(
        KmsPortNamedRight,
        Unknown,
        "it is made of a port that serves in the place of the named \
         one; else the port and the bind tell what befell",
    )
    .instead(KmsPortReachable, Unknown),
    never(
        OnlineAnswersSteadily,
        Unknown,
        "it is made of tries that got through and others that did not; \
         else each link tells what befell",
    )
    .instead(OnlinePortReachable, Unknown),
    never(
        KmsAnswersSteadily,
        Unknown,
        "it is made of tries that were served and others that were \
         not; else the port and the bind tell what befell",
    )
    .instead(KmsPortReachable, Unknown),
    never(
        KmsSrvWellFormed,
        Unknown,
        "it is made of records; without one, kms.srv-published is unknown",
    )
    .instead(KmsSrvPublished, Unknown),
    never(
        KmsOnlyExpectedHosts,
        Unknown,
        "it is made of records; without one, kms.srv-published is unknown",
    )
    .instead(KmsSrvPublished, Unknown),
    never(
        KmsExpectedHostPublished,
        Unknown,
        "it is made of a discovery that is known; else kms.srv-published is unknown",
    )
    .instead(KmsSrvPublished, Unknown),
    never(
        OnlineNoCaptivePortal,
        Unknown,
        "it is made of answers that are seen to be a stranger's; \
         without one, each endpoint is told by itself",
    )
    .instead(OnlineHttpAnswers, Unknown),
    never(
        OnlineCertificateInDate,
        Unknown,
        "a finished handshake shows all dates; without one, online.tls-completes is unknown",
    )
    .instead(OnlineTlsCompletes, Unknown),
    never(
        OnlineCertificateNamesHost,
        Unknown,
        "a finished handshake shows all names; without one, online.tls-completes is unknown",
    )
    .instead(OnlineTlsCompletes, Unknown),
    never(
        AdbaDomainKnown,
        Unmet,
        "without a domain the channel does not apply, and one line says so",
    ),
    never(
        AdbaClientSupported,
        Unmet,
        "on an older Windows the channel does not apply, and one line says so",
    ),
    never(
        AdbaClientSupported,
        Unknown,
        "it is made of the build; without one the channel is judged as for any Windows",
    ),
    never(
        AdbaClientKey,
        Unknown,
        "it is made of the key; without one a caveat says so, and an object needs none",
    ),
    never(AdbaWayAllowed, Unknown, "it is made of the setting; without one every way is allowed"),
    never(
        AdbaAnswersSteadily,
        Unknown,
        "it is made of tries that were answered and others that were not; \
         else the port and LDAP tell what befell",
    )
    .instead(AdbaLdapAnswers, Unknown),
    never(
        AdbaControllerSynchronized,
        Unknown,
        "it is made of a controller's own word; else adba.ldap-answers is unknown",
    )
    .instead(AdbaLdapAnswers, Unknown),
    never(
        AdbaContainerExists,
        Unknown,
        "it is made of a search that was answered; else adba.objects-readable is unknown",
    )
    .instead(AdbaObjectsReadable, Unknown),
    never(
        AdbaObjectPublished,
        Unknown,
        "it is made of a search that was answered; else adba.objects-readable is unknown",
    )
    .instead(AdbaObjectsReadable, Unknown),
    never(
        AdbaObjectReplicated,
        Unknown,
        "it is made of objects that were seen; else adba.objects-readable is unknown",
    )
    .instead(AdbaObjectsReadable, Unknown),
    never(
        AdbaObjectFits,
        Unmet,
        "an object's name and ids are hints: that none fits is unknown at most",
    )
    .instead(AdbaObjectFits, Unknown),
    never(AdbaFallbackPublished, Unknown, "it is made of two channels that are known to fail"),
    never(
        HostEditionNotEvaluation,
        Unknown,
        "it is made of the edition; most hosts that are looked at from outside tell none",
    ),
    never(
        HostKeyFitsEdition,
        Unknown,
        "it is made of the edition and of the key's; without a key, \
         kms.key-is-client-key is unknown",
    )
    .instead(KmsKeyIsClientKey, Unknown),
    never(
        KmsCmidUnique,
        Unknown,
        "it is made of several machines' ids; one machine alone is unique as far as is known",
    ),
    never(
        KmsCountReached,
        Unknown,
        "it is made of a count or of a refusal; without one a caveat \
         says that the host's state is unseen",
    ),
    never(
        KmsHostServesProduct,
        Unknown,
        "it is made of a refusal; without one a caveat says that the host's state is unseen",
    ),
    never(
        OnlineKeyAccepted,
        Unknown,
        "it is made of what Microsoft's servers said of the key; asking them would activate",
    ),
    never(PhoneAvailable, Unmet, "no evidence from a host says anything against a telephone"),
    never(PhoneAvailable, Unknown, "no evidence from a host says anything against a telephone"),
];

/// The reason, where there is one.
pub fn reason(id: RequirementId, status: Status) -> Option<&'static str> {
    let never = NEVER.iter().find(|never| (never.id, never.status) == (id, status));
    never.map(|never| never.because)
}

/// What a report says all the same.
pub fn said_after_all(report: &Report) -> Vec<String> {
    let said = NEVER.iter().filter(|never| happens(report, never.id, never.status));
    said.map(|never| format!("  {} is {:?} after all", never.id.as_str(), never.status)).collect()
}

#[test]
fn what_is_said_instead_is_expected_by_some_scenario() {
    let said = NEVER.iter().filter_map(|never| never.instead);
    let wrong: Vec<_> = said.filter(|(id, status)| occurrences(*id, *status) == 0).collect();
    assert!(wrong.is_empty(), "no scenario expects {wrong:?}");
}

#[test]
fn a_requirement_that_is_named_here_is_said_with_another_status() {
    let all = [Status::Met, Unmet, Unknown, Status::NotApplicable];
    let unsaid = NEVER.iter().filter(|never| {
        let mut others = all.iter().filter(|status| **status != never.status);
        !others.any(|status| judged().iter().any(|(_, report)| happens(report, never.id, *status)))
    });
    let unsaid: Vec<_> = unsaid.map(|never| never.id.as_str()).collect();
    assert!(unsaid.is_empty(), "of these nothing is ever said: {unsaid:?}");
}
