//! A description for people at a terminal.

use super::words;
use crate::policy::Standing;
use crate::project::{Asked, ChoiceLine, DescribeReport, Described};
use crate::report::page::{Page, Tone, one_line};
use crate::report::{Style, problems};
use std::io::{self, Write};

/// Writes the report.
pub(super) fn write(report: &DescribeReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(style, out);
    for mandate in &report.mandates {
        one(mandate, &mut page)?;
    }
    problems::render(&report.diagnostics, style, &mut page)
}

fn one(mandate: &Described, page: &mut Page<'_>) -> io::Result<()> {
    let title = one_line(&format!("{}: {}", mandate.id, mandate.title));
    page.line(&page.paint(Tone::Strong, &title))?;
    page.wrapped("  ", 2, &one_line(&mandate.rationale))?;
    let since = mandate
        .since
        .map(|day| format!("since {day}, "))
        .unwrap_or_default();
    let overdue = if mandate.overdue { " (overdue)" } else { "" };
    let line = format!(
        "owned by {}, {since}to be reviewed by {}{overdue}",
        one_line(&mandate.owner),
        mandate.review_by
    );
    page.wrapped("  ", 2, &line)?;
    let place = format!("  {}:{}", mandate.file, mandate.line);
    page.line(&page.paint(Tone::Dim, &place))?;
    if let Some(docs) = &mandate.docs {
        page.field("read more", &one_line(docs))?;
    }
    if !mandate.controls.is_empty() {
        page.field("controls", &one_line(&mandate.controls.join(", ")))?;
    }
    page.gap()?;
    applies(mandate, page)?;
    if !mandate.must.is_empty() {
        heading("MUST", page)?;
        for asked in &mandate.must {
            condition(asked, "  ", page)?;
        }
        page.gap()?;
    }
    if let Some(may) = &mandate.may {
        heading("MAY", page)?;
        page.wrapped("  ", 2, &one_line(&words::how_to_choose(may)))?;
        for line in &may.choices {
            choice(line, page)?;
        }
        page.gap()?;
    }
    if !mandate.free.is_empty() {
        heading("FREE", page)?;
        for path in &mandate.free {
            page.line(&format!("  {}", one_line(path)))?;
        }
        page.gap()?;
    }
    heading("WHEN IT COUNTS", page)?;
    for phase in &mandate.phases {
        let line = format!("{}: {}", phase.level, words::phase(phase));
        page.wrapped("  ", 4, &one_line(&line))?;
    }
    page.gap()?;
    exceptions(mandate, page)
}

fn heading(text: &str, page: &mut Page<'_>) -> io::Result<()> {
    page.line(&page.paint(Tone::Advice, text))
}

fn applies(mandate: &Described, page: &mut Page<'_>) -> io::Result<()> {
    heading("FOR", page)?;
    let kinds: Vec<&str> = mandate.kinds.iter().map(|(id, _)| id.as_str()).collect();
    page.wrapped(
        "  ",
        2,
        &format!("manifests of the kind {}", kinds.join(", ")),
    )?;
    for entry in &mandate.when {
        page.wrapped("  ", 4, &format!("where {}", one_line(entry)))?;
    }
    if let Some(each) = &mandate.each {
        page.wrapped("  ", 4, &format!("each of {}", one_line(each)))?;
    }
    for entry in &mandate.filter {
        page.wrapped("  ", 4, &format!("of these, where {}", one_line(entry)))?;
    }
    page.gap()
}

fn condition(asked: &Asked, indent: &str, page: &mut Page<'_>) -> io::Result<()> {
    page.wrapped(indent, indent.len() + 2, &one_line(&asked.otherwise))?;
    let test = match &asked.test {
        Some(test) => format!("{} [{}]: {test}", words::about(asked), asked.id),
        None => format!("{} [{}] is there", words::about(asked), asked.id),
    };
    let deeper = [indent, "  "].concat();
    page.wrapped(
        &deeper,
        deeper.len() + 2,
        &page.paint(Tone::Dim, &one_line(&test)),
    )
}

fn choice(choice: &ChoiceLine, page: &mut Page<'_>) -> io::Result<()> {
    let tone = match choice.standing {
        Standing::Preferred => Tone::Good,
        Standing::Allowed => Tone::Strong,
        Standing::Retiring => Tone::Warn,
        Standing::Retired => Tone::Bad,
    };
    let name = page.paint(tone, &choice.id);
    let mut line = format!("{name} ({})", choice.standing);
    for words in words::beside(choice) {
        line.push_str(", ");
        line.push_str(&one_line(&words));
    }
    page.wrapped("  ", 4, &line)?;
    for evidence in &choice.when {
        page.wrapped("    ", 6, &format!("recognised by {}", one_line(evidence)))?;
    }
    for term in &choice.requires {
        page.wrapped(
            "    ",
            6,
            &format!("requires: {}", one_line(&term.otherwise)),
        )?;
    }
    Ok(())
}

fn exceptions(mandate: &Described, page: &mut Page<'_>) -> io::Result<()> {
    heading("EXCEPTIONS", page)?;
    for line in words::terms(mandate) {
        page.wrapped("  ", 4, &one_line(&line))?;
    }
    if let Some(command) = words::request(mandate) {
        page.line(&format!("  {command}"))?;
    }
    if let Some(open) = words::open(mandate) {
        page.wrapped("  ", 4, &open)?;
    }
    for exception in &mandate.exceptions {
        let line = format!(
            "{} for {}: {}, until {}, {}",
            exception.id,
            exception.service,
            exception.states.join(", "),
            exception.expires,
            exception.owner
        );
        page.wrapped("  ", 4, &one_line(&line))?;
    }
    page.gap()
}
