//! Names that somebody gave: of mandates, conditions, services and paths, with the nearest that would have been right.

use super::audit::Filter;
use crate::diagnostic::{Diagnostic, closest};
use crate::engine::{Finding, Judged, Verdict};
use crate::exception::Record;
use crate::policy::{Mandate, PolicySet};
use std::collections::BTreeSet;

/// The mandate of an id.
///
/// # Errors
/// Where the policy set has none.
pub(super) fn mandate<'s>(set: &'s PolicySet, id: &str) -> Result<&'s Mandate, Diagnostic> {
    set.mandate(id).ok_or_else(|| {
        let message = format!("the policy set has no mandate `{}`", id.escape_debug());
        let ids = set.mandates.iter().map(|mandate| mandate.id.as_str());
        nearest(message, id, ids)
    })
}

/// That a mandate has no condition of an id; `None` where it has one.
pub(super) fn no_condition(mandate: &Mandate, id: &str) -> Option<Diagnostic> {
    let ids = mandate.finding_ids();
    (!ids.iter().any(|own| own == id)).then(|| {
        let message = format!(
            "no condition of `{}` is called `{}`",
            mandate.id,
            id.escape_debug()
        );
        nearest(message, id, ids.iter().map(String::as_str))
    })
}

/// That a run has no service of a name; `None` where it has one.
pub(super) fn no_service(judged: &[Judged], name: &str) -> Option<Diagnostic> {
    let named = judged.iter().filter(|judged| judged.service.named);
    let names: BTreeSet<&str> = named.map(|judged| &*judged.service.name).collect();
    (!names.contains(name)).then(|| {
        let message = format!("no service is called `{}`", name.escape_debug());
        nearest(message, name, names)
    })
}

/// Why a mandate has no finding in a service, or none of a condition or at a path; `None` where it has all of these.
pub(super) fn nothing_at(
    judged: &[Judged],
    set: &PolicySet,
    mandate: &Mandate,
    service: &str,
    condition: Option<&str>,
    paths: &[String],
) -> Option<Diagnostic> {
    let own = judged
        .iter()
        .filter(|judged| *judged.service.name == *service);
    let outcomes = own.flat_map(|judged| &judged.outcomes).filter(|outcome| {
        let its = set.mandates.get(outcome.mandate);
        its.is_some_and(|its| its.id == mandate.id)
    });
    let outcomes: Vec<_> = outcomes.collect();
    let findings = || outcomes.iter().flat_map(|outcome| &outcome.findings);
    let where_ = format!("in `{}`", service.escape_debug());
    if findings().next().is_none() {
        let some = |verdict| outcomes.iter().any(|outcome| outcome.verdict == verdict);
        let why = match () {
            () if some(Verdict::Error) => "it could not be judged",
            () if some(Verdict::Pass) => "it passes",
            () => "it does not apply",
        };
        let message = format!("`{}` has nothing to except {where_}: {why}", mandate.id);
        return Some(Diagnostic::error(CODE, message));
    }
    let of_condition =
        |finding: &&Finding| condition.is_none_or(|condition| *finding.condition == *condition);
    if let Some(condition) = condition.filter(|_| !findings().any(|f| of_condition(&f))) {
        let open: BTreeSet<&str> = findings().map(|finding| &*finding.condition).collect();
        let message = format!(
            "the condition `{condition}` of `{}` has nothing to except {where_}",
            mandate.id
        );
        let open: Vec<&str> = open.into_iter().collect();
        let help = format!("its findings there are of {}", open.join(", "));
        return Some(Diagnostic::error(CODE, message).help(help));
    }
    let known: BTreeSet<&str> = findings()
        .filter(of_condition)
        .map(|finding| finding.path.as_str())
        .collect();
    let path = paths.iter().find(|path| !known.contains(path.as_str()))?;
    let message = format!("`{}` has no finding {where_} at `{path}`", mandate.id);
    Some(nearest(message, path, known))
}

/// The mandates and services of a filter that neither a record nor the run knows.
pub(super) fn strangers(
    filter: &Filter,
    records: &[Record],
    set: &PolicySet,
    judged: impl Fn() -> BTreeSet<String>,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    if let Some(id) = &filter.mandate
        && !records.iter().any(|record| record.mandate.value == *id)
    {
        problems.extend(mandate(set, id).err());
    }
    if let Some(name) = &filter.service
        && !records.iter().any(|record| record.service.value == *name)
    {
        let mut names = judged();
        // A ledger that stands alone knows only the services that its records are for.
        let is_alone = names.is_empty();
        if !names.contains(name) {
            names.extend(records.iter().map(|record| record.service.value.clone()));
            let is_near = closest(name, names.iter().map(String::as_str)).is_some();
            if is_alone && !is_near {
                return problems;
            }
            let message = format!(
                "no service is called `{}`, and no exception is for one",
                name.escape_debug()
            );
            problems.push(nearest(message, name, names.iter().map(String::as_str)));
        }
    }
    problems
}

/// The names of the services of a run.
pub(super) fn services(judged: &[Judged]) -> BTreeSet<String> {
    let services = judged.iter().map(|judged| &judged.service);
    services.map(|service| service.name.to_string()).collect()
}

const CODE: &str = "exception::no-finding";

/// A diagnostic with the nearest of the names that there are, or all of them where they are few.
pub(super) fn nearest<'a>(
    message: String,
    word: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let names: Vec<&str> = names.into_iter().collect();
    let near = closest(word, names.iter().copied());
    let help = match (near, names.as_slice()) {
        (Some(near), _) => Some(format!("did you mean `{near}`?")),
        (None, few @ ([_] | [_, _] | [_, _, _] | [_, _, _, _])) => {
            Some(format!("there is: {}", few.join(", ")))
        }
        (None, _) => None,
    };
    Diagnostic::error(CODE, message).maybe_help(help)
}
