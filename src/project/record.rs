//! Recording a run: one line per mandate, appended to the history.

use super::check::check;
use super::checked::{CheckOptions, CheckReport, Inputs};
use super::evidence::{HISTORY, folder, typed};
use super::load::load;
use super::setup::Setup;
use super::workarounds::scan;
use crate::diagnostic::{self, Diagnostic};
use crate::engine::{Outcome, Verdict};
use crate::exception::Here;
use crate::policy::{Level, Mandate, May, PolicySet};
use crate::review::history::{
    self, BypassLine, ChoiceLine, ExceptionLine, HistoryLine, ServiceLine, VERSION, WorkaroundLine,
};
use crate::review::{Signal, SignalKind};
use crate::source::{LoadError, load_path, replace_alone};
use crate::verdict::Exit;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// What recording needs to know.
#[derive(Debug)]
pub struct RecordOptions {
    /// What all use cases are told.
    pub setup: Setup,
    /// The history, as it was typed; `None` means the project's.
    pub history: Option<PathBuf>,
}

/// What was recorded.
#[derive(Debug)]
pub struct RecordReport {
    /// The history's path as printed.
    pub history: String,
    /// The lines of this run.
    pub lines: Vec<HistoryLine>,
    /// How many of them the history did not hold yet.
    pub written: usize,
    /// What could not be read or understood.
    pub diagnostics: Vec<Diagnostic>,
    /// How the run ends. What was not wholly understood, or checked nothing, is not recorded.
    pub exit: Exit,
    /// Why nothing was recorded.
    pub reason: Option<String>,
}

/// Checks the repository and records what was found.
pub fn record(options: &RecordOptions) -> RecordReport {
    let mut report = RecordReport {
        history: String::new(),
        lines: Vec::new(),
        written: 0,
        diagnostics: Vec::new(),
        exit: Exit::NotUnderstood,
        reason: None,
    };
    let loading = match load(&options.setup) {
        Ok(loading) => loading,
        Err(diagnostics) => {
            return RecordReport {
                diagnostics,
                ..report
            };
        }
    };
    let path = options
        .history
        .clone()
        .unwrap_or_else(|| folder(&loading).join(HISTORY));
    let (path, shown) = typed(&loading.root, &options.setup.cwd, &path);
    report.history.clone_from(&shown);
    let checked = check(&CheckOptions {
        setup: options.setup.clone(),
        inputs: Inputs::Paths(Vec::new()),
        fail_level: Level::Deny,
        no_fail: false,
        // A repository to which no mandate applies is known all the same; one without services is not.
        allow_empty: true,
        no_exceptions: false,
        audit: false,
    });
    let mut found = scan(&loading, &[], &options.setup);
    let (lines, exit) = (lines_of(&checked, &found.signals), checked.exit);
    report.diagnostics = checked.diagnostics;
    report.diagnostics.append(&mut found.diagnostics);
    diagnostic::sort(&mut report.diagnostics);
    report.diagnostics.dedup();
    if exit <= Exit::Findings && checked.counts.services == 0 {
        report.reason = Some("no manifest was found".to_owned());
        report.exit = Exit::NothingChecked;
        return report;
    }
    if exit > Exit::Findings {
        report.reason = checked.reason;
        report.exit = exit;
        return report;
    }
    match lines {
        Ok(lines) => report.lines = lines,
        Err(problem) => {
            report.diagnostics.push(problem);
            return report;
        }
    }
    match append(&path, &shown, &report.lines) {
        Ok(written) => report.written = written,
        Err(problems) => {
            report.diagnostics.extend(problems);
            return report;
        }
    }
    report.exit = Exit::Ok;
    report
}

