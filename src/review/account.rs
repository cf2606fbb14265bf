//! The account: what a mandate answers for, as its review needs it.

use super::challenge::RESPOND_WITHIN;
use crate::policy::{Accountability, Mandate, May};
use jiff::civil::Date;

/// A mandate that answers for itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// Its id.
    pub id: String,
    /// What it asks for.
    pub title: String,
    /// Who answers for it.
    pub owner: String,
    /// Why it is there.
    pub rationale: String,
    /// Where to read more.
    pub docs: Option<String>,
    /// Since when it is there.
    pub since: Option<Date>,
    /// By when it must be reviewed.
    pub review_by: Date,
    /// The thresholds it is held to.
    pub terms: Accountability,
    /// How many choices it leaves open.
    pub alternatives: usize,
    /// Whether it looks for workarounds.
    pub has_patterns: bool,
}

impl Account {
    /// Calendar days to answer a challenge.
    pub fn respond_within(&self) -> u32 {
        self.terms.respond_within.unwrap_or(RESPOND_WITHIN)
    }
}

impl From<&Mandate> for Account {
    fn from(mandate: &Mandate) -> Self {
        Self {
            id: mandate.id.clone(),
            title: mandate.title.clone(),
            owner: mandate.owner.clone(),
            rationale: mandate.rationale.clone(),
            docs: mandate.docs.clone(),
            since: mandate.since,
            review_by: mandate.review_by,
            terms: mandate.accountability.clone(),
            alternatives: mandate.may.as_ref().map_or(0, May::alternatives),
            has_patterns: !mandate.workarounds.is_empty(),
        }
    }
}
