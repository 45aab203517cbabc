//! Which imports a bare Windows 7 cannot satisfy, nobody vouches for, or
//! whoever leaves a library beside the program can satisfy.

use std::fmt;

use crate::{
    executable::{Import, Symbol},
    lists::{
        KNOWN_DLLS, LATE, NEWER_THAN_THE_METADATA_SAYS, PASSED_ON, SYSTEM_LIBRARIES, VOUCHED_FOR,
    },
    metadata::{Known, Metadata, Version, WINDOWS_7},
};

/// An import that must not be in the executable, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    import: Import,
    why: Why,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The library is none that every Windows 7 has.
    ForeignLibrary,
    /// The loader would take another library of that name from the program's
    /// folder.
    FromAnywhere,
    /// The function leads to such a library, of this name.
    PassedOn(&'static str),
    /// A number means what the library's version makes of it.
    ByOrdinal,
    Newer(Version),
    /// Newer by our own list.
    KnownToBeNewer(&'static str),
    /// Neither the metadata nor our list says since when it exists.
    Unvouched,
}

/// What is wrong with the import table.
#[must_use]
pub fn judge(imports: &[Import], metadata: &Metadata) -> Vec<Finding> {
    let objection = |import: &Import| {
        planted(import).or_else(|| missing(import, |function| metadata.of(function)))
    };
    findings(imports, objection)
}

/// What is wrong with what the program binds itself.
#[must_use]
pub fn judge_late(metadata: &Metadata) -> Vec<Finding> {
    findings(&late(), |import| missing(import, |function| metadata.of(function)))
}

/// What the program binds itself, as if it were imported.
#[must_use]
pub fn late() -> Vec<Import> {
    let named = |dll: &str, name: &str| Import {
        dll: dll.to_owned(),
        symbol: Symbol::Name(name.to_owned()),
    };
    LATE.iter().flat_map(|(dll, names)| names.iter().map(move |name| named(dll, name))).collect()
}

fn findings(imports: &[Import], objection: impl Fn(&Import) -> Option<Why>) -> Vec<Finding> {
    let finding =
        |import: &Import| Some(Finding { import: import.clone(), why: objection(import)? });
    imports.iter().filter_map(finding).collect()
}

fn planted(import: &Import) -> Option<Why> {
    if SYSTEM_LIBRARIES.contains(&import.dll.as_str()) && !KNOWN_DLLS.contains(&import.dll.as_str())
    {
        return Some(Why::FromAnywhere);
    }
    let Symbol::Name(name) = &import.symbol else { return None };
    let passes_on = |(dll, beginning, _): &&(&str, &str, &str)| {
        *dll == import.dll && name.starts_with(beginning)
    };
    PASSED_ON.iter().find(passes_on).map(|(_, _, to)| Why::PassedOn(to))
}

fn missing(import: &Import, known: impl Fn(&str) -> Known) -> Option<Why> {
    if !SYSTEM_LIBRARIES.contains(&import.dll.as_str()) {
        return Some(Why::ForeignLibrary);
    }
    let Symbol::Name(name) = &import.symbol else {
        return Some(Why::ByOrdinal);
    };
    if let Some((_, windows)) = NEWER_THAN_THE_METADATA_SAYS.iter().find(|(newer, _)| newer == name)
    {
        return Some(Why::KnownToBeNewer(windows));
    }
    if vouched_for(&import.dll, name) {
        return None;
    }
    match known(name) {
        Known::Since(version) if version <= WINDOWS_7 => None,
        Known::Since(version) => Some(Why::Newer(version)),
        Known::Undated | Known::Not => Some(Why::Unvouched),
    }
}

fn vouched_for(dll: &str, name: &str) -> bool {
    VOUCHED_FOR.iter().any(|(library, names)| *library == dll && names.contains(&name))
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match &self.import.symbol {
            Symbol::Name(name) => write!(f, "{}!{name}: ", self.import.dll)?,
            Symbol::Ordinal(number) => write!(f, "{}!#{number}: ", self.import.dll)?,
        }
        match &self.why {
            Why::ForeignLibrary => write!(f, "not a library of every Windows 7"),
            Why::FromAnywhere => {
                write!(
                    f,
                    "to be bound late: the loader would take a library from the program's folder \
                     (see src/surroundings/system_libraries.rs)"
                )
            }
            Why::PassedOn(to) => {
                write!(f, "leads to {to}, which the loader would take from the program's folder")
            }
            Why::ByOrdinal => write!(f, "imported by number"),
            Why::Newer(Version { major, minor }) => write!(f, "since Windows NT {major}.{minor}"),
            Why::KnownToBeNewer(windows) => write!(f, "since {windows}"),
            Why::Unvouched => write!(f, "nothing says since when it exists (see src/lists.rs)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::WIN32_METADATA;

    fn named(dll: &str, name: &str) -> Import {
        Import { dll: dll.to_owned(), symbol: Symbol::Name(name.to_owned()) }
    }

    fn found(imports: &[Import]) -> Vec<Why> {
        judge(imports, &Metadata::parse(WIN32_METADATA))
            .into_iter()
            .map(|finding| finding.why)
            .collect()
    }

    #[test]
    fn what_windows_7_has_is_no_finding() {
        let imports = [
            named("kernel32.dll", "CreateFileW"),
            named("ole32.dll", "CoCreateInstance"),
            named("ws2_32.dll", "WSAStartup"),
        ];
        assert_eq!(found(&imports), []);
    }

    #[test]
    fn what_the_metadata_dates_later_is_found_with_its_version() {
        let windows_8 = Version { major: 8, minor: 0 };
        assert_eq!(
            found(&[named("kernel32.dll", "GetSystemTimePreciseAsFileTime")]),
            [Why::Newer(windows_8)]
        );
    }

    #[test]
    fn what_the_metadata_forgets_to_date_is_found_by_our_list() {
        for (dll, name) in [("kernel32.dll", "ProcessPrng"), ("ole32.dll", "CoIncrementMTAUsage")] {
            let why = found(&[named(dll, name)]);
            assert!(matches!(why[..], [Why::KnownToBeNewer(_)]), "{name}: {why:?}");
        }
    }

    #[test]
    fn the_one_new_function_of_winsock_is_found_among_the_wrongly_dated_old_ones() {
        assert_eq!(found(&[named("ws2_32.dll", "connect")]), []);
        assert_ne!(found(&[named("ws2_32.dll", "GetHostNameW")]), []);
    }

    #[test]
    fn a_library_of_the_compiler_or_an_api_set_is_found() {
        for dll in ["libgcc_s_seh-1.dll", "libwinpthread-1.dll", "api-ms-win-core-synch-l1-2-0.dll"]
        {
            assert_eq!(found(&[named(dll, "anything")]), [Why::ForeignLibrary], "{dll}");
        }
    }

    #[test]
    fn a_library_that_may_lie_beside_the_program_is_found() {
        for (dll, name) in [
            ("dnsapi.dll", "DnsQuery_W"),
            ("iphlpapi.dll", "GetAdaptersAddresses"),
            ("wldap32.dll", "ldap_connect"),
        ] {
            assert_eq!(found(&[named(dll, name)]), [Why::FromAnywhere], "{dll}");
        }
    }

    #[test]
    fn a_function_that_leads_to_such_a_library_is_found() {
        assert_eq!(
            found(&[named("advapi32.dll", "SystemFunction036")]),
            [Why::PassedOn("cryptbase.dll")]
        );
    }

    #[test]
    fn what_is_bound_late_is_judged_by_its_age_alone() {
        assert!(late().contains(&named("dnsapi.dll", "DnsQuery_W")), "{:?}", late());
        assert_eq!(judge_late(&Metadata::parse(WIN32_METADATA)), []);
    }

    #[test]
    fn a_number_or_a_name_nobody_knows_is_found() {
        let ordinal = Import { dll: "ws2_32.dll".to_owned(), symbol: Symbol::Ordinal(3) };
        assert_eq!(found(&[ordinal]), [Why::ByOrdinal]);
        assert_eq!(found(&[named("kernel32.dll", "NoSuchFunction")]), [Why::Unvouched]);
    }

    #[test]
    fn an_import_that_our_list_vouches_for_is_of_a_library_that_is_allowed() {
        for (library, _) in VOUCHED_FOR {
            assert!(SYSTEM_LIBRARIES.contains(library), "{library}");
        }
    }
}
