//! Families of codes: what a number says of itself where no list has it (Windows SDK,
//! `winerror.h`: facility and number of an `HRESULT`).

use strum::{IntoStaticStr, VariantArray};

/// A family of codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Family {
    /// The licensing service (`slerror.h`).
    Licensing,
    /// Microsoft's activation server, as the newer licensing stack tells of it.
    MicrosoftServer,
    /// The licensing service of the Store.
    StoreLicensing,
    /// The check whether Windows is genuine, and COM.
    Genuine,
    /// DNS, as a Windows error.
    Dns,
    /// HTTP, as a Windows error.
    Winhttp,
    /// Sockets, as a Windows error.
    Sockets,
    /// RPC, as a Windows error.
    Rpc,
    /// The directory, as a Windows error.
    Directory,
    /// Any other Windows error.
    Win32,
    /// RPC, as an `NTSTATUS`.
    RpcStatus,
    /// Certificates.
    Certificate,
    /// Windows Update.
    WindowsUpdate,
    /// WMI.
    Wmi,
    /// None of these.
    Other,
}

impl Family {
    /// Every family there is.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The family of a code.
    pub fn of(value: u32) -> Self {
        match (value >> 16, value & 0xFFFF) {
            (0xC004 | 0x4004, _) => Self::Licensing,
            (0x803F, _) => Self::MicrosoftServer,
            (0x87E1, _) => Self::StoreLicensing,
            (0x8004, 0x1000..=0x1FFF) => Self::Wmi,
            (0x8004, _) => Self::Genuine,
            (0x8007, number) => Self::of_windows_error(number),
            (0xC002, _) => Self::RpcStatus,
            (0x8009 | 0x800B, _) => Self::Certificate,
            (0x8024, _) => Self::WindowsUpdate,
            _ => Self::Other,
        }
    }

    fn of_windows_error(number: u32) -> Self {
        match number {
            1700..=1999 => Self::Rpc,
            8200..=8999 => Self::Directory,
            9000..=9999 => Self::Dns,
            10000..=11999 => Self::Sockets,
            12000..=12199 => Self::Winhttp,
            _ => Self::Win32,
        }
    }
}

/// The number of the Windows error in a code of one.
pub fn windows_error(value: u32) -> Option<u64> {
    (value >> 16 == 0x8007).then_some(u64::from(value & 0xFFFF))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_tells_its_family() {
        let families = [
            (0xC004_F0FF, Family::Licensing),
            (0x803F_A999, Family::MicrosoftServer),
            (0x87E1_0001, Family::StoreLicensing),
            (0x8004_1002, Family::Wmi),
            (0x8004_FE22, Family::Genuine),
            (0x8007_06BE, Family::Rpc),
            (0x8007_203A, Family::Directory),
            (0x8007_251E, Family::Dns),
            (0x8007_2745, Family::Sockets),
            (0x8007_2EF3, Family::Winhttp),
            (0x8007_0006, Family::Win32),
            (0xC002_0020, Family::RpcStatus),
            (0x800B_0109, Family::Certificate),
            (0x8024_402C, Family::WindowsUpdate),
            (0x0000_0001, Family::Other),
        ];
        for (value, family) in families {
            assert_eq!(Family::of(value), family, "0x{value:08X}");
        }
        assert_eq!(families.len(), Family::ALL.len());
    }

    #[test]
    fn the_number_of_a_windows_error_is_what_net_helpmsg_takes() {
        assert_eq!(windows_error(0x8007_2EE7), Some(12007));
        assert_eq!(windows_error(0xC004_F074), None);
    }
}
