//! The judgement of a mandate: its thresholds against the figures, line by line.
//!
//! A threshold that a mandate writes down must be answered: without the evidence it asks for, the mandate is
//! [`super::Health::Unknown`], however well the rest of it does.

use super::account::Account;
use super::figures::QuarterFigures;
use super::health::{Line, Sign};
use super::quarter::Quarter;
use super::share::Share;
use super::survey::Shown;
use super::trend::Trend;
use crate::policy::Accountability;
use jiff::civil::Date;
use std::cmp::Ordering;

/// Points above a floor within which a score is watched.
const NEAR: u32 = 5;

/// Days before the review date from which it is watched.
const SOON: i32 = 30;

/// The lines of evidence about a mandate. `quarters` are the figures up to the reviewed quarter, without a gap, the
/// reviewed one last.
pub fn judge(account: &Account, quarters: &[QuarterFigures], day: Date) -> Vec<Line> {
    let Some(now) = quarters.last() else {
        return Vec::new();
    };
    let before = quarters
        .len()
        .checked_sub(2)
        .and_then(|at| quarters.get(at));
    let mut lines = Lines(Vec::new());
    lines.review_date(account, day);
    lines.adoption(account, now);
    let below_floor = lines.satisfaction(&account.terms, now);
    lines.trend(account, quarters, below_floor);
    lines.would_keep(&account.terms, now);
    lines.other_answers(now);
    lines.exceptions(&account.terms, now, before);
    lines.workarounds(account, now, before);
    lines.measures(&account.terms, now);
    lines.challenges(account, now);
    lines.0
}

struct Lines(Vec<Line>);

impl Lines {
    fn say(&mut self, topic: &'static str, sign: Sign, text: impl Into<String>) {
        self.0.push(Line {
            topic,
            sign,
            text: text.into(),
        });
    }

