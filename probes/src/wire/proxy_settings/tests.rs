use super::*;
use crate::evidence::{HostPort, ProxyServer};

mod properties;
#[cfg(feature = "io")]
mod secrets;

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../../../fixtures/proxy/", $name)).as_slice()
    };
}

fn server(scheme: Option<&str>, host: &str, port: u16) -> ProxyServer {
    ProxyServer {
        scheme: scheme.map(str::to_owned),
        address: HostPort { host: host.to_owned(), port },
    }
}

fn settings(form: SettingsForm, servers: Vec<ProxyServer>, bypass: &[&str]) -> ProxySettings {
    let bypass = bypass.iter().map(|&entry| entry.to_owned()).collect();
    ProxySettings { form, servers, bypass, ..ProxySettings::default() }
}

/// `proxy.contoso.com:8080`, except `localhost` and `*.contoso.com`.
fn contoso() -> ProxySettings {
    let servers = vec![server(None, "proxy.contoso.com", 8080)];
    settings(SettingsForm::WinhttpSettings, servers, &["localhost", "*.contoso.com"])
}

/// A registry value of `version` with `flags` and `strings`.
fn value(version: u32, flags: u32, strings: &[&str]) -> Vec<u8> {
    let mut bytes: Vec<u8> =
        [version, 7, flags].iter().flat_map(|number| number.to_le_bytes()).collect();
    for string in strings {
        bytes.extend(u32::try_from(string.len()).unwrap().to_le_bytes());
        bytes.extend(string.as_bytes());
    }
    bytes
}

fn contoso_value(version: u32) -> Vec<u8> {
    value(version, 3, &["proxy.contoso.com:8080", "localhost;*.contoso.com"])
}

mod registry_values {
    use super::*;

    #[test]
    fn a_list_without_end_is_cut_and_what_is_missing_is_counted() {
        let told = from_registry(&value(
            0x28,
            3,
            &["a;".repeat(3_000).as_str(), "b;".repeat(3_000).as_str()],
        ))
        .unwrap();
        assert_eq!((told.servers.len(), told.bypass.len()), (32, 1_000));
        assert_eq!(told.not_understood, ["+4968"]);
    }

    #[test]
    fn the_value_of_a_fresh_host_is_direct() {
        let direct = b"1800000000000000010000000000000000000000";
        assert_eq!(recognise(direct), Ok(settings(SettingsForm::WinhttpSettings, vec![], &[])));
    }

    #[test]
    fn both_versions_are_read_and_what_follows_is_tolerated() {
        for version in [0x18, 0x28] {
            assert_eq!(recognise(&contoso_value(version)), Ok(contoso()));
            let with_tail = [contoso_value(version), vec![0xff; 9]].concat();
            assert_eq!(from_registry(&with_tail), Ok(contoso()));
        }
    }

    #[test]
    fn the_flags_decide_what_of_the_strings_counts() {
        let strings = ["proxy:80", "<local>", "http://wpad.corp.example/x.pac"];
        let told = |flags| {
            let read = from_registry(&value(0x46, flags, &strings)).unwrap();
            (
                read.servers.len(),
                read.bypass.len(),
                read.auto_config_url.is_some(),
                read.auto_detect,
            )
        };
        assert_eq!(told(1), (0, 0, false, false));
        assert_eq!(told(2), (1, 1, false, false));
        assert_eq!(told(3), (1, 1, false, false));
        assert_eq!(told(5), (0, 0, true, false));
        assert_eq!(told(9), (0, 0, false, true));
        assert_eq!(told(15), (1, 1, true, true));
    }

    #[test]
    fn what_wine_writes_is_read() {
        let wine = value(0x18, 2, &["127.0.0.1:3129", "*.corp.test;<local>"]);
        let servers = vec![server(None, "127.0.0.1", 3129)];
        assert_eq!(
            recognise(&wine),
            Ok(settings(SettingsForm::WinhttpSettings, servers, &["*.corp.test", "<local>"]))
        );
    }

