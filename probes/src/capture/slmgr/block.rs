//! The lines of one product of `/dlv` and `/dli`.

use super::{limits, words};
use crate::capture::lines::{code, guid, host, label_and_value, numbers, value};
use crate::capture::{WINDOWS_APPLICATION, keep, keys};
use crate::evidence::{
    ActivationType, HostPort, KMS_PORT, KeyChannel, KmsCount, LicenceFacts, LicenceStatus,
    OtherProduct, ProductKind,
};
use crate::wire::host_port::parse_host_port;
use crate::wire::installation_id::InstallationId;
use crate::wire::work::look;

/// The products that one machine printed.
#[derive(Default)]
pub struct Products {
    /// Windows: the one with a key, else the first.
    pub windows: Option<LicenceFacts>,
    /// Other products with a key.
    pub others: Vec<OtherProduct>,
    /// The installation id of Windows.
    pub installation_id: Option<InstallationId>,
    /// Whether the block of Windows ends before the state of the licence.
    pub truncated: bool,
}

/// How many products besides Windows are kept.
const MOST_OTHERS: usize = 16;

/// Reads the products. Of one that was printed again, after an attempt, the last state counts.
pub fn read(lines: &[&str]) -> Products {
    let mut products = Products::default();
    let mut known = InUse::No;
    for block in blocks(lines) {
        if let Some(kind) = block.first().and_then(|line| kind_of(line)) {
            take(&mut products.others, other(kind, &block));
            continue;
        }
        if !is_windows(&block) {
            continue;
        }
        let (windows, installation_id, truncated) = read_block(&block);
        let in_use = in_use(&block, &windows);
        let is_again = in_use == InUse::ByKey && known == InUse::ByKey;
        if products.windows.is_none() || in_use > known || is_again {
            products.windows = Some(windows);
            (products.installation_id, products.truncated) = (installation_id, truncated);
            known = in_use;
        }
    }
    // A product without a key is one that could be installed.
    products.others.retain(|other| other.partial_key.is_some() || other.status.is_some());
    products
}

/// One that was printed again is one.
pub fn take(others: &mut Vec<OtherProduct>, found: OtherProduct) {
    let is_full = others.len() >= MOST_OTHERS;
    match others.iter_mut().find(|known| known.is_again(&found)) {
        Some(known) => known.take_in(found),
        None if is_full => {}
        None => others.push(found),
    }
}

/// What tells that a product is the one that is installed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum InUse {
    No,
    /// Where nobody left a key: what could be installed is unlicensed, all of it.
    ByState,
    ByKey,
}

fn in_use(block: &[&str], windows: &LicenceFacts) -> InUse {
    match windows.status {
        _ if key_line(block).is_some() => InUse::ByKey,
        Some(LicenceStatus::Unlicensed) | None => InUse::No,
        Some(_) => InUse::ByState,
    }
}

/// Where the Windows products begin that are installed: those with a key, and where nobody left a
/// key, those that tell their state.
pub fn installed_products(lines: &[&str]) -> Vec<usize> {
    let starts = starts(lines);
    let ends = starts.iter().skip(1).copied().chain([lines.len()]).collect::<Vec<_>>();
    let blocks = starts.into_iter().zip(ends).map(|(from, to)| (from, block(lines, from, to)));
    let windows = blocks.filter(|(_, block)| {
        let is_other = block.first().is_some_and(|line| kind_of(line).is_some());
        !is_other && is_windows(block)
    });
    let windows: Vec<_> = windows.collect();
    let has_key = |(_, block): &&(usize, Vec<&str>)| key_line(block).is_some();
    let has_state = |(_, block): &&(usize, Vec<&str>)| told(block).is_some();
    match windows.iter().any(|block| has_key(&block)) {
        true => windows.iter().filter(has_key).map(|(from, _)| *from).collect(),
        false => windows.iter().filter(has_state).map(|(from, _)| *from).collect(),
    }
}

fn blocks<'a>(lines: &[&'a str]) -> impl Iterator<Item = Vec<&'a str>> {
    let starts = starts(lines);
    let ends = starts.iter().skip(1).copied().chain([lines.len()]).collect::<Vec<_>>();
    let blocks = starts.into_iter().zip(ends).map(|(from, to)| block(lines, from, to));
    blocks.collect::<Vec<_>>().into_iter()
}

