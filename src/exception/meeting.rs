//! Meetings: which records a run is about, and which findings each of them is about.

use super::judge::Situation;
use super::record::Record;
use super::scope::Scopes;
use super::terms::Matches;
use crate::engine::{Judged, Outcome, Reason, ServiceInfo, Verdict};
use crate::policy::PolicySet;
use std::collections::BTreeMap;

/// Whether the mandate and the service of a record were judged in a run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Here {
    /// They were.
    Judged,
    /// The mandate could not be judged for the service.
    Error,
    /// The run has no such service.
    NoService,
    /// The policy set has no such mandate.
    NoMandate,
    /// It is for another repository.
    OtherRepository,
    /// It names a repository, and that of the run is not known.
    UnknownRepository,
}

impl Here {
    /// The word that reports use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Judged => "judged",
            Self::Error => "could not be judged",
            Self::NoService => "not judged here: no such service in this run",
            Self::NoMandate => "not judged here: no such mandate",
            Self::OtherRepository => "not judged here: another repository",
            Self::UnknownRepository => "not judged here: the repository of this run is unknown",
        }
    }
}

/// What the run has to do with a record.
pub(super) struct Meeting {
    pub(super) here: Here,
    /// Whether findings may be missing, so that nothing follows from their absence.
    pub(super) partial: bool,
}

/// Which records the run is about, and which findings each of them is about. The cost is that of the findings and the
/// records, and not of their product.
pub(super) fn meet(
    judged: &[Judged],
    situation: &Situation<'_>,
    scopes: &Scopes<'_>,
) -> (Vec<Meeting>, Matches) {
    let records = &situation.ledger.records;
    let mut subjects = Subjects::of(records);
    let mut matches = Matches::new();
    for (j, judged) in judged.iter().enumerate() {
        if !subjects.note(judged, situation.set) {
            continue;
        }
        for (o, outcome) in judged.outcomes.iter().enumerate() {
            let mandate = situation.set.mandates.get(outcome.mandate);
            let Some(mandate) = mandate.filter(|_| outcome.verdict == Verdict::Fail) else {
                continue;
            };
            for (f, finding) in outcome.findings.iter().enumerate() {
                for (index, _) in scopes.about(&mandate.id, &judged.service, finding) {
                    matches.entry(index).or_default().insert((j, o, f));
                }
            }
        }
    }
    let meetings = records.iter().map(|record| {
        let note = subjects.of_record(record);
        Meeting {
            here: match applies(record, situation.repository) {
                Applies::Other => Here::OtherRepository,
                Applies::Unknown => Here::UnknownRepository,
                Applies::Yes if situation.set.mandate(&record.mandate).is_none() => Here::NoMandate,
                Applies::Yes => match note.seen {
                    Seen::No => Here::NoService,
                    Seen::Judged => Here::Judged,
                    Seen::Error => Here::Error,
                },
            },
            partial: note.partial || situation.is_before(record),
        }
    });
    (meetings.collect(), matches)
}

/// What the records are about, each once, however many records are about it: service, file and kind, and for these
/// the mandates. `None` is any.
struct Subjects<'r>(BTreeMap<Subject<'r>, BTreeMap<&'r str, Note>>);

type Subject<'r> = (&'r str, Option<&'r str>, Option<&'r str>);

/// What the run did with a mandate and what records are about.
#[derive(Clone, Copy, Default)]
struct Note {
    seen: Seen,
    partial: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Seen {
    #[default]
    No,
    Judged,
    Error,
}

impl<'r> Subjects<'r> {
    fn of(records: &'r [Record]) -> Self {
        let mut subjects: BTreeMap<Subject<'r>, BTreeMap<_, _>> = BTreeMap::new();
        for record in records {
            let mandates = subjects.entry(subject(record)).or_default();
            mandates.insert(record.mandate.as_str(), Note::default());
        }
        Self(subjects)
    }

    /// Notes how a service was judged. `false`: no record is about it.
    fn note(&mut self, judged: &'r Judged, set: &PolicySet) -> bool {
        let ServiceInfo {
            name, file, kind, ..
        } = &judged.service;
        if !judged.service.named {
            return false;
        }
        let mut met = false;
        let mut outcomes: Option<BTreeMap<&str, &Outcome>> = None;
        for (file, kind) in [
            (None, None),
            (Some(&**file), None),
            (None, Some(&**kind)),
            (Some(&**file), Some(&**kind)),
        ] {
            let Some(notes) = self.0.get_mut(&(&**name, file, kind)) else {
                continue;
            };
            met = true;
            let outcomes = outcomes.get_or_insert_with(|| {
                let outcomes = judged.outcomes.iter();
                let named = outcomes.filter_map(|outcome| {
                    Some((set.mandates.get(outcome.mandate)?.id.as_str(), outcome))
                });
                named.collect()
            });
            for (mandate, note) in notes {
                note.take(outcomes.get(mandate).copied());
            }
        }
        met
    }

    fn of_record(&self, record: &Record) -> Note {
        let notes = self.0.get(&subject(record));
        let note = notes.and_then(|notes| notes.get(record.mandate.as_str()));
        note.copied().unwrap_or_default()
    }
}

fn subject(record: &Record) -> Subject<'_> {
    let file = record.file.as_ref().map(|file| file.value.as_str());
    let kind = record.kind.as_ref().map(|kind| kind.value.as_str());
    (record.service.as_str(), file, kind)
}

impl Note {
    /// A mandate that does not speak of this kind of manifest has no outcome, and that too was judged.
    fn take(&mut self, outcome: Option<&Outcome>) {
        let failed = outcome.is_some_and(|outcome| {
            outcome.verdict == Verdict::Error || outcome.reason == Some(Reason::Unanswered)
        });
        let seen = if failed { Seen::Error } else { Seen::Judged };
        self.seen = self.seen.max(seen);
        self.partial |= outcome.is_some_and(|outcome| outcome.more > 0);
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Applies {
    Yes,
    Other,
    Unknown,
}

/// Whether a record is for the repository of the run.
pub(super) fn applies(record: &Record, repository: Option<&str>) -> Applies {
    match (&record.repository, repository) {
        (None, _) => Applies::Yes,
        (Some(named), Some(here)) if named.value == here => Applies::Yes,
        (Some(_), Some(_)) => Applies::Other,
        (Some(_), None) => Applies::Unknown,
    }
}
