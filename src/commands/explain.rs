//! `mustmay explain`: describes a mandate, tells how it judges a manifest, or shows the page of a code.

use super::{Context, Output, Setup, deliver};
use crate::project::{
    CodePage, DescribeOptions, DescribeReport, ExplainOptions, describe, explain,
};
use crate::report::mandate::{Format, charter};
use crate::report::{self, Format as Plain};
use crate::source::{save, shown_path};
use crate::verdict::Exit;
use std::io;
use std::path::{Path, PathBuf};

/// What was asked on the command line.
#[derive(Clone, Debug)]
pub struct Request {
    /// What all verbs share.
    pub setup: Setup,
    /// What is to be explained.
    pub what: What,
    /// Where the reports go.
    pub output: Output<Format>,
}

/// What is to be explained.
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    /// A code.
    Code(CodePage),
    /// All codes.
    Codes(Vec<CodePage>),
    /// A mandate.
    Mandate(String),
    /// All mandates.
    All,
    /// All mandates, as a site in a folder.
    Charter(PathBuf),
    /// How a mandate judges the services of a manifest.
    Judgement {
        /// The mandate's id.
        mandate: String,
        /// The manifest, or a folder of them.
        path: PathBuf,
    },
}

/// Explains, and says how the run ends.
///
/// # Errors
/// Where a report could not be written.
pub fn run(request: Request, context: &mut Context<'_>) -> io::Result<Exit> {
    let Request {
        setup,
        what,
        output,
    } = request;
    let described = |setup, mandate| describe(&DescribeOptions { setup, mandate });
    match what {
        What::Code(page) => {
            deliver(context, &output, &mut |format, style, out| {
                report::code::render(&page, format, style, out)
            })?;
            Ok(Exit::Ok)
        }
        What::Codes(pages) => {
            deliver(context, &output, &mut |format, style, out| {
                report::code::render_all(&pages, format, style, out)
            })?;
            Ok(Exit::Ok)
        }
        What::Mandate(id) => show(&described(setup, Some(id)), &output, context),
        What::All => show(&described(setup, None), &output, context),
        What::Charter(folder) => {
            let report = described(setup, None);
            write_charter(&report, &folder, context)?;
            let output = Output {
                targets: Vec::new(),
                ..output
            };
            show(&report, &output, context)
        }
        What::Judgement { mandate, path } => {
            let report = explain(&ExplainOptions {
                setup,
                mandate,
                path,
            });
            deliver(context, &output, &mut |format, style, out| {
                let format = match format {
                    Format::Json => Plain::Json,
                    Format::Human | Format::Markdown | Format::Html => Plain::Human,
                };
                report::explain::render(&report, format, style, out)
            })?;
            Ok(report.exit)
        }
    }
}

fn show(
    report: &DescribeReport,
    output: &Output<Format>,
    context: &mut Context<'_>,
) -> io::Result<Exit> {
    deliver(context, output, &mut |format, style, out| {
        report::mandate::render(report, format, style, out)
    })?;
    Ok(report.exit)
}

/// Writes the pages, each whole or not at all; what else lies in the folder stays. A set that was not understood has
/// no charter.
fn write_charter(
    report: &DescribeReport,
    folder: &Path,
    context: &mut Context<'_>,
) -> io::Result<()> {
    super::complain(context, &report.diagnostics)?;
    if report.exit != Exit::Ok {
        return Ok(());
    }
    let failed = |path: &Path, error: &io::Error| {
        let message = format!("cannot write `{}`: {error}", shown_path(path));
        io::Error::new(error.kind(), message)
    };
    let whole = context.cwd.join(folder);
    std::fs::create_dir_all(&whole).map_err(|error| failed(folder, &error))?;
    let pages = charter(report);
    for page in &pages {
        let path = whole.join(&page.file);
        save(&path, page.text.as_bytes()).map_err(|error| failed(&path, &error))?;
    }
    let index = shown_path(&folder.join("index.html"));
    writeln!(
        context.out,
        "{} mandates written, begin with {index}",
        report.mandates.len()
    )
}
