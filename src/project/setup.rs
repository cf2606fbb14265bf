//! What all use cases are told.

use crate::source::Git;
use jiff::civil::Date;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// What was asked for, flags before environment; the config file is not read yet.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The working directory, absolute.
    pub cwd: PathBuf,
    /// Git as it is to be started.
    pub git: Git,
    /// The explicit policy source: folders, files, or `builtin:NAME`. Empty: none was given.
    pub policies: Vec<PathBuf>,
    /// The digest that the policy set must have: `sha256:` and 64 lower-case hexadecimal digits.
    pub policies_digest: Option<String>,
    /// Ledger folders and files. Empty: none was given.
    pub exceptions: Vec<PathBuf>,
    /// The config file, instead of the one that is looked for.
    pub config: Option<PathBuf>,
    /// The repository, if a flag, a variable or the CI system names it; else its origin may.
    pub repository: Option<RepositoryName>,
    /// The day of the judgement.
    pub today: Date,
    /// The day that the clock shows, or that of the judgement if it is later: nothing can have happened after it.
    pub clock: Date,
    /// Whether the day of the judgement comes from a clock that shows a day before this program was made.
    pub clock_is_behind: bool,
    /// Whether this is a run of continuous integration.
    pub ci: bool,
    /// How many threads to judge with; `None` means as many as there are processors.
    pub jobs: Option<NonZeroUsize>,
}

/// The name of the repository that is checked, such as `shop/checkout`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RepositoryName {
    /// The name.
    pub name: String,
    /// Whether the run's owner gave it, and not the checked tree.
    pub verified: bool,
}
