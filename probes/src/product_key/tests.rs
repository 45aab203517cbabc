use proptest::prelude::*;

use super::*;

/// Made at run time: no whole key stands in a file.
fn groups() -> [String; 5] {
    ["BCDFG", "HJKMP", "QRTVW", "XY234", "6789B"].map(str::to_owned)
}

fn key(between: &str) -> String {
    groups().join(between)
}

fn each_letter(text: &str, write: impl Fn(char) -> String) -> String {
    text.chars().map(write).collect()
}

const MASKED: &str = "XXXXX-XXXXX-XXXXX-XXXXX-6789B";

#[track_caller]
fn is_masked(text: &str, expected: &str) {
    assert_eq!(mask(text), expected, "{text:?}");
    assert!(holds_key(text), "{text:?}");
    assert_eq!(mask(expected), expected, "masked again");
}

#[track_caller]
fn stays(text: &str) {
    assert_eq!(mask(text), text);
    assert!(!holds_key(text), "{text:?}");
}

#[test]
fn a_key_has_one_spelling_afterwards_whatever_stands_between_its_groups() {
    let marks = "-\u{ad}\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}\u{fe58}\u{fe63}\
         \u{ff0d}\u{a0}\u{202f}\u{3000} \t_.:;,/|+=*~#@\u{b7}\u{2022}\u{2192}\u{200b}\u{200d}\
         \u{2060}\u{feff}\u{e000}\u{378}\u{7}\0";
    let longer = [" - ", "\", \"", "  |  ", "\\-", " \u{2013} ", "**-**", ".-", "\u{ad}-"];
    let between = marks.chars().map(String::from).chain(longer.map(str::to_owned));
    for between in between {
        for key in [key(&between), key(&between).to_lowercase()] {
            for (before, after) in
                [("", ""), ("Key: ", "."), ("(", ")"), ("\"", "\","), ("a\n", "\nb")]
            {
                is_masked(&format!("{before}{key}{after}"), &format!("{before}{MASKED}{after}"));
            }
        }
    }
}

#[test]
fn marks_between_the_groups_may_differ_and_be_missing() {
    for marks in [["-", " ", "_", "\u{2013}", ""], ["", "-", "", "", ""]] {
        is_masked(
            &groups()
                .iter()
                .zip(marks)
                .flat_map(|(group, mark)| [group.as_str(), mark])
                .collect::<String>(),
            MASKED,
        );
    }
    is_masked(&key(""), MASKED);
    is_masked(&each_letter(&key(""), |c| format!("{c} ")), &format!("{MASKED} "));
}

#[test]
fn escapes_of_every_format_hide_no_key() {
    let dashes = [
        "&#45;",
        "&#045;",
        "&#x2D;",
        "&#x2d;",
        "&ndash;",
        "&mdash;",
        "&minus;",
        "&#8209;",
        "&#8211;",
        "&nbsp;",
        "&shy;",
        "&amp;#45;",
        "&amp;ndash;",
        "%2D",
        "%2d",
        "%252D",
        "%20",
        "%C2%A0",
        "%A0",
        "%96",
        "%E2%80%93",
        "%u2013",
        "=2D",
        "=E2=80=93",
        "\\u002d",
        "\\u2013",
        "\\\\u002d",
        "\\u{2013}",
        "`u{2d}",
        "\\x2d",
        "\\045",
        "\\055",
        "\\226\\128\\147",
        "\\t",
        "\\r\\n",
        "\\/",
    ];
    for dash in dashes {
        is_masked(&format!("Key={};", key(dash)), &format!("Key={MASKED};"));
    }
    let letters: [fn(char) -> String; 8] = [
        |c| format!("&#{};", u32::from(c)),
        |c| format!("&#x{:X};", u32::from(c)),
        |c| format!("%{:02X}", u32::from(c)),
        |c| format!("%25{:02x}", u32::from(c)),
        |c| format!("={:02X}", u32::from(c)),
        |c| format!("\\u{:04x}", u32::from(c)),
        |c| format!("\\x{:02x}", u32::from(c)),
        |c| format!("\\{:03o}", u32::from(c)),
    ];
    for write in letters.iter().take(7) {
        for key in [key("-"), key("")] {
            is_masked(&format!("<a>{}</a>", each_letter(&key, write)), &format!("<a>{MASKED}</a>"));
        }
    }
    // One letter alone, as an editor may have left it.
    for write in letters {
        is_masked(&key("-").replace('T', &write('T')), MASKED);
    }
}

#[test]
fn an_escape_in_front_hides_no_key_and_neither_does_what_looks_like_one() {
    for before in ["\\t", "\\n", "\\r\\n", "C:\\keys\\", "100%", "a%", "x=", "&", "\\x", "`"] {
        for key in [key("-"), key("-").to_lowercase()] {
            is_masked(&format!("Key:{before}{key}"), &format!("Key:{before}{MASKED}"));
        }
    }
}

