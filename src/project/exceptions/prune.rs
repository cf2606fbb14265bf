//! Pruning: what is over moves to `closed/`. Nothing is deleted.

use super::audit::{AuditOptions, audit};
use super::desk::Desk;
use super::difference::Difference;
use crate::diagnostic::Diagnostic;
use crate::document::{Limits, read};
use crate::exception::{Record, Trust, is_reserved};
use crate::policy::State;
use crate::source::{Source, load_path, sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
    /// How the files change, in the order of the moves.
    pub differences: Vec<Difference>,
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
    /// The states that say that it is over; empty: its copy stands in `closed/` since a move that was cut short.
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
    let mut pruned = Pruned {
        moves: Vec::new(),
        differences: Vec::new(),
        written: options.write,
        diagnostics: Vec::new(),
    };
    if options.write {
        pruned.finish(&desk)?;
    }
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
    for (file, records) in over {
        pruned
            .close(&desk, file, &records)
            .map_err(|problem| vec![problem])?;
    }
    pruned.diagnostics = report.diagnostics;
    Ok(pruned)
}

impl Pruned {
    /// Ends the moves that were cut short: their records stand in `closed/`, and still where they came from.
    fn finish(&mut self, desk: &Desk) -> Result<(), Vec<Diagnostic>> {
        let mut halves: BTreeMap<&str, Vec<(&Record, Vec<State>)>> = BTreeMap::new();
        for (open, closed) in &desk.ledger.doubled {
            let to = closed_file(desk, open.source.path(), &open.id);
            let copy = parts(&open.source)
                .and_then(|parts| text_of(&open.source, &parts, open))
                .filter(|text| **text == *closed.source.text());
            if open.trust != Trust::Tree
                && copy.is_some()
                && desk.shown(&to) == **closed.source.path()
            {
                let file = halves.entry(open.source.path()).or_default();
                file.push((open, Vec::new()));
            }
        }
        for (file, records) in halves {
            self.close(desk, file, &records)
                .map_err(|problem| vec![problem])?;
        }
        Ok(())
    }

    /// Plans how the records of one file move and, if asked to, moves them: each is written into a file of its own,
    /// and only then leaves the old one.
    fn close(
        &mut self,
        desk: &Desk,
        file: &str,
        records: &[(&Record, Vec<State>)],
    ) -> Result<(), Diagnostic> {
        let Some((first, _)) = records.first() else {
            return Ok(());
        };
        let (path, source) = (desk.path(file), &first.source);
        let failed =
            |why: String| Diagnostic::error("exception::write", format!("`{file}`: {why}"));
        let parts =
            parts(source).ok_or_else(|| failed("its documents cannot be told apart".to_owned()))?;
        let mut coming: Vec<(PathBuf, String)> = Vec::new();
        for (record, states) in records {
            let text = text_of(source, &parts, record)
                .ok_or_else(|| failed("a record is not found again".to_owned()))?;
            let to = closed_file(desk, file, &record.id);
            self.moves.push(Move {
                id: record.id.value.clone(),
                states: states.clone(),
                from: file.to_owned(),
                to: desk.shown(&to),
            });
            if !states.is_empty() {
                let shown = desk.shown(&to);
                self.differences.push(Difference::coming(&shown, &text));
                coming.push((to, text));
            }
        }
        let numbers: BTreeSet<u32> = records.iter().map(|(record, _)| record.document).collect();
        let gone = gone(source, &parts, &numbers);
        let kept = without(source.text(), &gone);
        let stays = kept.lines().any(says);
        let leaving = Difference::leaving(file, source.text(), &gone, stays);
        self.differences.push(leaving);
        if !same_documents(source, &numbers, &kept) {
            let why = "what would be left in it could not be read again";
            return Err(failed(why.to_owned()));
        }
        if !self.written {
            return Ok(());
        }
        for (to, text) in &coming {
            let folder = to.parent().unwrap_or(Path::new(""));
            std::fs::create_dir_all(folder).map_err(|error| failed(error.to_string()))?;
            // A move that was cut short before it came to the old file has left its copy.
            let there = load_path(to, "").is_ok_and(|there| there.source.text() == text);
            if !there {
                desk.write(to, None, text)?;
            }
        }
        let before = sha256(source.text().as_bytes());
        if stays {
            return desk.write(&path, Some(&before), &kept);
        }
        // The records stand in `closed/` by now, and nothing else is lost with the file.
        desk.remove(&path, &before)
    }
}

