//! What the metadata does not know, or knows wrongly.

/// Libraries that every Windows 7 and Windows Server 2008 R2 has. Also those
/// of Server Core, which lacks most of the shell.
pub const SYSTEM_LIBRARIES: &[&str] = &[
    "advapi32.dll",
    "bcrypt.dll",
    "crypt32.dll",
    "dnsapi.dll",
    "iphlpapi.dll",
    "kernel32.dll",
    "msvcrt.dll",
    "netapi32.dll",
    "ntdll.dll",
    "ole32.dll",
    "oleaut32.dll",
    "rpcrt4.dll",
    "secur32.dll",
    "shell32.dll",
    "user32.dll",
    "userenv.dll",
    "winhttp.dll",
    "wldap32.dll",
    "ws2_32.dll",
];

/// The libraries above of which no other of that name is ever taken, wherever
/// it lies: the values of `HKLM\SYSTEM\CurrentControlSet\Control\Session
/// Manager\KnownDLLs` that Windows 7 and Server 2008 R2 have and Windows 11 and
/// Server 2025 still have (Microsoft Learn, "Dynamic-link library search order";
/// the values as Autoruns lists them), and `ntdll.dll`, which is in each process
/// before its imports are read. All others the loader searches in the program's
/// own folder first. (`wldap32.dll` is one of them too, but it draws in libraries
/// for security that are none, in Wine even before the program begins.)
pub const KNOWN_DLLS: &[&str] = &[
    "advapi32.dll",
    "kernel32.dll",
    "msvcrt.dll",
    "ntdll.dll",
    "ole32.dll",
    "oleaut32.dll",
    "rpcrt4.dll",
    "shell32.dll",
    "user32.dll",
    "ws2_32.dll",
];

/// Beginnings of names that a library passes on to another, which is none of
/// the `KnownDLLs`, and which the loader therefore searches as it does those.
pub const PASSED_ON: &[(&str, &str, &str)] = &[
    ("advapi32.dll", "Crypt", "cryptsp.dll"),
    ("advapi32.dll", "SystemFunction", "cryptbase.dll"),
];

macro_rules! late {
    ($($library:literal: $($function:ident)*;)*) => {
        /// What the program binds itself, once it runs.
        pub const LATE: &[(&str, &[&str])] = &[$(($library, &[$(stringify!($function)),*])),*];
    };
}

include!("../../../../src/surroundings/system_libraries/late.rs");

/// Functions that the metadata lists without a version, with the Windows that
/// brought them according to their pages on Microsoft Learn.
pub const NEWER_THAN_THE_METADATA_SAYS: &[(&str, &str)] = &[
    ("ProcessPrng", "Windows 8"),
    ("CoIncrementMTAUsage", "Windows 8"),
    ("CoDecrementMTAUsage", "Windows 8"),
    ("GetHostNameW", "Windows 8"),
    ("GetAddrInfoExCancel", "Windows 8"),
    ("GetAddrInfoExOverlappedResult", "Windows 8"),
    ("ProcessSocketNotifications", "Windows 11"),
    ("WaitOnAddress", "Windows 8"),
    ("WakeByAddressAll", "Windows 8"),
    ("WakeByAddressSingle", "Windows 8"),
];

/// Functions without a usable version in the metadata that Windows 7 has, by
/// library, with the reason for trusting that.
pub const VOUCHED_FOR: &[(&str, &[&str])] = &[
    (
        // `RtlGenRandom`, exported under this name since Windows XP (its page on Microsoft Learn).
        "advapi32.dll",
        &["SystemFunction036"],
    ),
    (
        // Console, process and unwinding functions of Windows NT 4 to XP x64, whose pages give no
        // version.
        "kernel32.dll",
        &[
            "FillConsoleOutputAttribute",
            "FillConsoleOutputCharacterA",
            "GetConsoleCursorInfo",
            "GetConsoleMode",
            "GetConsoleScreenBufferInfo",
            "GetCurrentDirectoryW",
            "GetNumberOfConsoleInputEvents",
            "GetStartupInfoA",
            "GetStdHandle",
            "ReadConsoleInputW",
            "ReadConsoleW",
            "RtlLookupFunctionEntry",
            "RtlUnwindEx",
            "RtlVirtualUnwind",
            "SetConsoleCtrlHandler",
            "SetConsoleCursorInfo",
            "SetConsoleCursorPosition",
            "SetConsoleMode",
            "SetConsoleTextAttribute",
            "SetCurrentDirectoryW",
            "WriteConsoleW",
            "__C_specific_handler",
        ],
    ),
    (
        // The C runtime of Windows itself, the same since Windows XP; not in the metadata.
        "msvcrt.dll",
        &[
            "__getmainargs",
            "__initenv",
            "__iob_func",
            "__set_app_type",
            "__setusermatherr",
            "_acmdln",
            "_amsg_exit",
            "_cexit",
            "_commode",
            "_errno",
            "_fmode",
            "_fpreset",
            "_initterm",
            "_onexit",
            "abort",
            "calloc",
            "exit",
            "exp",
            "fprintf",
            "free",
            "fwrite",
            "malloc",
            "memcmp",
            "memcpy",
            "memmove",
            "memset",
            "pow",
            "signal",
            "strlen",
            "strncmp",
            "vfprintf",
            "wcslen",
        ],
    ),
    (
        // Native calls of Windows NT; `NtCancelIoFileEx` came with Windows Vista, as `CancelIoEx`
        // did.
        "ntdll.dll",
        &[
            "NtCancelIoFileEx",
            "NtCreateFile",
            "NtCreateNamedPipeFile",
            "NtDeviceIoControlFile",
            "NtOpenFile",
            "NtReadFile",
            "NtWriteFile",
        ],
    ),
    (
        // OLE automation, older than Windows NT 4.
        "oleaut32.dll",
        &[
            "GetErrorInfo",
            "SafeArrayAccessData",
            "SafeArrayDestroy",
            "SafeArrayUnaccessData",
            "SetErrorInfo",
            "SysAllocStringLen",
            "SysFreeString",
            "SysStringLen",
            "VariantClear",
        ],
    ),
    (
        // Winsock 2, since Windows NT 4; `getaddrinfo` since XP, `WSAPoll` and `WSASendMsg` since
        // Vista. The metadata dates all of this library 8.1.
        "ws2_32.dll",
        &[
            "WSACleanup",
            "WSADuplicateSocketW",
            "WSAGetLastError",
            "WSAIoctl",
            "WSAPoll",
            "WSARecv",
            "WSARecvFrom",
            "WSASend",
            "WSASendMsg",
            "WSASendTo",
            "WSASocketW",
            "WSAStartup",
            "accept",
            "bind",
            "closesocket",
            "freeaddrinfo",
            "getaddrinfo",
            "getpeername",
            "getsockname",
            "getsockopt",
            "ioctlsocket",
            "listen",
            "recv",
            "recvfrom",
            "select",
            "send",
            "sendto",
            "setsockopt",
            "shutdown",
        ],
    ),
];
