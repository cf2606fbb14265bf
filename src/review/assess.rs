//! The review itself: every mandate of a policy set in one quarter, with the quarters before it.

use super::account::Account;
use super::evidence::Evidence;
use super::figures::{QuarterFigures, Sources};
use super::fleet::Coverage;
use super::gate::GateFigures;
use super::health::{Health, Line};
use super::history::HistoryLine;
use super::judge::judge;
use super::quarter::Quarter;
use jiff::civil::Date;

/// The account that all mandates gave in a quarter.
#[derive(Clone, Debug)]
pub struct Review {
    /// The quarter.
    pub quarter: Quarter,
    /// The day of the review: nothing later is known.
    pub day: Date,
    /// How much of the fleet is known.
    pub coverage: Coverage,
    /// Ways round the gate, by quarter without a gap, the reviewed one last.
    pub gate: Vec<GateFigures>,
    /// The mandates, the worst first, then by id.
    pub mandates: Vec<MandateReview>,
}

/// The account of one mandate.
#[derive(Clone, Debug)]
pub struct MandateReview {
    /// The mandate.
    pub account: Account,
    /// How it does.
    pub health: Health,
    /// Why, line by line.
    pub lines: Vec<Line>,
    /// The quarters shown, without a gap, the reviewed one last.
    pub quarters: Vec<QuarterFigures>,
    /// What people wrote in the reviewed quarter, where it may be shown at all.
    pub comments: Vec<String>,
}

/// How many quarters are shown at least, where so many are known.
const SHOWN: usize = 8;

impl Review {
    /// Reviews mandates.
    pub fn of(
        accounts: Vec<Account>,
        evidence: &Evidence,
        lines: &[HistoryLine],
        quarter: Quarter,
        day: Date,
    ) -> Self {
        let lines: Vec<HistoryLine> = lines
            .iter()
            .filter(|line| line.day <= day)
            .cloned()
            .collect();
        let mut mandates: Vec<MandateReview> = accounts
            .into_iter()
            .map(|account| assess(account, evidence, &lines, quarter, day))
            .collect();
        mandates.sort_by(|a, b| {
            b.health
                .cmp(&a.health)
                .then_with(|| a.account.id.cmp(&b.account.id))
        });
        Self {
            quarter,
            day,
            gate: gate(&lines, quarter),
            coverage: Coverage::of(&lines, evidence.inventory.as_ref(), quarter),
            mandates,
        }
    }

    /// How many mandates do so.
    pub fn count(&self, health: Health) -> usize {
        self.mandates
            .iter()
            .filter(|mandate| mandate.health == health)
            .count()
    }

    /// Whether anything at all is known of the quarter.
    pub fn is_empty(&self) -> bool {
        self.mandates.iter().all(|mandate| {
            mandate.quarters.last().is_none_or(|now| {
                now.adoption.is_none()
                    && now.survey.is_none()
                    && now.measures.is_empty()
                    && now.challenges.is_empty()
            })
        })
    }
}

impl MandateReview {
    /// The figures of the reviewed quarter.
    pub fn now(&self) -> Option<&QuarterFigures> {
        self.quarters.last()
    }
}

fn gate(lines: &[HistoryLine], quarter: Quarter) -> Vec<GateFigures> {
    let days = lines.iter().map(|line| line.day).min();
    let first = days.map_or(quarter, |day| Quarter::of(day).min(quarter));
    let quarters = quarter.since(first);
    let shown = quarters.len().saturating_sub(SHOWN);
    let figures = quarters.into_iter().skip(shown);
    figures
        .map(|quarter| GateFigures::of(lines, quarter))
        .collect()
}

fn assess(
    account: Account,
    evidence: &Evidence,
    lines: &[HistoryLine],
    quarter: Quarter,
    day: Date,
) -> MandateReview {
    let sources = Sources {
        evidence,
        lines,
        mandate: &account.id,
        respond_within: account.respond_within(),
        day,
    };
    let first =
        first_quarter(&account, evidence, lines).map_or(quarter, |first| first.min(quarter));
    let mut quarters: Vec<QuarterFigures> = quarter
        .since(first)
        .into_iter()
        .map(|quarter| sources.quarter(quarter))
        .collect();
    let judged = judge(&account, &quarters, day);
    let shown = quarters.len().saturating_sub(SHOWN);
    quarters.drain(..shown);
    let survey = evidence
        .surveys
        .iter()
        .find(|survey| *survey.mandate == *account.id && survey.quarter == quarter);
    MandateReview {
        comments: survey.map_or_else(Vec::new, |survey| {
            survey.comments().into_iter().map(str::to_owned).collect()
        }),
        health: Health::of(&judged),
        lines: judged,
        quarters,
        account,
    }
}

/// The first quarter of which anything is known about a mandate.
fn first_quarter(account: &Account, evidence: &Evidence, lines: &[HistoryLine]) -> Option<Quarter> {
    let runs = lines
        .iter()
        .filter(|line| line.mandate == account.id)
        .map(|line| Quarter::of(line.day));
    let surveys = evidence
        .surveys
        .iter()
        .filter(|survey| *survey.mandate == *account.id)
        .map(|survey| survey.quarter);
    let measures = evidence
        .measures
        .iter()
        .filter(|measure| *measure.mandate == *account.id)
        .map(|measure| measure.quarter);
    runs.chain(surveys).chain(measures).min()
}
