//! `mustmay check`: judges the services of a tree.

use super::progress::Progress;
use super::{Context, Output, Setup, complain, deliver};
use crate::diagnostic::Diagnostic;
use crate::engine::Judged;
use crate::policy::{Level, PolicySet};
use crate::project::{CheckOptions, CheckReport, Inputs, Keep, check_telling};
use crate::report::check::Format;
use crate::report::{self, Style};
use crate::source::{append, load_stream, shown_path};
use crate::verdict::Exit;
use std::io::{self, Write as _};
use std::path::PathBuf;

/// What was asked on the command line.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches of the command line, each by itself"
)]
pub struct Request {
    /// What all verbs share.
    pub setup: Setup,
    /// What to check.
    pub inputs: Asked,
    /// From which level on a finding makes the run fail.
    pub fail_level: Level,
    /// Whether exit code 1 becomes 0.
    pub no_fail: bool,
    /// Whether a run without manifests, or in which no mandate applied, is fine.
    pub allow_empty: bool,
    /// Whether exceptions are left out of the judgement.
    pub no_exceptions: bool,
    /// Whether findings that an exception covers are shown, and not only counted.
    pub show_excepted: bool,
    /// Where the reports go.
    pub output: Output<Format>,
}

/// What to check, as it was asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Asked {
    /// Files and folders as they were typed; none means the whole root.
    Paths(Vec<PathBuf>),
    /// The manifests that are about to be committed, as they stand in the git index.
    Staged,
    /// Standard input, to be taken for a file of this path.
    Stdin(PathBuf),
}

/// Checks, reports and says how the run ends.
///
/// # Errors
/// Where a report could not be written.
pub fn run(request: Request, context: &mut Context<'_>) -> io::Result<Exit> {
    let inputs = match inputs(request.inputs, context) {
        Ok(inputs) => inputs,
        Err(diagnostic) => {
            complain(context, [&diagnostic])?;
            return Ok(Exit::NotUnderstood);
        }
    };
    let options = CheckOptions {
        setup: request.setup,
        inputs,
        fail_level: request.fail_level,
        no_fail: request.no_fail,
        allow_empty: request.allow_empty,
        no_exceptions: request.no_exceptions,
        audit: false,
    };
    let progress = Progress::new(context, request.output.quiet);
    let mut lines = Lines::to(context.out);
    let mut take = |set: &PolicySet, judged: &[Judged]| lines.take(set, judged);
    let keep = if streams(&request.output) {
        Keep::Nothing(&mut take)
    } else if lists_what_is_remarkable(&request.output) {
        Keep::Remarkable
    } else {
        Keep::Everything
    };
    let report = check_telling(&options, &|done, of| progress.tell(done, of), keep);
    drop(progress);
    lines.finish()?;
    let show_excepted = request.show_excepted;
    let delivered = deliver(context, &request.output, &mut |format, style, out| {
        let style = Style {
            show_excepted,
            ..*style
        };
        report::check::render(&report, format, &style, out)
    });
    let targets = &request.output.targets;
    if targets.iter().any(|target| target.format == Format::Github) {
        summarise(&report, show_excepted, context)?;
    }
    delivered?;
    Ok(report.exit)
}

/// Whether outcomes can be written as they come: to one reader, line by line.
fn streams(output: &Output<Format>) -> bool {
    matches!(output.targets.as_slice(), [only] if only.format == Format::Ndjson && only.file.is_none())
}

/// Whether no report lists what passes, or why a mandate does not apply.
fn lists_what_is_remarkable(output: &Output<Format>) -> bool {
    output.targets.iter().all(|target| match target.format {
        Format::Human => output.verbose == 0,
        Format::Sarif | Format::Github | Format::Gitlab | Format::Markdown | Format::Csv => true,
        Format::Json | Format::Ndjson | Format::Junit => false,
    })
}

/// Outcomes on their way to standard output, until that is closed.
struct Lines<'o> {
    out: io::BufWriter<&'o mut dyn io::Write>,
    failed: Option<io::Error>,
}

impl<'o> Lines<'o> {
    fn to(out: &'o mut dyn io::Write) -> Self {
        Self {
            out: io::BufWriter::new(out),
            failed: None,
        }
    }

    fn take(&mut self, set: &PolicySet, judged: &[Judged]) {
        // What cannot be written is judged all the same: the exit code is not for the reader to decide.
        if self.failed.is_none() {
            self.failed = report::check::write_outcomes(set, judged, &mut self.out).err();
        }
    }

    fn finish(mut self) -> io::Result<()> {
        match self.failed.take() {
            Some(error) => Err(error),
            None => self.out.flush(),
        }
    }
}

/// Adds the report to the summary of the job, where the runner shows one.
fn summarise(report: &CheckReport, show_excepted: bool, context: &Context<'_>) -> io::Result<()> {
    let Some(path) = context.environment.step_summary() else {
        return Ok(());
    };
    let style = Style {
        show_excepted,
        ..Style::default()
    };
    let mut page = Vec::new();
    report::check::render(report, Format::Markdown, &style, &mut page)?;
    append(&context.cwd.join(path), &page).map_err(|error| {
        let message = format!("cannot write `{}`: {error}", shown_path(path));
        io::Error::new(error.kind(), message)
    })
}

fn inputs(asked: Asked, context: &mut Context<'_>) -> Result<Inputs, Diagnostic> {
    match asked {
        Asked::Paths(paths) => Ok(Inputs::Paths(paths)),
        Asked::Staged => Ok(Inputs::Staged),
        Asked::Stdin(path) => {
            let shown = shown_path(&path);
            let loaded = load_stream(context.stdin, shown.as_str())
                .map_err(|error| Diagnostic::of_load(&shown.into(), &error))?;
            Ok(Inputs::Text { path, loaded })
        }
    }
}
