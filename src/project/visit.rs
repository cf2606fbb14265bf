//! Visiting files: which are candidates, and what each of them holds.

use super::checked::{CheckOptions, FileRecord, Inputs, Unrecognised};
use super::keep::Tell;
use super::load::Loading;
use super::setup::Setup;
use super::unclaimed::unclaimed;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::document::{Limits, read};
use crate::engine::{Judged, Siblings, Survey, World, judge, survey};
use crate::policy::PolicySet;
use crate::source::{
    Folders, Found, Globs, LoadError, Loaded, Root, Skipped, Staged, load, load_bytes, staged, walk,
};
use rayon::ThreadPool;
use rayon::prelude::*;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes of stack of a judging thread: scripts nest.
pub(super) const STACK: usize = 16 << 20;

/// What is to be read, and what is not.
pub(super) struct Candidates<'o> {
    pub(super) inputs: Vec<Input<'o>>,
    pub(super) skipped: Vec<Skipped>,
    pub(super) excluded: usize,
    /// What is remarkable about what was asked for.
    pub(super) noted: Vec<Diagnostic>,
    /// Whether what is staged was asked for, and nothing is.
    pub(super) nothing_staged: bool,
}

/// One file to be read.
pub(super) enum Input<'o> {
    /// A file of the tree.
    File(Found),
    /// A text that was read already, with the path that it is taken for.
    Text(&'o Loaded),
    /// A file of the index.
    Staged {
        shown: Arc<str>,
        loaded: Result<Loaded, LoadError>,
        /// Whether it is judged, or read only because it may be the sibling of one that is.
        judged: bool,
    },
}

impl Input<'_> {
    fn is_judged(&self) -> bool {
        match self {
            Self::File(_) | Self::Text(_) => true,
            Self::Staged { judged, .. } => *judged,
        }
    }
}

/// What one file came to.
#[derive(Default)]
pub(super) struct Visit {
    pub(super) file: Option<FileRecord>,
    pub(super) documents: usize,
    pub(super) unrecognised: Vec<Unrecognised>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) judged: Vec<Judged>,
}

/// The candidates of a run, in order of their paths.
pub(super) fn candidates<'o>(
    options: &'o CheckOptions,
    root: &Root,
    config: Option<&Config>,
    explicit: bool,
    set: &PolicySet,
) -> Result<Candidates<'o>, Vec<Diagnostic>> {
    if let Inputs::Text { loaded, .. } = &options.inputs {
        return Ok(Candidates {
            inputs: vec![Input::Text(loaded)],
            skipped: Vec::new(),
            excluded: 0,
            noted: Vec::new(),
            nothing_staged: false,
        });
    }
    let wanted = kind_globs(set, config).map_err(|problem| vec![problem])?;
    // From the checked tree only what tightens is read once the policy source is given from outside.
    let patterns = config
        .filter(|_| !explicit)
        .map(|config| config.exclude.as_slice())
        .unwrap_or_default();
    let exclude = Globs::new(patterns.iter().map(|pattern| pattern.as_str()))
        .map_err(|error| vec![bad_glob(&error.to_string())])?;
    let wanted = |path: &Path| wanted.matches(path);
    let paths = match &options.inputs {
        Inputs::Paths(paths) => paths.as_slice(),
        Inputs::Text { .. } => &[],
        Inputs::Staged => {
            let staged = staged(root, &wanted, &exclude, set.uses("siblings"))
                .map_err(|error| vec![Diagnostic::of_walk(&error)])?;
            return Ok(of_index(staged));
        }
    };
    let walk = walk(root, paths, &wanted, &exclude)
        .map_err(|errors| errors.iter().map(Diagnostic::of_walk).collect::<Vec<_>>())?;
    let noted = config
        .filter(|_| paths.is_empty())
        .map(|config| unmatched(config, &walk.files));
    Ok(Candidates {
        noted: noted.unwrap_or_default(),
        inputs: walk.files.into_iter().map(Input::File).collect(),
        skipped: walk.skipped,
        excluded: walk.excluded,
        nothing_staged: false,
    })
}

