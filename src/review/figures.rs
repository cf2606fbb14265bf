//! The figures of one mandate in one quarter.

use super::adoption::{Adoption, Switches};
use super::challenge::{Challenge, ChallengeOutcome, Standing};
use super::evidence::Evidence;
use super::fleet::{last, standing};
use super::history::HistoryLine;
use super::measure::Measure;
use super::quarter::Quarter;
use super::survey::SurveyFigures;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of a mandate in a quarter.
#[derive(Clone, Debug)]
pub struct QuarterFigures {
    /// The quarter.
    pub quarter: Quarter,
    /// Repositories with a run.
    pub repositories: usize,
    /// Repositories of the inventory without one that judged this mandate; `None` where there is no inventory.
    pub missing: Option<BTreeSet<String>>,
    /// What services chose, and how they stood; `None` without a run.
    pub adoption: Option<Adoption>,
    /// Who changed since the quarter before; `None` where one of the two has no run.
    pub switches: Option<Switches>,
    /// The exceptions; `None` without a run.
    pub exceptions: Option<ExceptionFigures>,
    /// The workarounds; `None` where nobody looked for them.
    pub workarounds: Option<WorkaroundFigures>,
    /// The survey; `None` where there was none.
    pub survey: Option<SurveyFigures>,
    /// The measures, by metric.
    pub measures: Vec<Measure>,
    /// The challenges that were open in the quarter, by id.
    pub challenges: Vec<ChallengeFigures>,
}

/// The exceptions from a mandate; those that were revoked are not counted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ExceptionFigures {
    /// How many there are.
    pub count: u64,
    /// How many in each state.
    pub states: BTreeMap<String, u64>,
    /// How many of each category.
    pub categories: BTreeMap<String, u64>,
    /// How many are how old, by [`AGES`]; those of unknown age are not counted here.
    pub ages: [u64; 4],
    /// Days of the oldest.
    pub oldest: Option<i64>,
    /// How often they were renewed, all together.
    pub renewals: u64,
    /// How many were taken in an emergency.
    pub emergencies: u64,
}

/// The ages of exceptions: up to so many days, and the rest.
pub const AGES: [(&str, i64); 4] = [
    ("up to 30 days", 30),
    ("31 to 90 days", 90),
    ("91 to 180 days", 180),
    ("over 180 days", i64::MAX),
];

/// What was found of workarounds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct WorkaroundFigures {
    /// Files, and lines of them that show it, by pattern.
    pub patterns: BTreeMap<String, (u64, u64)>,
    /// In how many repositories somebody looked.
    pub scanned: u64,
    /// In how many of them something was found.
    pub found: u64,
}

impl WorkaroundFigures {
    /// All files.
    pub fn files(&self) -> u64 {
        self.patterns.values().map(|(files, _)| files).sum()
    }

    /// All lines.
    pub fn lines(&self) -> u64 {
        self.patterns.values().map(|(_, lines)| lines).sum()
    }
}

impl QuarterFigures {
    /// Whether anything was written down of the mandate in the quarter: it was there then, whatever its dates say.
    pub(super) fn is_recorded(&self) -> bool {
        self.adoption.is_some() || self.survey.is_some() || !self.measures.is_empty()
    }
}

/// A challenge that was open in a quarter, as it stands on the day of the review.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChallengeFigures {
    /// Its id.
    pub id: String,
    /// What is wrong.
    pub what: String,
    /// Who says so.
    pub by: String,
    /// Since when.
    pub opened: Date,
    /// The last day to answer it in time.
    pub due: Date,
    /// How it stands.
    pub standing: Standing,
    /// The day of its answer.
    pub answered: Option<Date>,
    /// What followed from it.
    pub outcome: Option<ChallengeOutcome>,
}

/// What all quarters of a mandate are read from.
pub(super) struct Sources<'e> {
    pub(super) evidence: &'e Evidence,
    /// None of them later than `day`.
    pub(super) lines: &'e [HistoryLine],
    pub(super) mandate: &'e str,
    pub(super) respond_within: u32,
    /// The day of the review: nothing later is known.
    pub(super) day: Date,
}

