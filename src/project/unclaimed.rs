//! Documents that no manifest kind recognises: which are problems, and what they nearly are.

use super::checked::Unrecognised;
use super::visit::Visit;
use crate::diagnostic::{Diagnostic, closest};
use crate::document::{Document, Limits, Node, Tree};
use crate::policy::{ManifestKind, PolicySet};
use std::sync::Arc;

/// Documents that no kind recognises, by their numbers: errors where somebody says that the file is a manifest,
/// by its name or on the command line; and so is such a file that holds nothing.
pub(super) fn unclaimed(
    visit: &mut Visit,
    tree: &Arc<Tree>,
    unrecognised: &[u32],
    named: bool,
    set: &PolicySet,
) {
    let path = tree.source().path();
    let claimant = set.kinds.iter().find(|kind| claims(kind, path));
    let mut problems = Vec::new();
    for document in tree.documents() {
        if unrecognised.binary_search(&document.number()).is_err() {
            continue;
        }
        // A hook names whatever was changed, policies among it, and a kind may stand in a file of its own name.
        let own = is_own(&document);
        if !own || claimant.is_some() {
            visit.unrecognised.push(Unrecognised {
                file: Arc::clone(path),
                document: document.number(),
                meant: nearly_own(&document).map(|(_, key, meant)| format!("{key}: {meant}")),
            });
        }
        if !own && (named || claimant.is_some()) {
            problems.push(document);
        }
    }
    let (shown, counted) = problems.split_at(problems.len().min(Limits::default().problems));
    let shown = shown
        .iter()
        .map(|document| not_recognised(document, claimant, set));
    visit.diagnostics.extend(shown);
    if !counted.is_empty() {
        let message = format!(
            "and {} more documents of this file that no manifest kind recognises",
            counted.len()
        );
        let more = Diagnostic::error("manifest::more", message).in_file(path);
        visit.diagnostics.push(more);
    }
    if (named || claimant.is_some()) && visit.documents == 0 && visit.diagnostics.is_empty() {
        let message = format!("`{path}` holds no document");
        let problem = Diagnostic::error("manifest::empty", message).in_file(path);
        visit
            .diagnostics
            .push(problem.maybe_help(claimant.map(|kind| {
            format!(
                "the kind `{}` claims files of this name: describe a service, or delete the file",
                kind.id.value
            )
        })));
    }
}

/// Whether a kind claims files of this name.
fn claims(kind: &ManifestKind, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    kind.claims.iter().any(|claim| claim == name)
}

/// The kinds of our documents that are no manifests.
const KINDS: &[&str] = &[
    "Mandate",
    "ManifestKind",
    "MandateTest",
    "Pack",
    "Config",
    "Exception",
    "Survey",
    "Measure",
    "Challenge",
    "Inventory",
];

const VERSION: &str = "mustmay/v1";

/// Documents of policies are no manifests, wherever they stand.
fn is_own(document: &Document) -> bool {
    let text = |key: &str| document.root().get(key).and_then(Node::as_str);
    text("apiVersion") == Some(VERSION) && text("kind").is_some_and(|kind| KINDS.contains(&kind))
}

/// The field by which a document nearly says that it is one of ours, and what it means to say.
fn nearly_own(document: &Document) -> Option<(Node<'_>, &'static str, &'static str)> {
    let field = |key: &str| {
        let node = document.root().get(key)?;
        // Longer words are near to none of ours, and cost time.
        Some((node, node.as_str().filter(|text| text.len() <= 64)?))
    };
    let (version, written) = field("apiVersion")?;
    let (kind, name) = field("kind")?;
    let known = || KINDS.iter().copied().chain(["Service"]);
    if written != VERSION {
        let near = written.starts_with("mustmay/") && closest(name, known()).is_some();
        return near.then_some((version, "apiVersion", VERSION));
    }
    let near = closest(name, known()).filter(|near| *near != name)?;
    Some((kind, "kind", near))
}

fn not_recognised(
    document: &Document,
    claimant: Option<&ManifestKind>,
    set: &PolicySet,
) -> Diagnostic {
    let message = match claimant {
        Some(kind) => format!(
            "no manifest kind recognises this document, though `{}` claims files of this name",
            kind.id.value
        ),
        None => "no manifest kind recognises this document".to_owned(),
    };
    let names: Vec<&str> = set
        .kinds
        .iter()
        .map(|kind| kind.id.value.as_str())
        .collect();
    let problem = Diagnostic::error("manifest::unrecognised", message);
    if let Some((node, key, meant)) = nearly_own(document) {
        return problem
            .at_place(node.place())
            .help(format!("did you mean `{key}: {meant}`?"));
    }
    problem.at_place(document.root().place()).help(format!(
        "the policy set reads manifests of the kinds {}",
        names.join(", ")
    ))
}
