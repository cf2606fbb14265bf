//! What was recorded.

use super::page::{Page, Tone, one_line, plural};
use super::{Format, Style, json, problems};
use crate::project::RecordReport;
use crate::verdict::Exit;
use serde_json::json;
use std::io;

/// Writes the report.
///
/// # Errors
/// Where `out` cannot be written; nothing more is written then.
pub fn render(
    report: &RecordReport,
    format: Format,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Human => human(report, style, out),
        Format::Json => json::write(
            &json!({
                "version": 1,
                "history": report.history,
                "lines": report.lines,
                "written": report.written,
                "diagnostics": report.diagnostics.iter().map(json::diagnostic).collect::<Vec<_>>(),
                "exitCode": report.exit.code(),
                "reason": report.reason,
            }),
            out,
        ),
    }
}

fn human(report: &RecordReport, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut page = Page::new(style, out);
    problems::render(&report.diagnostics, style, &mut page)?;
    let (tone, last) = match (report.exit, report.written) {
        (Exit::Ok, 0) => (
            Tone::Good,
            format!(
                "nothing new for {}: this run is recorded already",
                report.history
            ),
        ),
        (Exit::Ok, count) => (
            Tone::Good,
            format!("{} added to {}", plural(count, "line"), report.history),
        ),
        _ => {
            let why = report
                .reason
                .as_deref()
                .unwrap_or("something could not be read or judged");
            (Tone::Bad, format!("nothing was recorded: {why}"))
        }
    };
    page.line(&page.paint(tone, &one_line(&last)))
}
