//! `JUnit` XML: a suite for each file, in it a case for each mandate that speaks of a service. What could not be
//! understood is an error of its file; what was not judged at all is said in the output of a suite of its own.

use super::entries::{Entry, Subject, Weight, entries};
use super::unchecked::{in_brief, unchecked};
use crate::diagnostic::Diagnostic;
use crate::engine::{Finding, Judged, Outcome, Reason, Verdict};
use crate::policy::{Level, Mandate, State};
use crate::project::CheckReport;
use crate::report::junit::{End, Suites};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// The suite of what is about no file.
const NO_FILE: &str = "mustmay";

/// Writes the report.
pub(super) fn render(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let mut suites = Suites::new(report.run.as_of, properties(report));
    for judged in &report.judged {
        let class = format!("{} ({})", judged.service.name, judged.service.kind);
        for outcome in &judged.outcomes {
            let mandate = mandate(report, outcome);
            let Some(mandate) = mandate else { continue };
            let end = end(report, judged, mandate, outcome);
            suites.add(&judged.service.file, &class, &mandate.id, end);
        }
    }
    let told = faults(report);
    for entry in entries(report, false) {
        match entry.subject {
            Subject::Exception | Subject::Run => add(&entry, report, &mut suites),
            Subject::Diagnostic if !told.contains(&identity(&entry)) => {
                add(&entry, report, &mut suites);
            }
            Subject::Diagnostic | Subject::Finding | Subject::More | Subject::Unanswered => {}
        }
    }
    tell_unchecked(report, &mut suites);
    suites.write(out)
}

/// What was not judged is no case: it neither passes nor fails, and nobody meant to judge it.
fn tell_unchecked(report: &CheckReport, suites: &mut Suites) {
    let all = unchecked(report);
    let Some(brief) = in_brief(&all) else { return };
    suites.print(NO_FILE, &brief);
    for sort in &all {
        for item in &sort.items {
            suites.print(NO_FILE, &sort.message(&item.name()));
        }
    }
}

fn mandate<'r>(report: &'r CheckReport, outcome: &Outcome) -> Option<&'r Mandate> {
    report.set.as_ref()?.mandates.get(outcome.mandate)
}

fn properties(report: &CheckReport) -> Vec<(&'static str, String)> {
    let run = &report.run;
    let mut properties = vec![
        (
            "tool",
            concat!("mustmay ", env!("CARGO_PKG_VERSION")).to_owned(),
        ),
        ("asOf", run.as_of.to_string()),
        ("failLevel", run.fail_level.word().to_owned()),
        ("exitCode", report.exit.code().to_string()),
    ];
    if !run.loosened.is_empty() {
        properties.push(("loosened", run.loosened.join(", ")));
    }
    properties
}

fn end(report: &CheckReport, judged: &Judged, mandate: &Mandate, outcome: &Outcome) -> End {
    match outcome.verdict {
        Verdict::Pass => End::Pass,
        Verdict::Fail => failure(judged, mandate, outcome),
        Verdict::Excepted => End::Skipped(excepted(report, outcome)),
        Verdict::NotApplicable => not_applicable(report, outcome),
        Verdict::Error => {
            let lines = outcome.faults.iter().map(problem).collect();
            let message = format!("{} could not be judged", mandate.id);
            End::Error("error", message, lines)
        }
    }
}

fn failure(judged: &Judged, mandate: &Mandate, outcome: &Outcome) -> End {
    let open = outcome.findings.iter();
    let open: Vec<&Finding> = open.filter(|one| one.exception.is_none()).collect();
    let mut lines: Vec<String> = Vec::new();
    for finding in &open {
        let (file, start) = (&finding.place.file, finding.place.start);
        lines.push(format!(
            "{}[{}/{}] {file}:{}:{} {}",
            finding.level,
            mandate.id,
            finding.condition,
            start.line,
            start.column,
            finding.message()
        ));
        lines.extend(finding.notes.iter().map(|note| format!("- {note}")));
    }
    if outcome.more > 0 {
        lines.push(format!("and {} more, which are only counted", outcome.more));
    }
    let first = open.first().map(|finding| finding.message());
    let message = match (first, open.len() + outcome.more) {
        (Some(first), 1) => first,
        (Some(first), count) => format!("{count} findings, the first: {first}"),
        (None, _) => format!("{} is not met by {}", mandate.id, judged.service.name),
    };
    End::Failure(outcome.level.map_or("fail", Level::word), message, lines)
}

