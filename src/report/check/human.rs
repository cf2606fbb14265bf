//! The report of a check for people: findings, then what could not be read, then the account of the run.

use super::{findings, summary};
use crate::diagnostic::Diagnostic;
use crate::project::CheckReport;
use crate::report::Style;
use crate::report::page::Page;
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
            page.diagnostic(problem)?;
        }
    }
    summary::render(report, style, &mut page)?;
    out.flush()
}
