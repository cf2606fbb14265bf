//! New records: their text, their ids, their files.

use super::desk::{Desk, Written, is_one_file};
use crate::diagnostic::Diagnostic;
use crate::document::{Limits, read, scalar};
use crate::exception::{Category, Ledger, Record, is_reserved};
use crate::source::{Source, load_path, sha256};
use jiff::civil::Date;
use std::fmt::Write as _;
use std::path::Path;

/// What a new record is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Scope {
    /// These paths.
    At(Vec<String>),
    /// These findings.
    Fingerprints(Vec<String>),
}

/// A record to be written.
#[derive(Clone, Debug)]
pub struct NewRecord {
    /// Its id.
    pub id: String,
    /// The mandate.
    pub mandate: String,
    /// The condition.
    pub condition: Option<String>,
    /// What it is about.
    pub scope: Scope,
    /// The service.
    pub service: String,
    /// The repository.
    pub repository: Option<String>,
    /// Why.
    pub category: Category,
    /// Why, in words.
    pub reason: String,
    /// Where it is followed up.
    pub ticket: Option<String>,
    /// Who must close or renew it.
    pub owner: String,
    /// Who asks for it.
    pub requested_by: String,
    /// Who approved it.
    pub approved_by: Vec<String>,
    /// The first day.
    pub created: Date,
    /// The last day.
    pub expires: Date,
    /// How many findings it is about.
    pub findings: usize,
    /// The terms of its mandate, in words.
    pub terms: String,
}

impl NewRecord {
    /// The record as a YAML document, without a line of hyphens before it.
    pub fn text(&self) -> String {
        let mut text = String::from("apiVersion: mustmay/v1\nkind: Exception\n");
        let mut line = |name: &str, value: String| {
            // Writing to a string does not fail.
            let _ = writeln!(text, "{name}: {value}");
        };
        let list = |items: &[String]| {
            let items: Vec<String> = items.iter().map(|item| flow(item)).collect();
            format!("[{}]", items.join(", "))
        };
        line("metadata", format!("{{ id: {} }}", flow(&self.id)));
        line("mandate", scalar(&self.mandate));
        if let Some(condition) = &self.condition {
            line("condition", scalar(condition));
        }
        match &self.scope {
            Scope::At(paths) => line("at", list(paths)),
            Scope::Fingerprints(prints) => line("fingerprints", list(prints)),
        }
        line("service", scalar(&self.service));
        if let Some(repository) = &self.repository {
            line("repository", scalar(repository));
        }
        line("category", self.category.word().to_owned());
        line("reason", scalar(&self.reason));
        if let Some(ticket) = &self.ticket {
            line("ticket", scalar(ticket));
        }
        line("owner", scalar(&self.owner));
        line("requestedBy", scalar(&self.requested_by));
        let comment = if self.approved_by.is_empty() {
            format!(" {}", pending(self.category, &self.terms))
        } else {
            String::new()
        };
        line(
            "approvedBy",
            format!("{}{comment}", list(&self.approved_by)),
        );
        line("created", self.created.to_string());
        line(
            "expires",
            format!("{} # the last day it holds, UTC", self.expires),
        );
        line("renewals", "0".to_owned());
        line("findings", self.findings.to_string());
        line("signatures", "[]".to_owned());
        text
    }

    /// The record as it would be read, and what would be wrong with it.
    pub(super) fn read(&self) -> (Option<Record>, Vec<Diagnostic>) {
        let reading = read(&Source::new("record", self.text()), &Limits::default());
        let documents: Vec<_> = reading.tree.documents().collect();
        let (mut ledger, found) = Ledger::of_documents(&documents);
        let mut problems = reading.diagnostics;
        problems.extend(found);
        (ledger.records.pop(), problems)
    }
}

/// What makes a record one that would not be read: an argument that is blank, or one of another form.
fn fault(record: &NewRecord) -> Option<Diagnostic> {
    let given = [
        ("reason", Some(&record.reason)),
        ("owner", Some(&record.owner)),
        ("requested-by", Some(&record.requested_by)),
        ("ticket", record.ticket.as_ref()),
    ];
    for (flag, value) in given {
        if value.is_some_and(|value| value.trim().is_empty()) {
            let message = format!("`--{flag}` is blank");
            return Some(Diagnostic::error("usage::missing", message).help("say it in words"));
        }
    }
    let (_, problems) = record.read();
    let problem = problems.into_iter().next()?;
    // Its place is in a text that nobody has seen.
    Some(Diagnostic::error(problem.code, problem.message).maybe_help(problem.help))
}

