//! The tree of verbs and flags; the doc comments are the help.

#![expect(
    clippy::doc_markdown,
    reason = "the help is plain text, which shows backticks as they are"
)]

use super::accountability::{ChallengesArgs, RecordArgs, ReviewArgs, WorkaroundsArgs};
use super::exceptions::ExceptionsArgs;
use super::tooling::{CompletionsArgs, InitArgs, ManArgs, SchemaArgs};
use super::values;
use crate::commands::{Color, Target};
use crate::policy::Level;
use crate::report::{check, mandate, test};
use clap::builder::styling::{AnsiColor, Styles};
use clap::{ArgAction, Args, Parser, Subcommand};
use jiff::civil::Date;
use regex::Regex;
use std::num::NonZeroUsize;
use std::path::PathBuf;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const EXIT_CODES: &str = "\
Exit codes:
  0  everything selected was read and judged, and nothing counts
  1  a finding at or above --fail-level
  2  something could not be understood or judged (beats 1)
  3  nothing was checked

What is wrong has a code in brackets: `mustmay explain CODE` shows its page.";

/// Checks service manifests against mandates: mandate the what, leave the how, keep the escape hatch honest.
#[derive(Debug, Parser)]
#[command(name = "mustmay", version, styles = STYLES, max_term_width = 100, after_help = EXIT_CODES)]
#[command(arg_required_else_help = true, args_override_self = false)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    Check(CheckArgs),
    Explain(ExplainArgs),
    Test(TestArgs),
    Exceptions(ExceptionsArgs),
    Lint(LintArgs),
    Review(ReviewArgs),
    Record(RecordArgs),
    Workarounds(WorkaroundsArgs),
    Challenges(ChallengesArgs),
    Init(InitArgs),
    Schema(SchemaArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

impl Verb {
    /// How its report is shown; `None` where it prints a text and no report.
    pub(super) const fn shown(&self) -> Option<&ShownArgs> {
        Some(match self {
            Self::Check(args) => &args.shown,
            Self::Explain(args) => &args.shown,
            Self::Test(args) => &args.shown,
            Self::Exceptions(args) => args.shown(),
            Self::Lint(args) => &args.output.shown,
            Self::Review(args) => &args.shown,
            Self::Record(args) => &args.output.shown,
            Self::Workarounds(args) => &args.output.shown,
            Self::Challenges(args) => args.shown(),
            Self::Init(_) | Self::Schema(_) | Self::Completions(_) | Self::Man(_) => return None,
        })
    }
}

/// Judges the services of a repository
///
/// Manifests are found by name: in a git work tree all tracked files and the untracked ones that git does not
/// ignore, elsewhere the whole tree. Links are not followed. Every run ends with a line that says how much was
/// judged; a run that judged nothing says so and ends with 3.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches of the command line, each by itself"
)]
#[command(after_long_help = "\
Examples:
  mustmay check
  mustmay check services/checkout
  mustmay check --staged
  mustmay check --policies ../bank-policies --format human --format sarif=out.sarif
  helm template . | mustmay check - --stdin-filename deploy/rendered.yaml

Exit codes:
  0  everything selected was read and judged, and nothing counts
  1  a finding at or above --fail-level
  2  something could not be understood or judged (beats 1)
  3  nothing was checked")]