/// The lines of a product, without blank ones; what `/ato` printed below is none of them.
fn block<'a>(lines: &[&'a str], from: usize, to: usize) -> Vec<&'a str> {
    let own = lines.get(from..to).unwrap_or_default().iter().copied();
    let is_over =
        |line: &&str| line.contains("slui.exe") || line.contains("...") && value(line).is_none();
    own.inspect(|line| look(line.len()))
        .filter(|line| !line.trim().is_empty())
        .take_while(|line| !is_over(line))
        .collect()
}

/// Where products begin: with a name above a description, or with one of the two.
fn starts(lines: &[&str]) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut above: Option<usize> = None;
    for (at, line) in lines.iter().enumerate() {
        look(line.len());
        if line.trim().is_empty() {
            continue;
        }
        let line_above = |above: usize| lines.get(above).copied().unwrap_or_default();
        if names_channel(line) {
            let is_right_above = above.is_some_and(|above| above + 1 == at);
            let above_tells = above.is_none_or(|above| value(line_above(above)).is_some());
            let is_name = |above: &usize| {
                value(line_above(*above))
                    .is_some_and(|name| is_product_name(name) || is_right_above && !name.is_empty())
            };
            let name = above.filter(is_name).filter(|_| above_tells);
            let is_begun = name.is_some() && starts.last() == name.as_ref();
            let is_in_place = name.is_some() || !is_right_above || above_tells;
            if is_in_place && !is_begun {
                starts.push(name.unwrap_or(at));
            }
        } else if value(line).is_some_and(is_product_name) {
            starts.push(at);
        }
        above = Some(at);
    }
    starts
}

/// `…, VOLUME_KMSCLIENT channel`: never translated.
pub fn names_channel(line: &str) -> bool {
    let channel = value(line)
        .and_then(|value| value.strip_suffix(" channel"))
        .and_then(|rest| rest.split(' ').next_back());
    let fits = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    channel.is_some_and(|word| !word.is_empty() && word.chars().all(fits))
}

/// `Windows(R), ServerStandard edition`.
pub fn is_product_name(value: &str) -> bool {
    (value.starts_with("Windows") || value.starts_with("Office"))
        && (value.ends_with(" edition") || product_kind(value).is_some())
}

/// What a product is that is not Windows itself: extended security updates are an add-on with a key
/// of their own.
pub fn product_kind(name: &str) -> Option<ProductKind> {
    if name.contains("-ESU-") || name.contains("add-on for") {
        Some(ProductKind::AddOn)
    } else if name.contains("Office") {
        Some(ProductKind::Office)
    } else {
        None
    }
}

fn kind_of(name_line: &str) -> Option<ProductKind> {
    product_kind(value(name_line).unwrap_or(name_line))
}

fn is_windows(block: &[&str]) -> bool {
    let is_named = block.iter().take(2).any(|line| line.contains("Windows"));
    let by_id =
        || values(block).filter_map(guid).any(|application| application == WINDOWS_APPLICATION);
    is_named || by_id()
}

fn values<'a>(block: &[&'a str]) -> impl Iterator<Item = &'a str> {
    block.iter().filter_map(|line| value(line))
}

/// The channel that a description names (slmgr.vbs looks for the same words); absent where there is
/// no description, or where its end was cut off.
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
    let is_cut = description.ends_with("...") || description.ends_with('\u{2026}');
    let whole = match description.rsplit_once(' ') {
        Some((whole, _)) if is_cut => whole,
        None if is_cut => "",
        _ => description,
    };
    let whole = whole.replace('-', "_");
    let named = WORDS.iter().find(|(word, _)| whole.contains(word)).map(|(_, channel)| *channel);
    named.or_else(|| (!description.is_empty() && !is_cut).then_some(KeyChannel::Other))
}

/// The channel by `ProductKeyChannel`, in the kinds that public captures and logs show.
pub fn key_channel_of(word: &str) -> Option<KeyChannel> {
    const WORDS: [(&str, KeyChannel); 5] = [
        ("volume:gvlk", KeyChannel::KmsClient),
        ("volume:csvlk", KeyChannel::KmsHost),
        ("volume:mak", KeyChannel::Mak),
        ("retail", KeyChannel::Retail),
        ("oem:", KeyChannel::Oem),
    ];
    let word = word.to_ascii_lowercase();
    if word.contains(":tb:") && !word.contains(' ') {
        return Some(KeyChannel::TimeBased);
    }
    WORDS.iter().find(|(start, _)| word.starts_with(start)).map(|(_, channel)| *channel)
}

