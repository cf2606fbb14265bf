//! One record and how it stands, as JSON: the same in the report of a check and of an audit.

use crate::diagnostic::Diagnostic;
use crate::exception::{Account, Record, days_between};
use crate::project::exceptions::AuditReport;
use crate::report::json;
use crate::source::Place;
use jiff::civil::Date;
use serde::Serialize;
use std::io;

/// The report of a list or an audit. Fields are added, never renamed or removed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'r> {
    version: u8,
    run: Run<'r>,
    counts: Counts,
    missing: &'r [String],
    exceptions: Vec<ExceptionRecord<'r>>,
    diagnostics: Vec<Problem<'r>>,
    exit_code: u8,
    reason: Option<&'r str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'r> {
    tool: &'static str,
    as_of: String,
    repository: Option<&'r str>,
    repository_verified: bool,
    ledger_digest: Option<&'r str>,
}

#[derive(Serialize)]
struct Counts {
    exceptions: usize,
    shown: usize,
    services: Option<usize>,
    reports: usize,
}

#[derive(Serialize)]
struct Problem<'r> {
    code: &'static str,
    severity: &'static str,
    message: &'r str,
    help: Option<&'r str>,
    file: Option<&'r str>,
    line: Option<u32>,
    column: Option<u32>,
}

pub(super) fn render(report: &AuditReport, out: &mut dyn io::Write) -> io::Result<()> {
    let rows = super::row::rows(report);
    let value = Report {
        version: 1,
        run: Run {
            tool: concat!("mustmay ", env!("CARGO_PKG_VERSION")),
            as_of: report.run.as_of.to_string(),
            repository: report.run.repository.as_deref(),
            repository_verified: report.run.repository_verified,
            ledger_digest: report.exceptions.ledger.digest.as_deref(),
        },
        counts: Counts {
            exceptions: report.total,
            shown: rows.len(),
            services: report.services,
            reports: report.received,
        },
        missing: &report.missing,
        exceptions: rows
            .iter()
            .map(|row| ExceptionRecord::new(row.record, row.account, report.run.as_of))
            .collect(),
        diagnostics: report.diagnostics.iter().map(Problem::new).collect(),
        exit_code: report.exit.code(),
        reason: report.reason.as_deref(),
    };
    json::write(&value, out)
}

impl<'r> Problem<'r> {
    fn new(problem: &'r Diagnostic) -> Self {
        let start = problem.place.as_ref().map(|place| place.start);
        Self {
            code: problem.code,
            severity: problem.severity.word(),
            message: &problem.message,
            help: problem.help.as_deref(),
            file: problem.file.as_deref(),
            line: start.map(|start| start.line),
            column: start.map(|start| start.column),
        }
    }
}

/// One record. Fields are added, never renamed or removed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::report) struct ExceptionRecord<'r> {
    id: &'r str,
    state: &'static str,
    states: Vec<&'static str>,
    level: &'static str,
    expires: String,
    counts: bool,
    covers: bool,
    covered: usize,
    mandate: &'r str,
    condition: Option<&'r str>,
    service: &'r str,
    kind: Option<&'r str>,
    repository: Option<&'r str>,
    category: &'static str,
    reason: &'r str,
    ticket: Option<&'r str>,
    owner: &'r str,
    requested_by: &'r str,
    approved_by: Vec<&'r str>,
    signed: &'static str,
    signed_by: &'r [String],
    created: String,
    age_days: i64,
    days_left: i64,
    renewals: u32,
    here: &'static str,
    mandate_changed: bool,
    why: Vec<Why<'r>>,
    file: &'r str,
    line: u32,
}

/// Why it is in a state, and the line that makes it so.
#[derive(Serialize)]
struct Why<'r> {
    state: &'static str,
    level: &'static str,
    message: &'r str,
    help: Option<&'r str>,
    file: &'r str,
    line: u32,
    column: u32,
}

impl<'r> ExceptionRecord<'r> {
    pub(in crate::report) fn new(record: &'r Record, account: &'r Account, today: Date) -> Self {
        let place: Place = record.place(record.id.span);
        Self {
            id: &record.id,
            state: account.state().word(),
            states: account.words(),
            level: account.level().word(),
            expires: record.expires.value.to_string(),
            counts: account.counts,
            covers: account.covers,
            covered: account.covered,
            mandate: &record.mandate,
            condition: record.condition.as_ref().map(|text| text.as_str()),
            service: &record.service,
            kind: record.kind.as_ref().map(|text| text.as_str()),
            repository: record.repository.as_ref().map(|text| text.as_str()),
            category: record.category.value.word(),
            reason: &record.reason,
            ticket: record.ticket.as_ref().map(|text| text.as_str()),
            owner: &record.owner,
            requested_by: &record.requested_by,
            approved_by: record
                .approved_by
                .iter()
                .map(|name| name.as_str())
                .collect(),
            signed: account.signers.signed.word(),
            signed_by: &account.signers.names,
            created: record.created.value.to_string(),
            age_days: days_between(record.created.value, today),
            days_left: days_between(today, record.last_day()),
            renewals: record.renewals.value,
            here: account.here.word(),
            mandate_changed: account.mandate_changed,
            why: account.states.iter().map(Why::new).collect(),
            file: record.source.path(),
            line: place.start.line,
        }
    }
}

impl<'r> Why<'r> {
    fn new(standing: &'r crate::exception::Standing) -> Self {
        Self {
            state: standing.state.word(),
            level: standing.level.word(),
            message: &standing.message,
            help: standing.help.as_deref(),
            file: &standing.place.file,
            line: standing.place.start.line,
            column: standing.place.start.column,
        }
    }
}
