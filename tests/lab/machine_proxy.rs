//! A proxy that lets through who has an account of the domain, and asks nobody for a password:
//! squid with Kerberos and NTLM.

use std::{
    fs,
    os::unix::fs::chown,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use crate::{
    directory::{Controller, PASSWORD, USER},
    harness::{
        process::{Server, output_of, run},
        site::Site,
        squid::{self, PORT},
    },
    hosts::v4,
};

/// Its clients find its ticket by this name.
const NAME: &str = "proxy.corp.test";
const REFUSED: &str = "407";

pub fn start(site: &Site, controller: &Controller) -> Server {
    let folder = site.folder("squid");
    let kerberos = folder.join("krb5.conf");
    let settings =
        "[libdefaults]\ndefault_realm = CORP.TEST\ndns_lookup_kdc = true\nrdns = false\n";
    fs::write(&kerberos, settings).expect("a file of ours");
    fs::write(folder.join("smb.conf"), "[global]\nworkgroup = CORP\nrealm = CORP.TEST\n")
        .expect("a file of ours");
    let key = folder.join("proxy.keytab");
    fs::copy(controller.domain.join("proxy.keytab"), &key).expect("the domain has one");
    chown(&key, Some(id("-u")), None).expect("a file of ours");
    open_winbind(controller);
    let mut program = Command::new("/usr/sbin/squid");
    program.env("KRB5_CONFIG", &kerberos);
    let server = squid::start_with(&folder, v4("proxy"), &rules(&folder), &mut program);
    check(&folder, controller);
    server
}

fn rules(folder: &Path) -> String {
    let folder = folder.display();
    format!(
        "http_port {}:{PORT}
        auth_param negotiate program /usr/lib/squid/negotiate_kerberos_auth -k \
         {folder}/proxy.keytab -s HTTP/{NAME}
        auth_param ntlm program /usr/bin/ntlm_auth --helper-protocol=squid-2.5-ntlmssp \
         --configfile={folder}/smb.conf
        acl known proxy_auth REQUIRED
        http_access deny !known",
        v4("proxy")
    )
}

/// winbind answers about NTLM only to those who may enter this folder.
fn open_winbind(controller: &Controller) {
    let pipe = controller.domain.join("state/winbindd_privileged");
    let deadline = Instant::now() + Duration::from_secs(20);
    while !pipe.join("pipe").exists() {
        assert!(Instant::now() < deadline, "winbind does not start");
        thread::sleep(Duration::from_millis(10));
    }
    chown(pipe, None, Some(id("-g"))).expect("a folder of ours");
}

/// squid's user, or group.
fn id(option: &str) -> u32 {
    output_of(Command::new("id").args([option, "proxy"])).trim().parse().expect("a number")
}

/// A proxy that let everybody through, or nobody, would show nothing.
fn check(folder: &Path, controller: &Controller) {
    let tickets =
        [("KRB5_CONFIG", folder.join("krb5.conf")), ("KRB5CCNAME", folder.join("tickets"))];
    let keytab = controller.domain.join(format!("{USER}.keytab"));
    output_of(
        Command::new("kinit").envs(tickets.clone()).arg("-k").arg("-t").arg(keytab).arg(USER),
    );
    let ask = |words: &[&str]| {
        let mut command = Command::new("curl");
        command.envs(tickets.clone()).args([
            "--silent",
            "--output",
            "/dev/null",
            "--write-out",
            "%{http_code}",
        ]);
        command.args([
            "--noproxy",
            "",
            "--proxy",
            &format!("http://{NAME}:{PORT}"),
            "http://go.microsoft.com/",
        ]);
        run(command.args(words)).stdout
    };
    assert_eq!(ask(&[]), REFUSED, "without a word");
    assert_ne!(ask(&["--proxy-negotiate", "--proxy-user", ":"]), REFUSED, "Kerberos");
    assert_ne!(
        ask(&["--proxy-ntlm", "--proxy-user", &format!("CORP\\{USER}:{PASSWORD}")]),
        REFUSED,
        "NTLM"
    );
    assert_eq!(
        ask(&["--proxy-ntlm", "--proxy-user", &format!("CORP\\{USER}:wrong")]),
        REFUSED,
        "a wrong password"
    );
}
