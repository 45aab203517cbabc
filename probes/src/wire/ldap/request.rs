//! What is sent.

use crate::wire::ber::{
    BOOLEAN, ENUMERATED, INTEGER, OCTET_STRING, SEQUENCE, constructed, element, header_for, number,
};

/// A search (RFC 4511 §4.5.1).
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    /// The entry that it starts from; empty: the rootDSE.
    pub base: &'a str,
    /// How far below it goes.
    pub scope: Scope,
    /// Which entries it wants.
    pub filter: Filter<'a>,
    /// Which attributes of them.
    pub attributes: &'a [&'a str],
    /// How many entries the server sends at most; 0: as many as it likes.
    pub size_limit: u32,
}

/// How far a search goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The entry alone.
    Base,
    /// The entries right below it.
    OneLevel,
}

/// Which entries a search wants.
#[derive(Clone, Copy, Debug)]
pub enum Filter<'a> {
    /// Those that have the attribute.
    Present(&'a str),
    /// Those where it has this value.
    Equal(&'a str, &'a [u8]),
    /// Those that fulfil all of these.
    All(&'a [Filter<'a>]),
}

/// A search as sent.
pub fn search(id: u32, search: &Search<'_>) -> Vec<u8> {
    let scope = match search.scope {
        Scope::Base => 0,
        Scope::OneLevel => 1,
    };
    let attributes: Vec<Vec<u8>> = search.attributes.iter().map(|name| text(name)).collect();
    let request = [
        text(search.base),
        number(ENUMERATED, scope),
        number(ENUMERATED, NEVER_FOLLOW_ALIASES),
        number(INTEGER, search.size_limit),
        number(INTEGER, SERVER_TIME_LIMIT_S),
        element(BOOLEAN, &[0]),
        filter(&search.filter),
        constructed(SEQUENCE, &attributes),
    ];
    message(id, &constructed(SEARCH_REQUEST, &request))
}

/// A simple bind as sent (RFC 4511 §4.2): the password stands in it as it is, so it belongs inside
/// TLS. There is no copy of it but the one that is returned, of which the caller has to take care:
/// it never moved, for its room was known.
pub fn bind(id: u32, name: &str, password: &[u8]) -> Vec<u8> {
    let before =
        [number(INTEGER, LDAP_VERSION), text(name), header_for(SIMPLE, password.len())].concat();
    let operation = [header_for(BIND_REQUEST, before.len() + password.len()), before].concat();
    let inside = [number(INTEGER, id), operation].concat();
    let outside = header_for(SEQUENCE, inside.len() + password.len());
    let mut whole = Vec::with_capacity(outside.len() + inside.len() + password.len());
    whole.extend_from_slice(&outside);
    whole.extend_from_slice(&inside);
    whole.extend_from_slice(password);
    whole
}

/// The wish to go on in TLS (RFC 4511 §4.14.1).
pub fn start_tls(id: u32) -> Vec<u8> {
    message(id, &constructed(EXTENDED_REQUEST, &[element(REQUEST_NAME, START_TLS)]))
}

/// The end (RFC 4511 §4.3).
pub fn unbind(id: u32) -> Vec<u8> {
    message(id, &element(UNBIND_REQUEST, &[]))
}

fn message(id: u32, operation: &[u8]) -> Vec<u8> {
    constructed(SEQUENCE, &[number(INTEGER, id), operation.to_vec()])
}

fn filter(wanted: &Filter<'_>) -> Vec<u8> {
    match wanted {
        Filter::Present(attribute) => element(FILTER_PRESENT, attribute.as_bytes()),
        Filter::Equal(attribute, value) => {
            constructed(FILTER_EQUALITY, &[text(attribute), element(OCTET_STRING, value)])
        }
        Filter::All(filters) => {
            constructed(FILTER_AND, &filters.iter().map(filter).collect::<Vec<_>>())
        }
    }
}

fn text(text: &str) -> Vec<u8> {
    element(OCTET_STRING, text.as_bytes())
}

const LDAP_VERSION: u32 = 3;
const NEVER_FOLLOW_ALIASES: u32 = 0;
/// The server's own limit, in seconds; ours is that of the step.
const SERVER_TIME_LIMIT_S: u32 = 10;
/// `1.3.6.1.4.1.1466.20037`.
const START_TLS: &[u8] = b"1.3.6.1.4.1.1466.20037";

const BIND_REQUEST: u8 = 0x60;
const UNBIND_REQUEST: u8 = 0x42;
const SEARCH_REQUEST: u8 = 0x63;
const EXTENDED_REQUEST: u8 = 0x77;
const REQUEST_NAME: u8 = 0x80;
const SIMPLE: u8 = 0x80;
const FILTER_AND: u8 = 0xa0;
const FILTER_EQUALITY: u8 = 0xa3;
const FILTER_PRESENT: u8 = 0x87;