    fn review_date(&mut self, account: &Account, day: Date) {
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

    fn adoption(&mut self, account: &Account, now: &QuarterFigures) {
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
        let services = adoption.services();
        if services == 0 {
            return self.say(TOPIC, Sign::Watch, "it applied to no service");
        }
        self.say(
            TOPIC,
            Sign::Note,
            format!("{services} services: {}", verdicts.join(", ")),
        );
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
                "{} of {} services changed their choice",
                switches.count(),
                switches.compared
            );
            self.say("switches", Sign::Note, text);
        }
    }

    /// Gives whether satisfaction is below its floor.
    fn satisfaction(&mut self, terms: &Accountability, now: &QuarterFigures) -> bool {
        let shown = now
            .survey
            .as_ref()
            .map_or(Shown::Missing, |survey| survey.satisfaction);
        self.floor("satisfaction", terms.satisfaction_floor, shown, now.quarter)
    }

    fn would_keep(&mut self, terms: &Accountability, now: &QuarterFigures) {
        let shown = now
            .survey
            .as_ref()
            .map_or(Shown::Missing, |survey| survey.would_keep);
        self.floor("would keep it", terms.would_keep_floor, shown, now.quarter);
    }

    /// Holds a share of answers against its floor; gives whether it is below.
    fn floor(
        &mut self,
        topic: &'static str,
        floor: Option<u32>,
        shown: Shown<Share>,
        quarter: Quarter,
    ) -> bool {
        let share = match (shown, floor) {
            (Shown::Known(share), _) => share,
            (Shown::Missing, Some(floor)) => {
                self.say(
                    topic,
                    Sign::Unknown,
                    format!("nobody was asked in {quarter}; the floor is {floor}%"),
                );
                return false;
            }
            (Shown::Withheld, Some(floor)) => {
                self.say(
                    topic,
                    Sign::Unknown,
                    format!("too few answered in {quarter} to be shown; the floor is {floor}%"),
                );
                return false;
            }
            (Shown::Missing, None) => return false,
            (Shown::Withheld, None) => {
                self.say(topic, Sign::Note, "too few answered to be shown");
                return false;
            }
        };
        let Some(floor) = floor else {
            self.say(topic, Sign::Note, share.to_string());
            return false;
        };
        let below = share.against(floor) == Some(Ordering::Less);
        let near = share.against(floor.saturating_add(NEAR)) == Some(Ordering::Less);
        let (sign, words) = match (below, near) {
            (true, _) => (Sign::Trigger, "below the floor of"),
            (false, true) => (Sign::Watch, "barely above the floor of"),
            (false, false) => (Sign::Good, "above the floor of"),
        };
        self.say(topic, sign, format!("{share}, {words} {floor}%"));
        below
    }

    fn trend(&mut self, account: &Account, quarters: &[QuarterFigures], below_floor: bool) {
        const TOPIC: &str = "trend";
        let trend = Trend::of(quarters, account.since.map(Quarter::of));
        let falls = trend.falls;
        let Some(limit) = account.terms.declining_quarters else {
            if falls > 0 {
                self.say(TOPIC, Sign::Watch, fallen(falls));
            }
            return;
        };
        let (sign, text) = if falls >= limit && below_floor {
            (
                Sign::End,
                format!("{}, and it is below the floor", fallen(falls)),
            )
        } else if falls >= limit {
            (
                Sign::Trigger,
                format!("{}, which puts renewal in question", fallen(falls)),
            )
        } else if let Some(quarter) = trend.gap {
            (
                Sign::Unknown,
                format!(
                    "no satisfaction is known of {quarter}, so a fall since then cannot be told"
                ),
            )
        } else if falls > 0 {
            (
                Sign::Watch,
                format!("{}, of {limit} that put renewal in question", fallen(falls)),
            )
        } else {
            (Sign::Good, "satisfaction did not fall".to_owned())
        };
        self.say(TOPIC, sign, text);
    }

    fn other_answers(&mut self, now: &QuarterFigures) {
        let Some(survey) = &now.survey else { return };
        for (topic, shown) in [
            ("would choose it", survey.would_choose),
            ("more productive", survey.productivity),
        ] {
            if let Shown::Known(share) = shown {
                self.say(topic, Sign::Note, share.to_string());
            }
        }
        if let Shown::Known(promoters) = survey.promoters {
            let score = promoters.score();
            let sign = if score < 0 { Sign::Watch } else { Sign::Note };
            let text = format!(
                "{score:+} ({} promoters, {} detractors, {} answers)",
                promoters.promoters, promoters.detractors, promoters.whole
            );
            self.say("net promoters", sign, text);
        }
    }

    fn exceptions(
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
                    format!("{rate} services needed one, {words} {most}%"),
                );
            }
            None if rate.whole > 0 => {
                self.say(TOPIC, Sign::Note, format!("{rate} services needed one"));
            }
            None => {}
        }
        if figures.count > 0 {
            let oldest = figures.oldest.map_or_else(String::new, |oldest| {
                format!(
                    ", the oldest {}",
                    days(i32::try_from(oldest).unwrap_or(i32::MAX))
                )
            });
            let renewed = match figures.renewals {
                0 => String::new(),
                1 => ", renewed once".to_owned(),
                count => format!(", renewed {count} times"),
            };
            self.say(
                "exceptions kept",
                Sign::Note,
                format!("{}{oldest}{renewed}", figures.count),
            );
        }
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

    fn workarounds(
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
            .map(super::figures::WorkaroundFigures::lines);
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

    fn measures(&mut self, terms: &Accountability, now: &QuarterFigures) {
        const TOPIC: &str = "measures";
        for name in &terms.not_worse {
            match now.measures.iter().find(|measure| measure.metric == *name) {
                None => self.say(
                    TOPIC,
                    Sign::Unknown,
                    format!("`{name}` was not measured in {}", now.quarter),
                ),
                Some(measure) if measure.baseline.is_none() => {
                    self.say(
                        TOPIC,
                        Sign::Unknown,
                        format!("`{name}` has no baseline to be held against"),
                    );
                }
                Some(_) => {}
            }
        }
        for measure in &now.measures {
            let held = terms.not_worse.contains(&measure.metric);
            let Some(worse) = measure.is_worse() else {
                continue;
            };
            let sign = match (worse, held) {
                (true, true) => Sign::Trigger,
                (true, false) => Sign::Watch,
                (false, true) => Sign::Good,
                (false, false) => Sign::Note,
            };
            let unit = match measure.unit.as_deref() {
                Some("%") => "%".to_owned(),
                Some(unit) => format!(" {unit}"),
                None => String::new(),
            };
            let baseline = measure.baseline.unwrap_or_default();
            let words = if worse { "worse than" } else { "against" };
            self.say(
                TOPIC,
                sign,
                format!(
                    "{}: {}{unit}, {words} {baseline} before",
                    measure.metric, measure.value
                ),
            );
        }
    }

    fn challenges(&mut self, account: &Account, now: &QuarterFigures) {
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

fn fallen(falls: u32) -> String {
    match falls {
        1 => "satisfaction fell once".to_owned(),
        falls => format!("satisfaction fell {falls} quarters in a row"),
    }
}

fn many(count: u64, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

fn days(count: i32) -> String {
    if count == 1 {
        "1 day".to_owned()
    } else {
        format!("{count} days")
    }
}
