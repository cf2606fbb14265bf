//! Git, asked as a program: what a work tree tracks, what its index holds, where it came from.
//!
//! A repository can carry configuration that starts programs. So git is only asked for listings and objects,
//! never for `status` or `diff`, with everything switched off that could start something; only at the top of a
//! work tree that we found ourselves, so that a bare repository inside the tree is never entered; with an
//! environment of our choosing; and never for longer than [`DEADLINE`]. An answer counts only if git ended well.

use super::load::LIMIT;
use super::shown::{shown_path, shown_text};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, BufRead, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long one question to git may take: a FIFO in the place of an ignore file would make it wait for ever.
const DEADLINE: Duration = Duration::from_mins(2);

/// Switches off what a repository's configuration could start or fetch.
const HARDENED: &[&str] = &[
    "--no-pager",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "safe.bareRepository=explicit",
    "-c",
    "protocol.allow=never",
];

/// The git program and what it sees of the environment.
#[derive(Clone, Debug, Default)]
pub struct Git {
    environment: Vec<(OsString, OsString)>,
    index: Option<OsString>,
}

/// A work tree that git answers for.
#[derive(Clone, Debug)]
pub struct Repository {
    top: PathBuf,
    git: Git,
}

/// One entry of the index.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Its path, relative to the top.
    pub path: PathBuf,
    /// What it is.
    pub kind: EntryKind,
    /// The object's name, hexadecimal.
    pub object: String,
    /// 0, or the side of a conflict (1 to 3).
    pub stage: u8,
    /// Whether git was told to leave it out of the work tree (sparse checkout).
    pub skip_worktree: bool,
}

/// Something in the work tree that is not in the index.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Untracked {
    /// Its path, relative to the top.
    pub path: PathBuf,
    /// Whether it is a folder into which git did not look.
    pub is_folder: bool,
}

/// What an entry of the index is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EntryKind {
    /// A file.
    File,
    /// A symbolic link.
    Symlink,
    /// The commit of a submodule.
    Submodule,
}

/// Why git did not answer. Each is an error of the run, never an empty listing.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// The program is missing, though there is a work tree.
    #[error(
        "`{}` is a git work tree, but git cannot be started: {source}",
        shown_path(top)
    )]
    NotStarted {
        /// The work tree.
        top: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The repository belongs to somebody else, and git refuses to read it.
    #[error(
        "git refuses the repository at `{}`, since another user owns it",
        shown_path(top)
    )]
    Owner {
        /// The work tree.
        top: PathBuf,
    },
    /// There is a `.git`, but git does not take the folder for the top of a work tree.
    #[error(
        "`{}` holds a `.git`, but is not the top of a git work tree",
        shown_path(top)
    )]
    NotTop {
        /// The folder.
        top: PathBuf,
    },
    /// Git ended with an error, or complained.
    #[error("`git {question}` failed in `{}`: {answer}", shown_path(top))]
    Failed {
        /// The work tree.
        top: PathBuf,
        /// What it was asked.
        question: String,
        /// What it said, on one line.
        answer: String,
    },
    /// A folder on the way up could not be looked into.
    #[error(
        "cannot look for a git repository in `{}`: {source}",
        shown_path(folder)
    )]
    Unreadable {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl GitError {
    /// The stable code of its diagnostic.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotStarted { .. } => "git::not-started",
            Self::Owner { .. } => "git::owner",
            Self::NotTop { .. } => "git::not-top",
            Self::Failed { .. } => "git::failed",
            Self::Unreadable { .. } => "git::unreadable",
        }
    }

    /// What to do about it, where that is known.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NotStarted { .. } => {
                Some("install git: it knows which files belong to the repository".to_owned())
            }
            Self::Owner { top } => Some(format!(
                "if you trust it: git config --global --add safe.directory '{}'",
                shown_path(top)
            )),
            Self::NotTop { .. } => {
                Some("remove the `.git` there, or make it a repository again".to_owned())
            }
            Self::Failed { .. } | Self::Unreadable { .. } => None,
        }
    }
}

