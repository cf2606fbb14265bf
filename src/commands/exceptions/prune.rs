//! `mustmay exceptions prune`: what is over moves to `closed/`.

use super::say;
use crate::commands::{Context, complain};
use crate::project::Setup;
use crate::project::exceptions::{AuditOptions, Filter, PruneOptions, prune};
use crate::report::Style;
use crate::report::exceptions::pruned as render;
use crate::verdict::Exit;
use std::io;
use std::path::PathBuf;

/// What was asked on the command line.
#[derive(Clone, Debug)]
pub struct Request {
    /// What all verbs share.
    pub setup: Setup,
    /// What to judge.
    pub paths: Vec<PathBuf>,
    /// JSON reports to take in place of manifests.
    pub reports: Vec<String>,
    /// Whether files are moved, and not only named.
    pub write: bool,
}

/// Shows what is over, and moves it if asked to.
///
/// # Errors
/// Where that could not be said.
pub fn run(request: Request, context: &mut Context<'_>) -> io::Result<Exit> {
    let done = prune(&PruneOptions {
        audit: AuditOptions {
            check: say::check(request.setup, request.paths, true),
            reports: request.reports,
            inventory: None,
            filter: Filter::default(),
        },
        write: request.write,
    });
    let pruned = match done {
        Ok(pruned) => pruned,
        Err(problems) => return say::refused(&problems, context),
    };
    complain(context, &pruned.diagnostics)?;
    let style = Style {
        color: context.colored_out(),
        width: context.width,
        github_actions: context.environment.is_github_actions(),
        ..Style::default()
    };
    render(&pruned, &style, context.out)?;
    Ok(Exit::Ok)
}
