//! Whether the tests would see a rule that is wrong: each row of `mutations.toml` is made in a copy
//! of the tree, one at a time, and the tests that are named there have to fail. See the README.
//!
//! usage: `mutations [--check] [NAME…]`; a name may be the beginning of several.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a tool for those who write tests: what cannot go on ends it, and it talks"
)]

mod table;
mod tree;

use std::env;
use std::process::ExitCode;

use table::Mutation;
use tree::{Ended, Tree};

fn main() -> ExitCode {
    let (options, names): (Vec<String>, Vec<String>) =
        env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let chosen = table::chosen(&names);
    let lost = lost(&chosen);
    if !lost.is_empty() || options.iter().any(|option| option == "--check") {
        println!("{} mutations, {} of them nowhere or not only once", chosen.len(), lost.len());
        return exit_code(lost.is_empty());
    }
    let tree = Tree::copied();
    let passing = passes_unchanged(&tree, &chosen);
    exit_code(passing && kills_all(&tree, &chosen))
}

fn exit_code(is_good: bool) -> ExitCode {
    if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Those whose text has moved or changed: they prove nothing until the table is put right.
fn lost(mutations: &[Mutation]) -> Vec<&str> {
    let found = mutations.iter().filter_map(|mutation| {
        let problem = tree::place(&tree::root(), mutation).err()?;
        println!("LOST      {}: {problem}", mutation.name);
        Some(mutation.name.as_str())
    });
    found.collect()
}

/// A test that fails anyway kills nothing.
fn passes_unchanged(tree: &Tree, mutations: &[Mutation]) -> bool {
    let mut tests: Vec<&String> = mutations.iter().flat_map(|mutation| &mutation.tests).collect();
    tests.sort();
    tests.dedup();
    let broken = tests.into_iter().filter(|test| {
        let ended = tree.run(test);
        if !matches!(ended, Ended::Passed) {
            println!("BROKEN    {test} does not pass on the tree as it is: {ended}");
        }
        !matches!(ended, Ended::Passed)
    });
    broken.count() == 0
}

fn kills_all(tree: &Tree, mutations: &[Mutation]) -> bool {
    let killed = mutations.iter().filter(|mutation| kills(tree, mutation)).count();
    println!("{killed} of {} mutations killed", mutations.len());
    killed == mutations.len()
}

/// Runs the tests of a mutation up to the first that fails.
fn kills(tree: &Tree, mutation: &Mutation) -> bool {
    let _mutated = tree.mutated(mutation);
    let ended = mutation.tests.iter().map(|test| tree.run(test));
    let ended = ended.into_iter().find(|ended| !matches!(ended, Ended::Passed));
    match &ended {
        None => println!("SURVIVED  {}: {}", mutation.name, mutation.means),
        Some(Ended::NotBuilt(why)) => println!("NO CODE   {}: {why}", mutation.name),
        Some(ended) => println!("killed    {}: {ended}", mutation.name),
    }
    matches!(ended, Some(Ended::Failed(_) | Ended::NotInTime))
}
