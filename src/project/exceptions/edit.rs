//! Changes to a record that somebody wrote: comments and order stay, and the result is read again and compared.

use super::desk::{Desk, Written};
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Edit, Limits, Node, append, read, set_field, splice};
use crate::exception::{FIELDS, Ledger, Record};
use crate::source::{Source, Span, sha256};
use serde_json::Value;

/// One change of a field.
pub(super) enum Change {
    /// The field gets this value.
    Set(&'static str, Value),
    /// The list gets this item.
    Append(&'static str, Value),
    /// The comment behind the value goes, if it is this one, word for word.
    Uncomment(&'static str, String),
}

/// Makes changes to a record's file.
pub(super) fn edit(
    desk: &Desk,
    record: &Record,
    changes: &[Change],
    done: &str,
) -> Result<Written, Diagnostic> {
    let source = &record.source;
    let failed = |why: &str| {
        let message = format!("`{}` was not changed: {why}", source.path());
        Diagnostic::error("exception::write", message)
            .at(source, record.id.span)
            .help("make the change by hand")
    };
    let reading = read(source, &Limits::default());
    let documents: Vec<Document> = reading.tree.documents().collect();
    let document = documents
        .iter()
        .find(|document| document.number() == record.document)
        .ok_or_else(|| failed("the record is not found again"))?;
    let mut edits: Vec<Edit> = Vec::new();
    let mut expected = document.root().to_json();
    for change in changes {
        let made = make(document, change, &mut expected)
            .ok_or_else(|| failed("its form is not one that can be edited"))?;
        edits.extend(made);
    }
    let after = splice(source, &edits).ok_or_else(|| failed("two changes meet in one place"))?;
    if !is_as_expected(&after, &documents, record.document, &expected) {
        return Err(failed("the result would not say what it should"));
    }
    let before = sha256(source.text().as_bytes());
    desk.write(&desk.path(source.path()), Some(&before), after.text())?;
    Ok(Written {
        file: source.path().to_string(),
        id: record.id.value.clone(),
        done: done.to_owned(),
    })
}

fn make(document: &Document, change: &Change, expected: &mut Value) -> Option<Vec<Edit>> {
    let before = |name: &str| {
        let at = FIELDS.iter().position(|field| *field == name);
        FIELDS.get(..at.unwrap_or(FIELDS.len())).unwrap_or_default()
    };
    let root = document.root();
    // What is YAML in YAML is not always JSON: a text without quotes, for one.
    let is_json = root.tree().source().path().ends_with(".json");
    let written = |value: &Value| {
        if is_json {
            value.to_string()
        } else {
            written(value)
        }
    };
    let fields = expected.as_object_mut()?;
    match change {
        Change::Set(name, value) => {
            fields.insert((*name).to_owned(), value.clone());
            set_field(root, name, &written(value), before(name))
        }
        Change::Append(name, value) => {
            let list = fields
                .entry((*name).to_owned())
                .or_insert_with(|| Value::Array(Vec::new()));
            list.as_array_mut()?.push(value.clone());
            append(root, name, &written(value), before(name))
        }
        Change::Uncomment(name, comment) => {
            let edit = root.get(name).and_then(|value| uncomment(value, comment));
            Some(edit.into_iter().collect())
        }
    }
}

/// The edit that takes a comment away that stands behind a value on its last line; `None` where that line ends
/// otherwise.
fn uncomment(value: Node<'_>, comment: &str) -> Option<Edit> {
    let source = value.tree().source();
    let end = value.span().end;
    let line = source.line_span(source.position(end).line)?;
    let rest = Span::new(end, line.end);
    (source.slice(rest).trim() == comment).then(|| Edit {
        span: rest,
        text: String::new(),
    })
}

/// A value as YAML on one line.
fn written(value: &Value) -> String {
    match value {
        Value::String(text) => crate::document::scalar(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(written).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, value)| format!("{name}: {}", written(value)))
                .collect();
            format!("{{ {} }}", fields.join(", "))
        }
        other => other.to_string(),
    }
}

/// Whether a text says the same as before in all documents but one, and there what it should.
fn is_as_expected(
    after: &std::sync::Arc<Source>,
    before: &[Document],
    changed: u32,
    expected: &Value,
) -> bool {
    let reading = read(after, &Limits::default());
    let now: Vec<Document> = reading.tree.documents().collect();
    let same = |(old, new): (&Document, &Document)| {
        old.number() == new.number()
            && if new.number() == changed {
                new.root().to_json() == *expected
            } else {
                new.root().to_json() == old.root().to_json()
            }
    };
    reading.diagnostics.is_empty()
        && now.len() == before.len()
        && before.iter().zip(&now).all(same)
        && now
            .iter()
            .filter(|document| document.number() == changed)
            .all(|document| {
                Ledger::of_documents(std::slice::from_ref(document))
                    .1
                    .is_empty()
            })
}
