//! What fuzzing looks for, in short: every property in `properties/` holds for every seed, for each
//! seed damaged, and for random bytes. The targets in `fuzz/` call the same properties, for as long
//! as one likes.

#![expect(clippy::unwrap_used, reason = "a property that cannot be checked does not hold")]

mod properties;

use std::panic::{RefUnwindSafe, catch_unwind};

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};

use properties::{TARGETS, Target};

/// Cases for each target, beside its seeds.
const CASES: u32 = 256;
/// The longest part of a seed that is damaged: shrinking and debug builds are slow.
const LONGEST: usize = 16 * 1024;

#[test]
fn every_property_holds_for_every_seed() {
    each_target(|target| {
        let seeds = (target.seeds)();
        assert!(!seeds.is_empty(), "there are no seeds");
        for seed in seeds {
            (target.holds)(&seed);
        }
    });
}

#[test]
fn every_property_holds_for_random_and_for_damaged_bytes() {
    each_target(|target| {
        // What a failure teaches goes into a test of its own, and not into a file of proptest's.
        let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
        let outcome = TestRunner::new(config).run(&inputs(target), |bytes| {
            (target.holds)(&bytes);
            Ok(())
        });
        outcome.unwrap();
    });
}

/// Fails with the names of all targets for which `check` panics.
fn each_target(check: impl Fn(&Target) + RefUnwindSafe) {
    let fails = |target: &&Target| catch_unwind(|| check(target)).is_err();
    let failed: Vec<_> = TARGETS.iter().filter(fails).map(|target| target.name).collect();
    assert!(failed.is_empty(), "see above for {failed:?}");
}

#[test]
fn no_property_minds_an_empty_input() {
    each_target(|target| (target.holds)(&[]));
}

#[test]
fn no_product_key_gets_through_in_any_spelling_at_any_place() {
    properties::keys::every_spelling_everywhere();
}

#[test]
fn the_detector_of_keys_sees_every_spelling_and_none_in_what_is_cut() {
    properties::keys::spelling::every_spelling_is_seen();
}

#[test]
fn names_of_targets_are_distinct() {
    let mut names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
    names.sort_unstable();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
}

fn inputs(target: &Target) -> impl Strategy<Value = Vec<u8>> + use<> {
    let seeds: Vec<Vec<u8>> =
        (target.seeds)().into_iter().filter(|seed| seed.len() <= LONGEST).collect();
    let random = prop::collection::vec(any::<u8>(), 0..300);
    if seeds.is_empty() {
        return random.boxed();
    }
    let damaged = (prop::sample::select(seeds), prop::collection::vec(damage(), 1..6)).prop_map(
        |(seed, damages)| damages.iter().fold(seed, |bytes, damage| damage.done_to(bytes)),
    );
    prop_oneof![1 => random, 4 => damaged].boxed()
}

/// One thing that happens to bytes on their way from a hostile peer.
#[derive(Clone, Debug)]
enum Damage {
    Cut(Index),
    Overwrite(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Repeat(Index, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let edge =
        prop_oneof![any::<u8>(), prop::sample::select(vec![0_u8, 1, 0x1b, 0x7f, 0x80, 0x9b, 0xff])];
    prop_oneof![
        any::<Index>().prop_map(Damage::Cut),
        (any::<Index>(), edge).prop_map(|(at, byte)| Damage::Overwrite(at, byte)),
        (any::<Index>(), prop::collection::vec(any::<u8>(), 1..8))
            .prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        (any::<Index>(), 1..9_usize).prop_map(|(at, count)| Damage::Remove(at, count)),
        (any::<Index>(), 1..40_usize).prop_map(|(at, count)| Damage::Repeat(at, count)),
    ]
}

impl Damage {
    fn done_to(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        if bytes.is_empty() {
            return bytes;
        }
        match self {
            Self::Cut(at) => bytes.truncate(at.index(bytes.len())),
            Self::Overwrite(at, byte) => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            Self::Insert(at, new) => {
                let at = at.index(bytes.len());
                drop(bytes.splice(at..at, new.iter().copied()));
            }
            Self::Remove(at, count) => {
                let at = at.index(bytes.len());
                drop(bytes.drain(at..bytes.len().min(at + count)));
            }
            Self::Repeat(at, count) => {
                let at = at.index(bytes.len());
                let part = bytes[at..bytes.len().min(at + count)].repeat(3);
                drop(bytes.splice(at..at, part));
            }
        }
        bytes
    }
}
