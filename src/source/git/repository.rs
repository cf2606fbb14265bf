//! What is asked of a work tree.

use super::listing::{blob, committed, entry, fields, path_of, split_once};
use super::origin::name_in_address;
use super::program::read_all;
use super::{Committed, Entry, Git, GitError, Untracked};
use crate::source::sha256;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Objects that are asked for at once.
const BLOBS: usize = 256;

const LIST_INDEX: &[&str] = &["ls-files", "-s", "-v", "-z"];

const LIST_TO_COMMIT: &[&str] = &[
    "diff",
    "--cached",
    "--ita-invisible-in-index",
    "--name-only",
    "--diff-filter=d",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
    "--no-relative",
    "--ignore-submodules=all",
    "-z",
];

/// A work tree that git answers for.
#[derive(Clone, Debug)]
pub struct Repository {
    pub(super) top: PathBuf,
    pub(super) git: Git,
}

/// Where git looks for hooks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hooks {
    /// The folder of the repository in which `hooks/` stands, absolute.
    pub folder: PathBuf,
    /// The folder that the configuration names (`core.hooksPath`), as it is written there.
    pub configured: Option<String>,
}

impl Repository {
    /// The top of the work tree, absolute and without links.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// What the work tree's own index holds, whatever index a hook's environment names. Sorted; a path in
    /// conflict occurs once for each side.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn tracked(&self) -> Result<Vec<Entry>, GitError> {
        let listing = self.ask(LIST_INDEX)?;
        self.entries(&listing)
    }

    /// What is about to be committed: like [`Repository::tracked`], but from the index that git named to a hook.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn staged(&self) -> Result<Vec<Entry>, GitError> {
        let listing = self.ask_with(LIST_INDEX, Vec::new(), true, read_all)?;
        self.entries(&listing)
    }

    /// The paths that the next commit would change or add, as git named the index to a hook. What is only marked to be
    /// added (`git add --intent-to-add`) is not among them.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn to_be_committed(&self) -> Result<BTreeSet<PathBuf>, GitError> {
        let listing = self.ask_with(LIST_TO_COMMIT, Vec::new(), true, read_all)?;
        let paths = fields(&listing).map(path_of);
        paths
            .collect::<Option<_>>()
            .ok_or_else(|| self.garbled(LIST_TO_COMMIT))
    }

    /// What is neither tracked nor excluded by git. A folder among it is a repository of its own.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn untracked(&self) -> Result<Vec<Untracked>, GitError> {
        let question = ["ls-files", "-z", "--others", "--exclude-standard"];
        self.others(&question)
    }

    /// What is not tracked and excluded by git. A folder among it is excluded with everything in it.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn git_ignored(&self) -> Result<Vec<Untracked>, GitError> {
        let question = [
            "ls-files",
            "-z",
            "--others",
            "--ignored",
            "--exclude-standard",
            "--directory",
        ];
        self.others(&question)
    }

    /// What the commit that is checked out holds, by path; `None` before the first commit.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn committed(&self) -> Result<Option<BTreeMap<PathBuf, Committed>>, GitError> {
        let Some(head) = self.head()? else {
            return Ok(None);
        };
        let question = ["ls-tree", "-r", "-z", "--full-tree", &head];
        let listing = self.ask(&question)?;
        let files = fields(&listing).map(|field| {
            let (about, path) = split_once(field, b'\t')?;
            Some((path_of(path)?, committed(about)?))
        });
        files
            .collect::<Option<_>>()
            .map(Some)
            .ok_or_else(|| self.garbled(&question))
    }

    /// The contents of objects, in their order; `None` for one too large to be read.
    ///
    /// # Errors
    /// Where an object is missing or is no file's content, and see [`GitError`].
    pub fn blobs(&self, objects: &[&str]) -> Result<Vec<Option<Vec<u8>>>, GitError> {
        if objects.is_empty() {
            return Ok(Vec::new());
        }
        let mut input = objects.join("\n").into_bytes();
        input.push(b'\n');
        let count = objects.len();
        self.ask_with(&["cat-file", "--batch"], input, false, move |answer| {
            (0..count).map(|_| blob(answer)).collect()
        })
    }

    /// The commit that is checked out, as its name; `None` before the first commit.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn head(&self) -> Result<Option<String>, GitError> {
        let question = ["rev-parse", "-q", "--verify", "HEAD^{commit}"];
        let answer = self.ask_maybe(&question)?;
        Ok(answer.map(|name| name.trim_end().to_owned()))
    }

    /// Whether what was judged is something else than the commit that is checked out: something is staged, or
    /// one of the files that were `read` (relative to the top, with the SHA-256 of their bytes) is untracked or
    /// differs from its committed content by more than line ends.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn is_dirty(&self, read: &[(&Path, &str)]) -> Result<bool, GitError> {
        let Some(committed) = self.committed()? else {
            return Ok(true);
        };
        let tracked = self.tracked()?;
        let staged = tracked.len() != committed.len()
            || tracked
                .iter()
                .any(|entry| !entry.is_as(committed.get(&entry.path)));
        if staged {
            return Ok(true);
        }
        let objects: Option<Vec<&str>> = read
            .iter()
            .map(|(path, _)| committed.get(*path).map(|file| file.object.as_str()))
            .collect();
        let Some(objects) = objects else {
            return Ok(true);
        };
        // Few at once, since they are held in memory.
        for (objects, read) in objects.chunks(BLOBS).zip(read.chunks(BLOBS)) {
            let contents = self.blobs(objects)?;
            let same = contents.iter().zip(read).all(|(content, (_, hash))| {
                let content = content.as_deref();
                content.is_some_and(|content| has_hash(content, hash))
            });
            if !same {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// In what the index, as git named it to a hook, differs from files that were `read` (relative to the top, with the
    /// SHA-256 of their bytes): those that it holds with other content, where line ends make no difference, those that it
    /// does not hold, and those that it holds in one of the `folders` and that are not there.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn staged_otherwise(
        &self,
        read: &[(PathBuf, String)],
        folders: &[PathBuf],
    ) -> Result<Vec<PathBuf>, GitError> {
        let staged: BTreeMap<PathBuf, String> = self
            .staged()?
            .into_iter()
            .map(|entry| (entry.path, entry.object))
            .collect();
        let known: Vec<(&Path, &str, &str)> = read
            .iter()
            .filter_map(|(path, hash)| Some((&**path, &**hash, &**staged.get(path)?)))
            .collect();
        let is_gone = |path: &&PathBuf| {
            folders.iter().any(|folder| path.starts_with(folder))
                && std::fs::symlink_metadata(self.top.join(path)).is_err()
        };
        let unknown = read.iter().map(|(path, _)| path);
        let mut other: Vec<PathBuf> = unknown
            .filter(|path| !staged.contains_key(*path))
            .chain(staged.keys().filter(is_gone))
            .cloned()
            .collect();
        for known in known.chunks(BLOBS) {
            let objects: Vec<&str> = known.iter().map(|(_, _, object)| *object).collect();
            let contents = self.blobs(&objects)?;
            let differing = known
                .iter()
                .zip(&contents)
                .filter(|((_, hash, _), content)| {
                    let content = content.as_deref();
                    !content.is_some_and(|content| has_hash(content, hash))
                });
            other.extend(differing.map(|((path, _, _), _)| path.to_path_buf()));
        }
        other.sort();
        Ok(other)
    }

    /// Where git looks for hooks: the folder that all work trees of the repository share, and the one that its
    /// configuration names in place of it.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn hooks(&self) -> Result<Hooks, GitError> {
        let question = ["rev-parse", "--git-common-dir"];
        let answer = self.ask(&question)?;
        let folder = path_of(answer.strip_suffix(b"\n").unwrap_or(&answer))
            .ok_or_else(|| self.garbled(&question))?;
        // The last one is what we switch hooks off with.
        let said = self.ask_maybe(&["config", "--get-all", "core.hooksPath"])?;
        let said = said.unwrap_or_default();
        let mut lines: Vec<&str> = said.lines().collect();
        lines.pop();
        Ok(Hooks {
            folder: self.top.join(folder),
            configured: lines.last().map(|line| (*line).to_owned()),
        })
    }

    /// The mail address that commits are made with, where git knows one.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn user_email(&self) -> Result<Option<String>, GitError> {
        let email = self.ask_maybe(&["config", "--get", "user.email"])?;
        Ok(email
            .map(|email| email.trim().to_owned())
            .filter(|email| !email.is_empty()))
    }

    /// The repository's name as its `origin` address gives it, such as `shop/checkout`: nobody vouches for it.
    /// `None` where there is no origin, or its address is no such name.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn origin(&self) -> Result<Option<String>, GitError> {
        let address = self.ask_maybe(&["config", "--get", "remote.origin.url"])?;
        Ok(address.and_then(|address| name_in_address(address.trim_end())))
    }

    fn others(&self, question: &[&str]) -> Result<Vec<Untracked>, GitError> {
        let listing = self.ask(question)?;
        fields(&listing)
            .map(|field| {
                let folder = field.strip_suffix(b"/");
                Some(Untracked {
                    path: path_of(folder.unwrap_or(field))?,
                    is_folder: folder.is_some(),
                })
            })
            .collect::<Option<_>>()
            .ok_or_else(|| self.garbled(question))
    }

    fn entries(&self, listing: &[u8]) -> Result<Vec<Entry>, GitError> {
        fields(listing)
            .map(|field| entry(field).ok_or_else(|| self.garbled(LIST_INDEX)))
            .collect()
    }
}

/// Whether a text has this hash, as it is or with the line ends of one system throughout.
fn has_hash(content: &[u8], hash: &str) -> bool {
    if sha256(content) == hash {
        return true;
    }
    let mut unix = Vec::with_capacity(content.len());
    let mut windows = Vec::with_capacity(content.len());
    for line in content.split_inclusive(|byte| *byte == b'\n') {
        let Some(text) = line.strip_suffix(b"\n") else {
            unix.extend(line);
            windows.extend(line);
            continue;
        };
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        unix.extend(text);
        unix.push(b'\n');
        windows.extend(text);
        windows.extend(b"\r\n");
    }
    sha256(&unix) == hash || sha256(&windows) == hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_make_no_difference_and_the_rest_does() {
        let same = |one: &[u8], other: &[u8]| has_hash(one, &sha256(other));
        assert!(same(b"a\r\nb", b"a\nb"));
        assert!(same(b"a\nb\n", b"a\r\nb\r\n"));
        assert!(same(b"a\rb", b"a\rb"));
        assert!(!same(b"a\rb", b"ab"));
        assert!(!same(b"a\nb", b"a\nc"));
    }
}
