//! The desk: the ledger of a run, with nobody else of ours writing in it.

use crate::diagnostic::Diagnostic;
use crate::exception::{Ledger, Record};
use crate::policy::{Mandate, Terms, Unless};
use crate::project::{Loading, Setup, ledger_home, load, read_ledger};
use crate::source::{Lock, ReplaceError, lock, remove, replace, shown_path};
use std::path::{Path, PathBuf};

/// The ledger of a run, to be written in.
#[derive(Debug)]
pub struct Desk {
    /// What the run stands on.
    pub loading: Loading,
    /// The records as they are now.
    pub ledger: Ledger,
    /// What could not be read, and what was ignored.
    pub diagnostics: Vec<Diagnostic>,
    /// Where new records go: a folder, or one file.
    pub home: PathBuf,
    _lock: Lock,
}

/// A file that was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// The file as it is printed.
    pub file: String,
    /// The record.
    pub id: String,
    /// What was done, in a few words.
    pub done: String,
}

impl Desk {
    /// Loads the policies, waits until nobody else writes, and reads the ledger.
    ///
    /// # Errors
    /// Where the policies are not understood, there is to be no ledger, or its folder cannot be made or locked.
    pub fn open(setup: &Setup) -> Result<Self, Vec<Diagnostic>> {
        let loading = load(setup)?;
        let home = ledger_home(setup, &loading).ok_or_else(|| vec![no_ledger(&loading)])?;
        let folder = match home.parent() {
            Some(parent) if is_one_file(&home) => parent,
            _ => &home,
        };
        let failed = |error: std::io::Error| {
            let message = format!("`{}` cannot be written: {error}", shown_path(folder));
            vec![Diagnostic::error("exception::write", message)]
        };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let lock = lock(folder).map_err(failed)?;
        let (ledger, problems) = read_ledger(setup, &loading);
        let mut diagnostics = loading.diagnostics.clone();
        diagnostics.extend(problems);
        Ok(Self {
            loading,
            ledger,
            diagnostics,
            home,
            _lock: lock,
        })
    }

    /// The open record of an id.
    ///
    /// # Errors
    /// Where there is none, with the nearest id.
    pub fn record(&self, id: &str) -> Result<&Record, Diagnostic> {
        find(&self.ledger, id)
    }

    /// The mandate of a record and the terms of its exceptions.
    ///
    /// # Errors
    /// Where the mandate is gone, or allows none.
    pub fn terms(&self, record: &Record) -> Result<(&Mandate, &Terms), Diagnostic> {
        let refuse = |message: String| {
            Diagnostic::error("exception::terms", message).at(&record.source, record.mandate.span)
        };
        let mandate = self.loading.set.mandate(&record.mandate).ok_or_else(|| {
            refuse(format!(
                "the policy set has no mandate `{}`",
                record.mandate.escape_debug()
            ))
        })?;
        match &mandate.unless {
            Unless::Granted(terms) => Ok((mandate, terms)),
            Unless::Never => Err(refuse(format!("`{}` allows no exceptions", mandate.id))),
        }
    }

    /// The file that is printed as `shown`.
    pub fn path(&self, shown: &str) -> PathBuf {
        self.loading.root.folder().join(shown)
    }

    /// A path as it is printed.
    pub fn shown(&self, path: &Path) -> String {
        let root = self.loading.root.folder();
        shown_path(path.strip_prefix(root).unwrap_or(path))
    }

    /// Writes a file, if it still is what was read: `before` is the hash of that, `None` that there was none.
    ///
    /// # Errors
    /// Where it was changed, or could not be written.
    pub fn write(&self, path: &Path, before: Option<&str>, text: &str) -> Result<(), Diagnostic> {
        replace(path, before, text.as_bytes()).map_err(|error| self.not_written(path, &error))
    }

    /// Takes a file away, if it still is what was read: `before` is the hash of that.
    ///
    /// # Errors
    /// Where it was changed, or could not be taken away.
    pub fn remove(&self, path: &Path, before: &str) -> Result<(), Diagnostic> {
        remove(path, before).map_err(|error| self.not_written(path, &error))
    }

    fn not_written(&self, path: &Path, error: &ReplaceError) -> Diagnostic {
        let message = format!("`{}` was not written: {error}", self.shown(path));
        let problem = Diagnostic::error("exception::write", message);
        match error {
            ReplaceError::Changed => problem.help("look at it, and run the command again"),
            ReplaceError::Io(_) => problem,
        }
    }
}

/// Whether a ledger is one file, by its name, and no folder.
pub(super) fn is_one_file(home: &Path) -> bool {
    let end = home.extension().and_then(|end| end.to_str());
    matches!(end, Some("yaml" | "yml" | "json")) && !home.is_dir()
}

/// That there is nothing to write in, by the word of the config.
fn no_ledger(loading: &Loading) -> Diagnostic {
    let message = "this repository has no ledger: its config says `exceptions: []`";
    let problem = Diagnostic::error("exception::ledger", message)
        .help("name a folder, as in `exceptions: [exceptions]`, or remove the line");
    match &loading.config {
        Some(config) => problem.in_file(config.source.path()),
        None => problem,
    }
}

/// The open record of an id.
pub(super) fn find<'l>(ledger: &'l Ledger, id: &str) -> Result<&'l Record, Diagnostic> {
    let open = || ledger.records.iter().filter(|record| !record.closed);
    if let Some(record) = open().find(|record| record.id.value == id) {
        return Ok(record);
    }
    let ids = open().map(|record| record.id.as_str());
    let near = crate::diagnostic::closest(id, ids).map(|near| format!("did you mean `{near}`?"));
    let closed = ledger
        .record(id)
        .map(|_| "it is closed: ask for a new one".to_owned());
    Err(Diagnostic::error(
        "exception::unknown",
        format!("the ledger has no open exception `{}`", id.escape_debug()),
    )
    .maybe_help(closed.or(near)))
}
