//! The metrics whose names and units are known, so that two mandates mean the same by one word.

/// In which direction a metric gets better.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Better {
    /// Less is better.
    Lower,
    /// More is better.
    Higher,
}

impl Metric {
    /// Why a number cannot be a value of this metric; `None` where it can.
    pub(super) fn refuses(&self, value: f64) -> Option<&'static str> {
        match self.unit {
            "%" if value > 100.0 => Some("is a share, and no more than 100%"),
            // What saves hours elsewhere may cost some.
            _ if value < 0.0 && self.name != "hoursSaved" => Some("cannot be less than 0"),
            _ => None,
        }
    }
}

impl Better {
    /// Both, with the words that users write.
    pub const ALL: &'static [(&'static str, Self)] =
        &[("lower", Self::Lower), ("higher", Self::Higher)];

    /// The word that users write for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Lower => "lower",
            Self::Higher => "higher",
        }
    }

    /// Whether `value` has fallen behind `baseline`.
    pub fn is_worse(self, value: f64, baseline: f64) -> bool {
        match self {
            Self::Lower => value > baseline,
            Self::Higher => value < baseline,
        }
    }
}

/// A metric that everybody knows by this name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// What its values count.
    pub unit: &'static str,
    /// In which direction it gets better.
    pub better: Better,
    /// What it is, in words.
    pub title: &'static str,
}

const fn metric(
    name: &'static str,
    unit: &'static str,
    better: Better,
    title: &'static str,
) -> Metric {
    Metric {
        name,
        unit,
        better,
        title,
    }
}

/// The known metrics, by name.
pub const METRICS: &[Metric] = &[
    metric(
        "changeFailureRate",
        "%",
        Better::Lower,
        "change failure rate",
    ),
    metric(
        "deploymentFrequency",
        "per week",
        Better::Higher,
        "deployments of a service",
    ),
    metric(
        "featureToProduction",
        "days",
        Better::Lower,
        "time to production, feature",
    ),
    metric(
        "hotfixToProduction",
        "hours",
        Better::Lower,
        "time to production, hotfix",
    ),
    metric(
        "hoursSaved",
        "hours per month",
        Better::Higher,
        "hours saved, each engineer",
    ),
    metric("leadTime", "hours", Better::Lower, "lead time for changes"),
    metric(
        "onboardingDays",
        "days",
        Better::Lower,
        "onboarding to the first change",
    ),
    metric(
        "outsideContributions",
        "changes",
        Better::Higher,
        "changes from outside the platform team",
    ),
    metric(
        "serviceToProduction",
        "days",
        Better::Lower,
        "time to production, new service",
    ),
    metric(
        "supportTickets",
        "tickets",
        Better::Lower,
        "support tickets",
    ),
    metric("timeToRestore", "hours", Better::Lower, "time to restore"),
];

/// The known metric of a name.
pub(super) fn known(name: &str) -> Option<&'static Metric> {
    METRICS
        .binary_search_by(|metric| metric.name.cmp(name))
        .ok()
        .and_then(|at| METRICS.get(at))
}

/// The known metric that a name is another spelling of: the same letters in another case, with other separators.
pub(super) fn misspelt(name: &str) -> Option<&'static Metric> {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let (own, exact) = (plain(name), known(name).is_some());
    METRICS
        .iter()
        .find(|metric| !exact && plain(metric.name) == own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_names_are_found() {
        assert!(METRICS.is_sorted_by(|a, b| a.name < b.name));
        assert_eq!(METRICS.len(), 11);
        assert_eq!(known("leadTime").unwrap().unit, "hours");
        assert_eq!(known("leadtime"), None);
        assert_eq!(misspelt("lead-time").unwrap().name, "leadTime");
        assert_eq!(misspelt("leadTime"), None);
        assert_eq!(misspelt("teamMood"), None);
    }

    #[test]
    fn the_baseline_itself_is_not_worse() {
        for (better, below, above) in [(Better::Lower, false, true), (Better::Higher, true, false)]
        {
            assert_eq!(better.is_worse(9.9, 10.0), below);
            assert!(!better.is_worse(10.0, 10.0));
            assert_eq!(better.is_worse(10.1, 10.0), above);
        }
    }
}
