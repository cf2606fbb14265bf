//! A test run for people: what differs, then the numbers.

use crate::diagnostic::Diagnostic;
use crate::project::TestReport;
use crate::report::page::{Notice, Page, Tone};
use crate::report::{Style, problems};
use crate::testing::{CaseResult, SuiteResult};
use crate::verdict::Exit;
use std::io::{self, Write};

/// Writes the report.
pub(super) fn write(report: &TestReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(style, out);
    for suite in &report.suites {
        if style.verbose > 0 {
            passing(suite, &mut page)?;
        }
        for case in suite.cases.iter().filter(|case| !case.passes()) {
            page.notice(failing(suite, case))?;
            page.gap()?;
        }
        if suite.cases.is_empty() {
            let message = format!("{}: the suite has no case", suite.file);
            page.line(&page.paint(Tone::Bad, &message))?;
        }
    }
    problems::render(&report.diagnostics, style, &mut page)?;
    counts(report, &mut page)
}

fn passing(suite: &SuiteResult, page: &mut Page<'_>) -> io::Result<()> {
    let heading = format!("{}  {}", suite.mandate, suite.file);
    page.line(&page.paint(Tone::Strong, &heading))?;
    for case in suite.cases.iter().filter(|case| case.passes()) {
        let mark = page.paint(Tone::Good, "passes");
        page.line(&format!("  {mark}  {}", case.name))?;
    }
    Ok(())
}

fn failing<'a>(suite: &SuiteResult, case: &'a CaseResult) -> Notice<'a> {
    let mut marks = vec![(&case.place, String::new())];
    let mut help = Vec::new();
    for difference in &case.differences {
        match &difference.place {
            Some(place) => marks.push((place, difference.message.clone())),
            None => help.push(difference.message.clone()),
        }
        marks.extend(
            difference
                .found
                .iter()
                .map(|found| (found, "found here".to_owned())),
        );
    }
    Notice {
        tone: Tone::Bad,
        message: format!("`{}`: {}", suite.mandate, case.name),
        help,
        marks,
    }
}

fn counts(report: &TestReport, page: &mut Page<'_>) -> io::Result<()> {
    let (passed, failed) = report.counts();
    let errors = report
        .diagnostics
        .iter()
        .filter(|one| Diagnostic::is_error(one))
        .count();
    let suites = report.suites.len();
    let tone = if report.exit == Exit::Ok {
        Tone::Good
    } else {
        Tone::Bad
    };
    let counts = format!("{passed} cases passed, {failed} failed");
    let counts = page.paint(tone, &counts);
    let suites = if suites == 1 {
        "1 suite".to_owned()
    } else {
        format!("{suites} suites")
    };
    page.line(&match (report.exit, errors) {
        (Exit::NothingChecked, _) => format!("{counts} in {suites}: nothing was tested"),
        (_, 0) => format!("{counts} in {suites}"),
        (_, errors) => format!("{counts} in {suites}; {errors} errors"),
    })
}
