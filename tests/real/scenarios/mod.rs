//! One broken thing a test, in a site where everything else works.

mod clock;
mod endpoints;
mod kms;
mod names;
mod proxy;
mod under_linux;
mod under_wine;
mod whole_site;

use crate::harness::{
    actprobe::{Run, actprobe},
    addresses::{DNS, ENDPOINTS, KMS1, KMS1_V6, KMS2, KMS2_V6, MICROSOFT_TIME, NTP1},
    authority::Leaf,
    bind::{self, Zones},
    chrony::{self, Time},
    nginx::{self, Endpoints, Tls},
    process::Server,
    report::Report,
    rpc::{KmsHost, start_kms_host},
    site::Site,
};

pub const KMS_PORT: u16 = 1688;

/// A program run and its report.
fn check(site: &Site, arguments: &[&str]) -> (Run, Report) {
    let site_file = site.file();
    let mut all = vec!["check", "--format", "json", "--site", &site_file];
    all.extend(arguments);
    // What is asked alone here is no question of clocks; and in Wine, which hears of no closed port
    // by UDP, each time server that is not there costs a whole limit.
    if arguments.contains(&"--only") {
        all.extend(["--skip", "clock"]);
    }
    let run = actprobe(site, &all);
    let report = Report::parse(&run.ended.stdout);
    (run, report)
}

fn good_dns(site: &Site) -> Server {
    bind::start(site, DNS, Zones::Site)
}

fn good_kms_hosts(site: &Site) -> [KmsHost; 2] {
    [
        start_kms_host(site, &[KMS1.into(), KMS1_V6.into()], KMS_PORT),
        start_kms_host(site, &[KMS2.into(), KMS2_V6.into()], KMS_PORT),
    ]
}

fn good_endpoints(site: &Site) -> Endpoints {
    nginx::start(site, ENDPOINTS, Leaf::Good, Tls::Current)
}

/// The time servers that are asked without further words.
fn time_servers(site: &Site, time: Time) -> [Server; 2] {
    [chrony::start(site, MICROSOFT_TIME, time), chrony::start(site, NTP1, time)]
}
