//! `mustmay lint`: says what the authors of the policies would regret.

use super::{Context, Output, Setup, deliver};
use crate::policy::Level;
use crate::project::{LintOptions, lint};
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
    /// From which level on a remark makes the run fail.
    pub fail_level: Level,
    /// Whether to mend what can be mended without changing a judgement.
    pub fix: bool,
    /// Where the reports go.
    pub output: Output,
}

/// Looks at the policies, and says how the run ends.
///
/// # Errors
/// Where a report could not be written.
pub fn run(request: Request, context: &mut Context<'_>) -> io::Result<Exit> {
    let mut setup = request.setup;
    setup.policies.extend(request.paths);
    let report = lint(&LintOptions {
        setup,
        fail_level: request.fail_level,
        fix: request.fix,
    });
    deliver(context, &request.output, &mut |format, style, out| {
        report::lint::render(&report, format, style, out)
    })?;
    Ok(report.exit)
}
