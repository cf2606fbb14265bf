//! What people answered, against its floors and over quarters.

use super::Lines;
use crate::policy::Accountability;
use crate::review::account::Account;
use crate::review::figures::QuarterFigures;
use crate::review::health::Sign;
use crate::review::quarter::Quarter;
use crate::review::share::Share;
use crate::review::survey::Shown;
use crate::review::trend::Trend;
use std::cmp::Ordering;

/// Points above a floor within which a score is watched.
const NEAR: u32 = 5;

impl Lines {
    /// Gives whether satisfaction is below its floor.
    pub(super) fn satisfaction(&mut self, terms: &Accountability, now: &QuarterFigures) -> bool {
        let shown = now
            .survey
            .as_ref()
            .map_or(Shown::Missing, |survey| survey.satisfaction);
        self.floor("satisfaction", terms.satisfaction_floor, shown, now.quarter)
    }

    pub(super) fn would_keep(&mut self, terms: &Accountability, now: &QuarterFigures) {
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
        self.say(
            topic,
            sign,
            format!("{}, {words} {floor}%", share.beside(floor)),
        );
        below
    }

    pub(super) fn trend(
        &mut self,
        account: &Account,
        quarters: &[QuarterFigures],
        below_floor: bool,
    ) {
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

    pub(super) fn other_answers(&mut self, now: &QuarterFigures) {
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
}

fn fallen(falls: u32) -> String {
    match falls {
        1 => "satisfaction fell once".to_owned(),
        falls => format!("satisfaction fell {falls} quarters in a row"),
    }
}
