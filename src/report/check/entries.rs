//! What a check lists one by one, in the order that matters: the formats of other programs are made from this, so
//! that none of them can leave out what another one tells.

use crate::diagnostic::{Diagnostic, Related, Severity};
use crate::engine::{Finding, Judged, NextPhase, Outcome, ServiceInfo};
use crate::exception::{Account, Record};
use crate::policy::{Level, Mandate, PolicySet, State};
use crate::project::CheckReport;
use crate::source::Place;
use crate::verdict::Exit;
use std::borrow::Cow;
use std::sync::Arc;

/// What an entry is about; of those that count alike, services come first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Subject {
    /// A service that does not meet a mandate.
    Finding,
    /// Findings that were counted and not kept.
    More,
    /// An exception whose state counts.
    Exception,
    /// A selector without an answer.
    Unanswered,
    /// A file, a policy or a script that was not understood.
    Diagnostic,
    /// How the run ended, or what made it more lenient.
    Run,
}

impl Subject {
    /// The word that formats use.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Diagnostic => "diagnostic",
            Self::Finding => "finding",
            Self::More => "more",
            Self::Exception => "exception",
            Self::Unanswered => "unanswered",
        }
    }
}

/// How much an entry counts, the worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Weight {
    /// Something was not understood or not checked.
    Error,
    /// See [`Level::Deny`].
    Deny,
    /// See [`Level::Warn`].
    Warn,
    /// See [`Level::Advise`].
    Advise,
    /// Covered by an exception.
    Excepted,
}

impl Weight {
    /// The word that formats use.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Deny => "deny",
            Self::Warn => "warn",
            Self::Advise => "advise",
            Self::Excepted => "excepted",
        }
    }

    const fn of_level(level: Level) -> Self {
        match level {
            Level::Deny => Self::Deny,
            Level::Warn => Self::Warn,
            Level::Advise | Level::Allow => Self::Advise,
        }
    }

    const fn of_severity(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warn,
            Severity::Note => Self::Advise,
        }
    }
}

/// One thing to list. Its texts are as they were written: each format must make them harmless for itself.
#[derive(Debug)]
pub(super) struct Entry<'r> {
    pub(super) subject: Subject,
    pub(super) weight: Weight,
    /// The condition, the exception, or the code.
    pub(super) id: &'r str,
    pub(super) message: String,
    /// What helps, each by itself.
    pub(super) notes: Vec<Cow<'r, str>>,
    pub(super) mandate: Option<&'r Mandate>,
    pub(super) service: Option<&'r ServiceInfo>,
    pub(super) file: Option<&'r Arc<str>>,
    pub(super) place: Option<&'r Place>,
    pub(super) related: &'r [Related],
    pub(super) finding: Option<&'r Finding>,
    /// The record that covers the finding, or that the entry is about.
    pub(super) record: Option<&'r Record>,
    /// The states of the record that the entry is about.
    pub(super) account: Option<&'r Account>,
    /// What comes next in the mandate's phases.
    pub(super) next: Option<NextPhase>,
}

impl<'r> Entry<'r> {
    fn new(subject: Subject, weight: Weight, id: &'r str, message: String) -> Self {
        Self {
            subject,
            weight,
            id,
            message,
            notes: Vec::new(),
            mandate: None,
            service: None,
            file: None,
            place: None,
            related: &[],
            finding: None,
            record: None,
            account: None,
            next: None,
        }
    }

    /// `user-auth/protocol`, `exception/EX-1`, `yaml::syntax`.
    pub(super) fn title(&self) -> String {
        let area = match (self.mandate, self.subject) {
            (Some(mandate), _) => &*mandate.id,
            (None, Subject::Diagnostic) => return self.id.to_owned(),
            (None, Subject::Run) => "mustmay",
            (None, subject) => subject.word(),
        };
        [area, "/", self.id].concat()
    }

