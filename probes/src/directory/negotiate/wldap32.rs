//! One connection of the system's own LDAP library. Nothing in here is newer than Windows 7.

#![expect(
    unsafe_code,
    reason = "handles and lists of the system's library are read, copied and given back"
)]

use std::ffi::c_void;
use std::net::SocketAddr;
use std::os::windows::io::{BorrowedSocket, RawSocket};
use std::ptr::{self, NonNull};
use std::slice;

use socket2::SockRef;
use windows_sys::Win32::Networking::Ldap::{
    LDAP, LDAP_BERVAL, LDAP_OPT_AREC_EXCLUSIVE, LDAP_OPT_AUTO_RECONNECT, LDAP_OPT_DESC,
    LDAP_OPT_ENCRYPT, LDAP_OPT_PROTOCOL_VERSION, LDAP_OPT_REFERRALS, LDAP_OPT_SASL_METHOD,
    LDAP_OPT_SERVER_ERROR, LDAP_OPT_SIGN, LDAP_OPT_SSPI_FLAGS, LDAP_SCOPE_BASE,
    LDAP_SCOPE_ONELEVEL, LDAP_TIMEVAL, LDAPMessage, ldap_bind_sW, ldap_connect,
    ldap_count_values_len, ldap_first_entry, ldap_get_optionW, ldap_get_values_lenW, ldap_initW,
    ldap_memfreeW, ldap_msgfree, ldap_next_entry, ldap_search_ext_sW, ldap_set_optionW,
    ldap_unbind, ldap_value_free_len,
};

use crate::directory::kerberos::{self, ReadBack};
use crate::directory::objects::{SearchResult, Source};
use crate::evidence::{FailureKind, Login, Protection, scrub};
use crate::net::Cause;
use crate::wire::ldap::{
    Attribute, Entry, Filter, LdapResult, PORT, Scope, Search, code, rejection,
};

/// `LDAP_AUTH_OTHERKIND | 0x0400` of winldap.h, which windows-sys leaves out: the mechanism is that
/// of `LDAP_OPT_SASL_METHOD`.
const LDAP_AUTH_NEGOTIATE: u32 = 0x0486;

/// A connection of the library; it ends when dropped.
pub(super) struct Connection {
    handle: NonNull<LDAP>,
    seconds: i32,
}

impl Connection {
    pub(super) fn open(host: &str, seconds: i32) -> Result<Self, Cause> {
        let name = wide(host);
        // SAFETY: the name ends in a zero and lives until the call is over.
        let handle = NonNull::new(unsafe { ldap_initW(name.as_ptr(), PORT.into()) });
        let handle = handle
            .ok_or_else(|| Cause::with_detail(FailureKind::Other, "ldap_init gave no handle"))?;
        let connection = Self { handle, seconds };
        connection.set_up();
        match connection.connect() {
            code::SUCCESS => Ok(connection),
            failed => Err(cause(failed)),
        }
    }

    /// Whether the library took all this is read back.
    fn set_up(&self) {
        let (version, flags) = (3_u32, kerberos::SSPI_FLAGS);
        let method = wide(kerberos::METHOD);
        let method: *const u16 = method.as_ptr();
        self.set(LDAP_OPT_PROTOCOL_VERSION, (&raw const version).cast());
        self.set(LDAP_OPT_REFERRALS, OFF);
        self.set(LDAP_OPT_AUTO_RECONNECT, OFF);
        // The name is that of a controller, not of a domain in which the library would look for
        // one.
        self.set(LDAP_OPT_AREC_EXCLUSIVE, ON);
        self.set(LDAP_OPT_SIGN, ON);
        self.set(LDAP_OPT_ENCRYPT, ON);
        self.set(LDAP_OPT_SSPI_FLAGS, (&raw const flags).cast());
        self.set(LDAP_OPT_SASL_METHOD, (&raw const method).cast());
    }

    fn set(&self, option: u32, value: *const c_void) {
        // SAFETY: the handle is open; the value is a switch, or points to a number or to a pointer
        // to a text that ends in a zero, and they live until the call is over: the library copies.
        unsafe { ldap_set_optionW(self.handle.as_ptr(), option.cast_signed(), value) };
    }

