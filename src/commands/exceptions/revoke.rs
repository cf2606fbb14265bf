//! `mustmay exceptions revoke`: taken back, and kept.

use super::say;
use crate::commands::Context;
use crate::project::Setup;
use crate::project::exceptions::{RevokeOptions, revoke};
use crate::verdict::Exit;
use std::io;

/// What was asked on the command line.
#[derive(Clone, Debug)]
pub struct Request {
    /// What all verbs share.
    pub setup: Setup,
    /// The record.
    pub id: String,
    /// Why.
    pub reason: String,
}

/// Revokes, and says what was written.
///
/// # Errors
/// Where that could not be said.
pub fn run(request: Request, context: &mut Context<'_>) -> io::Result<Exit> {
    let done = revoke(&RevokeOptions {
        setup: request.setup,
        id: request.id,
        reason: request.reason,
    });
    say::written(done, context)
}
