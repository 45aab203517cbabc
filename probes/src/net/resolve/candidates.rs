//! Which names are tried for the one that was given.

use crate::wire::dns::spellings;

/// A name without a dot is tried with each suffix first, then bare; any other name, or one that
/// ends in a dot, as it is; in both spellings, where it has two.
pub(super) fn candidates(host: &str, suffixes: &[String]) -> Vec<String> {
    let bare = host.strip_suffix('.').unwrap_or(host).to_owned();
    if host.contains('.') {
        return spellings(&bare);
    }
    let usable = suffixes.iter().take(MOST_SUFFIXES).filter(|suffix| !suffix.is_empty());
    usable.map(|suffix| format!("{host}.{suffix}")).chain([bare.clone()]).collect()
}

/// More than any system tries.
const MOST_SUFFIXES: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_without_a_dot_is_searched() {
        let suffixes = ["corp.example".to_owned(), "example".to_owned()];
        assert_eq!(candidates("kms1", &suffixes), ["kms1.corp.example", "kms1.example", "kms1"]);
        assert_eq!(candidates("kms1.", &suffixes), ["kms1"]);
        assert_eq!(candidates("kms1.example.", &suffixes), ["kms1.example"]);
        let both = ["kms1.bücher.example", "kms1.xn--bcher-kva.example"];
        assert_eq!(candidates("kms1.bücher.example", &suffixes), both);
    }
}
