//! What the data of an event say.
//!
//! The fields of each event: Microsoft Learn, "Windows Event Log" of the Volume Activation
//! Technical Reference (ff793440), table 11; the wording of 8198 and of the AD events, from the
//! service's own message table; 1003 and 8230, from public logs of Windows 7 to 11.

use std::net::IpAddr;

use super::Event;
use crate::capture::lines::{code, guid, host};
use crate::capture::slmgr::key_channel_of;
use crate::capture::{WINDOWS_APPLICATION, dates, keep, keys};
use crate::evidence::{
    HostPort, KMS_PORT, KeyChannel, KmsIntervals, LicenceStatus, LicensingEvent, LoggedLicence,
    OtherProduct, ProductKind, event_id,
};
use crate::wire::host_port::parse_host_port;

/// What an event tells; nothing where it is about another product than Windows, or of the state of
/// a licence that it does not show. Keys are cut here.
pub fn told(event: &Event) -> Option<LicensingEvent> {
    let data: Vec<String> = event.data.iter().map(|data| keys::mask(data).into_owned()).collect();
    if is_of_another_product(event.id, &data) {
        return None;
    }
    let blank = LicensingEvent {
        id: event.id,
        at: event.at,
        local: event.is_local,
        computer: host(&event.computer),
        code: None,
        request_at: None,
        kms_host: None,
        cmid: None,
        activation_id: None,
        client: None,
        count: None,
        activated: None,
        intervals: None,
        licence: None,
    };
    match blank.id {
        event_id::STATE_CHECKED => checked(blank, &data),
        event_id::STATE_EVALUATED => evaluated(blank, &data),
        event_id::KMS_REQUEST => Some(request(blank, &data)),
        event_id::KMS_ANSWER => Some(answer(blank, &data)),
        event_id::KMS_SERVED => Some(processed(blank, &data)),
        _ => Some(LicensingEvent {
            code: data.iter().find_map(|data| code(data)),
            activation_id: data.iter().find_map(|data| id_behind(data, &["SkuId"])),
            ..blank
        }),
    }
}

/// The application ids of Office 2010 and of those since (Microsoft Learn, "Tools to manage volume
/// activation of Office", and ospp.vbs).
const OFFICE: [&str; 2] =
    ["59a52881-a989-479d-af46-f275c6370663", "0ff1ce15-a989-479d-af46-f275c6370663"];

/// An activation of Office that failed: of Windows it tells nothing.
pub fn failure_of_office(event: &Event) -> Option<OtherProduct> {
    let is_failure =
        matches!(event.id, event_id::ACTIVATION_FAILED | event_id::RULES_ENGINE_FAILED);
    let is_of_office =
        |data: &String| application(data).is_some_and(|id| OFFICE.contains(&id.as_str()));
    (is_failure && event.data.iter().any(is_of_office)).then_some(())?;
    Some(OtherProduct {
        computer: host(&event.computer),
        code: Some(event.data.iter().find_map(|data| code(data))?),
        ..OtherProduct::named(ProductKind::Office, String::new())
    })
}

/// Office has an application id of its own, and events of the same kinds.
fn is_of_another_product(id: u32, data: &[String]) -> bool {
    // The first insertion of 1003 is the id alone.
    let alone = data.first().filter(|_| id == event_id::STATE_CHECKED).and_then(|data| guid(data));
    let named = || data.iter().find_map(|data| application(data));
    alone.or_else(named).is_some_and(|id| id != WINDOWS_APPLICATION)
}

/// `AppId=…`, in whatever is written around it.
fn application(data: &str) -> Option<String> {
    id_behind(data, &["AppId", "ApplicationId"])
}

fn id_behind(data: &str, names: &[&str]) -> Option<String> {
    // A list breaks words that are long.
    let whole: String = data.split_whitespace().collect();
    let (_, id) = names.iter().find_map(|name| whole.split_once(name))?;
    guid(id.trim_start_matches(['=', ':']).get(..GUID_LEN)?)
}

const GUID_LEN: usize = 36;

/// KMS events carry one text of fields with commas between them, which may have been broken
/// anywhere.
struct Fields(Vec<String>);

impl Fields {
    fn of(data: &[String]) -> Self {
        let info = data.iter().find(|data| data.matches(',').count() > 2);
        let fields = info.map_or("", String::as_str).split(',').take(MOST_FIELDS);
        Self(fields.map(|field| field.trim().to_owned()).collect())
    }

    fn get(&self, index: usize) -> Option<&str> {
        self.0.get(index).map(String::as_str)
    }

    fn whole(&self, index: usize) -> Option<String> {
        self.get(index).map(|field| field.split_whitespace().collect())
    }