impl Git {
    /// The variables that git may see; every other one is kept from it. `GIT_INDEX_FILE` is shown to it only
    /// where staged content is read.
    pub const VARIABLES: &[&str] = &[
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_NOSYSTEM",
        "GIT_CONFIG_SYSTEM",
        "GIT_INDEX_FILE",
        "HOME",
        "LD_LIBRARY_PATH",
        "PATH",
        "SUDO_UID",
        "SYSTEMROOT",
        "TEMP",
        "TMP",
        "TMPDIR",
        "USERPROFILE",
        "XDG_CONFIG_HOME",
    ];

    /// Git in an environment of which it sees [`Git::VARIABLES`] only.
    pub fn new(environment: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        let mut git = Self::default();
        for (name, value) in environment {
            match name.to_str().map(str::to_ascii_uppercase).as_deref() {
                Some("GIT_INDEX_FILE") => git.index = Some(value),
                Some("PATH") => git.environment.push((name, absolute_only(&value))),
                Some(known) if Self::VARIABLES.contains(&known) => {
                    git.environment.push((name, value));
                }
                _ => {}
            }
        }
        git
    }

    /// The work tree that the absolute path of a folder lies in; `None` outside of one.
    ///
    /// # Errors
    /// Where there is a `.git` and git does not answer for the folder that holds it. See [`GitError`].
    pub fn find(&self, from: &Path) -> Result<Option<Repository>, GitError> {
        let Some(top) = Self::top_above(from)? else {
            return Ok(None);
        };
        let repository = Repository {
            top,
            git: self.clone(),
        };
        let answer = repository.ask(&["rev-parse", "--show-toplevel"])?;
        let said = path_of(answer.strip_suffix(b"\n").unwrap_or(&answer));
        let same = said
            .and_then(|said| fs::canonicalize(said).ok())
            .is_some_and(|said| said == repository.top);
        if same {
            Ok(Some(repository))
        } else {
            // A stray `.git`, or a configuration that points its work tree elsewhere.
            Err(GitError::NotTop {
                top: repository.top,
            })
        }
    }

    /// The nearest folder at or above `from` that holds a `.git`, without asking git.
    ///
    /// # Errors
    /// Where a folder cannot be looked into.
    pub fn top_above(from: &Path) -> Result<Option<PathBuf>, GitError> {
        for folder in from.ancestors() {
            let unreadable = |source| GitError::Unreadable {
                folder: folder.to_path_buf(),
                source,
            };
            match fs::symlink_metadata(folder.join(".git")) {
                Ok(_) => return fs::canonicalize(folder).map(Some).map_err(unreadable),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(unreadable(error)),
            }
        }
        Ok(None)
    }
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

