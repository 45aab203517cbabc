//! A site to break: client, router, firewall and servers in network namespaces; one file in
//! `scenarios/` for each thing that goes wrong in the field; and the program, which has to find it.
//!
//! usage: `lab [--repeat N] [--healthy N] [--soak N] [--seed N] [--reports FOLDER] [SCENARIO…]`, or
//! `lab up` for a site to play with. Among the scenarios, `variants` stands for the healthy sites
//! of all kinds, and `soak` for the many runs on one site. `--repeat` plays each scenario N times.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    unreachable_pub,
    reason = "a harness: what fails fails the test, and time is real"
)]

mod client;
mod directory;
mod fault;
mod filter;
mod ground;
mod haproxy;
mod healthy;
mod hosts;
mod impostor;
mod kiss;
mod line;
mod machine_proxy;
mod names;
mod scenario;
mod servers;
mod signals;
mod soak;
mod table;
mod unbound;
mod up;

use std::{
    env, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    process::ExitCode,
    time::Instant,
};

use fault::Broken;
use scenario::{Client, Fault, Scenario};
use servers::Servers;
use table::{Row, Table};
use testkit::harness::{self, actprobe::in_wine};

/// Healthy sites in one run of the tests.
const HEALTHY: usize = 200;
/// Runs on the same site.
const SOAK: usize = 1000;

fn main() -> ExitCode {
    signals::obey();
    let options = Options::read(env::args().skip(1));
    if options.names == ["up"] {
        up::stand();
        return ExitCode::SUCCESS;
    }
    let started = Instant::now();
    let scenarios = chosen(&options);
    ground::raise();
    let mut servers = Servers::start();
    if in_wine() {
        client::start_wine();
    }
    println!("the site is up after {:.1} s", started.elapsed().as_secs_f64());
    let mut table = Table::default();
    for scenario in &scenarios {
        match &scenario.not_in_wine {
            Some(why) if in_wine() => table.leave_out(&scenario.name, why),
            _ => (0..options.repeat).for_each(|_| {
                table.add(play(&mut servers, scenario, &options));
            }),
        }
    }
    if options.want("variants") {
        healthy::play(&mut servers, options.healthy, options.seed, &mut table);
    }
    if options.want("soak") {
        soak::play(&mut servers, options.soak, &mut table);
    }
    // A KMS host that saw more than binds panics here.
    let harmless = catch_unwind(AssertUnwindSafe(|| drop(servers))).is_ok();
    table.add(Row::check("nothing was changed by asking", harmless));
    table.summary(started.elapsed())
}

struct Options {
    names: Vec<String>,
    repeat: usize,
    healthy: usize,
    soak: usize,
    seed: u64,
    /// Where each run's report is kept.
    reports: Option<PathBuf>,
}

impl Options {
    fn read(mut arguments: impl Iterator<Item = String>) -> Self {
        let (seed, names) = (healthy::seed_of_today(), Vec::new());
        let mut options =
            Self { names, repeat: 1, healthy: HEALTHY, soak: SOAK, seed, reports: None };
        while let Some(argument) = arguments.next() {
            if argument == "--reports" {
                options.reports = arguments.next().map(PathBuf::from);
                continue;
            }
            let mut number =
                || arguments.next().and_then(|word| word.parse().ok()).expect("a number");
            match argument.as_str() {
                "--repeat" => options.repeat = small(number()),
                "--healthy" => options.healthy = small(number()),
                "--soak" => options.soak = small(number()),
                "--seed" => options.seed = number(),
                _ => options.names.push(argument),
            }
        }
        options
    }

    fn want(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|wanted| wanted == name)
    }
}

fn small(number: u64) -> usize {
    usize::try_from(number).expect("a small number")
}

/// Those with one of the names, or a name that begins like it.
fn chosen(options: &Options) -> Vec<Scenario> {
    let mut all = scenario::all();
    if !options.names.is_empty() {
        all.retain(|scenario| {
            options.names.iter().any(|name| scenario.name.starts_with(name.as_str()))
        });
        assert!(
            !all.is_empty() || options.want("variants") || options.want("soak"),
            "no scenario is called {:?}",
            options.names
        );
    }
    all
}

/// Breaks the site, runs the program once, and puts the site right.
fn play(servers: &mut Servers, scenario: &Scenario, options: &Options) -> Row {
    let mut broken = Broken::default();
    let row = catch_unwind(AssertUnwindSafe(|| {
        scenario.fault.iter().for_each(|fault| broken.apply(servers, fault));
        let mut row = judge(servers, scenario, options);
        let is_idle = scenario.nothing_filtered.is_some();
        broken.not_in_force(is_idle).into_iter().for_each(|why| row.fail(why));
        row
    }));
    let undone = catch_unwind(AssertUnwindSafe(|| broken.undo(servers)));
    let row = row.unwrap_or_else(|_| Row::not_played(&scenario.name));
    if undone.is_ok() { row } else { Row::not_played(&scenario.name) }
}

/// What Wine takes beside the program, in seconds: a run that asks nothing ends after that long.
const WINE_STARTS_IN: f64 = 0.4;

fn judge(servers: &Servers, scenario: &Scenario, options: &Options) -> Row {
    let ran = client::ask(&servers.site, &scenario.client, &scenario.run, &scenario.site);
    // A server that starts in the next scenario reads them as well.
    client::set_names(&Client::default());
    if let Some(folder) = &options.reports {
        fs::create_dir_all(folder).expect("a folder for reports");
        fs::write(folder.join(&scenario.name).with_extension("json"), &ran.ended.stdout)
            .expect("a folder for reports");
    }
    let mut row = Row::judged(&scenario.name, &ran, scenario.expected());
    let longest = scenario.run.at_most + if in_wine() { WINE_STARTS_IN } else { 0.0 };
    if ran.took.as_secs_f64() > longest {
        row.fail(format!("it took more than {longest} s"));
    }
    let there_and_back = scenario.fault.iter().find_map(Fault::round_trip);
    if there_and_back.is_some_and(|least| ran.took < least) {
        row.fail("it took less than one packet there and back".to_owned());
    }
    row
}
