//! `mustmay exceptions adopt`: a first red run becomes a dated list.

use super::say;
use crate::commands::{Context, complain};
use crate::project::Setup;
use crate::project::exceptions::{AdoptOptions, adopt};
use crate::source::shown_text;
use crate::verdict::Exit;
use jiff::civil::Date;
use std::io;
use std::path::PathBuf;

/// What was asked on the command line.
#[derive(Clone, Debug)]
pub struct Request {
    /// What all verbs share.
    pub setup: Setup,
    /// What to judge.
    pub paths: Vec<PathBuf>,
    /// Who must close them.
    pub owner: String,
    /// The last day.
    pub expires: Option<Date>,
    /// Why.
    pub reason: Option<String>,
    /// Who asks.
    pub requested_by: Option<String>,
    /// Who approved them.
    pub approved_by: Vec<String>,
    /// Only findings of this mandate.
    pub mandate: Option<String>,
    /// The file to write.
    pub out: Option<PathBuf>,
    /// Whether findings are added that were not there at the first time.
    pub add_new: bool,
}

/// Adopts, and says what was written and what was left.
///
/// # Errors
/// Where that could not be said.
pub fn run(request: Request, context: &mut Context<'_>) -> io::Result<Exit> {
    let done = adopt(&AdoptOptions {
        check: say::check(request.setup, request.paths, false),
        owner: request.owner,
        expires: request.expires,
        reason: request.reason,
        requested_by: request.requested_by,
        approved_by: request.approved_by,
        mandate: request.mandate,
        out: request.out,
        add_new: request.add_new,
    });
    let adopted = match done {
        Ok(adopted) => adopted,
        Err(problems) => return say::refused(&problems, context),
    };
    complain(context, &adopted.diagnostics)?;
    for written in &adopted.written {
        say::line(written, context)?;
    }
    let mut left = Vec::new();
    if adopted.known > 0 {
        left.push(format!("{} have a record already", adopted.known));
    }
    if adopted.new > 0 {
        left.push(format!(
            "{} are new and were not added: pass --add-new",
            adopted.new
        ));
    }
    for (mandate, count) in &adopted.forbidden {
        left.push(format!(
            "{count} of `{}` allow no exception",
            shown_text(mandate)
        ));
    }
    for (service, count) in &adopted.unwritable {
        left.push(format!(
            "{count} of the service `{}`: an exception has no wildcards, and cannot name it",
            shown_text(service)
        ));
    }
    if adopted.unnamed > 0 {
        left.push(format!(
            "{} are of services without a name",
            adopted.unnamed
        ));
    }
    writeln!(context.out, "{} findings adopted", adopted.written.len())?;
    for line in left {
        writeln!(context.out, "  {line}")?;
    }
    Ok(if adopted.is_partial() {
        Exit::Findings
    } else {
        Exit::Ok
    })
}
