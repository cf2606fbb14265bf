//! The verbs by which mandates give account: their flags, and what they mean.

#![expect(
    clippy::doc_markdown,
    reason = "the help is plain text, which shows backticks as they are"
)]

use super::args::{OutputArgs, SetupArgs, ShownArgs};
use super::variables::{path, pick_all};
use super::{resolve, values};
use crate::commands::challenges::Act;
use crate::commands::{Context, Environment, Target, challenges, record, review, workarounds};
use crate::diagnostic::Diagnostic;
use crate::report::review::Format as ReviewFormat;
use crate::review::{ChallengeOutcome, Quarter};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Lets the mandates give account: adoption, exceptions, workarounds, surveys, measures, challenges
///
/// Each mandate comes out as healthy, watch, unknown, review or sunset, with the evidence line by line, held against
/// the thresholds of its own `accountability`. What a mandate asks for and nobody recorded makes it unknown, never
/// healthy. Evidence lies in the folder `evidence` beside the config.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mustmay review
  mustmay review --quarter 2026Q3 --format html=review.html
  mustmay review --reports 'reports/**/*.json' --strict

Exit codes:
  0  the review was held
  1  with --strict: a mandate is unknown, in review or in sunset
  2  something could not be understood
  3  there is no evidence, or no mandate")]
pub(super) struct ReviewArgs {
    /// The quarter to review, such as 2026Q3 [default: the last one that has ended]
    #[arg(long, value_name = "QUARTER", value_parser = values::quarter)]
    quarter: Option<Quarter>,
    /// JSON reports of many repositories' runs, as a glob; repeatable
    #[arg(long, value_name = "GLOB")]
    reports: Vec<String>,
    /// Ends with 1 where a mandate is unknown, in review or in sunset
    #[arg(long)]
    strict: bool,
    /// Shows what people wrote, in the forms that people read
    #[arg(long)]
    comments: bool,
    #[command(flatten)]
    evidence: EvidenceArgs,
    #[command(flatten)]
    setup: SetupArgs,
    /// How to report: human, html, markdown, json or csv, to standard output or to a file; repeatable [default: human]
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = values::review_target, help_heading = "Output")]
    format: Vec<Target<ReviewFormat>>,
    #[command(flatten)]
    pub(super) shown: ShownArgs,
}

