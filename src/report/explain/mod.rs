//! How a mandate judged a manifest, step by step.

mod human;
mod json;

use super::{Format, Style};
use crate::project::ExplainReport;
use std::io::{self, Write};

/// Writes the explanation.
///
/// # Errors
/// Where the stream cannot be written.
pub fn render(
    report: &ExplainReport,
    format: Format,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Human => human::write(report, style, out),
        Format::Json => json::write(report, out),
    }
}