pub(super) struct CheckArgs {
    /// Files and folders to check; `-` is standard input [default: the repository]
    pub(super) paths: Vec<PathBuf>,
    /// Judges the manifests that are about to be committed, as they stand in the git index
    ///
    /// These are the manifests whose staged content is not that of the last commit. It is fine that there are
    /// none, or that no mandate applies to them. Policies, exceptions and the config are read from the work tree,
    /// and a policy that is staged differently is named. What the policy set expects of a whole repository is left
    /// to the check in CI.
    #[arg(long, conflicts_with_all = ["paths", "stdin_filename"])]
    pub(super) staged: bool,
    /// The path that standard input is taken for: it decides which manifest kinds look at it
    #[arg(long, value_name = "PATH")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// From which level on a finding makes the run fail [default: deny] [env: MUSTMAY_FAIL_LEVEL]
    #[arg(long, value_name = "LEVEL", value_parser = values::fail_level)]
    pub(super) fail_level: Option<Level>,
    /// Ends with 0 where it would be 1, and changes nothing else; reports say so [env: MUSTMAY_NO_FAIL]
    #[arg(long)]
    pub(super) no_fail: bool,
    /// Accepts a run that finds no manifests, or in which no mandate applies [env: MUSTMAY_ALLOW_EMPTY]
    #[arg(long)]
    pub(super) allow_empty: bool,
    /// Judges as if there were no exceptions [env: MUSTMAY_NO_EXCEPTIONS]
    #[arg(long)]
    pub(super) no_exceptions: bool,
    /// Shows findings that an exception covers in full, and not only in the counts
    #[arg(long, conflicts_with = "no_exceptions")]
    pub(super) show_excepted: bool,
    #[command(flatten)]
    pub(super) setup: SetupArgs,
    /// How to report: human, json, ndjson, sarif, junit, github, gitlab, markdown or csv, to standard output or to a file; repeatable [default: human] [env: MUSTMAY_FORMAT, separated by commas]
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = values::check_target, help_heading = "Output")]
    pub(super) format: Vec<Target<check::Format>>,
    #[command(flatten)]
    pub(super) shown: ShownArgs,
}

/// Describes a mandate or a code, or tells how a mandate judges a manifest
///
/// Without a path: what must be, what may be chosen and what that requires, what stays free, why, since when it counts,
/// who owns it, and on which terms there are exceptions. With a path: every selector, condition, choice and phase, what
/// each read and from where, what it said, and why the mandate does not apply where it does not. With a code, such as
/// `yaml::duplicate-key`: what it means, why it matters, what causes it, what to do.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mustmay explain user-auth
  mustmay explain user-auth services/checkout/service.yaml
  mustmay explain user-auth --format markdown
  mustmay explain --all --format html --output charter
  mustmay explain lint::contradiction
  mustmay explain --codes")]
pub(super) struct ExplainArgs {
    /// The id of the mandate, or a code that a report shows
    #[arg(required_unless_present_any = ["all", "codes"])]
    pub(super) mandate: Option<String>,
    /// The manifest, or a folder of them
    pub(super) path: Option<PathBuf>,
    /// Describes all mandates
    #[arg(long, conflicts_with_all = ["mandate", "path"])]
    pub(super) all: bool,
    /// Lists all codes; as json, markdown or html with their pages
    #[arg(long, conflicts_with_all = ["mandate", "path", "all", "output"])]
    pub(super) codes: bool,
    /// Writes the charter, a site of all mandates, into this folder
    #[arg(long, value_name = "DIR", requires = "all")]
    pub(super) output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) setup: SetupArgs,
    /// How to report: human, markdown, json or html, to standard output or to a file; repeatable [default: human] [env: MUSTMAY_FORMAT, separated by commas]
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = values::mandate_target, help_heading = "Output")]
    pub(super) format: Vec<Target<mandate::Format>>,
    #[command(flatten)]
    pub(super) shown: ShownArgs,
}

/// Runs the tests that stand beside mandates
///
/// Test files end in `_test.yaml`. A case passes only by judging: a mandate that did not apply never passes.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mustmay test
  mustmay test policies
  mustmay test policies/bank policies/shared --run 'user-auth: .*basic'
  mustmay test policies --coverage --threshold 90
  mustmay test policies --require-tests --format human --format junit=tests.xml")]
pub(super) struct TestArgs {
    /// Policy folders [default: the project's policies]
    pub(super) paths: Vec<PathBuf>,
    /// Runs only the cases of which `MANDATE: NAME` matches
    #[arg(long, value_name = "REGEX", value_parser = values::regex)]
    pub(super) run: Option<Regex>,
    /// Ends with 1 where a mandate, condition, choice or term has no passing and no failing case
    #[arg(long)]
    pub(super) require_tests: bool,
    /// Says what no case has seen: conditions, choices, terms, selectors and phases both ways, lines of scripts
    ///
    /// Scripts of manifest kinds are among them; those of a pack without mandates are told and do not count.
    #[arg(long)]
    pub(super) coverage: bool,
    /// Ends with 1 where the cases see less than this share, in percent
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(0..=100))]
    pub(super) threshold: Option<u32>,
    /// Writes the judged verdict into cases that say `expect: '?'`, and never over a written one
    #[arg(long)]
    pub(super) update: bool,
    #[command(flatten)]
    pub(super) setup: SetupArgs,
    /// How to report: human, json or junit, to standard output or to a file; repeatable [default: human] [env: MUSTMAY_FORMAT, separated by commas]
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = values::test_target, help_heading = "Output")]
    pub(super) format: Vec<Target<test::Format>>,
    #[command(flatten)]
    pub(super) shown: ShownArgs,
}

