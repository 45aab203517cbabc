//! What the host knows of itself.

pub mod dns_client;
pub mod hypervisor;
pub mod kvp;
pub mod platform;
#[cfg(windows)]
pub mod registry;
pub mod secret_file;
#[cfg(windows)]
pub mod security_descriptor;
mod unread;
pub mod windows;

/// The computer's name, as it calls itself, without its domain; empty if the system does not say.
pub fn name() -> String {
    let full = crate::evidence::scrub(&system_name());
    full.split('.').next().unwrap_or_default().to_owned()
}

#[cfg(unix)]
fn system_name() -> String {
    nix::unistd::gethostname().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[cfg(windows)]
#[expect(unsafe_code, reason = "the operating system is asked for the computer's name")]
fn system_name() -> String {
    use windows_sys::Win32::System::SystemInformation::{
        ComputerNameDnsHostname, GetComputerNameExW,
    };
    let mut buffer = [0_u16; 256];
    let mut length = 256;
    // SAFETY: the pointer is to as many units as `length` says; the call writes no more, and their
    // number to `length`.
    let succeeded = unsafe {
        GetComputerNameExW(ComputerNameDnsHostname, buffer.as_mut_ptr(), &raw mut length)
    } != 0;
    let written =
        usize::try_from(length).ok().filter(|_| succeeded).and_then(|length| buffer.get(..length));
    String::from_utf16_lossy(written.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_computer_has_a_name_without_dots() {
        let name = super::name();
        assert!(!name.is_empty() && !name.contains('.'), "{name}");
    }
}
