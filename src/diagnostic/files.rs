//! Problems with files, as diagnostics.

use super::Diagnostic;
use crate::source::{LoadError, WalkError};
use std::sync::Arc;

impl Diagnostic {
    /// A file that was not read, printed as `shown`.
    pub fn of_load(shown: &Arc<str>, error: &LoadError) -> Self {
        let diagnostic = Self::error(error.code(), format!("`{shown}` {error}")).in_file(shown);
        match error {
            LoadError::NotUtf8(bad) => diagnostic.at(&bad.source, bad.span).maybe_help(
                bad.looks_like_utf16
                    .then(|| "it looks like UTF-16: save it as UTF-8".to_owned()),
            ),
            LoadError::Symlink => diagnostic.help("name what the link leads to"),
            LoadError::TooLarge => diagnostic.help("split it, or exclude it"),
            LoadError::Special => {
                diagnostic.help("to check what a program prints, pipe it into `mustmay check -`")
            }
            LoadError::Folder | LoadError::Io(_) => diagnostic,
        }
    }

    /// Files that could not be found.
    pub fn of_walk(error: &WalkError) -> Self {
        Self::error(error.code(), error.to_string()).maybe_help(error.help())
    }
}
