//! The customary variables: `http_proxy`, `https_proxy`, `all_proxy`, `no_proxy`, in lower or upper
//! case.

use super::server_list::{bound, not_understood, read_bypass_into};
use super::url::from_url;
use super::without_keys;
use crate::evidence::{ProxySettings, SettingsForm};

/// The settings that `variables` (name and value) make, with the names of those that say something;
/// none if no proxy is named. The lower-case name wins over the upper-case one.
pub fn from_environment(variables: &[(String, String)]) -> Option<(Vec<String>, ProxySettings)> {
    let mut names = Vec::new();
    let mut settings =
        ProxySettings { form: SettingsForm::Environment, ..ProxySettings::default() };
    for (name, scheme) in
        [("http_proxy", Some("http")), ("https_proxy", Some("https")), ("all_proxy", None)]
    {
        if let Some((found, value)) = lookup(variables, name) {
            names.push(found.to_owned());
            add_proxy(&mut settings, scheme, value);
        }
    }
    if names.is_empty() {
        return None;
    }
    if let Some((found, value)) = lookup(variables, "no_proxy") {
        names.push(found.to_owned());
        read_bypass_into(
            &mut settings,
            &without_keys(value),
            |c| c == ',' || c.is_whitespace(),
            false,
        );
    }
    bound(&mut settings, 0);
    Some((names, settings))
}

fn add_proxy(settings: &mut ProxySettings, scheme: Option<&str>, value: &str) {
    match from_url(value) {
        Ok(read) => settings.servers.extend(read.servers.into_iter().map(|mut server| {
            server.scheme = scheme.map(str::to_owned);
            server
        })),
        Err(_) => settings.not_understood.push(not_understood(value)),
    }
}

/// The variable that counts under `name`; an empty one counts as missing.
fn lookup<'a>(variables: &'a [(String, String)], name: &str) -> Option<(&'a str, &'a str)> {
    let spelt = |wanted: &str| {
        variables.iter().find(|(name, value)| name == wanted && !value.trim().is_empty())
    };
    let upper = name.to_ascii_uppercase();
    let found = spelt(name).or_else(|| spelt(&upper).filter(|_| !is_forged(&upper, variables)))?;
    Some((&found.0, found.1.trim()))
}

/// Under CGI, `HTTP_PROXY` is what a client sent as its `Proxy` header (CVE-2016-5385).
fn is_forged(name: &str, variables: &[(String, String)]) -> bool {
    name == "HTTP_PROXY" && variables.iter().any(|(name, _)| name == "REQUEST_METHOD")
}
