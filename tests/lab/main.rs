//! A site to break: client, router, firewall and servers in network namespaces; one file in
//! `scenarios/` for each thing that goes wrong in the field; and the program, which has to find it.
//!
//! usage: `lab [--repeat N] [--healthy N] [--soak N] [--seed N] [--reports FOLDER] [--part K/N]
//! [--shared | --alone] [SCENARIO…]`, or `lab up` for a site to play with. Among the scenarios,
//! `variants` stands for the healthy sites of all kinds, and `soak` for the many runs on one site.
//! `--repeat` plays each scenario N times. Labs that stand side by side play a part each, and what
//! fits to a machine that is `--shared`; the rest is for one that has it `--alone`.

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
mod options;
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
    process::ExitCode,
    time::{Duration, Instant},
};

use client::Ran;
use fault::Broken;
use options::Options;
use scenario::{Client, Fault, Scenario};
use servers::Servers;
use table::{Row, Table};
use testkit::harness::{self, actprobe::in_wine};

fn main() -> ExitCode {
    signals::obey();
    let options = Options::read(env::args().skip(1));
    if options.names == ["up"] {
        up::stand();
        return ExitCode::SUCCESS;
    }
    let started = Instant::now();
    let scenarios = options.chosen(scenario::all());
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
    if options.want_variants() {
        healthy::play(&mut servers, options.healthy, options.seed, &mut table);
    }
    if options.want_soak() {
        soak::play(&mut servers, options.soak, &mut table);
    }
    // A KMS host that saw more than binds panics here.
    let harmless = catch_unwind(AssertUnwindSafe(|| drop(servers))).is_ok();
    table.add(Row::check("nothing was changed by asking", harmless));
    table.summary(started.elapsed())
}

/// Breaks the site, runs the program once, and puts the site right.
fn play(servers: &mut Servers, scenario: &Scenario, options: &Options) -> Row {
    let mut broken = Broken::default();
    let row = catch_unwind(AssertUnwindSafe(|| {
        let unbroken = match scenario.is_timed() {
            true => ask(servers, scenario).took,
            false => Duration::ZERO,
        };
        scenario.fault.iter().for_each(|fault| broken.apply(servers, fault));
        let mut row = judge(servers, scenario, options, unbroken);
        let is_idle = scenario.nothing_filtered.is_some();
        broken.not_in_force(is_idle).into_iter().for_each(|why| row.fail(why));
        row
    }));
    let undone = catch_unwind(AssertUnwindSafe(|| broken.undo(servers)));
    let row = row.unwrap_or_else(|_| Row::not_played(&scenario.name));
    if undone.is_ok() { row } else { Row::not_played(&scenario.name) }
}

fn ask(servers: &Servers, scenario: &Scenario) -> Ran {
    let ran = client::ask(&servers.site, &scenario.client, &scenario.run, &scenario.site);
    // A server that starts in the next scenario reads them as well.
    client::set_names(&Client::default());
    ran
}

/// A run that is timed may take so much longer than the same on the `unbroken` site.
fn judge(servers: &Servers, scenario: &Scenario, options: &Options, unbroken: Duration) -> Row {
    let ran = ask(servers, scenario);
    if let Some(folder) = &options.reports {
        fs::create_dir_all(folder).expect("a folder for reports");
        fs::write(folder.join(&scenario.name).with_extension("json"), &ran.ended.stdout)
            .expect("a folder for reports");
    }
    let mut row = Row::judged(&scenario.name, &ran, scenario.expected());
    let longest = Duration::from_secs_f64(scenario.run.at_most) + unbroken;
    if ran.took > longest {
        row.fail(format!("it took more than {:.2} s", longest.as_secs_f64()));
    }
    let there_and_back = scenario.fault.iter().find_map(Fault::round_trip);
    if there_and_back.is_some_and(|least| ran.took < least) {
        row.fail("it took less than one packet there and back".to_owned());
    }
    row
}
