//! The table that a run prints, a line a scenario.

use std::{process::ExitCode, time::Duration};

use serde_json::Value;
use testkit::{
    expectation::Expectation,
    said::{excerpt, standings},
};

use crate::{client::Ran, scenario::Scenario};

/// Everything in which a run differs from what is expected; nothing if it is right.
pub fn differences(report: &Value, code: i32, expect: &Expectation) -> Vec<String> {
    let wrong_code = (!expect.takes(code))
        .then(|| format!("exit code {code} instead of {}", expect.exit_code()));
    wrong_code.into_iter().chain(expect.objections(report, Scenario::shown())).collect()
}

pub struct Row {
    name: String,
    expected: String,
    got: String,
    took: Duration,
    differences: Vec<String>,
    excerpt: String,
    remark: String,
}

impl Row {
    /// One run of the program beside what is expected of it.
    pub fn judged(name: &str, ran: &Ran, expect: &Expectation) -> Self {
        let mut row = Self::new(name, ran.took);
        row.expected = expect.standings(Scenario::shown());
        match serde_json::from_str::<Value>(&ran.ended.stdout) {
            Ok(report) => {
                row.got = standings(&report, Scenario::shown());
                row.differences = differences(&report, ran.ended.code, expect);
                row.excerpt = excerpt(&report);
            }
            Err(error) => row.fail(format!("no report, {error}: {}", ran.ended.all_output())),
        }
        row
    }

    /// The site could not be broken, or not be put right.
    pub fn not_played(name: &str) -> Self {
        let mut row = Self::new(name, Duration::ZERO);
        row.fail("the scenario could not be played: see above".to_owned());
        row
    }

    pub fn check(name: &str, holds: bool) -> Self {
        let mut row = Self::new(name, Duration::ZERO);
        if !holds {
            row.fail("it does not hold: see above".to_owned());
        }
        row
    }

    pub fn new(name: &str, took: Duration) -> Self {
        let (expected, got) = (String::new(), String::new());
        Self {
            name: name.to_owned(),
            expected,
            got,
            took,
            differences: Vec::new(),
            excerpt: String::new(),
            remark: String::new(),
        }
    }

    pub fn standings(&mut self, expected: String, got: String) {
        (self.expected, self.got) = (expected, got);
    }

    /// Says more, whether it fails or not.
    pub fn say(&mut self, what: &str) {
        what.clone_into(&mut self.remark);
    }

    /// Says more of the site, should it fail.
    pub fn about(mut self, site: &str) -> Self {
        self.excerpt = format!("      {site}\n{}", self.excerpt);
        self
    }

    /// Under a long table, what failed is said once more.
    fn repeat(&self) {
        println!("FAILED: {}", self.name);
        self.differences.iter().for_each(|difference| println!("    {difference}"));
        print!("{}", self.excerpt);
    }

    pub fn fail(&mut self, why: String) {
        self.differences.push(why);
    }
}

#[derive(Default)]
pub struct Table {
    passed: usize,
    failed: Vec<Row>,
    left_out: usize,
}

impl Table {
    pub fn add(&mut self, row: Row) {
        let verdict = if row.differences.is_empty() { "ok" } else { "FAILED" };
        let (name, expected, got) = (&row.name, &row.expected, &row.got);
        let took = row.took.as_secs_f64();
        println!("{name:44} | {expected:32} | {got:32} | {took:5.2} s | {verdict}");
        if !row.remark.is_empty() {
            println!("    {}", row.remark);
        }
        if row.differences.is_empty() {
            self.passed += 1;
        } else {
            row.differences.iter().for_each(|difference| println!("    {difference}"));
            print!("{}", row.excerpt);
            self.failed.push(row);
        }
    }

    /// What cannot be played here is neither passed nor failed, and not hidden.
    pub fn leave_out(&mut self, name: &str, why: &str) {
        self.left_out += 1;
        println!("{name:44} | left out: {why}");
    }

    /// The last lines are read by machines: the last but one as that of any test program, the last
    /// as such.
    pub fn summary(&self, took: Duration) -> ExitCode {
        self.failed.iter().for_each(Row::repeat);
        if self.left_out > 0 {
            println!("{} left out", self.left_out);
        }
        println!("the lab took {:.1} s", took.as_secs_f64());
        let (word, passed, failed) =
            (if self.failed.is_empty() { "ok" } else { "FAILED" }, self.passed, self.failed.len());
        println!("test result: {word}. {passed} passed; {failed} failed");
        println!("{passed} passed, {failed} failed");
        if self.failed.is_empty() && self.passed > 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}
