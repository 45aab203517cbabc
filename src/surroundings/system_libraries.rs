//! Where Windows may take libraries from: System32 alone. Else whoever leaves a `dnsapi.dll` beside
//! the program, on a stick or among the downloads, runs code with the rights of whoever starts it.
//!
//! The loader resolves the import table before the first line of ours runs, and searches the
//! program's own folder first for all but the `KnownDLLs`. So the import table names those alone
//! (`tests/windows/imports` holds that), and the functions of other libraries are bound here. The
//! linker takes a function of a library, and the pointer to it whose name begins with `__imp_`,
//! from an import library only where nobody else defines those names: here they are defined, for
//! every crate that calls the function.

#![expect(unsafe_code, reason = "calls of the system, which give the addresses of its functions")]
#![expect(non_snake_case, reason = "each module holds a function of Windows, and is named for it")]

use std::ffi::c_void;
use std::io;
use std::os::windows::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

use actprobe_probes::net::hosts::system_directory;
use windows_sys::Win32::Foundation::HMODULE;
use windows_sys::Win32::System::LibraryLoader::{
    GetModuleHandleW, GetProcAddress, LOAD_LIBRARY_FLAGS, LOAD_LIBRARY_SEARCH_SYSTEM32,
    LOAD_WITH_ALTERED_SEARCH_PATH, LoadLibraryExW, SetDllDirectoryW,
};
use windows_sys::core::BOOL;
use windows_sys::w;

/// To be called before anything else: what is bound here can be called by nobody earlier.
pub fn bind() -> Result<(), Missing> {
    search_system32_alone();
    let folder = system_directory()
        .ok_or_else(|| Missing { what: "the system directory", error: last_error() })?;
    // Windows passes `SystemFunction036` on to it; where the search could not be restricted, by its
    // bare name.
    let _wine_has_none = load(&folder, "cryptbase.dll");
    LATE.iter().try_for_each(|function| function.bind(&folder))
}

/// What every Windows should have.
#[derive(Debug, thiserror::Error)]
#[error("{what} of Windows cannot be used: {error}")]
pub struct Missing {
    what: &'static str,
    error: io::Error,
}

/// For what Windows itself loads later, by name. Windows 7 and Server 2008 R2 without KB2533623
/// lack the function; there, at least the current folder is not searched.
fn search_system32_alone() {
    type SetDefaultDllDirectories = unsafe extern "system" fn(LOAD_LIBRARY_FLAGS) -> BOOL;
    // SAFETY: the name ends with a zero; kernel32 is never unloaded.
    let kernel32 = unsafe { GetModuleHandleW(w!("kernel32.dll")) };
    // SAFETY: the name ends with a zero.
    let found = unsafe { GetProcAddress(kernel32, c"SetDefaultDllDirectories".as_ptr().cast()) };
    let restricted = found.is_some_and(|function| {
        // SAFETY: this is the function's type (its page on Microsoft Learn).
        let function: SetDefaultDllDirectories = unsafe { std::mem::transmute(function) };
        // SAFETY: the function takes a number.
        unsafe { function(LOAD_LIBRARY_SEARCH_SYSTEM32) != 0 }
    });
    if !restricted {
        // SAFETY: the text ends with a zero.
        unsafe { SetDllDirectoryW(w!("")) };
    }
}

/// A function that this program or one of its crates calls, in a library that is none of the
/// `KnownDLLs`.
struct Late {
    library: &'static str,
    /// With a zero at its end.
    name: &'static str,
    /// What callers jump to.
    address: &'static AtomicPtr<c_void>,
}

impl Late {
    fn bind(&self, folder: &Path) -> Result<(), Missing> {
        let missing = |error| Missing { what: self.name.trim_end_matches('\0'), error };
        let library = load(folder, self.library).map_err(missing)?;
        // SAFETY: the name ends with a zero.
        let found = unsafe { GetProcAddress(library, self.name.as_ptr()) };
        let function = found.ok_or_else(|| missing(last_error()))?;
        self.address.store(function as *mut c_void, Ordering::Release);
        Ok(())
    }
}

/// Loads a library of `folder`. What it needs itself is searched beside it, not beside the program.
fn load(folder: &Path, library: &str) -> Result<HMODULE, io::Error> {
    let path: PathBuf = folder.join(library);
    let path: Vec<u16> = path.as_os_str().encode_wide().chain([0]).collect();
    // SAFETY: the path ends with a zero and outlives the call.
    let module =
        unsafe { LoadLibraryExW(path.as_ptr(), null_mut(), LOAD_WITH_ALTERED_SEARCH_PATH) };
    if module.is_null() { Err(last_error()) } else { Ok(module) }
}

fn last_error() -> io::Error {
    io::Error::last_os_error()
}

macro_rules! late {
    ($($library:literal: $($function:ident)*;)*) => {
        $($(
            mod $function {
                // SAFETY: nobody else defines the name, or the program would not be linked.
                #[unsafe(export_name = concat!("__imp_", stringify!($function)))]
                pub(super) static ADDRESS: super::AtomicPtr<super::c_void> =
                    super::AtomicPtr::new(super::null_mut());

                // In assembler, because only the callers know what the function takes and gives
                // back.
                std::arch::global_asm!(
                    concat!(".globl ", stringify!($function)),
                    concat!(stringify!($function), ":"),
                    "jmp qword ptr [rip + {address}]",
                    address = sym ADDRESS,
                );
            }
        )*)*

        static LATE: &[Late] = &[$($(
            Late {
                library: $library,
                name: concat!(stringify!($function), "\0"),
                address: &$function::ADDRESS,
            },
        )*)*];
    };
}

include!("system_libraries/late.rs");
