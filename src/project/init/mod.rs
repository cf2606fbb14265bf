//! Setting a repository up: a config, a first mandate with its test, a hook, a CI file. Nothing is overwritten.

mod texts;

use super::check::check;
use super::checked::{CheckOptions, Inputs};
use super::packs::read_source;
use super::setup::Setup;
use crate::config;
use crate::diagnostic::Diagnostic;
use crate::policy::{Level, PolicySet};
use crate::source::{Hooks, Repository, Root, WalkError, load_path, save_new, shown_path};
use std::path::{Path, PathBuf};

/// What setting up needs to know.
#[derive(Debug)]
pub struct InitOptions {
    /// What all use cases are told; of the policies nothing is taken.
    pub setup: Setup,
    /// Whether to write a git hook.
    pub hook: bool,
    /// The CI system to write a file for.
    pub ci: Option<Ci>,
}

/// A CI system.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ci {
    /// GitHub Actions.
    Github,
    /// GitLab CI.
    Gitlab,
}

/// What was set up.
#[derive(Debug)]
pub struct InitReport {
    /// What was done and what was left, in order.
    pub steps: Vec<Step>,
    /// What could not be done.
    pub diagnostics: Vec<Diagnostic>,
    /// Manifests that stand there and cannot be read as they are: a check ends with 2 for them.
    pub unreadable: Vec<String>,
}

/// What a repository is like before it is set up: what a question depends on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Surroundings {
    /// Whether there is a git repository, and so commits to check.
    pub repository: bool,
    /// The CI system that it has files of already.
    pub ci: Option<Ci>,
}

impl Surroundings {
    /// Looks around.
    pub fn of(setup: &Setup) -> Self {
        // A git that does not answer is told of where something is to be written.
        let root = Root::of(&setup.cwd, setup.git.clone()).ok();
        let folder = root.as_ref().map_or(&*setup.cwd, Root::folder);
        Self {
            repository: root.as_ref().is_some_and(|root| root.git().is_some()),
            ci: Ci::found_in(folder),
        }
    }
}

/// One file of a set-up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// Its path as it is printed.
    pub shown: String,
    /// Whether it was written.
    pub written: bool,
    /// Whether something stands there now, written or as it was.
    pub there: bool,
    /// What is left to do by hand.
    pub advice: Option<String>,
}

impl Ci {
    /// All of them, with the words that users write.
    pub const ALL: &'static [(&'static str, Self)] =
        &[("github", Self::Github), ("gitlab", Self::Gitlab)];

    fn found_in(folder: &Path) -> Option<Self> {
        let is_there = |path: &str| folder.join(path).symlink_metadata().is_ok();
        if is_there(".gitlab-ci.yml") {
            Some(Self::Gitlab)
        } else if is_there(".github") {
            Some(Self::Github)
        } else {
            None
        }
    }
}

/// Sets a repository up.
pub fn init(options: &InitOptions) -> InitReport {
    let mut report = InitReport {
        steps: Vec::new(),
        diagnostics: Vec::new(),
        unreadable: Vec::new(),
    };
    if let Err(problem) = write_all(options, &mut report) {
        report.diagnostics.push(problem);
    }
    report
}

fn write_all(options: &InitOptions, report: &mut InitReport) -> Result<(), Diagnostic> {
    let failed = |error: &WalkError| Diagnostic::of_walk(error);
    let root =
        Root::of(&options.setup.cwd, options.setup.git.clone()).map_err(|error| failed(&error))?;
    // Asked first, so that nothing is half done where it cannot be.
    let hooks = match (options.hook, root.git()) {
        (false, _) => None,
        (true, Some(git)) => Some(hooks(git)?),
        (true, None) => {
            let problem = Diagnostic::error(
                "init::hook",
                "a hook needs a git repository, and there is none here",
            );
            return Err(problem.help("git init"));
        }
    };
    let folder = root.folder();
    if root.git().is_none() && is_bare(folder) {
        let what = "this is a bare repository, which has no files of its own";
        let problem = Diagnostic::error("init::bare", what);
        return Err(problem.help("set up a clone of it"));
    }
    let steps = &mut report.steps;
    let write = |path: &str, text: &str| write(folder, path, text, false);
    if is_there(&folder.join(config::FILE)) {
        steps.push(Step {
            shown: config::FILE.to_owned(),
            written: false,
            there: true,
            advice: Some("its policies are left as they are".to_owned()),
        });
    } else {
        let policies = policy_folder(folder);
        if !policies.holds_mandates {
            let today = options.setup.today;
            for (name, text) in texts::mandate(today) {
                steps.push(write(&format!("{}/{name}", policies.name), &text)?);
            }
        }
        let found = manifests(options);
        if found.services == 0 && found.unreadable.is_empty() {
            let name = texts::service_name(folder);
            steps.push(write("service.yaml", &texts::service(&name))?);
        }
        report.unreadable = found.unreadable;
        let written = match options.ci {
            None => &[][..],
            Some(Ci::Github) => &texts::GITHUB_FILES,
            Some(Ci::Gitlab) => &texts::GITLAB_FILES,
        };
        steps.push(write(config::FILE, &texts::config(policies.name, written))?);
    }
    if let Some(hooks) = hooks {
        steps.push(hook(folder, &hooks)?);
    }
    match options.ci {
        None => {}
        Some(Ci::Github) => {
            let [workflow] = texts::GITHUB_FILES;
            steps.push(write(workflow, texts::GITHUB)?);
        }
        Some(Ci::Gitlab) => {
            let [job, include] = texts::GITLAB_FILES;
            steps.push(write(job, texts::GITLAB)?);
            let mut step = write(include, texts::GITLAB_INCLUDE)?;
            if !step.written {
                step.advice = Some(format!("add to it:\n{}", texts::GITLAB_INCLUDE));
            }
            steps.push(step);
        }
    }
    Ok(())
}