/// Says what the authors of the policies would regret
///
/// Promises of freedom that another mandate breaks, contradictions, choices that nobody can take, conditions that
/// never fail or never pass, dates gone by, text that hides. Each remark has a code with a page: `mustmay explain CODE`.
/// Where it cannot decide it says nothing.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mustmay lint
  mustmay lint policies --fix
  mustmay lint policies --fail-level advise
  mustmay explain lint::contradiction

Exit codes:
  0  nothing to remark at or above --fail-level
  1  a remark at or above --fail-level
  2  something could not be understood or mended (beats 1)
  3  there are no policies to look at")]
pub(super) struct LintArgs {
    /// Policy folders [default: the project's policies]
    pub(super) paths: Vec<PathBuf>,
    /// From which level on a remark makes the run fail: advise, warn or deny [default: warn]
    #[arg(long, value_name = "LEVEL", value_parser = values::fail_level)]
    pub(super) fail_level: Option<Level>,
    /// Mends what can be mended without changing a judgement
    ///
    /// A remark that stays for a reason is answered at its line: `# mustmay: allow(CODE) because REASON`.
    #[arg(long)]
    pub(super) fix: bool,
    #[command(flatten)]
    pub(super) setup: SetupArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Policies and exceptions")]
pub(super) struct SetupArgs {
    /// Where the policies are: a folder, a file or `builtin:NAME`; repeatable [env: MUSTMAY_POLICIES, separated by commas]
    #[arg(long, value_name = "SOURCE")]
    pub(super) policies: Vec<PathBuf>,
    /// The digest that the policy set must have [env: MUSTMAY_POLICIES_DIGEST]
    #[arg(long, value_name = "sha256:HEX", value_parser = values::digest)]
    pub(super) policies_digest: Option<String>,
    /// Where the exceptions are: a ledger folder or a file; repeatable [env: MUSTMAY_EXCEPTIONS, separated by commas]
    #[arg(long, value_name = "PATH")]
    pub(super) exceptions: Vec<PathBuf>,
    /// The config file [default: the nearest mustmay.yaml up to the git root] [env: MUSTMAY_CONFIG]
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// The repository's name, which exceptions refer to [default: what the CI system or the origin says] [env: MUSTMAY_REPOSITORY]
    #[arg(long, value_name = "OWNER/NAME", value_parser = values::repository)]
    pub(super) repository: Option<String>,
    /// The day of the judgement, such as 2026-06-01 [default: today, in UTC] [env: MUSTMAY_AS_OF]
    #[arg(long, value_name = "DATE", value_parser = values::date)]
    pub(super) as_of: Option<Date>,
    /// How many threads to judge with [default: one for each processor] [env: MUSTMAY_JOBS]
    #[arg(long, value_name = "N", value_parser = values::jobs)]
    pub(super) jobs: Option<NonZeroUsize>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArgs {
    /// How to report: human or json, to standard output or to a file; repeatable [default: human] [env: MUSTMAY_FORMAT, separated by commas]
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = values::target)]
    pub(super) format: Vec<Target>,
    #[command(flatten)]
    pub(super) shown: ShownArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct ShownArgs {
    /// When to use colours: auto, always or never [default: auto] [env: MUSTMAY_COLOR]
    #[arg(long, value_name = "WHEN", value_parser = values::color)]
    pub(super) color: Option<Color>,
    /// Says less: findings and problems only
    #[arg(short, long, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Says more: also what passed or is excepted, what did not apply, and why, and fingerprints of findings
    #[arg(short, long, action = ArgAction::Count)]
    pub(super) verbose: u8,
}
