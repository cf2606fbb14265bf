//! Words that several formats say alike.

use crate::review::{Coverage, GateFigures, Health, Review, Share, Shown};

/// The first number of every review.
pub(super) fn coverage(coverage: &Coverage) -> String {
    if let Some(share) = coverage.share() {
        return format!(
            "{} of {} {} a run ({})",
            share.part,
            share.whole,
            have(share.whole),
            share.percent()
        );
    }
    let count = coverage.known.len() as u64;
    format!(
        "{count} {} a run; of how many is not known, for want of an inventory",
        have(count)
    )
}

fn have(count: u64) -> &'static str {
    match count {
        1 => "repository has",
        _ => "repositories have",
    }
}

/// What is missing from the fleet, and what could not be used, each in one text.
pub(super) fn gaps(coverage: &Coverage) -> Vec<String> {
    let list = |names: &std::collections::BTreeSet<String>| {
        names
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let missing = coverage
        .missing
        .iter()
        .filter(|missing| !missing.is_empty());
    let mut gaps: Vec<String> = missing
        .map(|missing| format!("without a run: {}", list(missing)))
        .collect();
    if !coverage.unlisted.is_empty() {
        gaps.push(format!(
            "not in the inventory: {}",
            list(&coverage.unlisted)
        ));
    }
    let unusable = coverage.unusable.iter();
    gaps.extend(unusable.map(|(name, why)| format!("report of {name} not used: {why}")));
    gaps
}

/// How often the gate was gone round in a quarter.
pub(super) fn gate(figures: &GateFigures) -> String {
    let repositories = |count: u64| {
        if count == 1 {
            "repository"
        } else {
            "repositories"
        }
    };
    let (scanned, uses) = (figures.scanned, figures.uses());
    match (scanned, uses) {
        (0, _) => format!(
            "nobody looked for ways round the gate in {}",
            figures.quarter
        ),
        (_, 0) => format!(
            "no way round the gate was found in {scanned} {}",
            repositories(scanned)
        ),
        _ => {
            let switches = figures.switches.iter();
            let each: Vec<String> = switches
                .map(|(id, (_, uses))| format!("{uses} {id}"))
                .collect();
            format!(
                "the gate is turned off in {} of {scanned} {}: {}",
                figures.found,
                repositories(scanned),
                each.join(", ")
            )
        }
    }
}

/// How many mandates do how: `2 healthy, 1 sunset`.
pub(super) fn portfolio(review: &Review) -> String {
    let counts = Health::ALL
        .iter()
        .map(|health| (*health, review.count(*health)))
        .filter(|(_, count)| *count > 0)
        .map(|(health, count)| format!("{count} {health}"));
    let all = review.mandates.len();
    let noun = if all == 1 { "mandate" } else { "mandates" };
    format!("{all} {noun}: {}", counts.collect::<Vec<_>>().join(", "))
}

/// An answer in a table.
pub(super) fn answer(shown: Shown<Share>) -> String {
    match shown {
        Shown::Known(share) => share.percent(),
        Shown::Withheld => "withheld".to_owned(),
        Shown::Missing => "–".to_owned(),
    }
}

/// A mark for how a mandate does that can be told apart without colour.
pub(super) const fn mark(health: Health) -> &'static str {
    match health {
        Health::Healthy => "●",
        Health::Watch => "◐",
        Health::Unknown => "?",
        Health::Review => "▲",
        Health::Sunset => "■",
    }
}
