//! What may stand in a command that people paste into a shell, where other people chose the words.

/// The longest name that DNS knows (RFC 1035 §2.3.4), in octets; no address is longer.
const LONGEST: usize = 253;

/// The text as one word of a command: a name or an address, an international name as it stands in
/// DNS (A-labels, RFC 5890 §2.3.2.1). Nothing else is: neither an option nor a path, and nothing
/// that cmd, `PowerShell` or sh see more in.
pub fn shell_word(text: &str) -> Option<String> {
    if text.is_ascii() {
        return is_plain(text).then(|| text.to_owned());
    }
    idna::domain_to_ascii(text).ok().filter(|name| is_plain(name))
}

fn is_plain(text: &str) -> bool {
    let is_fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '-' | '_');
    (1..=LONGEST).contains(&text.len()) && !text.starts_with('-') && text.chars().all(is_fit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_and_addresses_are_words() {
        for text in [
            "kms1.corp.example",
            "_vlmcs._tcp.corp.example",
            "192.0.2.1",
            "2001:db8::1",
            "SRV-1",
            "a",
        ] {
            assert_eq!(shell_word(text).as_deref(), Some(text));
        }
    }

    #[test]
    fn an_international_name_is_given_as_it_stands_in_dns() {
        for (text, word) in [
            ("bücher.example", "xn--bcher-kva.example"),
            ("_vlmcs._tcp.bücher.example", "_vlmcs._tcp.xn--bcher-kva.example"),
            ("中文.example", "xn--fiq228c.example"),
            ("ｋｍｓ.example", "kms.example"),
        ] {
            assert_eq!(shell_word(text).as_deref(), Some(word), "{text}");
        }
    }

    #[test]
    fn options_paths_and_what_a_shell_reads_are_none() {
        for text in [
            "",
            "-x",
            "--help",
            "/etc/passwd",
            "/C",
            "a b",
            "a;reboot",
            "a|b",
            "$(reboot)",
            "%x%",
            "a&b",
            "a`b`",
            "a/b",
            r"a\b",
            "a,b",
            "a=b",
            "a@b",
            "fe80::1%eth0",
            "[::1]",
            "\"a\"",
            "a'b",
            "a>b",
            "a\nb",
            "*",
            "~",
            "#x",
            "!x",
            "－x",
            "／etc",
            "a；b",
            "é é",
            "a\u{a0}b",
        ] {
            assert_eq!(shell_word(text), None, "{text}");
        }
        assert_eq!(shell_word(&"x".repeat(254)), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_anything_but_one_plain_word(text in "\\PC{0,12}|[-/a.；＠é]{1,4}") {
            if let Some(word) = shell_word(&text) {
                let is_plain = |b: u8| b.is_ascii_alphanumeric() || b".:-_".contains(&b);
                prop_assert!(word.bytes().all(is_plain), "{}", word);
                prop_assert!(!word.is_empty() && !word.starts_with('-'), "{}", word);
            }
        }
    }
}
