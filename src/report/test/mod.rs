//! What a test run found.

mod human;
mod json;
mod junit;

use super::Style;
use crate::project::TestReport;
use std::io::{self, Write};

/// A form of the report of a test run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Format {
    /// For people.
    Human,
    /// For programs.
    Json,
    /// For CI systems that show test results.
    Junit,
}

impl Format {
    /// All of them with the words that `--format` takes, in the order of the help.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("human", Self::Human),
        ("json", Self::Json),
        ("junit", Self::Junit),
    ];
}

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
        Format::Junit => junit::write(report, out),
    }
}
