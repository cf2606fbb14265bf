//! The findings as a table, and with them what else counts, was not understood or was not judged: one a line.

use super::entries::{Entry, entries};
use super::unchecked::unchecked;
use crate::project::CheckReport;
use crate::report::Style;
use crate::report::table::cell;
use std::io::{self, Write};
use std::sync::Arc;

const HEADER: [&str; 18] = [
    "record",
    "level",
    "mandate",
    "id",
    "service",
    "kind",
    "service_owner",
    "mandate_owner",
    "file",
    "line",
    "column",
    "end_line",
    "end_column",
    "path",
    "message",
    "help",
    "exception",
    "fingerprint",
];

/// Writes the table.
pub(super) fn render(report: &CheckReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(HEADER).map_err(as_io)?;
    for entry in entries(report, style.show_excepted) {
        table.write_record(row(&entry)).map_err(as_io)?;
    }
    for sort in unchecked(report) {
        for item in &sort.items {
            let message = sort.message(&item.name());
            let row = row_of_unchecked(sort.word, Some(item.file), &message);
            table.write_record(row).map_err(as_io)?;
        }
        if sort.items.is_empty() {
            let row = row_of_unchecked(sort.word, None, &sort.message(&sort.count));
            table.write_record(row).map_err(as_io)?;
        }
    }
    table.flush()
}

fn row(entry: &Entry<'_>) -> [String; 18] {
    let text = |text: Option<&str>| text.map(cell).unwrap_or_default();
    let number = |number: Option<u32>| number.map(|n| n.to_string()).unwrap_or_default();
    let (service, finding) = (entry.service, entry.finding);
    let (start, end) = (
        entry.place.map(|place| place.start),
        entry.place.map(|place| place.end),
    );
    [
        entry.subject.word().to_owned(),
        entry.weight.word().to_owned(),
        text(entry.mandate.map(|mandate| mandate.id.as_str())),
        cell(entry.id),
        text(service.map(|service| &*service.name)),
        text(service.map(|service| &*service.kind)),
        text(service.and_then(|service| service.owner.as_deref())),
        text(entry.mandate.map(|mandate| mandate.owner.as_str())),
        text(entry.file.map(|file| &**file)),
        number(start.map(|start| start.line)),
        number(start.map(|start| start.column)),
        number(end.map(|end| end.line)),
        number(end.map(|end| end.column)),
        text(finding.map(|finding| finding.path.as_str())),
        cell(&entry.message),
        cell(&entry.notes.join("; ")),
        text(finding.and_then(|finding| finding.exception.as_deref())),
        text(finding.map(|finding| finding.fingerprint.as_str())),
    ]
}

/// What was not judged counts at no level, and is of no mandate.
fn row_of_unchecked(word: &str, file: Option<&Arc<str>>, message: &str) -> [String; 18] {
    HEADER.map(|column| match column {
        "record" => word.to_owned(),
        "file" => file.map(|file| cell(file)).unwrap_or_default(),
        "message" => cell(message),
        _ => String::new(),
    })
}

/// The error of the stream with its kind: a closed pipe is told from a full disk by it.
fn as_io(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
