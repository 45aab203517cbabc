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
    let configuration = folder.join("squid.conf");
    let mut text = configure(&folder, address, policy);
    if policy == Policy::Inspecting {
        text += &inspect(site, &folder, address);
    }
    fs::write(&configuration, text).expect("a file of ours");
    let hash = output_of(Command::new("openssl").args(["passwd", "-apr1", PASSWORD]));
    fs::write(folder.join("passwords"), format!("{USER}:{hash}")).expect("a file of ours");
    let mut command = Command::new("/usr/sbin/squid");
    command.args(["-N", "-n", "actprobe", "-f"]).arg(&configuration);
    Server::start("squid", &folder, &mut command, listens((address, PORT)))
}

fn configure(folder: &Path, address: Ipv4Addr, policy: Policy) -> String {
    let folder = folder.display();
    let rules = match policy {
        Policy::Open | Policy::Inspecting => String::new(),
        Policy::BasicAuthentication => format!(
            "auth_param basic program /usr/lib/squid/basic_ncsa_auth {folder}/passwords
            auth_param basic realm Corp Test
            acl known proxy_auth REQUIRED
            http_access deny !known\n"
        ),
        Policy::NoTunnels => "http_access deny CONNECT\n".to_owned(),
    };
    // The port of an inspecting one is opened with more words.
    let port = if policy == Policy::Inspecting { String::new() } else { format!("http_port {address}:{PORT}") };
    format!(
        "{port}
        visible_hostname proxy.corp.test
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
fn inspect(site: &Site, folder: &Path, address: Ipv4Addr) -> String {
    let (own, made) = (folder.join("authority"), folder.join("certificates"));
    let issuer = Authority::establish_as("Gateway", &own).root();
    let key = own.join("root.key");
    output_of(Command::new(MAKER).arg("-c").arg("-s").arg(&made).args(["-M", "4MB"]));
    // squid is another user by the time it needs them.
    output_of(Command::new("chmod").args(["-R", "a+rwX"]).arg(folder));
    let (issuer, key, made, root) =
        (issuer.display(), key.display(), made.display(), site.authority().root().display().to_string());
    format!(
        "http_port {address}:{PORT} ssl-bump tls-cert={issuer} tls-key={key} generate-host-certificates=on
        sslcrtd_program {MAKER} -s {made} -M 4MB
        ssl_bump bump all
        tls_outgoing_options cafile={root}\n"
    )
}

const MAKER: &str = "/usr/lib/squid/security_file_certgen";