    #[test]
    fn the_browsers_default_asks_for_discovery() {
        let bytes = [value(0x46, 9, &["", "", ""]), vec![0; 32]].concat();
        assert_eq!(bytes.len(), 56);
        let expected = ProxySettings {
            auto_detect: true,
            ..settings(SettingsForm::DefaultConnectionSettings, vec![], &[])
        };
        assert_eq!(recognise(&bytes), Ok(expected.clone()));
        assert_eq!(recognise(&[value(0x3c, 9, &["", "", ""]), vec![0; 32]].concat()), Ok(expected));
    }

    #[test]
    fn a_length_beyond_the_end_is_told_with_both_numbers() {
        for claimed in [23, 0x7fff_ffff, u32::MAX] {
            let mut bytes = contoso_value(0x18);
            bytes[12..16].copy_from_slice(&claimed.to_le_bytes());
            bytes.truncate(38);
            let expected = usize::try_from(claimed).unwrap();
            assert_eq!(
                recognise(&bytes),
                Err(SettingsError::CutShort { field: BlobField::Proxy, expected, found: 22 })
            );
        }
    }

    #[test]
    fn a_version_that_nobody_described_is_refused() {
        assert_eq!(
            from_registry(&value(0x19, 3, &["", ""])),
            Err(SettingsError::UnknownVersion { found: 0x19 })
        );
    }

    #[test]
    fn every_truncation_is_refused_and_none_panics() {
        for version in [0x18, 0x28] {
            let whole = contoso_value(version);
            for len in 0..whole.len() {
                assert!(from_registry(&whole[..len]).is_err(), "{len} bytes");
            }
        }
        let whole = value(0x46, 7, &["proxy:80", "<local>", "http://wpad/x"]);
        for len in 0..whole.len() {
            assert!(from_registry(&whole[..len]).is_err(), "{len} bytes");
        }
    }

    #[test]
    fn no_flipped_byte_makes_a_panic() {
        for whole in [
            contoso_value(0x18),
            contoso_value(0x28),
            value(0x46, 7, &["p:80", "<local>", "http://wpad/x"]),
        ] {
            for at in 0..whole.len() {
                for byte in [
                    0,
                    0xff,
                    whole[at].wrapping_add(1),
                    whole[at].wrapping_sub(1),
                    whole[at] ^ 0x80,
                ] {
                    let mut flipped = whole.clone();
                    flipped[at] = byte;
                    let _ = (from_registry(&flipped), recognise(&flipped));
                }
            }
        }
    }
}

mod pasted_values {
    use super::*;

    #[test]
    fn both_registry_tools_are_read_and_the_services_value_is_chosen() {
        assert_eq!(recognise(fixture!("reg-query.txt")), Ok(contoso()));
        assert_eq!(recognise(fixture!("export.reg")), Ok(contoso()));
    }

    #[test]
    fn bare_digits_are_read_in_any_grouping() {
        let bytes = contoso_value(0x18);
        let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        let lines: Vec<String> = pairs.chunks(16).map(|line| line.join(" ")).collect();
        let decimals: Vec<String> = bytes.iter().map(u8::to_string).collect();
        for text in [
            pairs.concat(),
            pairs.join(" "),
            pairs.join(","),
            lines.join("\r\n"),
            decimals.join("\r\n"),
        ] {
            assert_eq!(recognise(text.as_bytes()), Ok(contoso()), "{text}");
        }
    }

    #[test]
    fn the_browsers_value_is_taken_where_there_is_no_other() {
        let text = "    DefaultConnectionSettings    REG_BINARY    \
             4600000002000000010000000000000000000000000000";
        let read = recognise(format!("{text}00\r\n").as_bytes()).unwrap();
        assert_eq!(read.form, SettingsForm::DefaultConnectionSettings);
        assert!(matches!(
            recognise(text.as_bytes()),
            Err(SettingsError::CutShort { found: 3, .. })
        ));
    }

    #[test]
    fn digits_that_are_none_are_told() {
        for text in [
            "\"WinHttpSettings\"=hex:18,0",
            "\"WinHttpSettings\"=hex:18,0,00",
            "\"WinHttpSettings\"=hex:18,zz",
        ] {
            assert!(
                matches!(recognise(text.as_bytes()), Err(SettingsError::NotHex { .. })),
                "{text}"
            );
        }
    }

    #[test]
    fn every_truncation_of_an_export_has_an_answer() {
        let whole = fixture!("export.reg");
        for len in 0..whole.len() {
            let _ = recognise(&whole[..len]);
        }
    }
}

