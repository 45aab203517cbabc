//! What holds for any settings: they are read without a panic and told without a password.

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn no_input_makes_a_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        text in "\\PC{0,200}",
    ) {
        let _ = (recognise(&bytes), from_registry(&bytes));
        let _ = (recognise(text.as_bytes()), from_url(&text));
    }

    /// The password has every character but those that end an entry; some follow the digit that
    /// makes it a port.
    #[test]
    fn no_password_survives(
        secret in "[a-zA-Z0-9:/=?#%.@!-]{0,6}hunter2[a-zA-Z0-9:/=?#%.@!-]{0,6}",
        prefix in "(http=|https=|x=)?(http://|https://|socks5://|x://)?",
        tail in "(:8080)?(/x.pac)?",
    ) {
        let entry = format!("{prefix}user:{secret}@proxy.example{tail}");
        let list = format!("first:80;{entry} {entry};last:80");
        let mut kept = Vec::new();
        for text in [&list, &entry] {
            let blob = value(0x46, 15, &[text, text, text]);
            let json =
                serde_json::json!({"Proxy": text, "ProxyBypass": text, "AutoconfigUrl": text});
            let netsh = format!(
                "Current WinHTTP proxy settings:\n    A :  {text}\n    B :  {text}\n"
            );
            for bytes in [blob, json.to_string().into_bytes(), netsh.into_bytes()] {
                kept.push(format!("{:?}", recognise(&bytes)));
                kept.extend(recognise(&bytes).map(|told| serde_json::to_string(&told).unwrap()));
            }
            kept.push(format!("{:?}", from_url(text)));
            kept.extend(from_url(text).map_err(|error| error.to_string()).err());
            let variables = ["http_proxy", "all_proxy", "no_proxy"]
                .map(|name| (name.to_owned(), text.clone()));
            kept.push(format!("{:?}", from_environment(&variables)));
        }
        for text in kept {
            prop_assert!(!text.contains("hunter2"), "{}", text);
        }
    }

    #[test]
    fn no_password_survives_being_torn_apart(
        head in "[a-z0-9]{1,9}",
        tail in "[a-z]{0,9}hunter2[a-z]{0,9}",
    ) {
        for separator in [' ', ';'] {
            let list = format!("http://user:zz{head}{separator}{tail}@proxy:80");
            let raw = RawSettings { proxies: &list, bypass: "", ..RawSettings::default() };
            let kept = format!("{:?}", raw.settings(SettingsForm::None));
            prop_assert!(!kept.contains("hunter2"), "{}", kept);
            prop_assert!(!kept.contains(&format!("zz{head}")), "{}", kept);
        }
    }
}
