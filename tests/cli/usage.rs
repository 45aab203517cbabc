//! Wrong usage is said at once, with what was expected and what was found; nothing is asked and nothing printed.

use crate::program::{fed, run};

#[tokio::test]
async fn what_cannot_be_meant_is_refused_with_expectation_and_finding() {
    for (arguments, words) in [
        (vec!["--bogus"], vec!["--bogus"]),
        (vec!["--timeout", "soon"], vec!["--timeout", "4s", "\"soon\""]),
        (vec!["--deadline", "2h"], vec!["--deadline", "1h", "\"2h\""]),
        (vec!["--kms", "two words"], vec!["--kms", "NAME:PORT", "' '"]),
        (vec!["--kms", "kms1:99999"], vec!["--kms", "99999"]),
        (vec!["--kms", "-x"], vec!["-x"]),
        (vec!["--domain", "192.0.2.1"], vec!["--domain", "corp.example", "address"]),
        (vec!["--dns-server", "ns1.corp.test"], vec!["--dns-server", "IP address", "\"ns1.corp.test\""]),
        (vec!["--ntp-server", "[::1"], vec!["--ntp-server"]),
        (vec!["--only", "kmss"], vec!["--only", "\"kmss\"", "kms-discovery"]),
        (vec!["--only", "proxy"], vec!["--only", "\"proxy\"", "without asking"]),
        (vec!["--only", "kms", "--skip", "kms"], vec!["--only", "--skip", "nothing"]),
        (vec!["--require", "fax"], vec!["--require", "kms, adba, avma, online or phone", "fax"]),
        (vec!["--fail-on", "boredom"], vec!["--fail-on", "warning", "boredom"]),
        (vec!["--format", "yaml"], vec!["--format", "json", "yaml"]),
        (vec!["--proxy", "ftp://gate:21"], vec!["proxy", "http://HOST:PORT", "another scheme"]),
        (vec!["--proxy", "http://gate:1", "--winhttp", "x"], vec!["--proxy", "--winhttp", "cannot be used"]),
        (vec!["--kms", "kms1", "check"], vec!["--kms", "check"]),
        (vec!["--format", "json", "schema"], vec!["--format"]),
        (vec!["check", "leftover"], vec!["leftover"]),
        (vec!["replay"], vec!["<FILE>"]),
        (vec!["completions", "tcl"], vec!["tcl", "bash", "powershell"]),
    ] {
        println!("{arguments:?}");
        run(&arguments).await.was_refused_with(&words);
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_named() {
    for option in ["--site", "--winhttp", "--host-facts", "replay"] {
        run([option, "no-such-file.toml"]).await.was_refused_with(&["cannot read no-such-file.toml"]);
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().to_str().unwrap();
        run([option, folder]).await.was_refused_with(&["cannot read", folder]);
    }
}

#[tokio::test]
async fn a_file_of_host_facts_that_is_no_export_is_refused() {
    let words = ["--host-facts", "Windows Registry Editor Version 5.00"];
    fed(["--host-facts", "-"], b"[HKEY_LOCAL_MACHINE]\r\n").await.was_refused_with(&words);
    let twice = ["--host-facts", "-", "--site", "-"];
    fed(twice, b"").await.was_refused_with(&["--host-facts", "once"]);
}

#[tokio::test]
async fn a_wrong_key_of_the_site_file_is_named_with_its_line() {
    for (site, words) in [
        ("domains = [\"a.test\"]\n\n[kms]\nhost = [\"kms1\"]\n", ["line 4", "`host`", "`hosts`"]),
        ("\u{feff}# saved by Notepad\r\n[limits]\r\nstep = \"soon\"\r\n", ["line 3", "4s", "\"soon\""]),
        ("[dns]\nservers = [\"ns1.corp.test\"]\n", ["line 2", "IP address", "ns1.corp.test"]),
        ("[[online.endpoints]]\nurl = \"ftp://x/\"\n", ["line 2", "https", "ftp"]),
        ("[proxy]\nbypass = []\n", ["line 1", "url", "proxy"]),
        ("domains = [\n", ["line 1", "-:", "TOML"]),
    ] {
        println!("{site:?}");
        fed(["--site", "-"], site.as_bytes()).await.was_refused_with(&words);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_proxy_is_said_without_its_password() {
    let site = "[proxy]\nurl = \"ftp://user:secret@gate:21\"\n";
    for run in [fed(["--site", "-"], site.as_bytes()).await, run(["--proxy", "ftp://user:secret@gate:21"]).await] {
        run.was_refused_with(&["proxy", "http://HOST:PORT", "direct"]);
        assert!(!run.stderr.contains("secret"), "{}", run.stderr);
    }
}

#[tokio::test]
async fn a_site_file_that_powershell_wrote_as_utf_16_is_read() {
    let utf_16: Vec<u8> = "\u{feff}[limits]\r\nstop = 1\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    fed(["--site", "-"], &utf_16).await.was_refused_with(&["line 2", "`stop`", "`step`"]);
}

#[tokio::test]
async fn what_is_wrong_in_the_files_that_a_site_names_is_said_with_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site.toml");
    std::fs::write(&site, "[online]\naccepted_roots = [\"no-such.pem\"]\n").unwrap();
    run(["--site".as_ref(), site.as_os_str()]).await.was_refused_with(&["cannot read", "no-such.pem"]);
    std::fs::write(folder.path().join("no-such.pem"), "no certificate").unwrap();
    run(["--site".as_ref(), site.as_os_str()]).await.was_refused_with(&["accepted_roots", "PEM"]);
}

#[tokio::test]
async fn standard_input_can_be_read_for_one_purpose_only() {
    fed(["--site", "-", "--winhttp", "-"], b"").await.was_refused_with(&["standard input", "--site", "--winhttp"]);
}

#[tokio::test]
async fn help_and_version_are_no_failure() {
    let help = run(["--help"]).await;
    for word in ["Usage", "--require", "replay", "Exit codes", "64", "74"] {
        assert!(help.ended_quietly_with(0).text().contains(word), "{word}");
    }
    let version = run(["--version"]).await;
    assert_eq!(version.ended_quietly_with(0).text().trim_end(), concat!("actprobe ", env!("CARGO_PKG_VERSION")));
    assert!(run(["replay", "--help"]).await.ended_quietly_with(0).text().contains("--fail-on"));
}
