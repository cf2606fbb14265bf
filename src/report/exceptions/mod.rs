//! Exceptions and how they stand: the table of the platform team.

mod csv;
mod html;
mod human;
mod json;
mod pruned;
mod row;
mod states;

pub(super) use json::ExceptionRecord;
pub use pruned::pruned;
pub(super) use states::states;

use super::Style;
use crate::project::exceptions::AuditReport;
use std::io;

/// A form of the table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TableFormat {
    /// For people at a terminal.
    Human,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
    /// For people with a browser: one page that needs nothing else.
    Html,
}

impl TableFormat {
    /// All of them with the words that `--format` takes.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("human", Self::Human),
        ("json", Self::Json),
        ("csv", Self::Csv),
        ("html", Self::Html),
    ];
}

/// Writes the report of a list or an audit.
///
/// # Errors
/// Where `out` cannot be written; nothing more is written then.
pub fn render(
    report: &AuditReport,
    format: TableFormat,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        TableFormat::Human => human::render(report, style, out),
        TableFormat::Json => json::render(report, out),
        TableFormat::Csv => csv::render(report, out),
        TableFormat::Html => html::render(report, out),
    }
}
