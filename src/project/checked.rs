//! What a check is asked, and what it comes to.

use super::setup::Setup;
use crate::diagnostic::Diagnostic;
use crate::engine::Judged;
use crate::exception::{ExceptionReport, Ledger};
use crate::policy::{Level, PolicySet};
use crate::source::{Loaded, Skipped};
use crate::verdict::Exit;
use jiff::civil::Date;
use std::path::PathBuf;
use std::sync::Arc;

/// What a check needs to know.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches of the command line, each by itself"
)]
pub struct CheckOptions {
    /// What all use cases are told.
    pub setup: Setup,
    /// What to check.
    pub inputs: Inputs,
    /// From which level on a finding makes the run fail.
    pub fail_level: Level,
    /// Whether exit code 1 becomes 0.
    pub no_fail: bool,
    /// Whether a run without manifests, or in which no mandate applied, is fine.
    pub allow_empty: bool,
    /// Whether exceptions are left out of the judgement.
    pub no_exceptions: bool,
    /// Whether the whole ledger is judged, and not only what the run is about.
    pub audit: bool,
}

impl CheckOptions {
    /// Whether what is about to be committed is judged, and nothing else.
    pub(super) fn is_staged(&self) -> bool {
        matches!(self.inputs, Inputs::Staged)
    }
}

/// What to check.
#[derive(Debug)]
pub enum Inputs {
    /// Files and folders as they were typed; none means the whole root.
    Paths(Vec<PathBuf>),
    /// The manifests that are about to be committed, as they stand in the git index.
    Staged,
    /// One text that was read from standard input.
    Text {
        /// The path that it is taken for, as it was typed.
        path: PathBuf,
        /// The text.
        loaded: Loaded,
    },
}

/// What a check found.
#[derive(Debug)]
pub struct CheckReport {
    /// What was judged, when, by what.
    pub run: RunInfo,
    /// The policy set; `None` where it could not be loaded, and nothing was judged.
    pub set: Option<PolicySet>,
    /// The numbers.
    pub counts: Counts,
    /// The files that were read, by path.
    pub files: Vec<FileRecord>,
    /// Every service with its outcomes, by file, document, kind and place.
    pub judged: Vec<Judged>,
    /// The exceptions and how they stand; `None` where they were left out, or nothing was judged.
    pub exceptions: Option<Exceptions>,
    /// Documents of candidates that no kind recognises.
    pub unrecognised: Vec<Unrecognised>,
    /// Files that were not checked, and why.
    pub skipped: Vec<Skipped>,
    /// What could not be read or understood, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// The ids of mandates that applied to no service of the run.
    pub never_applied: Vec<String>,
    /// How the run ends.
    pub exit: Exit,
    /// Why it ends so, where the findings alone do not tell.
    pub reason: Option<String>,
}

/// The exceptions of a run and how they stand.
#[derive(Debug)]
pub struct Exceptions {
    /// The records.
    pub ledger: Ledger,
    /// How each of them stands.
    pub report: ExceptionReport,
}

/// What was judged, when, by what.
#[derive(Clone, Debug)]
pub struct RunInfo {
    /// The day of the judgement.
    pub as_of: Date,
    /// The repository's name, where one is known.
    pub repository: Option<String>,
    /// Whether the run's owner gave that name.
    pub repository_verified: bool,
    /// The commit, where there is one.
    pub commit: Option<String>,
    /// Whether something is staged, or a file that was read differs from the commit or is not in it.
    pub dirty: Option<bool>,
    /// Whether only what is about to be committed was judged, from the git index.
    pub staged: bool,
    /// What made the run more lenient: `--no-fail`, `--allow-empty`, `--fail-level`.
    pub loosened: Vec<String>,
    /// From which level on a finding makes the run fail.
    pub fail_level: Level,
}

impl RunInfo {
    /// What is known before the repository was looked at.
    pub(super) fn unknown(options: &CheckOptions) -> Self {
        let named = options.setup.repository.as_ref();
        let switches = [
            ("--no-fail", options.no_fail),
            ("--allow-empty", options.allow_empty),
        ];
        let used = switches.iter().filter(|(_, used)| *used);
        Self {
            as_of: options.setup.today,
            repository: named.map(|named| named.name.clone()),
            repository_verified: named.is_some_and(|named| named.verified),
            commit: None,
            dirty: None,
            staged: options.is_staged(),
            loosened: used.map(|(name, _)| (*name).to_owned()).collect(),
            fail_level: options.fail_level,
        }
    }
}

/// The numbers of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Files read.
    pub files: usize,
    /// Documents read.
    pub documents: usize,
    /// Services found.
    pub services: usize,
    /// Mandates in force.
    pub mandates: usize,
    /// Documents that no kind recognises.
    pub unrecognised: usize,
    /// Candidates removed by `exclude`.
    pub excluded: usize,
    /// Outcomes that pass.
    pub pass: usize,
    /// Outcomes that fail.
    pub fail: usize,
    /// Outcomes that would fail and are excepted.
    pub excepted: usize,
    /// Mandates that do not speak of a service.
    pub not_applicable: usize,
    /// Outcomes that could not be judged.
    pub error: usize,
    /// Outcomes in which a selector got no answer.
    pub unanswered: usize,
}

/// A file that was read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct FileRecord {
    /// Its path as printed.
    pub path: Arc<str>,
    /// The hash of the bytes that were judged.
    pub sha256: String,
}

/// A document that no kind recognises.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Unrecognised {
    /// The file.
    pub file: Arc<str>,
    /// The document's number, from 1.
    pub document: u32,
    /// What it nearly says, and would be one of ours: `kind: Service`.
    pub meant: Option<String>,
}
