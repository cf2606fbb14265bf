//! The reports that other runs left: which files are meant.

use crate::source::{Globs, shown_path};
use std::path::{Component, Path, PathBuf};

/// The files that a glob means; one that means none is a mistake.
///
/// # Errors
/// In words, where there is none or they cannot be found.
pub(super) fn report_files(cwd: &Path, pattern: &str) -> Result<Vec<PathBuf>, String> {
    let shown = pattern.escape_debug();
    let whole = cwd.join(pattern);
    if whole.is_file() {
        return Ok(vec![whole]);
    }
    // The folders before the first wildcard are plain names, and may lead anywhere.
    let special = |part: &Component<'_>| {
        part.as_os_str()
            .to_string_lossy()
            .contains(['*', '?', '[', '{'])
    };
    let parts: Vec<Component<'_>> = Path::new(pattern).components().collect();
    let first = parts.iter().position(special).unwrap_or(parts.len());
    let (plain, rest) = parts.split_at(first);
    if rest.is_empty() {
        return Err(format!("no report is called `{shown}`"));
    }
    // As in a shell a star stays in its folder; a name alone is looked for in all of them, as in every list of globs.
    let is_deep = rest.len() > 1 || parts.len() == 1;
    let folder = cwd.join(plain.iter().collect::<PathBuf>());
    let rest = shown_path(&rest.iter().collect::<PathBuf>());
    let globs = Globs::new([rest.as_str()]).map_err(|error| error.to_string())?;
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(&folder).sort_by_file_name() {
        let entry = entry.map_err(|error| format!("reports `{shown}` cannot be found: {error}"))?;
        let relative = entry.path().strip_prefix(&folder).unwrap_or(entry.path());
        let is_near = is_deep || entry.depth() == 1;
        if entry.file_type().is_file() && is_near && globs.matches(relative) {
            files.push(entry.into_path());
        }
    }
    if files.is_empty() {
        return Err(format!("no report is called `{shown}`"));
    }
    Ok(files)
}
