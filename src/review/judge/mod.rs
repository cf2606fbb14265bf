//! The judgement of a mandate: its thresholds against the figures, line by line.
//!
//! A threshold that a mandate writes down must be answered: without the evidence it asks for, the mandate is
//! [`super::Health::Unknown`], however well the rest of it does.

mod account;
mod answers;
mod measures;
mod runs;
mod words;

use super::account::Account;
use super::figures::QuarterFigures;
use super::health::{Line, Sign};
use jiff::civil::Date;

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

/// The lines that are said so far.
struct Lines(Vec<Line>);

impl Lines {
    fn say(&mut self, topic: &'static str, sign: Sign, text: impl Into<String>) {
        self.0.push(Line {
            topic,
            sign,
            text: text.into(),
        });
    }
}
