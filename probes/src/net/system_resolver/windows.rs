//! `DnsQuery_W` to plain data.

#![expect(
    unsafe_code,
    reason = "a list that the operating system links together is copied, and nothing else is done"
)]

use std::ptr;

use windows_sys::Win32::NetworkManagement::Dns::{
    DNS_QUERY_STANDARD, DNS_RECORDA, DNS_RECORDW, DNS_SRV_DATAW, DNS_TYPE_SRV, DnsFree,
    DnsFreeRecordList, DnsQuery_W,
};

use crate::evidence::{SrvRecord, SystemAnswer, scrub};

/// Blocks for as long as the resolver does.
pub(super) fn srv(name: &str) -> SystemAnswer {
    // The dot at the end keeps the resolver from trying suffixes of its own.
    let name: Vec<u16> = name.trim_end_matches('.').encode_utf16().chain(['.' as u16, 0]).collect();
    let mut first: *mut DNS_RECORDA = ptr::null_mut();
    // SAFETY: the name ends in a zero; the list comes back through `first`, and is null where there
    // is none.
    let status = unsafe {
        let none = ptr::null_mut();
        DnsQuery_W(
            name.as_ptr(),
            DNS_TYPE_SRV,
            DNS_QUERY_STANDARD,
            none,
            &raw mut first,
            ptr::null_mut(),
        )
    };
    // SAFETY: the list that the wide form of the call returns has wide strings, and lives until it
    // is freed below.
    let records = unsafe { copies(first.cast::<DNS_RECORDW>()) };
    // SAFETY: the list is the call's own, and nothing points into it any more.
    unsafe { DnsFree(first.cast(), DnsFreeRecordList) };
    SystemAnswer { status, records }
}

/// # Safety
///
/// `first` is null or the head of a list as `DnsQuery_W` left it.
unsafe fn copies(first: *const DNS_RECORDW) -> Vec<SrvRecord> {
    let mut records = Vec::new();
    let mut member = first;
    // SAFETY: the caller's promise.
    while let Some(record) = unsafe { member.as_ref() }.filter(|_| records.len() < MOST_RECORDS) {
        if record.wType == DNS_TYPE_SRV {
            // SAFETY: the type says which member of the union is there.
            records.push(unsafe { copy(&record.Data.SRV, record.dwTtl) });
        }
        member = record.pNext;
    }
    records
}

/// # Safety
///
/// The target's name is null or ends in a zero.
unsafe fn copy(srv: &DNS_SRV_DATAW, ttl_s: u32) -> SrvRecord {
    // SAFETY: the caller's promise.
    let target = unsafe { wide_text(srv.pNameTarget) };
    let target = if target == "." { target } else { target.trim_end_matches('.').to_owned() };
    SrvRecord {
        priority: srv.wPriority,
        weight: srv.wWeight,
        port: srv.wPort,
        target: scrub(&target),
        ttl_s,
    }
}

/// # Safety
///
/// The pointer is null or to a text that ends in a zero.
unsafe fn wide_text(text: *const u16) -> String {
    if text.is_null() {
        return String::new();
    }
    // SAFETY: the caller's promise: nothing beyond the zero is read.
    let units = (0..LONGEST_NAME).map(|at| unsafe { *text.add(at) }).take_while(|unit| *unit != 0);
    String::from_utf16_lossy(&units.collect::<Vec<_>>())
}

const MOST_RECORDS: usize = 64;
const LONGEST_NAME: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_nowhere_is_answered_with_a_code() {
        let answer = srv("_vlmcs._tcp.does-not-exist.invalid");
        assert_ne!(answer.status, 0);
        assert_eq!(answer.records, []);
    }
}
