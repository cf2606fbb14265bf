//! An explanation for people.

use crate::engine::{Reason, Trace, TraceStep, Verdict};
use crate::policy::Mandate;
use crate::project::{Consulted, ExplainReport};
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
    for explained in &report.services {
        service(&explained.trace, &mut page)?;
        for exception in &explained.exceptions {
            self::exception(exception, &mut page)?;
        }
        let failed = explained.trace.outcome.verdict == Verdict::Fail;
        if failed && explained.exceptions.is_empty() {
            page.line("  no exception: the ledger has none for this mandate and service")?;
        }
        page.gap()?;
    }
    if report.services.is_empty() && report.diagnostics.is_empty() {
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
    Ok(())
}

fn exception(exception: &Consulted, page: &mut Page<'_>) -> io::Result<()> {
    let tone = if exception.covered > 0 {
        Tone::Good
    } else {
        Tone::Dim
    };
    let id = format!("exception {}", one_line(&exception.id));
    let why = page.paint(tone, &one_line(&exception.why));
    let states = match exception.states.as_slice() {
        [] => String::new(),
        states => format!(" ({})", states.join(", ")),
    };
    let place = format!(
        "{}:{}",
        one_line(&exception.place.file),
        exception.place.start.line
    );
    page.line(&format!(
        "  {}: {why}{states}  {}",
        page.paint(Tone::Strong, &id),
        page.paint(Tone::Dim, &place)
    ))
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
