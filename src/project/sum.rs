//! What a run comes to: counted service by service, so that none need be kept for it.

use super::checked::{CheckOptions, CheckReport};
use crate::diagnostic::Diagnostic;
use crate::engine::{Judged, Verdict};
use crate::policy::{Level, PolicySet, State};
use crate::verdict::{Exit, Tally};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The sum of the services that were judged.
#[derive(Debug, Default)]
pub(super) struct Sum {
    services: usize,
    pass: usize,
    fail: usize,
    excepted: usize,
    not_applicable: usize,
    error: usize,
    unanswered: usize,
    /// How often each mandate applied, by its place in the set.
    applied: Vec<usize>,
    /// The highest level of what fails.
    worst: Option<Level>,
    /// How many services of each kind there are.
    kinds: BTreeMap<Arc<str>, usize>,
    /// Why outcomes could not be judged.
    faults: Vec<Diagnostic>,
    /// Whether what is staged was asked for where nobody commits: in CI, with nothing staged.
    pub(super) idle: bool,
}

impl Sum {
    /// Of no services yet.
    pub(super) fn new(set: &PolicySet) -> Self {
        Self {
            applied: vec![0; set.mandates.len()],
            ..Self::default()
        }
    }

    /// Adds one service with its outcomes.
    pub(super) fn add(&mut self, judged: &Judged) {
        self.services += 1;
        *self
            .kinds
            .entry(Arc::clone(&judged.service.kind))
            .or_default() += 1;
        // The engine keeps no outcomes of mandates that name other kinds.
        self.not_applicable += self.applied.len() - judged.outcomes.len();
        for outcome in &judged.outcomes {
            let slot = match outcome.verdict {
                Verdict::Pass => &mut self.pass,
                Verdict::Fail => &mut self.fail,
                Verdict::Excepted => &mut self.excepted,
                Verdict::NotApplicable => &mut self.not_applicable,
                Verdict::Error => &mut self.error,
            };
            *slot += 1;
            self.unanswered += usize::from(!outcome.unanswered.is_empty());
            if outcome.verdict != Verdict::NotApplicable
                && let Some(applied) = self.applied.get_mut(outcome.mandate)
            {
                *applied += 1;
            }
            if outcome.verdict == Verdict::Fail {
                self.worst = self.worst.max(outcome.level);
            }
            self.faults.extend(outcome.faults.iter().cloned());
        }
    }

    /// Writes the numbers into a report.
    pub(super) fn count(&mut self, report: &mut CheckReport, set: &PolicySet) {
        let counts = &mut report.counts;
        counts.files = report.files.len();
        counts.unrecognised = report.unrecognised.len();
        counts.services = self.services;
        counts.pass = self.pass;
        counts.fail = self.fail;
        counts.excepted = self.excepted;
        counts.not_applicable = self.not_applicable;
        counts.error = self.error;
        counts.unanswered = self.unanswered;
        report.diagnostics.append(&mut self.faults);
        let mandates = set.mandates.iter().zip(&self.applied);
        let never = mandates.filter(|(_, applied)| **applied == 0);
        report.never_applied = never.map(|(mandate, _)| mandate.id.clone()).collect();
    }

    /// Decides how the run of a counted report ends, and why.
    pub(super) fn decide(&self, report: &mut CheckReport, set: &PolicySet, options: &CheckOptions) {
        let counts = &report.counts;
        let unanswered = (counts.unanswered > 0).then(|| set.level_of(State::Unanswered));
        let of_exceptions = report
            .exceptions
            .as_ref()
            .and_then(|exceptions| exceptions.report.worst());
        let tally = Tally {
            not_understood: report.diagnostics.iter().any(Diagnostic::is_error) || counts.error > 0,
            worst: self.worst.max(unanswered).max(of_exceptions),
            fail_level: options.fail_level,
            no_fail: options.no_fail,
            mandates: set.mandates.iter().filter(|own| !own.added).count(),
            services: counts.services,
            applied: self.applied_of(set),
            // A commit need not touch a manifest.
            allow_empty: options.allow_empty || (options.is_staged() && !self.idle),
            expectation_missed: self.missing(set, options),
        };
        (report.exit, report.reason) = tally.decide();
        if self.idle && report.exit == Exit::NothingChecked {
            let idle =
                "nothing was checked: nothing is staged; in CI `mustmay check` judges the tree";
            report.reason = Some(idle.to_owned());
        }
        if options.is_staged() && report.exit == Exit::Ok && report.reason.is_none() {
            let nothing = match (tally.services, tally.applied) {
                (0, _) => Some("no manifest is staged, so there was nothing to judge"),
                (_, 0) => Some("no mandate applies to what is staged"),
                _ => None,
            };
            report.reason = nothing.map(str::to_owned);
        }
    }

    /// How often a mandate of the set applied. What the checked tree adds judges, but does not stand for what it should
    /// have been judged by.
    fn applied_of(&self, set: &PolicySet) -> usize {
        let mandates = set.mandates.iter().zip(&self.applied);
        let own = mandates.filter(|(mandate, _)| !mandate.added);
        own.map(|(_, applied)| applied).sum()
    }

    /// Which expectation of the policy set is not met. What is expected of a whole repository cannot be asked of one
    /// commit.
    fn missing(&self, set: &PolicySet, options: &CheckOptions) -> Option<String> {
        let expected = set.packs.iter().flat_map(|pack| &pack.expects);
        let mut expected = expected.filter(|_| !options.is_staged());
        expected.find_map(|expected| {
            let seen = self.kinds.get(&*expected.kind).copied().unwrap_or_default();
            (seen < expected.at_least as usize).then(|| {
                format!(
                    "the policy set expects {} services of the kind `{}`, the run has {seen}",
                    expected.at_least, expected.kind
                )
            })
        })
    }
}
