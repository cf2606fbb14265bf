//! What runs show: adoption, exceptions, and the ways round the mandate.

use super::Lines;
use super::words::{days, many};
use crate::policy::Accountability;
use crate::review::account::Account;
use crate::review::figures::{ExceptionFigures, QuarterFigures, WorkaroundFigures};
use crate::review::health::Sign;
use crate::review::share::Share;
use std::cmp::Ordering;

/// So many repositories without a run are named.
const NAMED: usize = 5;

impl Lines {
    pub(super) fn adoption(&mut self, account: &Account, now: &QuarterFigures) {
        const TOPIC: &str = "adoption";
        let Some(adoption) = &now.adoption else {
            return self.say(
                TOPIC,
                Sign::Unknown,
                format!("no run is known of {}", now.quarter),
            );
        };
        let verdicts = adoption
            .verdicts
            .iter()
            .filter(|(_, count)| **count > 0)
            .map(|(verdict, count)| format!("{count} {verdict}"))
            .collect::<Vec<_>>();
        self.coverage(now);
        let services = adoption.services();
        if services == 0 {
            return self.say(TOPIC, Sign::Watch, "it applied to no service");
        }
        let sign = if adoption.count("error") > 0 {
            Sign::Unknown
        } else if adoption.count("pass") == 0 {
            Sign::Watch
        } else {
            Sign::Note
        };
        let words = match sign {
            Sign::Unknown => "; what is in error was not judged",
            Sign::Watch => "; nobody meets it",
            _ => "",
        };
        let text = format!(
            "{}: {}{words}",
            many(services, "service"),
            verdicts.join(", ")
        );
        self.say(TOPIC, sign, text);
        if account.alternatives > 0 || !adoption.choices.is_empty() {
            let text = if adoption.voluntary.whole == 0 {
                "nobody had two choices: what is used says nothing about what is wanted".to_owned()
            } else {
                format!(
                    "{} of those who had a choice took the platform's",
                    adoption.voluntary
                )
            };
            self.say("voluntary share", Sign::Note, text);
        }
        if let Some(switches) = now
            .switches
            .as_ref()
            .filter(|switches| switches.compared > 0)
        {
            let text = format!(
                "{} of {} changed their choice",
                switches.count(),
                many(switches.compared, "service")
            );
            self.say("switches", Sign::Note, text);
        }
    }

    /// The repositories of the fleet that nothing is known of: what they would show may be anything.
    fn coverage(&mut self, now: &QuarterFigures) {
        let Some(missing) = now.missing.as_ref().filter(|names| !names.is_empty()) else {
            return;
        };
        let mut named: Vec<&str> = missing.iter().map(String::as_str).take(NAMED).collect();
        let more = match missing.len() - named.len() {
            0 => String::new(),
            more => format!("{more} more"),
        };
        named.extend((!more.is_empty()).then_some(more.as_str()));
        let (noun, verb) = match missing.len() {
            1 => ("repository", "has"),
            _ => ("repositories", "have"),
        };
        let text = format!(
            "{} {noun} of the inventory {verb} no run of it in {}: {}",
            missing.len(),
            now.quarter,
            named.join(", ")
        );
        self.say("coverage", Sign::Unknown, text);
    }

    pub(super) fn exceptions(
        &mut self,
        terms: &Accountability,
        now: &QuarterFigures,
        before: Option<&QuarterFigures>,
    ) {
        const TOPIC: &str = "exceptions";
        let (Some(adoption), Some(figures)) = (&now.adoption, &now.exceptions) else {
            if let Some(most) = terms.max_exception_rate {
                self.say(
                    TOPIC,
                    Sign::Unknown,
                    format!("no run is known of {}; the most is {most}%", now.quarter),
                );
            }
            return;
        };
        let rate = adoption.excepted;
        match terms.max_exception_rate {
            Some(most) => {
                let (sign, words) = match rate.against(most) {
                    None => (
                        Sign::Unknown,
                        "there is no service to count, and the most is",
                    ),
                    Some(Ordering::Greater) => (Sign::Trigger, "more than"),
                    Some(Ordering::Equal) => (Sign::Watch, "just"),
                    Some(Ordering::Less) => (Sign::Good, "within"),
                };
                self.say(
                    TOPIC,
                    sign,
                    format!("{}, {words} {most}%", needed(&rate.beside(most), rate)),
                );
            }
            None if rate.whole > 0 => {
                self.say(TOPIC, Sign::Note, needed(&rate.to_string(), rate));
            }
            None => {}
        }
        self.kept(figures);
        if figures.emergencies > 0 {
            let text = format!("{} taken without asking first", figures.emergencies);
            self.say("emergencies", Sign::Watch, text);
        }
        let past = before
            .and_then(|before| before.exceptions.as_ref())
            .map(|past| past.count);
        if past.is_some_and(|past| figures.count > past) {
            let text = format!(
                "{} more than the quarter before",
                figures.count - past.unwrap_or_default()
            );
            self.say("exceptions kept", Sign::Watch, text);
        }
    }

    /// The exceptions there are, whatever was needed of them.
    fn kept(&mut self, figures: &ExceptionFigures) {
        if figures.count == 0 {
            return;
        }
        let oldest = figures.oldest.map_or_else(String::new, |oldest| {
            format!(
                ", the oldest {}",
                days(i32::try_from(oldest).unwrap_or(i32::MAX))
            )
        });
        let categories = figures.categories.iter();
        let by_category: Vec<String> = categories
            .map(|(category, count)| format!("{count} {category}"))
            .collect();
        let renewed = match figures.renewals {
            0 => String::new(),
            1 => ", renewed once".to_owned(),
            count => format!(", renewed {count} times"),
        };
        self.say(
            "exceptions kept",
            Sign::Note,
            format!(
                "{} ({}){oldest}{renewed}",
                figures.count,
                by_category.join(", ")
            ),
        );
    }

    pub(super) fn workarounds(
        &mut self,
        account: &Account,
        now: &QuarterFigures,
        before: Option<&QuarterFigures>,
    ) {
        const TOPIC: &str = "workarounds";
        let Some(found) = &now.workarounds else {
            if account.has_patterns {
                self.say(TOPIC, Sign::Note, "nobody looked for them");
            }
            return;
        };
        let past = before
            .and_then(|before| before.workarounds.as_ref())
            .map(WorkaroundFigures::lines);
        let (lines, files) = (found.lines(), found.files());
        let words = format!(
            "{} in {}, in {} of {} repositories",
            many(lines, "line"),
            many(files, "file"),
            found.found,
            found.scanned
        );
        match past {
            Some(past) if lines > past => {
                self.say(
                    TOPIC,
                    Sign::Watch,
                    format!(
                        "{words}; {} more than the quarter before",
                        many(lines - past, "line")
                    ),
                );
            }
            Some(past) if lines < past => {
                self.say(
                    TOPIC,
                    Sign::Note,
                    format!(
                        "{words}; {} less than the quarter before",
                        many(past - lines, "line")
                    ),
                );
            }
            _ if lines > 0 || account.has_patterns => self.say(TOPIC, Sign::Note, words),
            _ => {}
        }
    }
}

fn needed(shown: &str, rate: Share) -> String {
    let noun = if rate.whole == 1 {
        "service"
    } else {
        "services"
    };
    format!("{shown} {noun} needed one")
}
