//! Folders, repositories and the program, with nothing of the machine's environment but `PATH`.

use mustmay::source::{Git, Globs, Root, Walk, WalkError, walk};
use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// The day of every run, unless a test says another.
const DAY: &str = "2026-11-22";

/// A temporary folder, without links on the way to it.
pub(crate) struct Folder {
    path: PathBuf,
    _kept: TempDir,
}

/// How a run of the program ended.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Folder {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        let kept = tempfile::tempdir().unwrap();
        Self {
            path: fs::canonicalize(kept.path()).unwrap(),
            _kept: kept,
        }
    }

    /// A git repository without a commit.
    pub(crate) fn repository() -> Self {
        let folder = Self::new();
        folder.git(&["init", "-q", "-b", "main"]);
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn join(&self, path: &str) -> PathBuf {
        self.path.join(path)
    }

    /// Writes a file, and the folders it needs.
    pub(crate) fn write(&self, path: &str, text: &str) -> &Self {
        let path = self.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Starts git here as a user would, and gives what it prints.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let output = bare_command("git")
            .args([
                "-c",
                "user.name=Mia",
                "-c",
                "user.email=mia@example.com",
                "-c",
                "protocol.file.allow=always",
            ])
            .args(arguments)
            .current_dir(&self.path)
            .output()
            .expect("the tests need git");
        assert!(
            output.status.success(),
            "git {arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout)
            .trim_end()
            .to_owned()
    }

    /// Commits everything.
    pub(crate) fn commit(&self) -> &Self {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "x"]);
        self
    }

    /// The root of a run that starts here.
    pub(crate) fn root(&self) -> Root {
        Root::of(&self.path, git()).unwrap()
    }

    /// Finds every `*.yaml` that the arguments mean, from here.
    pub(crate) fn walk(&self, arguments: &[&str]) -> Result<Walk, Vec<WalkError>> {
        self.walk_without(arguments, &[])
    }

    /// The same without what is excluded.
    pub(crate) fn walk_without(
        &self,
        arguments: &[&str],
        exclude: &[&str],
    ) -> Result<Walk, Vec<WalkError>> {
        let arguments: Vec<PathBuf> = arguments.iter().map(PathBuf::from).collect();
        let wanted = Globs::new(["*.yaml"]).unwrap();
        let exclude = Globs::new(exclude.iter().copied()).unwrap();
        walk(
            &self.root(),
            &arguments,
            &|path| wanted.matches(path),
            &exclude,
        )
    }
}

/// The printed paths of the files that were found.
pub(crate) fn files(walk: &Walk) -> Vec<&str> {
    walk.files.iter().map(|found| &*found.shown).collect()
}

/// What was met and is not checked, as `path: reason`.
pub(crate) fn skipped(walk: &Walk) -> Vec<String> {
    walk.skipped
        .iter()
        .map(|skipped| format!("{}: {}", skipped.shown, skipped.reason.words()))
        .collect()
}

/// The program, started in `cwd`; variables are given in addition to a clean environment.
pub(crate) fn mustmay(cwd: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    let output = command(cwd)
        .args(arguments)
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    Run::of(&output)
}

/// The same with a text on standard input.
pub(crate) fn mustmay_reading(cwd: &Path, arguments: &[&str], stdin: &[u8]) -> Run {
    let mut child = command(cwd)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The program may end without having read all of it.
    drop(child.stdin.take().unwrap().write_all(stdin));
    Run::of(&child.wait_with_output().unwrap())
}

/// The program, ready to be started in `cwd`.
pub(crate) fn command(cwd: &Path) -> Command {
    prepared(env!("CARGO_BIN_EXE_mustmay"), cwd)
}

/// Another program, as ours is prepared.
pub(crate) fn prepared(program: &str, cwd: &Path) -> Command {
    let mut command = bare_command(program);
    command
        .current_dir(cwd)
        .env("COLUMNS", "100")
        .env("MUSTMAY_AS_OF", DAY)
        .stdin(Stdio::null());
    command
}

/// Git as the library is to start it.
pub(crate) fn git() -> Git {
    Git::new(environment())
}

/// A variable of the machine.
pub(crate) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// Whether the tests run as root, who may read and do everything.
#[cfg(unix)]
pub(crate) fn is_root() -> bool {
    let output = bare_command("id").arg("-u").output().unwrap();
    output.stdout == b"0\n"
}

fn bare_command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.env_clear().envs(environment());
    command
}

fn environment() -> Vec<(OsString, OsString)> {
    let path = variable("PATH").expect("the tests need a PATH");
    vec![
        ("PATH".into(), path),
        ("HOME".into(), "/nonexistent".into()),
        ("GIT_CONFIG_GLOBAL".into(), "/dev/null".into()),
        ("GIT_CONFIG_NOSYSTEM".into(), "1".into()),
    ]
}

impl Run {
    pub(crate) fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Asserts the exit code, and that the output as a whole holds all of the parts.
    #[track_caller]
    pub(crate) fn expect(self, code: i32, parts: &[&str]) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        for part in parts {
            assert!(
                self.out.contains(part) || self.err.contains(part),
                "`{part}` is missing in {self:#?}"
            );
        }
        self
    }
}
