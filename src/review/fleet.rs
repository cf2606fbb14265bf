//! The fleet in a quarter: the last run of every repository, and which repositories have none.

use super::history::HistoryLine;
use super::inventory::Inventory;
use super::quarter::Quarter;
use super::share::Share;
use std::collections::{BTreeMap, BTreeSet};

/// How much of the fleet is known: the first number of every review.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Coverage {
    /// Repositories with a run in the quarter.
    pub known: BTreeSet<String>,
    /// Repositories of the inventory without one; `None` where there is no inventory.
    pub missing: Option<BTreeSet<String>>,
    /// Repositories with a run that the inventory does not list.
    pub unlisted: BTreeSet<String>,
    /// Reports that could not be used, as (repository or file, why).
    pub unusable: Vec<(String, String)>,
}

impl Coverage {
    /// The coverage of a quarter.
    pub fn of(lines: &[HistoryLine], inventory: Option<&Inventory>, quarter: Quarter) -> Self {
        let known: BTreeSet<String> = lines
            .iter()
            .filter(|line| quarter.contains(line.day))
            .map(|line| line.repository.clone())
            .collect();
        let unlisted = inventory.map_or_else(BTreeSet::new, |inventory| {
            known.difference(&inventory.repositories).cloned().collect()
        });
        Self {
            missing: inventory
                .map(|inventory| inventory.repositories.difference(&known).cloned().collect()),
            known,
            unlisted,
            unusable: Vec::new(),
        }
    }

    /// Covered repositories of those that the inventory lists; `None` without an inventory.
    pub fn share(&self) -> Option<Share> {
        let missing = self.missing.as_ref()?.len() as u64;
        let covered = self.known.difference(&self.unlisted).count() as u64;
        Some(Share::new(covered, covered + missing))
    }
}

/// The lines that stand for a mandate in a quarter: of each repository the last.
pub(super) fn standing<'l>(
    lines: &'l [HistoryLine],
    mandate: &str,
    quarter: Quarter,
) -> Vec<&'l HistoryLine> {
    last(lines, |line| {
        line.mandate == mandate && quarter.contains(line.day)
    })
}

/// Of each repository the last of the lines that pass a test.
pub(super) fn last(
    lines: &[HistoryLine],
    test: impl Fn(&HistoryLine) -> bool,
) -> Vec<&HistoryLine> {
    let mut last: BTreeMap<&str, &HistoryLine> = BTreeMap::new();
    for line in lines.iter().filter(|line| test(line)) {
        let slot = last.entry(&line.repository).or_insert(line);
        if line.day >= slot.day {
            *slot = line;
        }
    }
    last.into_values().collect()
}
