//! The command of a tool that asks web servers: curl, and those of PowerShell.

/// What stands behind `curl`, wherever it lies.
pub fn behind_curl<'w, 't>(words: &'w [&'t str]) -> Option<&'w [&'t str]> {
    behind(words, &["curl"])
}

/// What stands behind `Invoke-WebRequest` or `Invoke-RestMethod`, or a short name of theirs.
pub fn behind_powershell<'w, 't>(words: &'w [&'t str]) -> Option<&'w [&'t str]> {
    behind(words, &["invoke-webrequest", "iwr", "invoke-restmethod", "irm"])
}

fn behind<'w, 't>(words: &'w [&'t str], tools: &[&str]) -> Option<&'w [&'t str]> {
    let is_tool = |word: &&str| {
        let name = word.rsplit(['\\', '/', '>']).next().unwrap_or_default().to_ascii_lowercase();
        tools.contains(&name.strip_suffix(".exe").unwrap_or(&name))
    };
    words.get(words.iter().position(is_tool)? + 1..)
}

/// Whether that option names a proxy; curl's `-X` names the method.
pub fn is_proxy(option: &str) -> bool {
    matches!(option, "-x" | "--proxy") || option.eq_ignore_ascii_case("-proxy")
}

/// Whether it goes to a proxy that it names.
pub fn names_proxy(behind: &[&str]) -> bool {
    behind.iter().any(|option| is_proxy(option))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_named_by_its_option_and_not_by_the_method() {
        let by_proxy = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let behind = behind_curl(&words).or_else(|| behind_powershell(&words));
            behind.map(names_proxy)
        };
        for (line, wanted) in [
            (r"C:\>curl.exe -sI -x proxy:8080 https://a.example", Some(true)),
            (r"C:\Windows\System32\curl.exe --proxy proxy:8080 https://a.example", Some(true)),
            ("PS> IWR https://a.example -Proxy http://proxy:8080", Some(true)),
            ("curl -X GET https://a.example", Some(false)),
            ("ping -x a.example", None),
        ] {
            assert_eq!(by_proxy(line), wanted, "{line}");
        }
    }
}
