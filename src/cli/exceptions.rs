//! The verbs of `mustmay exceptions`: their flags, and what they mean.

use super::args::{SetupArgs, ShownArgs};
use super::{resolve, values};
use crate::commands::exceptions as verbs;
use crate::commands::{Context, Output, Target};
use crate::diagnostic::Diagnostic;
use crate::exception::Category;
use crate::policy::{Level, State};
use crate::project::exceptions::{Asked, Filter};
use crate::report::exceptions::TableFormat;
use crate::verdict::Exit;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use std::io;
use std::path::PathBuf;

/// Lists, audits, requests and decides on exceptions
///
/// Every exception is owned, dated and approved. Writing commands change a file as its author wrote it: comments
/// and order stay. Nothing is ever deleted.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
pub(super) struct ExceptionsArgs {
    #[command(subcommand)]
    verb: ExceptionsVerb,
}

impl ExceptionsArgs {
    /// How its report is shown.
    pub(super) const fn shown(&self) -> &ShownArgs {
        match &self.verb {
            ExceptionsVerb::List(args) => &args.output.shown,
            ExceptionsVerb::Audit(args) => &args.output.shown,
            ExceptionsVerb::Request(args) => &args.shown,
            ExceptionsVerb::Approve(args) => &args.shown,
            ExceptionsVerb::Payload(args) => &args.shown,
            ExceptionsVerb::Renew(args) => &args.shown,
            ExceptionsVerb::Revoke(args) => &args.shown,
            ExceptionsVerb::Prune(args) => &args.shown,
            ExceptionsVerb::Adopt(args) => &args.shown,
        }
    }
}

#[derive(Debug, Subcommand)]
enum ExceptionsVerb {
    List(ListArgs),
    Audit(AuditArgs),
    Request(RequestArgs),
    Approve(ApproveArgs),
    Payload(PayloadArgs),
    Renew(RenewArgs),
    Revoke(RevokeArgs),
    Prune(PruneArgs),
    Adopt(AdoptArgs),
}

/// Lists exceptions by what they say themselves, the most urgent first
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mustmay exceptions list
  mustmay exceptions list --owner team-checkout --within 30d
  mustmay exceptions list --format csv=exceptions.csv --format html=exceptions.html")]
struct ListArgs {
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    setup: SetupArgs,
    #[command(flatten)]
    output: TableArgs,
}

/// Judges the whole ledger against manifests, or against the reports of many repositories
///
/// Ends with 1 if a state counts at or above --fail-level.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mustmay exceptions audit
  mustmay exceptions audit --reports 'reports/**/*.json' --inventory repositories.txt
  mustmay exceptions audit --state expired --format html=audit.html")]
struct AuditArgs {
    /// Files and folders to judge [default: the repository]
    paths: Vec<PathBuf>,
    /// JSON reports of `mustmay check` to take in place of manifests: files or globs; repeatable
    #[arg(long, value_name = "GLOB", conflicts_with = "paths")]
    reports: Vec<String>,
    /// A file that names the repositories that must have sent a report: the `Inventory` of the evidence, a YAML list, or
    /// one name a line
    #[arg(long, value_name = "FILE", requires = "reports")]
    inventory: Option<PathBuf>,
    /// From which level on a state makes the audit fail [default: deny]
    #[arg(long, value_name = "LEVEL", value_parser = values::fail_level)]
    fail_level: Option<Level>,
    /// Ends with 0 where it would be 1, and changes nothing else
    #[arg(long)]
    no_fail: bool,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    setup: SetupArgs,
    #[command(flatten)]
    output: TableArgs,
}

/// Writes a pending exception for a finding
///
/// At a terminal it asks for what is missing; in a pipe what is missing is an error. Where an open record is about the
/// same already, a second one is written only under an --id of its own.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mustmay exceptions request 3f9a1c02 --reason 'The till is replaced in Q1.'
  mustmay exceptions request --mandate user-auth --service till --at spec.auth.protocol --reason '..'")]
struct RequestArgs {
    /// The fingerprint of the finding, as `mustmay check -v` and the JSON report show it, or its first eight digits
    fingerprint: Option<String>,
    /// The mandate
    #[arg(long, value_name = "ID")]
    mandate: Option<String>,
    /// The service
    #[arg(long, value_name = "NAME")]
    service: Option<String>,
    /// The condition
    #[arg(long, value_name = "ID")]
    condition: Option<String>,
    /// A path that it is about, in place of fingerprints; repeatable
    #[arg(long, value_name = "PATH")]
    at: Vec<String>,
    /// Why: waiver, mitigated or emergency [default: waiver]
    #[arg(long, value_name = "WORD", value_parser = values::category)]
    category: Option<Category>,
    /// Why, in words
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Where it is followed up
    #[arg(long, value_name = "URL")]
    ticket: Option<String>,
    /// Who must close or renew it [default: the owner that the manifest names]
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// Who asks for it [default: user.email of git]
    #[arg(long, value_name = "NAME")]
    requested_by: Option<String>,
    /// The last day it holds [default: as late as the mandate allows]
    #[arg(long, value_name = "DATE", value_parser = values::date)]
    expires: Option<Date>,
    /// The id of the record [default: the next free one]
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    #[command(flatten)]
    setup: SetupArgs,
    #[command(flatten)]
    shown: ShownArgs,
}

