//! From what was typed to what it means.

use super::args::{CheckArgs, ExplainArgs, LintArgs, OutputArgs, SetupArgs, ShownArgs, TestArgs};
use super::tooling::InitArgs;
use super::values;
use super::variables::{bad_variable, path, pick, pick_all};
use crate::commands::check::Asked;
use crate::commands::explain::What;
use crate::commands::{
    BadVariable, Color, Context, Environment, Output, RepositoryName, Setup, Target, check,
    explain, init, lint, test,
};
use crate::diagnostic::Diagnostic;
use crate::policy::Level;
use crate::project::{code_page, code_pages, is_code};
use crate::report::Format;
use crate::report::check::Format as CheckFormat;
use crate::report::mandate::Format as MandateFormat;
use crate::report::test::Format as TestFormat;
use crate::source::shown_path;
use std::path::{Path, PathBuf};

/// What `--color` and its variable say.
pub(super) fn color(
    args: Option<&ShownArgs>,
    environment: &Environment,
) -> Result<Color, Diagnostic> {
    let flag = args.and_then(|args| args.color);
    let color = pick(flag, environment, "MUSTMAY_COLOR", values::color)?;
    Ok(color.unwrap_or_default())
}

pub(super) fn check(args: CheckArgs, context: &Context<'_>) -> Result<check::Request, Diagnostic> {
    let environment = &context.environment;
    let switch = |flag: bool, name| {
        let flag = flag.then_some(true);
        pick(flag, environment, name, values::switch).map(|value| value.unwrap_or(false))
    };
    let fail_level = pick(
        args.fail_level,
        environment,
        "MUSTMAY_FAIL_LEVEL",
        values::fail_level,
    )?;
    Ok(check::Request {
        inputs: if args.staged {
            Asked::Staged
        } else {
            inputs(args.paths, args.stdin_filename)?
        },
        fail_level: fail_level.unwrap_or(Level::Deny),
        no_fail: switch(args.no_fail, "MUSTMAY_NO_FAIL")?,
        allow_empty: switch(args.allow_empty, "MUSTMAY_ALLOW_EMPTY")?,
        no_exceptions: switch(args.no_exceptions, "MUSTMAY_NO_EXCEPTIONS")?,
        show_excepted: args.show_excepted,
        setup: setup(args.setup, context)?,
        output: output_of(
            pick_all(
                args.format,
                environment,
                "MUSTMAY_FORMAT",
                values::check_target,
            )?,
            CheckFormat::Human,
            &args.shown,
        )?,
    })
}

pub(super) fn explain(
    args: ExplainArgs,
    context: &Context<'_>,
) -> Result<explain::Request, Diagnostic> {
    let environment = &context.environment;
    let formats = pick_all(
        args.format,
        environment,
        "MUSTMAY_FORMAT",
        values::mandate_target,
    )?;
    let only = |allowed: &[MandateFormat], what: &str| {
        let other = formats
            .iter()
            .find(|target| !allowed.contains(&target.format));
        match other {
            Some(_) => Err(Diagnostic::error("usage::format", what)),
            None => Ok(()),
        }
    };
    let what = match (args.mandate, args.path, args.output) {
        (None, _, Some(folder)) => {
            only(&[MandateFormat::Html], "the charter is written as html")?;
            What::Charter(folder)
        }
        (None, _, None) if args.codes => What::Codes(code_pages()),
        (None, _, None) => What::All,
        // The parser lets this pass, since `--all` and a mandate exclude each other.
        (Some(_), _, Some(_)) => {
            let problem = "`--output` writes the charter, which is of all mandates";
            return Err(Diagnostic::error("usage::output", problem)
                .help("mustmay explain --all --format html --output DIR"));
        }
        (Some(code), Some(_), None) if is_code(&code) => {
            let page = code_page(&code)?;
            let problem = "a code is explained by itself, without a path";
            return Err(Diagnostic::error("usage::code", problem)
                .help(format!("mustmay explain {}", page.code)));
        }
        (Some(mandate), Some(path), None) => {
            only(
                &[MandateFormat::Human, MandateFormat::Json],
                "how a manifest is judged is told as human or json",
            )?;
            What::Judgement { mandate, path }
        }
        (Some(name), None, None) if is_code(&name) => What::Code(code_page(&name)?),
        (Some(name), None, None) => What::Mandate(name),
    };
    Ok(explain::Request {
        what,
        setup: setup(args.setup, context)?,
        output: output_of(formats, MandateFormat::Human, &args.shown)?,
    })
}

pub(super) fn test(args: TestArgs, context: &Context<'_>) -> Result<test::Request, Diagnostic> {
    let formats = pick_all(
        args.format,
        &context.environment,
        "MUSTMAY_FORMAT",
        values::test_target,
    )?;
    Ok(test::Request {
        paths: args.paths,
        run: args.run,
        require_tests: args.require_tests,
        coverage: args.coverage,
        threshold: args.threshold,
        update: args.update,
        setup: setup(args.setup, context)?,
        output: output_of(formats, TestFormat::Human, &args.shown)?,
    })
}

