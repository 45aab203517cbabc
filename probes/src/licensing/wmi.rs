//! The queries themselves (Microsoft Learn, "`SoftwareLicensingProduct` class",
//! "`SoftwareLicensingService` class"), on a thread of their own.

use serde_json::Map;
use windows_sys::Win32::System::Com::{
    COINIT_MULTITHREADED, CoInitializeEx, CoInitializeSecurity, CoUninitialize, EOAC_NONE,
    RPC_C_AUTHN_LEVEL_DEFAULT, RPC_C_IMP_LEVEL_IMPERSONATE,
};
use wmi::{WMIConnection, WMIError};

use crate::capture::{installation_id_of_wmi, licence_of_wmi};
use crate::evidence::LicenceFacts;
use crate::wire::installation_id::InstallationId;

/// What `slmgr.vbs` asks too: the Windows products that have a key, then the service itself.
const QUERIES: [&str; 2] = [
    "SELECT * FROM SoftwareLicensingProduct WHERE ApplicationID = \
     '55c92734-d682-4d71-983e-d6ec3f16059f' AND PartialProductKey <> NULL",
    "SELECT * FROM SoftwareLicensingService",
];

/// What WMI says where it does not know the classes: no such class (`WBEM_E_INVALID_CLASS`), and of
/// Wine, that the query is invalid (`WBEM_E_INVALID_QUERY`).
const UNKNOWN_CLASS: [u32; 2] = [0x8004_1010, 0x8004_1017];

/// Reads the licence; nothing where this system has no such service. The error is the system's own,
/// which names no key.
pub fn read() -> Result<Option<LicenceFacts>, String> {
    let Some(objects) = objects()? else { return Ok(None) };
    let licence = licence_of_wmi(&objects);
    licence.map(Some).ok_or_else(|| "no Windows product with a key".to_owned())
}

/// Reads the Installation ID; nothing where there is no such service, or no product with a key.
pub fn installation_id() -> Result<Option<InstallationId>, String> {
    Ok(objects()?.and_then(|objects| installation_id_of_wmi(&objects)))
}

/// What the service answers; nothing where this system has none.
fn objects() -> Result<Option<Objects>, String> {
    let com = Com::start();
    let answered = ask();
    drop(com);
    match answered {
        Ok(objects) => Ok(Some(objects)),
        Err(WMIError::HResultError { hres }) if UNKNOWN_CLASS.contains(&hres.cast_unsigned()) => {
            Ok(None)
        }
        Err(error) => Err(error.to_string()),
    }
}

type Objects = Vec<Map<String, serde_json::Value>>;

fn ask() -> Result<Objects, WMIError> {
    let connection = WMIConnection::new()?;
    let mut objects = Vec::new();
    for query in QUERIES {
        objects.extend(connection.raw_query::<Map<String, serde_json::Value>>(query)?);
    }
    Ok(objects)
}

/// COM on this thread, for as long as this lives. On a target as old as Windows 7, the crate leaves
/// that to us.
struct Com {
    is_ours: bool,
}

impl Com {
    #[expect(unsafe_code, reason = "COM has to be started by hand")]
    fn start() -> Self {
        // SAFETY: no pointer is passed; every success is balanced by `CoUninitialize` on the same
        // thread, in `drop`.
        let started =
            unsafe { CoInitializeEx(std::ptr::null(), COINIT_MULTITHREADED.cast_unsigned()) };
        // SAFETY: all pointers may be null, and are. That somebody set the security before is no
        // error for us.
        let _ = unsafe {
            CoInitializeSecurity(
                std::ptr::null_mut(),
                -1,
                std::ptr::null(),
                std::ptr::null(),
                RPC_C_AUTHN_LEVEL_DEFAULT,
                RPC_C_IMP_LEVEL_IMPERSONATE,
                std::ptr::null(),
                EOAC_NONE.cast_unsigned(),
                std::ptr::null(),
            )
        };
        Self { is_ours: started >= 0 }
    }
}

impl Drop for Com {
    #[expect(unsafe_code, reason = "COM has to be ended by hand")]
    fn drop(&mut self) {
        if self.is_ours {
            // SAFETY: `start` succeeded on this thread, and nothing of COM is left on it.
            unsafe { CoUninitialize() };
        }
    }
}
