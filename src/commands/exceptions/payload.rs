//! `mustmay exceptions payload`: the text that is signed.

use super::say;
use crate::commands::Context;
use crate::project::Setup;
use crate::project::exceptions::payload_of;
use crate::verdict::Exit;
use std::io;

/// What was asked on the command line.
#[derive(Clone, Debug)]
pub struct Request {
    /// What all verbs share.
    pub setup: Setup,
    /// The record.
    pub id: String,
    /// Who signs.
    pub approver: Option<String>,
}

/// Prints the text, byte for byte.
///
/// # Errors
/// Where it could not be written.
pub fn run(request: &Request, context: &mut Context<'_>) -> io::Result<Exit> {
    match payload_of(&request.setup, &request.id, request.approver.as_deref()) {
        Ok(text) => {
            context.out.write_all(text.as_bytes())?;
            Ok(Exit::Ok)
        }
        Err(problems) => say::refused(&problems, context),
    }
}