mod netsh_text {
    use super::*;

    #[test]
    fn direct_is_told_in_every_language() {
        for (name, capture) in [
            ("fr cp850", fixture!("netsh-fr-direct-cp850.txt")),
            ("fr utf-16", fixture!("netsh-fr-direct-utf16le-unmarked.txt")),
            ("ja", fixture!("netsh-ja-direct-cp932.txt")),
            ("zh", fixture!("netsh-zh-cn-direct-fullwidth-cp936.txt")),
            ("ru", fixture!("netsh-ru-direct-cp866.txt")),
            ("ko", fixture!("netsh-ko-direct-cp949.txt")),
            ("es", fixture!("netsh-es-direct-cp850.txt")),
            ("pt", fixture!("netsh-pt-br-direct-cp850.txt")),
            ("de", fixture!("netsh-de-direct-cp850.txt")),
        ] {
            assert_eq!(
                recognise(capture),
                Ok(settings(SettingsForm::NetshText, vec![], &[])),
                "{name}"
            );
        }
    }

    #[test]
    fn a_proxy_is_read_in_every_language() {
        for (name, capture, bypass) in [
            ("fr cp850", fixture!("netsh-fr-proxy-cp850.txt"), [].as_slice()),
            ("fr cp1252", fixture!("netsh-fr-proxy-cp1252.txt"), &[]),
            ("fr utf-16", fixture!("netsh-fr-proxy-utf16le.txt"), &[]),
            ("ja", fixture!("netsh-ja-proxy-cp932.txt"), &[]),
            ("zh", fixture!("netsh-zh-cn-proxy-cp936.txt"), &[]),
            ("de", fixture!("netsh-de-proxy-cp850.txt"), &["*.corp.example", "<local>"]),
        ] {
            let servers = vec![server(None, "proxy.corp.example", 8080)];
            assert_eq!(
                recognise(capture),
                Ok(settings(SettingsForm::NetshText, servers, bypass)),
                "{name}"
            );
        }
    }

    #[test]
    fn prompts_around_the_output_do_no_harm() {
        let servers = vec![
            server(Some("http"), "proxy1.corp.example", 8080),
            server(Some("https"), "proxy2.corp.example", 8443),
        ];
        let expected =
            settings(SettingsForm::NetshText, servers, &["<local>", "*.corp.example", "10.*"]);
        assert_eq!(recognise(fixture!("netsh-en-proxy-prompt.txt")), Ok(expected));
    }

    #[test]
    fn lost_indentation_and_a_lost_heading_are_forgiven() {
        let servers = vec![server(None, "proxy", 8080)];
        let expected = settings(SettingsForm::NetshText, servers, &[]);
        let lines = "Proxy Server(s) :  proxy:8080\nBypass List     :  (none)\n";
        assert_eq!(recognise(lines.as_bytes()), Ok(expected.clone()));
        assert_eq!(
            recognise(format!("Current WinHTTP proxy settings:\n{lines}").as_bytes()),
            Ok(expected)
        );
    }

    #[test]
    fn no_other_text_is_taken_for_a_direct_connection() {
        for text in [
            "",
            "\n\n",
            "Direct access (no proxy server).",
            "Current WinHTTP proxy settings:\n\n",
            "The following command was not found: winhttp show proxy.\n",
            "Windows IP Configuration\n\n   Host Name . . . : srv1\n   Node Type . . . : Hybrid\n",
            "name: value with blanks\nother: value\n",
        ] {
            assert!(
                matches!(recognise(text.as_bytes()), Err(SettingsError::NotRecognised { .. })),
                "{text}"
            );
        }
    }

    #[test]
    fn an_error_says_what_was_expected_and_found() {
        let message = recognise(b"one\ntwo\n").unwrap_err().to_string();
        assert!(
            message.starts_with("expected ") && message.ends_with("found 2 lines of another shape"),
            "{message}"
        );
    }
}

mod advproxy_json {
    use super::*;

    fn json(text: &str) -> Result<ProxySettings, SettingsError> {
        recognise(text.as_bytes())
    }

