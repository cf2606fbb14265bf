//! A description for a wiki or a pull request. Nothing in it is markup but ours.

use super::words;
use crate::project::{Asked, ChoiceLine, DescribeReport, Described};
use crate::report::markup::{code_whole as code, inline_whole as inline};
use std::io::{self, Write};

/// Writes the report.
pub(super) fn write(report: &DescribeReport, out: &mut dyn Write) -> io::Result<()> {
    for (index, mandate) in report.mandates.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        one(mandate, out)?;
    }
    for diagnostic in &report.diagnostics {
        writeln!(
            out,
            "\n- {}: {}",
            diagnostic.severity.word(),
            inline(&diagnostic.message)
        )?;
    }
    Ok(())
}

fn one(mandate: &Described, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {}\n", inline(&mandate.title))?;
    writeln!(out, "{}\n", inline(mandate.rationale.trim()))?;
    let since = mandate
        .since
        .map(|day| format!(", since {day}"))
        .unwrap_or_default();
    let overdue = if mandate.overdue { " (overdue)" } else { "" };
    writeln!(
        out,
        "Mandate {}, owned by {}{since}, to be reviewed by {}{overdue}.\n",
        code(&mandate.id),
        inline(&mandate.owner),
        mandate.review_by
    )?;
    let kinds: Vec<String> = mandate.kinds.iter().map(|(id, _)| code(id)).collect();
    writeln!(out, "For manifests of the kind {}.\n", kinds.join(", "))?;
    for (label, entries) in [
        ("where", &mandate.when),
        ("of these, where", &mandate.filter),
    ] {
        for entry in entries {
            writeln!(out, "- {label} {}", code(entry))?;
        }
    }
    if let Some(each) = &mandate.each {
        writeln!(out, "- each of {}", code(each))?;
    }
    if !mandate.must.is_empty() {
        writeln!(out, "\n## Must\n")?;
        for asked in &mandate.must {
            condition(asked, out)?;
        }
    }
    if let Some(may) = &mandate.may {
        writeln!(out, "\n## May\n\n{}.\n", inline(&words::how_to_choose(may)))?;
        for line in &may.choices {
            choice(line, out)?;
        }
    }
    if !mandate.free.is_empty() {
        writeln!(out, "\n## Free\n")?;
        for path in &mandate.free {
            writeln!(out, "- {}", code(path))?;
        }
    }
    writeln!(out, "\n## When it counts\n")?;
    for phase in &mandate.phases {
        writeln!(
            out,
            "- **{}**: {}",
            phase.level,
            inline(&words::phase(phase))
        )?;
    }
    writeln!(out, "\n## Exceptions\n")?;
    for line in words::terms(mandate) {
        writeln!(out, "- {}", inline(&line))?;
    }
    if let Some(command) = words::request(mandate) {
        writeln!(out, "- Ask for one with {}.", code(&command))?;
    }
    if let Some(open) = words::open(mandate) {
        writeln!(out, "- {open}")?;
    }
    for exception in &mandate.exceptions {
        writeln!(
            out,
            "- {} for {}: {}, until {}, {}",
            code(&exception.id),
            inline(&exception.service),
            exception.states.join(", "),
            exception.expires,
            inline(&exception.owner)
        )?;
    }
    Ok(())
}

fn condition(asked: &Asked, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "- {}  ", inline(&asked.otherwise))?;
    let about = inline(&words::about(asked));
    match &asked.test {
        Some(test) => writeln!(out, "  {about}: {}", code(test)),
        None => writeln!(out, "  {about} is there"),
    }
}

fn choice(choice: &ChoiceLine, out: &mut dyn Write) -> io::Result<()> {
    let mut line = format!("- **{}** ({})", inline(&choice.id), choice.standing);
    for words in words::beside(choice) {
        line.push_str(", ");
        line.push_str(&inline(&words));
    }
    writeln!(out, "{line}")?;
    for evidence in &choice.when {
        writeln!(out, "  - recognised by {}", code(evidence))?;
    }
    for term in &choice.requires {
        writeln!(out, "  - requires: {}", inline(&term.otherwise))?;
    }
    Ok(())
}
