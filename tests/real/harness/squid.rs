//! squid: a forward proxy that is open, wants a password, or lets nobody out.

use std::{fs, net::Ipv4Addr, path::Path, process::Command};

use super::{
    addresses::DNS,
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
}

pub const PORT: u16 = 3128;
pub const USER: &str = "probe";
pub const PASSWORD: &str = "open-sesame";

pub fn start(site: &Site, address: Ipv4Addr, policy: Policy) -> Server {
    let folder = site.folder("squid");
    let configuration = folder.join("squid.conf");
    fs::write(&configuration, configure(&folder, address, policy)).expect("a file of ours");
    let hash = output_of(Command::new("openssl").args(["passwd", "-apr1", PASSWORD]));
    fs::write(folder.join("passwords"), format!("{USER}:{hash}")).expect("a file of ours");
    let mut command = Command::new("/usr/sbin/squid");
    command.args(["-N", "-n", "actprobe", "-f"]).arg(&configuration);
    Server::start("squid", &folder, &mut command, listens((address, PORT)))
}

fn configure(folder: &Path, address: Ipv4Addr, policy: Policy) -> String {
    let folder = folder.display();
    let rules = match policy {
        Policy::Open => String::new(),
        Policy::BasicAuthentication => format!(
            "auth_param basic program /usr/lib/squid/basic_ncsa_auth {folder}/passwords
            auth_param basic realm Corp Test
            acl known proxy_auth REQUIRED
            http_access deny !known\n"
        ),
        Policy::NoTunnels => "http_access deny CONNECT\n".to_owned(),
    };
    format!(
        "http_port {address}:{PORT}
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
