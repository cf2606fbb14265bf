//! The floor plan and the door-guarded words.
//!
//! The scan is textual on purpose: it reads `crate::NAME` and `crate::{NAME, ..}` in each file under `src/`, so it
//! needs no parser, and sees what a macro would hide.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules from the ground floor up. Those on one floor do not see each other.
const FLOORS: &[&[&str]] = &[
    &["source"],
    &["diagnostic"],
    &["document"],
    &["config", "script"],
    &["policy"],
    &["engine"],
    &["exception"],
    &["verdict"],
    &["lint", "testing", "review"],
    &["project"],
    &["report"],
    &["commands"],
    &["cli"],
];

/// Words and the rooms they may be said in.
const DOORS: &[(&[&str], &[&str])] = &[
    (&["rhai::", "use rhai"], &["script/"]),
    (&["granit_parser"], &["document/yaml"]),
    (&["miette"], &["diagnostic/", "report/"]),
    (&["jsonschema::", "use jsonschema"], &["document/schema"]),
    (&["clap::", "use clap"], &["cli/"]),
    (
        &["process::Command", "Command::new"],
        &["source/git/", "source/sign"],
    ),
    (&["ssh_key"], &["exception/sign", "exception/approval"]),
    (&["maud"], &["report/"]),
    (&["\"git\""], &["source/git/"]),
    (
        &[
            "env::var",
            "current_dir()",
            "home_dir()",
            "temp_dir()",
            "Timestamp::now",
            "Zoned::now",
            "SystemTime",
        ],
        &["commands/context"],
    ),
    (
        &["process::exit", "stdin()", "stdout()", "stderr()"],
        // The bar draws on the terminal by itself.
        &["cli/run", "commands/context", "commands/progress"],
    ),
    (&["indicatif"], &["commands/progress"]),
];

#[test]
fn modules_name_only_lower_floors() {
    let mut broken = Vec::new();
    for (file, code) in sources() {
        let Some(here) = module_of(&file) else {
            continue;
        };
        for there in named_modules(&code) {
            if there != here && floor(&there) >= floor(here) {
                broken.push(format!("{file}: `{here}` names `{there}`"));
            }
        }
    }
    assert!(broken.is_empty(), "the floor plan is broken:\n{broken:#?}");
}

#[test]
fn guarded_words_stay_in_their_rooms() {
    let mut broken = Vec::new();
    for (file, code) in sources() {
        // A test may do what it likes.
        let code = code
            .split("#[cfg(test)]\nmod tests")
            .next()
            .unwrap_or_default();
        for (words, rooms) in DOORS {
            if rooms.iter().any(|room| file.starts_with(room)) {
                continue;
            }
            let said = words.iter().filter(|word| code.contains(**word));
            broken.extend(said.map(|word| format!("{file} says `{word}`")));
        }
    }
    assert!(
        broken.is_empty(),
        "these words belong elsewhere:\n{broken:#?}"
    );
}

#[test]
fn the_scan_sees_every_way_to_name_a_module() {
    let code = "use crate::{\n    a::{b, c},\n    d,\n};\nfn x() -> crate::e::F { crate::g() }\nuse crate::Upper;";
    let names: Vec<String> = named_modules(code).into_iter().collect();
    assert_eq!(names, ["a", "d", "e", "g"]);
    assert_eq!(
        without_comments("a // crate::x\n\"// no\" b"),
        "a \n\"// no\" b\n"
    );
    assert_eq!(module_of("source/walk.rs"), Some("source"));
    assert_eq!(module_of("verdict.rs"), Some("verdict"));
    assert_eq!(module_of("lib.rs"), None);
}

/// All files under a folder, in order.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The files of the library: path below `src/` with `/`, and text without comments.
fn sources() -> Vec<(String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = files_below(&src);
    let rust = files
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "rs"));
    let read: Vec<_> = rust
        .map(|path| {
            let shown = path
                .strip_prefix(&src)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            (shown, without_comments(&fs::read_to_string(path).unwrap()))
        })
        .collect();
    assert!(read.len() > 10, "the scan saw almost nothing");
    read
}

/// The top-level module of a file; `None` for the crate's roots.
fn module_of(file: &str) -> Option<&str> {
    let top = file.split('/').next()?;
    let name = top.strip_suffix(".rs").unwrap_or(top);
    (!matches!(name, "lib" | "main")).then_some(name)
}

fn floor(module: &str) -> usize {
    FLOORS
        .iter()
        .position(|floor| floor.contains(&module))
        .unwrap_or_else(|| panic!("`{module}` has no floor: add it to FLOORS"))
}

fn without_comments(text: &str) -> String {
    let mut code = String::new();
    for line in text.lines() {
        // A `//` behind a quote is taken for part of a text.
        let cut = line
            .find("//")
            .filter(|at| !line.split_at(*at).0.contains('"'));
        code.push_str(line.split_at(cut.unwrap_or(line.len())).0);
        code.push('\n');
    }
    code
}

fn named_modules(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for tail in code.split("crate::").skip(1) {
        match tail.strip_prefix('{') {
            Some(list) => names.extend(outer_items(list).iter().map(|item| first_word(item))),
            None => {
                names.insert(first_word(tail));
            }
        }
    }
    names.retain(|name| name.starts_with(|c: char| c.is_ascii_lowercase()));
    names
}

/// The inside of a `use crate::{..}` list, split at the commas of its outer level.
fn outer_items(list: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut depth = 0_u32;
    for character in list.chars() {
        match character {
            '}' if depth == 0 => break,
            ',' if depth == 0 => items.push(String::new()),
            other => {
                depth += u32::from(other == '{');
                depth -= u32::from(other == '}');
                items.last_mut().unwrap().push(other);
            }
        }
    }
    items
}

fn first_word(text: &str) -> String {
    text.trim_start()
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}
