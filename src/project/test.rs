//! The test run: every case of every suite judged and compared.

use super::load::{Loading, load};
use super::setup::Setup;
use crate::diagnostic::{self, Diagnostic, Problems};
use crate::document::{Limits, Tree, read};
use crate::source::{load_path, shown_text};
use crate::testing::{CaseResult, SuiteResult, run, suites};
use crate::verdict::Exit;
use jiff::civil::Date;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// What a test run needs to know.
#[derive(Debug)]
pub struct TestOptions {
    /// What all use cases are told; the policy sources are what is tested.
    pub setup: Setup,
}

/// What a test run found.
#[derive(Debug)]
pub struct TestReport {
    /// The suites that were run, by file and place.
    pub suites: Vec<SuiteResult>,
    /// The day of the judgement, where a suite says no other.
    pub as_of: Date,
    /// What could not be read, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// How the run ends.
    pub exit: Exit,
}

impl TestReport {
    /// How many cases passed, and how many did not.
    pub fn counts(&self) -> (usize, usize) {
        let cases = || self.suites.iter().flat_map(|suite| &suite.cases);
        let passed = cases().filter(|case| case.passes()).count();
        (passed, cases().count() - passed)
    }
}

/// Tests the mandates of the policy set.
pub fn test(options: &TestOptions) -> TestReport {
    let Loading {
        root,
        set,
        mut diagnostics,
        ..
    } = match load(&options.setup) {
        Ok(loading) => loading,
        Err(diagnostics) => {
            return TestReport {
                suites: Vec::new(),
                as_of: options.setup.today,
                diagnostics,
                exit: Exit::NotUnderstood,
            };
        }
    };
    let problems = Problems::default();
    let suites = suites(&set, &problems);
    diagnostics.extend(problems.into_vec());
    let files = |test: &str, path: &str| read_manifest(root.folder(), test, path);
    let threads = options.setup.jobs.map_or(0, std::num::NonZeroUsize::get);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .stack_size(super::visit::STACK)
        .build();
    let results = match pool {
        Ok(pool) => pool.install(|| run(&set, &suites, options.setup.today, &files)),
        Err(error) => {
            diagnostics.push(Diagnostic::error(
                "run::threads",
                format!("cannot start threads: {error}"),
            ));
            Vec::new()
        }
    };
    diagnostic::sort(&mut diagnostics);
    let exit = decide(&results, &diagnostics);
    TestReport {
        suites: results,
        as_of: options.setup.today,
        diagnostics,
        exit,
    }
}

fn decide(suites: &[SuiteResult], diagnostics: &[Diagnostic]) -> Exit {
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Exit::NotUnderstood;
    }
    let mut cases = suites.iter().flat_map(|suite| &suite.cases).peekable();
    // A suite without a case tests nothing, and neither does a run without suites.
    if cases.peek().is_none() || suites.iter().any(|suite| suite.cases.is_empty()) {
        return Exit::NothingChecked;
    }
    if cases.all(CaseResult::passes) {
        Exit::Ok
    } else {
        Exit::Findings
    }
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
