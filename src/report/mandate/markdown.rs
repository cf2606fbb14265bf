//! A description for a wiki or a pull request. Nothing in it is markup but ours.

use super::words;
use crate::project::{Asked, ChoiceLine, DescribeReport, Described};
use crate::report::markdown::plain;
use crate::source::shown_text;
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
            plain(&diagnostic.message)
        )?;
    }
    Ok(())
}

fn one(mandate: &Described, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {}\n", plain(&mandate.title))?;
    writeln!(out, "{}\n", plain(mandate.rationale.trim()))?;
    let since = mandate
        .since
        .map(|day| format!(", since {day}"))
        .unwrap_or_default();
    let overdue = if mandate.overdue { " (overdue)" } else { "" };
    writeln!(
        out,
        "Mandate {}, owned by {}{since}, to be reviewed by {}{overdue}.\n",
        code(&mandate.id),
        plain(&mandate.owner),
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
        writeln!(
            out,
            "\n## May\n\n{}.\n",
            plain(&words::how_to_choose(may).replace('`', ""))
        )?;
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
            plain(&words::phase(phase))
        )?;
    }
    writeln!(out, "\n## Exceptions\n")?;
    for line in words::terms(mandate) {
        writeln!(out, "- {}", plain(&line))?;
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
            plain(&exception.service),
            exception.states.join(", "),
            exception.expires,
            plain(&exception.owner)
        )?;
    }
    Ok(())
}

fn condition(asked: &Asked, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "- {}  ", plain(&asked.otherwise))?;
    let about = plain(&words::about(asked).replace('`', ""));
    match &asked.test {
        Some(test) => writeln!(out, "  {about}: {}", code(test)),
        None => writeln!(out, "  {about} is there"),
    }
}

fn choice(choice: &ChoiceLine, out: &mut dyn Write) -> io::Result<()> {
    let mut line = format!("- **{}** ({})", plain(&choice.id), choice.standing);
    for words in words::beside(choice) {
        line.push_str(", ");
        line.push_str(&plain(&words.replace('`', "")));
    }
    writeln!(out, "{line}")?;
    for evidence in &choice.when {
        writeln!(out, "  - recognised by {}", code(evidence))?;
    }
    for term in &choice.requires {
        writeln!(out, "  - requires: {}", plain(&term.otherwise))?;
    }
    Ok(())
}

/// A text as code on one line: in more backticks than it holds itself.
fn code(text: &str) -> String {
    let text = shown_text(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned();
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let gap = if longest > 0 { " " } else { "" };
    [&*fence, gap, &text, gap, &*fence].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stays_code_whatever_it_holds() {
        assert_eq!(code("a\n  b"), "`a b`");
        assert_eq!(code("a `b`` c"), "``` a `b`` c ```");
        assert_eq!(code("<b>"), "`<b>`");
    }
}
