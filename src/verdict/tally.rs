//! The one decision: from what a run found to how it ends.

use super::exit::Exit;
use crate::policy::Level;

/// All that decides how a run ends.
#[derive(Clone, Debug)]
pub struct Tally {
    /// Whether anything could not be read, understood or judged.
    pub not_understood: bool,
    /// The highest level of what counts against the run.
    pub worst: Option<Level>,
    /// From which level on the run fails.
    pub fail_level: Level,
    /// Whether failing is turned into success.
    pub no_fail: bool,
    /// How many mandates are in force.
    pub mandates: usize,
    /// How many services were found.
    pub services: usize,
    /// How many outcomes are not `not-applicable`.
    pub applied: usize,
    /// Whether no services, or nothing applied, is fine.
    pub allow_empty: bool,
    /// The expectation of the policy set that the run does not meet, in words.
    pub expectation_missed: Option<String>,
}

impl Tally {
    /// How the run ends, and why where the findings do not tell.
    pub fn decide(&self) -> (Exit, Option<String>) {
        if self.not_understood {
            return (
                Exit::NotUnderstood,
                Some("something could not be read or judged".to_owned()),
            );
        }
        if !self.no_fail && self.worst.is_some_and(|worst| worst >= self.fail_level) {
            return (Exit::Findings, None);
        }
        match self.nothing_checked() {
            Some(reason) => (Exit::NothingChecked, Some(reason)),
            None => (Exit::Ok, None),
        }
    }

    fn nothing_checked(&self) -> Option<String> {
        if self.mandates == 0 {
            return Some("no policies loaded: the policy set holds no mandate".to_owned());
        }
        if let Some(missed) = &self.expectation_missed {
            return Some(missed.clone());
        }
        if self.allow_empty {
            return None;
        }
        match (self.services, self.applied) {
            (0, _) => Some("nothing was checked: no manifest was found".to_owned()),
            (_, 0) => Some("nothing was checked: no mandate applied".to_owned()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally() -> Tally {
        Tally {
            not_understood: false,
            worst: None,
            fail_level: Level::Deny,
            no_fail: false,
            mandates: 1,
            services: 1,
            applied: 1,
            allow_empty: false,
            expectation_missed: None,
        }
    }

    fn exit(change: impl FnOnce(&mut Tally)) -> Exit {
        let mut tally = tally();
        change(&mut tally);
        tally.decide().0
    }

    #[test]
    fn findings_count_from_the_fail_level_on() {
        assert_eq!(exit(|_| ()), Exit::Ok);
        assert_eq!(exit(|t| t.worst = Some(Level::Warn)), Exit::Ok);
        assert_eq!(exit(|t| t.worst = Some(Level::Deny)), Exit::Findings);
        assert_eq!(
            exit(|t| (t.worst, t.fail_level) = (Some(Level::Warn), Level::Warn)),
            Exit::Findings
        );
        assert_eq!(
            exit(|t| (t.worst, t.no_fail) = (Some(Level::Deny), true)),
            Exit::Ok
        );
    }

    #[test]
    fn what_was_not_understood_beats_everything() {
        let exit = exit(|t| {
            t.worst = Some(Level::Deny);
            t.not_understood = true;
            t.no_fail = true;
        });
        assert_eq!(exit, Exit::NotUnderstood);
    }

    #[test]
    fn nothing_checked_is_no_pass() {
        let nothing = |change: fn(&mut Tally)| exit(change) == Exit::NothingChecked;
        assert!(nothing(|t| (t.mandates, t.allow_empty) = (0, true)));
        assert!(nothing(|t| (t.services, t.applied) = (0, 0)));
        assert!(nothing(|t| t.applied = 0));
        assert!(!nothing(
            |t| (t.applied, t.services, t.allow_empty) = (0, 0, true)
        ));
        assert!(nothing(|t| {
            t.expectation_missed = Some("too few".to_owned());
            t.allow_empty = true;
        }));
        assert!(nothing(|t| {
            t.expectation_missed = Some("too few".to_owned());
            t.no_fail = true;
            t.worst = Some(Level::Deny);
        }));
    }
}
