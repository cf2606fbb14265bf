//! What differs between what a case expects and how it was judged.

use super::suite::{Case, Expected};
use crate::diagnostic::Diagnostic;
use crate::engine::{Finding, Outcome};
use crate::source::Place;
use std::collections::BTreeSet;

/// One difference.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The code of the problem for which the case could not be judged.
    pub code: Option<&'static str>,
    /// What differs.
    pub message: String,
    /// Where it is expected, or where it was found.
    pub place: Option<Place>,
    /// A second place: of the manifest, or of the policy.
    pub found: Option<Place>,
}

impl Difference {
    /// The difference of a case that could not be judged.
    pub fn of_problem(problem: Diagnostic) -> Self {
        let found = problem
            .related
            .into_iter()
            .next()
            .map(|related| related.place);
        Self {
            code: Some(problem.code),
            message: problem.message,
            place: problem.place.map(|place| *place),
            found,
        }
    }

    /// What differs, after the code where there is one.
    pub fn words(&self) -> String {
        match self.code {
            Some(code) => format!("error[{code}]: {}", self.message),
            None => self.message.clone(),
        }
    }
}

/// All differences; none means that the case passes.
pub(super) fn compare(case: &Case, outcome: &Outcome) -> Vec<Difference> {
    let source = case.tree.source();
    let mut differences = Vec::new();
    if case.expect.value != Some(outcome.verdict) {
        let reason = outcome
            .reason
            .map(|reason| format!(" ({})", reason.word()))
            .unwrap_or_default();
        differences.push(Difference {
            code: None,
            message: match case.expect.value {
                Some(expected) => format!(
                    "expected `{}`, judged `{}`{reason}",
                    expected.word(),
                    outcome.verdict.word()
                ),
                None => format!(
                    "nothing is expected yet, judged `{}`{reason}: `--update` writes it down",
                    outcome.verdict.word()
                ),
            },
            place: Some(source.place(case.expect.span)),
            found: outcome
                .findings
                .first()
                .map(|finding| finding.place.clone()),
        });
        differences.extend(outcome.unanswered.iter().map(|asked| Difference {
            code: None,
            message: format!("the manifest {asked}"),
            place: None,
            found: None,
        }));
        differences.extend(outcome.faults.iter().cloned().map(Difference::of_problem));
        if case.findings.is_none() {
            differences.extend(outcome.findings.iter().map(unexpected));
        }
    }
    if let Some(level) = &case.level
        && outcome.level != Some(level.value)
    {
        let judged = outcome.level.map_or("no level", |level| level.word());
        differences.push(Difference {
            code: None,
            message: format!("expected the level `{}`, judged `{judged}`", level.value),
            place: Some(source.place(level.span)),
            found: None,
        });
    }
    if let Some(choices) = &case.choices {
        let expected: BTreeSet<&str> = choices.iter().map(String::as_str).collect();
        let judged: BTreeSet<&str> = outcome.choices.iter().map(|choice| &*choice.id).collect();
        if expected != judged {
            let list = |names: BTreeSet<&str>| names.into_iter().collect::<Vec<_>>().join(", ");
            let message = format!(
                "expected the choices [{}], recognised [{}]",
                list(expected),
                list(judged)
            );
            differences.push(Difference {
                code: None,
                message,
                place: Some(source.place(choices.span)),
                found: None,
            });
        }
    }
    if let Some(expected) = &case.findings {
        compare_findings(expected, outcome, &mut differences);
    }
    differences
}

fn compare_findings(expected: &[Expected], outcome: &Outcome, differences: &mut Vec<Difference>) {
    let mut left: Vec<&Finding> = outcome.findings.iter().collect();
    for wanted in expected {
        // The finding that fits best: all of it, else the same condition and path, else the same condition.
        let exact = left.iter().position(|finding| fits(wanted, finding));
        if let Some(at) = exact {
            left.remove(at);
            continue;
        }
        let near = left
            .iter()
            .position(|finding| *finding.condition == *wanted.condition);
        let message = match near.map(|at| left.remove(at)) {
            Some(finding) => format!(
                "expected {}, found {}",
                shown(wanted),
                shown_finding(finding)
            ),
            None => format!("expected {}, which is not found", shown(wanted)),
        };
        differences.push(Difference {
            code: None,
            message,
            place: Some(wanted.place.clone()),
            found: None,
        });
    }
    differences.extend(left.into_iter().map(unexpected));
    if outcome.more > 0 {
        differences.push(Difference {
            code: None,
            message: format!("{} findings more than are kept", outcome.more),
            place: None,
            found: None,
        });
    }
}

fn fits(wanted: &Expected, finding: &Finding) -> bool {
    *finding.condition == *wanted.condition
        && wanted.at.as_ref().is_none_or(|at| *at == finding.path)
        && wanted
            .message
            .as_ref()
            .is_none_or(|message| finding.message().contains(message))
}

fn unexpected(finding: &Finding) -> Difference {
    Difference {
        code: None,
        message: format!("found {}, which is not expected", shown_finding(finding)),
        place: None,
        found: Some(finding.place.clone()),
    }
}

fn shown(wanted: &Expected) -> String {
    let at = wanted
        .at
        .as_ref()
        .map(|at| format!(" at `{at}`"))
        .unwrap_or_default();
    let message = wanted
        .message
        .as_ref()
        .map(|message| format!(": \"{message}\""))
        .unwrap_or_default();
    format!("`{}`{at}{message}", wanted.condition)
}

fn shown_finding(finding: &Finding) -> String {
    format!(
        "`{}` at `{}`: \"{}\"",
        finding.condition,
        finding.path,
        finding.message()
    )
}
