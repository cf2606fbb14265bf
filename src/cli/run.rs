//! The way into the process and out of it.

use super::args::{Cli, Verb};
use super::{accountability, exceptions, resolve, shells, variables};
use crate::commands::{self, Context, Pipe, complain};
use crate::diagnostic::Diagnostic;
use crate::source::shown_text;
use crate::verdict::Exit;
use clap::{CommandFactory as _, FromArgMatches as _};
use std::ffi::OsString;
use std::io::{self, BufWriter, Write as _};
use std::panic::{self, AssertUnwindSafe};

/// Runs the process: its arguments, its streams, its exit code.
pub fn main() -> Exit {
    const HELP: &str = "this is a bug in mustmay, not in what it checked; nothing was approved";
    panic::set_hook(Box::new(|crash| {
        let place = crash
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        let what = crash.payload_as_str().unwrap_or("no message");
        // Where even this cannot be written, the exit code still tells.
        drop(writeln!(
            io::stderr(),
            "error: mustmay crashed at {place}: {}\n  help: {HELP}",
            shown_text(what)
        ));
    }));
    guarded(|| {
        let mut stdin = io::stdin();
        // The streams are not locked, or a thread that crashes could not say so.
        let mut out = Pipe::new(BufWriter::new(io::stdout()));
        let mut err = Pipe::new(io::stderr());
        match Context::of_process(&mut stdin, &mut out, &mut err) {
            Ok(mut context) => run(std::env::args_os(), &mut context),
            Err(error) => {
                // As above.
                drop(writeln!(
                    io::stderr(),
                    "error: no working directory: {error}"
                ));
                Exit::NotUnderstood
            }
        }
    })
}

/// Runs one command line, program name first, in a given world.
pub fn run(arguments: impl IntoIterator<Item = OsString>, context: &mut Context<'_>) -> Exit {
    let ended = dispatch(arguments, context).and_then(|exit| {
        context.out.flush()?;
        Ok(exit)
    });
    ended.unwrap_or_else(|error| {
        let message = format!("the report could not be written: {error}");
        // Where even this cannot be written, the exit code still tells.
        drop(complain(
            context,
            [&Diagnostic::error("output::failed", message)],
        ));
        Exit::NotUnderstood
    })
}

/// A crash is never a verdict.
fn guarded(work: impl FnOnce() -> Exit) -> Exit {
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or(Exit::NotUnderstood)
}

fn dispatch(
    arguments: impl IntoIterator<Item = OsString>,
    context: &mut Context<'_>,
) -> io::Result<Exit> {
    let parsed = Cli::command()
        .term_width(context.width)
        .try_get_matches_from(arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return usage(&error, context),
    };
    let variables = variables::unknown_variables(&context.environment);
    complain(context, &variables)?;
    if variables.iter().any(Diagnostic::is_error) {
        return Ok(Exit::NotUnderstood);
    }
    match perform(cli.verb, context) {
        Ok(written) => written,
        Err(diagnostic) => {
            complain(context, [&diagnostic])?;
            Ok(Exit::NotUnderstood)
        }
    }
}

fn perform(verb: Verb, context: &mut Context<'_>) -> Result<io::Result<Exit>, Diagnostic> {
    context.color = resolve::color(verb.shown(), &context.environment)?;
    Ok(match verb {
        Verb::Check(args) => commands::check::run(resolve::check(args, context)?, context),
        Verb::Explain(args) => commands::explain::run(resolve::explain(args, context)?, context),
        Verb::Test(args) => commands::test::run(resolve::test(args, context)?, context),
        Verb::Exceptions(args) => exceptions::run(args, context)?,
        Verb::Lint(args) => commands::lint::run(resolve::lint(args, context)?, context),
        Verb::Review(args) => {
            commands::review::run(accountability::review(args, context)?, context)
        }
        Verb::Record(args) => {
            commands::record::run(accountability::record(args, context)?, context)
        }
        Verb::Workarounds(args) => {
            commands::workarounds::run(accountability::workarounds(args, context)?, context)
        }
        Verb::Challenges(args) => {
            commands::challenges::run(accountability::challenges(args, context)?, context)
        }
        Verb::Init(args) => commands::init::run(&resolve::init(&args), context),
        Verb::Schema(args) => commands::schema::run(args.kind.as_deref(), context),
        Verb::Completions(args) => shells::completions(args.shell, context),
        Verb::Man(args) => match &args.dir {
            Some(folder) => shells::pages_into(folder, context),
            None => shells::page(args.verb.as_deref(), context),
        },
    })
}

/// Help and version are an answer; everything else that clap says is a usage error.
fn usage(error: &clap::Error, context: &mut Context<'_>) -> io::Result<Exit> {
    let text = error.render();
    if error.exit_code() == 0 {
        let colored = context.colored_out();
        let text = if colored {
            text.ansi().to_string()
        } else {
            text.to_string()
        };
        context.out.write_all(text.as_bytes())?;
        return Ok(Exit::Ok);
    }
    let colored = context.colored_err();
    let text = if colored {
        text.ansi().to_string()
    } else {
        text.to_string()
    };
    context.err.write_all(text.as_bytes())?;
    Ok(Exit::NotUnderstood)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_of_verbs_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_crash_is_not_understood() {
        assert_eq!(guarded(|| panic!("boom")), Exit::NotUnderstood);
        assert_eq!(guarded(|| Exit::Findings), Exit::Findings);
    }
}
