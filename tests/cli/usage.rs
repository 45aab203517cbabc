//! Wrong usage is said at once, with what was expected and what was found; nothing is asked and
//! nothing printed.

use actprobe::ask::cli::{CheckArgs, Cli, SecretError, Surroundings, request_of};
use actprobe_probes::winhttp_proxy;
use clap::Parser;

use crate::program::{fed, for_its_owner_alone, run};

#[tokio::test]
async fn what_cannot_be_meant_is_refused_with_expectation_and_finding() {
    for (arguments, words) in [
        (vec!["--bogus"], vec!["--bogus"]),
        (vec!["--timeout", "soon"], vec!["--timeout", "4s"]),
        (vec!["--deadline", "2h"], vec!["--deadline", "1h"]),
        (vec!["--kms", "two words"], vec!["--kms", "NAME:PORT", "' '"]),
        (vec!["--kms", "kms1:99999"], vec!["--kms", "a port of 1 to 65535"]),
        (vec!["--kms", "-x"], vec!["-x"]),
        (vec!["--domain", "192.0.2.1"], vec!["--domain", "corp.example", "address"]),
        (vec!["--ad-controller", "192.0.2.1"], vec!["--ad-controller", "dc1.corp.example"]),
        (vec!["--ad-controller", "dc1.corp.test:636"], vec!["--ad-controller", "without port"]),
        (vec!["--dns-server", "ns1.corp.test"], vec!["--dns-server", "IP address"]),
        (vec!["--ntp-server", "[::1"], vec!["--ntp-server"]),
        (vec!["--only", "kmss"], vec!["--only", "kms-discovery"]),
        (vec!["--only", "proxy"], vec!["--only", "\"proxy\"", "without asking"]),
        (vec!["--only", "kms", "--skip", "kms"], vec!["--only", "--skip", "nothing"]),
        (vec!["--code", "0xC004F07"], vec!["--code", "eight", "0xC004F074", "-1073418124"]),
        (vec!["--code", "12288"], vec!["--code", "eight"]),
        (vec!["--code", "-1073418124x"], vec!["unexpected argument"]),
        (vec!["replay", "--offline"], vec!["--import", "--code"]),
        (vec!["--require", "fax"], vec!["--require", "kms, adba, avma, online or offline"]),
        (vec!["--require", "kms", "online"], vec!["commas", "--require kms,online"]),
        (vec!["--only", "kms", "clock-skew"], vec!["commas", "--only kms,online"]),
        (vec!["--only", "offline"], vec!["--only", "\"offline\"", "without asking"]),
        (
            vec!["--ntp-server", "192.0.2.1", "--skip", "clock"],
            vec!["--ntp-server", "--skip", "one of the two"],
        ),
        (vec!["--kms", "kms1", "--skip", "kms-target"], vec!["--kms", "--skip"]),
        (vec!["--fail-on", "boredom"], vec!["--fail-on", "warning", "blocked"]),
        (vec!["--format", "yaml"], vec!["--format", "json", "text"]),
        (vec!["--proxy", "ftp://gate:21"], vec!["proxy", "http://HOST:PORT", "another scheme"]),
        (
            vec!["--proxy", "http://gate:1", "--winhttp", "x"],
            vec!["--proxy", "--winhttp", "cannot be used"],
        ),
        (vec!["--kms", "kms1", "check"], vec!["--kms", "check"]),
        (vec!["--format", "json", "schema"], vec!["--format"]),
        (vec!["check", "leftover"], vec!["unexpected argument", "***"]),
        (vec!["replay"], vec!["<FILE>"]),
        (vec!["completions", "tcl"], vec!["bash", "powershell"]),
    ] {
        println!("{arguments:?}");
        run(&arguments).await.was_refused_with(&words);
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_named() {
    for option in ["--site", "--winhttp", "--host-facts", "replay"] {
        run([option, "no-such-file.toml"])
            .await
            .was_refused_with(&["cannot read no-such-file.toml"]);
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
        (
            "\u{feff}# saved by Notepad\r\n[limits]\r\nstep = \"soon\"\r\n",
            ["line 3", "4s", "limits.step"],
        ),
        ("[dns]\nservers = [\"ns1.corp.test\"]\n", ["line 2", "IP address", "dns.servers[0]"]),
        (
            "[[online.endpoints]]\nurl = \"ftp://x/\"\n",
            ["line 2", "https", "online.endpoints[0].url"],
        ),
        ("[proxy]\nbypass = []\n", ["line 1", "url", "proxy"]),
        ("[dns]\nserver = []\n", ["line 2", "`server`", "is `servers` meant?"]),
        ("domains = \"a.test\"\n", ["line 1", "domains", "expected a list of texts, found a text"]),
        ("kms = [1]\n", ["line 1", "kms", "expected a table, found a list"]),
        ("require = \"kms\"\n", ["line 1", "require", "expected a list of texts"]),
        (
            "[online]\naccepted_roots = [\"pem\\corp.pem\"]\n",
            ["line 2", "single quotes", "'pem\\root.pem'"],
        ),
        (
            "[online]\naccepted_roots = [\"pem\\root.pem\"]\n",
            ["line 2", "control character", "'pem\\root.pem'"],
        ),
        ("domains = [\n", ["line 1", "-:", "TOML"]),
    ] {
        println!("{site:?}");
        fed(["--site", "-"], site.as_bytes()).await.was_refused_with(&words);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_proxy_is_said_without_its_password() {
    let site = "[proxy]\nurl = \"ftp://user:secret@gate:21\"\n";
    for run in [
        fed(["--site", "-"], site.as_bytes()).await,
        run(["--proxy", "ftp://user:secret@gate:21"]).await,
    ] {
        run.was_refused_with(&["proxy", "http://HOST:PORT", "direct"]);
        assert!(!run.stderr.contains("secret"), "{}", run.stderr);
    }
}

#[tokio::test]
async fn a_site_file_that_powershell_wrote_as_utf_16_is_read() {
    let utf_16: Vec<u8> =
        "\u{feff}[limits]\r\nstop = 1\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    fed(["--site", "-"], &utf_16).await.was_refused_with(&["line 2", "`stop`", "`step`"]);
}

/// Somebody mistakes one option for another, or forgets its name: the value may be a password.
#[tokio::test]
async fn no_complaint_repeats_a_value() {
    const SECRET: &str = "http://user:hunter2@gate:21/";
    let options = [
        "--domain",
        "--dns-server",
        "--kms",
        "--expected-kms",
        "--ntp-server",
        "--ad-domain",
        "--require",
        "--fail-on",
        "--only",
        "--skip",
        "--code",
        "--timeout",
        "--deadline",
        "--format",
        "--winhttp",
        "--host-facts",
        "--import",
        "--site",
    ];
    let mut all: Vec<Vec<&str>> = options.iter().map(|option| vec![*option, SECRET]).collect();
    all.extend(
        options
            .iter()
            .map(|option| vec![*option, "hunter2 x:@"])
            .filter(|words| !takes_a_file(words[0])),
    );
    all.extend([
        vec!["--proxy", "ftp://user:hunter2@gate"],
        vec!["--proxy", "http://user:hunter2@"],
        vec!["hunter2"],
        vec![SECRET],
        vec!["check", "hunter2"],
        vec!["--proxy", "direct", "hunter2"],
        vec!["replay", SECRET],
        vec!["diff", SECRET, "x"],
        vec!["schema", "hunter2"],
        vec!["completions", "hunter2"],
        vec!["--ascii=hunter2"],
        vec!["-phunter2"],
        vec!["--ad-pasword=hunter2"],
        vec!["--dry-run", "--hunter2 x"],
        vec!["replay", "--import", SECRET, "--offline"],
        vec!["--ad-user", "alice", "--ad-password-file", SECRET],
        vec!["--", "hunter2"],
        vec!["help", "hunter2"],
    ]);
    for arguments in all {
        let run = run(&arguments).await;
        assert_eq!((run.code(), run.text()), (Some(64), ""), "{arguments:?}: {}", run.stderr);
        assert!(
            !run.stderr.contains("hunter2") && run.stderr.len() > 30,
            "{arguments:?}: {}",
            run.stderr
        );
    }
}

fn takes_a_file(option: &str) -> bool {
    ["--winhttp", "--host-facts", "--import", "--site"].contains(&option)
}

#[tokio::test]
async fn no_complaint_about_a_file_repeats_a_value() {
    let report = |evidence: &str| format!("{{\"schema_version\":1,{evidence}}}");
    for (arguments, content) in [
        (["--site", "-"], "[proxy]\nurl = \"http://user:hunter2@gate:x\"\n".to_owned()),
        (["--site", "-"], "[proxy]\nurl = \"http://user:hunter2@gate\n".to_owned()),
        (["--site", "-"], "\"http://user:hunter2@gate\" = 1\n".to_owned()),
        (
            ["--site", "-"],
            "[[online.endpoints]]\nurl = \"https://user:hunter2@gate/\"\n".to_owned(),
        ),
        (["--host-facts", "-"], "http://user:hunter2@gate".to_owned()),
        (["replay", "-"], "http://user:hunter2@gate".to_owned()),
        (["replay", "-"], report("\"tool_version\":{\"http://user:hunter2@gate\":1}")),
        (["replay", "-"], report("\"http://user:hunter2@gate\":1")),
        (
            ["replay", "-"],
            report("\"tool_version\":\"\",\"started_at\":\"http://user:hunter2@gate\""),
        ),
    ] {
        let run = fed(arguments, content.as_bytes()).await;
        assert_eq!((run.code(), run.text()), (Some(64), ""), "{content}: {}", run.stderr);
        assert!(
            !run.stderr.contains("hunter2") && run.stderr.len() > 30,
            "{content}: {}",
            run.stderr
        );
        assert_eq!(run.stderr.lines().count(), 1, "{content}: {}", run.stderr);
    }
}

#[tokio::test]
async fn a_complaint_is_one_line_whatever_a_name_holds() {
    let name = "no\nsuch\r\nfile\u{2028}\u{85}x";
    for arguments in [
        ["--site", name],
        ["--winhttp", name],
        ["--host-facts", name],
        ["--import", name],
        ["replay", name],
    ] {
        let run = run(arguments).await;
        run.was_refused_with(&["no such", "file  x"]);
        assert_eq!(run.stderr.lines().count(), 1, "{:?}", run.stderr);
    }
    let key = fed(["replay", "-"], b"{\"schema_version\":1,\"a\\nb\":0}").await;
    key.was_refused_with(&["unknown key"]);
    assert_eq!(key.stderr.lines().count(), 1, "{:?}", key.stderr);
}

#[tokio::test]
async fn what_is_wrong_in_the_files_that_a_site_names_is_said_with_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site.toml");
    std::fs::write(&site, "[online]\naccepted_roots = [\"no-such.pem\"]\n").unwrap();
    run(["--site".as_ref(), site.as_os_str()])
        .await
        .was_refused_with(&["cannot read", "no-such.pem"]);
    std::fs::write(folder.path().join("no-such.pem"), "no certificate").unwrap();
    run(["--site".as_ref(), site.as_os_str()]).await.was_refused_with(&["accepted_roots", "PEM"]);
}

#[tokio::test]
async fn a_site_file_names_files_of_its_own_folder_alone() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site.toml");
    for name in [
        r"\\\\host\\share\\x.pem",
        "//host/share/x.pem",
        "/etc/hosts",
        "../x.pem",
        "C:x.pem",
        "NUL",
        r"a\\..\\..\\x",
    ] {
        for key in ["[directory]\nauthorities", "[online]\naccepted_roots"] {
            std::fs::write(&site, format!("{key} = [\"{name}\"]\n")).unwrap();
            let words = ["line 2", "expected a file in the folder of the site file"];
            run(["--dry-run".as_ref(), "--site".as_ref(), site.as_os_str()])
                .await
                .was_refused_with(&words);
        }
    }
    let fed = fed(["--site", "-"], b"[online]\naccepted_roots = [\"x.pem\"]\n").await;
    fed.was_refused_with(&["standard input", "accepted_roots", "folder"]);
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_out_of_the_folder_of_a_site_file_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site.toml");
    std::fs::write(&site, "[online]\naccepted_roots = [\"link.pem\"]\n").unwrap();
    std::os::unix::fs::symlink("/etc/hosts", folder.path().join("link.pem")).unwrap();
    run(["--site".as_ref(), site.as_os_str()])
        .await
        .was_refused_with(&["link.pem", "a link out of it"]);
}

#[tokio::test]
async fn a_dry_run_reads_nothing_that_a_site_file_names() {
    let site = b"[directory]\ndomain = \"corp.test\"\nauthorities = [\"a.pem\"]\n[online]\n\
          accepted_roots = [\"b.pem\"]\n";
    assert_eq!(fed(["--dry-run", "--site", "-"], site).await.code(), Some(0));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("site.toml"), site).unwrap();
    let site = folder.path().join("site.toml");
    assert_eq!(
        run(["--dry-run".as_ref(), "--site".as_ref(), site.as_os_str()]).await.code(),
        Some(0)
    );
}

/// What is kept of a proxy and its exceptions goes into the report.
#[test]
fn the_proxy_of_a_site_file_loses_users_and_passwords() {
    let site = "[proxy]\nurl = \"http://alice:hunter2@gate:3128\"\n\
         bypass = [\"*.corp.test\", \"alice:hunter2@a.test\", \"alice:hun\", \"ter2%40b.test\"]\n";
    let surroundings = Surroundings {
        environment: Vec::new(),
        read: &|_| Ok(site.as_bytes().to_vec()),
        read_in_folder: &|_, _| Ok(Vec::new()),
        read_secret: &|_| Ok(Vec::new()),
    };
    let arguments = CheckArgs { site: Some("site.toml".into()), ..CheckArgs::default() };
    let request = request_of(&arguments, &surroundings).unwrap();
    let kept = serde_json::to_string(&winhttp_proxy::probe(request.proxy)).unwrap();
    assert!(kept.contains("gate") && kept.contains("b.test"), "{kept}");
    for secret in ["alice", "hunter2", "hun", "ter2"] {
        assert!(!kept.contains(secret), "{secret} in {kept}");
    }
}

/// A password's file and a site file in a folder.
struct LogOn {
    folder: tempfile::TempDir,
}

impl LogOn {
    fn with(site: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("site.toml"), site).unwrap();
        std::fs::write(folder.path().join("secret.txt"), "sesame\n").unwrap();
        for_its_owner_alone(&folder.path().join("secret.txt"));
        Self { folder }
    }

    fn file(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn arguments(&self, more: &[&str]) -> Vec<String> {
        let (site, secret) = (self.file("site.toml"), self.file("secret.txt"));
        let own = ["--ad-user", "alice", "--ad-password-file", &secret, "--site", &site];
        own.iter().chain(more).map(|word| (*word).to_owned()).collect()
    }

    /// For what is refused, or asks nothing.
    async fn run(&self, more: &[&str]) -> crate::program::Run {
        run(self.arguments(more)).await
    }

    /// Why a run would be refused, if it would: whoever is named to it would be asked.
    fn objection(&self, more: &[&str]) -> Option<String> {
        let words = std::iter::once("actprobe".to_owned()).chain(self.arguments(more));
        let surroundings = Surroundings {
            environment: Vec::new(),
            read: &|file| std::fs::read(file),
            read_in_folder: &|_, _| Ok(include_bytes!("../../probes/roots/microsoft.pem").to_vec()),
            read_secret: &|file| std::fs::read(file).map_err(SecretError::Unreadable),
        };
        let arguments = Cli::try_parse_from(words).unwrap().check;
        request_of(&arguments, &surroundings).err().map(|error| error.to_string())
    }
}

#[tokio::test]
async fn a_site_file_does_not_lead_a_password_astray() {
    for (site, words) in [
        (
            "[directory]\ndomain = \"evil.test\"\n",
            ["directory.domain", "evil.test", "--trust-site"],
        ),
        (
            "[directory]\nauthorities = [\"no-such.pem\"]\n",
            ["directory.authorities", "certificates", "--trust-site"],
        ),
        ("[dns]\nservers = [\"192.0.2.66\"]\n", ["dns.servers", "192.0.2.66", "--trust-site"]),
    ] {
        let log_on = LogOn::with(site);
        log_on.run(&[]).await.was_refused_with(&words);
        assert_eq!(log_on.objection(&["--trust-site"]), None);
        let without_user = run(["--site", &log_on.file("site.toml"), "--dry-run"]).await;
        assert_eq!(without_user.code(), Some(0), "{}", without_user.stderr);
    }
}

#[tokio::test]
async fn what_the_command_line_says_itself_needs_no_trust_in_the_site() {
    let log_on =
        LogOn::with("[directory]\ndomain = \"evil.test\"\n[dns]\nservers = [\"192.0.2.66\"]\n");
    let by_hand = ["--ad-domain", "corp.test", "--dns-server", "127.0.0.1:9", "--only", "adba"];
    assert_eq!(log_on.objection(&by_hand), None);
    log_on.run(&by_hand[..2]).await.was_refused_with(&["dns.servers", "--trust-site"]);
    log_on.run(&by_hand[2..]).await.was_refused_with(&["directory.domain", "--trust-site"]);
}

#[tokio::test]
async fn a_registry_export_does_not_lead_a_password_astray() {
    let log_on = LogOn::with("# Nothing is known of it.\n");
    let parameters = r"[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters]";
    let export = format!(
        "Windows Registry Editor Version 5.00\r\n\r\n{parameters}\r\n\
         \"NV Domain\"=\"evil.test\"\r\n\"Domain\"=\"evil.test\"\r\n\
         [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Netlogon]\r\n\
         \"Start\"=dword:00000002\r\n"
    );
    std::fs::write(log_on.file("host.reg"), export).unwrap();
    for option in ["--host-facts", "--import"] {
        let file = log_on.file("host.reg");
        log_on.run(&[option, &file]).await.was_refused_with(&[
            "registry export",
            "evil.test",
            "--trust-site",
        ]);
        assert_eq!(
            log_on.objection(&[option, &file, "--ad-domain", "corp.test", "--only", "adba"]),
            None
        );
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_password_that_others_may_read_is_refused_with_how_to_mend_it() {
    use std::os::unix::fs::PermissionsExt;
    let log_on = LogOn::with("# Nothing is known of it.\n");
    for mode in [0o644, 0o640, 0o604, 0o622] {
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(log_on.file("secret.txt"), permissions).unwrap();
        log_on.run(&["--dry-run"]).await.was_refused_with(&[
            "secret.txt",
            &format!("{mode:04o}"),
            "chmod 600 FILE",
        ]);
    }
    for_its_owner_alone(log_on.file("secret.txt").as_ref());
    log_on.run(&["--dry-run"]).await.ended_quietly_with(0);
}

/// On Windows, a line says so, and the run goes on.
#[cfg(windows)]
#[tokio::test]
async fn a_password_that_a_large_group_may_read_costs_one_line_at_most() {
    let log_on = LogOn::with("# Nothing is known of it.\n");
    let run = log_on.run(&["--dry-run"]).await;
    assert_eq!(run.code(), Some(0), "{}", run.stderr);
    let lines = run.stderr.lines().filter(|line| line.contains("may read this password")).count();
    assert!(lines <= 1 && run.stderr.lines().count() == lines, "{}", run.stderr);
}

#[cfg(unix)]
#[tokio::test]
async fn a_password_from_a_pipe_or_from_standard_input_passes() {
    let secret = tempfile::tempdir().unwrap();
    let pipe = secret.path().join("pipe");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::from_bits_truncate(0o666)).unwrap();
    let writer = {
        let pipe = pipe.clone();
        tokio::task::spawn_blocking(move || std::fs::write(pipe, "sesame\n"))
    };
    let own = ["--ad-user", "alice", "--dry-run", "--ad-password-file"];
    run([&own[..], &[pipe.to_str().unwrap()]].concat()).await.ended_quietly_with(0);
    writer.await.unwrap().unwrap();
    fed([&own[..], &["-"]].concat(), b"sesame\n").await.ended_quietly_with(0);
}

#[tokio::test]
async fn standard_input_can_be_read_for_one_purpose_only() {
    fed(["--site", "-", "--winhttp", "-"], b"").await.was_refused_with(&[
        "standard input",
        "--site",
        "--winhttp",
    ]);
}

#[tokio::test]
async fn help_and_version_are_no_failure() {
    let help = run(["--help"]).await;
    for word in ["Usage", "--require", "replay", "Exit codes", "64", "74"] {
        assert!(help.ended_quietly_with(0).text().contains(word), "{word}");
    }
    let version = run(["--version"]).await;
    assert_eq!(
        version.ended_quietly_with(0).text().trim_end(),
        concat!("actprobe ", env!("CARGO_PKG_VERSION"))
    );
    assert!(run(["replay", "--help"]).await.ended_quietly_with(0).text().contains("--fail-on"));
}

#[cfg(not(windows))]
#[tokio::test]
async fn the_selftest_is_for_windows_hosts_and_not_in_the_short_help() {
    run(["selftest"]).await.was_refused_with(&["for Windows hosts only"]);
    assert!(!run(["-h"]).await.ended_quietly_with(0).text().contains("selftest"));
}

#[tokio::test]
async fn a_file_with_nothing_in_it_is_refused_whatever_it_was_to_be() {
    for content in [&b""[..], b" \r\n", b"\xef\xbb\xbf", b"\xff\xfe\r\0\n\0"] {
        for arguments in [
            &["--site", "-"][..],
            &["--winhttp", "-"],
            &["--host-facts", "-"],
            &["--import", "-"],
            &["replay", "-"],
            &["replay", "--offline", "--import", "-"],
        ] {
            fed(arguments, content).await.was_refused_with(&["- is empty"]);
        }
    }
}

#[tokio::test]
async fn captures_alone_of_which_none_is_understood_are_no_report() {
    let alone = ["replay", "--offline", "--import", "-"];
    fed(alone, b"a shopping list\n").await.was_refused_with(&["--import", "slmgr /dlv", ".evtx"]);
}

#[tokio::test]
async fn an_option_that_nothing_asks_by_is_named() {
    for option in [["--proxy", "direct"], ["--ad-domain", "corp.test"]] {
        let run = run([&option[..], &["--only", "clock", "--dry-run"]].concat()).await;
        let line =
            format!("actprobe: {} has no effect: --only leaves out what it is for", option[0]);
        assert_eq!((run.code(), run.stderr.trim_end()), (Some(0), line.as_str()));
    }
    run(["--only", "kms", "--ntp-server", "192.0.2.1", "--dry-run"]).await.ended_quietly_with(0);
}

/// A site file made on Windows is read anywhere.
#[tokio::test]
async fn a_site_file_may_write_its_paths_with_backslashes_in_single_quotes() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("pem")).unwrap();
    std::fs::write(folder.path().join("pem").join("root.pem"), "no certificate").unwrap();
    let site = folder.path().join("site.toml");
    std::fs::write(&site, "[online]\naccepted_roots = ['pem\\root.pem']\n").unwrap();
    run(["--site".as_ref(), site.as_os_str()]).await.was_refused_with(&["accepted_roots", "PEM"]);
}

