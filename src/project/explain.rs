//! Explaining one mandate against the services of a manifest.

use super::check::repository_of;
use super::ledger::{in_part, read_ledger};
use super::load::load;
use super::setup::Setup;
use super::visit::look_at;
use crate::diagnostic::{self, Diagnostic};
use crate::engine::{Judged, Outcome, Siblings, Trace, Verdict, World, trace};
use crate::exception::{Account, Here, Ledger, Record, Situation, judge};
use crate::policy::{Mandate, PolicySet};
use crate::source::{Globs, Place, walk};
use crate::verdict::Exit;
use std::path::{Path, PathBuf};

/// What explaining needs to know.
#[derive(Debug)]
pub struct ExplainOptions {
    /// What all use cases are told.
    pub setup: Setup,
    /// The mandate's id.
    pub mandate: String,
    /// The manifest, or a folder of them.
    pub path: PathBuf,
}

/// How a mandate judged the services of a manifest.
#[derive(Debug)]
pub struct ExplainReport {
    /// The policy set; `None` where it could not be loaded.
    pub set: Option<PolicySet>,
    /// The mandate's place in the set.
    pub mandate: Option<usize>,
    /// The services, those of kinds that the mandate does not speak of included.
    pub services: Vec<Explained>,
    /// What could not be read or understood.
    pub diagnostics: Vec<Diagnostic>,
    /// How the run ends: 0 where there was something to explain.
    pub exit: Exit,
}

/// How a mandate judged one service.
#[derive(Debug)]
pub struct Explained {
    /// What was asked and said; the outcome is that after exceptions.
    pub trace: Trace,
    /// The exceptions of this mandate and service that were consulted, in the order of the ledger.
    pub exceptions: Vec<Consulted>,
}

/// An exception that was consulted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Consulted {
    /// Its id.
    pub id: String,
    /// Where it is written.
    pub place: Place,
    /// The words of its states, the worst first; of a closed one none.
    pub states: Vec<&'static str>,
    /// How many of the findings it covers.
    pub covered: usize,
    /// What it covers, or why it does not.
    pub why: String,
}

/// Judges the services of a manifest by one mandate and tells every step.
pub fn explain(options: &ExplainOptions) -> ExplainReport {
    let refused = |diagnostics| ExplainReport {
        set: None,
        mandate: None,
        services: Vec::new(),
        diagnostics,
        exit: Exit::NotUnderstood,
    };
    let mut loading = match load(&options.setup) {
        Ok(loading) => loading,
        Err(diagnostics) => return refused(diagnostics),
    };
    let mut diagnostics = std::mem::take(&mut loading.diagnostics);
    let (ledger, unread) = read_ledger(&options.setup, &loading);
    diagnostics.extend(unread);
    let repository = match repository_of(&options.setup, &loading.root) {
        Ok(repository) => repository,
        Err(problem) => return refused(vec![problem]),
    };
    let (set, root) = (loading.set, loading.root);
    let Some(index) = set
        .mandates
        .iter()
        .position(|mandate| mandate.id == options.mandate)
    else {
        diagnostics.push(super::describe::unknown(&options.mandate, &set));
        return refused(diagnostics);
    };
    let everything = |_: &Path| true;
    let found = match walk(
        &root,
        std::slice::from_ref(&options.path),
        &everything,
        &Globs::default(),
    ) {
        Ok(found) => found,
        Err(errors) => {
            diagnostics.extend(errors.iter().map(Diagnostic::of_walk));
            return refused(diagnostics);
        }
    };
    let today = options.setup.today;
    let alone = World {
        today,
        siblings: Siblings::default(),
    };
    let surveys: Vec<_> = found
        .files
        .iter()
        .map(|file| look_at(file, &set, &alone))
        .collect();
    let world = World {
        today,
        siblings: Siblings::of(surveys.iter().flat_map(|(_, survey)| &survey.services)),
    };
    let services = surveys.iter().flat_map(|(_, survey)| &survey.services);
    let traces: Vec<Trace> = services
        .filter_map(|service| trace(&set, index, service, &world))
        .collect();
    diagnostics.extend(surveys.iter().flat_map(|(found, _)| found.iter().cloned()));
    diagnostic::sort(&mut diagnostics);
    drop(surveys);
    let situation = in_part(&options.setup, &set, &ledger, repository.as_deref());
    let services = consult(traces, index, &situation);
    let exit = if diagnostics.iter().any(Diagnostic::is_error) {
        Exit::NotUnderstood
    } else if services.is_empty() {
        Exit::NothingChecked
    } else {
        Exit::Ok
    };
    ExplainReport {
        set: Some(set),
        mandate: Some(index),
        services,
        diagnostics,
        exit,
    }
}

