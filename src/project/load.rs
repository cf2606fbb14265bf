//! Loading: the root, the config and the policy set of a run, and what of the checked tree was not believed.

use super::inside::{hold, strays};
use super::packs::{builtin, read_source, without_copies};
use super::setup::Setup;
use crate::config::{self, Config};
use crate::diagnostic::Diagnostic;
use crate::document::Spanned;
use crate::policy::{PackFiles, PolicySet};
use crate::source::{Root, Source, load_path, shown_path};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a run stands on.
#[derive(Debug)]
pub struct Loading {
    /// The folder that is checked, and its git repository.
    pub root: Root,
    /// The config, if there is one.
    pub config: Option<Config>,
    /// The folder that the config lies in.
    pub folder: Option<PathBuf>,
    /// Whether the policy source was given from outside of the checked tree.
    pub explicit: bool,
    /// The folders that the policies were read from, embedded packs left out.
    pub sources: Vec<PathBuf>,
    /// The texts of the config and of the policies, embedded packs left out.
    pub texts: Vec<Arc<Source>>,
    /// The policy set.
    pub set: PolicySet,
    /// Warnings and notes: what was ignored, what was assumed.
    pub diagnostics: Vec<Diagnostic>,
}

/// Finds the root, reads the config and the policy set.
///
/// # Errors
/// Everything that is wrong with them; without a whole policy set nothing is judged.
pub fn load(setup: &Setup) -> Result<Loading, Vec<Diagnostic>> {
    let root = Root::of(&setup.cwd, setup.git.clone())
        .map_err(|error| vec![Diagnostic::of_walk(&error)])?;
    let found = find_config(setup, &root)?;
    if let Some((config, folder)) = &found
        && setup.policies.is_empty()
    {
        hold(config, folder, &root)?;
    }
    let mut diagnostics = Vec::new();
    let Sources { packs, added } = sources(setup, &root, found.as_ref(), &mut diagnostics)?;
    let (set, warnings) = PolicySet::load_with(&packs, &added)?;
    diagnostics.extend(warnings);
    check_digest(setup, &set)?;
    let sources = source_folders(setup, found.as_ref());
    let texts = texts(packs.iter().chain(&added), found.as_ref());
    let (config, folder) = found.unzip();
    Ok(Loading {
        root,
        config,
        folder,
        explicit: !setup.policies.is_empty(),
        sources,
        texts,
        set,
        diagnostics,
    })
}

/// Loads for what is about the policies alone: it judges no manifest and honours no exception, so that what a config
/// says of those is of no consequence.
///
/// # Errors
/// As [`load`].
pub(super) fn load_policies(setup: &Setup) -> Result<Loading, Vec<Diagnostic>> {
    let mut loading = load(setup)?;
    loading
        .diagnostics
        .retain(|diagnostic| diagnostic.code != IGNORED);
    Ok(loading)
}

/// The code of what a config says in vain.
const IGNORED: &str = "config::ignored";

fn texts<'p>(
    packs: impl Iterator<Item = &'p PackFiles>,
    config: Option<&(Config, PathBuf)>,
) -> Vec<Arc<Source>> {
    let on_disk = packs.filter(|pack| !pack.embedded);
    let texts = on_disk.flat_map(|pack| pack.files.iter().map(|(_, source)| Arc::clone(source)));
    texts
        .chain(config.map(|(config, _)| Arc::clone(&config.source)))
        .collect()
}

/// The folders among the policy sources: a source may bring a ledger and signers.
fn source_folders(setup: &Setup, config: Option<&(Config, PathBuf)>) -> Vec<PathBuf> {
    let named: Vec<PathBuf> = match config {
        _ if !setup.policies.is_empty() => {
            let sources = setup.policies.iter();
            sources.map(|source| setup.cwd.join(source)).collect()
        }
        Some((config, folder)) => {
            let sources = config.policies.iter();
            sources.map(|source| folder.join(&source.value)).collect()
        }
        None => Vec::new(),
    };
    named.into_iter().filter(|path| path.is_dir()).collect()
}

