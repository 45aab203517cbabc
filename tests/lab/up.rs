//! A site that stands until somebody presses Enter: to learn on, or to try a new scenario.

use std::{env, fs, io, os::unix::fs::PermissionsExt};

use crate::{
    client, directory,
    ground::{self, NAMESPACES},
    harness::{actprobe::executable, site::Site},
    scenario::Client,
    servers::Servers,
};

const ACTIVATION_OBJECTS: &str =
    "'CN=Activation Objects,CN=Microsoft SPP,CN=Services,CN=Configuration,DC=corp,DC=test'";

pub fn stand() {
    ground::raise();
    let servers = Servers::start();
    client::set_names(&Client::default());
    println!("The site is up.\n\n{}", ground::map());
    explain(&servers.site);
    println!("Enter takes it down.");
    // The end of the input ends it too.
    let _ = io::stdin().read_line(&mut String::new());
}

/// How to get in from another terminal: by a script, as the namespaces have no name outside.
fn explain(site: &Site) {
    let folder = env::var("ACTPROBE_SITE").expect("namespace.sh names a folder");
    let outside = env::var("ACTPROBE_LAB_PID").expect("tests/lab/up says who holds the site");
    let script = format!("{folder}/enter");
    let text = format!(
        "#!/bin/sh\n\
         # usage: enter client|router|firewall|servers [COMMAND...]\n\
         inside=$(pgrep -P \"$(pgrep -P {outside})\") || exit\n\
         [ $# -gt 1 ] || set -- \"$1\" bash\n\
         network=/run/netns/$1\n\
         shift\n\
         exec nsenter --target \"$inside\" --all --wd=/ nsenter --net=\"$network\" -- \"$@\"\n"
    );
    fs::write(&script, text).expect("a folder of ours");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("a file of ours");
    println!("From another terminal, as root:");
    for namespace in NAMESPACES {
        println!("  {script} {namespace}");
    }
    let site_file = client::site_file(site, &toml::Table::new());
    let program = format!("{} --site {}", executable().display(), site_file.display());
    println!("  {script} client {} {program}", client::unprivileged().join(" "));
    let user = format!("-D {}@corp.test -w {}", directory::USER, directory::PASSWORD);
    println!(
        "  {script} client env LDAPTLS_CACERT=/etc/ssl/certs/ca-certificates.crt ldapsearch -x -ZZ \
         -H ldap://dc1.corp.test {user} -b {ACTIVATION_OBJECTS}"
    );
    println!(
        "  {script} firewall nft -f {}/tests/lab/examples/drop-kms.nft",
        env!("CARGO_MANIFEST_DIR")
    );
    println!("  {script} firewall nft flush ruleset\n");
}
