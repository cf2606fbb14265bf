//! Whether what was judged is the commit that a report names.

use super::visit::{Input, Visit};
use crate::source::{GitError, Root};
use std::path::Path;

/// Whether a file that was read differs from the commit that is checked out, is not in it, or lies elsewhere; `None`
/// outside of a repository.
///
/// # Errors
/// Where git does not answer.
pub(super) fn is_dirty(
    root: &Root,
    inputs: &[Input<'_>],
    visits: &[Visit],
) -> Result<Option<bool>, GitError> {
    let Some(git) = root.git() else {
        return Ok(None);
    };
    let mut read: Vec<(&Path, &str)> = Vec::new();
    for (input, visit) in inputs.iter().zip(visits) {
        match (input, &visit.file) {
            (Input::File(found), Some(file)) if *found.base == *git.top() => {
                read.push((&found.relative, &file.sha256));
            }
            // What was not read was not judged.
            (Input::File(_), None) | (Input::Staged { judged: false, .. }, _) => {}
            // What is staged is what the next commit holds.
            (Input::File(_) | Input::Text(_) | Input::Staged { .. }, _) => return Ok(Some(true)),
        }
    }
    git.is_dirty(&read).map(Some)
}
