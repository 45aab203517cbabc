//! A log-on with the credentials of whoever runs this: Negotiate by way of `wldap32`, signed and sealed by Windows.
//!
//! Nothing in here is newer than Windows 7.

#![expect(unsafe_code, reason = "handles and lists of the system's library are read, copied and given back")]

use std::ffi::c_void;
use std::ptr::{self, NonNull};
use std::slice;

use futures_util::FutureExt;
use tokio::sync::oneshot;
use windows_sys::Win32::Networking::Ldap::{
    LDAP, LDAP_OPT_AREC_EXCLUSIVE, LDAP_OPT_ENCRYPT, LDAP_OPT_PROTOCOL_VERSION, LDAP_OPT_REFERRALS, LDAP_OPT_SIGN,
    LDAP_SCOPE_BASE, LDAP_SCOPE_ONELEVEL, LDAP_TIMEVAL, LDAPMessage, ldap_bind_sW, ldap_connect, ldap_count_values_len,
    ldap_first_entry, ldap_get_values_lenW, ldap_initW, ldap_msgfree, ldap_next_entry, ldap_search_ext_sW,
    ldap_set_option, ldap_unbind, ldap_value_free_len,
};

use crate::directory::objects::{self, Found, Source};
use crate::evidence::{FailureKind, Login, NotAsked, ObjectSearch, Observed, Protection, RootDse, Step};
use crate::net::{Cause, Watch};
use crate::wire::ldap::{Attribute, Entry, Filter, LdapResult, PORT, Scope, Search, code};

/// `LDAP_AUTH_OTHERKIND | 0x0400` of winldap.h, which windows-sys leaves out.
const LDAP_AUTH_NEGOTIATE: u32 = 0x0486;

/// Logs on to `host` and reads the activation objects, on a thread of its own: the library blocks. The log-on is told as
/// soon as it is known, and each of the two has its own limit.
pub(in crate::directory) async fn read(
    watch: &Watch,
    host: &str,
    root: Option<RootDse>,
) -> (Observed<Login>, Observed<ObjectSearch>) {
    let host = host.to_owned();
    let seconds = i32::try_from(watch.limits.ldap.as_secs().max(1)).unwrap_or(i32::MAX);
    let (tell_login, login) = oneshot::channel();
    let (tell_objects, objects) = oneshot::channel();
    // Dropped without a word, it has panicked.
    tokio::task::spawn_blocking(move || ask(&host, root, seconds, tell_login, tell_objects));
    let login = watch.step(Step::LdapBind, watch.limits.ldap, told(login)).await;
    if !matches!(login.value(), Some(Login::Accepted { .. })) {
        return (login, Observed::skipped(NotAsked::EarlierStepFailed));
    }
    let objects = watch.step(Step::LdapSearch, watch.limits.ldap, told(objects)).await;
    (login, objects)
}

async fn told<T>(heard: oneshot::Receiver<Result<T, Cause>>) -> Result<T, Cause> {
    heard.await.map_err(|_| Cause::from(FailureKind::Internal))?
}

type Tell<T> = oneshot::Sender<Result<T, Cause>>;

fn ask(host: &str, root: Option<RootDse>, seconds: i32, tell_login: Tell<Login>, tell_objects: Tell<ObjectSearch>) {
    let opened = Connection::open(host, seconds).and_then(|connection| Ok((connection.log_on()?, connection)));
    let (login, mut connection) = match opened {
        Ok(inside) => inside,
        Err(cause) => return drop(tell_login.send(Err(cause))),
    };
    let is_in = matches!(login, Login::Accepted { .. });
    // Whoever has given up waiting hears neither.
    let is_heard = tell_login.send(Ok(login)).is_ok();
    if is_in && is_heard {
        // The library does not come back before it has its answer: there is nothing to wait for.
        let found = objects::read(&mut connection, root).now_or_never();
        drop(tell_objects.send(found.unwrap_or(Err(FailureKind::Internal.into()))));
    }
}

/// A connection of the library; it ends when dropped.
struct Connection {
    handle: NonNull<LDAP>,
    seconds: i32,
}

impl Connection {
    fn open(host: &str, seconds: i32) -> Result<Self, Cause> {
        let name = wide(host);
        // SAFETY: the name ends in a zero and lives until the call is over.
        let handle = NonNull::new(unsafe { ldap_initW(name.as_ptr(), PORT.into()) });
        let handle = handle.ok_or_else(|| Cause::with_detail(FailureKind::Other, "ldap_init gave no handle"))?;
        let connection = Self { handle, seconds };
        let version: u32 = 3;
        connection.set(LDAP_OPT_PROTOCOL_VERSION, (&raw const version).cast());
        connection.set(LDAP_OPT_REFERRALS, OFF);
        // The name is that of a controller, not of a domain in which the library would look for one.
        connection.set(LDAP_OPT_AREC_EXCLUSIVE, ON);
        connection.set(LDAP_OPT_SIGN, ON);
        connection.set(LDAP_OPT_ENCRYPT, ON);
        match connection.connect() {
            code::SUCCESS => Ok(connection),
            failed => Err(cause(failed)),
        }
    }

