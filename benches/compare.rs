//! What a run costs, beside the tools that it replaces. `benches/compare.sh`
//! runs it; the numbers are for reading, nothing fails on them.

#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a measurement on the harness of the tests"
)]

use std::{
    env, fs,
    net::IpAddr,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use testkit::harness::{
    actprobe::executable,
    addresses::{DNS, ENDPOINTS, KMS1, KMS1_V6, KMS2, KMS2_V6, MICROSOFT_TIME, NTP1},
    authority::Leaf,
    bind::{self, Zones},
    chrony::{self, Time},
    firewall::{Action, Port, Rule},
    nginx::{self, Tls},
    rpc,
    site::Site,
};

/// The limit of each step where something is silent.
const LIMIT: Duration = Duration::from_secs(2);
const ENDPOINT: &str = "https://activation.sls.microsoft.com/";

fn main() {
    let site = Site::open();
    let _dns = bind::start(&site, DNS, Zones::Site);
    let _kms1 = rpc::start_kms_host(&site, &[KMS1.into(), KMS1_V6.into()], 1688);
    let _kms2 = rpc::start_kms_host(&site, &[KMS2.into(), KMS2_V6.into()], 1688);
    let _time1 = chrony::start(&site, MICROSOFT_TIME, Time::Right);
    let _time2 = chrony::start(&site, NTP1, Time::Right);
    let _endpoints = nginx::start(&site, ENDPOINTS, Leaf::Good, Tls::Current);
    healthy(&site);
    silent(&site);
    memory(&site);
    sizes();
}

fn healthy(site: &Site) {
    let ours = median(15, || took(&mut check(site)));
    let theirs = median(15, || one_tool_after_the_other(false));
    row("all healthy: actprobe", &milliseconds(ours), "at most 100 ms");
    row("all healthy: dig; nc -z; ntpdig; curl", &milliseconds(theirs), "");
    let share = 100.0 * ours.as_secs_f64() / theirs.as_secs_f64();
    row("  actprobe's share of that", &format!("{share:.0} %"), "at most 50 %");
    let version = median(31, || took(Command::new(executable()).arg("--version")));
    row("--version", &milliseconds(version), "at most 10 ms");
}

/// Each waits as long as it does by itself, or for our limit.
fn one_tool_after_the_other(is_limited: bool) -> Duration {
    let (dns, kms, time) = (format!("@{DNS}"), KMS1.to_string(), MICROSOFT_TIME.to_string());
    let limit = LIMIT.as_secs().to_string();
    let dig_limit = format!("+time={limit}");
    let tools: [(&[&str], &[&str]); 4] = [
        (&["dig", &dns, "_vlmcs._tcp.corp.test", "SRV"], &[&dig_limit, "+tries=1"]),
        (&["nc", "-z", &kms, "1688"], &["-w", &limit]),
        (&["ntpdig", &time], &["-t", &limit]),
        (&["curl", "-q", "-s", "-o", "/dev/null", ENDPOINT], &["-m", &limit]),
    ];
    let run = |(tool, limits): &(&[&str], &[&str])| {
        let limits: &[&str] = if is_limited { limits } else { &[] };
        took(Command::new(tool[0]).args(limits).args(&tool[1..]))
    };
    tools.iter().map(run).sum()
}

/// Something that drops all that is sent to it.
struct Wall {
    what: &'static str,
    ports: Vec<(IpAddr, Port)>,
}

fn walls() -> [Wall; 4] {
    let wall = |what, ports: &[(IpAddr, Port)]| Wall { what, ports: ports.to_vec() };
    [
        wall("DNS", &[(DNS.into(), Port::Udp(53)), (DNS.into(), Port::Tcp(53))]),
        wall("KMS host", &[(KMS1.into(), Port::Tcp(1688)), (KMS1_V6.into(), Port::Tcp(1688))]),
        wall("time server", &[(MICROSOFT_TIME.into(), Port::Udp(123))]),
        wall("HTTPS", &[(ENDPOINTS.into(), Port::Tcp(443))]),
    ]
}

fn silent(site: &Site) {
    let walls = walls();
    for wall in &walls {
        behind(site, &[wall]);
    }
    for (index, first) in walls.iter().enumerate() {
        for second in &walls[index + 1..] {
            behind(site, &[first, second]);
        }
    }
}

/// As many limits as walls: one may be met only after the other.
fn behind(site: &Site, walls: &[&Wall]) {
    let ports = walls.iter().flat_map(|wall| &wall.ports);
    let _rules: Vec<Rule> =
        ports.map(|(address, port)| Rule::add(site, *address, *port, Action::Drop)).collect();
    let names: Vec<&str> = walls.iter().map(|wall| wall.what).collect();
    let ours = median(3, || took(&mut check_with_limit(site)));
    let theirs = median(1, || one_tool_after_the_other(true));
    let most = LIMIT * u32::try_from(walls.len()).expect("two") + Duration::from_millis(100);
    row(&format!("silent: {}", names.join(", ")), &seconds(ours), &at_most(most));
    row("  the tools, with our limit each", &seconds(theirs), "");
}

fn at_most(limit: Duration) -> String {
    format!("at most {}", seconds(limit))
}

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

/// The highest resident memory, seen while the endpoints keep the run waiting.
fn memory(site: &Site) {
    let _wall = Rule::add(site, ENDPOINTS.into(), Port::Tcp(443), Action::Drop);
    let mut child = check_with_limit(site).spawn().expect("the program starts");
    let mut peak = 0;
    while child.try_wait().expect("a child of ours").is_none() {
        peak = peak.max(high_water_mark(&child));
        thread::sleep(Duration::from_millis(1));
    }
    row("peak memory", &format!("{:.1} MB", f64::from(peak) / 1000.0), "at most 25 MB");
}

/// In kilobytes; 0 when the process has just ended.
fn high_water_mark(child: &Child) -> u32 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

fn sizes() {
    for (what, variable, limit) in [
        ("Linux", "ACTPROBE_EXE", "at most 12 MB"),
        ("Windows", "ACTPROBE_WINDOWS_EXE", "at most 10 MB"),
    ] {
        let size =
            env::var(variable).ok().and_then(|exe| fs::metadata(exe).ok()).map(|file| file.len());
        let size = size.map_or("not built".to_owned(), |bytes| {
            format!("{}.{:02} MB", bytes / 1_000_000, bytes / 10_000 % 100)
        });
        row(&format!("executable for {what}"), &size, limit);
    }
}

fn check(site: &Site) -> Command {
    let mut command = Command::new(executable());
    command.args(["check", "--domain", "corp.test", "--site", &site.file()]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn check_with_limit(site: &Site) -> Command {
    let mut command = check(site);
    command.args(["--timeout", &format!("{}s", LIMIT.as_secs())]);
    command
}

fn took(command: &mut Command) -> Duration {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    command.status().expect("it starts");
    started.elapsed()
}

fn median(runs: usize, mut measure: impl FnMut() -> Duration) -> Duration {
    let mut times: Vec<Duration> = (0..runs).map(|_| measure()).collect();
    times.sort_unstable();
    times[runs / 2]
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

fn row(what: &str, measured: &str, wanted: &str) {
    println!("{what:<42}{measured:>16}   {wanted}");
}