/// The file of `closed/` that a record of a file moves to.
fn closed_file(desk: &Desk, file: &str, id: &str) -> PathBuf {
    let path = desk.path(file);
    let folder = path.parent().unwrap_or(Path::new("")).join("closed");
    let name = format!("{id}.yaml");
    // There a ledger reads something else, also where case does not count in the names of files.
    if is_reserved(&name.to_lowercase()) {
        return folder.join(format!("{id}.exception.yaml"));
    }
    folder.join(name)
}

/// The text of a record as a file of its own.
fn text_of(source: &Source, parts: &[Range<usize>], record: &Record) -> Option<String> {
    let at = (record.document as usize).checked_sub(1)?;
    let text = source.text().get(parts.get(at)?.clone())?;
    let head = text.trim_start_matches(['\r', '\n']);
    let end = if head.ends_with('\n') { "" } else { "\n" };
    Some([head, end].concat())
}

/// The bytes that leave a file with some of its documents: these, and the marker that each then no longer needs.
fn gone(source: &Source, parts: &[Range<usize>], numbers: &BTreeSet<u32>) -> Vec<Range<usize>> {
    let leaves = |index: usize| u32::try_from(index + 1).is_ok_and(|n| numbers.contains(&n));
    let mut gone: Vec<Range<usize>> = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        if !leaves(index) {
            continue;
        }
        let next = parts.get(index + 1);
        let start = match (next, (0..index).rev().find(|index| !leaves(*index))) {
            // The last one takes the marker before it along.
            (None, Some(kept)) => parts.get(kept).map_or(part.start, |kept| kept.end),
            _ => part.start,
        };
        let end = next.map_or(source.text().len(), |next| next.start);
        gone.retain(|range| range.start < start);
        gone.push(start..end);
    }
    gone
}

/// Whether a line says something, be it in a comment: markers and directives are about documents that follow.
fn says(line: &str) -> bool {
    let line = line.trim_start_matches('\u{feff}').trim_end();
    !matches!(line, "" | "---" | "...") && !line.starts_with('%') && !line.trim().is_empty()
}

fn without(text: &str, gone: &[Range<usize>]) -> String {
    let mut kept = String::new();
    let mut from = 0;
    for range in gone {
        kept.push_str(text.get(from..range.start).unwrap_or_default());
        from = range.end;
    }
    kept.push_str(text.get(from..).unwrap_or_default());
    kept
}

/// Whether a text holds the documents of a file but those that leave it.
fn same_documents(source: &Arc<Source>, numbers: &BTreeSet<u32>, kept: &str) -> bool {
    let (old, new) = (
        read(source, &Limits::default()),
        read(&Source::new("x.yaml", kept), &Limits::default()),
    );
    let old = old.tree.documents();
    let stay = old
        .filter(|document| !numbers.contains(&document.number()) && !document.root().is_null())
        .map(|document| document.root().to_json());
    let new_documents = new.tree.documents();
    let are = new_documents
        .filter(|document| !document.root().is_null())
        .map(|document| document.root().to_json());
    new.diagnostics.is_empty() && stay.eq(are)
}

/// Where the documents of a file stand, in order. `None` where cutting at the markers gives other documents.
fn parts(source: &Source) -> Option<Vec<Range<usize>>> {
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
        let document = part
            .lines()
            .any(|line| says(line) && !line.trim().starts_with('#'));
        if !parts.is_empty() || document || from > 0 {
            parts.push(from..start);
        }
        from = end;
    }
    parts.push(from..text.len());
    let whole = read(&Source::new("x.yaml", text), &Limits::default());
    let documents: Vec<_> = whole.tree.documents().collect();
    let same = documents.iter().all(|document| {
        let part = parts.get((document.number() as usize).saturating_sub(1));
        let part = part.and_then(|part| text.get(part.clone()));
        part.is_some_and(|part| {
            let alone = read(&Source::new("x.yaml", part), &Limits::default());
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