    fn number(&self, index: usize) -> Option<u64> {
        self.get(index)?.split_whitespace().next()?.parse().ok()
    }

    /// The first GUID from a field on.
    fn id_from(&self, index: usize) -> Option<String> {
        (index..self.0.len()).find_map(|index| guid(&self.whole(index)?))
    }

    /// `0x0`, `0xC004F06C`.
    fn result(&self) -> Option<u32> {
        let field = self.whole(0)?;
        field.strip_prefix("0x").and_then(|digits| u32::from_str_radix(digits, 16).ok())
    }
}

/// None has more than eleven.
const MOST_FIELDS: usize = 16;

fn request(event: LicensingEvent, data: &[String]) -> LicensingEvent {
    let fields = Fields::of(data);
    LicensingEvent {
        code: fields.result(),
        kms_host: fields.whole(2).and_then(|host| kms_host(&host)),
        cmid: fields.whole(3).and_then(|id| guid(&id)),
        activation_id: fields.id_from(4),
        count: fields.number(9),
        ..event
    }
}

fn answer(event: LicensingEvent, data: &[String]) -> LicensingEvent {
    let fields = Fields::of(data);
    let intervals = fields.number(5).zip(fields.number(6));
    LicensingEvent {
        code: fields.result(),
        activated: fields.number(2).map(|flag| flag == 1),
        count: fields.number(4),
        intervals: intervals
            .map(|(activation_min, renewal_min)| KmsIntervals { activation_min, renewal_min }),
        ..event
    }
}

/// The client's name stands before its id, and before that the count that it needs.
fn processed(event: LicensingEvent, data: &[String]) -> LicensingEvent {
    let fields = Fields::of(data);
    let is_id = |index: &usize| fields.whole(*index).is_some_and(|field| guid(&field).is_some());
    let id = (0..fields.0.len()).find(is_id).unwrap_or(3);
    let name = id.checked_sub(1).and_then(|index| fields.whole(index));
    LicensingEvent {
        code: fields.result(),
        count: id.checked_sub(2).and_then(|index| fields.number(index)),
        client: name.filter(|name| !name.is_empty()).map(|name| keep(&name)),
        cmid: fields.whole(id).and_then(|id| guid(&id)),
        activation_id: fields.id_from(id + 1),
        request_at: fields.get(id + 1).and_then(|told| dates::parse(told)?.at(0, event.at)),
        ..event
    }
}

/// `2026/11/17 09:14`, as the data of the events of KMS tell a time, in UTC.
pub fn time(field: &str) -> Option<jiff::Timestamp> {
    let (day, time) = field.trim().split_once(' ')?;
    let is_date = day.len() == "2026/11/17".len() && time.trim().len() >= "09:14".len();
    let time = time.trim().get(..5)?;
    is_date.then(|| format!("{}T{time}:00Z", day.replace('/', "-")).parse().ok())?
}

/// A host with its port; an address of version 6 may stand without brackets.
fn kms_host(text: &str) -> Option<HostPort> {
    let unbracketed = || {
        let (host, port) = text.rsplit_once(':')?;
        let host: IpAddr = host.parse().ok()?;
        Some(HostPort { host: host.to_string(), port: port.parse().ok()? })
    };
    parse_host_port(text, KMS_PORT).ok().or_else(unbracketed)
}

/// 1003: a line for each product, such as `16: SKU, 1, 1 [(0 [0x00000000, 1, 0], [… volume/1.0
/// 0x00000000 257872)…])(1 )(2 )(3 )]`. The second number tells whether a key is installed. Public
/// logs show two states: the first group grants the use; or the last one is the notification, and
/// tells why. What other groups mean is not known, and so is the state where products differ.
fn checked(event: LicensingEvent, data: &[String]) -> Option<LicensingEvent> {
    let mut licences = data.iter().flat_map(|data| with_key(data)).map(|product| {
        let licence = licence(&product, event.at)?;
        Some((licence, first_failure(product.groups)))
    });
    let (licence, reason) = licences.next()??;
    let is_same = |other: Option<(LoggedLicence, Option<u32>)>| {
        other.is_some_and(|(other, _)| other.status == licence.status)
    };
    let is_clear = licences.all(is_same);
    let code = reason.filter(|_| licence.status != LicenceStatus::Licensed);
    is_clear.then_some(LicensingEvent { code, licence: Some(licence), ..event })
}

