//! Text, files, byte spans and lines: what we read, each file once.
//!
//! A [`Source`] is one file as it was read: its path as we print it, its text and where its lines begin.
//! A [`Span`] is a range of its bytes. A [`Place`] is a span made ready to be shown after the text is gone:
//! line, column and a short excerpt, so that reports hold findings and never documents.

mod git;
mod globs;
mod load;
mod place;
mod save;
mod search;
mod shown;
mod sign;
mod span;
mod staged;
mod walk;

pub use git::{Committed, Entry, EntryKind, Git, GitError, Hooks, Repository, Untracked};
pub use globs::{BadGlob, Globs};
pub use load::{
    Folders, LIMIT, LoadError, Loaded, load, load_bytes, load_path, load_stream, sha256,
};
pub use place::{Excerpt, Place, Position};
pub use save::{
    Lock, ReplaceError, append, lock, remove, replace, replace_alone, save, save_new, save_with,
};
pub use search::walk;
pub use shown::{is_unseen, named_path, needs_escape, shown_path, shown_text};
pub use sign::{SignError, sign};
pub use span::Span;
pub use staged::{Staged, StagedFile, staged};
pub use walk::{Found, Reason, Root, Skipped, Walk, WalkError};

use std::fmt;
use std::sync::{Arc, OnceLock};

/// One file as it was read, once.
pub struct Source {
    path: Arc<str>,
    text: String,
    lines: OnceLock<Vec<u32>>,
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("path", &self.path)
            .field("bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}

/// Bytes that are no UTF-8 text.
#[derive(Debug)]
pub struct NotUtf8 {
    /// The text before the first bad byte, so that its place can still be shown.
    pub source: Arc<Source>,
    /// The place just behind the last good byte.
    pub span: Span,
    /// Whether the bytes begin like UTF-16.
    pub looks_like_utf16: bool,
}

impl Source {
    /// A source of `text`, printed as `path` (relative to the repository root, with `/`).
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self {
            path: path.into(),
            text: text.into(),
            lines: OnceLock::new(),
        })
    }

    /// A source of the bytes of a file.
    ///
    /// # Errors
    /// Gives the good text before the first byte that is no UTF-8.
    pub fn from_bytes(path: impl Into<Arc<str>>, bytes: Vec<u8>) -> Result<Arc<Self>, NotUtf8> {
        let path = path.into();
        String::from_utf8(bytes)
            .map(|text| Self::new(Arc::clone(&path), text))
            .map_err(|error| {
                let good = error.utf8_error().valid_up_to();
                let mut bytes = error.into_bytes();
                let looks_like_utf16 =
                    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
                bytes.truncate(good);
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let at = Span::offset(text.len());
                NotUtf8 {
                    source: Self::new(path, text),
                    span: Span::new(at, at),
                    looks_like_utf16,
                }
            })
    }

    /// The path as we print it.
    pub fn path(&self) -> &Arc<str> {
        &self.path
    }

    /// The whole text, a byte-order mark included.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text at a span; empty where the span is not one of this source.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The position of a byte: line and column, both from 1, columns in Unicode code points; a byte-order mark
    /// is no column.
    pub fn position(&self, offset: u32) -> Position {
        let starts = self.lines();
        let line = starts.partition_point(|&start| start <= offset).max(1);
        let start = starts.get(line - 1).copied().unwrap_or_default();
        let before = self
            .text
            .get(start as usize..offset as usize)
            .unwrap_or_default();
        let before = if start == 0 {
            before.strip_prefix('\u{feff}').unwrap_or(before)
        } else {
            before
        };
        Position {
            line: Span::offset(line),
            column: Span::offset(before.chars().count() + 1),
            offset,
        }
    }

    /// A span made ready to be shown.
    pub fn place(&self, span: Span) -> Place {
        place::of(self, span)
    }

    /// The bytes of a line (from 1) without its line break; `None` behind the last.
    pub fn line_span(&self, line: u32) -> Option<Span> {
        let starts = self.lines();
        let index = (line as usize).checked_sub(1)?;
        let start = *starts.get(index)?;
        let end = starts
            .get(index + 1)
            .map_or(self.text.len(), |&next| next as usize - 1);
        let text = self.text.get(start as usize..end)?;
        Some(Span::new(
            start,
            start + Span::offset(text.strip_suffix('\r').unwrap_or(text).len()),
        ))
    }

    /// The offset of each line's first byte.
    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let breaks = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0)
                .chain(breaks.map(|at| Span::offset(at + 1)))
                .collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_code_points_from_one() {
        let source = Source::new("a.yaml", "\u{feff}é: 1\r\n\tx😀y\n");
        let at = |needle: &str| {
            let position = source.position(Span::offset(source.text().find(needle).unwrap()));
            (position.line, position.column)
        };
        assert_eq!(at("é"), (1, 1));
        assert_eq!(at("1"), (1, 4));
        assert_eq!(at("y"), (2, 4));
        assert_eq!(source.slice(source.line_span(1).unwrap()), "\u{feff}é: 1");
        assert_eq!(source.line_span(4), None);
    }

    #[test]
    fn bad_bytes_keep_the_place_before_them() {
        let error = Source::from_bytes("a.yaml", b"a: 1\nb: \xff".to_vec()).unwrap_err();
        let position = error.source.position(error.span.start);
        assert_eq!((position.line, position.column), (2, 4));
        assert!(
            Source::from_bytes("a", vec![0xff, 0xfe, b'a', 0])
                .unwrap_err()
                .looks_like_utf16
        );
    }
}
