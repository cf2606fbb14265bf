//! Where the evidence of a project lies: YAML, the CSV files that it names, and histories in JSON Lines.

use super::load::Loading;
use crate::diagnostic::Diagnostic;
use crate::review::{Evidence, HistoryLine, history};
use crate::source::{Folders, Found, Globs, Root, Source, load, shown_path, walk};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The folder of a project's evidence, beside its config.
pub(super) const FOLDER: &str = "evidence";

/// The history in that folder.
pub(super) const HISTORY: &str = "history.jsonl";

/// The evidence of a project.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) evidence: Evidence,
    pub(super) lines: Vec<HistoryLine>,
    /// Warnings: what was not read.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// The folder of a project's evidence: below the config's folder, or the root.
pub(super) fn folder(loading: &Loading) -> PathBuf {
    let root = loading.root.folder();
    let config = loading.config.as_ref().and_then(|config| {
        let path = Path::new(&**config.source.path());
        path.parent().map(Path::to_path_buf)
    });
    root.join(config.unwrap_or_default()).join(FOLDER)
}

/// Reads the evidence at `paths`, or in the project's folder; a project without that folder has no evidence.
///
/// # Errors
/// All that is wrong with it; what could not be read may be what counts.
pub(super) fn gather(loading: &Loading, paths: &[PathBuf]) -> Result<Gathered, Vec<Diagnostic>> {
    let own = folder(loading);
    let paths: Vec<PathBuf> = if !paths.is_empty() {
        paths.to_vec()
    } else if own.is_dir() {
        vec![own]
    } else {
        return Ok(Gathered::default());
    };
    let wanted = |path: &Path| ending(path).is_some();
    let found = walk(&loading.root, &paths, &wanted, &Globs::default())
        .map_err(|errors| errors.iter().map(Diagnostic::of_walk).collect::<Vec<_>>())?;
    let mut gathered = Gathered::default();
    let mut problems = Vec::new();
    let (mut documents, mut tables) = (Vec::new(), BTreeMap::new());
    for file in &found.files {
        match ending(&file.relative) {
            Some(Ending::Table) => {
                tables.insert(Arc::clone(&file.shown), file);
            }
            Some(Ending::History) => match read(file)
                .map_err(|problem| vec![problem])
                .and_then(|source| history::read(&source))
            {
                Ok(lines) => gathered.lines.extend(lines),
                Err(found) => problems.extend(found),
            },
            Some(Ending::Document) | None => match read(file) {
                Ok(source) => documents.push(source),
                Err(problem) => problems.push(problem),
            },
        }
    }
    for skipped in &found.skipped {
        let message = format!(
            "`{}` is no evidence: {}",
            skipped.shown,
            skipped.reason.words()
        );
        gathered
            .diagnostics
            .push(Diagnostic::warning("evidence::skipped", message).in_file(&skipped.shown));
    }
    let find = |document: &str, path: &str| table(&tables, document, path);
    match Evidence::load(&documents, &find) {
        Ok((evidence, used)) => {
            gathered.evidence = evidence;
            let unused = tables.keys().filter(|shown| !used.contains(*shown));
            gathered.diagnostics.extend(unused.map(|shown| {
                let message = format!("`{shown}` is not read: no survey or measure names it");
                Diagnostic::warning("evidence::unused", message).in_file(shown)
            }));
        }
        Err(found) => problems.extend(found),
    }
    if problems.is_empty() {
        Ok(gathered)
    } else {
        Err(problems)
    }
}

/// What a file of evidence is.
#[derive(Clone, Copy)]
enum Ending {
    Document,
    Table,
    History,
}

fn ending(path: &Path) -> Option<Ending> {
    match path.extension()?.to_str()? {
        "yaml" | "yml" | "json" => Some(Ending::Document),
        "csv" => Some(Ending::Table),
        "jsonl" => Some(Ending::History),
        _ => None,
    }
}

fn read(file: &Found) -> Result<Arc<Source>, Diagnostic> {
    load(file, &Folders::default())
        .map(|loaded| loaded.source)
        .map_err(|error| Diagnostic::of_load(&file.shown, &error))
}

/// The table that a document names, relative to the document; it must be evidence too.
fn table(
    tables: &BTreeMap<Arc<str>, &Found>,
    document: &str,
    path: &str,
) -> Result<Arc<Source>, Diagnostic> {
    let mut inside = Path::new(document)
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default();
    for part in Path::new(path).components() {
        match part {
            Component::Normal(name) => inside.push(name),
            Component::CurDir => {}
            Component::ParentDir if inside.pop() => {}
            _ => inside.push(".."),
        }
    }
    let Some(file) = tables.get(shown_path(&inside).as_str()) else {
        let message = format!("there is no `{}` among the evidence", path.escape_debug());
        return Err(Diagnostic::error("evidence::file", message)
            .help("paths are relative to the file that names them, and end in .csv"));
    };
    read(file)
}

/// A path as it was typed, or the root's.
pub(super) fn typed(root: &Root, cwd: &Path, path: &Path) -> (PathBuf, String) {
    let path = cwd.join(path);
    let shown = root.shown(&path);
    (path, shown)
}
