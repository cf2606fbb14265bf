//! The review of the mandates: evidence, histories and reports of many repositories, judged together.

use super::evidence::gather;
use super::load::{Loading, load};
use super::received::report_files;
use super::setup::Setup;
use crate::diagnostic::{self, Diagnostic};
use crate::policy::PolicySet;
use crate::review::reports::{self, Packs, Report};
use crate::review::{Account, HistoryLine, Quarter, Review};
use crate::source::load_path;
use crate::verdict::Exit;
use std::path::PathBuf;

/// What a review needs to know.
#[derive(Debug)]
pub struct ReviewOptions {
    /// What all use cases are told.
    pub setup: Setup,
    /// The quarter; `None` means the last one that has ended.
    pub quarter: Option<Quarter>,
    /// Files and folders of evidence, as they were typed; none means the project's folder.
    pub evidence: Vec<PathBuf>,
    /// Globs of JSON reports, relative to the working directory.
    pub reports: Vec<String>,
    /// Whether a mandate that is not well fails the run.
    pub strict: bool,
}

/// What a review came to.
#[derive(Debug)]
pub struct ReviewReport {
    /// The review; `None` where something it stands on could not be read.
    pub review: Option<Review>,
    /// The digest of the policy set.
    pub policies: Option<String>,
    /// What could not be read or understood.
    pub diagnostics: Vec<Diagnostic>,
    /// How the run ends.
    pub exit: Exit,
    /// Why it ends so, where the mandates alone do not tell.
    pub reason: Option<String>,
}

/// Reviews the mandates of the policy set.
pub fn review(options: &ReviewOptions) -> ReviewReport {
    let loading = match load(&options.setup) {
        Ok(loading) => loading,
        Err(diagnostics) => return refused(None, diagnostics),
    };
    let today = options.setup.today;
    let quarter = options
        .quarter
        .unwrap_or_else(|| Quarter::of(today).previous());
    let policies = Some(loading.set.digest());
    let mut diagnostics = loading.diagnostics.clone();
    if quarter > Quarter::of(today) {
        let message = format!("{quarter} has not begun on {today}");
        diagnostics.push(Diagnostic::error("usage::quarter", message));
        return refused(policies, diagnostics);
    }
    let mut gathered = match gather(&loading, &options.evidence) {
        Ok(gathered) => gathered,
        Err(problems) => {
            diagnostics.extend(problems);
            return refused(policies, diagnostics);
        }
    };
    diagnostics.extend(gathered.diagnostics);
    let ids: Vec<&str> = loading
        .set
        .mandates
        .iter()
        .map(|mandate| mandate.id.as_str())
        .collect();
    diagnostics.extend(gathered.evidence.strangers(&ids));
    let challenges = gathered.evidence.challenges.iter();
    diagnostics.extend(challenges.flat_map(|challenge| challenge.to_come(options.setup.clock)));
    let evidence = &mut gathered.evidence;
    let challenges = std::mem::take(&mut evidence.challenges).into_iter();
    evidence.challenges = challenges
        .filter_map(|challenge| challenge.known_on(today))
        .collect();
    let mut lines = gathered.lines;
    let (read, unusable) = match read_reports(options, &loading) {
        Ok(read) => read,
        Err(problems) => {
            diagnostics.extend(problems);
            return refused(policies, diagnostics);
        }
    };
    lines.extend(read);
    if diagnostics.iter().any(Diagnostic::is_error) {
        return refused(policies, diagnostics);
    }
    let accounts = loading.set.mandates.iter().map(Account::from).collect();
    let mut review = Review::of(accounts, &gathered.evidence, &lines, quarter, today);
    review.coverage.unusable = unusable;
    diagnostic::sort(&mut diagnostics);
    let (exit, reason) = decide(&review, options.strict);
    ReviewReport {
        review: Some(review),
        policies,
        diagnostics,
        exit,
        reason,
    }
}

fn refused(policies: Option<String>, mut diagnostics: Vec<Diagnostic>) -> ReviewReport {
    diagnostic::sort(&mut diagnostics);
    ReviewReport {
        review: None,
        policies,
        diagnostics,
        exit: Exit::NotUnderstood,
        reason: Some("nothing was reviewed".to_owned()),
    }
}

fn decide(review: &Review, strict: bool) -> (Exit, Option<String>) {
    if review.mandates.is_empty() {
        let reason = "no policies loaded: the policy set holds no mandate";
        return (Exit::NothingChecked, Some(reason.to_owned()));
    }
    let failing = review
        .mandates
        .iter()
        .any(|mandate| mandate.health.is_failure());
    if strict && failing && !review.is_empty() {
        return (Exit::Findings, None);
    }
    if review.is_empty() {
        let reason = format!(
            "nothing was reviewed: there is no evidence of {}",
            review.quarter
        );
        return (Exit::NothingChecked, Some(reason));
    }
    (Exit::Ok, None)
}

/// Lines of usable reports, and the others with the reason why not.
type Read = (Vec<HistoryLine>, Vec<(String, String)>);

fn read_reports(options: &ReviewOptions, loading: &Loading) -> Result<Read, Vec<Diagnostic>> {
    let packs = packs(&loading.set);
    let (mut lines, mut unusable, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for pattern in &options.reports {
        let files = match report_files(&options.setup.cwd, pattern) {
            Ok(files) => files,
            Err(message) => {
                problems.push(Diagnostic::error("usage::reports", message));
                continue;
            }
        };
        for file in files {
            let shown = loading.root.shown(&file);
            let source = match load_path(&file, shown.as_str()) {
                Ok(loaded) => loaded.source,
                Err(error) => {
                    problems.push(Diagnostic::of_load(&shown.into(), &error));
                    continue;
                }
            };
            match reports::read(&source, &packs) {
                Ok(Report::Lines(found)) => lines.extend(found),
                Ok(Report::Unusable { repository, why }) => {
                    unusable.push((repository.unwrap_or(shown), why));
                }
                Err(problem) => problems.push(problem),
            }
        }
    }
    if problems.is_empty() {
        Ok((lines, unusable))
    } else {
        Err(problems)
    }
}

fn packs(set: &PolicySet) -> Packs {
    set.packs
        .iter()
        .filter(|pack| !pack.embedded)
        .map(|pack| (pack.id.clone(), pack.digest.clone()))
        .collect()
}