pub(super) fn init(args: &InitArgs) -> init::Request {
    init::Request {
        hook: args.hook,
        ci: args.ci,
    }
}

pub(super) fn lint(args: LintArgs, context: &Context<'_>) -> Result<lint::Request, Diagnostic> {
    Ok(lint::Request {
        paths: args.paths,
        fail_level: args.fail_level.unwrap_or(Level::Warn),
        fix: args.fix,
        setup: setup(args.setup, context)?,
        output: output(args.output, &context.environment)?,
    })
}

fn inputs(paths: Vec<PathBuf>, stdin: Option<PathBuf>) -> Result<Asked, Diagnostic> {
    let usage = |message: &str| Diagnostic::error("usage::stdin", message);
    let dash = paths.iter().any(|path| path == Path::new("-"));
    match (dash, stdin) {
        (true, _) if paths.len() > 1 => Err(usage(
            "standard input (`-`) is checked alone, without other paths",
        )),
        (true, Some(path)) => Ok(Asked::Stdin(path)),
        (true, None) => Err(usage("standard input has no file name")
            .help("say what it is taken for: --stdin-filename service.yaml")),
        (false, Some(_)) => Err(usage("`--stdin-filename` is given, but no `-`")
            .help("name `-` as the path to check standard input")),
        (false, None) => Ok(Asked::Paths(paths)),
    }
}

pub(super) fn setup(args: SetupArgs, context: &Context<'_>) -> Result<Setup, Diagnostic> {
    let environment = &context.environment;
    let as_of = pick(args.as_of, environment, "MUSTMAY_AS_OF", values::date)?;
    Ok(Setup {
        cwd: context.cwd.clone(),
        git: environment.git().clone(),
        policies: pick_all(args.policies, environment, "MUSTMAY_POLICIES", path)?,
        policies_digest: pick(
            args.policies_digest,
            environment,
            "MUSTMAY_POLICIES_DIGEST",
            values::digest,
        )?,
        exceptions: pick_all(args.exceptions, environment, "MUSTMAY_EXCEPTIONS", path)?,
        config: match args.config {
            Some(config) => Some(config),
            None => environment
                .own("MUSTMAY_CONFIG")
                .map_err(|error| bad_variable(&error))?
                .map(PathBuf::from),
        },
        repository: repository(args.repository, environment)?,
        today: as_of.unwrap_or(context.today),
        clock: as_of.map_or(context.today, |as_of| as_of.max(context.today)),
        clock_is_behind: as_of.is_none() && context.clock_is_behind(),
        ci: environment.is_ci(),
        jobs: pick(args.jobs, environment, "MUSTMAY_JOBS", values::jobs)?,
    })
}

fn repository(
    flag: Option<String>,
    environment: &Environment,
) -> Result<Option<RepositoryName>, Diagnostic> {
    let mut name = pick(flag, environment, "MUSTMAY_REPOSITORY", values::repository)?;
    if name.is_none() {
        let ci = environment
            .ci_repository()
            .map_err(|error| bad_variable(&error))?;
        name = ci
            .map(|ci| {
                values::repository(ci).map_err(|why| {
                    bad_variable(&BadVariable::new(
                        "GITHUB_REPOSITORY or CI_PROJECT_PATH",
                        ci,
                        &why,
                    ))
                })
            })
            .transpose()?;
    }
    Ok(name.map(|name| RepositoryName {
        name,
        verified: true,
    }))
}

pub(super) fn output(args: OutputArgs, environment: &Environment) -> Result<Output, Diagnostic> {
    let targets = pick_all(args.format, environment, "MUSTMAY_FORMAT", values::target)?;
    output_of(targets, Format::Human, &args.shown)
}

pub(super) fn output_of<F>(
    mut targets: Vec<Target<F>>,
    human: F,
    shown: &ShownArgs,
) -> Result<Output<F>, Diagnostic> {
    for (index, target) in targets.iter().enumerate() {
        let twice = targets.iter().skip(index + 1);
        if twice.into_iter().any(|other| other.file == target.file) {
            let place = target.file.as_ref().map_or_else(
                || "standard output".to_owned(),
                |file| format!("`{}`", shown_path(file)),
            );
            return Err(Diagnostic::error(
                "usage::format",
                format!("two reports would go to {place}"),
            )
            .help("give one of them a file of its own: --format json=report.json"));
        }
    }
    if targets.iter().all(|target| target.file.is_some()) {
        // Somebody who asks for a report in a file still wants to see what happened.
        targets.push(Target {
            format: human,
            file: None,
        });
    }
    Ok(Output {
        targets,
        quiet: shown.quiet,
        verbose: shown.verbose,
    })
}
