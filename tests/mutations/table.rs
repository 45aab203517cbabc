//! The rows of `mutations.toml`.

use serde::Deserialize;

/// One rule turned into a wrong one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mutation {
    pub name: String,
    /// What the program then gets wrong.
    pub means: String,
    /// A source file, or a folder with the file somewhere in it.
    pub within: String,
    /// Stands exactly once there, outside of tests.
    pub text: String,
    pub becomes: String,
    /// What has to fail, one of these: `lib`, `probes`, or a file or folder of `tests/`; part of
    /// the tests' names may follow.
    pub tests: Vec<String>,
}

#[derive(Deserialize)]
struct Table {
    mutation: Vec<Mutation>,
}

/// Those with one of the names, or a name that begins like it; all where no name is given.
pub fn chosen(names: &[String]) -> Vec<Mutation> {
    let table: Table = toml::from_str(include_str!("mutations.toml")).expect("mutations.toml");
    let mut mutations = table.mutation;
    let is_chosen = |mutation: &Mutation| {
        names.is_empty() || names.iter().any(|name| mutation.name.starts_with(name.as_str()))
    };
    mutations.retain(is_chosen);
    assert!(!mutations.is_empty(), "no mutation is called {names:?}");
    mutations
}
