//! The test run: every case of every suite judged and compared.

use super::load::{Loading, load_policies};
use super::mend::mend;
use super::setup::Setup;
use crate::diagnostic::{self, Diagnostic, Problems};
use crate::document::{Edit, Limits, Tree, read};
use crate::lint::Change;
use crate::source::{Place, Source, load_path, shown_text};
use crate::testing::{Bench, CaseResult, Coverage, Suite, SuiteResult, coverage, run, suites};
use crate::verdict::Exit;
use jiff::civil::Date;
use regex::Regex;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// What a test run needs to know.
#[derive(Debug)]
pub struct TestOptions {
    /// What all use cases are told; the policy sources are what is tested.
    pub setup: Setup,
    /// Only the cases of which `MANDATE: NAME` matches.
    pub run: Option<Regex>,
    /// Whether each mandate, condition, choice and term must have a passing and a failing case.
    pub require_tests: bool,
    /// Whether to say what no case has seen.
    pub coverage: bool,
    /// The share that the cases must see, in percent.
    pub threshold: Option<u32>,
    /// Whether to write the judged verdict where a case leaves it open.
    pub update: bool,
}

/// What a test run found.
#[derive(Debug)]
pub struct TestReport {
    /// The suites that were run, by file and place.
    pub suites: Vec<SuiteResult>,
    /// What the cases saw, where that is needed.
    pub coverage: Option<Coverage>,
    /// Whether it is to be shown.
    pub coverage_asked: bool,
    /// What `--require-tests` misses, with places.
    pub untested: Vec<(String, Place)>,
    /// The share that the cases had to see and did not, in percent.
    pub below: Option<u32>,
    /// How many verdicts were written down.
    pub updated: usize,
    /// What could not be read, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// How the run ends.
    pub exit: Exit,
    /// The day of the judgement where a suite says no other.
    pub as_of: Date,
}

impl TestReport {
    fn refused(diagnostics: Vec<Diagnostic>, as_of: Date) -> Self {
        Self {
            suites: Vec::new(),
            coverage: None,
            coverage_asked: false,
            untested: Vec::new(),
            below: None,
            updated: 0,
            diagnostics,
            exit: Exit::NotUnderstood,
            as_of,
        }
    }

    /// How many cases passed, and how many did not.
    pub fn counts(&self) -> (usize, usize) {
        let cases = || self.suites.iter().flat_map(|suite| &suite.cases);
        let passed = cases().filter(|case| case.passes()).count();
        (passed, cases().count() - passed)
    }

    fn decide(&self) -> Exit {
        if self.diagnostics.iter().any(Diagnostic::is_error) {
            return Exit::NotUnderstood;
        }
        let mut cases = self.suites.iter().flat_map(|suite| &suite.cases).peekable();
        // A suite without a case tests nothing, and neither does a run without suites.
        if cases.peek().is_none() || self.suites.iter().any(|suite| suite.cases.is_empty()) {
            return Exit::NothingChecked;
        }
        if cases.all(CaseResult::passes) && self.untested.is_empty() && self.below.is_none() {
            Exit::Ok
        } else {
            Exit::Findings
        }
    }
}

/// Tests the mandates of the policy set.
pub fn test(options: &TestOptions) -> TestReport {
    let mut report = run_tests(options);
    if options.update && report.suites.iter().any(has_open) {
        let mut diagnostics = Vec::new();
        let updated = match load_policies(&options.setup) {
            Ok(loading) => update(&loading, &report.suites, &mut diagnostics),
            Err(problems) => {
                diagnostics.extend(problems);
                0
            }
        };
        report = run_tests(options);
        report.updated = updated;
        report.diagnostics.extend(diagnostics);
        diagnostic::sort(&mut report.diagnostics);
        report.exit = report.decide();
    }
    report
}

fn run_tests(options: &TestOptions) -> TestReport {
    let loading = match load_policies(&options.setup) {
        Ok(loading) => loading,
        Err(diagnostics) => return TestReport::refused(diagnostics, options.setup.today),
    };
    let problems = Problems::default();
    let mut suites = suites(&loading.set, &problems);
    if let Some(pattern) = &options.run {
        for suite in &mut suites {
            let mandate = suite.mandate.clone();
            suite
                .cases
                .retain(|case| pattern.is_match(&format!("{mandate}: {}", case.name)));
        }
        suites.retain(|suite| !suite.cases.is_empty());
    }
    let watched = options.coverage || options.require_tests || options.threshold.is_some();
    let results = judge(&loading, &options.setup, &suites, watched, &problems);
    let mut report = TestReport::refused(loading.diagnostics, options.setup.today);
    report.diagnostics.extend(problems.into_vec());
    diagnostic::sort(&mut report.diagnostics);
    if watched {
        let seen = coverage(&loading.set, &results);
        if options.require_tests {
            report.untested = seen.untested();
        }
        report.below = options
            .threshold
            .filter(|least| seen.percent() < usize::try_from(*least).unwrap_or(usize::MAX));
        report.coverage = Some(seen);
        report.coverage_asked = options.coverage;
    }
    report.suites = results;
    report.exit = report.decide();
    report
}