    pub(super) fn read_back(&self) -> ReadBack {
        ReadBack {
            sign: self.number(LDAP_OPT_SIGN),
            encrypt: self.number(LDAP_OPT_ENCRYPT),
            reconnect: self.number(LDAP_OPT_AUTO_RECONNECT),
            referrals: self.number(LDAP_OPT_REFERRALS),
            sspi_flags: self.number(LDAP_OPT_SSPI_FLAGS),
            method: self.text(LDAP_OPT_SASL_METHOD),
            peer: self.peer(),
        }
    }

    /// A setting as the library has it, in room for a number or for a pointer.
    fn get(&self, option: u32) -> Option<usize> {
        let mut value = 0_usize;
        // SAFETY: the handle is open; no option that is asked for here is larger than a pointer,
        // and the room for it lives until the call is over.
        let code = unsafe {
            ldap_get_optionW(self.handle.as_ptr(), option.cast_signed(), (&raw mut value).cast())
        };
        (code == code::SUCCESS).then_some(value)
    }

    /// The low half: a number of 32 bits leaves the other as it was, which is zero.
    fn number(&self, option: u32) -> Option<u32> {
        let value = self.get(option)?;
        u32::try_from(value & 0xffff_ffff).ok()
    }

    fn text(&self, option: u32) -> Option<String> {
        let text = ptr::with_exposed_provenance_mut::<u16>(self.get(option)?);
        if text.is_null() {
            return None;
        }
        // SAFETY: the library made the text, which ends in a zero. It is given back after the copy
        // and not looked at again.
        unsafe {
            let length = (0..LONGEST_TEXT).take_while(|at| *text.add(*at) != 0).count();
            let copy = String::from_utf16_lossy(slice::from_raw_parts(text, length));
            ldap_memfreeW(text);
            Some(copy)
        }
    }

    fn peer(&self) -> Option<SocketAddr> {
        let socket = RawSocket::try_from(self.get(LDAP_OPT_DESC)?).ok()?;
        if socket == 0 || socket == RawSocket::MAX {
            return None;
        }
        // SAFETY: the socket is that of the open handle, which outlives this.
        let socket = unsafe { BorrowedSocket::borrow_raw(socket) };
        SockRef::from(&socket).peer_addr().ok()?.as_socket()
    }

    fn connect(&self) -> u32 {
        let mut limit = self.limit();
        // SAFETY: the handle is open, and the limit lives until the call is over.
        unsafe { ldap_connect(self.handle.as_ptr(), &raw mut limit) }
    }

    pub(super) fn log_on(&self) -> Result<Login, Cause> {
        let over = Protection::Kerberos;
        let code = self.bind();
        if is_of_the_client(code) {
            return Err(cause(code));
        }
        let message = || scrub(&self.text(LDAP_OPT_SERVER_ERROR).unwrap_or_default());
        Ok(match code {
            code::SUCCESS => Login::Accepted { over },
            code::INVALID_CREDENTIALS => {
                let message = message();
                Login::Rejected { over, reason: rejection(&message), message }
            }
            code => Login::Refused { code, message: message() },
        })
    }

    fn bind(&self) -> u32 {
        // SAFETY: the handle is open; without name and credentials, those of the calling user are
        // taken.
        unsafe { ldap_bind_sW(self.handle.as_ptr(), ptr::null(), ptr::null(), LDAP_AUTH_NEGOTIATE) }
    }

    fn limit(&self) -> LDAP_TIMEVAL {
        LDAP_TIMEVAL { tv_sec: self.seconds, tv_usec: 0 }
    }

    /// The values of these attributes of all entries.
    fn entries(&self, message: *mut LDAPMessage, attributes: &[&str]) -> Vec<Entry> {
        let mut entries = Vec::new();
        // SAFETY: the handle is open and the message belongs to it; so does every entry that the
        // calls give.
        let mut entry = unsafe { ldap_first_entry(self.handle.as_ptr(), message) };
        while !entry.is_null() && entries.len() < MOST_ENTRIES {
            let values = |name: &&str| Attribute {
                name: (*name).to_owned(),
                values: self.values(entry, name),
            };
            let attributes = attributes
                .iter()
                .map(values)
                .filter(|attribute| !attribute.values.is_empty())
                .collect();
            entries.push(Entry { name: String::new(), attributes });
            // SAFETY: as above.
            entry = unsafe { ldap_next_entry(self.handle.as_ptr(), entry) };
        }
        entries
    }

