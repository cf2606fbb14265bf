//! Nothing: why a record is about no finding, or no service, of a run, and what may have been meant.

use super::record::Record;
use super::states::did_you_mean;
use crate::engine::Judged;
use crate::policy::PolicySet;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// The message, the line of the record, and what to do.
pub(super) type Nothing = (String, Span, Option<String>);

/// The paths of a run's findings by mandate and service.
pub(super) struct Places<'r>(BTreeMap<(&'r str, &'r str), BTreeSet<&'r str>>);

impl<'r> Places<'r> {
    pub(super) fn of(judged: &'r [Judged], set: &'r PolicySet) -> Self {
        let mut places: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
        for one in judged {
            for outcome in &one.outcomes {
                let Some(mandate) = set.mandates.get(outcome.mandate) else {
                    continue;
                };
                let own = places
                    .entry((mandate.id.as_str(), &*one.service.name))
                    .or_default();
                own.extend(outcome.findings.iter().map(|finding| finding.path.as_str()));
            }
        }
        Self(places)
    }
}

/// Why a record whose mandate and service were judged is about no finding: what it covers passes, unless it names a
/// condition that the mandate does not have, or, as far as can be told, a path at which nothing is.
pub(super) fn nothing<'p>(
    record: &Record,
    set: &PolicySet,
    places: impl Fn() -> &'p Places<'p>,
) -> Nothing {
    let own_mandate = set.mandate(&record.mandate);
    if let (Some(condition), Some(mandate)) = (&record.condition, own_mandate) {
        let ids = mandate.finding_ids();
        if !ids.contains(&condition.value) {
            let message = format!(
                "no condition of `{}` is called `{}`",
                mandate.id,
                condition.escape_debug()
            );
            let help = did_you_mean(condition, ids.iter().map(String::as_str));
            return (message, condition.span, help);
        }
    }
    let judged = |path: &str| {
        own_mandate.is_some_and(|mandate| {
            let mut paths = mandate.judged_paths().map(ToString::to_string);
            paths.any(|own| {
                // Below a service's node a path of a finding goes on from that of the node.
                let start = path.strip_suffix(own.as_str());
                start.is_some_and(|start| start.is_empty() || start.ends_with('.'))
            })
        })
    };
    let (mandate, service) = (record.mandate.as_str(), record.service.as_str());
    let Some(path) = record.at.iter().find(|path| !judged(path)) else {
        let message = format!(
            "`{}` has nothing to except in `{}`: what it covers passes",
            mandate.escape_debug(),
            service.escape_debug()
        );
        return (message, record.mandate.span, None);
    };
    let message = format!(
        "`{}` has no finding in `{}` at `{}`",
        mandate.escape_debug(),
        service.escape_debug(),
        path.escape_debug()
    );
    let found = places().0.get(&(mandate, service));
    let others = found.into_iter().flatten().copied();
    // Another element of the same list is what is left of it, and not another spelling.
    let others = others.filter(|other| unnumbered(other) != unnumbered(path));
    (message, path.span, did_you_mean(path, others))
}

/// A path without the numbers of its elements.
fn unnumbered(path: &str) -> String {
    path.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// Why a record is about no service of a run: none is called so, or none of the kind or in the file that it names.
pub(super) fn absent(record: &Record, judged: &[Judged]) -> Nothing {
    let services = judged.iter().map(|judged| &judged.service);
    let named = || services.clone().filter(|service| service.named);
    let name = record.service.as_str();
    let own = || named().filter(|service| *service.name == *name);
    if own().next().is_none() {
        let message = format!("no service is called `{}`", name.escape_debug());
        let help = did_you_mean(name, named().map(|service| &*service.name));
        return (message, record.service.span, help);
    }
    let kinds: BTreeSet<&str> = own().map(|service| &*service.kind).collect();
    let files: BTreeSet<&str> = own().map(|service| &*service.file).collect();
    let there = |names: &BTreeSet<&str>| {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    if let Some(kind) = record.kind.as_ref().filter(|k| !kinds.contains(k.as_str())) {
        let message = format!(
            "no manifest of the kind `{}` describes `{}`, only of {}",
            kind.escape_debug(),
            name.escape_debug(),
            there(&kinds)
        );
        return (message, kind.span, did_you_mean(kind, kinds));
    }
    let (file, at) = match &record.file {
        Some(file) => (file.escape_debug().to_string(), file.span),
        None => (String::new(), record.service.span),
    };
    let of_kind = record.kind.as_ref().map_or_else(String::new, |kind| {
        format!(" of the kind `{}`", kind.escape_debug())
    });
    let message = format!(
        "no manifest{of_kind} in `{file}` describes `{}`, only in {}",
        name.escape_debug(),
        there(&files)
    );
    (message, at, did_you_mean(&file, files))
}