fn of_index<'o>(staged: Staged) -> Candidates<'o> {
    let inputs = staged.files.into_iter().map(|file| Input::Staged {
        loaded: match file.bytes {
            Some(bytes) => load_bytes(bytes, Arc::clone(&file.shown)),
            None => Err(LoadError::TooLarge),
        },
        shown: file.shown,
        judged: file.changed,
    });
    Candidates {
        inputs: inputs.collect(),
        skipped: staged.skipped,
        excluded: staged.excluded,
        noted: Vec::new(),
        nothing_staged: !staged.anything,
    }
}

/// What the config includes and no file is called: somebody believes it to be checked.
fn unmatched(config: &Config, files: &[Found]) -> Vec<Diagnostic> {
    let matches = |pattern: &str| {
        // A pattern that is none was refused with the config.
        Globs::new([pattern])
            .is_ok_and(|globs| files.iter().any(|file| globs.matches(&file.relative)))
    };
    let include = config.include.iter();
    include
        .filter(|pattern| !matches(pattern))
        .map(|pattern| {
            let message = format!("`{}` includes no file", pattern.escape_debug());
            Diagnostic::warning("config::unmatched", message)
                .at(&config.source, pattern.span)
                .help("patterns are from the folder that is checked, as in `charts/**/*.yaml`")
        })
        .collect()
}

/// The files that some kind claims or lists, and those that the config includes.
fn kind_globs(set: &PolicySet, config: Option<&Config>) -> Result<Globs, Diagnostic> {
    let claims = set
        .kinds
        .iter()
        .flat_map(|kind| kind.claims.iter().map(String::as_str));
    let files = set
        .kinds
        .iter()
        .flat_map(|kind| kind.files.iter().map(|glob| glob.as_str()));
    let included = config
        .into_iter()
        .flat_map(|config| config.include.iter().map(|glob| glob.as_str()));
    Globs::new(claims.chain(files).chain(included)).map_err(|error| bad_glob(&error.to_string()))
}

fn bad_glob(message: &str) -> Diagnostic {
    Diagnostic::error("policy::glob", message)
}

/// The threads that look for files and judge them, as many as the run may have.
pub(super) fn threads(setup: &Setup) -> Result<ThreadPool, Diagnostic> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(setup.jobs.map_or(0, NonZeroUsize::get))
        .stack_size(STACK)
        .build()
        .map_err(|error| {
            Diagnostic::error("run::threads", format!("cannot start threads: {error}"))
        })
}

/// Files that are visited before the first of them is passed on.
const AT_ONCE: usize = 2_048;

