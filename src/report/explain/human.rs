//! An explanation for people.

use crate::engine::{Reason, Trace, TraceStep, Verdict};
use crate::policy::Mandate;
use crate::project::ExplainReport;
use crate::report::page::{Page, Tone, one_line};
use crate::report::{Style, problems};
use std::io::{self, Write};

/// Writes the report.
pub(super) fn write(report: &ExplainReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(style, out);
    let mandate = report.mandate.zip(report.set.as_ref());
    if let Some(mandate) = mandate.and_then(|(at, set)| set.mandates.get(at)) {
        heading(mandate, &mut page)?;
    }
    for trace in &report.traces {
        service(trace, &mut page)?;
    }
    if report.traces.is_empty() && report.diagnostics.is_empty() {
        page.line("no service was found there")?;
    }
    problems::render(&report.diagnostics, style, &mut page)
}

fn heading(mandate: &Mandate, page: &mut Page<'_>) -> io::Result<()> {
    let title = one_line(&format!("{}: {}", mandate.id, mandate.title));
    page.line(&page.paint(Tone::Strong, &title))?;
    let written = &mandate.place;
    page.line(&format!(
        "  {}:{}, owned by {}",
        written.file,
        written.start.line,
        one_line(&mandate.owner)
    ))?;
    page.gap()
}

fn service(trace: &Trace, page: &mut Page<'_>) -> io::Result<()> {
    let info = &trace.service;
    let outcome = &trace.outcome;
    let tone = match outcome.verdict {
        Verdict::Pass => Tone::Good,
        Verdict::Fail | Verdict::Error => Tone::Bad,
        Verdict::Excepted => Tone::Warn,
        Verdict::NotApplicable => Tone::Dim,
    };
    let verdict = page.paint(tone, outcome.verdict.word());
    let why = match outcome.reason {
        Some(Reason::Kind) => format!(": it does not speak of the kind `{}`", info.kind),
        Some(reason) => format!(" ({})", reason.word()),
        None => String::new(),
    };
    page.line(&format!(
        "{} ({}, {}#{}): {verdict}{why}",
        one_line(&info.name),
        info.kind,
        info.file,
        info.document
    ))?;
    let mut element: Option<&str> = None;
    for step in &trace.steps {
        if step.element.as_deref() != element {
            element = step.element.as_deref();
            if let Some(element) = element {
                page.line(&format!(
                    "  {}",
                    page.paint(Tone::Strong, &one_line(element))
                ))?;
            }
        }
        self::step(step, page)?;
    }
    page.gap()
}

fn step(step: &TraceStep, page: &mut Page<'_>) -> io::Result<()> {
    let indent = if step.element.is_some() { "    " } else { "  " };
    let tone = if step.against { Tone::Bad } else { Tone::Good };
    let said = page.paint(tone, &one_line(&step.said));
    let what = page.paint(Tone::Strong, &step.what);
    let place = page.paint(
        Tone::Dim,
        &format!("{}:{}", step.place.file, step.place.start.line),
    );
    page.line(&format!("{indent}{what}: {said}  {place}"))?;
    for read in &step.reads {
        let at = read
            .place
            .as_ref()
            .map(|place| format!("{}:{}:{}", place.file, place.start.line, place.start.column));
        let at = page.paint(Tone::Dim, &at.unwrap_or_default());
        let what = if read.what.is_empty() {
            "the document"
        } else {
            &read.what
        };
        page.line(&format!(
            "{indent}  read {} = {}  {at}",
            one_line(what),
            one_line(&read.value)
        ))?;
    }
    Ok(())
}
