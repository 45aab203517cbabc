//! `Location` (RFC 9110 section 10.2.2): where a redirect leads, without what is nobody's business.

use super::proxy_settings::{after_login, has_login};

/// `location` without user name and password (RFC 3986 section 3.2.1), query and fragment; nothing
/// where no host can be told from a login. A query may hold a session or what the user typed, and a
/// path with an at sign tells who he is.
pub fn without_secrets(location: &str) -> Option<String> {
    let url = location.split(['?', '#']).next().unwrap_or_default();
    let Some((scheme, rest)) = url.split_once("//") else {
        return (!has_login(url)).then(|| url.to_owned());
    };
    let (authority, path) = rest.split_at(rest.find(['/', '\\']).unwrap_or(rest.len()));
    if has_login(path) {
        // A password may hold a slash, though it should not; then this is no host and port.
        let is_host = !authority.is_empty() && !authority.contains(':');
        return is_host.then(|| format!("{scheme}//{}", after_login(authority)));
    }
    Some(format!("{}//{}{path}", after_login(scheme), after_login(authority)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_tells_where_to_and_nothing_else() {
        for (location, kept) in [
            ("https://portal.example/login?user=me#x", "https://portal.example/login"),
            ("//portal.example:8443/#top", "//portal.example:8443/"),
            ("/login", "/login"),
            ("https://user:hunter2@portal.example/login", "https://portal.example/login"),
            ("https://user:hunter2%40portal.example/login", "https://portal.example/login"),
            ("https://user:hunter2＠[2001:db8::1]:8443/", "https://[2001:db8::1]:8443/"),
            ("https://portal.example/of/me@corp.example", "https://portal.example"),
        ] {
            assert_eq!(without_secrets(location).as_deref(), Some(kept), "{location}");
        }
    }

    #[test]
    fn where_a_login_cannot_be_told_from_a_host_nothing_is_kept() {
        for location in [
            "https:user:hunter2@portal.example/login",
            "https://user:hun/ter2@portal.example/",
            "https:///user:hunter2@portal.example/",
            "/login/me@corp.example",
        ] {
            assert_eq!(without_secrets(location), None, "{location}");
        }
    }
}
