//! The data of events by their shapes: which event they belong to, where nothing names it.

use super::{is_full_name, number};
use crate::capture::lines::{code, guid};
use crate::evidence::event_id;

/// No event's data have more fields.
pub const MOST_FIELDS: usize = 16;

/// How 8230 begins its data.
pub const STATE: &str = "Security-SPP-Action-StateData";

/// What stands in each product's line of 1003, behind its id and two numbers.
pub const PRODUCT: &str = " [(0 [0x";

/// The event that data of this shape belong to.
pub fn shape(body: &str) -> Option<u32> {
    let is_rule = body.contains("RuleId=") || body.contains("Action=AutoActivate");
    if body.contains(STATE) {
        Some(event_id::STATE_EVALUATED)
    } else if body.contains(PRODUCT) {
        Some(event_id::STATE_CHECKED)
    } else if is_rule && code(body).is_some() {
        Some(event_id::ACTIVATION_FAILED)
    } else if body.contains("Trigger=") && body.contains("AppId") && code(body).is_some() {
        Some(event_id::RULES_ENGINE_FAILED)
    } else if body.contains("hr=0x") && code(body).is_some_and(is_of_licensing) {
        Some(event_id::ACQUISITION_FAILED)
    } else {
        shape_of_kms(info(body)?)
    }
}

/// The licensing service's own codes: other services write `hr=` as well.
fn is_of_licensing(code: u32) -> bool {
    matches!(code >> 16, 0xC004 | 0x803F)
}

/// `code, flags, host:port, client id, …`; `code, flags, activated, …`; `code, needed, name, client
/// id, …`.
fn shape_of_kms(info: &str) -> Option<u32> {
    let fields: Vec<String> =
        info.split(',').take(MOST_FIELDS).map(|field| field.split_whitespace().collect()).collect();
    let field = |index: usize| fields.get(index).map(String::as_str).unwrap_or_default();
    let is_id = |index: usize| guid(field(index)).is_some();
    let is_code = |index: usize| field(index).starts_with("0x");
    if is_code(1) && field(2).contains(':') && is_id(3) {
        Some(event_id::KMS_REQUEST)
    } else if is_code(1) && matches!(field(2), "0" | "1") && number(field(4)).is_some() {
        Some(event_id::KMS_ANSWER)
    } else if is_code(0) && number(field(1)).is_some() && is_id(3) {
        Some(event_id::KMS_SERVED)
    } else {
        None
    }
}

/// The data of a KMS event: from its first code on, which a comma follows.
pub fn info(body: &str) -> Option<&str> {
    let mut codes = body.match_indices("0x").map(|(at, _)| at);
    let start = codes.find(|at| {
        let after = body.get(at + 2..).unwrap_or_default();
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_hexdigit()).len();
        (1..=8).contains(&digits) && after.get(digits..).is_some_and(|rest| rest.starts_with(','))
    })?;
    body.get(start..)
}

/// `{0x80072338, corp.example}`, `{hr=0x8007232B, RuleId=…}`: the data of an event, as PowerShell
/// writes a list of them.
pub fn is_data(value: &str) -> bool {
    let inside = value.strip_prefix('{').map(str::trim_start);
    inside.is_some_and(|inside| inside.starts_with("0x") || inside.starts_with("hr=0x"))
}

/// Whether data are those of a record in DNS: a code, and the domain.
pub fn is_zone(body: &str) -> bool {
    let data = body.trim().trim_start_matches('{').trim_end_matches('}');
    let mut fields = data.split([',', ' ']).map(str::trim).filter(|field| !field.is_empty());
    let (first, second) = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
    first.len() == "0x80072338".len()
        && code(first).is_some()
        && is_full_name(second)
        && fields.next().is_none()
}
