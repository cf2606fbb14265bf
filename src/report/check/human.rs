//! The report of a check for people: findings, then what could not be read, then the account of the run.

use super::{findings, summary};
use crate::project::CheckReport;
use crate::report::page::Page;
use crate::report::{Style, exceptions, problems};
use std::io::{self, Write};

pub(super) fn render(report: &CheckReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    let mut page = Page::new(style, &mut out);
    findings::render(report, style, &mut page)?;
    if let Some(known) = &report.exceptions {
        exceptions::states(known, style, &mut page)?;
    }
    problems::render(&report.diagnostics, style, &mut page)?;
    summary::render(report, style, &mut page)?;
    out.flush()
}
