//! The JSON report line by line: each outcome, then the run. A report without its last line is not whole.

use super::json::{OutcomeRecord, Report, outcomes};
use crate::project::CheckReport;
use crate::report::json;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'r> {
    Outcome(Box<OutcomeRecord<'r>>),
    Run(Box<Report<'r>>),
}

/// Writes each outcome as it is made, never the report as a whole in memory.
pub(super) fn render(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    for outcome in outcomes(report) {
        json::write_one_line(&Line::Outcome(Box::new(outcome)), &mut out)?;
    }
    let run = Report::without_outcomes(report);
    json::write_one_line(&Line::Run(Box::new(run)), &mut out)?;
    out.flush()
}
