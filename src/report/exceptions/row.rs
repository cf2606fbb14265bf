//! One line of the table, the same in every format.

use crate::exception::{Account, Record, days_between};
use crate::policy::Level;
use crate::project::exceptions::AuditReport;
use crate::report::page::plural;
use jiff::civil::Date;

/// One record and how it stands, as texts.
pub(super) struct Row<'r> {
    pub(super) record: &'r Record,
    pub(super) account: &'r Account,
    pub(super) age: i64,
    pub(super) left: i64,
}

/// The heads of the columns.
pub(super) const HEADS: &[&str] = &[
    "id",
    "state",
    "left",
    "mandate",
    "service",
    "owner",
    "signed",
    "approvers",
    "category",
    "age",
    "renewals",
];

impl Row<'_> {
    /// The texts of the columns, in the order of [`HEADS`].
    pub(super) fn cells(&self) -> [String; 11] {
        let record = self.record;
        let approvers: Vec<&str> = record
            .approved_by
            .iter()
            .map(|name| name.as_str())
            .collect();
        [
            record.id.value.clone(),
            self.states().join(", "),
            format!("{}d", self.left),
            record.mandate.value.clone(),
            record.service.value.clone(),
            record.owner.value.clone(),
            self.account.signers.signed.word().to_owned(),
            approvers.join(", "),
            record.category.value.word().to_owned(),
            format!("{}d", self.age),
            record.renewals.value.to_string(),
        ]
    }

    pub(super) fn states(&self) -> Vec<&'static str> {
        self.account.words()
    }

    pub(super) fn level(&self) -> Level {
        self.account.level()
    }
}

/// The rows of a report, in its order.
pub(super) fn rows(report: &AuditReport) -> Vec<Row<'_>> {
    let today: Date = report.run.as_of;
    let records = &report.exceptions.ledger.records;
    let accounts = report.exceptions.report.accounts.iter();
    accounts
        .filter_map(|account| {
            let record = records.get(account.record)?;
            Some(Row {
                record,
                account,
                age: days_between(record.created.value, today),
                left: days_between(today, record.last_day()),
            })
        })
        .collect()
}

/// What the table is about, on one line.
pub(super) fn account_of(report: &AuditReport) -> String {
    let rows = rows(report);
    let count = |level: Level| rows.iter().filter(|row| row.level() == level).count();
    let services = report.services.map_or_else(
        || "no service judged".to_owned(),
        |count| format!("{} judged", plural(count, "service")),
    );
    let received = match report.received {
        0 => String::new(),
        count => format!(" in {}", plural(count, "report")),
    };
    let oldest = report.oldest.filter(|day| *day < report.run.as_of);
    let received = match (oldest, report.received) {
        (None, _) => received,
        (Some(day), 1) => format!("{received} of {day}"),
        (Some(day), _) => format!("{received}, the oldest of {day}"),
    };
    format!(
        "{} of {} on {}, {services}{received}: {} deny, {} warn, {} advise, {} allow",
        rows.len(),
        plural(report.total, "exception"),
        report.run.as_of,
        count(Level::Deny),
        count(Level::Warn),
        count(Level::Advise),
        count(Level::Allow),
    )
}