/// Appends the lines that the history does not hold yet, and gives how many those are.
fn append(
    path: &std::path::Path,
    shown: &str,
    lines: &[HistoryLine],
) -> Result<usize, Vec<Diagnostic>> {
    let before = match load_path(path, shown) {
        Ok(loaded) => Some(loaded),
        Err(LoadError::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(vec![Diagnostic::of_load(&shown.into(), &error)]),
    };
    let held = match &before {
        Some(loaded) => history::read(&loaded.source)?,
        None => Vec::new(),
    };
    let new: Vec<HistoryLine> = lines
        .iter()
        .filter(|line| !held.contains(line))
        .cloned()
        .collect();
    if new.is_empty() {
        return Ok(0);
    }
    let old = before.as_ref().map_or("", |loaded| loaded.source.text());
    let text = history::appended(old, &new);
    let hash = before.as_ref().map(|loaded| loaded.sha256.as_str());
    replace_alone(path, hash, text.as_bytes()).map_err(|error| {
        let message = format!("`{shown}` cannot be written: {error}");
        vec![Diagnostic::error("history::write", message)]
    })?;
    Ok(new.len())
}

/// The lines of a check.
fn lines_of(report: &CheckReport, signals: &[Signal]) -> Result<Vec<HistoryLine>, Diagnostic> {
    let Some(repository) = &report.run.repository else {
        return Err(Diagnostic::error(
            "history::repository",
            "which repository this is, is not known",
        )
        .help("pass --repository, such as shop/checkout"));
    };
    let mandates = report
        .set
        .iter()
        .flat_map(|set| set.mandates.iter().enumerate().map(move |pair| (set, pair)));
    Ok(mandates
        .map(|(set, (index, mandate))| line_of(report, set, index, mandate, repository, signals))
        .collect())
}

fn line_of(
    report: &CheckReport,
    set: &PolicySet,
    index: usize,
    mandate: &Mandate,
    repository: &str,
    signals: &[Signal],
) -> HistoryLine {
    let mut services = Vec::new();
    let mut choices: BTreeMap<String, ChoiceLine> = BTreeMap::new();
    let mut applied = 0;
    for judged in &report.judged {
        let mut outcomes = judged.outcomes.iter();
        let own = |outcome: &&Outcome| {
            outcome.mandate == index && outcome.verdict != Verdict::NotApplicable
        };
        let Some(outcome) = outcomes.find(own) else {
            continue;
        };
        applied += 1;
        for taken in &outcome.choices {
            choices
                .entry(taken.id.to_string())
                .or_insert_with(|| ChoiceLine {
                    id: taken.id.to_string(),
                    standing: taken.standing.word().to_owned(),
                    offered_by: taken.offered_by.as_deref().map(str::to_owned),
                });
        }
        let needed: BTreeSet<String> = outcome
            .findings
            .iter()
            .filter_map(|finding| finding.exception.as_deref().map(str::to_owned))
            .collect();
        let taken: BTreeSet<String> = outcome
            .choices
            .iter()
            .map(|taken| taken.id.to_string())
            .collect();
        services.push(ServiceLine {
            name: judged.service.name.to_string(),
            kind: judged.service.kind.to_string(),
            verdict: outcome.verdict.word().to_owned(),
            choices: taken.into_iter().collect(),
            exceptions: needed.into_iter().collect(),
        });
    }
    services.sort_by(|a, b| (&a.name, &a.kind).cmp(&(&b.name, &b.kind)));
    HistoryLine {
        version: VERSION,
        day: report.run.as_of,
        repository: repository.to_owned(),
        commit: report.run.commit.clone(),
        policies: set.digest(),
        mandate: mandate.id.clone(),
        alternatives: mandate.may.as_ref().map_or(0, May::alternatives) as u64,
        not_applicable: (report.judged.len() - applied) as u64,
        services,
        choices: choices.into_values().collect(),
        exceptions: exceptions_of(report, &mandate.id),
        workarounds: Some(workarounds_of(&mandate.id, signals)),
        bypasses: Some(bypasses_of(signals)),
    }
}

/// The records about a mandate whose service was judged in the run.
fn exceptions_of(report: &CheckReport, mandate: &str) -> Vec<ExceptionLine> {
    let Some(known) = &report.exceptions else {
        return Vec::new();
    };
    let records = known.report.accounts.iter().filter_map(|account| {
        let record = known.ledger.records.get(account.record)?;
        let here = matches!(account.here, Here::Judged | Here::Error);
        (here && *record.mandate == *mandate).then_some((account, record))
    });
    records
        .map(|(account, record)| ExceptionLine {
            id: record.id.value.clone(),
            state: account.state().word().to_owned(),
            category: Some(record.category.value.word().to_owned()),
            created: Some(record.created.value),
            expires: Some(record.expires.value),
            renewals: record.renewals.value.into(),
        })
        .collect()
}

fn workarounds_of(mandate: &str, signals: &[Signal]) -> Vec<WorkaroundLine> {
    let mut patterns: BTreeMap<String, WorkaroundLine> = BTreeMap::new();
    let own = signals
        .iter()
        .filter(|signal| signal.mandate.as_deref() == Some(mandate));
    for signal in own {
        let id = match signal.kind {
            SignalKind::Workaround => signal.pattern.clone(),
            // Those are about the gate, and have a field of their own.
            SignalKind::Bypass => continue,
            SignalKind::Contradiction => format!("contradicts-{}", signal.pattern),
        };
        let line = patterns.entry(id.clone()).or_insert(WorkaroundLine {
            id,
            files: 0,
            lines: 0,
        });
        line.files += 1;
        line.lines += signal.shown() as u64;
    }
    patterns.into_values().collect()
}

fn bypasses_of(signals: &[Signal]) -> Vec<BypassLine> {
    let mut switches: BTreeMap<&str, BypassLine> = BTreeMap::new();
    let own = signals
        .iter()
        .filter(|signal| signal.kind == SignalKind::Bypass);
    for signal in own {
        let line = switches
            .entry(&signal.pattern)
            .or_insert_with(|| BypassLine {
                id: signal.pattern.clone(),
                files: 0,
                uses: 0,
            });
        line.files += 1;
        line.uses += signal.hits as u64;
    }
    switches.into_values().collect()
}
