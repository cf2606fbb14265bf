//! `mustmay exceptions request`: a pending record for a finding.

use super::say;
use crate::commands::Context;
use crate::project::Setup;
use crate::project::exceptions::{Asked, RequestOptions, prepare, request};
use crate::source::shown_text;
use crate::verdict::Exit;
use std::io;

/// What was asked on the command line.
#[derive(Clone, Debug)]
pub struct Request {
    /// What all verbs share.
    pub setup: Setup,
    /// What is asked for.
    pub asked: Asked,
}

/// Asks for what is missing where a person sits, writes the record, and says where.
///
/// # Errors
/// Where a stream could not be read or written.
pub fn run(mut request_: Request, context: &mut Context<'_>) -> io::Result<Exit> {
    let interactive = context.terminals.stdin && context.terminals.err;
    let asked = &request_.asked;
    if interactive && (asked.reason.is_none() || asked.owner.is_none()) {
        let options = RequestOptions {
            check: say::check(request_.setup.clone(), Vec::new(), false),
            asked: asked.clone(),
        };
        match prepare(&options) {
            Ok((owner, terms)) => ask_all(&mut request_.asked, owner, &terms, context)?,
            Err(problems) => return say::refused(&problems, context),
        }
    }
    let done = request(&RequestOptions {
        check: say::check(request_.setup, Vec::new(), false),
        asked: request_.asked,
    });
    say::written(done, context)
}

fn ask_all(
    asked: &mut Asked,
    owner: Option<String>,
    terms: &str,
    context: &mut Context<'_>,
) -> io::Result<()> {
    writeln!(context.err, "terms: {}", shown_text(terms))?;
    if asked.reason.is_none() {
        asked.reason = ask("why is it needed?", None, context)?;
    }
    if asked.owner.is_none() {
        asked.owner = ask("who must close or renew it?", owner, context)?;
    }
    if asked.ticket.is_none() {
        asked.ticket = ask("where is it followed up? (may stay empty)", None, context)?;
    }
    Ok(())
}

/// Asks one question; an empty answer is the usual one.
fn ask(
    question: &str,
    usual: Option<String>,
    context: &mut Context<'_>,
) -> io::Result<Option<String>> {
    match &usual {
        Some(usual) => write!(context.err, "{question} [{}] ", shown_text(usual))?,
        None => write!(context.err, "{question} ")?,
    }
    context.err.flush()?;
    let mut answer = Vec::new();
    // Byte by byte: what follows the line belongs to the next question.
    let mut byte = [0];
    while context.stdin.read(&mut byte)? == 1 {
        match byte {
            [b'\n'] => break,
            [byte] if answer.len() < 10_000 => answer.push(byte),
            _ => {}
        }
    }
    let answer = String::from_utf8_lossy(&answer).trim().to_owned();
    Ok(if answer.is_empty() {
        usual
    } else {
        Some(answer)
    })
}
