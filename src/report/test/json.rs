//! A test run for programs.

use crate::diagnostic::Diagnostic;
use crate::engine::Verdict;
use crate::project::TestReport;
use crate::source::Place;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Report<'a> {
    version: u8,
    passed: usize,
    failed: usize,
    suites: Vec<Suite<'a>>,
    diagnostics: Vec<Problem<'a>>,
    #[serde(rename = "exitCode")]
    exit_code: u8,
}

#[derive(Serialize)]
struct Suite<'a> {
    mandate: &'a str,
    file: &'a str,
    cases: Vec<Case<'a>>,
}

#[derive(Serialize)]
struct Case<'a> {
    name: &'a str,
    line: u32,
    passes: bool,
    verdict: Option<&'static str>,
    differences: Vec<Difference<'a>>,
}

#[derive(Serialize)]
struct Difference<'a> {
    message: &'a str,
    expected: Option<Point<'a>>,
    found: Option<Point<'a>>,
}

#[derive(Serialize)]
struct Problem<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    location: Option<Point<'a>>,
}

#[derive(Serialize)]
struct Point<'a> {
    file: &'a str,
    line: u32,
    column: u32,
}

/// Writes the report.
pub(super) fn write(report: &TestReport, out: &mut dyn Write) -> io::Result<()> {
    let (passed, failed) = report.counts();
    let suites = report.suites.iter().map(|suite| Suite {
        mandate: &suite.mandate,
        file: &suite.file,
        cases: suite
            .cases
            .iter()
            .map(|case| Case {
                name: &case.name,
                line: case.place.start.line,
                passes: case.passes(),
                verdict: case.verdict.map(Verdict::word),
                differences: case
                    .differences
                    .iter()
                    .map(|difference| Difference {
                        message: &difference.message,
                        expected: difference.place.as_ref().map(point),
                        found: difference.found.as_ref().map(point),
                    })
                    .collect(),
            })
            .collect(),
    });
    let report = Report {
        version: 1,
        passed,
        failed,
        suites: suites.collect(),
        diagnostics: report.diagnostics.iter().map(problem).collect(),
        exit_code: report.exit.code(),
    };
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}

fn problem(diagnostic: &Diagnostic) -> Problem<'_> {
    Problem {
        code: diagnostic.code,
        severity: diagnostic.severity.word(),
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        location: diagnostic.place.as_deref().map(point),
    }
}

fn point(place: &Place) -> Point<'_> {
    Point {
        file: &place.file,
        line: place.start.line,
        column: place.start.column,
    }
}
