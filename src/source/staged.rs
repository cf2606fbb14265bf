//! What is about to be committed: the wanted files of the git index, with their bytes there.
//!
//! The work tree is not looked at, so that a file that is staged in part, or changed since, is judged as the
//! commit will hold it.

use super::git::{Entry, EntryKind};
use super::globs::Globs;
use super::walk::{Reason, Root, Skipped, WalkError};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// What the index holds of what is wanted, in bytewise order of the printed paths.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Staged {
    /// The files.
    pub files: Vec<StagedFile>,
    /// What a commit would change and is not checked.
    pub skipped: Vec<Skipped>,
    /// How many changed files were wanted but for the exclusion.
    pub excluded: usize,
    /// Whether anything at all is staged, wanted or not.
    pub anything: bool,
}

/// A file as the index holds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StagedFile {
    /// The path as it is printed.
    pub shown: Arc<str>,
    /// Its bytes; `None` where it is larger than what is read.
    pub bytes: Option<Vec<u8>>,
    /// Whether the commit that is checked out holds something else at this path, or nothing.
    pub changed: bool,
}

/// Finds the wanted files of the index that differ from the commit that is checked out, or all where those that
/// do not are needed too (`whole`). A file that moved counts at its new path; one that was deleted is not there.
///
/// # Errors
/// Where there is no repository, git does not answer, or a wanted file is in conflict.
pub fn staged(
    root: &Root,
    wanted: &dyn Fn(&Path) -> bool,
    exclude: &Globs,
    whole: bool,
) -> Result<Staged, WalkError> {
    let git = root.git().ok_or(WalkError::NoRepository)?;
    let committed = git.committed()?.unwrap_or_default();
    let mut found = Staged::default();
    let mut files: Vec<(Entry, bool)> = Vec::new();
    let mut unchanged = 0;
    for entry in git.staged()? {
        let changed = !entry.is_as(committed.get(&entry.path));
        unchanged += usize::from(!changed);
        found.anything |= changed;
        if !changed && !whole {
            continue;
        }
        let shown = || root.shown(&git.top().join(&entry.path));
        let skipped = |shown: String, reason| Skipped {
            shown: shown.into(),
            reason,
        };
        if entry.kind == EntryKind::Submodule {
            if changed && !exclude.matches_folder(&entry.path) {
                let shown = format!("{}/", shown());
                found.skipped.push(skipped(shown, Reason::Submodule));
            }
            continue;
        }
        if !wanted(&entry.path) {
            continue;
        }
        if exclude.matches(&entry.path) {
            found.excluded += usize::from(changed);
            continue;
        }
        if entry.stage != 0 {
            return Err(WalkError::Conflict { shown: shown() });
        }
        match entry.kind {
            EntryKind::Symlink if changed => {
                found.skipped.push(skipped(shown(), Reason::Symlink));
            }
            EntryKind::File => files.push((entry, changed)),
            EntryKind::Symlink | EntryKind::Submodule => {}
        }
    }
    // What the commit holds and the index does not is to be deleted.
    found.anything |= unchanged != committed.len();
    let objects: Vec<&str> = files.iter().map(|(entry, _)| &*entry.object).collect();
    let contents = git.blobs(&objects)?;
    // What `git add --intent-to-add` left looks like an empty file; a file that was emptied is one.
    let is_bare =
        |changed: bool, bytes: Option<&Vec<u8>>| changed && bytes.is_some_and(Vec::is_empty);
    let mut files_and_bytes = files.iter().zip(&contents);
    let to_be_committed =
        if files_and_bytes.any(|((_, changed), bytes)| is_bare(*changed, bytes.as_ref())) {
            git.to_be_committed()?
        } else {
            BTreeSet::new()
        };
    for ((entry, changed), bytes) in files.iter().zip(contents) {
        let shown: Arc<str> = root.shown(&git.top().join(&entry.path)).into();
        if is_bare(*changed, bytes.as_ref()) && !to_be_committed.contains(&entry.path) {
            found.skipped.push(Skipped {
                shown,
                reason: Reason::Unfilled,
            });
            continue;
        }
        found.files.push(StagedFile {
            shown,
            bytes,
            changed: *changed,
        });
    }
    found
        .files
        .sort_by(|one, other| one.shown.cmp(&other.shown));
    found.skipped.sort();
    Ok(found)
}
