//! The same question many times, in turn and all at once: the same answer each time, and nothing is
//! left behind.

use std::{
    io::{BufRead, BufReader, Read},
    panic::{AssertUnwindSafe, catch_unwind},
    process::{ChildStdout, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use testkit::said::standings;

use crate::{
    client,
    fault::Broken,
    ground::inside,
    harness::actprobe::in_wine,
    scenario::{self, Run, Scenario},
    servers::Servers,
    table::{Row, Table, differences},
};

/// A site where all is well, and one where two things are wrong: a fifth as often, and more at a
/// time, because what accuses somebody is asked again, and a run waits for that.
const SITES: [Pace; 2] = [
    Pace { site: "healthy", share: 1, side_by_side: 5 },
    Pace { site: "two-dead-host-and-no-kms", share: 5, side_by_side: 10 },
];
const AT_ONCE: usize = 50;
/// Fifty programs that start at once wait for the processor, and so do their peers' answers.
const PATIENCE: &str = "60s";
/// How much memory a run may take at the most, in KiB: twice what it takes, with and without Wine.
/// Whether one program grows while it asks again and again is asked in `tests/soak`.
const MOST_MEMORY: [u64; 2] = [32 << 10, 128 << 10];
/// Connections that have ended take a moment to be gone.
const SETTLING: Duration = Duration::from_secs(10);

struct Pace {
    site: &'static str,
    /// It is asked one time in so many.
    share: usize,
    side_by_side: usize,
}

/// Asks each site so many times, and then many times at once.
pub fn play(servers: &mut Servers, runs: usize, table: &mut Table) {
    for pace in SITES {
        let scenario = scenario::all()
            .into_iter()
            .find(|scenario| scenario.name == pace.site)
            .expect("it is there");
        let (patient, crowded) =
            ((runs / pace.share, pace.side_by_side), (AT_ONCE.min(runs), AT_ONCE));
        for (count, at_once) in [patient, crowded] {
            table.add(ask_again_and_again(servers, &scenario, count, at_once));
        }
    }
}

fn ask_again_and_again(
    servers: &mut Servers,
    scenario: &Scenario,
    count: usize,
    at_once: usize,
) -> Row {
    let name = format!("{} {count} times, {at_once} at once", scenario.name);
    let mut broken = Broken::default();
    let row = catch_unwind(AssertUnwindSafe(|| {
        scenario.fault.iter().for_each(|fault| broken.apply(servers, fault));
        watched(servers, scenario, &name, count, at_once)
    }));
    let undone = catch_unwind(AssertUnwindSafe(|| broken.undo(servers)));
    match (row, undone) {
        (Ok(row), Ok(())) => row,
        _ => Row::not_played(&name),
    }
}

fn watched(
    servers: &Servers,
    scenario: &Scenario,
    name: &str,
    count: usize,
    at_once: usize,
) -> Row {
    let (before, started) = (sockets(), Instant::now());
    let seen = all_runs(servers, scenario, count, at_once);
    let took = started.elapsed();
    let mut row = Row::new(name, took);
    row.standings(scenario.expect.standings(Scenario::shown()), seen.standings.clone());
    row.say(&seen.in_words(took));
    seen.objections.into_iter().for_each(|objection| row.fail(objection));
    if seen.memory.len() != count {
        row.fail(format!("{} of {count} runs ended", seen.memory.len()));
    }
    let most = MOST_MEMORY[usize::from(in_wine())];
    for much in seen.memory.iter().filter(|memory| **memory > most) {
        row.fail(format!("a run took {much} KiB"));
    }
    for left in left_behind(&before) {
        row.fail(format!("left behind: {left}"));
    }
    row
}

/// What the runs said and took.
#[derive(Default)]
struct Seen {
    objections: Vec<String>,
    standings: String,
    /// Of each run, in KiB.
    memory: Vec<u64>,
    longest: f64,
}

impl Seen {
    fn in_words(&self, took: Duration) -> String {
        let (least, most) =
            (self.memory.iter().min().unwrap_or(&0), self.memory.iter().max().unwrap_or(&0));
        let each =
            took.as_millis() / u128::try_from(self.memory.len().max(1)).expect("a number of runs");
        format!("{each} ms a run, the longest {:.2} s; {least} to {most} KiB", self.longest)
    }
}

fn all_runs(servers: &Servers, scenario: &Scenario, count: usize, at_once: usize) -> Seen {
    let run = Run { timeout: PATIENCE.to_owned(), ..Run::default() };
    let mut command =
        client::many(&servers.site, &scenario.client, &run, &scenario.site, [count, at_once]);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut seen = Seen::default();
    let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
    while let Some(ended) = next(&mut output) {
        seen.memory.push(ended.kib);
        seen.longest = seen.longest.max(ended.seconds);
        match serde_json::from_slice::<Value>(&ended.output) {
            Ok(report) => {
                seen.objections.extend(differences(&report, ended.code, &scenario.expect));
                seen.standings = standings(&report, Scenario::shown());
            }
            Err(error) => seen.objections.push(format!("no report: {error}")),
        }
    }
    assert!(child.wait().expect("a child of ours").success(), "not every run could be made");
    seen
}

/// As `peers/again.py` says it.
struct Ended {
    code: i32,
    seconds: f64,
    kib: u64,
    output: Vec<u8>,
}

fn next(stream: &mut BufReader<ChildStdout>) -> Option<Ended> {
    let mut line = String::new();
    stream.read_line(&mut line).expect("a pipe");
    let [code, seconds, kib, length] = line.split_whitespace().collect::<Vec<_>>()[..] else {
        return None;
    };
    let mut output = vec![0; length.parse().expect("a length")];
    stream.read_exact(&mut output).expect("as long as it says");
    let (code, seconds) = (code.parse().expect("a code"), seconds.parse().expect("a time"));
    Some(Ended { code, seconds, kib: kib.parse().expect("an amount"), output })
}

/// Every socket on the client, and every connection of a server to it, but for those that have only
/// to be waited for (TIME-WAIT).
fn sockets() -> Vec<String> {
    let client = inside("client", &["ss", "-tunaH"]);
    let servers = inside("servers", &["ss", "-tnaH", "dst 10.77.1.2 or dst [fd77:1::2]"]);
    let all = client.lines().chain(servers.lines()).filter(|socket| !socket.contains("TIME-WAIT"));
    all.map(str::to_owned).collect()
}

fn left_behind(before: &[String]) -> Vec<String> {
    let deadline = Instant::now() + SETTLING;
    loop {
        let left: Vec<String> =
            sockets().into_iter().filter(|socket| !before.contains(socket)).collect();
        if left.is_empty() || Instant::now() > deadline {
            return left;
        }
        thread::sleep(Duration::from_millis(100));
    }
}