#[cfg(windows)]
#[tokio::test]
async fn a_pattern_that_cmd_leaves_as_it_is_stands_for_its_files() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(file("a.txt"), "a shopping list").unwrap();
    std::fs::write(file("B.TXT"), "another").unwrap();
    std::fs::write(file("c.xml"), "a third").unwrap();
    let alone = ["replay", "--offline", "--format", "json", "--code", "0xC004F074", "--import"];
    let run_with = |pattern: &str| {
        run(alone.map(str::to_owned).into_iter().chain(std::iter::once(file(pattern))))
    };
    run_with("*.txt").await.was_refused_with(&["none of the files"]);
    run_with("*.log").await.was_refused_with(&["no file matches *.log"]);
}

#[tokio::test]
async fn each_command_shows_an_example() {
    for command in ["check", "replay", "diff", "schema", "completions", "man", "selftest"] {
        let help = run([command, "--help"]).await;
        let example =
            format!("actprobe {}", if command == "check" { "--only kms" } else { command });
        assert!(help.ended_quietly_with(0).text().contains(&example), "{command}: {}", help.text());
    }
    let help = run(["--help"]).await;
    for word in ["offline", "kms-target", "4s", "Examples:", "--require kms,online"] {
        assert!(help.text().contains(word), "{word}");
    }
}

#[tokio::test]
async fn the_manual_has_the_pages_that_it_refers_to() {
    let page = run(["man"]).await;
    let words = page.ended_quietly_with(0).text().replace('\\', "");
    let named = words.split_whitespace().filter_map(|word| word.strip_suffix("(1)"));
    let named: Vec<&str> = named.filter_map(|page| page.strip_prefix("actprobe-")).collect();
    assert_eq!(named, ["check", "replay", "diff", "schema", "completions", "man"]);
    for command in named {
        let page = run(["man", command]).await;
        let title = format!("actprobe-{command} 1");
        let plain = page.ended_quietly_with(0).text().replace('\\', "");
        assert!(plain.contains(&title), "{title}: {plain}");
    }
}
