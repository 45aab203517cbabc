//! A small site on loopback: DNS, a KMS host, a time server and two activation endpoints, all well
//! unless a test puts something else in their place.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::program::{self, Run};
use crate::servers::Server;
use crate::servers::directory::Request;
use crate::servers::dns::CONTROLLER;
use crate::servers::dns::{Asked, Zone, name};
use crate::servers::ntp;
use crate::servers::rpc;
use crate::servers::tcp::Received;
use crate::servers::web::{self, Authority};

/// The user's password.
pub const PASSWORD: &str = "sesame";

/// The name of the HTTPS endpoint.
pub const ACTIVATION: &str = "activation.corp.test";

/// The registry of the host that is meant: the zone is its own, and it stands in nobody's cloud. So
/// it does not matter what the machine is that the tests run on.
pub const HOST: &str = r#"Windows Registry Editor Version 5.00

[HKEY_LOCAL_MACHINE\HARDWARE\DESCRIPTION\System\BIOS]
"SystemManufacturer"="Contoso"
"SystemProductName"="Rack Server"

[HKEY_LOCAL_MACHINE\SYSTEM\ControlSet001\Services\Tcpip\Parameters]
"Hostname"="SRV-APP-07"
"Domain"="corp.test"
"#;

/// The name of the machine that the test runs on.
pub fn own_name() -> String {
    let of_linux = std::fs::read_to_string("/proc/sys/kernel/hostname");
    of_linux.map_or_else(|_| std::env::var("COMPUTERNAME").unwrap(), |name| name.trim().to_owned())
}

pub struct Network {
    pub dns: Server<Asked>,
    pub kms: Server<Received>,
    pub ntp: Server<Vec<u8>>,
    pub https: Server<String>,
    pub http: Server<String>,
    pub folder: TempDir,
    /// Whether the machine that the test runs on is the host that is meant.
    of_this_machine: bool,
}

impl Network {
    pub async fn healthy() -> Self {
        let authority = Authority::new();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), authority.pem()).unwrap();
        let kms = rpc::accepting().await;
        Self {
            dns: publishing(&kms).serve().await,
            kms,
            ntp: ntp::right().await,
            https: authority.https(ACTIVATION).await,
            http: web::http().await,
            folder,
            of_this_machine: false,
        }
    }

    /// The same, asked about the machine that the test runs on.
    pub fn of_this_machine(self) -> Self {
        Self { of_this_machine: true, ..self }
    }

    /// The same with another KMS host, published in DNS.
    pub async fn with_kms(mut self, kms: Server<Received>) -> Self {
        self.dns = publishing(&kms).serve().await;
        self.kms = kms;
        self
    }

    /// The same with this domain controller in DNS; nobody asks it unless the domain is named.
    pub async fn with_controller(self, controller: &Server<Request>) -> Self {
        self.with_controllers(&[(CONTROLLER, controller)]).await
    }

    /// The same with these, under these names.
    pub async fn with_controllers(mut self, controllers: &[(&str, &Server<Request>)]) -> Self {
        let add = |zone: Zone, (host, controller): &(&str, &Server<Request>)| {
            zone.controller(host, v4(controller))
        };
        self.dns = controllers.iter().fold(publishing(&self.kms), add).serve().await;
        self
    }

    /// The same with this address in DNS, and nothing that says whose it is.
    pub async fn with_address(mut self, host: &str, controller: &Server<Request>) -> Self {
        self.dns = publishing(&self.kms).address(host, v4(controller)).serve().await;
        self
    }

    /// Arguments that ask the domain `corp.test`, as a user of it who trusts this authority.
    pub fn log_on(&self, authority: &Authority) -> Vec<String> {
        self.log_on_trusting(&authority.pem())
    }

    /// The same with these certificates.
    pub fn log_on_trusting(&self, pem: &str) -> Vec<String> {
        let files = [("ad-ca", pem), ("ad-password-file", PASSWORD)].map(|(option, content)| {
            let file = self.file(option);
            std::fs::write(&file, content).unwrap();
            program::for_its_owner_alone(&file);
            format!("--{option}={}", file.display())
        });
        [["--ad-domain=corp.test", "--ad-user=alice"].map(str::to_owned), files].concat()
    }

    /// Looks at this network and nothing else, and with `more` arguments.
    pub async fn check(&self, more: &[&str]) -> Run {
        let run = program::run(self.arguments(more)).await;
        rpc::assert_only_binds(&self.kms.heard_in_the_end().await);
        run
    }

    pub fn arguments(&self, more: &[&str]) -> Vec<String> {
        let site = self.file("site.toml");
        std::fs::write(&site, self.site()).unwrap();
        let servers =
            [format!("--dns-server={}", self.dns.at), format!("--ntp-server={}", self.ntp.at)];
        let own = [self.host(), servers, ["--site".to_owned(), text(&site).to_owned()]].concat();
        own.into_iter().chain(more.iter().map(|argument| (*argument).to_owned())).collect()
    }

    fn host(&self) -> [String; 2] {
        if self.of_this_machine {
            return ["--domain", "corp.test"].map(str::to_owned);
        }
        let file = self.file("host-of-the-site.reg");
        std::fs::write(&file, HOST).unwrap();
        ["--host-facts", text(&file)].map(str::to_owned)
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn site(&self) -> String {
        let (https, http) = (self.https.at.port(), self.http.at.port());
        format!(
            "[proxy]\nurl = \"direct\"\n[online]\naccepted_roots = [\"ca.pem\"]\n\
             [[online.endpoints]]\nurl = \"https://{ACTIVATION}:{https}/\"\n\
             [[online.endpoints]]\nurl = \"http://crl.corp.test:{http}/\"\nneed = \"supporting\"\n"
        )
    }
}

/// The zone of a network in which this KMS host is published.
pub fn publishing<T: Clone>(kms: &Server<T>) -> Zone {
    zone().kms(name("kms1.corp.test"), kms.at.port()).address("kms1.corp.test", Ipv4Addr::LOCALHOST)
}

/// The zone of a network without a KMS host.
pub fn zone() -> Zone {
    let here = Ipv4Addr::LOCALHOST;
    Zone::new().address(ACTIVATION, here).address("crl.corp.test", here)
}

fn v4<T>(server: &Server<T>) -> Ipv4Addr {
    let std::net::IpAddr::V4(address) = server.at.ip() else { panic!("{}", server.at) };
    address
}

pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
