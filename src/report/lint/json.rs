//! A lint run for programs.

use crate::diagnostic::Diagnostic;
use crate::project::LintReport;
use crate::report::json;
use crate::source::Place;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Report<'a> {
    version: u8,
    mandates: usize,
    packs: usize,
    fixed: usize,
    remarks: Vec<Remark<'a>>,
    silenced: Vec<Silenced<'a>>,
    diagnostics: Vec<Problem<'a>>,
    #[serde(rename = "exitCode")]
    exit_code: u8,
}

#[derive(Serialize)]
struct Remark<'a> {
    code: &'static str,
    level: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    fixable: bool,
    location: Point<'a>,
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Silenced<'a> {
    code: &'static str,
    message: &'a str,
    because: &'a str,
    location: Point<'a>,
}

#[derive(Serialize)]
struct Related<'a> {
    label: &'a str,
    #[serde(flatten)]
    location: Point<'a>,
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
#[serde(rename_all = "camelCase")]
struct Point<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    offset: u32,
    length: u32,
}

/// Writes the report.
pub(super) fn write(report: &LintReport, out: &mut dyn Write) -> io::Result<()> {
    let remarks = report.remarks.iter().map(|remark| Remark {
        code: remark.code.code,
        level: remark.level().word(),
        message: &remark.message,
        help: remark.help.as_deref(),
        fixable: remark.fix.is_some(),
        location: point(&remark.place),
        related: remark
            .related
            .iter()
            .map(|related| Related {
                label: &related.label,
                location: point(&related.place),
            })
            .collect(),
    });
    let report = Report {
        version: 1,
        mandates: report.mandates,
        packs: report.packs,
        fixed: report.fixed,
        remarks: remarks.collect(),
        silenced: report
            .silenced
            .iter()
            .map(|one| Silenced {
                code: one.remark.code.code,
                message: &one.remark.message,
                because: &one.because,
                location: point(&one.remark.place),
            })
            .collect(),
        diagnostics: report.diagnostics.iter().map(problem).collect(),
        exit_code: report.exit.code(),
    };
    json::write(&report, out)
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
        end_line: place.end.line,
        end_column: place.end.column,
        offset: place.start.offset,
        length: place.span().len(),
    }
}
