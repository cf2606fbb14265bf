//! `mustmay exceptions audit`: the whole ledger, judged.

use super::say;
use crate::commands::{Context, Output, deliver};
use crate::policy::Level;
use crate::project::exceptions::{AuditOptions, Filter, audit};
use crate::project::{CheckOptions, Setup};
use crate::report::exceptions::{TableFormat, render};
use crate::verdict::Exit;
use std::io;
use std::path::PathBuf;

/// What was asked on the command line.
#[derive(Clone, Debug)]
pub struct Request {
    /// What all verbs share.
    pub setup: Setup,
    /// What to judge.
    pub paths: Vec<PathBuf>,
    /// JSON reports to take in place of manifests.
    pub reports: Vec<String>,
    /// The file that names the repositories that must have sent one.
    pub inventory: Option<PathBuf>,
    /// From which level on a state makes the audit fail.
    pub fail_level: Level,
    /// Whether exit code 1 becomes 0.
    pub no_fail: bool,
    /// Which records are shown.
    pub filter: Filter,
    /// Where the reports go.
    pub output: Output<TableFormat>,
}

/// Audits, and says how the run ends.
///
/// # Errors
/// Where a report could not be written.
pub fn run(request: Request, context: &mut Context<'_>) -> io::Result<Exit> {
    let report = audit(&AuditOptions {
        check: CheckOptions {
            fail_level: request.fail_level,
            no_fail: request.no_fail,
            ..say::check(request.setup, request.paths, true)
        },
        reports: request.reports,
        inventory: request.inventory,
        filter: request.filter,
    });
    deliver(context, &request.output, &mut |format, style, out| {
        render(&report, format, style, out)
    })?;
    Ok(report.exit)
}
