//! `mustmay explain`: tells how a mandate judges a manifest.

use super::{Context, Output, Setup, deliver};
use crate::project::{ExplainOptions, explain};
use crate::report;
use crate::verdict::Exit;
use std::io;
use std::path::PathBuf;

/// What was asked on the command line.
#[derive(Clone, Debug)]
pub struct Request {
    /// What all verbs share.
    pub setup: Setup,
    /// The mandate's id.
    pub mandate: String,
    /// The manifest to explain its judgement for.
    pub path: PathBuf,
    /// Where the reports go.
    pub output: Output,
}

/// Explains, and says how the run ends.
///
/// # Errors
/// Where a report could not be written.
pub fn run(request: Request, context: &mut Context<'_>) -> io::Result<Exit> {
    let options = ExplainOptions {
        setup: request.setup,
        mandate: request.mandate,
        path: request.path,
    };
    let report = explain(&options);
    deliver(context, &request.output, &mut |format, style, out| {
        report::explain::render(&report, format, style, out)
    })?;
    Ok(report.exit)
}
