//! `mustmay challenges`: lists, opens, answers and audits challenges to mandates.

use super::{Context, Output, Setup, complain, deliver};
use crate::diagnostic::Diagnostic;
use crate::project::{
    ChallengeOptions, Opening, Written, answer_challenge, answer_of, challenges, open_challenge,
};
use crate::report;
use crate::review::{ChallengeOutcome, Quarter};
use crate::source::shown_text;
use crate::verdict::Exit;
use std::io;
use std::path::PathBuf;

/// What was asked on the command line.
#[derive(Clone, Debug)]
pub struct Request {
    /// What all verbs share.
    pub setup: Setup,
    /// Files and folders of evidence; none means the project's.
    pub evidence: Vec<PathBuf>,
    /// What is to be done.
    pub act: Act,
}

/// What is to be done with challenges.
#[derive(Clone, Debug)]
pub enum Act {
    /// Show them.
    Show {
        /// Only those that were open in this quarter.
        quarter: Option<Quarter>,
        /// Whether what was not answered in time fails the run.
        audit: bool,
        /// Where the reports go.
        output: Output,
    },
    /// Open one.
    Open {
        /// The mandate's id.
        mandate: String,
        /// Who challenges it.
        by: String,
        /// What is wrong with it.
        what: String,
    },
    /// Answer one.
    Answer {
        /// The challenge's id.
        id: String,
        /// Who answers.
        by: String,
        /// The answer.
        text: String,
        /// What follows from it.
        outcome: ChallengeOutcome,
    },
}

/// Does it, and says how the run ends.
///
/// # Errors
/// Where a report could not be written.
pub fn run(request: Request, context: &mut Context<'_>) -> io::Result<Exit> {
    let Request {
        setup,
        evidence,
        act,
    } = request;
    match act {
        Act::Show {
            quarter,
            audit,
            output,
        } => {
            let report = challenges(&ChallengeOptions {
                setup,
                evidence,
                quarter,
                audit,
            });
            deliver(context, &output, &mut |format, style, out| {
                report::challenges::render(&report, format, style, out)
            })?;
            Ok(report.exit)
        }
        Act::Open { mandate, by, what } => {
            let opening = Opening { mandate, by, what };
            said(open_challenge(&setup, &evidence, &opening), context)
        }
        Act::Answer {
            id,
            by,
            text,
            outcome,
        } => {
            let answer = answer_of(text, by, outcome, setup.today);
            said(answer_challenge(&setup, &evidence, &id, &answer), context)
        }
    }
}

fn said(written: Result<Written, Vec<Diagnostic>>, context: &mut Context<'_>) -> io::Result<Exit> {
    match written {
        Ok(written) => {
            let due = written
                .due
                .map(|due| format!(", to be answered by {due}"))
                .unwrap_or_default();
            writeln!(
                context.out,
                "{} in {}{due}",
                shown_text(&written.id),
                shown_text(&written.file)
            )?;
            Ok(Exit::Ok)
        }
        Err(problems) => {
            complain(context, &problems)?;
            Ok(Exit::NotUnderstood)
        }
    }
}
