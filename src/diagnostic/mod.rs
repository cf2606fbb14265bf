//! Problems in what we read or how we were called. Findings about services are not diagnostics.
//!
//! Messages follow one grammar: lower case, no final period, user input in backticks, advice in `help`.

use crate::source::{Place, Source, Span};
use std::cell::RefCell;
use std::sync::Arc;

mod files;
mod pages;
mod suggest;

pub use pages::{Example, HEADINGS, Page, page, pages};
pub use suggest::closest;

/// How bad a problem is. [`Severity::Error`] makes the run end with exit code 2.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Something could not be read, understood or judged.
    Error,
    /// Read and understood, but worth a word.
    Warning,
    /// For information.
    Note,
}

impl Severity {
    /// The word printed for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A second place that explains the first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Related {
    /// What stands there.
    pub label: String,
    /// Where.
    pub place: Place,
}

/// One problem, at most with one place of its own and any number of related ones.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// A stable code, `area::problem`; each has a [`Page`].
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The file it is about, where one is known.
    pub file: Option<Arc<str>>,
    /// The exact place, where one is known.
    pub place: Option<Box<Place>>,
    /// Places that explain it.
    pub related: Vec<Related>,
}

impl Diagnostic {
    /// An error without a place yet.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        debug_assert!(page(code).is_some(), "`{code}` has no page");
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            help: None,
            file: None,
            place: None,
            related: Vec::new(),
        }
    }

    /// A warning without a place yet.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, message)
        }
    }

    /// A note without a place yet.
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Note,
            ..Self::error(code, message)
        }
    }

    /// The same, about a file as a whole.
    #[must_use]
    pub fn in_file(mut self, file: &Arc<str>) -> Self {
        self.file = Some(Arc::clone(file));
        self
    }

    /// The same, at a span of a source.
    #[must_use]
    pub fn at(self, source: &Source, span: Span) -> Self {
        self.at_place(source.place(span))
    }

    /// The same, at a place.
    #[must_use]
    pub fn at_place(mut self, place: Place) -> Self {
        self.file = Some(Arc::clone(&place.file));
        self.place = Some(Box::new(place));
        self
    }

    /// The same with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with advice where there is some.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// The same with one more place.
    #[must_use]
    pub fn related(mut self, label: impl Into<String>, place: Place) -> Self {
        self.related.push(Related {
            label: label.into(),
            place,
        });
        self
    }

    /// Whether it makes the run end with exit code 2.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Sorts problems for printing: by file, place, code and message, so that no thread's luck shows.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| key(a).cmp(&key(b)));
}

fn key(diagnostic: &Diagnostic) -> (Option<&str>, u32, Severity, &'static str, &str) {
    let offset = diagnostic
        .place
        .as_ref()
        .map_or(0, |place| place.start.offset);
    (
        diagnostic.file.as_deref(),
        offset,
        diagnostic.severity,
        diagnostic.code,
        &diagnostic.message,
    )
}

/// Collects problems while something is read, so that all of them are reported together.
#[derive(Debug, Default)]
pub struct Problems(RefCell<Vec<Diagnostic>>);

impl Problems {
    /// Notes one.
    pub fn push(&self, diagnostic: Diagnostic) {
        self.0.borrow_mut().push(diagnostic);
    }

    /// Notes many.
    pub fn extend(&self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.0.borrow_mut().extend(diagnostics);
    }

    /// How many were noted so far.
    pub fn len(&self) -> usize {
        self.0.borrow().len()
    }

    /// Whether none was noted so far.
    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// All of them, in order of noting.
    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.0.into_inner()
    }
}
