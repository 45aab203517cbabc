//! `slmgr /dlv`, `/dli` and `/ato`, in any language.
//!
//! Labels are translated; descriptions, GUIDs, key ends, codes and `host:port` are not, and
//! slmgr.vbs prints its lines in one order. Only the word for the state of the licence has to be
//! known by language.

use super::lines::{Lines, code, guid, host, label_and_value, numbers, value};
use super::{Capture, Facts, Text, WINDOWS_APPLICATION, keep, keys};
use crate::evidence::{
    ActivationType, CaptureKind, HostPort, KMS_PORT, KeyChannel, KmsCount, LicenceFacts,
    LicenceStatus,
};
use crate::wire::host_port::parse_host_port;

/// Reads the Windows product of an output, and the error of an activation.
pub fn parse(text: &Text) -> Vec<Capture> {
    let lines = text.lines();
    let block = windows_block(lines);
    let error = activation_error(lines);
    if block.is_none() && error.is_none() {
        return Vec::new();
    }
    let (mut licence, installation_id, truncated) =
        block.map_or((LicenceFacts::default(), None, false), read_block);
    licence.activation_id =
        licence.activation_id.or_else(|| error.as_ref().map(|(id, _)| id.clone()));
    licence.activation_error = error.map(|(_, code)| code);
    licence.build = service_build(lines);
    let facts = Facts { licence: Some(licence), installation_id, ..Facts::default() };
    vec![Capture { kind: CaptureKind::Slmgr, truncated, facts }]
}

/// `/dlv` names the version of the service before any product; a prompt and a command may stand
/// before that.
fn service_build(lines: Lines<'_>) -> Option<u32> {
    let before = lines.iter().enumerate().take_while(|(at, _)| !is_description(lines, *at));
    before.filter_map(|(_, line)| value(line)).find_map(build_of)
}

/// The build in a version such as `10.0.20348.1`; the first versions of the service do not follow
/// the system's.
pub fn build_of(version: &str) -> Option<u32> {
    version.strip_prefix("10.0.")?.split('.').next()?.parse().ok()
}

/// The channel that a description names (slmgr.vbs looks for the same words); absent where there is
/// no description.
pub fn channel_of(description: &str) -> Option<KeyChannel> {
    const WORDS: [(&str, KeyChannel); 7] = [
        ("VOLUME_KMSCLIENT", KeyChannel::KmsClient),
        ("VOLUME_KMS", KeyChannel::KmsHost),
        ("TIMEBASED_", KeyChannel::TimeBased),
        ("VIRTUAL_MACHINE_ACTIVATION", KeyChannel::Avma),
        ("MAK", KeyChannel::Mak),
        ("RETAIL", KeyChannel::Retail),
        ("OEM", KeyChannel::Oem),
    ];
    let named =
        WORDS.iter().find(|(word, _)| description.contains(word)).map(|(_, channel)| *channel);
    named.or_else(|| (!description.is_empty()).then_some(KeyChannel::Other))
}

/// The state that a word stands for, in the languages that are known here.
pub fn status_of(word: &str) -> Option<LicenceStatus> {
    use LicenceStatus as S;
    // The order counts: what is not licensed holds the word for licensed.
    const STEMS: [(LicenceStatus, &[&str]); 7] = [
        (
            S::NonGenuineGrace,
            &["non-genuine", "nongenuine", "non authenti", "nicht origin", "no original", "正規"],
        ),
        (
            S::Unlicensed,
            &[
                "unlicensed",
                "sans licence",
                "nicht lizenziert",
                "sin licencia",
                "ライセンスなし",
                "ライセンスされていま\u{305b}ん",
                "senza licenza",
                "未授权",
            ],
        ),
        (S::InitialGrace, &["initial", "anfängl", "ursprüngl", "inicial", "初期"]),
        (S::AdditionalGrace, &["additional", "supplémentaire", "zusätzlich", "adicional", "追加"]),
        (
            S::ExtendedGrace,
            &[
                "extended",
                "étendu",
                "prolong",
                "erweitert",
                "verlängert",
                "extendid",
                "延長",
                "拡張",
            ],
        ),
        (
            S::Licensed,
            &[
                "licensed",
                "avec licence",
                "sous licence",
                "lizenziert",
                "con licencia",
                "con licenza",
                "ライセンスされています",
                "ライセンス済み",
                "ライセンスあり",
                "已授权",
            ],
        ),
        (S::Notification, &["notif", "benachricht", "通知"]),
    ];
    let word = word.to_lowercase();
    STEMS
        .iter()
        .find(|(_, stems)| stems.iter().any(|stem| word.contains(stem)))
        .map(|(status, _)| *status)
}