/// Holds the outcomes against the ledger, and tells of each service which exceptions were asked.
fn consult(traces: Vec<Trace>, mandate: usize, situation: &Situation<'_>) -> Vec<Explained> {
    let (mut judged, mut traces): (Vec<Judged>, Vec<Trace>) = traces
        .into_iter()
        .map(|mut trace| {
            let none = Outcome::new(mandate, Verdict::NotApplicable);
            let judged = Judged {
                service: trace.service.clone(),
                outcomes: vec![std::mem::replace(&mut trace.outcome, none)],
            };
            (judged, trace)
        })
        .unzip();
    let report = judge(&mut judged, situation);
    for (judged, trace) in judged.into_iter().zip(&mut traces) {
        trace.outcome = judged.outcomes.into_iter().next().unwrap_or_else(|| {
            // Each was given exactly one outcome, and judging takes none away.
            Outcome::new(mandate, Verdict::Error)
        });
    }
    let accounts: std::collections::BTreeMap<usize, &Account> = report
        .accounts
        .iter()
        .map(|account| (account.record, account))
        .collect();
    let mandate = situation.set.mandates.get(mandate);
    traces
        .into_iter()
        .map(|trace| Explained {
            exceptions: mandate.map_or_else(Vec::new, |mandate| {
                consulted(&trace, mandate, situation.ledger, &accounts)
            }),
            trace,
        })
        .collect()
}

fn consulted(
    trace: &Trace,
    mandate: &Mandate,
    ledger: &Ledger,
    accounts: &std::collections::BTreeMap<usize, &Account>,
) -> Vec<Consulted> {
    let records = ledger.records.iter().enumerate();
    let own = records.filter(|(_, record)| {
        record.mandate.value == mandate.id && *record.service.value == *trace.service.name
    });
    own.map(|(index, record)| {
        let account = accounts.get(&index).copied();
        let covered: Vec<String> = trace
            .outcome
            .findings
            .iter()
            .filter(|finding| finding.exception.as_deref() == Some(record.id.as_str()))
            .map(|finding| format!("`{}` at `{}`", finding.condition, finding.path))
            .collect();
        Consulted {
            id: record.id.value.clone(),
            place: record.place(record.id.span),
            states: account.map(Account::words).unwrap_or_default(),
            covered: covered.len(),
            why: if covered.is_empty() {
                why_not(trace, record, account)
            } else {
                format!("covers {}", covered.join(", "))
            },
        }
    })
    .collect()
}

/// Why an exception covers nothing of a service.
fn why_not(trace: &Trace, record: &Record, account: Option<&Account>) -> String {
    let Some(account) = account else {
        return "closed, and kept for history".to_owned();
    };
    if !record.is_about(&trace.service) {
        let narrowed = [("kind", &record.kind), ("file", &record.file)];
        let narrowed: Vec<String> = narrowed
            .iter()
            .filter_map(|(word, value)| Some(format!("the {word} `{}`", value.as_ref()?.value)))
            .collect();
        return match narrowed.as_slice() {
            [] => "no exception can name a service whose manifest does not".to_owned(),
            _ => format!("is for {}", narrowed.join(" and ")),
        };
    }
    if let Here::OtherRepository | Here::UnknownRepository = account.here {
        return account.here.word().to_owned();
    }
    let about = |finding: &&crate::engine::Finding| record.matches(finding);
    if trace.outcome.verdict == Verdict::Error {
        return "an error is never excepted".to_owned();
    }
    if !trace.outcome.findings.iter().any(|finding| about(&finding)) {
        return match trace.outcome.findings.len() {
            0 => "there is nothing to except".to_owned(),
            _ => "is about none of the findings".to_owned(),
        };
    }
    let faults: Vec<&str> = account
        .faults()
        .map(|fault| fault.message.as_str())
        .collect();
    match faults.as_slice() {
        [] if account.covers => "a narrower one decides".to_owned(),
        [] => "the clock shows a day before this program was made".to_owned(),
        _ => format!("does not hold: {}", faults.join("; ")),
    }
}
