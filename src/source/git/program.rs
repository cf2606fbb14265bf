//! Starting git so that a repository's configuration starts nothing.

use super::listing::path_of;
use super::{GitError, Repository};
use crate::source::shown_text;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, BufRead, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long one question to git may take: a FIFO in the place of an ignore file would make it wait for ever.
const DEADLINE: Duration = Duration::from_mins(2);

/// A `PATH` on which no program is found.
const NOWHERE: &str = "/dev/null";

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
                Some("PATH") => {
                    let mut folders = absolute_only(&value);
                    if folders.is_empty() {
                        // An empty one would mean the working directory.
                        folders = NOWHERE.into();
                    }
                    git.environment.push((name, folders));
                }
                Some(known) if Self::VARIABLES.contains(&known) => {
                    git.environment.push((name, value));
                }
                _ => {}
            }
        }
        git
    }

    /// Where programs are looked for: the absolute folders of `PATH`, so that none of the checked tree is started.
    pub fn programs(&self) -> Option<&OsStr> {
        let mut known = self.environment.iter();
        let found = known.find(|(name, _)| name.eq_ignore_ascii_case("PATH"))?;
        Some(&found.1)
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
    /// Asks a question that must be answered.
    pub(super) fn ask(&self, question: &[&str]) -> Result<Vec<u8>, GitError> {
        self.ask_with(question, Vec::new(), false, read_all)
    }

    /// Asks a question that git may answer with "there is none", as exit code 1 without a word.
    pub(super) fn ask_maybe(&self, question: &[&str]) -> Result<Option<String>, GitError> {
        let (status, complaint, answer) = self.run(question, Vec::new(), false, read_all)?;
        if status.code() == Some(1) && complaint.is_empty() {
            return Ok(None);
        }
        self.well_ended(question, status, &complaint)?;
        String::from_utf8(answer)
            .map(Some)
            .map_err(|_not_text| self.garbled(question))
    }

    pub(super) fn ask_with<T: Send + 'static>(
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
        let (answer, complaint) = match listen(&mut child, input, read) {
            Ok(both) => both,
            Err(error) => {
                // As above.
                drop(child.kill());
                drop(child.wait());
                return Err(self.failed(question, error.to_string()));
            }
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

    pub(super) fn garbled(&self, question: &[&str]) -> GitError {
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

/// What a thread reads, once it has.
type Heard<T> = mpsc::Receiver<io::Result<T>>;

/// Writes the question's input, and reads the answer and the complaint.
fn listen<T: Send + 'static>(
    child: &mut Child,
    input: Vec<u8>,
    read: impl FnOnce(&mut dyn BufRead) -> io::Result<T> + Send + 'static,
) -> io::Result<(Heard<T>, Heard<Vec<u8>>)> {
    let (Some(mut stdin), Some(stdout), Some(stderr)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(io::Error::other("it has no streams"));
    };
    // Where git stops reading early its own error tells more than ours.
    in_thread(move || drop(stdin.write_all(&input)))?;
    let answer = in_thread(move || read(&mut BufReader::new(stdout)))?;
    let complaint = in_thread(move || {
        let mut bytes = Vec::new();
        stderr.take(1 << 16).read_to_end(&mut bytes)?;
        Ok(bytes)
    })?;
    Ok((answer, complaint))
}

/// Fails, and does not crash, where the system grants no more threads.
fn in_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<mpsc::Receiver<T>> {
    let (sender, receiver) = mpsc::channel();
    // Nobody listens any more where the deadline has passed.
    thread::Builder::new().spawn(move || drop(sender.send(work())))?;
    Ok(receiver)
}

pub(super) fn read_all(answer: &mut dyn BufRead) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    answer.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A program of the checked tree must not be found as `git` through a relative or empty entry.
fn absolute_only(path: &OsStr) -> OsString {
    let folders = std::env::split_paths(path).filter(|folder| folder.is_absolute());
    // Fails only for an entry that holds a separator, which no entry of a split does.
    std::env::join_paths(folders).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_relative_program_path_is_dropped() {
        let path = absolute_only(OsStr::new(".:/usr/bin::bin:/bin"));
        assert_eq!(path, OsString::from("/usr/bin:/bin"));
    }
}
