//! No part of a user name or password stays, whatever the spelling and wherever it stands.

use proptest::prelude::*;

use super::*;
use crate::evidence::ProxySource;
use crate::winhttp_proxy::{self, ProxyChoice};
use crate::wire::registry::export;

/// A user name, or a part of a password between separators: long enough not to stand in an output
/// by chance.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof!["q[a-z]{5,8}", "[1-9]{6,8}", "7[a-z0-9]{5}x"]
}

fn separator() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        ";", " ", "; ", " ;", ",", "/", ":", "@", "%40", "＠", "?", "#", "=", "\\", "\u{a0}",
        "\u{3000}", "://", "|", "\t", "&", "%", "\"",
    ])
}

/// Before the user, at the end of the password, and behind it.
fn spelling() -> impl Strategy<Value = (&'static str, &'static str, &'static str)> {
    let before = [
        "",
        "http=",
        "https=http://",
        "http://",
        "HTTP://",
        "//",
        "socks5://",
        "x=",
        "user=",
        "CORP\\",
        "\\\\",
    ];
    let sign = ["@", "＠", "﹫", "%40", "%2540", " @", "@ ", " @ "];
    let behind = ["proxy.example", "proxy.example:8080", "proxy.example/x.pac", "[fd00::1]:8080"];
    (
        prop::sample::select(before.to_vec()),
        prop::sample::select(sign.to_vec()),
        prop::sample::select(behind.to_vec()),
    )
}

#[derive(Clone, Debug)]
struct Login {
    text: String,
    secrets: Vec<String>,
}

fn login() -> impl Strategy<Value = Login> {
    let password = prop::collection::vec((piece(), separator()), 0..4);
    (spelling(), piece(), password, piece()).prop_map(
        |((before, sign, behind), user, password, last)| {
            let pieces: String = password
                .iter()
                .flat_map(|(piece, separator)| [piece.as_str(), separator])
                .collect();
            let text = format!("{before}{user}:{pieces}{last}{sign}{behind}");
            let secrets =
                password.into_iter().map(|(piece, _)| piece).chain([user, last]).collect();
            Login { text, secrets }
        },
    )
}

/// As a person writes it, among other entries.
fn lists(login: &str) -> [String; 4] {
    [
        login.to_owned(),
        format!("first:80;{login}"),
        format!("{login};last:80"),
        format!("http=a:80;{login} https=b:81"),
    ]
}

/// All that any door makes of the text.
fn kept(text: &str) -> Vec<String> {
    let mut settings = vec![
        from_internet_settings(text, text, text),
        with_bypass(ProxySettings::default(), &[text.to_owned(), "*.corp.example".to_owned()]),
    ];
    let broken = text.replace(' ', "\n        ");
    let netsh = |text: &str| {
        format!(
            "Current WinHTTP proxy settings:\n\n    Proxy Server(s) :  {text}\n    Bypass \
             List     :  {text}\n"
        )
    };
    let files = [
        value(0x18, 3, &[text, text]),
        value(0x46, 15, &[text, text, text]),
        serde_json::json!({ "Proxy": text, "ProxyBypass": text, "AutoconfigUrl": text })
            .to_string()
            .into_bytes(),
        netsh(text).into_bytes(),
        format!("Current WinHTTP proxy settings:\n\n    Proxy Server(s) :  {broken}\n")
            .into_bytes(),
        text.as_bytes().to_vec(),
    ];
    let variables: Vec<_> = ["http_proxy", "HTTPS_PROXY", "all_proxy", "no_proxy"]
        .map(|name| (name.to_owned(), text.to_owned()))
        .into();
    settings.extend(from_environment(&variables).map(|(_, settings)| settings));
    let mut kept: Vec<String> = Vec::new();
    for file in files {
        settings.extend(recognise_all(&String::from_utf8_lossy(&file)));
        match recognise(&file) {
            Ok(read) => settings.push(read),
            Err(error) => kept.push(error.to_string()),
        }
        let choice = ProxyChoice::File { name: "settings.txt".to_owned(), content: file };
        kept.push(format!("{choice:?}"));
        kept.push(serde_json::to_string(&winhttp_proxy::probe(choice)).unwrap());
    }
    match from_url(text) {
        Ok(read) => settings.push(read),
        Err(error) => kept.push(format!("{error} {error:?}")),
    }
    let choice = ProxyChoice::Environment(variables);
    kept.extend([
        format!("{choice:?}"),
        serde_json::to_string(&winhttp_proxy::probe(choice)).unwrap(),
    ]);
    kept.push(serde_json::to_string(&exported(text)).unwrap());
    kept.extend(
        settings
            .iter()
            .flat_map(|read| [format!("{read:?}"), serde_json::to_string(read).unwrap()]),
    );
    kept
}

/// What a registry export with the text in each value makes.
fn exported(text: &str) -> crate::evidence::ProxyEvidence {
    let quoted = text.replace('\\', r"\\").replace('"', "\\\"");
    let values = ["ProxyServer", "ProxyOverride", "AutoConfigURL"]
        .map(|name| format!("\"{name}\"=\"{quoted}\"\n"));
    let file = format!(
        "Windows Registry Editor Version 5.00\n\n\
         [HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings]\n\
         \"ProxyEnable\"=dword:00000001\n{}",
        values.concat()
    );
    let export = export::parse(file.as_bytes()).unwrap();
    winhttp_proxy::from_registry(&export, ProxySource::HostFacts { name: "host.reg".to_owned() })
}

proptest! {
    #[test]
    fn no_part_of_a_user_name_or_password_stays_in_any_spelling(login in login()) {
        for list in lists(&login.text) {
            for text in kept(&list) {
                let lower = text.to_lowercase();
                let found = login.secrets.iter().find(|secret| lower.contains(secret.as_str()));
                prop_assert_eq!(found, None, "of {:?} in {}", list, text);
            }
        }
    }
}

#[test]
fn a_proxy_behind_a_login_is_still_known() {
    let told =
        from_internet_settings("http=alice:12 34@p1:8080;https=bob:pw@p2:8081;last:80", "", "");
    assert_eq!(
        told.servers,
        vec![server(None, "p1", 8080), server(Some("https"), "p2", 8081), server(None, "last", 80)]
    );
    assert_eq!(told.not_understood, ["***"]);
}

#[test]
fn a_key_loses_no_group_to_a_label() {
    // Windows Server 2022 Datacenter's, which Microsoft publishes.
    let groups = ["WX4NM", "KYWYW", "QJJR4", "XV3QB", "6VM33"];
    let escaped = |group: &str| {
        group.bytes().fold(String::new(), |text, letter| text + &format!("\\u00{letter:02x}"))
    };
    let escaped = groups.map(escaped);
    for key in [groups.join(":"), escaped.join(":"), groups.join(" : ")] {
        for login in ["", "name:word@gate.example:8080"] {
            let text = format!(
                "Current WinHTTP proxy settings:\r\n\r\n    Proxy Server(s) :  {login}\n{key}\r\n\
                 \u{20}   Bypass List     :  \n{key}\r\n"
            );
            let settings = recognise(text.as_bytes()).unwrap();
            let kept = format!("{settings:?}").to_lowercase();
            assert!(
                !kept.contains("kywyw") && !kept.contains(&escaped[1].to_lowercase()),
                "{kept}"
            );
        }
    }
}
