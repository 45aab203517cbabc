//! The proxy of whoever looked it up (`Internet Settings` of their own, or the environment):
//! browsers and tools use it, and services do not.

use super::{path, text};
use crate::capture::json::Object;
use crate::capture::lines::Lines;
use crate::evidence::ProxySettings;
use crate::wire::proxy_settings::{from_environment, from_internet_settings};

/// What a key tells of it; nothing where it is another's, or tells nothing.
pub fn of(key: &Object) -> Option<ProxySettings> {
    let told = |name| text(key, name);
    let is_told = [ENABLED, SERVER, SCRIPT].into_iter().any(|name| told(name).is_some());
    if !is_told || !path(key).is_none_or(is_a_persons) {
        return None;
    }
    let is_off = told(ENABLED).is_some_and(is_zero);
    let listed = told(SERVER).filter(|_| !is_off).unwrap_or_default();
    let bypass = told("ProxyOverride").filter(|_| !is_off).unwrap_or_default();
    Some(from_internet_settings(listed, bypass, told(SCRIPT).unwrap_or_default()))
}

/// The customary variables, as `set` and `Get-ChildItem env:` print them; Windows takes their names
/// in any case.
pub fn by_variables(lines: Lines<'_>) -> Option<ProxySettings> {
    let variables: Vec<(String, String)> =
        lines.iter().filter_map(variable).take(MOST_VARIABLES).collect();
    from_environment(&variables).map(|(_, settings)| settings)
}

fn variable(line: &str) -> Option<(String, String)> {
    const NAMES: [&str; 4] = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"];
    let (name, value) = line.split_once(['=', ' '])?;
    let name = name.to_ascii_lowercase();
    let value = value.trim();
    let is_word = !value.is_empty() && !value.contains(' ');
    (NAMES.contains(&&*name) && is_word).then(|| (name, value.to_owned()))
}

const MOST_VARIABLES: usize = 16;

/// Whether a value of that name is one of it, and of nothing else.
pub fn is_name(name: &str) -> bool {
    [ENABLED, SERVER, SCRIPT].contains(&name)
}

/// Whether that is a value of it, printed alone.
pub fn is_value(name: &str, value: &str) -> bool {
    let is_port = |end: &str| end.parse::<u16>().is_ok();
    let has_port = || value.rsplit_once(':').is_some_and(|(_, end)| is_port(end));
    !value.contains([' ', '>'])
        && match name {
            SERVER => has_port(),
            SCRIPT => value.starts_with("http"),
            _ => false,
        }
}

const ENABLED: &str = "ProxyEnable";
const SERVER: &str = "ProxyServer";
const SCRIPT: &str = "AutoConfigURL";

/// Accounts of a machine or a domain, or of Entra; those of services have hives too.
fn is_a_persons(path: &str) -> bool {
    const HIVES: [&str; 4] =
        [r"hkey_current_user\", r"hkcu\", r"hkey_users\s-1-5-21-", r"hkey_users\s-1-12-1-"];
    let path = path.to_ascii_lowercase();
    let is_settings = path.trim_end_matches('\\').ends_with(r"\currentversion\internet settings");
    is_settings && HIVES.iter().any(|hive| path.starts_with(hive))
}

/// `0`, and `0x0` of `reg query`.
fn is_zero(number: &str) -> bool {
    number.trim_start_matches("0x").bytes().all(|digit| digit == b'0')
}

#[cfg(test)]
mod tests {
    use crate::capture::Text;
    use crate::capture::item_property::parse;
    use crate::evidence::ProxySettings;

    fn told(text: &str) -> Option<ProxySettings> {
        parse(&[], &Text::of(text))?.facts.persons_proxy
    }

    fn servers(text: &str) -> Option<Vec<String>> {
        told(text).map(|told| told.servers.iter().map(|it| it.address.to_string()).collect())
    }

    const KEY: &str =
        r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Internet Settings";

    #[test]
    fn a_persons_proxy_is_read_of_their_own_key_alone() {
        let query = |key: &str, on: &str| {
            format!(
                "{key}\n    ProxyEnable    REG_DWORD    {on}\n    \
                 ProxyServer    REG_SZ    proxy.corp.test:8080\n"
            )
        };
        let proxy = Some(vec!["proxy.corp.test:8080".to_owned()]);
        assert_eq!(servers(&query(KEY, "0x1")), proxy);
        assert_eq!(servers(&query(KEY, "0x0")), Some(Vec::new()));
        let of_network_service = KEY.replace("CURRENT_USER", r"USERS\S-1-5-20");
        assert_eq!(servers(&query(&of_network_service, "0x1")), None);
        assert_eq!(servers(&query(&KEY.replace("Internet Settings", "Run"), "0x1")), None);
        // Through a filter, the key is in the command alone; cut out of it, nowhere.
        let through = |key: &str| {
            let whole = query(key, "0x1");
            let (_, values) = whole.split_once('\n').unwrap();
            format!("C:\\>reg query \"{key}\" | findstr /i proxy\n{values}")
        };
        assert_eq!(servers(&through(&KEY.replace("HKEY_CURRENT_USER", "HKCU"))), proxy);
        assert_eq!(servers(&through(&of_network_service)), None);
        assert_eq!(servers(&query("(Auszug)", "0x1")), proxy);
        let one = "PS C:\\> (Get-ItemProperty 'HKCU:\\Software\\Microsoft\\Windows\\\
                   CurrentVersion\\Internet Settings').ProxyServer\nproxy.corp.test:8080\n";
        assert_eq!(servers(one), proxy);
    }

    #[test]
    fn variables_tell_of_it_in_any_case() {
        let proxy = Some(vec!["proxy.corp.test:8080".to_owned()]);
        for text in [
            "HTTPS_PROXY=http://proxy.corp.test:8080\nPATH=C:\\Windows\n",
            "https_proxy                    http://proxy.corp.test:8080\n",
        ] {
            assert_eq!(servers(text), proxy, "{text}");
        }
        assert_eq!(servers("HTTPS_PROXY is not set\nno_proxy=corp.test\n"), None);
    }

    #[test]
    fn a_script_is_told_and_a_login_is_not_kept() {
        let script = format!("{KEY}\n    AutoConfigURL    REG_SZ    http://wpad.corp.test/p.pac\n");
        let settings = told(&script).unwrap();
        assert_eq!(settings.auto_config_url.as_deref(), Some("http://wpad.corp.test/p.pac"));
        let login = format!("{KEY}\n    ProxyServer    REG_SZ    u:pw@proxy.corp.test:8080\n");
        assert!(!format!("{:?}", told(&login)).contains("pw"));
    }
}
