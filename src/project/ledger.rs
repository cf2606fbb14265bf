//! The ledger of a run: which places it is read from, and how far each is believed.

use super::load::Loading;
use super::packs::unlisted;
use super::setup::Setup;
use crate::diagnostic::Diagnostic;
use crate::exception::{Ledger, LedgerFiles, Situation, Trust, Whole};
use crate::policy::PolicySet;
use crate::source::{load_path, shown_path};
use std::path::{Path, PathBuf};

/// The folder of a repository or a policy source that holds its ledger.
pub(super) const FOLDER: &str = "exceptions";

/// The file that says who may sign.
const SIGNERS: &str = "allowed_signers";

/// One place to read.
struct Spot {
    path: PathBuf,
    trust: Trust,
    /// Whether somebody asked for it by name, so that it must be there.
    named: bool,
}

/// Reads the ledger of a run. With an explicit policy source it is that source's, and of the checked tree only
/// what is signed counts; else it is the repository's own.
pub fn read_ledger(setup: &Setup, loading: &Loading) -> (Ledger, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let mut places = Vec::new();
    let root = loading.root.folder();
    for spot in spots(setup, loading) {
        let shown = shown_path(spot.path.strip_prefix(root).unwrap_or(&spot.path));
        match read_place(&spot, root, &mut problems) {
            Some(files) => places.push(LedgerFiles {
                shown,
                files,
                trust: spot.trust,
            }),
            None if spot.named => problems.push(
                Diagnostic::error(
                    "exception::ledger",
                    format!("the ledger `{shown}` is not there"),
                )
                .help("name a folder or a file of exceptions"),
            ),
            None => {}
        }
    }
    let (ledger, found) = Ledger::load(&places);
    problems.extend(found);
    (ledger, problems)
}

/// By what all records of a ledger are judged where a run sees only a part of the repository, or none of it.
pub(super) fn in_part<'a>(
    setup: &Setup,
    set: &'a PolicySet,
    ledger: &'a Ledger,
    repository: Option<&'a str>,
) -> Situation<'a> {
    Situation {
        set,
        ledger,
        today: setup.today,
        seen: setup.today,
        repository,
        clock_is_right: !setup.clock_is_behind,
        whole: Whole::No,
        // All states of a record are told, and not only those that count in a run.
        audit: true,
    }
}

/// The file or folder that new records of a run are written to: the first place of its ledger. `None` where the
/// config wants none.
pub fn ledger_home(setup: &Setup, loading: &Loading) -> Option<PathBuf> {
    if has_none(setup, loading) {
        return None;
    }
    let first = spots(setup, loading)
        .into_iter()
        .find(|spot| spot.trust != Trust::Tree && !spot.path.ends_with(SIGNERS));
    Some(first.map_or_else(|| loading.root.folder().join(FOLDER), |spot| spot.path))
}

/// Whether the config that is believed says that there is no ledger.
fn has_none(setup: &Setup, loading: &Loading) -> bool {
    let named = loading.config.as_ref().and_then(|c| c.exceptions.as_ref());
    setup.exceptions.is_empty() && !loading.explicit && named.is_some_and(Vec::is_empty)
}

fn spots(setup: &Setup, loading: &Loading) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    let trust = if loading.explicit {
        Trust::Source
    } else {
        Trust::Own
    };
    for path in &setup.exceptions {
        add(&mut spots, setup.cwd.join(path), trust, true);
    }
    let of_tree = of_tree(loading);
    if setup.exceptions.is_empty() && !loading.explicit {
        for path in &of_tree {
            add(&mut spots, path.clone(), trust, false);
        }
    }
    for source in &loading.sources {
        if setup.exceptions.is_empty() && !has_none(setup, loading) {
            add(&mut spots, source.join(FOLDER), trust, false);
        }
        add(&mut spots, source.join(SIGNERS), trust, false);
    }
    if loading.explicit {
        for path in of_tree {
            add(&mut spots, path, Trust::Tree, false);
        }
    }
    spots
}

/// The ledgers that the checked tree itself speaks of.
fn of_tree(loading: &Loading) -> Vec<PathBuf> {
    let root = loading.root.folder();
    let folder = loading.folder.as_deref().unwrap_or(root);
    // With an explicit policy source the config is not asked where its exceptions are.
    let config = loading.config.as_ref().filter(|_| !loading.explicit);
    match config.and_then(|config| config.exceptions.as_ref()) {
        Some(named) => {
            let named = named.iter();
            named.map(|path| folder.join(&path.value)).collect()
        }
        None => vec![folder.join(FOLDER)],
    }
}

/// Adds a place, unless it lies in one that is there already: the first word on a file is the one that counts.
fn add(spots: &mut Vec<Spot>, path: PathBuf, trust: Trust, named: bool) {
    let whole = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let own = whole(&path);
    if !spots.iter().any(|spot| own.starts_with(whole(&spot.path))) {
        spots.push(Spot { path, trust, named });
    }
}

/// The files of a place; `None` where there is nothing.
fn read_place(
    spot: &Spot,
    root: &Path,
    problems: &mut Vec<Diagnostic>,
) -> Option<Vec<(String, std::sync::Arc<crate::source::Source>)>> {
    let shown = |path: &Path| shown_path(path.strip_prefix(root).unwrap_or(path));
    let metadata = match std::fs::symlink_metadata(&spot.path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        Err(error) => {
            problems.push(Diagnostic::error(
                "exception::ledger",
                format!("`{}` cannot be read: {error}", shown(&spot.path)),
            ));
            return Some(Vec::new());
        }
    };
    // What somebody named on the command line may be a link to the place that is meant.
    let is_folder = metadata.is_dir() || (spot.named && spot.path.is_dir());
    let mut paths: Vec<(String, PathBuf)> = Vec::new();
    if is_folder {
        paths = list(&spot.path, &shown, problems);
    } else {
        let name = spot.path.file_name().unwrap_or_default();
        paths.push((name.to_string_lossy().into_owned(), spot.path.clone()));
    }
    let mut files = Vec::new();
    for (relative, path) in paths {
        let shown = shown(&path);
        match load_path(&path, shown.as_str()) {
            Ok(loaded) => files.push((relative, loaded.source)),
            Err(error) => problems.push(Diagnostic::of_load(&shown.into(), &error)),
        }
    }
    Some(files)
}

/// What of a folder is read: YAML, JSON and `allowed_signers`, and every link, since it could be either.
fn list(
    folder: &Path,
    shown: &dyn Fn(&Path) -> String,
    problems: &mut Vec<Diagnostic>,
) -> Vec<(String, PathBuf)> {
    let mut paths = Vec::new();
    let hidden = |entry: &walkdir::DirEntry| {
        entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.')
    };
    let entries = walkdir::WalkDir::new(folder)
        .follow_links(false)
        .follow_root_links(true)
        .sort_by_file_name()
        .into_iter();
    for entry in entries.filter_entry(|entry| !hidden(entry)) {
        match entry {
            Ok(entry) => {
                let link = entry.depth() > 0 && entry.path_is_symlink();
                if entry.depth() > 0 && (link || is_wanted(entry.path())) {
                    let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
                    paths.push((shown_path(below), entry.path().to_path_buf()));
                }
            }
            Err(error) => {
                let place = shown(error.path().unwrap_or(folder)).into();
                problems.push(unlisted("exception::ledger", &error, folder, shown).in_file(&place));
            }
        }
    }
    paths
}

fn is_wanted(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    matches!(ending, Some("yaml" | "yml" | "json"))
        || path.file_name().is_some_and(|name| name == SIGNERS)
}
