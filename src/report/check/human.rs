//! The report of a check for people: findings, then what could not be read, then the account of the run.

use super::{findings, summary};
use crate::diagnostic::{Diagnostic, Severity};
use crate::project::CheckReport;
use crate::report::Style;
use crate::report::page::{Notice, Page, Tone};
use std::io::{self, Write};

pub(super) fn render(report: &CheckReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    let mut page = Page::new(style, &mut out);
    findings::render(report, style, &mut page)?;
    let mut diagnostics: Vec<&Diagnostic> = report.diagnostics.iter().collect();
    // Stable: what is equally bad stays in its order.
    diagnostics.sort_by_key(|diagnostic| diagnostic.severity);
    for problem in diagnostics {
        if problem.is_error() || !style.quiet {
            diagnostic(problem, &mut page)?;
        }
    }
    summary::render(report, style, &mut page)?;
    out.flush()
}

fn diagnostic(problem: &Diagnostic, page: &mut Page<'_>) -> io::Result<()> {
    let tone = match problem.severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Warn,
        Severity::Note => Tone::Advice,
    };
    let word = page.paint(tone, problem.severity.word());
    let code = page.paint(Tone::Dim, &["[", problem.code, "]"].concat());
    let file = match (&problem.place, &problem.file) {
        (None, Some(file)) => [" ", &**file].concat(),
        _ => String::new(),
    };
    page.line(&[word, code, file].concat())?;
    let own = problem.place.iter().map(|place| (&**place, String::new()));
    let related = problem
        .related
        .iter()
        .map(|related| (&related.place, related.label.clone()));
    let marks = own.chain(related).collect();
    page.notice(Notice {
        tone,
        message: problem.message.clone(),
        help: problem.help.iter().cloned().collect(),
        marks,
    })?;
    page.gap()
}