/// The exceptions that cover an outcome, with their reasons.
fn excepted(report: &CheckReport, outcome: &Outcome) -> String {
    let ledger = report.exceptions.as_ref().map(|known| &known.ledger);
    let ids = outcome.findings.iter();
    let ids: BTreeSet<&str> = ids.filter_map(|one| one.exception.as_deref()).collect();
    let told = ids.into_iter().map(|id| {
        let record = ledger.and_then(|ledger| ledger.record(id));
        match record {
            Some(record) => format!("excepted by {id}: {}", *record.reason),
            None => format!("excepted by {id}"),
        }
    });
    told.collect::<Vec<_>>().join("; ")
}

/// Nothing to judge; where nobody knows whether there is, and that counts, no more than that.
fn not_applicable(report: &CheckReport, outcome: &Outcome) -> End {
    let reason = outcome.reason.map_or("unknown", Reason::word);
    if outcome.unanswered.is_empty() {
        return End::Skipped(format!("not applicable: {reason}"));
    }
    let set = report.set.as_ref();
    let level = set.map_or(Level::Deny, |set| set.level_of(State::Unanswered));
    let message = format!(
        "not applicable: {reason}: {}",
        outcome.unanswered.join("; ")
    );
    if level >= report.run.fail_level {
        End::Failure(level.word(), message, outcome.unanswered.to_vec())
    } else {
        End::Skipped(message)
    }
}

/// A case for an entry that no outcome tells of.
fn add(entry: &Entry<'_>, report: &CheckReport, suites: &mut Suites) {
    let place = entry.place.map_or_else(String::new, |place| {
        format!(":{}:{}", place.start.line, place.start.column)
    });
    let file = entry.file.map_or(NO_FILE, |file| &**file);
    let mut lines = vec![format!(
        "{}[{}] {file}{place} {}",
        entry.weight.word(),
        entry.title(),
        entry.message
    )];
    lines.extend(entry.notes.iter().map(|note| format!("- {note}")));
    let counts = match entry.weight {
        Weight::Error | Weight::Deny => true,
        Weight::Warn => report.run.fail_level <= Level::Warn,
        Weight::Advise => report.run.fail_level <= Level::Advise,
        Weight::Excepted => false,
    };
    let message = entry.message.clone();
    let end = match (entry.weight, entry.subject) {
        (Weight::Error, _) => End::Error("error", message, lines),
        (weight, Subject::Exception) if counts => End::Failure(weight.word(), message, lines),
        (weight, _) => End::Skipped(format!("{}: {message}", weight.word())),
    };
    suites.add(file, entry.subject.word(), &entry.title(), end);
}

fn problem(diagnostic: &Diagnostic) -> String {
    let place = diagnostic.place.as_deref();
    let at = match (place, &diagnostic.file) {
        (Some(place), _) => {
            format!(
                "{}:{}:{} ",
                place.file, place.start.line, place.start.column
            )
        }
        (None, Some(file)) => format!("{file} "),
        (None, None) => String::new(),
    };
    format!("error[{}] {at}{}", diagnostic.code, diagnostic.message)
}

/// What tells diagnostics apart.
type Identity<'r> = (&'r str, Option<&'r str>, Option<u32>, String);

/// The problems that errors of outcomes tell of.
fn faults(report: &CheckReport) -> BTreeSet<Identity<'_>> {
    let outcomes = report.judged.iter().flat_map(|judged| &judged.outcomes);
    let failed = outcomes.filter(|outcome| outcome.verdict == Verdict::Error);
    let faults = failed.flat_map(|outcome| &outcome.faults);
    faults
        .map(|fault| {
            let place = fault.place.as_deref();
            (
                fault.code,
                fault.file.as_deref(),
                place.map(|place| place.start.offset),
                fault.message.clone(),
            )
        })
        .collect()
}

fn identity<'r>(entry: &Entry<'r>) -> Identity<'r> {
    (
        entry.id,
        entry.file.map(|file| &**file),
        entry.place.map(|place| place.start.offset),
        entry.message.clone(),
    )
}