/// Where policies are, or are to stand.
struct PolicyFolder {
    name: &'static str,
    holds_mandates: bool,
}

/// `policies`, unless something else than our policies has that name.
fn policy_folder(root: &Path) -> PolicyFolder {
    let free = |name| PolicyFolder {
        name,
        holds_mandates: false,
    };
    if !is_there(&root.join("policies")) {
        return free("policies");
    }
    let packs = super::packs::builtin("kinds").map(|kinds| vec![kinds]);
    let own = read_source(Path::new("policies"), root, root);
    let loaded = match (packs, own) {
        (Ok(mut packs), Ok(own)) => {
            packs.extend(own);
            super::packs::without_copies(&mut packs);
            PolicySet::load(&packs)
        }
        _ => Err(Vec::new()),
    };
    match loaded {
        Ok((set, _)) if !set.mandates.is_empty() => PolicyFolder {
            name: "policies",
            holds_mandates: true,
        },
        _ => free("mustmay-policies"),
    }
}

/// What could be judged already.
struct Manifests {
    services: usize,
    unreadable: Vec<String>,
}

/// Looks for manifests; where there are none, a first one is written.
fn manifests(options: &InitOptions) -> Manifests {
    let found = check(&CheckOptions {
        setup: Setup {
            policies: vec![PathBuf::from("builtin:starter")],
            ..options.setup.clone()
        },
        inputs: Inputs::Paths(Vec::new()),
        fail_level: Level::Deny,
        no_fail: false,
        allow_empty: false,
        no_exceptions: true,
        audit: false,
    });
    let errors = found.diagnostics.iter().filter(|one| one.is_error());
    let mut unreadable: Vec<String> = errors
        .map(|one| {
            let place = one.place.as_deref().map(|place| &place.file);
            let file = place.or(one.file.as_ref());
            file.map_or_else(|| one.message.clone(), ToString::to_string)
        })
        .collect();
    unreadable.dedup();
    Manifests {
        services: found.counts.services,
        unreadable,
    }
}

fn hooks(git: &Repository) -> Result<Hooks, Diagnostic> {
    git.hooks()
        .map_err(|error| Diagnostic::of_walk(&WalkError::Git(error)))
}

/// Writes the hook, unless git would not look at it, or one is there, or a framework keeps the hooks.
fn hook(root: &Path, hooks: &Hooks) -> Result<Step, Diagnostic> {
    const COMMAND: &str = "mustmay check --staged";
    const FRAMEWORK: &str = ".pre-commit-config.yaml";
    let runs_it = |path: &Path| {
        load_path(path, "").is_ok_and(|loaded| loaded.source.text().contains(COMMAND))
    };
    if is_there(&root.join(FRAMEWORK)) {
        let told = runs_it(&root.join(FRAMEWORK));
        return Ok(Step {
            shown: FRAMEWORK.to_owned(),
            written: false,
            there: true,
            advice: (!told).then(|| format!("add to its repos:\n{}", texts::FRAMEWORK_HOOK)),
        });
    }
    if let Some(configured) = &hooks.configured {
        let path = root.join(configured).join("pre-commit");
        let there = is_there(&path);
        let todo = if there {
            "let its hook run"
        } else {
            "write a hook there that runs"
        };
        return Ok(Step {
            shown: format!("{}/pre-commit", configured.escape_debug()),
            written: false,
            there,
            advice: (!runs_it(&path)).then(|| {
                format!("core.hooksPath names this folder, so it is yours: {todo} `{COMMAND}`")
            }),
        });
    }
    let path = hooks.folder.join("hooks/pre-commit");
    let shown = shown_path(path.strip_prefix(root).unwrap_or(&path));
    let written = save_new(
        &hooks.folder,
        Path::new("hooks/pre-commit"),
        texts::HOOK.as_bytes(),
        true,
    )
    .map_err(|error| not_written(&shown, &error))?;
    Ok(Step {
        shown,
        written,
        there: true,
        advice: (!written && !runs_it(&path)).then(|| format!("let it run `{COMMAND}`")),
    })
}

fn write(root: &Path, path: &str, text: &str, program: bool) -> Result<Step, Diagnostic> {
    let written = save_new(root, Path::new(path), text.as_bytes(), program)
        .map_err(|error| not_written(path, &error))?;
    Ok(Step {
        shown: path.to_owned(),
        written,
        there: true,
        advice: None,
    })
}

fn not_written(shown: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error("init::failed", format!("cannot write `{shown}`: {error}"))
}

/// Whether a folder is what git keeps, without a work tree.
fn is_bare(folder: &Path) -> bool {
    ["HEAD", "objects", "refs"]
        .iter()
        .all(|name| is_there(&folder.join(name)))
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
