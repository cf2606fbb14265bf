//! A mandate as those read it who are bound by it, and the charter: all mandates as a site.

mod html;
mod human;
mod json;
mod markdown;
mod words;

pub use html::{Page, charter};

use super::Style;
use crate::project::DescribeReport;
use std::io::{self, Write};

/// A form of a description.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Format {
    /// For people at a terminal.
    Human,
    /// For a wiki or a pull request.
    Markdown,
    /// For programs.
    Json,
    /// One page that works from a file, without a network.
    Html,
}

impl Format {
    /// All of them with the words that `--format` takes, in the order of the help.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("human", Self::Human),
        ("markdown", Self::Markdown),
        ("json", Self::Json),
        ("html", Self::Html),
    ];
}

/// Writes a description.
///
/// # Errors
/// Where the stream cannot be written.
pub fn render(
    report: &DescribeReport,
    format: Format,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Human => human::write(report, style, out),
        Format::Markdown => markdown::write(report, out),
        Format::Json => json::write(report, out),
        Format::Html => out.write_all(html::single(report).as_bytes()),
    }
}
