//! An explanation for programs.

use crate::project::ExplainReport;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Report<'a> {
    version: u8,
    mandate: Option<&'a str>,
    services: Vec<Service<'a>>,
    diagnostics: Vec<Problem<'a>>,
    #[serde(rename = "exitCode")]
    exit_code: u8,
}

#[derive(Serialize)]
struct Service<'a> {
    name: &'a str,
    kind: &'a str,
    file: &'a str,
    document: u32,
    verdict: &'static str,
    reason: Option<&'static str>,
    steps: Vec<Step<'a>>,
    exceptions: Vec<Exception<'a>>,
}

#[derive(Serialize)]
struct Exception<'a> {
    id: &'a str,
    states: &'a [&'static str],
    covered: usize,
    why: &'a str,
    file: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct Step<'a> {
    what: &'a str,
    element: Option<&'a str>,
    said: &'a str,
    against: bool,
    reads: Vec<Read<'a>>,
    file: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct Read<'a> {
    what: &'a str,
    value: &'a str,
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
}

#[derive(Serialize)]
struct Problem<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
}

/// Writes the report.
pub(super) fn write(report: &ExplainReport, out: &mut dyn Write) -> io::Result<()> {
    let mandate = report.mandate.zip(report.set.as_ref());
    let services = report
        .services
        .iter()
        .map(|explained| (&explained.trace, &explained.exceptions));
    let services = services.map(|(trace, exceptions)| Service {
        exceptions: exceptions
            .iter()
            .map(|one| Exception {
                id: &one.id,
                states: &one.states,
                covered: one.covered,
                why: &one.why,
                file: &one.place.file,
                line: one.place.start.line,
            })
            .collect(),
        name: &trace.service.name,
        kind: &trace.service.kind,
        file: &trace.service.file,
        document: trace.service.document,
        verdict: trace.outcome.verdict.word(),
        reason: trace.outcome.reason.map(crate::engine::Reason::word),
        steps: trace
            .steps
            .iter()
            .map(|step| Step {
                what: &step.what,
                element: step.element.as_deref(),
                said: &step.said,
                against: step.against,
                reads: step
                    .reads
                    .iter()
                    .map(|read| Read {
                        what: &read.what,
                        value: &read.value,
                        file: read.place.as_ref().map(|place| &*place.file),
                        line: read.place.as_ref().map(|place| place.start.line),
                        column: read.place.as_ref().map(|place| place.start.column),
                    })
                    .collect(),
                file: &step.place.file,
                line: step.place.start.line,
            })
            .collect(),
    });
    let report = Report {
        version: 1,
        mandate: mandate
            .and_then(|(at, set)| set.mandates.get(at))
            .map(|mandate| mandate.id.as_str()),
        services: services.collect(),
        diagnostics: report
            .diagnostics
            .iter()
            .map(|diagnostic| Problem {
                code: diagnostic.code,
                severity: diagnostic.severity.word(),
                message: &diagnostic.message,
                help: diagnostic.help.as_deref(),
            })
            .collect(),
        exit_code: report.exit.code(),
    };
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}
