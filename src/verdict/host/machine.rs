//! Whether two names are of one machine.

use actprobe_probes::evidence::Evidence;

/// Names of one machine, with or without domain. What is not told contradicts nothing.
pub fn is_same(one: &str, other: &str) -> bool {
    let first_label = |name: &str| name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    one.is_empty() || other.is_empty() || first_label(one) == first_label(other)
}

/// Whether a computer is the host that the report is about.
pub fn is_meant(evidence: &Evidence, computer: &str) -> bool {
    is_same(computer, evidence.host.meant_name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_has_one_name_with_and_without_domain() {
        assert!(is_same("SRV1.corp.example", "srv1") && is_same("", "srv1") && is_same("srv1", ""));
        assert!(!is_same("srv1.corp.example", "srv10.corp.example"));
    }
}