/// The comment behind the empty list of approvers of a new record.
pub(super) fn pending(category: Category, terms: &str) -> String {
    match category {
        Category::Emergency => format!("# emergency: {terms}"),
        Category::Waiver | Category::Mitigated => format!("# pending: {terms}"),
    }
}

/// A scalar inside `[..]` or `{..}`, quoted unless it is plainly a word.
fn flow(text: &str) -> String {
    let plain = scalar(text);
    if plain.contains(' ') && !plain.starts_with('"') {
        return serde_json::Value::from(text).to_string();
    }
    plain
}

/// Writes records into a new file, or behind those of an old one, and reads the result again.
pub(super) fn write(
    desk: &Desk,
    path: &Path,
    records: &[NewRecord],
) -> Result<Vec<Written>, Diagnostic> {
    if let Some(problem) = records.iter().find_map(fault) {
        return Err(problem);
    }
    let shown = desk.shown(path);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if let Some(problem) = no_file_of_records(&name, &shown) {
        return Err(problem);
    }
    let old = match std::fs::symlink_metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        _ => Some(
            load_path(path, shown.as_str())
                .map_err(|error| Diagnostic::of_load(&shown.as_str().into(), &error))?,
        ),
    };
    let texts: Vec<String> = records.iter().map(NewRecord::text).collect();
    let new = texts.join("---\n");
    let text = match &old {
        None => new,
        Some(old) if old.source.text().trim().is_empty() => new,
        Some(old) => {
            let before = old.source.text();
            let end = if before.ends_with('\n') { "" } else { "\n" };
            format!("{before}{end}---\n{new}")
        }
    };
    let count = |text: &str| {
        let reading = read(&Source::new(shown.as_str(), text), &Limits::default());
        let documents: Vec<_> = reading.tree.documents().collect();
        let filled: Vec<_> = documents
            .into_iter()
            .filter(|document| !document.root().is_null())
            .collect();
        let (ledger, problems) = Ledger::of_documents(&filled);
        (reading.diagnostics.is_empty() && problems.is_empty()).then_some(ledger.records.len())
    };
    let had = old.as_ref().map_or(Some(0), |old| count(old.source.text()));
    let expected = had.map(|had| had + records.len());
    if expected.is_none() || count(&text) != expected {
        let message = format!("`{shown}` was not written: the result could not be read again");
        return Err(Diagnostic::error("exception::write", message));
    }
    let before = old.map(|old| sha256(old.source.text().as_bytes()));
    desk.write(path, before.as_deref(), &text)?;
    Ok(records
        .iter()
        .map(|record| Written {
            file: shown.clone(),
            id: record.id.clone(),
            done: "written".to_owned(),
        })
        .collect())
}

/// That the ledger would not read records in a file of this name.
fn no_file_of_records(name: &str, shown: &str) -> Option<Diagnostic> {
    let lower = name.to_lowercase();
    // Where case does not count in the names of files, `Groups.yaml` is the same file.
    if is_reserved(&lower) {
        let message = format!("`{shown}` holds no exceptions: a ledger reads something else there");
        let problem = Diagnostic::error("exception::id", message);
        return Some(problem.help("take another name for the file or the id"));
    }
    let read = [".yaml", ".yml"].iter().any(|end| name.ends_with(end));
    (!read).then(|| {
        let message = format!("`{shown}` is no name of a file of exceptions");
        Diagnostic::error("exception::write", message).help("end it in .yaml")
    })
}

/// The next free id of a year: `EX-2026-014`.
pub(super) fn next_id(ledger: &Ledger, today: Date) -> String {
    let start = format!("EX-{}-", today.year());
    let numbers = ledger
        .taken()
        .filter_map(|id| id.strip_prefix(&start)?.parse::<u32>().ok());
    let next = numbers.max().unwrap_or(0).saturating_add(1);
    format!("{start}{next:03}")
}

/// Where a single new record goes: a file of its own in a folder, or the one file that is the ledger.
pub(super) fn file_of(desk: &Desk, id: &str) -> std::path::PathBuf {
    if is_one_file(&desk.home) {
        desk.home.clone()
    } else {
        desk.home.join(format!("{id}.yaml"))
    }
}
