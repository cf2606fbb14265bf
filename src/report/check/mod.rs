//! The report of a check.

mod findings;
mod human;
mod json;
mod summary;

use super::{Format, Style};
use crate::project::CheckReport;
use std::io;

/// Writes the report of a check.
///
/// # Errors
/// Where `out` cannot be written; nothing more is written then.
pub fn render(
    report: &CheckReport,
    format: Format,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    if !is_whole(report) {
        let why = "the report has an outcome of a mandate that its policy set does not hold";
        return Err(io::Error::other(why));
    }
    match format {
        Format::Human => human::render(report, style, out),
        Format::Json => json::render(report, out),
    }
}

/// Whether every outcome can be shown with its mandate: one that cannot must not be left out unsaid.
fn is_whole(report: &CheckReport) -> bool {
    let mandates = report.set.as_ref().map_or(0, |set| set.mandates.len());
    let outcomes = report.judged.iter().flat_map(|judged| &judged.outcomes);
    outcomes
        .map(|outcome| outcome.mandate)
        .all(|mandate| mandate < mandates)
}
