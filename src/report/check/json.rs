//! Version 1 of the JSON report of a check. These structs are the contract: fields are added, never renamed or
//! removed, and `schemas/report.schema.json` says the same.

use super::records::{Location, Region, RelatedRecord, of_set, outcomes};
use crate::diagnostic::Diagnostic;
use crate::exception::Here;
use crate::policy::{Mandate, Pack, PolicySet};
use crate::project::{CheckReport, Counts, FileRecord, Unrecognised};
use crate::report::exceptions::ExceptionRecord;
use crate::report::json;
use crate::source::Skipped;
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
struct UnrecognisedRecord<'r> {
    file: &'r str,
    document: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    meant: Option<&'r str>,
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

fn unrecognised<S: Serializer>(found: &[Unrecognised], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(found.iter().map(|one| UnrecognisedRecord {
        file: &one.file,
        document: one.document,
        meant: one.meant.as_deref(),
    }))
}

fn diagnostics<S: Serializer>(all: &[Diagnostic], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(all.iter().map(DiagnosticRecord::new))
}

fn mandates<S: Serializer>(mandates: &[Mandate], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(mandates.iter().map(MandateRecord::new))
}

fn skipped<S: Serializer>(all: &[Skipped], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(all.iter().map(|one| SkippedRecord {
        path: &one.shown,
        reason: one.reason.words(),
    }))
}