    /// The files of the commit that is checked out, each with its object's name; `None` before the first commit.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn committed(&self) -> Result<Option<BTreeMap<PathBuf, String>>, GitError> {
        let Some(head) = self.head()? else {
            return Ok(None);
        };
        let question = ["ls-tree", "-r", "-z", "--full-tree", &head];
        let listing = self.ask(&question)?;
        let files = fields(&listing).map(|field| {
            let (about, path) = split_once(field, b'\t')?;
            let object = std::str::from_utf8(about).ok()?.split(' ').nth(2)?;
            Some((path_of(path)?, object.to_owned()))
        });
        files
            .collect::<Option<_>>()
            .map(Some)
            .ok_or_else(|| self.garbled(&question))
    }

    /// The contents of objects, in their order; `None` for one larger than [`LIMIT`].
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
    /// one of the files that were `read` (relative to the top, with their bytes) is untracked or differs from
    /// its committed content by more than line ends.
    ///
    /// # Errors
    /// See [`GitError`].
    pub fn is_dirty(&self, read: &[(&Path, &[u8])]) -> Result<bool, GitError> {
        let Some(committed) = self.committed()? else {
            return Ok(true);
        };
        let tracked = self.tracked()?;
        let staged = tracked.len() != committed.len()
            || tracked
                .iter()
                .any(|entry| committed.get(&entry.path) != Some(&entry.object));
        if staged {
            return Ok(true);
        }
        let objects: Option<Vec<&str>> = read
            .iter()
            .map(|(path, _)| committed.get(*path).map(String::as_str))
            .collect();
        let Some(objects) = objects else {
            return Ok(true);
        };
        let contents = self.blobs(&objects)?;
        Ok(contents.iter().zip(read).any(|(content, (_, bytes))| {
            content
                .as_ref()
                .is_none_or(|content| !same_lines(content, bytes))
        }))
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

    /// Asks a question that must be answered.
    fn ask(&self, question: &[&str]) -> Result<Vec<u8>, GitError> {
        self.ask_with(question, Vec::new(), false, read_all)
    }

    /// Asks a question that git may answer with "there is none", as exit code 1 without a word.
    fn ask_maybe(&self, question: &[&str]) -> Result<Option<String>, GitError> {
        let (status, complaint, answer) = self.run(question, Vec::new(), false, read_all)?;
        if status.code() == Some(1) && complaint.is_empty() {
            return Ok(None);
        }
        self.well_ended(question, status, &complaint)?;
        String::from_utf8(answer)
            .map(Some)
            .map_err(|_not_text| self.garbled(question))
    }

    fn ask_with<T: Send + 'static>(
        &self,
        question: &[&str],
        input: Vec<u8>,
        staged: bool,
        read: impl FnOnce(&mut dyn BufRead) -> io::Result<T> + Send + 'static,
    ) -> Result<T, GitError> {
        let (status, complaint, answer) = self.run(question, input, staged, read)?;
        self.well_ended(question, status, &complaint)?;
        Ok(answer)
    }

    /// Git ends well, with a mere warning, where it could not open a folder: so a warning counts as failure.
    fn well_ended(
        &self,
        question: &[&str],
        status: ExitStatus,
        complaint: &str,
    ) -> Result<(), GitError> {
        if complaint.contains("dubious ownership") {
            return Err(GitError::Owner {
                top: self.top.clone(),
            });
        }
        if status.success() && complaint.is_empty() {
            return Ok(());
        }
        let answer = match complaint.lines().next() {
            Some(line) => shown_text(line).into_owned(),
            None => status.to_string(),
        };
        Err(self.failed(question, answer))
    }

    fn run<T: Send + 'static>(
        &self,
        question: &[&str],
        input: Vec<u8>,
        staged: bool,
        read: impl FnOnce(&mut dyn BufRead) -> io::Result<T> + Send + 'static,
    ) -> Result<(ExitStatus, String, T), GitError> {
        let mut child = self.start(question, staged)?;
        let deadline_passed = |child: &mut Child| {
            // Killing fails only where it has ended by itself meanwhile.
            drop(child.kill());
            drop(child.wait());
            self.failed(
                question,
                format!("no answer within {} s", DEADLINE.as_secs()),
            )
        };
        if let Some(mut stdin) = child.stdin.take() {
            // Where git stops reading early its own error tells more than ours.
            thread::spawn(move || drop(stdin.write_all(&input)));
        }
        let answer = child
            .stdout
            .take()
            .map(|stdout| in_thread(move || read(&mut BufReader::new(stdout))));
        let complaint = child.stderr.take().map(|stderr| {
            in_thread(move || {
                let mut bytes = Vec::new();
                stderr.take(1 << 16).read_to_end(&mut bytes)?;
                Ok(bytes)
            })
        });
        let (Some(answer), Some(complaint)) = (answer, complaint) else {
            return Err(deadline_passed(&mut child));
        };
        let Ok(complaint) = complaint.recv_timeout(DEADLINE) else {
            return Err(deadline_passed(&mut child));
        };
        let Ok(answer) = answer.recv_timeout(DEADLINE) else {
            return Err(deadline_passed(&mut child));
        };
        let failed = |error: io::Error| self.failed(question, error.to_string());
        let status = child.wait().map_err(failed)?;
        let complaint = String::from_utf8_lossy(&complaint.map_err(failed)?).into_owned();
        // Its complaint says more than that its answer then made no sense.
        if answer.is_err() {
            self.well_ended(question, status, &complaint)?;
        }
        Ok((status, complaint, answer.map_err(failed)?))
    }

    fn start(&self, question: &[&str], staged: bool) -> Result<Child, GitError> {
        let mut command = Command::new("git");
        command
            .args(HARDENED)
            .arg("-C")
            .arg(&self.top)
            .args(question)
            .env_clear()
            .envs(
                self.git
                    .environment
                    .iter()
                    .map(|(name, value)| (name, value)),
            )
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_NO_REPLACE_OBJECTS", "1")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(index) = self.git.index.as_ref().filter(|_| staged) {
            command.env("GIT_INDEX_FILE", index);
        }
        command.spawn().map_err(|source| GitError::NotStarted {
            top: self.top.clone(),
            source,
        })
    }

    fn garbled(&self, question: &[&str]) -> GitError {
        self.failed(question, "an answer that makes no sense".to_owned())
    }

    fn failed(&self, question: &[&str], answer: String) -> GitError {
        GitError::Failed {
            top: self.top.clone(),
            question: question.join(" "),
            answer,
        }
    }
}

