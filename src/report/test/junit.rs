//! A test run for CI systems: a suite for each mandate, and one for what was missing or could not be read.

use crate::project::TestReport;
use crate::source::{Place, shown_text};
use crate::testing::{CaseResult, Difference};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use std::io::{self, Write};

/// Writes the report.
pub(super) fn write(report: &TestReport, out: &mut dyn Write) -> io::Result<()> {
    let mut junit = Report::new("mustmay test");
    for suite in &report.suites {
        let mut shown = TestSuite::new(shown_text(&suite.mandate).into_owned());
        let cases = suite.cases.iter().map(|case| {
            let mut test = TestCase::new(shown_text(&case.name).into_owned(), status(case));
            test.set_classname(shown_text(&suite.mandate).into_owned());
            at(&mut test, &case.place);
            test
        });
        shown.add_test_cases(cases);
        if suite.cases.is_empty() {
            let message = "the suite has no case";
            shown.add_test_case(problem(&suite.file, message, NonSuccessKind::Error));
        }
        junit.add_test_suite(shown);
    }
    let mut rest = TestSuite::new("mustmay");
    for (message, place) in &report.untested {
        let mut test = problem(message, message, NonSuccessKind::Failure);
        at(&mut test, place);
        rest.add_test_case(test);
    }
    if let (Some(least), Some(coverage)) = (report.below, &report.coverage) {
        let message = format!("coverage is {}%, below {least}%", coverage.percent());
        rest.add_test_case(problem("coverage", &message, NonSuccessKind::Failure));
    }
    for diagnostic in report.diagnostics.iter().filter(|one| one.is_error()) {
        let mut test = problem(diagnostic.code, &diagnostic.message, NonSuccessKind::Error);
        if let Some(place) = &diagnostic.place {
            at(&mut test, place);
        }
        rest.add_test_case(test);
    }
    if !rest.test_cases.is_empty() {
        junit.add_test_suite(rest);
    }
    let text = junit.to_string().map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}

fn status(case: &CaseResult) -> TestCaseStatus {
    let Some(first) = case.differences.first() else {
        return TestCaseStatus::success();
    };
    let kind = if case.verdict.is_some() {
        NonSuccessKind::Failure
    } else {
        NonSuccessKind::Error
    };
    let mut status = TestCaseStatus::non_success(kind);
    status.set_message(shown_text(&first.message).into_owned());
    let lines: Vec<String> = case.differences.iter().map(line).collect();
    status.set_description(lines.join("\n"));
    status
}

fn line(difference: &Difference) -> String {
    let message = shown_text(&difference.message);
    match difference.place.as_ref().or(difference.found.as_ref()) {
        Some(place) => format!("{}:{}: {message}", place.file, place.start.line),
        None => message.into_owned(),
    }
}

fn problem(name: &str, message: &str, kind: NonSuccessKind) -> TestCase {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_message(shown_text(message).into_owned());
    TestCase::new(shown_text(name).into_owned(), status)
}

fn at(test: &mut TestCase, place: &Place) {
    test.extra
        .insert("file".into(), shown_text(&place.file).into_owned().into());
    test.extra
        .insert("line".into(), place.start.line.to_string().into());
}