#[test]
fn letters_in_other_dress_are_the_same_letters() {
    let shifted =
        |first: u32, base: char, c: char| char::from_u32(first + u32::from(c) - u32::from(base));
    let dresses: [(u32, u32); 6] = [
        (0xff21, 0xff10),
        (0x1d400, 0x1d7ce),
        (0x1d5d4, 0x1d7ec),
        (0x1d670, 0x1d7f6),
        (0x24b6, 0x245f),
        (0x1f130, 0xff10),
    ];
    for (capital, digit) in dresses {
        let dress = |c: char| match c {
            '0'..='9' => shifted(digit, '0', c),
            'A'..='Z' => shifted(capital, 'A', c),
            other => Some(other),
        };
        let key: String = key("-").chars().filter_map(dress).collect();
        is_masked(&format!("Key: {key}!"), &format!("Key: {MASKED}!"));
    }
    is_masked(&key("-").replace('C', "\u{2102}").replace('R', "\u{211d}"), MASKED);
    is_masked(&each_letter(&key("-"), |c| format!("{c}\u{336}")), &format!("{MASKED}\u{336}"));
}

#[test]
fn what_nobody_sees_may_stand_anywhere() {
    for unseen in [
        "\u{200b}",
        "\u{200c}",
        "\u{200d}",
        "\u{2060}",
        "\u{feff}",
        "\u{ad}",
        "\0",
        "\u{3164}",
        "\u{e0041}",
    ] {
        for key in [key("-"), key("")] {
            let spread: Vec<String> = key.chars().map(String::from).collect();
            is_masked(&format!("a {} b", spread.join(unseen)), &format!("a {MASKED} b"));
        }
    }
}

#[test]
fn a_key_may_go_over_the_end_of_a_line() {
    for end in ["\n", "\r\n", "\r\n      ", "\n> ", "\r\n> > ", "-\r\n", "\n-", "=\r\n", "\\n"] {
        is_masked(&format!("a {} b", key(end)), &format!("a {MASKED} b"));
    }
    for end in ["\n", "\r\n", "\r\n      ", "\n> ", "=\r\n"] {
        for at in 1..29 {
            let whole = key("-");
            let (before, after) = whole.split_at(at);
            is_masked(&format!("a {before}{end}{after} b"), &format!("a {MASKED} b"));
        }
        for at in 1..25 {
            let whole = key("");
            let (before, after) = whole.split_at(at);
            is_masked(&format!("a {before}{end}{after} b"), &format!("a {MASKED} b"));
        }
    }
}

#[test]
fn a_key_may_be_glued_to_other_letters() {
    for (before, after) in
        [("pk", "foo"), ("KEY", ""), ("", "OEM"), ("schlüssel", "é"), ("12", "34")]
    {
        is_masked(&format!("{before}{}{after}", key("-")), &format!("{before}{MASKED}{after}"));
    }
    // Without marks, by its case alone.
    is_masked(&format!("pk{}foo", key("")), &format!("pk{MASKED}foo"));
    is_masked(&format!("ab2{}", key("")), &format!("ab{MASKED}"));
    assert!(!mask(&format!("KEY{}AND", key(""))).contains("QRTVW"));
}

#[test]
fn registry_values_in_digits_are_read() {
    let wide: Vec<u8> = key("-").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let digits = |bytes: &[u8], between: &str| {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(between)
    };
    let values = [
        (format!("hex(2):{},00,00", digits(&wide, ",")), "hex(2):", ",00,00,00"),
        (format!("hex(7):{},00,00", digits(&wide, ",\\\r\n  ")), "hex(7):", ",\\\r\n  00,00,00"),
        (format!("#{}", digits(key("-").as_bytes(), "")), "#", ""),
        (format!("x {} y", digits(key("-").as_bytes(), " ")), "x ", " y"),
        (format!("x 0x{} y", digits(key("").as_bytes(), " 0x")), "x 0x", " y"),
    ];
    for (value, before, _) in &values {
        let masked = mask(value);
        assert!(masked.starts_with(&format!("{before}{MASKED}")), "{masked}");
        assert_eq!(mask_source(value), *value, "a parser is to read it");
    }
}

#[test]
fn keys_beside_each_other_keep_a_last_group_each() {
    is_masked(&format!("{} {}", key("-"), key("-")), &format!("{MASKED} {MASKED}"));
    is_masked(&format!("{}-{}", key("-"), key("-")), &format!("{MASKED}-{MASKED}"));
    is_masked(&format!("label-{}-first", key("-")), &format!("label-{MASKED}-first"));
}

/// Whoever puts something before a key must not shift the window.
#[test]
fn of_more_groups_than_a_key_has_no_more_is_shown() {
    for junk in ["WWWWW-", "WWWWW-KKKKK-", "WWWWW "] {
        let masked = mask(&format!("{junk}{}", key("-"))).into_owned();
        for group in groups().iter().take(4) {
            assert!(!masked.contains(group), "{masked}");
        }
    }
}

#[test]
fn a_mistyped_key_is_one() {
    is_masked(&key("-").replace('Q', "O").replace('7', "I"), &MASKED.replace('7', "I"));
    is_masked(&key(" ").replace('Q', "O"), MASKED);
}

