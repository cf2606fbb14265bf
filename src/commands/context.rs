//! The outside world: the only place that asks for the clock, the environment and the working directory.
//!
//! A [`Context`] is built once, from the process or by a test, and everything else takes from it.

use crate::source::{Git, shown_text};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, IsTerminal as _, Read, Write};
use std::path::{Path, PathBuf};

/// A day before this program was made. A clock that shows an earlier one is wrong, and with it every end of an
/// exception. Moved forward with every release.
pub const RELEASED: Date = jiff::civil::date(2026, 11, 1);

/// Columns of a report where neither a terminal nor `COLUMNS` says.
const WIDTH: usize = 100;

/// What a command may touch of the world.
pub struct Context<'io> {
    /// The working directory, absolute.
    pub cwd: PathBuf,
    /// The clock's day, in UTC; `--as-of` does not change it.
    pub today: Date,
    /// The variables we read.
    pub environment: Environment,
    /// Standard input.
    pub stdin: &'io mut dyn Read,
    /// Standard output, wrapped by [`Pipe`].
    pub out: &'io mut dyn Write,
    /// Standard error, wrapped by [`Pipe`].
    pub err: &'io mut dyn Write,
    /// Which of the streams are terminals.
    pub terminals: Terminals,
    /// Columns to print in.
    pub width: usize,
    /// What `--color` says.
    pub color: Color,
}

/// Which streams are terminals.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Terminals {
    /// Standard input.
    pub stdin: bool,
    /// Standard output.
    pub out: bool,
    /// Standard error.
    pub err: bool,
}

/// When to print colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Color {
    /// On a terminal that takes them, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The variables we read, as they were when the program started.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    values: BTreeMap<String, OsString>,
    git: Git,
}

/// A variable whose value cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the variable `{name}` {why}")]
pub struct BadVariable {
    /// Its name.
    pub name: String,
    /// What is wrong with it.
    pub why: String,
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("cwd", &self.cwd)
            .field("today", &self.today)
            .field("width", &self.width)
            .finish_non_exhaustive()
    }
}

impl<'io> Context<'io> {
    /// The world of this process, with the given streams.
    ///
    /// # Errors
    /// Where the working directory is gone or not readable.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the outside world"
    )]
    pub fn of_process(
        stdin: &'io mut dyn Read,
        out: &'io mut dyn Write,
        err: &'io mut dyn Write,
    ) -> io::Result<Self> {
        let environment = Environment::new(std::env::vars_os());
        let terminals = Terminals {
            stdin: io::stdin().is_terminal(),
            out: io::stdout().is_terminal(),
            err: io::stderr().is_terminal(),
        };
        let columns = environment.columns().or_else(|| {
            let (terminal_size::Width(columns), _) = terminal_size::terminal_size()?;
            Some(columns.into())
        });
        Ok(Self {
            cwd: std::env::current_dir()?,
            today: jiff::Timestamp::now()
                .to_zoned(jiff::tz::TimeZone::UTC)
                .date(),
            environment,
            stdin,
            out,
            err,
            terminals,
            width: columns.unwrap_or(WIDTH).clamp(40, 200),
            color: Color::Auto,
        })
    }

    /// Whether the clock shows a day on which this program did not exist yet.
    pub fn clock_is_behind(&self) -> bool {
        self.today < RELEASED
    }

    /// Whether to print colours on standard output.
    pub fn colored_out(&self) -> bool {
        self.colored(self.terminals.out)
    }

    /// Whether to print colours on standard error.
    pub fn colored_err(&self) -> bool {
        self.colored(self.terminals.err)
    }

    fn colored(&self, terminal: bool) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                terminal
                    && self.environment.get("NO_COLOR").is_none()
                    && self
                        .environment
                        .get("TERM")
                        .is_none_or(|term| term != "dumb")
            }
        }
    }
}

impl Environment {
    /// The variables we read, besides those that begin with `MUSTMAY_`.
    const READ: &[&str] = &[
        "CI",
        "CI_PROJECT_PATH",
        "COLUMNS",
        "GITHUB_ACTIONS",
        "GITHUB_REPOSITORY",
        "GITHUB_STEP_SUMMARY",
        "NO_COLOR",
        "TERM",
    ];

    /// What we read of the given variables.
    pub fn new(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        let mut values = BTreeMap::new();
        let mut rest = Vec::new();
        for (name, value) in variables {
            match name.to_str() {
                Some(known) if known.starts_with("MUSTMAY_") || Self::READ.contains(&known) => {
                    values.insert(known.to_owned(), value);
                }
                _ => rest.push((name, value)),
            }
        }
        Self {
            values,
            git: Git::new(rest),
        }
    }

    /// The git program, with what it may see of the environment.
    pub fn git(&self) -> &Git {
        &self.git
    }

    /// The names of all `MUSTMAY_` variables that are set.
    pub fn own_names(&self) -> impl Iterator<Item = &str> {
        self.values
            .keys()
            .map(String::as_str)
            .filter(|name| name.starts_with("MUSTMAY_"))
    }

    /// The value of a `MUSTMAY_` variable.
    ///
    /// # Errors
    /// Where it is set to nothing: a pin that a CI setting forgot to fill must not be taken for no pin.
    pub fn own(&self, name: &str) -> Result<Option<&OsStr>, BadVariable> {
        match self.values.get(name) {
            Some(value) if value.is_empty() => Err(BadVariable {
                name: name.to_owned(),
                why: "is empty".to_owned(),
            }),
            value => Ok(value.map(OsString::as_os_str)),
        }
    }

