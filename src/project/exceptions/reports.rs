//! The JSON reports that many repositories send, in place of their manifests.

use super::audit::AuditOptions;
use super::inventory::inventory;
use crate::diagnostic::Diagnostic;
use crate::engine::{Finding, Judged, Outcome, Reason, ServiceInfo, Verdict};
use crate::policy::{Level, PolicySet};
use crate::project::received::report_files;
use crate::source::{Excerpt, Loaded, Place, Position, load_path, shown_path};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// What came in.
#[derive(Debug, Default)]
pub(super) struct Received {
    pub(super) reports: Vec<RepositoryReport>,
    /// Repositories of the inventory that sent none.
    pub(super) missing: Vec<String>,
}

/// What one repository found.
#[derive(Debug)]
pub(super) struct RepositoryReport {
    pub(super) repository: String,
    /// The day of its judgement.
    pub(super) as_of: Date,
    pub(super) judged: Vec<Judged>,
    /// Whether it could read everything.
    pub(super) whole: bool,
}

#[derive(Deserialize)]
struct Head {
    version: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    version: u32,
    run: Run,
    exit_code: u8,
    outcomes: Vec<OutcomeRecord>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    as_of: String,
    repository: Option<String>,
    policy_set_digest: Option<String>,
    #[serde(default)]
    staged: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OutcomeRecord {
    mandate: String,
    kind: String,
    service: String,
    file: String,
    document: u32,
    verdict: String,
    reason: Option<String>,
    findings: Vec<FindingRecord>,
    service_owner: Option<String>,
    #[serde(default)]
    more: usize,
}

#[derive(Deserialize)]
struct FindingRecord {
    condition: String,
    level: String,
    message: String,
    fingerprint: String,
    location: LocationRecord,
}

#[derive(Deserialize)]
struct LocationRecord {
    file: String,
    #[serde(default)]
    path: Option<String>,
    #[serde(default)]
    line: u32,
    #[serde(default)]
    column: u32,
}

/// Reads every report; each that cannot be used is an error, and so is each repository that sent none.
pub(super) fn receive(
    options: &AuditOptions,
    set: &PolicySet,
    problems: &mut Vec<Diagnostic>,
) -> Received {
    let mut received = Received::default();
    for path in files(options, problems) {
        let shown = shown_path(path.strip_prefix(&options.check.setup.cwd).unwrap_or(&path));
        let read = load_path(&path, shown.as_str())
            .map_err(|error| Diagnostic::of_load(&shown.as_str().into(), &error))
            .and_then(|loaded| report(&loaded, set));
        match read {
            Ok(report)
                if received
                    .reports
                    .iter()
                    .any(|r| r.repository == report.repository) =>
            {
                let message = format!("a second report of `{}`", report.repository);
                problems.push(refused(&shown, message));
            }
            Ok(report) => received.reports.push(report),
            Err(problem) => problems.push(problem),
        }
    }
    let sent: BTreeSet<&str> = received
        .reports
        .iter()
        .map(|report| report.repository.as_str())
        .collect();
    let missing: Vec<String> = inventory(options, problems)
        .into_iter()
        .filter(|name| !sent.contains(name.as_str()))
        .collect();
    for name in &missing {
        let message = format!("`{}` sent no report", name.escape_debug());
        problems.push(Diagnostic::error("audit::missing", message));
    }
    received.missing = missing;
    received
}

fn refused(shown: &str, message: String) -> Diagnostic {
    Diagnostic::error("audit::report", message).in_file(&shown.into())
}

/// The files that the globs mean; one that means none is an error.
fn files(options: &AuditOptions, problems: &mut Vec<Diagnostic>) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for pattern in &options.reports {
        match report_files(&options.check.setup.cwd, pattern) {
            Ok(files) => found.extend(files),
            Err(message) => problems.push(Diagnostic::error("audit::report", message)),
        }
    }
    found
}

