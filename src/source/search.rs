//! The search for files: in a git work tree as git lists them, elsewhere folder by folder.

use super::git::{Entry, EntryKind, Git, Repository};
use super::globs::Globs;
use super::shown::shown_path;
use super::walk::{Found, Reason, Root, Skipped, Walk, WalkError, canonical};
use rayon::prelude::*;
use std::fs::{self, DirEntry, FileType};
use std::io;
use std::path::{Component, Path, PathBuf};

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
    wanted: &(dyn Fn(&Path) -> bool + Sync),
    exclude: &Globs,
) -> Result<Walk, Vec<WalkError>> {
    let search = Search {
        root,
        wanted,
        exclude,
    };
    let mut walk = Walk::default();
    let mut errors = Vec::new();
    if arguments.is_empty() {
        errors.extend(search.folder(root.folder(), &mut walk).err());
    }
    for argument in arguments {
        errors.extend(search.argument(argument, &mut walk).err());
    }
    if errors.is_empty() {
        Ok(walk.finish())
    } else {
        Err(errors)
    }
}

struct Search<'a> {
    root: &'a Root,
    wanted: &'a (dyn Fn(&Path) -> bool + Sync),
    exclude: &'a Globs,
}

impl Search<'_> {
    fn argument(&self, argument: &Path, walk: &mut Walk) -> Result<(), WalkError> {
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
            return self.folder(&real, walk);
        }
        let above = real.parent().unwrap_or(&real);
        let found = self.root.found(&real, above);
        walk.files.push(Found {
            named: true,
            ..found
        });
        Ok(())
    }

    /// Finds what is wanted below a folder, given absolute and without links.
    fn folder(&self, folder: &Path, walk: &mut Walk) -> Result<(), WalkError> {
        let repository = match (Git::top_above(folder)?, self.root.git()) {
            (None, _) => None,
            (Some(top), Some(git)) if git.top() == top => Some(git.clone()),
            (Some(_), _) => self.root.program.find(folder)?,
        };
        match repository {
            Some(repository) => self.repository(&repository, folder, walk),
            None => self.tree(folder, walk),
        }
    }

    fn repository(
        &self,
        repository: &Repository,
        below: &Path,
        walk: &mut Walk,
    ) -> Result<(), WalkError> {
        let ignored = repository.git_ignored()?;
        let absolute = |path: &Path| repository.top().join(path);
        let holds_all = |path: &Path| below.starts_with(absolute(path));
        if ignored
            .iter()
            .any(|entry| entry.is_folder && holds_all(&entry.path))
        {
            return self.tree(below, walk);
        }
        let mut last = None;
        for entry in repository.tracked()? {
            let path = absolute(&entry.path);
            if !path.starts_with(below) || last.as_ref() == Some(&path) {
                continue;
            }
            self.tracked(&entry, &path, below, walk)?;
            last = Some(path);
        }
        for entry in repository.untracked()? {
            let path = absolute(&entry.path);
            if path.starts_with(below) && entry.is_folder {
                self.skip_folder(&path, below, Reason::NestedRepository, walk);
            } else if path.starts_with(below) {
                self.file(&path, kind_of(&path), below, Reason::Missing, walk)?;
            }
        }
        for entry in ignored {
            let path = absolute(&entry.path);
            if path.starts_with(below) && entry.is_folder {
                self.skip_folder(&path, below, Reason::GitIgnored, walk);
            } else if path.starts_with(below) && self.counts(&path, below, walk) {
                self.skip(&path, Reason::GitIgnored, walk);
            }
        }
        Ok(())
    }

    fn tracked(
        &self,
        entry: &Entry,
        path: &Path,
        below: &Path,
        walk: &mut Walk,
    ) -> Result<(), WalkError> {
        match entry.kind {
            EntryKind::Submodule => {
                self.skip_folder(path, below, Reason::Submodule, walk);
                Ok(())
            }
            EntryKind::File | EntryKind::Symlink if entry.skip_worktree => {
                self.file(path, kind_of(path), below, Reason::Sparse, walk)
            }
            EntryKind::File | EntryKind::Symlink => {
                self.file(path, kind_of(path), below, Reason::Missing, walk)
            }
        }
    }

    /// Lists a tree level by level, the folders of a level several at once: no depth exhausts a stack.
    fn tree(&self, folder: &Path, walk: &mut Walk) -> Result<(), WalkError> {
        let mut level = vec![folder.to_path_buf()];
        while !level.is_empty() {
            let listed: Vec<_> = level
                .par_iter()
                .map(|inner| self.list(inner, folder))
                .collect();
            level.clear();
            for part in listed {
                let (part, inner) = part?;
                walk.append(part);
                level.extend(inner);
            }
        }
        Ok(())
    }

    /// What one folder of a tree holds, and the folders in it.
    fn list(&self, folder: &Path, below: &Path) -> Result<(Walk, Vec<PathBuf>), WalkError> {
        let mut walk = Walk::default();
        let mut folders = Vec::new();
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                self.not_listed(folder, error, below)?;
                return Ok((walk, folders));
            }
        };
        for entry in entries {
            match entry.and_then(|entry: DirEntry| Ok((entry.file_type()?, entry))) {
                Ok((_, entry)) if entry.file_name() == ".git" => {}
                Ok((kind, entry)) if kind.is_dir() => folders.push(entry.path()),
                Ok((kind, entry)) => {
                    let path = entry.path();
                    self.file(&path, Ok(kind), below, Reason::Missing, &mut walk)?;
                }
                Err(error) => self.not_listed(folder, error, below)?,
            }
        }
        Ok((walk, folders))
    }

    /// A folder that cannot be listed is an error, unless nothing below it is looked at.
    fn not_listed(&self, folder: &Path, error: io::Error, below: &Path) -> Result<(), WalkError> {
        let (_, relative) = self.root.divide(folder, below);
        if self.exclude.matches_folder(relative) {
            Ok(())
        } else {
            Err(self.unreadable(folder, error))
        }
    }

    /// Takes what stands at a path and is of a kind, unless it is not wanted, excluded, a link, or gone for the reason `if_gone`.
    fn file(
        &self,
        path: &Path,
        kind: io::Result<FileType>,
        below: &Path,
        if_gone: Reason,
        walk: &mut Walk,
    ) -> Result<(), WalkError> {
        match kind {
            Ok(kind) if kind.is_symlink() => {
                // A dangling link, or one to a file that nobody wants, hides nothing.
                let to_folder = fs::metadata(path).is_ok_and(|target| target.is_dir());
                let excluded = self.exclude.matches(self.root.divide(path, below).1);
                if (to_folder && !excluded) || self.counts(path, below, walk) {
                    self.skip(path, Reason::Symlink, walk);
                }
            }
            Ok(_) => {
                if self.counts(path, below, walk) {
                    walk.files.push(self.root.found(path, below));
                }
            }
            Err(error) if is_gone(&error) => {
                if self.counts(path, below, walk) {
                    self.skip(path, if_gone, walk);
                }
            }
            Err(error) => {
                if self.counts(path, below, walk) {
                    return Err(self.unreadable(path, error));
                }
            }
        }
        Ok(())
    }

    /// Whether a file is wanted and not excluded; counts it where only the latter fails.
    fn counts(&self, path: &Path, below: &Path, walk: &mut Walk) -> bool {
        let (_, relative) = self.root.divide(path, below);
        if !(self.wanted)(relative) {
            return false;
        }
        let excluded = self.exclude.matches(relative);
        walk.excluded += usize::from(excluded);
        !excluded
    }

    fn skip_folder(&self, path: &Path, below: &Path, reason: Reason, walk: &mut Walk) {
        let (_, relative) = self.root.divide(path, below);
        if !self.exclude.matches_folder(relative) {
            let shown = format!("{}/", self.root.shown(path)).into();
            walk.skipped.push(Skipped { shown, reason });
        }
    }

    fn skip(&self, path: &Path, reason: Reason, walk: &mut Walk) {
        let shown = self.root.shown(path).into();
        walk.skipped.push(Skipped { shown, reason });
    }

    fn unreadable(&self, path: &Path, source: io::Error) -> WalkError {
        WalkError::Unreadable {
            shown: self.root.shown(path),
            source,
        }
    }
}

impl Walk {
    fn append(&mut self, mut part: Self) {
        self.files.append(&mut part.files);
        self.skipped.append(&mut part.skipped);
        self.excluded += part.excluded;
    }

    fn finish(mut self) -> Self {
        // A file that was named and found again below a folder stays named.
        self.files
            .sort_by(|a, b| (&a.shown, b.named).cmp(&(&b.shown, a.named)));
        self.files
            .dedup_by(|later, kept| later.path() == kept.path());
        self.skipped.sort();
        self.skipped.dedup();
        self
    }
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
