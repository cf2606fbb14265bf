//! One record and how it stands, as JSON: the same in the report of a check and of an audit.

use crate::exception::{Account, Record, days_between};
use crate::source::Place;
use jiff::civil::Date;
use serde::Serialize;

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
        let states = account.states.iter();
        Self {
            id: &record.id,
            state: account.state().word(),
            states: states.map(|standing| standing.state.word()).collect(),
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
            days_left: days_between(today, record.expires.value),
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
