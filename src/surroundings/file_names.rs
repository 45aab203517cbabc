//! Patterns such as `*.txt` in lists of files. Shells of Unix put the names in their place; those
//! of Windows leave that to each program.

use std::path::{Path, PathBuf};

/// The files, on Windows with the names that a pattern stands for in its place.
pub fn expanded(files: &[PathBuf]) -> Result<Vec<PathBuf>, NoMatch> {
    if cfg!(windows) { with_matches(files) } else { Ok(files.to_vec()) }
}

fn with_matches(files: &[PathBuf]) -> Result<Vec<PathBuf>, NoMatch> {
    let mut all = Vec::new();
    for file in files {
        match pattern(file) {
            Some(pattern) => all.extend(matches(file, pattern)?),
            None => all.push(file.clone()),
        }
    }
    Ok(all)
}

/// The last part of a name that is a pattern, and of no file itself. `\\?\` begins a path that is
/// taken literally.
fn pattern(file: &Path) -> Option<&str> {
    let last = file.file_name()?.to_str()?;
    (last.contains(['*', '?']) && !file.exists()).then_some(last)
}

/// The files of that folder, by name.
fn matches(file: &Path, pattern: &str) -> Result<Vec<PathBuf>, NoMatch> {
    let folder = file.parent().unwrap_or(Path::new(""));
    let here = Path::new(".");
    let looked_in = if folder.as_os_str().is_empty() { here } else { folder };
    let entries = std::fs::read_dir(looked_in).into_iter().flatten().flatten();
    let names = entries.filter(|entry| entry.path().is_file()).map(|entry| entry.file_name());
    let fitting = names.filter(|name| fits(&name.to_string_lossy(), pattern));
    let mut found: Vec<PathBuf> = fitting.map(|name| folder.join(name)).collect();
    found.sort();
    if found.is_empty() { Err(NoMatch { pattern: pattern.to_owned() }) } else { Ok(found) }
}

/// Whether a name fits: `*` stands for any letters, `?` for one, case plays no part, and `*.*` is
/// every name, as everywhere on Windows.
fn fits(name: &str, pattern: &str) -> bool {
    let lower = |text: &str| text.to_lowercase().chars().collect::<Vec<char>>();
    let (name, pattern) = (lower(name), lower(if pattern == "*.*" { "*" } else { pattern }));
    let (mut at, mut in_pattern) = (0, 0);
    // Where the last star stands, and how far it reaches so far.
    let mut star: Option<(usize, usize)> = None;
    while let Some(letter) = name.get(at) {
        match (pattern.get(in_pattern), star) {
            (Some('*'), _) => {
                star = Some((in_pattern, at));
                in_pattern += 1;
            }
            (Some(wanted), _) if *wanted == '?' || wanted == letter => {
                at += 1;
                in_pattern += 1;
            }
            (_, Some((stands, reach))) => {
                star = Some((stands, reach + 1));
                at = reach + 1;
                in_pattern = stands + 1;
            }
            (_, None) => return false,
        }
    }
    pattern.iter().skip(in_pattern).all(|rest| *rest == '*')
}

/// No file has such a name.
#[derive(Debug, thiserror::Error)]
#[error("no file matches {}", actprobe::say::complaint::file(Path::new(pattern)))]
pub struct NoMatch {
    pattern: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_as_it_does_in_cmd() {
        for (name, pattern, expected) in [
            ("dlv.txt", "*.txt", true),
            ("DLV.TXT", "*.txt", true),
            ("dlv.txt", "d?v.*", true),
            ("events", "*.*", true),
            ("aab", "*ab", true),
            ("dlv.text", "*.txt", false),
            ("dlv.txt", "?.txt", false),
            ("", "?", false),
            ("a", "a**", true),
        ] {
            assert_eq!(fits(name, pattern), expected, "{name} {pattern}");
        }
        assert!(!fits(&"a".repeat(255), &format!("{}b", "*a".repeat(100))));
    }

    #[test]
    fn a_pattern_stands_for_the_files_of_its_folder_by_name() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a.txt", "c.xml"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        std::fs::create_dir(folder.path().join("d.txt")).unwrap();
        let given = [folder.path().join("*.txt"), PathBuf::from("-"), PathBuf::from("c.xml")];
        let found = with_matches(&given).unwrap();
        let expected = [
            folder.path().join("a.txt"),
            folder.path().join("b.txt"),
            PathBuf::from("-"),
            PathBuf::from("c.xml"),
        ];
        assert_eq!(found, expected);
        let none = with_matches(&[folder.path().join("*.evtx")]).unwrap_err();
        assert_eq!(none.to_string(), "no file matches *.evtx");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_of_that_very_name_is_meant() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("*.txt");
        std::fs::write(&file, "x").unwrap();
        std::fs::write(folder.path().join("a.txt"), "x").unwrap();
        assert_eq!(with_matches(std::slice::from_ref(&file)).unwrap(), [file]);
    }
}