/// Appends what a run found to the history, one line for each mandate
///
/// Checks the whole repository, looks for workarounds, and records services, verdicts, choices and exceptions. What
/// could not be wholly understood is not recorded.
#[derive(Debug, Args)]
pub(super) struct RecordArgs {
    /// The history, in JSON Lines [default: evidence/history.jsonl beside the config]
    #[arg(long, value_name = "FILE")]
    history: Option<PathBuf>,
    #[command(flatten)]
    setup: SetupArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

/// Looks for ways round mandates: signals for their owners, never findings against a team
#[derive(Debug, Args)]
pub(super) struct WorkaroundsArgs {
    /// Files and folders to look at [default: the repository]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    setup: SetupArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

/// Challenges to mandates: whoever lives with a mandate may say that it is wrong, and gets an answer in time
#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
pub(super) struct ChallengesArgs {
    #[command(subcommand)]
    verb: ChallengeVerb,
}

impl ChallengesArgs {
    /// How its report is shown.
    pub(super) const fn shown(&self) -> &ShownArgs {
        match &self.verb {
            ChallengeVerb::List(args) | ChallengeVerb::Audit(args) => &args.output.shown,
            ChallengeVerb::Open(args) => &args.shown,
            ChallengeVerb::Answer(args) => &args.shown,
        }
    }
}

#[derive(Debug, Subcommand)]
enum ChallengeVerb {
    /// Lists all challenges, the worst first
    List(ChallengeListArgs),
    /// Ends with 1 where an owner did not answer in time
    Audit(ChallengeListArgs),
    /// Opens a challenge to a mandate
    Open(ChallengeOpenArgs),
    /// Answers a challenge
    Answer(ChallengeAnswerArgs),
}

#[derive(Debug, Args)]
struct ChallengeListArgs {
    /// Only those that were open in this quarter, such as 2026Q3
    #[arg(long, value_name = "QUARTER", value_parser = values::quarter)]
    quarter: Option<Quarter>,
    #[command(flatten)]
    evidence: EvidenceArgs,
    #[command(flatten)]
    setup: SetupArgs,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(Debug, Args)]
struct ChallengeOpenArgs {
    /// The id of the mandate
    mandate: String,
    /// Who challenges it: a team or a person
    #[arg(long, value_name = "WHO", value_parser = values::words)]
    by: String,
    /// What is wrong with it
    #[arg(long, value_name = "TEXT", value_parser = values::words)]
    what: String,
    #[command(flatten)]
    evidence: EvidenceArgs,
    #[command(flatten)]
    setup: SetupArgs,
    #[command(flatten)]
    shown: ShownArgs,
}

#[derive(Debug, Args)]
struct ChallengeAnswerArgs {
    /// The id of the challenge, such as CH-2026-003
    id: String,
    /// Who answers
    #[arg(long, value_name = "WHO", value_parser = values::words)]
    by: String,
    /// The answer
    #[arg(long, value_name = "TEXT", value_parser = values::words)]
    text: String,
    /// What follows from it: accepted, declined or changed
    #[arg(long, value_name = "OUTCOME", value_parser = values::outcome)]
    outcome: ChallengeOutcome,
    #[command(flatten)]
    evidence: EvidenceArgs,
    #[command(flatten)]
    setup: SetupArgs,
    #[command(flatten)]
    shown: ShownArgs,
}

#[derive(Debug, Args)]
struct EvidenceArgs {
    /// Where the evidence is: a folder or a file; repeatable [default: evidence beside the config] [env: MUSTMAY_EVIDENCE, separated by commas]
    #[arg(long, value_name = "PATH")]
    evidence: Vec<PathBuf>,
}

pub(super) fn review(
    args: ReviewArgs,
    context: &Context<'_>,
) -> Result<review::Request, Diagnostic> {
    Ok(review::Request {
        quarter: args.quarter,
        evidence: evidence(args.evidence, &context.environment)?,
        reports: args.reports,
        strict: args.strict,
        comments: args.comments,
        setup: resolve::setup(args.setup, context)?,
        output: resolve::output_of(args.format, ReviewFormat::Human, &args.shown)?,
    })
}

pub(super) fn record(
    args: RecordArgs,
    context: &Context<'_>,
) -> Result<record::Request, Diagnostic> {
    Ok(record::Request {
        history: args.history,
        setup: resolve::setup(args.setup, context)?,
        output: resolve::output(args.output, &context.environment)?,
    })
}

pub(super) fn workarounds(
    args: WorkaroundsArgs,
    context: &Context<'_>,
) -> Result<workarounds::Request, Diagnostic> {
    Ok(workarounds::Request {
        paths: args.paths,
        setup: resolve::setup(args.setup, context)?,
        output: resolve::output(args.output, &context.environment)?,
    })
}

pub(super) fn challenges(
    args: ChallengesArgs,
    context: &Context<'_>,
) -> Result<challenges::Request, Diagnostic> {
    let environment = &context.environment;
    let show = |args: ChallengeListArgs, audit| {
        Ok(challenges::Request {
            setup: resolve::setup(args.setup, context)?,
            evidence: evidence(args.evidence, environment)?,
            act: Act::Show {
                quarter: args.quarter,
                audit,
                output: resolve::output(args.output, environment)?,
            },
        })
    };
    match args.verb {
        ChallengeVerb::List(args) => show(args, false),
        ChallengeVerb::Audit(args) => show(args, true),
        ChallengeVerb::Open(args) => Ok(challenges::Request {
            setup: resolve::setup(args.setup, context)?,
            evidence: evidence(args.evidence, environment)?,
            act: Act::Open {
                mandate: args.mandate,
                by: args.by,
                what: args.what,
            },
        }),
        ChallengeVerb::Answer(args) => Ok(challenges::Request {
            setup: resolve::setup(args.setup, context)?,
            evidence: evidence(args.evidence, environment)?,
            act: Act::Answer {
                id: args.id,
                by: args.by,
                text: args.text,
                outcome: args.outcome,
            },
        }),
    }
}

fn evidence(args: EvidenceArgs, environment: &Environment) -> Result<Vec<PathBuf>, Diagnostic> {
    pick_all(args.evidence, environment, "MUSTMAY_EVIDENCE", path)
}