/// The lines of one product: from its name, which stands before its description, to the next
/// product.
fn windows_block(lines: Lines<'_>) -> Option<Lines<'_>> {
    let descriptions = (0..lines.len()).filter(|&at| is_description(lines, at));
    let blocks = lines.parts(descriptions.map(|at| name_before(lines, at)));
    let mut without_key = None;
    for block in blocks.filter(|block| is_windows(*block)) {
        if partial_key(block).is_some() {
            return Some(block);
        }
        without_key = without_key.or(Some(block));
    }
    without_key
}

/// `…, VOLUME_KMSCLIENT channel` below a name, or alone: never translated. An activation object
/// that was given such a name stands below a heading.
fn is_description(lines: Lines<'_>, at: usize) -> bool {
    let above = at.checked_sub(1).and_then(|above| lines.get(above)).unwrap_or_default();
    let is_in_place = above.trim().is_empty() || value(above).is_some();
    is_in_place && lines.get(at).is_some_and(names_channel)
}

fn names_channel(line: &str) -> bool {
    let channel = value(line)
        .and_then(|value| value.strip_suffix(" channel"))
        .and_then(|rest| rest.split(' ').next_back());
    let fits = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    channel.is_some_and(|word| !word.is_empty() && word.chars().all(fits))
}

fn name_before(lines: Lines<'_>, description: usize) -> usize {
    let before = description.checked_sub(1);
    before.filter(|&at| lines.get(at).and_then(value).is_some()).unwrap_or(description)
}

/// Extended security updates are an add-on for Windows with a key of their own, and no licence of
/// Windows.
fn is_add_on(block: Lines<'_>) -> bool {
    block.iter().take(2).any(|line| line.contains("-ESU-") || line.contains("add-on for"))
}

fn is_windows(block: Lines<'_>) -> bool {
    if is_add_on(block) {
        return false;
    }
    let ids: Vec<String> = block.values().filter_map(guid).collect();
    match ids.len() {
        0 | 1 => block.iter().take(2).any(|line| line.contains("Windows")),
        _ => ids.iter().any(|id| id == WINDOWS_APPLICATION),
    }
}

fn partial_key(block: Lines<'_>) -> Option<usize> {
    block.position(|line| value(line).is_some_and(keys::is_partial))
}

/// The facts, the installation id, and whether the block ends before the state of the licence.
fn read_block(block: Lines<'_>) -> (LicenceFacts, Option<String>, bool) {
    let values: Vec<&str> = block.values().collect();
    let at = |index: usize| values.get(index).copied().unwrap_or_default();
    let (name, description) =
        if block.get(0).is_some_and(names_channel) { ("", at(0)) } else { (at(0), at(1)) };
    let channel = channel_of(description);
    let mut licence = LicenceFacts {
        name: keep(name),
        description: keep(description),
        channel,
        activation_id: values
            .iter()
            .find_map(|value| guid(value))
            .filter(|id| id != WINDOWS_APPLICATION),
        cmid: block.iter().find(|line| line.contains("CMID")).and_then(|line| guid(value(line)?)),
        ..LicenceFacts::default()
    };
    let state = partial_key(block);
    if let Some(at) = state {
        licence.partial_key = block.get(at).and_then(value).map(str::to_owned);
        add_state(&mut licence, block.from(at + 1));
    }
    add_kms_client(&mut licence, block);
    add_others(&mut licence, block);
    let installation_id =
        values.iter().find(|value| is_installation_id(value)).map(|id| (*id).to_owned());
    let is_in_use = state.is_some() || block.len() > 2;
    let truncated = state.map_or(!is_in_use, |at| block.get(at + 1).is_none_or(str::is_empty));
    (licence, installation_id, truncated)
}

/// The state stands under the end of the key; its reason, or what is left, on the lines under it.
fn add_state(licence: &mut LicenceFacts, below: Lines<'_>) {
    let state = below.get(0).unwrap_or_default();
    licence.status = label_and_value(state).and_then(|(_, state)| status_of(state));
    let near = below.part(1, 4);
    licence.reason = near.iter().find_map(code).filter(|&code| code != 0);
    if licence.status.is_none() && licence.reason.is_some() {
        // Only a notification has a reason (slmgr.vbs, `ShowLicenseStatus`).
        licence.status = Some(LicenceStatus::Notification);
    }
    licence.remaining_minutes = near.iter().find_map(minutes_and_days);
}

/// `259200 minute(s) (180 day(s))`: two numbers, the second the first in days, rounded up.
fn minutes_and_days(line: &str) -> Option<u64> {
    match *numbers(line).as_slice() {
        [minutes, days] if minutes > 0 && minutes.div_ceil(MINUTES_A_DAY) == days => Some(minutes),
        _ => None,
    }
}

const MINUTES_A_DAY: u64 = 1440;

/// Two lines name a KMS host with its port; that which speaks of DNS was found there, the other was
/// set by hand.
fn add_kms_client(licence: &mut LicenceFacts, block: Lines<'_>) {
    for (label, value) in block.iter().filter_map(label_and_value) {
        let Some(at) = host_with_port(value) else { continue };
        let place = if label.contains("DNS") {
            &mut licence.discovered_kms
        } else {
            &mut licence.forced_kms
        };
        place.get_or_insert(at);
    }
}

fn host_with_port(value: &str) -> Option<HostPort> {
    let has_port = value.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    parse_host_port(value, KMS_PORT).ok().filter(|_| has_port && !value.contains(' '))
}

fn add_others(licence: &mut LicenceFacts, block: Lines<'_>) {
    let value_at = |at: usize| block.get(at).and_then(value).filter(|value| !value.is_empty());
    let object_dn =
        block.position(|line| value(line).is_some_and(|v| v.contains("CN=Activation Objects,")));
    licence.activation_object = object_dn.and_then(|at| value_at(at.checked_sub(1)?)).map(keep);
    let guest_id = block.position(|line| line.contains("IAID"));
    licence.avma_host =
        guest_id.and_then(|at| value_at(at + 1)).map(host).filter(|name| !name.contains(' '));
    licence.activation_type = block.values().find_map(activation_type);
    licence.kms_host = (licence.channel == Some(KeyChannel::KmsHost)).then(|| kms_host(block));
}

/// The configured type: abbreviations are not translated; "all" is, and leaves every way.
fn activation_type(value: &str) -> Option<ActivationType> {
    match value {
        "AD" => Some(ActivationType::ActiveDirectory),
        "KMS" => Some(ActivationType::Kms),
        "Token" => Some(ActivationType::Token),
        _ => None,
    }
}

/// A KMS host prints its count, then its port, then whether it publishes itself, each on a line.
fn kms_host(block: Lines<'_>) -> KmsCount {
    let publishing =
        block.position(|line| line.contains("DNS") && value(line).is_none_or(str::is_empty));
    let above = publishing.map(|at| block.part(at.saturating_sub(2), at));
    let number = |value: &str| value.parse::<u64>().ok();
    let numbers: Vec<u64> = above.into_iter().flat_map(Lines::values).filter_map(number).collect();
    let (current, port) = match *numbers.as_slice() {
        [count, port] => (Some(count), u16::try_from(port).ok()),
        _ => (None, None),
    };
    let line = publishing.and_then(|at| block.get(at)).map(str::to_lowercase);
    KmsCount {
        current,
        listening_port: port,
        dns_publishing: line.and_then(|line| says_enabled(&line)),
    }
}

/// Nothing in a language that is not known here.
fn says_enabled(line: &str) -> Option<bool> {
    // The order counts: what is disabled holds the word for enabled.
    const WORDS: [(bool, &[&str]); 2] = [
        (false, &["disabled", "désactiv", "deaktiviert", "deshabilit", "disabilitat", "無効"]),
        (true, &["enabled", "activé", "aktiviert", "habilit", "abilitat", "有効"]),
    ];
    WORDS
        .iter()
        .find(|(_, words)| words.iter().any(|word| line.contains(word)))
        .map(|(enabled, _)| *enabled)
}

/// Digits alone, 50 to 63 of them (54 before Windows 8, 63 since).
fn is_installation_id(value: &str) -> bool {
    (50..=63).contains(&value.len()) && value.chars().all(|c| c.is_ascii_digit())
}

/// `slmgr /ato` names the product with its id, and then the code that it ended with.
fn activation_error(lines: Lines<'_>) -> Option<(String, u32)> {
    let id_in =
        |line: &str| line.split(['(', ')']).find_map(guid).filter(|_| line.contains("Windows"));
    let (named, id) = lines.iter().enumerate().find_map(|(at, line)| Some((at, id_in(line)?)))?;
    let code =
        lines.from(named + 1).iter().take(4).find_map(code).filter(|code| code >> 31 == 1)?;
    Some((id, code))
}
