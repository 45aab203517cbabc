//! The default keys of editions, by their ends: Setup puts one in where nobody types a key, and
//! Windows shows it where a digital licence, or the key in the firmware, activates the machine. It
//! activates nothing by itself.
//!
//! `sources\\product.ini` of Windows 10 and 11's media, by public copies of it that agree with each
//! other (`MediaCreationTool.bat`, edition switchers, generators of answer files). That they are
//! shown in the place of a factory's own key: Microsoft's KB 4346763.

/// Whether the key with this end is one.
pub fn has_end(end: &str) -> bool {
    ENDS.iter().any(|(known, _)| *known == end)
}

/// The end, and the edition.
const ENDS: [(&str, &str); 16] = [
    ("8HVX7", "Core"),
    ("WXCHW", "CoreN"),
    ("6F4BT", "CoreSingleLanguage"),
    ("8TYMD", "CoreCountrySpecific"),
    ("3V66T", "Professional"),
    ("PKCKT", "ProfessionalN"),
    ("MHBPB", "ProfessionalEducation"),
    ("QPF8P", "ProfessionalEducationN"),
    ("2YV77", "ProfessionalWorkstation"),
    ("WT2RQ", "ProfessionalWorkstationN"),
    ("7CFBY", "Education"),
    ("DRR8H", "EducationN"),
    ("8HV2C", "Enterprise"),
    ("QPFCT", "EnterpriseN"),
    ("VMJ2C", "Cloud"),
    ("DJ4F6", "CloudN"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::published_keys;

    #[test]
    fn a_default_key_is_no_key_of_kms_or_avma() {
        for (end, edition) in ENDS {
            assert!(published_keys::channel(end).is_none(), "{end} of {edition}");
            assert_eq!(ENDS.iter().filter(|(known, _)| *known == end).count(), 1, "{end}");
        }
    }
}