    fn of_finding(
        (judged, outcome, mandate): (&'r Judged, &'r Outcome, &'r Mandate),
        finding: &'r Finding,
        report: &'r CheckReport,
    ) -> Self {
        let known = report.exceptions.as_ref();
        let weight = match finding.exception {
            Some(_) => Weight::Excepted,
            None => Weight::of_level(finding.level),
        };
        let record = finding
            .exception
            .as_deref()
            .and_then(|id| known?.ledger.record(id));
        let notes = finding.notes.iter().map(|note| Cow::from(note.as_str()));
        let covered = finding.exception.as_deref().map(|id| covered(id, record));
        Self {
            notes: notes.chain(covered).collect(),
            mandate: Some(mandate),
            service: Some(&judged.service),
            file: Some(&finding.place.file),
            place: Some(&finding.place),
            related: &finding.related,
            finding: Some(finding),
            next: outcome.next,
            record,
            ..Self::new(
                Subject::Finding,
                weight,
                &finding.condition,
                finding.message(),
            )
        }
    }

    fn of_account(record: &'r Record, account: &'r Account, set: Option<&'r PolicySet>) -> Self {
        let counting = account.states.iter();
        let counting: Vec<_> = counting
            .filter(|standing| standing.state != State::Active)
            .collect();
        let told: Vec<&str> = counting.iter().map(|one| one.message.as_str()).collect();
        let message = format!(
            "exception `{}` of {} is {}: {}",
            record.id.value,
            record.owner.value,
            account.state().word(),
            told.join("; ")
        );
        let place = counting.first().map(|standing| &standing.place);
        Self {
            notes: counting
                .iter()
                .filter_map(|standing| standing.help.as_deref().map(Cow::from))
                .collect(),
            mandate: set.and_then(|set| set.mandate(&record.mandate)),
            file: Some(record.source.path()),
            place,
            record: Some(record),
            account: Some(account),
            ..Self::new(
                Subject::Exception,
                Weight::of_level(account.level()),
                &record.id,
                message,
            )
        }
    }

    fn of_diagnostic(diagnostic: &'r Diagnostic) -> Self {
        let place = diagnostic.place.as_deref();
        Self {
            notes: diagnostic
                .help
                .as_deref()
                .map(Cow::from)
                .into_iter()
                .collect(),
            file: place.map(|place| &place.file).or(diagnostic.file.as_ref()),
            place,
            related: &diagnostic.related,
            ..Self::new(
                Subject::Diagnostic,
                Weight::of_severity(diagnostic.severity),
                diagnostic.code,
                diagnostic.message.clone(),
            )
        }
    }
}

/// By what a finding is covered.
fn covered<'r>(id: &str, record: Option<&Record>) -> Cow<'r, str> {
    Cow::from(match record {
        Some(record) => format!(
            "excepted by {id} until {}: {}",
            record.expires.value, *record.reason
        ),
        None => format!("excepted by {id}"),
    })
}

/// Everything to list, the worst first, then by file and place.
pub(super) fn entries(report: &CheckReport, show_excepted: bool) -> Vec<Entry<'_>> {
    let mut entries = of_run(report);
    entries.extend(report.diagnostics.iter().map(Entry::of_diagnostic));
    for judged in &report.judged {
        for outcome in &judged.outcomes {
            of_outcome(report, judged, outcome, show_excepted, &mut entries);
        }
    }
    entries.extend(of_exceptions(report));
    entries.sort_by(|a, b| order(a).cmp(&order(b)));
    entries
}

type Order<'e> = (
    Weight,
    Subject,
    Option<&'e str>,
    u32,
    Option<&'e str>,
    &'e str,
    &'e str,
);

fn order<'e>(entry: &'e Entry<'_>) -> Order<'e> {
    (
        entry.weight,
        entry.subject,
        entry.file.map(|file| &**file),
        entry.place.map_or(0, |place| place.start.offset),
        entry.mandate.map(|mandate| mandate.id.as_str()),
        entry.id,
        &entry.message,
    )
}

/// Why a run ends as it does where the other entries do not tell, and what made it more lenient.
fn of_run(report: &CheckReport) -> Vec<Entry<'_>> {
    let told = report.diagnostics.iter().any(Diagnostic::is_error);
    let mut entries = Vec::new();
    let bad = match report.exit {
        Exit::NothingChecked => true,
        Exit::NotUnderstood => !told,
        Exit::Ok | Exit::Findings => false,
    };
    if bad {
        let reason = report.reason.as_deref().unwrap_or("nothing was judged");
        let id = if report.exit == Exit::NothingChecked {
            "nothing-checked"
        } else {
            "not-understood"
        };
        entries.push(Entry::new(
            Subject::Run,
            Weight::Error,
            id,
            reason.to_owned(),
        ));
    }
    if !report.run.loosened.is_empty() {
        let message = format!("{} was used", report.run.loosened.join(", "));
        entries.push(Entry::new(
            Subject::Run,
            Weight::Advise,
            "loosened",
            message,
        ));
    }
    entries
}

fn of_outcome<'r>(
    report: &'r CheckReport,
    judged: &'r Judged,
    outcome: &'r Outcome,
    show_excepted: bool,
    entries: &mut Vec<Entry<'r>>,
) {
    // That each outcome has its mandate was seen to before any format is written.
    let Some(set) = report.set.as_ref() else {
        return;
    };
    let Some(mandate) = set.mandates.get(outcome.mandate) else {
        return;
    };
    let shown = outcome
        .findings
        .iter()
        .filter(|finding| show_excepted || finding.exception.is_none());
    entries.extend(
        shown.map(|finding| Entry::of_finding((judged, outcome, mandate), finding, report)),
    );
    let of_service = |subject, level, id, message| Entry {
        mandate: Some(mandate),
        service: Some(&judged.service),
        file: Some(&judged.service.file),
        ..Entry::new(subject, Weight::of_level(level), id, message)
    };
    if outcome.more > 0 {
        let message = format!(
            "{} more findings of {} in {}, which are only counted",
            outcome.more, mandate.id, judged.service.name
        );
        let level = outcome.level.unwrap_or(Level::Deny);
        entries.push(of_service(Subject::More, level, "more", message));
    }
    let level = set.level_of(State::Unanswered);
    if level > Level::Allow && !outcome.unanswered.is_empty() {
        let said = outcome.unanswered.join("; ");
        let message = if outcome.each_broke_off {
            format!(
                "{} judged nothing in {}: {said}",
                mandate.id, judged.service.name
            )
        } else {
            format!(
                "nothing says whether {} applies to {}: {said}",
                mandate.id, judged.service.name
            )
        };
        entries.push(of_service(
            Subject::Unanswered,
            level,
            "unanswered",
            message,
        ));
    }
}

/// The records whose states count.
fn of_exceptions(report: &CheckReport) -> impl Iterator<Item = Entry<'_>> {
    let set = report.set.as_ref();
    report.exceptions.iter().flat_map(move |known| {
        let counting = known.report.accounts.iter();
        counting
            .filter(|account| account.counts && account.level() > Level::Allow)
            .filter_map(move |account| {
                let record = known.ledger.records.get(account.record)?;
                Some(Entry::of_account(record, account, set))
            })
    })
}
