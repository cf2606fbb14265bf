//! Where reports go.

use super::Context;
use crate::report::{Format, Style};
use crate::source::{save_with, shown_path};
use std::io::{self, Write};
use std::path::PathBuf;

/// A report to be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target<F = Format> {
    /// Its form.
    pub format: F,
    /// The file to write it to; `None` is standard output.
    pub file: Option<PathBuf>,
}

/// What is printed, where, and how much of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Output<F = Format> {
    /// The reports; exactly one goes to standard output.
    pub targets: Vec<Target<F>>,
    /// Whether standard output is for errors and findings only.
    pub quiet: bool,
    /// How often `-v` was given.
    pub verbose: u8,
}

/// How a report is written in a format.
pub type Render<'r, F = Format> = dyn FnMut(F, &Style, &mut dyn Write) -> io::Result<()> + 'r;

/// Writes every report: files first, each whole or not at all, then standard output.
///
/// # Errors
/// Where one could not be written; the others are written all the same.
pub fn deliver<F: Copy>(
    context: &mut Context<'_>,
    output: &Output<F>,
    render: &mut Render<'_, F>,
) -> io::Result<()> {
    let mut failed = None;
    for target in &output.targets {
        let Some(file) = &target.file else { continue };
        let path = context.cwd.join(file);
        let style = style(context, output, false);
        let written = save_with(&path, &mut |file| {
            let mut file = io::BufWriter::new(file);
            render(target.format, &style, &mut file)?;
            file.flush()
        });
        if let Err(error) = written {
            let message = format!("cannot write `{}`: {error}", shown_path(file));
            failed = Some(io::Error::new(error.kind(), message));
        }
    }
    for target in output.targets.iter().filter(|target| target.file.is_none()) {
        let style = style(context, output, context.colored_out());
        render(target.format, &style, context.out)?;
    }
    context.out.flush()?;
    failed.map_or(Ok(()), Err)
}

fn style<F>(context: &Context<'_>, output: &Output<F>, color: bool) -> Style {
    Style {
        color,
        width: context.width,
        quiet: output.quiet,
        verbose: output.verbose,
        github_actions: context.environment.is_github_actions(),
        ..Style::default()
    }
}
