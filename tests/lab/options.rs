//! What of the lab is played.

use std::path::PathBuf;

use crate::{healthy, scenario::Scenario};

/// Healthy sites in one run of the tests.
const HEALTHY: usize = 200;
/// Runs on the same site.
const SOAK: usize = 1000;

pub struct Options {
    pub names: Vec<String>,
    pub repeat: usize,
    pub healthy: usize,
    pub soak: usize,
    pub seed: u64,
    /// Where each run's report is kept.
    pub reports: Option<PathBuf>,
    part: Part,
    machine: Machine,
}

/// One of so many parts, counted from 1.
struct Part {
    number: usize,
    of: usize,
}

/// What else the machine does in the meantime.
#[derive(PartialEq, Eq)]
enum Machine {
    Ours,
    /// Other labs stand on it: time is not taken, and nobody asks many times at once.
    Shared,
    /// Nothing, and here is what the others left out.
    Alone,
}

impl Options {
    /// # Panics
    /// When they are not understood.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Self {
        let mut options = Self {
            names: Vec::new(),
            repeat: 1,
            healthy: HEALTHY,
            soak: SOAK,
            seed: healthy::seed_of_today(),
            reports: None,
            part: Part { number: 1, of: 1 },
            machine: Machine::Ours,
        };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().expect("an option with a value");
            match argument.as_str() {
                "--repeat" => options.repeat = number(&value()),
                "--healthy" => options.healthy = number(&value()),
                "--soak" => options.soak = number(&value()),
                "--seed" => options.seed = value().parse().expect("a seed"),
                "--reports" => options.reports = Some(value().into()),
                "--part" => options.part = Part::read(&value()),
                "--shared" => options.machine = Machine::Shared,
                "--alone" => options.machine = Machine::Alone,
                _ => options.names.push(argument),
            }
        }
        options
    }

    /// Those that are meant: with one of the names, or a name that begins like it.
    ///
    /// # Panics
    /// When a name means nothing.
    pub fn chosen(&self, mut all: Vec<Scenario>) -> Vec<Scenario> {
        all.retain(|scenario| self.names_begin(&scenario.name));
        assert!(
            !all.is_empty() || self.names("variants") || self.names("soak"),
            "no scenario is called {:?}",
            self.names
        );
        all.retain(|scenario| self.machine.suits(scenario));
        self.part.of(all)
    }

    fn names_begin(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|wanted| name.starts_with(wanted.as_str()))
    }

    fn names(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|wanted| wanted == name)
    }

    pub fn want_variants(&self) -> bool {
        let fits = self.machine != Machine::Alone && self.part.number == 1;
        fits && self.healthy > 0 && self.names("variants")
    }

    pub fn want_soak(&self) -> bool {
        let fits = self.machine != Machine::Shared && self.part.number == 1;
        fits && self.soak > 0 && self.names("soak")
    }
}

impl Part {
    fn read(words: &str) -> Self {
        let (number_of_it, of) = words.split_once('/').expect("K/N");
        let part = Self { number: number(number_of_it), of: number(of) };
        assert!((1..=part.of).contains(&part.number), "there is no part {words}");
        part
    }

    /// By turns, because neighbours are alike, and so is the time they take.
    fn of(&self, all: Vec<Scenario>) -> Vec<Scenario> {
        all.into_iter().skip(self.number - 1).step_by(self.of).collect()
    }
}

impl Machine {
    fn suits(&self, scenario: &Scenario) -> bool {
        match self {
            Self::Ours => true,
            Self::Shared => !scenario.is_timed(),
            Self::Alone => scenario.is_timed(),
        }
    }
}

fn number(word: &str) -> usize {
    word.parse().expect("a number")
}
