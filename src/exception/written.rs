//! The values of a record as they are written, and what of them is refused.

use super::record::Revoked;
use crate::diagnostic::{Diagnostic, Problems};
use crate::document::{Fields, Kind, Node, Path, Spanned, decode};
use crate::source::Source;
use jiff::civil::Date;

pub(super) fn id(node: Node<'_>, problems: &Problems) -> Option<Spanned<String>> {
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

pub(super) fn check_scope(
    at: &[Spanned<String>],
    fingerprints: &[Spanned<String>],
    source: &Source,
    problems: &Problems,
) {
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
}

pub(super) fn check_dates(
    created: &Spanned<Date>,
    expires: &Spanned<Date>,
    source: &Source,
    problems: &Problems,
) {
    if expires.value < created.value {
        let message = format!(
            "`expires` is before `created` ({} < {})",
            expires.value, created.value
        );
        let problem = Diagnostic::error("exception::dates", message);
        problems.push(problem.at(source, expires.span));
    }
}

/// What a record is about: a service, or one manifest of it.
pub(super) struct Subject {
    pub(super) name: Spanned<String>,
    pub(super) kind: Option<Spanned<String>>,
    pub(super) file: Option<Spanned<String>>,
}

impl Subject {
    /// Reads a name, or a map of `name`, `kind` and `file`, since the document's own `kind` is taken. The file may
    /// also stand beside `service`.
    pub(super) fn read(
        node: Node<'_>,
        flat_file: Option<Spanned<String>>,
        problems: &Problems,
    ) -> Option<Self> {
        let subject = if node.kind() == Kind::Map {
            let mut fields = Fields::of(node, "`service`", problems)?;
            let name = fields.text("name");
            let kind = fields.optional_text("kind");
            let file = fields.optional_text("file");
            fields.finish();
            let source = node.tree().source();
            if let (Some(inner), Some(flat)) = (&file, &flat_file) {
                let problem = Diagnostic::error("exception::scope", "`file` is written twice");
                problems.push(
                    problem
                        .at(source, flat.span)
                        .related("the other is here", source.place(inner.span)),
                );
            }
            Self {
                name: name?,
                kind,
                file: file.or(flat_file),
            }
        } else {
            Self {
                name: decode::text(node, "service", problems)?,
                kind: None,
                file: flat_file,
            }
        };
        let source = node.tree().source();
        let names = [
            Some(&subject.name),
            subject.kind.as_ref(),
            subject.file.as_ref(),
        ];
        for name in names.into_iter().flatten() {
            refuse_wildcard(name, source, problems);
        }
        Some(subject)
    }
}

/// The paths of `at`: exact ones, written as reports write them.
pub(super) fn paths(fields: &mut Fields<'_, '_>) -> Vec<Spanned<String>> {
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

pub(super) fn fingerprints(fields: &mut Fields<'_, '_>) -> Vec<Spanned<String>> {
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
    if node.kind() == Kind::Seq && node.is_empty() {
        let problem = Diagnostic::error("exception::scope", format!("`{name}` is empty"));
        problems.push(
            problem
                .at_place(node.key_place())
                .help("name what it covers, or remove the line"),
        );
    }
}

/// Whether a name holds what would be a wildcard elsewhere, so that no record can write it.
pub fn has_wildcard(name: &str) -> bool {
    name.contains(['*', '?'])
}

pub(super) fn refuse_wildcard(name: &Spanned<String>, source: &Source, problems: &Problems) {
    if has_wildcard(name) {
        problems.push(wildcard(name).at(source, name.span));
    }
}

fn wildcard(name: &str) -> Diagnostic {
    let message = format!("`{}`: an exception has no wildcards", name.escape_debug());
    Diagnostic::error("exception::wildcard", message)
        .help("an exception is for one mandate and one service; name each thing it covers")
}

pub(super) fn read_revoked(node: Node<'_>, problems: &Problems) -> Option<Revoked> {
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
pub fn exact_path(text: &str) -> Option<String> {
    let path = Path::parse(text).ok()?;
    path.is_exact().then(|| path.to_string())
}
