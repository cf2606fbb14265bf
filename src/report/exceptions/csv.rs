//! The table for spreadsheets. A text that a spreadsheet would run as a formula is quoted with an apostrophe.

use super::row::rows;
use crate::project::exceptions::AuditReport;
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
        let text = |value: &Option<crate::document::Spanned<String>>| {
            value
                .as_ref()
                .map(|value| value.value.clone())
                .unwrap_or_default()
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
        let cells = [
            record.id.value.clone(),
            account.state().word().to_owned(),
            row.states().join(" "),
            row.level().word().to_owned(),
            record.mandate.value.clone(),
            text(&record.condition),
            record.service.value.clone(),
            text(&record.kind),
            text(&record.repository),
            record.category.value.word().to_owned(),
            record.owner.value.clone(),
            record.requested_by.value.clone(),
            approvers.join(" "),
            account.signers.signed.word().to_owned(),
            record.created.value.to_string(),
            record.expires.value.to_string(),
            row.age.to_string(),
            row.left.to_string(),
            record.renewals.value.to_string(),
            account.covered.to_string(),
            text(&record.ticket),
            record.reason.value.clone(),
            whys.join("; "),
            record.source.path().to_string(),
            record.place(record.id.span).start.line.to_string(),
        ];
        writer.write_record(cells.map(|cell| harmless(&cell)))?;
    }
    writer.flush()
}

/// Numbers stay numbers; texts that begin like a formula do not.
fn harmless(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula && cell.parse::<i64>().is_err() {
        return format!("'{cell}");
    }
    cell.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_text_and_a_number_is_a_number() {
        assert_eq!(harmless("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(harmless("@SUM(1)"), "'@SUM(1)");
        assert_eq!(harmless("-3"), "-3");
        assert_eq!(harmless("till"), "till");
    }
}
