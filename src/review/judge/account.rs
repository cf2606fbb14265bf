//! What a mandate promised by a day: its review, and answers to those who challenge it.

use super::Lines;
use super::words::days;
use crate::policy::Accountability;
use crate::review::account::Account;
use crate::review::figures::QuarterFigures;
use crate::review::health::Sign;
use jiff::civil::Date;

/// Days before the review date from which it is watched.
const SOON: i32 = 30;

impl Lines {
    pub(super) fn review_date(&mut self, account: &Account, day: Date) {
        let by = account.review_by;
        let left = (by - day).get_days();
        let (sign, text) = if left < 0 {
            (
                Sign::End,
                format!("the review was due on {by}, {} ago", days(-left)),
            )
        } else if left <= SOON {
            (
                Sign::Watch,
                format!("the review is due on {by}, in {}", days(left)),
            )
        } else {
            (Sign::Good, format!("the review is due on {by}"))
        };
        self.say("review date", sign, text);
        if account.terms == Accountability::default() {
            self.say(
                "thresholds",
                Sign::Watch,
                "it answers for nothing: no `accountability` is written",
            );
        }
    }

    pub(super) fn challenges(&mut self, account: &Account, now: &QuarterFigures) {
        const TOPIC: &str = "challenges";
        let (all, failed) = (
            now.challenges.len(),
            now.challenges
                .iter()
                .filter(|challenge| challenge.standing.is_failure())
                .count(),
        );
        let within = days(i32::try_from(account.respond_within()).unwrap_or(i32::MAX));
        match (all, failed) {
            (0, _) => {}
            (_, 0) => self.say(
                TOPIC,
                Sign::Good,
                format!("{all}, none answered later than within {within}"),
            ),
            _ => {
                // Only a term that the mandate wrote down is a trigger; the default is a custom.
                let sign = if account.terms.respond_within.is_some() {
                    Sign::Trigger
                } else {
                    Sign::Watch
                };
                self.say(
                    TOPIC,
                    sign,
                    format!("{failed} of {all} not answered within {within}"),
                );
            }
        }
    }
}
