//! The table for spreadsheets.

use super::row::rows;
use crate::document::Spanned;
use crate::project::exceptions::AuditReport;
use crate::report::table::cell;
use std::io;

const HEADS: &[&str] = &[
    "id",
    "state",
    "states",
    "level",
    "mandate",
    "condition",
    "service",
    "kind",
    "repository",
    "category",
    "owner",
    "requestedBy",
    "approvedBy",
    "signed",
    "created",
    "expires",
    "ageDays",
    "daysLeft",
    "renewals",
    "covered",
    "ticket",
    "reason",
    "why",
    "file",
    "line",
];

pub(super) fn render(report: &AuditReport, out: &mut dyn io::Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(HEADS)?;
    for row in rows(report) {
        let (record, account) = (row.record, row.account);
        let text = |value: &Option<Spanned<String>>| {
            value.as_ref().map(|value| cell(value)).unwrap_or_default()
        };
        let approvers: Vec<&str> = record
            .approved_by
            .iter()
            .map(|name| name.as_str())
            .collect();
        let whys: Vec<&str> = account
            .states
            .iter()
            .map(|why| why.message.as_str())
            .collect();
        // Numbers and days stay what they are, also below zero; everything else is text of others.
        let cells = [
            cell(&record.id),
            account.state().word().to_owned(),
            row.states().join(" "),
            row.level().word().to_owned(),
            cell(&record.mandate),
            text(&record.condition),
            cell(&record.service),
            text(&record.kind),
            text(&record.repository),
            record.category.value.word().to_owned(),
            cell(&record.owner),
            cell(&record.requested_by),
            cell(&approvers.join(" ")),
            account.signers.signed.word().to_owned(),
            record.created.value.to_string(),
            record.expires.value.to_string(),
            row.age.to_string(),
            row.left.to_string(),
            record.renewals.value.to_string(),
            account.covered.to_string(),
            text(&record.ticket),
            cell(&record.reason),
            cell(&whys.join("; ")),
            cell(record.source.path()),
            record.place(record.id.span).start.line.to_string(),
        ];
        writer.write_record(cells)?;
    }
    writer.flush()
}