/// Approves an exception, and signs it where a key is given
///
/// The key may be an agent's or a hardware key: ssh-keygen signs. An approval that can never count is not written; where
/// something is missing still, such as a signature, the command says what.
#[derive(Debug, Args)]
struct ApproveArgs {
    /// The exception
    id: String,
    /// Who approves [default: user.email of git]
    #[arg(long = "as", value_name = "NAME")]
    approver: Option<String>,
    /// The key to sign with, as `ssh-keygen -f` takes it
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    #[command(flatten)]
    setup: SetupArgs,
    #[command(flatten)]
    shown: ShownArgs,
}

/// Prints the text that is signed to approve an exception
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mustmay exceptions payload EX-2026-014 --as sam@example.com | ssh-keygen -Y sign -n exception@mustmay -f KEY")]
struct PayloadArgs {
    /// The exception
    id: String,
    /// Who signs [default: the only approver, or user.email of git]
    #[arg(long = "as", value_name = "NAME")]
    approver: Option<String>,
    #[command(flatten)]
    setup: SetupArgs,
    #[command(flatten)]
    shown: ShownArgs,
}

/// Moves the end of an exception, counts the renewal, and voids its approvals and signatures
#[derive(Debug, Args)]
struct RenewArgs {
    /// The exception
    id: String,
    /// The new last day [default: as late as the mandate allows]
    #[arg(long, value_name = "DATE", value_parser = values::date)]
    expires: Option<Date>,
    /// Who asks for the renewal, and so cannot approve it [default: who asked before]
    #[arg(long, value_name = "NAME")]
    requested_by: Option<String>,
    #[command(flatten)]
    setup: SetupArgs,
    #[command(flatten)]
    shown: ShownArgs,
}

/// Takes an exception back; the record stays, with the reason and the day
#[derive(Debug, Args)]
struct RevokeArgs {
    /// The exception
    id: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    setup: SetupArgs,
    #[command(flatten)]
    shown: ShownArgs,
}

/// Shows which exceptions are over, and moves them to `closed/` with --write
#[derive(Debug, Args)]
struct PruneArgs {
    /// Files and folders to judge [default: the repository]
    paths: Vec<PathBuf>,
    /// JSON reports of `mustmay check` to take in place of manifests: files or globs; repeatable
    #[arg(long, value_name = "GLOB", conflicts_with = "paths")]
    reports: Vec<String>,
    /// Moves them
    #[arg(long)]
    write: bool,
    #[command(flatten)]
    setup: SetupArgs,
    #[command(flatten)]
    shown: ShownArgs,
}

/// Writes one dated exception for each finding there is today
///
/// Running it again adds nothing that is new, unless --add-new is given. Without --approved-by the records are pending,
/// and cover nothing until their reviewers approve. Ends with 1 if there are findings that no exception can be about: of
/// a mandate that allows none, of a service without a name, or with `*` or `?` in it; the others are adopted.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mustmay exceptions adopt --owner team-x
  mustmay exceptions adopt --owner team-x --approved-by sam@example.com --mandate user-auth")]
struct AdoptArgs {
    /// Files and folders to judge [default: the repository]
    paths: Vec<PathBuf>,
    /// Who must close them
    #[arg(long, value_name = "NAME")]
    owner: String,
    /// The last day they hold [default: in 90 days; the mandate's terms cap it]
    #[arg(long, value_name = "DATE", value_parser = values::date)]
    expires: Option<Date>,
    /// Why, in words
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Who asks for them [default: user.email of git]
    #[arg(long, value_name = "NAME")]
    requested_by: Option<String>,
    /// Who approved them, where the repository is its own policy source; repeatable. An approval that can never count is
    /// refused, as by `approve`
    #[arg(long, value_name = "NAME")]
    approved_by: Vec<String>,
    /// Only findings of this mandate
    #[arg(long, value_name = "ID")]
    mandate: Option<String>,
    /// The file to write [default: adopted.yaml of the ledger]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Adds findings that came after the first time
    #[arg(long)]
    add_new: bool,
    #[command(flatten)]
    setup: SetupArgs,
    #[command(flatten)]
    shown: ShownArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Filters")]
struct FilterArgs {
    /// Only in this state, such as expired; repeatable
    #[arg(long, value_name = "STATE", value_parser = values::state)]
    state: Vec<State>,
    /// Only of this mandate
    #[arg(long, value_name = "ID")]
    mandate: Option<String>,
    /// Only of this service
    #[arg(long, value_name = "NAME")]
    service: Option<String>,
    /// Only of this owner
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// Only what ends within so many days, or has ended
    #[arg(long, value_name = "DAYS", value_parser = values::days)]
    within: Option<u32>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
struct TableArgs {
    /// How to report: human, json, csv or html, to standard output or to a file; repeatable [default: human]
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = values::table_target)]
    format: Vec<Target<TableFormat>>,
    #[command(flatten)]
    shown: ShownArgs,
}

