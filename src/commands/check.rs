//! `mustmay check`: judges the services of a tree.

use super::{Context, Output, Setup, complain};
use crate::diagnostic::Diagnostic;
use crate::source::{Loaded, load_stream, shown_path};
use crate::verdict::Exit;
use std::io;
use std::path::PathBuf;

/// What was asked on the command line.
#[derive(Clone, Debug)]
pub struct Request {
    /// What all verbs share.
    pub setup: Setup,
    /// What to check.
    pub inputs: Asked,
    /// From which level on a finding makes the run fail.
    pub fail_level: FailLevel,
    /// Whether exit code 1 becomes 0.
    pub no_fail: bool,
    /// Whether a run without manifests, or in which no mandate applied, is fine.
    pub allow_empty: bool,
    /// Where the reports go.
    pub output: Output,
}

/// What to check, as it was asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Asked {
    /// Files and folders as they were typed; none means the whole root.
    Paths(Vec<PathBuf>),
    /// Standard input, to be taken for a file of this path.
    Stdin(PathBuf),
}

/// What a check needs to know.
#[derive(Debug)]
pub struct Options {
    /// What all verbs share.
    pub setup: Setup,
    /// What to check.
    pub inputs: Inputs,
    /// From which level on a finding makes the run fail.
    pub fail_level: FailLevel,
    /// Whether exit code 1 becomes 0.
    pub no_fail: bool,
    /// Whether a run without manifests, or in which no mandate applied, is fine.
    pub allow_empty: bool,
}

/// What to check.
#[derive(Debug)]
pub enum Inputs {
    /// Files and folders as they were typed; none means the whole root.
    Paths(Vec<PathBuf>),
    /// One text that was read from standard input.
    Text {
        /// The path that it is taken for, as it was typed.
        path: PathBuf,
        /// The text.
        loaded: Loaded,
    },
}

/// From which level on a finding makes the run fail.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum FailLevel {
    /// `advise`.
    Advise,
    /// `warn`.
    Warn,
    /// `deny`.
    #[default]
    Deny,
}

/// Checks, reports and says how the run ends.
///
/// # Errors
/// Where a report could not be written.
pub fn run(request: Request, context: &mut Context<'_>) -> io::Result<Exit> {
    let inputs = match inputs(request.inputs, context) {
        Ok(inputs) => inputs,
        Err(diagnostic) => {
            complain(context, [&diagnostic])?;
            return Ok(Exit::NotUnderstood);
        }
    };
    let options = Options {
        setup: request.setup,
        inputs,
        fail_level: request.fail_level,
        no_fail: request.no_fail,
        allow_empty: request.allow_empty,
    };
    // The seam: `project::check(&options)` gives the report, `deliver` writes it to `request.output`.
    drop(options);
    complain(context, [&super::setup::unfinished("check")])?;
    Ok(Exit::NotUnderstood)
}

fn inputs(asked: Asked, context: &mut Context<'_>) -> Result<Inputs, Diagnostic> {
    match asked {
        Asked::Paths(paths) => Ok(Inputs::Paths(paths)),
        Asked::Stdin(path) => {
            let shown = shown_path(&path);
            let loaded = load_stream(context.stdin, shown.as_str())
                .map_err(|error| Diagnostic::of_load(&shown.into(), &error))?;
            Ok(Inputs::Text { path, loaded })
        }
    }
}
