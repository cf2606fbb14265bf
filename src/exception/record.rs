//! Records: one permission as it is written, read strictly, with the place of every value.

use super::ledger::Trust;
use super::written::{
    Subject, check_dates, check_scope, fingerprints, id, paths, read_revoked, refuse_wildcard,
};
use crate::diagnostic::Problems;
use crate::document::{Document, Fields, Spanned};
use crate::source::{Place, Source, Span};
use jiff::civil::Date;
use std::sync::Arc;

/// The fields of a record, in the order in which new ones are written.
pub const FIELDS: &[&str] = &[
    "apiVersion",
    "kind",
    "metadata",
    "mandate",
    "condition",
    "at",
    "fingerprints",
    "service",
    "file",
    "repository",
    "category",
    "reason",
    "ticket",
    "owner",
    "requestedBy",
    "approvedBy",
    "created",
    "expires",
    "renewals",
    "findings",
    "mandateDigest",
    "signatures",
    "revoked",
];

/// Why a mandate is broken.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Category {
    /// The risk is accepted.
    Waiver,
    /// The intent is met another way.
    Mitigated,
    /// Break-glass.
    Emergency,
}

impl Category {
    /// All of them with the words that users write.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("waiver", Self::Waiver),
        ("mitigated", Self::Mitigated),
        ("emergency", Self::Emergency),
    ];

    /// The word that users write for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiver => "waiver",
            Self::Mitigated => "mitigated",
            Self::Emergency => "emergency",
        }
    }
}

/// One exception, valid in form. Whether it counts is for its states to say.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its id, unique in the ledger.
    pub id: Spanned<String>,
    /// The id of the mandate that may be broken.
    pub mandate: Spanned<String>,
    /// Only findings of this condition.
    pub condition: Option<Spanned<String>>,
    /// Only findings at these paths, as reports write them; empty: at any.
    pub at: Vec<Spanned<String>>,
    /// Only findings of these fingerprints, 32 hexadecimal digits each; empty: any.
    pub fingerprints: Vec<Spanned<String>>,
    /// The service, by name.
    pub service: Spanned<String>,
    /// Only where this manifest kind describes it.
    pub kind: Option<Spanned<String>>,
    /// Only in this file.
    pub file: Option<Spanned<String>>,
    /// The repository.
    pub repository: Option<Spanned<String>>,
    /// Why.
    pub category: Spanned<Category>,
    /// Why, in words.
    pub reason: Spanned<String>,
    /// Where it is followed up.
    pub ticket: Option<Spanned<String>>,
    /// Who must close or renew it.
    pub owner: Spanned<String>,
    /// Who asked for it.
    pub requested_by: Spanned<String>,
    /// Who approved it; empty: nobody yet.
    pub approved_by: Vec<Spanned<String>>,
    /// The first day it holds.
    pub created: Spanned<Date>,
    /// The last day it holds, inclusive.
    pub expires: Spanned<Date>,
    /// How often it was renewed.
    pub renewals: Spanned<u32>,
    /// How many findings it covered when it was asked for, where a command wrote that down.
    pub findings: Option<u32>,
    /// The digest of the mandate's file when it was approved, where a command wrote that down.
    pub mandate_digest: Option<Spanned<String>>,
    /// OpenSSH signatures of those who approved it.
    pub signatures: Vec<Spanned<String>>,
    /// Whether it was taken back.
    pub revoked: Option<Revoked>,
    /// The file it is written in.
    pub source: Arc<Source>,
    /// The number of the document in the file, from 1.
    pub document: u32,
    /// How far the place that it comes from is believed.
    pub trust: Trust,
    /// Whether it lies in `closed/`, and is history.
    pub closed: bool,
}

/// That a record was taken back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Revoked {
    /// The first day without it.
    pub on: Date,
    /// Why.
    pub reason: String,
    /// Where that is written.
    pub span: Span,
}

impl Record {
    /// A span of it, to be shown.
    pub fn place(&self, span: Span) -> Place {
        self.source.place(span)
    }

    /// The last day that it can hold, a revocation counted in.
    pub fn last_day(&self) -> Date {
        let yesterday = |day: Date| day.saturating_sub(jiff::Span::new().days(1));
        match &self.revoked {
            Some(revoked) => self.expires.value.min(yesterday(revoked.on)),
            None => self.expires.value,
        }
    }

    /// Whether it is break-glass.
    pub fn is_emergency(&self) -> bool {
        self.category.value == Category::Emergency
    }

    /// Decodes one document. `None` if and only if a problem was noted.
    pub(super) fn read(
        document: &Document,
        trust: Trust,
        closed: bool,
        problems: &Problems,
    ) -> Option<Self> {
        let before = problems.len();
        let mut fields = Fields::of(document.root(), "an exception", problems)?;
        let _head = (fields.optional("apiVersion"), fields.optional("kind"));
        let metadata = fields.required("metadata");
        let mandate = fields.text("mandate");
        let condition = fields.optional_text("condition");
        let at = paths(&mut fields);
        let fingerprints = fingerprints(&mut fields);
        let service = fields.required("service");
        let flat_file = fields.optional_text("file");
        let repository = fields.optional_text("repository");
        let category = fields.optional_word("category", Category::ALL);
        let reason = fields.text("reason");
        let ticket = fields.optional_text("ticket");
        let owner = fields.text("owner");
        let requested_by = fields.text("requestedBy");
        let approved_by = fields.optional_texts("approvedBy");
        let created = fields.date("created");
        let expires = fields.date("expires");
        let renewals = fields.optional_number("renewals", 0, 1000);
        let findings = fields.optional_number("findings", 1, 1_000_000);
        let mandate_digest = fields.optional_text("mandateDigest");
        let signatures = fields.optional_texts("signatures");
        let revoked = fields.optional("revoked");
        fields.finish();
        let subject = service.and_then(|node| Subject::read(node, flat_file, problems));
        let id = metadata.and_then(|node| id(node, problems));
        let revoked = revoked.and_then(|node| read_revoked(node, problems));
        let source = document.tree().source();
        let here = [&mandate, &condition, &repository];
        for name in here.into_iter().flatten() {
            refuse_wildcard(name, source, problems);
        }
        if let (Some(created), Some(expires)) = (&created, &expires) {
            check_dates(created, expires, source, problems);
        }
        check_scope(&at, &fingerprints, source, problems);
        if problems.len() != before {
            return None;
        }
        let (id, subject) = (id?, subject?);
        let spot = id.span;
        Some(Self {
            mandate: mandate?,
            condition,
            at,
            fingerprints,
            service: subject.name,
            kind: subject.kind,
            file: subject.file,
            repository,
            category: category.unwrap_or(Spanned {
                value: Category::Waiver,
                span: spot,
            }),
            reason: reason?,
            ticket,
            owner: owner?,
            requested_by: requested_by?,
            approved_by,
            created: created?,
            expires: expires?,
            renewals: renewals.unwrap_or(Spanned {
                value: 0,
                span: spot,
            }),
            findings: findings.map(|findings| findings.value),
            mandate_digest,
            signatures,
            revoked,
            source: Arc::clone(source),
            document: document.number(),
            trust,
            closed,
            id,
        })
    }
}
