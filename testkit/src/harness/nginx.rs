//! nginx: the activation endpoints, with a good certificate or a bad one.

use std::{
    fmt::Write as _,
    fs,
    io::{self, Read, Write as _},
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Duration,
};

use super::{
    authority::{Identity, Leaf},
    process::{Server, listens},
    site::Site,
};

/// How the endpoints speak TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Versions 1.2 and 1.3.
    Current,
    /// Versions 1.0 and 1.1 only.
    Old,
    /// Version 1.3 only.
    Newest,
}

/// The endpoints, on ports 80 and 443.
///
/// When it is dropped, the test fails if anybody sent something that changes
/// anything: a POST would consume an activation.
pub struct Endpoints {
    _server: Server,
    requests: PathBuf,
    address: IpAddr,
}

pub fn start(site: &Site, address: Ipv4Addr, leaf: Leaf, tls: Tls) -> Endpoints {
    start_with(site, &[address.into()], &site.authority().identity(leaf), tls)
}

/// The same on several addresses, with a certificate of anybody's.
pub fn start_with(site: &Site, addresses: &[IpAddr], identity: &Identity, tls: Tls) -> Endpoints {
    let folder = site.folder("nginx");
    let requests = folder.join("requests.log");
    let configuration = folder.join("nginx.conf");
    let text = configure(&folder, addresses, identity, tls);
    fs::write(&configuration, text).expect("a file of ours");
    let mut command = Command::new("/usr/sbin/nginx");
    command
        .arg("-p")
        .arg(&folder)
        .arg("-e")
        .arg(folder.join("error.log"))
        .arg("-c")
        .arg(&configuration);
    let server = Server::start("nginx", &folder, &mut command, listens((addresses[0], 443)));
    Endpoints { _server: server, requests, address: addresses[0] }
}

impl Endpoints {
    /// The requests so far: method, scheme, host and path, one a line.
    pub fn requests_seen(&self) -> Vec<String> {
        // Who has been stopped, or cannot be reached, has nothing more to write.
        let _ = self.wait_for_the_log();
        let log = fs::read_to_string(&self.requests).expect("nginx makes it at start");
        log.lines().filter(|line| !line.ends_with(LAST)).map(str::to_owned).collect()
    }

    /// nginx answers a request before it writes it down, and takes the next one after that.
    fn wait_for_the_log(&self) -> io::Result<()> {
        let limit = Duration::from_secs(5);
        let mut stream = TcpStream::connect_timeout(&SocketAddr::new(self.address, 80), limit)?;
        stream.set_read_timeout(Some(limit))?;
        stream.write_all(format!("HEAD {LAST} HTTP/1.0\r\n\r\n").as_bytes())?;
        stream.read_to_end(&mut Vec::new()).map(drop)
    }
}

/// The path of a request of our own.
const LAST: &str = "/are-all-requests-written-down";

impl Drop for Endpoints {
    fn drop(&mut self) {
        if thread::panicking() {
            return;
        }
        for request in self.requests_seen() {
            // nginx writes "-" for what it cannot read as a request.
            let harmless = ["GET ", "HEAD ", "- "].iter().any(|method| request.starts_with(method));
            assert!(harmless, "{request}");
        }
    }
}

/// What a browser would run to find its proxy.
const SCRIPT: &str =
    r#"function FindProxyForURL(url, host) { return "PROXY proxy.corp.test:3128"; }"#;

fn configure(folder: &Path, addresses: &[IpAddr], identity: &Identity, tls: Tls) -> String {
    let Identity { chain, key } = identity;
    let (folder, chain, key) = (folder.display(), chain.display(), key.display());
    let versions = match tls {
        Tls::Current => "ssl_protocols TLSv1.2 TLSv1.3;",
        // OpenSSL 3 counts SHA-1 signatures, which these versions need, as level 0.
        Tls::Old => "ssl_protocols TLSv1 TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;",
        Tls::Newest => "ssl_protocols TLSv1.3;",
    };
    let mut listen = String::new();
    for address in addresses {
        let (clear, secure) = (SocketAddr::new(*address, 80), SocketAddr::new(*address, 443));
        let _ = write!(listen, "listen {clear}; listen {secure} ssl; ");
    }
    format!(
        "daemon off; master_process off; pid {folder}/pid;
        events {{ worker_connections 4096; }}
        http {{
            log_format request '$request_method $scheme://$host$request_uri';
            access_log {folder}/requests.log request;
            client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
            fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path \
         {folder}/scgi;
            server {{
                {listen}
                ssl_certificate {chain}; ssl_certificate_key {key}; {versions}
                location = /wpad.dat {{
                    default_type application/x-ns-proxy-autoconfig;
                    return 200 '{SCRIPT}';
                }}
                location / {{ return 200 \"an endpoint\\n\"; }}
            }}
        }}\n"
    )
}