const LIST_INDEX: &[&str] = &["ls-files", "-s", "-v", "-z"];

fn in_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> mpsc::Receiver<T> {
    let (sender, receiver) = mpsc::channel();
    // Nobody listens any more where the deadline has passed.
    thread::spawn(move || drop(sender.send(work())));
    receiver
}

fn read_all(answer: &mut dyn BufRead) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    answer.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// One object as `cat-file --batch` gives it: `NAME blob SIZE`, a line break, the bytes, a line break.
fn blob(answer: &mut dyn BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut header = String::new();
    answer.read_line(&mut header)?;
    let size = match header.split_whitespace().collect::<Vec<_>>().as_slice() {
        [_, "blob", size] => size.parse::<u64>().ok(),
        _ => None,
    };
    let Some(size) = size else {
        return Err(io::Error::other(
            "an object is missing or is no file's content",
        ));
    };
    let content = if size > LIMIT {
        io::copy(&mut answer.take(size), &mut io::sink())?;
        None
    } else {
        let mut bytes = Vec::new();
        answer.take(size).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Some(bytes)
    };
    answer.read_exact(&mut [0])?;
    Ok(content)
}

fn fields(listing: &[u8]) -> impl Iterator<Item = &[u8]> {
    listing
        .split(|byte| *byte == 0)
        .filter(|field| !field.is_empty())
}

/// `TAG MODE OBJECT STAGE`, a tab and the path.
fn entry(field: &[u8]) -> Option<Entry> {
    let (about, path) = split_once(field, b'\t')?;
    let mut about = std::str::from_utf8(about).ok()?.split(' ');
    let (tag, mode, object, stage) = (about.next()?, about.next()?, about.next()?, about.next()?);
    Some(Entry {
        path: path_of(path)?,
        kind: match mode {
            "100644" | "100755" | "100664" => EntryKind::File,
            "120000" => EntryKind::Symlink,
            "160000" => EntryKind::Submodule,
            _ => return None,
        },
        object: object.to_owned(),
        stage: stage.parse().ok()?,
        skip_worktree: tag.eq_ignore_ascii_case("S"),
    })
}

fn split_once(bytes: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let index = memchr::memchr(at, bytes)?;
    Some((bytes.get(..index)?, bytes.get(index + 1..)?))
}

#[cfg(unix)]
#[expect(
    clippy::unnecessary_wraps,
    reason = "elsewhere not every name is a path"
)]
fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStrExt as _;
    Some(PathBuf::from(std::ffi::OsStr::from_bytes(bytes)))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    std::str::from_utf8(bytes).ok().map(PathBuf::from)
}

