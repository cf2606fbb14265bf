//! `mustmay record`: appends what a run found to the history.

use super::{Context, Output, Setup, deliver};
use crate::project::{RecordOptions, record};
use crate::report;
use crate::verdict::Exit;
use std::io;
use std::path::PathBuf;

/// What was asked on the command line.
#[derive(Clone, Debug)]
pub struct Request {
    /// What all verbs share.
    pub setup: Setup,
    /// The history; `None` means the project's.
    pub history: Option<PathBuf>,
    /// Where the reports go.
    pub output: Output,
}

/// Records, and says how the run ends.
///
/// # Errors
/// Where a report could not be written.
pub fn run(request: Request, context: &mut Context<'_>) -> io::Result<Exit> {
    let report = record(&RecordOptions {
        setup: request.setup,
        history: request.history,
    });
    deliver(context, &request.output, &mut |format, style, out| {
        report::record::render(&report, format, style, out)
    })?;
    Ok(report.exit)
}
