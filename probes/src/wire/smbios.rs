//! SMBIOS tables.