/// A program of the checked tree must not be found as `git` through a relative or empty entry.
fn absolute_only(path: &std::ffi::OsStr) -> OsString {
    let folders = std::env::split_paths(path).filter(|folder| folder.is_absolute());
    // Fails only for an entry that holds a separator, which no entry of a split does.
    std::env::join_paths(folders).unwrap_or_default()
}

fn same_lines(one: &[u8], other: &[u8]) -> bool {
    let unix = |bytes: &[u8]| bytes.to_vec().windows(2).any(|pair| pair == b"\r\n");
    if !unix(one) && !unix(other) {
        return one == other;
    }
    let without = |bytes: &[u8]| -> Vec<u8> {
        bytes
            .iter()
            .copied()
            .filter(|byte| *byte != b'\r')
            .collect()
    };
    without(one) == without(other)
}

/// `owner/name`, groups included, of `https://host/owner/name.git`, `ssh://..` or `git@host:owner/name.git`.
fn name_in_address(address: &str) -> Option<String> {
    let path = match address.split_once("://") {
        Some(("file", _)) => return None,
        Some((_, rest)) => rest.split_once('/')?.1,
        None => {
            let (host, path) = address.split_once(':')?;
            // A drive letter is no host, nor is a path.
            if host.len() < 2 || host.contains(['/', '\\']) {
                return None;
            }
            path
        }
    };
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let named = |part: &str| {
        !part.is_empty()
            && !matches!(part, "." | "..")
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'))
    };
    (path.contains('/') && path.split('/').all(named)).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_repository() {
        for address in [
            "https://host.example/shop/checkout.git",
            "https://user:token@host.example/shop/checkout",
            "ssh://git@host.example:2222/shop/checkout.git/",
            "git@host.example:shop/checkout.git",
            "host.example:/shop/checkout",
        ] {
            assert_eq!(
                name_in_address(address).as_deref(),
                Some("shop/checkout"),
                "{address}"
            );
        }
        assert_eq!(
            name_in_address("git@host:group/sub/name.git").as_deref(),
            Some("group/sub/name")
        );
        for address in [
            "",
            "/srv/git/x/y.git",
            "../x/y",
            "C:\\x\\y",
            "C:/x/y",
            "file:///srv/x/y",
            "https://host.example/checkout",
            "https://host.example/a/../b",
            "https://host.example/a/b\u{1b}[31m",
        ] {
            assert_eq!(name_in_address(address), None, "{address}");
        }
    }

    #[test]
    fn an_index_entry_is_read_as_listed() {
        let read = entry(b"S 120000 0123abcd 2\ta b\tc\n.yaml").unwrap();
        assert_eq!(read.path, Path::new("a b\tc\n.yaml"));
        assert_eq!((read.kind, read.stage), (EntryKind::Symlink, 2));
        assert!(read.skip_worktree);
        assert_eq!(entry(b"H 040000 0123 0\ta"), None);
        assert_eq!(entry(b"H 100644 0123"), None);
    }

    #[test]
    fn objects_are_read_whole_or_not_at_all() {
        let read = |text: &str| blob(&mut text.as_bytes());
        assert_eq!(read("12ab blob 3\nabc\n").unwrap(), Some(b"abc".to_vec()));
        assert!(read("12ab missing\n").is_err());
        assert!(read("12ab tree 3\nabc\n").is_err());
        assert!(read("12ab blob 4\nabc").is_err());
        assert!(read("").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_relative_program_path_is_dropped() {
        let path = absolute_only(std::ffi::OsStr::new(".:/usr/bin::bin:/bin"));
        assert_eq!(path, OsString::from("/usr/bin:/bin"));
    }

    #[test]
    fn line_ends_make_no_difference_and_the_rest_does() {
        assert!(same_lines(b"a\r\nb", b"a\nb"));
        assert!(same_lines(b"a\rb", b"a\rb"));
        assert!(!same_lines(b"a\rb", b"ab"));
        assert!(!same_lines(b"a\nb", b"a\nc"));
    }
}
