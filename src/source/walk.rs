//! Finding files: what belongs to the tree that is checked, and what of it is not looked at, each with a reason.
//!
//! In a git work tree these are the tracked files and the untracked ones that git does not exclude; elsewhere all
//! files. Symbolic links are never followed. Whatever could not be listed is an error: a listing is whole or none.

use super::git::{Git, GitError, Repository};
use super::shown::shown_path;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a run stands: the folder that paths are printed relative to.
#[derive(Clone, Debug)]
pub struct Root {
    pub(super) cwd: PathBuf,
    folder: Arc<Path>,
    pub(super) program: Git,
    git: Option<Repository>,
}

/// A file to be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// The folder below which no link is followed, absolute.
    pub base: Arc<Path>,
    /// The path below it, as the operating system needs it.
    pub relative: PathBuf,
    /// The path as it is printed: relative to the root where it lies in it.
    pub shown: Arc<str>,
    /// Whether the command line named this very file.
    pub named: bool,
}

/// What was found, in bytewise order of the printed paths.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Walk {
    /// The files that were wanted.
    pub files: Vec<Found>,
    /// What was met and is not checked.
    pub skipped: Vec<Skipped>,
    /// How many files were wanted but for the exclusion.
    pub excluded: usize,
}

/// Something that is not checked.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Skipped {
    /// Its path as it is printed; a folder's ends in `/`.
    pub shown: Arc<str>,
    /// Why.
    pub reason: Reason,
}

/// Why something is not checked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reason {
    /// A symbolic link that has a wanted name or leads to a folder.
    Symlink,
    /// The commit of another repository.
    Submodule,
    /// An untracked folder with a repository of its own.
    NestedRepository,
    /// Tracked, but left out of the work tree by a sparse checkout.
    Sparse,
    /// Tracked, but deleted from the work tree.
    Missing,
    /// Git was told to leave it out.
    GitIgnored,
    /// It is only marked to be added and has no content in the index: no commit takes it.
    Unfilled,
}

impl Reason {
    /// The words printed for it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Symlink => "symlink",
            Self::Submodule => "submodule",
            Self::NestedRepository => "nested repository",
            Self::Sparse => "not in the sparse checkout",
            Self::Missing => "deleted from the work tree",
            Self::GitIgnored => "ignored by git",
            Self::Unfilled => "marked to be added, without content",
        }
    }
}

/// Why files could not be found.
#[derive(Debug, thiserror::Error)]
pub enum WalkError {
    /// Git did not answer.
    #[error(transparent)]
    Git(#[from] GitError),
    /// Something cannot be looked at.
    #[error("`{shown}` cannot be read: {source}")]
    Unreadable {
        /// Its path as it is printed.
        shown: String,
        /// Why.
        source: io::Error,
    },
    /// What is staged was asked for, where nothing can be.
    #[error("there is no git repository here, so nothing is staged")]
    NoRepository,
    /// A file that is wanted has more than one side in the index.
    #[error("`{shown}` is in conflict, so it is open what will be committed")]
    Conflict {
        /// Its path as it is printed.
        shown: String,
    },
    /// A path of the command line is, or goes through, a link that leads out of the root.
    #[error("`{shown}` is a symbolic link, and links are not followed")]
    Symlink {
        /// The path as it is printed.
        shown: String,
    },
}

impl WalkError {
    /// The stable code of its diagnostic.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Git(error) => error.code(),
            Self::Unreadable { .. } => "file::unreadable",
            Self::NoRepository => "git::none",
            Self::Conflict { .. } => "git::conflict",
            Self::Symlink { .. } => "file::symlink",
        }
    }

    /// What to do about it, where that is known.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Git(error) => error.help(),
            Self::Unreadable { .. } => None,
            Self::NoRepository => Some("without --staged the folder is checked".to_owned()),
            Self::Conflict { .. } => {
                Some("resolve it, and stage what you mean: git add".to_owned())
            }
            Self::Symlink { .. } => {
                Some("name what it leads to, or pipe the text into `mustmay check -`".to_owned())
            }
        }
    }
}

impl Root {
    /// The root of a working directory: the top of its git work tree, else the directory itself.
    ///
    /// # Errors
    /// Where it lies in a work tree and git does not answer.
    pub fn of(cwd: &Path, program: Git) -> Result<Self, WalkError> {
        let cwd = canonical(cwd)?;
        let git = program.find(&cwd)?;
        let folder = git.as_ref().map_or(cwd.as_path(), Repository::top).into();
        Ok(Self {
            cwd,
            folder,
            program,
            git,
        })
    }

    /// The folder that paths are printed relative to, absolute and without links.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Its git work tree, if it is one.
    pub fn git(&self) -> Option<&Repository> {
        self.git.as_ref()
    }

    /// A path as it is printed.
    pub fn shown(&self, path: &Path) -> String {
        shown_path(path.strip_prefix(&self.folder).unwrap_or(path))
    }

    /// An absolute path without links as something to be read; `above` is where it was looked for.
    pub(super) fn found(&self, path: &Path, above: &Path) -> Found {
        let (base, relative) = self.divide(path, above);
        Found {
            base: if base == &*self.folder {
                Arc::clone(&self.folder)
            } else {
                base.into()
            },
            relative: relative.to_path_buf(),
            shown: self.shown(path).into(),
            named: false,
        }
    }

    /// The part of a path below which no link is followed, and the rest: what patterns are held against.
    pub(super) fn divide<'p>(&'p self, path: &'p Path, above: &'p Path) -> (&'p Path, &'p Path) {
        match path.strip_prefix(&self.folder) {
            Ok(relative) => (&self.folder, relative),
            Err(_outside) => (above, path.strip_prefix(above).unwrap_or(path)),
        }
    }
}

impl Found {
    /// The file at `relative` below `base`, printed as that.
    pub fn new(base: &Path, relative: &Path) -> Self {
        Self {
            base: base.into(),
            relative: relative.to_path_buf(),
            shown: shown_path(relative).into(),
            named: false,
        }
    }

    /// Its whole path.
    pub fn path(&self) -> PathBuf {
        self.base.join(&self.relative)
    }
}

pub(super) fn canonical(path: &Path) -> Result<PathBuf, WalkError> {
    fs::canonicalize(path).map_err(|source| WalkError::Unreadable {
        shown: shown_path(path),
        source,
    })
}
