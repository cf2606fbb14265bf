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
    match format {
        Format::Human => human::render(report, style, out),
        Format::Json => json::render(report, out),
    }
}