/// The config file that `--config` names, or the nearest one between the working directory and the root.
fn find_config(setup: &Setup, root: &Root) -> Result<Option<(Config, PathBuf)>, Vec<Diagnostic>> {
    let named = setup.config.as_ref().map(|path| setup.cwd.join(path));
    let nearest = if named.is_none() {
        nearest_config(&setup.cwd, root)?
    } else {
        None
    };
    let Some(path) = named.or(nearest) else {
        return Ok(None);
    };
    let shown = shown_path(path.strip_prefix(root.folder()).unwrap_or(&path));
    let loaded = load_path(&path, shown.as_str())
        .map_err(|error| vec![Diagnostic::of_load(&shown.into(), &error)])?;
    let config = Config::read(&loaded.source)?;
    let folder = path
        .parent()
        .map_or_else(|| setup.cwd.clone(), Path::to_path_buf);
    Ok(Some((config, folder)))
}

fn nearest_config(cwd: &Path, root: &Root) -> Result<Option<PathBuf>, Vec<Diagnostic>> {
    let cwd = std::fs::canonicalize(cwd).map_err(|error| {
        vec![Diagnostic::error(
            "file::unreadable",
            format!("the working directory cannot be read: {error}"),
        )]
    })?;
    for folder in cwd.ancestors() {
        let path = folder.join(config::FILE);
        match std::fs::symlink_metadata(&path) {
            Ok(_) => return Ok(Some(path)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => misnamed(folder, root)?,
            Err(error) => {
                let message = format!("`{}` cannot be read: {error}", shown_path(&path));
                return Err(vec![Diagnostic::error("file::unreadable", message)]);
            }
        }
        if folder == root.folder() {
            break;
        }
    }
    Ok(None)
}

/// A config under a name that nobody reads: it would be passed over without a word.
fn misnamed(folder: &Path, root: &Root) -> Result<(), Vec<Diagnostic>> {
    let is_there = |name: &&&str| folder.join(name).is_file();
    let Some(name) = config::MISNAMED.iter().find(is_there) else {
        return Ok(());
    };
    let path = folder.join(name);
    let shown = shown_path(path.strip_prefix(root.folder()).unwrap_or(&path));
    let message = format!(
        "`{shown}` is not read: a config is called `{}`",
        config::FILE
    );
    let problem = Diagnostic::error("config::name", message).in_file(&shown.into());
    Err(vec![problem.help(format!(
        "rename it to `{}`, or name it with --config",
        config::FILE
    ))])
}

/// The packs of a run.
#[derive(Default)]
struct Sources {
    packs: Vec<PackFiles>,
    /// Those of the checked tree, where the policy source was given from outside: they add mandates.
    added: Vec<PackFiles>,
}

fn sources(
    setup: &Setup,
    root: &Root,
    config: Option<&(Config, PathBuf)>,
    notes: &mut Vec<Diagnostic>,
) -> Result<Sources, Vec<Diagnostic>> {
    let mut found = Sources {
        packs: vec![builtin("kinds").map_err(|problem| vec![problem])?],
        added: Vec::new(),
    };
    let named = config.filter(|(config, _)| !config.policies.is_empty());
    let mut problems = Vec::new();
    if !setup.policies.is_empty() {
        for source in &setup.policies {
            add(
                &mut found.packs,
                read_source(source, &setup.cwd, root.folder()),
                &mut problems,
            );
        }
        if let Some((config, folder)) = named {
            found.added = of_tree(config, folder, root, notes, &mut problems);
        }
        notes.extend(config.and_then(|(config, _)| ignored(config)));
    } else if let Some((config, folder)) = named {
        for source in &config.policies {
            let read = read_source(Path::new(&source.value), folder, root.folder());
            add(
                &mut found.packs,
                read.map_err(|found| placed(found, config, source)),
                &mut problems,
            );
        }
    } else if setup.ci {
        let problem = Diagnostic::error(
            "policy::source",
            "no policy source and no config: in CI nothing is assumed",
        );
        problems
            .push(problem.help("pass --policies, set MUSTMAY_POLICIES, or commit a mustmay.yaml"));
    } else {
        add(
            &mut found.packs,
            builtin("starter")
                .map(|pack| vec![pack])
                .map_err(|problem| vec![problem]),
            &mut problems,
        );
        let note = Diagnostic::note(
            "policy::assumed",
            "no policies are configured: judged by the embedded pack builtin:starter, at `warn`",
        );
        notes.push(
            note.help(
                "`mustmay init` writes a mustmay.yaml and a first mandate; or pass --policies",
            ),
        );
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    found.packs = unique(found.packs);
    found.added = unique(found.added);
    found
        .added
        .retain(|pack| found.packs.iter().all(|own| own.shown != pack.shown));
    without_copies(&mut found.packs);
    Ok(found)
}

/// Takes the packs of a source; the embedded kinds are there already.
fn add(
    packs: &mut Vec<PackFiles>,
    read: Result<Vec<PackFiles>, Vec<Diagnostic>>,
    problems: &mut Vec<Diagnostic>,
) {
    match read {
        Ok(found) => packs.extend(
            found
                .into_iter()
                .filter(|pack| pack.shown != "builtin:kinds"),
        ),
        Err(found) => problems.extend(found),
    }
}

/// The policies that the checked tree names. One that is not in it is no error, and not read: what counts was given
/// from outside.
fn of_tree(
    config: &Config,
    folder: &Path,
    root: &Root,
    notes: &mut Vec<Diagnostic>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<PackFiles> {
    let mut packs = Vec::new();
    for source in &config.policies {
        let embedded = source.value.starts_with("builtin:");
        let is_there = || std::fs::symlink_metadata(folder.join(&source.value)).is_ok();
        let strays = strays(folder, root, &source.value).map(|strays| strays.why(root));
        let why = strays.or_else(|| (!embedded && !is_there()).then(|| "is not here".to_owned()));
        if let Some(why) = why {
            let shown = shown_path(Path::new(&source.value));
            let message = format!("policies in the checked tree ignored: `{shown}` {why}");
            notes.push(
                Diagnostic::warning("policy::ignored", message).at(&config.source, source.span),
            );
        } else {
            let read = read_source(Path::new(&source.value), folder, root.folder());
            add(
                &mut packs,
                read.map_err(|found| placed(found, config, source)),
                problems,
            );
        }
    }
    packs
}

/// Problems of a source that have no place of their own, at the place that names the source.
fn placed(found: Vec<Diagnostic>, config: &Config, source: &Spanned<String>) -> Vec<Diagnostic> {
    let place = |problem: Diagnostic| match (&problem.place, &problem.file) {
        (None, None) => problem.at(&config.source, source.span),
        _ => problem,
    };
    found.into_iter().map(place).collect()
}

/// A source that is named twice, or lies in another, is read once.
fn unique(packs: Vec<PackFiles>) -> Vec<PackFiles> {
    let mut kept: Vec<PackFiles> = Vec::new();
    for pack in packs {
        if !kept.iter().any(|other| other.shown == pack.shown) {
            kept.push(pack);
        }
    }
    kept
}

/// What a config in the checked tree says and is not believed, where the policy source is given from outside.
fn ignored(config: &Config) -> Option<Diagnostic> {
    let lists = [
        ("exceptions", config.exceptions.is_some()),
        ("manifests.exclude", !config.exclude.is_empty()),
    ];
    let said: Vec<&str> = lists
        .iter()
        .filter(|(_, is_said)| *is_said)
        .map(|(name, _)| *name)
        .collect();
    if said.is_empty() {
        return None;
    }
    let message = format!("config in the checked tree ignored: {}", said.join(", "));
    Some(
        Diagnostic::warning(IGNORED, message)
            .in_file(config.source.path())
            .help("with an explicit policy source the checked tree may only tighten"),
    )
}

fn check_digest(setup: &Setup, set: &PolicySet) -> Result<(), Vec<Diagnostic>> {
    match &setup.policies_digest {
        Some(wanted) if *wanted != set.digest() => {
            let message = format!(
                "the policy set has the digest {}, not {wanted}",
                set.digest()
            );
            Err(vec![Diagnostic::error("policy::digest", message).help(
                "somebody changed the policies, or the pin is out of date",
            )])
        }
        _ => Ok(()),
    }
}