    fn values(&self, entry: *mut LDAPMessage, attribute: &str) -> Vec<Vec<u8>> {
        let name = wide(attribute);
        // SAFETY: the handle is open, the entry belongs to it, and the name ends in a zero.
        let list = unsafe { ldap_get_values_lenW(self.handle.as_ptr(), entry, name.as_ptr()) };
        if list.is_null() {
            return Vec::new();
        }
        // SAFETY: the library made the list: so many pointers to values, each with its length. It
        // is given back after the copy and not looked at again.
        unsafe {
            let count = usize::try_from(ldap_count_values_len(list)).unwrap_or(0).min(MOST_VALUES);
            let values =
                slice::from_raw_parts(list, count).iter().filter_map(|value| value.as_ref());
            let copy = |value: &LDAP_BERVAL| {
                let length = usize::try_from(value.bv_len).unwrap_or(0).min(LONGEST_VALUE);
                if value.bv_val.is_null() {
                    Vec::new()
                } else {
                    slice::from_raw_parts(value.bv_val, length).to_vec()
                }
            };
            let copies = values.map(copy).collect();
            ldap_value_free_len(list);
            copies
        }
    }
}

impl Source for Connection {
    async fn search(&mut self, search: &Search<'_>) -> Result<SearchResult, Cause> {
        let scope = match search.scope {
            Scope::Base => LDAP_SCOPE_BASE,
            Scope::OneLevel => LDAP_SCOPE_ONELEVEL,
        };
        let (base, filter) = (wide(search.base), wide(&text(&search.filter)));
        let names: Vec<Vec<u16>> = search.attributes.iter().map(|name| wide(name)).collect();
        let pointers: Vec<*const u16> =
            names.iter().map(Vec::as_ptr).map(<*const u16>::cast).chain([ptr::null()]).collect();
        let (mut limit, mut message) = (self.limit(), ptr::null_mut());
        // SAFETY: the handle is open; texts end in a zero, the list in a null pointer, and all live
        // until the call is over. The message that it makes is given back below.
        let code = unsafe {
            ldap_search_ext_sW(
                self.handle.as_ptr(),
                base.as_ptr(),
                scope,
                filter.as_ptr(),
                pointers.as_ptr(),
                0,
                ptr::null(),
                ptr::null(),
                &raw mut limit,
                search.size_limit,
                &raw mut message,
            )
        };
        let entries =
            if message.is_null() { Vec::new() } else { self.entries(message, search.attributes) };
        if !message.is_null() {
            // SAFETY: the message is the library's own, and not looked at again.
            unsafe { ldap_msgfree(message) };
        }
        if is_of_the_client(code) {
            return Err(cause(code));
        }
        Ok(SearchResult { entries, result: LdapResult { code, message: String::new() } })
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // SAFETY: the handle is open, and not used again.
        unsafe { ldap_unbind(self.handle.as_ptr()) };
    }
}

/// A filter as the library reads it (RFC 4515). No value here needs escaping but the bytes that are
/// none.
fn text(filter: &Filter<'_>) -> String {
    match filter {
        Filter::Present(attribute) => format!("({attribute}=*)"),
        Filter::Equal(attribute, value) => {
            let escaped: Vec<String> = value.iter().map(|byte| format!("\\{byte:02x}")).collect();
            format!("({attribute}={})", escaped.concat())
        }
        Filter::All(filters) => {
            format!("(&{})", filters.iter().map(text).collect::<Vec<_>>().concat())
        }
    }
}

/// Codes that the library makes itself (winldap.h): it did not get an answer.
fn is_of_the_client(code: u32) -> bool {
    (0x51..=0x61).contains(&code)
}

fn cause(code: u32) -> Cause {
    const LDAP_TIMEOUT: u32 = 0x55;
    let kind = if code == LDAP_TIMEOUT { FailureKind::TimedOut } else { FailureKind::Other };
    Cause::with_detail(kind, &format!("wldap32 {code:#04x}"))
}

fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

/// `LDAP_OPT_ON` and `LDAP_OPT_OFF`, which are switches in a pointer's clothes.
const ON: *const c_void = ptr::without_provenance(1);
const OFF: *const c_void = ptr::null();

const MOST_ENTRIES: usize = 256;
const MOST_VALUES: usize = 256;
const LONGEST_VALUE: usize = 4096;
/// More than any message of a server, in UTF-16.
const LONGEST_TEXT: usize = 4096;
