//! Ways round the gate itself: switches that turn it off. They say something about all mandates at once.

use super::fleet::last;
use super::history::HistoryLine;
use super::quarter::Quarter;
use std::collections::BTreeMap;

/// What is known of ways round the gate in a quarter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GateFigures {
    /// The quarter.
    pub quarter: Quarter,
    /// Files and uses by switch.
    pub switches: BTreeMap<String, (u64, u64)>,
    /// In how many repositories somebody looked; 0 where nobody did, and then nothing is known.
    pub scanned: u64,
    /// In how many of them a switch was found.
    pub found: u64,
}

impl GateFigures {
    /// The figures of a quarter: of each repository the last run that looked, whatever the mandate of its line.
    pub(super) fn of(lines: &[HistoryLine], quarter: Quarter) -> Self {
        let looked = |line: &HistoryLine| quarter.contains(line.day) && line.bypasses.is_some();
        let mut figures = Self {
            quarter,
            switches: BTreeMap::new(),
            scanned: 0,
            found: 0,
        };
        for bypasses in last(lines, looked)
            .into_iter()
            .filter_map(|line| line.bypasses.as_ref())
        {
            figures.scanned += 1;
            figures.found += u64::from(!bypasses.is_empty());
            for bypass in bypasses {
                let (files, uses) = figures.switches.entry(bypass.id.clone()).or_default();
                *files += bypass.files;
                *uses += bypass.uses;
            }
        }
        figures
    }

    /// Uses of all switches.
    pub fn uses(&self) -> u64 {
        self.switches.values().map(|(_, uses)| uses).sum()
    }

    /// Files with a switch, counted once for each switch.
    pub fn files(&self) -> u64 {
        self.switches.values().map(|(files, _)| files).sum()
    }
}