#[test]
fn what_is_no_key_stays_readable() {
    let base64 = "MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJRTES/\
         mFjdHByb2Jl0123456789==";
    let hash = "bcdf2346789bcdf2346789bcdf2346789bcdf234";
    let colons: Vec<String> = hash
        .as_bytes()
        .chunks(2)
        .map(|pair| String::from_utf8_lossy(pair).to_uppercase())
        .collect();
    for text in [
        "55c92734-d682-4d71-983e-d6ec3f16059f",
        "{4D36E972-E325-11CE-BFC1-08002BE10318}",
        hash,
        &hash.to_uppercase(),
        &colons.join(":"),
        &format!("0x{hash}{hash}"),
        base64,
        &"1".repeat(54),
        &["123456"; 9].join("-"),
        &["1234567"; 9].join(" "),
        &["234678"; 8].join("-"),
        "00330-80000-00000-AA123",
        "03612-04309-000-000000-03-1033-9600.0000-0612013",
        "S-1-5-21-3623811015-3361044348-30300820-1013",
        "10.0.20348.2227",
        "2001:db8:4c4f:7273:8b2d:bf22:9b7d:436f fe80::b2c3:d4f6%12",
        "4C-4B-46-77-89-9B 22-33-44-66-77-88",
        "kms1.dmz-prd.bvb.corp.example",
        "_ldap._tcp.Default-First-Site-Name._sites.dc._msdcs.corp.example",
        "VIRTUAL_MACHINE_ACTIVATION channel",
        "these words could never quite stand there",
        "hello-world-there-great-stuff",
        "TCP 88, 389, 443, 464, 636, 3268, 3269, 9389, 49664",
        "22334 66778 22334 66778 22334",
        "sms-kvp-dns-gw2.tcp.fqdn.prd.test",
        "PartialProductKey : 6789B",
        "a%20b%2Dc &amp; &#45; \\u002d \\x2d",
        "",
    ] {
        stays(text);
    }
}

#[test]
fn only_the_last_group_stays_of_a_key_that_a_limit_would_cut() {
    let text = format!("{}{}", "a ".repeat(90), key("-"));
    let kept = crate::evidence::scrub(&text);
    assert!(!kept.contains("BCDFG"), "{kept}");
}

#[test]
fn a_key_is_found_wherever_the_parts_of_a_long_text_meet() {
    let spellings = [
        key("-"),
        key("&#45;"),
        key(""),
        each_letter(&key("-"), |c| format!("%{:02X}", u32::from(c))),
    ];
    for spelling in spellings {
        for at in (PART - spelling.len() - BEFORE..PART + 4).step_by(7) {
            let text = format!("{} {spelling} {}", ". ".repeat(at / 2), "é ".repeat(LONGEST));
            let masked = mask(&text);
            assert_eq!(masked.matches(MASKED).count(), 1, "at {at}");
            assert!(!masked.contains(&spelling), "at {at}");
        }
    }
    let many = format!("{} ", key("-")).repeat(5_000);
    assert_eq!(mask(&many), format!("{MASKED} ").repeat(5_000));
}

/// Pieces of keys, of other words and of escapes.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "[BCDFGHJKMPQRTVWXY2346789]{1,9}",
        "[a-z ./:;-]{0,60}",
        prop::sample::select(vec!["-", "%2D", "&#45;", "\\x2d", "%42", "%20", "\\n", "%"])
            .prop_map(str::to_owned),
    ]
}

proptest! {
    #[test]
    fn what_lies_far_from_every_escape_shows_no_key_that_was_not_seen(
        text in prop::collection::vec(piece(), 0..200).prop_map(|pieces| pieces.concat())
    ) {
        let edges = Edges { start: true, end: true };
        let written: Vec<Glyph> = glyphs(&text).collect();
        let Some(reading) = escapes::unescaped(&written) else { return Ok(()) };
        let by_stretch = [keys(written.into_iter(), edges), in_reading(&reading, edges)].concat();
        for key in keys(reading.glyphs.iter().copied(), edges) {
            let (start, end) = (key.at.start, key.at.end);
            let holds_it = |found: &Key| found.at.start <= start && end <= found.at.end;
            prop_assert!(by_stretch.iter().any(holds_it), "{key:?} of {text:?}, {by_stretch:?}");
        }
    }
}

proptest! {
    #[test]
    fn nothing_else_changes_and_twice_is_once(
        before in "[^0-9A-Za-z\\\\%&=`]{0,20}",
        after in "[^0-9A-Za-z\\PC]{0,20}",
        text in "\\PC{0,80}",
    ) {
        let once = mask(&text).into_owned();
        prop_assert_eq!(&mask(&once), &once);
        let framed = mask(&format!("{before} {} \u{e9}{after}", key("-"))).into_owned();
        prop_assert!(framed.starts_with(&format!("{before} {MASKED} \u{e9}")), "{}", framed);
    }

    #[test]
    fn texts_of_keys_alone_are_masked_once_and_for_all(text in "[BCDFG2-9kmp \\-,a\n]{0,200}") {
        let once = mask(&text).into_owned();
        prop_assert_eq!(&mask(&once), &once);
    }
}
