//! The check: every candidate read once, every service judged, every document dropped when that is done.

use super::checked::{
    CheckOptions, CheckReport, Counts, Exceptions, Inputs, RunInfo, Unrecognised,
};
use super::dirt::is_dirty;
use super::keep::{Keep, Tell};
use super::ledger::read_ledger;
use super::load::{Loading, load};
use super::setup::Setup;
use super::sum::Sum;
use super::visit::{Input, Visit, candidates, threads, visit_all};
use crate::diagnostic::{self, Diagnostic};
use crate::exception::{self, Ledger, Situation, Whole};
use crate::policy::PolicySet;
use crate::source::{GitError, Root, WalkError, load_path, sha256, shown_path};
use crate::verdict::Exit;
use std::path::PathBuf;
use std::sync::Arc;

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
    let noted = staged_otherwise(options, &loading, ledger.as_ref());
    let Loading {
        root,
        config,
        explicit,
        set,
        mut diagnostics,
        ..
    } = loading;
    diagnostics.extend(unread);
    let found = noted.and_then(|noted| {
        diagnostics.extend(noted);
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
    sum.idle = found.nothing_staged && options.setup.ci;
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
    diagnostics.extend(found.noted);
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
        seen: options.setup.today,
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

/// Policies, exceptions and the config are read from the work tree: says so where the commit will hold others, or none.
fn staged_otherwise(
    options: &CheckOptions,
    loading: &Loading,
    ledger: Option<&Ledger>,
) -> Result<Option<Diagnostic>, Vec<Diagnostic>> {
    let root = &loading.root;
    let Some(git) = root.git().filter(|_| options.is_staged()) else {
        return Ok(None);
    };
    let policies = loading.texts.iter().map(|text| {
        let hash = sha256(text.text().as_bytes());
        (PathBuf::from(&**text.path()), hash)
    });
    let records = ledger.into_iter().flat_map(|ledger| &ledger.files);
    let records = records.map(|file| {
        let path = PathBuf::from(&**file);
        let loaded = load_path(&root.folder().join(&path), Arc::clone(file)).ok();
        // One that is gone or cannot be read any more has no hash, and so is another.
        let hash = loaded.map(|loaded| sha256(loaded.source.text().as_bytes()));
        (path, hash.unwrap_or_default())
    });
    // What lies outside of the repository is printed by its whole path, and is nothing that could be staged.
    let read: Vec<(PathBuf, String)> = policies
        .chain(records)
        .filter(|(path, _)| path.is_relative())
        .collect();
    let inside = |folder: &PathBuf| Some(folder.strip_prefix(root.folder()).ok()?.to_path_buf());
    let mut folders: Vec<PathBuf> = loading.sources.iter().filter_map(inside).collect();
    if ledger.is_some() {
        folders.push(PathBuf::from(super::ledger::FOLDER));
    }
    let other = git
        .staged_otherwise(&read, &folders)
        .map_err(|error| vec![Diagnostic::of_walk(&WalkError::Git(error))])?;
    if other.is_empty() {
        return Ok(None);
    }
    let names: Vec<String> = other.iter().map(|path| shown_path(path)).collect();
    let message = format!(
        "judged by the work tree, where this is not as it is staged: {}",
        names.join(", ")
    );
    let note = Diagnostic::warning("policy::not-staged", message)
        .help("stage it, or put the work tree back: the check in CI judges by what is committed");
    Ok(Some(note))
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
