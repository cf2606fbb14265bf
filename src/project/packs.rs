//! Policy sources: from a path, or the name of an embedded pack, to the files of packs.

use crate::diagnostic::{Diagnostic, closest};
use crate::policy::{PackFiles, embedded};
use crate::source::{load_path, shown_path};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Endings of the files that a pack is made of.
const ENDINGS: &[&str] = &["yaml", "yml", "json", "rhai"];

/// Reads one policy source: a folder, a file, or `builtin:NAME`. A folder below it that has its own `pack.yaml`
/// is a pack of its own; folders called `testdata` and hidden ones hold no policies, and the folder `exceptions`
/// is the source's ledger.
///
/// # Errors
/// Everything in it that could not be read: a policy set is whole or not at all.
pub fn read_source(
    source: &Path,
    base: &Path,
    root: &Path,
) -> Result<Vec<PackFiles>, Vec<Diagnostic>> {
    if let Some(name) = source
        .to_str()
        .and_then(|text| text.strip_prefix("builtin:"))
    {
        return builtin(name)
            .map(|pack| vec![pack])
            .map_err(|problem| vec![problem]);
    }
    let path = base.join(source);
    let shown = |path: &Path| shown_path(path.strip_prefix(root).unwrap_or(path));
    let kind = std::fs::symlink_metadata(&path).map_err(|error| {
        let message = format!(
            "the policy source `{}` cannot be read: {error}",
            shown_path(source)
        );
        vec![
            Diagnostic::error("policy::source", message)
                .help("name a folder, a file or an embedded pack: builtin:starter"),
        ]
    })?;
    let kind = if kind.is_symlink() {
        std::fs::metadata(&path).unwrap_or(kind)
    } else {
        kind
    };
    if kind.is_dir() {
        return folder(&path, &shown);
    }
    if !kind.is_file() || !has_ending(&path) {
        let message = format!(
            "the policy source `{}` is neither a folder nor a YAML file",
            shown_path(source)
        );
        return Err(vec![
            Diagnostic::error("policy::source", message)
                .help("archives are not read: unpack it into a folder"),
        ]);
    }
    let loaded = load_path(&path, shown(&path))
        .map_err(|error| vec![Diagnostic::of_load(&shown(&path).into(), &error)])?;
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default()
        .to_owned();
    Ok(vec![PackFiles {
        shown: shown(&path),
        files: vec![(name, loaded.source)],
        embedded: false,
    }])
}

/// Leaves out the embedded kinds where a source brings the very same files: our own repository does.
pub(super) fn without_copies(packs: &mut Vec<PackFiles>) {
    let Some(kinds) = packs
        .iter()
        .position(|pack| pack.embedded && pack.shown == "builtin:kinds")
    else {
        return;
    };
    let texts = |pack: &PackFiles| -> BTreeMap<String, String> {
        pack.files
            .iter()
            .map(|(name, source)| (name.clone(), source.text().to_owned()))
            .collect()
    };
    let Some(own) = packs.get(kinds).map(texts) else {
        return;
    };
    let is_copy = |pack: &PackFiles| {
        let other = texts(pack);
        own.iter().all(|(name, text)| other.get(name) == Some(text))
    };
    if packs
        .iter()
        .enumerate()
        .any(|(index, pack)| index != kinds && is_copy(pack))
    {
        packs.remove(kinds);
    }
}

/// An embedded pack by name.
///
/// # Errors
/// Where there is none of that name.
pub(super) fn builtin(name: &str) -> Result<PackFiles, Diagnostic> {
    embedded::pack(name).ok_or_else(|| {
        let names = embedded::PACKS.iter().map(|(name, _)| *name);
        let near = closest(name, names.clone()).map_or_else(
            || {
                format!(
                    "embedded are {}",
                    names
                        .map(|name| format!("builtin:{name}"))
                        .collect::<Vec<_>>()
                        .join(", ")
                )
            },
            |near| format!("did you mean `builtin:{near}`?"),
        );
        Diagnostic::error(
            "policy::source",
            format!("no embedded pack is called `{}`", name.escape_debug()),
        )
        .help(near)
    })
}

fn has_ending(path: &Path) -> bool {
    path.extension()
        .and_then(|ending| ending.to_str())
        .is_some_and(|ending| ENDINGS.contains(&ending))
}

/// What of a folder could not be listed.
pub(super) fn unlisted(
    code: &'static str,
    error: &walkdir::Error,
    folder: &Path,
    shown: &dyn Fn(&Path) -> String,
) -> Diagnostic {
    let path = shown(error.path().unwrap_or(folder));
    let why = error
        .io_error()
        .map_or_else(|| error.to_string(), ToString::to_string);
    Diagnostic::error(code, format!("`{path}` cannot be read: {why}"))
}

fn folder(
    folder: &Path,
    shown: &dyn Fn(&Path) -> String,
) -> Result<Vec<PackFiles>, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut files: Vec<PathBuf> = Vec::new();
    let hidden = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() > 0
            && (name.starts_with('.')
                || (entry.file_type().is_dir()
                    && (name == "testdata"
                        || (entry.depth() == 1 && name == super::ledger::FOLDER))))
    };
    let entries = walkdir::WalkDir::new(folder)
        .follow_links(false)
        .sort_by_file_name()
        .into_iter();
    for entry in entries.filter_entry(|entry| !hidden(entry)) {
        match entry {
            Ok(entry) if entry.path_is_symlink() && entry.depth() > 0 => {
                let message = format!(
                    "`{}` is a symbolic link, and links in a policy source are not followed",
                    shown(entry.path())
                );
                problems.push(Diagnostic::error("policy::source", message));
            }
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) if has_ending(entry.path()) => files.push(entry.into_path()),
            Ok(_) => {}
            Err(error) => problems.push(unlisted("policy::source", &error, folder, shown)),
        }
    }
    let is_pack_file = |path: &PathBuf| {
        path.file_name()
            .is_some_and(|name| name == "pack.yaml" || name == "pack.yml")
    };
    let mut tops: Vec<PathBuf> = files
        .iter()
        .filter(|path| is_pack_file(path))
        .filter_map(|path| path.parent().map(Path::to_path_buf))
        .collect();
    tops.push(folder.to_path_buf());
    let mut packs: BTreeMap<PathBuf, PackFiles> = BTreeMap::new();
    for path in files {
        // The nearest folder above it that is a pack; the source itself is one.
        let Some(top) = tops
            .iter()
            .filter(|top| path.starts_with(top))
            .max_by_key(|top| top.components().count())
        else {
            continue;
        };
        match load_path(&path, shown(&path)) {
            Ok(loaded) => {
                let relative = shown_path(path.strip_prefix(top).unwrap_or(&path));
                let pack = packs.entry(top.clone()).or_insert_with(|| PackFiles {
                    shown: shown(top),
                    files: Vec::new(),
                    embedded: false,
                });
                pack.files.push((relative, loaded.source));
            }
            Err(error) => problems.push(Diagnostic::of_load(&shown(&path).into(), &error)),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(packs.into_values().collect())
}