impl Sources<'_> {
    /// The figures of a quarter.
    pub(super) fn quarter(&self, quarter: Quarter) -> QuarterFigures {
        let end = quarter.last_day().min(self.day);
        let lines = self.known_lines(quarter);
        let adoption = Adoption::of(&lines);
        let before = Adoption::of(&self.known_lines(quarter.previous()));
        let switches = match (&adoption, &before) {
            (Some(now), Some(before)) => Some(now.switches(before)),
            _ => None,
        };
        let own_survey = |survey: &&super::survey::Survey| {
            *survey.mandate == *self.mandate && survey.quarter == quarter
        };
        QuarterFigures {
            quarter,
            repositories: lines.len(),
            missing: self.missing(&lines),
            exceptions: adoption.is_some().then(|| exceptions(&lines, end)),
            workarounds: workarounds(&self.scanned_lines(quarter)),
            adoption,
            switches,
            survey: self
                .evidence
                .surveys
                .iter()
                .find(own_survey)
                .map(super::survey::Survey::figures),
            measures: self
                .evidence
                .measures
                .iter()
                .filter(|measure| *measure.mandate == *self.mandate && measure.quarter == quarter)
                .cloned()
                .collect(),
            challenges: self
                .evidence
                .challenges
                .iter()
                .filter(|challenge| *challenge.mandate == *self.mandate)
                .filter_map(|challenge| self.challenge(challenge, quarter))
                .collect(),
        }
    }

    /// Of each repository the last line that knows of workarounds: a report, which knows of none, takes none away.
    fn scanned_lines(&self, quarter: Quarter) -> Vec<&HistoryLine> {
        last(self.lines, |line| {
            let own = line.mandate == self.mandate && quarter.contains(line.day);
            own && line.workarounds.is_some()
        })
    }

    fn missing(&self, lines: &[&HistoryLine]) -> Option<BTreeSet<String>> {
        let known: BTreeSet<&str> = lines.iter().map(|line| line.repository.as_str()).collect();
        let listed = self.evidence.inventory.as_ref()?.repositories.iter();
        let missing = listed.filter(|name| !known.contains(name.as_str()));
        Some(missing.cloned().collect())
    }

    fn known_lines(&self, quarter: Quarter) -> Vec<&HistoryLine> {
        standing(self.lines, self.mandate, quarter)
    }

    /// A challenge that was open in the quarter, as it stands on the day of the review.
    fn challenge(&self, challenge: &Challenge, quarter: Quarter) -> Option<ChallengeFigures> {
        let answered = challenge.answer.as_ref();
        challenge.was_open_in(quarter).then(|| ChallengeFigures {
            id: challenge.id.clone(),
            what: challenge.what.clone(),
            by: challenge.by.clone(),
            opened: challenge.opened,
            due: challenge.due(self.respond_within),
            standing: challenge.standing(self.respond_within, self.day),
            answered: answered.map(|answer| answer.on),
            outcome: answered.map(|answer| answer.outcome),
        })
    }
}

fn exceptions(lines: &[&HistoryLine], end: Date) -> ExceptionFigures {
    let mut figures = ExceptionFigures::default();
    let records = lines
        .iter()
        .flat_map(|line| {
            line.exceptions
                .iter()
                .map(|record| (&line.repository, record))
        })
        .filter(|(_, record)| record.state != "revoked");
    let distinct: BTreeMap<_, _> = records
        .map(|(repository, record)| ((repository, &record.id), record))
        .collect();
    for record in distinct.into_values() {
        figures.count += 1;
        *figures.states.entry(record.state.clone()).or_default() += 1;
        let category = record
            .category
            .clone()
            .unwrap_or_else(|| "not said".to_owned());
        figures.emergencies += u64::from(category == "emergency");
        *figures.categories.entry(category).or_default() += 1;
        figures.renewals += record.renewals;
        if let Some(created) = record.created {
            let days = i64::from((end - created).get_days());
            figures.oldest = figures.oldest.max(Some(days));
            let slot = figures
                .ages
                .iter_mut()
                .zip(AGES)
                .find(|(_, (_, most))| days <= *most);
            if let Some((count, _)) = slot {
                *count += 1;
            }
        }
    }
    figures
}

fn workarounds(lines: &[&HistoryLine]) -> Option<WorkaroundFigures> {
    let mut figures = WorkaroundFigures::default();
    for found in lines.iter().filter_map(|line| line.workarounds.as_ref()) {
        figures.scanned += 1;
        figures.found += u64::from(!found.is_empty());
        for pattern in found {
            let (files, lines) = figures.patterns.entry(pattern.id.clone()).or_default();
            *files += pattern.files;
            *lines += pattern.lines;
        }
    }
    (figures.scanned > 0).then_some(figures)
}
