//! The report of a check.
//!
//! [`Format::Human`] and the two JSON forms show everything. The forms that other programs read are made from one
//! list of entries, the worst first, each with how much it counts; what was not judged at all is no entry, and they
//! tell of it where they have a place for it.

mod csv;
mod entries;
mod findings;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod markdown;
mod ndjson;
mod records;
mod sarif;
mod services;
mod summary;
mod unchecked;

pub use ndjson::outcomes_of as write_outcomes;

use super::Style;
use crate::project::CheckReport;
use std::io;

/// A form of the report of a check.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Format {
    /// For people at a terminal.
    Human,
    /// For programs: version 1 of the JSON output.
    Json,
    /// The same line by line: each outcome, then the run.
    Ndjson,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// `JUnit` XML, for test reports.
    Junit,
    /// Workflow commands of GitHub's runner.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// For a comment in a pull request.
    Markdown,
    /// For a table: one finding a line.
    Csv,
}

impl Format {
    /// All of them with the words that `--format` takes, in the order of the help.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("human", Self::Human),
        ("json", Self::Json),
        ("ndjson", Self::Ndjson),
        ("sarif", Self::Sarif),
        ("junit", Self::Junit),
        ("github", Self::Github),
        ("gitlab", Self::Gitlab),
        ("markdown", Self::Markdown),
        ("csv", Self::Csv),
    ];
}

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
        Format::Ndjson => ndjson::render(report, out),
        Format::Sarif => sarif::render(report, style, out),
        Format::Junit => junit::render(report, out),
        Format::Github => github::render(report, style, out),
        Format::Gitlab => gitlab::render(report, style, out),
        Format::Markdown => markdown::render(report, style, out),
        Format::Csv => csv::render(report, style, out),
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
