//! `mustmay init`: sets a repository up.

use super::{Context, Setup, complain};
use crate::diagnostic::Diagnostic;
use crate::project::{self, InitOptions, Surroundings};
use crate::source::shown_text;
use crate::verdict::Exit;
use std::io;

pub use crate::project::Ci;

/// What was asked on the command line.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// Whether to write a git hook.
    pub hook: bool,
    /// The CI system to write a file for.
    pub ci: Option<Ci>,
}

/// Sets up, and says what was written and what is left to do. At a terminal it asks what no flag said.
///
/// # Errors
/// Where standard output cannot be written.
pub fn run(request: &Request, context: &mut Context<'_>) -> io::Result<Exit> {
    let asks = context.terminals.stdin && context.terminals.out && !context.environment.is_ci();
    let setup = setup(context);
    let around = Surroundings::of(&setup);
    let asks_for_hook = asks && !request.hook && around.repository;
    let hook = request.hook
        || (asks_for_hook && said_yes("Check every commit with a git hook?", context)?);
    let ci = match request.ci {
        None if asks => ask_for_ci(around.ci, context)?,
        ci => ci,
    };
    let report = project::init(&InitOptions { setup, hook, ci });
    for step in &report.steps {
        let word = match (step.written, step.there) {
            (true, _) => "wrote",
            (false, true) => "kept",
            (false, false) => "lacks",
        };
        writeln!(context.out, "{word:<5} {}", shown_text(&step.shown))?;
        for line in step.advice.iter().flat_map(|advice| advice.lines()) {
            writeln!(context.out, "      {}", shown_text(line))?;
        }
    }
    complain(context, &report.diagnostics)?;
    if report.diagnostics.iter().any(Diagnostic::is_error) {
        return Ok(Exit::NotUnderstood);
    }
    for (at, file) in report.unreadable.iter().enumerate() {
        let gap = if at == 0 { "\n" } else { "" };
        let file = shown_text(file);
        writeln!(context.out, "{gap}cannot be read as it is: {file}")?;
    }
    writeln!(context.out, "\nnext: mustmay test && mustmay check")?;
    Ok(Exit::Ok)
}

fn setup(context: &Context<'_>) -> Setup {
    Setup {
        cwd: context.cwd.clone(),
        git: context.environment.git().clone(),
        policies: Vec::new(),
        policies_digest: None,
        exceptions: Vec::new(),
        config: None,
        repository: None,
        today: context.today,
        clock: context.today,
        clock_is_behind: context.clock_is_behind(),
        ci: false,
        jobs: None,
    }
}

fn ask_for_ci(found: Option<Ci>, context: &mut Context<'_>) -> io::Result<Option<Ci>> {
    let usual = Ci::ALL
        .iter()
        .find(|(_, ci)| Some(*ci) == found)
        .map_or("none", |(word, _)| word);
    loop {
        let question = format!("Write a CI file: github, gitlab or none? [{usual}] ");
        let Some(answer) = ask(&question, context)? else {
            return Ok(None);
        };
        let answer = if answer.is_empty() { usual } else { &answer };
        if answer == "none" {
            return Ok(None);
        }
        if let Some((_, ci)) = Ci::ALL.iter().find(|(word, _)| *word == answer) {
            return Ok(Some(*ci));
        }
    }
}

fn said_yes(question: &str, context: &mut Context<'_>) -> io::Result<bool> {
    loop {
        let Some(answer) = ask(&format!("{question} [y/N] "), context)? else {
            return Ok(false);
        };
        match answer.to_ascii_lowercase().as_str() {
            "y" | "yes" => return Ok(true),
            "" | "n" | "no" => return Ok(false),
            _ => {}
        }
    }
}

/// A line of the terminal; `None` at its end.
fn ask(question: &str, context: &mut Context<'_>) -> io::Result<Option<String>> {
    context.out.write_all(question.as_bytes())?;
    context.out.flush()?;
    let mut line = Vec::new();
    let mut byte = [0];
    // One at a time: what stands behind the line is the next answer.
    while context.stdin.read(&mut byte)? == 1 {
        if byte == *b"\n" {
            return Ok(Some(String::from_utf8_lossy(&line).trim().to_owned()));
        }
        line.extend(byte);
    }
    Ok(None)
}
