//! What was measured, against what it was before.

use super::Lines;
use crate::policy::Accountability;
use crate::review::figures::QuarterFigures;
use crate::review::health::Sign;

impl Lines {
    pub(super) fn measures(&mut self, terms: &Accountability, now: &QuarterFigures) {
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
}
