//! Outcomes and findings as the JSON report of a check has them: part of its contract.

use crate::diagnostic::Related;
use crate::engine::{Finding, Judged, Outcome, Reason, ServiceInfo, Taken, Verdict};
use crate::policy::{Level, Mandate};
use crate::project::CheckReport;
use crate::source::Place;
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OutcomeRecord<'r> {
    mandate: &'r str,
    kind: &'r str,
    service: &'r str,
    file: &'r str,
    document: u32,
    verdict: &'static str,
    level: Option<&'static str>,
    reason: Option<&'static str>,
    choices: Vec<ChoiceRecord<'r>>,
    findings: Vec<FindingRecord<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_owner: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<NextRecord>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    declared: &'r [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    unanswered: &'r [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    noted: &'r [String],
    #[serde(skip_serializing_if = "is_zero")]
    more: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ChoiceRecord<'r> {
    id: &'r str,
    standing: &'static str,
    offered_by: Option<&'r str>,
    alternatives: usize,
    at: Option<&'r str>,
}

#[derive(Serialize)]
struct NextRecord {
    level: &'static str,
    from: String,
    days: i32,
}

#[derive(Serialize)]
struct FindingRecord<'r> {
    condition: &'r str,
    level: &'static str,
    message: String,
    fingerprint: &'r str,
    exception: Option<&'r str>,
    location: Location<'r>,
    related: Vec<RelatedRecord<'r>>,
    headline: &'r str,
    detail: &'r str,
    notes: &'r [String],
}

#[derive(Serialize)]
pub(super) struct Location<'r> {
    pub(super) file: &'r str,
    pub(super) path: Option<&'r str>,
    #[serde(flatten)]
    pub(super) region: Option<Region>,
}

#[derive(Serialize)]
pub(super) struct RelatedRecord<'r> {
    label: &'r str,
    file: &'r str,
    #[serde(flatten)]
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    offset: u32,
    length: u32,
}

impl<'r> OutcomeRecord<'r> {
    fn new(mandate: &'r Mandate, service: &'r ServiceInfo, outcome: &'r Outcome) -> Self {
        Self {
            verdict: outcome.verdict.word(),
            level: outcome.level.map(Level::word),
            reason: outcome.reason.map(Reason::word),
            choices: outcome.choices.iter().map(ChoiceRecord::new).collect(),
            findings: outcome.findings.iter().map(FindingRecord::new).collect(),
            next: outcome.next.map(|next| NextRecord {
                level: next.level.word(),
                from: next.from.to_string(),
                days: next.days,
            }),
            declared: &outcome.declared,
            unanswered: &outcome.unanswered,
            noted: &outcome.noted,
            more: outcome.more,
            ..Self::of_other_kind(mandate, service)
        }
    }

    /// The outcome of a mandate that does not name the service's kind; the engine keeps none.
    fn of_other_kind(mandate: &'r Mandate, service: &'r ServiceInfo) -> Self {
        Self {
            mandate: &mandate.id,
            kind: &service.kind,
            service: &service.name,
            file: &service.file,
            document: service.document,
            verdict: Verdict::NotApplicable.word(),
            level: None,
            reason: Some(Reason::Kind.word()),
            choices: Vec::new(),
            findings: Vec::new(),
            service_owner: service.owner.as_deref(),
            next: None,
            declared: &[],
            unanswered: &[],
            noted: &[],
            more: 0,
        }
    }
}

impl<'r> ChoiceRecord<'r> {
    fn new(taken: &'r Taken) -> Self {
        Self {
            id: &taken.id,
            standing: taken.standing.word(),
            offered_by: taken.offered_by.as_deref(),
            alternatives: taken.alternatives,
            at: taken.at.as_deref(),
        }
    }
}

impl<'r> FindingRecord<'r> {
    fn new(finding: &'r Finding) -> Self {
        Self {
            condition: &finding.condition,
            level: finding.level.word(),
            message: finding.message(),
            fingerprint: &finding.fingerprint,
            exception: finding.exception.as_deref(),
            location: Location {
                file: &finding.place.file,
                path: Some(&finding.path),
                region: Some(Region::new(&finding.place)),
            },
            related: finding.related.iter().map(RelatedRecord::new).collect(),
            headline: &finding.headline,
            detail: &finding.detail,
            notes: &finding.notes,
        }
    }
}

impl<'r> RelatedRecord<'r> {
    pub(super) fn new(related: &'r Related) -> Self {
        Self {
            label: &related.label,
            file: &related.place.file,
            region: Region::new(&related.place),
        }
    }
}

impl Region {
    pub(super) fn new(place: &Place) -> Self {
        Self {
            line: place.start.line,
            column: place.start.column,
            end_line: place.end.line,
            end_column: place.end.column,
            offset: place.start.offset,
            length: place.span().len(),
        }
    }
}

/// Every mandate for every service: those that the engine did not look at, since they are of other kinds, too.
pub(super) fn outcomes(report: &CheckReport) -> impl Iterator<Item = OutcomeRecord<'_>> {
    let mandates = of_set(report);
    let services = report.judged.iter();
    services.flat_map(|judged| of_service(judged, mandates))
}

/// Each mandate with one service, also those that name other kinds.
pub(super) fn of_service<'r>(
    judged: &'r Judged,
    mandates: &'r [Mandate],
) -> impl Iterator<Item = OutcomeRecord<'r>> {
    // Both are in order of the mandates' ids.
    let own = |at| {
        let found = judged.outcomes.binary_search_by_key(&at, |own| own.mandate);
        found.ok().and_then(|found| judged.outcomes.get(found))
    };
    mandates
        .iter()
        .enumerate()
        .map(move |(at, mandate)| match own(at) {
            Some(outcome) => OutcomeRecord::new(mandate, &judged.service, outcome),
            None => OutcomeRecord::of_other_kind(mandate, &judged.service),
        })
}

/// The mandates in force; none where the policy set could not be loaded.
pub(super) fn of_set(report: &CheckReport) -> &[Mandate] {
    report.set.as_ref().map_or(&[], |set| &set.mandates)
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}
