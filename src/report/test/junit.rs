//! A test run as `JUnit` XML: a suite for each file, in it the cases as they stand there.

use crate::diagnostic::{Diagnostic, Severity};
use crate::project::TestReport;
use crate::report::junit::{End, Suites};
use crate::source::Place;
use crate::testing::CaseResult;
use crate::verdict::Exit;
use std::io::{self, Write};

/// The suite of what is about no file.
const NO_FILE: &str = "mustmay";

/// Writes the report.
pub(super) fn write(report: &TestReport, out: &mut dyn Write) -> io::Result<()> {
    let properties = vec![
        (
            "tool",
            concat!("mustmay ", env!("CARGO_PKG_VERSION")).to_owned(),
        ),
        ("exitCode", report.exit.code().to_string()),
    ];
    let mut suites = Suites::new(report.as_of, properties);
    for suite in &report.suites {
        for case in &suite.cases {
            suites.add(&suite.file, &suite.mandate, &case.name, end(case));
        }
        if suite.cases.is_empty() {
            let message = "the suite has no case".to_owned();
            let end = End::Error("error", message, Vec::new());
            suites.add(&suite.file, &suite.mandate, "cases", end);
        }
    }
    for diagnostic in &report.diagnostics {
        let file = diagnostic.file.as_deref().unwrap_or(NO_FILE);
        suites.add(file, "diagnostic", diagnostic.code, problem(diagnostic));
    }
    if report.suites.is_empty() && report.exit == Exit::NothingChecked {
        let message = "nothing was tested".to_owned();
        let end = End::Error("error", message, Vec::new());
        suites.add(NO_FILE, "run", "mustmay/nothing-checked", end);
    }
    suites.write(out)
}

fn end(case: &CaseResult) -> End {
    if case.passes() {
        return End::Pass;
    }
    let mut lines = vec![["at ", &*at(&case.place)].concat()];
    for difference in &case.differences {
        let found = difference.found.as_ref();
        let found = found.map_or_else(String::new, |place| [", found at ", &*at(place)].concat());
        lines.push(format!("- {}{found}", difference.message));
    }
    let first = case.differences.first();
    let message = first.map_or_else(String::new, |first| first.message.clone());
    if case.verdict.is_none() {
        End::Error("error", message, lines)
    } else {
        End::Failure("difference", message, lines)
    }
}

fn problem(diagnostic: &Diagnostic) -> End {
    let mut lines: Vec<String> = Vec::new();
    lines.extend(diagnostic.place.as_deref().map(at));
    lines.extend(diagnostic.help.clone());
    match diagnostic.severity {
        Severity::Error => End::Error("error", diagnostic.message.clone(), lines),
        severity => End::Skipped(format!("{}: {}", severity.word(), diagnostic.message)),
    }
}

fn at(place: &Place) -> String {
    format!("{}:{}:{}", place.file, place.start.line, place.start.column)
}
