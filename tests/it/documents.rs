//! Helpers: reading text, and the test data beside the package.

use mustmay::diagnostic::Diagnostic;
use mustmay::document::{Limits, Reading, read};
use mustmay::source::Source;
use std::path::{Path, PathBuf};

/// Reads text as a file of this name.
pub(crate) fn read_as(name: &str, text: &str) -> Reading {
    read(&Source::new(name, text), &Limits::default())
}

/// The roots of all documents as JSON.
pub(crate) fn json_of(reading: &Reading) -> Vec<serde_json::Value> {
    reading
        .tree
        .documents()
        .map(|document| document.root().to_json())
        .collect()
}

/// The text that a diagnostic underlines.
pub(crate) fn underlined<'t>(diagnostic: &Diagnostic, text: &'t str) -> &'t str {
    let place = diagnostic.place.as_ref().unwrap();
    &text[place.start.offset as usize..place.end.offset as usize]
}

/// The folder of this name in `../shared`, or one further up where this is a worktree; `None`, and a printed
/// reason, where it is missing.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["../shared", "../../shared"].map(|folder| package.join(folder).join(name));
    let found = folders.into_iter().find(|folder| folder.is_dir());
    if found.is_none() {
        eprintln!("skipped: ../shared/{name} is missing");
    }
    found
}

/// All files below a folder, sorted, each with its path from there.
pub(crate) fn files_below(folder: &Path) -> Vec<(String, PathBuf)> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name();
    files
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap();
            (name.replace('\\', "/"), entry.into_path())
        })
        .collect()
}
