//! Finding files: what belongs to the tree that is checked, and what of it is not looked at, each with a reason.
//!
//! In a git work tree these are the tracked files and the untracked ones that git does not exclude; elsewhere all
//! files. Symbolic links are never followed. Whatever could not be listed is an error: a listing is whole or none.

use super::git::{Entry, EntryKind, Git, GitError, Repository};
use super::globs::Globs;
use super::shown::shown_path;
use std::fs::{self, FileType};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// Where a run stands: the folder that paths are printed relative to.
#[derive(Clone, Debug)]
pub struct Root {
    cwd: PathBuf,
    folder: Arc<Path>,
    program: Git,
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
    /// It has no content in the index: it is empty, or only marked to be added, which no commit takes.
    EmptyInIndex,
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
            Self::EmptyInIndex => "empty in the index",
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
    fn found(&self, path: &Path, above: &Path) -> Found {
        let (base, relative) = self.divide(path, above);
        Found {
            shown: self.shown(path).into(),
            ..Found::new(base, relative)
        }
    }

    /// The part of a path below which no link is followed, and the rest: what patterns are held against.
    fn divide<'p>(&'p self, path: &'p Path, above: &'p Path) -> (&'p Path, &'p Path) {
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

/// Finds the files that arguments of the command line mean; no arguments mean the root.
///
/// A file that is named is found whatever its name, excluded or not, and no tree is listed for it. Below a folder
/// these are the files whose path relative to the root is `wanted`. A folder that lies in another repository than
/// the root, or that git excludes, is searched all the same, since it was named.
///
/// # Errors
/// All arguments that could not be searched, each with its reason.
pub fn walk(
    root: &Root,
    arguments: &[PathBuf],
    wanted: &dyn Fn(&Path) -> bool,
    exclude: &Globs,
) -> Result<Walk, Vec<WalkError>> {
    let mut search = Search {
        root,
        wanted,
        exclude,
        walk: Walk::default(),
    };
    let mut errors = Vec::new();
    if arguments.is_empty() {
        errors.extend(search.folder(root.folder()).err());
    }
    for argument in arguments {
        errors.extend(search.argument(argument).err());
    }
    if errors.is_empty() {
        Ok(search.finish())
    } else {
        Err(errors)
    }
}

struct Search<'a> {
    root: &'a Root,
    wanted: &'a dyn Fn(&Path) -> bool,
    exclude: &'a Globs,
    walk: Walk,
}

