//! Records: one permission as it is written, read strictly, with the place of every value.

use super::ledger::Trust;
use crate::diagnostic::{Diagnostic, Problems};
use crate::document::{Document, Fields, Node, Path, Spanned, decode};
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

    /// Days that it was granted for.
    pub fn term(&self) -> i64 {
        super::days_between(self.created.value, self.expires.value)
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
        let (service, kind, file) = service.map_or((None, None, None), |node| {
            service_of(node, flat_file, problems)
        });
        let id = metadata.and_then(|node| id(node, problems));
        let revoked = revoked.and_then(|node| read_revoked(node, problems));
        let source = document.tree().source();
        let names = [&mandate, &condition, &service, &kind, &file, &repository];
        for name in names.into_iter().flatten() {
            refuse_wildcard(name, source, problems);
        }
        if let (Some(created), Some(expires)) = (&created, &expires)
            && expires.value < created.value
        {
            let message = format!(
                "`expires` is before `created` ({} < {})",
                expires.value, created.value
            );
            let problem = Diagnostic::error("exception::dates", message);
            problems.push(problem.at(source, expires.span));
        }
        if let (Some(at), Some(fingerprint)) = (at.first(), fingerprints.first()) {
            let problem = Diagnostic::error(
                "exception::scope",
                "an exception has either `at` or `fingerprints`, not both",
            );
            problems.push(
                problem
                    .at(source, fingerprint.span)
                    .related("`at` is here", source.place(at.span)),
            );
        }
        if problems.len() != before {
            return None;
        }
        let id = id?;
        let spot = id.span;
        Some(Self {
            mandate: mandate?,
            condition,
            at,
            fingerprints,
            service: service?,
            kind,
            file,
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

fn id(node: Node<'_>, problems: &Problems) -> Option<Spanned<String>> {
    let mut fields = Fields::of(node, "an exception's metadata", problems)?;
    let id = fields.text("id");
    fields.finish();
    let id = id?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if id.chars().all(plain) && id.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return Some(id);
    }
    let message = format!("`{}` is no id of an exception", id.escape_debug());
    problems.push(
        Diagnostic::error("exception::id", message)
            .at(node.tree().source(), id.span)
            .help("ids are letters, digits, hyphens, dots and underscores, such as EX-2026-014"),
    );
    None
}

/// The service: its name, or a map of `name`, `kind` and `file`, since the document's own `kind` is taken. The
/// file may also stand beside `service`.
fn service_of(
    node: Node<'_>,
    flat_file: Option<Spanned<String>>,
    problems: &Problems,
) -> (
    Option<Spanned<String>>,
    Option<Spanned<String>>,
    Option<Spanned<String>>,
) {
    if node.kind() != crate::document::Kind::Map {
        return (decode::text(node, "service", problems), None, flat_file);
    }
    let Some(mut fields) = Fields::of(node, "`service`", problems) else {
        return (None, None, None);
    };
    let name = fields.text("name");
    let kind = fields.optional_text("kind");
    let file = fields.optional_text("file");
    fields.finish();
    if let (Some(inner), Some(flat)) = (&file, &flat_file) {
        let source = node.tree().source();
        let problem = Diagnostic::error("exception::scope", "`file` is written twice");
        problems.push(
            problem
                .at(source, flat.span)
                .related("the other is here", source.place(inner.span)),
        );
    }
    (name, kind, file.or(flat_file))
}

/// The paths of `at`: exact ones, written as reports write them.
fn paths(fields: &mut Fields<'_, '_>) -> Vec<Spanned<String>> {
    let problems = fields.problems();
    let Some(node) = fields.optional("at") else {
        return Vec::new();
    };
    refuse_empty(node, "at", problems);
    let items = decode::list(node, "at", problems);
    let paths = items
        .into_iter()
        .filter_map(|node| Some((decode::path(node, "at", problems)?, node)));
    let mut exact = Vec::new();
    for (path, node) in paths {
        if path.is_exact() {
            exact.push(Spanned::new(path.to_string(), node));
        } else {
            problems.push(wildcard(&path.value.to_string()).at_place(node.place()));
        }
    }
    exact
}

fn fingerprints(fields: &mut Fields<'_, '_>) -> Vec<Spanned<String>> {
    let problems = fields.problems();
    let Some(node) = fields.optional("fingerprints") else {
        return Vec::new();
    };
    refuse_empty(node, "fingerprints", problems);
    let mut whole = Vec::new();
    for node in decode::list(node, "fingerprints", problems) {
        let Some(text) = decode::text(node, "fingerprints", problems) else {
            continue;
        };
        let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == 32 && text.bytes().all(hex) {
            whole.push(text);
        } else {
            let message = format!("`{}` is no fingerprint", text.escape_debug());
            problems.push(
                Diagnostic::error("exception::fingerprint", message)
                    .at_place(node.place())
                    .help("a fingerprint is 32 hexadecimal digits, as reports print it"),
            );
        }
    }
    whole
}

/// An empty list would narrow nothing, and so widen what was meant.
fn refuse_empty(node: Node<'_>, name: &str, problems: &Problems) {
    if node.kind() == crate::document::Kind::Seq && node.is_empty() {
        let problem = Diagnostic::error("exception::scope", format!("`{name}` is empty"));
        problems.push(
            problem
                .at_place(node.key_place())
                .help("name what it covers, or remove the line"),
        );
    }
}

fn refuse_wildcard(name: &Spanned<String>, source: &Source, problems: &Problems) {
    if name.contains(['*', '?']) {
        problems.push(wildcard(name).at(source, name.span));
    }
}

fn wildcard(name: &str) -> Diagnostic {
    let message = format!("`{}`: an exception has no wildcards", name.escape_debug());
    Diagnostic::error("exception::wildcard", message)
        .help("an exception is for one mandate and one service; name each thing it covers")
}

fn read_revoked(node: Node<'_>, problems: &Problems) -> Option<Revoked> {
    let mut fields = Fields::of(node, "`revoked`", problems)?;
    let on = fields.date("on");
    let reason = fields.text("reason");
    fields.finish();
    Some(Revoked {
        on: on?.value,
        reason: reason?.value,
        span: node.span(),
    })
}

/// A path as reports write it, for comparison with the paths of findings; `None` for what is no exact path.
pub(super) fn exact_path(text: &str) -> Option<String> {
    let path = Path::parse(text).ok()?;
    path.is_exact().then(|| path.to_string())
}