fn licence(product: &Product<'_>, at: Option<jiff::Timestamp>) -> Option<LoggedLicence> {
    let (licensed, rest) = product.groups.split_once(")(1 ")?;
    let (_, notified) = rest.split_once(")(3 ").unwrap_or((rest, ""));
    let status = if licensed.starts_with("[0x00000000, 1,") {
        LicenceStatus::Licensed
    } else if notified.starts_with("[0x00000000,") {
        LicenceStatus::Notification
    } else {
        return None;
    };
    let minutes = minutes(licensed).filter(|_| status == LicenceStatus::Licensed);
    let until = at
        .zip(minutes)
        .and_then(|(at, minutes)| at.checked_add(jiff::SignedDuration::from_mins(minutes)).ok());
    // Evaluations have a ninth rule, with their days.
    let channel = if licensed.contains("( 9 ") {
        Some(KeyChannel::TimeBased)
    } else {
        minutes.and(Some(KeyChannel::KmsClient))
    };
    let activation_id = Some(product.id.clone());
    Some(LoggedLicence { status, channel, partial_key: None, activation_id, until })
}

/// How long an activation by a KMS host or an object holds.
fn minutes(licensed: &str) -> Option<i64> {
    let (_, after) = licensed.split_once("/volume/1.0 ")?;
    after.split([' ', ')']).nth(1)?.parse().ok().filter(|minutes| *minutes > 0)
}

struct Product<'a> {
    id: String,
    groups: &'a str,
}

/// The products that have a key.
fn with_key(data: &str) -> impl Iterator<Item = Product<'_>> {
    let of_product = |text: &str, at: usize| {
        let id = guid(text.get(at.checked_sub(GUID_LEN)?..at)?)?;
        Some((id, at))
    };
    data.match_indices(", 1, 1 [(0 ").filter_map(move |(at, mark)| {
        let (id, at) = of_product(data, at)?;
        let rest = data.get(at + mark.len()..)?;
        // The next product begins a line of its own, or the text was put on one line.
        let end = rest.find("[(0 ").unwrap_or(rest.len());
        Some(Product { id, groups: rest.get(..end)? })
    })
}

/// The first code of a failure in the notification: why it is no more than that.
fn first_failure(groups: &str) -> Option<u32> {
    let (_, group) = groups.split_once(")(3 ")?;
    let codes = group.match_indices("0x").filter_map(|(at, _)| code(group.get(at..at + 10)?));
    codes.into_iter().find(|code| *code >= FIRST_FAILURE)
}

/// Codes below only tell a state (MS-ERREF 2.1: the severity bit of an `HRESULT`).
const FIRST_FAILURE: u32 = 0x8000_0000;

/// 8230: `…=AppId=…;GraceEndDate=2024/02/03:22:33:07;…;LicenseState=SL_LICENSING_STATUS_…;…`.
fn evaluated(event: LicensingEvent, data: &[String]) -> Option<LicensingEvent> {
    let data: Vec<&str> = data.iter().map(String::as_str).collect();
    let value = |name: &str| {
        let mut pairs = data.iter().flat_map(|data| data.split(';'));
        let found = pairs.find_map(|pair| {
            let (label, value) = pair.rsplit_once('=')?;
            let label: String = label.rsplit('=').next()?.split_whitespace().collect();
            let is_meant = label.eq_ignore_ascii_case(name);
            is_meant.then(|| value.split_whitespace().collect::<String>())
        });
        found.filter(|value| !value.is_empty())
    };
    let status = status(&value("LicenseState")?)?;
    let reason = value("LastConsumptionReason").and_then(|reason| code(&reason));
    let until = value("GraceEndDate").and_then(|date| end(&date));
    let partial_key =
        value("PartialProductKey").filter(|key| key.len() == 5 && key.is_ascii()).map(|k| keep(&k));
    let licence = LoggedLicence {
        status,
        channel: value("ProductKeyType").and_then(|kind| key_channel_of(&kind)),
        partial_key,
        activation_id: value("SkuId").and_then(|id| guid(&id)),
        until: until.filter(|until| event.at.is_none_or(|at| *until > at)),
    };
    let code = reason.filter(|_| status != LicenceStatus::Licensed);
    Some(LicensingEvent { code, licence: Some(licence), ..event })
}

fn status(word: &str) -> Option<LicenceStatus> {
    match word.strip_prefix("SL_LICENSING_STATUS_")? {
        "UNLICENSED" => Some(LicenceStatus::Unlicensed),
        "LICENSED" => Some(LicenceStatus::Licensed),
        "IN_GRACE_PERIOD" => Some(LicenceStatus::InitialGrace),
        "NOTIFICATION" => Some(LicenceStatus::Notification),
        _ => None,
    }
}

/// `2024/02/03:22:33:07`; 1601 means that there is none.
fn end(date: &str) -> Option<jiff::Timestamp> {
    let (day, time) = date.split_once(':')?;
    let date = format!("{}T{time}Z", day.replace('/', "-"));
    date.parse().ok().filter(|_| !day.starts_with("1601"))
}
