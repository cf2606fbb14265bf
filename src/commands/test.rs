//! `mustmay test`: runs the tests that stand beside mandates.

use super::{Context, Output, Setup, deliver};
use crate::project::{TestOptions, test};
use crate::report;
use crate::report::test::Format;
use crate::verdict::Exit;
use regex::Regex;
use std::io;
use std::path::PathBuf;

/// What was asked on the command line.
#[derive(Clone, Debug)]
pub struct Request {
    /// What all verbs share.
    pub setup: Setup,
    /// Policy folders; none means those of the project.
    pub paths: Vec<PathBuf>,
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
    /// Where the reports go.
    pub output: Output<Format>,
}

/// Runs the tests, and says how the run ends.
///
/// # Errors
/// Where a report could not be written.
pub fn run(request: Request, context: &mut Context<'_>) -> io::Result<Exit> {
    let mut setup = request.setup;
    if !request.paths.is_empty() {
        setup.policies.extend(request.paths);
    }
    let report = test(&TestOptions {
        setup,
        run: request.run,
        require_tests: request.require_tests,
        coverage: request.coverage,
        threshold: request.threshold,
        update: request.update,
    });
    deliver(context, &request.output, &mut |format, style, out| {
        report::test::render(&report, format, style, out)
    })?;
    Ok(report.exit)
}