fn report(loaded: &Loaded, set: &PolicySet) -> Result<RepositoryReport, Diagnostic> {
    let shown = loaded.source.path();
    let no = |message: String| refused(shown, message);
    let text = loaded.source.text();
    // Asked first, so that a report of another version is called that, and not malformed.
    let head: Head = serde_json::from_str(text)
        .map_err(|error| no(format!("this is no report of a check: {error}")))?;
    if head.version != 1 {
        return Err(no(format!(
            "the report has version {}, and 1 is read here",
            head.version
        )));
    }
    let report: Report = serde_json::from_str(text)
        .map_err(|error| no(format!("this is no report of a check: {error}")))?;
    let own = set.digest();
    if report.version != 1 || report.run.policy_set_digest.as_deref() != Some(own.as_str()) {
        let theirs = report.run.policy_set_digest.as_deref().unwrap_or("none");
        return Err(no(format!(
            "the report was made by other policies: {theirs}, and here are {own}"
        )));
    }
    if report.run.staged {
        let what = "the report is about a commit (--staged), and not about the repository";
        return Err(no(what.to_owned()));
    }
    let repository = report
        .run
        .repository
        .ok_or_else(|| no("the report does not say its repository".to_owned()))?;
    let as_of = report.run.as_of.parse::<Date>();
    let as_of = as_of.map_err(|error| no(format!("the report has no day: {error}")))?;
    let mut judged: Vec<Judged> = Vec::new();
    for outcome in &report.outcomes {
        add(outcome, set, &mut judged).map_err(no)?;
    }
    Ok(RepositoryReport {
        repository,
        as_of,
        judged,
        whole: report.exit_code < 2,
    })
}

fn add(record: &OutcomeRecord, set: &PolicySet, judged: &mut Vec<Judged>) -> Result<(), String> {
    let mandate = set
        .mandates
        .iter()
        .position(|mandate| mandate.id == record.mandate)
        .ok_or_else(|| {
            format!(
                "the policy set has no mandate `{}`",
                record.mandate.escape_debug()
            )
        })?;
    let verdict = Verdict::ALL
        .iter()
        .find(|(word, _)| *word == record.verdict)
        .map(|(_, verdict)| *verdict)
        .ok_or_else(|| format!("`{}` is no verdict", record.verdict.escape_debug()))?;
    if record.reason.as_deref() == Some(Reason::Kind.word()) {
        // As the engine does: what a mandate does not speak of has no outcome. The service is kept.
        service(record, judged);
        return Ok(());
    }
    let mut outcome = Outcome::new(
        mandate,
        match verdict {
            // What was excepted there is held against the ledger here anew.
            Verdict::Excepted => Verdict::Fail,
            other => other,
        },
    );
    outcome.more = record.more;
    if record.reason.as_deref() == Some(Reason::Unanswered.word()) {
        outcome.reason = Some(Reason::Unanswered);
    }
    for found in &record.findings {
        outcome.findings.push(finding(found)?);
    }
    outcome.level = outcome.findings.iter().map(|finding| finding.level).max();
    if let Some(judged) = service(record, judged) {
        judged.outcomes.push(outcome);
    }
    Ok(())
}

fn service<'j>(record: &OutcomeRecord, judged: &'j mut Vec<Judged>) -> Option<&'j mut Judged> {
    let same = |one: &Judged| {
        *one.service.name == *record.service
            && *one.service.kind == *record.kind
            && *one.service.file == *record.file
            && one.service.document == record.document
    };
    if !judged.last().is_some_and(same) {
        judged.push(Judged {
            service: ServiceInfo {
                kind: record.kind.as_str().into(),
                name: record.service.as_str().into(),
                // A name that the manifest did not give is made of its file and document.
                named: !record.service.starts_with(&format!("{}#", record.file)),
                owner: record.service_owner.as_deref().map(Arc::from),
                file: record.file.as_str().into(),
                document: record.document,
            },
            outcomes: Vec::new(),
        });
    }
    judged.last_mut()
}

fn finding(record: &FindingRecord) -> Result<Finding, String> {
    let level = Level::ALL
        .iter()
        .find(|(word, _)| *word == record.level)
        .map(|(_, level)| *level)
        .ok_or_else(|| format!("`{}` is no level", record.level.escape_debug()))?;
    let position = Position {
        line: record.location.line,
        column: record.location.column,
        offset: 0,
    };
    Ok(Finding {
        condition: record.condition.as_str().into(),
        level,
        headline: record.message.clone(),
        detail: String::new(),
        notes: Vec::new(),
        path: record.location.path.clone().unwrap_or_default(),
        place: Place {
            file: record.location.file.as_str().into(),
            start: position,
            end: position,
            excerpt: Excerpt::default(),
        },
        related: Vec::new(),
        fingerprint: record.fingerprint.clone(),
        exception: None,
    })
}