    #[test]
    fn every_member_is_read_under_its_heading() {
        let servers = vec![server(None, "proxy.corp.example", 8080)];
        let expected = ProxySettings {
            auto_config_url: Some("http://wpad.corp.example/proxy.pac".to_owned()),
            ..settings(SettingsForm::AdvproxyJson, servers, &["<local>", "*.corp.example"])
        };
        assert_eq!(recognise(fixture!("advproxy-en.txt")), Ok(expected));
    }

    #[test]
    fn an_empty_object_is_direct() {
        let direct = settings(SettingsForm::AdvproxyJson, vec![], &[]);
        assert_eq!(recognise(fixture!("advproxy-fr-empty-cp850.txt")), Ok(direct.clone()));
        assert_eq!(json("{ }"), Ok(direct));
    }

    #[test]
    fn what_is_switched_off_does_not_count() {
        let off = r#"{"ProxyIsEnabled":false,"Proxy":"p:80","ProxyBypass":"x",
                      "AutoConfigIsEnabled":0,"AutoConfigUrl":"http://wpad/","autodetect":true}"#;
        let expected = ProxySettings {
            auto_detect: true,
            ..settings(SettingsForm::AdvproxyJson, vec![], &[])
        };
        assert_eq!(json(off), Ok(expected));
    }

    #[test]
    fn a_proxy_without_its_switch_counts() {
        let servers = vec![server(None, "p", 80)];
        assert_eq!(
            json(r#"{"Proxy":"p:80"}"#),
            Ok(settings(SettingsForm::AdvproxyJson, servers, &[]))
        );
    }

    #[test]
    fn broken_json_is_told_by_its_place_and_not_by_its_words() {
        let error = json("{\n  \"Proxy\": \"u:hunter2@p:80\",,\n}").unwrap_err();
        assert!(matches!(error, SettingsError::NotJson { line: 2, .. }), "{error}");
        let error = json(r#"{"Proxy": 5}"#).unwrap_err();
        assert_eq!(error, SettingsError::JsonType { member: "Proxy", expected: "a string" });
    }

    #[test]
    fn every_truncation_has_an_answer() {
        let whole = fixture!("advproxy-en.txt");
        for len in 0..whole.len() {
            let _ = recognise(&whole[..len]);
        }
    }
}

mod lists {
    use super::*;

    fn read(list: &str) -> ProxySettings {
        RawSettings { proxies: list, ..RawSettings::default() }.settings(SettingsForm::None)
    }

    #[test]
    fn the_documented_grammar_is_read() {
        let list = "http=http://a:3128;https=b  ftp=c;[fd00::1]:8080 https://d https://e:8443/ f \
             10.0.0.1:81";
        let expected = vec![
            server(Some("http"), "a", 3128),
            server(Some("https"), "b", 80),
            server(Some("ftp"), "c", 80),
            server(None, "fd00::1", 8080),
            server(None, "d", 443),
            server(None, "e", 8443),
            server(None, "f", 80),
            server(None, "10.0.0.1", 81),
        ];
        assert_eq!(read(list).servers, expected);
        assert_eq!(read(list).not_understood, Vec::<String>::new());
    }

    #[test]
    fn a_user_and_password_before_a_host_are_dropped() {
        let told = read("user:hunter2@a:8080 https=http://user:p@ss:w0rd@b:8080/");
        assert_eq!(told.servers, vec![server(None, "a", 8080), server(Some("https"), "b", 8080)]);
    }

    #[test]
    fn what_makes_no_sense_is_counted_and_shown_where_it_is_a_proxy_of_another_kind() {
        let told =
            read("good:80;socks5://s:1080;password=hunter2;bad:port;[::1;proxy:80:alice:hunter2");
        assert_eq!(told.servers, vec![server(None, "good", 80)]);
        assert_eq!(told.not_understood, ["socks5://s:1080", "***", "***", "***", "***"]);
    }

    #[test]
    fn an_address_of_a_script_loses_its_user_and_keeps_its_path() {
        for (text, expected) in [
            ("http://user:secret@wpad/x.pac", "http://wpad/x.pac"),
            ("HTTPS://user@wpad:81/x.pac", "HTTPS://wpad:81/x.pac"),
            ("user:secret@wpad/x.pac", "wpad/x.pac"),
            ("//user:secret@wpad/x.pac", "wpad/x.pac"),
            ("http://user:secret%40wpad/x.pac", "http://wpad/x.pac"),
            ("http://wpad/x.pac?user=alice&password=secret", "http://wpad/x.pac?***"),
            ("http://wpad/mail@corp/x.pac", "http://***"),
            ("http://user:sec/ret@wpad/x.pac", "http://***"),
        ] {
            let told = RawSettings { auto_config_url: text, ..RawSettings::default() }
                .settings(SettingsForm::None);
            assert_eq!(told.auto_config_url.as_deref(), Some(expected));
        }
    }
}

mod urls {
    use super::*;

    #[test]
    fn a_proxy_is_read_with_and_without_its_scheme() {
        for (text, host, port) in [
            ("http://proxy.corp.example:8080", "proxy.corp.example", 8080),
            ("HTTP://proxy.corp.example:8080/", "proxy.corp.example", 8080),
            ("proxy:3128", "proxy", 3128),
            ("proxy", "proxy", 80),
            ("http://user:p%40ss@[fd00::1]:8080", "fd00::1", 8080),
        ] {
            assert_eq!(
                from_url(text),
                Ok(settings(SettingsForm::Url, vec![server(None, host, port)], &[])),
                "{text}"
            );
        }
    }

    #[test]
    fn what_winhttp_cannot_do_is_refused_by_name() {
        for (text, expected) in [
            ("https://proxy:443", ProxyUrlError::Tls),
            ("socks5://proxy:1080", ProxyUrlError::Socks),
            ("SOCKS5H://proxy", ProxyUrlError::Socks),
            ("ftp://proxy", ProxyUrlError::Scheme),
            ("http://proxy:80/path", ProxyUrlError::Path),
            ("http://", ProxyUrlError::Host(crate::wire::host_port::HostPortError::Empty)),
        ] {
            assert_eq!(from_url(text), Err(expected), "{text}");
            assert!(expected.to_string().contains("found"), "{expected}");
        }
    }
}

mod variables {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Option<(Vec<String>, ProxySettings)> {
        let owned: Vec<_> =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        from_environment(&owned)
    }

    #[test]
    fn each_variable_serves_its_scheme() {
        let (names, told) = read(&[
            ("no_proxy", "localhost,.corp.example 10.0.0.0/8"),
            ("http_proxy", "http://a:3128/"),
            ("HTTPS_PROXY", "b:3128"),
            ("ALL_PROXY", "c"),
        ])
        .unwrap();
        assert_eq!(names, ["http_proxy", "HTTPS_PROXY", "ALL_PROXY", "no_proxy"]);
        let servers = vec![
            server(Some("http"), "a", 3128),
            server(Some("https"), "b", 3128),
            server(None, "c", 80),
        ];
        let bypass = ["localhost", ".corp.example", "10.0.0.0/8"];
        assert_eq!(told, settings(SettingsForm::Environment, servers, &bypass));
    }

    #[test]
    fn the_lower_case_name_wins() {
        let (names, told) = read(&[("HTTPS_PROXY", "upper"), ("https_proxy", "lower")]).unwrap();
        assert_eq!(
            (names, told.servers),
            (vec!["https_proxy".to_owned()], vec![server(Some("https"), "lower", 80)])
        );
    }

    #[test]
    fn a_client_of_a_cgi_program_cannot_name_a_proxy() {
        assert!(read(&[("HTTP_PROXY", "a:3128")]).is_some());
        assert_eq!(read(&[("HTTP_PROXY", "a:3128"), ("REQUEST_METHOD", "GET")]), None);
    }

    #[test]
    fn a_proxy_of_another_kind_is_kept_as_not_understood() {
        let (_, told) =
            read(&[("all_proxy", "socks5://s:1080"), ("https_proxy", "socks5://u:hunter2@s")])
                .unwrap();
        assert_eq!(
            (told.servers.len(), told.not_understood),
            (0, vec!["***".to_owned(), "socks5://s:1080".to_owned()])
        );
    }
}

#[test]
fn a_list_of_millions_is_read_in_part_and_all_of_it_is_counted() {
    let text = format!(
        "Current WinHTTP proxy settings:\n\n    Proxy Server(s) :  {}\n",
        "p:80;".repeat(100_000)
    );
    let settings = recognise(text.as_bytes()).unwrap();
    assert_eq!(settings.servers.len(), 32);
    assert_eq!(settings.not_understood, ["+99968"]);
}