/// Judges the tests that stand beside mandates and records what they see; what is wrong with them is for a test run to
/// say.
pub(super) fn watch(loading: &Loading, setup: &Setup) -> Vec<SuiteResult> {
    let problems = Problems::default();
    let suites = suites(&loading.set, &problems);
    judge(loading, setup, &suites, true, &problems)
}

fn judge(
    loading: &Loading,
    setup: &Setup,
    suites: &[Suite],
    watch: bool,
    problems: &Problems,
) -> Vec<SuiteResult> {
    let root = loading.root.folder();
    let files = |test: &str, path: &str| read_manifest(root, test, path);
    let threads = setup.jobs.map_or(0, std::num::NonZeroUsize::get);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .stack_size(super::visit::STACK)
        .build();
    let bench = Bench {
        set: &loading.set,
        today: setup.today,
        files: &files,
        watch,
    };
    match pool {
        Ok(pool) => pool.install(|| run(bench, suites)),
        Err(error) => {
            problems.push(Diagnostic::error(
                "run::threads",
                format!("cannot start threads: {error}"),
            ));
            Vec::new()
        }
    }
}

fn has_open(suite: &SuiteResult) -> bool {
    suite.cases.iter().any(|case| case.open.is_some())
}

/// What is to be written into one file.
struct Rewrite<'s> {
    source: &'s Arc<Source>,
    edits: Vec<Edit>,
    changes: Vec<Change>,
}

/// Writes the judged verdicts of the cases that leave them open, file by file; gives how many were written.
fn update(loading: &Loading, suites: &[SuiteResult], problems: &mut Vec<Diagnostic>) -> usize {
    let mut written = 0;
    let documents = &loading.set.tests;
    let mut files: BTreeMap<&str, Rewrite<'_>> = BTreeMap::new();
    for case in suites.iter().flat_map(|suite| &suite.cases) {
        let (Some(span), Some(verdict)) = (case.open, case.verdict) else {
            continue;
        };
        let found = documents.iter().find_map(|document| {
            let source = document.tree().source();
            let same = source.path() == &case.place.file;
            let cases = document.root().get("cases").filter(|_| same)?;
            let expect = cases
                .items()
                .filter_map(|node| node.get("expect"))
                .find(|node| node.span() == span)?;
            Some((source, document.number(), expect.path()))
        });
        let Some((source, document, path)) = found else {
            continue;
        };
        let rewrite = files.entry(source.path()).or_insert_with(|| Rewrite {
            source,
            edits: Vec::new(),
            changes: Vec::new(),
        });
        rewrite.edits.push(Edit {
            span,
            text: verdict.word().to_owned(),
        });
        rewrite.changes.push(Change {
            document,
            path,
            value: Some(verdict.word().into()),
        });
    }
    for rewrite in files.into_values() {
        let Rewrite {
            source,
            edits,
            changes,
        } = rewrite;
        match mend(&loading.root, source, &edits, &changes) {
            Ok(()) => written += edits.len(),
            Err(problem) => problems.push(problem),
        }
    }
    written
}

/// The manifest that a case names, relative to its test file and never outside of the root.
fn read_manifest(root: &Path, test: &str, path: &str) -> Result<Arc<Tree>, Vec<Diagnostic>> {
    let problem = |message: String| vec![Diagnostic::error("test::manifest-file", message)];
    let relative = Path::new(test).parent().unwrap_or(Path::new("")).join(path);
    let mut inside = PathBuf::new();
    for part in relative.components() {
        match part {
            Component::ParentDir if inside.pop() => {}
            Component::CurDir => {}
            Component::Normal(name) => inside.push(name),
            _ => {
                return Err(problem(format!(
                    "`{}` leads out of the repository",
                    shown_text(path)
                )));
            }
        }
    }
    let shown: Arc<str> = inside.to_string_lossy().replace('\\', "/").into();
    let loaded = load_path(&root.join(&inside), Arc::clone(&shown))
        .map_err(|error| vec![Diagnostic::of_load(&shown, &error)])?;
    let reading = read(&loaded.source, &Limits::default());
    if reading.diagnostics.is_empty() {
        Ok(reading.tree)
    } else {
        Err(reading.diagnostics)
    }
}
