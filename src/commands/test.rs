//! `mustmay test`: runs the tests that stand beside mandates.

use super::{Context, Output, Setup, deliver};
use crate::project::{TestOptions, test};
use crate::report;
use crate::verdict::Exit;
use std::io;
use std::path::PathBuf;

/// What was asked on the command line.
#[derive(Clone, Debug)]
pub struct Request {
    /// What all verbs share.
    pub setup: Setup,
    /// Policy folders; none means those of the project.
    pub paths: Vec<PathBuf>,
    /// Where the reports go.
    pub output: Output<report::test::Format>,
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
    let report = test(&TestOptions { setup });
    deliver(context, &request.output, &mut |format, style, out| {
        report::test::render(&report, format, style, out)
    })?;
    Ok(report.exit)
}
