use super::*;
use crate::capture::lines::Page;

fn told(text: &str) -> Vec<(String, String)> {
    let page = Page::of(text);
    let of = |machine: Machine| {
        let part = page.of_ranges(&machine.ranges);
        let lines: Vec<&str> = part.lines().iter().collect();
        (machine.computer, lines.join("|"))
    };
    machines(page.lines()).0.into_iter().map(of).collect()
}

fn names(text: &str) -> Vec<String> {
    told(text).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn what_psexec_writes_around_an_output_names_its_machine() {
    let text = "psexec @hosts.txt cscript slmgr.vbs /ato\n\\\\WEB01:\na\n\
                cscript exited on WEB01 with error code 0.\n\\\\10.1.0.7:\nb\n";
    let [(above, _), (first, a), (second, b)] = told(text).try_into().unwrap();
    assert_eq!([above.as_str(), &first, &second], ["", "WEB01", "10.1.0.7"]);
    assert!(a.contains("|a|") && !a.contains('b') && b.contains("|b"));
    let without_heads = "a\ncscript exited on WEB01 with error code 0.\nb\ncmd exited on WEB02 \
                         with error code 1.\n";
    assert_eq!(names(without_heads), ["WEB01", "WEB02"]);
    let one = "psexec64.exe -s \\\\WEB01 cscript slmgr.vbs /dli\na";
    assert_eq!(names(one), ["WEB01"]);
    for other in ["\\\\WEB01\\share:", "\\\\WEB01", "dir \\\\WEB01:", "\\\\:", "he exited on time"]
    {
        assert_eq!(names(other), [""], "{other}");
    }
}

#[test]
fn a_machine_names_itself_where_its_name_was_asked_for() {
    for command in ["hostname", "HOSTNAME.EXE", "$env:COMPUTERNAME", "echo %COMPUTERNAME%"] {
        for below in ["", "\n\nslmgr /dli\nx", "\ncscript slmgr.vbs /dli\nx", "\nipconfig\n"] {
            assert_eq!(names(&format!("{command}\nSRV-FILE-1{below}")), ["SRV-FILE-1"], "{below}");
        }
    }
    let two = "hostname\nSRV-1\n\nslmgr /dli\na\nhostname\nSRV-2\n\nslmgr /ato\nb";
    let [(first, a), (second, b)] = told(two).try_into().unwrap();
    assert_eq!([first.as_str(), &second], ["SRV-1", "SRV-2"]);
    assert!(a.ends_with("|a") && b.starts_with("hostname|SRV-2") && b.ends_with("|b"));
}

#[test]
fn a_word_that_may_be_no_name_is_not_taken_for_one() {
    for other in [
        "hostname\nkms01\nkms02\nkms03",
        "hostname\n--------\nkms01",
        "hostname\nkms01.corp.test",
        "hostname: kms01",
        "hostname\nThe command failed",
        "hostname\nipconfig\n",
        "the hostname\nkms01",
        "Computer: kms01",
        "Server: kms01 (10.0.0.7)",
    ] {
        assert_eq!(names(other), [""], "{other}");
    }
}

#[test]
fn a_short_prompt_and_a_line_that_names_a_place_part_machines() {
    let text = "APP1> cscript //nologo slmgr.vbs /ato\na\nKMS-A>slmgr /dlv\nb\nAPP1> hostname\n";
    assert_eq!(names(text), ["APP1", "KMS-A"]);
    for (line, name) in [
        ("On PC-114:", "PC-114"),
        ("Sur le serveur KMS01 :", "KMS01"),
        ("Auf dem alten Host SRV-7:", "SRV-7"),
        ("En PC9:", "PC9"),
        ("Same test from appsrv4 (10.30.9.15, another LAN):", "appsrv4"),
    ] {
        assert_eq!(names(&format!("{line}\nslmgr /dli\n")), [name], "{line}");
    }
    for other in [
        "nslookup> set type=srv",
        "user-1> hello there",
        "On Windows-11:",
        "On the sub-network:",
        "On Server2022:",
        "See PC-114:",
        "On PC-114 it says:",
        "<b>PC-114:",
    ] {
        assert_eq!(names(&format!("{other}\na\n")), [""], "{other}");
    }
}

#[test]
fn a_name_like_a_word_heads_what_was_typed_below_it() {
    let typed = "C:\\>cscript //nologo slmgr.vbs /dli\nx\n";
    for (line, name) in [
        ("On KMSNEW:", "KMSNEW"),
        ("On LAPTOP:", "LAPTOP"),
        ("Output from LAPTOP:", "LAPTOP"),
        ("Sortie de LAPTOP :", "LAPTOP"),
        ("Sur SRVKMS :", "SRVKMS"),
        ("On KMSNEW (the new host):", "KMSNEW"),
        ("=== SRV01 ===", "SRV01"),
        ("SRV-01:", "SRV-01"),
    ] {
        assert_eq!(names(&format!("{line}\n{typed}")), [name], "{line}");
        assert_eq!(names(&format!("{line}\n\n{typed}")), [name], "{line}");
    }
    // By the whole name elsewhere.
    let elsewhere = |line: &str| format!("{line}\n{typed}ping srvkms.corp.example\n");
    for line in ["Sur srvkms :", "--- srvkms ---", "srvkms:"] {
        assert_eq!(names(&elsewhere(line)), ["srvkms"], "{line}");
    }
    // Beside another one.
    let two = format!("=== KMSNEW ===\n{typed}=== PC-114 ===\n{typed}");
    assert_eq!(names(&two), ["KMSNEW", "PC-114"]);
    for other in [
        "On the client:",
        "On DNS:",
        "From SLMGR:",
        "RESULT OF ACTIVATION:",
        "=== BEFORE ===",
        "BEFORE:",
        "=== DNS ===",
        "Here is the output of the command:",
    ] {
        assert_eq!(names(&format!("{other}\n{typed}")), [""], "{other}");
    }
    // Nothing was typed or printed below.
    assert_eq!(names("On KMSNEW:\nit works\n"), [""]);
}

#[test]
fn a_transcript_names_its_machine_in_any_language() {
    for label in ["Machine:", "Ordinateur :", "Computer:", "Máquina:"] {
        let head = format!("{label} SRV-PAY-03 (Microsoft Windows NT 10.0.17763.0)\n");
        assert_eq!(names(&head), ["SRV-PAY-03"]);
    }
}

#[test]
fn a_session_lasts_until_another_begins_or_somebody_leaves_it() {
    let text = "dli\n[SRV-1]: PS C:\\Users\\adm> slmgr /dli\na\n[SRV-1]: PS C:\\> exit\nlocal\n\
                [srv-2.corp.test]: PS C:\\> x\nb\n[SRV-1]: PS C:\\> y\nc\n";
    let [none, first, second] = told(text).try_into().unwrap();
    assert_eq!((none.0.as_str(), none.1.as_str()), ("", "dli|local"));
    assert!(first.0 == "SRV-1" && first.1.contains("|a|") && first.1.ends_with("|c"));
    assert!(second.0 == "srv-2.corp.test" && second.1.ends_with("|b"));
}

#[test]
fn a_session_that_was_opened_by_address_is_called_as_its_machine_calls_itself() {
    let text = "[10.0.0.5]: PS C:\\> hostname\nSRV-5\n[10.0.0.5]: PS C:\\> slmgr /dli\na\n\
                [kms]: PS C:\\> $env:COMPUTERNAME\nSRV-6\n[kms]: PS C:\\> slmgr /dli\nb";
    assert_eq!(names(text), ["SRV-5", "SRV-6"]);
}

#[test]
fn a_name_that_netbios_cuts_is_the_same_machine() {
    let two = "hostname\nSRV-APPLICATION-0001\n\na b\necho %COMPUTERNAME%\nSRV-APPLICATION\n\nc d";
    assert_eq!(names(two), ["SRV-APPLICATION-0001"]);
}

#[test]
fn a_prompt_over_ssh_names_its_machine() {
    let text = "adm@SRV-1 C:\\Users\\adm>slmgr /dli\na\ncorp\\adm@SRV-2 C:\\>hostname\nSRV-2\n";
    assert_eq!(names(text), ["SRV-1", "SRV-2"]);
    for other in ["adm@corp.test wrote at C:\\>", "adm@SRV-1 said", "@SRV-1 C:\\>"] {
        assert_eq!(names(other), [""], "{other}");
    }
}

#[test]
fn what_stands_above_the_only_machine_is_about_it_unless_it_is_an_output() {
    let session = "[SRV-2]: PS C:\\> slmgr /ato\nError: 0xC004F074\n";
    assert_eq!(names(&format!("It fails on SRV-2:\n{session}")), ["SRV-2"]);
    let output = "Name: Windows(R), ServerStandard edition\n";
    assert_eq!(names(&format!("{output}{session}")), ["", "SRV-2"]);
    assert_eq!(names(&format!("{output}hostname\nSRV-2\n\n{session}")), ["SRV-2"]);
}

#[test]
fn more_machines_than_are_kept_are_told() {
    let many = (0..=MOST_MACHINES).map(|n| format!("[srv-{n}]: PS C:\\> x\n"));
    let many = many.collect::<Vec<_>>().concat();
    let page = Page::of(&many);
    let (machines, is_all) = machines(page.lines());
    assert_eq!((machines.len(), is_all), (MOST_MACHINES, false));
}