/// The line of the key's end, which somebody may have masked.
fn key_line(block: &[&str]) -> Option<usize> {
    let position = |is_meant: fn(&str) -> bool| {
        block.iter().position(|line| value(line).is_some_and(is_meant))
    };
    // Other lines may be masked as well.
    position(partial).or_else(|| position(masked))
}

fn partial(value: &str) -> bool {
    keys::is_partial(value) && !masked(value)
}

fn masked(value: &str) -> bool {
    words::is_masked(value)
}

/// The line that tells the state in so many words.
fn told(block: &[&str]) -> Option<usize> {
    block.iter().position(|line| value(line).and_then(words::exact_status_of).is_some())
}

/// The facts, the installation id, and whether the block ends before the state of the licence.
fn read_block(block: &[&str]) -> (LicenceFacts, Option<InstallationId>, bool) {
    let at = |index: usize| block.get(index).and_then(|line| value(line)).unwrap_or_default();
    let (name, description) = match block.first().is_some_and(|line| names_channel(line)) {
        true => ("", at(0)),
        false => (at(0), block.get(1).filter(|line| names_channel(line)).map_or("", |_| at(1))),
    };
    let by_key = values(block).find_map(key_channel_of);
    let by_description = channel_of(description).filter(|found| *found != KeyChannel::Other);
    let mut licence = LicenceFacts {
        name: keep(name),
        description: keep(description),
        channel: by_description.or(by_key).or_else(|| channel_of(description)),
        cmid: block.iter().find(|line| line.contains("CMID")).and_then(|line| guid(value(line)?)),
        ..LicenceFacts::default()
    };
    let key = key_line(block);
    licence.partial_key =
        key.and_then(|at| value(block.get(at)?)).filter(|value| partial(value)).map(str::to_owned);
    licence.activation_id = activation_id(block, key);
    add_state(&mut licence, block, key);
    add_kms_client(&mut licence, block);
    add_others(&mut licence, block);
    let installation_id = block.iter().find_map(|line| InstallationId::of_line(line));
    let is_in_use = key.is_some() || licence.status.is_some() || block.len() > 2;
    let truncated = key.map_or(!is_in_use, |at| block.get(at + 1).is_none());
    (licence, installation_id, truncated)
}

/// The product's id stands above its key; those of the client and of the guest stand below, and are
/// named.
fn activation_id(block: &[&str], key: Option<usize>) -> Option<String> {
    let above = block.get(..key.unwrap_or(block.len())).unwrap_or_default();
    let is_of_product = |line: &&&str| !line.contains("CMID") && !line.contains("IAID");
    let ids = above.iter().filter(is_of_product).filter_map(|line| guid(value(line)?));
    ids.into_iter().find(|id| id != WINDOWS_APPLICATION)
}

/// The state stands under the end of the key, or says itself that it is one; its reason, or what is
/// left, on the lines under it.
fn add_state(licence: &mut LicenceFacts, block: &[&str], key: Option<usize>) {
    let below_key = key.map(|at| at + 1).filter(|at| *at < block.len());
    let word = |at: usize| value(block.get(at)?);
    let by_place = below_key.filter(|at| word(*at).and_then(words::status_of).is_some());
    let state = by_place.or_else(|| told(block));
    licence.status = state.and_then(word).and_then(words::status_of);
    let near = state.or(below_key).unwrap_or(0);
    let near = block.get(near..(near + NEAR).min(block.len())).unwrap_or_default();
    let has_code =
        |value: &str| value.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("0x"));
    let codes = near.iter().filter_map(|line| value(line)).filter(|value| has_code(value));
    licence.reason = codes.filter_map(code).find(|&code| code != 0);
    if licence.status.is_none() && licence.reason.is_some() {
        // Only a notification has a reason (slmgr.vbs, `ShowLicenseStatus`).
        licence.status = Some(LicenceStatus::Notification);
    }
    let below_state = state.map(|at| at + 1).and_then(|at| block.get(at..));
    licence.rearms = below_state.and_then(limits::rearms);
    licence.intervals = limits::intervals(block);
    licence.remaining_minutes = block.iter().skip(1).find_map(|line| minutes_and_days(line));
    if licence.status.is_none() && lasts_beyond_grace(licence) {
        licence.status = Some(LicenceStatus::Licensed);
    }
    if licence.status.is_none() {
        licence.unread_status =
            below_key.and_then(word).filter(|word| may_be_state(word)).map(keep);
    }
}

