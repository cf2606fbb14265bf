//! `mustmay review`: the mandates give account.

use super::{Context, Output, Setup, deliver};
use crate::project::{ReviewOptions, review};
use crate::report::review::{Extras, Format, render};
use crate::review::Quarter;
use crate::verdict::Exit;
use std::io;
use std::path::PathBuf;

/// What was asked on the command line.
#[derive(Clone, Debug)]
pub struct Request {
    /// What all verbs share.
    pub setup: Setup,
    /// The quarter; `None` means the last one that has ended.
    pub quarter: Option<Quarter>,
    /// Files and folders of evidence; none means the project's.
    pub evidence: Vec<PathBuf>,
    /// Globs of JSON reports.
    pub reports: Vec<String>,
    /// Whether a mandate that is not well fails the run.
    pub strict: bool,
    /// Whether people's comments are shown.
    pub comments: bool,
    /// Where the reports go.
    pub output: Output<Format>,
}

/// Reviews, reports and says how the run ends.
///
/// # Errors
/// Where a report could not be written.
pub fn run(request: Request, context: &mut Context<'_>) -> io::Result<Exit> {
    let extras = Extras {
        comments: request.comments,
    };
    let report = review(&ReviewOptions {
        setup: request.setup,
        quarter: request.quarter,
        evidence: request.evidence,
        reports: request.reports,
        strict: request.strict,
    });
    deliver(context, &request.output, &mut |format, style, out| {
        render(&report, format, extras, style, out)
    })?;
    Ok(report.exit)
}
