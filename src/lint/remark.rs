//! One thing that a lint has to say.

use super::code::{CODES, Code};
use crate::diagnostic::Related;
use crate::document::{Edit, Path};
use crate::policy::Level;
use crate::source::Place;
use serde_json::Value;
use std::sync::Arc;

/// One thing that a lint has to say.
#[derive(Clone, PartialEq, Debug)]
pub struct Remark {
    /// The code that says it.
    pub code: &'static Code,
    /// What is regrettable.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where.
    pub place: Place,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// The edits that mend it without changing any judgement, where there are such.
    pub fix: Option<Fix>,
}

/// Edits that mend one remark.
#[derive(Clone, PartialEq, Debug)]
pub struct Fix {
    /// The file that they are in, as we print it.
    pub file: Arc<str>,
    /// The edits, in order of their places, none over another.
    pub edits: Vec<Edit>,
    /// All that may differ in the file when it is read again.
    pub changes: Vec<Change>,
}

/// A value that a fix changes.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// The number of the document in its file, from 1.
    pub document: u32,
    /// The entry of a map, from the root of its document.
    pub path: Path,
    /// The value it has then; `None`: it is gone.
    pub value: Option<Value>,
}

impl Remark {
    /// A remark at a place; [`super::lint`] says of which code it is.
    pub(super) fn at(place: Place, message: impl Into<String>) -> Self {
        Self {
            code: CODES.first().copied().unwrap_or(&super::codes::FIRST),
            message: message.into(),
            help: None,
            place,
            related: Vec::new(),
            fix: None,
        }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn related(mut self, label: impl Into<String>, place: Place) -> Self {
        self.related.push(Related {
            label: label.into(),
            place,
        });
        self
    }

    pub(super) fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// How much it counts.
    pub const fn level(&self) -> Level {
        self.code.level
    }

    /// What remarks are sorted by.
    pub(super) fn key(&self) -> (&str, u32, &'static str, &str) {
        let at = self.place.start.offset;
        (&self.place.file, at, self.code.code, &self.message)
    }
}
