//! What was found of workarounds, for the owners of the mandates.

use super::page::{Notice, Page, Tone, one_line, plural};
use super::{Format, Style, json, problems};
use crate::project::WorkaroundReport;
use crate::review::Signal;
use serde_json::{Value, json};
use std::io;

/// Writes the report.
///
/// # Errors
/// Where `out` cannot be written; nothing more is written then.
pub fn render(
    report: &WorkaroundReport,
    format: Format,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Human => human(report, style, out),
        Format::Json => json::write(&value(report), out),
    }
}

fn human(report: &WorkaroundReport, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut page = Page::new(style, out);
    let mut about = None;
    for signal in &report.signals {
        if about != Some(&signal.mandate) {
            page.line(&page.paint(Tone::Strong, &one_line(&heading(signal))))?;
            about = Some(&signal.mandate);
        }
        page.notice(Notice {
            tone: Tone::Advice,
            message: format!(
                "{} `{}` in {}: {}",
                signal.kind.word(),
                signal.pattern,
                signal.file,
                signal.message
            ),
            help: Vec::new(),
            marks: signal
                .place
                .iter()
                .map(|place| (place, String::new()))
                .collect(),
        })?;
    }
    problems::render(&report.diagnostics, style, &mut page)?;
    let lines: usize = report.signals.iter().map(Signal::shown).sum();
    let last = format!(
        "{}, {}, in {} looked at",
        plural(report.signals.len(), "signal"),
        plural(lines, "line"),
        plural(report.files, "file")
    );
    page.line(&page.paint(Tone::Strong, &last))
}

fn heading(signal: &Signal) -> String {
    match (&signal.mandate, &signal.owner) {
        (Some(mandate), Some(owner)) => format!("{mandate}: for {owner}"),
        (Some(mandate), None) => mandate.clone(),
        (None, _) => "the gate: for the owners of all mandates".to_owned(),
    }
}

fn value(report: &WorkaroundReport) -> Value {
    let signals: Vec<Value> = report
        .signals
        .iter()
        .map(|signal| {
            json!({
                "mandate": signal.mandate,
                "owner": signal.owner,
                "kind": signal.kind.word(),
                "pattern": signal.pattern,
                "file": *signal.file,
                "line": signal.place.as_ref().map(|place| place.start.line),
                "hits": signal.hits,
                "lines": signal.lines,
                "message": signal.message,
            })
        })
        .collect();
    json!({
        "version": 1,
        "files": report.files,
        "signals": signals,
        "diagnostics": report.diagnostics.iter().map(json::diagnostic).collect::<Vec<_>>(),
        "exitCode": report.exit.code(),
    })
}
