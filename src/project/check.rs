//! The check: every candidate read once, every service judged, every document dropped when that is done.

use super::dirt::is_dirty;
use super::keep::{Keep, Tell};
use super::ledger::read_ledger;
use super::load::{Loading, load};
use super::setup::Setup;
use super::sum::Sum;
use super::visit::{Input, Visit, candidates, threads, visit_all};
use crate::diagnostic::{self, Diagnostic};
use crate::engine::Judged;
use crate::exception::{self, ExceptionReport, Ledger, Situation, Whole};
use crate::policy::{Level, PolicySet};
use crate::source::{GitError, Loaded, Root, Skipped, Source, WalkError, sha256, shown_path};
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
}

/// Checks: loads, reads, judges, counts, decides.
pub fn check(options: &CheckOptions) -> CheckReport {
    check_telling(options, &|_, _| (), Keep::Everything)
}

/// The same, and tells how far it is.
pub fn check_telling(options: &CheckOptions, tell: &Tell<'_>, keep: Keep<'_>) -> CheckReport {
    match load(&options.setup) {
        Ok(loading) => judge(options, loading, tell, keep),
        Err(diagnostics) => refused(options, None, diagnostics),
    }
}

/// The report of a run that could not begin.
fn refused(
    options: &CheckOptions,
    set: Option<PolicySet>,
    diagnostics: Vec<Diagnostic>,
) -> CheckReport {
    CheckReport {
        run: RunInfo::unknown(options),
        set,
        counts: Counts::default(),
        files: Vec::new(),
        judged: Vec::new(),
        exceptions: None,
        unrecognised: Vec::new(),
        skipped: Vec::new(),
        diagnostics,
        never_applied: Vec::new(),
        exit: Exit::NotUnderstood,
        reason: Some("nothing was judged".to_owned()),
    }
}

fn judge(options: &CheckOptions, loading: Loading, tell: &Tell<'_>, keep: Keep<'_>) -> CheckReport {
    let (ledger, unread) = if options.no_exceptions {
        (None, Vec::new())
    } else {
        let (ledger, problems) = read_ledger(&options.setup, &loading);
        (Some(ledger), problems)
    };
    let Loading {
        root,
        config,
        explicit,
        set,
        mut diagnostics,
        folder: _,
        sources: _,
        texts,
    } = loading;
    diagnostics.extend(unread);
    let noted = staged_otherwise(options, &root, &texts, &mut diagnostics);
    let found = noted.and_then(|()| {
        let threads = threads(&options.setup).map_err(|problem| vec![problem])?;
        let look = || candidates(options, &root, config.as_ref(), explicit, &set);
        let found = threads.install(look)?;
        Ok((found, threads))
    });
    let (found, threads) = match found {
        Ok(found) => found,
        Err(problems) => {
            diagnostics.extend(problems);
            return refused(options, Some(set), diagnostics);
        }
    };
    let mut sum = Sum::new(&set);
    let final_as_judged = is_final(ledger.as_ref());
    let mut keep = if final_as_judged {
        keep
    } else {
        Keep::Everything
    };
    let mut pass_on = |visit: &mut Visit| {
        if final_as_judged {
            visit.judged.iter().for_each(|judged| sum.add(judged));
        }
        keep.sift(&set, &mut visit.judged);
    };
    let inputs = &found.inputs;
    let visits = visit_all(options, inputs, &set, &threads, tell, &mut pass_on);
    let run = match run_of(options, &root, &found.inputs, &visits) {
        Ok(run) => run,
        Err(problem) => {
            diagnostics.push(problem);
            return refused(options, Some(set), diagnostics);
        }
    };
    let mut report = CheckReport {
        run,
        counts: Counts {
            mandates: set.mandates.len(),
            excluded: found.excluded,
            ..Counts::default()
        },
        set: None,
        files: Vec::new(),
        judged: Vec::new(),
        exceptions: None,
        unrecognised: Vec::new(),
        skipped: found.skipped,
        diagnostics,
        never_applied: Vec::new(),
        exit: Exit::NotUnderstood,
        reason: None,
    };
    for visit in visits {
        gather(&mut report, visit);
    }
    settle(&mut report, &set, ledger, sum, options);
    report.set = Some(set);
    report
}

/// Holds what was gathered against the ledger, counts it, and decides how the run ends.
fn settle(
    report: &mut CheckReport,
    set: &PolicySet,
    ledger: Option<Ledger>,
    mut sum: Sum,
    options: &CheckOptions,
) {
    report.files.sort();
    report.unrecognised.sort();
    if let Some(ledger) = &ledger {
        // The groups of a ledger are no manifest that nobody recognised.
        let own = |one: &Unrecognised| ledger.files.contains(&one.file);
        report.unrecognised.retain(|one| !own(one));
    }
    let counted = is_final(ledger.as_ref());
    report.exceptions = ledger.map(|ledger| except(report, set, ledger, options));
    if !counted {
        report.judged.iter().for_each(|judged| sum.add(judged));
    }
    diagnostic::sort(&mut report.diagnostics);
    sum.count(report, set);
    sum.decide(report, set, options);
}

