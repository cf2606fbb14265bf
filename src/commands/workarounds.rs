//! `mustmay workarounds`: looks for ways round mandates, for the owners of the mandates.

use super::{Context, Output, Setup, deliver};
use crate::project::{WorkaroundOptions, workarounds};
use crate::report;
use crate::verdict::Exit;
use std::io;
use std::path::PathBuf;

/// What was asked on the command line.
#[derive(Clone, Debug)]
pub struct Request {
    /// What all verbs share.
    pub setup: Setup,
    /// Files and folders; none means the whole root.
    pub paths: Vec<PathBuf>,
    /// Where the reports go.
    pub output: Output,
}

/// Looks, and says how the run ends.
///
/// # Errors
/// Where a report could not be written.
pub fn run(request: Request, context: &mut Context<'_>) -> io::Result<Exit> {
    let report = workarounds(&WorkaroundOptions {
        setup: request.setup,
        paths: request.paths,
    });
    deliver(context, &request.output, &mut |format, style, out| {
        report::workarounds::render(&report, format, style, out)
    })?;
    Ok(report.exit)
}
