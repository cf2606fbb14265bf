//! What each service came to, for people who asked for more than what is wrong.

use crate::engine::{Judged, Reason, Verdict};
use crate::policy::PolicySet;
use crate::project::CheckReport;
use crate::report::page::{Page, Tone, one_line};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// What each mandate comes to for each service, and why where it does not apply.
pub(super) fn render(report: &CheckReport, page: &mut Page<'_>) -> io::Result<()> {
    let Some(set) = &report.set else {
        return Ok(());
    };
    for judged in &report.judged {
        let service = &judged.service;
        let name = page.paint(Tone::Strong, &one_line(&service.name));
        let text = format!(
            "{name} ({}, {})",
            one_line(&service.kind),
            one_line(&service.file)
        );
        page.wrapped("judged ", 2, &text)?;
        for (verdict, mandates) in applying(report, judged, set) {
            page.field(verdict, &mandates.join(", "))?;
        }
        for (reason, mandates) in reasons(judged, set) {
            let word = ["not applicable, ", reason.word()].concat();
            page.field(&word, &mandates.join(", "))?;
        }
        page.gap()?;
    }
    Ok(())
}

/// The mandates that speak of a service, by what they come to: with the level of what fails, and with the records by
/// which something is excepted.
fn applying<'r>(
    report: &CheckReport,
    judged: &Judged,
    set: &'r PolicySet,
) -> impl Iterator<Item = (&'static str, Vec<Cow<'r, str>>)> {
    let mut pass = Vec::new();
    let mut fail = Vec::new();
    let mut excepted = Vec::new();
    let mut error = Vec::new();
    for outcome in &judged.outcomes {
        let Some(mandate) = set.mandates.get(outcome.mandate) else {
            continue;
        };
        let id = mandate.id.as_str();
        match outcome.verdict {
            Verdict::Pass => pass.push(Cow::from(id)),
            Verdict::Fail => fail.push(match outcome.level {
                Some(level) => Cow::from(format!("{id} ({level})")),
                None => Cow::from(id),
            }),
            Verdict::Error => error.push(Cow::from(id)),
            Verdict::Excepted | Verdict::NotApplicable => {}
        }
        let findings = outcome.findings.iter();
        let covered = findings.filter_map(|one| Some((&*one.condition, one.exception.as_deref()?)));
        // One record may cover many findings of a condition.
        let covered: BTreeSet<(&str, &str)> = covered.collect();
        excepted.extend(covered.into_iter().map(|(condition, record)| {
            let by = covering(report, record);
            Cow::from(format!("{id}/{} ({by})", one_line(condition)))
        }));
    }
    [
        (Verdict::Pass.word(), pass),
        (Verdict::Fail.word(), fail),
        (Verdict::Excepted.word(), excepted),
        (Verdict::Error.word(), error),
    ]
    .into_iter()
    .filter(|(_, mandates)| !mandates.is_empty())
}

/// `EX-2026-014 until 2026-12-31`
fn covering(report: &CheckReport, id: &str) -> String {
    let known = report.exceptions.as_ref();
    match known.and_then(|known| known.ledger.record(id)) {
        Some(record) => format!("{} until {}", one_line(id), record.expires.value),
        None => one_line(id),
    }
}

/// The mandates that do not speak of a service, by reason, with what is known of each.
fn reasons(judged: &Judged, set: &PolicySet) -> BTreeMap<Reason, Vec<String>> {
    let mut reasons: BTreeMap<Reason, Vec<String>> = BTreeMap::new();
    for (at, mandate) in set.mandates.iter().enumerate() {
        let outcome = judged.outcomes.iter().find(|outcome| outcome.mandate == at);
        let (reason, known) = match outcome {
            None => (Reason::Kind, &[][..]),
            Some(outcome) => match outcome.reason {
                None => continue,
                Some(Reason::Unanswered) => (Reason::Unanswered, &*outcome.unanswered),
                Some(reason) => (reason, &*outcome.declared),
            },
        };
        let text = if known.is_empty() {
            mandate.id.clone()
        } else {
            format!("{} ({})", mandate.id, one_line(&known.join(", ")))
        };
        reasons.entry(reason).or_default().push(text);
    }
    reasons
}
