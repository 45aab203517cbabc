use proptest::prelude::*;

use super::*;

const SPP: &str = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\SoftwareProtectionPlatform";

/// Everything is kept, whatever anybody reads.
fn parse(bytes: &[u8]) -> Result<Export, NotAnExport> {
    parse_where(bytes, |_path| true)
}

fn five(body: &str) -> Vec<u8> {
    let text =
        format!("Windows Registry Editor Version 5.00\r\n\r\n{}", body.replace('\n', "\r\n"));
    let wide = text.encode_utf16().flat_map(u16::to_le_bytes);
    [0xff, 0xfe].into_iter().chain(wide).collect()
}

fn read(body: &str) -> Export {
    parse(&five(body)).unwrap()
}

fn machine(export: &Export, key: &str, name: &str) -> Option<Value> {
    export.value(Hive::Machine, key, name)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn every_form_of_value_is_read() {
    let export = read(
        "[HKEY_LOCAL_MACHINE\\K]\n@=\"own\"\n\"Text\"=\"a \\\"b\\\" c:\\\\d\"\n\
         \"Number\"=dword:000006a0\n\
         \"Bytes\"=hex:18,00,00,\\\n  00,ff\n\"Expand\"=hex(2):25,00,77,00,25,00,00,00\n\
         \"List\"=hex(7):61,00,00,00,62,00,\\\n  00,00,00,00\n\
         \"Long\"=hex(b):01,00,00,00,00,00,00,00\n\
         \"Odd \\\"name\\\"\"=\"x\"\n\"Two lines\"=\"one\ntwo\"\n\"Empty\"=\"\"\n\n",
    );
    let value = |name: &str| machine(&export, "k", name).unwrap();
    assert_eq!(value(""), text("own"));
    assert_eq!(value("TEXT"), text("a \"b\" c:\\d"));
    assert_eq!(value("number"), Value::Number(1696));
    assert_eq!(value("bytes"), Value::Bytes(vec![0x18, 0, 0, 0, 0xff]));
    assert_eq!(value("expand"), text("%w%"));
    assert_eq!(value("list"), Value::List(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(value("long"), Value::Number(1));
    assert_eq!(value("odd \"name\""), text("x"));
    assert_eq!(value("two lines"), text("one\ntwo"));
    assert_eq!(value("empty"), text(""));
    assert_eq!((export.not_understood, export.is_cut_short()), (0, false));
}

#[test]
fn the_older_form_has_texts_in_a_code_page() {
    let bytes = b"REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\K]\r\n\"A\"=hex(2):25,77,25,00\r\n\
                  \"L\"=hex(7):61,00,62,00,00\r\n\"S\"=\"kms1\"\r\n\r\n";
    let export = parse(bytes).unwrap();
    assert_eq!(machine(&export, "K", "A"), Some(text("%w%")));
    assert_eq!(machine(&export, "K", "L"), Some(Value::List(vec!["a".to_owned(), "b".to_owned()])));
    assert_eq!(machine(&export, "K", "S"), Some(text("kms1")));
}

#[test]
fn utf_8_is_read_with_and_without_its_mark() {
    let body = "Windows Registry Editor Version 5.00\n\n[HKEY_LOCAL_MACHINE\\K]\n\"Né\"=\"é\"\n";
    for bytes in [body.as_bytes().to_vec(), [b"\xef\xbb\xbf", body.as_bytes()].concat()] {
        assert_eq!(machine(&parse(&bytes).unwrap(), "k", "NÉ"), Some(text("é")));
    }
}

#[test]
fn comments_and_deletions_mean_what_they_mean_to_regedit() {
    let export = read(
        "; by hand\n[HKEY_LOCAL_MACHINE\\A]\n\"x\"=dword:00000001 ; on\n\"y\"=\"1\"\n\"y\"=-\n\
         [HKEY_LOCAL_MACHINE\\B\\C]\n\"x\"=\"1\"\n[-HKEY_LOCAL_MACHINE\\B]\n\
         [HKEY_LOCAL_MACHINE\\BB]\n",
    );
    assert_eq!(machine(&export, "A", "x"), Some(Value::Number(1)));
    assert_eq!(machine(&export, "A", "y"), None);
    assert_eq!(machine(&export, r"B\C", "x"), None);
    assert!(!export.covers(Hive::Machine, r"B\C") && export.covers(Hive::Machine, "BB"));
}

#[test]
fn an_export_knows_what_lies_below_its_keys_and_nothing_else() {
    let export = read(
        "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters]\n\
         \"Domain\"=\"x\"\n",
    );
    assert!(
        export.covers(
            Hive::Machine,
            r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Interfaces"
        )
    );
    assert!(!export.covers(Hive::Machine, r"SYSTEM\CurrentControlSet\Services\Tcpip"));
    assert!(!export.covers(Hive::Machine, SPP));
    assert!(!export.covers(Hive::NetworkService, SPP));
}

#[test]
fn hives_are_kept_apart() {
    let export = read(
        "[HKEY_USERS\\S-1-5-20\\Software\\K]\n\"n\"=\"service\"\n\
         [HKEY_USERS\\S-1-5-18\\Software\\K]\n\"n\"=\"system\"\n\
         [HKEY_USERS\\S-1-5-21-1-2-3-1001_Classes\\Software\\K]\n\"n\"=\"classes\"\n\
         [HKEY_USERS\\S-1-5-21-1-2-3-1001\\Software\\K]\n\"n\"=\"person\"\n\
         [HKEY_CLASSES_ROOT\\Software\\K]\n\"n\"=\"root\"\n",
    );
    assert_eq!(export.value(Hive::NetworkService, r"SOFTWARE\k", "N"), Some(text("service")));
    assert_eq!(export.value(Hive::User, r"SOFTWARE\k", "N"), Some(text("person")));
    assert_eq!(export.value(Hive::Machine, r"SOFTWARE\k", "N"), None);
    let own = read(
        "[HKEY_CURRENT_USER\\K]\n\"n\"=\"own\"\n[HKEY_USERS\\S-1-5-21-1-2-3-1001\\K]\n\
         \"n\"=\"other\"\n",
    );
    assert_eq!(own.value(Hive::User, "K", "n"), Some(text("own")));
}

#[test]
fn a_numbered_control_set_stands_for_the_current_one() {
    let numbered = "[HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001\\K]\n\"n\"=\"1\"\n\
                    [HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet002\\K]\n\"n\"=\"2\"\n";
    let current = r"SYSTEM\CurrentControlSet\K";
    assert_eq!(machine(&read(numbered), current, "n"), Some(text("1")));
    let select =
        format!("{numbered}[HKEY_LOCAL_MACHINE\\SYSTEM\\Select]\n\"Current\"=dword:00000002\n");
    assert_eq!(machine(&read(&select), current, "n"), Some(text("2")));
    assert_eq!(machine(&read(&select), r"SYSTEM\ControlSet001\K", "n"), Some(text("1")));
    let both =
        format!("{select}[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\K]\n\"n\"=\"own\"\n");
    assert_eq!(machine(&read(&both), current, "n"), Some(text("own")));
}

#[test]
fn subkeys_are_named_once_as_they_are_written() {
    let export = read(
        "[HKEY_LOCAL_MACHINE\\K]\n[HKEY_LOCAL_MACHINE\\K\\{A}]\n\
         [HKEY_LOCAL_MACHINE\\K\\{A}\\Deep]\n\
         [HKEY_LOCAL_MACHINE\\K\\b B\\Deep]\n[HKEY_LOCAL_MACHINE\\K2\\x]\n",
    );
    assert_eq!(export.subkeys(Hive::Machine, "k"), ["b B", "{A}"]);
    assert_eq!(export.subkeys(Hive::Machine, "none"), [""; 0]);
}

#[test]
fn a_file_that_ends_in_the_middle_gives_what_came_before() {
    let whole = "[HKEY_LOCAL_MACHINE\\A]\n\"x\"=\"1\"\n[HKEY_LOCAL_MACHINE\\B]\n\"y\"=\"2\"\n";
    for rest in [
        "\"z\"=hex:18,00,\\",
        "\"z\"=hex:18,00,\\\n",
        "\"z\"=hex:18,00",
        "\"z\"=hex:18,0",
        "\"z\"=dword:0000",
        "\"z\"=\"a text that",
        "\"z",
        "\"z\"",
        "[HKEY_LOCAL_MACH",
    ] {
        let export = read(&format!("{whole}{rest}"));
        assert!(export.is_cut_short(), "{rest}");
        assert_eq!(machine(&export, "B", "y"), Some(text("2")), "{rest}");
        assert_eq!(machine(&export, "B", "z"), None, "{rest}");
        assert!(export.covers(Hive::Machine, "A") && !export.covers(Hive::Machine, "B"), "{rest}");
        assert!(!export.covers(Hive::Machine, r"A\C"), "{rest}");
    }
}

#[test]
fn a_line_that_means_nothing_is_counted_and_costs_no_other() {
    let export = read(
        "hello\n[HKEY_LOCAL_MACHINE\\A]\n\"x\"=what\n\"y\"=hex:zz\n\"u\"=\"not closed\n\
         [HKEY_LOCAL_MACHINE\\B]\n\
         \"z\"=\"1\"\n",
    );
    assert_eq!(export.not_understood, 4);
    assert_eq!(machine(&export, "B", "z"), Some(text("1")));
    assert!(!export.is_cut_short());
}

#[test]
fn what_no_host_has_is_left_out_and_counted_and_its_absence_tells_nothing() {
    let numbered = |count: usize, line: &str| -> String {
        (0..=count).map(|number| line.replace("{n}", &number.to_string())).collect()
    };
    let keys = numbered(MOST_KEYS, "[HKEY_LOCAL_MACHINE\\A\\{n}]\n");
    let export = read(&keys);
    assert_eq!((export.left_out, export.keys.len()), (1, MOST_KEYS));
    assert!(export.covers(Hive::Machine, r"A\1") && !export.covers(Hive::Machine, r"A\1\B"));
    let values = numbered(MOST_VALUES, "\"{n}\"=\"\"\n");
    assert_eq!(read(&format!("[HKEY_LOCAL_MACHINE\\A]\n{values}")).left_out, 1);
    let long = "x".repeat((1 << 20) + 1);
    let export = read(&format!("[HKEY_LOCAL_MACHINE\\A]\n\"a\"=\"{long}\"\n\"b\"=\"1\"\n"));
    assert_eq!((export.left_out, machine(&export, "A", "b")), (1, Some(text("1"))));
    let large = format!("\"{{n}}\"=\"{}\"\n", "x".repeat(1 << 20));
    let many = numbered(8, &large);
    assert_eq!(read(&format!("[HKEY_LOCAL_MACHINE\\A]\n{many}")).left_out, 2);
}

#[test]
fn only_keys_that_somebody_reads_are_kept() {
    let file = five(&format!(
        "[HKEY_LOCAL_MACHINE\\{SPP}]\n\"a\"=\"1\"\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Other]\n\
         \"b\"=\"1\"\n"
    ));
    let export = super::parse(&file).unwrap();
    assert_eq!((export.keys.len(), export.left_out, export.not_understood), (1, 0, 0));
    assert_eq!(machine(&export, SPP, "a"), Some(text("1")));
}

#[test]
fn a_text_or_bytes_over_many_lines_are_gone_over_once() {
    for line in ["b\n", "00,\\\n", "\"\n", "\\\n"] {
        for begun in ["\"a\"=\"", "\"a\"=hex:"] {
            let body =
                |lines: usize| format!("[HKEY_LOCAL_MACHINE\\A]\n{begun}{}", line.repeat(lines));
            let looks = |lines: usize| crate::wire::work::counted(|| read(&body(lines))).1;
            let (few, more) = (looks(500), looks(4000));
            assert!(few > 0 && more <= 9 * few, "{begun}{line}: {few} and {more}");
        }
    }
}

#[test]
fn what_follows_a_broken_key_belongs_to_none() {
    let export =
        read("[HKEY_LOCAL_MACHINE\\A]\n\"x\"=\"1\"\n[HKEY_LOCAL_MACHINE\\B\n\"x\"=\"2\"\n");
    assert_eq!((machine(&export, "A", "x"), export.not_understood), (Some(text("1")), 1));
}

#[test]
fn exports_of_several_keys_make_one_host() {
    let one = read("[HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet002\\K]\n\"n\"=\"1\"\n");
    let other = read(
        "[HKEY_LOCAL_MACHINE\\SYSTEM\\Select]\n\"Current\"=dword:00000002\n\
         [HKEY_LOCAL_MACHINE\\B]\n\"z",
    );
    let host = one.with(other);
    assert_eq!(machine(&host, r"SYSTEM\CurrentControlSet\K", "n"), Some(text("1")));
    assert!(host.is_cut_short() && !host.covers(Hive::Machine, "B"));
}

#[test]
fn other_files_are_none() {
    for bytes in
        [b"".as_slice(), b"[HKEY_LOCAL_MACHINE\\A]\r\n", b"{\"a\": 1}", b"Windows Registry Editor"]
    {
        assert_eq!(parse(bytes), Err(NotAnExport));
        assert!(!looks_like(bytes));
    }
    assert!(looks_like(&five("")) && looks_like(b"REGEDIT4\r\n"));
}

#[test]
fn every_prefix_and_every_changed_byte_is_read_or_refused() {
    let whole = five(
        "[HKEY_LOCAL_MACHINE\\A]\n\"x\"=\"1\"\n\"y\"=hex(7):61,00,\\\n  00,00,00,00\n\
         \"z\"=dword:00000001\n",
    );
    for end in 0..whole.len() {
        let _ = parse(&whole[..end]);
    }
    for at in 0..whole.len() {
        for byte in [0, 0xff, whole[at].wrapping_add(1), whole[at].wrapping_sub(1)] {
            let mut changed = whole.clone();
            changed[at] = byte;
            let _ = parse(&changed);
        }
    }
}

const PIECES_OF_EXPORTS: &str = "(\\[|\\]|HKEY_LOCAL_MACHINE\\\\|[a-z]|\"|=|hex|\\(|7|\\)|:|0|,\
     |\\\\|\n|@|-|;| ){0,80}";

proptest! {
    #[test]
    fn no_text_is_a_trouble(body in PIECES_OF_EXPORTS) {
        let export = parse(&five(&body)).unwrap();
        for key in export.subkeys(Hive::Machine, "") {
            let _ = export.values(Hive::Machine, &key);
        }
    }
}