/// As many lines, from the state on, hold its reason.
const NEAR: usize = 5;

/// An activation by KMS lasts for 180 days, and no grace period for more than 60 (that of Windows
/// Server 2008).
fn lasts_beyond_grace(licence: &LicenceFacts) -> bool {
    licence.channel == Some(KeyChannel::KmsClient)
        && licence.remaining_minutes.is_some_and(|minutes| minutes > LONGEST_GRACE)
}

/// In minutes.
const LONGEST_GRACE: u64 = 60 * MINUTES_A_DAY;

/// Words, and nothing that another line has.
fn may_be_state(word: &str) -> bool {
    !word.is_empty()
        && !word.contains(|c: char| c.is_ascii_digit())
        && activation_type(word).is_none()
        && key_channel_of(word).is_none()
}

/// `259200 minute(s) (180 day(s))`: two numbers with their units, the second in brackets and the
/// first in days, rounded up since Windows 8 and down before. Office tells the days first.
fn minutes_and_days(line: &str) -> Option<u64> {
    let (outside, inside) = with_brackets(value(line)?)?;
    match (amount(outside)?, amount(inside)?) {
        (minutes, days) if is_in_days(minutes, days) => Some(minutes),
        (days, minutes) if is_in_days(minutes, days) => Some(minutes),
        _ => None,
    }
}

/// What stands before a bracket that a number follows, and what stands in it.
fn with_brackets(value: &str) -> Option<(&str, &str)> {
    let mut brackets = value.match_indices(['(', '\u{ff08}']);
    brackets.find_map(|(at, bracket)| {
        let inside = value.get(at + bracket.len()..)?.trim_start();
        let is_amount = inside.starts_with(|c: char| c.is_ascii_digit());
        is_amount.then_some((value.get(..at)?, inside))
    })
}

/// The one number, where its unit stands behind it.
fn amount(text: &str) -> Option<u64> {
    let [number] = *numbers(text).as_slice() else { return None };
    let (_, unit) = text.rsplit_once(|c: char| c.is_ascii_digit())?;
    unit.trim_start().starts_with(char::is_alphabetic).then_some(number)
}

fn is_in_days(minutes: u64, days: u64) -> bool {
    minutes > 0 && (minutes.div_ceil(MINUTES_A_DAY) == days || minutes / MINUTES_A_DAY == days)
}

const MINUTES_A_DAY: u64 = 1440;

/// Two lines name a KMS host with its port; that which speaks of DNS was found there, the other was
/// set by hand.
fn add_kms_client(licence: &mut LicenceFacts, block: &[&str]) {
    licence.lookup_domain = lookup_domain(block);
    licence.kms_undiscovered = is_undiscovered(block);
    for (label, value) in block.iter().filter_map(|line| label_and_value(line)) {
        let Some(at) = host_with_port(value) else { continue };
        let place = if label.contains("DNS") {
            &mut licence.discovered_kms
        } else {
            &mut licence.forced_kms
        };
        place.get_or_insert(at);
    }
}

/// `DNS auto-discovery: KMS name not available`, below the client's id: of the lines there that one
/// alone speaks of DNS and of KMS in words, where the host that was found would stand.
fn is_undiscovered(block: &[&str]) -> bool {
    let below = block.iter().skip_while(|line| !line.contains("CMID")).skip(1);
    below.take(NEAR).filter_map(|line| label_and_value(line)).any(|(label, value)| {
        let has_digit = value.contains(|c: char| c.is_ascii_digit());
        let is_words = value.contains(char::is_whitespace) && !has_digit;
        label.contains("DNS") && value.contains("KMS") && is_words
    })
}

