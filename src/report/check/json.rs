//! Version 1 of the JSON report of a check. These structs are the contract: fields are added, never renamed or
//! removed, and `schemas/report.schema.json` says the same.

use crate::diagnostic::{Diagnostic, Related};
use crate::engine::{Finding, Judged, Outcome, Reason, ServiceInfo, Taken, Verdict};
use crate::exception::Here;
use crate::policy::{Level, Mandate, Pack, PolicySet};
use crate::project::{CheckReport, Counts, FileRecord, Unrecognised};
use crate::report::exceptions::ExceptionRecord;
use crate::report::json;
use crate::source::{Place, Skipped};
use serde::{Serialize, Serializer};
use std::io;

pub(super) fn render(report: &CheckReport, out: &mut dyn io::Write) -> io::Result<()> {
    json::write(&Report::new(report), out)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Report<'r> {
    version: u8,
    run: Run<'r>,
    counts: CountsRecord,
    #[serde(serialize_with = "files")]
    files: &'r [FileRecord],
    /// Left out where each has a line of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcomes: Option<Outcomes<'r>>,
    exceptions: Vec<ExceptionRecord<'r>>,
    #[serde(serialize_with = "unrecognised")]
    unrecognised: &'r [Unrecognised],
    #[serde(serialize_with = "diagnostics")]
    diagnostics: &'r [Diagnostic],
    exit_code: u8,
    reason: Option<&'r str>,
    #[serde(serialize_with = "mandates")]
    mandates: &'r [Mandate],
    #[serde(serialize_with = "skipped")]
    skipped: &'r [Skipped],
    never_applied: &'r [String],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'r> {
    tool: &'static str,
    as_of: String,
    repository: Option<&'r str>,
    repository_verified: bool,
    commit: Option<&'r str>,
    dirty: Option<bool>,
    policy_set: Vec<PackRecord<'r>>,
    ledger_digest: Option<&'r str>,
    loosened: &'r [String],
    fail_level: &'static str,
    policy_set_digest: Option<String>,
    staged: bool,
}

#[derive(Serialize)]
struct PackRecord<'r> {
    id: &'r str,
    version: Option<&'r str>,
    digest: &'r str,
    embedded: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CountsRecord {
    files: usize,
    documents: usize,
    services: usize,
    mandates: usize,
    unrecognised: usize,
    excluded: usize,
    pass: usize,
    fail: usize,
    excepted: usize,
    not_applicable: usize,
    error: usize,
    unanswered: usize,
}

#[derive(Serialize)]
struct FileEntry<'r> {
    path: &'r str,
    sha256: &'r str,
}

/// The outcomes of a report, made as they are written.
struct Outcomes<'r>(&'r CheckReport);

impl Serialize for Outcomes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(outcomes(self.0))
    }
}

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
struct Location<'r> {
    file: &'r str,
    path: Option<&'r str>,
    #[serde(flatten)]
    region: Option<Region>,
}

#[derive(Serialize)]
struct RelatedRecord<'r> {
    label: &'r str,
    file: &'r str,
    #[serde(flatten)]
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    offset: u32,
    length: u32,
}

#[derive(Serialize)]
struct UnrecognisedRecord<'r> {
    file: &'r str,
    document: u32,
}

#[derive(Serialize)]
struct DiagnosticRecord<'r> {
    code: &'static str,
    severity: &'static str,
    message: &'r str,
    help: Option<&'r str>,
    location: Option<Location<'r>>,
    related: Vec<RelatedRecord<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MandateRecord<'r> {
    id: &'r str,
    title: &'r str,
    owner: &'r str,
    rationale: &'r str,
    docs: Option<&'r str>,
    controls: &'r [String],
    review_by: String,
    pack: &'r str,
    file: &'r str,
    #[serde(flatten)]
    region: Region,
}

#[derive(Serialize)]
struct SkippedRecord<'r> {
    path: &'r str,
    reason: &'static str,
}

impl<'r> Report<'r> {
    fn new(report: &'r CheckReport) -> Self {
        Self {
            outcomes: Some(Outcomes(report)),
            ..Self::without_outcomes(report)
        }
    }

    /// All of it but the outcomes.
    pub(super) fn without_outcomes(report: &'r CheckReport) -> Self {
        Self {
            version: 1,
            run: Run::new(report),
            counts: CountsRecord::new(report.counts),
            files: &report.files,
            outcomes: None,
            exceptions: exceptions(report),
            unrecognised: &report.unrecognised,
            diagnostics: &report.diagnostics,
            exit_code: report.exit.code(),
            reason: report.reason.as_deref(),
            mandates: of_set(report),
            skipped: &report.skipped,
            never_applied: &report.never_applied,
        }
    }
}