    /// An option that is not known is none that is needed.
    fn set(&self, option: u32, value: *const c_void) {
        // SAFETY: the handle is open; the value is a switch, or points to a number that lives until the call is over.
        unsafe { ldap_set_option(self.handle.as_ptr(), option.cast_signed(), value) };
    }

    fn connect(&self) -> u32 {
        let mut limit = self.limit();
        // SAFETY: the handle is open, and the limit lives until the call is over.
        unsafe { ldap_connect(self.handle.as_ptr(), &raw mut limit) }
    }

    fn log_on(&self) -> Result<Login, Cause> {
        let over = Protection::Negotiate;
        match self.bind() {
            code::SUCCESS => Ok(Login::Accepted { over }),
            code::INVALID_CREDENTIALS => Ok(Login::Rejected { over, message: String::new() }),
            code if is_of_the_client(code) => Err(cause(code)),
            code => Ok(Login::Refused { code, message: String::new() }),
        }
    }

    fn bind(&self) -> u32 {
        // SAFETY: the handle is open; without name and credentials, those of the calling user are taken.
        unsafe { ldap_bind_sW(self.handle.as_ptr(), ptr::null(), ptr::null(), LDAP_AUTH_NEGOTIATE) }
    }

    fn limit(&self) -> LDAP_TIMEVAL {
        LDAP_TIMEVAL { tv_sec: self.seconds, tv_usec: 0 }
    }

    /// The values of these attributes of all entries.
    fn entries(&self, message: *mut LDAPMessage, attributes: &[&str]) -> Vec<Entry> {
        let mut entries = Vec::new();
        // SAFETY: the handle is open and the message belongs to it; so does every entry that the calls give.
        let mut entry = unsafe { ldap_first_entry(self.handle.as_ptr(), message) };
        while !entry.is_null() && entries.len() < MOST_ENTRIES {
            let values = |name: &&str| Attribute { name: (*name).to_owned(), values: self.values(entry, name) };
            let attributes = attributes.iter().map(values).filter(|attribute| !attribute.values.is_empty()).collect();
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
        // SAFETY: the library made the list: so many pointers to values, each with its length. It is given back after
        // the copy and not looked at again.
        unsafe {
            let count = usize::try_from(ldap_count_values_len(list)).unwrap_or(0).min(MOST_VALUES);
            let values = slice::from_raw_parts(list, count).iter().filter_map(|value| value.as_ref());
            let copy = |value: &windows_sys::Win32::Networking::Ldap::LDAP_BERVAL| {
                let length = usize::try_from(value.bv_len).unwrap_or(0).min(LONGEST_VALUE);
                if value.bv_val.is_null() { Vec::new() } else { slice::from_raw_parts(value.bv_val, length).to_vec() }
            };
            let copies = values.map(copy).collect();
            ldap_value_free_len(list);
            copies
        }
    }
}

impl Source for Connection {
    async fn search(&mut self, search: &Search<'_>) -> Result<Found, Cause> {
        let scope = match search.scope {
            Scope::Base => LDAP_SCOPE_BASE,
            Scope::OneLevel => LDAP_SCOPE_ONELEVEL,
        };
        let (base, filter) = (wide(search.base), wide(&text(&search.filter)));
        let names: Vec<Vec<u16>> = search.attributes.iter().map(|name| wide(name)).collect();
        let pointers: Vec<*const u16> =
            names.iter().map(Vec::as_ptr).map(<*const u16>::cast).chain([ptr::null()]).collect();
        let (mut limit, mut message) = (self.limit(), ptr::null_mut());
        // SAFETY: the handle is open; texts end in a zero, the list in a null pointer, and all live until the call is
        // over. The message that it makes is given back below.
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
        let entries = if message.is_null() { Vec::new() } else { self.entries(message, search.attributes) };
        if !message.is_null() {
            // SAFETY: the message is the library's own, and not looked at again.
            unsafe { ldap_msgfree(message) };
        }
        if is_of_the_client(code) {
            return Err(cause(code));
        }
        Ok(Found { entries, result: LdapResult { code, message: String::new() } })
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // SAFETY: the handle is open, and not used again.
        unsafe { ldap_unbind(self.handle.as_ptr()) };
    }
}

/// A filter as the library reads it (RFC 4515). No value here needs escaping but the bytes that are none.
fn text(filter: &Filter<'_>) -> String {
    match filter {
        Filter::Present(attribute) => format!("({attribute}=*)"),
        Filter::Equal(attribute, value) => {
            let escaped: Vec<String> = value.iter().map(|byte| format!("\\{byte:02x}")).collect();
            format!("({attribute}={})", escaped.concat())
        }
        Filter::All(filters) => format!("(&{})", filters.iter().map(text).collect::<Vec<_>>().concat()),
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
