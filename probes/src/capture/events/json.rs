//! Events as `Get-WinEvent … | ConvertTo-Json`, `evtx_dump`, Winlogbeat and catalogues of events
//! write them, put into the lines of a list, which `text` reads.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde_json::Value;

use crate::capture::json::{Object, member};

/// The events among `objects`, each as a list of its properties; empty where there is none.
pub fn as_lists(objects: &[Object]) -> String {
    let mut lists = String::new();
    for object in objects {
        let is_listed = add(&mut lists, object).is_some();
        if !is_listed {
            add_nested(&mut lists, object);
        }
    }
    lists
}

fn add(lists: &mut String, event: &Object) -> Option<()> {
    // Splunk's export wraps each event.
    let event = inside(event, &["result"]).unwrap_or(event);
    let message = member(event, "Message")?.as_str()?;
    let id = number(event)?;
    let names: [(&str, &[&str]); 3] = [
        ("ProviderName", &["ProviderName"]),
        ("Source", &["Source", "SourceName"]),
        ("MachineName", &["MachineName", "ComputerName"]),
    ];
    for (label, names) in names {
        if let Some(value) = one_of(event, names).and_then(Value::as_str) {
            let _ = writeln!(lists, "{label}: {value}");
        }
    }
    let _ = writeln!(lists, "Id: {id}");
    let time = ["TimeCreated", "TimeGenerated"].into_iter().find_map(|name| member(event, name));
    if let Some(at) = time.and_then(time_of) {
        let _ = writeln!(lists, "TimeCreated: {at}");
    }
    let _ = writeln!(lists, "Message: {message}\n");
    Some(())
}

/// An event whose head is an object of its own: `{"Event": {"System": …, "EventData": …}}` after
/// the names of XML, with attributes beside the text; `{"system": …, "event_data": …}`; and what
/// Winlogbeat sends: `{"@timestamp": …, "winlog": …, "host": …, "message": …}`.
fn add_nested(lists: &mut String, object: &Object) -> Option<()> {
    let object = inside(object, &["_source"]).unwrap_or(object);
    // Winlogbeat has an `event` as well, which is no more than a part.
    let event = inside(object, &["Event"]).filter(|event| head_of(event).is_some());
    let event = event.unwrap_or(object);
    let head = head_of(event)?;
    let id = one_of(head, &["EventID", "event_id"]).and_then(whole)? & 0xFFFF;
    let provider = one_of(head, &["Provider", "provider_name"])?;
    let at =
        one_of(head, &["TimeCreated", "time_created"]).or_else(|| member(object, "@timestamp"));
    let data = one_of(event, &["EventData", "event_data"]);
    let data = data.or_else(|| member(head, "event_data")).or_else(|| member(object, "message"))?;
    let _ = writeln!(lists, "ProviderName: {}", attribute(provider, "Name")?);
    if let Some(name) = computer(head, object) {
        let _ = writeln!(lists, "MachineName: {name}");
    }
    let _ = writeln!(lists, "Id: {id}");
    if let Some(at) = at.and_then(|at| attribute(at, "SystemTime")?.parse::<Timestamp>().ok()) {
        let _ = writeln!(lists, "TimeCreated: {at}");
    }
    let mut texts = Vec::new();
    gather(data, &mut texts);
    let _ = writeln!(lists, "Message: {}\n", texts.join("\n"));
    Some(())
}

fn head_of(event: &Object) -> Option<&Object> {
    inside(event, &["System", "winlog"])
}

/// Where the event was written. A collector may have sent it, whose name is that of the `host`.
fn computer<'a>(head: &'a Object, object: &'a Object) -> Option<&'a str> {
    let by_sender = || inside(object, &["host"]).and_then(|host| one_of(host, &["name"]));
    one_of(head, &["Computer", "computer_name"]).or_else(by_sender)?.as_str()
}

fn inside<'a>(object: &'a Object, names: &[&str]) -> Option<&'a Object> {
    one_of(object, names)?.as_object()
}

fn one_of<'a>(object: &'a Object, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|name| member(object, name))
}

/// A number, as a text or beside attributes too.
fn whole(value: &Value) -> Option<u64> {
    let inner = value.get("#text").unwrap_or(value);
    inner.as_u64().or_else(|| inner.as_str()?.parse().ok())
}

/// A text, or the attribute of that name.
fn attribute<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    let attributes = value.get("#attributes").unwrap_or(value);
    value.as_str().or_else(|| attributes.get(name)?.as_str())
}

