//! What a test run found.

mod human;
mod json;

use super::{Format, Style};
use crate::project::TestReport;
use std::io::{self, Write};

/// Writes the report of a test run.
///
/// # Errors
/// Where the stream cannot be written.
pub fn render(
    report: &TestReport,
    format: Format,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Human => human::write(report, style, out),
        Format::Json => json::write(report, out),
    }
}