impl<'r> Run<'r> {
    fn new(report: &'r CheckReport) -> Self {
        let (run, set) = (&report.run, report.set.as_ref());
        let ledger = report.exceptions.as_ref().map(|known| &known.ledger);
        let packs = set.map(|set| set.packs.iter()).into_iter().flatten();
        Self {
            tool: concat!("mustmay ", env!("CARGO_PKG_VERSION")),
            as_of: run.as_of.to_string(),
            repository: run.repository.as_deref(),
            repository_verified: run.repository_verified,
            commit: run.commit.as_deref(),
            dirty: run.dirty,
            policy_set: packs.map(PackRecord::new).collect(),
            ledger_digest: ledger.and_then(|ledger| ledger.digest.as_deref()),
            loosened: &run.loosened,
            fail_level: run.fail_level.word(),
            policy_set_digest: set.map(PolicySet::digest),
            staged: run.staged,
        }
    }
}

impl<'r> PackRecord<'r> {
    fn new(pack: &'r Pack) -> Self {
        Self {
            id: &pack.id,
            version: pack.version.as_deref(),
            digest: &pack.digest,
            embedded: pack.embedded,
        }
    }
}

impl CountsRecord {
    const fn new(counts: Counts) -> Self {
        Self {
            files: counts.files,
            documents: counts.documents,
            services: counts.services,
            mandates: counts.mandates,
            unrecognised: counts.unrecognised,
            excluded: counts.excluded,
            pass: counts.pass,
            fail: counts.fail,
            excepted: counts.excepted,
            not_applicable: counts.not_applicable,
            error: counts.error,
            unanswered: counts.unanswered,
        }
    }
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
    fn new(related: &'r Related) -> Self {
        Self {
            label: &related.label,
            file: &related.place.file,
            region: Region::new(&related.place),
        }
    }
}

impl Region {
    fn new(place: &Place) -> Self {
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

impl<'r> DiagnosticRecord<'r> {
    fn new(diagnostic: &'r Diagnostic) -> Self {
        let place = diagnostic.place.as_deref();
        let file = place.map(|place| &place.file).or(diagnostic.file.as_ref());
        Self {
            code: diagnostic.code,
            severity: diagnostic.severity.word(),
            message: &diagnostic.message,
            help: diagnostic.help.as_deref(),
            location: file.map(|file| Location {
                file,
                path: None,
                region: place.map(Region::new),
            }),
            related: diagnostic.related.iter().map(RelatedRecord::new).collect(),
        }
    }
}

impl<'r> MandateRecord<'r> {
    fn new(mandate: &'r Mandate) -> Self {
        Self {
            id: &mandate.id,
            title: &mandate.title,
            owner: &mandate.owner,
            rationale: &mandate.rationale,
            docs: mandate.docs.as_deref(),
            controls: &mandate.controls,
            review_by: mandate.review_by.to_string(),
            pack: &mandate.pack,
            file: &mandate.place.file,
            region: Region::new(&mandate.place),
        }
    }
}

/// The records that are not for another repository, in the order of the ledger.
fn exceptions(report: &CheckReport) -> Vec<ExceptionRecord<'_>> {
    let Some(known) = &report.exceptions else {
        return Vec::new();
    };
    let here = known.report.accounts.iter();
    here.filter(|account| account.here != Here::OtherRepository)
        .filter_map(|account| {
            let record = known.ledger.records.get(account.record)?;
            Some(ExceptionRecord::new(record, account, report.run.as_of))
        })
        .collect()
}

fn files<S: Serializer>(files: &[FileRecord], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(files.iter().map(|file| FileEntry {
        path: &file.path,
        sha256: &file.sha256,
    }))
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

fn unrecognised<S: Serializer>(found: &[Unrecognised], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(found.iter().map(|one| UnrecognisedRecord {
        file: &one.file,
        document: one.document,
    }))
}

fn diagnostics<S: Serializer>(all: &[Diagnostic], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(all.iter().map(DiagnosticRecord::new))
}

fn mandates<S: Serializer>(mandates: &[Mandate], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(mandates.iter().map(MandateRecord::new))
}

/// The mandates in force; none where the policy set could not be loaded.
fn of_set(report: &CheckReport) -> &[Mandate] {
    report.set.as_ref().map_or(&[], |set| &set.mandates)
}

fn skipped<S: Serializer>(all: &[Skipped], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(all.iter().map(|one| SkippedRecord {
        path: &one.shown,
        reason: one.reason.words(),
    }))
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}