/// Visits every input, several at once; the order of the result is that of the inputs, and so is the order in which
/// they are passed on.
pub(super) fn visit_all(
    options: &CheckOptions,
    inputs: &[Input<'_>],
    set: &PolicySet,
    pool: &ThreadPool,
    tell: &Tell<'_>,
    pass_on: &mut dyn FnMut(&mut Visit),
) -> Vec<Visit> {
    let done = AtomicUsize::new(0);
    let told = |visit| {
        tell(done.fetch_add(1, Ordering::Relaxed) + 1, inputs.len());
        visit
    };
    let today = options.setup.today;
    let alone = World {
        today,
        siblings: Siblings::default(),
    };
    let folders = Folders::default();
    if !set.uses("siblings") {
        let visit = |input| {
            let (mut visit, survey) = look(input, set, &alone, &folders);
            let services = survey.services.iter();
            visit.judged = services
                .map(|service| judge(set, service, &alone))
                .collect();
            told(visit)
        };
        let mut visits = Vec::with_capacity(inputs.len());
        for inputs in inputs.chunks(AT_ONCE) {
            let mut part: Vec<Visit> = pool.install(|| inputs.par_iter().map(visit).collect());
            part.iter_mut().for_each(&mut *pass_on);
            visits.append(&mut part);
        }
        return visits;
    }
    let looks: Vec<(Visit, Survey<'_>)> = pool.install(|| {
        inputs
            .par_iter()
            .map(|input| {
                let (visit, survey) = look(input, set, &alone, &folders);
                (told(visit), survey)
            })
            .collect()
    });
    let (visits, surveys): (Vec<Visit>, Vec<Survey<'_>>) = looks.into_iter().unzip();
    let siblings = Siblings::of(surveys.iter().flat_map(|survey| &survey.services));
    let world = World { today, siblings };
    let judged: Vec<Vec<Judged>> = pool.install(|| {
        inputs
            .par_iter()
            .zip(&surveys)
            .map(|(input, survey)| {
                let services = survey.services.iter().filter(|_| input.is_judged());
                services
                    .map(|service| judge(set, service, &world))
                    .collect()
            })
            .collect()
    });
    let visits = inputs.iter().zip(visits).zip(judged);
    visits
        .map(|((input, visit), judged)| {
            if input.is_judged() {
                let mut visit = Visit { judged, ..visit };
                pass_on(&mut visit);
                return visit;
            }
            // A sibling that could not be read is an error all the same: its absence could be taken for a pass.
            Visit {
                diagnostics: visit.diagnostics,
                ..Visit::default()
            }
        })
        .collect()
}

/// The services of a tree, without judging them. Problems of single manifests are the check's to tell.
pub(super) fn look_for_services<'p>(
    loading: &'p Loading,
    paths: &[PathBuf],
    setup: &Setup,
) -> Result<Vec<Survey<'p>>, Vec<Diagnostic>> {
    let wanted =
        kind_globs(&loading.set, loading.config.as_ref()).map_err(|problem| vec![problem])?;
    let found = walk(
        &loading.root,
        paths,
        &|path: &Path| wanted.matches(path),
        &Globs::default(),
    )
    .map_err(|errors| errors.iter().map(Diagnostic::of_walk).collect::<Vec<_>>())?;
    let alone = World {
        today: setup.today,
        siblings: Siblings::default(),
    };
    let mut candidates = found.files;
    // What was named to be scanned for workarounds need not be a manifest.
    candidates.retain(|file| wanted.matches(&file.relative));
    Ok(candidates
        .iter()
        .map(|file| look_at(file, &loading.set, &alone).1)
        .collect())
}

/// Reads one file of the tree: its problems, and its services.
pub(super) fn look_at<'p>(
    found: &Found,
    set: &'p PolicySet,
    world: &World<'_>,
) -> (Vec<Diagnostic>, Survey<'p>) {
    let folders = Folders::default();
    let (visit, survey) = look(&Input::File(found.clone()), set, world, &folders);
    (visit.diagnostics, survey)
}

/// Reads one file and divides it into services.
fn look<'p>(
    input: &Input<'_>,
    set: &'p PolicySet,
    world: &World<'_>,
    folders: &Folders,
) -> (Visit, Survey<'p>) {
    let mut visit = Visit::default();
    let nothing = || Survey {
        services: Vec::new(),
        documents: 0,
        unrecognised: Vec::new(),
        diagnostics: Vec::new(),
    };
    let read_now;
    let (content, shown, named) = match input {
        Input::Text(loaded) => (Ok(*loaded), loaded.source.path(), true),
        Input::File(found) => {
            read_now = load(found, folders);
            (read_now.as_ref(), &found.shown, found.named)
        }
        Input::Staged { shown, loaded, .. } => (loaded.as_ref(), shown, false),
    };
    let loaded = match content {
        Ok(loaded) => loaded,
        Err(error) => {
            visit.diagnostics.push(Diagnostic::of_load(shown, error));
            return (visit, nothing());
        }
    };
    let path = loaded.source.path();
    visit.file = Some(FileRecord {
        path: Arc::clone(path),
        sha256: loaded.sha256.clone(),
    });
    let reading = read(&loaded.source, &Limits::default());
    visit.diagnostics.extend(reading.diagnostics);
    let mut survey = survey(set, &reading.tree, world);
    visit.documents = survey.documents;
    visit.diagnostics.append(&mut survey.diagnostics);
    let unrecognised = std::mem::take(&mut survey.unrecognised);
    unclaimed(&mut visit, &reading.tree, &unrecognised, named, set);
    (visit, survey)
}
