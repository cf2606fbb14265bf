//! All scripts of a mandate.

use super::condition::{Condition, Selector, Subject, Test};
use super::mandate::Mandate;
use crate::document::Path;
use crate::script::Script;

/// Every script that judging the mandate may run.
pub(super) fn scripts(mandate: &Mandate) -> Vec<&Script> {
    let mut found = of_service(mandate);
    found.extend(of_subjects(mandate));
    found
}

/// The scripts that are asked of a service.
pub(super) fn of_service(mandate: &Mandate) -> Vec<&Script> {
    let mut found: Vec<&Script> = mandate.each.iter().collect();
    selector(&mandate.when, &mut found);
    mandate
        .phases
        .iter()
        .for_each(|phase| selector(&phase.when, &mut found));
    found
}

/// The scripts that are asked of what `each` goes over, or else of the service.
pub(super) fn of_subjects(mandate: &Mandate) -> Vec<&Script> {
    let mut found = Vec::new();
    selector(&mandate.filter, &mut found);
    conditions(&mandate.must, &mut found);
    if let Some(may) = &mandate.may {
        found.extend(may.subject.iter().filter_map(subject));
        for choice in &may.choices {
            choice
                .when
                .iter()
                .for_each(|when| selector(when, &mut found));
            conditions(&choice.requires, &mut found);
        }
    }
    found
}

/// The paths that a mandate's conditions and choices are about.
pub(super) fn paths(mandate: &Mandate) -> impl Iterator<Item = &Path> {
    let of_choice = mandate.may.as_ref().and_then(|may| may.subject.as_ref());
    let terms = mandate
        .may
        .iter()
        .flat_map(|may| &may.choices)
        .flat_map(|choice| &choice.requires);
    let of_conditions =
        mandate
            .must
            .iter()
            .chain(terms)
            .filter_map(|condition| match &condition.test {
                Test::Value { subject, .. } => Some(subject),
                Test::Script(_) => None,
            });
    of_choice
        .into_iter()
        .chain(of_conditions)
        .filter_map(|subject| match subject {
            Subject::At(path) => Some(&path.value),
            Subject::It | Subject::Value(_) => None,
        })
}

/// The scripts of a selector.
pub(super) fn selector<'m>(selector: &'m Selector, found: &mut Vec<&'m Script>) {
    found.extend(
        selector
            .tests
            .iter()
            .filter_map(|(test, _)| test_script(test)),
    );
}

fn conditions<'m>(conditions: &'m [Condition], found: &mut Vec<&'m Script>) {
    found.extend(
        conditions
            .iter()
            .filter_map(|condition| test_script(&condition.test)),
    );
}

fn test_script(test: &Test) -> Option<&Script> {
    match test {
        Test::Script(script) => Some(script),
        Test::Value { subject: value, .. } => subject(value),
    }
}

fn subject(subject: &Subject) -> Option<&Script> {
    match subject {
        Subject::Value(script) => Some(script),
        Subject::It | Subject::At(_) => None,
    }
}
