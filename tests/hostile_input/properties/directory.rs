//! What domain controllers send.

use actprobe_probes::wire::ldap::{self, Answer, Entry, LdapResult};
use actprobe_probes::wire::netlogon::{self, PingAnswer};

use super::fit;

/// The answer to a ping in its datagram, and the structure in it alone.
pub fn netlogon(datagram: &[u8]) {
    match netlogon::read(1, datagram) {
        Ok(reading) => {
            if let PingAnswer::Reply(reply) = &reading {
                fit::to_keep(reply);
            }
            let is_ours = reading != PingAnswer::NotOurs;
            assert!(
                !is_ours || netlogon::read(2, datagram) == Ok(PingAnswer::NotOurs),
                "an answer to two pings"
            );
        }
        Err(error) => fit::to_show(&error.to_string()),
    }
    match netlogon::reply(datagram) {
        Ok(reply) => fit::to_keep(&reply),
        Err(error) => fit::to_show(&error.to_string()),
    }
}

/// One message: its length is told alike as soon as it is told, it needs all of its bytes and none
/// behind them.
pub fn ldap(received: &[u8]) {
    let told = ldap::message_len(received);
    for cut in 0..received.len().min(8) {
        let early = ldap::message_len(&received[..cut]);
        assert!(
            early == Ok(None) || early == told,
            "{early:?} after {cut} bytes, {told:?} after all"
        );
    }
    let message = ldap::read_message(received);
    let Ok(Some(len)) = told else { return assert!(message.is_err(), "{message:?} of no length") };
    let Some(whole) = received.get(..len) else {
        return assert!(message.is_err(), "{message:?} of {len} bytes");
    };
    assert_eq!(ldap::read_message(whole), message);
    let short = whole.split_last().map_or(&[][..], |(_, short)| short);
    assert!(ldap::read_message(short).is_err(), "read without its last byte");
    match message.map(|message| message.answer) {
        Ok(Answer::Entry(entry)) => entry_is_fit(&entry),
        Ok(Answer::Bind(result) | Answer::Done(result) | Answer::Extended(result)) => {
            result_is_fit(&result);
        }
        Ok(Answer::Reference | Answer::Other(_)) => {}
        Err(broken) => fit::to_show(&broken.to_string()),
    }
}

fn result_is_fit(result: &LdapResult) {
    fit::to_keep(&result.message);
}

fn entry_is_fit(entry: &Entry) {
    fit::to_keep(&entry.name);
    assert!(entry.attributes.len() <= 64, "{} attributes", entry.attributes.len());
    for attribute in &entry.attributes {
        fit::to_keep(&attribute.name);
        assert!(attribute.values.len() <= 256, "{} values", attribute.values.len());
    }
    fit::to_keep(&ldap::root_dse(entry));
    let object = ldap::activation_object(entry);
    fit::to_keep(&object);
    assert!(object.partial_key.iter().all(|key| key.chars().count() <= 5), "{object:?}");
    let is_guid = |id: &String| {
        id.len() == 36 && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
    };
    assert!(object.kms_ids.iter().chain(&object.csvlk_sku_id).all(is_guid), "{object:?}");
    let _ = ldap::object_version(entry);
}
