//! Hosts on the Internet that answer KMS requests of everybody: what they activate has no licence.
//! Public scripts and forum threads name them; Microsoft runs none of them.

/// Their domains, in small letters.
const DOMAINS: &[&str] = &[
    "03k.org",
    "cangshui.net",
    "chinancce.com",
    "digiboy.ir",
    "kms.cx",
    "loli.beer",
    "loli.best",
    "lotro.cc",
    "luody.info",
    "moeclub.org",
    "msguides.com",
    "shuax.com",
    "xspace.in",
    "zhuxiaole.org",
];

/// Whether a host is one of them.
pub(crate) fn has(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    DOMAINS.iter().any(|domain| {
        host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_below_one_of_the_domains_is_one() {
        assert!(has("kms8.MSGuides.com.") && has("digiboy.ir"));
        assert!(!has("kms.notmsguides.com") && !has("kms1.corp.example") && !has(""));
    }
}
