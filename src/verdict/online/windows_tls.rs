//! The versions of TLS that Windows' own services offer. That ours got through proves nothing for
//! them: this program brings its own TLS.

use actprobe_probes::evidence::{Evidence, SchannelProtocol, TlsSettings, WinhttpProtocols};

use crate::catalogue::builds;
use crate::verdict::finding::{Finding, HexCode, Maybe};
use crate::verdict::place::{self, at};
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};
use crate::verdict::seen::Seen;

/// The first build whose services offer TLS 1.2 without being told to (Microsoft Learn, "How to
/// enable TLS 1.2 on clients"): Windows 8.1, Windows Server 2012 R2.
const WITH_TLS_1_2: u32 = 9600;
/// The last build whose Schannel has TLS 1.2 and does not use it by default (KB3140245): Windows 7,
/// Windows Server 2008 R2.
const NOT_BY_DEFAULT: u32 = 7601;
/// The first build whose services offer TLS 1.3 as well: Windows Server 2022.
const WITH_TLS_1_3: u32 = 20_348;
/// TLS 1.2 and 1.3 in `DefaultSecureProtocols` (Windows SDK, `winhttp.h`).
const TLS_1_2_OR_LATER: u32 = 0x0800 | 0x2000;

/// What the host's settings and its release say; nothing where that is not known.
pub fn judge(evidence: &Evidence) -> Option<Requirement> {
    let windows = place::windows(evidence)?;
    let settings = at!(windows.tls).present()?;
    let case = Case { settings: settings.value(), build: build(evidence) };
    let (seen, weight) = case.seen()?;
    Some(seen.of(RequirementId::Tls12Offered).weighing(weight).because(settings))
}

/// Caveat: a Windows that has to be told of TLS 1.2, and nobody read whether it was.
pub fn unread(evidence: &Evidence) -> Option<Finding> {
    let build = build(evidence).filter(|build| *build < WITH_TLS_1_2)?;
    let settings = evidence.host.windows.value().and_then(|windows| windows.tls.as_ref());
    let is_read = settings.is_some_and(|settings| settings.winhttp.is_some());
    (!is_read).then(|| Finding::Tls12SettingUnread { release: release(Some(build)) })
}

fn build(evidence: &Evidence) -> Option<u32> {
    let product = evidence.host.windows.value()?.product.as_ref();
    product.and_then(|product| product.build)
}

fn release(build: Option<u32>) -> Maybe<String> {
    let known = build.and_then(builds::find);
    known.and_then(|known| known.server).map(|server| server.to_string()).into()
}

struct Case<'e> {
    settings: &'e TlsSettings,
    build: Option<u32>,
}

impl Case<'_> {
    /// What is switched off, what is not offered, what is used only where a program asks for it.
    fn seen(&self) -> Option<(Seen, Weight)> {
        let unmet = |finding| Seen::unmet(finding, Owner::HostAdmin);
        if self.is_switched_off() {
            let weight = if self.has_tls_1_3() { Weight::Advice } else { Weight::Veto };
            Some((unmet(Finding::Tls12SwitchedOff {}), weight))
        } else if self.is_missing_in_winhttp()? {
            let offered = self.offered().map(HexCode).into();
            let finding = Finding::Tls12NotOffered { offered, release: release(self.build) };
            Some((unmet(finding), Weight::Veto))
        } else if self.is_only_on_demand() {
            Some((unmet(Finding::Tls12OnDemand { release: release(self.build) }), Weight::Advice))
        } else {
            Some((Seen::met(Finding::Tls12Offered {}), Weight::Advice))
        }
    }

    fn is_switched_off(&self) -> bool {
        self.schannel().is_some_and(|protocol| protocol.enabled == Some(0))
    }

    /// Where it is set, that counts on every release; else the release decides.
    fn is_missing_in_winhttp(&self) -> Option<bool> {
        match (&self.settings.winhttp, self.build) {
            (Some(WinhttpProtocols { native: Some(offered), .. }), _) => {
                Some(offered & TLS_1_2_OR_LATER == 0)
            }
            (_, Some(WITH_TLS_1_2..)) => Some(false),
            (Some(_), Some(_)) => Some(true),
            (Some(_), None) | (None, _) => None,
        }
    }

    /// A program that asks for it by name still gets it, as `WinHTTP` does.
    fn is_only_on_demand(&self) -> bool {
        let by_release = self.build.is_some_and(|build| build <= NOT_BY_DEFAULT);
        self.schannel().is_some_and(|protocol| match protocol.disabled_by_default {
            Some(set) => set != 0,
            None => by_release,
        })
    }

    fn has_tls_1_3(&self) -> bool {
        self.build.is_some_and(|build| build >= WITH_TLS_1_3)
    }

    fn schannel(&self) -> Option<&SchannelProtocol> {
        self.settings.schannel.as_ref()
    }

    fn offered(&self) -> Option<u32> {
        self.settings.winhttp.as_ref().and_then(|winhttp| winhttp.native)
    }
}
