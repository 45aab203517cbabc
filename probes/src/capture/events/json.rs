//! Events as `Get-WinEvent … | ConvertTo-Json` writes them, put into the lines of its list, which
//! `text` reads.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde_json::Value;

use crate::capture::json::{Object, member};

/// The events among `objects`, each as a list of its properties; empty where there is none.
pub fn as_lists(objects: &[Object]) -> String {
    let mut lists = String::new();
    for object in objects {
        add(&mut lists, object);
    }
    lists
}

fn add(lists: &mut String, event: &Object) -> Option<()> {
    let message = member(event, "Message")?.as_str()?;
    let id = number(event)?;
    for name in ["ProviderName", "Source", "MachineName"] {
        if let Some(value) = member(event, name).and_then(Value::as_str) {
            let _ = writeln!(lists, "{name}: {value}");
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

fn number(event: &Object) -> Option<u64> {
    let named = ["Id", "EventID", "InstanceId"].into_iter();
    // The qualifiers of an old event stand above its number.
    named.filter_map(|name| member(event, name)).find_map(Value::as_u64).map(|id| id & 0xFFFF)
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
