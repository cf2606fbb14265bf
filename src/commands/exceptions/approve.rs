//! `mustmay exceptions approve`: a name under a record, and a signature.

use super::say;
use crate::commands::Context;
use crate::project::Setup;
use crate::project::exceptions::{ApproveOptions, approve};
use crate::source::shown_text;
use crate::verdict::Exit;
use std::io;
use std::path::PathBuf;

/// What was asked on the command line.
#[derive(Clone, Debug)]
pub struct Request {
    /// What all verbs share.
    pub setup: Setup,
    /// The record.
    pub id: String,
    /// Who approves.
    pub approver: Option<String>,
    /// The key to sign with.
    pub key: Option<PathBuf>,
}

/// Approves, and says what was written, and where that does not count yet.
///
/// # Errors
/// Where that could not be said.
pub fn run(request: Request, context: &mut Context<'_>) -> io::Result<Exit> {
    let done = approve(&ApproveOptions {
        setup: request.setup,
        id: request.id,
        approver: request.approver,
        key: request.key,
    });
    match done {
        Ok(approved) => {
            say::line(&approved.written, context)?;
            for line in &approved.lacks {
                writeln!(context.out, "  {}", shown_text(line))?;
            }
            Ok(Exit::Ok)
        }
        Err(problems) => say::refused(&problems, context),
    }
}
