//! `mustmay exceptions list`: the records by what they say themselves.

use super::say;
use crate::commands::{Context, Output, deliver};
use crate::project::Setup;
use crate::project::exceptions::{AuditOptions, Filter, list};
use crate::report::exceptions::{TableFormat, render};
use crate::verdict::Exit;
use std::io;

/// What was asked on the command line.
#[derive(Clone, Debug)]
pub struct Request {
    /// What all verbs share.
    pub setup: Setup,
    /// Which records are shown.
    pub filter: Filter,
    /// Where the reports go.
    pub output: Output<TableFormat>,
}

/// Lists, and says how the run ends.
///
/// # Errors
/// Where a report could not be written.
pub fn run(request: Request, context: &mut Context<'_>) -> io::Result<Exit> {
    let report = list(&AuditOptions {
        check: say::check(request.setup, Vec::new(), true),
        reports: Vec::new(),
        inventory: None,
        filter: request.filter,
    });
    deliver(context, &request.output, &mut |format, style, out| {
        render(&report, format, style, out)
    })?;
    Ok(report.exit)
}
