//! Looking: all records, how they stand, the most urgent first.

use super::names;
use super::reports::{Received, RepositoryReport, receive};
use crate::diagnostic::{self, Diagnostic};
use crate::exception::{
    Account, ExceptionReport, Here, Ledger, Record, Situation, Whole, days_between, judge,
};
use crate::policy::{Level, PolicySet, State};
use crate::project::check::run_info;
use crate::project::checked::RunInfo;
use crate::project::ledger::in_part;
use crate::project::{CheckOptions, Exceptions, Inputs, check, load, read_ledger};
use crate::verdict::{Exit, Tally};
use jiff::civil::Date;
use std::cmp::Reverse;
use std::path::PathBuf;

/// What an audit needs to know.
#[derive(Debug)]
pub struct AuditOptions {
    /// What is judged, and by what.
    pub check: CheckOptions,
    /// JSON reports of checks to take in place of manifests: globs and files.
    pub reports: Vec<String>,
    /// The file that names the repositories that must have sent a report.
    pub inventory: Option<PathBuf>,
    /// Which records are shown.
    pub filter: Filter,
}

/// Which records are shown; what is left out shows all.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// In one of these states.
    pub states: Vec<State>,
    /// Of this mandate.
    pub mandate: Option<String>,
    /// Of this service.
    pub service: Option<String>,
    /// Of this owner.
    pub owner: Option<String>,
    /// That end within so many days.
    pub within: Option<u32>,
}

/// All records, and how they stand.
#[derive(Debug)]
pub struct AuditReport {
    /// What was judged, when, by what.
    pub run: RunInfo,
    /// The records, and how each stands that is shown, the most urgent first.
    pub exceptions: Exceptions,
    /// How many open records the ledger holds.
    pub total: usize,
    /// How many services were judged; `None` where only the records were looked at.
    pub services: Option<usize>,
    /// Repositories that sent no report.
    pub missing: Vec<String>,
    /// Repositories that sent one.
    pub received: usize,
    /// The day of the oldest of those reports.
    pub oldest: Option<Date>,
    /// What could not be read or understood, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// How it ends.
    pub exit: Exit,
    /// Why it ends so, where the states do not tell.
    pub reason: Option<String>,
}

/// Lists the records by what they say themselves, without judging a service.
pub fn list(options: &AuditOptions) -> AuditReport {
    let setup = &options.check.setup;
    let loading = match load(setup) {
        Ok(loading) => loading,
        Err(diagnostics) => return refused(options, diagnostics),
    };
    let (ledger, problems) = read_ledger(setup, &loading);
    let mut diagnostics = loading.diagnostics.clone();
    diagnostics.extend(problems);
    let run = match run_info(&options.check, &loading.root) {
        Ok(run) => run,
        Err(problem) => return refused(options, vec![problem]),
    };
    // Nothing else of a list needs the manifests.
    let judged = || names::services(&check(&options.check).judged);
    let strangers = names::strangers(&options.filter, &ledger.records, &loading.set, judged);
    diagnostics.extend(strangers);
    let report = judge(&mut [], &situation(options, &loading.set, &ledger, &run));
    finish(
        options,
        Found {
            run,
            exceptions: Exceptions { ledger, report },
            mandates: loading.set.mandates.len(),
            services: None,
            worst: None,
            diagnostics,
            received: Received::default(),
        },
    )
}

/// Audits the whole ledger against manifests, or against the reports of many repositories.
pub fn audit(options: &AuditOptions) -> AuditReport {
    if options.reports.is_empty() {
        return of_manifests(options);
    }
    let setup = &options.check.setup;
    let loading = match load(setup) {
        Ok(loading) => loading,
        Err(diagnostics) => return refused(options, diagnostics),
    };
    let (ledger, problems) = read_ledger(setup, &loading);
    let mut diagnostics = loading.diagnostics.clone();
    diagnostics.extend(problems);
    let run = match run_info(&options.check, &loading.root) {
        Ok(run) => run,
        Err(problem) => return refused(options, vec![problem]),
    };
    let mut received = receive(options, &loading.set, &mut diagnostics);
    let base = situation(options, &loading.set, &ledger, &run);
    let mut report = judge(
        &mut [],
        &Situation {
            repository: None,
            ..base
        },
    );
    let mut services = 0;
    for one in &mut received.reports {
        services += one.judged.len();
        let own = judge(
            &mut one.judged,
            &Situation {
                repository: Some(&one.repository),
                seen: one.as_of,
                whole: if one.whole { Whole::Yes } else { Whole::No },
                ..base
            },
        );
        let early = own.accounts.iter().filter_map(|account| {
            let record = ledger.records.get(account.record)?;
            early(record, account, one, setup.today)
        });
        diagnostics.extend(early);
        merge(&mut report, own);
    }
    let judged = || {
        let reports = received.reports.iter();
        let names = reports.flat_map(|report| names::services(&report.judged));
        names.collect()
    };
    let strangers = names::strangers(&options.filter, &ledger.records, &loading.set, judged);
    diagnostics.extend(strangers);
    let worst = report.worst();
    finish(
        options,
        Found {
            run,
            exceptions: Exceptions { ledger, report },
            mandates: loading.set.mandates.len(),
            services: Some(services),
            worst,
            diagnostics,
            received,
        },
    )
}

