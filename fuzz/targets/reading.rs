//! Reading: no panic, places in the file, and all ways of reading agree.

use mustmay::document::{Limits, Node, Path, Reading, compile_regex, read, read_by_parser};
use mustmay::source::{Globs, Source};

/// The reader: the short way and the parser, and JSON as YAML.
pub(crate) fn reader(data: &[u8]) {
    let Ok(source) = Source::from_bytes("x.yaml", data.to_vec()) else {
        return;
    };
    let limits = Limits::default();
    let (short, long) = (read(&source, &limits), read_by_parser(&source, &limits));
    check(&short, source.text());
    check(&long, source.text());
    assert_eq!(short.diagnostics, long.diagnostics);
    assert_eq!(known(&short), known(&long));
    // What a JSON file says, it says as YAML too.
    let json = Source::from_bytes("x.json", data.to_vec()).map(|source| read(&source, &limits));
    let Ok(json) = json else { return };
    check(&json, source.text());
    if json.diagnostics.is_empty() {
        assert!(long.diagnostics.is_empty(), "{:?}", long.diagnostics);
        assert_eq!(known(&json), known(&long));
        let text = source.text();
        let value = serde_json::from_str::<serde_json::Value>(text.trim_start_matches('\u{feff}'));
        if let (Ok(value), Some(document)) = (value, json.tree.documents().next()) {
            let ours = document.root().to_json();
            assert!(same(&value, &ours), "{value} and {ours}");
        }
    }
}

/// Paths, globs and regexes as users write them.
pub(crate) fn paths(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Ok(path) = Path::parse(text) {
        let shown = path.to_string();
        let again = Path::parse(&shown).unwrap_or_else(|error| panic!("{shown}: {error:?}"));
        assert_eq!(
            path.steps(),
            again.steps(),
            "{text:?} is shown as {shown:?}"
        );
        assert_eq!(again.to_string(), shown);
        assert!(path.covers(&path), "{shown}");
    }
    let (pattern, name) = text.split_once('\n').unwrap_or((text, "a/b.yaml"));
    if let Ok(globs) = Globs::new([pattern]) {
        let matched = globs.matches(std::path::Path::new(name));
        assert_eq!(matched, globs.matches(std::path::Path::new(name)));
        globs.matches_folder(std::path::Path::new(name));
    }
    if let Ok(regex) = compile_regex(pattern) {
        regex.is_match(name);
    }
}

fn check(reading: &Reading, text: &str) {
    assert_eq!(
        reading.diagnostics.is_empty(),
        reading.tree.unreadable() == 0,
        "{reading:?}"
    );
    super::check_places(&reading.diagnostics);
    for problem in &reading.diagnostics {
        let Some(place) = &problem.place else {
            // Only the count of those that are not shown has none, and names the file.
            assert!(
                problem.code == "yaml::more" && problem.file.is_some(),
                "{problem:?}"
            );
            continue;
        };
        let end = place.end.offset as usize;
        assert!(
            text.get(place.start.offset as usize..end).is_some(),
            "{problem:?}"
        );
    }
    let mut last = 0;
    for document in reading.tree.documents() {
        assert!(document.number() > last, "{reading:?}");
        last = document.number();
        walk(document.root(), text);
    }
}

fn walk(node: Node<'_>, text: &str) {
    let span = node.span();
    assert!(
        text.get(span.start as usize..span.end as usize).is_some(),
        "{span:?} in {text:?}"
    );
    for (key, value) in node.entries() {
        assert!(key.text().is_some(), "{span:?} in {text:?}");
        walk(key, text);
        walk(value, text);
    }
    for item in node.items() {
        walk(item, text);
    }
}

/// All that can be known of what was read.
fn known(reading: &Reading) -> Vec<String> {
    fn add(node: Node<'_>, depth: usize, all: &mut Vec<String>) {
        let (kind, style, span, text) = (node.kind(), node.style(), node.span(), node.text());
        all.push(format!("{depth} {kind:?} {style:?} {span:?} {text:?}"));
        for (key, value) in node.entries() {
            add(key, depth + 1, all);
            add(value, depth + 1, all);
        }
        for item in node.items() {
            add(item, depth + 1, all);
        }
    }
    let mut all = Vec::new();
    for document in reading.tree.documents() {
        all.push(format!("document {}", document.number()));
        add(document.root(), 0, &mut all);
    }
    all
}

/// Whether two values are one, where numbers are compared as numbers: integers of any length are not JSON's.
fn same(one: &serde_json::Value, other: &serde_json::Value) -> bool {
    use serde_json::Value;
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        (Value::Number(_), _) => true,
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(key, one)| other.get(key).is_some_and(|other| same(one, other)))
        }
        (one, other) => one == other,
    }
}
