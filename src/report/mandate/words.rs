//! What all forms say in the same words.

use crate::policy::Terms;
use crate::project::{Asked, ChoiceLine, Choices, Described, PhaseLine};
use crate::report::page::plural;

/// How a condition is judged: what of, and by what.
pub(super) fn about(asked: &Asked) -> String {
    match (&asked.about, asked.optional) {
        (Some(about), true) => format!("`{about}`, if it is there"),
        (Some(about), false) => format!("`{about}`"),
        (None, _) => "the service".to_owned(),
    }
}

/// How many choices a team takes, and where it says which.
pub(super) fn how_to_choose(may: &Choices) -> String {
    let count = if may.one {
        "exactly one"
    } else {
        "at least one"
    };
    match &may.named_at {
        Some(at) => format!("choose {count}, named at `{at}`"),
        None => format!("choose {count}; the manifest shows which, nobody has to name it"),
    }
}

/// What stands beside a choice.
pub(super) fn beside(choice: &ChoiceLine) -> Vec<String> {
    let mut words = Vec::new();
    if !choice.names.is_empty() {
        words.push(format!("also written {}", choice.names.join(", ")));
    }
    words.extend(
        choice
            .offered_by
            .as_ref()
            .map(|by| format!("offered by {by}")),
    );
    words.extend(choice.until.map(|day| format!("last day {day}")));
    words.extend(
        choice
            .instead
            .as_ref()
            .map(|instead| format!("take `{instead}` instead")),
    );
    words
}

/// What a phase means.
pub(super) fn phase(phase: &PhaseLine) -> String {
    let when = match (phase.from, phase.begins_in) {
        (None, _) => "always".to_owned(),
        (Some(from), None) => format!("since {from}"),
        (Some(from), Some(1)) => format!("from {from}, tomorrow"),
        (Some(from), Some(days)) => format!("from {from}, in {days} days"),
    };
    if phase.when.is_empty() {
        when
    } else {
        format!("{when}, where {}", phase.when.join(" and "))
    }
}

/// What a level does to a run.
pub(super) const fn effect(level: crate::policy::Level) -> &'static str {
    use crate::policy::Level;
    match level {
        Level::Allow => "counts for nothing",
        Level::Advise => "is said",
        Level::Warn => "is said with weight",
        Level::Deny => "fails the run",
    }
}

/// On which terms there are exceptions, and how to ask for one.
pub(super) fn terms(mandate: &Described) -> Vec<String> {
    let Some(terms) = &mandate.terms else {
        return vec!["There are no exceptions to this mandate.".to_owned()];
    };
    let Terms {
        reviewers,
        approvals,
        max_days,
        max_renewals,
        emergency_days,
    } = terms;
    let reviewers = if reviewers.is_empty() {
        format!("its owner, {}", mandate.owner)
    } else {
        reviewers.join(", ")
    };
    let mut lines = vec![
        format!(
            "Approved by {reviewers}: {approvals} {}, none of them who asks.",
            if *approvals == 1 { "person" } else { "people" }
        ),
        match max_renewals {
            0 => format!("For at most {}, never renewed.", days(*max_days)),
            1 => format!("For at most {}, renewed at most once.", days(*max_days)),
            times => format!(
                "For at most {}, renewed at most {times} times.",
                days(*max_days)
            ),
        },
    ];
    lines.extend(emergency_days.map(|most| {
        let most = days(most);
        format!("In an emergency without approval for {most}, on top of every audit.")
    }));
    lines
}

fn days(count: u32) -> String {
    plural(usize::try_from(count).unwrap_or(usize::MAX), "day")
}

/// The command that asks for an exception.
pub(super) fn request(mandate: &Described) -> Option<String> {
    mandate.terms.as_ref()?;
    Some(format!(
        "mustmay exceptions request --mandate {} --service NAME",
        mandate.id
    ))
}

/// How many exceptions there are in the ledger, by their worst states.
pub(super) fn open(mandate: &Described) -> Option<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for exception in &mandate.exceptions {
        let state = exception.states.first().copied().unwrap_or_default();
        match counts.iter_mut().find(|(word, _)| *word == state) {
            Some((_, count)) => *count += 1,
            None => counts.push((state, 1)),
        }
    }
    counts.sort_unstable();
    let counts: Vec<String> = counts
        .iter()
        .map(|(word, count)| format!("{count} {word}"))
        .collect();
    let all = mandate.exceptions.len();
    (all > 0).then(|| format!("{all} in the ledger: {}", counts.join(", ")))
}