    /// The value of a `MUSTMAY_` variable as text.
    ///
    /// # Errors
    /// Where it is set to nothing or to no text.
    pub fn own_text(&self, name: &str) -> Result<Option<&str>, BadVariable> {
        let Some(value) = self.own(name)? else {
            return Ok(None);
        };
        value.to_str().map(Some).ok_or_else(|| BadVariable {
            name: name.to_owned(),
            why: "is no UTF-8 text".to_owned(),
        })
    }

    /// Whether this is a run of continuous integration: `CI` is set to anything but nothing, `false` and `0`.
    pub fn is_ci(&self) -> bool {
        self.get("CI")
            .is_some_and(|value| value != "false" && value != "0")
    }

    /// Whether the runner reads our output for commands.
    pub fn is_github_actions(&self) -> bool {
        self.get("GITHUB_ACTIONS")
            .is_some_and(|value| value != "false")
    }

    /// The file that GitHub's runner shows as the summary of the job.
    pub fn step_summary(&self) -> Option<&Path> {
        self.get("GITHUB_STEP_SUMMARY").map(Path::new)
    }

    /// The repository's name as the CI system gives it.
    ///
    /// # Errors
    /// Where it is no text.
    pub fn ci_repository(&self) -> Result<Option<&str>, BadVariable> {
        for name in ["GITHUB_REPOSITORY", "CI_PROJECT_PATH"] {
            if let Some(value) = self.get(name) {
                return value.to_str().map(Some).ok_or_else(|| BadVariable {
                    name: name.to_owned(),
                    why: "is no UTF-8 text".to_owned(),
                });
            }
        }
        Ok(None)
    }

    /// Columns that `COLUMNS` asks for.
    fn columns(&self) -> Option<usize> {
        self.get("COLUMNS")?.to_str()?.parse().ok()
    }

    fn get(&self, name: &str) -> Option<&OsStr> {
        let value = self.values.get(name)?;
        (!value.is_empty()).then_some(value)
    }
}

impl BadVariable {
    /// A variable whose value was not understood.
    pub fn new(name: &str, value: &str, why: &str) -> Self {
        Self {
            name: name.to_owned(),
            why: format!("is `{}`: {why}", shown_text(value)),
        }
    }
}

/// A stream whose reader may go away: from then on what is written is dropped, and nobody is told, since
/// `mustmay check | head` is no error and changes no exit code.
#[derive(Debug)]
pub struct Pipe<W> {
    stream: W,
    closed: bool,
}

impl<W> Pipe<W> {
    /// Wraps a stream.
    pub const fn new(stream: W) -> Self {
        Self {
            stream,
            closed: false,
        }
    }

    fn drop_if_closed<T>(&mut self, result: io::Result<T>, instead: T) -> io::Result<T> {
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(instead)
            }
            other => other,
        }
    }
}

impl<W: Write> Write for Pipe<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.closed {
            return Ok(bytes.len());
        }
        let result = self.stream.write(bytes);
        self.drop_if_closed(result, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.closed {
            return Ok(());
        }
        let result = self.stream.flush();
        self.drop_if_closed(result, ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        Environment::new(
            variables
                .iter()
                .map(|(name, value)| (OsString::from(name), OsString::from(value))),
        )
    }

    /// Case 51.
    #[test]
    fn a_clock_before_the_release_is_noticed() {
        let (mut stdin, mut out, mut err) = (io::empty(), io::sink(), io::sink());
        let mut context = Context::of_process(&mut stdin, &mut out, &mut err).unwrap();
        context.today = jiff::civil::date(1970, 1, 1);
        assert!(context.clock_is_behind());
        context.today = RELEASED;
        assert!(!context.clock_is_behind());
    }

    #[test]
    fn an_empty_variable_of_ours_is_not_taken_for_an_absent_one() {
        let set = environment(&[("MUSTMAY_POLICIES_DIGEST", ""), ("CI", "")]);
        assert!(set.own("MUSTMAY_POLICIES_DIGEST").is_err());
        assert_eq!(set.own("MUSTMAY_POLICIES"), Ok(None));
        assert!(!set.is_ci());
        assert!(environment(&[("CI", "true")]).is_ci());
        assert!(!environment(&[("CI", "false")]).is_ci());
    }

    #[test]
    fn the_ci_names_the_repository() {
        let set = environment(&[("CI_PROJECT_PATH", "a/b"), ("GITHUB_REPOSITORY", "")]);
        assert_eq!(set.ci_repository(), Ok(Some("a/b")));
        assert_eq!(environment(&[]).ci_repository(), Ok(None));
    }

    /// Case 11.
    #[test]
    fn a_closed_pipe_is_quiet_and_a_full_disk_is_not() {
        struct Fails(io::ErrorKind);
        impl Write for Fails {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(self.0.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Err(self.0.into())
            }
        }
        let mut closed = Pipe::new(Fails(io::ErrorKind::BrokenPipe));
        assert!(closed.write_all(b"x").and_then(|()| closed.flush()).is_ok());
        let mut full = Pipe::new(Fails(io::ErrorKind::StorageFull));
        assert!(full.write_all(b"x").is_err());
        assert!(full.flush().is_err());
    }
}
