//! Where reports go.

use super::Context;
use crate::source::{save, shown_path};
use std::io;
use std::path::PathBuf;

/// A form of the report.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Format {
    /// For people.
    Human,
    /// For programs: version 1 of the JSON output.
    Json,
}

/// A report to be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// Its form.
    pub format: Format,
    /// The file to write it to; `None` is standard output.
    pub file: Option<PathBuf>,
}

/// What is printed, where, and how much of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Output {
    /// The reports; exactly one goes to standard output.
    pub targets: Vec<Target>,
    /// Whether standard output is for errors and findings only.
    pub quiet: bool,
    /// How often `-v` was given.
    pub verbose: u8,
}

impl Format {
    /// All of them, in the order of the help.
    pub const ALL: &[Self] = &[Self::Human, Self::Json];

    /// The word that `--format` takes.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
        }
    }
}

/// Writes every report: files first, each whole or not at all, then standard output. `render` gives the text of a
/// format, coloured or not.
///
/// # Errors
/// Where one could not be written; the others are written all the same.
pub fn deliver(
    context: &mut Context<'_>,
    output: &Output,
    render: &mut dyn FnMut(Format, bool) -> String,
) -> io::Result<()> {
    let mut failed = None;
    for target in &output.targets {
        let Some(file) = &target.file else { continue };
        let path = context.cwd.join(file);
        if let Err(error) = save(&path, render(target.format, false).as_bytes()) {
            let message = format!("cannot write `{}`: {error}", shown_path(file));
            failed = Some(io::Error::new(error.kind(), message));
        }
    }
    for target in output.targets.iter().filter(|target| target.file.is_none()) {
        let colored = context.colored_out();
        let text = render(target.format, colored);
        context.out.write_all(text.as_bytes())?;
    }
    context.out.flush()?;
    failed.map_or(Ok(()), Err)
}
