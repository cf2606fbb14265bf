//! The account that mandates give each quarter, in every format: to be read, to be presented, to be reckoned with.

mod csv;
mod html;
mod human;
mod json;
mod markdown;
mod words;

use super::Style;
use crate::project::ReviewReport;
use std::io;

/// A form of the review.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Format {
    /// For people at a terminal.
    Human,
    /// One page to present: it works from a file, without a network.
    Html,
    /// For a wiki or a pull request.
    Markdown,
    /// For programs.
    Json,
    /// For a table: one figure a line.
    Csv,
}

impl Format {
    /// All of them with the words that `--format` takes, in the order of the help.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("human", Self::Human),
        ("html", Self::Html),
        ("markdown", Self::Markdown),
        ("json", Self::Json),
        ("csv", Self::Csv),
    ];
}

/// What is shown beside the figures.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Extras {
    /// Whether people's comments are shown. Machine formats never hold them.
    pub comments: bool,
}

/// Writes a review.
///
/// # Errors
/// Where `out` cannot be written; nothing more is written then.
pub fn render(
    report: &ReviewReport,
    format: Format,
    extras: Extras,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Human => human::render(report, extras, style, out),
        Format::Html => html::render(report, extras, out),
        Format::Markdown => markdown::render(report, extras, out),
        Format::Json => json::render(report, out),
        Format::Csv => csv::render(report, out),
    }
}
