//! squid: a forward proxy that is open, wants a password, or lets nobody out.

use std::{fs, net::Ipv4Addr, path::Path, process::Command};

use super::{
    addresses::DNS,
    authority::Authority,
    process::{Server, listens, output_of},
    site::Site,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    Open,
    /// 407 without [`USER`] and [`PASSWORD`].
    BasicAuthentication,
    /// CONNECT gets 403.
    NoTunnels,
    /// TLS is broken open with a certificate of an authority of its own.
    Inspecting,
}

pub const PORT: u16 = 3128;
pub const USER: &str = "probe";
pub const PASSWORD: &str = "open-sesame";

pub fn start(site: &Site, address: Ipv4Addr, policy: Policy) -> Server {
    let folder = site.folder("squid");
    let port = format!("http_port {address}:{PORT}");
    let rules = match policy {
        Policy::Open => port,
        Policy::BasicAuthentication => format!("{port}\n{}", ask_for_password(&folder)),
        Policy::NoTunnels => format!("{port}\nhttp_access deny CONNECT"),
        Policy::Inspecting => inspect(site, &folder, &port),
    };
    start_with(&folder, address, &rules, &mut Command::new("/usr/sbin/squid"))
}

/// Starts `program`, which is squid, with these settings: its ports, and who is let through.
pub fn start_with(folder: &Path, address: Ipv4Addr, rules: &str, program: &mut Command) -> Server {
    let configuration = folder.join("squid.conf");
    fs::write(&configuration, configure(folder, rules)).expect("a file of ours");
    program.args(["-N", "-n", "actprobe", "-f"]).arg(&configuration);
    Server::start("squid", folder, program, listens((address, PORT)))
}

fn ask_for_password(folder: &Path) -> String {
    let passwords = folder.join("passwords");
    let hash = output_of(Command::new("openssl").args(["passwd", "-apr1", PASSWORD]));
    fs::write(&passwords, format!("{USER}:{hash}")).expect("a file of ours");
    format!(
        "auth_param basic program /usr/lib/squid/basic_ncsa_auth {}
        auth_param basic realm Corp Test
        acl known proxy_auth REQUIRED
        http_access deny !known",
        passwords.display()
    )
}

fn configure(folder: &Path, rules: &str) -> String {
    let folder = folder.display();
    format!(
        "visible_hostname proxy.corp.test
        dns_nameservers {DNS}
        pid_filename none
        cache deny all
        access_log stdio:{folder}/access.log
        cache_log {folder}/cache.log
        coredump_dir {folder}
        shutdown_lifetime 0 seconds
        {rules}
        http_access allow all\n"
    )
}

/// What it takes to break TLS open; the certificates are made as they are needed.
fn inspect(site: &Site, folder: &Path, port: &str) -> String {
    let (own, made) = (folder.join("authority"), folder.join("certificates"));
    let issuer = Authority::establish_as("Gateway", &own).root();
    let key = own.join("root.key");
    output_of(Command::new(MAKER).arg("-c").arg("-s").arg(&made).args(["-M", "4MB"]));
    // squid is another user by the time it needs them.
    output_of(Command::new("chmod").args(["-R", "a+rwX"]).arg(folder));
    let (issuer, key, made, root) = (
        issuer.display(),
        key.display(),
        made.display(),
        site.authority().root().display().to_string(),
    );
    format!(
        "{port} ssl-bump tls-cert={issuer} tls-key={key} generate-host-certificates=on
        sslcrtd_program {MAKER} -s {made} -M 4MB
        ssl_bump bump all
        tls_outgoing_options cafile={root}"
    )
}

const MAKER: &str = "/usr/lib/squid/security_file_certgen";