/// The line right below the client's id, where it names a domain: what else may stand there has a
/// port, an address or blanks in it (slmgr.vbs, `DisplayKMSClientInformation`).
fn lookup_domain(block: &[&str]) -> Option<String> {
    let id = block.iter().position(|line| line.contains("CMID"))?;
    let name = value(block.get(id + 1)?)?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    let (_, last) = name.rsplit_once('.')?;
    // An address and an extended PID end with digits.
    let is_domain = name.chars().all(fits) && last.starts_with(|c: char| c.is_ascii_alphabetic());
    is_domain.then(|| host(name))
}

fn host_with_port(value: &str) -> Option<HostPort> {
    let has_port = value.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    parse_host_port(value, KMS_PORT).ok().filter(|_| has_port && !value.contains(' '))
}

fn add_others(licence: &mut LicenceFacts, block: &[&str]) {
    let value_at = |at: usize| value(block.get(at)?).filter(|value| !value.is_empty());
    let holds = |word: &str| block.iter().position(|line| line.contains(word));
    let object_dn = block
        .iter()
        .position(|line| value(line).is_some_and(|v| v.contains("CN=Activation Objects,")));
    licence.activation_object = object_dn.and_then(|at| value_at(at.checked_sub(1)?)).map(keep);
    let guest_id = holds("IAID");
    licence.avma_host =
        guest_id.and_then(|at| value_at(at + 1)).map(host).filter(|name| !name.contains(' '));
    licence.activation_type = values(block).find_map(activation_type);
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

/// A KMS host prints its count and its port below a heading, each on a line; the totals that follow
/// are more than two.
fn kms_host(block: &[&str]) -> KmsCount {
    let is_heading = |line: &&&str| value(line).is_none_or(str::is_empty);
    let mut run: Option<Vec<u64>> = None;
    let mut found = Vec::new();
    for line in block.iter().chain([&""]) {
        match (value(line).and_then(count), run.as_mut()) {
            (Some(number), Some(run)) => run.push(number),
            (Some(_), None) => {}
            (None, _) => {
                if let Some(done) = run.take().filter(|run| (1..=2).contains(&run.len())) {
                    found = done;
                    break;
                }
                run = is_heading(&line).then(Vec::new);
            }
        }
    }
    let publishing = block.iter().find(|line| line.contains("DNS") && is_heading(line));
    // Where somebody left the count out, the port alone stands there.
    let (current, port) = match found.as_slice() {
        [port] if *port == u64::from(KMS_PORT) => (None, Some(*port)),
        all => (all.first().copied(), all.get(1).copied()),
    };
    KmsCount {
        current,
        listening_port: port.and_then(|port| u16::try_from(port).ok()),
        dns_publishing: publishing.and_then(|line| says_enabled(&line.to_lowercase())),
    }
}

fn count(value: &str) -> Option<u64> {
    let is_plain = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | ',' | '\'');
    match *numbers(value).as_slice() {
        [number] if value.chars().all(is_plain) => Some(number),
        _ => None,
    }
}

/// Nothing in a language that is not known here.
fn says_enabled(line: &str) -> Option<bool> {
    // The order counts: what is disabled holds the word for enabled.
    const WORDS: [(bool, &[&str]); 2] = [
        (
            false,
            &[
                "disabled",
                "désactiv",
                "deaktiviert",
                "deshabilit",
                "disabilitat",
                "無効",
                "wyłączon",
                "zakázán",
                "uitgeschakeld",
                "отключ",
                "禁用",
                "停用",
                "devre dışı",
                "letiltva",
            ],
        ),
        (
            true,
            &[
                "enabled",
                "activé",
                "aktiviert",
                "habilit",
                "abilitat",
                "有効",
                "włączon",
                "povolen",
                "ingeschakeld",
                "включ",
                "启用",
                "啟用",
                "etkin",
                "engedélyezve",
            ],
        ),
    ];
    WORDS
        .iter()
        .find(|(_, words)| words.iter().any(|word| line.contains(word)))
        .map(|(enabled, _)| *enabled)
}

fn other(kind: ProductKind, block: &[&str]) -> OtherProduct {
    let (licence, ..) = read_block(block);
    OtherProduct {
        status: licence.status,
        code: licence.reason,
        partial_key: licence.partial_key,
        channel: licence.channel,
        activation_id: licence.activation_id,
        remaining_minutes: licence.remaining_minutes,
        ..OtherProduct::named(kind, licence.name)
    }
}
