//! `mustmay exceptions renew`: a later end, counted, to be approved anew.

use super::say;
use crate::commands::Context;
use crate::project::Setup;
use crate::project::exceptions::{RenewOptions, renew};
use crate::verdict::Exit;
use jiff::civil::Date;
use std::io;

/// What was asked on the command line.
#[derive(Clone, Debug)]
pub struct Request {
    /// What all verbs share.
    pub setup: Setup,
    /// The record.
    pub id: String,
    /// The new last day.
    pub expires: Option<Date>,
    /// Who asks for it.
    pub requested_by: Option<String>,
}

/// Renews, and says what was written.
///
/// # Errors
/// Where that could not be said.
pub fn run(request: Request, context: &mut Context<'_>) -> io::Result<Exit> {
    let done = renew(&RenewOptions {
        setup: request.setup,
        id: request.id,
        expires: request.expires,
        requested_by: request.requested_by,
    });
    say::written(done, context)
}