/// Every text that stands in the data, but attributes.
fn gather<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(items) => items.iter().for_each(|item| gather(item, texts)),
        Value::Object(fields) => {
            let data = fields.iter().filter(|(name, _)| *name != "#attributes");
            data.for_each(|(_, value)| gather(value, texts));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn number(event: &Object) -> Option<u64> {
    let named = ["Id", "EventID", "InstanceId", "EventCode"].into_iter();
    // The qualifiers of an old event stand above its number.
    named.filter_map(|name| member(event, name)).find_map(whole).map(|id| id & 0xFFFF)
}

/// `"\/Date(1795169462000)\/"` in Windows PowerShell, RFC 3339 in PowerShell 7; either may be the
/// `value` of an object.
fn time_of(value: &Value) -> Option<Timestamp> {
    let text = value.as_str().or_else(|| value.get("value")?.as_str())?;
    let millis = text.strip_prefix("/Date(").and_then(|rest| rest.split([')', '+', '-']).next());
    match millis {
        Some(millis) => Timestamp::from_millisecond(millis.parse().ok()?).ok(),
        None => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lists(event: &Value) -> String {
        as_lists(&[event.as_object().unwrap().clone()])
    }

    #[test]
    fn an_event_becomes_the_list_that_powershell_would_print() {
        let at = [
            json!("/Date(1795169462000)/"),
            json!("2026-11-20T13:31:02+01:00"),
            json!({ "value": "/Date(1795169462000)/", "DisplayHint": 2 }),
        ];
        for at in at {
            let event = json!({
                "Id": 8198, "ProviderName": "Microsoft-Windows-Security-SPP", "TimeCreated": at,
                "MachineName": "srv10", "Message": "failed:\r\nhr=0x8007232B",
            });
            let lists = lists(&event);
            let is_dated = lists.contains("TimeCreated: 2026-11-");
            assert!(
                is_dated && lists.contains("Id: 8198\n") && lists.contains("MachineName: srv10")
            );
            assert!(lists.contains("Message: failed:\r\nhr=0x8007232B"), "{lists}");
        }
    }

    #[test]
    fn an_event_with_a_head_of_its_own_is_read_as_well() {
        let provider = json!({ "#attributes": { "Name": "Microsoft-Windows-Security-SPP" } });
        let wanted = "ProviderName: Microsoft-Windows-Security-SPP\nMachineName: pc-7\nId: 8198\n\
                      TimeCreated: 2026-11-04T03:50:25Z\nMessage: hr=0x800704CF\nRuleId=1\n\n";
        let at = "2026-11-04T03:50:25Z";
        let data = json!(["hr=0x800704CF", "RuleId=1"]);
        for event in [
            json!({ "Event": {
                "System": { "Provider": provider, "EventID": { "#attributes": {}, "#text": 8198 },
                    "TimeCreated": { "#attributes": { "SystemTime": at } }, "Computer": "pc-7" },
                "EventData": { "Data": { "#text": data } },
            } }),
            json!({
                "system": { "provider": "Microsoft-Windows-Security-SPP", "event_id": 8198,
                    "time_created": at, "computer": "pc-7" },
                "event_data": { "Data": data },
            }),
            json!({
                "@timestamp": at,
                "winlog": { "provider_name": "Microsoft-Windows-Security-SPP", "event_id": "8198",
                    "computer_name": "pc-7",
                    "event_data": { "param1": "hr=0x800704CF", "param2": "RuleId=1" } },
            }),
            // As it is sent: with an `event` of its own, and the text once more.
            json!({
                "@timestamp": at, "host": { "name": "collector" }, "message": "hr=0x800704CF",
                "event": { "code": "8198", "provider": "Microsoft-Windows-Security-SPP" },
                "winlog": { "provider_name": "Microsoft-Windows-Security-SPP", "event_id": "8198",
                    "computer_name": "pc-7",
                    "event_data": { "param1": "hr=0x800704CF", "param2": "RuleId=1" } },
            }),
            json!({ "_source": {
                "@timestamp": at, "host": { "name": "pc-7" }, "message": "hr=0x800704CF\nRuleId=1",
                "event": { "code": "8198" },
                "winlog": { "provider_name": "Microsoft-Windows-Security-SPP", "event_id": 8198 },
            } }),
        ] {
            assert_eq!(lists(&event), wanted, "{event}");
        }
    }

    #[test]
    fn what_is_no_event_becomes_nothing() {
        for other in
            [json!({ "Message": "x" }), json!({ "Id": 1 }), json!({ "Message": 2, "Id": 1 })]
        {
            assert_eq!(lists(&other), "");
        }
        let untimed = lists(&json!({ "Id": 8198, "Message": "x", "TimeCreated": "yesterday" }));
        assert_eq!(untimed, "Id: 8198\nMessage: x\n\n");
    }
}
