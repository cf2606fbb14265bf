//! The JSON report line by line: each outcome, then the run. A report without its last line is not whole.

use super::json::Report;
use super::records::{OutcomeRecord, of_service, outcomes};
use crate::engine::Judged;
use crate::policy::PolicySet;
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

/// Writes the outcomes of some services.
///
/// # Errors
/// Where `out` cannot be written.
pub fn outcomes_of(set: &PolicySet, judged: &[Judged], out: &mut dyn Write) -> io::Result<()> {
    for outcome in judged.iter().flat_map(|one| of_service(one, &set.mandates)) {
        json::write_one_line(&Line::Outcome(Box::new(outcome)), out)?;
    }
    Ok(())
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
