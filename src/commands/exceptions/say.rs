//! What the writing verbs say when they are done.

use crate::commands::{Context, complain};
use crate::diagnostic::Diagnostic;
use crate::policy::Level;
use crate::project::exceptions::Written;
use crate::project::{CheckOptions, Inputs, Setup};
use crate::source::shown_text;
use crate::verdict::Exit;
use std::io;
use std::path::PathBuf;

/// Says what was written, or why nothing was.
pub(super) fn written(
    done: Result<Written, Vec<Diagnostic>>,
    context: &mut Context<'_>,
) -> io::Result<Exit> {
    match done {
        Ok(written) => {
            line(&written, context)?;
            Ok(Exit::Ok)
        }
        Err(problems) => refused(&problems, context),
    }
}

/// One line for one file.
pub(super) fn line(written: &Written, context: &mut Context<'_>) -> io::Result<()> {
    writeln!(
        context.out,
        "{}: {} {}",
        shown_text(&written.file),
        shown_text(&written.id),
        shown_text(&written.done)
    )
}

/// Says why nothing was done.
pub(super) fn refused(problems: &[Diagnostic], context: &mut Context<'_>) -> io::Result<Exit> {
    complain(context, problems)?;
    Ok(Exit::NotUnderstood)
}

/// A check of everything, or of some paths.
pub(super) fn check(setup: Setup, paths: Vec<PathBuf>, audit: bool) -> CheckOptions {
    CheckOptions {
        setup,
        inputs: Inputs::Paths(paths),
        fail_level: Level::Deny,
        no_fail: false,
        allow_empty: true,
        no_exceptions: false,
        audit,
    }
}
