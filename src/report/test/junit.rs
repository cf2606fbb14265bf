//! A test run as `JUnit` XML: a suite for each file, in it the cases as they stand there; what no case tests and what
//! could not be read are cases of their files.

use crate::diagnostic::{Diagnostic, Severity};
use crate::project::TestReport;
use crate::report::junit::{End, Suites};
use crate::source::Place;
use crate::testing::{CaseResult, Difference};
use crate::verdict::Exit;
use std::io::{self, Write};

/// The suite of what is about no file.
const NO_FILE: &str = "mustmay";

/// Writes the report.
pub(super) fn write(report: &TestReport, out: &mut dyn Write) -> io::Result<()> {
    let tool = concat!("mustmay ", env!("CARGO_PKG_VERSION")).to_owned();
    let properties = vec![("tool", tool), ("exitCode", report.exit.code().to_string())];
    let mut suites = Suites::new(report.as_of, properties);
    for suite in &report.suites {
        for case in &suite.cases {
            suites.add(&suite.file, &suite.mandate, &case.name, end(case));
        }
        if suite.cases.is_empty() {
            let end = error("the suite has no case", Vec::new());
            suites.add(&suite.file, &suite.mandate, "cases", end);
        }
    }
    for (message, place) in &report.untested {
        let end = End::Failure("untested", message.clone(), vec![at(place)]);
        suites.add(&place.file, "untested", message, end);
    }
    if let (Some(least), Some(coverage)) = (report.below, &report.coverage) {
        let message = format!("coverage is {}%, below {least}%", coverage.percent());
        let end = End::Failure("coverage", message, Vec::new());
        suites.add(NO_FILE, "run", "coverage", end);
    }
    for diagnostic in &report.diagnostics {
        let file = diagnostic.file.as_deref().unwrap_or(NO_FILE);
        suites.add(file, "diagnostic", diagnostic.code, problem(diagnostic));
    }
    if report.suites.is_empty() && report.exit == Exit::NothingChecked {
        let end = error("nothing was tested", Vec::new());
        suites.add(NO_FILE, "run", "mustmay/nothing-checked", end);
    }
    suites.write(out)
}

fn end(case: &CaseResult) -> End {
    let Some(first) = case.differences.first() else {
        return End::Pass;
    };
    let mut lines = vec![["at ", &*at(&case.place)].concat()];
    lines.extend(case.differences.iter().map(line));
    if case.verdict.is_none() {
        error(&first.message, lines)
    } else {
        End::Failure("difference", first.message.clone(), lines)
    }
}

fn line(difference: &Difference) -> String {
    match difference.place.as_ref().or(difference.found.as_ref()) {
        Some(place) => format!("- {}: {}", at(place), difference.words()),
        None => format!("- {}", difference.words()),
    }
}

fn problem(diagnostic: &Diagnostic) -> End {
    let place = diagnostic.place.as_deref().map(at);
    let lines = place.into_iter().chain(diagnostic.help.clone());
    match diagnostic.severity {
        Severity::Error => error(&diagnostic.message, lines.collect()),
        severity => End::Skipped(format!("{}: {}", severity.word(), diagnostic.message)),
    }
}

fn error(message: &str, lines: Vec<String>) -> End {
    End::Error("error", message.to_owned(), lines)
}

fn at(place: &Place) -> String {
    format!("{}:{}:{}", place.file, place.start.line, place.start.column)
}
