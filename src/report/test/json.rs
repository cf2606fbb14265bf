//! A test run for programs.

use crate::diagnostic::Diagnostic;
use crate::engine::Verdict;
use crate::project::TestReport;
use crate::source::Place;
use crate::testing::Coverage;
use serde::Serialize;
use std::collections::BTreeSet;
use std::io::{self, Write};

#[derive(Serialize)]
struct Report<'a> {
    version: u8,
    passed: usize,
    failed: usize,
    suites: Vec<Suite<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<Seen<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    untested: Vec<Untested<'a>>,
    diagnostics: Vec<Problem<'a>>,
    #[serde(rename = "exitCode")]
    exit_code: u8,
}

#[derive(Serialize)]
struct Seen<'a> {
    percent: usize,
    mandates: Vec<Mandate<'a>>,
    files: Vec<File<'a>>,
}

#[derive(Serialize)]
struct Mandate<'a> {
    #[serde(rename = "mandate")]
    id: &'a str,
    passing: usize,
    failing: usize,
    parts: Vec<Part<'a>>,
}

#[derive(Serialize)]
struct Part<'a> {
    #[serde(rename = "part")]
    what: &'a str,
    yes: usize,
    no: usize,
    location: Point<'a>,
}

#[derive(Serialize)]
struct File<'a> {
    #[serde(rename = "file")]
    path: &'a str,
    lines: usize,
    missed: &'a BTreeSet<u32>,
    counts: bool,
}

#[derive(Serialize)]
struct Untested<'a> {
    message: &'a str,
    location: Point<'a>,
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
    code: Option<&'static str>,
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
                        code: difference.code,
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
        coverage: report.coverage.as_ref().map(seen),
        untested: report
            .untested
            .iter()
            .map(|(message, place)| Untested {
                message,
                location: point(place),
            })
            .collect(),
        diagnostics: report.diagnostics.iter().map(problem).collect(),
        exit_code: report.exit.code(),
    };
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}

fn seen(coverage: &Coverage) -> Seen<'_> {
    let mandates = coverage.mandates.iter().map(|mandate| Mandate {
        id: &mandate.mandate,
        passing: mandate.passing,
        failing: mandate.failing,
        parts: mandate
            .parts
            .iter()
            .map(|part| Part {
                what: &part.what,
                yes: part.yes,
                no: part.no,
                location: point(&part.place),
            })
            .collect(),
    });
    let files = coverage.files.iter().map(|file| File {
        path: &file.file,
        lines: file.lines.len(),
        missed: &file.missed,
        counts: file.counts,
    });
    Seen {
        percent: coverage.percent(),
        mandates: mandates.collect(),
        files: files.collect(),
    }
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
