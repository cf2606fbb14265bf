//! What the authors of the policies would regret.

mod human;
mod json;

use super::{Format, Style};
use crate::project::LintReport;
use std::io::{self, Write};

/// Writes the report of a lint run.
///
/// # Errors
/// Where the stream cannot be written.
pub fn render(
    report: &LintReport,
    format: Format,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Human => human::write(report, style, out),
        Format::Json => json::write(report, out),
    }
}