fn of_manifests(options: &AuditOptions) -> AuditReport {
    let report = check(&options.check);
    let Some(exceptions) = report.exceptions else {
        return refused(options, report.diagnostics);
    };
    let mut diagnostics = report.diagnostics;
    if let Some(set) = &report.set {
        let judged = || names::services(&report.judged);
        let records = &exceptions.ledger.records;
        diagnostics.extend(names::strangers(&options.filter, records, set, judged));
    }
    let worst = exceptions.report.worst();
    finish(
        options,
        Found {
            run: report.run,
            exceptions,
            mandates: report.counts.mandates,
            services: Some(report.judged.len()),
            worst,
            diagnostics,
            received: Received::default(),
        },
    )
}

/// What was found, before it is sorted, filtered and decided.
struct Found {
    run: RunInfo,
    exceptions: Exceptions,
    mandates: usize,
    services: Option<usize>,
    worst: Option<Level>,
    diagnostics: Vec<Diagnostic>,
    received: Received,
}

fn situation<'a>(
    options: &AuditOptions,
    set: &'a PolicySet,
    ledger: &'a Ledger,
    run: &'a RunInfo,
) -> Situation<'a> {
    in_part(&options.check.setup, set, ledger, run.repository.as_deref())
}

/// That a report was made before a record was, where it would be asked whether anything needs that.
fn early(
    record: &Record,
    account: &Account,
    report: &RepositoryReport,
    today: Date,
) -> Option<Diagnostic> {
    let asked = match account.here {
        Here::Judged => account.matched == 0,
        Here::NoService => record.repository.is_some(),
        _ => false,
    };
    let created = &record.created;
    let is_early = report.as_of < created.value && created.value <= today;
    (asked && is_early && record.revoked.is_none()).then(|| {
        let message = format!(
            "the report of `{}` is of {}, before `{}` was made on {}: it cannot tell whether that is needed",
            report.repository.escape_debug(),
            report.as_of,
            record.id.escape_debug(),
            created.value
        );
        Diagnostic::warning("audit::early", message)
            .at_place(record.place(created.span))
            .help("check that repository again, and audit its new report")
    })
}

/// What a report of a record's own repository says of it replaces what was known without.
fn merge(report: &mut ExceptionReport, own: ExceptionReport) {
    for (old, new) in report.accounts.iter_mut().zip(own.accounts) {
        let known = matches!(new.here, Here::Judged | Here::Error);
        let gone = new.here == Here::NoService && old.here != Here::Judged;
        if known || gone {
            *old = new;
        }
    }
}

fn finish(options: &AuditOptions, found: Found) -> AuditReport {
    let today = options.check.setup.today;
    let Found {
        run,
        mut exceptions,
        mut diagnostics,
        ..
    } = found;
    diagnostic::sort(&mut diagnostics);
    let total = exceptions.report.accounts.len();
    let records = &exceptions.ledger.records;
    let record = |account: &Account| records.get(account.record);
    exceptions.report.accounts.retain(|account| {
        record(account).is_some_and(|record| options.filter.shows(record, account, today))
    });
    exceptions
        .report
        .accounts
        .sort_by_cached_key(|account| record(account).map(|record| urgency(record, account)));
    let tally = Tally {
        not_understood: diagnostics.iter().any(Diagnostic::is_error),
        worst: found.worst,
        fail_level: options.check.fail_level,
        no_fail: options.check.no_fail,
        mandates: found.mandates,
        services: 1,
        applied: 1,
        allow_empty: true,
        expectation_missed: None,
    };
    let (exit, reason) = tally.decide();
    AuditReport {
        run,
        exceptions,
        total,
        services: found.services,
        missing: found.received.missing,
        received: found.received.reports.len(),
        oldest: found.received.reports.iter().map(|one| one.as_of).min(),
        diagnostics,
        exit,
        reason,
    }
}

fn refused(options: &AuditOptions, diagnostics: Vec<Diagnostic>) -> AuditReport {
    AuditReport {
        run: RunInfo::unknown(&options.check),
        exceptions: Exceptions {
            ledger: Ledger::default(),
            report: ExceptionReport::default(),
        },
        total: 0,
        services: None,
        missing: Vec::new(),
        received: 0,
        oldest: None,
        diagnostics,
        exit: Exit::NotUnderstood,
        reason: Some("nothing was judged".to_owned()),
    }
}

/// Break-glass first, then by level, then what ends first, then by id.
fn urgency(record: &Record, account: &Account) -> (bool, Reverse<Level>, Date, String) {
    (
        !record.is_emergency(),
        Reverse(account.level()),
        record.expires.value,
        record.id.value.clone(),
    )
}

impl Filter {
    fn shows(&self, record: &Record, account: &Account, today: Date) -> bool {
        let same = |wanted: &Option<String>, value: &str| {
            wanted.as_deref().is_none_or(|wanted| wanted == value)
        };
        let states = || account.states.iter().map(|standing| standing.state);
        (self.states.is_empty() || states().any(|state| self.states.contains(&state)))
            && same(&self.mandate, &record.mandate)
            && same(&self.service, &record.service)
            && same(&self.owner, &record.owner)
            && self
                .within
                .is_none_or(|days| days_between(today, record.expires.value) <= i64::from(days))
    }
}

impl AuditOptions {
    /// Whether the whole repository is judged.
    pub fn is_whole(&self) -> bool {
        matches!(&self.check.inputs, Inputs::Paths(paths) if paths.is_empty())
    }
}