/// Whether no exception can turn what a service comes to: it is counted as soon as it is judged, and else at the end.
fn is_final(ledger: Option<&Ledger>) -> bool {
    ledger.is_none_or(|ledger| ledger.records.is_empty())
}

/// What was judged, when, by what, and whether it is the commit that is checked out.
fn run_of(
    options: &CheckOptions,
    root: &Root,
    inputs: &[Input<'_>],
    visits: &[Visit],
) -> Result<RunInfo, Diagnostic> {
    let run = run_info(options, root)?;
    let dirty = is_dirty(root, inputs, visits)
        .map_err(|error| Diagnostic::of_walk(&WalkError::Git(error)))?;
    Ok(RunInfo { dirty, ..run })
}

/// Holds the findings against the ledger.
fn except(
    report: &mut CheckReport,
    set: &PolicySet,
    ledger: Ledger,
    options: &CheckOptions,
) -> Exceptions {
    let clock_is_right = !options.setup.clock_is_behind;
    if !clock_is_right && !ledger.records.is_empty() {
        let message = format!(
            "the clock shows {}, a day before this program was made: no exception is honoured",
            options.setup.today
        );
        report.diagnostics.push(
            Diagnostic::warning("exception::clock", message)
                .help("set the clock right, or say the day: --as-of 2026-11-22"),
        );
    }
    let all = matches!(&options.inputs, Inputs::Paths(paths) if paths.is_empty());
    let readable = !report.diagnostics.iter().any(Diagnostic::is_error);
    let situation = Situation {
        set,
        ledger: &ledger,
        today: options.setup.today,
        repository: report.run.repository.as_deref(),
        clock_is_right,
        whole: if all && readable {
            Whole::Yes
        } else {
            Whole::No
        },
        audit: options.audit,
    };
    let accounts = exception::judge(&mut report.judged, &situation);
    Exceptions {
        ledger,
        report: accounts,
    }
}

fn gather(report: &mut CheckReport, visit: Visit) {
    report.counts.documents += visit.documents;
    report.files.extend(visit.file);
    report.unrecognised.extend(visit.unrecognised);
    report.diagnostics.extend(visit.diagnostics);
    report.judged.extend(visit.judged);
}

/// The policies and the config are read from the work tree: says so where the commit will hold others.
fn staged_otherwise(
    options: &CheckOptions,
    root: &Root,
    texts: &[Arc<Source>],
    notes: &mut Vec<Diagnostic>,
) -> Result<(), Vec<Diagnostic>> {
    if !options.is_staged() {
        return Ok(());
    }
    let Some(git) = root.git() else {
        return Ok(());
    };
    let read: Vec<(PathBuf, String)> = texts
        .iter()
        .map(|text| {
            let hash = sha256(text.text().as_bytes());
            (PathBuf::from(&**text.path()), hash)
        })
        .collect();
    let other = git
        .staged_otherwise(&read)
        .map_err(|error| vec![Diagnostic::of_walk(&WalkError::Git(error))])?;
    if !other.is_empty() {
        let names: Vec<String> = other.iter().map(|path| shown_path(path)).collect();
        let message = format!(
            "judged by the work tree, where this is not as it is staged: {}",
            names.join(", ")
        );
        notes.push(Diagnostic::warning("policy::not-staged", message).help(
            "stage it, or put the work tree back: the check in CI judges by what is committed",
        ));
    }
    Ok(())
}

/// What was judged, when, by what.
pub(super) fn run_info(options: &CheckOptions, root: &Root) -> Result<RunInfo, Diagnostic> {
    let git = root.git();
    let failed = |error: GitError| Diagnostic::of_walk(&WalkError::Git(error));
    let repository = repository_of(&options.setup, root)?;
    let commit = match git {
        Some(git) => git.head().map_err(failed)?,
        None => None,
    };
    Ok(RunInfo {
        repository,
        commit,
        ..RunInfo::unknown(options)
    })
}

/// The repository's name: the one that the run's owner gave, else its origin.
pub(super) fn repository_of(setup: &Setup, root: &Root) -> Result<Option<String>, Diagnostic> {
    let named = setup.repository.as_ref();
    match (named, root.git()) {
        (Some(named), _) => Ok(Some(named.name.clone())),
        (None, Some(git)) => git
            .origin()
            .map_err(|error| Diagnostic::of_walk(&WalkError::Git(error))),
        (None, None) => Ok(None),
    }
}
