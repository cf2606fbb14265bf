//! Pruning: what is over moves to `closed/`. Nothing is deleted.

use super::audit::{AuditOptions, audit};
use super::desk::{Desk, Written};
use crate::diagnostic::Diagnostic;
use crate::document::{Limits, read};
use crate::exception::{Record, Trust};
use crate::policy::State;
use crate::source::{Source, sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// What pruning needs to know.
#[derive(Debug)]
pub struct PruneOptions {
    /// What the ledger is audited against.
    pub audit: AuditOptions,
    /// Whether files are moved, and not only named.
    pub write: bool,
}

/// What is over.
#[derive(Debug)]
pub struct Pruned {
    /// The records that move: their ids, why, from where, to where.
    pub moves: Vec<Move>,
    /// Whether they were moved.
    pub written: bool,
    /// What could not be read, and what was ignored.
    pub diagnostics: Vec<Diagnostic>,
}

/// A record that moves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Move {
    /// Its id.
    pub id: String,
    /// The states that say that it is over.
    pub states: Vec<State>,
    /// The file it stands in.
    pub from: String,
    /// The file it moves to.
    pub to: String,
}

/// Finds the records that are over, and moves them if asked to.
///
/// # Errors
/// Where the ledger could not be judged, or a file could not be written.
pub fn prune(options: &PruneOptions) -> Result<Pruned, Vec<Diagnostic>> {
    // Held from before the judgement until after the last move.
    let desk = Desk::open(&options.audit.check.setup)?;
    let report = audit(&options.audit);
    if report.diagnostics.iter().any(Diagnostic::is_error) {
        return Err(report.diagnostics);
    }
    let mut over: BTreeMap<&str, Vec<(&Record, Vec<State>)>> = BTreeMap::new();
    for account in &report.exceptions.report.accounts {
        let Some(record) = report.exceptions.ledger.records.get(account.record) else {
            continue;
        };
        let states: Vec<State> = account
            .states
            .iter()
            .map(|standing| standing.state)
            .filter(|state| {
                matches!(
                    state,
                    State::Expired | State::Unneeded | State::Orphaned | State::Revoked
                )
            })
            .collect();
        if !states.is_empty() && record.trust != Trust::Tree {
            let file = over.entry(record.source.path()).or_default();
            file.push((record, states));
        }
    }
    let mut moves = Vec::new();
    for (file, records) in over {
        let path = desk.path(file);
        let folder = path.parent().unwrap_or(Path::new("")).join("closed");
        for (record, states) in &records {
            moves.push(Move {
                id: record.id.value.clone(),
                states: states.clone(),
                from: file.to_owned(),
                to: desk.shown(&folder.join(format!("{}.yaml", record.id.value))),
            });
        }
        if options.write {
            let records: Vec<&Record> = records.iter().map(|(record, _)| *record).collect();
            close(&desk, &path, &folder, &records).map_err(|problem| vec![problem])?;
        }
    }
    Ok(Pruned {
        moves,
        written: options.write,
        diagnostics: report.diagnostics,
    })
}

/// Writes each record into a file of its own, and only then takes it out of the old one.
fn close(desk: &Desk, path: &Path, folder: &Path, records: &[&Record]) -> Result<(), Diagnostic> {
    let Some(first) = records.first() else {
        return Ok(());
    };
    let source = &first.source;
    let failed =
        |why: String| Diagnostic::error("exception::write", format!("`{}`: {why}", source.path()));
    std::fs::create_dir_all(folder).map_err(|error| failed(error.to_string()))?;
    let parts =
        parts(source).ok_or_else(|| failed("its documents cannot be told apart".to_owned()))?;
    let text_of = |record: &Record| {
        let at = (record.document as usize).checked_sub(1)?;
        parts.get(at).copied()
    };
    for record in records {
        let text =
            text_of(record).ok_or_else(|| failed("a record is not found again".to_owned()))?;
        let to = folder.join(format!("{}.yaml", record.id.value));
        let head = text.trim_start_matches(['\r', '\n']);
        let end = if head.ends_with('\n') { "" } else { "\n" };
        desk.write(&to, None, &format!("{head}{end}"))?;
    }
    let gone: Vec<u32> = records.iter().map(|record| record.document).collect();
    let kept: Vec<&str> = parts
        .iter()
        .enumerate()
        .filter(|(index, part)| {
            !gone.iter().any(|number| *number as usize == index + 1) && !part.trim().is_empty()
        })
        .map(|(_, part)| *part)
        .collect();
    let before = sha256(source.text().as_bytes());
    if kept.is_empty() {
        // The record stands in `closed/` by now; an empty file says nothing, and nothing is lost with it.
        desk.write(path, Some(&before), "")?;
        return std::fs::remove_file(path).map_err(|error| failed(error.to_string()));
    }
    desk.write(path, Some(&before), &kept.join("---\n"))
}

/// The texts of the documents of a file, in order. `None` where cutting at the markers gives other documents.
fn parts(source: &Source) -> Option<Vec<&str>> {
    let text = source.text();
    let mut cuts = Vec::new();
    let mut number = 1;
    while let Some(line) = source.line_span(number) {
        if source.slice(line).trim_end() == "---" {
            let next = source.line_span(number + 1);
            let end = next.map_or(text.len(), |next| next.start as usize);
            cuts.push((line.start as usize, end));
        }
        number += 1;
    }
    let mut parts = Vec::new();
    let mut from = 0;
    for (start, end) in cuts {
        let part = text.get(from..start)?;
        // What stands before the first marker is a document only if it says something.
        let says = part.lines().any(|line| {
            let line = line.trim();
            !line.is_empty() && !line.starts_with('#') && !line.starts_with('%')
        });
        if !parts.is_empty() || says || from > 0 {
            parts.push(part);
        }
        from = end;
    }
    parts.push(text.get(from..)?);
    let whole = read(&Source::new("x.yaml", text), &Limits::default());
    let documents: Vec<_> = whole.tree.documents().collect();
    let same = documents.iter().all(|document| {
        let part = parts.get((document.number() as usize).saturating_sub(1));
        part.is_some_and(|part| {
            let alone = read(&Source::new("x.yaml", *part), &Limits::default());
            let mut inside = alone.tree.documents();
            alone.diagnostics.is_empty()
                && inside
                    .next()
                    .is_some_and(|own| own.root().to_json() == document.root().to_json())
                && inside.next().is_none()
        })
    });
    same.then_some(parts)
}

impl Pruned {
    /// What was written, or would be.
    pub fn written(&self) -> Vec<Written> {
        let moves = self.moves.iter().map(|one| Written {
            file: one.from.clone(),
            id: one.id.clone(),
            done: format!("to {}", one.to),
        });
        moves.collect()
    }
}
