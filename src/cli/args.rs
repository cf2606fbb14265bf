//! The tree of verbs and flags; the doc comments are the help.

#![expect(
    clippy::doc_markdown,
    reason = "the help is plain text, which shows backticks as they are"
)]

use super::values;
use crate::commands::init::Ci;
use crate::commands::{Color, Target};
use crate::policy::Level;
use clap::builder::styling::{AnsiColor, Styles};
use clap::{ArgAction, Args, Parser, Subcommand};
use clap_complete::Shell;
use jiff::civil::Date;
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
  3  nothing was checked";

/// Checks service manifests against mandates: mandate the what, leave the how, keep the escape hatch honest.
#[derive(Debug, Parser)]
#[command(name = "mustmay", version, styles = STYLES, max_term_width = 100, after_help = EXIT_CODES)]
#[command(
    arg_required_else_help = true,
    disable_help_subcommand = true,
    args_override_self = false
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    Check(CheckArgs),
    Explain(ExplainArgs),
    Test(TestArgs),
    Init(InitArgs),
    Schema(SchemaArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

/// Judges the services of a repository
///
/// Manifests are found by name: in a git work tree all tracked files and the untracked ones that git does not
/// ignore, elsewhere the whole tree. Links are not followed. Every run ends with a line that says how much was
/// judged; a run that judged nothing says so and ends with 3.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mustmay check
  mustmay check services/checkout
  mustmay check --staged
  mustmay check --policies ../bank-policies --format human --format json=report.json
  helm template . | mustmay check - --stdin-filename deploy/rendered.yaml

Exit codes:
  0  everything selected was read and judged, and nothing counts
  1  a finding at or above --fail-level
  2  something could not be understood or judged (beats 1)
  3  nothing was checked")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches of the command line, each by itself"
)]
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
    /// Ends with 0 where it would be 1, and changes nothing else; reports say so
    #[arg(long)]
    pub(super) no_fail: bool,
    /// Accepts a run that finds no manifests, or in which no mandate applies
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
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

/// Tells how a mandate judges a manifest
///
/// Shows every selector, condition, choice and phase of the mandate, what each read and from where, what it
/// said, and why the mandate does not apply where it does not.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mustmay explain user-auth services/checkout/service.yaml")]
pub(super) struct ExplainArgs {
    /// The id of the mandate
    pub(super) mandate: String,
    /// The manifest, or a folder of them
    pub(super) path: PathBuf,
    #[command(flatten)]
    pub(super) setup: SetupArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

/// Runs the tests that stand beside mandates
///
/// Test files end in `_test.yaml`. A case passes only by judging: a mandate that did not apply never passes.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mustmay test
  mustmay test policies
  mustmay test policies/bank policies/shared")]
pub(super) struct TestArgs {
    /// Policy folders [default: the project's policies]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) setup: SetupArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

/// Sets a repository up
///
/// Writes a config, a first mandate with its test and, where they are asked for, a git hook and a CI file. Asks at
/// a terminal what was not said by a flag; anywhere else it asks nothing. What is there already stays as it is.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mustmay init
  mustmay init --hook --ci github")]
pub(super) struct InitArgs {
    /// Also writes a git hook that runs `mustmay check --staged` before every commit
    #[arg(long)]
    pub(super) hook: bool,
    /// Also writes a CI file that checks every change: github or gitlab
    #[arg(long, value_name = "SYSTEM", value_parser = values::ci)]
    pub(super) ci: Option<Ci>,
    /// When to use colours: auto, always or never [default: auto] [env: MUSTMAY_COLOR]
    #[arg(long, value_name = "WHEN", value_parser = values::color)]
    pub(super) color: Option<Color>,
}

/// Prints the JSON Schema of a kind of file, for editors
///
/// Without a kind it says which there are.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mustmay schema
  mustmay schema mandate > mandate.schema.json

A file then says in its first line: # yaml-language-server: $schema=mandate.schema.json")]
pub(super) struct SchemaArgs {
    /// The kind of file, such as mandate, config or service
    pub(super) kind: Option<String>,
}

/// Prints the completions of a shell
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mustmay completions bash > ~/.local/share/bash-completion/completions/mustmay
  mustmay completions zsh > ~/.zfunc/_mustmay
  mustmay completions fish > ~/.config/fish/completions/mustmay.fish
  mustmay completions powershell >> $PROFILE")]
pub(super) struct CompletionsArgs {
    /// The shell
    pub(super) shell: Shell,
}

/// Prints manual pages
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mustmay man check | man -l -
  mustmay man --dir ~/.local/share/man/man1")]
pub(super) struct ManArgs {
    /// The verb; none means the program
    pub(super) verb: Option<String>,
    /// Writes all pages into this folder, which is there, and says which
    #[arg(long, value_name = "FOLDER", conflicts_with = "verb")]
    pub(super) dir: Option<PathBuf>,
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
    /// When to use colours: auto, always or never [default: auto] [env: MUSTMAY_COLOR]
    #[arg(long, value_name = "WHEN", value_parser = values::color)]
    pub(super) color: Option<Color>,
    /// Says less: findings and problems only
    #[arg(short, long, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Says more: also what passed, what did not apply, and why
    #[arg(short, long, action = ArgAction::Count)]
    pub(super) verbose: u8,
}
