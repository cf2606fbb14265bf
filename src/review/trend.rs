//! The trend of satisfaction: how often in a row it fell, and whether that can be told at all.

use super::figures::QuarterFigures;
use super::quarter::Quarter;
use super::share::Share;
use std::cmp::Ordering;

/// How often in a row satisfaction fell, up to the last quarter.
pub(super) struct Trend {
    pub(super) falls: u32,
    /// The quarter whose satisfaction would have to be known to tell of more falls.
    pub(super) gap: Option<Quarter>,
}

impl Trend {
    pub(super) fn of(quarters: &[QuarterFigures], since: Option<Quarter>) -> Self {
        // A day after the last quarter is none to go by: what is recorded until then was there all the same.
        let last = quarters.last().map(|figures| figures.quarter);
        let since = since.filter(|since| last.is_some_and(|last| *since <= last));
        let mut falls = 0;
        let mut later: Option<Share> = None;
        for figures in quarters.iter().rev() {
            let was_there =
                figures.is_recorded() || since.is_none_or(|since| since <= figures.quarter);
            let satisfaction = figures
                .survey
                .as_ref()
                .and_then(|survey| survey.satisfaction.known());
            match (satisfaction, later) {
                (None, _) if !was_there => return Self { falls, gap: None },
                (None, _) => {
                    return Self {
                        falls,
                        gap: Some(figures.quarter),
                    };
                }
                (Some(share), Some(later)) if later.compared(share) != Some(Ordering::Less) => {
                    return Self { falls, gap: None };
                }
                (Some(_), Some(_)) => falls += 1,
                (Some(_), None) => {}
            }
            later = satisfaction;
        }
        let first = quarters.first().map(|figures| figures.quarter);
        let is_older = |first: Quarter| since.is_none_or(|since| since < first);
        Self {
            falls,
            gap: first
                .filter(|first| is_older(*first))
                .map(Quarter::previous),
        }
    }
}