/// Runs one of the verbs.
pub(super) fn run(
    args: ExceptionsArgs,
    context: &mut Context<'_>,
) -> Result<io::Result<Exit>, Diagnostic> {
    Ok(match args.verb {
        ExceptionsVerb::List(args) => verbs::list::run(
            verbs::list::Request {
                setup: resolve::setup(args.setup, context)?,
                filter: filter(args.filter),
                output: output(args.output)?,
            },
            context,
        ),
        ExceptionsVerb::Audit(args) => verbs::audit::run(
            verbs::audit::Request {
                setup: resolve::setup(args.setup, context)?,
                paths: args.paths,
                reports: args.reports,
                inventory: args.inventory,
                fail_level: args.fail_level.unwrap_or(Level::Deny),
                no_fail: args.no_fail,
                filter: filter(args.filter),
                output: output(args.output)?,
            },
            context,
        ),
        ExceptionsVerb::Request(args) => request(args, context)?,
        ExceptionsVerb::Approve(args) => verbs::approve::run(
            verbs::approve::Request {
                setup: resolve::setup(args.setup, context)?,
                id: args.id,
                approver: args.approver,
                key: args.key,
            },
            context,
        ),
        ExceptionsVerb::Payload(args) => verbs::payload::run(
            &verbs::payload::Request {
                setup: resolve::setup(args.setup, context)?,
                id: args.id,
                approver: args.approver,
            },
            context,
        ),
        ExceptionsVerb::Renew(args) => verbs::renew::run(
            verbs::renew::Request {
                setup: resolve::setup(args.setup, context)?,
                id: args.id,
                expires: args.expires,
                requested_by: args.requested_by,
            },
            context,
        ),
        ExceptionsVerb::Revoke(args) => verbs::revoke::run(
            verbs::revoke::Request {
                setup: resolve::setup(args.setup, context)?,
                id: args.id,
                reason: args.reason,
            },
            context,
        ),
        ExceptionsVerb::Prune(args) => verbs::prune::run(
            verbs::prune::Request {
                setup: resolve::setup(args.setup, context)?,
                paths: args.paths,
                reports: args.reports,
                write: args.write,
            },
            context,
        ),
        ExceptionsVerb::Adopt(args) => adopt(args, context)?,
    })
}

fn request(args: RequestArgs, context: &mut Context<'_>) -> Result<io::Result<Exit>, Diagnostic> {
    let request = verbs::request::Request {
        setup: resolve::setup(args.setup, context)?,
        asked: Asked {
            fingerprint: args.fingerprint,
            mandate: args.mandate,
            service: args.service,
            condition: args.condition,
            at: args.at,
            category: args.category,
            reason: args.reason,
            ticket: args.ticket,
            owner: args.owner,
            requested_by: args.requested_by,
            expires: args.expires,
            id: args.id,
        },
    };
    Ok(verbs::request::run(request, context))
}

fn adopt(args: AdoptArgs, context: &mut Context<'_>) -> Result<io::Result<Exit>, Diagnostic> {
    let request = verbs::adopt::Request {
        setup: resolve::setup(args.setup, context)?,
        paths: args.paths,
        owner: args.owner,
        expires: args.expires,
        reason: args.reason,
        requested_by: args.requested_by,
        approved_by: args.approved_by,
        mandate: args.mandate,
        out: args.out,
        add_new: args.add_new,
    };
    Ok(verbs::adopt::run(request, context))
}

fn filter(args: FilterArgs) -> Filter {
    Filter {
        states: args.state,
        mandate: args.mandate,
        service: args.service,
        owner: args.owner,
        within: args.within,
    }
}

fn output(args: TableArgs) -> Result<Output<TableFormat>, Diagnostic> {
    resolve::output_of(args.format, TableFormat::Human, &args.shown)
}
