//! No forgotten snapshots: each belongs to a test that is still there, and none waits to be accepted.

use crate::layering::files_below;
use std::fs;
use std::path::Path;

#[test]
fn every_snapshot_has_its_test() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut forgotten = Vec::new();
    for folder in ["src", "tests"] {
        for path in files_below(&package.join(folder)) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let text = match name.rsplit_once('.') {
                Some((_, "snap")) => fs::read_to_string(&path).unwrap(),
                Some((_, "new")) => String::new(),
                _ => continue,
            };
            if !is_used(package, &name, &text) {
                forgotten.push(path);
            }
        }
    }
    assert!(
        forgotten.is_empty(),
        "snapshots without a test: {forgotten:#?}"
    );
}

/// Whether the file that made a snapshot still has its name, as that of a test or as a text.
fn is_used(package: &Path, file: &str, snapshot: &str) -> bool {
    let source = snapshot
        .lines()
        .find_map(|line| line.strip_prefix("source: "));
    let Some(source) = source.and_then(|source| fs::read_to_string(package.join(source)).ok())
    else {
        return false;
    };
    let stem = file.trim_end_matches(".snap");
    let name = stem.rsplit("__").next().unwrap_or(stem);
    // Insta numbers the later ones of a test.
    let plain = match name.rsplit_once('-') {
        Some((plain, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => plain,
        _ => name,
    };
    // A name that is put together at run time cannot be looked up; its first part must be there.
    let start = plain.split('-').next().unwrap_or(plain);
    source.contains(&format!("fn {plain}(")) || source.contains(&format!("\"{start}"))
}

#[test]
fn a_forgotten_snapshot_is_noticed() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let header = "---\nsource: tests/it/snapshots.rs\n---\n";
    assert!(is_used(
        package,
        "it__snapshots__every_snapshot_has_its_test-2.snap",
        header
    ));
    assert!(!is_used(package, "it__snapshots__gone.snap", header));
    assert!(!is_used(package, "it__snapshots__gone.snap.new", ""));
    assert!(!is_used(
        package,
        "it__x__y.snap",
        "---\nsource: tests/it/none.rs\n---\n"
    ));
}
