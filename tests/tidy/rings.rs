//! Who imports whom inside a wing, read from the sources: a module that is found again from what it
//! imports is in a ring.

use std::collections::{BTreeMap, BTreeSet};

use super::{Source, sources};

/// The modules of a wing, each with those that it imports.
type Graph = BTreeMap<String, BTreeSet<String>>;

#[test]
fn no_module_of_these_wings_imports_itself_by_way_of_others() {
    for wing in ["src/verdict", "src/advice", "src/ask", "src/diff"] {
        let graph = graph(wing);
        assert!(graph.values().any(|imported| !imported.is_empty()), "{wing} imports nothing");
        let rings: Vec<String> = rings(&graph).into_iter().map(|ring| ring.join(" -> ")).collect();
        assert!(rings.is_empty(), "rings in {wing}:\n{}", rings.join("\n"));
    }
}

#[test]
fn a_ring_is_found_and_named() {
    let of = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
    let sources = [
        of("src/a.rs", "mod b;\nmod c;\nuse b::judge;"),
        of("src/a/b.rs", "use super::{c::{self, Told}, d};\n// use crate::a;"),
        of(
            "src/a/c.rs",
            "fn f() { crate::a::d::g(); }\n#[cfg(test)]\nmod tests { use super::super::b; }",
        ),
        of("src/a/d.rs", "use crate::a::b::judge;"),
    ];
    let graph = graph_of(&sources.iter().collect::<Vec<_>>());
    assert_eq!(graph["a"], BTreeSet::from(["a::b".to_owned()]));
    assert_eq!(graph["a::b"], BTreeSet::from(["a::c".to_owned(), "a::d".to_owned()]));
    let found = rings(&graph);
    assert_eq!(found, [["a::b", "a::c", "a::d", "a::b"].map(str::to_owned).to_vec()]);
}

fn graph(wing: &str) -> Graph {
    let sources = sources();
    let of_wing = sources.iter().filter(|source| source.is_in(wing) && !source.is_test());
    graph_of(&of_wing.collect::<Vec<_>>())
}

fn graph_of(sources: &[&Source]) -> Graph {
    let modules: BTreeSet<String> = sources.iter().map(|source| module(source)).collect();
    let imported = |source: &&Source| (module(source), imports(source, &modules));
    sources.iter().map(imported).collect()
}

/// `src/verdict/kms/target.rs` is `verdict::kms::target`.
fn module(source: &Source) -> String {
    let path = source.path.trim_start_matches("src/").trim_end_matches(".rs");
    path.replace('/', "::")
}

fn imports(source: &Source, modules: &BTreeSet<String>) -> BTreeSet<String> {
    let own = module(source);
    let code: Vec<&str> = source.product_code().map(|(_, line)| line).collect();
    let tokens = tokens(&code.join("\n"));
    let found = paths(&tokens).into_iter().filter_map(|path| resolved(&path, &own, modules));
    found.filter(|module| *module != own).collect()
}

/// The module that a path leads into, if it is one of these.
fn resolved(path: &[String], own: &str, modules: &BTreeSet<String>) -> Option<String> {
    let mut segments: Vec<&str> = match path.first()?.as_str() {
        "crate" => Vec::new(),
        "self" | "super" => own.split("::").collect(),
        child if modules.contains(&format!("{own}::{child}")) => own.split("::").collect(),
        _ => return None,
    };
    for segment in path {
        match segment.as_str() {
            "crate" | "self" => {}
            "super" => drop(segments.pop()),
            name => segments.push(name),
        }
    }
    let prefixes = (1..=segments.len()).rev().map(|length| segments[..length].join("::"));
    prefixes.into_iter().find(|prefix| modules.contains(prefix))
}

/// Names, `::`, braces and the rest, a character each.
fn tokens(code: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let length = match first {
            '"' => rest[1..].find('"').map_or(rest.len(), |end| end + 2),
            ':' if rest.starts_with("::") => 2,
            c if is_name(c) => rest.find(|c| !is_name(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (token, behind) = rest.split_at(length);
        if !token.trim().is_empty() && first != '"' {
            tokens.push(token.to_owned());
        }
        rest = behind;
    }
    tokens
}

/// Every path that stands there, those in the braces of an import each for itself.
fn paths(tokens: &[String]) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    // What stands before the braces that are open.
    let mut open: Vec<Vec<String>> = Vec::new();
    let mut path: Vec<String>;
    let mut is_joined = false;
    let mut is_declared = false;
    for token in tokens {
        match token.as_str() {
            "::" => is_joined = true,
            "{" if is_joined => {
                open.extend(paths.pop());
                is_joined = false;
            }
            // `mod a;` says where a module stands, and imports nothing.
            "mod" => is_declared = true,
            _ if std::mem::take(&mut is_declared) => {}
            name if name.starts_with(|c: char| c.is_alphabetic() || c == '_') => {
                path = match is_joined {
                    true => paths.pop().unwrap_or_default(),
                    false => open.last().cloned().unwrap_or_default(),
                };
                path.push(name.to_owned());
                paths.push(path.clone());
                is_joined = false;
            }
            "}" => {
                open.pop();
                is_joined = false;
            }
            "{" => {
                open.push(Vec::new());
                is_joined = false;
            }
            _ => is_joined = false,
        }
    }
    // `pub(super)` is no path.
    paths.retain(|path| !matches!(path.as_slice(), [only] if only == "super" || only == "crate"));
    paths
}

/// Each ring once, from its first module back to it.
fn rings(graph: &Graph) -> Vec<Vec<String>> {
    let mut rings: Vec<Vec<String>> = Vec::new();
    let mut done = BTreeSet::new();
    for module in graph.keys() {
        walk(graph, module, &mut Vec::new(), &mut done, &mut rings);
    }
    rings
}

fn walk(
    graph: &Graph,
    module: &str,
    way: &mut Vec<String>,
    done: &mut BTreeSet<String>,
    rings: &mut Vec<Vec<String>>,
) {
    if let Some(begin) = way.iter().position(|earlier| earlier == module) {
        let mut ring = way[begin..].to_vec();
        ring.push(module.to_owned());
        rings.push(ring);
        return;
    }
    if done.contains(module) {
        return;
    }
    way.push(module.to_owned());
    for imported in graph.get(module).into_iter().flatten() {
        walk(graph, imported, way, done, rings);
    }
    way.pop();
    done.insert(module.to_owned());
}
