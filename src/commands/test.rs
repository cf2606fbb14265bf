//! `mustmay test`: runs the tests that stand beside mandates.

use super::{Context, Output, Setup, complain};
use crate::verdict::Exit;
use std::io;
use std::path::PathBuf;

/// What was asked on the command line.
#[derive(Clone, Debug)]
pub struct Request {
    /// What all verbs share.
    pub setup: Setup,
    /// Policy folders and test files; none means those of the project.
    pub paths: Vec<PathBuf>,
    /// Where the reports go.
    pub output: Output,
}

/// Runs the tests, and says how the run ends.
///
/// # Errors
/// Where a report could not be written.
pub fn run(request: Request, context: &mut Context<'_>) -> io::Result<Exit> {
    drop(request);
    complain(context, [&super::setup::unfinished("test")])?;
    Ok(Exit::NotUnderstood)
}