impl Search<'_> {
    fn argument(&mut self, argument: &Path) -> Result<(), WalkError> {
        // Collected anew, since a slash behind a link would mean what it leads to.
        let path: PathBuf = self.root.cwd.join(argument).components().collect();
        let kind = kind_of(&path).map_err(|source| WalkError::Unreadable {
            shown: shown_path(argument),
            source,
        })?;
        let real = canonical(&path)?;
        let climbs = path.components().any(|part| part == Component::ParentDir);
        let leads_out = !climbs
            && path.starts_with(self.root.folder())
            && !real.starts_with(self.root.folder());
        if kind.is_symlink() || leads_out {
            return Err(WalkError::Symlink {
                shown: shown_path(argument),
            });
        }
        if kind.is_dir() {
            return self.folder(&real);
        }
        let above = real.parent().unwrap_or(&real);
        let found = self.root.found(&real, above);
        self.walk.files.push(Found {
            named: true,
            ..found
        });
        Ok(())
    }

    /// Finds what is wanted below a folder, given absolute and without links.
    fn folder(&mut self, folder: &Path) -> Result<(), WalkError> {
        let repository = match (Git::top_above(folder)?, &self.root.git) {
            (None, _) => None,
            (Some(top), Some(git)) if git.top() == top => Some(git.clone()),
            (Some(_), _) => self.root.program.find(folder)?,
        };
        match repository {
            Some(repository) => self.repository(&repository, folder),
            None => self.tree(folder),
        }
    }

    fn repository(&mut self, repository: &Repository, below: &Path) -> Result<(), WalkError> {
        let ignored = repository.git_ignored()?;
        let absolute = |path: &Path| repository.top().join(path);
        let holds_all = |path: &Path| below.starts_with(absolute(path));
        if ignored
            .iter()
            .any(|entry| entry.is_folder && holds_all(&entry.path))
        {
            return self.tree(below);
        }
        let mut last = None;
        for entry in repository.tracked()? {
            let path = absolute(&entry.path);
            if !path.starts_with(below) || last.as_ref() == Some(&path) {
                continue;
            }
            self.tracked(&entry, &path, below)?;
            last = Some(path);
        }
        for entry in repository.untracked()? {
            let path = absolute(&entry.path);
            if path.starts_with(below) && entry.is_folder {
                self.skip_folder(&path, below, Reason::NestedRepository);
            } else if path.starts_with(below) {
                self.file(&path, kind_of(&path), below, Reason::Missing)?;
            }
        }
        for entry in ignored {
            let path = absolute(&entry.path);
            if path.starts_with(below) && entry.is_folder {
                self.skip_folder(&path, below, Reason::GitIgnored);
            } else if path.starts_with(below) && self.counts(&path, below) {
                self.skip(&path, Reason::GitIgnored);
            }
        }
        Ok(())
    }

    fn tracked(&mut self, entry: &Entry, path: &Path, below: &Path) -> Result<(), WalkError> {
        match entry.kind {
            EntryKind::Submodule => {
                self.skip_folder(path, below, Reason::Submodule);
                Ok(())
            }
            EntryKind::File | EntryKind::Symlink if entry.skip_worktree => {
                self.file(path, kind_of(path), below, Reason::Sparse)
            }
            EntryKind::File | EntryKind::Symlink => {
                self.file(path, kind_of(path), below, Reason::Missing)
            }
        }
    }

    fn tree(&mut self, folder: &Path) -> Result<(), WalkError> {
        let entries = walkdir::WalkDir::new(folder)
            .min_depth(1)
            .follow_links(false)
            .into_iter()
            .filter_entry(|entry| entry.file_name() != ".git");
        for entry in entries {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => {
                    self.file(entry.path(), Ok(entry.file_type()), folder, Reason::Missing)?;
                }
                Err(error) => {
                    let path = error.path().unwrap_or(folder).to_path_buf();
                    let (_, relative) = self.root.divide(&path, folder);
                    if !self.exclude.matches_folder(relative) {
                        return Err(self.unreadable(&path, error.into()));
                    }
                }
            }
        }
        Ok(())
    }

    /// Takes what stands at a path and is of a kind, unless it is not wanted, excluded, a link, or gone for the reason `if_gone`.
    fn file(
        &mut self,
        path: &Path,
        kind: io::Result<FileType>,
        below: &Path,
        if_gone: Reason,
    ) -> Result<(), WalkError> {
        match kind {
            Ok(kind) if kind.is_symlink() => {
                // A dangling link, or one to a file that nobody wants, hides nothing.
                let to_folder = fs::metadata(path).is_ok_and(|target| target.is_dir());
                let excluded = self.exclude.matches(self.root.divide(path, below).1);
                if (to_folder && !excluded) || self.counts(path, below) {
                    self.skip(path, Reason::Symlink);
                }
            }
            Ok(_) => {
                if self.counts(path, below) {
                    self.walk.files.push(self.root.found(path, below));
                }
            }
            Err(error) if is_gone(&error) => {
                if self.counts(path, below) {
                    self.skip(path, if_gone);
                }
            }
            Err(error) => {
                if self.counts(path, below) {
                    return Err(self.unreadable(path, error));
                }
            }
        }
        Ok(())
    }

    /// Whether a file is wanted and not excluded; counts it where only the latter fails.
    fn counts(&mut self, path: &Path, below: &Path) -> bool {
        let (_, relative) = self.root.divide(path, below);
        if !(self.wanted)(relative) {
            return false;
        }
        let excluded = self.exclude.matches(relative);
        self.walk.excluded += usize::from(excluded);
        !excluded
    }

    fn skip_folder(&mut self, path: &Path, below: &Path, reason: Reason) {
        let (_, relative) = self.root.divide(path, below);
        if !self.exclude.matches_folder(relative) {
            let shown = format!("{}/", self.root.shown(path)).into();
            self.walk.skipped.push(Skipped { shown, reason });
        }
    }

    fn skip(&mut self, path: &Path, reason: Reason) {
        let shown = self.root.shown(path).into();
        self.walk.skipped.push(Skipped { shown, reason });
    }

    fn unreadable(&self, path: &Path, source: io::Error) -> WalkError {
        WalkError::Unreadable {
            shown: self.root.shown(path),
            source,
        }
    }

    fn finish(mut self) -> Walk {
        // A file that was named and found again below a folder stays named.
        self.walk
            .files
            .sort_by(|a, b| (&a.shown, b.named).cmp(&(&b.shown, a.named)));
        self.walk
            .files
            .dedup_by(|later, kept| later.path() == kept.path());
        self.walk.skipped.sort();
        self.walk.skipped.dedup();
        self.walk
    }
}

fn canonical(path: &Path) -> Result<PathBuf, WalkError> {
    fs::canonicalize(path).map_err(|source| WalkError::Unreadable {
        shown: shown_path(path),
        source,
    })
}

fn kind_of(path: &Path) -> io::Result<FileType> {
    fs::symlink_metadata(path).map(|metadata| metadata.file_type())
}

fn is_gone(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}
