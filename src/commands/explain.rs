//! `mustmay explain`: tells of one mandate what it asks, and how it judged.

use super::{Context, Output, Setup, complain};
use crate::verdict::Exit;
use std::io;
use std::path::PathBuf;

/// What was asked on the command line.
#[derive(Clone, Debug)]
pub struct Request {
    /// What all verbs share.
    pub setup: Setup,
    /// The mandate's id.
    pub mandate: String,
    /// The manifest to explain its judgement for.
    pub path: Option<PathBuf>,
    /// Where the reports go.
    pub output: Output,
}

/// Explains, and says how the run ends.
///
/// # Errors
/// Where a report could not be written.
pub fn run(request: Request, context: &mut Context<'_>) -> io::Result<Exit> {
    drop(request);
    complain(context, [&super::setup::unfinished("explain")])?;
    Ok(Exit::NotUnderstood)
}
